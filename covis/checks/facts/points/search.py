"""A search for the points at which a claim is nearest to being false: many points in doubles, then steps towards the worst of them.

It decides nothing. What it finds is looked at with many digits like every other point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from covis.authoring.controls.control import Control
from covis.authoring.outputs import free_symbols
from covis.authoring.symbols import Index, Sweep
from covis.checks.facts.points.edges import values_at
from covis.checks.facts.points.sampling import Sampling
from covis.checks.states import Point, constants_in, exact, ranges

SCATTERED = 1024
BEST = 4
TURNS, TRIES, SHRINK = 24, 24, 0.6


def worst(expressions: Sequence[sympy.Expr], sampling: Sampling, score: Callable[[list[Any]], Any]) -> list[Point]:
    """A few points over the ranges with a high score; `score` gets the arrays of the expressions and gives one number a point."""
    expressions = [constants_in(expression) for expression in expressions]
    free: set[sympy.Symbol] = set().union(*(free_symbols(expression) for expression in expressions))
    controls, sweeps, bare = ranges(free)
    if bare or not (controls or sweeps):
        return []
    dice = np.random.default_rng(sampling.seed)
    shares = dice.random((SCATTERED, len(controls) + len(sweeps)))
    numbers, marks = _scored(expressions, controls, sweeps, shares, score)
    if not np.isfinite(marks).any():
        return []
    first = np.argsort(-marks, kind="stable")[:BEST]
    best, high, reach = shares[first], marks[first], 0.1
    points = [_point(controls, sweeps, numbers, int(k), free) for k in first]
    for _ in range(TURNS):
        tried = np.clip(best[:, None, :] + reach * dice.uniform(-1, 1, (len(best), TRIES, best.shape[1])), 0, 1)
        numbers, marks = _scored(expressions, controls, sweeps, tried.reshape(-1, best.shape[1]), score)
        marks = marks.reshape(len(best), TRIES)
        chosen, rows = np.argmax(marks, axis=1), np.arange(len(best))
        better = marks[rows, chosen] > high
        best = np.where(better[:, None], tried[rows, chosen], best)
        high = np.where(better, marks[rows, chosen], high)
        reach *= SHRINK
    numbers, _ = _scored(expressions, controls, sweeps, best, score)
    return [*points, *(_point(controls, sweeps, numbers, k, free) for k in range(len(best)))]


def _scored(
    expressions: Sequence[sympy.Expr], controls: Sequence[Control], sweeps: Sequence[Sweep], shares: Any, score: Callable[[list[Any]], Any]
) -> tuple[dict[sympy.Symbol, Any], Any]:
    """The numbers of every symbol, and the score; below every other where there is none."""
    numbers: dict[sympy.Symbol, Any] = {control: _numbers(control, shares[:, k]) for k, control in enumerate(controls)}
    for k, sweep in enumerate(sweeps, len(controls)):
        low, high = values_at([constants_in(bound) for bound in sweep.bounds], numbers) if numbers else map(float, sweep.bounds)
        with np.errstate(all="ignore"):
            raised = low * (high / low) ** shares[:, k] if sweep.log else low + shares[:, k] * (high - low)
        numbers[sweep] = np.round(raised) if isinstance(sweep, Index) else raised
    with np.errstate(all="ignore"):
        marks = np.asarray(score(values_at(expressions, numbers)), dtype=float)
    return numbers, np.where(np.isnan(marks), -np.inf, marks)


def _numbers(control: Control, shares: Any) -> Any:
    if control.states is None:
        low, high = (control.number(end) for end in (control.extremes()[0], control.extremes()[-1]))
        return low + shares * (high - low)
    at = np.minimum(np.floor(shares * control.states), control.states - 1)
    return np.array([_stop(control, int(k)) for k in at])


@lru_cache(maxsize=1 << 14)
def _stop(control: Control, k: int) -> float:
    """The number of the k-th state: a search asks for the same few again and again."""
    return control.number(control.nth(k))


def _point(
    controls: Sequence[Control], sweeps: Sequence[Sweep], numbers: dict[sympy.Symbol, Any], k: int, free: set[sympy.Symbol]
) -> Point:
    return {symbol: exact(float(numbers[symbol][k])) for symbol in (*controls, *sweeps) if symbol in free}
