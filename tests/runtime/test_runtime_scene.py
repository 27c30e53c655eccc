"""A scene in a page: turned by mouse, finger, keys and link; the nearer hides the farther; dark and forced colours; files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import ROOT, SNAPSHOT, Visit, place_of, put, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

PLUGINS = {
    "space": """
h = Slider("h", -0.9, 0.9, value=0, label="Height", unit="m")
on = Toggle("on", value=True, label="With the sheet")
a = Axis("a", -1, 1, points=21, label="East", unit="m", shown_in="cm")
b = Axis("b", -1, 1, points=21, label="North", unit="m", shown_in="cm")
s = Axis("s", 0, 1, points=60, label="Along")
m = Constant("m", 1, label="a metre", unit="m")
plots = [
    Scene(
        Surface(h + 0 * a, over=(a, b), name="sheet", color="b", show=on > 0),
        Points3(0, 0, [-0.9, 0.9], name="balls", color="c"),
        Path3(m * cos(9 * s), m * sin(9 * s), m * (2 * s - 1), over=s, name="helix", color="a"),
        Arrow3((0, 0, 0), (0.5, 0.5, h), name="arrow", color="d"),
        z="Up", y_unit="m", z_unit="m", x_range=(-1, 1), y_range=(-1, 1), z_range=(-1, 1), equal=True, view=(0, 60), title="Space",
    ),
    Plot(Curve(h * s / m, over=s), title="Flat"),
]
""",
    "fine": """
