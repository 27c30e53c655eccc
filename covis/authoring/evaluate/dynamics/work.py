"""What an ensemble costs to integrate, so that no more states are looked at than there is time and memory for."""

from __future__ import annotations

import math
from collections.abc import Iterable

import sympy

from covis.authoring.dynamics import Recurrence, Sourced, Trajectory
from covis.authoring.ensembles.members import Other
from covis.authoring.evaluate.intervals import Intervals
from covis.authoring.outputs import closure

TERMS, NUMBERS = 40_000_000, 8_000_000  # that may be computed, and held, for all states together
LEAST = 6  # states that are looked at in any case


def affordable(expressions: Iterable[sympy.Basic], usual: int) -> int:
    """In how many states expressions can be looked at: `usual`, or fewer where ensembles in them are dear."""
    symbols = closure({symbol for expression in expressions for symbol in expression.atoms(Sourced)})
    sources = {symbol.source.content: symbol.source for symbol in symbols if isinstance(symbol, Sourced) and symbol.source.each}
    work = sum(map(terms, sources.values()))
    held = sum(2 * len(source.states) * source.each.points * source.over.points for source in sources.values() if source.each)
    return min(usual, max(LEAST, min(TERMS // work, NUMBERS // held))) if sources else usual


def terms(source: Recurrence) -> int:
    """How many times the rules of a source are worked out for one state of the controls, a term of a sum over others counting as one."""
    assert source.each is not None
    intervals, members = Intervals(), source.each.points
    each_time = float(members)
    for fold in set().union(*(rule.atoms(sympy.Sum, sympy.Product) for rule in source.rules)):
        body = fold.function.replace(lambda e: isinstance(e, Other), lambda e: sympy.Dummy())
        apart = bool(body.free_symbols & {*source.states, source.each})  # each member has a sum of its own
        _, low, high = fold.limits[-1]
        length = intervals.of(high)[1] - intervals.of(low)[0] + 1
        each_time += (members if apart else 1) * (length if math.isfinite(length) else members)
    steps = source.over.points
    if isinstance(source, Trajectory):
        low, high = (intervals.of(bound) for bound in source.over.bounds)
        spacing = (high[1] - low[0]) / (steps - 1)
        steps *= 4 * (max(1, math.ceil(spacing / source.step)) if source.step and math.isfinite(spacing) else 1)
    return int(each_time * steps)
