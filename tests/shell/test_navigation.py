"""Going and coming back: where a page begins, how many steps Back takes, and what a lost connection says. In a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]

SWING = "What friction does to a swing"


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    expect(page.locator(".cv-footer")).to_be_visible()


def scrolled(page: Page) -> int:
    return int(page.evaluate("document.querySelector('.stMain').scrollTop"))


def at(page: Page, low: int, high: int) -> bool:
    """Whether the page comes to be scrolled to between these two, within ten seconds."""
    for _ in range(100):
        if low <= scrolled(page) <= high:
            return True
        page.wait_for_timeout(100)
    return False


def steps(page: Page) -> int:
    return int(page.evaluate("history.length"))


def click_far_down(page: Page, name: str) -> int:
    """Click the last link of this name from the end of the page, as a thumb does; where the page was then."""
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 1e6)")
    link = page.get_by_role("link", name=name).last
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(100)  # the scroll event comes with the next frame
    place = scrolled(page)
    assert place > 100
    link.click()
    return place


def test_a_card_opens_at_the_top_and_back_returns_to_its_place(visit: Visit) -> None:
    page = visit("/", width=390)
    place = click_far_down(page, SWING)
    heading(page, SWING)
    assert at(page, 0, 0)
    page.locator("section.covis[data-ready]").wait_for()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/$"))
    assert at(page, place - 2, place + 2)
    page.go_forward()
    heading(page, SWING)
    assert at(page, 0, 0)


def test_a_page_that_is_loaded_again_keeps_its_place(visit: Visit) -> None:
    page = visit("/", width=390)
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 600)")
    page.wait_for_timeout(100)
    page.reload()
    assert at(page, 590, 610)  # a frame of the scroll may be missing


def test_every_click_is_one_step_of_the_history(visit: Visit) -> None:
    page = visit("/course")
    count = steps(page)
    ways: list[tuple[Callable[[], None], str, str]] = [
        (lambda: page.get_by_role("link", name="Oscillations", exact=True).first.click(), r"/course\?c=PHYS1$", "Oscillations"),
        (lambda: page.get_by_role("link", name=SWING).first.click(), r"/\?v=swing$", SWING),
        (lambda: page.locator(".st-key-cv_partners").get_by_role("link").first.click(), r"/people\?p=ada$", "Ada Example"),
        (lambda: page.get_by_role("link", name="Take part").first.click(), r"/take-part$", "Take part"),
        (lambda: page.get_by_role("link", name="Browse", exact=True).first.click(), r"/$", ""),
    ]
    for number, (click, address, title) in enumerate(ways, 1):
        click()
        expect(page).to_have_url(re.compile(address))
        if title:
            expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        assert steps(page) == count + number
    for _, address, title in reversed(ways[:-1]):
        page.go_back()
        expect(page).to_have_url(re.compile(address))
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/course$"))
    heading(page, "Courses")


def test_a_lost_connection_is_told_in_the_gallerys_words(visit: Visit) -> None:
    page = visit("/")
    sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("_stcore/stream"), through)
    page.goto(page.url + "?v=swing")
    root = page.locator("section.covis[data-ready]")
    root.wait_for()
    page.route(re.compile("/_stcore/"), lambda route: route.abort())
    sockets[-1].close()
    lost = page.locator(".cv-lost")
    expect(lost).to_contain_text("The visualisation on this page still works")
    expect(page.locator('[role="dialog"]')).to_have_count(0)
    assert "streamlit run" not in page.locator("body").inner_text()
    before = int(root.get_attribute("data-revision") or 0)
    root.evaluate("(root) => root.covis.set({gamma: 0.5})")
    assert int(root.get_attribute("data-revision") or 0) > before
    page.unroute(re.compile("/_stcore/"))
    expect(lost).to_have_count(0, timeout=60_000)


def test_an_address_that_ends_in_a_slash_leads_to_the_page(visit: Visit, address: str) -> None:
    page = visit("/course/")
    heading(page, "Courses")
    page.goto(f"{address}/v/swing/#gamma=0.3")
    page.locator("section.covis[data-ready]").wait_for()
    assert re.search(r"/v/swing#gamma=0.3$", page.url)


@pytest.mark.parametrize("path", ["/?v=swing", "/v/swing"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1366, 768), (1024, 768), (390, 844)])
def test_the_picture_and_the_first_slider_are_on_the_first_screen(
    browser: Browser, address: str, path: str, width: int, height: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address + path)
    page.locator("section.covis[data-ready]").wait_for()
    for part in (".covis-area", ".covis-panel input[type=range]"):
        box = page.locator(part).first.bounding_box()
        assert box is not None and box["y"] + box["height"] <= height, part
    page.close()
