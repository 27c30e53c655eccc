"""A Handle that runs along a path: the nearest place on it, on the branch that it is on, for a mouse and for keys."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer
from sympy import cos, pi, sin, symbols

import covis as cv
from covis.authoring.place import AuthoringError
from tests.runtime.runtime_gallery import compiled
from tests.runtime.runtime_pages import SNAPSHOT, Visit
from tests.runtime.runtime_server import Site

MODULE = Path(__file__).resolve().parents[2] / "covis" / "runtime" / "controls" / "path.js"
turns = np.linspace(0, 2 * np.pi, 241)
CIRCLE = np.column_stack([200 + 100 * np.cos(turns), 200 - 100 * np.sin(turns)])
EIGHT = np.column_stack([200 + 100 * np.sin(turns), 200 + 60 * np.sin(2 * turns)])
angles = st.floats(0, 1)


@cache
def engine() -> MiniRacer:
    v8 = MiniRacer()
    v8.eval(re.sub(r"^export ", "", MODULE.read_text(encoding="utf-8"), flags=re.M))
    return v8


def nearest(path: np.ndarray, hand: tuple[float, float], share: float) -> float:
    dots = [{"x": x, "y": y} for x, y in path.tolist()]
    return float(
        json.loads(
            str(
                engine().eval(
                    f"JSON.stringify(nearestAlong({json.dumps(dots)}, {json.dumps(dict(zip('xy', hand, strict=True)))}, {share}))"
                )
            )
        )
    )


@given(now=angles, to=angles, radius=st.floats(20, 400))
@settings(max_examples=60, deadline=None)
def test_on_a_circle_it_follows_the_angle_of_the_hand(now: float, to: float, radius: float) -> None:
    angle = 2 * math.pi * to
    found = nearest(CIRCLE, (200 + radius * math.cos(angle), 200 - radius * math.sin(angle)), now)
    apart = abs(found - to)
    assert min(apart, 1 - apart) < 0.5 / 240  # half a step of the path, which is a polygon


@given(start=angles)
@settings(max_examples=30, deadline=None)
def test_where_a_path_crosses_itself_it_stays_on_its_branch(start: float) -> None:
    share = start
    for k in range(1, 121):  # once round the figure of eight, in small steps of the hand
        to = (start + k / 120) % 1
        x, y = (float(np.interp(to, turns / turns[-1], EIGHT[:, axis])) for axis in (0, 1))
        share = nearest(EIGHT, (x, y), share)
        apart = abs(share - to)
        assert min(apart, 1 - apart) < 0.01


def test_an_open_path_ends_at_its_ends() -> None:
    line = np.column_stack([np.linspace(0, 100, 11), np.zeros(11)])
    assert [nearest(line, (x, 30), 0.5) for x in (-50, 25, 180)] == pytest.approx([0, 0.25, 1])


def test_what_would_not_move_is_refused() -> None:
    a = cv.Slider("a", 0, 360, value=30, label="Angle")
    t = cv.Axis("t", 0, 10, label="Time")
    x = symbols("x")
    run = cv.Trajectory({x: -a * x}, start={x: 1}, over=t)
    with pytest.raises(AuthoringError, match="neither x nor y holds a"):
        cv.Handle(x=1, y=2, moves=a)
    with pytest.raises(AuthoringError, match="is not a Slider or a Clock"):
        cv.Handle(x=t, y=2, moves=t)
    with pytest.raises(AuthoringError, match="inside a Trajectory"):
        cv.Handle(x=a, y=run.at(2)[x], moves=a)
    assert cv.Handle(x=cos(a * pi / 180), y=sin(a * pi / 180), moves=a).moves == {"along": "a"}


@pytest.mark.browser
def test_a_hand_turns_it(site: Site, visit: Visit, tmp_path_factory: pytest.TempPathFactory) -> None:
    wheel = """
a = Slider("a", 0, 360, value=30, step=5, label="Angle")
x, y = cos(a * pi / 180), sin(a * pi / 180)
plots = [Plot(Arrow((0, 0), (x, y)), Handle(x=x, y=y, moves=a, name="tip"), x="Across", y="Up", x_range=(-1.5, 1.5), y_range=(-1.5, 1.5))]
"""
    site.documents.update(compiled(tmp_path_factory.mktemp("wheel"), {"wheel": wheel}))
    page = visit("wheel", reduced_motion="reduce")
    tip = page.get_by_role("slider", name="tip: Angle")
    tip.scroll_into_view_if_needed()
    box = tip.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    found = []
    scale = page.evaluate(
        "(() => { const { xaxis, yaxis } = document.querySelector('.js-plotly-plot')._fullLayout; return [xaxis._m, yaxis._m]; })()"
    )
    for angle in range(30, 421, 15):  # past 360 degrees it goes round
        across = (math.cos(math.radians(angle)) - math.cos(math.radians(30))) * scale[0]
        up = (math.sin(math.radians(angle)) - math.sin(math.radians(30))) * scale[1]
        page.mouse.move(middle[0] + across, middle[1] + up)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found.append(page.evaluate(SNAPSHOT)["controls"]["a"])
    page.mouse.up()
    assert [a % 360 for a in found] == [angle % 360 for angle in range(30, 421, 15)]
    before = page.evaluate(SNAPSHOT)["controls"]["a"]
    page.keyboard.press("ArrowUp")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(SNAPSHOT)["controls"]["a"] == before + 5
