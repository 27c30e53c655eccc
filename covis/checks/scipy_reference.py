"""Trajectories integrated once more, by SciPy: the yardstick for what the page draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Trajectory
from covis.authoring.evaluate.evaluator import Array, Evaluator, points
from covis.authoring.evaluate.integrate import Run
from covis.authoring.outputs import closure

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
        values, slopes = evaluator.run(source)
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
    values, slopes = (np.array(part[list(chosen)]) for part in evaluator.run(source))
    without, methods = [], ["DOP853", "Radau"]
    for row, k in enumerate(chosen):
        rates, start = evaluator.problem(source, k)
        along = points(source.over, evaluator.states[k])
        got = solve(rates, start, along, _sizes(values[row]), methods)
        if got is None:
            without.append(row)
            continue
        there = np.isfinite(got).all(axis=0)  # as far as SciPy came
        values[row][:, there] = got[:, there]
        with np.errstate(all="ignore"):
            slopes[row][:, there] = rates(along[there], got[:, there])
    return Reference(source, (values, slopes), without, methods)


def sure_until(made: Reference, evaluator: Evaluator, chosen: Sequence[int]) -> list[float]:
    """In each state the place on the axis beyond which a small error of the start has grown a thousandfold; infinite for none."""
    ends = []
    for row, k in enumerate(chosen):
        rates, start = evaluator.problem(made.source, k)
        along, values = points(made.source.over, evaluator.states[k]), made.run[0][row]
        sizes = _sizes(values)
        shift = SHAKE * np.where(start == 0, sizes, np.abs(start))
        moved = solve(rates, start + shift, along, sizes, made.methods)
        with np.errstate(all="ignore"):
            growth = np.nan if moved is None else np.max(np.abs(moved - values) / sizes[:, None], axis=0) / np.max(shift / sizes)
        grown = ~(growth < GROWTH) & np.ones(len(along), dtype=bool)
        ends.append(float(along[int(np.argmax(grown))]) if grown.any() else math.inf)
    return ends


def solve(rates: Callable[[Any, Array], Array], start: Array, along: Array, sizes: Array, methods: list[str]) -> Array | None:
    """The states at the points of the axis, shape (states, points); not-a-number beyond where SciPy stopped, None where it gave nothing.

    `methods` are tried in turn; one that takes too many steps goes to the end of the list, so that the next state does not wait for it.
    """
    if not np.isfinite(start).all():
        return None
    best: Array | None = None
    for method in list(methods):
        calls = 0

        def counted(t: float, y: Array) -> Array:
            nonlocal calls
            calls += 1
            if calls > MOST_CALLS:
                raise _TooManyError
            return rates(t, y)

        span = (along[0], along[-1])
        try:
            with np.errstate(all="ignore"):
                rtol = TOLERANCE[method]
                got = solve_ivp(counted, span, start, method=method, t_eval=along, rtol=rtol, atol=rtol * 1e-3 * sizes)
        except _TooManyError:
            methods.append(methods.pop(methods.index(method)))
            continue
        except (ValueError, FloatingPointError):  # not-a-number on the way
            continue
        values = np.full((len(start), len(along)), np.nan)
        values[:, : got.y.shape[1]] = got.y
        if got.success:
            return values
        best = values if best is None else best
    return best


class _TooManyError(Exception):
    """The method needs too many evaluations of the rates."""


def _sizes(values: Array) -> Array:
    """How large each state is along the axis; never 0."""
    finite = np.where(np.isfinite(values), np.abs(values), 0.0)
    largest = finite.max(axis=1)
    return np.where(largest > 0, largest, largest.max() or 1.0)
