"""Plugins that draw one of each mark, compiled as a student's would be: the runtime meets real documents and not only those made for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from covis.editions import compile_visualisation
from covis.registry import Entry
from tests.conftest import shared_cache

TEXT = "## Objectives\n\n- x\n\n## The idea\n\na\n\n## The model\n\nb\n\n## Assumptions and limits\n\nc\n\n## Sources\n\nd\n"
HEAD = """from sympy import Abs, Eq, I, Piecewise, Sum, cos, exp, log, pi, sin, sqrt, symbols
from covis import *
"""
TAIL = "\nvisualisation = Visualisation(plots=plots)\n"

PLUGINS = {
    "members": """
last = Slider("last", 1, 12, value=5, step=1, label="Terms")
size = Slider("size", 0.2, 2, value=1, label="Size", unit="m")
k = Index("k", 1, last, label="Term")
glass = Choice("glass", {"crown": 1.5, "flint": 1.7}, value="crown", label="Glass")
words = Toggle("words", value=True, label="With words")
plots = [
    Plot(Bars(size * cos(k * glass) / k, over=k, name="terms"), y_unit="m", y="Amplitude"),
    Plot(
        Points(k, size / k, over=k, name="many"),
        Points([0, 6, 12], [size, size / 2, 0], name="three", color="b"),
        Polyline([(0, 0), (6, size), (12, 0)], name="roof", dash=True),
        Label("the top", at=(6, size), show=words),
        Points(6, size / 4, name="late", show=last > 6),
        y_unit="m", x="Place", y="Height",
    ),
]
""",
    "arrows": """
angle = Slider("angle", 0, 6, value=1, label="Angle", unit="rad")
length = Slider("length", 0.5, 2, value=1, label="Length", unit="m")
k = Index("k", 0, 5, label="Spoke")
a = Axis("a", -2, 2, points=11, label="x", unit="m")
b = Axis("b", -2, 2, points=11, label="y", unit="m")
m = Constant("m", 1, label="a metre", unit="m")
plots = [
    Plot(
        Arrow((0, 0), (length * cos(angle), length * sin(angle)), name="hand"),
        Arrow((0, 0), (length * cos(angle + k), length * sin(angle + k)), over=k, name="spokes", color="muted"),
        Polyline([(0.3 * m * k, 0), (0.3 * m * k, length / 2)], over=k, name="posts"),
        y_unit="m", equal=True, x="x", y="y",
    ),
    Plot(Field(-b * cos(angle) - a * length / m, a * cos(angle) - b * length / m, over=(a, b), name="wind"),
        x="x", y="y", x_unit="m", y_unit="m"),
]
""",
    "maps": """
width = Slider("width", 0.3, 2, value=1, label="Width", unit="m")
hole = Toggle("hole", label="A hole")
a = Axis("a", -3, 3, points=60, label="x", unit="m")
b = Axis("b", -2, 2, points=40, label="y", unit="m")
height = exp(-(a**2 + b**2 / 2) / width**2) + a * exp(-(b**2) / width**2) / (6 * width)
hollow = Piecewise((height, a**2 + b**2 >= hole * width**2 / 4), (sqrt(-1 - a**2 / width**2), True))
plots = [
    Plot(Heatmap(hollow, over=(a, b), name="hill"), title="Hill", z="Height"),
    Plot(Heatmap(height, over=(a, b)), Contours(height, over=(a, b), levels=[0.2, 0.4, 0.6, 0.8], color="g"),
        z="Height", title="Both"),
    Plot(Contours(height, over=(a, b), levels=8), z="Height", title="Lines"),
]
""",
    "solid": """
wave = Slider("wave", 0.5, 2, value=1, label="Wavenumber")
a = Axis("a", -3, 3, points=30, label="x")
b = Axis("b", -3, 3, points=25, label="y")
plots = [Plot(Surface(cos(wave * a) * cos(wave * b), over=(a, b)), x="x", y="y", z="Height", layout={"scene": {"dragmode": "turntable"}})]
""",
    "bands": """
rate = Slider("rate", 0.1, 2, value=0.5, label="Rate", unit="1/s")
t = Axis("t", 0, 10, label="Time", unit="s")
f = Axis("f", 0.1, 100, points=200, log=True, label="Frequency", unit="1/s")
at = Slider("at", 0.1, 100, value=3, label="At", unit="1/s")
y = exp(-rate * t)
gain = 1 / sqrt(1 + (f / rate) ** 2)
plots = [
    Plot(Band(-y, y, over=t, name="envelope"), Curve(y * cos(6 * t * rate), over=t, name="swing"), y="Displacement"),
    Plot(Curve(gain, over=f, name="gain"), Handle(x=at, y=gain.subs(f, at), name="probe"), y="Gain", log="y"),
]
""",
    "polar": """
turns = Slider("turns", 1, 6, value=3, step=1, label="Petals")
s = Axis("s", 0, 360, label="Angle")
plots = [Plot(Trace("scatterpolar", over=s, r=cos(turns * s * pi / 180) ** 2, theta=s, style={"mode": "lines"}, name="rose"))]
""",
    "linked": """
now = Clock("now", 0, 10, speed=2, label="Now", unit="s")
p = Slider("p", -2, 2, value=0.5, label="Place", unit="m")
q = Slider("q", -1, 1, value=0.25, step=0.25, label="Height", unit="m")
t = Axis("t", 0, 10, label="Time", unit="s")
w = Constant("w", 2, label="Frequency", unit="1/s")
y = p * cos(w * t) + q * sin(w * t)
plots = [
    Plot(Curve(y, over=t, name="path"), Points(now, y.subs(t, now), name="now"), y_unit="m", y="Displacement"),
    Plot(Handle(x=p, y=q, name="start"), Points(-q, p / 2, name="partner"), x="Place", y="Height", y_unit="m", x_unit="m", title="Plane"),
]
""",
}


def compiled(
    root: Path, plugins: dict[str, str] = PLUGINS, tail: str = TAIL, more: dict[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """Their documents, by id, in a folder that `mktemp` made. `more` is what the Visualisation of one has beside its plots."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COVIS_CACHE", str(shared_cache(root.parent)))
        return _compiled(root, plugins, tail, more)


def _compiled(root: Path, plugins: dict[str, str], tail: str, more: dict[str, str] | None) -> dict[str, dict[str, Any]]:
    documents = {}
    for id, source in plugins.items():
        folder = root / "visualisations" / id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").write_text(
            HEAD + source + tail.replace("plots=plots)", f"plots=plots, {(more or {}).get(id, '')})"), encoding="utf-8"
        )
        (folder / "text.md").write_text(TEXT, encoding="utf-8")
        made = compile_visualisation(root, id, Entry(title=id.title(), summary="Marks."))
        assert made.edition is not None, "\n".join(map(str, made.findings))
        documents[id] = made.edition.document
    return documents
