"""Roots and integrals: the program in V8, NumPy and mpmath give one answer, and SciPy's at random inputs."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from scipy import integrate, optimize
from sympy import Abs, Eq, Heaviside, Integral, Rational, Sum, besselj, cos, exp, floor, oo, pi, sin, sqrt, tan

import covis as cv
from covis.authoring.evaluate.evaluator import evaluate
from covis.authoring.outputs import Output, expression
from covis.authoring.place import AuthoringError
from covis.authoring.units import UnitError, parse
from covis.checks.facts.precise import evaluate as precisely
from covis.checks.units.dimensions import unit_of
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from covis.compiler.text.latex import latex

u, v = sympy.symbols("u v")
k = cv.Slider("k", 0.1, 5, value=1, label="K")
t = cv.Axis("t", 0, 3, points=5, label="T")
n = cv.Index("n", 1, 4, label="N")
STATES = (0.1, 0.7310585786300049, 2.718281828459045, 5.0)


def both(*outputs: Output, number: float) -> list[np.ndarray[Any, Any]]:
    """The arrays of V8, which are NumPy's within 1e-9 or gaps in both."""
    got = [np.array(array, dtype=float) for array in Program(program([list(outputs)], [], [], [n, t])).run({"k": number}).plots[0]]
    for output, array in zip(outputs, got, strict=True):
        np.testing.assert_allclose(array, evaluate(output, {"k": number}), rtol=1e-9, atol=1e-9)
    return got


def one(expression: sympy.Expr, number: float = 1.0) -> float:
    return float(both(Output((expression,), ()), number=number)[0][0])


def test_roots_are_those_of_scipy() -> None:
    dice = np.random.default_rng(1)
    for number in dice.uniform(0.1, 5, 6):
        found = one(cv.root(u * tan(u) - k, u, between=(0, pi / 2)), number)
        assert math.isclose(found, optimize.brentq(lambda x, n=number: x * math.tan(x) - n, 0, 1.57, xtol=1e-14), rel_tol=1e-12)
        a, b, c = dice.uniform(-2, 2, 3)
        roots = np.roots([1, a, b, c])
        real = sorted(roots[abs(roots.imag) < 1e-12].real)
        cubic = u**3 + float(a) * u**2 + float(b) * u + float(c) + 0 * k
        (got,) = both(Output((cv.root(cubic, u, between=(-9, 9), number=n),), (n,)), number=number)
        assert np.allclose(got[: len(real)], real, atol=1e-10) and np.isnan(got[len(real) :]).all()


def test_zeros_of_a_bessel_function_by_their_number() -> None:
    from scipy.special import jn_zeros

    (got,) = both(Output((cv.root(besselj(1, u), u, between=(0.5, 20), number=n),), (n,)), number=1)
    assert np.allclose(got, jn_zeros(1, 4), rtol=1e-13)


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (1 / (u - Rational(1, 3)), math.nan),  # a pole
        (Heaviside(u - Rational(1, 3)) - Rational(1, 2) + u / 10, math.nan),  # a jump
        (floor(u) - Rational(1, 2), math.nan),
        ((u - Rational(1, 3)) ** 2 + 1, math.nan),
        (u, 0.0),  # at an end
        (u - 2, 2.0),
        (sympy.sign(u - Rational(1, 3)) * sqrt(Abs(u - Rational(1, 3))), 1 / 3),  # steep
        ((u - Rational(1, 3)) ** 5, 1 / 3),  # flat
        (1e-200 * (u - Rational(1, 3)), 1 / 3),
        (sqrt(u - 1) - Rational(1, 2), 1.25),  # without a value in half of the range
        (Eq(exp(u), 3), math.log(3)),
    ],
)
def test_what_is_a_root_and_what_is_none(function: Any, found: float) -> None:
    assert np.isclose(one(cv.root(function, u, between=(0, 2))), found, rtol=1e-9, equal_nan=True)


def test_ends_that_move_or_are_the_wrong_way_round() -> None:
    assert math.isclose(one(cv.root(sin(u), u, between=(7 * k, k))), 2 * math.pi)
    assert math.isclose(one(cv.root(sin(u), u, between=(k, 7 * k))), math.pi)
    assert math.isnan(one(cv.root(sin(u), u, between=(k, k))))


def test_a_root_inside_a_root_a_sum_an_integral_and_a_condition() -> None:
    cube = cv.root(v**3 - u, v, between=(0, 5))
    assert math.isclose(one(cv.root(cube - k, u, between=(0, 100)), 3.0), 27, rel_tol=1e-12)
    j = sympy.symbols("j", integer=True)
    assert math.isclose(one(Sum(cv.root(u**2 - j * k, u, between=(0, 9)), (j, 1, 3)), 2.0), sum(math.sqrt(2 * m) for m in (1, 2, 3)))
    assert math.isclose(one(Integral(cube, (u, 0, k)), 2.0), 0.75 * 2 ** (4 / 3), rel_tol=1e-9)
    assert one(sympy.Piecewise((1, cv.root(cos(u) - u, u, between=(0, 1)) < k), (2, True)), 1.0) == 1


