"""Visualisations of every kind, in Streamlit's page and on the plain one, on the narrowest screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.swing import SOME

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def address(serve: Callable[..., str]) -> str:
    return serve(REPOSITORY)


def shown(browser: Browser, address: str, width: int, height: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.set_default_timeout(60_000)
    page.goto(address)
    expect(page.locator("section.covis")).to_have_attribute("data-ready", "true", timeout=60_000)
    return page


@pytest.mark.parametrize("id", SOME)
@pytest.mark.parametrize("path", ["/?v={}", "/v/{}"], ids=["streamlit", "plain"])
def test_a_small_phone_never_scrolls_sideways_and_keeps_the_picture_beside_the_hand(
    browser: Browser, address: str, path: str, id: str
) -> None:
    page = shown(browser, address + path.format(id), 320, 640)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = page.evaluate(
        """() => { const main = document.querySelector('[data-testid=stMain]') ?? document.documentElement;
        return main.scrollWidth - main.clientWidth }"""
    )
    assert wide <= 0
    area = page.locator(".covis-area").first
    for slider in page.locator(".covis input[type=range]").all():
        slider.evaluate("e => e.scrollIntoView({block: 'end'})")
        slider.press("ArrowRight")
        hand, plot = slider.bounding_box(), area.bounding_box()
        assert hand is not None and plot is not None
        assert plot["y"] >= 0 and plot["y"] + plot["height"] <= hand["y"] + 1
        assert hand["y"] + hand["height"] <= 641
    page.close()
