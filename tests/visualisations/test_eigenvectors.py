"""Eigenvectors: what is drawn against numpy.linalg, and facts that notice a broken model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ID = "eigenvectors"
STATES = [
    {"a": 2.0, "b": 1.0, "c": 0.5, "d": 1.5},
    {"a": -1.25, "b": 2.0, "c": 0.75, "d": 0.5},  # one eigenvalue of each sign
    {"a": 0.5, "b": -2.0, "c": -1.0, "d": -1.75},
    {"a": 2.0, "b": 0.0, "c": 0.0, "d": -1.0},  # diagonal
    {"a": -2.0, "b": 0.0, "c": 1.5, "d": 1.0},  # triangular
    {"a": 1.0, "b": 1.0, "c": 0.0, "d": 1.0},  # a shear: one line
    {"a": 0.5, "b": 0.5, "c": 0.5, "d": 0.5},  # singular
    {"a": -2.0, "b": -2.0, "c": -2.0, "d": -2.0},
]


def drawn(plugin: Callable[..., Any], state: dict[str, Any]) -> list[dict[str, Any]]:
    figures = plugin(ID).visualisation.figures(**state)
    return [{trace.name: trace for trace in figure.data if trace.name} for figure in figures]


@pytest.mark.parametrize("state", STATES)
def test_arrows_are_eigenvectors_and_points_eigenvalues(plugin: Callable[..., Any], state: dict[str, Any]) -> None:
    plane, parts = drawn(plugin, state)
    matrix = np.array([[state["a"], state["b"]], [state["c"], state["d"]]])
    expected = sorted(np.linalg.eigvals(matrix).real, reverse=True)
    for which, value in zip(("first", "second"), expected, strict=True):
        arrow = next(trace for name, trace in plane.items() if name.startswith(f"{which} eigenvector"))
        v = np.array([arrow.x[1], arrow.y[1]])
        assert np.linalg.norm(v) == pytest.approx(1)
        # A defective matrix has eigenvalues that numpy knows to half the digits only.
        assert matrix @ v == pytest.approx(value * v, abs=1e-7)
        points = parts[f"{which} eigenvalue"]
        assert list(points.y) == pytest.approx([value, value], abs=1e-7)
        assert np.abs(np.cross(np.append([np.cos(points.x[0]), np.sin(points.x[0])], 0), np.append(v, 0))).max() < 1e-9


def test_the_image_of_the_circle_and_its_parts(plugin: Callable[..., Any]) -> None:
    state = STATES[1]
    plane, parts = drawn(plugin, state)
    angle = np.linspace(0, 2 * np.pi, 361)
    circle = np.array([np.cos(angle), np.sin(angle)])
    image = np.array([[state["a"], state["b"]], [state["c"], state["d"]]]) @ circle
    ellipse = plane["image of the circle"]
    assert np.array([ellipse.x, ellipse.y]) == pytest.approx(image, abs=1e-12)
    assert np.asarray(parts["along the vector"].y) == pytest.approx((image * circle).sum(axis=0), abs=1e-12)
    assert np.asarray(parts["across the vector"].y) == pytest.approx(circle[0] * image[1] - circle[1] * image[0], abs=1e-12)


def test_the_grid_and_the_test_vector_go_straight_to_their_images(plugin: Callable[..., Any]) -> None:
    matrix = np.array([[1.0, -0.5], [0.75, 2.0]])
    state = {"a": 1.0, "b": -0.5, "c": 0.75, "d": 2.0, "u_1": 0.6, "u_2": -0.8}
    for s in (0.0, 0.3, 1.0):
        plane = plugin(ID).visualisation.figures(**state, s=s)[0]
        by_name = {trace.name: trace for trace in plane.data}
        way = (1 - s) * np.eye(2) + s * matrix
        there = by_name["u on its way"]
        assert [there.x[0], there.y[0]] == pytest.approx(way @ [0.6, -0.8])
        line = np.array([plane.data[0].x, plane.data[0].y])[:, :2]  # the first line of the grid: its two ends
        assert line == pytest.approx(way @ np.array([[-8, -8], [-8, 8]]))
    assert [by_name["image Au of the test vector"].x[1], by_name["image Au of the test vector"].y[1]] == pytest.approx(matrix @ [0.6, -0.8])


def test_the_matrix_stands_in_the_picture_with_its_numbers(plugin: Callable[..., Any]) -> None:
    plane = plugin(ID).visualisation.figures(a=1.0, b=-0.5, c=0.75, d=2.0)[0]
    assert [trace.customdata[0] for trace in plane.data if trace.texttemplate] == [1.0, 0.75, -0.5, 2.0]


def test_nothing_leaves_the_plot(plugin: Callable[..., Any]) -> None:
    """Columns, images and parts at the corners of the controls."""
    made = plugin(ID).visualisation
    for signs in ((1, 1, 1, 1), (1, -1, -1, 1), (-1, 1, 1, 1)):
        a, b, c, d = (2.0 * sign for sign in signs)
        plane, parts = made.figures(a=a, b=b, c=c, d=d, u_1=1.0, u_2=1.0, s=1.0)
        for trace in plane.data:
            if trace.name and "eigenvector" not in trace.name:
                assert max(np.nanmax(np.abs(trace.x)), np.nanmax(np.abs(trace.y))) <= plane.layout.xaxis.range[1], trace.name
        assert all(np.nanmax(np.abs(trace.y)) <= parts.layout.yaxis.range[1] for trace in parts.data if trace.visible is not False)


def test_no_eigenvector_is_shown_where_the_eigenvalues_are_complex(plugin: Callable[..., Any]) -> None:
    from covis.authoring.evaluate.evaluator import scalar

    module = plugin(ID)
    plane, _ = ({t.name: t for t in f.data if t.name} for f in module.visualisation.figures(a=0.5, b=-2.0, c=1.0, d=1.5))
    assert not any(trace.visible for name, trace in plane.items() if "eigenvector" in name)
    numbers = {"a": 0.5, "b": -2.0, "c": 1.0, "d": 1.5}
    pair = np.linalg.eigvals([[0.5, -2.0], [1.0, 1.5]])
    assert scalar(module.names["real_1"], numbers) == pytest.approx(pair[0].real)
    assert scalar(module.names["imaginary"], numbers) == pytest.approx(abs(pair[0].imag))


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("for the first eigenvector", ("tilt = atan2(d - a, b + c)", "tilt = atan2(a - d, b + c)")),
        ("for the second eigenvector", ("opening = atan2(sqrt(discriminant), b - c)", "opening = atan2(sqrt(discriminant), c - b)")),
        ("sum of the eigenvalues", ("2, (trace - sqrt(Max", "2, (trace + sqrt(Max")),
        ("eigenvalues multiply", ("imaginary = sqrt(Max(-discriminant, 0)) / 2", "imaginary = sqrt(Max(-discriminant, 0))")),
        ("eigenvalues multiply", ("determinant = a * d - b * c", "determinant = a * d + b * c")),
        ("has the area π det A", ("c * x + d * y", "b * x + d * y")),
        ("for the second eigenvector", ("2, (trace - sqrt(discriminant)", "2, (trace - 2 * sqrt(discriminant)")),
        ("A point goes straight", ("(1 - s) * old + s * new", "(1 - s) * old**2 + s * new")),
        ("Both parts make", ("across = cos(phi) * image_y - sin", "across = cos(phi) * image_y + sin")),
        ("quarter turn", ("discriminant = (a - d) ** 2 + 4 * b * c", "discriminant = (a - d) ** 2 + 2 * b * c")),
    ],
)
def test_a_broken_model_is_found(outcome: Callable[..., str], statement: str, change: tuple[str, str]) -> None:
    assert outcome(ID, statement) in ("proved", "agrees", "holds", "matches")
    assert outcome(ID, statement, change) == "fails"
