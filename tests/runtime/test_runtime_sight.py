"""What a person sees and does: poles, labels of logarithmic axes, numbers that are asked about, stops, presets in time, files, surfaces."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import READY, ROOT, SNAPSHOT, Visit, hold, place_of, put, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

PLUGINS = {
    "poles": """
from sympy import floor, tan
k = Slider("k", 0.5, 2, value=1, label="Factor")
x = Axis("x", -3, 3, label="x")
plots = [
    Plot(Curve(tan(k * x), over=x, name="tangent"), y_range=(-5, 5)),
    Plot(Curve(floor(x + Rational(1, 3)), over=x, name="steps"), title="Steps"),
]
""",
    "decades": """
m = Slider("m", 0.1, 1, value=1, label="Attenuation")
t = Axis("t", 0, 100, label="Depth")
f = Axis("f", 1e-6, 1e6, log=True, label="Frequency")
plots = [Plot(Curve(exp(-m * t), over=t), log="y"), Plot(Curve(m / (1 + f), over=f), log="xy", title="Filter")]
""",
    "numbers": """
R = Slider("R", 1, 10000, value=4700, label="Resistance", unit="ohm")
n = Slider("n", 1, 8, value=1, step=2, label="Odd number")
a = Slider("a", -0.3, 1, value=0.3, step=0.3, label="Share")
now = Clock("now", 0.37123, 6, label="Now", unit="us")
t = Axis("t", 0, 10, label="Time", unit="us")
y = a * sin(n * (t - now) * c) * R
plots = [Plot(Curve(y, over=t, name="wave"), Curve(-y, over=t, name="other"), y_unit="ohm", y="Resistance")]
""".replace("y = a", 'c = Constant("c", 1, label="a rate", unit="1/us")\ny = a'),
    "noise": """
x = Slider("x", 0, 2, value=1, step=0.5, label="x")
t = Axis("t", 0, 1, label="Time")
plots = [Plot(Curve(sin(2 * pi * t) * x, over=t))]
""",
    "plotly": """
