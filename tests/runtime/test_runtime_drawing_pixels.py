"""The picture while the hand moves is the picture at rest, pixel for pixel, for every kind of mark; and `snapshot()` is what was drawn."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.runtime.runtime_gallery import PLUGINS as MARKS
from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import ROOT, SNAPSHOT, Visit, hold, put, rest, until
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
FIRST = "document.querySelector('.covis-area')"
ALL = "[...document.querySelectorAll('.covis-area')]"
PLUGINS = {
    "gaps": """
p = Slider("p", 0.5, 2, value=1, label="Height", unit="m")
t = Axis("t", 0, 10, points=200, label="Time", unit="s")
s = Constant("s", 1, label="a second", unit="s")
y = p * cos(2 * t / s)
plots = [
    Plot(
        Curve(Piecewise((y, Abs(cos(t / s)) > p / (4 * m)), (sqrt(-1 - t**2 / s**2) * m, True)), over=t, name="pieces"),
        Curve(-y, over=t, name="dashed", dash=True, color="c"),
        Curve(sqrt(m - p) * sqrt(m) * (t + s) / (9 * s), over=t, name="late", color="d"),
        y="Height", y_unit="m",
    ),
    Plot(Curve((y + p / 2 + m / 10) / m, over=t, name="below zero"), y="Height", log="y", y_range=(0.01, 10)),
]
""".replace("s = Constant", 'm = Constant("m", 1, label="a metre", unit="m")\ns = Constant'),
    "rings": """
p = Slider("p", 0.5, 2, value=1, label="Size", unit="m")
hole = Toggle("hole", label="A hole")
a = Axis("a", -3, 3, points=50, label="x", unit="m")
b = Axis("b", -2, 2, points=40, label="y", unit="m")
z = (sin(2 * a / p) + cos(3 * b / p)) / 2
plots = [
    Plot(Contours(Piecewise((z, a**2 + b**2 >= hole * p**2), (sqrt(-1 - z**2), True)), over=(a, b), levels=8, name="lines"), z="Height"),
    Plot(Contours(z, over=(a, b), levels=[-0.5, 0, 0.5], dash=True, color="b"), z="Height"),
]
""",
    "rose": """
p = Slider("p", 0.5, 2, value=1, label="Size")
s = Axis("s", 0, 360, points=300, label="Angle")
r = p * (2 + cos(5 * s * pi / 180)) / 3
layout = {"polar": {"radialaxis": {"range": [0, 2.1]}, "angularaxis": {"rotation": 90, "direction": "clockwise"}}}
plots = [Plot(
    Trace("scatterpolar", over=s, r=r, theta=s, style={"mode": "lines"}, name="rose"),
    Trace("scatterpolar", r=[p, p / 2], theta=[30, 200], style={"mode": "markers"}, name="bees"),
    layout=layout)]
""",
    "life": """
