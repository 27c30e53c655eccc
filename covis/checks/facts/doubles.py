"""Facts about what is integrated or tabulated: computed with NumPy, in doubles, and again with half the step.

A Trajectory has no value to 40 digits. What halving its step changes is what its method can promise; a fact is held to that, and
the evidence shows how much it is. Of a grid the spacing is halved too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.dynamics.work import affordable
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.outputs import Output, closure
from covis.authoring.states import corners, scattered
from covis.authoring.symbols import Sweep
from covis.authoring.tables import Samples
from covis.checks.facts.points.sampling import Sampling, named

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
    seen = closure(left.free_symbols | right.free_symbols)
    controls = sorted((symbol for symbol in seen if isinstance(symbol, Control)), key=lambda symbol: symbol.name)
    direct = left.free_symbols | right.free_symbols
    over = tuple(sorted((symbol for symbol in direct if isinstance(symbol, Sweep)), key=lambda symbol: symbol.name))
    most = affordable((left, right), STATES)
    states = [*named(controls, sampling), *corners(controls, most), *scattered(controls, most, sampling.seed)] or [{}]
    numbers = [{control.name: control.number(state[control.name]) for control in controls} for state in states]
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
        # The size of what cancels: a sum of large terms that comes to nothing is right to the rounding of the terms.
        terms = [term for side in (left, right) for term in sympy.Add.make_args(side)]
        sizes = [np.abs(once.evaluate(Output((term,), over), k))[fine] for term in terms]
        scale = max((float(size[np.isfinite(size)].max(initial=0.0)) for size in sizes), default=0.0) or 1.0
        apart = np.where(fine, np.abs(first - second), 0) / scale
        halving = float(np.max(np.where(fine, np.maximum(np.abs(first - again), np.abs(second - other)), 0)) / scale)
        at = int(np.argmax(apart))
        here = Agreement(0, float(apart[at]), halving, numbers[k], float(first[at]), float(second[at]))
        if found is None or here.worst - SLACK * here.halving > found.worst - SLACK * found.halving:
            found = here
    if found is None:
        return Agreement(0, np.inf, 0.0, {}, np.nan, np.nan)
    return Agreement(counted, found.worst, found.halving, found.numbers, found.left, found.right)


def value(expression: sympy.Expr, point: Mapping[sympy.Symbol, Any]) -> tuple[float, float]:
    """(the value at a point, what halving the step changes). Axes are put in for, controls are the state."""
    axes = {symbol: number for symbol, number in point.items() if not isinstance(symbol, Control)}
    numbers = {symbol.name: float(number) for symbol, number in point.items() if isinstance(symbol, Control)}
    put = expression.subs(axes)
    once, halved = (Evaluator([numbers], halvings=k).scalar(put) for k in (0, 1))
    return once, abs(once - halved)
