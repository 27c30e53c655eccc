"""Trajectories and iterates in NumPy, many states of the controls at once: the second road beside the browser's integrator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.dynamics import Recurrence, Trajectory
from covis.authoring.evaluate.dynamics.events import Function, Hybrid, Knots, Lanes

Array = NDArray[np.float64]
# A step within a millionth of the spacing counts as the spacing; the browser's integrator rounds the same way.
SLACK = 1e-6


class Run(NamedTuple):
    """Values and rates of a source, each of shape (number of states of the controls, its states, points).

    The states of an ensemble are those of every member: first all of its first state, then all of its second one.

    `knots`: of a Trajectory with events, in each state of the controls, what lies between the points; of an ensemble that of every member,
    one state of the controls after the other. None for any other source.
    """

    values: Array
    slopes: Array
    knots: list[Knots] | None = None

    def at(self, k: int, state: int, along: Array) -> Callable[[Any], Array]:
        """A state of a Trajectory anywhere on its axis, whose points are `along`, in state k of the controls."""
        if self.knots is None:
            return partial(hermite, along, self.values[k, state], self.slopes[k, state])
        return partial(hermite, self.knots[k].places, self.knots[k].values[state], self.knots[k].slopes[state])


class Problem(NamedTuple):
    """What a Trajectory integrates in one state of the controls: functions of the place on the axis and of the states there."""

    rates: Callable[[Any, Array], Array]
    start: Array  # the states at the first place
    crossings: Callable[[Any, Array], Array]  # the expressions of its events
    jumps: list[Callable[[Any, Array], Array]]  # the states just after each of them


def run(
    source: Recurrence,
    along: Array,
    members: Array | None,
    states: Sequence[Mapping[str, float]],
    compiled: Callable[..., Any],
    halvings: int = 0,
    nudge: float = 0.0,
) -> Run:
    """The values and rates of a source.

    `along`, shape (len(states), points), holds the points of its sweep in every state of the controls, and `members`, shape
    (len(states), members), the numbers of the members of an ensemble (not-a-number beyond the last). `compiled(expressions, symbols)`
    gives a NumPy function. `halvings` halves the step that many times. `nudge` moves the states by that share of themselves, up and down in
    turn: at the start, and where there are no events at every point.
    """
    controls = sorted(source.rests_on - source.sweeps, key=lambda symbol: symbol.name)
    numbers = [np.array([value(symbol, state) for state in states]) for symbol in controls]
    places = list(along.T)
    counted: list[sympy.Symbol] = []
    if members is not None:  # what is the same for all members has an axis of length 1 in their place
        numbers = [members, *(number[:, None] for number in numbers)]
        places, counted = [place[:, None] for place in places], [source.each]
    rule = compiled(source.rules, (*source.states, source.over, *counted, *controls))
    start = compiled(source.start, (source.over, *counted, *controls))

    shape = len(source.states), *(places[0].shape if members is None else members.shape)

    def rates(t: Array, y: Array) -> Array:
        return _filled(shape, rule(*y, t, *numbers))

    with np.errstate(all="ignore"):
        y = _filled(shape, start(places[0], *numbers)) * (1 + nudge)
        if members is not None:
            y = np.where(np.isfinite(members), y, np.nan)
        if isinstance(source, Trajectory) and source.events:
            return _with_events(source, along, members, y, numbers, [*counted, *controls], compiled, halvings)
        values = np.full((len(places), *y.shape), np.nan)
        slopes = np.full_like(values, np.nan) if isinstance(source, Trajectory) else values
        for k, place in enumerate(places):
            if k:
                y = _advance(source, rates, places[k - 1], place, y, halvings) * (1 + (-nudge if k % 2 else nudge))
            values[k] = y
            if isinstance(source, Trajectory):
                slopes[k] = rates(place, y)
    # A sequence ends where its index does; a path that has run away stays away.
    for k, place in enumerate(places):
        values[k] = np.where(np.isfinite(place), values[k], np.nan)
    return Run(_by_state(values), _by_state(slopes))


def _by_state(values: Array) -> Array:
    """From (points, its states, states of the controls[, members]) to the shape of a Run."""
    order = (2, 1, 0) if values.ndim == 3 else (2, 1, 3, 0)
    return values.transpose(order).reshape(values.shape[2], -1, len(values))


def _with_events(
    source: Trajectory,
    along: Array,
    members: Array | None,
    start: Array,
    numbers: Sequence[Array],
    controls: Sequence[sympy.Symbol],
    compiled: Callable[..., Any],
    halvings: int,
) -> Run:
    """As `run`. Of an ensemble each member in each state is a run of its own, and its number is the first of the `controls`."""
    states, many = (len(along), 1) if members is None else members.shape
    if members is not None:
        numbers = [members.ravel(), *(np.repeat(number, many) for number in numbers[1:])]
        along, start = np.repeat(along, many, axis=0), start.reshape(len(source.states), -1)

    def function(expressions: Sequence[sympy.Expr]) -> Function:
        inner = compiled(tuple(expressions), (*source.states, source.over, *controls))

        def call(t: Array, y: Array, lanes: Lanes) -> Array:
            made = np.empty((len(expressions), *t.shape))
            for k, each in enumerate(inner(*y, t, *(number[lanes] for number in numbers))):
                made[k] = each
            return made

        return call

    crossings = function([event.crossing for event in source.events])
    jumps = [function(source.after(event)) for event in source.events]
    directions, terminals = [event.direction for event in source.events], [event.terminal for event in source.events]
    runs = Hybrid(function(source.rules), crossings, jumps, directions, terminals, start)
    values = np.full((len(source.states), *along.shape), np.nan)
    slopes = np.full_like(values, np.nan)
    for k in range(along.shape[1]):
        if k:
            parts, h = _steps(source, along[:, k - 1], along[:, k], halvings)
            if k == 1:
                runs.start(along[:, 0], h)
            for j in range(int(parts.max())):
                lanes = np.flatnonzero((j < parts) & (runs.ended == 0))
                runs.take(lanes, along[lanes, k - 1] + j * h[lanes], h[lanes])
        slopes[:, :, k] = runs.point(along[:, k])
        values[:, :, k] = runs.y
    knots = runs.knots()
    values, slopes = (
        part.reshape(len(source.states), states, many, -1).swapaxes(0, 1).reshape(states, len(source.states) * many, -1)
        for part in (values, slopes)
    )
    return Run(values, slopes, knots)


def problem(
    source: Trajectory,
    first: float,
    members: Array | float | None,
    numbers: Mapping[str, float],
    compiled: Callable[..., Any],
) -> Problem:
    """What is integrated in one state of the controls, from the first place on the axis.

    Of an ensemble it is one system with the states of all `members`, of which those beyond the last are 0 and stay so; or, with the number
    of one member, that one.
    """
    controls = sorted(source.rests_on - source.sweeps, key=lambda symbol: symbol.name)
    given: list[Any] = [np.float64(value(symbol, numbers)) for symbol in controls]
    counted = [] if members is None else [source.each]
    given = given if members is None else [members, *given]
    start = compiled(source.start, (source.over, *counted, *controls))(np.float64(first), *given)

    def function(expressions: Sequence[sympy.Expr]) -> Callable[[Any, Array], Array]:
        inner = compiled(tuple(expressions), (*source.states, source.over, *counted, *controls))

        def call(t: Any, y: Array) -> Array:
            return _filled((len(expressions), *y.shape[1:]), inner(*y, np.asarray(t)[()], *given))

        def call_all(t: Any, y: Array) -> Array:
            assert isinstance(members, np.ndarray)
            apart = y.reshape(len(source.states), len(members), -1).swapaxes(1, 2)  # the last axis counts the members
            made = np.empty(apart.shape)
            for k, each in enumerate(inner(*apart, np.reshape(t, (-1, 1)), *given)):
                made[k] = np.where(np.isfinite(members), each, 0.0)
            return made.swapaxes(1, 2).reshape(y.shape)

        return call_all if isinstance(members, np.ndarray) else call

    crossings = function([event.crossing for event in source.events])
    jumps = [function(source.after(event)) for event in source.events]
    if isinstance(members, np.ndarray):
        begin = np.concatenate([np.where(np.isfinite(members), each, 0.0) for each in start])
    else:
        begin = np.array([float(each) for each in start])
    return Problem(function(source.rules), begin, crossings, jumps)


def _steps(source: Trajectory, t0: Array, t1: Array, halvings: int) -> tuple[Array, Array]:
    """Between two points of the axis: how many steps, and their length."""
    span = t1 - t0
    parts = np.ones_like(span) if source.step is None else np.maximum(1, np.ceil(np.abs(span) / source.step - SLACK))
    parts = np.where(np.isfinite(parts), parts, 1) * 2**halvings
    return parts, span / parts


def _filled(shape: tuple[int, ...], values: Sequence[Any]) -> Array:
    """The values in an array, each in a row of its own: a constant is the same all along its row."""
    filled = np.empty(shape)
    for k, each in enumerate(values):
        filled[k] = each
    return filled


def _advance(source: Recurrence, rates: Callable[[Array, Array], Array], t0: Array, t1: Array, y: Array, halvings: int) -> Array:
    if not isinstance(source, Trajectory):
        return rates(t0, y)
    parts, h = _steps(source, t0, t1, halvings)
    for j in range(int(parts.max())):
        after, going = rk4(rates, t0 + j * h, h, y), j < parts
        y = after if going.all() else np.where(going, after, y)
    return y


def rk4(rates: Callable[[Any, Array], Array], t: Any, h: Any, y: Array) -> Array:
    """One step of the classical Runge-Kutta method."""
    k1 = rates(t, y)
    k2 = rates(t + h / 2, y + h / 2 * k1)
    k3 = rates(t + h / 2, y + h / 2 * k2)
    k4 = rates(t + h, y + h * k3)
    return np.asarray(y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4))


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


def between_events(first: float, knots: Sequence[Knots], state: int, member: Any, at: Any) -> Array:
    """A state of members with events, by number, at places `at`: `knots` are those of every member, from the member `first` on."""
    row, at = np.broadcast_arrays(np.asarray(member, dtype=float) - first, np.asarray(at, dtype=float))
    found = np.full(row.shape, np.nan)
    for k, one in enumerate(knots):
        found[row == k] = hermite(one.places, one.values[state], one.slopes[state], at[row == k])
    return found


def member(over: Array, y: Array, at: Any) -> Array:
    """The members of a sequence with these numbers; not-a-number beside them."""
    place = np.asarray(at, dtype=float) - over[0]
    known = (place == np.floor(place)) & (place >= 0) & (place < len(y))
    return np.where(known, y[np.where(known, place, 0).astype(int)], np.nan)
