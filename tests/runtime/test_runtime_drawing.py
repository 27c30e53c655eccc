"""What is on the screen: the curve that Plotly drew, the curve that a moving hand sees, and that both are the same."""

from __future__ import annotations

import csv
import math
import re
from typing import Any

import pytest

from tests.runtime.runtime_pages import ROOT, Visit, hold, place_of, put, until

pytestmark = pytest.mark.browser

PATH = 'document.querySelectorAll(".scatterlayer path.js-line")[0].getAttribute("d")'
PIXELS = """(k) => { const area = document.querySelectorAll('.covis-area')[k], {xaxis, yaxis} = area._fullLayout;
  const {x, y} = area.data[0]; return Array.from(x, (value, i) => [xaxis.c2p(value), yaxis.c2p(y[i])]) }"""


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.e-]+),(-?[\d.e-]+)", path)]


def test_the_moving_curve_is_the_model(visit: Visit) -> None:
    page = visit("damped_oscillator")
    hold(page)
    put(page, "{gamma: 0.4, x_0: 1.5}")
    drawn = points(page.evaluate(PATH))
    assert len(drawn) == 400
    axes = "const {xaxis, yaxis} = document.querySelector('.covis-area')._fullLayout"
    scale = page.evaluate(f"(() => {{ {axes}; return [xaxis._m, xaxis._b, yaxis._m, yaxis._b] }})()")
    omega = math.sqrt(4 - 0.16)
    for k in (0, 17, 120, 399):
        t = 40 * k / 399
        x = 1.5 * math.exp(-0.4 * t) * (math.cos(omega * t) + 0.4 / omega * math.sin(omega * t))
        assert drawn[k][0] == pytest.approx(scale[0] * t + scale[1], abs=0.02)
        assert drawn[k][1] == pytest.approx(scale[2] * x + scale[3], abs=0.02)


def test_motion_and_rest_are_the_same_picture(visit: Visit) -> None:
    page = visit("damped_oscillator")
    hold(page)
    put(page, "{gamma: 0.4}")
    moving, orbit = page.evaluate(PATH), page.evaluate(f"{PATH.replace('[0]', '[2]')}")
    page.evaluate("Promise.all([...document.querySelectorAll('.covis-area')].map((area) => Plotly.redraw(area)))")
    assert page.evaluate(PATH) == moving
    assert page.evaluate(PATH.replace("[0]", "[2]")) == orbit


def test_it_settles_when_the_hand_rests(visit: Visit) -> None:
    page = visit("damped_oscillator")
    page.evaluate("document.querySelector('.covis-area').on('plotly_restyle', () => (window.settled = (window.settled ?? 0) + 1))")
    box = place_of(page.locator("input[name=gamma]"))
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    for k in range(20):
        page.mouse.move(box["x"] + box["width"] * (0.25 + k / 40), box["y"] + box["height"] / 2)
    page.mouse.up()
    until(page, "window.settled >= 1")
    assert int(page.evaluate(f"{ROOT}.dataset.revision")) > 2


def test_a_gap_is_a_gap_and_a_moving_point_moves(visit: Visit) -> None:
    page = visit("mixture", reduced_motion="reduce")
    hold(page)
    put(page, "{time: 1.5}")
    pieces = page.evaluate(
        "Array.from(document.querySelectorAll('.scatterlayer .trace')[1].querySelectorAll('path.js-line'), (p) => p.getAttribute('d'))"
    )
    drawn = [piece for piece in pieces if "L" in piece]
    assert len(drawn) == 2 and all(piece.count("M") == 1 and "NaN" not in piece for piece in drawn)
    place = page.locator(".scatterlayer path.point").get_attribute("transform")
    x, y = map(float, re.findall(r"-?[\d.]+", place or ""))
    assert [x, y] == pytest.approx(page.evaluate(PIXELS.replace("data[0]", "data[2]"), 0)[0], abs=0.02)


def test_a_heatmap_follows(visit: Visit) -> None:
    page = visit("mixture", reduced_motion="reduce")
    put(page, "{n: 4}")
    assert page.evaluate("Array.from(document.querySelectorAll('.covis-area')[1].data[0].z, (row) => [...row])") == [
        [0, 4, 8],
        [40, 44, 48],
    ]


def test_zoom_is_kept_and_put_back(visit: Visit) -> None:
    page = visit("damped_oscillator")
    ranges = "document.querySelector('.covis-area')._fullLayout.yaxis.range.slice()"
    page.evaluate("Plotly.relayout(document.querySelector('.covis-area'), {'yaxis.range': [-0.5, 0.5]})")
    put(page, "{gamma: 0.4}")
    page.wait_for_timeout(300)
    assert page.evaluate(ranges) == [-0.5, 0.5]
    page.get_by_role("button", name="Reset the axes: Displacement against time").click()
    until(page, f"{ranges}[1] === 2.1")
    page.get_by_role("button", name="Fit the axes to what is drawn: Displacement against time").click()
    until(page, f"{ranges}[1] < 2 && document.querySelector('.covis-area')._fullLayout.yaxis.autorange === false")


def test_the_description_follows(visit: Visit) -> None:
    page = visit("damped_oscillator")
    area = page.locator(".covis-area").first
    text = f'document.getElementById("{area.get_attribute("aria-describedby")}").textContent'
    assert "starts at 1.00\u00a0m" in page.evaluate(text)
    put(page, "{x_0: 2}")
    until(page, f'{text}.includes("starts at 2.00\u00a0m")')


def test_the_table_and_the_file(visit: Visit) -> None:
    page = visit("damped_oscillator")
    page.get_by_text("Data table").click()
    assert page.locator(".covis-data th").first.inner_text() == "Time (s)"
    assert page.locator(".covis-data tbody tr").count() == 800
    files: list[Any] = []
    page.on("download", lambda download: files.append(download))
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Download data").click()
    for _ in range(100):
        if len(files) == 2:
            break
        page.wait_for_timeout(100)
    assert sorted(file.suggested_filename for file in files) == ["damped_oscillator-1.csv", "damped_oscillator-2.csv"], "a table a plot"
    first = min(files, key=lambda file: file.suggested_filename)
    rows = list(csv.reader(first.path().read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][:3] == ["mark", "Time (s)", "Displacement (m)"]
    assert rows[0][-5:] == ["x_0 (m)", "gamma (1/s)", "omega_0 (rad/s)", "source", "link"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[1][:3] == ["displacement", "0", "1"] and rows[1][-5:-2] == ["1", "0.1", "2"]
    assert len({row[0] for row in rows[1:]}) == (len(rows) - 1) // 400, "long form: a row for each point of each mark"
    assert rows[-1][-1].endswith("/v/damped_oscillator")


def test_the_picture_is_saved(visit: Visit) -> None:
    page = visit("damped_oscillator")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as PNG: Phase portrait").click()
    assert download.value.path().read_bytes()[:4] == b"\x89PNG"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as SVG: Phase portrait").click()
    picture = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", download.value.path().read_text(encoding="utf-8")))
    for part in ("Phase portrait", "0.10 1/s", "/v/damped_oscillator"):
        assert part in picture.replace("\u00a0", " "), part
