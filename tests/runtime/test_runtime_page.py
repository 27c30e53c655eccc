"""The page as a person meets it: questions, themes, small windows, coming and going."""

from __future__ import annotations

import pytest

from tests.runtime.runtime_pages import READY, ROOT, Visit, hold, place_of, put, until
from tests.runtime.runtime_server import FOOT, HEAD, PLOTLY, SECTION, Site

pytestmark = pytest.mark.browser


def test_the_answer_opens_after_a_prediction(visit: Visit) -> None:
    page = visit("damped_oscillator")
    question = page.locator(".covis-question")
    assert not question.get_by_text("It halves too").is_visible()
    question.get_by_role("button", name="Commit").click()
    assert "Predict first" in question.get_by_role("alert").inner_text()
    assert not question.get_by_text("It halves too").is_visible()
    question.get_by_label("Predict", exact=True).fill("It halves <b>")
    question.get_by_role("button", name="Commit").click()
    assert question.get_by_text("It halves too").is_visible()
    assert question.get_by_text("You predicted: It halves <b>").is_visible()
    assert page.evaluate("document.activeElement.className") == "covis-answer"


def test_a_prediction_in_mind_is_enough_and_the_preset_sets_the_picture(visit: Visit) -> None:
    page = visit("damped_oscillator", "#gamma=0.5", reduced_motion="no-preference")
    page.evaluate(f"window.seen = []; window.watch = new MutationObserver(() => seen.push({ROOT}.covis.snapshot().controls.gamma))")
    page.evaluate(f"void watch.observe({ROOT}, {{attributes: true}})")
    question = page.locator(".covis-question")
    assert "A swing" not in question.inner_text(), "the name of the preset gives nothing away"
    question.get_by_label("I have a prediction in mind").check()
    question.get_by_role("button", name="Commit").click()
    until(page, f"{ROOT}.covis.snapshot().controls.gamma === 0.1")
    assert any(0.1 < gamma < 0.5 for gamma in page.evaluate("window.seen")), "it moves there"
    assert question.get_by_text("It halves too").is_visible()


def test_the_theme_follows_the_host(visit: Visit) -> None:
    page = visit("damped_oscillator", color_scheme="light")
    read = """(() => { const area = document.querySelector('.covis-area');
      const theme = document.querySelector('.covis').dataset.theme;
      return [theme, area._fullLayout.font.color, area.querySelector('.js-line').style.stroke] })()"""
    light = page.evaluate(read)
    page.emulate_media(color_scheme="dark")
    until(page, f"{ROOT}.dataset.theme === 'dark'")
    until(page, f"{read}[2] !== '{light[2]}'")
    assert page.evaluate(read)[1] != light[1]
    # Streamlit's variables win over the page's preference
    page.evaluate(f"{ROOT}.style.setProperty('--st-background-color', '#ffffff'); {ROOT}.covis.theme()")
    until(page, f"{read}[2] === '{light[2]}'")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 568), (640, 360)])
@pytest.mark.parametrize("id", ["damped_oscillator", "mixture"])
def test_a_small_window_keeps_the_plot_beside_the_hand(visit: Visit, id: str, width: int, height: int) -> None:
    page = visit(id, width=width, height=height, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for slider in page.locator("input[type=range]").all():
        slider.evaluate("e => e.scrollIntoView({block: 'end'})")
        hand, plot = place_of(slider), place_of(page.locator(".covis-area").first)
        # Beside each other on a low window the title may take the last line of the plot; the next scroll gives it back.
        seen = min(plot["y"] + plot["height"], height) - max(plot["y"], 0)
        assert seen >= (0.75 if plot["x"] > hand["x"] else 1) * plot["height"]
        assert plot["y"] + plot["height"] <= hand["y"] + 1 or plot["x"] >= hand["x"] + hand["width"]
        assert hand["y"] + hand["height"] <= height + 1


def test_a_wide_equation_scrolls_in_its_own_box(visit: Visit) -> None:
    page = visit("damped_oscillator", width=320, height=568)
    page.get_by_text("Read: the idea").click()
    page.locator("math[display=block]").first.evaluate("e => { e.innerHTML = e.innerHTML.repeat(12) }")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator(".covis-equation").first
    assert box.evaluate("e => e.scrollWidth > e.clientWidth && e.clientHeight < 80")


def test_the_picture_stays_in_view_beside_the_questions_and_never_lies_over_the_text(visit: Visit) -> None:
    page = visit("damped_oscillator", width=1440, height=600)
    page.locator(".covis-question").last.evaluate("e => e.scrollIntoView({block: 'end'})")
    assert page.evaluate("scrollY") > 0
    assert 0 <= place_of(page.locator(".covis-area").first)["y"] < 200
    page.locator(".covis-data summary").scroll_into_view_if_needed()
    picture, words = place_of(page.locator(".covis-picture")), place_of(page.locator(".covis-words"))
    assert picture["y"] + picture["height"] <= words["y"] + 1


def test_everything_is_reached_from_the_keyboard(visit: Visit) -> None:
    page = visit("damped_oscillator")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') ?? document.activeElement.name ?? document.activeElement.textContent"
            )
        )
    for name in ("gamma", "Fit the axes to what is drawn: Phase portrait", "Damping rate: type a value in 1/s"):
        assert name in reached
    assert page.evaluate(
        "[...document.querySelectorAll('input, button, select, textarea')].every((e) => e.labels?.length || e.ariaLabel || e.textContent)"
    )


