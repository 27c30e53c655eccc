"""Units: the unit of an expression however SymPy writes it, and messages that name both."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Max, Min, Mod, Piecewise, atan2, cos, exp, log, sign, sin, sqrt

from covis.authoring.controls.slider import Slider
from covis.authoring.symbols import Axis, Constant
from covis.authoring.units import ONE, Unit, UnitError, parse
from covis.checks.rule import Subject, run_rules
from covis.checks.units.dimensions import check, unit_of

t = Axis("t", 0, 10, label="Time", unit="s")
a = Slider("a", 0.1, 2, value=1, label="Length", unit="m")
b = Slider("b", 0.1, 2, value=1, label="Another length", unit="m")
s = Slider("s", 0.1, 2, value=1, label="Small length", unit="mm")
w = Slider("w", 0.1, 2, value=1, label="Angular frequency", unit="rad/s")
n = Slider("n", 1, 9, value=1, step=1, label="Order")
theta = Slider("theta", 0, 90, value=10, label="Angle", unit="deg")
deg = Constant("deg", 57.29577951308232, label="degrees", unit="deg/rad")
k = sympy.Symbol("k", integer=True)
u, v = sympy.symbols("u v")  # variables of integrals: their ends tell their units

FITS = [
    (sqrt(a**2 + b**2), "m"),
    (a * cos(w * t), "m"),
    ((a * cos(w * t)).diff(t), "m/s"),
    ((a * cos(w * t)).diff(t, 2), "m/s**2"),
    (a * exp(-w * t) + 0, "m"),
    (log(a / b), ""),
    (log(a) - log(b), ""),
    (3 * log(a) - 2 * log(b) - log(b), ""),
    (w * log(a) - w * log(b), "1/s"),
    (n * log(a) - n * log(b) + 1, ""),
    (a * (log(a) - log(b)), "m"),
    ((a / b) ** n, ""),
    (a**n / b**n, ""),
    (a * (a / b) ** n, "m"),
    (log(2) / w, "s"),
    (Piecewise((a, t > 5 / w), (0, True)), "m"),
    (Max(a, b, 0), "m"),
    (Mod(a, b), "m"),
    (Abs(-a), "m"),
    (sign(a - b), ""),
    (atan2(a, b), "rad"),
    (atan2(a, b) * deg, "deg"),
    (sin(theta / deg), ""),
    (sympy.Sum(a**2 / k**2, (k, 1, n)), "m**2"),
    (sympy.Integral(a * cos(w * t), (t, 0, 1 / w)), "m*s"),
    (sympy.Integral(cos(u), (u, 0, 1)), ""),
    (sympy.Integral(a * cos(w * u), (u, 0, t)), "m*s"),
    (sympy.Integral(u * v, (u, 0, v), (v, 0, a)), "m**4"),
    (sympy.Integral(sympy.Integral(u, (u, 0, 1 / w)), (u, 0, a)), "m*s**2"),
    (sympy.besselj(0, a / b), ""),
    (sympy.Heaviside(a - b) * a, "m"),
    (sympy.Float(0.0), "kg"),
    (1 / (1 / a + 1 / b), "m"),
]


@pytest.mark.parametrize(("expression", "unit"), FITS, ids=[str(expression) for expression, _ in FITS])
def test_the_unit_of_an_expression(expression: sympy.Expr, unit: str) -> None:
    check(expression, parse(unit), "it", wanted="the axis")


WRONG = [
    (a + t, ["is in s and cannot be added to a, which is in m"]),
    (a + 1, ["a is in m", "cannot be added to 1, which is a plain number"]),
    (a + s, ["m", "mm"]),
    (exp(-t), ["the argument -t of exp is in s"]),
    (sin(theta), ["theta of sin is in deg", "Constant in deg/rad"]),
    (log(a), ["the argument of log(a) is in m"]),
    (log(a) + log(b), ["the argument of log("]),
    (log(a) - log(s), ["the argument of log("]),
    (2 * log(a) - log(b), ["the argument of log("]),
    (sin(log(a)), ["the argument of log(a)"]),
    (log(a) * log(b), ["the argument of log("]),
    (2**t, ["the exponent t is in s"]),
    (sympy.Integral(cos(u), (u, 0, a)), ["the argument u of cos is in m"]),
    (Piecewise((a, t > 5 / w), (t, True)), ["branches", "m", "s"]),
    (Piecewise((a, t > a), (b, True)), ["t > a", "t is in s", "a is in m"]),
    (Max(a, t), ["Max", "in m", "in s"]),
    (atan2(a, t), ["atan2"]),
    (Min(a, s), ["Min", "mm"]),
    (a**n + b, ["m**n"]),
]


@pytest.mark.parametrize(("expression", "said"), WRONG, ids=[str(expression) for expression, _ in WRONG])
def test_what_does_not_fit_is_named(expression: sympy.Expr, said: list[str]) -> None:
    with pytest.raises(UnitError) as error:
        unit_of(expression)
    for piece in said:
        assert piece in str(error.value)


@pytest.mark.parametrize(
    ("expression", "unit", "said"),
    [
        (a, "mm", ["is in m", "is in mm", 'unit="mm/m"', "1000"]),
        (s, "m", ["is in mm", "is in m", "0.001"]),
        (a / t, "m", ["is in m/s"]),
        (a**n, "m", ["m**n"]),
        (atan2(a, b), "deg", ["a bare angle is in rad", "deg/rad"]),
        (a / b, "percent", ["%"]),
        (sympy.Integer(3), "m", ["is a plain number", "is in m"]),
    ],
)
def test_mm_against_m_names_both_and_the_way_out(expression: sympy.Expr, unit: str, said: list[str]) -> None:
    with pytest.raises(UnitError) as error:
        check(expression, parse(unit), "it", wanted="the axis")
    for piece in said:
        assert piece in str(error.value)


def test_the_constant_that_a_message_proposes_mends_it() -> None:
    mm = Constant("mm", 1000, label="millimetres", unit="mm/m")
    check(a * mm, parse("mm"), "it", wanted="the axis")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("metre/secund", "did you mean second"),
        ("degC", "delta_degC"),
        ("dB", "logarithmic"),
        ("10 m", "cannot be read"),
        ("(", "cannot be read"),
        ("m/", "cannot be read"),
    ],
)
def test_a_text_that_is_no_unit(text: str, said: str) -> None:
    with pytest.raises(UnitError, match=said):
        parse(text)


def test_units_that_are_one() -> None:
    for one, other in [
        ("rad/s", "1/s"),
        ("Hz", "1/s"),
        ("J", "kg*m**2/s**2"),
        ("m/s²", "m/s^2"),
        ("N/m", "kg/s**2"),
        ("", "rad"),
        ("eV", "electron_volt"),
    ]:
        assert parse(one).same(parse(other)), (one, other)
    for one, other in [("mm", "m"), ("rpm", "rad/s"), ("deg", "rad"), ("percent", ""), ("km/hour", "m/s"), ("eV", "J")]:
        assert not parse(one).same(parse(other)), (one, other)


NAMES = st.sampled_from(["m", "mm", "s", "kg", "rad", "deg", "K", "J", "Hz"])
UNITS = st.dictionaries(NAMES, st.integers(-3, 3).filter(bool), max_size=4).map(
    lambda powers: parse("*".join(f"{name}**({power})" for name, power in powers.items()))
)


@settings(max_examples=60, deadline=None)
@given(UNITS, UNITS, st.integers(1, 4))
def test_units_are_a_group(one: Unit, other: Unit, power: int) -> None:
    assert (one * other / other) == one and (one * other) == (other * one)
    assert (one**power) ** sympy.Rational(1, power) == one
    assert (one / one).plain
    assert one.same(other) == other.same(one)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([a, b, t, w, s]), min_size=1, max_size=5))
def test_the_unit_of_a_product_is_the_product_of_the_units(symbols: list[sympy.Symbol]) -> None:
    expected = ONE
    for symbol in symbols:
        expected = expected * parse(symbol.unit)
    assert unit_of(sympy.Mul(*symbols)) == expected
    derivative = unit_of(sympy.Mul(*symbols).diff(t))
    assert derivative is None or derivative.same(expected / parse("s"))


def test_a_bare_number_places_a_mark_in_the_unit_of_its_axis(changed: Any) -> None:
    curve = 'Curve(x, over=t, name="displacement")'
    imports = ("from covis import", "from covis import Label, Polyline, ")
    marked = changed(imports, (curve, curve + ', Label("half", at=(3, 0.5)), Polyline([(1, 0.2), (2, x_0)])'))
    assert "unit-mark" not in {finding.rule for finding in run_rules(Subject(marked))}
    swept = changed(imports, (curve, curve + ', Label("half", at=(gamma, 0.5)), Polyline([(1, x_0), (2, 1)])'))
    assert "Label" in next(finding.message for finding in run_rules(Subject(swept)) if finding.rule == "unit-mark")
