"""Trajectories integrated once more, by SciPy: the yardstick for what the page draws."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from covis.authoring.controls.control import Control, evenly
from covis.authoring.dynamics import Event, Trajectory
from covis.authoring.evaluate.dynamics.events import Knots
from covis.authoring.evaluate.dynamics.integrate import Problem, Run
from covis.authoring.evaluate.evaluator import Array, Evaluator, points
from covis.authoring.outputs import closure
from covis.checks.scipy_events import Solved, followed

MEMBERS = 6  # of an ensemble with events, in each of these
STATES = 4  # the start, and those in which the rates turn most for the step
TOLERANCE = {"DOP853": 1e-9, "Radau": 1e-7}  # relative
MOST_CALLS = 30_000  # of the rates, by one method in one state
SHAKE = 1e-6  # of its size: what the start is moved by to see whether small errors grow
GROWTH = 1e3  # of small errors, from which on no two methods agree


@dataclass
class Reference:
    """A trajectory as SciPy gives it in some states. Where SciPy gives nothing it holds the page's own numbers."""

    source: Trajectory
    run: Run
    without: list[int]  # the states, by their places among those asked for, in which SciPy gave nothing
    methods: list[str]  # what it tries in turn: the second is for what is stiff, where the first takes too many steps


def telling(sources: Sequence[Trajectory], evaluator: Evaluator) -> list[int]:
    """The places of the states in which a method of fixed step has the hardest work: the first, and those where the rates turn most."""
    turns = np.zeros(len(evaluator.states))
    names = sorted({symbol.name for source in sources for symbol in closure(source.rests_on) if isinstance(symbol, Control)})
    for source in sources:
        values, slopes, _ = evaluator.run(source)
        for k, state in enumerate(evaluator.states):
            with np.errstate(all="ignore"):
                turn = np.abs(np.diff(slopes[k], axis=1)) * np.diff(points(source.over, state)) / np.ptp(values[k], axis=1, keepdims=True)
            worst = float(np.max(turn[np.isfinite(turn)], initial=0.0)) if np.isfinite(values[k]).all() else np.inf
            turns[k] = max(turns[k], worst)
    found: dict[tuple[float, ...], int] = {}  # by what the trajectories depend on
    for k in (0, *np.argsort(-turns, kind="stable")):
        found.setdefault(tuple(evaluator.states[k][name] for name in names), int(k))
    return list(found.values())[:STATES]


def reference(source: Trajectory, evaluator: Evaluator, chosen: Sequence[int]) -> Reference:
    """The trajectory in the states at the places `chosen`."""
    run, many = evaluator.run(source), runs_in_a_state(source)
    values, slopes = (np.array(part[list(chosen)]) for part in (run.values, run.slopes))
    knots = None if run.knots is None else [run.knots[k * many + member] for k in chosen for member in range(many)]
    without, methods = [], ["DOP853", "Radau"]
    for row, k, member in _followed(source, evaluator, chosen):
        problem = evaluator.problem(source, k, member)
        along = _until(points(source.over, evaluator.states[k]), knots, row * many + member)
        own, rates = values[row][member::many], slopes[row][member::many]
        got = solve(problem, source.events, along, _sizes(source, values[row])[member::many], methods)
        if got is None:
            without.append(row)
            continue
        there = np.flatnonzero(np.isfinite(got.values).all(axis=0))  # as far as SciPy came
        with np.errstate(all="ignore"):
            own[:, there], rates[:, there] = got.values[:, there], got.slopes(problem, along)[:, there]
            if knots is not None:
                at = row * many + member
                knots[at] = got.knots(problem, along)._replace(cut=knots[at].cut)
    return Reference(source, Run(values, slopes, knots), without, methods)


def runs_in_a_state(source: Trajectory) -> int:
    """How many runs it has in one state of the controls: one for each member of an ensemble with events, otherwise one of all together."""
    return source.each.points if source.each is not None and source.events else 1


