"""Events of the members of an ensemble: each member is the run that it would be alone, in NumPy, in the program and in SciPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from covis import Axis, Event, Index, Slider, Trajectory
from covis.authoring.evaluate.dynamics.work import milliseconds
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.outputs import Output
from covis.checks.scipy_reference import reference
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from covis.compiler.text.equations import Equations

G = 9.81
t = Axis("t", 0, 2, points=81, label="Time")
e = Slider("e", 0, 1, value=0.8, label="Coefficient of restitution")
last = Slider("last", 1, 5, value=4, step=1, label="Balls")
k = Index("k", 1, last, label="Ball")
y, v = sympy.symbols("y v")
balls = Trajectory(
    {y: v, v: -G}, start={y: 1 + k / 4, v: 0}, over=t, each=k, events=[Event(y, falling=True, then={v: -e * v * (1 - k / 50)})]
)


def alone(number: int, source: Trajectory = balls) -> Trajectory:
    """One member as a Trajectory of its own."""
    put = {k: sympy.Integer(number)}
    rates = {state: rule.xreplace(put) for state, rule in zip(source.states, source.rules, strict=True)}
    start = {state: first.xreplace(put) for state, first in zip(source.states, source.start, strict=True)}
    events = [
        Event(
            event.crossing.xreplace(put),
            rising=event.direction > 0,
            falling=event.direction < 0,
            then={state: value.xreplace(put) for state, value in event.then.items()},
            terminal=event.terminal,
        )
        for event in source.events
    ]
    return Trajectory(rates, start=start, over=t, events=events)


def drawn(outputs: list[Output], state: dict[str, float]) -> list[np.ndarray[Any, Any]]:
    """The arrays of V8, which are NumPy's."""
    got = Program(program([outputs], [], [], [t, k])).run(state).plots[0]
    for output, array in zip(outputs, got, strict=True):
        np.testing.assert_allclose(array, Evaluator([state]).evaluate(output), rtol=1e-12, atol=1e-12)
    return [np.array(array) for array in got]


@settings(deadline=None, max_examples=12)
@given(share=st.floats(0.2, 1), count=st.integers(1, 5), moment=st.floats(0, 2))
def test_each_member_is_the_run_that_it_would_be_alone(share: float, count: int, moment: float) -> None:
    state = {"e": share, "last": float(count)}
    evaluator = Evaluator([state])
    everyone = Output((balls[y], balls[v]), (k, t))
    at = Output((balls.at(moment)[y], balls.at(moment)[v]), (k,))
    for output, array in zip((everyone, at), drawn([everyone, at], state), strict=True):
        theirs = array.reshape(5, -1, 2)
        assert np.isnan(theirs[count:]).all()
        for number in range(1, count + 1):
            one = alone(number)
            mine = (one[y], one[v]) if output is everyone else (one.at(moment)[y], one.at(moment)[v])
            expected = evaluator.evaluate(Output(mine, output.over[1:])).reshape(-1, 2)
            np.testing.assert_allclose(theirs[number - 1], expected, rtol=1e-12, atol=1e-12)


def test_each_ball_bounces_when_the_closed_form_says() -> None:
    knots = Evaluator([{"e": 0.9, "last": 4.0}, {"e": 0.5, "last": 2.0}]).run(balls).knots or []
    assert len(knots) == 10
    for number, one in enumerate(knots[:4], 1):
        first, share = math.sqrt(2 * (1 + number / 4) / G), 0.9 * (1 - number / 50)
        wanted = first * (1 + 2 * np.cumsum([0.0, *(share**n for n in range(1, len(one.events)))]))
        assert len(one.events) >= 2 and [place for place, _ in one.events] == pytest.approx(wanted, rel=1e-12)
    assert not knots[4].events and not any(one.events for one in knots[7:]), "beyond the last member nothing happens"


def test_a_member_that_bounces_without_end_leaves_the_others_alone() -> None:
    drops = Trajectory({y: v, v: -G}, start={y: k**2 / 8, v: 0}, over=t, each=k, events=[Event(y, falling=True, then={v: -v / 2})])
    (heights,) = drawn([Output((drops[y],), (k, t))], {"e": 0.0, "last": 5.0})
    ended = np.isnan(heights.reshape(5, -1)).any(axis=1)
    assert ended.tolist() == [True, True, True, True, False]
    cuts = [one.cut for one in Evaluator([{"e": 0.0, "last": 5.0}]).run(drops).knots or []]
    assert cuts[:4] == pytest.approx([3 * math.sqrt(number**2 / 4 / G) for number in range(1, 5)], rel=1e-6)


def test_terminal_events_and_states_with_an_index() -> None:
    x = sympy.IndexedBase("x")
    walkers = Trajectory({x[k]: k}, start={x[k]: 0}, over=t, each=k, events=[Event(x[k] - 3, rising=True, terminal=True)])
    (places,) = drawn([Output((walkers[x],), (k, t))], {"last": 5.0})
    expected = np.minimum(3, np.arange(1, 6)[:, None] * np.linspace(0, 2, 81))
    np.testing.assert_allclose(places.reshape(5, -1), expected, atol=1e-9)


def test_scipy_finds_the_same_events_of_each_member() -> None:
    page = Evaluator([{"e": 0.9, "last": 4.0}, {"e": 0.7, "last": 3.0}])
    made = reference(balls, page, [0, 1])
    own = page.run(balls)
    assert not made.without and made.run.knots and own.knots
    np.testing.assert_allclose(made.run.values, own.values, rtol=1e-6, atol=1e-6)
    for theirs, ours in zip(made.run.knots, own.knots, strict=True):
        assert [place for place, _ in theirs.events] == pytest.approx([place for place, _ in ours.events], rel=1e-7)


def test_what_looking_for_events_costs_is_counted() -> None:
    silent = Trajectory({y: v, v: -G}, start={y: 1 + k / 4, v: 0}, over=t, each=k)
    assert milliseconds(balls) > 10 * milliseconds(silent)


def test_the_events_are_printed_with_the_rates() -> None:
    system = Equations({}, [t], {"balls": balls}, {}).systems()["balls"][0]
    assert r"v_{k}" in system and r"\frac{k}{50}" in system
