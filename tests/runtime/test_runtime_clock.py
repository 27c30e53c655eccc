"""A clock plays evenly, and rests where nobody looks; a program that fails leaves a page that goes on."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Browser, Page

from tests.runtime.runtime_documents import documents
from tests.runtime.runtime_pages import READY, ROOT, SNAPSHOT, Visit, put, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

AWAY = "Object.defineProperty(document, 'hidden', {configurable: true, get: () => window.away}); window.away = true"
BACK = "window.away = false; document.dispatchEvent(new Event('visibilitychange'))"
# Frames are counted out by hand, 60 a second: what a clock does never depends on how fast the machine is.
FRAMES = """window.frames_ = []; window.requestAnimationFrame = (f) => frames_.push(f); window.cancelAnimationFrame = () => 0;
let now_ = 0; performance.now = () => now_;
window.step = () => { now_ += 1000 / 60; for (const f of frames_.splice(0)) f(now_) }"""
COUNTED = """
let calls = 0;
export const called = () => calls;
window.called = called;
"""


@pytest.fixture
def counted(site: Site) -> str:
    """The mixture, whose program counts how often it is asked for anything."""
    made = documents()["mixture"]
    made["program"] = made["program"].replace("export function prepare(c) {", COUNTED + "export function prepare(c) { calls++;")
    site.documents["counted"] = {**made, "id": "counted"}
    return "counted"


def time(page: Page) -> float:
    found: float = page.evaluate(SNAPSHOT)["controls"]["time"]
    return found


def test_a_clock_draws_a_new_and_even_state_at_every_frame(browser: Browser, address: str) -> None:
    page = browser.new_page(reduced_motion="no-preference")
    page.goto(f"{address}/v/mixture")
    until(page, READY)
    page.get_by_role("button", name="Pause").click()
    page.evaluate(FRAMES)
    page.get_by_role("button", name="Play").click()
    path = "document.querySelector('.lines > path.js-line').getAttribute('d')"
    drawn, times = set(), []
    for _ in range(30):
        page.evaluate("step()")
        page.evaluate("step()")  # the clock asks for the drawing, the next frame draws it
        drawn.add(page.evaluate(path))
        times.append(page.evaluate(f"{ROOT}.querySelector('[name=time]').valueAsNumber"))
    steps = [round(b - a, 3) for a, b in itertools.pairwise(times)]
    assert len(drawn) == 30
    assert all(step == pytest.approx(steps[0], abs=0.002) for step in steps)  # no judder: speed 2, each time two frames
    page.close()


def test_nothing_is_computed_for_a_hidden_tab(visit: Visit, counted: str) -> None:
    page = visit(counted, reduced_motion="reduce")
    page.evaluate(AWAY)
    before = page.evaluate("called()")
    for k in range(5):
        put(page, f"{{time: {k + 1}}}")
    assert page.evaluate("called()") == before
    page.evaluate(BACK)
    until(page, f"called() === {before + 1}")
    assert page.evaluate("document.querySelector('.covis-area').data[2].x[0]") == 5
    page.evaluate(AWAY)
    put(page, "{time: 7}")
    assert page.evaluate(SNAPSHOT)["plots"][0]["traces"][2]["x"] == [7]  # who asks is answered


def test_a_program_that_fails_says_so_and_the_page_goes_on(visit: Visit) -> None:
    page = visit("mixture", reduced_motion="reduce")
    put(page, "{n: 5}")
    alerts = page.get_by_role("alert").filter(has_text="no value for five")
    assert alerts.first.is_visible()
    assert "error" in page.evaluate(SNAPSHOT)["plots"][0]
    put(page, "{n: 4}")  # infinite on the left: a gap
    assert not alerts.first.is_visible()
    broken = page.evaluate("document.querySelectorAll('.lines')[1].innerHTML")
    assert "NaN" not in broken and "Infinity" not in broken
    assert page.evaluate(SNAPSHOT)["plots"][0]["traces"][1]["y"][:10] == [None] * 10
    assert time(page) == 0