def _followed(source: Trajectory, evaluator: Evaluator, chosen: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The runs that SciPy follows: the state by its place in `chosen` and among all, and the member, of which there are a few."""
    many = runs_in_a_state(source)
    for row, k in enumerate(chosen):
        living = [0] if many == 1 else np.flatnonzero(np.isfinite(points(source.each, evaluator.states[k]))).tolist()  # type: ignore[arg-type]
        yield from ((row, k, member) for member in evenly(living, MEMBERS))


def _until(along: Array, knots: list[Knots] | None, row: int) -> Array:
    """The points of the axis as far as the page has values: another rule reports that a run is cut off."""
    return along if knots is None else along[along < knots[row].cut]


def sure_until(made: Reference, evaluator: Evaluator, chosen: Sequence[int]) -> list[float]:
    """In each state the place on the axis beyond which a small error of the start has grown a thousandfold; infinite for none."""
    ends, many = [math.inf] * len(chosen), runs_in_a_state(made.source)
    for row, k, member in _followed(made.source, evaluator, chosen):
        problem = evaluator.problem(made.source, k, member)
        along = _until(points(made.source.over, evaluator.states[k]), made.run.knots, row * many + member)
        values = made.run.values[row][member::many, : len(along)]
        sizes = _sizes(made.source, made.run.values[row][:, : len(along)])[member::many]
        shift = SHAKE * np.where(problem.start == 0, sizes, np.abs(problem.start))
        moved = solve(problem._replace(start=problem.start + shift), made.source.events, along, sizes, made.methods)
        if moved is None:
            ends[row] = min(ends[row], float(along[0]))
            continue
        with np.errstate(all="ignore"):
            growth = np.max(np.abs(moved.values - values) / sizes[:, None], axis=0) / np.max(shift / sizes)
        grown = ~(growth < GROWTH)
        for (one, _), other in zip(made.run.knots[row * many + member].events if made.run.knots else [], moved.events, strict=False):
            grown &= (along < min(one, other.place)) | (along > max(one, other.place))  # one has jumped there and the other not yet
        ends[row] = min(ends[row], float(along[int(np.argmax(grown))]) if grown.any() else math.inf)
    return ends


def solve(problem: Problem, events: Sequence[Event], along: Array, sizes: Array, methods: list[str]) -> Solved | None:
    """The states at the points of the axis, and the events on the way; None where SciPy gave nothing.

    `methods` are tried in turn; one that takes too many steps goes to the end of the list, so that the next state does not wait for it.
    """
    if not np.isfinite(problem.start).all():
        return None
    best: Solved | None = None
    for method in list(methods):
        calls = 0

        def counted(t: Any, y: Array) -> Array:
            nonlocal calls
            calls += 1
            if calls > MOST_CALLS:
                raise _TooManyError
            return problem.rates(t, y)

        rtol = TOLERANCE[method]
        options: dict[str, Any] = {"method": method, "rtol": rtol, "atol": rtol * 1e-3 * sizes}
        try:
            with np.errstate(all="ignore"):
                got, whole = followed(problem._replace(rates=counted), events, along, options)
        except _TooManyError:
            methods.append(methods.pop(methods.index(method)))
            continue
        except (ValueError, FloatingPointError):  # not-a-number on the way
            continue
        if whole:
            return got
        best = got if best is None else best
    return best


class _TooManyError(Exception):
    """The method needs too many evaluations of the rates."""


def _sizes(source: Trajectory, values: Array) -> Array:
    """How large each state is along the axis; never 0. Of an ensemble it is that of the largest member: one that rests is no smaller."""
    finite = np.where(np.isfinite(values), np.abs(values), 0.0)
    largest = finite.max(axis=1)
    if source.each is not None:
        largest = np.repeat(largest.reshape(len(source.states), -1).max(axis=1), source.each.points)
    return np.where(largest > 0, largest, largest.max() or 1.0)
