"""How the page of a visualisation is arranged: plots together or one at a time, keys that hide and show, numbers that move nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import ROOT, Visit, place_of, put, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

BOXES = """[...document.querySelectorAll('.covis-area, .covis-panel, .covis-readout, .covis-reading, .covis-key, .covis-chip')]
  .map((e) => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height].map(Math.round).join(' ') })"""


def test_the_key_hides_a_mark_and_shows_it_again(visit: Visit) -> None:
    page = visit("damped_oscillator")
    plot = page.locator(".covis-plot").first
    key = plot.get_by_role("button", name="x₀ exp(−γt)")
    expect(plot.locator(".scatterlayer .js-line")).to_have_count(2)
    expect(plot.locator(".legend")).to_have_count(0)  # Plotly's own stays out of the picture
    key.click()
    expect(key).to_have_attribute("aria-pressed", "false")
    expect(plot.locator(".scatterlayer .js-line")).to_have_count(1)
    put(page, "{gamma: 0.4}")
    expect(plot.locator(".scatterlayer .js-line")).to_have_count(1)
    key.click()
    expect(plot.locator(".scatterlayer .js-line")).to_have_count(2)
    assert page.locator(".covis-plot").last.locator(".covis-key").count() == 0  # one mark needs no key


def test_a_mark_that_was_switched_off_stays_off_when_its_condition_comes_true(visit: Visit) -> None:
    page = visit("mixture", reduced_motion="reduce")
    plot = page.locator(".covis-plot").first
    key = plot.get_by_role("button", name="point")
    key.click()
    expect(plot.locator("path.point")).to_have_count(0)
    put(page, "{marks: false}")
    assert key.get_attribute("data-away") is not None
    put(page, "{marks: true}")
    assert key.get_attribute("data-away") is None
    expect(plot.locator("path.point")).to_have_count(0)
    key.click()
    expect(plot.locator("path.point")).to_have_count(1)


def test_on_a_phone_one_plot_is_in_view_and_its_name_leads_to_each(visit: Visit) -> None:
    page = visit("damped_oscillator", width=390, height=844, reduced_motion="reduce")
    areas = page.locator(".covis-area")
    expect(areas.first).to_be_in_viewport()
    expect(areas.last).not_to_be_in_viewport()
    tab = page.get_by_role("button", name="Phase portrait", exact=True)
    tab.click()
    expect(areas.last).to_be_in_viewport(ratio=0.99)
    expect(areas.first).not_to_be_in_viewport()
    expect(tab).to_have_attribute("aria-pressed", "true")
    put(page, "{gamma: 0.4}")  # the plot that is not in sight is behind, and comes up to date when it is seen
    page.locator(".covis-tab").first.click()
    expect(areas.first).to_be_in_viewport(ratio=0.99)
    until(page, f"document.querySelector('.covis-area').data[0].y[50] === {ROOT}.covis.snapshot().plots[0].traces[0].y[50]")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024)])
def test_where_there_is_room_all_plots_are_in_view(visit: Visit, width: int, height: int) -> None:
    page = visit("damped_oscillator", width=width, height=height)
    for area in page.locator(".covis-area").all():
        expect(area).to_be_in_viewport(ratio=0.99)
    expect(page.locator(".covis-tabs")).not_to_be_visible()


def test_two_plots_beside_one_another_stand_on_one_line(visit: Visit) -> None:
    page = visit("damped_oscillator", width=1440, height=900)
    first, second = (place_of(area) for area in page.locator(".covis-area").all())
    assert first["y"] == second["y"] and first["height"] == second["height"] and first["x"] + first["width"] < second["x"]
    bottoms = page.evaluate(
        "[...document.querySelectorAll('.covis-area')].map((gd) => gd._fullLayout._size.t + gd._fullLayout._size.h).map(Math.round)"
    )
    assert bottoms[0] == bottoms[1]


TRIO = """
r = Slider("r", 0, 2, value=1, label="Rate")
x = Axis("x", 0, 1, points=20, label="x")
marks = [Curve(k * r * x, over=x, name=f"a curve with a rather long name, number {k}") for k in range(1, 5)]
plots = [
    Plot(Points(r, r, name="point"), Points(r, 0, name="foot"), equal=True, x_range=(0, 2), y_range=(0, 2), title="A plane"),
    Plot(*marks, title="First"), Plot(*marks, title="Second"),
]
"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1366, 768), (1024, 600)])
def test_the_keys_of_the_others_do_not_push_the_first_plot_off_the_first_screen(
    visit: Visit, site: Site, tmp_path_factory: pytest.TempPathFactory, width: int, height: int
) -> None:
    ending = "\nvisualisation = Visualisation(plots=plots)\n"
    site.documents.update(compiled(tmp_path_factory.mktemp("trio"), {"trio": TRIO}, ending))
    page = visit("trio", width=width, height=height)
    expect(page.locator(".covis-plots")).to_have_attribute("data-form", "trio")
    until(page, f"document.querySelector('.covis-area').getBoundingClientRect().bottom <= {height}")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_value_that_changes_moves_nothing(visit: Visit, width: int) -> None:
    page = visit("damped_oscillator", width=width)
    before = page.evaluate(BOXES)
    for changes in ("{gamma: 0.9}", "{gamma: 0.02, omega_0: 5}", "{gamma: 0.02}"):
        put(page, changes)
        assert page.evaluate(BOXES) == before


