"""What the runtime's tests ask of a page, again and again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page

Visit = Callable[..., Page]  # the fixture `visit`: an id, what follows it in the address, and options of the browser

ROOT = 'document.querySelector(".covis")'
SNAPSHOT = f"{ROOT}.covis.snapshot()"
READY = f'{ROOT}?.dataset.ready === "true" && {ROOT}.dataset.drawing === "full"'  # Plotly has taken over from the light drawing


def until(page: Page, condition: str, seconds: float = 20) -> Any:
    """Poll until the expression is true: wait_for_function needs eval, which the policy forbids."""
    end = time.monotonic() + seconds
    while not (value := page.evaluate(condition)):
        if time.monotonic() > end:
            raise AssertionError(f"never became true: {condition}")
        page.wait_for_timeout(40)
    return value


def put(page: Page, changes: str) -> None:
    """Set controls through the handle; back when they are drawn."""
    page.evaluate(f"{ROOT}.covis.set({changes})")


def hold(page: Page) -> None:
    """Keep the settling back, so that the picture of a moving hand can be looked at."""
    page.evaluate("(() => { const later = window.setTimeout; window.setTimeout = (f, t, ...a) => t === 120 ? 0 : later(f, t, ...a) })()")


def place_of(locator: Locator) -> FloatRect:
    """Where it is on the screen, in pixels; it must be there."""
    found = locator.bounding_box()
    assert found is not None
    return found
