"""The thumbnail: a small SVG drawn from the default state's data, with no browser. It carries its colours for the light and the dark."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from html import escape
from typing import Any

from covis.authoring.palette import CIVIDIS, PALETTE, rgb
from covis.finding import printable

WIDTH, HEIGHT, EDGE = 320, 200, 14
CELLS = 40  # a grid is drawn at most this fine in each direction
RAMP = [rgb(color) for color in CIVIDIS]

Numbers = list[float | None]
Place = Callable[[float | None], float | None]


def thumbnail(figure: dict[str, Any], title: str) -> str:
    """SVG of the first plot, in its own ranges. Says its title to a screen reader."""
    layout, data = figure["layout"], [trace for trace in figure["data"] if trace.get("visible", True) is True]
    if "scene" in layout:
        body = "".join(_surface(trace) for trace in data if trace["type"] == "surface")
    elif any(trace["type"] == "scatterpolar" for trace in data):
        body = "".join(_polar(trace) for trace in data if trace["type"] == "scatterpolar")
    else:
        body = _plane(layout, data)
    title = escape(printable(title), quote=False)  # XML has no place for control characters, escaped or not
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{title}</title>'
        f"{_style(body)}{body}</svg>"
    )


def _ink(color: str | None) -> str:
    """The attribute that makes a palette's colour the current one; a colour that an author chose stays as it is."""
    role = next((role for role, shades in PALETTE.items() if shades.light == color), None)
    return f'class="{"muted" if color is None else role}"' if role or color is None else f'color="{escape(str(color))}"'


def _style(body: str) -> str:
    """The colours of the roles that are drawn; an <img> takes the side that its page prefers."""
    used = set(re.findall('class="(\\w+)"', body))
    light, dark = ("".join(f".{role}{{color:{PALETTE[role][side]}}}" for role in sorted(PALETTE) if role in used) for side in (0, 1))
    return f"<style>{light}@media(prefers-color-scheme:dark){{{dark}}}</style>" if used else ""


def _plane(layout: dict[str, Any], data: list[dict[str, Any]]) -> str:
    across = (WIDTH - HEIGHT) / 2 + EDGE if "scaleanchor" in layout.get("yaxis", {}) else EDGE  # equal scales: a square in the middle
    x_of, y_of = _scale(layout.get("xaxis", {}), across, WIDTH - across), _scale(layout.get("yaxis", {}), HEIGHT - EDGE, EDGE)
    parts = []
    zero = y_of(0.0)
    if zero is not None and EDGE < zero < HEIGHT - EDGE:
        parts.append(f'<path d="M{EDGE},{zero:.1f}H{WIDTH - EDGE}" class="muted" stroke="currentColor" stroke-opacity=".45" fill="none"/>')
    only_contours = all(trace["type"] == "contour" for trace in data)
    # The first mark is what the visualisation is about: drawn last, on top. A grid lies below everything.
    below = dict(zip(map(id, data[1:]), data, strict=False))
    upwards = data[::-1]
    upwards.sort(key=lambda trace: (trace["type"] != "heatmap", "fill" not in trace))
    for trace in upwards:
        kind, mode = trace["type"], trace.get("mode", "")
        if kind == "heatmap" or (kind == "contour" and only_contours):
            parts.append(_grid(trace, x_of, y_of))
        elif kind == "bar":
            parts.append(_bars(trace, x_of, y_of))
        elif kind == "scatter" and "x" in trace and "y" in trace:
            if trace.get("fill") == "tonexty" and id(trace) in below:
                parts.append(_band(below[id(trace)], trace, x_of, y_of))
            elif "lines" in mode and trace.get("line", {}).get("width", 2) > 0:
                parts.append(_line(trace, _path(trace["x"], trace["y"], x_of, y_of)))
                if trace.get("marker", {}).get("angleref") == "previous":
                    parts.append(_heads(trace, x_of, y_of))
            elif "markers" in mode:
                parts.append(_dots(trace, x_of, y_of))
    return "".join(parts)


