"""For everyone: what a screen reader hears, forced colours, a page at 400%, the way of the Tab key, landmarks."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.runtime.runtime_pages import SNAPSHOT, Visit, put, until

pytestmark = pytest.mark.browser

# Every change of an element that is live, as a screen reader finds it: the nearest aria-live, or else the role, decides.
LISTEN = """(() => {
  const ROLES = {status: "polite", alert: "assertive", log: "polite"};
  const live = (node) => {
    for (let e = node.nodeType === 1 ? node : node.parentElement; e; e = e.parentElement) {
      const own = e.getAttribute("aria-live") ?? ROLES[e.getAttribute("role")] ?? (e.localName === "output" ? "polite" : null);
      if (own) return own !== "off" && e;
    }
    return null;
  };
  window.heard = [];
  new MutationObserver((records) => {
    for (const e of new Set(records.map(({target}) => live(target)).filter(Boolean))) if (e.textContent) heard.push(e.textContent);
  }).observe(document.body, {childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ["hidden"]});
})()"""
FRAMES = "document.querySelector('.covis').dataset.revision"


def heard(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.heard")
    return found


def test_a_hand_that_rests_is_answered_once_with_labels(visit: Visit) -> None:
    page = visit("damped_oscillator", reduced_motion="reduce")
    page.wait_for_timeout(700)
    page.evaluate(LISTEN)
    for gamma in (0.2, 0.3, 0.4):
        put(page, f"{{gamma: {gamma}}}")
    assert heard(page) == [], "nothing is said while it moves"
    until(page, "window.heard.length > 0")
    page.wait_for_timeout(700)
    said = heard(page)
    assert len(said) == 1, said
    labels = [row.inner_text() for row in page.locator(".covis-readout dt").all()]
    values = [row.inner_text() for row in page.locator(".covis-readout dd").all()]
    assert any(f"{label}: {value}" in said[0] for label, value in zip(labels, values, strict=True)), said


@pytest.mark.parametrize("id", ["mixture", "damped_oscillator"])
def test_a_clock_that_runs_says_nothing(visit: Visit, id: str) -> None:
    page = visit(id, reduced_motion="no-preference")
    page.wait_for_timeout(700)
    page.evaluate(LISTEN)
    before = int(page.evaluate(FRAMES))
    if page.get_by_role("button", name="Pause").count():
        until(page, f"Number({FRAMES}) > {before + 40}")
    assert heard(page) == []


def test_a_picture_is_described_once(visit: Visit) -> None:
    page = visit("damped_oscillator")
    text = page.locator(".covis-description").first.inner_text()
    assert text
    assert page.locator("body").aria_snapshot().count(text) == 0, "it is the description of the image, and no text beside it"
    area = page.locator(".covis-area").first
    assert page.evaluate("(id) => document.getElementById(id).textContent", area.get_attribute("aria-describedby")) == text


def test_forced_colours_keep_the_marks_apart(visit: Visit) -> None:
    page = visit("mixture", reduced_motion="reduce", forced_colors="active", color_scheme="dark")
    drawn = """[...document.querySelectorAll('.covis-area')].map((area) => area._fullData
      .filter(({type, visible, fill}) => type === 'scatter' && visible === true && fill !== 'tonexty')
      .map(({mode, line, marker}) => [mode, mode.includes('lines') ? line.dash : '', marker?.symbol].join(' ')))"""
    for marks in page.evaluate(drawn):
        assert len(set(marks)) == len(marks), marks
    colour, ground = page.evaluate("""(() => { const line = document.querySelector('.covis-area .js-line');
      return [getComputedStyle(line).stroke, getComputedStyle(document.body).backgroundColor] })()""")
    assert colour != ground
    page.emulate_media(forced_colors="none")
    until(page, "document.querySelector('.covis-area')._fullData[0].line.dash === 'solid'")


@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 180), (390, 844), (700, 360), (1280, 800)])
def test_the_focus_is_never_under_what_sticks(visit: Visit, width: int, height: int) -> None:
    page = visit("damped_oscillator", width=width, height=height)
    page.locator(".covis-fold summary").first.wait_for()
    for _ in range(45):
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
        hidden = page.evaluate("""(() => {
          const focused = document.activeElement;
          if (!focused || focused === document.body) return "";
          const box = (focused.closest('.covis-option, .covis-in-mind') ?? focused).getBoundingClientRect();
          const [x, y] = [Math.max(2, box.left + Math.min(box.width / 2, 8)), box.top + Math.min(box.height / 2, 12)];
          const top = document.elementFromPoint(x, y);
          const covered = !top || !(focused.contains(top) || top.contains(focused) || top.closest('.covis-handle, label'));
          return covered ? `${focused.outerHTML.slice(0, 90)} at ${Math.round(x)},${Math.round(y)} under ${top?.className}` : "";
        })()""")
        assert hidden == ""


@pytest.mark.parametrize("width", [390, 1280])
def test_a_dozen_stops_of_tab_lead_to_the_first_control(visit: Visit, width: int) -> None:
    for id in ("damped_oscillator", "mixture"):
        page = visit(id, width=width, reduced_motion="reduce")
        first = next(iter(page.evaluate(SNAPSHOT)["controls"]))
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('.covis-control') !== null"):
                break
        assert page.evaluate(f"document.activeElement.closest('.covis-control')?.querySelector('[name={first}]') !== null")


def test_no_landmark_lies_inside_another(visit: Visit) -> None:
    page = visit("damped_oscillator")
    page.get_by_text("Data table").click()
    assert (
        page.evaluate("""[...document.querySelectorAll(`.covis :is(form[aria-label], section[aria-label], nav, aside, main,
      [role=region], [role=form], [role=navigation], [role=search], [role=banner], [role=complementary])`)].map((e) => e.className)""")
        == []
    )
    rules = ["landmark-banner-is-top-level", "landmark-main-is-top-level", "landmark-unique", "aria-allowed-role"]
    found = Axe().run(page, options={"runOnly": {"type": "rule", "values": rules}}).response["violations"]
    assert [violation["id"] for violation in found] == []


def test_paper_is_white_with_whole_plots_and_the_values_and_no_controls(visit: Visit) -> None:
    page = visit("damped_oscillator", "#gamma=0.3", width=1440, color_scheme="dark", reduced_motion="reduce")
    text = "document.querySelector('.covis-area .xtick text')"
    screen = page.evaluate(f"getComputedStyle({text}).fill")
    assert not page.locator(".covis-printed").is_visible()
    page.emulate_media(media="print")
    until(page, f"getComputedStyle({text}).fill !== '{screen}'")
    assert page.locator("main input:visible, main textarea:visible, main button:visible:not(.covis-key)").count() == 0
    assert "0.30" in page.locator(".covis-printed").inner_text() and page.locator(".covis-printed").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    widths = page.evaluate("[...document.querySelectorAll('.covis-area')].map((area) => area._fullLayout.width)")
    assert widths == [640, 640]
    # Chromium prints a heading over its text where a page ends in a box of columns, one column too.
    assert page.locator(".covis-text").evaluate("(text) => getComputedStyle(text).columnCount") == "auto"
    page.emulate_media(media="screen")
    until(page, f"getComputedStyle({text}).fill === '{screen}'")
    until(page, "(({_fullLayout: {width}, clientWidth}) => Math.abs(width - clientWidth) < 1)(document.querySelector('.covis-area'))")
    assert page.locator("input[name=gamma]").is_visible()
    assert page.pdf(format="A4")[:5] == b"%PDF-"


def test_what_is_shown_over_a_point_has_words_and_units(visit: Visit) -> None:
    page = visit("damped_oscillator")
    area = page.locator(".covis-area").first
    area.scroll_into_view_if_needed()
    place = page.evaluate("""(() => { const area = document.querySelector('.covis-area'), {xaxis, yaxis} = area._fullLayout,
      box = area.getBoundingClientRect(), {x, y} = area.data[0];
      return [box.left + xaxis._offset + xaxis.c2p(x[100]), box.top + yaxis._offset + yaxis.c2p(y[100])] })()""")
    page.mouse.move(place[0] - 4, place[1])
    page.mouse.move(*place)
    until(page, "document.querySelector('.hoverlayer text') !== null")
    text = page.evaluate("document.querySelector('.hoverlayer').textContent")
    assert "Time: " in text and "Displacement: " in text and " s" in text and " m" in text
