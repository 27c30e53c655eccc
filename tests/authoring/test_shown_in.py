"""shown_in: the code keeps its unit, and everything that a reader sees is in the other one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import cos, pi

import covis as cv
from covis.authoring.place import AuthoringError
from covis.authoring.units import shown_factor
from covis.compiler.outputs import control
from tests.authoring.script_states import script

a = cv.Axis("a", 0, 0.04, points=5, label="Position", unit="m", shown_in="mm")
d = cv.Slider("d", 100e-6, 500e-6, value=250e-6, step=10e-6, label="Distance", unit="m", shown_in="um")
angle = cv.Slider("angle", 0, float(2 * pi), value=1, label="Angle", unit="rad", shown_in="deg")


def figure(*marks: Any, **options: Any) -> Any:
    return cv.Visualisation(plots=[cv.Plot(*marks, **options)]).figures()[0]


def test_a_figure_is_in_the_units_that_are_shown() -> None:
    made = figure(cv.Curve(d * cos(angle), over=a), y="Height", y_unit="m", y_shown_in="um", y_range=(-5e-4, 5e-4))
    assert made.layout.xaxis.title.text == "Position (mm)" and made.layout.yaxis.title.text == "Height (µm)"
    assert list(made.data[0].x) == [0, 10, 20, 30, 40]
    assert made.data[0].y == pytest.approx(250 * np.cos(1) * np.ones(5))
    assert list(made.layout.yaxis.range) == [-500, 500]


def test_colours_and_levels_are_in_the_unit_that_is_shown() -> None:
    b = cv.Axis("b", 0, 0.02, points=4, label="Up", unit="m")
    height = {"z": "Area", "z_unit": "m**2", "z_shown_in": "mm**2", "y_shown_in": "cm"}
    warm = figure(cv.Heatmap(a * d, over=(a, b)), **height)
    assert np.max(warm.data[0].z) == pytest.approx(0.04 * 250e-6 * 1e6) and warm.data[0].zmax < 100
    assert list(warm.data[0].y)[-1] == pytest.approx(2) and warm.data[0].colorbar.title.text.startswith("Area (mm²)")
    lines = figure(cv.Contours(a * d, over=(a, b), levels=[1e-6, 2e-6, 3e-6]), **height)
    assert (lines.data[0].contours.start, lines.data[0].contours.end, lines.data[0].contours.size) == (1, 3, 1)


def test_equal_lengths_stay_equal_where_the_axes_show_different_units() -> None:
    made = figure(cv.Path(d, a, over=a), x="x", y="y", x_unit="m", y_unit="m", x_shown_in="mm", equal=True)
    assert made.layout.yaxis.scaleratio == 1000


@pytest.mark.parametrize(
    "make",
    [
        lambda: cv.Slider("e", 0, 1, value=0, label="E", unit="m", shown_in="s"),
        lambda: cv.Clock("e", 0, 1, label="E", unit="m", shown_in="s"),
        lambda: cv.Axis("e", 0, 1, label="E", unit="m", shown_in="s"),
        lambda: cv.Readout("E", d, unit="m", shown_in="s"),
        lambda: cv.Plot(cv.Curve(d, over=a), y_unit="m", y_shown_in="s"),
    ],
)
def test_another_dimension_is_an_error_that_names_both_units(make: Any) -> None:
    with pytest.raises(AuthoringError, match=r'shown_in="s" has another dimension than the unit "m"'):
        make()


def test_a_unit_that_there_is_not_is_an_error() -> None:
    with pytest.raises(AuthoringError, match="there is no unit metrs"):
        cv.Slider("e", 0, 1, value=0, label="E", unit="m", shown_in="metrs")


@pytest.mark.parametrize(
    ("unit", "shown_in", "factor"),
    [("m", "um", 1e6), ("m", "nm", 1e9), ("", "percent", 100), ("rad", "deg", 180 / np.pi), ("", "deg", 180 / np.pi)],
)
def test_factors_are_as_exact_as_they_can_be(unit: str, shown_in: str, factor: float) -> None:
    assert shown_factor("x", unit, shown_in) == factor


def test_controls_read_in_the_unit_that_is_shown() -> None:
    assert d.form.words(250e-6).replace("\u00a0", " ") == "250 um" and d.form.reach().replace("\u00a0", " ") == "100 to 500 um"
    assert control(angle).words(float(pi / 2)).replace("\u00a0", " ") == "90 deg"


@given(share=st.floats(0, 1), scale=st.sampled_from([1e6, 1e-6, 180 / np.pi, 3600.0, 1 / 3600]), step=st.booleans())
def test_the_page_leaves_and_enters_the_state_where_it_was(share: float, scale: float, step: bool) -> None:
    """What a hand does in the unit that is shown leads to states that Python allows, and both sides print them alike."""
    made = cv.Slider("s", 0.2, 1.9, value=0.2, step=0.1 if step else None, label="S", unit="m")
    form = made.form.model_copy(update={"scale": scale, "nudge": 0.05})
    state = form.normal(form.stop(round(share * 17))) if step else 0.2 + share * 1.7
    got = script([form.model_dump(mode="json")], {"s": state}, raw=[share])
    assert got["legal"]["s"][2] == form.words(state)
    for moved in (*got["snapped"]["s"], *got["moved"]["s"]):
        assert form.problem(moved) == "" and form.normal(moved) == pytest.approx(moved, rel=1e-15)
    if step:
        assert all(moved == form.normal(moved) for moved in got["snapped"]["s"])


glass = cv.Choice("glass", {"crown": 1.52, "flint": 0.1 + 0.2, "water": 1.52}, value="crown", label="Glass")


def test_pick_gives_the_expression_of_the_option() -> None:
    picked = glass.pick({"crown": d, "flint": 2 * d, "water": d})
    assert [cv.evaluate(picked, glass=key, d=300e-6) for key in glass.options] == [300e-6, 600e-6, 300e-6]


def test_pick_names_what_is_missing_and_what_there_is_not() -> None:
    with pytest.raises(AuthoringError, match="no expression for crown, water and clay is not an option"):
        glass.pick({"flint": 1, "clay": 2})
    with pytest.raises(AuthoringError, match="crown and water have the same number"):
        glass.pick({"crown": 1, "flint": 2, "water": 3})


def test_evaluate_gives_what_a_figure_holds_in_the_unit_of_the_code() -> None:
    y = d * cos(angle) * (a / 0.04)
    assert cv.evaluate(y, over=a, angle=0) == pytest.approx(250e-6 * np.linspace(0, 1, 5))
    assert cv.evaluate(d) == 250e-6
    b = cv.Index("b", 1, 3, label="B")
    assert np.shape(cv.evaluate(b * a, over=(a, b))) == (3, 5)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: cv.evaluate(d * a), "holds a, which is swept"),
        (lambda: cv.evaluate(d, D=1), "there is no control 'D'"),
        (lambda: cv.evaluate(d, d=1), "d=1 lies outside"),
        (lambda: cv.evaluate("d"), "is not an expression"),
    ],
)
def test_evaluate_says_what_is_wrong(call: Any, said: str) -> None:
    with pytest.raises(AuthoringError, match=said):
        call()
