"""What is only rounding reads as 0, in Python and in the program; what is really small does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Piecewise, Rational, Sum, acos, asin, cos, exp, log, pi, sin, sqrt, symbols, tan

from covis import Choice, Constant, Slider
from covis.authoring.evaluate.evaluator import scalar
from covis.authoring.evaluate.noise import settled, size

x = Slider("x", -1000, 1000, value=1, label="x")
y = Slider("y", 1e-30, 10, value=1, label="y")
a = Constant("a", 0.3, label="a")
b = Constant("b", 0.1, label="b")

ZERO: list[tuple[Any, float]] = [
    (sin(pi * x), 1),
    (sin(1000 * pi * x), 1),
    (cos(pi * x / 2), 1),
    (3 * tan(pi * x), 2),
    (Abs(sin(pi * x)) ** 2, 2),
    (a - 3 * b + x - x, 1),
    (a - 3 * b, 1),
    (sin(x) ** 2 + cos(x) ** 2 - 1, 0.3),
    (acos(x), 1),
]
KEPT: list[tuple[Any, float]] = [
    (exp(-40 * x), 1),
    (exp(-(x**2)), 6),
    (1e-20 * x, 1),
    ((x - 1) * (y - 1), 1 + 1e-9),
    (sin(pi * x), 1 + 1e-12),
    (sqrt(1 - x**2) + 5, 1),
    (asin(x), 1),
    (1 / (x - 1), 1),
    (log(x), 1 + 1e-12),
]


def both(value: Any, at: float) -> tuple[float, float]:
    from covis.compiler.program.module import Module
    from covis.compiler.program.v8 import Program

    numbers = {"x": float(at), "y": float(at)}
    terms = size(value)
    number = scalar(value, numbers)
    script = Program(Module([], [value], [], []).source).run(numbers).readouts[0]
    return number if terms is None else settled(number, scalar(terms, numbers)), float(script)


@pytest.mark.parametrize(("value", "at"), ZERO, ids=[str(case[0]) for case in ZERO])
def test_noise_is_zero(value: Any, at: float) -> None:
    assert both(value, at) == (0, 0)


@pytest.mark.parametrize(("value", "at"), KEPT, ids=[f"{case[0]} at {case[1]}" for case in KEPT])
def test_what_is_small_is_kept(value: Any, at: float) -> None:
    number, script = both(value, at)
    raw = scalar(value, {"x": float(at), "y": float(at)})
    assert number == raw != 0 and (script == pytest.approx(raw, rel=1e-9) or raw == float("inf"))


@settings(max_examples=100, deadline=None)
@given(st.integers(-999, 999), st.floats(1e-9, 0.49))
def test_a_sine_is_zero_at_its_zeros_alone(n: int, off: float) -> None:
    value = sin(pi * x)
    terms = size(value)
    assert terms is not None
    for at, zero in ((float(n), True), (n + off, False)):
        number = settled(scalar(value, {"x": at}), scalar(terms, {"x": at}))
        assert (number == 0) is zero


def test_the_relations_of_a_condition_with_cases_stay_as_written() -> None:
    """SymPy would take each of them for a riddle: with long ones that took seconds."""
    a, b = symbols("a b", positive=True)
    size = Piecewise((a, a < b), (sin(b) ** 2 + cos(b) ** 2 + b, True))
    inner = Piecewise((1, size > 2), (0, True))
    made = Piecewise((2, inner + a > 1), (0, True))
    assert made.has(sin(b))
    for point in ({a: Rational(1, 2), b: 2}, {a: Rational(1, 2), b: Rational(1, 3)}, {a: 3, b: 9}):
        assert made.subs(point) == (2 if inner.subs(point) + point[a] > 1 else 0)


def test_the_index_of_a_sum_of_cases_stays_in_it() -> None:
    """SymPy's Abs of such a sum gives an expression in which the index stands free."""
    i, j = symbols("i j", integer=True)
    case = Choice("case", {"a": 1, "b": 2}, value="a", label="Case")
    mean = Sum(case.pick({"a": j, "b": j**2}), (j, 1, i)) / i
    found = size(sqrt(Sum((mean - case.pick({"a": 2, "b": 3})) ** 2, (i, 1, 4))))
    assert found is None or found.free_symbols <= {case}
