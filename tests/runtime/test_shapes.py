"""Filled shapes, colours that show values, bars at real places, sides of labels, heights of plots: in figures and on the page."""

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
from covis.checks.rules.units import drawn_units
from covis.compiler.text.alt_text import generated
from tests.runtime import test_runtime_marks as of_marks
from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import SNAPSHOT, Visit, hold, put
from tests.runtime.runtime_server import Site

# A scene is no plot of Plotly's.
DRAWN, REDRAW, WATCH = (
    script.replace(".covis-area", ".covis-area.js-plotly-plot") for script in (of_marks.DRAWN, of_marks.REDRAW, of_marks.WATCH)
)
SOURCE = """
r = Slider("r", 0.3, 2, value=1, label="Radius", unit="m")
n = Slider("n", 3, 8, value=5, step=1, label="Corners")
w = Axis("w", 0, 2 * pi, points=61, label="Angle", unit="rad")
q = Axis("q", 0, pi / 2, points=21, label="Angle", unit="rad")
k = Index("k", 0, n - 1, label="Corner")
j = Index("j", 0, 3, label="Block")
i = Index("i", 1, 150, label="Dot")
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
    Plot(
        Points(k, sin(k), over=k, color=r * k, name="few"),
        Points(i / 20, cos(i), over=i, color=r * sin(i), name="many"),
        Label("{} m", at=(0, 0), value=r, side="below"),
        x="x", y="y", z="Distance", z_unit="m", z_shown_in="cm", height="short",
    ),
    Plot(
        Bars(1 / (1 + k), over=k, x=k * r, width=r / 4, color=r * k, name="lines"),
        Bars(0.1 + 0.1 * k, over=k, x=k * r, width=r / 8, name="thin"),
        x="Place", x_unit="m", x_shown_in="cm", y="y", z="Distance", z_unit="m", height="short",
    ),
    Scene(
        Points3(k, k, k, over=k, color=r * k, name="dots"),
        x="x", y="y", z="z", color="Distance", color_unit="m", height="short",
    ),
]
"""

w = cv.Axis("w", 0, 2 * pi, points=9, label="Angle")
q = cv.Axis("q", 0, pi / 2, points=5, label="Angle")
n = cv.Slider("n", 3, 8, value=5, step=1, label="Corners")
k = cv.Index("k", 0, n - 1, label="Corner")
f = cv.Axis("f", 1, 100, log=True, label="Frequency", unit="Hz")
s = cv.Axis("s", -1, 1, points=5, label="Speed", unit="m/s")
second = cv.Constant("second", 1, label="a time over a length, squared", unit="s**2/m**2")
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
        (lambda: cv.Points([0, 1], [0, 1], color=[n]), "color has 1 values for 2 dots; give as many"),
        (lambda: cv.Points(0, 0, color=3), 'color=3; give a role such as "a", or an expression whose value it shows'),
        (lambda: cv.Points(0, 0, color="red"), "is not a role of the palette"),
        (lambda: cv.Curve(w, over=w, color=w), "is not a role of the palette"),
        (lambda: cv.Bars(k, over=k, width=-1), "width=-1; give a width above zero"),
        (lambda: cv.Bars(w, over=w, x=2 * w), "with x= along an Axis say how wide the bars are, with width="),
        (lambda: cv.Bars(f, over=f), "along a logarithmic axis bars are not equally wide"),
        (lambda: cv.Label("a", at=(0, 0), side="top"), "side='top'; choose one of above, below, left, right"),  # type: ignore[arg-type]
        (lambda: cv.Label("a", at=(0, 0), side=["left"]), "side=['left']; choose one of"),  # type: ignore[arg-type]
        (lambda: cv.Plot(disc, height="high"), 'choose "short", "tall", or a share of the usual height from 0.4 to 2'),  # type: ignore[arg-type]
        (lambda: cv.Plot(disc, height=3), "height=3; choose"),
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


def test_a_shape_may_be_a_table() -> None:
    table = cv.Region(cv.Samples(np.cos, over=q), sin(q), over=q)
    (figure,) = cv.Visualisation(plots=[cv.Plot(table)]).figures()
    (inside,) = figure.data
    assert inside.fill == "toself" and inside.x == pytest.approx(np.cos(np.linspace(0, np.pi / 2, 5)), abs=1e-6)


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


