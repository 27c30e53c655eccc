"""An Expectation run: the mean of many draws, and how far from the claim it may lie by chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.chance.draws import Draw
from covis.authoring.chance.expectation import Expectation, draws
from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.outputs import closure
from covis.authoring.symbols import Sweep
from covis.checks.facts.points.sampling import Sampling, sample
from covis.checks.facts.result import Result, counted, unstated
from covis.checks.states import Point, worded

ERRORS = 5  # standard errors that the mean may be off: chance alone does that at one point in 1.7 million
DRAWS, FEWER, FEWEST = 100_000, 4_000, 1_000  # of one number; of a sum of them; of what is iterated
POINTS = 8
FIRST = 1_000_000  # seeds that no page shows: the claim is about all of them
ROUNDING = 1e-9  # of the mean, where nothing varies


@dataclass(frozen=True)
class _Found:
    """The mean of the draws at a point, what is expected there, and how much they may differ."""

    point: Point
    mean: float
    expected: float
    allowed: float

    @property
    def share(self) -> float:
        """The difference as a share of what is allowed."""
        apart = abs(self.mean - self.expected)
        return apart / self.allowed if self.allowed else math.inf if apart else 0.0


def run_expectation(fact: Expectation, sampling: Sampling) -> Result:
    """The mean over many seeds at some points of the ranges, each within `ERRORS` standard errors of what is expected."""
    seen = closure(fact.value.free_symbols | fact.expected.free_symbols)
    thrown = {symbol for symbol in seen if isinstance(symbol, Control) and symbol.is_seed}
    iterated = bool(fact.value.atoms(Sourced))
    if iterated and not thrown:
        return unstated("the seed of what is iterated is fixed; give its Random an Again as the seed, so that many seeds can be tried")
    many = FEWEST if iterated else FEWER if fact.value.has(sympy.Sum, sympy.Product) else DRAWS
    seeds = FIRST + many * (sampling.seed % 1000) + np.arange(many, dtype=float)
    moved = sorted((s for s in seen - thrown if isinstance(s, Control | Sweep)), key=lambda symbol: symbol.name)
    found: list[_Found] = []
    for point in sample([sympy.Add(*moved)], sampling, few=POINTS):
        drawn = _iterated(fact.value, point, thrown, seeds) if iterated else _drawn(fact.value, point, seeds)
        expected = float(_at((fact.expected,), point)[0])
        if not (np.isfinite(drawn).all() and math.isfinite(expected)):
            which = "the value" if math.isfinite(expected) else "expected="
            return Result("fails", f"fails: {which} has no finite value at {_where(point)}", {"at": _where(point)})
        spread = float(drawn.std(ddof=1)) / math.sqrt(many)
        mean = float(drawn.mean())
        found.append(_Found(point, mean, expected, ERRORS * spread + ROUNDING * max(abs(mean), float(np.abs(drawn).max()) * 1e-6)))
    worst = max(found, key=lambda one: one.share)
    detail = {
        "points": len(found),
        "draws": many,
        "standard errors": ERRORS,
        "mean": repr(worst.mean),
        "expected": repr(worst.expected),
        "allowed": repr(worst.allowed),
        "at": _where(worst.point),
    }
    numbers = f"{worst.mean:.6g} for {worst.expected:.6g}, where {ERRORS} standard errors are {worst.allowed:.2g}"
    if worst.share > 1:
        return Result("fails", f"fails at {_where(worst.point)}: the mean of {many} draws is {numbers}", detail)
    return Result(
        "agrees", f"agrees at {counted(len(found))}: the mean of {many} draws is {numbers} (worst at {_where(worst.point)})", detail
    )


def _where(point: Point) -> str:
    return worded(point) if point else "the only state"


def _at(expressions: tuple[sympy.Expr, ...], point: Mapping[sympy.Symbol, Any]) -> list[Any]:
    """The expressions at a point; a number of the point may be an array."""
    given = {symbol: np.asarray(number if isinstance(number, np.ndarray) else float(number)) for symbol, number in point.items()}
    return Evaluator([{}]).at(expressions, given)


def _drawn(value: sympy.Expr, point: Point, seeds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The value at a point for each of the seeds."""
    seed = sympy.Dummy("seed", integer=True)
    others: dict[sympy.Basic, sympy.Basic] = {}
    for draw in draws(value):
        name, stated, *place = draw.args
        thrown = {symbol: seed for symbol in stated.free_symbols if isinstance(symbol, Control) and symbol.is_seed}
        others[draw] = Draw(name, stated.xreplace(thrown) if thrown else stated + seed, *place)
    (made,) = _at((value.xreplace(others),), {**point, seed: seeds})
    return np.array(np.broadcast_to(made, seeds.shape), dtype=float)


def _iterated(value: sympy.Expr, point: Point, thrown: set[Control], seeds: NDArray[np.float64]) -> NDArray[np.float64]:
    """As `_drawn`, for what is iterated: one run for each of the seeds."""
    numbers = {symbol.name: float(number) for symbol, number in point.items() if isinstance(symbol, Control)}
    put = value.subs({symbol: number for symbol, number in point.items() if isinstance(symbol, Sweep)})
    evaluator = Evaluator([numbers | dict.fromkeys((one.name for one in thrown), float(seed)) for seed in seeds])
    return np.array([evaluator.scalar(put, k) for k in range(len(seeds))])
