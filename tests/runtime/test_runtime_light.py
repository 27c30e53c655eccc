"""The light drawing works before Plotly is there, and Plotly takes over without losing anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route

from tests.runtime.runtime_gallery import PLUGINS, compiled
from tests.runtime.runtime_pages import READY, ROOT, SNAPSHOT, Visit, place_of, put, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

LIGHT = f'{ROOT}?.dataset.ready === "true" && {ROOT}.dataset.drawing === "light"'
PATHS = "[...document.querySelectorAll('.covis-light path')].map((path) => path.getAttribute('d')).join('')"


class Late:
    """A page whose Plotly waits until `arrive()`."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.held: list[Route] = []
        self.there = False
        page.route("**/plotly.js", self._take)

    def _take(self, route: Route) -> None:
        if self.there:
            route.continue_()
        else:
            self.held.append(route)

    def open(self, id: str, after: str = "") -> Page:
        self.page.goto(f"{self.address}/v/{id}{after}")
        until(self.page, LIGHT)
        return self.page

    def arrive(self) -> None:
        """Let Plotly through, and wait until it has drawn."""
        self.there = True
        while not self.held and self.page.evaluate(LIGHT):
            self.page.wait_for_timeout(20)
        for route in self.held:
            route.continue_()
        until(self.page, READY)


@pytest.fixture
def late(visit: Visit, address: str) -> Iterator[Late]:
    page = visit("/bare", wait="true", width=390, height=844, reduced_motion="reduce")
    late = Late(page, address)
    yield late
    if not late.there:
        late.arrive()


@pytest.fixture(scope="module")
def gallery(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    wanted = ("linked", "solid", "polar")
    site.documents.update(compiled(tmp_path_factory.mktemp("light"), {name: PLUGINS[name] for name in wanted}))


def test_controls_readouts_and_plots_work_before_plotly(late: Late) -> None:
    page = late.open("damped_oscillator")
    assert page.evaluate("window.Plotly === undefined && !document.querySelector('.js-plotly-plot')")
    before, said = page.evaluate(PATHS), page.locator(".covis output[data-readout]").all_inner_texts()
    page.locator("input[type=range]").nth(1).press("ArrowRight")
    until(page, f"{PATHS} !== {before!r}")
    put(page, "{gamma: 0.5}")
    assert page.locator(".covis output[data-readout]").all_inner_texts() != said
    light = page.evaluate(SNAPSHOT)
    assert light["controls"]["gamma"] == 0.5 and all(trace["y"] for trace in light["plots"][0]["traces"])
    late.arrive()
    full = page.evaluate(SNAPSHOT)
    assert full == light, "the same state, the same numbers, and no state more"
    assert page.locator(".covis-light").count() == 0


def test_what_moves_while_plotly_draws_is_drawn_by_it(late: Late) -> None:
    page = late.open("damped_oscillator")
    page.evaluate(
        f"window.moving = setInterval(() => {ROOT}.covis.set({{gamma: Math.round(50 + 40 * Math.sin(performance.now() / 90)) / 100}}), 15)"
    )
    late.arrive()
    page.evaluate("clearInterval(window.moving)")
    put(page, "{gamma: 0.25}")
    drawn = page.evaluate("[...document.querySelector('.covis-area').data[0].y].slice(0, 50)")
    assert drawn == page.evaluate(SNAPSHOT)["plots"][0]["traces"][0]["y"][:50]


def test_a_handle_is_dragged_across_the_change(late: Late, gallery: None) -> None:
    late.page.set_viewport_size({"width": 1280, "height": 800})
    page = late.open("linked")
    handle = page.locator(".covis-grip").first
    box = place_of(handle)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 30, box["y"] + box["height"] / 2 - 10, steps=4)
    first = page.evaluate(SNAPSHOT)["controls"]
    late.arrive()
    assert page.evaluate(SNAPSHOT)["controls"] == first
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 - 20, steps=4)
    page.mouse.up()
    assert page.evaluate(SNAPSHOT)["controls"] != first


@pytest.mark.parametrize("id", ["solid", "polar"])
def test_space_and_polar_plots_move_as_well(late: Late, gallery: None, id: str) -> None:
    page = late.open(id)
    before = page.evaluate(PATHS)
    assert before
    page.locator("input[type=range]").first.press("End")
    until(page, f"{PATHS} !== {before!r}")


def test_nothing_moves_when_plotly_takes_over(late: Late) -> None:
    page = late.open("damped_oscillator")
    boxes = "['.covis-picture', '.covis-area', '.covis-panel', '.covis-words'].map((name) => { const b = document.querySelector(name)"
    boxes += ".getBoundingClientRect(); return [b.x, b.y, b.width, b.height].map(Math.round) })"
    before = page.evaluate(boxes)
    late.arrive()
    assert page.evaluate(boxes) == before


@pytest.mark.parametrize("api", [True, False], ids=["full screen", "only a window"])
def test_full_screen_and_the_ways_back(visit: Visit, api: bool) -> None:
    page = visit("/bare", wait="true", width=390, height=844, reduced_motion="reduce")
    if not api:
        page.add_init_script("delete Element.prototype.requestFullscreen")
    page.goto(page.url.replace("/bare", "/v/damped_oscillator"))
    until(page, READY)
    button = page.get_by_role("button", name="Full screen").first
    was = place_of(page.locator(".covis-area").first)["height"]
    for way in ("Escape", "button"):
        button.click()
        until(page, f"{ROOT}.dataset.full === '{'screen' if api else 'window'}'")
        until(page, f"document.querySelector('.covis-area').clientHeight > {was} + 40")
        assert not page.locator(".covis-reading").is_visible() and page.locator("input[type=range]").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        button.click() if way == "button" else page.keyboard.press("Escape")
        until(page, f"!('full' in {ROOT}.dataset) && document.fullscreenElement === null")
        until(page, f"Math.abs(document.querySelector('.covis-area').clientHeight - {was}) < 2")
        assert page.evaluate("document.activeElement.dataset.tool") == "Full screen"