def test_a_preset_is_marked_as_long_as_it_holds(visit: Visit) -> None:
    page = visit("damped_oscillator", "#gamma=0.5")
    presets = page.get_by_role("group", name="Presets").get_by_role("button")
    pressed = page.get_by_role("group", name="Presets").locator("[aria-pressed=true]")
    expect(pressed).to_have_count(0)
    presets.get_by_text("A bell").click()
    expect(pressed).to_have_text(["A bell"])
    put(page, "{gamma: 0.03}")
    expect(pressed).to_have_count(0)


def test_on_a_phone_the_picture_lets_go_when_the_text_is_read(visit: Visit) -> None:
    page = visit("damped_oscillator", width=390, height=844)
    page.get_by_text("Read: the idea").click()
    area = page.locator(".covis-area").first
    page.locator(".covis-panel").scroll_into_view_if_needed()
    expect(area).to_be_in_viewport(ratio=0.99)
    page.locator(".covis-text h2").last.evaluate("e => e.scrollIntoView({block: 'start'})")
    expect(area).not_to_be_in_viewport()
    page.locator(".covis-controls").evaluate("e => e.scrollIntoView({block: 'end'})")
    expect(area).to_be_in_viewport(ratio=0.99)


@pytest.mark.parametrize(("touch", "least"), [(False, 24), (True, 44)])
def test_targets_are_large_enough(visit: Visit, touch: bool, least: float) -> None:
    page = visit("damped_oscillator", width=390, height=844, has_touch=touch, is_mobile=touch)
    small = page.evaluate(
        """(least) => [...document.querySelectorAll('.covis button, .covis select, .covis summary, .covis input[type=range]')]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height > 0)
        .map((e) => [e.className || e.tagName, Math.max(e.getBoundingClientRect().height,
                     parseFloat(getComputedStyle(e, '::after').height) || 0)])
        .filter(([, height]) => height < least - 0.5)""",
        least,
    )
    assert small == []


def test_a_downloaded_picture_has_its_title_key_and_ground(visit: Visit) -> None:
    page = visit("damped_oscillator", color_scheme="dark")
    page.evaluate("""() => { Plotly.downloadImage = (figure, options) => { window.made = {figure, options} } }""")
    page.get_by_role("button", name="Save as PNG: Displacement against time").click()
    figure = page.evaluate("made.figure.layout")
    assert figure["showlegend"] and figure["title"]["text"] == "Displacement against time"
    assert figure["paper_bgcolor"] == "rgb(16, 20, 29)"
