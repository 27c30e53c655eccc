"""The ranges of a plot's axes: fixed over the whole control ranges, so that what a slider does to the size is seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import qmc

from covis.authoring.evaluate.evaluator import Array, Evaluator
from covis.authoring.marks.fields import Field
from covis.authoring.marks.mark import Bars
from covis.authoring.plot import Plot
from covis.authoring.symbols import Axis, Control

if TYPE_CHECKING:
    from covis.authoring.visualisation import Visualisation

SCATTERED = 48
CORNERS = 64
MARGIN = 0.05
QUANTILE = 0.05
# Numbers that may be computed to find the ranges: with larger arrays fewer states are looked at.
BUDGET = 20_000_000
# How much of the spacing of its grid the longest arrow of a field takes.
ARROW = 0.9

Pair = tuple[float, float]


def corners(controls: list[Control], limit: int = CORNERS) -> list[dict[str, Any]]:
    """States at the ends of every control: all of them, or an even choice of `limit` of them where there are more."""
    names = [control.name for control in controls]
    ends = [control.extremes() for control in controls]
    total = math.prod(len(end) for end in ends)
    chosen = range(total) if total <= limit else sorted({round(k * (total - 1) / (limit - 1)) for k in range(limit)})
    return [dict(zip(names, _combination(ends, k), strict=True)) for k in chosen]


def _combination(ends: list[list[Any]], k: int) -> list[Any]:
    """The k-th of all combinations, the last end turning fastest."""
    picked = []
    for end in reversed(ends):
        k, at = divmod(k, len(end))
        picked.append(end[at])
    return picked[::-1]


def scattered(controls: list[Control], count: int = SCATTERED, seed: int = 0) -> list[dict[str, Any]]:
    """`count` states spread evenly over the control ranges (a Halton sequence, so the same each time)."""
    if not controls:
        return []
    return [
        {control.name: control.between(share) for control, share in zip(controls, row, strict=True)}
        for row in qmc.Halton(len(controls), rng=np.random.default_rng(seed)).random(count).tolist()
    ]


@dataclass
class Frame:
    """What stays fixed while the controls move: the ranges of the axes (z: colour or height) and the scale of each Field, by its place."""

    x: Pair
    y: Pair
    z: Pair = (0.0, 1.0)
    scales: dict[int, float] = field(default_factory=dict)


def frames(visualisation: Visualisation) -> list[Frame]:
    """One a plot: ranges that show nearly every state whole, and the start and the presets whole in any case.

    Robust: one corner at which a curve runs away does not flatten all the others.
    """
    controls = visualisation.controls
    must = [visualisation.state(), *sound_presets(visualisation)]
    size = sum(math.prod(output.shape) for output in visualisation.outputs())
    most = max(8, BUDGET // max(size, 1))
    more = [*corners(controls, min(CORNERS, most)), *scattered(controls, min(SCATTERED, most))]
    states = [*must, *({**visualisation.state(), **state} for state in more)]
    evaluator = Evaluator([visualisation.numbers(state) for state in states])
    return [_frame(plot, evaluator, len(must)) for plot in visualisation.plots]


def _frame(plot: Plot, evaluator: Evaluator, must: int) -> Frame:
    frame = Frame((0, 1), (0, 1))
    for way, log, given in (("x", plot.log_x, plot.x_range), ("y", plot.log_y, plot.y_range), ("z", False, None)):
        arrays = [(mark, mark.stated[key]) for mark in plot.marks for key, on in mark.measured.items() if on == way and key in mark.stated]
        if given is not None:
            pair = (float(given[0]), float(given[1]))
        elif not arrays:
            continue
        else:
            spans = [_span([evaluator.evaluate(output, k) for _, output in arrays], log) for k in range(len(evaluator.states))]
            low, high = _robust(spans, must, log)
            # An axis that every mark is swept along is drawn from its first point to its last.
            swept = all(isinstance(output.expressions[0], Axis) and len(output.expressions) == 1 for _, output in arrays)
            pair = (low, high) if swept and low < high else _padded(low, high, log)
        bars = [mark for mark, _ in arrays if isinstance(mark, Bars)]
        if bars and given is None:
            pair = (
                (pair[0] if log else min(pair[0], 0.0), max(pair[1], 0.0)) if way == "y" else (math.floor(low) - 0.6, math.ceil(high) + 0.6)
            )
        setattr(frame, way, pair)
    for place, mark in enumerate(plot.marks):
        if isinstance(mark, Field):
            frame.scales[place] = _arrow_scale(mark, evaluator)
    return frame


def _arrow_scale(mark: Field, evaluator: Evaluator) -> float:
    """Data units an arrow is drawn long for each unit of the field."""
    longest = []
    for k in range(len(evaluator.states)):
        x, y, u, v = (evaluator.evaluate(mark.stated[key], k) for key in ("x", "y", "u", "v"))
        dx, dy = ((float(np.ptp(axis)) or 1.0) / max(len(axis) - 1, 1) for axis in (x, y))
        with np.errstate(all="ignore"):
            length = np.hypot(u / dx, v / dy)
        length = length[np.isfinite(length)]
        if length.size:
            longest.append(float(length.max()))
    typical = float(np.quantile(longest, 1 - QUANTILE)) if longest else 0.0
    return float(f"{ARROW / typical:.3g}") if typical > 0 else 1.0


def sound_presets(visualisation: Visualisation) -> list[dict[str, Any]]:
    """The states of the presets that exist; a rule reports the others."""
    sound = []
    for preset in visualisation.presets:
        try:
            sound.append(visualisation.state(**preset.controls))
        except ValueError:
            continue
    return sound


def _span(arrays: list[Array], log: bool) -> Pair:
    values = np.concatenate(arrays)
    values = values[np.isfinite(values) & ((values > 0) if log else True)]
    return (float(values.min()), float(values.max())) if values.size else (math.nan, math.nan)


def _robust(spans: list[Pair], must: int, log: bool) -> Pair:
    array = np.array(spans)
    good = array[np.isfinite(array).all(axis=1)]
    if not len(good):
        return (1.0, 10.0) if log else (0.0, 1.0)
    low, high = np.quantile(good[:, 0], QUANTILE), np.quantile(good[:, 1], 1 - QUANTILE)
    sure = array[:must][np.isfinite(array[:must]).all(axis=1)]
    if len(sure):
        low, high = min(low, sure[:, 0].min()), max(high, sure[:, 1].max())
    return float(low), float(high)


def _padded(low: float, high: float, log: bool) -> Pair:
    if log:
        low, high = math.log10(low), math.log10(high)
    span = high - low or abs(high) or 1.0
    # Rounded to a hundredth of the span, so that the last bit of a sample is not part of what is signed.
    unit = 10.0 ** (math.floor(math.log10(span)) - 2)
    low, high = (
        math.floor((low - MARGIN * span) / unit) * unit,
        math.ceil((high + MARGIN * span) / unit) * unit,
    )
    low, high = (float(f"{value:.12g}") for value in (low, high))
    return (10.0**low, 10.0**high) if log else (low, high)


def as_drawn(pair: Pair, log: bool) -> Mapping[str, Any]:
    """Plotly's `range`: on a logarithmic axis it is the exponents."""
    return {"range": [math.log10(value) for value in pair] if log else list(pair)}