def _scale(axis: dict[str, Any], start: float, end: float) -> Place:
    low, high = axis.get("range") or (0.0, 1.0)
    if not all(isinstance(end, int | float) for end in (low, high)) or low == high:  # an author's layout= may say dates, or nothing
        low, high = 0.0, 1.0
    log = axis.get("type") == "log"

    def place(value: float | None) -> float | None:
        if value is None or not math.isfinite(value) or (log and value <= 0):
            return None
        at = ((math.log10(value) if log else value) - low) / (high - low)
        return start + min(max(at, -1.0), 2.0) * (end - start)

    return place


def _path(xs: Numbers, ys: Numbers, x_of: Place, y_of: Place) -> str:
    steps, pen = [], False
    for x, y in zip(xs, ys, strict=False):
        px, py = x_of(x), y_of(y)
        if px is None or py is None:
            pen = False
            continue
        steps.append(f"{'L' if pen else 'M'}{px:.1f},{py:.1f}")
        pen = True
    return "".join(steps)


def _line(trace: dict[str, Any], d: str) -> str:
    line = trace.get("line", {})
    dash = ' stroke-dasharray="6 5"' if line.get("dash") else ""
    return (
        f'<path d="{d}" {_ink(line.get("color"))} stroke="currentColor" stroke-width="2.5" stroke-linejoin="round" '
        f'stroke-opacity="{trace.get("opacity", 1):g}" fill="none"{dash}/>'
    )


def _band(low: dict[str, Any], high: dict[str, Any], x_of: Place, y_of: Place) -> str:
    """The area between two traces, as faint as the page's."""
    there, back = _path(low["x"], low["y"], x_of, y_of), _path(high["x"][::-1], high["y"][::-1], x_of, y_of)
    strength = re.search(r",\s*([\d.]+)\)$", str(high.get("fillcolor", "")))
    ink = _ink(high.get("line", {}).get("color"))
    return f'<path d="{there}{back.replace("M", "L", 1)}Z" {ink} fill="currentColor" fill-opacity="{strength[1] if strength else ".25"}"/>'


def _heads(trace: dict[str, Any], x_of: Place, y_of: Place) -> str:
    """The heads of arrows: where a marker has a size, a triangle in the direction from the point before."""
    size = trace["marker"].get("size", 0)
    places = [(x_of(x), y_of(y)) for x, y in zip(trace["x"], trace["y"], strict=False)]
    sizes = size if isinstance(size, list) else [size] * len(places)
    heads = []
    for (x0, y0), (x1, y1), length in zip(places, places[1:], sizes[1:], strict=False):
        if not length or x0 is None or y0 is None or x1 is None or y1 is None or (x0, y0) == (x1, y1):
            continue
        far = math.hypot(x1 - x0, y1 - y0)
        u, v, half = (x1 - x0) / far * length * 0.8, (y1 - y0) / far * length * 0.8, 0.45
        heads.append(f"M{x1:.1f},{y1:.1f}L{x1 - u - half * v:.1f},{y1 - v + half * u:.1f}L{x1 - u + half * v:.1f},{y1 - v - half * u:.1f}Z")
    ink = _ink(trace.get("line", {}).get("color"))
    return f'<path d="{"".join(heads)}" {ink} fill="currentColor" fill-opacity="{trace.get("opacity", 1):g}"/>' if heads else ""


def _dots(trace: dict[str, Any], x_of: Place, y_of: Place) -> str:
    places = [(x_of(x), y_of(y)) for x, y in zip(trace["x"], trace["y"], strict=False)]
    size = trace["marker"].get("size", 8)
    radius = 4.0 if isinstance(size, list) else min(float(size), 12) / 2
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>' for x, y in places if x is not None and y is not None)
    return f'<g {_ink(_plain(trace["marker"].get("color")))} fill="currentColor" fill-opacity="{trace.get("opacity", 1):g}">{dots}</g>'


def _plain(color: Any) -> str | None:
    """One colour; None where an author gave one a point."""
    return color if isinstance(color, str) else None


def _bars(trace: dict[str, Any], x_of: Place, y_of: Place) -> str:
    base = y_of(0.0)
    base = HEIGHT - EDGE if base is None else base
    near, far = x_of(0.0) or 0.0, x_of(1.0) or 1.0
    width = max(1.5, 0.6 * abs(far - near))
    parts = []
    for x, y in zip(trace["x"], trace["y"], strict=False):
        px, py = x_of(x), y_of(y)
        if px is not None and py is not None:
            parts.append(f'<rect x="{px - width / 2:.1f}" y="{min(py, base):.1f}" width="{width:.1f}" height="{abs(py - base):.1f}"/>')
    return f'<g {_ink(_plain(trace.get("marker", {}).get("color")))} fill="currentColor">{"".join(parts)}</g>'


