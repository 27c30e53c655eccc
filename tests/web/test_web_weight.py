"""What a phone loads before its first slider works: counted in bytes and requests, never in time."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from covis.web import assets

ID = "damped_oscillator"
MOST_BYTES = 173_000
MOST_REQUESTS = 48
READY_AT = """(() => {
  const watch = new MutationObserver(() => {
    if (!document.querySelector("section.covis[data-ready=true]")) return;
    window.readyAt = performance.now();
    watch.disconnect();
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"] });
})()"""
LOADED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((entry) => entry.startTime < window.readyAt).map((entry) => [new URL(entry.name).pathname, entry.transferSize])"""


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], shared_gallery: Path) -> str:
    return serve(shared_gallery)


@pytest.mark.browser
def test_the_first_slider_needs_little(address: str, page: Page) -> None:
    page.add_init_script(READY_AT)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/v/{ID}")
    page.locator('section.covis[data-drawing="full"]').wait_for()
    loaded: list[tuple[str, int]] = page.evaluate(LOADED)
    names = [name for name, _ in loaded]
    assert not [name for name in names if "plotly" in name], "Plotly comes behind the light drawing"
    assert not [name for name in names if "/all-" in name], "the small fonts have every character of the page"
    assert sum(size for _, size in loaded) < MOST_BYTES
    assert len(loaded) < MOST_REQUESTS
    named = set(page.evaluate("[...document.querySelectorAll('link[href]')].map((link) => new URL(link.href).pathname)"))
    assert {name for name in names if name.endswith((".js", ".json"))} <= named, "whatever is needed is named in the head"


def test_the_graph_of_modules_is_whole_and_light() -> None:
    files = assets.runtime()[1]
    graph = assets.modules("page/page.js")
    assert len(set(graph)) == len(graph)
    for name in graph:
        stated = re.findall(r'^(?:import|\}).*"(\.[^"]*\.js)";$', files[name].form("").decode(), re.M)
        assert {posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in stated} <= set(graph), name
    assert "drawing/plotly.js" not in graph and "drawing/drawing.js" not in graph


def test_a_style_sheet_asks_for_no_other() -> None:
    for name, file in assets.runtime()[1].items():
        assert b"@import" not in file.form(""), name


def test_the_ranges_of_the_small_fonts_are_those_that_were_cut() -> None:
    pytest.importorskip("fontTools")
    from tools.fonts import RANGES

    sheet = assets.runtime()[1]["fonts.css"].form("").decode()
    stated = re.findall(r"unicode-range:([^;]*);", sheet)
    assert len(stated) == 2
    assert {"".join(each.split()) for each in stated} == {RANGES}
