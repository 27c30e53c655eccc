"""Every mark, from a compiled plugin: its picture in motion is the one at rest, its numbers are the model's, and nothing is thrown."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import READY, SNAPSHOT, Visit, hold, put, rest, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

# What Plotly has drawn, as text; a path of many pieces is one path in motion, so pieces are joined, and emptied nodes left out.
DRAWN = """() => [...document.querySelectorAll('.covis-area')].map((area) => [
  ['.lines > path.js-line', 'd'], ['.fills path', 'd'], ['.barlayer path', 'd'], ['.textpoint text', 'x'], ['.textpoint text', 'y'],
].map(([nodes, name]) => [...area.querySelectorAll(nodes)].map((node) => node.getAttribute(name))
  .filter((d) => d !== 'M0,0' && d !== 'M0,0Z').join('')))"""
REDRAW = "Promise.all([...document.querySelectorAll('.covis-area')].map((area) => Plotly.redraw(area)))"
WATCH = """() => { window.restyled = [];
  document.querySelectorAll('.covis-area').forEach((area, k) => area.on('plotly_restyle', () => restyled.push(k))) }"""


@pytest.fixture(scope="module")
def marks(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The server knows them too from now on."""
    made = compiled(tmp_path_factory.mktemp("marks"))
    site.documents.update(made)
    return made


@pytest.fixture
def still(visit: Visit, marks: dict[str, Any]) -> Visit:
    return lambda id, after="", **options: visit(id, after, **{"reduced_motion": "reduce", **options})


@pytest.mark.parametrize(
    ("id", "changes"),
    [
        ("members", "{size: 1.7}"),
        ("members", "{glass: 'flint'}"),
        ("arrows", "{angle: 3, length: 1.8}"),
        ("bands", "{rate: 1.2}"),
        ("bands", "{at: 40}"),
        ("linked", "{now: 4.2, p: -1.3, q: 0.75}"),
    ],
)
def test_motion_is_drawn_directly_and_is_what_rests(still: Visit, id: str, changes: str) -> None:
    page = still(id)
    hold(page)
    page.evaluate(WATCH)
    put(page, changes)
    assert page.evaluate("restyled") == []
    moving = page.evaluate(DRAWN)
    page.evaluate(REDRAW)
    assert page.evaluate(DRAWN) == moving


def test_members_come_and_go(still: Visit) -> None:
    page = still("members")
    put(page, "{last: 8}")
    bars, many, _, _, word, late = (t for plot in page.evaluate(SNAPSHOT)["plots"] for t in plot["traces"])
    assert bars["x"] == [*range(1, 9), None, None, None, None] and bars["y"][8:] == [None] * 4
    assert bars["y"][2] == pytest.approx(math.cos(3 * 1.5) / 3)
    assert many["y"][7] == pytest.approx(1 / 8) and word["shown"] and late["shown"] and late["y"] == [0.25]
    put(page, "{last: 3, words: false}")
    *_, word, late = page.evaluate(SNAPSHOT)["plots"][1]["traces"]
    assert not word["shown"] and not late["shown"]
    until(page, "document.querySelectorAll('.textpoint').length === 0")
    until(page, "[...document.querySelectorAll('.barlayer path')].filter((p) => p.getAttribute('d') !== 'M0,0Z').length === 3")


def test_arrows_state_tails_and_tips_and_a_field_its_components(still: Visit) -> None:
    page = still("arrows")
    put(page, "{angle: 2}")
    hand, spokes, posts = page.evaluate(SNAPSHOT)["plots"][0]["traces"]
    assert hand["x"] == pytest.approx([0, math.cos(2)]) and hand["y"] == pytest.approx([0, math.sin(2)])
    assert len(spokes["x"]) == 18 and spokes["x"][2::3] == [None] * 6 and posts["y"][1] == 0.5
    wind = page.evaluate(SNAPSHOT)["plots"][1]["traces"][0]
    assert len(wind["u"]) == 11 and len(wind["u"][0]) == 11
    assert wind["u"][0][10] == pytest.approx(2 * math.cos(2) - 2)
    # equal=True: a metre is as long across as up
    scale = page.evaluate(
        "(() => { const {xaxis, yaxis} = document.querySelector('.covis-area')._fullLayout; return xaxis._m / yaxis._m })()"
    )
    assert scale == pytest.approx(-1, rel=0.01)


