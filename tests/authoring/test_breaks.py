"""Where a line jumps or has a pole there is a gap, and nowhere else; Python and the page's script find the same ones."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Heaviside,
    Mod,
    Piecewise,
    atan,
    atan2,
    cbrt,
    cos,
    exp,
    floor,
    gamma,
    log,
    pi,
    sec,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
    tanh,
)

from covis import Axis, Curve, Plot, Samples, Slider, Trajectory, Visualisation
from covis.authoring.evaluate.breaks import Break, between, breaks
from covis.authoring.evaluate.evaluator import Evaluator, points
from covis.authoring.outputs import Output

x = Axis("x", -3, 3, label="x")
whole = Axis("whole", -3, 3, points=401, label="A point falls on 0")
k = Slider("k", 0.5, 2, value=1, label="Factor")
angle, speed = symbols("angle speed")
t = Axis("t", 0, 10, label="Time")
pendulum = Trajectory({angle: speed, speed: -sin(angle)}, start={angle: 0, speed: 2.5}, over=t)

BROKEN = [
    (tan(k * x), x, ["pole", "pole"], [-np.pi / 2, np.pi / 2]),
    (sec(x), x, ["pole", "pole"], [-np.pi / 2, np.pi / 2]),
    (1 / (x - sympy.Float("0.4001")), x, ["pole"], [0.4001]),
    (1 / x**2, x, ["pole"], [0]),
    (exp(1 / x), x, ["pole"], [0]),
    (floor(x), x, ["jump"] * 6, [-2, -1, 0, 1, 2, 3]),
    (sign(whole), whole, ["jump", "jump"], [0, 0]),
    (Heaviside(x - sympy.Rational(1, 3)), x, ["jump"], [1 / 3]),
    (Mod(t, 2 * pi), t, ["jump"], [2 * np.pi]),
    (atan(1 / x), x, ["jump"], [0]),
    (Piecewise((x, x < sympy.Rational(1, 3)), (x + 2, True)), x, ["jump"], [1 / 3]),
    (atan2(sin(pendulum[angle]), cos(pendulum[angle])), t, ["jump"] * 3, None),
]
UNBROKEN = [
    (tanh(10_000 * x), x),
    (sign(x) * cbrt(Abs(x)), x),
    (sin(x) / x, x),
    (Piecewise((x, x < 1), (x**2, True)), x),
    (1 / ((1 - x**2) ** 2 + sympy.Float("1e-4") * x**2), x),
    (log(Abs(x)), x),
    (sqrt(x**2 - 1), x),
    (tan(x / 10), x),
    (floor(x / 10), Axis("y", 1, 9, label="Inside one step")),
    (pendulum[angle], t),
    (5 + 0 * x + 1e-13 * tan(x / 10), x),
]


def found(expression: Any, axis: Axis) -> list[Break]:
    return breaks(Evaluator([{"k": 1.0}]), Output((expression,), (axis,)))


@pytest.mark.parametrize(("expression", "axis", "kinds", "places"), BROKEN, ids=[str(case[0]) for case in BROKEN])
def test_a_line_is_broken_where_it_jumps_or_has_a_pole(expression: Any, axis: Axis, kinds: list[str], places: list[float] | None) -> None:
    broken = found(expression, axis)
    assert [one.kind for one in broken] == kinds
    assert places is None or [one.at for one in broken] == pytest.approx(places, abs=1e-6)


@pytest.mark.parametrize(("expression", "axis"), UNBROKEN, ids=[str(case[0]) for case in UNBROKEN])
def test_a_steep_line_is_not_broken(expression: Any, axis: Axis) -> None:
    assert found(expression, axis) == []


def test_a_table_is_not_looked_into() -> None:
    table = Samples(lambda x: np.sign(x), over=x)
    assert between(Output((table,), (x,))) is None


def test_the_gap_is_in_the_figure_and_every_point_stays() -> None:
    visualisation = Visualisation(plots=[Plot(Curve(tan(k * x), over=x))])
    (figure,) = visualisation.figures(k=1)
    trace = figure.data[0]
    kept = np.isfinite(trace.y)
    assert (~kept).sum() == 2 and np.all(np.diff(trace.x) >= 0)
    assert np.allclose(trace.y[kept], np.tan(points(x, {})), rtol=1e-9)


@cache
def _engine() -> Any:
    from py_mini_racer import MiniRacer

    engine = MiniRacer()
    source = (Path(__file__).parents[2] / "covis/runtime/drawing/breaks.js").read_text(encoding="utf-8")
    engine.eval(re.sub(r"^export ", "", source, flags=re.M))
    return engine


STEPS = [floor(2 * x), sign(x - k), atan(k / x), Piecewise((x, x < k), (-x, True))]
PARTS = [tan(x), 1 / (x - k), 1 / x**2, gamma(x), sin(5 * x), exp(x), *STEPS]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=2), st.floats(0.5, 2), st.integers(-5, 5))
def test_the_page_breaks_the_same_lines(parts: list[Any], number: float, factor: int) -> None:
    """Each finds the breaks of what its own arithmetic gives, by the program that a document has."""
    from covis.compiler.program.module import Module

    expression = sympy.Add(*parts) + sympy.Rational(factor, 7) * x
    output = Output((expression,), (x,))
    line = between(output)
    assert line is not None or all(part in (sin(5 * x), exp(x)) for part in parts)
    if line is None:
        return
    module = Module([[output]], [], [], [x], [{0: line}]).source
    run = "const s = prepare(c); const [points, value] = between[0][0](c, s); return breaksOf(points, plots[0](c, s)[0], value);"
    script = "((c) => {" + re.sub(r"^export (?=const|function)", "", module, flags=re.M) + run + "})"
    given_to = json.loads(_engine().eval(f"JSON.stringify({script}({json.dumps({'k': number})}))"))
    assert given_to == [one.index for one in breaks(Evaluator([{"k": number}]), output)]


@pytest.mark.parametrize("line", [1 / (x - k), floor(k * x), tan(k * x), sign(x) * sqrt(k), k * x**2, gamma(k * x)])
def test_many_states_have_the_breaks_of_each(line: sympy.Expr) -> None:
    states = [{"k": 0.5 + 0.07 * number} for number in range(20)]
    together, output = Evaluator(states), Output((line,), (x,))
    for number, state in enumerate(states):
        alone = breaks(Evaluator([state]), output)
        for one, other in zip(breaks(together, output, number), alone, strict=True):
            assert (one.index, one.kind) == (other.index, other.kind)
            assert one.at == pytest.approx(other.at, abs=1e-9)
