"""What an ensemble costs to integrate, so that no more states are looked at than there is time and memory for."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import sympy

from covis.authoring.chance.draws import Draw
from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Iterates, Recurrence, Sourced, Trajectory
from covis.authoring.evaluate.intervals import Intervals
from covis.authoring.outputs import closure
from covis.authoring.sources.members import Other, in_common

TERMS, NUMBERS = 40_000_000, 8_000_000  # that may be computed, and held, for all states together
NOTES = 20  # numbers that a note of one takes
LEAST = 6  # states that are looked at in any case
# Nanoseconds: a random number, a special function, a function such as sin, the Runge-Kutta method for one state of one member, a sum; what
# looking for events takes for each state and each event.
DRAW, SPECIAL, CALL, STEP, OTHER, LOOK = 150.0, 100.0, 10.0, 2.5, 0.7, 250.0
QUICK = (sympy.functions.elementary.trigonometric.TrigonometricFunction, sympy.exp, sympy.log, sympy.Abs, sympy.sign, sympy.floor,
         sympy.Min, sympy.Max, sympy.atan2, sympy.tanh, sympy.Piecewise)  # fmt: skip


def affordable(expressions: Iterable[sympy.Basic], usual: int) -> int:
    """In how many states expressions can be looked at: `usual`, or fewer where ensembles in them are dear."""
    symbols = closure({symbol for expression in expressions for symbol in expression.atoms(Sourced)})
    found = {symbol.source.content: symbol.source for symbol in symbols if isinstance(symbol, Sourced)}
    sources = [(source, source.each.points) for source in found.values() if source.each]
    work = sum(terms(source) for source, _ in sources)
    held = sum(2 * _notes(source) * len(source.states) * members * source.over.points for source, members in sources)
    return min(usual, max(LEAST, min(TERMS // work, NUMBERS // held))) if sources else usual


def _notes(source: Recurrence) -> int:
    """How many times more than the numbers NumPy holds of a source: with events, each point is noted by itself."""
    return NOTES if getattr(source, "events", ()) else 1


def terms(source: Recurrence) -> int:
    """How many times a rule or a term of a sum over others is worked out for one state of the controls."""
    return int(sum(count for count, _ in _parts(source)) * steps(source))


def milliseconds(source: Recurrence) -> float:
    """About how long a page needs for it in one state of the controls: a hand that moves a slider waits for it."""
    assert source.each is not None
    common, put = in_common(source.rules, source.states, source.each)
    parts = [(float(source.each.points), function) for function in common]
    parts += [(count, part.xreplace(put)) for count, part in _parts(source)]
    moving = {*source.states, *put.values()}
    events = len(getattr(source, "events", ()))
    own = (STEP * len(source.states) + LOOK * (events > 0) * (len(source.states) + events)) * source.each.points
    return 1e-6 * steps(source) * (own + sum(count * _nanoseconds(part, moving, source) for count, part in parts))


def steps(source: Recurrence) -> int:
    """How many times the rules of every member are worked out."""
    count = source.over.points
    if not isinstance(source, Trajectory):
        return count
    intervals = Intervals()
    low, high = (intervals.of(bound) for bound in source.over.bounds)
    spacing = (high[1] - low[0]) / (count - 1)
    return 4 * count * (max(1, math.ceil(spacing / source.step)) if source.step and math.isfinite(spacing) else 1)


def _parts(source: Recurrence) -> list[tuple[float, sympy.Expr]]:
    """(how many times it is worked out in a step, part of the rules): each rule without its sums, and the terms of each of these."""
    assert source.each is not None
    intervals, members = Intervals(), source.each.points
    folds = set().union(*(rule.atoms(sympy.Sum, sympy.Product) for rule in source.rules))
    parts = [(float(members), rule.xreplace({fold: sympy.Dummy() for fold in folds})) for rule in source.rules]
    for fold in folds:
        alone = fold.function.replace(lambda e: isinstance(e, Other), lambda e: sympy.Dummy())
        apart = bool(alone.free_symbols & {*source.states, source.each})  # each member has a sum of its own
        _, low, high = fold.limits[-1]
        length = intervals.of(high)[1] - intervals.of(low)[0] + 1
        parts.append(((members if apart else 1) * (length if math.isfinite(length) else members), fold.function))
    return parts


def _nanoseconds(part: sympy.Basic, moving: set[Any], source: Recurrence) -> float:
    """Of one evaluation on an ordinary laptop. What no state moves, nor the sweep and the member together, is worked out beforehand."""
    free = part.free_symbols
    stays = not (free & moving or part.has(Other))
    if not part.args or isinstance(part, Other) or (stays and not source.sweeps <= free):
        return OTHER
    kept = stays and isinstance(source, Iterates) and isinstance(part, sympy.Function)
    if kept and all(symbol.is_seed for symbol in free if isinstance(symbol, Control)):
        return OTHER  # the page keeps the numbers of chance of all steps
    return _own(part) + sum(_nanoseconds(arg, moving, source) for arg in part.args if isinstance(arg, sympy.Basic))


def _own(part: sympy.Basic) -> float:
    """Nanoseconds of an operation, without those of what it is given."""
    if isinstance(part, Draw):
        return DRAW
    if isinstance(part, sympy.Function):
        return CALL if isinstance(part, QUICK) else SPECIAL
    return CALL if isinstance(part, sympy.Pow) and not (part.exp.is_Integer and abs(part.exp) <= 4) else OTHER
