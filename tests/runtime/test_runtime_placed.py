"""Points that a student places: by mouse, finger and key, in the state of a link like any other, and within their bounds."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from covis.document import Document
from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import SNAPSHOT, Visit, place_of, put, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

LINE = """
x = Axis("x", 0, 10, label="Load", unit="N")
y = Axis("y", 0, 0.02, label="Extension", unit="m")
dots = Placed("dots", over=(x, y), start=[(2, 0.005), (8, 0.015)], fewest=1, most=4, label="Readings")
k = Index("k", 1, dots, label="Reading")
x_k, y_k = dots.at(k)
mean = Sum(x_k, (k, 1, dots)) / dots
plots = [
    Plot(Points(x_k, y_k, over=k, name="readings"), x="Load", x_unit="N", y="Extension", y_unit="m", y_shown_in="mm",
        x_range=(0, 10), y_range=(0, 0.02)),
]
"""
MORE = 'readouts=[Readout("Mean", mean, unit="N")], presets=[Preset("Three", dots=[(1, 0.001), (2, 0.002), (3, 0.003)])]'
START = [[2, 0.005], [8, 0.015]]


@pytest.fixture(scope="module")
def line(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    made = compiled(tmp_path_factory.mktemp("placed"), {"line": LINE}, f"\nvisualisation = Visualisation(plots=plots, {MORE})\n")
    site.documents["line"] = Document.model_validate(made["line"]).model_dump()
    return "line"


def dots(page: Page) -> list[list[float]]:
    text = page.evaluate(SNAPSHOT)["controls"]["dots"]
    return [[float(number) for number in part.split("*")] for part in text.split("~") if part]


def drawn(page: Page) -> list[list[float]]:
    trace = page.evaluate(SNAPSHOT)["plots"][0]["traces"][0]
    return [[x, y] for x, y in zip(trace["x"], trace["y"], strict=True) if x is not None]


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a place of the plot is, by two points that are there."""
    grips = page.locator("[data-placed=dots] .covis-grip")
    (left, low), (right, high) = ((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in map(place_of, grips.all()[:2]))
    return left + (x - 2) / 6 * (right - left), low + (y - 0.005) / 0.01 * (high - low)


def near(found: list[list[float]], expected: list[list[float]]) -> bool:
    return len(found) == len(expected) and all(
        abs(a - c) < 0.1 and abs(b - d) < 0.0003 for (a, b), (c, d) in zip(found, expected, strict=True)
    )


def test_a_click_adds_a_drag_moves_and_a_click_on_a_point_removes(visit: Visit, line: str) -> None:
    page = visit(line)
    assert dots(page) == START and page.evaluate(SNAPSHOT)["readouts"]["Mean"] == 5
    place = at(page, 5, 0.01)
    page.mouse.click(*place)
    until(page, f"{SNAPSHOT}.controls.dots.split('~').length === 3")
    assert near(dots(page), [*START, [5, 0.01]])
    until(page, f"{SNAPSHOT}.plots[0].traces[0].x.filter((x) => x !== null).length === 3")
    assert drawn(page) == dots(page)
    to = at(page, 4, 0.018)
    page.mouse.move(*place)
    page.mouse.down()
    page.mouse.move(*to, steps=5)
    page.mouse.up()
    assert near(dots(page), [*START, [4, 0.018]])
    page.mouse.click(*to)
    until(page, f"{SNAPSHOT}.controls.dots.split('~').length === 2")
    assert dots(page) == START


def test_teach_mode_counts_the_points_in_large_type(visit: Visit, line: str) -> None:
    page = visit(line, "?teach", reduced_motion="reduce")
    page.mouse.click(*at(page, 5, 0.01))
    expect(page.locator(".covis-told")).to_have_text(re.compile(r": 3 points$"))


def test_no_more_than_the_most_and_no_fewer_than_the_fewest(visit: Visit, line: str) -> None:
    page = visit(line)
    places = [at(page, x, 0.01) for x in (3, 4, 5, 6)]
    for place in places:
        page.mouse.click(*place)
    assert len(dots(page)) == 4 and page.get_by_role("button", name="Add a point").is_disabled()
    page.get_by_role("button", name="Keep 1").click()
    until(page, f"!{SNAPSHOT}.controls.dots.includes('~')")
    page.mouse.click(*places[0])
    assert len(dots(page)) == 2
    grip = page.get_by_role("slider", name="readings: 1 of 2")
    grip.press("Delete")
    page.get_by_role("slider", name="readings: 1 of 1").press("Delete")
    assert len(dots(page)) == 1


def test_a_mouse_beside_a_point_adds_another(visit: Visit, line: str) -> None:
    page = visit(line)
    x, y = at(page, 2, 0.005)
    page.mouse.click(x + 18, y)
    assert len(dots(page)) == 3
    page.mouse.click(x + 3, y + 3)
    assert len(dots(page)) == 2 and dots(page)[0] == START[1]


def test_a_drag_over_the_plot_adds_nothing(visit: Visit, line: str) -> None:
    page = visit(line)
    page.mouse.move(*at(page, 4, 0.01))
    page.mouse.down()
    page.mouse.move(*at(page, 6, 0.012), steps=4)
    page.mouse.up()
    assert dots(page) == START


def test_the_keyboard_does_all_of_it(visit: Visit, line: str) -> None:
    page = visit(line)
    first = page.get_by_role("slider", name="readings: 1 of 2")
    first.focus()
    assert first.get_attribute("aria-valuetext") == "Load 2.00 N, Extension 0.0050 m"
    first.press("ArrowRight")
    first.press("ArrowUp")
    until(page, f"{SNAPSHOT}.controls.dots === '2.05*0.0051~8*0.015'")
    first.press("Enter")
    until(page, "document.activeElement.getAttribute('aria-label') === 'readings: 3 of 3'")
    assert len(dots(page)) == 3
    page.keyboard.press("Delete")
    until(page, "document.activeElement.getAttribute('aria-label') === 'readings: 2 of 2'")
    add = page.get_by_role("button", name="Add a point")
    add.focus()
    add.press("Enter")
    until(page, "document.activeElement.getAttribute('aria-label') === 'readings: 3 of 3'")
    assert page.get_by_role("group", name="Readings").get_by_role("status").inner_text() == "3 of 4"


def test_a_finger_adds_and_removes(visit: Visit, line: str) -> None:
    page = visit(line, width=390, height=800, has_touch=True, is_mobile=True)
    page.locator("[data-placed=dots] .covis-grip").first.scroll_into_view_if_needed()
    place = at(page, 5, 0.01)
    page.touchscreen.tap(*place)
    until(page, f"{SNAPSHOT}.controls.dots.split('~').length === 3")
    assert near(dots(page), [*START, [5, 0.01]])
    page.touchscreen.tap(*place)
    until(page, f"{SNAPSHOT}.controls.dots.split('~').length === 2")
    assert dots(page) == START
    until(page, "document.activeElement.getAttribute('aria-label') === 'readings: 2 of 2'")
    assert not page.evaluate("document.activeElement.matches(':focus-visible')"), "a ring would point at a dot that nobody touched"


def test_a_link_a_preset_and_a_script_name_the_points(visit: Visit, line: str) -> None:
    page = visit(line, "#dots=1*0.001~4*0.002")
    assert dots(page) == [[1, 0.001], [4, 0.002]]
    page.get_by_role("button", name="Three").click()
    until(page, f"{SNAPSHOT}.readouts.Mean === 2")
    put(page, "{dots: [[7, 0.01]]}")
    assert dots(page) == [[7, 0.01]]
    until(page, 'location.hash === "#dots=7*0.01"')
    wrong: dict[str, str] = {
        "[]": "dots takes 1 to 4 points, not 0",
        "'1*0.5'": "dots Extension takes values from 0.0000 to 0.0200",
        "'1*2*3'": "dots takes a list of points, such as [[1, 2], [3, 4]]",
        "[[1, null]]": "dots takes a list of points, such as [[1, 2], [3, 4]]",
    }
    for value, message in wrong.items():
        said: Any = page.evaluate(f"document.querySelector('.covis').covis.set({{dots: {value}}}).then(() => '', (error) => error.message)")
        assert said == message
    assert dots(page) == [[7, 0.01]]
