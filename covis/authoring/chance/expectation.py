"""The fact about a mean: what a random quantity comes to on average."""

from __future__ import annotations

from typing import Any

import sympy

from covis.authoring.chance.draws import Draw
from covis.authoring.dynamics import Sourced
from covis.authoring.facts import Fact, Side
from covis.authoring.place import AuthoringError


class Expectation(Fact):
    """On average over all seeds the value is the expected one, at every state.

    Parameters
    ----------
    statement: what is claimed, in words.
    value: an expression that holds numbers of a Random, also in a Sum, a running sum or a running mean.
    expected: its mean, an expression of controls, indices and constants or a number, in the unit of `value`. For a variance, state the
        mean of (value - mean)**2.
    source: a citation that you are sure of, or "derived: ..." with the derivation in a line.

    It is run at many seeds and several states. The mean of the draws may differ from `expected` by five of its standard errors, each the
    standard deviation of the draws over the square root of their number; the evidence states that number and what was allowed.
    Raises AuthoringError, with the plugin's line, for a value that holds no random number.

    >>> Expectation("A die shows 3.5 on average", throw, expected=Rational(7, 2), source="derived: the mean of 1 to 6")
    """

    value, expected = Side(), Side()
    stated_value: sympy.Expr
    stated_expected: sympy.Expr

    def __init__(self, statement: str, value: Any, *, expected: Any, source: str) -> None:
        super().__init__(statement, source=source)
        self.value, self.expected = value, expected
        if not draws(self.value):
            raise AuthoringError("Expectation: the value holds no number of a Random, so it has no chance in it; state an Identity")
        if draws(self.expected):
            raise AuthoringError("Expectation: expected= holds a number of a Random itself; give the mean, which chance does not move")


def draws(e: sympy.Expr) -> set[Draw]:
    """The random numbers in an expression, those in what is iterated or integrated included."""
    inside = [stated for symbol in e.atoms(Sourced) for stated in symbol.source.expressions]
    return set(e.atoms(Draw)).union(*(stated.atoms(Draw) for stated in inside))
