"""The thumbnail of a plot, whatever its layout."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from covis.compiler.thumbnail import thumbnail

LINE = {"type": "scatter", "mode": "lines", "line": {"color": "#0072B2"}, "x": [0, 1, None, 2, 3], "y": [1.0, 2.0, 3.0, 1e300, None]}


@pytest.mark.parametrize("range_", [[0, 3], [3, 0], None, [1, 1], ["2026-01-01", "2026-02-01"], [None, 3], [-1e300, 1e300]])
@pytest.mark.parametrize("type_", ["linear", "log"])
def test_a_thumbnail_is_svg_whatever_the_layout(range_: Any, type_: str) -> None:
    axis = {"range": range_, "type": type_}
    made = thumbnail({"data": [LINE], "layout": {"xaxis": axis, "yaxis": axis}}, 'A <title> & "more"')
    root = ElementTree.fromstring(made)
    assert root.attrib["role"] == "img"
    assert root[0].text == 'A <title> & "more"'
    assert "nan" not in made.lower().replace("#0072b2", "") and "inf" not in made


def test_a_gap_lifts_the_pen() -> None:
    axis = {"range": [0, 3], "type": "linear"}
    made = thumbnail({"data": [{**LINE, "y": [1, 2, 3, 1, 2]}], "layout": {"xaxis": axis, "yaxis": axis}}, "t")
    line = next(path.attrib["d"] for path in ElementTree.fromstring(made) if path.attrib.get("stroke") == "#0072B2")
    assert line.count("M") == 2 and line.count("L") == 2
