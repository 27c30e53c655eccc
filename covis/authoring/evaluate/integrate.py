"""Trajectories and iterates in NumPy, many states of the controls at once: the second road beside the browser's integrator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.dynamics import Recurrence, Trajectory

Array = NDArray[np.float64]
Run = tuple[Array, Array]  # values and rates of a source, each of shape (number of states of the controls, its states, points)
# A step within a millionth of the spacing counts as the spacing; the browser's integrator rounds the same way.
SLACK = 1e-6


def run(source: Recurrence, along: Array, states: Sequence[Mapping[str, float]], compiled: Callable[..., Any], halvings: int = 0) -> Run:
    """The values and rates of a source.

    `along`, shape (len(states), points), holds the points of its sweep in every state of the controls. `compiled(expressions,
    symbols)` gives a NumPy function. `halvings` halves the step that many times.
    """
    controls = sorted(source.rests_on - {source.over}, key=lambda symbol: symbol.name)
    numbers = [np.array([value(symbol, state) for state in states]) for symbol in controls]
    rule = compiled(source.rules, (*source.states, source.over, *controls))
    start = compiled(source.start, (source.over, *controls))

    shape = len(source.states), len(states)

    def rates(t: Array, y: Array) -> Array:
        return _filled(shape, rule(*y, t, *numbers))

    with np.errstate(all="ignore"):
        y = _filled(shape, start(along[:, 0], *numbers))
        values = np.full((len(source.states), *along.shape), np.nan)
        slopes = np.full_like(values, np.nan)
        for k in range(along.shape[1]):
            if k:
                y = _advance(source, rates, along[:, k - 1], along[:, k], y, halvings)
            values[:, :, k] = y
            if isinstance(source, Trajectory):
                slopes[:, :, k] = rates(along[:, k], y)
    # A sequence ends where its index does; a path that has run away stays away.
    gone = ~np.isfinite(along)[None]
    values = np.where(gone, np.nan, values)
    return values.transpose(1, 0, 2), slopes.transpose(1, 0, 2)


def problem(
    source: Trajectory, first: float, numbers: Mapping[str, float], compiled: Callable[..., Any]
) -> tuple[Callable[[Any, Array], Array], Array]:
    """The rates as a function of the place on the axis and of the values of the states, and those at the first place, in one state."""
    controls = sorted(source.rests_on - {source.over}, key=lambda symbol: symbol.name)
    given = [np.float64(value(symbol, numbers)) for symbol in controls]
    rule = compiled(source.rules, (*source.states, source.over, *controls))
    start = compiled(source.start, (source.over, *controls))(np.float64(first), *given)

    def rates(t: Any, y: Array) -> Array:
        return _filled(y.shape, rule(*y, np.asarray(t)[()], *given))

    return rates, np.array([float(each) for each in start])


def _filled(shape: tuple[int, ...], values: Sequence[Any]) -> Array:
    """The values in an array, each in a row of its own: a constant is the same all along its row."""
    filled = np.empty(shape)
    for k, each in enumerate(values):
        filled[k] = each
    return filled


def _advance(source: Recurrence, rates: Callable[[Array, Array], Array], t0: Array, t1: Array, y: Array, halvings: int) -> Array:
    if not isinstance(source, Trajectory):
        return rates(t0, y)
    span = t1 - t0
    parts = np.ones_like(span) if source.step is None else np.maximum(1, np.ceil(np.abs(span) / source.step - SLACK))
    parts = np.where(np.isfinite(parts), parts, 1) * 2**halvings
    h = span / parts
    for j in range(int(parts.max())):
        t = t0 + j * h
        k1 = rates(t, y)
        k2 = rates(t + h / 2, y + h / 2 * k1)
        k3 = rates(t + h / 2, y + h / 2 * k2)
        k4 = rates(t + h, y + h * k3)
        y = np.where(j < parts, y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), y)
    return y


def value(symbol: sympy.Symbol, numbers: Mapping[str, float]) -> float:
    """The number that stands for a control or a constant."""
    return float(symbol.value) if hasattr(symbol, "value") else float(numbers[symbol.name])


def hermite(t: Array, y: Array, slope: Array, when: Any) -> Array:
    """Cubic Hermite interpolation of (t, y, slope) at `when`; not-a-number outside."""
    when = np.asarray(when, dtype=float)
    k = np.clip(np.searchsorted(t, when, side="right") - 1, 0, len(t) - 2)
    h = t[k + 1] - t[k]
    u = np.where(h == 0, 0, (when - t[k]) / np.where(h == 0, 1, h))
    with np.errstate(all="ignore"):
        inside = (
            (1 + 2 * u) * (1 - u) ** 2 * y[k]
            + u * (1 - u) ** 2 * h * slope[k]
            + u**2 * (3 - 2 * u) * y[k + 1]
            - u**2 * (1 - u) * h * slope[k + 1]
        )
    return np.where((when >= t[0]) & (when <= t[-1]), inside, np.nan)


def member(over: Array, y: Array, at: Any) -> Array:
    """The members of a sequence with these numbers; not-a-number beside them."""
    place = np.asarray(at, dtype=float) - over[0]
    known = (place == np.floor(place)) & (place >= 0) & (place < len(y))
    return np.where(known, y[np.where(known, place, 0).astype(int)], np.nan)