def test_a_root_moves_with_its_controls_and_not_with_its_axis() -> None:
    root = cv.root(u**2 - k, u, between=(0, 9))
    assert math.isclose(one(root.diff(k), 4.0), 0.25) and root.diff(t) == 0 and root.free_symbols == {k}
    assert math.isclose(one(root.diff(k, 2), 4.0), -1 / 32)
    along = cv.root(t**2 - k, t)
    assert along.subs(t, 2) == along and math.isclose(one(along, 4.0), 2)
    assert math.isclose(one(root.subs(k, 9)), 3) and str(along) == "root(-k + t**2, t, between=(0, 3))"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((k, u, (0, 1)), "does not hold u"),
        ((u - k, 3, (0, 1)), "neither a plain symbol nor an Axis"),
        ((u - k, k, (0, 1)), "neither a plain symbol nor an Axis"),
        ((u - k, u, None), "is not a pair"),
        ((u - k, u, (0, oo)), "two finite numbers"),
        ((u - k, u, (0, u)), "which is what is looked for"),
        (("u", u, (0, 1)), "not an expression"),
    ],
)
def test_what_is_no_root_is_refused_in_words(arguments: Any, said: str) -> None:
    function, unknown, between = arguments
    with pytest.raises(AuthoringError, match=said):
        cv.root(function, unknown, between=between)


@pytest.mark.parametrize(
    ("integrand", "ends", "scipy"),
    [
        (exp(-sin(u**3)), (0, 2 * k), lambda x, p: math.exp(-math.sin(x**3))),
        (1 / (1 + u**4 + k * u), (0, oo), lambda x, p: 1 / (1 + x**4 + p * x)),
        (exp(-((u - k) ** 4)), (-oo, oo), lambda x, p: math.exp(-((x - p) ** 4))),
        (exp(k * u - u**4), (-oo, 1), lambda x, p: math.exp(p * x - x**4)),
        (exp(-u / k) / sqrt(u * (1 + u**3)), (0, 3), lambda x, p: math.exp(-x / p) / math.sqrt(x * (1 + x**3))),
        (sqrt(Abs(u - k)) * cos(u**2), (0, 6), lambda x, p: math.sqrt(abs(x - p)) * math.cos(x**2)),
        (sin(30 * u) ** 2 * Heaviside(u - k) * exp(-u), (0, 6), lambda x, p: math.sin(30 * x) ** 2 * (x > p) * math.exp(-x)),
        (exp(-u**3), (2, k), lambda x, p: math.exp(-(x**3))),
    ],
)  # fmt: skip
def test_integrals_are_those_of_scipy(integrand: Any, ends: Any, scipy: Any) -> None:
    for number in STATES:
        low, high = (float(sympy.sympify(end).subs(k, number)) for end in ends)
        more = {"points": [number]} if math.isfinite(low + high) and low < number < high else {}
        expected, error = integrate.quad(scipy, low, high, args=(number,), epsabs=1e-11, epsrel=1e-11, limit=2000, **more)
        assert abs(one(Integral(integrand, (u, *ends)), number) - expected) < 1e-9 + 2 * error


def test_an_integral_along_an_axis_and_of_an_integral() -> None:
    (got,) = both(Output((Integral(exp(-(v**3)), (v, 0, k * t)),), (t,)), number=0.7)
    assert np.allclose(got, [integrate.quad(lambda x: math.exp(-(x**3)), 0, 0.7 * at)[0] for at in np.linspace(0, 3, 5)], atol=1e-9)
    twice = Integral(cos(u * v) * exp(-(u**3)), (u, 0, v), (v, 0, k))
    expected, _ = integrate.dblquad(lambda x, y: math.cos(x * y) * math.exp(-(x**3)), 0, 2, 0, lambda y: y)
    assert abs(one(twice, 2.0) - expected) < 1e-9
    assert one(Integral(exp(-(u**3)), (u, k, k))) == 0


@pytest.mark.parametrize("integrand", [1 / (u * (1 + sin(u) ** 2)), 1 / (u - Rational(1, 3)) ** 2, sqrt(u - 2)])
def test_an_integral_without_a_finite_value_is_a_gap(integrand: Any) -> None:
    assert math.isnan(one(Integral(integrand, (u, 0, 1))))


