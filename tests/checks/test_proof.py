"""Proofs: what SymPy's steps turn into an exact 0, case by case where there are cases; and that nothing false is proved."""

from __future__ import annotations

import pytest
import sympy
from sympy import Abs, Eq, Piecewise, Sum, cos, exp, factorial, pi, sin, sqrt

from covis.checks.facts import proof

SECONDS = 60
t = sympy.Symbol("t", real=True)
a, b = sympy.symbols("a b", positive=True)
n, N = sympy.symbols("n N", integer=True, positive=True)
k = sympy.Symbol("k", integer=True)
w = sqrt(Abs(a**2 - b**2))
SWING = exp(-a * t) * Piecewise(
    (cos(w * t) + a / w * sin(w * t), a < b), (1 + a * t, Eq(a, b)), (sympy.cosh(w * t) + a / w * sympy.sinh(w * t), True)
)
TRUE = {
    "damped": SWING.diff(t, 2) + 2 * a * SWING.diff(t) + b**2 * SWING,
    "shifted sums": Sum(sin(a + k * t), (k, 1, n)) - Sum(sin(a + (k - 1) * t), (k, 1, n)) - sin(a + n * t) + sin(a),
    "one term more": Sum(a**k / factorial(k), (k, 0, N + 1)) - Sum(a**k / factorial(k), (k, 0, N)) - a ** (N + 1) / factorial(N + 1),
    "a grating": (Sum(sin(2 * k * t), (k, 0, 3)) ** 2 + Sum(cos(2 * k * t), (k, 0, 3)) ** 2) * sin(t) ** 2 - sin(4 * t) ** 2,
    "without the point": Piecewise((sin(t) ** 2 + cos(t) ** 2, sympy.Ne(t, 0)), (1, True)) - 1,
    "cases that exclude each other": Piecewise((a, a < b), (b, True)) - Piecewise((b, b <= a), (a, True)),
}  # fmt: skip
FALSE = {
    "in one case": Piecewise((0, a < b), (a - b, True)),
    "at one point": Piecewise((1, Eq(t, 0)), (0, True)),
    "on the other side": Piecewise((b - a - Abs(b - a), a > b), (0, True)),
    "within a sum": Sum(Piecewise((1, k < 2), (0, True)), (k, 1, n)) - n,
    "one term less": Sum(a**k, (k, 1, n)) - Sum(a**k, (k, 1, n - 1)),
}


@pytest.mark.parametrize("claim", TRUE.values(), ids=TRUE)
def test_what_is_true_is_proved(claim: sympy.Expr) -> None:
    assert proof.proof_of_zero(claim, SECONDS)


@pytest.mark.parametrize("claim", FALSE.values(), ids=FALSE)
def test_what_is_false_is_not_proved(claim: sympy.Expr) -> None:
    assert proof.proof_of_zero(claim, SECONDS) is None


@pytest.mark.parametrize("last", [-3, 0, 1, 5])
def test_sums_over_one_range_keep_their_value_however_short_or_reversed(last: int) -> None:
    whole = sympy.Symbol("m", integer=True)
    sums = sum(j * Sum((k + shift) ** 2, (k, low - shift, whole + j)) for j, (shift, low) in enumerate([(0, 1), (1, 2), (-1, -1)], 1))
    value = sums.subs(whole, last).doit()
    assert proof._one_range(sums).subs(whole, last).doit() == value


def test_how_much_is_tried_depends_on_the_claim_and_on_no_clock() -> None:
    large = sympy.Add(*(sqrt(sin(a * j + t * pi) + 2) for j in range(40)))
    assert large.count_ops() > proof.MOST_OPERATIONS
    assert proof._further(large) == proof.PLAIN and proof._further(sin(t)) == (*proof.PLAIN, *proof.SLOW)
