"""The thumbnail: a small SVG drawn from the default state's data, with no browser."""

from __future__ import annotations

import math
from typing import Any

WIDTH, HEIGHT, EDGE = 320, 200, 14


def thumbnail(figure: dict[str, Any], title: str) -> str:
    """SVG of the first plot's lines, in its own ranges. Says its title to a screen reader."""
    layout = figure["layout"]
    x_of = _scale(layout["xaxis"], EDGE, WIDTH - EDGE)
    y_of = _scale(layout["yaxis"], HEIGHT - EDGE, EDGE)
    parts = []
    if layout["yaxis"].get("type") != "log" and (zero := y_of(0)) is not None and EDGE <= zero <= HEIGHT - EDGE:
        parts.append(f'<path d="M{EDGE},{zero:.1f}H{WIDTH - EDGE}" stroke="#7F8792" stroke-opacity=".45" fill="none"/>')
    # The first mark is what the visualisation is about: drawn last, on top.
    for trace in reversed(figure["data"]):
        if trace.get("mode") == "lines":
            line = trace["line"]
            dash = ' stroke-dasharray="6 5"' if line.get("dash") else ""
            d = _path(trace["x"], trace["y"], x_of, y_of)
            parts.append(
                f'<path d="{d}" stroke="{line["color"]}" stroke-width="2.5" stroke-linejoin="round" '
                f'stroke-opacity="{trace.get("opacity", 1):g}" fill="none"{dash}/>'
            )
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{_escape(title)}</title>{body}</svg>'


def _scale(axis: dict[str, Any], start: float, end: float) -> Any:
    low, high = axis["range"]
    log = axis.get("type") == "log"

    def place(value: float | None) -> float | None:
        if value is None or not math.isfinite(value) or (log and value <= 0):
            return None
        at = ((math.log10(value) if log else value) - low) / (high - low)
        return start + min(max(at, -1.0), 2.0) * (end - start)

    return place


def _path(xs: list[float | None], ys: list[float | None], x_of: Any, y_of: Any) -> str:
    steps, pen = [], False
    for x, y in zip(xs, ys, strict=False):
        px, py = x_of(x), y_of(y)
        if px is None or py is None:
            pen = False
            continue
        steps.append(f"{'L' if pen else 'M'}{px:.1f},{py:.1f}")
        pen = True
    return "".join(steps)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
