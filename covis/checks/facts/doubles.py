"""Facts about what is integrated or tabulated: computed with NumPy, in doubles, and again with half the step.

A Trajectory has no value to 40 digits. What halving its step changes is what its method can promise; a fact is held to that, and
the evidence shows how much it is. Of a grid the spacing is halved too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
from sympy.core.relational import Relational

from covis.authoring import states
from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.dynamics.work import affordable
from covis.authoring.evaluate.evaluator import Evaluator, points
from covis.authoring.outputs import Output, closure
from covis.authoring.symbols import Sweep
from covis.authoring.tables import Samples
from covis.checks.facts.points.sampling import Sampling, named
from covis.checks.states import Point

STATES = 16
ROUNDING = 1e-9
SLACK = 20  # the classical method's error is some 1/15 of what halving its step changes; other sources of error share the rest


@dataclass(frozen=True)
class Agreement:
    """left against right over states and points: the worst difference relative to the size of the arrays, and what halving changes."""

    points: int
    worst: float
    halving: float
    numbers: Mapping[str, float]
    left: float
    right: float

    @property
    def holds(self) -> bool:
        return self.worst <= ROUNDING + SLACK * self.halving


def sourced(expressions: Iterable[sympy.Basic]) -> bool:
    """Whether one of them holds a state of a source, or a table."""
    return any(expression.atoms(Sourced, Samples) for expression in expressions)


def compare(left: sympy.Expr, right: sympy.Expr, sampling: Sampling) -> Agreement:
    """Both sides at the start, the presets, 0, the corners and scattered states, at every point of the axes that they run along."""
    over, numbers = _places((left, right), sampling)
    once, halved = Evaluator(numbers), Evaluator(numbers, halvings=1)
    found: Agreement | None = None
    counted = 0
    for k in range(len(numbers)):
        first, second = (once.evaluate(Output((side,), over), k) for side in (left, right))
        again, other = (halved.evaluate(Output((side,), over), k) for side in (left, right))
        fine = np.isfinite(first) & np.isfinite(second) & np.isfinite(again) & np.isfinite(other)
        counted += int(fine.sum())
        if not fine.any():
            continue
        scale = _size((left, right), over, once, k, fine)
        apart = np.where(fine, np.abs(first - second), 0) / scale
        halving = float(np.max(np.where(fine, np.maximum(np.abs(first - again), np.abs(second - other)), 0)) / scale)
        at = int(np.argmax(apart))
        here = Agreement(0, float(apart[at]), halving, numbers[k], float(first[at]), float(second[at]))
        if found is None or here.worst - SLACK * here.halving > found.worst - SLACK * found.halving:
            found = here
    if found is None:
        return Agreement(0, np.inf, 0.0, {}, np.nan, np.nan)
    return Agreement(counted, found.worst, found.halving, found.numbers, found.left, found.right)


@dataclass(frozen=True)
class Held:
    """A condition over states and points: at how many it holds, is not defined, cannot be told from its opposite, and is wrong; the first
    place of each kind; and at the first wrong one a relation that is `false`, with its numbers."""

    held: int
    undefined: int
    close: int
    wrong: int
    places: Mapping[str, Point]
    false: str
    halving: float


def hold(condition: sympy.Basic, relations: Sequence[Relational], sampling: Sampling) -> Held:
    """The condition at the states and points of `compare`. Two sides that are nearer to each other than the method can tell satisfy >=, <=
    and ==; whether > or < holds there is left open. The first place where the condition is false ends it."""
    sides = [side for relation in relations for side in relation.args]
    over, numbers = _places(sides, sampling)
    once, halved = Evaluator(numbers), Evaluator(numbers, halvings=1)
    names = [sympy.Dummy(f"r{k}") for k in range(len(relations))]
    joined = sympy.lambdify(names, condition.xreplace(dict(zip(relations, names, strict=True))), "numpy")
    counts, places, finest = dict.fromkeys(("held", "undefined", "close", "wrong"), 0), dict[str, Point](), 0.0
    held = {symbol.name: symbol for side in sides for symbol in closure(side.free_symbols) if isinstance(symbol, Control)}
    for k, state in enumerate(numbers):
        values = [once.evaluate(Output((side,), over), k) for side in sides]
        finer = [halved.evaluate(Output((side,), over), k) for side in sides]
        fine = np.logical_and.reduce([np.isfinite(array) for array in (*values, *finer)])
        surely, perhaps = [], []
        for j, relation in enumerate(relations):
            left, right = ((np.where(fine, values[i], 0), np.where(fine, finer[i], 0)) for i in (2 * j, 2 * j + 1))
            changed = max(float(np.max(np.abs(once_more - first), initial=0.0)) for first, once_more in (left, right))
            finest = max(finest, changed)
            slack = ROUNDING * _size(relation.args, over, once, k, fine) + SLACK * changed
            sure, maybe = _told(relation.rel_op, left[0] - right[0], slack)
            surely.append(sure)
            perhaps.append(maybe)
        least, most = (fine & np.broadcast_to(joined(*truths), fine.shape) for truths in (surely, perhaps))
        kinds = {"held": least & most, "undefined": ~fine, "close": least != most, "wrong": fine & ~least & ~most}
        for kind, which in kinds.items():
            counts[kind] += int(which.sum())
            if which.any():
                point = {held[name]: number for name, number in state.items() if name in held}
                places.setdefault(kind, {**point, **_along(over, state, int(np.argmax(which)))})
        if counts["wrong"]:
            at = int(np.argmax(kinds["wrong"]))
            j = next((j for j, truth in enumerate(perhaps) if not truth[at]), 0)
            false = f"{values[2 * j][at]:.10g} {relations[j].rel_op} {values[2 * j + 1][at]:.10g}"
            return Held(**counts, places=places, false=false, halving=finest)
    return Held(**counts, places=places, false="", halving=finest)


def _told(relation: str, difference: Any, slack: float) -> tuple[Any, Any]:
    """Whether left - right surely has this relation to 0, and whether it may have it."""
    near = np.abs(difference) <= slack
    if relation in ("==", "!="):
        return (near, near) if relation == "==" else (~near, np.ones_like(near))
    beyond = difference > slack if relation in (">", ">=") else difference < -slack
    return (beyond | near, beyond | near) if relation in (">=", "<=") else (beyond, beyond | near)


def _along(over: Sequence[Sweep], state: Mapping[str, float], at: int) -> dict[sympy.Symbol, float]:
    """The place on each axis of the number `at` of a flat array."""
    where = np.unravel_index(at, [sweep.points for sweep in over]) if over else ()
    return {sweep: float(points(sweep, state)[int(k)]) for sweep, k in zip(over, where, strict=True)}


def _places(expressions: Sequence[sympy.Basic], sampling: Sampling) -> tuple[tuple[Sweep, ...], list[dict[str, float]]]:
    """The axes that they run along; and the start, the presets, 0, the corners and scattered states of the controls."""
    direct: set[Any] = set().union(*(expression.free_symbols for expression in expressions))
    controls = states.wholes(closure(direct))
    over = tuple(sorted((symbol for symbol in direct if isinstance(symbol, Sweep)), key=lambda symbol: symbol.name))
    most = affordable(tuple(expressions), STATES)
    tried = [*named(controls, sampling), *states.corners(controls, most), *states.scattered(controls, most, sampling.seed)] or [{}]
    return over, [states.numbers(controls, state) for state in tried]


def _size(sides: Iterable[sympy.Basic], over: tuple[Sweep, ...], evaluator: Evaluator, k: int, fine: Any) -> float:
    """The size of what cancels: a sum of large terms that comes to nothing is right to the rounding of the terms."""
    terms = [term for side in sides for term in sympy.Add.make_args(side)]
    sizes = [np.abs(evaluator.evaluate(Output((term,), over), k))[fine] for term in terms]
    return max((float(size[np.isfinite(size)].max(initial=0.0)) for size in sizes), default=0.0) or 1.0


def value(expression: sympy.Expr, point: Mapping[sympy.Symbol, Any]) -> tuple[float, float]:
    """(the value at a point, what halving the step changes). Axes are put in for, controls are the state."""
    axes = {symbol: number for symbol, number in point.items() if not isinstance(symbol, Control)}
    numbers = {symbol.name: float(number) for symbol, number in point.items() if isinstance(symbol, Control)}
    put = expression.subs(axes)
    once, halved = (Evaluator([numbers], halvings=k).scalar(put) for k in (0, 1))
    return once, abs(once - halved)
