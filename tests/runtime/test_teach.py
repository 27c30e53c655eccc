"""A lecture: teach mode with the keyboard alone, a presenter's remote, and the same keys on the ordinary page."""

from __future__ import annotations

import copy

import pytest
from playwright.sync_api import expect

from tests.runtime.runtime_pages import ROOT, SNAPSHOT, Visit, until
from tests.runtime.runtime_server import Site

TEACHING = f'"teach" in {ROOT}.dataset'
GAMMA = f"{SNAPSHOT}.controls.gamma"
LETTERS = ".covis-area .xtick text, .covis-area .g-xtitle text, .covis-label, .covis-plot-title, .covis-number"
TYPE = f"""[...document.querySelectorAll('{LETTERS}')]
  .map((each) => parseFloat(getComputedStyle(each).fontSize))"""


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (1920, 1080)])
def test_the_picture_fills_the_screen_in_type_for_the_back_row(visit: Visit, width: int, height: int) -> None:
    page = visit("damped_oscillator", "?teach", width=width, height=height, reduced_motion="reduce")
    until(page, TEACHING)
    expect(page.locator(".covis-text")).to_be_hidden()
    expect(page.locator(".covis-questions")).to_be_hidden()
    assert page.evaluate(f"(({{width, height}}) => [width, height])({ROOT}.getBoundingClientRect())") == [width, height]
    assert page.evaluate(f"{ROOT}.scrollHeight <= innerHeight && {ROOT}.scrollWidth <= innerWidth")
    areas = page.evaluate("[...document.querySelectorAll('.covis-area')].map((e) => e.clientWidth * e.clientHeight)")
    assert sum(areas) > 0.45 * width * height
    sizes = page.evaluate(TYPE)
    assert sizes and min(sizes) >= height / 48, "a letter is at least a forty-eighth of the screen's height"
    width_of = "parseFloat(getComputedStyle(document.querySelector('.covis-area .js-line')).strokeWidth)"
    assert page.evaluate(width_of) >= 3.5
    page.keyboard.press("Escape")
    until(page, f"!({TEACHING})")
    assert page.evaluate(width_of) < 2.5 and "teach" not in page.url
    assert max(page.evaluate(TYPE)) < 20


def test_a_lecture_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("damped_oscillator", reduced_motion="reduce")
    page.keyboard.press("f")
    until(page, TEACHING)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate(TEACHING), "Escape closed the list alone"
    names = page.locator(".covis-chip").all_inner_texts()
    now = page.locator(".covis-chip[aria-pressed=true]")
    told = page.locator(".covis-told")
    page.keyboard.press("1")
    expect(now).to_have_text(names[0])
    page.keyboard.press("PageDown")
    expect(now).to_have_text(names[1])
    expect(told).to_have_text(f"Preset 2 of {len(names)}: {names[1]}")
    page.keyboard.press("PageUp")
    page.keyboard.press("p")
    expect(now).to_have_text(names[-1])
    page.keyboard.press("0")
    until(page, f"{GAMMA} === 0.1")
    page.keyboard.press("t")
    expect(page.locator(".covis-questions")).to_be_visible()
    page.keyboard.press("h")
    expect(page.locator("input[name=gamma]")).to_be_hidden()
    page.keyboard.press("h")
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="The screen is blank")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".covis-curtain")).to_have_count(0)
    until(page, f"{GAMMA} === 0.1")  # the key that lifts the curtain does nothing else
    page.keyboard.press("v")
    expect(told).to_contain_text("Open it from a course's page")
    page.keyboard.press("Escape")
    until(page, f"!({TEACHING})")


def test_what_is_touched_is_marked_and_a_remote_works_wherever_the_focus_is(visit: Visit) -> None:
    page = visit("damped_oscillator", "?teach", reduced_motion="reduce")
    until(page, TEACHING)
    slider = page.locator("input[name=gamma]")
    slider.focus()
    slider.press("ArrowRight")
    expect(page.locator(".covis-control[data-touched] input[name=gamma]")).to_be_visible()
    expect(page.locator(".covis-told")).to_contain_text("Damping rate: ")
    moved = page.evaluate(GAMMA)
    assert moved > 0.1, "the arrows stay the slider's"
    page.keyboard.press("PageDown")  # a presenter's remote
    expect(page.locator(".covis-told")).to_contain_text("Preset ")
    box = page.locator(".covis-number").nth(1)
    box.fill("0.")
    box.press("3")
    assert page.evaluate(GAMMA) == 0.3, "a digit that is typed is no preset"
    box.press("PageDown")
    expect(page.locator(".covis-chip[aria-pressed=true]")).to_have_count(1)


