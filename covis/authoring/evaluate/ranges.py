"""The ranges of a plot's axes: fixed over the whole control ranges, so that what a slider does to the size is seen.

What a pole runs away to is left out, and the start fills at least a third of the plot in each direction, so that it can be read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from covis.authoring.controls.control import Control
from covis.authoring.evaluate.breaks import breaks, runs_away, stands_out
from covis.authoring.evaluate.dynamics.work import affordable
from covis.authoring.evaluate.evaluator import Array, Evaluator
from covis.authoring.grid.cost import affordable_states
from covis.authoring.marks.mark import Mark
from covis.authoring.outputs import Output
from covis.authoring.plot import Plot
from covis.authoring.states import CORNERS, SCATTERED, State, corners, numbers, scattered, whole
from covis.authoring.symbols import Axis, Index

MARGIN = 0.05
QUANTILE = 0.05
# Numbers that may be computed to find the ranges: with larger arrays fewer states are looked at.
BUDGET = 20_000_000
GRIDS = 15e6  # values that the runs of a grid may compute, in all states
# The share of a line with poles that lies beyond the range.
BEYOND = 0.1
# What the start fills of a range at least, and what of it is left when the margins are put round.
FILLED = 1 / 3
INSIDE = 0.88
# The largest and smallest lengths that Plotly draws along.
LONGEST, SHORTEST = 3.5e304, 1e-290
EXPONENTS = (-323.3, 308.2)

Pair = tuple[float, float]


@dataclass
class Frame:
    """What stays fixed while the controls move: the ranges of the axes (z: colour or height; color: that of a Scene) and what each mark is
    scaled by.

    On a logarithmic axis a range is in powers of ten, as Plotly has it.
    """

    x: Pair
    y: Pair
    z: Pair = (0.0, 1.0)
    color: Pair = (0.0, 1.0)
    scales: dict[int, float] = field(default_factory=dict)


def frames(plots: Sequence[Plot], controls: Sequence[Control], must: Sequence[State]) -> list[Frame]:
    """One a plot: ranges that show nearly every state whole, and those of `must` (the start, then the presets) as well, as far as the
    start remains large enough to be read.

    Robust: one corner at which a curve runs away does not flatten all the others.
    """
    outputs = [output for plot in plots for mark in plot.marks for output in mark.stated.values()]
    outputs += [mark.show for plot in plots for mark in plot.marks if mark.show is not None]
    size = sum(math.prod(output.shape) for output in outputs)
    most = affordable((e for output in outputs for e in output.expressions), max(8, BUDGET // max(size, 1)))
    more = [*corners(controls, min(CORNERS, most)), *scattered(controls, min(SCATTERED, most))]
    states = [*must, *({**whole(controls, {}), **state} for state in more)]
    evaluator = Evaluator([numbers(controls, state) for state in states])
    kept = affordable_states([e for output in outputs for e in output.expressions], evaluator, GRIDS)
    if len(kept) < len(states):  # the runs of a grid are dear
        evaluator = Evaluator([evaluator.states[k] for k in kept])
    return [_frame(plot, evaluator, sum(k < len(must) for k in kept)) for plot in plots]


def _frame(plot: Plot, evaluator: Evaluator, must: int) -> Frame:
    frame = Frame((0, 1), (0, 1))
    stated = (("x", plot.log_x, plot.x_range), ("y", plot.log_y, plot.y_range), ("z", False, plot.z_range), ("color", False, None))
    for way, log, given in stated:
        arrays = [(mark, mark.stated[key]) for mark in plot.marks for key, on in mark.measured.items() if on == way and key in mark.stated]
        if given is not None:
            frame_way = (math.log10(given[0]), math.log10(given[1])) if log else (float(given[0]), float(given[1]))
        elif arrays:
            frame_way = _range(arrays, evaluator, must, log=log, way=way)
        else:
            continue
        setattr(frame, way, frame_way)
    for place, mark in enumerate(plot.marks):
        states = ({key: evaluator.evaluate(output, k) for key, output in mark.stated.items()} for k in range(len(evaluator.states)))
        scale = mark.scaling(states)
        if scale is not None:
            frame.scales[place] = scale
    return frame


def _range(arrays: list[tuple[Mark, Output]], evaluator: Evaluator, must: int, *, log: bool, way: str) -> Pair:
    """The range that shows some arrays of the marks of a plot."""
    states = range(len(evaluator.states))
    spans = [_span([_shown(output, evaluator, k) for _, output in arrays], log) for k in states]
    bars = [mark for mark, _ in arrays if mark.from_zero] if not log else []
    if bars and way == "y":  # a bar is as long as it is high
        spans = [(min(low, 0.0), max(high, 0.0)) for low, high in spans]
    low, high = _robust(spans, must, log)
    if any(output.over for _, output in arrays):
        low, high = _readable(low, high, *spans[0])
    for reached in [_span([evaluator.evaluate(output, k)], log) for mark, output in arrays if mark.moves for k in states]:
        low, high = min(low, reached[0]), max(high, reached[1])  # what a hand drags stays in the plot
    # An axis that every mark is swept along is drawn from its first point to its last.
    swept = all(isinstance(output.expressions[0], Axis) and len(output.expressions) == 1 for _, output in arrays)
    pair = (low, high) if swept and low < high else _padded(low, high, log)
    if bars and way == "y":
        pair = (0.0 if low >= 0 else pair[0], 0.0 if high <= 0 else pair[1])
    elif bars and all("left" not in mark.stated and isinstance(mark.along["x"], Index) for mark in bars):
        pair = (math.floor(low) - 0.6, math.ceil(high) + 0.6)
    elif bars:  # to the ends of the first bar and the last
        ends = [evaluator.scalar(bound) for mark in bars if "x" in mark.along for bound in mark.along["x"].bounds]
        pair = _padded(min([low, *ends]), max([high, *ends]), log)
    return _drawable(*pair, log)


def _shown(output: Output, evaluator: Evaluator, k: int) -> Array:
    """The values that a range has to show: of a line with poles, those that are not near them."""
    values = evaluator.evaluate(output, k)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return values
    if len(output.over) > 1:
        up, down = stands_out(output, finite)
    else:
        broken = breaks(evaluator, output, k)
        edges = runs_away(evaluator, output, values, k)
        up, down = any(one.up for one in broken) or edges[0], any(one.down for one in broken) or edges[1]
    if not (up or down):
        return values
    beyond = BEYOND / 2 if up and down else BEYOND
    low, high = np.quantile(finite, [beyond if down else 0, 1 - beyond if up else 1])
    return np.clip(values, low, high)


def _span(arrays: list[Array], log: bool) -> Pair:
    values = np.concatenate(arrays)
    values = values[np.isfinite(values) & ((values > 0) if log else True)]
    if not values.size:
        return (math.nan, math.nan)
    low, high = float(values.min()), float(values.max())
    return (math.log10(low), math.log10(high)) if log else (low, high)


def _robust(spans: list[Pair], must: int, log: bool) -> Pair:
    array = np.array(spans)
    good = array[np.isfinite(array).all(axis=1)]
    if not len(good):
        return (0.0, 1.0)
    low, high = np.quantile(good[:, 0], QUANTILE), np.quantile(good[:, 1], 1 - QUANTILE)
    sure = array[:must][np.isfinite(array[:must]).all(axis=1)]
    if len(sure):
        low, high = min(low, sure[:, 0].min()), max(high, sure[:, 1].max())
    return float(low), float(high)


def _readable(low: float, high: float, first: float, last: float) -> Pair:
    """The range from low to high, cut on both sides alike so that what goes from first to last, inside it, fills enough of it."""
    length = last / 2 - first / 2  # halves: the whole may be larger than any number
    if not length > 1e-9 * max(abs(first), abs(last)) / 2:
        return low, high  # it has no size: a level line, a single point, or nothing at all
    room = length * INSIDE / FILLED - length
    outside = (first / 2 - low / 2) + (high / 2 - last / 2)
    share = min(1.0, room / outside) if outside > 0 else 1.0
    return first - 2 * (share * (first / 2 - low / 2)), last + 2 * (share * (high / 2 - last / 2))


def _padded(low: float, high: float, log: bool) -> Pair:
    if not high / 2 - low / 2 < LONGEST / 4:
        return low, high  # so long that there is no number for a margin
    span = high - low or abs(high) or 1.0
    span = max(span, 1e-9 * max(abs(low), abs(high)), SHORTEST)
    # Rounded to a hundredth of the span, so that the last bit of a sample is not part of what is signed.
    unit = 10.0 ** (math.floor(math.log10(span)) - 2)
    low, high = (math.floor((low - MARGIN * span) / unit) * unit, math.ceil((high + MARGIN * span) / unit) * unit)
    return float(f"{low:.12g}"), float(f"{high:.12g}")


def _drawable(low: float, high: float, log: bool) -> Pair:
    """The range within what a page can draw: neither longer than any number, nor beyond the powers of ten that there are."""
    if log:
        low, high = max(low, EXPONENTS[0]), min(high, EXPONENTS[1])
        return (low, high) if low < high else (low - 1, low)
    return max(low, -LONGEST / 2), min(high, LONGEST / 2)
