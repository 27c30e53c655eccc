"""A Scene as an author states it: what is refused and what is said, ranges and proportions, Plotly's figure of it, and the description."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sympy import cos, sin, tan

import covis as cv
from covis.authoring.place import AuthoringError
from covis.authoring.space.projection import directions, proportions
from covis.compiler.text.alt_text import generated

t = cv.Axis("t", 0, 6, points=50, label="Time", unit="s")
a = cv.Axis("a", -2, 2, points=5, label="East", unit="m", shown_in="cm")
b = cv.Axis("b", -1, 1, points=7, label="North", unit="m")
k = cv.Index("k", 0, 3, label="Place")
w = cv.Constant("w", 1, label="a rate", unit="1/s")
h = cv.Slider("h", 0, 1, value=0.5, label="Height", unit="m")
line = cv.Path3(cos(w * t), sin(w * t), w * t, over=t)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: cv.Scene(), "there is no mark"),
        (lambda: cv.Scene(cos(t)), "wrap an expression as cv.Path3"),
        (lambda: cv.Scene(cv.Path(t, t, over=t)), "a Scene takes cv.Path3"),
        (lambda: cv.Scene(cv.Heatmap(a * b, over=(a, b))), "a Scene takes cv.Surface"),
        (lambda: cv.Plot(line, cv.Curve(t, over=t)), "put Path3 into a cv.Scene and Curve into a cv.Plot"),
        (lambda: cv.Scene(line, view=(0, 91)), "the elevation is from -90"),
        (lambda: cv.Scene(line, view=(30,)), "give (azimuth, elevation) in degrees"),
        (lambda: cv.Scene(line, z_range=(1, 0)), "z_range=(1, 0); give (low, high)"),
        (lambda: cv.Scene(line, equal=True, x_unit="m", y_unit="m", z_unit="s"), 'z_unit="s"; leave equal= out'),
        (lambda: cv.Surface(a, b, over=(a, b)), "2 expressions are given"),
        (lambda: cv.Arrow3((0, 0), (1, 1, 1)), "tail is (0, 0); give a point as (x, y, z)"),
        (lambda: cv.Points3([1, 2], [1, 2, 3], 0), "2 of x, 3 of y, 1 of z"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(make: Callable[[], object], words: str) -> None:
    with pytest.raises((AuthoringError, TypeError)) as refused:
        make()
    assert words in str(refused.value)


def test_lengths_look_equal_where_they_are_asked_to() -> None:
    scene = cv.Scene(cv.Surface(h + 0 * a, over=(a, b)), equal=True, y_unit="m", z_range=(0, 0.5))
    (frame,) = cv.Visualisation(plots=[scene]).frames
    assert (scene.x_unit, scene.z_unit) == ("m", "m")
    assert proportions(scene, frame) == (1.0, 0.5, 0.125)
    mixed = cv.Scene(cv.Surface(h + 0 * a, over=(a, b)), equal=True, y_unit="m", z_unit="mm", z_range=(0, 500))
    assert proportions(mixed, frame.__class__(frame.x, frame.y, (0, 500))) == (1.0, 0.5, 0.125)


def test_figures_hold_plotlys_figure_seen_from_the_same_side() -> None:
    scene = cv.Scene(
        cv.Surface(h * a / 2, over=(a, b), name="sheet"),
        cv.Arrow3((0, 0, 0), (1, 0, h), name="arrow"),
        cv.Points3(0, 0, [0, 1], name="dots"),
        y_unit="m",
        z_unit="m",
        view=(20, 40),
    )
    (figure,) = cv.Visualisation(plots=[scene]).figures(h=1)
    sheet, arrow, dots = figure.data
    assert (sheet.type, arrow.type, dots.type) == ("surface", "scatter3d", "scatter3d")
    assert np.asarray(sheet.z).shape == (7, 5) and list(sheet.x) == [-200, -100, 0, 100, 200], "in the unit that the page shows"
    assert list(arrow.z) == [0, 1] and list(dots.x) == [0, 0]
    eye = figure.layout.scene.camera.eye
    assert np.array([eye.x, eye.y, eye.z]) / 2 == pytest.approx(directions(20, 40)[2])
    assert figure.layout.scene.camera.projection.type == "orthographic"


def test_a_surface_of_points_and_one_over_two_axes_are_the_same() -> None:
    over = cv.Visualisation(plots=[cv.Scene(cv.Surface(a * b, over=(a, b)), z_unit="m**2")]).figures()[0].data[0]
    points = (
        cv.Visualisation(plots=[cv.Scene(cv.Surface(a, b, a * b, over=(a, b)), x_unit="m", y_unit="m", z_unit="m**2")]).figures()[0].data[0]
    )
    assert np.asarray(points.z) == pytest.approx(np.asarray(over.z))
    assert np.asarray(points.x)[0] == pytest.approx(np.asarray(over.x) / 100)  # no Axis of the plot: in its own unit
    assert np.asarray(points.y)[:, 0] == pytest.approx(np.asarray(over.y))


def test_a_line_in_space_has_a_gap_at_a_pole() -> None:
    scene = cv.Scene(cv.Path3(w * t, 0 * w * t, tan(w * t), over=t), z_range=(-3, 3))
    (figure,) = cv.Visualisation(plots=[scene]).figures()
    assert np.isnan(np.asarray(figure.data[0].z, dtype=float)).sum() == 2


def test_a_scene_is_described_in_words() -> None:
    scene = cv.Scene(cv.Arrow3((0, 0, 0), (1, 2, h), name="arrow"), title="Space", x="East", y="North", z="Up", y_unit="m", equal=True)
    words = "".join(part if isinstance(part, str) else f"<{part.array} {part.stat}>" for part in generated(scene))
    first, last = (", ".join(f"<{way} {which}>" for way in "xyz") for which in ("first", "last"))
    assert words == f"Space. In three dimensions: East (m), North (m) and Up (m). arrow: from ({first}) to ({last})."


def test_a_plot_of_a_surface_is_projected_unless_its_author_speaks_plotly() -> None:
    surface = cv.Surface(a * b, over=(a, b))
    assert cv.Plot(surface).projected and cv.Scene(surface).projected
    assert not cv.Plot(surface, layout={"scene": {"dragmode": "orbit"}}).projected
    assert not cv.Plot(cv.Trace("scatter3d", over=t, x=t, y=t, z=t)).projected
    assert not cv.Plot(cv.Curve(t, over=t)).projected