def test_colours_show_values_with_one_bar_in_the_unit_that_is_shown() -> None:
    hue = n * cv.Constant("deg", 1, label="a kelvin", unit="K")
    plot = cv.Plot(
        cv.Points(k, k, over=k, color=hue * k), cv.Points([0, 1], [0, 1], color=[hue, 2 * hue]), z="Heat", z_unit="K", z_shown_in="mK"
    )
    first, second = cv.Visualisation(plots=[plot]).figures(n=4)[0].data
    assert first.marker.color[:4] == pytest.approx([0, 4000, 8000, 12000]) and np.isnan(first.marker.color[4:]).all()
    assert list(second.marker.color) == [4000, 8000]
    assert first.marker.colorbar.title.text.strip() == "Heat (mK)" and second.marker.showscale is False
    assert first.marker.cmin == second.marker.cmin <= 0 and first.marker.cmax == second.marker.cmax >= 20000
    assert {array: unit for array, (unit, _) in drawn_units(plot, plot.marks[0]).items()} == {"x": "", "y": "", "color": "K"}
    space = cv.Scene(cv.Points3(k, k, k, over=k, color=hue), color="Heat", color_unit="K", z="Place")
    (dots,) = cv.Visualisation(plots=[space]).figures()[0].data
    assert dots.marker.color[0] == 5 and dots.marker.colorbar.title.text.strip() == "Heat (K)"
    assert {array: unit for array, (unit, _) in drawn_units(space, space.marks[0]).items()}["color"] == "K"


def test_bars_stand_at_real_places_and_the_axis_shows_them_whole() -> None:
    touching, apart = cv.Bars(1 + s**2 * second, over=s), cv.Bars(n, over=k, x=k * 2.5, width=0.5)
    one, other = cv.Visualisation(plots=[cv.Plot(touching), cv.Plot(apart)]).figures(n=4)
    (bars,), (lines,) = one.data, other.data
    assert list(bars.x) == [-1, -0.5, 0, 0.5, 1] and bars.width == pytest.approx([0.5] * 5) and bars.offset == pytest.approx([-0.25] * 5)
    assert one.layout.xaxis.range[0] <= -1.25 and one.layout.xaxis.range[1] >= 1.25
    assert list(lines.x[:4]) == [0, 2.5, 5, 7.5] and lines.width[0] == 0.5
    assert "width" not in cv.Bars(n, over=k).traces("#000000")[0][1], "without a width they stand apart as they did"


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
    (disc, corners, *_), (few, *_), (bars, *_), (dots,) = (plot["traces"] for plot in page.evaluate(SNAPSHOT)["plots"])
    assert disc["x"][0] == pytest.approx(1.4) and corners["x"][7:] == [None]
    fills = page.evaluate("[...document.querySelectorAll('.js-fill')].map((node) => node.style.fillOpacity)")
    assert sorted(fills) == ["0.25", "0.25", "0.6", "1"], "as solid as their author said"
    assert few["color"][1] == bars["color"][1] == dots["color"][1] == pytest.approx(1.4) and bars["right"][1] == pytest.approx(1.4 * 1.125)
    high, short, *_ = page.evaluate("[...document.querySelectorAll('.covis-area')].map((area) => area.clientHeight)")
    assert short / high == pytest.approx(0.6, abs=0.02)


@pytest.mark.browser
def test_colours_in_motion_are_those_at_rest(visit: Visit, document: dict[str, Any]) -> None:
    page = visit("shapes", reduced_motion="reduce")
    hold(page)
    put(page, "{r: 0.8, n: 5}")
    colours = """(nodes) => [...document.querySelectorAll(nodes)].filter((node) => node.getAttribute('d') !== 'M0,0Z')
      .map((node) => node.style.fill)"""
    kinds = [".scatterlayer path.point", ".barlayer path"]
    moving = [page.evaluate(colours, nodes) for nodes in kinds]
    page.evaluate(REDRAW)
    rest = [page.evaluate(colours, nodes) for nodes in kinds]
    assert moving == rest and all(len(set(found)) > 4 for found in rest)
