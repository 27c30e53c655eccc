"""The Plotly figure of a plot. Theme-neutral: the page puts its own colours on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from covis.authoring.marks import PALETTE
from covis.authoring.numeric import evaluate
from covis.authoring.outputs import Output
from covis.authoring.plot import Plot
from covis.authoring.ranges import as_drawn, envelope

if TYPE_CHECKING:
    from covis.authoring.visualisation import Visualisation


def figure(visualisation: Visualisation, plot: Plot, numbers: Mapping[str, float]) -> go.Figure:
    """The plot with its data evaluated by NumPy at the given numbers of the controls."""
    data = []
    for template, arrays in traces(plot):
        data.append({**template, **{key: evaluate(output, numbers) for key, output in arrays.items()}})
    return go.Figure(data=data, layout=layout(visualisation, plot))


def traces(plot: Plot) -> list[tuple[dict[str, Any], dict[str, Output]]]:
    """Every mark's traces in order: templates with name and colour, and the outputs that fill their arrays."""
    drawn = []
    for mark, role in zip(plot.marks, plot.roles(), strict=True):
        for k, (template, arrays) in enumerate(mark.traces(PALETTE[role])):
            legend = {"name": mark.name, "showlegend": bool(mark.name) and k == 0 and len(plot.marks) > 1}
            drawn.append(({**template, **legend}, arrays))
    return drawn


def layout(visualisation: Visualisation, plot: Plot) -> dict[str, Any]:
    """Axis titles with their units, fixed ranges, and what the author passes through."""
    ranges = envelope(visualisation, plot)
    x = {"title": {"text": labelled(plot.x_label, plot.x_unit)}, **as_drawn(ranges["x"], plot.log_x)}
    y = {"title": {"text": labelled(plot.y, plot.unit)}, **as_drawn(ranges["y"], plot.log_y)}
    for axis, log in ((x, plot.log_x), (y, plot.log_y)):
        axis |= {"type": "log" if log else "linear", "zeroline": True, "automargin": True, "exponentformat": "power"}
    if plot.equal:
        y |= {"scaleanchor": "x", "scaleratio": 1}
    base = {
        "xaxis": x,
        "yaxis": y,
        "margin": {"l": 60, "r": 16, "t": 16, "b": 48},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "hovermode": "closest",
        "template": "none",
    }
    return merged(base, plot.layout)


def labelled(label: str, unit: str) -> str:
    """ "Time (s)", the way of the SI brochure for a heading of numbers."""
    return f"{label} ({pretty(unit)})" if unit and label else label or pretty(unit)


def pretty(unit: str) -> str:
    """A unit as it is printed: "m/s**2" as m/s²."""
    raised = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
    out, parts = "", unit.replace("^", "**").split("**")
    for k, part in enumerate(parts):
        digits = len(part) - len(part.lstrip("-0123456789")) if k else 0
        out += part[:digits].translate(raised) + part[digits:]
    return out.replace(" * ", "·").replace("*", "·").replace(" / ", "/")


def merged(base: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """`extra` laid over `base`, mapping by mapping."""
    out = dict(base)
    for key, value in extra.items():
        out[key] = merged(out[key], value) if isinstance(value, Mapping) and isinstance(out.get(key), dict) else value
    return out
