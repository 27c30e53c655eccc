"""The Plotly figure of a plot. Theme-neutral: the page puts its own colours on it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from covis.authoring.evaluate.breaks import breaks
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.evaluate.ranges import Frame, Pair
from covis.authoring.marks.mark import Drawn, Mark, Way
from covis.authoring.outputs import Output
from covis.authoring.palette import shade
from covis.authoring.plot import Plot
from covis.authoring.space.projection import camera, proportions
from covis.document.numbers import in_unit

# Arrays in which Plotly takes no gap. Where a bar has no place it is not drawn, however wide it is.
GAPLESS = ("width", "offset")


def figures(plots: Sequence[Plot], frames: Sequence[Frame], numbers: Mapping[str, float]) -> list[go.Figure]:
    """One a plot, evaluated by NumPy at the given numbers of the controls. What several plots share is integrated once."""
    evaluator = Evaluator([numbers])
    return [_figure(plot, frame, evaluator) for plot, frame in zip(plots, frames, strict=True)]


def _figure(plot: Plot, frame: Frame, evaluator: Evaluator) -> go.Figure:
    data = []
    for place in plot.layers:
        mark = plot.marks[place]
        for template, arrays in traces(plot, frame, place):
            filled = {key: evaluator.evaluate(output).reshape(output.shape) for key, output in arrays.items()}
            filled |= {key: np.nan_to_num(filled[key]) for key in GAPLESS if key in filled}
            filled |= gapped(mark, template, arrays, filled, evaluator)
            shown = {} if mark.show is None else {"visible": bool(evaluator.evaluate(mark.show)[0])}
            data.append({**template, **filled, **shown})
    return go.Figure(data=data, layout=layout(plot, frame))


def gapped(
    mark: Mark, template: Mapping[str, Any], arrays: Mapping[str, Output], filled: Mapping[str, Any], evaluator: Evaluator
) -> dict[str, Any]:
    """The arrays of a line with a point more, which has no value, wherever the line is broken in the evaluator's one state."""
    lines = {output.over for output in arrays.values()}
    if not mark.broken or len(lines) != 1 or "lines" not in str(template.get("mode", "lines")):
        return {}
    broken = {one.index: one for output in arrays.values() for one in breaks(evaluator, output)}
    if not broken:
        return {}
    places = [index + 1 for index in broken]
    return {
        key: np.insert(
            np.asarray(filled[key], dtype=float),
            places,
            [one.at if output.expressions == output.over else np.nan for one in broken.values()],
        )
        for key, output in arrays.items()
    }


def traces(plot: Plot, frame: Frame, place: int) -> list[Drawn]:
    """The traces of one mark: templates with name and colour, and the outputs that fill their arrays."""
    mark, role = plot.marks[place], plot.roles()[place]
    drawn = mark.traces(shade(role), frame.scales.get(place, 1.0))
    # Colours and contour lines mean the same in every state.
    way: Way = "color" if "color" in mark.measured.values() else "z"
    heights = mark.heights(*shown(getattr(frame, way), plot, way), titled(plot, getattr(plot, way), way))
    if mark.barred and any(other.barred and other.show is None for other in plot.marks[:place]) and "marker.color" in mark.drawn_as:
        heights["marker.showscale"] = False  # one bar says it for all
    factors: dict[str, float] = {way: plot.factors[way] for way in mark.measured.values()}  # a trace names its arrays by their axes
    factors |= {array: plot.factor(mark, stated) for array, stated in mark.drawn_as.items()}
    last = len(drawn) - 1
    named = bool(mark.name) and len(plot.marks) > 1
    return [
        (
            {**_levels_shown(template, plot), **heights, "name": mark.name, "showlegend": named and k == last},
            {key: output.times(factors.get(key, 1)) for key, output in arrays.items()},
        )
        for k, (template, arrays) in enumerate(drawn)
    ]


def _levels_shown(template: dict[str, Any], plot: Plot) -> dict[str, Any]:
    """A template whose contour levels, which the author states in the unit of z, are in the unit that is shown."""
    levels = template.get("contours", {})
    moved = {key: in_unit(levels[key], plot.factors["z"]) for key in ("start", "end", "size") if key in levels}
    return {**template, "contours": {**levels, **moved}} if moved else template


def shown(pair: Pair, plot: Plot, way: Way) -> Pair:
    """A range in the unit in which an axis is shown; of a logarithmic one, in powers of ten."""
    factor = plot.factors[way]
    if (plot.log_x and way == "x") or (plot.log_y and way == "y"):
        return pair[0] + math.log10(factor), pair[1] + math.log10(factor)
    return in_unit(pair[0], factor), in_unit(pair[1], factor)


def titled(plot: Plot, label: str, way: Way) -> str:
    """The title of an axis of the plot, with the unit in which it is shown."""
    return labelled(label, plot.shown_in[way])


def layout(plot: Plot, frame: Frame) -> dict[str, Any]:
    """Axis titles with their units, fixed ranges, and what the author passes through."""
    x: dict[str, Any] = {"title": {"text": titled(plot, plot.x_label, "x")}, "range": list(shown(frame.x, plot, "x"))}
    y: dict[str, Any] = {"title": {"text": titled(plot, plot.y_label, "y")}, "range": list(shown(frame.y, plot, "y"))}
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
        z = {"title": {"text": titled(plot, plot.z, "z")}, "range": list(shown(frame.z, plot, "z"))}
        base["scene"] = {"xaxis": _solid(x), "yaxis": _solid(y), "zaxis": z, "aspectmode": "cube"}
        if plot.projected:
            edges = dict(zip("xyz", proportions(plot, frame), strict=True))
            base["scene"] |= {"aspectmode": "manual", "aspectratio": edges, "camera": camera(plot.view)}
        base["margin"] = {"l": 0, "r": 0, "t": 0, "b": 0}
        return merged(base, plot.layout)
    for axis in (x, y):
        axis["automargin"] = True
        axis["title"]["standoff"] = 8
    if plot.equal:
        y |= {"scaleanchor": "x", "scaleratio": plot.factors["x"] / plot.factors["y"]}
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
