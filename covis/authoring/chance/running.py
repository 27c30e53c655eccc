"""Sums and means that run along an Index, term after term."""

from __future__ import annotations

from typing import Any

import sympy

from covis.authoring.dynamics import Iterates, Sourced
from covis.authoring.outputs import expression, free_symbols
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Index


class Running(Iterates):
    """The sums of a term over an Index, each one addition further than that before it."""

    def __init__(self, term: sympy.Expr, over: Index, unit: str) -> None:
        total = sympy.Symbol("S")
        # From member k to the next one, k + 1, whose term is added.
        rule, start = {total: total + term.subs(over, over + 1)}, {total: term.subs(over, over.first)}
        super().__init__(rule, start=start, over=over, units={total: unit})
        self.term = term


def running_sum(term: Any, *, over: Index, unit: str = "") -> sympy.Expr:
    """The sum of the terms from the first member of an Index to the present one: a random walk, when the terms are its steps.

    Parameters
    ----------
    term: an expression of the index and controls, not of a Trajectory, Iterates or Samples.
    over: the Index that it runs along.
    unit: the unit of the terms.

    Each member adds one term to the sum before it, so a long run costs no more than its length. It is an expression over the index;
    `running_sum(x, over=k).subs(k, n)` is its value at one member. Raises AuthoringError, with the plugin's line, where over= is no
    Index or the term does not hold it.

    >>> walk = running_sum(step, over=k)
    """
    return _sum("running_sum", term, over, unit)


def running_mean(term: Any, *, over: Index, unit: str = "") -> sympy.Expr:
    """The mean of the terms from the first member of an Index to the present one.

    Parameters
    ----------
    term: an expression of the index and controls, not of a Trajectory, Iterates or Samples.
    over: the Index that it runs along.
    unit: the unit of the terms, which is that of the mean.

    Raises AuthoringError, with the plugin's line, where over= is no Index or the term does not hold it.

    >>> mean = running_mean(throw, over=k)
    """
    made: sympy.Expr = _sum("running_mean", term, over, unit) / (over - over.first + 1)
    return made


def _sum(owner: str, term: Any, over: Index, unit: str) -> sympy.Expr:
    if not isinstance(over, Index):
        raise AuthoringError(f"{owner}: over={shown(over)} is not an Index; name the one that it runs along")
    made = expression(f"{owner}: the term", term)
    if over not in free_symbols(made):
        raise AuthoringError(f"{owner}: the term does not hold {over.name}, along which it runs; all its members are the same")
    run = Running(made, over, unit)
    return run[run.states[0]]


def is_running(value: sympy.Basic) -> bool:
    """Whether it is a running sum: a symbol that stands for an expression, which can be printed."""
    return isinstance(value, Sourced) and isinstance(value.source, Running)