def test_facts_know_them_to_many_digits() -> None:
    root = cv.root(u * tan(u) - k, u, between=(0, pi / 2))
    second = cv.root(cos(u) - u / 9, u, between=(-9, 9), number=2)
    for number in STATES:
        exactly = precisely([root, second, Integral(exp(-(u**3)), (u, 0, k))], {k: mpmath.mpf(number)}, 30)
        numeric = [one(root, number), one(second, number), one(Integral(exp(-(u**3)), (u, 0, k)), number)]
        assert np.allclose(numeric, [float(value) for value in exactly], rtol=1e-12)
        assert abs(exactly[0] * mpmath.tan(exactly[0]) - number) < 1e-25


def test_a_fact_has_the_root_between_whole_ends_to_all_its_digits() -> None:
    (exactly,) = precisely([cv.root(u**2 - k, u, between=(0, 3))], {k: mpmath.mpf(2)}, 40)
    with mpmath.workdps(40):
        assert abs(exactly - mpmath.sqrt(2)) < mpmath.mpf(10) ** -38


def test_units_of_what_is_found() -> None:
    length = cv.Slider("length", 1, 2, value=1, label="Length", unit="m")
    place = cv.Axis("place", 0, 2, label="Place", unit="m")
    assert unit_of(cv.root(u - length / 2, u, between=(0, length))).same(parse("m"))  # type: ignore[union-attr]
    assert unit_of(cv.root(u**2 - length**2, u, between=(0, 2), unit="m")).same(parse("m"))  # type: ignore[union-attr]
    assert unit_of(cv.root(place - length / 2, place, between=(0, 1))).same(parse("m"))  # type: ignore[union-attr]
    assert unit_of(Integral(exp(-u / length), (u, 0, length))).same(parse("m"))  # type: ignore[union-attr]
    with pytest.raises(UnitError, match="cannot be added"):
        unit_of(cv.root(u - length, u, between=(0, 1)))
    with pytest.raises(UnitError, match="the argument"):
        unit_of(Integral(exp(-u), (u, 0, length)))


def test_they_are_printed() -> None:
    assert latex(cv.root(u * tan(u) - k, u, between=(0, pi / 2))).startswith(r"\operatorname{root}_{0 \le u \le \frac{\pi}{2}}")
    assert r"\int" in latex(Integral(exp(-(u**3)), (u, 0, k)))


@pytest.mark.parametrize(
    ("integrand", "closed"), [(exp(-u / k), True), (exp(-(u**3)), False), (exp(-sin(u)), False), (1 / sqrt(1 - sin(u) ** 2 / 9), None)]
)
def test_an_integral_is_worked_out_where_that_has_a_program(integrand: Any, closed: bool | None) -> None:
    made = expression("here", Integral(integrand, (u, 0, k)))
    assert closed is None or made.has(Integral) is not closed
    assert math.isclose(one(made, 1.3), one(Integral(integrand, (u, 0, k)), 1.3), rel_tol=1e-10)


def test_the_time_at_which_a_trajectory_passes_a_height() -> None:
    height, speed = sympy.symbols("height speed")
    fall = cv.Trajectory({height: speed, speed: -k}, start={height: 2, speed: 0}, over=t)
    landed = cv.root(fall.at(u)[height], u, between=(0, 3))
    assert math.isclose(one(landed, 2.0), math.sqrt(2), rel_tol=1e-9)
    (got,) = both(Output((Integral(fall.at(v)[speed], (v, 0, t)),), (t,)), number=2.0)
    assert np.allclose(got, [-(at**2) for at in np.linspace(0, 3, 5)], atol=1e-9)


def test_a_root_a_table_and_an_integral_in_the_rule_of_a_trajectory() -> None:
    y = sympy.symbols("y")
    table = cv.Table([-9, 0, 9], [18, 0, 27])
    rate = -table.at(y) / 3 - cv.root(v**3 - y, v, between=(-3, 3)) + Integral(exp(-(u**3)), (u, 0, k))
    run = cv.Trajectory({y: rate}, start={y: cv.root(cos(v) - v, v, between=(0, 1))}, over=t)
    (got,) = both(Output((run[y],), (t,)), number=0.7)
    assert math.isclose(got[0], 0.7390851332151607, rel_tol=1e-12) and np.isfinite(got).all()


def test_the_second_derivative_of_a_bend_has_digits_beside_it() -> None:
    bend = sympy.Max(t - 1, 0) ** 2
    slope = sympy.Max(t - 1, 0).diff(t, 2)
    assert slope.has(sympy.DiracDelta)
    assert precisely([bend.diff(t, 2), slope], {t: Rational(3, 2)}, 40) == [2, 0]
    assert precisely([slope], {t: sympy.S.One}, 40) == [None]
