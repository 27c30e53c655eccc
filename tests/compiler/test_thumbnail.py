"""The thumbnail of a plot, whatever its layout."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from covis.compiler.thumbnail import thumbnail

LINE = {"type": "scatter", "mode": "lines", "line": {"color": "#0072B2"}, "x": [0, 1, None, 2, 3], "y": [1.0, 2.0, 3.0, 1e300, None]}
GRID = {"x": [0, 1, 2, 3], "y": [0, 1, 2], "z": [[0, 1, 2, 3], [1, 2, None, 4], [2, 3, 4, 5]]}
AXIS = {"range": [0, 3], "type": "linear"}
PLANE = {"xaxis": AXIS, "yaxis": AXIS}


def plot(data: list[dict[str, Any]], layout: dict[str, Any], color: str | None = "a") -> dict[str, Any]:
    """One mark a trace, as a document has it."""
    marks: list[dict[str, Any]] = [
        {"kind": "trace", "name": "", "trace": k, "traces": 1, "color": color, "arrays": {}, "show": None} for k in range(len(data))
    ]
    return {"title": "", "figure": {"data": data, "layout": layout}, "shapes": [], "bindings": [], "marks": marks, "description": []}


def shapes(svg: str) -> list[ElementTree.Element]:
    """What is drawn, below the title and the colours."""
    return list(ElementTree.fromstring(svg)[2])


@pytest.mark.parametrize("range_", [[0, 3], [3, 0], None, [1, 1], ["2026-01-01", "2026-02-01"], [None, 3], [-1e300, 1e300]])
@pytest.mark.parametrize("type_", ["linear", "log"])
def test_a_thumbnail_is_svg_whatever_the_layout(range_: Any, type_: str) -> None:
    axis = {"range": range_, "type": type_}
    made = thumbnail(plot([LINE], {"xaxis": axis, "yaxis": axis}), 'A <title> & "more"')
    root = ElementTree.fromstring(made)
    assert root.attrib["role"] == "img"
    assert root[0].text == 'A <title> & "more"'
    assert "nan" not in made.lower() and "infinity" not in made.lower()


def test_no_title_breaks_the_picture() -> None:
    """XML has no place for most control characters, however they are escaped."""
    made = thumbnail(plot([], {}), "a\x00b\x1b\x85\uffff\n<c>")
    assert ElementTree.fromstring(made)[0].text == r"a\x00b\x1b\x85\uffff\n<c>"


def test_a_gap_lifts_the_pen() -> None:
    (line,) = shapes(thumbnail(plot([{**LINE, "y": [1, 2, 3, 1, 2]}], PLANE), "t"))
    assert line.attrib["d"].count("M") == 2 and line.attrib["d"].count("L") == 2


@pytest.mark.parametrize(("x", "wide"), [([0, 0.2, 0.4], 0.2), ([0.5, 1.5, 2.5], 1), ([0.5, None, 2.5], 2), ([1.5], 1)])
def test_bars_are_as_wide_as_they_stand_apart_less_the_gap(x: list[float | None], wide: float) -> None:
    made = thumbnail(plot([{"type": "bar", "x": x, "y": [1] * len(x)}], {**PLANE, "bargap": 0.1}), "t")
    (bars,) = shapes(made)
    (pixels,) = {round(float(end) - float(start)) for start, end in re.findall(r"M([\d.-]+),[\d.]+H([\d.]+)", bars.attrib["d"])}
    assert pixels == pytest.approx(0.9 * wide * 292 / 3, abs=1)


def test_a_thumbnail_has_the_colours_of_the_page_on_a_light_and_on_a_dark_ground() -> None:
    tokens = (Path(__file__).resolve().parents[2] / "covis" / "runtime" / "css" / "tokens.css").read_text(encoding="utf-8")
    light, dark = re.findall(r"--covis-a: light-dark\((#\w{6}), (#\w{6})\)", tokens)[0]
    made = thumbnail(plot([LINE], PLANE), "t")
    before, after = made.split("@media(prefers-color-scheme:dark)")
    assert f"--covis-a:{light};" in before and f"--covis-a:{dark};" in after
    assert shapes(made)[0].attrib["stroke"] == "var(--covis-a)"
    used = set(re.findall(r"var\((--[\w-]+)\)", thumbnail(plot([{**GRID, "type": "heatmap"}], PLANE), "t")))
    assert used and all(f"{name}:#" in made for name in used)


def test_the_colour_that_an_author_chose_stays_and_is_no_markup() -> None:
    made = thumbnail(plot([{**LINE, "line": {"color": 'red"/><script>'}}], PLANE, color=None), "t")
    assert shapes(made)[0].attrib["stroke"] == 'red"/><script>'


def test_equal_scales_stay_equal() -> None:
    axis = {"range": [-1, 1], "type": "linear"}
    circle = {**LINE, "x": [-1, 0, 1, 0], "y": [0, 1, 0, -1]}
    made = thumbnail(plot([circle], {"xaxis": axis, "yaxis": {**axis, "scaleanchor": "x"}}), "t")
    points = [tuple(map(float, point.split(","))) for point in re.findall(r"[\d.]+,[\d.]+", shapes(made)[-1].attrib["d"])]
    assert points[2][0] - points[0][0] == pytest.approx(points[3][1] - points[1][1], abs=0.2)


@pytest.mark.parametrize(
    ("trace", "layout"),
    [
        ({"type": "bar", "x": [1, 2], "y": [2, -1]}, PLANE),
        ({"type": "scatter", "mode": "markers", "marker": {"size": [4, 9]}, "x": [1, 2], "y": [2, 1]}, PLANE),
        ({**GRID, "type": "heatmap"}, PLANE),
        ({**GRID, "type": "contour", "contours": {"start": 0, "end": 5, "size": 1}}, PLANE),
        ({**GRID, "type": "contour"}, PLANE),
        ({**GRID, "type": "surface"}, {"scene": {"zaxis": {"range": [0, 5]}}}),
        ({"type": "scatter3d", "mode": "lines", "x": [0, 1], "y": [0, 1], "z": [0, 1]}, {"scene": {}}),
        ({"type": "scatterpolar", "mode": "lines", "r": [1, 2, None, 1], "theta": [0, 90, 120, 180]}, {"polar": {}}),
    ],
    ids=lambda value: str(value.get("type", "")),
)
def test_every_kind_of_mark_is_drawn(trace: dict[str, Any], layout: dict[str, Any]) -> None:
    made = thumbnail(plot([trace], layout), "t")
    paths = [node.attrib["d"] for node in shapes(made) if node.tag.endswith("path")]
    assert any(path.startswith("M") for path in paths)
    assert not re.search("nan|infinity|undefined|null", "".join(paths), re.I)


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert shapes(thumbnail(plot([{"type": "pie", "values": [1, 2]}], {}), "t")) == []


def test_what_is_hidden_is_not_drawn() -> None:
    assert shapes(thumbnail(plot([{**LINE, "visible": False}, {**LINE, "visible": "legendonly"}], PLANE), "t")) == []


def test_coordinates_have_one_decimal() -> None:
    """So that the bytes are the same on every machine."""
    line = {**LINE, "x": [k / 7 for k in range(20)], "y": [(k / 3) ** 0.5 for k in range(20)]}
    made = thumbnail(plot([line], PLANE), "t")
    assert not re.search(r"\d\.\d\d", shapes(made)[0].attrib["d"])
