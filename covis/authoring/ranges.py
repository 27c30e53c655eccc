"""The ranges of a plot's axes: fixed over the whole control ranges, so that what a slider does to the size is seen."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import qmc

from covis.authoring.marks import Curve
from covis.authoring.numeric import Array, evaluate
from covis.authoring.plot import Plot
from covis.authoring.symbols import Control, Slider

if TYPE_CHECKING:
    from covis.authoring.visualisation import Visualisation

SCATTERED = 48
CORNERS = 64
MARGIN = 0.05
QUANTILE = 0.05


def corners(controls: list[Control], limit: int = CORNERS) -> list[dict[str, Any]]:
    """States at the ends of every control: all of them, or an even choice of `limit` of them where there are more."""
    names = [control.name for control in controls]
    ends = [control.extremes() for control in controls]
    total = math.prod(len(end) for end in ends)
    chosen = range(total) if total <= limit else sorted({round(k * (total - 1) / (limit - 1)) for k in range(limit)})
    combinations = list(itertools.islice(itertools.product(*ends), 1 << 16))
    return [dict(zip(names, combinations[min(k, len(combinations) - 1)], strict=True)) for k in chosen]


def scattered(controls: list[Control], count: int = SCATTERED, seed: int = 0) -> list[dict[str, Any]]:
    """`count` states spread evenly over the control ranges (a Halton sequence, so the same each time)."""
    if not controls:
        return []
    return [
        {control.name: between(control, share) for control, share in zip(controls, row, strict=True)}
        for row in qmc.Halton(len(controls), rng=np.random.default_rng(seed)).random(count)
    ]


def between(control: Control, share: float) -> Any:
    """The state that lies `share` (0 to 1) of the way through a control's range."""
    if isinstance(control, Slider):
        low, high = control.extremes()
        value = low + share * (high - low)
        return value if control.step is None else low + control.step * round((value - low) / control.step)
    ends = control.extremes()
    return ends[min(int(share * len(ends)), len(ends) - 1)]


def envelope(visualisation: Visualisation, plot: Plot) -> dict[str, tuple[float, float]]:
    """{"x": (low, high), "y": (low, high)} that shows nearly every state whole, and the start and the presets whole in any case.

    Robust: one corner at which a curve runs away does not flatten all the others.
    """
    controls = visualisation.controls
    must = [visualisation.state(), *(visualisation.state(**preset.controls) for preset in _sound(visualisation))]
    seen = [*must, *({**visualisation.state(), **state} for state in (*corners(controls), *scattered(controls)))]
    spans: dict[str, list[tuple[float, float]]] = {"x": [], "y": []}
    for state in seen:
        numbers = visualisation.numbers(state)
        for way in spans:
            arrays = [evaluate(mark.stated[way], numbers) for mark in plot.marks if way in mark.stated]
            spans[way].append(_span(np.concatenate(arrays) if arrays else np.array([]), log=plot.log_x if way == "x" else plot.log_y))
    ranges = {}
    for way, log in (("x", plot.log_x), ("y", plot.log_y)):
        low, high = _robust(spans[way], len(must))
        swept_only = way == "x" and all(isinstance(mark, Curve) for mark in plot.marks)
        ranges[way] = (low, high) if swept_only else _padded(low, high, log)
    for way, given in (("x", plot.x_range), ("y", plot.y_range)):
        if given is not None:
            ranges[way] = (float(given[0]), float(given[1]))
    return ranges


def _sound(visualisation: Visualisation) -> list[Any]:
    """Presets whose state exists; a rule reports the others."""
    sound = []
    for preset in visualisation.presets:
        try:
            visualisation.state(**preset.controls)
        except ValueError:
            continue
        sound.append(preset)
    return sound


def _span(values: Array, *, log: bool) -> tuple[float, float]:
    values = values[np.isfinite(values) & ((values > 0) if log else True)]
    return (float(values.min()), float(values.max())) if values.size else (math.nan, math.nan)


def _robust(spans: list[tuple[float, float]], must: int) -> tuple[float, float]:
    array = np.array(spans)
    good = array[np.isfinite(array).all(axis=1)]
    if not len(good):
        return (0.0, 1.0)
    low, high = np.quantile(good[:, 0], QUANTILE), np.quantile(good[:, 1], 1 - QUANTILE)
    sure = array[:must][np.isfinite(array[:must]).all(axis=1)]
    if len(sure):
        low, high = min(low, sure[:, 0].min()), max(high, sure[:, 1].max())
    return float(low), float(high)


def _padded(low: float, high: float, log: bool) -> tuple[float, float]:
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


def as_drawn(pair: tuple[float, float], log: bool) -> Mapping[str, Any]:
    """Plotly's `range`: on a logarithmic axis it is the exponents."""
    return {"range": [math.log10(value) for value in pair] if log else list(pair)}
