"""The program in V8 says the same as NumPy, and as mpmath at 50 digits, whatever the expression."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path as Folder
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, Phase, assume, given, reject, settings
from hypothesis import strategies as st
from sympy import Abs, And, Eq, Heaviside, I, Max, Min, Mod, Ne, Not, Or, Piecewise, Rational, cos, exp, pi, sin, sqrt

from covis.authoring.controls.slider import Slider
from covis.authoring.dynamics import Trajectory
from covis.authoring.evaluate.evaluator import evaluate
from covis.authoring.outputs import Output
from covis.authoring.symbols import Axis, Sweep
from covis.compiler.plugin import load
from covis.compiler.program.functions import FUNCTIONS
from covis.compiler.program.graph import UnsupportedError
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from tests.swing import ID, swing

mpmath.mp.dps = 50
a = Slider("a", -3, 3, value=1, label="A")
b = Slider("b", 0.25, 4, value=1, label="B")
n = Slider("n", 1, 6, value=2, step=1, label="N")
t = Axis("t", -2, 5, points=7, label="T")
u = Axis("u", 0.5, 3, points=4, label="U")
few_t, few_u = Axis("t", -2, 5, points=3, label="T"), Axis("u", 0.5, 3, points=2, label="U")


def run(outputs: Sequence[Output], numbers: Mapping[str, float], readouts: Sequence[Any] = ()) -> Any:
    sweeps = sorted({sweep for output in outputs for sweep in output.over}, key=lambda sweep: sweep.name)
    return Program(program([outputs], [sympy.sympify(r) for r in readouts], [], sweeps)).run(numbers)


def text(*expressions: Any, over: tuple[Sweep, ...] = ()) -> str:
    return program([[Output(tuple(map(sympy.sympify, expressions)), over)]], [], [], list(over))


def precise(expression: sympy.Basic, *points: Mapping[sympy.Symbol, float]) -> np.ndarray:
    """The values from the exact doubles that are put in, at 50 digits; not-a-number where there is no finite real one."""
    symbols = sorted(expression.free_symbols, key=lambda symbol: symbol.name)
    function = sympy.lambdify(symbols, expression, modules="mpmath")

    def one(numbers: Mapping[sympy.Symbol, float]) -> float:
        try:
            value = function(*(mpmath.mpf(numbers[symbol]) for symbol in symbols))
            return float(mpmath.mpf(value)) if mpmath.im(value) == 0 and mpmath.isfinite(value) else math.nan
        except (ZeroDivisionError, ValueError, OverflowError, TypeError):
            return math.nan

    return np.array([one(numbers) for numbers in points])


def grid(output: Output, numbers: Mapping[str, float]) -> list[dict[sympy.Symbol, float]]:
    def bound(end: sympy.Expr) -> float:
        return float(end.subs({s: numbers[s.name] for s in end.free_symbols}))

    points = [np.linspace(bound(axis.bounds[0]), bound(axis.bounds[1]), axis.points) for axis in output.over]
    symbols = {symbol: numbers[symbol.name] for symbol in output.symbols if symbol.name in numbers}
    return [symbols | dict(zip(output.over, map(float, point), strict=True)) for point in itertools.product(*points)]


def finite(values: Any) -> np.ndarray:
    array = np.asarray(values, dtype=float).copy()
    array[~np.isfinite(array)] = np.nan
    return array


# --- the shipped plugin ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("shipped")
    swing(root)
    return load(root, ID).visualisation


def states(visualisation: Any) -> list[dict[str, float]]:
    ends = [(control.low, control.start, control.high) for control in visualisation.controls]
    corners = [dict(zip((c.name for c in visualisation.controls), values, strict=True)) for values in itertools.product(*ends)]
    return [*corners, {"x_0": 1.2345, "gamma": 0.4321, "omega_0": 3.21}]


def test_the_shipped_plugin_at_corners_and_inside(shipped: Any) -> None:
    outputs = [[output for mark in plot.marks for output in mark.stated.values()] for plot in shipped.plots]
    sweeps = [symbol for symbol in shipped.symbols() if isinstance(symbol, Sweep)]
    made = Program(program(outputs, [readout.value for readout in shipped.readouts], [], sweeps))
    for state in states(shipped):
        got = made.run(state)
        for plot, arrays in zip(outputs, got.plots, strict=True):
            for output, array in zip(plot, arrays, strict=True):
                numpy = evaluate(output, state)
                size = np.max(np.abs(numpy))
                assert np.allclose(array, numpy, rtol=1e-12, atol=1e-13 * size)
                chosen = list(enumerate(grid(output, state)))[::57]
                exact = precise(output.expressions[0], *(point for _, point in chosen))
                assert np.allclose(array[[k for k, _ in chosen]], exact, rtol=1e-12, atol=1e-13 * size)
        for readout, value in zip(shipped.readouts, got.readouts, strict=True):
            symbols = {control: state[control.name] for control in shipped.controls}
            assert value == pytest.approx(precise(readout.value, symbols)[0], rel=1e-14)


# --- any expression ----------------------------------------------------------------------------------------------------

LEAVES: list[sympy.Expr] = [a, b, n, few_t, few_u, pi, sympy.E, sympy.Integer(0), sympy.Integer(2), sympy.Integer(-3), Rational(1, 3),
                            Rational(-5, 7), sympy.Float("0.7"), sympy.sqrt(2)]  # fmt: skip
ONE = "exp log sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh floor sign Abs ceiling sec csc cot sinc Heaviside".split()
TWO = "atan2 Min Max Mod".split()
assert {*ONE, *TWO} == set(FUNCTIONS) - {"re", "im"} or set(FUNCTIONS) >= {*ONE, *TWO}
RELATIONS = [sympy.Lt, sympy.Le, sympy.Gt, sympy.Ge]


def built(make: Callable[..., sympy.Basic], *parts: Any) -> st.SearchStrategy[sympy.Basic]:
    """Expressions that SymPy agrees to make, and that can have a value."""

    def attempt(*args: Any) -> sympy.Basic:
        try:
            made = make(*args)
        except (TypeError, ValueError, ZeroDivisionError, RecursionError):
            reject()
        return made if not made.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I, sympy.AccumBounds) else reject()

    return st.builds(attempt, *parts)


def deeper(inner: st.SearchStrategy[sympy.Basic]) -> st.SearchStrategy[sympy.Basic]:
    relation = built(lambda r, x, y: r(x, y), st.sampled_from(RELATIONS), inner, inner)
    condition = relation | built(And, relation, relation) | built(Or, relation, relation) | built(Not, relation)
    return (
        built(lambda x, y: x + y, inner, inner)
        | built(lambda x, y: x - y, inner, inner)
        | built(lambda x, y: x * y, inner, inner)
        | built(lambda x, y: x / y, inner, inner)
        | built(lambda x, p: x**p, inner, st.sampled_from([-3, -2, -1, 2, 3, 4, 7, *map(sympy.S, ("1/2", "-1/2", "3/2", "1/3", "-3/2"))]))
        | built(lambda f, x: getattr(sympy, f)(x), st.sampled_from(ONE), inner)
        | built(lambda f, x, y: getattr(sympy, f)(x, y), st.sampled_from(TWO), inner, inner)
        | built(lambda x, c, y: Piecewise((x, c), (y, True)), inner, condition, inner)
        | built(lambda x, c: Piecewise((x, c)), inner, condition)
    )


EXPRESSIONS = st.recursive(st.sampled_from(LEAVES), deeper, max_leaves=7)
# Steps: next to one, the last bit decides; so a sample that a breath on the inputs moves is compared with no one.
BREATH = 1e-11


def sound(expression: sympy.Basic) -> bool:
    bad = expression.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I, sympy.AccumBounds)
    return not bad and not {type(f).__name__ for f in expression.atoms(sympy.Function)} - {*ONE, *TWO, "Piecewise"}


@pytest.mark.slow
@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # to shrink what SymPy simplifies takes minutes, and helps little
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(EXPRESSIONS, st.floats(-3, 3), st.floats(0.25, 4), st.integers(1, 6))
def test_javascript_agrees_with_numpy_and_with_fifty_digits(expression: sympy.Expr, a_: float, b_: float, n_: int) -> None:
    assume(isinstance(expression, sympy.Expr) and sound(expression))
    numbers = {"a": a_, "b": b_, "n": float(n_)}
    output = Output((expression,), (few_t, few_u))
    got = run([output], numbers).plots[0][0]
    assert got.shape == (few_t.points * few_u.points,)
    points = grid(output, numbers)
    exact = precise(expression, *points)
    numpy = finite(evaluate(output, numbers))
    moved = [
        precise(expression, *({s: v if s is n else v + way * BREATH * max(1, abs(v)) for s, v in point.items()} for point in points))
        for way in (-1, 1)
    ]
    # How far a breath on the inputs moves the value says how well a double can know it.
    spread = np.maximum(np.abs(moved[0] - exact), np.abs(moved[1] - exact))
    well = np.isfinite(exact) & np.isfinite(spread) & (spread < 1e-3 * np.maximum(1, np.abs(exact))) & (np.abs(exact) < 1e150)
    tolerance = 1e-9 * np.abs(exact) + 10 * spread + 1e-12
    for road, values in (("JavaScript", got), ("NumPy", numpy)):
        known = well & np.isfinite(values)
        worst = np.argmax(np.where(known, np.abs(values - exact) - tolerance, -np.inf))
        assert not known.any() or abs(values[worst] - exact[worst]) <= tolerance[worst], (road, expression, points[worst], values[worst])
    both = well & np.isfinite(numpy)
    assert np.isfinite(got[both]).all(), (expression, [points[k] for k in np.flatnonzero(both & ~np.isfinite(got))[:1]])
    assert np.allclose(got[both], numpy[both], rtol=1e-9, atol=float(np.max(tolerance[both], initial=0)))


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) & {*ONE, *TWO}))
def test_every_function_against_fifty_digits(name: str) -> None:
    function = getattr(sympy, name)
    expression = function(a, b) if name in TWO else function(a)
    for value, other in [(-2.5, 0.7), (-1, 1.5), (-0.3, 2), (0, 1), (0.4, 0.3), (1, 3), (2.75, 0.5), (1e-9, 1)]:
        got = run([Output((expression,), ())], {"a": value, "b": other}).plots[0][0][0]
        exact = precise(expression, {a: value, b: other})[0]
        if name == "Heaviside" and value == 0:
            exact = 0.5
        assert got == pytest.approx(exact, rel=1e-12, abs=1e-15, nan_ok=True), (value, other)


def test_steps_at_the_step() -> None:
    """Just where a step is, both roads take the same side."""
    steps = [Heaviside(a), Heaviside(a, 1), sympy.sign(a), sympy.floor(a), sympy.ceiling(a), Mod(a, 2), Mod(-a, 2), Mod(a, -2),
             Piecewise((1, a < 0), (2, a <= 0), (3, True)), Piecewise((1, Eq(a, 0)), (2, Ne(a, 2)), (3, True)),
             Min(a, 0, 1), Max(a, 0, -1), Abs(a), sympy.sinc(a)]  # fmt: skip
    for value in (-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0):
        got = run([Output(tuple(steps), ())], {"a": value}).plots[0][0]
        assert got.tolist() == evaluate(Output(tuple(steps), ()), {"a": value}).tolist(), value


def test_a_gap_is_not_a_number_and_no_condition_is_needed_for_it() -> None:
    outputs = [Output((Piecewise((t, t > 0)),), (t,)), Output((sqrt(t),), (t,)), Output((1 / sympy.floor(t / 100),), (t,))]
    got = run(outputs, {}).plots[0]
    assert np.isnan(got[0]).tolist() == np.isnan(got[1]).tolist() == [True, True, False, False, False, False, False]
    assert np.isnan(got[2]).tolist() == [False, False, True, True, True, True, True]


def test_conditions_of_which_an_axis_moves_only_some() -> None:
    output = Output((Piecewise((t, And(t > 0, a > 0)), (0, Or(t < -1, a < -2)), (1, True)),), (t,))
    for value in (-3.0, -1.0, 1.0):
        assert run([output], {"a": value}).plots[0][0].tolist() == evaluate(output, {"a": value}).tolist()


# --- how it is written -------------------------------------------------------------------------------------------------


def test_shared_parts_are_computed_once() -> None:
    shared = exp(-b * t) * cos(a * t)
    source = text(shared + 1, shared * 2, sin(shared), over=(t,))
    assert source.count("Math.exp(") == source.count("Math.cos(") == 1
    source = program([[Output((shared,), (t,)), Output((sin(shared),), (t,))]], [], [], [t])
    assert source.count("Math.exp(") == 1 and source.partition("plots")[2].count("for (") == 1


def test_work_that_no_loop_moves_stands_outside_of_it() -> None:
    source = text(sqrt(b**2 + a**2) * t * exp(a) + cos(b) * sin(t) / (1 + exp(b)), over=(t,))
    before, _, inside = source.partition("plots")[2].partition("for (")
    for piece in ("Math.sqrt", "Math.cos", "Math.exp"):
        assert piece in before and piece not in inside
    assert "Math.sin" in inside and "Math.sin" not in before


def test_work_of_the_outer_axis_stands_outside_of_the_inner_loop() -> None:
    source = text(exp(-b * t) * sin(a * t) * cos(u) * sqrt(b), over=(t, u))
    function, outer, inner = re.split(r"for \(", source)[-3:]
    assert "Math.sqrt" in function
    assert "Math.exp" in outer and "Math.sin" in outer
    assert "Math.cos" in inner and "Math.exp" not in inner and "Math.sin" not in inner


def test_a_part_that_two_loops_share_is_right_in_both() -> None:
    shared = exp(-b * t)
    outputs = [
        Output((shared * u,), (t, u)),
        Output((shared,), (t,)),
        Output((shared + u,), (u, t)),
        Output((u * b, shared.subs(t, u)), (u,)),
    ]
    got = run(outputs, {"b": 0.7}).plots[0]
    for output, array in zip(outputs, got, strict=True):
        assert np.allclose(array, evaluate(output, {"b": 0.7}), rtol=1e-14)


def test_several_expressions_at_a_point_lie_side_by_side() -> None:
    output = Output((t, a * t, u), (t, u))
    got = run([output], {"a": 2.0}).plots[0][0]
    assert got.reshape(t.points, u.points, 3)[2, 3].tolist() == pytest.approx([t_ := -2 + 2 * 7 / 6, 2 * t_, 3])
    assert np.allclose(got, evaluate(output, {"a": 2.0}), rtol=1e-15)
    assert run([Output((a, sympy.Integer(3), pi), ())], {"a": 2.0}).plots[0][0].tolist() == [2, 3, math.pi]


def test_axes_with_bounds_that_are_controls() -> None:
    moving = Axis("w", -a, a + 2 * b, points=11, label="W")
    output = Output((moving**2 + a,), (moving,))
    for numbers in ({"a": 1.0, "b": 0.5}, {"a": 2.5, "b": 4.0}):
        got = run([Output((moving,), (moving,)), output], numbers).plots[0]
        assert got[0].tolist() == pytest.approx(np.linspace(-numbers["a"], numbers["a"] + 2 * numbers["b"], 11).tolist(), rel=1e-14)
        assert np.allclose(got[1], evaluate(output, numbers), rtol=1e-14)


def test_logarithmic_axes() -> None:
    for axis in (Axis("w", 0.01, 100, points=9, log=True, label="W"), Axis("w", b, 100 * b, points=9, log=True, label="W")):
        output = Output((1 / axis,), (axis,))
        got = run([Output((axis,), (axis,)), output], {"b": 0.5}).plots[0]
        assert np.allclose(got[0][1:] / got[0][:-1], got[0][1] / got[0][0], rtol=1e-12)
        assert np.allclose(got[1], evaluate(output, {"b": 0.5}), rtol=1e-13)


def test_a_log_axis_ends_where_it_says() -> None:
    axis = Axis("w", 0.01, 100, points=9, log=True, label="W")
    got = run([Output((axis,), (axis,))], {}).plots[0][0]
    assert got[[0, -1]].tolist() == pytest.approx([0.01, 100], rel=1e-15)


RESERVED = "var let new function delete this null true false NaN Infinity undefined arguments eval enum interface static".split()
OURS = (
    "c s i0 i1 o0 o1 Math Number Float64Array square cube power plots prepare readouts values format linspace axis_t run real p x step"
).split()


@pytest.mark.parametrize("name", [*(name for name in RESERVED if name.isidentifier()), *OURS, "T1", "x_1", "naïve", "π", "ℓ", "alpha_ω"])
def test_any_name_is_safe(name: str) -> None:
    control = Slider(name, 0, 5, value=2, label="N")
    name = control.name  # as Python reads it: ℓ is l
    axis = Axis(name + "_t", 0, control, points=5, label="T")
    output = Output((control**2 * axis + axis**5 + cos(control) + axis**3 * control**3,), (axis,))
    got = run([output, Output((axis, control), (axis,))], {name: 3.0}, [control + 1])
    assert np.allclose(got.plots[0][0], evaluate(output, {name: 3.0}), rtol=1e-14)
    assert got.readouts.tolist() == [4.0]
    same = Axis(name, 0, 1, points=3, label="T")
    assert run([Output((same + 1,), (same,))], {}).plots[0][0].tolist() == [1, 1.5, 2]


# --- what cannot be said -----------------------------------------------------------------------------------------------

stranger = sympy.Symbol("stranger")


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        (sympy.I * a, "complex"),
        (sqrt(-2) * a, "complex"),
        (sympy.Integral(exp(-(t**2)), t), "Integral"),
        (sympy.Derivative(sympy.Function("f")(a), a), "Derivative"),
        (sympy.Function("f")(a), "f"),
        (sympy.hyper([1, 2], [3], a), "hyper"),
        (sympy.DiracDelta(a), "DiracDelta"),
        (stranger + a, "stranger is not defined"),
        (sympy.Dummy("hidden") * a, "hidden"),
        (sympy.zoo, "zoo"),
        (sympy.Mul(sympy.zoo, a, evaluate=False), "zoo"),
        (sympy.Matrix([a, b]).T.dot(sympy.Matrix([stranger, 1])), "stranger"),
    ],
)
def test_what_has_no_javascript_is_named(expression: sympy.Expr, named: str) -> None:
    with pytest.raises(UnsupportedError, match=re.escape(named)):
        text(expression, over=(t,))


def test_infinity_and_a_gap_that_somebody_asks_for() -> None:
    """Neither is a number of a plot; NumPy has them in the same places."""
    output = Output((Piecewise((sympy.oo, a > 0), (1, True)), Piecewise((sympy.nan, a > 0), (1, True)), a), ())
    for value in (-1.0, 1.0):
        got = run([output], {"a": value}).plots[0][0]
        assert np.isfinite(got).tolist() == np.isfinite(evaluate(output, {"a": value})).tolist()


def test_numbers_come_back_to_the_bit() -> None:
    numbers = [0.1, 1e-300, 1.7976931348623157e308, 5e-324, -0.1, 1e15, 1e16, 123456789012345.0, 2.0**53, 1 / 3]
    assert run([Output(tuple(map(sympy.Float, numbers)), ())], {}).plots[0][0].tolist() == numbers


def test_a_program_is_one_pure_module(tmp_path: Folder) -> None:
    """It reads nothing but what it is given: no global beside Math and Float64Array."""
    source = text(exp(-b * t) * Mod(a, 2) * sympy.sinc(t) + t**5, over=(t,))
    words = set(re.findall(r"(?<![\w$.\"])[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", source)))
    ours = set(re.findall(r"(?:const|let|function) ([A-Za-z_]\w*)", source)) | {
        "low",
        "high",
        "n",
        "x",
        "y",
        "c",
        "s",
        "p",
        "r",
        "step",
        "i",
        "i0",
    }
    assert words - ours <= {"export", "const", "let", "for", "if", "function", "return", "new", "Math", "Float64Array", "NaN", "e"}
    made = Program(source)
    first = made.run({"a": 1.5, "b": 2.0}).plots[0][0]
    made.run({"a": 0.5, "b": 1.0})
    assert made.run({"a": 1.5, "b": 2.0}).plots[0][0].tolist() == first.tolist()


def test_a_control_may_be_called_like_what_a_sum_counts_with() -> None:
    k0 = Slider("k0", 0, 9, value=7, label="Own name")
    j, i = sympy.symbols("j i", integer=True)
    total = sympy.Sum(k0 * j + sympy.Sum(i * k0, (i, 1, j)), (j, 1, 3))
    assert run([Output((total,), ())], {"k0": 7.0}).plots[0][0] == pytest.approx([7 * 6 + 7 * (1 + 3 + 6)])


def test_one_control_may_stand_in_several_starts_and_in_the_rule() -> None:
    x, y = sympy.symbols("x y")
    axis = Axis("axis", 0, 1, points=3, label="T")
    flow = Trajectory({x: a, y: -b * a}, start={x: a * b, y: a + b}, over=axis)
    got = run([Output((flow[x],), (axis,)), Output((flow[y],), (axis,))], {"a": 2.0, "b": 3.0}).plots[0]
    assert got[0] == pytest.approx([6, 7, 8])
    assert got[1] == pytest.approx([5, 2, -1])


@pytest.mark.slow
@pytest.mark.parametrize(
    "z",
    [
        1 / (n + I * (a * 100 - b)),
        (a + I * b) ** 3 / (b - I * a) ** 2,
        (a + I * b) ** Rational(1, 3) * 5,
        exp(I * a) * sympy.cosh(b + I * a) + sympy.log(a + 2 * I * b),
        sympy.conjugate(a + I * b) * sin(Abs(a + I * b)) * a,
        -a / (I * b) + I * Piecewise((a + I, a > 0), (I * b, True)),
        (1 + I * b) ** n,
        sympy.Sum(exp(I * a * sympy.Symbol("j", integer=True)), (sympy.Symbol("j", integer=True), 0, n)),
    ],
)
def test_complex_parts_size_and_argument(z: sympy.Expr) -> None:
    wanted = [sympy.re(z), sympy.im(z), Abs(z), sympy.arg(z)]
    for point in ({"a": 1.25, "b": 2.5, "n": 3.0}, {"a": -0.7, "b": 0.3, "n": 1.0}):
        there = complex(z.subs({a: point["a"], b: point["b"], n: int(point["n"])}).doit().evalf())
        got = [one[0] for one in run([Output((each,), ()) for each in wanted], point).plots[0]]
        assert got == pytest.approx([there.real, there.imag, abs(there), math.atan2(there.imag, there.real)], rel=1e-13, abs=1e-15)


def test_a_resonance_keeps_its_digits() -> None:
    # |Z|^2 multiplied out is R^2 + L^2 - 2 L/C + 1/C^2: at the resonance everything but R^2 cancels.
    current = 1 / (n * Rational(1, 10**6) + I * (1000 * b - 1000 / b))
    got = run([Output((sympy.re(current), Abs(current), sympy.arg(current)), ())], {"n": 1.0, "b": 1.0}).plots[0][0]
    assert got == pytest.approx([1e6, 1e6, 0], rel=1e-14)