def test_a_heatmap_keeps_its_colours_and_has_holes(still: Visit) -> None:
    page = still("maps")
    limits = "(() => { const {zmin, zmax} = document.querySelector('.covis-area')._fullData[0]; return [zmin, zmax] })()"
    before = page.evaluate(limits)
    hold(page)
    page.evaluate(WATCH)
    put(page, "{width: 0.6, hole: true}")
    assert page.evaluate(limits) == before and 0 not in page.evaluate("restyled")
    z = page.evaluate(SNAPSHOT)["plots"][0]["traces"][0]["z"]
    assert len(z) == 40 and len(z[0]) == 60 and None in z[20]
    rest(page)
    until(page, "restyled.includes(0) && document.querySelector('.covis-heat').hidden")  # Plotly's own picture is back


def test_on_a_phone_the_bar_of_a_plane_takes_nothing_from_its_height(still: Visit, site: Site) -> None:
    document = copy.deepcopy(site.documents["maps"])
    document["plots"][0]["figure"]["layout"]["yaxis"]["scaleanchor"] = "x"
    site.documents["map_of_a_plane"] = {**document, "id": "map_of_a_plane"}
    page = still("map_of_a_plane", width=390, height=844)
    free = """(() => { const area = document.querySelector('.covis-area'), bar = area.querySelector('.cbbg').getBoundingClientRect(),
      plane = area.querySelector('.nsewdrag').getBoundingClientRect(), {top} = area.getBoundingClientRect();
      return [bar.left - plane.right, plane.top - top] })()"""
    beside, over = page.evaluate(free)
    assert beside >= 0 and over < 24


@pytest.mark.parametrize("id", ["polar", "solid", "maps"])
def test_what_plotly_draws_itself_follows(still: Visit, id: str) -> None:
    page = still(id)
    changes = {"polar": "{turns: 5}", "solid": "{wave: 1.4}", "maps": "{width: 1.2}"}[id]
    put(page, changes)
    array = {"polar": "r", "solid": "z", "maps": "z"}[id]
    last = "document.querySelectorAll('.covis-area')[document.querySelectorAll('.covis-area').length - 1]"
    drawn = page.evaluate(f"Array.from({last}.data[0].{array}, (v) => typeof v === 'number' ? v : Array.from(v))")
    assert drawn == page.evaluate(SNAPSHOT)["plots"][-1]["traces"][0][array]


def test_without_webgl_the_plot_says_so_and_the_rest_goes_on(visit: Visit, marks: dict[str, Any], browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind, ...rest)"
        " { return /webgl/.test(kind) ? null : get.call(this, kind, ...rest) }"
    )
    page.goto(f"{address}/v/solid")
    until(page, READY)
    assert "WebGL switched off" in page.get_by_role("alert").inner_text()
    put(page, "{wave: 2}")
    assert page.evaluate(SNAPSHOT)["plots"][0]["traces"][0]["z"][0][0] == pytest.approx(math.cos(6) ** 2)
    page.close()


def grip(page: Page, k: int = 0) -> tuple[float, float]:
    box = page.locator(".covis-grip").nth(k).bounding_box()
    assert box and box["width"] >= 44
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_handle_is_dragged_in_two_directions(still: Visit) -> None:
    page = still("linked")
    assert page.get_by_text("Drag me").is_visible()
    assert page.get_by_role("group", name="start").get_by_role("slider", name="start: Height").get_attribute("aria-valuetext") == "0.25 m"
    x, y = grip(page)
    page.mouse.move(x + 5, y)  # held off its middle it does not leap
    page.mouse.down()
    page.mouse.move(x + 65, y + 60, steps=6)
    page.mouse.up()
    controls = page.evaluate(SNAPSHOT)["controls"]
    assert controls["q"] % 0.25 == 0 and controls["q"] < 0.25  # steps hold
    assert controls["p"] > 0.5 and controls["p"] == round(controls["p"], 2)
    until(page, f"document.querySelector('[name=p]').valueAsNumber === {controls['p']}")  # the slider follows
    assert grip(page)[0] == pytest.approx(x + 60, abs=3)
    assert not page.get_by_text("Drag me").is_visible()
    page.mouse.move(*grip(page))
    page.mouse.down()
    page.mouse.move(5, 5, steps=4)
    page.mouse.up()
    assert (page.evaluate(SNAPSHOT)["controls"]["p"], page.evaluate(SNAPSHOT)["controls"]["q"]) == (-2, 1)  # ranges hold


