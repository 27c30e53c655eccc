"""A battery of true and false claims: no false one is ticked, no true one fails."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    E,
    Eq,
    Heaviside,
    Max,
    Min,
    Mod,
    Piecewise,
    Product,
    Rational,
    Sum,
    atan,
    ceiling,
    cos,
    cosh,
    exp,
    floor,
    log,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    tanh,
)

from covis.authoring.controls.choice import Choice
from covis.authoring.controls.slider import Slider
from covis.authoring.controls.toggle import Toggle
from covis.authoring.facts import Always, Fact, Identity, Limit, Value
from covis.authoring.symbols import Axis, Constant
from covis.checks.facts.points.sampling import Sampling, sample
from covis.checks.facts.precise import evaluate
from covis.checks.facts.run import run_fact

x = Slider("x", -5, 5, value=1, label="x")
y = Slider("y", -2, 2, value=1, label="y")
a = Slider("a", 0, 3, value=1, label="a")
d = Slider("d", 0, 1, value=0.29, step=0.01, label="d")
n = Slider("n", 1, 40, value=3, step=1, label="n")
loose = Slider("loose", 1, 9, value=3, label="loose")
half = Slider("half", 0, 9, value=1, step=0.5, label="half")
many = Slider("many", 0, 5000, value=3, step=1, label="many")
glass = Choice("glass", {"crown": 1.52, "flint": 1.62, "water": 1.33}, value="crown", label="Glass")
on = Toggle("on", value=False, label="On")
t = Axis("t", 0, 10, label="t")
s = Axis("s", -1, 1, label="s")
h = Constant("h", 6.62607015e-34, label="Planck")
k, j = sympy.symbols("k j", integer=True)
SOURCE = "derived: by hand"


def ran(fact: Fact, *presets: Any) -> Any:
    return run_fact(SimpleNamespace(id="p", visualisation=SimpleNamespace(facts=[fact], legal_presets=lambda: list(presets))), 0)  # type: ignore[arg-type]


def same(left: Any, right: Any) -> Fact:
    return Identity("it is", left, right, source=SOURCE)


def tends(value: Any, symbol: Any, to: Any, expected: Any, side: Any = "+-") -> Fact:
    return Limit("it tends", value, symbol, to, expected, side=side, source=SOURCE)


def always(condition: Any) -> Fact:
    return Always("always", condition, source=SOURCE)


def value(expression: Any, at: Any, expected: Any) -> Fact:
    return Value("it is", expression, at=at, expected=expected, source=SOURCE)


# What each is false at is beside it.
FALSE = {
    "at 0 only: the middle of Heaviside": same(Heaviside(x), Piecewise((1, x >= 0), (0, True))),
    "at 0 only: sign": same(sign(x), Piecewise((1, x >= 0), (-1, True))),
    "at 0 only: strict": always(x**2 > 0),
    "at 0 only, two symbols": always(x**2 + y**2 > 0),
    "at the breakpoint only": same(Piecewise((x, x < Rational(7, 3)), (x + 1, x > Rational(7, 3)), (99, True)), x + Heaviside(x - 2.5)),
    "beyond a breakpoint near the end": same(Piecewise((1, x > 4.9999), (0, True)), 0 * x),
    "at one stop": same(Piecewise((1, Eq(n, 17)), (0, True)), 0 * n),
    "at whole numbers only: ceiling": same(ceiling(x), floor(x) + 1),
    "at the page's 0.29: floor": same(floor(100 * d), 100 * d),
    "at the page's 0.29: a remainder": always(Mod(d, Rational(1, 100)) < Rational(1, 1000)),
    "below 0: the root of a square": same(sqrt(x**2), x),
    "below 0: the logarithm of a square": same(log(x**2), 2 * log(x)),
    "of two negative numbers: the root of a product": same(sqrt(x * y), sqrt(x) * sqrt(y)),
    "where the ends of a sum are not whole": same(Sum(1, (k, 1, half)), half),
    "reversed sums are not empty": value(Sum(k, (k, 5, n)), {n: 1}, 0),
    "a product counted from int()": value(Product(k, (k, n / 2, 4)), {n: 5}, 48),
    "beyond the many stops": same(Piecewise((1, many > 4997), (0, True)), 0 * many),
    "for one option": always(glass > 1.4),
    "for a toggle that is on": same((1 + on) * x, x),
    "in a narrow dip": always((x - Rational(31, 10)) ** 2 >= Rational(1, 10**7)),
    "in a narrow dip of two symbols": always((x - Rational(13, 10)) ** 2 + (y - Rational(7, 10)) ** 2 > Rational(1, 10**5)),
    "off by 1e-13": same(x * (1 + Rational(1, 10**13)), x),
    "off by 1e-13 in a decimal": same(0.1 * x * (1 + Rational(1, 10**13)), 0.1 * x),
    "at the corner only": always(x * y < 10),
    "where the maximum changes": same(Max(x, y), (x + y + Abs(x - y)) / 2 + Piecewise((1, Eq(x, y)), (0, True))),
    "at the branch cut": same(sympy.atan2(y, x), atan(y / x)),
    "outside the principal branch": same(sympy.asin(sin(x)), x),
    "where two steps meet": same(Piecewise((1, sympy.And(Eq(x, Rational(7, 3)), Eq(y, Rational(3, 2)))), (0, True)), 0 * x * y),
    "of complex numbers": same(exp(sympy.I * x), cos(x) - sympy.I * sin(x)),
    "a millionth beside a sum": tends(Sum(1 / k**2, (k, 1, n)), n, oo, pi**2 / 6 + Rational(1, 10**6)),
    "a millionth beside a sum that SymPy does not know": tends(Sum(1 / (k**2 + cos(k) ** 2), (k, 1, n)), n, oo, Rational(3, 2)),
    "oscillating": tends(sin(1 / x), x, 0, 0),
    "from one side only": tends(Abs(x) / x, x, 0, 1),
    "a step before": tends(floor(x), x, 1, 1),
    "a remainder before": tends(Mod(x, 3), x, 3, 0, "-"),
    "another slow limit": tends(log(x) / x ** Rational(1, 1000), x, oo, 1),
    "unbounded, slowly": tends(log(log(x + 3)), x, oo, 5),
    "at a = 0 another limit": tends(exp(-a * t), t, oo, 0),
    "at y = 0 no limit of that value": tends(tanh(y * t), t, oo, sign(y) + Piecewise((1, Eq(y, 0)), (0, True))),
    "a billionth beside a limit of decimals": tends((0.1 + 0.2) * (1 + 1e-9) * x * exp(1 / x) / (0.3 * x + 1), x, oo, 1),
    "the wrong infinity": tends(1 / x, x, 0, oo),
    "swings for ever": tends(a * sin(t), t, oo, 0),
    "a value of the wrong side": value(floor(100 * d), {d: 0.29}, 29),
    "a value that is none": value(log(x), {x: -1}, 0),
    "a value with a complex part": value(sqrt(x), {x: -4}, 2),
}
TRUE = {
    "square of a root": same(sqrt(x) ** 2, x),
    "derivative of the size": same(Abs(x).diff(x), sign(x)),
    "sum of whole numbers": same(Sum(k, (k, 1, n)), n * (n + 1) / 2),
    "reversed sum": value(Sum(k, (k, 5, n)), {n: 1}, -9),
    "reversed product": value(Product(k, (k, 5, n)), {n: 2}, Rational(1, 12)),
    "sum from a half": value(Sum(1, (k, n / 2, 5)), {n: 3}, 4),
    "sum over a triangle": same(Sum(Sum(1, (j, 1, k)), (k, 1, n)), n * (n + 1) / 2),
    "negative bounds": value(Sum(k, (k, -n - Rational(1, 2), -2)), {n: 4}, -9),
    "what the page shows at 0.29": value(floor(100 * d), {d: 0.29}, 28),
    "what the page shows at 0.35": value(floor(100 * d), {d: 0.35}, 35),
    "ends that are decimals": always(sympy.And(d <= 1, d >= 0.01 * floor(100 * d) - 1e-12)),
    "at most its own end": always(Piecewise((d, d <= 0.3), (0.3, True)) <= 0.3),
    "the fundamental identity": same(cosh(50 * x) ** 2 - sympy.sinh(50 * x) ** 2, 1 + 0 * x),
    "arctangents": same(atan(a + 1) + atan(1 / (a + 1)), pi / 2),
    "the size of a complex number": same(Abs(1 / (1 + sympy.I * x)) ** 2, 1 / (1 + x**2)),
    "the size beyond the critical angle": same(
        Abs((s - sqrt(s**2 - 2)) / (s + sqrt(s**2 - 2))) ** 2, 1 + 0 * s
    ),
    "decimals": same((0.3 * x) ** 2, 0.09 * x**2),
    "decimals that arithmetic rounded": same(x * (0.1 + 0.2), 0.3 * x),
    "halves of a maximum": same(Max(x, y), (x + y + Abs(x - y)) / 2),
    "minimum and maximum": same(Max(x, y) + Min(x, y), x + y),
    "middle of the step": same(Heaviside(x) + Heaviside(-x), 1 + 0 * x),
    "remainder": same(Mod(x, 2), x - 2 * floor(x / 2)),
    "squares": always(x**2 + y**2 >= 2 * x * y),
    "meets at a point": always(exp(x) >= 1 + x),
    "either or": always(sympy.Or(x < 0, sqrt(x) >= 0)),
    "never above": always(sin(37 * x) <= 1),
    "options": always(glass > 1.3),
    "Euler": same(exp(sympy.I * x), cos(x) + sympy.I * sin(x)),
    "Basel": tends(Sum(1 / k**2, (k, 1, n)), n, oo, pi**2 / 6),
    "Leibniz": tends(Sum((-1) ** k / (2 * k + 1), (k, 0, n)), n, oo, pi / 4),
    "a slow limit": tends(log(x) / x ** Rational(1, 1000), x, oo, 0),
    "a very slow limit": tends(1 / log(log(x + 3)), x, oo, 0),
    "a limit beyond the numbers": tends(1 / (1 + h**2 * x), x, oo, 0),
    "a floor at its limit": tends(floor(sin(x) / x), x, 0, 0),
    "a remainder from below": tends(Mod(x, 3), x, 3, 3, "-"),
    "poles among its edges": same(floor(1 / x) * sin(1 / (x - 1)), sin(1 / (x - 1)) * floor(1 / x)),
    "squeezed": tends(x * floor(3 / x) / 2, x, 0, Rational(3, 2), "+"),
    "a limit of decimals that arithmetic rounded": tends((0.1 + 0.2) * x * exp(1 / x) / (0.3 * x + 1), x, oo, 1),
    "compound interest": tends((1 + 1 / x) ** x, x, oo, E),
    "infinite": tends(1 / x**2, x, 0, oo),
    "down to minus infinity": tends(log(a), a, 0, -oo, "+"),
    "damping": tends(exp(-(a + 1) * t), t, oo, 0),
    "whole numbers": tends((1 + 1 / n) ** n, n, oo, E),
    "damped swing": tends(sin(x) / x, x, oo, 0),
    "damped swing, slowly": tends(sin(x) / log(log(x + 20)), x, oo, 0),
    "huge numbers": value(exp(1000 * x) / exp(999 * x), {x: 1}, E),
    "zero by cancellation": value(sin(pi * x), {x: 1}, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_fails_and_names_the_point(name: str) -> None:
    evidence = ran(FALSE[name])
    assert evidence.outcome == "fails", evidence.evidence
    assert evidence.evidence.startswith("fails")


@pytest.mark.parametrize("name", TRUE)
def test_a_true_claim_never_fails(name: str) -> None:
    """Nearly all are established; what SymPy and numbers cannot decide is not established, and no more than that."""
    evidence = ran(TRUE[name])
    assert evidence.established or (name in {"damped swing, slowly", "a very slow limit"} and not evidence.refused), evidence.evidence


def test_a_gap_on_one_side_only_is_not_ticked_and_named() -> None:
    """Simplification cancels what the student sees as a gap."""
    evidence = ran(same((x**2 - 4) / (x - 2), x + 2))
    assert evidence.outcome == "not established" and "at x = 2 left has no value, where right is 4.0" in evidence.evidence
    assert "elsewhere it is proved by SymPy" in evidence.evidence


def test_a_bound_that_may_be_no_whole_number() -> None:
    evidence = ran(same(Sum(k, (k, 1, loose)), loose * (loose + 1) / 2))
    assert evidence.outcome == "not established" and "loose counts terms" in evidence.evidence and "step=1" in evidence.evidence


def test_a_failing_state_is_named_in_words() -> None:
    assert "glass = water" in ran(FALSE["for one option"]).evidence
    assert "on = on" in ran(FALSE["for a toggle that is on"]).evidence
    assert "x = 0:" in ran(FALSE["at 0 only: strict"]).evidence
    assert "n = 17" in ran(FALSE["at one stop"]).evidence


def test_both_values_are_given_where_rounding_decides() -> None:
    evidence = ran(FALSE["a value of the wrong side"]).evidence
    assert "it is 28.0" in evidence and "exactly: 29.0" in evidence and "the page's number" in evidence


def test_a_false_claim_at_a_preset_only() -> None:
    claim = always(Abs(x - 1.234567) * 10**9 > 1)
    assert ran(claim, {"x": 1.234567}).outcome == "fails"


def test_the_evidence_says_what_was_done() -> None:
    evidence = ran(same(sqrt(n**2) * x, n * x), {"n": 3.0, "x": 2.0})
    assert evidence.evidence.startswith("proved by SymPy (as it stands); agrees at ")
    assert "among them 0, every stop of n and the presets" in evidence.evidence


def test_every_stop_and_option_is_among_the_points() -> None:
    points = sample([d * glass * on * t], Sampling()).points
    assert {float(point[d]) for point in points} == {round(i / 100, 2) for i in range(101)}
    assert {float(point[glass]) for point in points} == {1.52, 1.62, 1.33} and {float(point[on]) for point in points} == {0.0, 1.0}
    assert any(point[t] == 0 for point in points)


@settings(max_examples=60, deadline=None)
@given(st.fractions(-6, 6, max_denominator=6), st.fractions(-6, 6, max_denominator=6))
def test_sums_and_products_have_karrs_meaning(low: Any, high: Any) -> None:
    first, last = math.ceil(low), math.floor(high)
    between = range(first, last + 1) if last >= first - 1 else range(last + 1, first)
    total, product = sum(i + 7 for i in between), math.prod(i + 7 for i in between)
    low, high = (sympy.Rational(bound.numerator, bound.denominator) for bound in (low, high))
    got = evaluate((Sum(k + 7, (k, x, y)), Product(k + 7, (k, x, y))), {x: low, y: high}, 30)
    assert got[0] == (total if last >= first - 1 else -total)
    assert float(got[1]) == pytest.approx(product if last >= first - 1 else 1 / product)


@settings(max_examples=25, deadline=None)
@given(st.integers(-4, 4), st.integers(1, 7), st.sampled_from([floor, ceiling, sign, Heaviside, Abs]))
def test_a_claim_that_is_false_at_a_breakpoint_only_fails(up: int, down: int, step: Any) -> None:
    at = Rational(up, down)
    claim = same(step(x - at) + Piecewise((1, Eq(x, at)), (0, True)), step(x - at))
    assert ran(claim).outcome == "fails"
