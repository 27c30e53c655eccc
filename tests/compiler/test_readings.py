"""Tables read at a moving place: the program in V8, NumPy, mpmath and SciPy give one answer."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import CubicSpline

import covis as cv
from covis.authoring.evaluate.evaluator import evaluate
from covis.authoring.numerical.readings import Reading
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError
from covis.authoring.units import UnitError, parse
from covis.checks.facts.precise import evaluate as precisely
from covis.checks.units.dimensions import unit_of
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from covis.compiler.text.latex import latex

k = cv.Slider("k", 0.1, 5, value=1, label="K")
width = cv.Slider("width", 1, 3, value=1, step=0.5, label="Width")
t = cv.Axis("t", -1, 6, points=41, label="T")
a = cv.Axis("a", 0, 4, points=50, label="A")
steep = cv.Axis("steep", 0.01, 100, points=80, log=True, label="S")
X, Y = [0, 1, 2.5, 4], [1, 3, 2, 7]


def both(expression: Any, **state: float) -> np.ndarray[Any, Any]:
    """The array of V8 along t, which is NumPy's."""
    output = Output((expression,), (t,))
    numbers = {"k": 1.0, "width": 1.0, **state}
    got = np.array(Program(program([[output]], [], [], [t])).run(numbers).plots[0][0], dtype=float)
    np.testing.assert_allclose(got, evaluate(output, numbers), rtol=1e-14, atol=1e-14)
    return got


def test_a_table_is_read_as_numpy_and_scipy_read_it() -> None:
    along = np.linspace(-1, 6, 41)
    inside = (along >= 0) & (along <= 4)
    assert np.allclose(both(cv.Table(X, Y).at(t)), np.where(inside, np.interp(along, X, Y), np.nan), equal_nan=True)
    cubic = cv.Table(X, Y, kind="cubic").at(t)
    assert np.allclose(both(cubic), np.where(inside, CubicSpline(X, Y)(along), np.nan), equal_nan=True)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=2, max_size=12), st.sampled_from(["linear", "cubic"]), st.data())
def test_a_table_goes_through_its_points_and_stays_between_them(values: list[float], kind: Any, data: Any) -> None:
    places = np.cumsum(data.draw(st.lists(st.floats(0.01, 10), min_size=len(values), max_size=len(values))))
    read = cv.Table(places, values, kind=kind).data.read
    assert np.allclose(read(places), values, rtol=1e-9, atol=1e-9)
    assert np.isnan(read(places[0] - 1)) and np.isnan(read(places[-1] + 1))
    if kind == "linear":
        assert (read(np.linspace(places[0], places[-1], 50)) <= max(values) + 1e-9).all()


@pytest.mark.parametrize("axis", [a, steep])
def test_samples_are_read_between_their_points_and_at_the_state_of_their_controls(axis: cv.Axis) -> None:
    table = cv.Samples(lambda x, w: np.sin(w * np.sqrt(x)), over=axis, controls=(width,))
    points = axis.spaced(*map(float, axis.bounds))
    for state in (1.0, 1.5, 3.0):
        at = 0.3 * np.linspace(-1, 6, 41)
        expected = np.interp(at, points, np.sin(state * np.sqrt(points)), left=np.nan, right=np.nan)
        assert np.allclose(both(table.at(k * t), k=0.3, width=state), expected, atol=1e-6, equal_nan=True)
    assert table.at(k).free_symbols == {k, width}


@given(now=st.floats(0, 6), speed=st.sampled_from([1.0, 1.5, 3.0]))
@settings(max_examples=30, deadline=None)
def test_a_clock_shows_a_frame_until_it_has_reached_the_next(now: float, speed: float) -> None:
    clock = cv.Clock("now", -2, 4, loop=False, label="Step")
    member = cv.Index("m", 1, 5, label="Member")
    table = cv.Samples(lambda m, n, w: 10 * m + n + w, over=member, controls=(clock, width))
    output = Output((table,), (member,))
    numbers = {"now": now - 2, "width": speed}
    got = np.array(Program(program([[output]], [], [], [member])).run(numbers).plots[0][0], dtype=float)
    assert got.tolist() == evaluate(output, numbers).tolist() == [10 * m + np.floor(now - 2) + speed for m in range(1, 6)]
    assert both(table.at(3) + 0 * t, now=now - 2, width=speed)[0] == 30 + np.floor(now - 2) + speed


def test_what_has_no_frames_is_refused() -> None:
    with pytest.raises(AuthoringError, match="does not run between whole numbers"):
        cv.Samples(np.sin, over=a, controls=(cv.Clock("now", 0, 2.5, label="Step"),))
    with pytest.raises(AuthoringError, match="pick one of several tables"):
        cv.Samples(np.sin, over=a, controls=(cv.Choice("way", {"up": 1, "down": 2}, value="up", label="Way"),))


def test_a_table_read_inside_a_root_a_sum_and_a_fact() -> None:
    u, j = sympy.symbols("u"), sympy.symbols("j", integer=True)
    table = cv.Table(X, Y)
    assert np.allclose(both(cv.root(table.at(u) - 2, u, between=(0, 4)) + 0 * t), 0.5)
    assert np.allclose(both(sympy.Sum(table.at(j * k), (j, 0, 2)) + 0 * t, k=1.0), 1 + 3 + 7 / 3)
    cubic = cv.Table(X, Y, kind="cubic").at(k)
    (exactly,) = precisely([cubic], {k: mpmath.mpf(1.7)}, 30)
    assert abs(float(exactly) - CubicSpline(X, Y)(1.7)) < 1e-13
    assert isinstance(cubic, Reading) and cubic.subs(k, 2) != cubic


def test_units_and_print() -> None:
    warmth = cv.Slider("warmth", 0, 20, value=5, label="Temperature", unit="K")
    density = cv.Table([0, 20], [999, 998], x_unit="K", unit="kg/m**3", name="rho")
    assert unit_of(density.at(warmth)).same(parse("kg/m**3"))  # type: ignore[union-attr]
    with pytest.raises(UnitError, match="plain number"):
        unit_of(density.at(k))
    assert latex(density.at(warmth)) == r"\rho\left(\text{warmth}\right)" and str(density.at(warmth)) == "rho.at(warmth)"


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        (([0, 1, 2], [1, 2]), {}, "x has 3 numbers and y has 2"),
        (([0, 1, 1], [1, 2, 3]), {}, "x does not rise: 1 comes before 1"),
        (([0], [1]), {}, "give a list of 2"),
        (("ab", [1, 2]), {}, "not a list of numbers"),
        (([0, 1], [1, float("nan")]), {}, "holds nan"),
        (([0, 1], [1, 2]), {"kind": "quadratic"}, '"linear" or "cubic"'),
    ],
)
def test_what_is_no_table_is_refused_in_words(arguments: Any, options: Any, said: str) -> None:
    with pytest.raises(AuthoringError, match=said):
        cv.Table(*arguments, **options)


def test_a_table_of_two_axes_has_no_single_place() -> None:
    with pytest.raises(AuthoringError, match="reads a table along one axis"):
        cv.Samples(lambda x, y: x + y, over=(a, t)).at(k)
    with pytest.raises(AuthoringError, match="has no derivative"):
        cv.Table(X, Y).at(k).diff(k)
