"""Facts: what is true is established, what is false fails, and what cannot be decided says so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, E, Piecewise, Rational, Sum, Symbol, besselj, cos, exp, floor, log, oo, pi, sign, sin, sqrt, tan

from covis.authoring.controls.slider import Slider
from covis.authoring.dynamics import Trajectory
from covis.authoring.facts import Always, Check, Fact, Identity, Limit, Value
from covis.authoring.symbols import Axis, Constant
from covis.checks.facts.proof import proof_of_zero
from covis.checks.facts.run import run_fact

t = Axis("t", 0, 10, label="t")
z = Axis("z", 0.1, 10, label="z")
a = Slider("a", 0.5, 3, value=1, label="a")
b = Slider("b", -2, 2, value=1, label="b")
n = Slider("n", 1, 12, value=2, step=1, label="n")
c = Constant("c", 299792458, label="speed of light")
k, bare = Symbol("k", integer=True), Symbol("bare")


def ran(fact: Fact) -> Any:
    return run_fact(SimpleNamespace(id="p", visualisation=SimpleNamespace(facts=[fact], legal_presets=list)), 0)  # type: ignore[arg-type]


def identity(left: Any, right: Any) -> Any:
    return ran(Identity("it is", left, right, source="derived: for the test"))


def limit(value: Any, symbol: Any, to: Any, expected: Any, side: Any = "+-") -> Any:
    return ran(Limit("it tends", value, symbol, to, expected, side=side, source="derived: for the test"))


def value(expression: Any, at: Any, expected: Any, **tolerance: float) -> Any:
    return ran(Value("it is", expression, at=at, expected=expected, source="derived: for the test", **tolerance))


PROVED = [
    (sin(t) ** 2 + cos(t) ** 2, 1),
    (sin(2 * t), 2 * sin(t) * cos(t)),
    (tan(t / 2), sin(t) / (1 + cos(t))),
    (Sum(k, (k, 1, n)), n * (n + 1) / 2),
    (Abs(b), sqrt(b**2)),
    (log(a * z), log(a) + log(z)),
    (sympy.gamma(z + 1), z * sympy.gamma(z)),
    (c * t / c, t),
    ((0.3 * t) ** 2, 0.09 * t**2),
]
FALSE = [
    (sin(2 * t), -2 * sin(t) * cos(t)),
    (sin(2 * t), sin(t) * cos(t)),
    (sin(t) ** 2 + cos(t) ** 2, 1 + Rational(1, 10**20)),
    (9.81 * t, 9.810000001 * t),
    (sqrt(b**2), b),
    (Sum(k, (k, 1, n)), n * (n - 1) / 2),
    (c * t, (c + 1) * t),
    (exp(-40 * t) * (1 + t), exp(-40 * t)),
]


@pytest.mark.parametrize(("left", "right"), PROVED, ids=str)
def test_a_true_identity_is_proved_and_sampled(left: Any, right: Any) -> None:
    evidence = identity(left, right)
    assert evidence.outcome == "proved" and evidence.evidence.startswith("proved") and evidence.detail["points"] >= 12
    assert evidence.id == "p.fact1" and evidence.line > 0 and set(evidence.versions) == {"python", "sympy", "mpmath", "numpy"}


@pytest.mark.parametrize(("left", "right"), FALSE, ids=str)
def test_a_false_identity_fails_and_names_both_sides(left: Any, right: Any) -> None:
    evidence = identity(left, right)
    assert evidence.outcome == "fails" and evidence.evidence.startswith("fails at ")
    assert {"at", "left", "right", "residual"} <= set(evidence.detail)


def test_an_identity_that_sympy_cannot_prove_is_sampled() -> None:
    evidence = identity(sympy.atan(z) + sympy.atan(1 / z), pi / 2)
    assert evidence.outcome == "agrees" and "agrees at " in evidence.evidence and "worst at z =" in evidence.evidence


def test_decimals_that_arithmetic_rounded_are_allowed_for_and_shown() -> None:
    evidence = identity(t * (1.0 / 3), t / 3)
    assert evidence.outcome == "agrees" and float(evidence.detail["worst"]) > 1e-18


def test_singular_points_are_counted_and_said() -> None:
    evidence = identity(1 / t + b, (1 + b * t) / t)
    assert evidence.outcome == "proved" and evidence.detail["singular"] > 0 and "neither side has a finite value" in evidence.evidence


def test_nowhere_defined_is_not_established() -> None:
    assert identity(sqrt(-1 - t), sqrt(-2 - t)).outcome == "not established"
    assert identity(sqrt(-1 - t), t).outcome == "fails"


def test_a_symbol_without_a_range() -> None:
    assert identity((bare + 1) ** 2, bare**2 + 2 * bare + 1).evidence.startswith(
        "proved by SymPy (expand); not tried at points: bare has no range"
    )
    assert identity(bare, 2 * bare).outcome == "not established"


def test_a_numeric_zero_is_no_proof() -> None:
    assert proof_of_zero(sympy.atan(z) + sympy.atan(1 / z) - pi / 2 + Rational(1, 10**60), 3) is None


def test_evidence_is_the_same_each_time() -> None:
    assert identity(besselj(0, z) + besselj(2, z), 2 / z * besselj(1, z)) == identity(besselj(0, z) + besselj(2, z), 2 / z * besselj(1, z))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=3, max_size=3), st.integers(0, 2), st.sampled_from([-1, 2, Rational(1, 10**15)]))
def test_a_polynomial_is_its_own_expansion_and_no_other(roots: list[int], place: int, off: Any) -> None:
    product = sympy.Mul(*(t - root - b for root in roots))
    assert identity(product, sympy.expand(product)).outcome == "proved"
    assert identity(product, sympy.expand(product) + off * t**place).outcome == "fails"


# --- Value ------------------------------------------------------------------------------------------------------------


def test_value_agrees_within_its_tolerance_and_not_beyond() -> None:
    assert value(a * t, {a: 2, t: 3}, 6).outcome == "matches"
    assert value(a * t, {a: 2, t: 3}, 6.000005).outcome == "matches"
    assert value(a * t, {a: 2, t: 3}, 6.00001).outcome == "fails"
    assert value(a * t, {a: 2, t: 3}, 6.00001, rtol=0, atol=1e-4).outcome == "matches"
    assert value(sin(t), {t: pi}, 0).outcome == "matches"
    assert value(sin(t), {t: 0.1}, sin(Rational(1, 10)), rtol=1e-30).outcome == "matches"


def test_value_leaves_nothing_open() -> None:
    evidence = value(a * t, {t: 3}, 6)
    assert evidence.outcome == "not established" and "add a: ... to at=" in evidence.evidence
    for circular in ({t: 3, a: a + 1}, {t: a, a: t}):
        evidence = value(a * t, circular, 6)
        assert evidence.outcome == "not established" and " a " in evidence.evidence


def test_value_at_an_expression_and_outside_the_range() -> None:
    assert value(a * t, {t: 2 / a, a: 2}, 2).outcome == "matches"
    evidence = value(a * t, {a: 100, t: 3}, 300)
    assert evidence.outcome == "matches" and "a=100 lies outside 0.5 to 3" in evidence.evidence and evidence.detail["outside"]


def test_value_that_is_none() -> None:
    evidence = value(sin(t) / t, {t: 0}, 1)
    assert evidence.outcome == "fails" and "state a Limit" in evidence.evidence


# --- Limit ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "symbol", "to", "expected", "side"),
    [
        (sin(t) / t, t, 0, 1, "+-"),
        ((1 - cos(t)) / t**2, t, 0, Rational(1, 2), "+-"),
        ((cos(t) - 1 + t**2 / 2) / t**4, t, 0, Rational(1, 24), "+-"),
        (exp(-a * t), t, oo, 0, "+-"),
        (a * sympy.tanh(t * a), t, oo, a, "+-"),
        ((1 + 1 / n) ** n, n, oo, E, "+-"),
        (Sum(1 / k**2, (k, 1, n)), n, oo, pi**2 / 6, "+-"),
        ((a**2 - b**2) / (a - b), b, a, 2 * a, "+-"),
        (t**t, t, 0, 1, "+"),
        (Abs(b) / b, b, 0, -1, "-"),
        (sin(t) / (t - pi), t, pi, -1, "+-"),
        (1 / log(1 / t), t, 0, 0, "+"),
        (floor(t), t, 1, 1, "+"),
    ],
)
def test_a_true_limit(expression: Any, symbol: Any, to: Any, expected: Any, side: str) -> None:
    assert limit(expression, symbol, to, expected, side).established


@pytest.mark.parametrize(
    ("expression", "symbol", "to", "expected", "side"),
    [
        ((1 - cos(t)) / t**2, t, 0, Rational(1, 3), "+-"),
        (a * sympy.tanh(t * a), t, oo, -a, "+-"),
        (sign(b), b, 0, 1, "+-"),
        ((1 + 1 / n) ** n, n, oo, 3, "+-"),
        (Sum(1 / k**2, (k, 1, n)), n, oo, pi**2 / 6 + Rational(1, 100), "+-"),
        (sin(t) / t, t, 0, 1 + Rational(1, 10**25), "+-"),
        (sin(1 / b), b, 0, 0, "+-"),
        (a * sin(t), t, oo, 0, "+-"),
        (1 / log(1 / t), t, 0, Rational(1, 100), "+"),
        (floor(t), t, 1, 1, "+-"),
    ],
)
def test_a_wrong_limit_fails(expression: Any, symbol: Any, to: Any, expected: Any, side: str) -> None:
    assert limit(expression, symbol, to, expected, side).outcome == "fails"


def test_a_limit_that_holds_its_own_symbol() -> None:
    assert "take it out" in limit(sin(t) / t, t, 0, t).evidence


# --- Always, Check ----------------------------------------------------------------------------------------------------


def always(condition: Any) -> Any:
    return ran(Always("always", condition, source="derived: for the test"))


def test_always() -> None:
    assert always(a * exp(-t) <= a).outcome == "holds"
    assert always(sympy.And(sin(t) <= 1, sin(t) >= -1)).established
    assert always(sin(t) + b < 2).outcome == "fails"
    assert always(Piecewise((t, t < 5), (5, True)) <= 5).outcome in ("holds", "proved")
    assert always(a > 0).outcome == "proved"


def test_always_of_what_is_integrated() -> None:
    """x = exp(-a t) and v = x, as far as the method can tell; a claim that is false anywhere fails there, however small the part."""
    x, v, w = sympy.symbols("x v w")
    run = Trajectory({x: -a * x, v: -a * v, w: sympy.S.Zero}, start={x: 1, v: 1, w: 0}, over=t)
    assert always(run[x] <= 1).outcome == always(sympy.And(run[x] > -0.01, run[x] <= 1)).outcome == "holds"
    assert always(run[x] >= run[v]).outcome == always(sympy.Eq(run[x], exp(-a * t))).outcome == "holds"
    below = always(run[x] < 1)  # it is 1 at the start
    assert below.outcome == "not established" and "say >= or <= where they may meet" in below.evidence
    assert always(run[x] > run[v]).outcome == "not established"
    beyond = always(run[x] >= 1e-3)  # false late, and at a fast rate only
    assert beyond.outcome == "fails" and "t = " in beyond.evidence and ">= 0.001 is false" in beyond.evidence
    assert always(sympy.Or(run[x] >= 1e-3, t > 0.1)).outcome == always(sympy.Or(run[x] > 2, run[w] <= 0)).outcome == "holds"
    assert always(sympy.Ne(run[x], 2)).outcome == "holds" and always(sympy.Ne(run[w], 0)).outcome == "not established"
    assert "at no point both sides have a finite value" in always(run[x] / run[w] > 0).evidence


def test_a_part_that_two_branches_share_is_not_needed_where_neither_is_taken() -> None:
    """b/w has no value at b = 0, where a branch of its own says what holds."""
    w = Abs(b)
    value = Piecewise((sin(b / w), b < 0), (0, sympy.Eq(b, 0)), (cos(b / w), True))
    result = always(value**2 < 2)
    assert result.outcome in ("holds", "proved") and "no finite value" not in result.evidence


def test_check() -> None:
    def check(function: Any) -> Any:
        return ran(Check("it holds", function, source="derived: for the test"))

    assert check(lambda: True).outcome == "holds"
    assert check(lambda: (False, "off by 2")).evidence == "fails: off by 2"
    assert check(lambda: 1).outcome == "not established"
    assert "ZeroDivisionError" in check(lambda: 1 / 0).evidence


# --- a plugin with its model broken ---------------------------------------------------------------------------------

MODEL = "x = envelope * (cos(omega * t) + gamma / omega * sin(omega * t))"
BROKEN = [
    ([], set()),
    ([(MODEL, MODEL.replace("+ gamma", "- gamma"))], {"Released"}),
    ([(MODEL, MODEL.replace("+ gamma / omega", "+ gamma / omega / 2"))], {"Released"}),
    ([(MODEL, MODEL.replace("cos(", "sin(", 1).replace("omega * sin", "omega * cos"))], {"Released", "Without damping"}),
    ([(MODEL, MODEL.replace("omega * t", "omega_0 * t"))], {"x(t) obeys", "Released", "Energy"}),
    ([("exp(-gamma * t)", "exp(gamma * t)")], {"x(t) obeys", "Released", "Energy"}),
    ([("exp(-gamma * t)", "exp(-gamma * t / 2)")], {"x(t) obeys", "Released", "Energy"}),
    ([("omega_0**2 - gamma**2", "omega_0**2 + gamma**2")], {"x(t) obeys", "Energy"}),
    ([("envelope = x_0", "envelope = 2 * x_0")], {"Without damping"}),
    ([("omega_0**2 * x**2) / 2", "omega_0**2 * x**2)")], {"Energy"}),
    ([("energy = (v**2 + ", "energy = (v**2 - ")], {"Energy"}),
    ([("quality = omega_0 / (2", "quality = omega_0 / (3")], {"Q of a bell"}),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "failing"), BROKEN)
def test_a_broken_model_fails_the_facts_that_it_breaks(changed: Any, changes: list[tuple[str, str]], failing: set[str]) -> None:
    plugin = changed(*changes)
    found = [run_fact(plugin, number) for number in range(len(plugin.visualisation.facts))]
    failed = {evidence.statement for evidence in found if evidence.outcome == "fails"}
    assert len(failed) == len(failing) and all(any(said.startswith(start) for said in failed) for start in failing), failed
    assert all(evidence.established for evidence in found if evidence.statement not in failed)


# --- what is integrated -----------------------------------------------------------------------------------------------


def test_facts_of_a_trajectory_hold_to_what_halving_the_step_changes() -> None:
    from covis.authoring.dynamics import Trajectory

    x, v = sympy.symbols("x v")
    orbit = Trajectory({x: v, v: -(a**2) * x}, start={x: 1, v: 0}, over=t)
    energy = orbit[v] ** 2 + a**2 * orbit[x] ** 2
    good = identity(energy, a**2)
    assert good.outcome == "agrees" and "halving the step changes" in good.evidence
    assert identity(orbit[x], cos(a * t)).outcome == "agrees"
    assert identity(orbit[x], cos(a * t) * Rational(1001, 1000)).outcome == "fails"
    assert value(orbit[x], {t: 2, a: 1}, cos(2), rtol=1e-5).outcome == "matches"
    assert value(orbit[x], {t: 2, a: 1}, 0.5).outcome == "fails"
    assert "add a: ..." in value(orbit[x], {t: 2}, 0.5).evidence


def test_two_sides_that_are_zero_by_cancellation_agree() -> None:
    whole = Slider("whole", 1, 30, value=1, step=1, label="whole")
    hidden = sympy.sin(sympy.Mul(pi, whole + sin(t) ** 2 + cos(t) ** 2, evaluate=False))
    assert identity(hidden, 2 * hidden).established
    assert always(hidden >= 0).established
    assert identity(hidden, 2 * hidden + Rational(1, 10**30)).outcome == "fails"
