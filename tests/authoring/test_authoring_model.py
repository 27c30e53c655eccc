"""Symbols, states, ranges and figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import cos, exp, sqrt

import covis
from covis import Axis, Curve, Path, Plot, Preset, Readout, Slider, Visualisation
from covis.authoring.outputs import Output
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program

t = Axis("t", 0, 10, points=60, label="Time", unit="s")


def slider(low: float = 0.1, high: float = 2, **options: object) -> Slider:
    return Slider("gamma", low, high, **{"value": low, "label": "Rate", **options})  # type: ignore[arg-type]


def seen(*plots: Plot, **options: object) -> Visualisation:
    return Visualisation(plots=list(plots), **options)  # type: ignore[arg-type]


# --- symbols -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [slider(0.1, 3), slider(0.1, 2, unit="1/s"), slider(0.1, 2, label="Other"), slider(0.1, 2, value=1), slider(0.1, 2.1, step=0.5)],
)
def test_one_name_with_another_range_is_another_symbol(other: Slider) -> None:
    """SymPy keeps what it has made: without this a second plugin gets the first one's gamma back."""
    mine = slider()
    assert mine != other and hash(mine) != hash(other)
    makers: tuple[Callable[[Any], Any], ...] = (
        lambda g: exp(-g * t),
        lambda g: sqrt(g) + cos(g),
        lambda g: (g * t).diff(t),
        lambda g: sympy.simplify(g * t / g + g),
    )
    for make in makers:
        for symbol in (mine, other):
            [found] = [s for s in make(symbol).free_symbols if s.name == "gamma"]
            assert found == symbol
            assert (found.low, found.high, found.unit, found.start) == (symbol.low, symbol.high, symbol.unit, symbol.start)


def test_the_same_module_imported_twice_states_the_same_symbols() -> None:
    assert slider() == slider() and hash(slider()) == hash(slider())


def test_an_axis_knows_the_controls_in_its_bounds() -> None:
    narrow, wide = slider(0.1, 1), slider(0.1, 2)
    assert Axis("u", 0, narrow, label="U") != Axis("u", 0, wide, label="U")
    assert Axis("u", 0, 1, label="U") != Axis("u", 0, 1, log=False, points=5, label="U")


def test_assumptions_follow_the_range() -> None:
    assert slider(0.1, 2).is_positive and slider(0, 2).is_nonnegative and not slider(0, 2).is_positive
    assert slider(-1, 2).is_real and slider(-1, 2).is_nonnegative is None and slider(-2, -1).is_negative
    assert slider(1, 5, step=1).is_integer and slider(1, 5, step=2).is_integer and slider(0.5, 5, step=1).is_integer is None
    assert sqrt(slider(0, 2) ** 2) == slider(0, 2)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_nudge_is_tidy_and_some_hundred_of_them_fill_the_range(low: float, span: float) -> None:
    made = Slider("a", low, low + span, value=low, label="A")
    assert 30 <= (made.high - made.low) / made.nudge <= 501
    assert float(f"{made.nudge:e}".partition("e")[0]) in (1, 2, 5)


def test_a_step_is_the_nudge() -> None:
    assert Slider("a", 0, 5, value=0, step=0.25, label="A").nudge == 0.25


def test_the_numbers_of_a_slider() -> None:
    made = slider(0.5, 2.5, step=0.5)
    assert made.number(1.5) == 1.5 and made.number(2) == 2.0
    for state, why in [(3, "lies outside"), (0.7, "whole number of steps"), ("1", "is not a number"), (True, "is not a number")]:
        with pytest.raises(ValueError, match=why):
            made.number(state)
    with pytest.raises(ValueError, match="is not a number"):
        made.number(float("nan"))
    assert slider(0, 1, step=0.3).extremes() == [0, pytest.approx(0.9)]


# --- states ------------------------------------------------------------------------------------------------------------


def test_a_state_is_whole_and_possible() -> None:
    gamma = slider(value=0.5)
    made = seen(Plot(Curve(exp(-gamma * t), over=t)), presets=[Preset("Fast", gamma=2)])
    assert made.state() == {"gamma": 0.5} and made.state(gamma=2) == {"gamma": 2}
    with pytest.raises(ValueError, match=r"there is no control 'gama'; there are gamma"):
        made.state(gama=1)
    with pytest.raises(ValueError, match="lies outside"):
        made.state(gamma=3)


def test_controls_are_those_that_are_seen_in_the_order_of_writing() -> None:
    later, first = Slider("z", 0, 1, value=0, label="Z"), None
    first = Slider("a", 1, 2, value=1, label="A")
    end = Slider("end", 1, 9, value=5, label="End")
    u = Axis("u", 0, end, label="U")
    made = seen(Plot(Curve(later * u, over=u)), readouts=[Readout("A", first)])
    assert [control.name for control in made.controls] == ["z", "a", "end"]


# --- ranges ------------------------------------------------------------------------------------------------------------


def y_range(made: Visualisation) -> tuple[float, float]:
    low, high = made.figures()[0].layout.yaxis.range
    return low, high


