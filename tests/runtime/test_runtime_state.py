"""What a visualisation can be told, and what it says: the handle, the controls, the address."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Error, Page

from tests.runtime.runtime_pages import READY, ROOT, SNAPSHOT, Visit, put, until

pytestmark = pytest.mark.browser


def control(page: Page, name: str) -> Any:
    return page.evaluate(f"{SNAPSHOT}.controls.{name}")


def typed(page: Page, name: str, text: str) -> None:
    """Type into the number box beside the range called `name` and leave it."""
    box = page.locator(f".covis-control:has([name={name}]) .covis-number")
    box.fill(text)
    box.press("Tab")


def drag(page: Page, name: str, start: float, end: float, steps: int = 12) -> None:
    box = page.locator(f"input[name={name}]").bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    for k in range(1, steps + 1):
        page.mouse.move(box["x"] + (start + (end - start) * k / steps) * box["width"], y)
    page.mouse.up()


def test_first_state_is_drawn_and_told(visit: Visit) -> None:
    page = visit("damped_oscillator")
    snapshot = page.evaluate(SNAPSHOT)
    assert snapshot["controls"] == {"x_0": 1, "gamma": 0.1, "omega_0": 2}
    assert [trace["name"] for trace in snapshot["plots"][0]["traces"]] == ["displacement", "x₀ exp(−γt)"]
    assert snapshot["plots"][0]["traces"][0]["y"][0] == pytest.approx(1)
    assert snapshot["readouts"]["Quality factor Q"] == pytest.approx(10)
    assert snapshot["revision"] == 1 == int(page.evaluate(f"{ROOT}.dataset.revision"))
    assert page.locator('[data-readout="Half-life of the swing"]').inner_text() == "6.93\u00a0s"
    assert page.locator(".covis-text output").all_inner_texts() == ["10.0", "0.10\u00a01/s"]


def test_set_resolves_when_drawn(visit: Visit) -> None:
    page = visit("damped_oscillator")
    drawn = page.evaluate(f"{ROOT}.covis.set({{gamma: 0.312345678}}).then(() => [{SNAPSHOT}, {ROOT}.dataset.revision])")
    assert drawn[0]["controls"]["gamma"] == 0.312345678
    assert drawn[0]["readouts"]["Quality factor Q"] == pytest.approx(2 / 2 / 0.312345678)
    assert drawn[1] == "2"
    assert page.locator("input[name=gamma]").evaluate("e => e.valueAsNumber") == 0.312345678


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("{gamma: 0.3, nothing: 1}", "nothing is no control here"),
        ("{gamma: 5}", "gamma takes values from 0.02 to 0.90"),
        ("{gamma: NaN}", "gamma takes a number"),
        ("{gamma: '0.3'}", "gamma takes a number"),
        ("null", "takes an object"),
        ("{gamma: 7, x_0: 7}", "x_0 takes values"),
    ],
)
def test_bad_set_is_refused_whole(visit: Visit, changes: str, words: str) -> None:
    page = visit("damped_oscillator")
    with pytest.raises(Error, match=words):
        put(page, changes)
    assert page.evaluate(SNAPSHOT)["controls"] == {"x_0": 1, "gamma": 0.1, "omega_0": 2}


def test_choice_toggle_and_whole_numbers(visit: Visit) -> None:
    page = visit("mixture", reduced_motion="reduce")
    put(page, "{glass: 'flint', marks: false, n: 4}")
    snapshot = page.evaluate(SNAPSHOT)
    assert snapshot["controls"] == {"glass": "flint", "marks": False, "n": 4, "time": 0}
    assert snapshot["plots"][0]["traces"][2]["shown"] is False
    assert page.locator(".scatterlayer path.point").count() == 0
    for bad, words in (("{n: 2.5}", "try 2 or 3"), ("{marks: 1}", "true or false"), ("{glass: 1.7}", "one of: crown, flint")):
        with pytest.raises(Error, match=words):
            put(page, bad)
    page.get_by_label("dense flint").check()
    page.get_by_label("Show the point").check()
    until(page, f"{SNAPSHOT}.controls.glass === 'dense flint' && {SNAPSHOT}.plots[0].traces[2].shown")
    until(page, "document.querySelectorAll('.scatterlayer path.point').length === 1")


def test_not_finite_is_said_in_words_and_null(visit: Visit) -> None:
    page = visit("mixture", "#n=1", reduced_motion="reduce")
    assert page.evaluate(SNAPSHOT)["readouts"] == {"Pole": None, "Root": None}
    assert page.locator("[data-readout]").all_inner_texts() == ["infinite", "undefined"]
    assert None in page.evaluate(SNAPSHOT)["plots"][0]["traces"][1]["y"]
    put(page, "{n: 4}")
    assert page.evaluate(SNAPSHOT)["plots"][1]["traces"][0]["z"] == [[0, 4, 8], [40, 44, 48]]


def test_a_throwing_program_says_so_and_the_page_goes_on(visit: Visit) -> None:
    page = visit("mixture", reduced_motion="reduce")
    put(page, "{n: 3}")
    assert "three is broken" in page.get_by_role("alert").filter(has_text="cannot be drawn").inner_text()
    assert page.locator("[data-readout=Pole]").inner_text() == "0.500"
    put(page, "{n: 5}")
    assert page.locator(".covis-failed:visible").count() == 2
    put(page, "{n: 2}")
    assert page.locator(".covis-failed:visible").count() == 0


def test_presets_and_reset(visit: Visit) -> None:
    page = visit("damped_oscillator")
    put(page, "{x_0: 2}")
    page.get_by_role("button", name="A bell").click()
    until(page, f"{SNAPSHOT}.controls.gamma === 0.02")
    assert page.evaluate(SNAPSHOT)["controls"] == {"x_0": 1, "gamma": 0.02, "omega_0": 5}
    assert page.get_by_role("button", name="A bell").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Reset", exact=True).click()
    until(page, f"{SNAPSHOT}.controls.gamma === 0.1")


def test_a_drag_is_tidy_and_reaches_both_ends(visit: Visit) -> None:
    page = visit("damped_oscillator")
    drag(page, "gamma", 0.2, 0.53)
    until(page, f"{ROOT}.dataset.revision > 1")
    value = float(control(page, "gamma"))
    assert value == round(value, 2) != 0.1
    drag(page, "gamma", 0.5, 1.1)
    assert control(page, "gamma") == 0.9
    drag(page, "gamma", 0.9, -0.1)
    assert control(page, "gamma") == 0.02


def test_a_script_and_the_keys_are_exact(visit: Visit) -> None:
    page = visit("damped_oscillator")
    page.locator("input[name=gamma]").evaluate("e => { e.value = 0.12345; e.dispatchEvent(new Event('input', {bubbles: true})) }")
    assert control(page, "gamma") == 0.12345
    page.locator("input[name=gamma]").press("ArrowRight")
    assert control(page, "gamma") == pytest.approx(0.13345, abs=1e-15)
    page.locator("input[name=gamma]").press("End")
    assert control(page, "gamma") == 0.9


@pytest.mark.parametrize("text", ["0.35", "0,35", " 3.5e-1 ", "+.35"])
def test_numbers_are_read_as_people_write_them(visit: Visit, text: str) -> None:
    page = visit("damped_oscillator")
    typed(page, "gamma", text)
    assert control(page, "gamma") == 0.35
    assert page.locator(".covis-control:has([name=gamma]) .covis-number").input_value() == "0.35"


def test_a_bad_number_is_explained_and_kept(visit: Visit) -> None:
    page = visit("damped_oscillator")
    box = page.locator(".covis-control:has([name=gamma]) .covis-number")
    for text, words in (("fast", "takes a number"), ("7", "from 0.02 to 0.90"), ("", "takes a number")):
        typed(page, "gamma", text)
        assert words in page.locator(".covis-control:has([name=gamma]) .covis-problem").inner_text()
        assert box.input_value() == text and box.get_attribute("aria-invalid") == "true"
        assert control(page, "gamma") == 0.1
    put(page, "{x_0: 2}")
    assert box.input_value() == ""  # another control leaves it alone
    page.get_by_role("button", name="Reset", exact=True).click()
    assert box.input_value() == "0.10" and box.get_attribute("aria-invalid") is None


def test_the_address_holds_the_state(visit: Visit) -> None:
    page = visit("damped_oscillator", "?from=course#gamma=0.3&x_0=1.5")
    assert page.evaluate(SNAPSHOT)["controls"] == {"x_0": 1.5, "gamma": 0.3, "omega_0": 2}
    put(page, "{x_0: 1}")
    until(page, "location.hash === '#gamma=0.3'")
    assert page.evaluate("location.search") == "?from=course"
    page.evaluate("location.hash = '#omega_0=4'")
    until(page, f"{SNAPSHOT}.controls.omega_0 === 4")
    assert control(page, "gamma") == 0.1
    put(page, "{omega_0: 2}")
    until(page, "location.hash === ''")


@pytest.mark.parametrize(
    "fragment", ["#gamma=9&x_0=1.5", "#gamma=abc&x_0=1.5", "#who=1&x_0=1.5", "#gamma=1e999&x_0=1.5", "#gamma=%E0%A4%A&x_0=1.5"]
)
def test_a_bad_address_is_noted_and_the_rest_taken(visit: Visit, fragment: str) -> None:
    page = visit("damped_oscillator", fragment)
    assert page.evaluate(SNAPSHOT)["controls"] == {"x_0": 1.5, "gamma": 0.1, "omega_0": 2}
    assert "Left out of the link" in page.locator(".covis-note").inner_text()


def test_the_clock_plays_pauses_and_keeps_its_place(visit: Visit) -> None:
    page = visit("mixture")
    until(page, f"{SNAPSHOT}.controls.time > 0")
    page.get_by_role("button", name="Pause").click()
    paused = control(page, "time")
    page.get_by_role("button", name="One step on").click()
    assert control(page, "time") == pytest.approx(min(paused + 0.1, 10))  # it stops at its end
    put(page, "{time: 1, n: 3}")
    page.get_by_role("button", name="Play").click()
    until(page, f"{SNAPSHOT}.controls.time > 1.3")
    put(page, "{n: 4}")  # another control leaves it playing
    assert page.get_by_role("button", name="Pause").count() == 1
    put(page, "{time: 9.95}")
    assert control(page, "time") == 9.95  # asked for: it stays
    assert page.get_by_role("button", name="Play").count() == 1
    page.get_by_role("button", name="Play").click()
    until(page, f"{SNAPSHOT}.controls.time < 9")  # round again


def test_a_clock_begins_at_its_beginning(visit: Visit) -> None:
    """A frame may carry a time from before the clock was started: that must not turn it back to its end."""
    page = visit("mixture", reduced_motion="reduce")
    page.evaluate("(() => { const next = requestAnimationFrame; window.requestAnimationFrame = (f) => next((now) => f(now - 50)) })()")
    page.get_by_role("button", name="Play").click()
    until(page, f"{ROOT}.dataset.revision > 2")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="One step back").click()
    assert control(page, "time") < 9


def test_the_clock_rests_where_motion_is_not_wanted_or_a_time_was_given(visit: Visit) -> None:
    assert visit("mixture", reduced_motion="reduce").get_by_role("button", name="Play").count() == 1
    page = visit("mixture", "#time=4.5")
    assert page.get_by_role("button", name="Play").count() == 1 and control(page, "time") == 4.5


def test_messages_from_another_window(visit: Visit) -> None:
    page = visit("damped_oscillator")
    ask = """(message) => new Promise((resolve) => {
      addEventListener("message", (event) => event.data.covis === "reply" && resolve(event.data), { once: false });
      postMessage(message, "*");
    })"""
    reply = page.evaluate(ask, {"covis": "set", "id": 7, "controls": {"gamma": 0.4}})
    assert reply["id"] == 7 and reply["ok"] and reply["result"]["controls"]["gamma"] == 0.4
    page.reload()
    until(page, READY)
    reply = page.evaluate(ask, {"covis": "set", "id": 8, "controls": {"gamma": 40}})
    assert reply["ok"] is False and "gamma takes values" in reply["error"]
