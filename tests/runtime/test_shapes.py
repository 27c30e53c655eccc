"""Filled shapes: what is refused, closed outlines, what lies on top, and one picture in motion and at rest."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sympy import cos, pi, sin

import covis as cv
from covis.authoring.place import AuthoringError
from covis.compiler.text.alt_text import generated
from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import SNAPSHOT, Visit, hold, put
from tests.runtime.runtime_server import Site
from tests.runtime.test_runtime_marks import DRAWN, REDRAW, WATCH

SOURCE = """
r = Slider("r", 0.3, 2, value=1, label="Radius", unit="m")
n = Slider("n", 3, 8, value=5, step=1, label="Corners")
w = Axis("w", 0, 2 * pi, points=61, label="Angle", unit="rad")
q = Axis("q", 0, pi / 2, points=21, label="Angle", unit="rad")
k = Index("k", 0, n - 1, label="Corner")
j = Index("j", 0, 3, label="Block")
m = Constant("m", 1, label="a metre", unit="m")
plots = [
    Plot(
        Region(r * cos(w), r * sin(w), over=w, name="disc"),
        Region(r * cos(2 * pi * k / n) + 2 * m, r * sin(2 * pi * k / n), over=k, name="corners", fill=0.6),
        Region(r * cos(q) - (3 + j) * m, r * sin(q), over=q, each=j, fill=0, name="sectors"),
        Polygon([(-3, -2), (-2, -2), (-2, -2 * m + r)], name="wedge", fill=1, color="c"),
        Polygon([(m * j, -2 * m), (m * j + r / 2, -2 * m), (m * j, -m)], over=j, name="blocks"),
        Path(w * m - 3 * m, r * cos(w), over=w, name="wave"),
        x="x", y="y", x_unit="m", y_unit="m", equal=True,
    ),
]
"""

w = cv.Axis("w", 0, 2 * pi, points=9, label="Angle")
q = cv.Axis("q", 0, pi / 2, points=5, label="Angle")
n = cv.Slider("n", 3, 8, value=5, step=1, label="Corners")
k = cv.Index("k", 0, n - 1, label="Corner")
disc = cv.Region(cos(w), sin(w), over=w, name="disc")


@pytest.fixture(scope="module")
def document(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    made = compiled(tmp_path_factory.mktemp("shapes"), {"shapes": SOURCE})
    site.documents.update(made)
    return made["shapes"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: cv.Polygon([(0, 0), (1, 1)]), "a shape has three corners or more"),
        (lambda: cv.Polygon([(0, 0), (1, 1), (1, 0)], fill=2), "fill=2; give a number from 0 (an outline only) to 1 (solid)"),
        (lambda: cv.Region(cos(w), sin(w), over=w, fill=True), "fill=True; give a number"),
        (lambda: cv.Region(cos(w), sin(w)), "missing 1 required keyword-only argument: 'over'"),
        (lambda: cv.Region(cos(w), sin(w), over=w, filled=1), "did you mean fill=?"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(make: Callable[[], object], words: str) -> None:
    with pytest.raises((AuthoringError, TypeError)) as refused:
        make()
    assert words in str(refused.value)


def test_an_outline_comes_back_to_where_it_began() -> None:
    sector = cv.Region(cos(q), sin(q), over=q)
    regular = cv.Region(cos(2 * pi * k / n), sin(2 * pi * k / n), over=k)
    (figure,) = cv.Visualisation(plots=[cv.Plot(disc, sector, regular, cv.Polygon([(0, 0), (1, 0), (0, 1)]))]).figures(n=4)
    polygon, closing, corners, chord, arc, circle = figure.data
    assert list(polygon.x) == [0, 1, 0, 0] and polygon.fill == "toself"
    assert closing.x == pytest.approx([math.cos(3 * math.pi / 2), 1]) and closing.y == pytest.approx([-1, 0])
    assert np.isnan(corners.x[4:]).all() and len(corners.x) == 8
    assert chord.x == pytest.approx([0, 1]) and chord.fill is None and arc.fill == "toself"
    assert circle.x[0] == pytest.approx(circle.x[-1]), "a circle ends where it begins and needs no line more"


def test_the_first_mark_lies_on_top_of_a_shape_and_figures_without_one_stay_as_they_are() -> None:
    line = cv.Path(w, w, over=w, name="line")
    assert [trace.name for trace in cv.Visualisation(plots=[cv.Plot(line, disc)]).figures()[0].data] == ["disc", "line"]
    assert [trace.name for trace in cv.Visualisation(plots=[cv.Plot(line, cv.Points(0, 0, name="dot"))]).figures()[0].data] == [
        "line",
        "dot",
    ]


def test_a_shape_is_described_by_its_extent() -> None:
    words = "".join(part if isinstance(part, str) else "#" for part in generated(cv.Plot(disc)))
    assert words.endswith(" disc: a closed shape, x from # to #, y from # to #.")


def test_the_light_picture_fills_and_closes(document: dict[str, Any]) -> None:
    shapes = re.findall(r'<path d="([^"]*)"[^>]*?fill="([^"]*)"[^>]*?(?:fill-opacity="([^"]*)")?/>', document["thumbnail"])
    inside = [(d, solid) for d, fill, solid in shapes if fill != "none"]
    assert [solid for _, solid in inside] == ["0.25", "1", "0.6", "0.25"], "blocks, wedge, corners, disc: the last is on top"
    assert all(d.endswith("Z") for d, _ in inside) and inside[0][0].count("Z") == 4


@pytest.mark.browser
def test_shapes_move_as_they_rest(visit: Visit, document: dict[str, Any]) -> None:
    page = visit("shapes", reduced_motion="reduce")
    hold(page)
    page.evaluate(WATCH)
    put(page, "{r: 1.4, n: 7}")
    assert page.evaluate("restyled") == []
    moving = page.evaluate(DRAWN)
    page.evaluate(REDRAW)
    assert page.evaluate(DRAWN) == moving
    disc, corners, *_ = page.evaluate(SNAPSHOT)["plots"][0]["traces"]
    assert disc["x"][0] == pytest.approx(1.4) and corners["x"][7:] == [None]
    fills = page.evaluate("[...document.querySelectorAll('.js-fill')].map((node) => node.style.fillOpacity)")
    assert sorted(fills) == ["0.25", "0.25", "0.6", "1"], "as solid as their author said"
