"""What an expression means (docs/authoring.md): NumPy, the program in V8, mpmath (the facts) and SymPy's own evaluation give one answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Eq,
    Heaviside,
    I,
    Integer,
    Mod,
    Piecewise,
    Product,
    Rational,
    Sum,
    acos,
    acosh,
    arg,
    asin,
    atan,
    atan2,
    atanh,
    ceiling,
    conjugate,
    cos,
    cosh,
    exp,
    factorial,
    floor,
    im,
    log,
    re,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from covis.authoring.controls.slider import Slider
from covis.authoring.dynamics import Iterates, Trajectory
from covis.authoring.evaluate.arithmetic import compiled
from covis.authoring.evaluate.evaluator import evaluate
from covis.authoring.outputs import Output
from covis.authoring.outputs import expression as worked_out
from covis.authoring.symbols import Axis, Index, Sweep
from covis.checks.facts.precise import evaluate as precisely
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program

x = Slider("x", -2, 2, value=1, step=0.1, label="X")
y = Slider("y", 0.01, 1, value=0.5, step=0.01, label="Y")
n = Slider("n", -4, 6, value=2, step=1, label="N")
t = Axis("t", 0, 1, points=5, label="T")
i, j, k = sympy.symbols("i j k", integer=True)


def numpy(expressions: Sequence[Any], numbers: Mapping[str, float]) -> list[float]:
    return [float(evaluate(Output((sympy.sympify(e),), ()), numbers)[0]) for e in expressions]


def script(expressions: Sequence[Any], numbers: Mapping[str, float]) -> list[float]:
    output = Output(tuple(map(sympy.sympify, expressions)), ())
    return [float(value) for value in Program(program([[output]], [], [], [])).run(numbers).plots[0][0]]


def exactly(expressions: Sequence[Any], numbers: Mapping[str, float], digits: int = 40) -> list[float]:
    """With mpmath, from the doubles that the page has; not-a-number where there is no real value."""
    point = {symbol: mpmath.mpf(numbers[symbol.name]) for symbol in (x, y, n)}
    values = precisely([sympy.sympify(e) for e in expressions], point, digits)
    return [math.nan if value is None else float(value) for value in values]


def by_sympy(expression: Any, numbers: Mapping[str, float]) -> float:
    point = {symbol: Rational(numbers[symbol.name]) for symbol in (x, y, n)}
    # SymPy begins at the bound itself; the whole numbers between the bounds are what is meant here.
    whole = sympy.sympify(expression).replace(
        lambda e: isinstance(e, Sum | Product),
        lambda e: e.func(e.function, *((index, ceiling(low), floor(high)) for index, low, high in e.limits)),
    )
    value = complex(whole.subs(point).doit().evalf(30, maxn=400))
    return value.real if abs(value.imag) <= 1e-12 * abs(value.real) else math.nan


def state(x_: float = 1.0, y_: float = 0.5, n_: int = 2) -> dict[str, float]:
    return {"x": float(x_), "y": float(y_), "n": float(n_)}


# --- the definitions, one by one ---------------------------------------------------------------------------------------------------


SUMS = [
    (Sum(1, (k, n / 2, 5)), state(n_=3), 4),  # 2, 3, 4, 5
    (Sum(k, (k, 1, n)), state(n_=-3), 3),  # minus the sum from -2 to 0
    (Sum(k, (k, 1, n)), state(n_=0), 0),
    (Product(k + 5, (k, 3, n)), state(n_=-1), 1 / 210),
    (Product(k + 5, (k, 3, n)), state(n_=2), 1),
    (Sum(k * x, (k, -n / 3, exp(x))), state(2, n_=4), 2 * (-1 + 0 + 1 + 2 + 3 + 4 + 5 + 6 + 7)),
    (Sum(Sum(i * j * x, (j, 1, i)), (i, 1, n)), state(2, n_=3), 50),
    (Sum(i * j, (j, 1, i), (i, 1, n)), state(n_=4), 65),
    (Sum(Sum(i * j, (j, 1, i)), (i, 1, n)), state(n_=-2), Sum(Sum(i * j, (j, 1, i)), (i, 1, -2)).doit()),
    (Sum(Product(j + y, (j, 1, i)), (i, 0, n)), state(y_=0.5, n_=2), 1 + 1.5 + 1.5 * 2.5),
    (Sum(Piecewise((k, k > y * 5), (0, True)), (k, 0, n)), state(y_=0.5, n_=4), 7),
    (Sum(sqrt(k), (k, n, 4)) - Sum(sqrt(k), (k, 0, 4)), state(n_=0), 0),
    (Abs(Sum(sqrt(k), (k, n, 0))), state(n_=-4), 1 + math.sqrt(2) + math.sqrt(3) + 2),
    (re(Product(k + I * x, (k, 1, n))), state(1, n_=3), 0),
]


@pytest.mark.parametrize(("total", "numbers", "expected"), SUMS)
def test_a_sum_runs_over_the_whole_numbers_and_backwards_as_sympy_does(total: Any, numbers: dict[str, float], expected: Any) -> None:
    got = [*numpy([total], numbers), *script([total], numbers), *exactly([total], numbers)]
    assert got == pytest.approx([float(expected)] * 3, rel=1e-13, abs=1e-13)


def test_a_sum_without_an_end_in_some_state_is_a_gap_there_and_never_a_loop_without_end() -> None:
    for total in (Sum(k, (k, 1 / (x - 1), 3)), Sum(k, (k, 1, exp(2000 * y))), Sum(k, (k, log(x - 1), log(1 - x)))):
        assert np.isnan(numpy([total], state(1, 1))).all() and np.isnan(script([total], state(1, 1))).all()


COMPLEX = [
    (cos(sqrt(1 - x**2)), state(2), math.cosh(math.sqrt(3))),
    (sqrt(x) * sqrt(x), state(-2), -2),
    (sqrt(x) * sqrt(-x), state(2), math.nan),
    (x * sqrt(x), state(0), 0),
    (log(x) - log(-x), state(-2), math.nan),
    (exp(log(x)), state(-2), -2),
    ((-x / 2 + sqrt(x**2 / 4 - 1)) ** Rational(1, 3) + (-x / 2 - sqrt(x**2 / 4 - 1)) ** Rational(1, 3), state(0), math.sqrt(3)),
    (Abs((x - sqrt(1 - 4 * x**2)) / (x + sqrt(1 - 4 * x**2))) ** 2, state(1.5), 1),
    (asin(2 * x) + acos(2 * x), state(1.5), math.pi / 2),
    (sin(asin(x)), state(2), 2),
    (cosh(acosh(x)), state(-2), -2),
    (tanh(atanh(x)), state(2), 2),
    (x ** (y + 1), state(-2, 1), 4),
    (sqrt(x), state(-1), math.nan),
    (im(asin(x)), state(2), -math.acosh(2)),
    (im(acos(x)), state(2), math.acosh(2)),
    (im(atanh(x)), state(2), -math.pi / 2),
    (im(acosh(x)), state(-2), math.pi),
    (arg(x), state(-2), math.pi),
    (re(x ** Rational(2, 3)), state(-1), -0.5),
    (conjugate(sqrt(x)) * sqrt(x), state(-2), 2),
    (Abs(tan(x + 2 * I)), state(1), abs(complex(sympy.tan(1 + 2 * I).evalf()))),
    (im(tanh(x + I * y)), state(1, 0.5), complex(sympy.tanh(1 + I / 2).evalf()).imag),
    (re(atan(I * x + 1)), state(2), complex(sympy.atan(1 + 2 * I).evalf()).real),
    (1 / (1 + exp(2000 * sqrt(x))), state(2), 0),
    (1 / (1 + exp(2000 * sqrt(x))), state(-2), math.nan),
    (Abs(Piecewise((sqrt(x), x < 1), (I, True))), state(-2), math.sqrt(2)),
]


@pytest.mark.parametrize(("expression", "numbers", "expected"), COMPLEX)
def test_a_real_value_that_passes_through_complex_numbers_is_drawn(expression: Any, numbers: dict[str, float], expected: float) -> None:
    got = [*numpy([expression], numbers), *script([expression], numbers), *exactly([expression], numbers)]
    assert got == pytest.approx([expected] * 3, rel=1e-12, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("expression", [2 - 2 * (-1) ** i, sqrt(i + 1), acos(i / 9), (i - 3) ** i])
def test_an_entry_is_not_moved_by_entries_beside_it_that_have_no_value(expression: Any) -> None:
    """NumPy computes a whole array at once: one entry that is complex, or beyond the last member, must leave the others as they are."""
    function = compiled((expression,), (i,))
    with np.errstate(all="ignore"):
        (together,) = function(np.array([1.0, 2.0, 3.0, 4.0, np.nan, -2.5, 12.0]))
    alone = [function(np.array([number]))[0][0] for number in (1.0, 2.0, 3.0, 4.0)]
    assert together[:4].tolist() == alone


def test_what_cannot_leave_the_real_numbers_is_computed_with_real_numbers() -> None:
    source = program([[Output((cos(sqrt(1 - y**2)) + log(1 + x**2) * sqrt(y) + asin(sin(x)),), ())]], [], [], [])
    assert "complex" not in source and "Math.max" not in source
    # A lone root gives the gap by itself, without complex numbers.
    assert "complex" not in program([[Output((sqrt(x) + 1,), ())]], [], [], [])


DECIMAL_STOPS = [
    (floor(100 * y), state(y_=0.29), 28),
    (Mod(y, Rational(1, 100)), state(y_=0.29), math.fmod(0.29, 0.01)),
    (Piecewise((1, Eq(y + Rational(1, 10), Rational(3, 10))), (0, True)), state(y_=0.2), 1),  # SymPy solves it for y
    (Piecewise((1, Eq(y + x, Rational(3, 10))), (0, True)), state(0.1, 0.2), 0),  # 0.30000000000000004
    (ceiling(y * 10), state(y_=0.3), 3),
    (floor(x / Rational(1, 10)), state(0.3), 3),
    (Heaviside(x), state(0), 0.5),
    (Heaviside(x, 1), state(0), 1),
    (sign(x), state(0), 0),
    (atan2(-n, -1), state(n_=0), math.pi),
    (atan2(0 * y, x), state(-1), math.pi),
]


@pytest.mark.parametrize(("expression", "numbers", "expected"), DECIMAL_STOPS)
def test_doubles_decide_at_a_decimal_stop(expression: Any, numbers: dict[str, float], expected: float) -> None:
    assert numpy([expression], numbers) == script([expression], numbers) == [expected]


BEYOND = [
    (sum(x**k_ / factorial(k_) for k_ in range(230)), state(2), math.exp(2)),
    (Integer(10) ** 400 * exp(-1000 * x), state(0.9), math.exp(400 * math.log(10) - 900)),
    (Integer(10) ** 400 * y**300 / 10**350, state(y_=0.9), 1e50 * 0.9**300),
    (x / Integer(10) ** 200 / Integer(10) ** 200 * 10**395, state(2), 2e-5),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "numbers", "expected"), BEYOND)
def test_a_coefficient_beyond_the_doubles_keeps_its_size(expression: Any, numbers: dict[str, float], expected: float) -> None:
    assert [*numpy([expression], numbers), *script([expression], numbers)] == pytest.approx([expected] * 2, rel=1e-11)


def test_stable_quotients_do_not_overflow() -> None:
    z = Axis("z", -3000, 3000, points=13, label="Z")
    for e in (exp(z) / (1 + exp(z)), sinh(z) / cosh(z), (exp(z) - exp(-z)) / (exp(z) + exp(-z)), z * cosh(z) / sinh(z),
              z**2 * exp(z) / (exp(z) - 1) ** 2, exp(2 * z) / (exp(z) + exp(-z)) ** 2):  # fmt: skip
        output = Output((e,), (z,))
        fast = [evaluate(output, {}), Program(program([[output]], [], [], [z])).run({}).plots[0][0]]
        exact = [precisely([e], {z: mpmath.mpf(at)}, 40)[0] for at in np.linspace(-3000, 3000, 13)]
        wanted = np.array([math.nan if value is None else float(value) for value in exact])
        for got in fast:
            known = np.isfinite(wanted)
            assert np.allclose(got[known], wanted[known], rtol=1e-12, atol=1e-290), e


def test_powers_and_factorials_beyond_the_doubles_bring_each_other_back() -> None:
    count, mean, trials = Index("count", 0, 1500, label="K"), Slider("mean", 1, 900, value=400, label="M"), 1500
    poisson, share = mean**count * exp(-mean) / factorial(count), mean / 1000
    bernoulli = sympy.binomial(trials, count) * share**count * (1 - share) ** (trials - count)
    for e in (poisson, bernoulli):
        output = Output((e,), (count,))
        for got in (evaluate(output, {"mean": 400.0}), Program(program([[output]], [], [], [count])).run({"mean": 400.0}).plots[0][0]):
            places = [0, 3, 400, 650, 1499]
            wanted = [float(precisely([e], {count: mpmath.mpf(at), mean: mpmath.mpf(400)}, 40)[0]) for at in places]
            assert got[places] == pytest.approx(wanted, rel=3e-12, abs=1e-300)


def test_mod_stays_as_it_is_written() -> None:
    p = Integer(67108859)
    e = Mod(1000003 * Mod((n + 9000) ** 4, p), p)
    expected = float(1000003 * (9002**4 % 67108859) % 67108859)
    assert numpy([e], state()) == script([e], state()) == exactly([e], state()) == [expected]
    assert Mod(k * Mod(k**2, 7), 7).args[0] == k * Mod(k**2, 7)


def test_a_half_power_of_minus_one_is_not_always_imaginary() -> None:
    e = re((-1) ** (n / 2))
    assert [numpy([e], state(n_=m)) for m in (2, 3, 4)] == [script([e], state(n_=m)) for m in (2, 3, 4)]
    assert numpy([e], state(n_=2)) == [-1] and abs(numpy([e], state(n_=3))[0]) < 1e-15


def test_binomial_coefficients_of_negative_numbers() -> None:
    for m in (-4, -1, 3):
        e = sympy.binomial(n, 3)
        assert numpy([e], state(n_=m)) == script([e], state(n_=m)) == [float(sympy.binomial(m, 3))]


def test_a_piecewise_in_a_sum_is_not_multiplied_out() -> None:
    def one(a: Any) -> Any:
        return Piecewise((a, Eq(n, 0)), (-log(1 + a**2), Eq(n, 1)), (floor(2 * a), True))

    total = Sum(Piecewise((1, Eq(floor(Sum(one(i * k) + one(i + k), (i, 1, 3))), 24)), (0, True)), (k, 1, 4))
    assert numpy([total], state()) == script([total], state()) == [sum(2 * 6 * m + 2 * (6 + 3 * m) == 24 for m in range(1, 5))]


def test_sources_are_read_at_numbers_controls_and_the_index_of_a_sum() -> None:
    a, m = sympy.symbols("a m")
    count = Index("count", 2, 20, label="N")
    orbit, path = Iterates({a: a + y * 2}, start={a: 1}, over=count), Trajectory({m: -m}, start={m: 1}, over=t)
    expressions = [orbit[a].subs(count, 20), orbit[a].subs(count, n + 4), orbit[a].subs(count, 1), orbit[a].subs(count, y * 5),
                   Sum(orbit[a].subs(count, k), (k, 2, 5)), path[m].subs(t, 1), Sum(path.at(k / 4)[m], (k, 0, 4))]  # fmt: skip
    output = Output(tuple(expressions), ())
    got = Program(program([[output]], [], [], [count, t])).run(state()).plots[0][0]
    expected = [19, 5, math.nan, math.nan, 1 + 2 + 3 + 4, math.exp(-1), sum(math.exp(-s / 4) for s in range(5))]
    assert np.allclose(got, expected, rtol=1e-4, equal_nan=True)
    assert np.allclose(got, evaluate(output, state()), rtol=1e-13, equal_nan=True)


def test_an_index_has_room_for_its_longest_case_and_an_axis_may_have_no_length() -> None:
    assert Index("a", 1, 50 - (n - 4) ** 2, label="A").points == 50
    free = Slider("free", 0, 10, value=1, label="F")
    assert Index("b", 1, floor(30 - (free - math.pi) ** 2), label="B").points in (30, 31)
    trail, m = Axis("trail", 0, n, points=3, label="T"), sympy.Symbol("m")
    path = Trajectory({m: m}, start={m: 2}, over=trail)
    outputs = [Output((cos(trail),), (trail,)), Output((path[m],), (trail,)), Output((path.at(0)[m],), ())]
    got = Program(program([outputs], [], [], [trail])).run(state(n_=0)).plots[0]
    assert [array.tolist() for array in got] == [[1, 1, 1], [2, 2, 2], [2]]
    assert [evaluate(output, state(n_=0)).tolist() for output in outputs] == [[1, 1, 1], [2, 2, 2], [2]]


def sweep(output: Output, numbers: Mapping[str, float], over: Sequence[Sweep]) -> np.ndarray[Any, Any]:
    return Program(program([[output]], [], [], list(over))).run(numbers).plots[0][0]


def test_what_an_axis_does_not_move_is_summed_once() -> None:
    """In front of the loop over the axis, in a table over the index: the same numbers."""
    terms = Sum(sin(k * y) * floor(k * y * 3) * cos(k * t), (k, 1, 40))
    output = Output((terms,), (t,))
    source = program([[output]], [], [], [t])
    before = source.partition("for (let i_t")[0]
    assert "Math.sin" in before and "Math.floor" in before and "Math.cos" not in before
    assert np.allclose(sweep(output, state(), [t]), evaluate(output, state()), rtol=1e-13)


# --- random expressions ------------------------------------------------------------------------------------------------------------

F = Callable[[Any], Any]
ANALYTIC: list[F] = [exp, log, sqrt, sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, sympy.asinh, acosh, atanh, conjugate]
ANALYTIC += [sympy.sec, sympy.sech, sympy.acot, sympy.acoth]
TO_REAL: list[F] = [re, im, Abs, arg]
SPECIAL: list[F] = [sympy.gamma, sympy.erf, sympy.Si, lambda z: sympy.besselj(2, z), lambda z: sympy.legendre(3, z), sympy.LambertW]
STEPS: list[F] = [floor, ceiling, sign, Heaviside, sympy.frac, lambda z: Mod(z, Rational(3, 10))]
STEPS += [lambda z: Piecewise((1, z > 0), (2, True)), lambda z: Piecewise((1, Eq(z, Rational(1, 5))), (z, True))]
REALS: list[Any] = [x, y, n, Integer(2), Integer(-1), Rational(1, 3), Rational(-7, 10), sympy.pi, sympy.Float("0.1")]


def built(make: Callable[..., Any], *parts: Any) -> st.SearchStrategy[Any]:
    """Expressions that SymPy agrees to make."""

    def attempt(*args: Any) -> Any:
        try:
            made = make(*args)
        except (TypeError, ValueError, ZeroDivisionError, RecursionError, NotImplementedError):
            reject()
        return reject() if made.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.AccumBounds) or made.count_ops() > 60 else made

    return st.builds(attempt, *parts)


def arithmetic(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        built(lambda a, b: a + b, inner, inner) | built(lambda a, b: a - b, inner, inner) | built(lambda a, b: a * b, inner, inner)
        | built(lambda a, b: a / b, inner, inner) | built(lambda a, p: a**p, inner, st.sampled_from([2, 3, 5, -1, -2]))
    )  # fmt: skip


def complexes(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        arithmetic(inner) | built(lambda f, a: f(a), st.sampled_from(ANALYTIC), inner)
        | built(lambda a, p: a**p, inner, st.sampled_from([Rational(1, 3), Rational(3, 2), Rational(-2, 5), y]))
        | built(lambda a, b: Sum(a * k**2 + b, (k, n / 2, 3)), inner, inner)
    )  # fmt: skip


COMPLEXES = st.recursive(st.sampled_from([*REALS, I, 1 + I, x + I * y]), complexes, max_leaves=4)
REAL = (
    built(lambda f, z: f(z), st.sampled_from(TO_REAL), COMPLEXES)
    | built(lambda f, z, w: z * f(w), st.sampled_from(TO_REAL + SPECIAL), st.sampled_from(REALS), st.sampled_from(REALS))
    | COMPLEXES
)
DECISIONS = built(lambda f, z: f(z), st.sampled_from(STEPS), st.recursive(st.sampled_from(REALS), arithmetic, max_leaves=4))
STATES = st.builds(
    state, st.integers(-20, 20).map(lambda s: round(s / 10, 1)), st.integers(1, 100).map(lambda s: s / 100), st.integers(-4, 6)
)
SETTINGS = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def shaken(expressions: Sequence[Any], numbers: Mapping[str, float]) -> list[list[float]]:
    """The exact values where every control that is not whole is moved by a breath: what a double can know of them."""
    return [exactly(expressions, {**numbers, **{s: numbers[s] * (1 + way) + way for s in ("x", "y")}}) for way in (-1e-12, 1e-12)]


@pytest.mark.slow
@settings(SETTINGS, max_examples=40)
@given(st.lists(REAL, min_size=4, max_size=4), STATES)
def test_random_expressions_have_one_value(expressions: list[Any], numbers: dict[str, float]) -> None:
    from covis.compiler.program.graph import UnsupportedError

    known = []
    for e in expressions:
        try:
            program([[Output((e,), ())]], [], [], [])
            known.append(e)
        except UnsupportedError as refused:
            assert "complex" in str(refused) or "cannot be taken" in str(refused)
    rows = zip(known, numpy(known, numbers), script(known, numbers), exactly(known, numbers), *shaken(known, numbers), strict=True)
    for e, by_numpy, by_script, exact, *near in rows:
        spread = max(abs(value - exact) for value in near)
        if not math.isfinite(exact) or not math.isfinite(spread) or spread > 1e-6 * max(1, abs(exact)) or abs(exact) > 1e100:
            continue  # on a cut, a step or the edge of a domain, where the next double has another value
        tolerance = 1e-9 * abs(exact) + 1e3 * spread + 1e-11
        assert abs(by_numpy - exact) <= tolerance, ("NumPy", e, numbers, by_numpy, exact)
        assert abs(by_script - exact) <= tolerance, ("JavaScript", e, numbers, by_script, exact)


@pytest.mark.slow
@settings(SETTINGS, max_examples=25)
@given(REAL, STATES)
def test_mpmath_means_what_sympy_means(expression: Any, numbers: dict[str, float]) -> None:
    (exact,), near = exactly([expression], numbers), shaken([expression], numbers)
    if math.isfinite(exact) and all(abs(value[0] - exact) <= 1e-6 * max(1, abs(exact)) for value in near):
        known = by_sympy(expression, numbers)
        # SymPy has no value for arg(0), which is 0 here.
        assert math.isnan(known) or known == pytest.approx(exact, rel=1e-9, abs=1e-9), (expression, numbers)


@pytest.mark.slow
@settings(SETTINGS, max_examples=60)
@given(st.lists(DECISIONS, min_size=8, max_size=8), STATES)
def test_steps_decide_alike_to_the_last_bit(expressions: list[Any], numbers: dict[str, float]) -> None:
    by_numpy, by_script = np.array(numpy(expressions, numbers)), np.array(script(expressions, numbers))
    by_numpy[~np.isfinite(by_numpy)] = np.nan
    assert np.array_equal(by_numpy, by_script, equal_nan=True), [
        (e, numbers, a, b) for e, a, b in zip(expressions, by_numpy, by_script, strict=True) if a != b
    ]


def test_a_sum_of_thousands_of_terms_has_a_value() -> None:
    x = sympy.Symbol("x", real=True)
    terms = [sympy.cos(k * x) for k in range(1, 3000)]
    (value,) = compiled((sympy.Add(*terms),), (x,))(np.array([0.0]))
    assert value == 2999


@pytest.mark.parametrize(
    "integrand",
    [
        lambda u, N, a, b: u * sympy.sin(2 * sympy.pi * u * (2 * N - 1)),
        lambda u, N, a, b: sympy.sin(N * u) * sympy.sin((N + 1) * u),
        lambda u, N, a, b: u ** (N - 1) * (a + b),
        lambda u, N, a, b: sympy.cos((a - b) * u),
        lambda u, N, a, b: sympy.Piecewise((u, u < a + b), (a - b, True)),
        lambda u, N, a, b: sympy.exp(-(a + b) * sympy.Abs(u - a)),
    ],
)
def test_an_integral_is_worked_out_to_its_value(integrand: Any) -> None:
    u, n = sympy.Symbol("u", real=True), sympy.Symbol("N", integer=True, positive=True)
    a, b = sympy.symbols("a b", positive=True)
    integral = sympy.Integral(integrand(u, n, a, b), (u, 0, 1))
    put = {n: 3, a: sympy.Rational(1, 3), b: sympy.Rational(1, 4)}
    numbers = sympy.lambdify(u, integral.function.subs(put), "mpmath")
    right = mpmath.quad(numbers, [0, mpmath.mpf(1) / 3, mpmath.mpf(7) / 12, 1])
    assert abs(worked_out("it", integral).subs(put).evalf(30) - right) < 1e-12