def test_a_handle_moves_with_the_keys_and_on_logarithmic_axes(still: Visit) -> None:
    page = still("linked")
    first, second = page.get_by_role("slider", name="start: Place"), page.get_by_role("slider", name="start: Height")
    first.press("ArrowRight")
    first.press("ArrowUp")
    second.press("PageDown")
    second.press("End")
    assert page.evaluate(SNAPSHOT)["controls"]["q"] == 1 and page.evaluate(SNAPSHOT)["controls"]["p"] > 0.5
    assert first.evaluate("e => getComputedStyle(e).touchAction") == "none"
    assert page.locator(".covis-area").first.evaluate("e => getComputedStyle(e).touchAction") == "auto"
    page = still("bands")
    x, y = grip(page)
    decade = page.evaluate("document.querySelectorAll('.covis-area')[1]._fullLayout.xaxis._m")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + decade, y + 30, steps=4)
    page.mouse.up()
    assert page.evaluate(SNAPSHOT)["controls"]["at"] == pytest.approx(30, rel=0.03)


def test_a_plot_out_of_sight_is_left_alone_until_it_is_seen(still: Visit) -> None:
    page = still("linked", width=1000, height=420)
    page.evaluate("document.querySelector('.covis-plots').style.cssText = 'position: static'; scrollTo(0, 0)")
    page.evaluate("document.querySelectorAll('.covis-plot')[1].style.marginTop = '3000px'")
    page.evaluate("new Promise((done) => setTimeout(done, 1000))")
    hold(page)
    second = "document.querySelectorAll('.covis-area')[1].data[1].x[0]"
    page.evaluate("(() => { const later = window.setTimeout; window.setTimeout = (f, t, ...a) => t === 500 ? 0 : later(f, t, ...a) })()")
    put(page, "{q: 0.25}")  # as it was: whoever describes the pictures every so often has just done so
    put(page, "{q: 1}")
    assert page.evaluate(second) == -0.25
    page.evaluate("document.querySelectorAll('.covis-plot')[1].scrollIntoView()")
    until(page, f"{second} === -1")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("new Promise((done) => setTimeout(done, 1000))")
    put(page, "{q: 0.5}")
    assert page.evaluate(SNAPSHOT)["plots"][1]["traces"][1]["x"] == [-0.5]  # who asks gets the present state


def test_a_hidden_tab_draws_nothing_and_catches_up(still: Visit) -> None:
    page = still("linked")
    page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => window.away}); window.away = true")
    drawn = "document.querySelector('.covis-area').data[0].y[0]"
    put(page, "{p: 1.5}")
    assert page.evaluate(drawn) == 0.5
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    until(page, f"{drawn} === 1.5")


NUMBERS = """
a = Slider("a", -2, 2, value=0.5, step=0.25, label="a")
plots = [Plot(Label("half of it: {} m", at=(a, 1), value=a / 2), Label("{}", at=(1, 2), value=a, color="#1fb000"), x_range=(-3, 3))]
"""
WORDS = "[...document.querySelectorAll('.textpoint text')].map((node) => node.textContent)"


def test_the_number_in_a_label_is_the_same_in_motion_and_at_rest(
    visit: Visit, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site.documents.update(
        compiled(tmp_path_factory.mktemp("numbers"), {"numbers": NUMBERS}, "\nvisualisation = Visualisation(plots=plots)\n")
    )
    page = visit("numbers")
    hold(page)
    assert page.evaluate(WORDS) == ["half of it: 0.25 m", "0.5"]
    page.evaluate(WATCH)
    put(page, "{a: -1.75}")
    assert page.evaluate(WORDS) == ["half of it: −0.875 m", "−1.75"]
    assert page.evaluate("restyled") == []  # drawn at once, without Plotly
    page.evaluate(REDRAW)
    assert page.evaluate(WORDS) == ["half of it: −0.875 m", "−1.75"]
    fills = "[...document.querySelectorAll('.textpoint text')].map((node) => getComputedStyle(node).fill)"
    assert page.evaluate(fills)[1] == "rgb(31, 176, 0)"
