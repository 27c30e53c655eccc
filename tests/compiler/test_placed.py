"""Points that a student places: the program in V8, NumPy and mpmath give one answer, and what cannot be is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Sum

import covis as cv
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError
from covis.authoring.units import UnitError, parse
from covis.checks.facts.identities import run_identity
from covis.checks.facts.inequalities import run_always
from covis.checks.facts.points.sampling import Sampling
from covis.checks.facts.precise import evaluate as precisely
from covis.checks.facts.values import run_value
from covis.checks.states import exact, open_symbols, worded
from covis.checks.units.dimensions import unit_of
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from covis.compiler.text.equations import put_in
from covis.compiler.text.latex import latex

x = cv.Axis("x", 0, 10, points=21, label="Load", unit="N")
y = cv.Axis("y", -5, 20, label="Extension", unit="mm")
dots = cv.Placed("dots", over=(x, y), start=[(1, 3), (3, 6.5), (5, 9)], most=6, label="Readings", symbol="N")
k = cv.Index("k", 1, dots, label="Reading")
x_k, y_k = dots.at(k)
x_mean, y_mean = (Sum(value, (k, 1, dots)) / dots for value in (x_k, y_k))
slope = Sum((x_k - x_mean) * (y_k - y_mean), (k, 1, dots)) / Sum((x_k - x_mean) ** 2, (k, 1, dots))
POINT = st.tuples(st.floats(0, 10), st.floats(-5, 20))
LISTS = st.lists(POINT, max_size=6)


def both(points: Any, *outputs: Output, rtol: float = 0) -> list[np.ndarray[Any, Any]]:
    """The arrays of V8, which are NumPy's: to the last bit where nothing else is said."""
    numbers = dots.numbers(points)
    got = Program(program([list(outputs)], [], [], [k, x])).run(numbers).plots[0]
    for output, array in zip(outputs, got, strict=True):
        np.testing.assert_allclose(array, Evaluator([numbers]).evaluate(output), rtol=rtol, atol=rtol)
    return [np.array(array) for array in got]


@settings(max_examples=60, deadline=None)
@given(LISTS)
def test_the_points_are_those_of_the_list_and_beyond_them_are_gaps(points: list[tuple[float, float]]) -> None:
    xs, ys, total, second = both(
        points, Output((x_k,), (k,)), Output((y_k,), (k,)), Output((Sum(x_k * y_k, (k, 1, dots)),), ()), Output((dots.at(2)[1],), ())
    )
    there = np.array([*points, *[(np.nan, np.nan)] * (6 - len(points))]).reshape(6, 2)
    np.testing.assert_array_equal(np.stack([xs, ys], axis=1), there)
    np.testing.assert_allclose(total, [sum(a * b for a, b in points)], rtol=1e-13, atol=1e-11)
    np.testing.assert_array_equal(second, [points[1][1] if len(points) > 1 else np.nan])


@settings(max_examples=60, deadline=None)
@given(st.lists(POINT, min_size=2, max_size=6, unique_by=lambda point: round(point[0])))
def test_the_line_of_least_squares_is_that_of_numpy(points: list[tuple[float, float]]) -> None:
    line = y_mean + slope * (x - x_mean)
    (got,) = both(points, Output((line,), (x,)), rtol=1e-12)
    xs, ys = np.array(points).T
    (rising, height), *_ = np.linalg.lstsq(np.stack([xs, np.ones_like(xs)], axis=1), ys)
    np.testing.assert_allclose(got, rising * np.linspace(0, 10, 21) + height, rtol=1e-8, atol=1e-8)
    numbers = dots.numbers(points)
    at = {symbol: exact(numbers[symbol.name]) for symbol in (*dots.coordinates[0], *dots.coordinates[1], dots)}
    (truth,) = precisely((slope,), at, 40)
    assert float(truth) == pytest.approx(rising, rel=1e-7, abs=1e-7)


