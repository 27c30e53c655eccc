"""The ranges of axes: the start can be read, poles are left out, and there is one for every number that there is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import cos, exp, sin, sinh, tan

from covis import Axis, Bars, Curve, Handle, Index, Path, Plot, Preset, Slider, Visualisation
from covis.authoring.evaluate.ranges import LONGEST, Frame

t = Axis("t", 0, 10, label="Time")


def framed(plot: Plot, *presets: Preset) -> Frame:
    return Visualisation(plots=[plot], presets=presets).frames[0]


def filled(range_: tuple[float, float], values: Any) -> float:
    values = np.clip(values, *range_)
    return float(np.ptp(values) / (range_[1] - range_[0]))


@settings(max_examples=40, deadline=None)
@given(st.floats(1e-3, 1), st.floats(1.5, 1e5), st.floats(0, 1), st.floats(-50, 50))
def test_the_start_fills_a_third_in_each_direction(low: float, ratio: float, share: float, shift: float) -> None:
    high = low * ratio
    start = low + share * (high - low)
    a = Slider("a", low, high, value=start, label="Amplitude")
    frame = framed(Plot(Path(a * cos(t) + shift, a * a * sin(t), over=t)), Preset("Large", a=high))
    angle = np.linspace(0, 10, 400)
    for range_, values in ((frame.x, start * np.cos(angle) + shift), (frame.y, start**2 * np.sin(angle))):
        assert filled(range_, values) >= 1 / 3
        assert range_[0] < values.min() and values.max() < range_[1], "and it is whole"


def test_it_fills_a_third_of_a_logarithmic_axis_and_of_an_index() -> None:
    a = Slider("a", 0.1, 100, value=0.1, label="Rate")
    low, high = framed(Plot(Curve(exp(-a * t), over=t), log="y")).y
    assert 1 / (high - low) * (0.1 * 10 / math.log(10)) >= 1 / 3
    n = Slider("n", 2, 60, value=4, step=1, label="Terms")
    k = Index("k", 1, n, label="Term")
    low, high = framed(Plot(Bars(1 / k, over=k))).x
    assert (4 - 1 + 0.8) / (high - low) >= 1 / 3, "a bar is 0.8 wide"


def test_what_is_modest_is_shown_whole() -> None:
    a = Slider("a", 1, 2, value=1, label="Amplitude")
    low, high = framed(Plot(Curve(a * sin(t), over=t)), Preset("Large", a=2)).y
    assert low < -1.99 and high > 1.99


def test_a_handle_stays_in_reach() -> None:
    p = Slider("p", -20, 20, value=0.5, label="Place")
    frame = framed(Plot(Curve(sin(t), over=t), Handle(x=5, y=p)))
    assert frame.y[0] < -20 and frame.y[1] > 20


@pytest.mark.parametrize(("power", "most"), [(1, 12), (2, 60)])
def test_a_pole_does_not_flatten_the_line(power: int, most: float) -> None:
    x = Axis("x", -3, 3, points=401, label="A point falls on the pole")
    near = Axis("near", -3, 3, label="None does")
    for axis in (x, near):
        low, high = framed(Plot(Curve(1 / axis**power, over=axis))).y
        assert 2 < high < most and (low < -2 if power == 1 else low > -most / 10)
    low, high = framed(Plot(Curve(tan(t), over=t))).y
    assert -20 < low < -2 and 2 < high < 20


@pytest.mark.parametrize(
    ("expression", "log"),
    [
        (exp(-(t**2)), "y"),
        (exp(-1000 * t), "y"),
        (sinh(71 * t), ""),
        (sinh(-71 * t), "y"),
        (1e-310 * sin(t), ""),
        (1e10 + 1e-8 * sin(t), ""),
        (0 * t, ""),
        (1e308 * cos(t), ""),
        (1e300 + 0 * t, "y"),
    ],
)
def test_there_is_a_range_at_the_ends_of_double_precision(expression: Any, log: str) -> None:
    low, high = framed(Plot(Curve(expression, over=t), log=log)).y
    assert math.isfinite(low) and math.isfinite(high) and low < high and high - low <= LONGEST
