"""Titles of axes are whole wherever a plot is drawn: on a phone, on a screen, in a lecture, with and without Plotly."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runtime.runtime_documents import documents
from tests.runtime.runtime_pages import ROOT, Visit, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

LONG = "Volts over the coil for each <i>single</i> volt of the alternating source that drives it (V/V)"
# Each title that reaches over the edge of its plot, by its words; and how many titles there are.
CUT = """() => {
  const found = [];
  let titles = 0;
  for (const stage of document.querySelectorAll('.covis-stage')) {
    const edge = stage.getBoundingClientRect();
    for (const text of stage.querySelectorAll('.xtitle, .ytitle, .cv-sketch-title')) {
      if (!text.textContent) continue;
      titles++;
      const box = text.getBoundingClientRect();
      if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)
        found.push(text.textContent);
    }
  }
  return { found, titles };
}"""
LIGHT = f'{ROOT}?.dataset.ready === "true"'
FULL = f'{ROOT}?.dataset.drawing === "full"'


def titled(document: dict[str, Any], id: str, **layout: Any) -> dict[str, Any]:
    """The document with long titles on every axis."""
    plots = []
    for plot in document["plots"]:
        figure = plot["figure"]
        axes = {axis: {**figure["layout"][axis], "title": {"text": LONG}, **layout.get(axis, {})} for axis in ("xaxis", "yaxis")}
        plots.append({**plot, "figure": {**figure, "layout": {**figure["layout"], **axes}}})
    return {**document, "id": id, "plots": plots}


@pytest.fixture(scope="module")
def long_titles(site: Site) -> list[str]:
    made = documents()
    kinds = {
        "titled_curves": titled(made["damped_oscillator"], "titled_curves"),
        "titled_maps": titled(made["mixture"], "titled_maps"),
        "titled_equal": titled(made["damped_oscillator"], "titled_equal", yaxis={"scaleanchor": "x", "range": [-15, 15]}),
        "titled_log": titled(made["damped_oscillator"], "titled_log", xaxis={"type": "log", "range": [0, 1.6]}),
    }
    site.documents.update(kinds)
    return list(kinds)


@pytest.mark.parametrize(
    ("after", "size"), [("", (390, 844)), ("", (1024, 768)), ("?teach", (1366, 768))], ids=["phone", "projector", "lecture"]
)
def test_no_title_is_cut(visit: Visit, address: str, long_titles: list[str], after: str, size: tuple[int, int]) -> None:
    page = visit("/bare", wait="true", width=size[0], height=size[1])
    for id in long_titles:
        page.goto(f"{address}/v/{id}{after}")
        for drawn in (LIGHT, FULL):
            until(page, drawn)
            until(page, f"({CUT})().titles >= 2 && ({CUT})().found.length === 0")
            seen = page.evaluate(f"({CUT})()")
            assert seen["titles"] >= 2 and seen["found"] == []


def test_a_title_that_fits_is_left_as_it_is(visit: Visit) -> None:
    page = visit("damped_oscillator")
    assert page.locator(".ytitle").all_text_contents() == ["Displacement (m)", "Velocity (m/s)"]
    assert page.locator(".ytitle tspan").count() == 0