def test_states_are_lists_wherever_an_author_gives_one() -> None:
    assert cv.evaluate(x_mean, dots=[(2, 0), (4, 1)]) == 3
    assert cv.evaluate(dots) == 3 and cv.evaluate(dots, dots=[]) == 0
    assert np.asarray(cv.evaluate(x_k, over=k, dots="1*2~3*4"))[:2].tolist() == [1, 3]
    plot = cv.Plot(cv.Points(x_k, y_k, over=k, name="readings"), y="Extension", y_unit="mm", x="Load", x_unit="N")
    shown = cv.Visualisation(plots=[plot], presets=[cv.Preset("One", dots=[(1, 2)])])
    assert [control.name for control in shown.controls] == ["dots"]
    assert shown.stated(shown.presets[0].controls) == {"dots": "1*2"}
    (figure,) = shown.figures(dots=[(7, 8)])
    assert figure.data[0].x[0] == 7 and np.isnan(figure.data[0].x[1])
    with pytest.raises(ValueError, match=r"dots: the point \(11, 0\) lies outside: x goes from 0 to 10"):
        shown.figures(dots=[(11, 0)])


def test_only_a_mark_of_the_points_themselves_is_where_a_student_works() -> None:
    assert cv.Points(x_k, y_k, over=k).moves == {"points": "dots"}
    others = [cv.Points(x_k, y_k / 2, over=k), cv.Points(y_k, x_k, over=k), cv.Points(*dots.at(1)), cv.Points(x_k, y_k, over=x)]
    three = cv.Index("k", 1, 3, label="Reading")
    assert not any(mark.moves for mark in (*others, cv.Points(*dots.at(three), over=three)))


def test_what_cannot_be_is_said() -> None:
    def made(**changes: Any) -> cv.Placed:
        return cv.Placed("dots", **{"over": (x, y), "start": [(1, 3)], "label": "Readings", **changes})

    for changes, message in (
        ({"over": x}, "give a pair of Axis objects"),
        ({"over": (x, cv.Axis("h", 1, 100, log=True, label="H"))}, "the axis h is logarithmic"),
        ({"over": (x, cv.Axis("h", 0, dots, label="H"))}, "the axis h has bounds that a control moves"),
        ({"fewest": 4, "most": 4}, "0 <= fewest < most <= 40"),
        ({"most": 41}, "0 <= fewest < most <= 40"),
        ({"start": [(1, 21)]}, "y goes from -5 to 20"),
        ({"start": [(1, 2)] * 13}, "has 13 points, and takes from 0 to 12"),
        ({"start": [1, 2]}, "is not a list of points; give one such as"),
        ({"start": [(1, float("nan"))]}, "is not a list of points; give one such as"),
    ):
        with pytest.raises(AuthoringError, match=message.replace("(", r"\(")):
            made(**changes)
    for number in (0, 7, 1.5):
        with pytest.raises(AuthoringError, match="numbered from 1 to 6"):
            dots.at(number)


def test_units_are_those_of_the_axes() -> None:
    unit = unit_of(slope)
    assert unit is not None and unit.same(parse("mm/N"))
    with pytest.raises(UnitError):
        unit_of(x_k + y_k)
    with pytest.raises(UnitError, match="chooses a point"):
        unit_of(dots.at(x)[0])


def test_facts_are_tried_with_lists_of_points_and_name_the_one_that_fails() -> None:
    other = (Sum(x_k * y_k, (k, 1, dots)) - dots * x_mean * y_mean) / (Sum(x_k**2, (k, 1, dots)) - dots * x_mean**2)
    holds = run_identity(cv.Identity("two forms", slope, other, source="derived: by hand"), Sampling())
    assert holds.outcome == "agrees", holds
    wrong = run_identity(cv.Identity("wrong", Sum(x_k, (k, 1, dots)), dots * dots.at(1)[0], source="derived: by hand"), Sampling())
    assert wrong.outcome == "fails" and "dots = [(1, any), (3, any), (5, any)]" in wrong.evidence and "dots_x" not in wrong.evidence
    numbers = dots.numbers([(1, 2), (3, 4)])
    point = {symbol: exact(numbers[symbol.name]) for symbol in (*dots.coordinates[0], *dots.coordinates[1], dots)}
    assert worded(point) == "dots = [(1, 2), (3, 4)]"


