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

# The settling comes 120 ms after the last change.
HOLD = """() => { const later = window.setTimeout, kept = new Map(); let last = -1;
  window.setTimeout = (f, t, ...a) => { if (t !== 120) return later(f, t, ...a); kept.set(--last, f); return last };
  const clear = window.clearTimeout; window.clearTimeout = (id) => kept.delete(id) || clear(id);
  window.rest = () => { const all = [...kept.values()]; kept.clear(); all.forEach((f) => f()); return all.length } }"""


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
    """Keep the settling back until `rest`, so that the picture of a moving hand can be looked at however slow the machine is."""
    page.evaluate(HOLD)


def rest(page: Page) -> int:
    """Let what `hold` kept back happen now; how many plots had something to settle."""
    return int(page.evaluate("rest()"))


def place_of(locator: Locator) -> FloatRect:
    """Where it is on the screen, in pixels; it must be there."""
    found = locator.bounding_box()
    assert found is not None
    return found