p = Slider("p", 0, 12, value=0, step=1, label="Generation")
i, j, n = Index("i", 0, 19, label="Column"), Index("j", 0, 11, label="Row"), Index("n", 0, 12, label="Generation")
s = symbols("s")
rule = Piecewise((1, Eq(neighbours(s), 3)), (s, Eq(neighbours(s), 2)), (0, True))
life = Cells({s: rule}, start={s: Piecewise((1, (i - 9) ** 2 + (j - 5) ** 4 < 20), (0, True))}, over=(i, j, n))
plots = [Plot(Heatmap(life.at(p)[s], over=(i, j)), z="Alive")]
""",
}


@pytest.fixture(scope="module")
def marks(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    made = compiled(
        tmp_path_factory.mktemp("pixels"), {**PLUGINS, **{k: MARKS[k] for k in ("members", "arrows", "maps", "bands", "linked")}}
    )
    site.documents.update(made)


@pytest.fixture
def still(visit: Visit, marks: None) -> Visit:
    def opened(id: str, **options: Any) -> Page:
        page = visit(id, **{"reduced_motion": "reduce", **options})
        page.add_style_tag(content=".covis-hint { display: none }")
        picture(page)  # all is in its place
        page.wait_for_timeout(500)
        hold(page)
        return page

    return opened


def picture(page: Page) -> np.ndarray:
    """What is on the screen, once it no longer changes by itself: Plotly draws some things a moment later."""
    page.evaluate(FRAMES)
    last = b""
    for _ in range(20):
        shot = page.locator(".covis-plots").screenshot(animations="disabled")
        if shot == last:
            break
        last = shot
        page.wait_for_timeout(120)
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), dtype=int)


def moved_and_rested(page: Page, changes: str) -> tuple[np.ndarray, np.ndarray]:
    """The picture after `changes` as a moving hand sees it, and after the settling; that anything was left to settle is asserted."""
    put(page, changes)
    moving = picture(page)
    assert rest(page) > 0, "it was not drawn directly"
    page.evaluate(FRAMES)
    until(page, "[...document.querySelectorAll('.covis-heat')].every((canvas) => canvas.hidden)")
    return moving, picture(page)


def same(one: np.ndarray, other: np.ndarray) -> bool:
    """Equal to the eye: what Chromium rasters anew has other roundings on the rim of a dot and along a circle."""
    if one.shape != other.shape:
        return False
    off = np.abs(one - other).max(axis=2)
    return int(off.max()) <= 40 and int((off > 4).sum()) <= 20


@pytest.mark.parametrize(
    ("id", "changes"),
    [
        ("gaps", "{p: 0.6}"),
        ("members", "{size: 1.7}"),
        ("arrows", "{angle: 3, length: 1.8}"),
        ("bands", "{rate: 1.2}"),
        ("rings", "{p: 1.1, hole: true}"),
        ("rose", "{p: 1.7}"),
        ("linked", "{now: 4.2, p: -1.3, q: 0.75}"),
    ],
)
def test_motion_is_rest_pixel_for_pixel(still: Visit, id: str, changes: str) -> None:
    moving, rested = moved_and_rested(still(id), changes)
    assert same(moving, rested)


def test_a_map_in_motion_is_the_map_at_rest_to_a_shade(still: Visit) -> None:
    moving, rested = moved_and_rested(still("maps"), "{width: 0.6, hole: true}")
    off = np.abs(moving - rested).max(axis=2)
    # The browser stretches a canvas and an image with other roundings, most at the edge of a hole.
    assert off.max() <= 32 and (off > 4).sum() < 200


def test_cells_in_motion_are_the_cells_at_rest(still: Visit) -> None:
    moving, rested = moved_and_rested(still("life"), "{p: 5}")
    off = np.abs(moving - rested).max(axis=2)  # Plotly puts the edges of cells on whole pixels
    assert (off > 4).mean() < 0.03


ZOOM = f"Plotly.relayout({FIRST}, {{'xaxis.range': [2, 9], 'yaxis.range': [-0.7, 0.4]}})"
LEGEND = f"Plotly.restyle({FIRST}, {{visible: 'legendonly'}}, [0])"
DARK = "document.documentElement.dataset.theme = 'dark'"


@pytest.mark.parametrize(
    ("id", "changes", "before"),
    [
        ("gaps", "{p: 1.4}", ZOOM),
        ("gaps", "{p: 1.4}", "resize"),
        ("bands", "{rate: 1.1}", ZOOM),  # a fill is drawn in another way than a line
        ("bands", "{rate: 1.1}", LEGEND),
        ("bands", "{rate: 1.1}", DARK),
    ],
)
def test_also_zoomed_resized_in_the_dark_and_with_hidden_curves(still: Visit, id: str, before: str, changes: str) -> None:
    page = still(id)
    if before == "resize":
        page.set_viewport_size({"width": 420, "height": 800})
        until(page, f"{FIRST}.clientWidth < 420 && Math.abs({FIRST}._fullLayout.width - {FIRST}.clientWidth) < 1")
    else:
        page.evaluate(before)
    page.evaluate(FRAMES)
    moving, rest = moved_and_rested(page, changes)
    assert same(moving, rest)


def test_no_ghost_stays_of_what_had_more_pieces_or_was_hidden(still: Visit) -> None:
    page = still("gaps")
    put(page, "{p: 2}")  # many pieces, and a curve that has no value at all
    page.evaluate("rest()")
    moving, rest = moved_and_rested(page, "{p: 0.5}")
    assert same(moving, rest)
    page.evaluate(LEGEND)
    put(page, "{p: 1.9}")
    page.evaluate("rest()")
    page.evaluate(LEGEND.replace("'legendonly'", "true"))
    fresh = still("gaps")
    put(fresh, "{p: 1.9}")
    fresh.evaluate("rest()")
    assert same(picture(page), picture(fresh))


def test_a_curve_without_a_value_is_a_gap_that_is_said(still: Visit) -> None:
    page = still("gaps")
    said = page.locator(".covis-gaps", has_text="Not drawn, because it has no value here: late.")
    assert not said.is_visible()
    put(page, "{p: 1.5}")
    assert said.is_visible()
    assert page.evaluate(SNAPSHOT)["plots"][0]["traces"][2]["y"] == [None] * 200
    put(page, "{p: 0.8}")
    assert not said.is_visible()


def drawn(page: Page, plot: int, path: int) -> np.ndarray:
    """The points of a drawn path as data, by the axes that the picture shows."""
    script = f"""(() => {{ const area = {ALL}[{plot}], {{xaxis, yaxis}} = area._fullLayout;
      return [area.querySelectorAll('.lines > path.js-line')[{path}].getAttribute('d'), xaxis._b, xaxis._m, yaxis._b, yaxis._m] }})()"""
    text, *scale = page.evaluate(script)
    points = np.array([(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.e-]+),(-?[\d.e-]+)", text)])
    return np.column_stack([(points[:, 0] - scale[0]) / scale[1], (points[:, 1] - scale[2]) / scale[3]])


def test_snapshot_is_what_was_drawn(still: Visit) -> None:
    page = still("damped_oscillator")
    put(page, "{gamma: 0.4, x_0: 1.6}")
    for plot, path, trace in ((0, 0, 0), (0, 1, 1), (1, 0, 0)):
        stated = page.evaluate(SNAPSHOT)["plots"][plot]["traces"][trace]
        shown = drawn(page, plot, path)
        assert np.allclose(shown[:, 0], stated["x"], atol=0.05) and np.allclose(shown[:, 1], stated["y"], atol=0.05)


def test_every_state_that_is_set_is_painted(still: Visit) -> None:
    page = still("damped_oscillator")
    count = f"""(async () => {{ const path = {FIRST}.querySelector('.lines > path.js-line'), seen = new Set();
      for (let k = 1; k <= 60; k++) {{ await {ROOT}.covis.set({{gamma: 0.02 + k / 100}}); seen.add(path.getAttribute('d')) }}
      return seen.size }})()"""
    assert page.evaluate(count) == 60
