"""A run that remembers: what is moved in the middle changes what comes, and no machine, pause or hidden tab changes the numbers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import ROOT, SNAPSHOT, Visit, until
from tests.runtime.runtime_server import Site
from tests.runtime.test_runtime_clock import AWAY, BACK, FRAMES

pytestmark = pytest.mark.browser

KICKED = """
t = Stopwatch("t", step=0.01, label="Time", unit="s")
k = Slider("k", 1, 9, value=4, label="Stiffness over mass", unit="1/s**2")
s = Axis("s", 0, 4, points=101, label="Ago", unit="s")
x, v = symbols("x v")
kick = Push("kick", {v: 1}, label="Kick")
run = Run({x: v, v: -k * x}, start={x: 1, v: 0}, over=t, units={x: "m", v: "m/s"}, pushes=[kick])
plots = [
    Plot(run.trail(x, v, 100, name="trail"), Points(run[x], run[v], name="now"), x="x", x_unit="m", y="v", y_unit="m/s"),
    Plot(Curve(run.at(t - s)[x], over=s, name="record"), y="x", y_unit="m"),
]
"""
MORE = {"kicked": 'readouts=[Readout("x", run[x], unit="m"), Readout("v", run[v], unit="m/s")], presets=[Preset("Soft", k=1)]'}


@pytest.fixture(scope="module", autouse=True)
def kicked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    site.documents.update(compiled(tmp_path_factory.mktemp("run"), {"kicked": KICKED}, more=MORE))


def state(page: Page) -> Any:
    return page.evaluate(SNAPSHOT)


def history(page: Page) -> str:
    found: str = page.evaluate(f"{ROOT}.covis.snapshot().controls.t")
    return found


def played(page: Page, frames: int) -> None:
    """Frames of 1/60 s, counted out by hand."""
    page.evaluate(f"for (let k = 0; k < {frames}; k++) step()")


def resting(visit: Visit, after: str = "") -> Page:
    """A page that rests, whose frames are counted out by hand."""
    page = visit("kicked", after, reduced_motion="reduce")
    page.evaluate(FRAMES.replace("let now_", "window.now_"))
    return page


def moved(page: Page, changes: str) -> None:
    """Set controls, and two frames: the promise of `set` resolves in a frame, which is counted out by hand."""
    page.evaluate(f"{{ {ROOT}.covis.set({changes}); step(); step(); }}")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).evaluate("e => e.click()")


def same(one: Any, other: Any) -> bool:
    """Whether two snapshots show the same numbers, to the last bit."""
    return bool((one["plots"], one["readouts"]) == (other["plots"], other["readouts"]))


def test_it_plays_in_whole_steps_and_a_pause_keeps_its_place(visit: Visit) -> None:
    page = resting(visit)
    assert history(page) == "0"  # paused, where motion is not wanted
    press(page, "Play")
    played(page, 30)
    press(page, "Pause")
    played(page, 1)
    assert history(page) == "50"  # half a second of steps of 0.01 s
    assert page.locator(".covis-time").inner_text() == "0.50\u00a0s"
    played(page, 20)
    assert history(page) == "50"
    press(page, "One step")
    played(page, 1)
    assert history(page) == "51"
    press(page, "Start again")
    played(page, 1)
    assert history(page) == "0" and state(page)["readouts"]["x"] == 1


def test_a_slider_that_is_moved_in_the_middle_changes_what_comes_and_not_what_was(visit: Visit) -> None:
    page = resting(visit)
    press(page, "Play")
    played(page, 30)
    press(page, "Pause")
    played(page, 1)
    before = state(page)
    page.locator("input[name=k]").evaluate("e => { e.value = '9'; e.dispatchEvent(new Event('input', {bubbles: true})) }")
    played(page, 1)
    assert history(page) == "50~0*k*4~50*k*9"
    assert same(state(page), before)
    press(page, "Play")
    played(page, 30)
    after = state(page)
    record, was = after["plots"][1]["traces"][0]["y"], before["plots"][1]["traces"][0]["y"]
    steps = int(history(page).split("~")[0]) - 50
    assert steps >= 48
    assert after["readouts"]["x"] != before["readouts"]["x"]
    place = 12  # 0.48 s ago then
    moved(page, "{t: '98~0*k*4~50*k*9'}")
    later = state(page)["plots"][1]["traces"][0]["y"]
    assert later[place : place + 12] == pytest.approx(was[:12], rel=1e-12) and record


def test_a_push_adds_to_what_is_there_at_once(visit: Visit) -> None:
    page = resting(visit, "#t=100")
    before = state(page)["readouts"]
    press(page, "Kick")
    played(page, 1)
    after = state(page)["readouts"]
    assert after["v"] == pytest.approx(before["v"] + 1) and after["x"] == before["x"]
    assert history(page) == "100~100*kick"


def test_neither_slow_frames_nor_a_hidden_tab_change_the_numbers(visit: Visit) -> None:
    fast, slow = resting(visit), resting(visit)
    for page, frames in ((fast, 61), (slow, 1)):
        press(page, "Play")
        played(page, frames)
    for _ in range(10):  # ten frames a second
        slow.evaluate("now_ += 1000 / 10 - 1000 / 60; step()")
    slow.evaluate(AWAY)
    slow.evaluate("document.dispatchEvent(new Event('visibilitychange')); now_ += 60000; step()")  # a minute behind other tabs
    hidden = history(slow)
    slow.evaluate(BACK)
    for page in (fast, slow):
        press(page, "Pause")
        played(page, 2)
    assert hidden == history(slow) == history(fast) == "101"
    assert same(state(slow), state(fast))


def test_after_a_pause_of_the_browser_it_does_not_leap(visit: Visit) -> None:
    page = resting(visit)
    press(page, "Play")
    played(page, 1)
    page.evaluate("now_ += 30000; step()")
    assert history(page) == "11"  # a tenth of a second at most


def test_a_link_opens_the_same_numbers(visit: Visit) -> None:
    page = resting(visit)
    press(page, "Play")
    for k in range(1, 40):  # a hand drags and pushes while it runs: more changes than a link holds
        for value in (k % 8 + 1.5, k % 7 + 2.25, k % 6 + 2):
            moved(page, f"{{k: {value}}}")
        press(page, "Kick")
    press(page, "Pause")
    played(page, 1)
    until(page, "location.hash.includes('t=')")
    link = page.evaluate("location.hash")
    assert len(link) < 3600
    shown = state(page)
    again = visit("kicked", link, reduced_motion="reduce")
    there = state(again)
    assert there["readouts"] == shown["readouts"] and there["controls"]["k"] == shown["controls"]["k"]
    traces = [(one["plots"][0]["traces"][0]["x"]) for one in (shown, there)]
    assert traces[0][-50:] == traces[1][-50:]


def test_a_preset_begins_again_and_a_history_that_cannot_be_is_refused(visit: Visit) -> None:
    page = visit("kicked", "#t=300~0*k*4~100*k*9&k=9", reduced_motion="reduce")
    page.get_by_role("button", name="Soft").click()
    assert until(page, f"{ROOT}.covis.snapshot().controls.t === '0'")
    for wrong in ("5~9*kick", "5~1*other", "x", "30000", "5~1*k*1e999", "5~1!2"):
        fault = page.evaluate(f"{ROOT}.covis.set({{t: '{wrong}'}}).then(() => '', (error) => error.message)")
        assert fault.startswith("t "), wrong
    assert history(page) == "0"
    opened = visit("kicked", "#t=5~9*kick", reduced_motion="reduce")
    assert "Left out of the link" in opened.locator(".covis-note").inner_text()


def test_it_runs_for_long_without_growing(visit: Visit) -> None:
    page = resting(visit)
    press(page, "Play")
    played(page, 1)
    for k in range(60):
        moved(page, f"{{k: {k % 8 + 1}}}")
        page.evaluate("for (let k = 0; k < 20; k++) { now_ += 1000 / 10 - 1000 / 60; step() }")
    text = history(page)
    assert int(text.split("~")[0]) > 12_000 and len(text) < 2000
    exact = page.evaluate(SNAPSHOT)["readouts"]
    assert abs(exact["x"]) < 10


def test_nothing_speaks_while_it_runs(visit: Visit) -> None:
    page = resting(visit)
    for shown in (".covis-time", "[data-readout=x]"):
        assert page.locator(shown).get_attribute("aria-live") == "off"
    press(page, "Play")
    played(page, 30)
    page.wait_for_timeout(700)  # longer than a state has to rest before it is announced
    assert page.locator(".covis-announcer").text_content() == ""
