"""A question that asks for a curve: the learner draws what they expect, with a hand or with the keyboard, and then sees both."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.runtime.runtime_pages import SNAPSHOT, Visit, place_of, put, until
from tests.runtime.runtime_server import Site

PATH = "document.querySelector('.covis-sketch path').getAttribute('d')"
Asked = Callable[..., Page]


@pytest.fixture
def asked(visit: Visit, site: Site) -> Asked:
    """A page whose first question lets its first curve be drawn."""
    document = copy.deepcopy(site.documents["damped_oscillator"])
    document["questions"][0]["sketch"] = [0, 0]
    site.documents["sketched"] = {**document, "id": "sketched"}

    def opened(**options: object) -> Page:
        page = visit("sketched", reduced_motion="reduce", **options)
        put(page, "{gamma: 0.3}")
        page.get_by_role("button", name="Draw the curve").click()
        page.locator(".covis-sketch").wait_for()
        return page

    return opened


def test_a_hand_draws_and_both_are_seen(asked: Asked) -> None:
    page = asked()
    page.get_by_role("button", name="Commit").first.click()
    expect(page.get_by_role("alert").first).to_contain_text("draw it")
    plot = place_of(page.locator(".covis-sketch"))
    page.mouse.move(plot["x"] + 5, plot["y"] + 0.2 * plot["height"])
    page.mouse.down()
    page.mouse.move(plot["x"] + 0.5 * plot["width"], plot["y"] + 0.5 * plot["height"], steps=4)
    page.mouse.move(plot["x"] + 0.95 * plot["width"], plot["y"] + 0.9 * plot["height"], steps=4)
    page.mouse.up()
    drawn = page.evaluate(PATH)
    assert drawn.count("L") > 30, "every place on the way has a point"
    page.mouse.move(plot["x"] + 0.5 * plot["width"], plot["y"] + 5)
    assert page.evaluate(PATH) == drawn, "it draws only while the hand is down"
    page.get_by_role("button", name="Commit").first.click()
    expect(page.get_by_text("You drew the dotted line")).to_be_visible()
    until(page, f"{SNAPSHOT}.controls.gamma === 0.1")
    assert page.evaluate(PATH), "the drawing stays beside the curve that moved"
    before = page.evaluate(PATH)
    page.set_viewport_size({"width": 900, "height": 800})
    until(page, f"{PATH} !== '{before}'")  # it follows the axes
    page.get_by_role("button", name="Remove the drawing").click()
    expect(page.locator(".covis-sketch")).to_have_count(0)


def test_the_keyboard_draws_the_same(asked: Asked) -> None:
    page = asked()
    points = page.locator(".covis-sketch-point")
    assert points.count() == 9
    first, second = points.nth(0), points.nth(1)
    assert first.get_attribute("aria-label") == "At Time (s) = 0" and first.get_attribute("aria-valuetext") == "not drawn"
    first.focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate(PATH).startswith("M0.0 ")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(PATH).count("L") == 5, "a straight line leads from one to the next"
    assert second.get_attribute("aria-valuetext") != "not drawn"
    page.get_by_role("button", name="Start again").click()
    assert page.evaluate(PATH) == ""
    second.focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Commit").first.click()
    expect(page.get_by_text("You drew the dotted line")).to_be_visible()


def test_a_finger_draws_on_a_phone(asked: Asked) -> None:
    page = asked(width=390, height=844, has_touch=True, is_mobile=True)
    plot = place_of(page.locator(".covis-sketch"))
    session = page.context.new_cdp_session(page)
    for kind, share in (("touchStart", 0.1), ("touchMove", 0.5), ("touchMove", 0.9), ("touchEnd", None)):
        at = [] if share is None else [{"x": plot["x"] + share * plot["width"], "y": plot["y"] + share * plot["height"]}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
    until(page, f"{PATH}.split('L').length > 25")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
