"""The thumbnail of a plot, whatever its layout."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from covis.authoring.palette import PALETTE
from covis.compiler.thumbnail import thumbnail

LINE = {
    "type": "scatter",
    "mode": "lines",
    "line": {"color": PALETTE["a"].light},
    "x": [0, 1, None, 2, 3],
    "y": [1.0, 2.0, 3.0, 1e300, None],
}


@pytest.mark.parametrize("range_", [[0, 3], [3, 0], None, [1, 1], ["2026-01-01", "2026-02-01"], [None, 3], [-1e300, 1e300]])
@pytest.mark.parametrize("type_", ["linear", "log"])
def test_a_thumbnail_is_svg_whatever_the_layout(range_: Any, type_: str) -> None:
    axis = {"range": range_, "type": type_}
    made = thumbnail({"data": [LINE], "layout": {"xaxis": axis, "yaxis": axis}}, 'A <title> & "more"')
    root = ElementTree.fromstring(made)
    assert root.attrib["role"] == "img"
    assert root[0].text == 'A <title> & "more"'
    assert "nan" not in made.lower().replace(PALETTE["a"].light, "") and "inf" not in made


def test_no_title_breaks_the_picture() -> None:
    """XML has no place for most control characters, however they are escaped."""
    made = thumbnail({"data": [], "layout": {}}, "a\x00b\x1b\x85\uffff\n<c>")
    assert ElementTree.fromstring(made)[0].text == r"a\x00b\x1b\x85\uffff\n<c>"


def test_a_gap_lifts_the_pen() -> None:
    axis = {"range": [0, 3], "type": "linear"}
    made = thumbnail({"data": [{**LINE, "y": [1, 2, 3, 1, 2]}], "layout": {"xaxis": axis, "yaxis": axis}}, "t")
    line = next(path.attrib["d"] for path in ElementTree.fromstring(made) if path.attrib.get("class") == "a")
    assert line.count("M") == 2 and line.count("L") == 2


def test_a_thumbnail_is_drawn_in_the_colours_of_the_page_on_a_light_and_on_a_dark_ground() -> None:
    axis = {"range": [0, 3], "type": "linear"}
    made = thumbnail({"data": [LINE], "layout": {"xaxis": axis, "yaxis": axis}}, "t")
    light, dark = PALETTE["a"]
    assert f".a{{color:{light}}}" in made and f"@media(prefers-color-scheme:dark){{.a{{color:{dark}}}" in made


def test_equal_scales_stay_equal() -> None:
    axis = {"range": [-1, 1], "type": "linear"}
    circle = {**LINE, "x": [-1, 0, 1, 0], "y": [0, 1, 0, -1]}
    made = thumbnail({"data": [circle], "layout": {"xaxis": axis, "yaxis": {**axis, "scaleanchor": "x"}}}, "t")
    line = next(path.attrib["d"] for path in ElementTree.fromstring(made) if path.attrib.get("class") == "a")
    points = [tuple(map(float, point.split(","))) for point in re.findall(r"[\d.]+,[\d.]+", line)]
    assert points[2][0] - points[0][0] == pytest.approx(points[3][1] - points[1][1])