def test_the_name_of_a_preset_stays_when_the_picture_has_moved_to_it(visit: Visit) -> None:
    page = visit("damped_oscillator", "?teach")
    until(page, TEACHING)
    told = page.locator(".covis-told")
    page.keyboard.press("n")
    expect(told).to_contain_text("Preset ")
    announced = told.inner_text()
    expect(page.locator(".covis-chip[aria-pressed=true]")).to_have_text(announced.split(": ")[1])  # it is there
    expect(page.locator(".covis-control[data-touched]").first).to_be_visible()
    assert told.inner_text() == announced


def test_the_same_keys_on_the_ordinary_page(visit: Visit) -> None:
    page = visit("damped_oscillator", reduced_motion="reduce")
    page.keyboard.press("n")
    expect(page.locator(".covis-chip[aria-pressed=true]")).to_have_text("A car's shock absorber")
    state = page.evaluate(f"JSON.stringify({SNAPSHOT}.controls)")
    page.locator(".covis-prediction").first.fill("")
    page.locator(".covis-prediction").first.press_sequentially("np0b1?")
    assert page.locator(".covis-prediction").first.input_value() == "np0b1?"
    page.locator("h1").click()
    for key in ("PageDown", "PageUp", "ArrowRight", "Control+0", "Alt+n"):
        page.keyboard.press(key)
    assert page.evaluate(f"JSON.stringify({SNAPSHOT}.controls)") == state
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("?")
    page.get_by_label("switch these keys off").check()
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    assert page.evaluate(f"JSON.stringify({SNAPSHOT}.controls)") == state


def test_a_clock_by_keys(visit: Visit) -> None:
    page = visit("mixture", "?teach", reduced_motion="reduce")
    until(page, TEACHING)
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("+")
    expect(page.locator(".covis-told")).to_have_text("Speed 2×")
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert page.locator(".covis-speed").input_value() == "0.5"
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_system_full_screen_ends_with_teach_mode(visit: Visit) -> None:
    page = visit("damped_oscillator")
    page.get_by_role("button", name="Teach").click()
    until(page, f"{TEACHING} && document.fullscreenElement === {ROOT}")
    page.evaluate("document.exitFullscreen()")
    until(page, f"!({TEACHING})")
    assert page.evaluate("document.activeElement.textContent") == "Teach"
    page.keyboard.press("f")
    until(page, f"document.fullscreenElement === {ROOT}")
    page.get_by_role("button", name="End").click()
    until(page, f"!({TEACHING}) && !document.fullscreenElement")


def test_frozen_curves_stay_while_the_picture_moves(visit: Visit) -> None:
    page = visit("damped_oscillator", reduced_motion="reduce")
    traces = "document.querySelector('.covis-area').data"
    own = page.evaluate(f"{traces}.length")
    before = page.evaluate(f"[...{traces}[0].y]")
    page.get_by_role("button", name="Compare").click()
    until(page, f"{traces}.length === {own + 1}")
    page.locator("input[name=gamma]").press("PageUp")
    expect(page.locator(".covis-frozen li")).to_have_text("Frozen: the start")
    assert page.evaluate(f"[...{traces}[{own}].y]") == before
    until(page, f"{traces}[0].y[100] !== {before[100]}")
    page.keyboard.press("g")
    until(page, f"{traces}.length === {own + 2}")
    expect(page.locator(".covis-frozen li")).to_have_count(2)
    colour = page.evaluate(f"{traces}[{own}].line.color")
    page.emulate_media(color_scheme="dark")
    until(page, f"{traces}[{own}].line.color !== '{colour}'")
    assert len(page.evaluate(SNAPSHOT)["plots"][0]["traces"]) == own, "a snapshot has the present state alone"
    page.get_by_role("button", name="Remove").click()
    until(page, f"{traces}.length === {own}")
    expect(page.locator(".covis-frozen")).to_have_count(0)


def test_where_nothing_can_be_frozen_it_says_so(visit: Visit, site: Site) -> None:
    document = copy.deepcopy(site.documents["damped_oscillator"])
    for mark in (mark for plot in document["plots"] for mark in plot["marks"]):
        mark["color"] = "muted"  # background, as its author says
    site.documents["background"] = {**document, "id": "background"}
    page = visit("background")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".covis-note")).to_contain_text("Nothing here can be frozen")
