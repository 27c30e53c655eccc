"""A scene is projected as NumPy projects it, its nearer pieces hide the farther ones, and there is no seam between its facets."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from covis.authoring.space.projection import Projection, directions

RUNTIME = Path(__file__).resolve().parents[2] / "covis" / "runtime"
MODULES = ("preview/shapes.js", "drawing/space/projection.js", "drawing/space/pieces.js", "drawing/space/outline.js")
lows = st.floats(-1e4, 1e4)
lengths = st.floats(1e-3, 1e4)
shares = st.floats(-0.5, 1.5)
edges = st.tuples(*[st.floats(0.05, 1)] * 3)
views = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@cache
def engine() -> MiniRacer:
    v8 = MiniRacer()
    text = "\n".join((RUNTIME / module).read_text(encoding="utf-8") for module in MODULES)
    v8.eval(re.sub(r"^import .*$|^export (?=const|function|class)", "", text, flags=re.M))
    return v8


def script(expression: str) -> Any:
    return json.loads(str(engine().eval(f"JSON.stringify({expression})")))


def pieces(traces: list[dict[str, Any]], view: tuple[float, float] = (-60, 25), *, cells: int = 100) -> list[dict[str, Any]]:
    """The pieces of a scene in a cube from -1 to 1."""
    seen = f"projectionOf({json.dumps(view)}, [[-1, 1], [-1, 1], [-1, 1]], [1, 1, 1], 400, 400)"
    arrays = [{key: trace[key] for key in "xyz"} for trace in traces]
    found: list[dict[str, Any]] = script(f"piecesOf({json.dumps(traces)}, {json.dumps(arrays)}, {seen}, {{cells: {cells}}})")
    return found


@given(
    view=views,
    low=st.tuples(lows, lows, lows),
    length=st.tuples(lengths, lengths, lengths),
    at=st.tuples(shares, shares, shares),
    edges=edges,
)
@settings(max_examples=60, deadline=None)
def test_the_page_projects_as_numpy_does(view: Any, low: Any, length: Any, at: Any, edges: Any) -> None:
    ranges = [[a, a + b] for a, b in zip(low, length, strict=True)]
    point = [a + share * b for a, b, share in zip(low, length, at, strict=True)]
    expected = Projection(view, ranges, edges, 640, 360)([point])[0]
    seen = f"projectionOf({json.dumps(view)}, {json.dumps(ranges)}, {json.dumps(edges)}, 640, 360)"
    got = script(f"[...project({seen}, [{point[0]!r}], [{point[1]!r}], [{point[2]!r}])]")
    assert got == pytest.approx(list(expected), abs=1e-6)


@given(view=views)
@settings(max_examples=30, deadline=None)
def test_a_view_turns_and_does_not_stretch(view: tuple[float, float]) -> None:
    assert directions(*view) @ directions(*view).T == pytest.approx(np.eye(3), abs=1e-12)


@given(view=views, edges=edges)
@settings(max_examples=60, deadline=None)
def test_no_corner_of_the_box_leaves_the_picture(view: tuple[float, float], edges: tuple[float, float, float]) -> None:
    corners = [[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)]
    seen = Projection(view, [[0, 1]] * 3, edges, 500, 300)(corners)
    assert (seen[:, :2] >= -1e-6).all() and (seen[:, 0] <= 500 + 1e-6).all() and (seen[:, 1] <= 300 + 1e-6).all()


def plane(z: float, color: str = "a") -> dict[str, Any]:
    axis = [-1 + k / 5 for k in range(11)]
    return {"type": "surface", "x": axis, "y": axis, "z": [[z] * 11 for _ in axis], "cmin": -1, "cmax": 1}


@pytest.mark.parametrize(("elevation", "last"), [(85, 1), (-85, 0)])
def test_of_two_planes_the_nearer_is_drawn_last(elevation: float, last: int) -> None:
    made = [piece["trace"] for piece in pieces([plane(-0.5), plane(0.5)], (30, elevation))]
    assert made[-1] == last and made[0] == 1 - last
    assert made == sorted(made, reverse=last == 0)


def test_a_line_goes_behind_a_surface_and_comes_out_again() -> None:
    line = {"type": "scatter3d", "mode": "lines", "x": [0, 0], "y": [0, 0], "z": [-1, 1]}
    made = pieces([plane(0), line], (0, 45))
    order = [piece["kind"] for piece in made]
    below = [k for k, piece in enumerate(made) if piece["kind"] == "line" and piece["points"][1] > 240]
    above = [k for k, piece in enumerate(made) if piece["kind"] == "line" and piece["points"][1] < 160]
    middle = min((k for k, kind in enumerate(order) if kind == "facet"), key=lambda k: abs(made[k]["near"]))
    assert below and above and max(below) < middle < min(above)


def test_what_is_outside_of_the_box_is_cut_off() -> None:
    line = {"type": "scatter3d", "mode": "lines", "x": [-5, 5], "y": [0, 0], "z": [0, 0]}
    ends = [point for piece in pieces([line], (-90, 0)) for point in piece["points"][::2]]
    inside = Projection((-90, 0), [[-1, 1]] * 3, (1, 1, 1), 400, 400)([[-1, 0, 0], [1, 0, 0]])[:, 0]
    assert (min(ends), max(ends)) == pytest.approx(tuple(inside), abs=1e-3)
    dots = {"type": "scatter3d", "mode": "markers", "x": [0, 2, None], "y": [0, 0, 0], "z": [0, 0, 0]}
    assert len(pieces([dots])) == 1
    slope = {"type": "surface", "x": [-1, 1], "y": [-1, 1], "z": [[-3, 3], [-3, 3]], "cmin": -1, "cmax": 1}
    (facet,) = pieces([slope], (-90, 0))
    z = Projection((-90, 0), [[-1, 1]] * 3, (1, 1, 1), 400, 400)([[0, 0, -1], [0, 0, 1]])[:, 1]
    assert (max(facet["points"][1::2]), min(facet["points"][1::2])) == pytest.approx(tuple(z), abs=1e-3)


def test_a_place_without_a_value_is_a_gap() -> None:
    line = {"type": "scatter3d", "mode": "lines", "x": [-1, -0.5, None, 0.5, 1], "y": [0] * 5, "z": [0] * 5}
    lengths = [abs(piece["points"][-2] - piece["points"][0]) for piece in pieces([line], (-90, 0))]
    whole = pieces([{**line, "x": [-1, -0.5, 0, 0.5, 1]}], (-90, 0))
    assert sum(lengths) == pytest.approx(sum(abs(piece["points"][-2] - piece["points"][0]) for piece in whole) / 2)
    hole = plane(0)
    hole["z"][5][5] = None
    assert len(pieces([hole])) == 96


def test_an_arrow_has_a_head_at_its_tip() -> None:
    arrow = {"type": "scatter3d", "mode": "lines+markers", "marker": {"size": [0, 5]}, "x": [0, 0], "y": [0, 0], "z": [-0.5, 0.5]}
    (head,) = [piece for piece in pieces([arrow], (0, 0)) if piece["kind"] == "head"]
    tip = Projection((0, 0), [[-1, 1]] * 3, (1, 1, 1), 400, 400)([[0, 0, 0.5]])[0]
    assert head["points"][:2] == pytest.approx(list(tip[:2]))


@given(
    points=st.lists(st.tuples(*[st.one_of(st.floats(-3, 3), st.none())] * 3), min_size=2, max_size=8),
    heads=st.booleans(),
    view=views,
)
@settings(max_examples=60, deadline=None)
def test_whatever_the_line_its_pieces_are_numbers_inside_of_the_box(points: Any, heads: bool, view: Any) -> None:
    x, y, z = ([point[k] for point in points] for k in range(3))
    trace = {"type": "scatter3d", "mode": "lines", "x": x, "y": y, "z": z, **({"marker": {"size": [3] * len(x)}} if heads else {})}
    for piece in pieces([trace], view):
        assert all(isinstance(number, int | float) and -15 <= number <= 415 for number in piece["points"])


def widened(points: list[tuple[float, float]]) -> np.ndarray:
    """The outline of a facet, every side one pixel farther out."""
    flat = [value for point in points for value in point]
    return np.array(script(f"[...outline.subarray(0, widen({json.dumps(flat)}, 1))]")).reshape(-1, 2)


@given(
    angles=st.lists(st.integers(0, 359), min_size=3, max_size=8, unique=True),
    shape=st.tuples(st.floats(3, 40), st.floats(3, 40)),
    clockwise=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_a_facet_is_as_much_larger_on_every_side(angles: list[int], shape: tuple[float, float], clockwise: bool) -> None:
    at = np.radians(sorted(angles, reverse=clockwise))
    corners = np.stack([shape[0] * np.cos(at), shape[1] * np.sin(at)], axis=1)
    made = widened([tuple(corner) for corner in corners])
    for here, there in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (there - here) / np.hypot(*(there - here))
        outwards = np.array([along[1], -along[0]]) * (-1 if clockwise else 1)
        assert ((made - here) @ outwards).max() == pytest.approx(1, abs=1e-6)
    far = np.hypot(*(made[:, None] - corners[None]).transpose(2, 0, 1)).min(axis=1)
    assert (far <= 2 + 1e-6).all(), "no corner becomes a spike"


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (9, 9), (9, 0), (0, 9)],  # twisted
        [(0, 0), (9, 0), (2, 2), (0, 9)],  # dented
        [(0, 0), (0, 0), (9, 0), (0, 9)],  # at the pole of a ball
        [(0, 0), (3, 0), (9, 0), (6, 0)],  # seen along its plane
    ],
)
def test_what_is_not_convex_is_left_to_a_stroke(points: list[tuple[float, float]]) -> None:
    assert len(widened(points)) == 0