def test_a_resonance_that_runs_away_at_one_corner_does_not_flatten_the_rest() -> None:
    gamma = slider(0.001, 1, value=0.3)
    omega = Slider("omega", 1, 3, value=2, label="Drive")
    made = seen(Plot(Curve(exp(-t) / (omega - 1 + gamma**2), over=t)))
    low, high = y_range(made)
    assert 1 < high < 1e6 / 1000
    assert low <= 0


def test_the_start_and_every_preset_are_whole() -> None:
    gamma = slider(0.001, 1, value=0.3)
    made = seen(Plot(Curve(1 / gamma + 0 * t, over=t)), presets=[Preset("Sharp", gamma=0.001)])
    assert y_range(made)[1] >= 1000


def test_given_ranges_and_logarithms() -> None:
    gamma = slider()
    made = seen(Plot(Curve(exp(-gamma * t), over=t), y_range=(-1, 3)), Plot(Curve(exp(-gamma * t), over=t), log="y"))
    assert y_range(made) == (-1, 3)
    axis = made.figures()[1].layout.yaxis
    assert axis.type == "log" and axis.range[0] < -0.9 and 0 <= axis.range[1] < 2
    assert tuple(made.figures()[0].layout.xaxis.range) == (0, 10)


def test_a_curve_with_no_value_anywhere_still_has_ranges() -> None:
    for log in ("", "y"):
        low, high = y_range(seen(Plot(Curve(sqrt(-1 - slider() * t), over=t), log=log)))
        assert np.isfinite([low, high]).all() and low < high


def test_many_controls_reach_every_end() -> None:
    many = [Slider(f"a{k}", 0, 1, value=0, label="A") for k in range(18)]
    made = seen(Plot(Curve(sum(many, start=t * 0), over=t)))
    assert y_range(made)[1] > 12


# --- figures -----------------------------------------------------------------------------------------------------------


def test_figures_draw_what_the_program_draws() -> None:
    gamma = slider(value=0.5)
    x = exp(-gamma * t) * cos(3 * t)
    made = seen(Plot(Curve(x, over=t, name="x"), Curve(-x, over=t, name="minus x")), Plot(Path(x, x.diff(t), over=t)))
    for state in ({}, {"gamma": 1.7}):
        figures = made.figures(**state)
        outputs: list[list[Output]] = [[output for mark in plot.marks for output in mark.stated.values()] for plot in made.plots]
        got = Program(program(outputs, [], [], [t])).run(made.numbers(made.state(**state)))
        for figure, arrays in zip(figures, got.plots, strict=True):
            drawn = [array for trace in figure.data for array in (trace.x, trace.y)]
            assert len(drawn) == len(arrays)
            for mine, theirs in zip(drawn, arrays, strict=True):
                assert np.allclose(np.asarray(mine, dtype=float), theirs, rtol=1e-12, atol=1e-13)
    assert [trace.name for trace in figures[0].data] == ["x", "minus x"]
    assert figures[0].data[0].line.color != figures[0].data[1].line.color
    with pytest.raises(ValueError, match="lies outside"):
        made.figures(gamma=7)


def test_what_only_plotly_counts_has_no_fixed_range() -> None:
    import covis
    from covis.authoring.evaluate.figure import layout, pretty

    k = covis.Slider("k", 1, 5, value=2, label="K")
    s = covis.Axis("s", 0, 1, points=11, label="S")
    counted = covis.Visualisation(plots=[covis.Plot(covis.Trace("histogram", over=s, x=k * s))])
    made = layout(counted.plots[0], counted.frames[0])
    assert "range" in made["xaxis"] and "range" not in made["yaxis"]
    assert [pretty(unit) for unit in ("1/m**(3/2)", "m**1.5", "m/s**2")] == ["1/m¹·⁵", "m¹·⁵", "m/s²"]


def test_a_symbol_keeps_every_method_of_sympys() -> None:
    """A control is a SymPy symbol: SymPy calls `count`, `factor` and the like on it, so that none of ours may have such a name."""
    theirs = set(dir(sympy.Symbol)) - {"default_assumptions", "free_symbols"}
    for kind in (covis.Slider, covis.Clock, covis.Choice, covis.Toggle, covis.Constant, covis.Axis, covis.Index):
        ours = {name for each in kind.__mro__ if each.__module__.startswith("covis") for name in [*vars(each), *each.__annotations__]}
        assert not {name for name in ours & theirs if not name.startswith("_")}


def test_what_a_question_lets_draw_is_the_curve_of_the_first_plot_with_that_name() -> None:
    t = Axis("t", 0, 1, label="Time")
    twice = Plot(Curve(t, over=t, name="same"), Curve(2 * t, over=t, name="same"))
    made = Visualisation(plots=[Plot(Curve(t**2, over=t), Curve(t, over=t, name="share")), twice, Plot(Curve(t, over=t, name="share"))])
    assert made.drawn_by_hand() == [("share", [0, 1]), ("same", [1, 0]), ("same", [1, 1])]
