"""The Plotly figure of a plot. Theme-neutral: the page puts its own colours on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.evaluate.ranges import Frame, as_drawn
from covis.authoring.marks.mark import Drawn
from covis.authoring.palette import PALETTE
from covis.authoring.plot import Plot


def figures(plots: Sequence[Plot], frames: Sequence[Frame], numbers: Mapping[str, float]) -> list[go.Figure]:
    """One a plot, evaluated by NumPy at the given numbers of the controls. What several plots share is integrated once."""
    evaluator = Evaluator([numbers])
    return [_figure(plot, frame, evaluator) for plot, frame in zip(plots, frames, strict=True)]


def _figure(plot: Plot, frame: Frame, evaluator: Evaluator) -> go.Figure:
    data = []
    for place, mark in enumerate(plot.marks):
        for template, arrays in traces(plot, frame, place):
            filled = {key: evaluator.evaluate(output).reshape(output.shape) for key, output in arrays.items()}
            shown = {} if mark.show is None else {"visible": bool(evaluator.evaluate(mark.show)[0])}
            data.append({**template, **filled, **shown})
    return go.Figure(data=data, layout=layout(plot, frame))


def traces(plot: Plot, frame: Frame, place: int) -> list[Drawn]:
    """The traces of one mark: templates with name and colour, and the outputs that fill their arrays."""
    mark, role = plot.marks[place], plot.roles()[place]
    drawn = mark.traces(PALETTE[role].light, frame.scales.get(place, 1.0))
    heights = mark.heights(*frame.z, labelled(plot.z, plot.z_unit))  # colours and contour lines mean the same in every state
    last = len(drawn) - 1
    named = bool(mark.name) and len(plot.marks) > 1
    return [
        ({**template, **heights, "name": mark.name, "showlegend": named and k == last}, arrays)
        for k, (template, arrays) in enumerate(drawn)
    ]


def layout(plot: Plot, frame: Frame) -> dict[str, Any]:
    """Axis titles with their units, fixed ranges, and what the author passes through."""
    x: dict[str, Any] = {"title": {"text": labelled(plot.x_label, plot.x_unit)}, **as_drawn(frame.x, plot.log_x)}
    y: dict[str, Any] = {"title": {"text": labelled(plot.y_label, plot.y_unit)}, **as_drawn(frame.y, plot.log_y)}
    base: dict[str, Any] = {
        "margin": {"l": 60, "r": 16, "t": 16, "b": 48},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "hovermode": "closest",
        "template": "none",
    }
    for axis, log, way, given in ((x, plot.log_x, "x", plot.x_range), (y, plot.log_y, "y", plot.y_range)):
        # What Plotly itself counts or turns, such as a histogram, has a range that only Plotly knows.
        if given is None and not any(on == way and key in mark.stated for mark in plot.marks for key, on in mark.measured.items()):
            del axis["range"]
        axis |= {"type": "log" if log else "linear", "zeroline": True, "exponentformat": "power"}
    if any(mark.solid for mark in plot.marks):
        z = {"title": {"text": labelled(plot.z, plot.z_unit)}, "range": list(frame.z)}
        base["scene"] = {"xaxis": _solid(x), "yaxis": _solid(y), "zaxis": z, "aspectmode": "cube"}
        base["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
        return merged(base, plot.layout)
    for axis in (x, y):
        axis["automargin"] = True
        axis["title"]["standoff"] = 8
    if plot.equal:
        y |= {"scaleanchor": "x", "scaleratio": 1}
    for mark in plot.marks:
        base |= mark.layout
    return merged({**base, "xaxis": x, "yaxis": y}, plot.layout)


def _solid(axis: dict[str, Any]) -> dict[str, Any]:
    return {key: axis[key] for key in ("title", "range", "type") if key in axis}


def labelled(label: str, unit: str) -> str:
    """ "Time (s)", the way of the SI brochure for a heading of numbers."""
    unit = pretty(unit)
    return f"{label} ({unit})" if unit and label else label or unit


def pretty(unit: str) -> str:
    """A unit as it is printed: "m/s**2" as m/s², "um" as µm."""
    unit = re.sub(r"\bu(?=[A-Za-z]{1,2}\b)", "µ", unit)
    unit = re.sub(r"(\*\*|\^) *\( *(-?\d+) */ *([1-9]\d*) *\)", lambda m: f"**{int(m[2]) / int(m[3]):.3g}", unit)
    raised = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")
    out, parts = "", unit.replace("^", "**").split("**")
    for k, part in enumerate(parts):
        digits = len(part) - len(part.lstrip("-.0123456789")) if k else 0
        out += part[:digits].translate(raised) + part[digits:]
    return out.replace(" * ", "·").replace("*", "·").replace(" / ", "/")


def merged(base: dict[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """`extra` laid over `base`, mapping by mapping."""
    out = dict(base)
    for key, value in extra.items():
        out[key] = merged(out[key], value) if isinstance(value, Mapping) and isinstance(out.get(key), dict) else value
    return out