def test_a_fact_is_stated_at_a_list_of_points() -> None:
    fact = cv.Value("three points", slope, at={dots: [(0, 1), (1, 3), (2, 5)]}, expected=2, source="derived: y = 1 + 2 x")
    assert fact.at[dots] == 3 and open_symbols(fact) == []
    assert run_value(fact, Sampling()).outcome == "matches"
    assert "".join(put_in(fact.at, latex)) == r"\quad \text{at } \text{dots}\text{: [(0, 1), (1, 3), (2, 5)]}"
    with pytest.raises(AuthoringError, match=r"at\[dots\]: dots has 7 points"):
        cv.Value("too many", slope, at={dots: [(1, 1)] * 7}, expected=2, source="derived: no")


def test_equations_print_the_letter_of_the_axis_with_the_number_of_the_point() -> None:
    assert latex(x_mean) == r"\frac{\sum_{k=1}^{N} x_{k}}{N}"
    assert latex(dots.at(2)[1] ** 2) == "y_{2}^{2}"
    more = cv.Placed("more", over=(x, y), start=[], label="More")
    assert latex(dots.at(k)[0] - more.at(k)[0]) == r"x_{\text{dots},k} - x_{\text{more},k}"


def test_a_run_remembers_where_the_points_were() -> None:
    clock = cv.Stopwatch("clock", step=0.01, label="Time")
    u = sympy.symbols("u")
    run = cv.Run({u: Sum(x_k - u, (k, 1, dots))}, start={u: 0}, over=clock)
    text = clock.after(200, [(0, dots, [(1, 0)]), (100, dots, [(3, 0), (5, 0)])])
    state = {**dots.numbers([(3, 0), (5, 0)]), "clock": clock.number(text)}
    expected = 4 + (1 - np.exp(-1) - 4) * np.exp(-2)
    assert Evaluator([state]).scalar(run[u]) == pytest.approx(expected, rel=1e-8)
    got = Program(program([[Output((run[u],), ())]], [], [], [])).run(state).plots[0][0]
    assert got[0] == pytest.approx(expected, rel=1e-8)


def test_a_trajectory_feels_the_points() -> None:
    t = cv.Axis("t", 0, 2, points=41, label="Time")
    u = sympy.symbols("u")
    run = cv.Trajectory({u: Sum((x_k - u) / (1 + (x_k - u) ** 2), (k, 1, dots))}, start={u: 5}, over=t)
    numbers = dots.numbers([(1, 0), (9, 0), (8, 1)])
    output = Output((run[u],), (t,))
    got = Program(program([[output]], [], [], [t, k])).run(numbers).plots[0][0]
    np.testing.assert_allclose(got, Evaluator([numbers]).evaluate(output), rtol=1e-13)
    assert got[-1] > 5


def test_facts_about_what_starts_where_a_student_placed_a_point() -> None:
    """The start of the run is a part of the state of the points, and no control of its own."""
    u = sympy.Symbol("u")
    run = cv.Trajectory({u: 0 * u}, start={u: dots.at(1)[0] / 10}, over=x)
    preset = Sampling(presets=[{"dots": [(7.5, 0)]}])
    below = cv.Always("It is at most 1", run[u] <= 1, source="derived: the points lie between 0 and 10")
    assert run_always(below, preset).outcome == "holds"
    elsewhere = cv.Always(
        "It is 0.75 nowhere", (run[u] < 0.74) | (run[u] > 0.76), source="derived: false in the preset, and hardly elsewhere"
    )
    assert run_always(elsewhere, preset).evidence.startswith("fails at dots = [(7.5, any)], x = 0: 0.75 > 0.76 is false")


def test_a_list_of_numbers_is_printed_with_the_place_as_an_index() -> None:
    assert latex(x_k.subs({symbol: number for number, symbol in enumerate(dots.coordinates[0])})).endswith(r", 4, 5\right)_{k}")
    assert latex(x_k**2) == "x_{k}^{2}"
