"""A page whose numbers are shown in another unit: what is seen and typed is in that one, `set` and `snapshot` are not."""

from __future__ import annotations

import pytest

from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import ROOT, SNAPSHOT, Visit, place_of, put
from tests.runtime.runtime_server import Site

pytestmark = pytest.mark.browser

SHOWN = """
a = Axis("a", 0, 0.04, points=5, label="Position", unit="m", shown_in="mm")
d = Slider("d", 100e-6, 500e-6, value=250e-6, step=10e-6, label="Distance", unit="m", shown_in="um")
angle = Slider("angle", 0, float(2 * pi), value=float(pi / 2), label="Angle", unit="rad", shown_in="deg")
p = Slider("p", 0, 0.04, value=0.01, label="Place", unit="m", shown_in="mm")
plots = [
    Plot(
        Curve(d * (1 + sin(angle)), over=a, name="height"), Handle(x=p, y=d, name="grip"),
        y="Height", y_unit="m", y_shown_in="um", y_range=(0, 1e-3), description="It is {d} and {double}.",
    ),
]
double = 2 * d
"""
READOUTS = 'readouts=[Readout("Double", double, unit="m", shown_in="um")]'


@pytest.fixture(scope="module", autouse=True)
def shown(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    ending = "\nvisualisation = Visualisation(plots=plots, " + READOUTS + ")\n"
    site.documents.update(compiled(tmp_path_factory.mktemp("shown"), {"shown": SHOWN}, ending))


def test_the_page_shows_the_unit_and_the_state_keeps_its_own(visit: Visit) -> None:
    page = visit("shown")
    boxes = {name: page.locator(f".covis-control:has([name={name}]) .covis-number") for name in ("d", "angle", "p")}
    assert [box.input_value() for box in boxes.values()] == ["250", "90", "10.0"]
    assert page.locator(".covis-control:has([name=d]) .covis-unit").inner_text() == "µm"
    assert page.locator("input[name=d]").evaluate("e => [e.min, e.max, e.step]") == ["100", "500", "10"]
    assert page.locator('[data-readout="Double"]').inner_text() == "500\u00a0µm"
    snapshot = page.evaluate(SNAPSHOT)
    assert snapshot["controls"]["d"] == 250e-6 and snapshot["readouts"]["Double"] == pytest.approx(500e-6)
    assert snapshot["plots"][0]["traces"][0]["x"][-1] == pytest.approx(0.04)
    assert snapshot["plots"][0]["traces"][0]["y"][0] == pytest.approx(500e-6)
    assert snapshot["plots"][0]["description"] == "It is 250\u00a0µm and 500."
    assert page.evaluate(f"{ROOT}.querySelector('.covis-area').data[0].x[4]") == pytest.approx(40)
    assert page.locator(".covis-area .xtitle").text_content() == "Position (mm)"
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download data").click()
    head, *lines = (line.split(",") for line in download.value.path().read_text(encoding="utf-8-sig").splitlines())
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    assert {"d (µm)", "angle (deg)", "p (mm)"} < set(head) and max(float(row["Position (mm)"]) for row in rows) == pytest.approx(40)
    page.get_by_role("button", name="Close").click()
    box = boxes["angle"]
    box.fill("180")
    box.press("Tab")
    assert page.evaluate(f"{SNAPSHOT}.controls.angle") == pytest.approx(3.141592653589793, rel=1e-15)
    boxes["d"].fill("255")
    boxes["d"].press("Tab")
    assert "moves in steps of 10: try 250 or 260" in page.locator(".covis-control:has([name=d]) .covis-problem").inner_text()
    page.locator("input[name=d]").focus()
    page.keyboard.press("End")
    assert page.evaluate(f"{SNAPSHOT}.controls.d") == 500e-6
    put(page, "{d: 300e-6, p: 0.0123}")
    assert boxes["d"].input_value() == "300" and boxes["p"].input_value() == "12.3"
    page.wait_for_timeout(300)
    assert "d=0.0003" in page.evaluate("location.hash")


def test_a_handle_is_dragged_in_the_unit_of_the_axes(visit: Visit) -> None:
    page = visit("shown")
    grip = place_of(page.locator(".covis-handle"))
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=4)
    page.mouse.up()
    state = page.evaluate(f"{SNAPSHOT}.controls")
    assert 0.01 < state["p"] < 0.03 and 250e-6 < state["d"] < 400e-6
    assert round(state["d"] * 1e6) % 10 == 0 and state["p"] * 1e4 == pytest.approx(round(state["p"] * 1e4), abs=2)
    moved = place_of(page.locator(".covis-handle"))
    assert abs(moved["x"] - grip["x"] - 60) < 8 and abs(moved["y"] - grip["y"] + 40) < 12