c = Slider("c", 0.2, 2, value=1, label="Wavenumber")
a = Axis("a", -3, 3, points=90, label="x")
b = Axis("b", -3, 3, points=90, label="y")
plots = [Plot(Surface(cos(c * a) * cos(c * b), over=(a, b)), x="x", y="y", z="Height")]
""",
}
VIEW = f"{SNAPSHOT}.plots[0].view"
# The pixel in which a place of the scene is drawn, as red, green and blue.
PIXEL = """(([x, y]) => {
  const canvas = document.querySelector('.covis-canvas');
  const density = canvas.width / canvas.clientWidth;
  return [...canvas.getContext('2d').getImageData(Math.round(x * density), Math.round(y * density), 1, 1).data];
})"""
INKED = """(() => {
  const canvas = document.querySelector('.covis-canvas');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Map();
  for (let i = 0; i < pixels.length; i += 4)
    if (pixels[i + 3] > 250) {
      const key = [pixels[i], pixels[i + 1], pixels[i + 2]].join();
      colours.set(key, (colours.get(key) ?? 0) + 1);
    }
  return Object.fromEntries(colours);
})()"""


@pytest.fixture(scope="module")
def spaces(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root: Path = tmp_path_factory.mktemp("space")
    made = compiled(root, PLUGINS)
    site.documents.update(made)
    return made


@pytest.fixture
def look(visit: Visit, spaces: dict[str, Any]) -> Callable[..., Page]:
    return lambda id="space", after="", **options: visit(id, after, **options)


def pixel(page: Page, point: tuple[float, float, float]) -> list[int]:
    """The colour where a point of the scene is, which NumPy projects."""
    from covis.authoring.space.projection import Projection

    view = page.evaluate(VIEW)
    area = place_of(page.locator(".covis-canvas").first)
    x, y = (64, 36) if area["width"] >= 420 else (48, 28)
    seen = Projection((view["azimuth"], view["elevation"]), [(-1, 1)] * 3, (1, 1, 1), area["width"] - 2 * x, area["height"] - 2 * y)
    right, down, _ = seen([point])[0]
    found: list[int] = page.evaluate(f"{PIXEL}([{right + x}, {down + y}])")
    return found


def near(color: list[int], wanted: str, slack: int = 14) -> bool:
    return all(abs(color[k] - int(wanted[2 * k + 1 : 2 * k + 3], 16)) <= slack for k in range(3))


BALL = "#00835f"


def test_a_nearer_mark_hides_a_farther_one(look: Callable[..., Page]) -> None:
    page = look()
    assert near(pixel(page, (0, 0, 0.9)), BALL), "the ball above the sheet is seen"
    assert not near(pixel(page, (0, 0, -0.9)), BALL), "the ball below it is hidden"
    put(page, "{on: false}")
    assert near(pixel(page, (0, 0, -0.9)), BALL), "without the sheet it is seen"
    put(page, "{on: true}")
    page.evaluate("location.hash = 'view-1=0,-60'")
    until(page, f"{VIEW}.elevation === -60")
    page.evaluate(f"{ROOT}.covis.set({{h: 0.1}})")
    assert near(pixel(page, (0, 0, -0.9)), BALL), "from below it is the other way round"
    assert not near(pixel(page, (0, 0, 0.9)), BALL)


def test_a_scene_turns_under_a_mouse_and_the_link_keeps_the_view(look: Callable[..., Page], visit: Visit) -> None:
    page = look()
    area = place_of(page.locator(".covis-turn"))
    before = page.evaluate(INKED)
    page.mouse.move(area["x"] + 200, area["y"] + 100)
    page.mouse.down()
    page.mouse.move(area["x"] + 140, area["y"] + 80, steps=5)
    page.mouse.up()
    assert page.evaluate(VIEW) == {"azimuth": 30, "elevation": 50}
    until(page, "location.hash === '#view-1=30,50'")
    until(page, f"JSON.stringify({INKED}) !== JSON.stringify({before})".replace("'", '"'))
    other = visit("space", "#view-1=30,50&h=0.5")
    assert other.evaluate(VIEW) == {"azimuth": 30, "elevation": 50}
    assert other.evaluate(SNAPSHOT)["controls"]["h"] == 0.5
    other.get_by_role("button", name="Turn it back to the first view").click()
    assert other.evaluate(VIEW) == {"azimuth": 0, "elevation": 60}
    until(other, "location.hash === '#h=0.5'")


def test_a_scene_turns_with_the_keys_and_says_so(look: Callable[..., Page]) -> None:
    page = look()
    azimuth, elevation = page.get_by_role("slider", name="Space: azimuth"), page.get_by_role("slider", name="Space: elevation")
    azimuth.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(VIEW) == {"azimuth": 5, "elevation": 65}
    assert azimuth.get_attribute("aria-valuenow") == "5" and elevation.get_attribute("aria-valuetext") == "65 degrees"
    assert page.locator(".covis-turn").evaluate("(element) => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert page.evaluate(VIEW) == {"azimuth": 5, "elevation": 90}
    page.keyboard.press("Home")
    assert page.evaluate(VIEW)["elevation"] == -90


def test_a_scene_turns_under_a_finger(look: Callable[..., Page]) -> None:
    page = look(width=390, height=844, has_touch=True, is_mobile=True)
    client = page.context.new_cdp_session(page)
    area = place_of(page.locator(".covis-turn"))
    x, y = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x, y)
    for k in range(1, 9):
        touch("touchMove", x - 10 * k, y)
    touch("touchEnd")
    until(page, f"{VIEW}.azimuth > 20")
    assert page.evaluate(VIEW)["elevation"] == 60, "it went sideways only"


def test_a_link_that_names_no_view_says_why(look: Callable[..., Page]) -> None:
    page = look(after="#view-1=30,95&view-2=1,2&view-7=1,2")
    note = page.locator(".covis-note").inner_text()
    assert "view-1 is two angles in degrees" in note and "plot 2 is no scene" in note and "plot 7 is no scene" in note
    assert page.evaluate(VIEW) == {"azimuth": 0, "elevation": 60}


def test_the_numbers_of_a_scene_its_table_and_its_picture(look: Callable[..., Page]) -> None:
    page = look()
    put(page, "{h: 0.25}")
    sheet, balls, helix, arrow = page.evaluate(SNAPSHOT)["plots"][0]["traces"]
    assert [trace["kind"] for trace in (sheet, balls, helix, arrow)] == ["surface", "points3", "path3", "arrow3"]
    assert len(sheet["z"]) == 21 and sheet["z"][0][0] == 0.25
    assert balls["z"] == [-0.9, 0.9] and arrow["z"] == [0, 0.25]
    assert "arrow: from (0\u00a0cm" in page.locator(".covis-description").first.inner_text()
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download data").click()
    page.keyboard.press("Escape")
    head = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()[0]
    assert "East (cm)" in head and "North (cm)" in head
    with page.expect_download(timeout=60_000) as picture:
        page.get_by_role("button", name="Save as PNG: Space").click()
    assert picture.value.suggested_filename == "space-1.png"
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_key_hides_a_mark(look: Callable[..., Page]) -> None:
    page = look()
    assert not near(pixel(page, (0, 0, -0.9)), BALL)
    page.get_by_role("button", name="sheet").click()
    assert near(pixel(page, (0, 0, -0.9)), BALL)


@pytest.mark.parametrize(("options", "ball"), [({"color_scheme": "dark"}, "#2fc79c"), ({"forced_colors": "active"}, None)])
def test_a_scene_has_the_colours_of_its_reader(look: Callable[..., Page], options: dict[str, Any], ball: str | None) -> None:
    page = look(**options)
    found = pixel(page, (0, 0, 0.9))
    if ball:
        assert near(found, ball)
        return
    ink, ground = page.evaluate("""(() => { const probe = document.createElement('span');
      probe.style.cssText = 'color: CanvasText; background: Canvas; forced-color-adjust: none'; document.body.append(probe);
      const { color, backgroundColor } = getComputedStyle(probe);
      return [color, backgroundColor].map((each) => each.match(/\\d+/g).slice(0, 3).map(Number)) })()""")
    assert found[:3] == ink != ground, "marks are drawn in the reader's own ink"
    assert pixel(page, (0.55, -0.55, 0))[:3] in (ground, ink), "and facets on the reader's own ground"


def test_a_surface_of_many_cells_is_coarse_while_it_moves_only(look: Callable[..., Page]) -> None:
    page = look("fine")
    draws = "document.querySelectorAll('.covis-canvas').length"
    assert page.evaluate(draws) == 1, "a plot of a surface is a scene"
    colours = f"Object.keys({INKED}).length"
    put(page, "{c: 1.5}")
    moving = page.evaluate(colours)
    until(page, f"{colours} !== {moving}")


PICTURE = "document.querySelector('.covis-canvas').toDataURL()"


@pytest.mark.parametrize(
    ("change", "after", "options"),
    [
        (lambda page: page.evaluate("location.hash = 'view-1=30,50'"), "#view-1=30,50", {}),
        (lambda page: page.emulate_media(color_scheme="dark"), "", {"color_scheme": "dark"}),
        (lambda page: page.set_viewport_size({"width": 700, "height": 600}), "", {"width": 700, "height": 600}),
    ],
    ids=["turned", "dark", "narrow"],
)
def test_a_scene_that_has_changed_is_the_picture_of_one_that_opens_so(
    look: Callable[..., Page], change: Callable[[Page], None], after: str, options: dict[str, Any]
) -> None:
    wanted = look(after=after, **options).evaluate(PICTURE)
    page = look()
    assert page.evaluate(PICTURE) != wanted
    change(page)
    page.evaluate("(wanted) => void (window.wanted = wanted)", wanted)
    until(page, f"{PICTURE} === wanted")