c = Slider("c", 0.2, 2, value=1, label="Wavenumber")
a = Axis("a", -3, 3, points=8, label="x")
b = Axis("b", -3, 3, points=8, label="y")
plots = [Plot(Surface(cos(c * a) * cos(c * b), over=(a, b)), x="x", y="y", z="Height", layout={"scene": {"xaxis": {"showgrid": False}}})]
""",
}
PRESETS = "presets=[Preset('Early', now=1), Preset('Late', now=5), Preset('Any', R=4700)]"
READOUTS = "readouts=[Readout('sine', sin(pi * x)), Readout('small', exp(-40 * x))]"
LABELS = """[...document.querySelectorAll('.covis-area')].flatMap((area) => ['x', 'y'].map((axis) =>
  [...area.querySelectorAll(`.${axis}tick text`)].map((text) => text.getBoundingClientRect())
    .map((box) => axis === 'x' ? [box.left, box.right] : [box.top, box.bottom]).sort((one, other) => one[0] - other[0])))"""
ZOOMS = ["[-46, 300]", "[-3, 0.2]", "[-1.5, 0]", "[-0.4, 0]"]


@pytest.fixture(scope="module")
def seen(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root: Path = tmp_path_factory.mktemp("sight")
    plugins = {id: f"from sympy import Rational\n{source}" for id, source in PLUGINS.items()}
    more = {"numbers": PRESETS, "noise": READOUTS}
    made = compiled(root, plugins, more=more)
    site.documents.update(made)
    return made


@pytest.fixture
def look(visit: Visit, seen: dict[str, Any]) -> Visit:
    return lambda id, after="", **options: visit(id, after, **{"reduced_motion": "reduce", **options})


def pieces(page: Page, plot: int = 0) -> int:
    """How many pieces the line of a plot is drawn in."""
    paths = f"[...document.querySelectorAll('.covis-area')[{plot}].querySelectorAll('.lines > path.js-line')]"
    return int(page.evaluate(f"{paths}.map((path) => path.getAttribute('d')).filter((d) => d !== 'M0,0').length"))


def box(page: Page, name: str) -> Any:
    return page.locator(f".covis-control:has([name={name}]) .covis-number")


def control(page: Page, name: str) -> Any:
    return page.evaluate(f"{SNAPSHOT}.controls.{name}")


def test_a_line_has_a_gap_at_its_poles_in_motion_at_rest_and_after_a_zoom(look: Visit) -> None:
    page = look("poles")
    assert (pieces(page), pieces(page, 1)) == (3, 7), "one more than the poles, or the jumps, inside -3 to 3"
    trace = page.evaluate(SNAPSHOT)["plots"][0]["traces"][0]
    assert len(trace["y"]) == 400 and None not in trace["y"], "every point is there: the gap is between two of them"
    hold(page)
    put(page, "{k: 2}")
    assert pieces(page) == 5, "while a hand moves"
    page.evaluate("Promise.all([...document.querySelectorAll('.covis-area')].map((area) => Plotly.redraw(area)))")
    until(page, "document.querySelector('.covis-area .lines > path.js-line') !== null")
    assert (pieces(page), pieces(page, 1)) == (5, 7)
    page.evaluate("Plotly.relayout(document.querySelector('.covis-area'), {'yaxis.range': [-500, 500]})")
    assert pieces(page) == 5


def test_the_picture_that_is_saved_has_the_gaps_too(look: Visit) -> None:
    page = look("poles")
    page.evaluate("void (Plotly.downloadImage = ({ data }) => { window.saved = data[0].y.filter((y) => !Number.isFinite(y)).length })")
    page.get_by_role("button", name="Save as PNG").first.click()
    assert page.evaluate("window.saved") == 2


def test_a_thumbnail_has_the_gaps_too(seen: dict[str, Any]) -> None:
    path = seen["poles"]["thumbnail"].split(' d="')[2].split('"')[0]
    assert path.count("M") == 3


@pytest.mark.parametrize("width", [1280, 390])
def test_labels_of_a_logarithmic_axis_never_lie_on_one_another(look: Visit, width: int) -> None:
    page = look("decades", width=width)
    for zoom in ("", *ZOOMS):
        if zoom:
            page.evaluate(f"Plotly.relayout(document.querySelector('.covis-area'), {{'yaxis.range': {zoom}}})")
            until(page, f"({LABELS})[1].length > 1")
        for labels in page.evaluate(LABELS):
            assert 2 <= len(labels) <= 11, (zoom, labels)
            assert all(first[1] <= second[0] + 2 for first, second in itertools.pairwise(labels)), (zoom, labels)


def test_a_number_that_may_be_read_in_two_ways_is_asked_about(look: Visit) -> None:
    page = look("numbers")
    typing = box(page, "R")
    typing.fill("")
    typing.press_sequentially("1,000")
    assert control(page, "R") == 4700, "what is not clear changes nothing"
    typing.press("Tab")
    problem = page.locator(".covis-control:has([name=R]) .covis-problem")
    assert "does 1,000 mean" in problem.inner_text() and typing.input_value() == "1,000"
    assert [button.inner_text() for button in problem.get_by_role("button").all()] == ["1000", "1"]
    problem.get_by_role("button", name="1000").click()
    assert control(page, "R") == 1000 and not problem.is_visible()
    for text, value in (("2,5", 2.5), ("1 234.5", 1234.5), ("1,234.5", 1234.5)):
        typing.fill(text)
        typing.press("Enter")
        assert control(page, "R") == value
    typing.fill("1.234,5")
    typing.press("Enter")
    assert "1234.5" in problem.inner_text() and typing.input_value() == "1.234,5"


def test_a_slider_has_the_same_stops_for_keys_links_and_numbers(look: Visit) -> None:
    page = look("numbers")
    page.locator("input[name=n]").press("End")
    assert control(page, "n") == 7
    page.locator("input[name=a]").press("End")
    until(page, f"{SNAPSHOT}.controls.a === 0.9")
    page.locator("input[name=a]").press("Home")
    page.locator("input[name=a]").press("ArrowRight")
    assert control(page, "a") == 0 and page.evaluate(f"Object.is({SNAPSHOT}.controls.a, 0)")
    until(page, "location.hash.includes('a=0') && location.hash.includes('n=7')")
    page.reload()
    until(page, READY)
    assert (control(page, "a"), control(page, "n")) == (0, 7)
    assert page.locator(".covis-note").inner_text() == ""
    box(page, "a").fill("-0")
    assert page.evaluate(f"Object.is({SNAPSHOT}.controls.a, 0)")


def test_a_clock_never_leaves_its_range(look: Visit) -> None:
    page = look("numbers", reduced_motion="no-preference")
    page.evaluate(f"window.seen = []; new MutationObserver(() => seen.push({SNAPSHOT}.controls.now)).observe({ROOT}, {{attributes: true}})")
    page.get_by_role("button", name="Reset", exact=True).click()
    until(page, "window.seen.length > 5")
    assert min(page.evaluate("window.seen")) >= 0.37123


def test_presets_that_differ_in_time_alone_are_told_apart(look: Visit) -> None:
    page = look("numbers")

    def current() -> list[str]:
        return [chip.inner_text() for chip in page.locator(".covis-chip[aria-pressed=true]").all()]

    for name in ("Early", "Late"):
        page.get_by_role("button", name=name).click()
        until(page, f"{SNAPSHOT}.revision > 1")
        assert current() == [name]
    page.locator("input[name=now]").press("ArrowLeft")
    assert current() == ["Any"]


def test_the_file_opens_in_a_spreadsheet_with_its_units(look: Visit) -> None:
    page = look("numbers")
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download data").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head = content.decode("utf-8-sig").splitlines()[0]
    assert head == "mark,Time (µs),Resistance (ohm),R (ohm),n,a,now (µs),source,link"


def test_rounding_noise_reads_as_0(look: Visit) -> None:
    page = look("noise")
    assert page.locator("[data-readout=sine]").inner_text() == "0"
    assert page.locator("[data-readout=small]").inner_text() == "4.25 × 10⁻¹⁸"
    assert page.evaluate(SNAPSHOT)["readouts"]["sine"] == 0
    assert "ends at 0;" in page.locator(".covis-description").inner_text()


def test_a_surface_that_plotly_draws_turns_under_a_mouse(look: Visit) -> None:
    page = look("plotly")
    eye = "(({x, y, z}) => [x, y, z])(document.querySelector('.covis-area')._fullLayout.scene._scene.getCamera().eye)"
    before = page.evaluate(eye)
    area = place_of(page.locator(".covis-area"))
    middle = (area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 90, middle[1] + 20, steps=6)
    page.mouse.up()
    until(page, f"JSON.stringify({eye}) !== '{before}'.replaceAll(' ', '')")
    after = page.evaluate(eye)
    far = [sum(each**2 for each in place) ** 0.5 for place in (before, after)]
    assert far[1] == pytest.approx(far[0], rel=0.02), "it is as far away as before"
    assert abs(after[0] - before[0]) + abs(after[1] - before[1]) > 0.2
