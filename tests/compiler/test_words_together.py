"""Events, roots, tables, linear algebra and chance in one expression: the program in V8, NumPy and mpmath give one answer."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Integral, Sum, cos, exp, re

import covis as cv
from covis.authoring.chance.expectation import draws
from covis.authoring.evaluate.evaluator import evaluate
from covis.authoring.outputs import Output
from covis.checks.facts.precise import evaluate as precisely
from covis.checks.units.dimensions import unit_of
from covis.compiler.program.module import program
from covis.compiler.program.needs import Supported
from covis.compiler.program.v8 import Program
from covis.compiler.text.latex import latex

size = cv.Slider("size", 0.5, 2, value=1, label="Size")
seed = cv.Again("seed")
k = cv.Index("k", 1, 12, label="Member")
t = cv.Axis("t", 0, 3, points=60, label="Time")
bins = cv.Axis("bins", 0, 4, points=9, label="Bin")
u, v = cv.Random("u", over=k, seed=seed), cv.Random("v", over=k, seed=seed)
a, x, y, w, n = sympy.symbols("a x y w n")
ground = cv.Table([-1, 1, 2, 3, 9], [0, 0.05, 0.1, 0.05, 0.1], kind="cubic", name="ground")
share = cv.Table([0, 1], [0.5, 0.9], name="share")
level = cv.root(a**3 + a - size * (1 + u), a, between=(0, 3))
FALL = {x: 0.7, y: w, w: -9.81, n: 0}
START = {x: 0, y: 1 + ground.at(0), w: 0, n: 0}
# A ball over hills, whose every bounce keeps a random part of its speed and is counted.
KEPT = (3 + u.subs(k, n + 1)) / 4
hills = cv.Trajectory(
    FALL, start=START, over=t, step=0.02, events=[cv.Event(y - ground.at(x), falling=True, then={w: -w * KEPT, n: n + 1})]
)
gate = cv.Trajectory(
    FALL, start=START, over=t, step=0.02,
    events=[cv.Event(y - cv.root(exp(a) - 1 - size / 9, a, between=(0, 1)), falling=True, then={w: share.at(size / 3) * -w})],
)  # fmt: skip
EXPRESSIONS: dict[str, tuple[sympy.Expr, Any]] = {
    "a table in an event, and a random number for each": (hills[y] - ground.at(hills[x]), t),
    "how often it happened": (hills[n], t),
    "a root in an event, and a table after it": (gate[y], t),
    "a trajectory read where a table says": (hills.at(3 * share.at(k / 20))[y], k),
    "a trajectory read at a root": (hills.at(level)[y], k),
    "roots of random equations, added": (cv.running_sum(level, over=k), k),
    "an integral up to a random place": (Integral(exp(-(a**3)), (a, 0, cv.exponential(u))), k),
    "a table read at a random place": (ground.at(cv.normal(u, mean=2, sd=size / 4)), k),
    "eigenvalues of a random matrix": (re(cv.eigenvalues([[u, size], [-v, v]])[1]) + cv.eigenvalues([[u, v], [v, size]])[0], k),
    "random equations solved": (cv.solve([[2 + u, v], [v, 2]], [size, 1])[0], k),
    "a histogram of roots": (cv.Histogram(2 * level, over=k, bins=bins).stated["y"].expressions[0], bins),
    "a root of a sum of random numbers": (cv.root(Sum(cos(a * u), (k, 1, 12)) - 6 * size, a, between=(0, 3)) + 0 * t, t),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_they_may_stand_in_each_other(name: str) -> None:
    expression, over = EXPRESSIONS[name]
    Supported([expression]).check(expression)
    output = Output((expression,), (over,))
    made = Program(program([[output]], [], [], [k, t, bins]))
    for state in ({"size": 1.0, "seed": 1.0}, {"size": 0.6180339887, "seed": 8128.0}):
        numpy = evaluate(output, state)
        assert np.isfinite(numpy).any()
        np.testing.assert_allclose(np.array(made.run(state).plots[0][0]), numpy, rtol=1e-9, atol=1e-9)
    assert latex(expression)


def test_a_bounce_lies_on_the_hills() -> None:
    above = evaluate(Output((hills[y] - ground.at(hills[x]),), (t,)), {"size": 1.0, "seed": 1.0})
    assert above.min() > -1e-9 and evaluate(Output((hills[n],), (t,)), {"size": 1.0, "seed": 1.0})[-1] >= 3


def test_facts_take_them_to_many_digits() -> None:
    point = {size: mpmath.mpf("1.25"), seed: mpmath.mpf(7), k: mpmath.mpf(3)}
    place = sympy.Symbol("place")
    drawn = float(u.subs({k: 3, seed: 7}).evalf())
    (found, read) = precisely([level, ground.at(2 * u)], point, 30)
    with mpmath.workdps(30):
        expected = mpmath.polyroots([1, 0, 1, -mpmath.mpf("1.25") * (1 + mpmath.mpf(drawn))])
        assert min(abs(found - root) for root in expected) < mpmath.mpf(10) ** -25
    assert abs(read - float(ground.data.read(2 * drawn))) < 1e-12
    assert not draws(sympy.sin(place)) and draws(hills[y]), "the random numbers of an event count"


def test_units_go_through() -> None:
    metre = cv.Constant("metre", 1, label="Metre", unit="m")
    b = sympy.symbols("b")
    height = cv.Table([0, 1], [0, 2], x_unit="m", unit="kg")
    place = cv.root(b - u * metre, b, between=(0 * metre, metre))
    assert str(unit_of(place)) == "m" and str(unit_of(height.at(place))) == "kg"
    assert str(unit_of(cv.normal(u, mean=place, sd=metre))) == "m"
    assert str(unit_of(cv.eigenvalues([[place, 0], [0, u * metre]])[0])) == "m"


def test_a_sum_of_cases_keeps_its_index_in_a_condition() -> None:
    """SymPy's piecewise_fold takes the cases out of the sum, and the index of the sum with them."""
    kind = cv.Choice("kind", {"a": 1, "b": 2}, value="a", label="Kind")
    j = sympy.Symbol("j", integer=True)
    total = sympy.Sum(kind.pick({"a": j, "b": j**2}), (j, 1, 3))
    few = sympy.Piecewise((1, total / kind.pick({"a": 1, "b": 2}) < 7), (0, True))
    assert few.free_symbols == {kind}
    assert cv.evaluate(few, kind="a") == 1 and cv.evaluate(few, kind="b") == 0  # 6 < 7, and 14/2 is not
