"""The browser's program replays a history as NumPy does: random runs, random histories, to rounding."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import cos, sin, symbols

import covis as cv
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.outputs import Output
from covis.authoring.states import numbers
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program

x, v, q = symbols("x v q")
ROUNDING = 1e-12


@cache
def made() -> tuple[cv.Stopwatch, list[Any], list[Output], Program]:
    """Two runs of one stopwatch: a driven pendulum, and what decays; with a choice among the controls."""
    t = cv.Stopwatch("t", step=0.02, memory=1)
    force = cv.Slider("force", 0, 2, value=0.5, label="Force")
    way = cv.Choice("way", {"left": -1, "right": 1}, value="right", label="Way")
    s = cv.Axis("s", -1, 0, points=31, label="Before now")
    swing = cv.Run(
        {x: v, v: -sin(x) + force * cos(3 * t) * way},
        start={x: force, v: 0},
        over=t,
        pushes=[cv.Push("kick", {v: force + x / 2}, label="Kick"), cv.Push("turn", {x: -2 * x, v: t}, label="Turn")],
    )
    decay = cv.Run({q: -q * force + t * way}, start={q: 1}, over=t)
    trail = swing.trail(x, v + x, 40)
    outputs = [*(Output((value,), ()) for value in (swing[x], swing[v], decay[q], swing[x].diff(t))), *trail.stated.values()]
    outputs += [Output((swing.at(t + s)[x] * decay.at(t + s)[q],), (s,))]
    return t, [t, force, way], outputs, Program(program([outputs], [t], [], [s, trail.over]))


@st.composite
def histories(draw: st.DrawFn) -> str:
    """From the start, or from values somewhere; some of it may be older than what is remembered."""
    first = draw(st.sampled_from([0, 0, 37]))
    last = first + draw(st.integers(0, 120))
    change = st.one_of(st.floats(0, 2).map(lambda f: f"force*{f!r}"), st.sampled_from(["way*-1", "way*1", "kick", "turn"]))
    parts = sorted(draw(st.lists(st.tuples(st.integers(first, last), change), max_size=5)), key=lambda part: part[0])
    begins = ["37!0.3!-0.1!2.5"] if first else []
    return "~".join([str(last), *begins, *(f"{step}*{what}" for step, what in parts)])


@settings(max_examples=60, deadline=None)
@given(histories(), st.floats(0, 2), st.sampled_from(["left", "right"]))
def test_javascript_and_numpy_replay_a_history_alike(history: str, force: float, way: str) -> None:
    watch, controls, outputs, engine = made()
    assert watch.form.problem(history) == ""
    state = numbers(controls, {"t": history, "force": force, "way": way})
    got, evaluator = engine.run(state), Evaluator([state])
    assert got.readouts[0] == state["t"]
    for output, theirs in zip(outputs, got.plots[0], strict=True):
        ours = evaluator.evaluate(output)
        assert (np.isnan(ours) == np.isnan(theirs)).all()
        scale = max(1.0, float(np.nanmax(np.abs(ours), initial=0.0)))
        assert float(np.nanmax(np.abs(ours - theirs), initial=0.0)) <= ROUNDING * scale


def test_many_states_at_once_are_each_what_they_are_alone() -> None:
    _, controls, outputs, _ = made()
    texts = ["0", "80", "100~37!0.3!-0.1!2.5~40*kick", "60~0*force*1.5~30*force*0.2~30*turn", "30~10*way*-1"]
    states = [numbers(controls, {"t": text, "force": 0.7, "way": "right"}) for text in texts]
    together = Evaluator(states)
    for k, state in enumerate(states):
        alone = Evaluator([state])
        for output in outputs:
            assert np.array_equal(together.evaluate(output, k), alone.evaluate(output), equal_nan=True)


def test_ten_thousand_steps_are_the_same_to_rounding() -> None:
    """What is far behind is computed again from the start, as a fact may ask."""
    _, controls, outputs, engine = made()
    state = numbers(controls, {"t": "10000~2500*kick", "force": 0.0, "way": "right"})
    ours, theirs = Evaluator([state]).evaluate(outputs[0])[0], engine.run(state).plots[0][0][0]
    assert abs(ours - theirs) <= 1e-9 * max(1.0, abs(ours))