def test_disposing_leaves_nothing(visit: Visit) -> None:
    page = visit("mixture", "#n=4", reduced_motion="no-preference")
    page.evaluate(f"window.area = document.querySelector('.covis-area'); window.root = {ROOT}; root.covis.dispose()")
    page.wait_for_timeout(400)
    assert page.evaluate("[area._fullLayout === undefined, area.data === undefined, root.covis === undefined, location.hash]") == [
        True,
        True,
        True,
        "#n=4",
    ]
    page.evaluate("location.hash = '#n=2'")
    page.set_viewport_size({"width": 700, "height": 700})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)  # nothing wakes up: the fixture holds that no error was said


def test_two_on_a_page_stay_apart(visit: Visit, site: Site) -> None:
    script = '<script type="module" src="/runtime/page/page.js"></script>'
    site.extra["/two.html"] = HEAD.format(title="Two") + SECTION.format(id="mixture") * 2 + FOOT.format(script=script)
    page = visit("/two.html", reduced_motion="reduce", wait="document.querySelectorAll('.covis[data-ready=true]').length === 2")
    page.evaluate("document.querySelectorAll('.covis')[1].covis.set({glass: 'flint'})")
    states = page.evaluate("[...document.querySelectorAll('.covis')].map((root) => root.covis.snapshot().controls.glass)")
    checked = page.evaluate("[...document.querySelectorAll('[name=glass]:checked')].map((radio) => radio.value)")
    assert states == checked == ["crown", "flint"]
    assert page.evaluate("location.hash") == ""


def test_a_failed_load_says_so_and_can_be_tried_again(visit: Visit, site: Site) -> None:
    script = '<script type="module" src="/runtime/page/page.js"></script>'
    site.extra["/late.html"] = (
        HEAD.format(title="Late") + SECTION.format(id="damped_oscillator").replace("plotly.js", "late.js") + FOOT.format(script=script)
    )
    site.extra["/late.js"] = ""  # arrives, but is not Plotly
    page = visit("/late.html", wait="!!document.querySelector('[role=alert]')")
    assert "The plotting library could not be loaded" in page.get_by_role("alert").inner_text()
    site.extra["/late.js"] = PLOTLY.read_text(encoding="utf-8")
    page.get_by_role("button", name="Try again").click()
    until(page, READY)


ATTACH = """async ([top, report]) => {
  const embed = await import('/runtime/page/embed.js');
  const made = () => Object.assign(document.createElement('div'), {className: 'host'});
  const host = document.querySelector('.host') ?? document.querySelector('main').appendChild(made());
  const data = {id: 'damped_oscillator', digest: 'd1', base: '/runtime/', document: '/d/damped_oscillator/document.json',
    program: '/d/damped_oscillator/program.js', plotly: '/plotly.js', top, report};
  window.told ??= [];
  window.stop = embed.attach({data, parentElement: host, setStateValue: (key, value) => told.push([key, value])});
}"""


def test_an_embed_is_attached_once_and_remembers(visit: Visit) -> None:
    page = visit("/bare", wait="document.readyState === 'complete'")
    page.evaluate(ATTACH, ["3rem", True])
    until(page, READY)
    page.locator(".covis-prediction").fill("half")
    page.get_by_role("button", name="Commit").click()
    page.evaluate(f"window.first = {ROOT}.covis; {ROOT}.covis.set({{gamma: 0.4}})")
    until(page, f"{ROOT}.covis.snapshot().controls.gamma === 0.4")
    drawn = page.evaluate(f"{ROOT}.dataset.revision")
    page.evaluate(ATTACH, ["3rem", True])
    page.wait_for_timeout(100)
    assert page.evaluate(f"{ROOT}.covis === first && {ROOT}.dataset.revision === '{drawn}'")
    until(page, "told.length === 1")
    assert page.evaluate("told[0]") == ["controls", {"x_0": 1, "gamma": 0.4, "omega_0": 2}]
    until(page, "location.hash === '#gamma=0.4'")
    page.evaluate("stop(); document.querySelector('.host').remove()")
    assert page.evaluate("location.hash") == ""  # the address is left clean for the next one
    page.evaluate(ATTACH, ["3rem", False])
    until(page, READY)
    assert page.evaluate(f"{ROOT}.covis.snapshot().controls.gamma") == 0.4
    assert page.get_by_text("You predicted: half").is_visible()


def test_a_number_that_changes_is_written_over(visit: Visit) -> None:
    """A node that comes, goes or is hidden again has the browser try every `:has()` of the page: longer than it draws."""
    page = visit("damped_oscillator", reduced_motion="reduce")
    hold(page)
    numbers = "[...document.querySelectorAll('.covis-readout output')].map((output) => output.textContent)"
    before = page.evaluate(numbers)
    page.evaluate(f"""window.exchanged = []; new MutationObserver((records) =>
        exchanged.push(...records.map(({{target}}) => target.outerHTML))).observe(
        {ROOT}, {{childList: true, attributes: true, attributeFilter: ['hidden'], subtree: true}})""")
    put(page, "{gamma: 0.4}")
    assert page.evaluate(numbers) != before
    assert page.evaluate("exchanged") == []
