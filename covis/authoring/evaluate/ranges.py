"""The ranges of a plot's axes: fixed over the whole control ranges, so that what a slider does to the size is seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from covis.authoring.controls.control import Control
from covis.authoring.evaluate.evaluator import Array, Evaluator
from covis.authoring.plot import Plot
from covis.authoring.states import CORNERS, SCATTERED, State, corners, numbers, scattered, whole
from covis.authoring.symbols import Axis

MARGIN = 0.05
QUANTILE = 0.05
# Numbers that may be computed to find the ranges: with larger arrays fewer states are looked at.
BUDGET = 20_000_000

Pair = tuple[float, float]


@dataclass
class Frame:
    """What stays fixed while the controls move: the ranges of the axes (z: colour or height) and what each mark is scaled by."""

    x: Pair
    y: Pair
    z: Pair = (0.0, 1.0)
    scales: dict[int, float] = field(default_factory=dict)


def frames(plots: Sequence[Plot], controls: Sequence[Control], must: Sequence[State]) -> list[Frame]:
    """One a plot: ranges that show nearly every state whole, and those of `must` (the start and the presets) whole in any case.

    Robust: one corner at which a curve runs away does not flatten all the others.
    """
    outputs = [output for plot in plots for mark in plot.marks for output in mark.stated.values()]
    outputs += [mark.show for plot in plots for mark in plot.marks if mark.show is not None]
    size = sum(math.prod(output.shape) for output in outputs)
    most = max(8, BUDGET // max(size, 1))
    more = [*corners(controls, min(CORNERS, most)), *scattered(controls, min(SCATTERED, most))]
    states = [*must, *({**whole(controls, {}), **state} for state in more)]
    evaluator = Evaluator([numbers(controls, state) for state in states])
    return [_frame(plot, evaluator, len(must)) for plot in plots]


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
        if given is None and any(mark.from_zero for mark, _ in arrays):
            pair = (
                (pair[0] if log else min(pair[0], 0.0), max(pair[1], 0.0)) if way == "y" else (math.floor(low) - 0.6, math.ceil(high) + 0.6)
            )
        setattr(frame, way, pair)
    for place, mark in enumerate(plot.marks):
        states = ({key: evaluator.evaluate(output, k) for key, output in mark.stated.items()} for k in range(len(evaluator.states)))
        scale = mark.scaling(states)
        if scale is not None:
            frame.scales[place] = scale
    return frame


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
