"""Events of a Trajectory: closed forms, SciPy, and the same numbers in the browser's program and in NumPy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from sympy import Mod, Piecewise, Rational, cos, pi, sin

from covis import Axis, Event, Slider, Trajectory
from covis.authoring.evaluate.dynamics.events import Knots
from covis.authoring.evaluate.evaluator import Evaluator, points
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError
from covis.checks.scipy_reference import reference
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from covis.compiler.text.equations import Equations

G = 9.81
t = Axis("t", 0, 3, points=200, label="Time")
e = Slider("e", 0, 1, value=0.8, label="Coefficient of restitution")
x, y, u, v, held = sympy.symbols("x y u v held")
FALL = {y: v, v: -G}
ball = Trajectory(FALL, start={y: 1, v: 0}, over=t, events=[Event(y, falling=True, then={v: -e * v})])


def runs(source: Trajectory, shares: Sequence[float]) -> tuple[list[Knots], np.ndarray]:
    """What NumPy has between the points, and the values (state of the control, state, point), which the program has too."""
    evaluator = Evaluator([{"e": share} for share in shares])
    run = evaluator.run(source)
    assert run.knots is not None
    along = points(source.over, {"e": 0.0})
    moment = 0.37 * along[0] + 0.63 * along[-1]
    made = Program(program([[Output((source[state], source.at(source.over)[state]), (source.over,)) for state in source.states],
                            [Output(tuple(source.at(moment)[state] for state in source.states), ())]], [], [], [source.over]))  # fmt: skip
    for k, share in enumerate(shares):
        curves, (there,) = made.run({"e": share}).plots
        for state, got in enumerate(curves):
            assert np.allclose(got.reshape(-1, 2).T, run.values[k, state], rtol=1e-12, atol=1e-12, equal_nan=True)
        expected = [evaluator.scalar(source.at(moment)[state], k) for state in source.states]
        assert np.allclose(there, expected, rtol=1e-12, atol=1e-12, equal_nan=True)
    return run.knots, run.values


def bounces(share: float, count: int) -> np.ndarray:
    """When a ball that falls from a height of 1 bounces: the closed form."""
    first = math.sqrt(2 / G)
    return first * (1 + 2 * np.cumsum([0.0, *(share**k for k in range(1, count))]))


@settings(deadline=None, max_examples=15)
@given(share=st.floats(0.3, 1))
def test_a_bouncing_ball_bounces_when_the_closed_form_says(share: float) -> None:
    [knots] = Evaluator([{"e": share}]).run(ball).knots or []
    assert knots.events
    wanted = bounces(share, len(knots.events))
    assert [place for place, _ in knots.events] == pytest.approx(wanted, rel=1e-12)
    if math.isinf(knots.cut):
        assert wanted[-1] + 2 * wanted[0] * share ** len(wanted) + 1e-9 > 3, "a bounce is missing at the end"
    else:
        assert knots.cut == pytest.approx(wanted[0] * (1 + 2 * share / (1 - share)), rel=1e-9)


def test_the_program_and_numpy_have_the_same_ball() -> None:
    knots, values = runs(ball, [1, 0.8, 0.5, 0.1])
    assert [len(each.events) for each in knots[:2]] == [3, 6]
    assert [math.isinf(each.cut) for each in knots] == [True, True, False, False]
    assert np.isnan(values[2, 0, -1]) and np.isfinite(values[2, 0, 0])
    assert (values[0, 0] > -1e-12).all()


def test_between_the_points_a_state_jumps_where_the_event_is() -> None:
    [place, *_] = bounces(0.8, 1)
    evaluator = Evaluator([{"e": 0.8}])
    before, after, touching = (evaluator.scalar(value) for value in (ball.at(place - 1e-6)[v], ball.at(place + 1e-6)[v], ball.at(place)[y]))
    assert before == pytest.approx(-G * place, rel=1e-5) and after == pytest.approx(0.8 * G * place, rel=1e-5)
    assert touching == pytest.approx(0, abs=1e-12)


RESTS = Piecewise((0, v < -Rational(1, 10)), (1, True))
CASES: dict[str, tuple[Trajectory, Any]] = {
    "a ball that comes to rest": (
        Trajectory({y: v, v: -G * (1 - held), held: 0}, start={y: 1, v: 0, held: 0}, over=t,
                   events=[Event(y, falling=True, then={y: 0, v: -e * v * (1 - RESTS), held: RESTS})]),
        lambda knots, values: values[1, 2, -1] == 1 and values[1, 0, -1] == 0 and math.isinf(knots[1].cut),
    ),
    "a corner: two walls at one moment": (
        Trajectory({x: u, u: 0, y: v, v: 0}, start={x: 0.5, u: 1, y: 0.5, v: 1}, over=t,
                   events=[Event(x - 1, rising=True, then={u: -u}), Event(y - 1, rising=True, then={v: -v}),
                           Event(x, falling=True, then={u: -u}), Event(y, falling=True, then={v: -v})]),
        lambda knots, values: [which for _, which in knots[0].events] == [0, 1, 2, 3, 0, 1] and np.allclose(values[0, 0], values[0, 2]),
    ),
    "a thermostat": (
        Trajectory({x: Piecewise((1 - x, u > 0), (-x, True)), u: 0}, start={x: 0, u: 1}, over=t,
                   events=[Event(x - 0.7, rising=True, then={u: 0}), Event(x - 0.3, falling=True, then={u: 1})]),
        lambda knots, values: [place for place, _ in knots[0].events] == pytest.approx(
            np.cumsum([math.log(1 / 0.3), math.log(7 / 3), math.log(7 / 3)])[: len(knots[0].events)], rel=1e-8),
    ),
    "doses at times of their own": (
        Trajectory({x: -x}, start={x: 0}, over=t, events=[Event(sin(2 * pi * t + 1), rising=True, then={x: x + e})]),
        lambda knots, values: [place for place, _ in knots[0].events] == pytest.approx([k - 1 / (2 * math.pi) for k in (1, 2, 3)]),
    ),
    "an angle that begins anew": (
        Trajectory({x: 5 + e}, start={x: 0}, over=t, events=[Event(x - pi, rising=True, then={x: x - 2 * pi})]),
        lambda knots, values: (np.abs(values[:, 0]) <= math.pi + 1e-9).all() and len(knots[0].events) == 3,
    ),
    "a cradle: balls that touch": (
        Trajectory({x: u, y: v, held: sympy.Symbol("w"), u: 0, v: 0, sympy.Symbol("w"): 0}, over=t,
                   start={x: 0, y: 1, held: 1, u: 1, v: 0, sympy.Symbol("w"): 0},
                   events=[Event(x - y, rising=True, then={u: v, v: u}),
                           Event(y - held, rising=True, then={v: sympy.Symbol("w"), sympy.Symbol("w"): v})]),
        lambda knots, values: values[0, 3:, -1].tolist() == [0, 0, 1] and len(knots[0].events) == 2,
    ),
    "an expression that jumps": (
        Trajectory({x: 0}, start={x: 0}, over=t, events=[Event(Mod(t, Rational(1, 2)) - Rational(1, 4), falling=True, then={x: x + 1})]),
        lambda knots, values: [place for place, _ in knots[0].events] == pytest.approx([0.5, 1, 1.5, 2, 2.5, 3][: len(knots[0].events)]),
    ),
    "a throw from the ground that ends at its third bounce": (
        Trajectory(FALL, start={y: 0, v: 4}, over=t, events=[Event(y, falling=True, then={v: -e * v}, terminal=3)]),
        lambda knots, values: len(knots[0].events) == 3 and (values[1, :, -1] == values[1, :, -2]).all() and np.isfinite(values).all(),
    ),
    "what is crossed and crossed back within a step": (
        Trajectory({x: cos(y) * 2 * pi, y: 2 * pi}, start={x: 0, y: 0}, over=Axis("t", 0, 3, points=19, label="Time"),
                   events=[Event(x - Rational(9, 10), rising=True), Event(x - Rational(9, 10), falling=True)]),
        lambda knots, values: [which for _, which in knots[0].events] == [0, 1, 0, 1, 0, 1],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_happens(name: str) -> None:
    source, right = CASES[name]
    knots, values = runs(source, [1, 0.5])
    assert right(knots, values), [each.events for each in knots]


@pytest.mark.parametrize("name", [name for name in CASES if "jumps" not in name and "crossed back" not in name])
def test_scipy_has_the_same_events(name: str) -> None:
    source, _ = CASES[name]
    evaluator = Evaluator([{"e": 0.5}])
    made = reference(source, evaluator, [0])
    [knots], [theirs] = evaluator.run(source).knots or [], made.run.knots or []
    assert not made.without
    assert [which for _, which in theirs.events] == [which for _, which in knots.events]
    assert [place for place, _ in theirs.events] == pytest.approx([place for place, _ in knots.events], rel=1e-7)


def test_scipy_asked_plainly_finds_the_first_crossing() -> None:
    """Of a pendulum with a small step, to the accuracy of both."""
    swing = Trajectory(
        {x: u, u: -sin(x)}, start={x: 1, u: 0}, over=t, step=0.005, events=[Event(x + Rational(1, 2), falling=True, terminal=True)]
    )

    def crossing(_: float, state: np.ndarray) -> float:
        return float(state[0] + 0.5)

    crossing.terminal, crossing.direction = True, -1  # type: ignore[attr-defined]
    got = solve_ivp(lambda _, s: [s[1], -np.sin(s[0])], (0, 3), [1, 0], events=crossing, rtol=1e-12, atol=1e-13, method="DOP853")
    [knots], values = runs(swing, [1])
    assert [place for place, _ in knots.events] == pytest.approx(got.t_events[0], rel=1e-9)
    assert values[0, :, -1] == pytest.approx(got.y_events[0][0], rel=1e-9)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (lambda: Event(y < 0), "is a condition; give the expression that crosses zero, y"),
        (lambda: Event(y, falling=1),  # type: ignore[arg-type]
         "falling=1; it is True or False"),
        (lambda: Event(y, then=[v]),  # type: ignore[arg-type]
         "is not a mapping from states to their next values"),
        (lambda: Event(y, terminal=-1), "terminal=-1; it is True, or the number of the event at which the run stops"),
        (lambda: Event(y, then={x: 1}), "then= of an Event names x; its states are y, v"),
        (lambda: Event(e - 1), "never crosses zero: it holds no state and not t"),
        (lambda: Event(y - Axis("s", 0, 1, label="S")), "the crossing of an Event holds s, an Axis"),
        (lambda: "fall", "is not a list of events"),
    ],
)  # fmt: skip
def test_what_is_refused(event: Any, said: str) -> None:
    with pytest.raises(AuthoringError) as error:
        Trajectory(FALL, start={y: 1, v: 0}, over=t, events=[event()])
    assert said in str(error.value)


def test_an_event_is_printed_with_the_rates() -> None:
    [(tex, _)] = Equations({}, [t], {"ball": ball}).systems().values()
    assert r"y = 0\text{, falling}: v \to - e v" in tex
