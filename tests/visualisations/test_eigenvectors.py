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
    {"a": 0.5, "b": -2.5, "c": -1.0, "d": -2.75},
    {"a": 3.0, "b": 0.0, "c": 0.0, "d": -1.0},  # diagonal
    {"a": -2.0, "b": 0.0, "c": 1.5, "d": 1.0},  # triangular
    {"a": 1.0, "b": 1.0, "c": 0.0, "d": 1.0},  # a shear: one line
    {"a": 0.5, "b": 0.5, "c": 0.5, "d": 0.5},  # singular
    {"a": -3.0, "b": -3.0, "c": -3.0, "d": -3.0},
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
        ("sum of the eigenvalues", ("real_2 = (trace - sqrt", "real_2 = (trace + sqrt")),
        ("product of the eigenvalues", ("imaginary = sqrt(Max(-discriminant, 0)) / 2", "imaginary = sqrt(Max(-discriminant, 0))")),
        ("characteristic equation", ("determinant = a * d - b * c", "determinant = a * d + b * c")),
        ("encloses the determinant", ("image_y = c * cos(phi) + d * sin(phi)", "image_y = b * cos(phi) + d * sin(phi)")),
        ("part along is the second", ("lambda_2 = (trace - sqrt", "lambda_2 = (trace - 2 * sqrt")),
        ("part across swings", ("across = cos(phi) * image_y - sin", "across = cos(phi) * image_y + sin")),
        ("quarter turn", ("discriminant = (a - d) ** 2 + 4 * b * c", "discriminant = (a - d) ** 2 + 2 * b * c")),
    ],
)
def test_a_broken_model_is_found(outcome: Callable[..., str], statement: str, change: tuple[str, str]) -> None:
    assert outcome(ID, statement) in ("proved", "agrees", "holds", "matches")
    assert outcome(ID, statement, change) == "fails"