def _grid(trace: dict[str, Any], x_of: Place, y_of: Place) -> str:
    """Coloured cells, thinned."""
    rows, columns = _thin(trace["y"]), _thin(trace["x"])
    z = [[trace["z"][j][i] for i in columns] for j in rows]
    low, high = _extent(z, trace.get("zmin"), trace.get("zmax"))
    cells = []
    for j in range(len(rows)):
        top, bottom = sorted(_edges(trace["y"], rows, j, y_of))
        for i in range(len(columns)):
            left, right = sorted(_edges(trace["x"], columns, i, x_of))
            value = z[j][i]
            if value is not None and right > left and bottom > top:
                fill = _color((value - low) / (high - low))
                cells.append(f'<path d="M{left:.0f},{top:.0f}H{right:.0f}V{bottom:.0f}H{left:.0f}Z" fill="{fill}"/>')
    return f'<g shape-rendering="crispEdges">{"".join(cells)}</g>'


def _thin(values: list[Any]) -> list[int]:
    step = max(1, math.ceil(len(values) / CELLS))
    return list(range(0, len(values), step))


def _edges(values: Numbers, chosen: list[int], k: int, place: Place) -> tuple[float, float]:
    """Where cell k begins and ends."""
    ends = (place(values[chosen[k]]), place(values[chosen[k + 1]] if k + 1 < len(chosen) else values[-1]))
    first, last = (0.0 if end is None else end for end in ends)
    return first, last


def _extent(z: list[Numbers], low: float | None = None, high: float | None = None) -> tuple[float, float]:
    values = [value for row in z for value in row if value is not None]
    low = min(values, default=0.0) if low is None else low
    high = max(values, default=1.0) if high is None else high
    return (low, high) if high > low else (low, low + 1.0)


def _color(share: float) -> str:
    at = min(max(share, 0.0), 1.0) * (len(RAMP) - 1)
    k = min(int(at), len(RAMP) - 2)
    mixed = (round(a + (at - k) * (b - a)) for a, b in zip(RAMP[k], RAMP[k + 1], strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _surface(trace: dict[str, Any]) -> str:
    """A wire frame, seen from above a corner."""
    z = trace["z"]
    rows, columns = (range(0, n, max(1, n // 16)) for n in (len(z), len(z[0])))
    low, high = _extent(z)

    def at(j: int, i: int) -> str | None:
        if z[j][i] is None:
            return None
        u, v, w = i / max(len(z[0]) - 1, 1) - 0.5, j / max(len(z) - 1, 1) - 0.5, (z[j][i] - low) / (high - low) - 0.5
        return f"{WIDTH / 2 + 170 * (u - v) * 0.8:.1f},{HEIGHT / 2 + 90 * (u + v) * 0.8 - 70 * w:.1f}"

    lines = [[at(j, i) for i in columns] for j in rows] + [[at(j, i) for j in rows] for i in columns]
    d = "".join("M" + "L".join(point for point in line if point) for line in lines if any(line))
    return f'<path d="{d}" class="a" stroke="currentColor" stroke-width="1" fill="none"/>'


def _polar(trace: dict[str, Any]) -> str:
    """Degrees, counted from the right, as Plotly's default is."""
    pairs = [
        (r, theta) for r, theta in zip(trace.get("r", []), trace.get("theta", []), strict=False) if r is not None and theta is not None
    ]
    most = max((abs(r) for r, _ in pairs), default=1.0) or 1.0
    size = HEIGHT / 2 - EDGE
    points = [
        (WIDTH / 2 + size * r / most * math.cos(math.radians(a)), HEIGHT / 2 - size * r / most * math.sin(math.radians(a)))
        for r, a in pairs
    ]
    at = f'cx="{WIDTH / 2:g}" cy="{HEIGHT / 2:g}" r="{size:g}"'
    circle = f'<circle {at} class="muted" stroke="currentColor" stroke-opacity=".45" fill="none"/>'
    return circle + (_line(trace, "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)) if points else "")
