"""A finger on a slider or a handle moves it, and the page stays where it is; beside them a finger scrolls the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.runtime.runtime_gallery import PLUGINS, compiled
from tests.runtime.runtime_pages import SNAPSHOT, Visit
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

SCROLLED = "[scrollX, scrollY, document.querySelector('.covis-plots').scrollLeft]"


@pytest.fixture(scope="module")
def linked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    site.documents.update(compiled(tmp_path_factory.mktemp("touch"), {"linked": PLUGINS["linked"]}))


@pytest.fixture
def phone(visit: Visit, linked: None) -> Page:
    return visit("linked", width=390, height=700, has_touch=True, is_mobile=True, reduced_motion="reduce")


def stroke(page: Page, x: float, y: float, right: float, down: float) -> None:
    """A finger comes down, moves in ten steps, and lifts."""
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for k in range(1, 11):
        point = {"x": x + right * k / 10, "y": y + down * k / 10}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(100)


def controls(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate(SNAPSHOT)["controls"]
    return found


def test_a_finger_on_a_slider_moves_it_and_not_the_page(phone: Page) -> None:
    slider = phone.locator("input[name=p]")
    slider.scroll_into_view_if_needed()
    before, scrolled = controls(phone)["p"], phone.evaluate("scrollY")
    box = slider.bounding_box()
    assert box
    stroke(phone, box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2, 0.3 * box["width"], 40)
    assert controls(phone)["p"] > before + 0.3
    assert phone.evaluate("scrollY") == scrolled


def test_a_finger_on_a_handle_moves_it_and_not_the_page(phone: Page) -> None:
    handle = phone.get_by_role("slider", name="start: Place")
    handle.scroll_into_view_if_needed()
    phone.evaluate("new Promise((done) => setTimeout(done, 300))")
    before, scrolled = controls(phone), phone.evaluate(SCROLLED)
    box = handle.bounding_box()
    assert box
    stroke(phone, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, -60, -50)
    after = controls(phone)
    assert after["p"] < before["p"] and after["q"] > before["q"]
    assert phone.evaluate(SCROLLED) == scrolled


def test_a_finger_beside_them_scrolls(phone: Page) -> None:
    phone.evaluate("scrollTo(0, 0)")
    stroke(phone, 100, 600, 0, -300)
    assert phone.evaluate("scrollY") > 100
