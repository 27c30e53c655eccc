"""A run that remembers, in NumPy: what its history means, laws of integration, and what an author is told."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import covis as cv
from covis.authoring.place import AuthoringError
from covis.checks.facts.conserved import run_conserved
from covis.document.history import read

x, v = sympy.symbols("x v")


def spring(**options: Any) -> tuple[cv.Stopwatch, cv.Slider, cv.Run]:
    t = cv.Stopwatch("t", **{"step": 0.01, "label": "Time", "unit": "s", **options})
    k = cv.Slider("k", 0.25, 9, value=4, label="Stiffness over mass", unit="1/s**2")
    pushes = [cv.Push("kick", {v: k / 4}, label="Kick"), cv.Push("stop", {v: -v}, label="Stop")]
    return t, k, cv.Run({x: v, v: -k * x}, start={x: 1, v: 0}, over=t, units={x: "m", v: "m/s"}, pushes=pushes)


T, K, RUN = spring()


def now(**state: Any) -> tuple[float, float]:
    return float(cv.evaluate(RUN[x], **state)), float(cv.evaluate(RUN[v], **state))


@st.composite
def logs(draw: st.DrawFn, last: int = 60) -> list[tuple[Any, ...]]:
    steps = sorted(draw(st.lists(st.integers(0, last), max_size=6)))
    entry = st.one_of(st.floats(0.25, 9).map(lambda k: ("k", k)), st.sampled_from([("kick",), ("stop",)]))
    return [(step, *draw(entry)) for step in steps]


def test_with_the_controls_left_alone_it_is_the_closed_form() -> None:
    for steps in (0, 1, 100, 1000):
        time = steps * 0.01
        assert now(t=str(steps)) == pytest.approx((math.cos(2 * time), -2 * math.sin(2 * time)), abs=1e-6)
    assert cv.evaluate(T, t="250") == 2.5


def test_a_change_counts_from_its_step_on_and_not_before() -> None:
    """Half a second at k = 4, then half a second at k = 1, each by its own closed form."""
    middle = np.array([math.cos(1), -2 * math.sin(1)])
    turn = np.array([[math.cos(0.5), math.sin(0.5)], [-math.sin(0.5), math.cos(0.5)]])
    assert now(t=T.after(100, [(50, K, 1.0)])) == pytest.approx(tuple(turn @ middle), abs=1e-6)
    assert now(t=T.after(50, [(50, K, 1.0)])) == pytest.approx(tuple(middle), abs=1e-7)
    was = cv.evaluate(RUN.at(0.3)[x], t=T.after(100, [(50, K, 1.0)]))
    assert was == pytest.approx(math.cos(0.6), abs=1e-8)


def test_a_push_adds_to_what_is_there() -> None:
    still = now(t="80")
    kicked = now(t=T.after(80, [(80, "kick")]), k=4.0)
    assert kicked == (still[0], still[1] + 1)
    assert now(t=T.after(80, [(80, "kick"), (80, "stop")]))[1] == 0


@settings(max_examples=30, deadline=None)
@given(logs(), st.integers(0, 60), st.floats(0.25, 9))
def test_a_history_that_is_cut_anywhere_gives_the_same_numbers(log: list[tuple[Any, ...]], at: int, k: float) -> None:
    """As the page cuts it: with the values of the states put in, to the last bit."""
    log = [(0, "k", k), *log]  # as the page notes what a control had before
    whole = T.after(60, log)
    before = [entry for entry in log if entry[0] < at]
    values = now(t=T.after(at, before), k=k)
    parts = whole.split("~")[1:]
    place = len(before)
    marked = "~".join(["60", *parts[:place], "!".join([str(at), *map(repr, values)]), *parts[place:]])
    history = read(marked)
    assert history is not None and T.form.problem(marked) == ""
    short = history.cut(place).text
    # The cut history names what a control had where it changes later; elsewhere it is what it is at present.
    present = next((entry[2] for entry in reversed(log) if len(entry) == 3), k)
    assert now(t=short, k=present) == now(t=marked, k=k) == now(t=whole, k=k)


@settings(max_examples=20, deadline=None)
@given(logs(), st.integers(1, 60))
def test_the_past_is_what_was_shown_then(log: list[tuple[Any, ...]], back: int) -> None:
    then = now(t=T.after(60 - back, [entry for entry in log if entry[0] <= 60 - back]))
    at = RUN.at(T - back * sympy.Float(0.01, 17))
    assert cv.evaluate(at[x], t=T.after(60, log)) == pytest.approx(then[0], abs=1e-12)


def test_a_trail_ends_at_present_and_begins_where_the_run_does() -> None:
    trail = RUN.trail(x, v, 50)
    assert trail.over is not None
    xs = np.asarray(cv.evaluate(trail.x, over=trail.over, t="20"))
    assert np.isnan(xs[:29]).all() and np.isfinite(xs[29:]).all() and xs[-1] == now(t="20")[0] and xs[29] == 1


def test_energy_is_kept_over_ten_thousand_steps_and_a_long_step_is_told() -> None:
    energy = v**2 / 2 + 4 * x**2 / 2
    for step, outcome in ((0.01, "holds"), (0.2, "not established")):
        watch = cv.Stopwatch("t", step=step, unit="s")
        run = cv.Run({x: v, v: -4 * x}, start={x: 1, v: 0}, over=watch)
        result = run_conserved(cv.Conserved("The energy is kept", energy, along=run, rtol=1e-5, source="derived: a potential"), 0)
        assert result.outcome == outcome, result.evidence
    assert "give the Stopwatch a smaller step=" in result.evidence


def test_two_runs_of_one_stopwatch_keep_their_own_states() -> None:
    watch = cv.Stopwatch("t", step=0.01)
    runs = [cv.Run({x: v, v: -rate * x}, start={x: 1, v: 0}, over=watch) for rate in (1, 4)]
    state = "150~100!0.5!0.25!-1!2"
    assert watch.form.states == 4 and watch.form.problem(state) == ""
    for run, rate, (first, speed) in zip(runs, (1, 2), ((0.5, 0.25), (-1, 2)), strict=True):
        expected = first * math.cos(0.5 * rate) + speed / rate * math.sin(0.5 * rate)
        assert cv.evaluate(run[x], t=state) == pytest.approx(expected, abs=1e-7)


def test_the_time_may_be_in_the_rates_and_a_choice_and_a_toggle_count() -> None:
    watch = cv.Stopwatch("t", step=0.01)
    way = cv.Choice("way", {"up": 1, "down": -1}, value="up", label="Way")
    on = cv.Toggle("on", value=True, label="On")
    run = cv.Run({x: 2 * watch * way * on}, start={x: 0}, over=watch)
    state = watch.after(300, [(100, way, "down"), (200, "on", False)])
    assert cv.evaluate(run[x], t=state) == pytest.approx(1 - 3)
    assert run[x].diff(watch) == 2 * watch * way * on


MESSAGES: dict[str, Callable[[], Any]] = {
    "a Clock, which ends": lambda: cv.Run({x: v, v: -x}, start={x: 1, v: 0}, over=cv.Clock("t", 0, 1, label="T")),
    "is not a Stopwatch": lambda: cv.Run({x: v, v: -x}, start={x: 1, v: 0}, over=cv.Axis("t", 0, 1, label="T")),
    "step=0; give a number above zero": lambda: cv.Stopwatch("t", step=0),
    "which is memory=50": lambda: cv.Stopwatch("t", step=0.01, memory=100),
    "remembers 5000 at most": lambda: spring()[2].trail(x, v, 6000),
    "remembers 100: memory= says so": lambda: spring(memory=1)[2].trail(x, v, 500),
    "points=1; give a whole number, 2 or above": lambda: RUN.trail(x, v, 1),
    "no run depends on a control 'q'": lambda: T.after(5, [(1, "q", 2)]),
    "the run has no button 'q'": lambda: T.after(5, [(1, "q")]),
    "lies outside 0.25 to 9": lambda: T.after(5, [(1, K, 20)]),
    "step 9 is out of order": lambda: T.after(5, [(9, "kick")]),
    "20000 can be computed again": lambda: T.after(30_000),
    "another Stopwatch": lambda: cv.Run({x: cv.Stopwatch("u")}, start={x: 1}, over=cv.Stopwatch("t")),
    "two buttons of the stopwatch": lambda: cv.Run(
        {x: v, v: -x}, start={x: 1, v: 0}, over=T, pushes=[cv.Push("kick", {v: 2}, label="Other")]
    ),
    "its states are x, v": lambda: cv.Run(
        {x: v, v: -x}, start={x: 1, v: 0}, over=cv.Stopwatch("t"), pushes=[cv.Push("p", {K: 1}, label="P")]
    ),
    "which is 0 there": lambda: cv.Run({x: 1}, start={x: T}, over=T),
    "controls that have an end": lambda: cv.Index("n", 0, sympy.floor(T), label="N"),
    "is not the history of a run": lambda: cv.evaluate(RUN[x], t="soon"),
}


@pytest.mark.parametrize("message", MESSAGES)
def test_an_author_is_told(message: str) -> None:
    with pytest.raises(AuthoringError, match=".*" + message.replace("(", "\\(").replace("=", "=")):
        MESSAGES[message]()
