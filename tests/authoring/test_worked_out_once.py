"""What several rules and facts ask for is worked out once: runs, roots and arrays; and what was kept is never another state's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import cos, exp, symbols

import covis as cv
from covis.authoring.dynamics import Trajectory
from covis.authoring.evaluate import evaluator
from covis.authoring.evaluate.dynamics import kept
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.numerical import search
from covis.authoring.outputs import Output

x, u = symbols("x u")
t = cv.Axis("t", 0, 2, points=21, label="T")
rate = cv.Slider("rate", 0.1, 2, value=1, label="Rate")
other = cv.Slider("other", 0.1, 2, value=1, label="Other")
STATES = [{"rate": r, "other": o} for r, o in ((1.0, 1.0), (1.0, 2.0), (0.5, 1.0))]


def falling() -> Trajectory:
    return cv.Trajectory({x: -rate * x}, start={x: 1}, over=t)


def counting(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[Any]:
    """The arguments of each call of a function from now on."""
    calls: list[Any] = []
    function: Callable[..., Any] = getattr(module, name)

    def counted(*given: Any) -> Any:
        calls.append(given)
        return function(*given)

    monkeypatch.setattr(module, name, counted)
    return calls


def test_a_run_is_computed_once_for_states_that_it_cannot_tell_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counting(monkeypatch, evaluator, "_computed")
    source = falling()
    line = Output((source[x],), (t,))
    together = Evaluator(STATES)
    for k, state in enumerate(STATES):
        np.testing.assert_allclose(together.evaluate(line, k), np.exp(-state["rate"] * np.linspace(0, 2, 21)), atol=1e-5)
    assert [[state["rate"] for state in states] for *_, states in calls] == [[1.0, 0.5]]
    calls.clear()
    more = Evaluator([{"rate": 0.25, "other": 1.0}, *STATES])
    np.testing.assert_array_equal(more.evaluate(line, 3), together.evaluate(line, 2))
    assert more.evaluate(line, 0)[-1] == pytest.approx(np.exp(-0.5), rel=1e-5)
    assert [[state["rate"] for state in states] for *_, states in calls] == [[0.25]]
    halved = Evaluator(STATES, halvings=1).evaluate(line, 0)
    assert 0 < np.abs(halved - together.evaluate(line, 0)).max() < 1e-4


def test_of_many_runs_only_the_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 50)
    calls = counting(monkeypatch, evaluator, "_computed")
    source = falling()
    for number in (0.1, 0.2, 0.3, 0.3, 0.1):
        end = Evaluator([{"rate": number, "other": 1.0}]).scalar(source.at(2)[x])
        assert end == pytest.approx(np.exp(-2 * number), rel=1e-5)
    assert len(calls) == 4


def test_a_run_with_events_keeps_them() -> None:
    jumping = cv.Trajectory({x: rate}, start={x: 0}, over=t, events=[cv.Event(x - sympy.Rational(1, 2), then={x: 0})])
    line = Output((jumping[x],), (t,))
    first = Evaluator(STATES)
    again = Evaluator(list(reversed(STATES)))
    for k in range(len(STATES)):
        np.testing.assert_array_equal(first.evaluate(line, k), again.evaluate(line, len(STATES) - 1 - k))
    assert first.scalar(jumping.at(0.75)[x], 0) == pytest.approx(0.25)


def test_members_with_events_keep_their_own() -> None:
    k = cv.Index("k", 1, 3, label="K")
    jumping = cv.Trajectory({x: k * rate}, start={x: 0}, over=t, events=[cv.Event(x - sympy.Rational(1, 2), then={x: 0})], each=k)
    then = Output((jumping.at(0.4)[x],), (k,))
    first = Evaluator(STATES)
    again = Evaluator([*reversed(STATES), {"rate": 0.25, "other": 1.0}])  # rows in another order, and one that is new
    for row, state in enumerate(STATES):
        wanted = [(0.4 * member * state["rate"]) % 0.5 for member in (1, 2, 3)]
        np.testing.assert_allclose(first.evaluate(then, row), wanted, atol=1e-9)
        np.testing.assert_array_equal(first.evaluate(then, row), again.evaluate(then, len(STATES) - 1 - row))


def test_an_error_that_is_put_in_is_kept_apart() -> None:
    source = falling()
    line = Output((source[x],), (t,))
    plain, nudged = Evaluator(STATES).evaluate(line), Evaluator(STATES, nudge=1e-6).evaluate(line)
    assert 0 < np.abs(plain - nudged).max() < 1e-5
    np.testing.assert_array_equal(Evaluator(STATES).evaluate(line), plain)


def test_a_root_is_sought_once_for_a_state(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counting(monkeypatch, search, "_roots")
    place = cv.root(cos(u) - rate * u, u, between=(0, 2))
    one, two = Output((place * t,), (t,)), Output((place + 1,), ())
    for number, where in ((1.0, 0.7390851332151607), (0.5, 1.0298665293222589), (1.0, 0.7390851332151607)):
        found = Evaluator([{"rate": number}])
        assert found.evaluate(two)[0] - 1 == pytest.approx(where)
        assert found.evaluate(one)[-1] == pytest.approx(2 * where)
    assert len(calls) == 2


def test_what_an_evaluator_keeps_cannot_be_written_to_and_what_an_author_gets_can() -> None:
    line = Output((exp(-rate * t),), (t,))
    found = Evaluator([{"rate": 1.0}])
    with pytest.raises(ValueError, match="read-only"):
        found.evaluate(line)[0] = 5.0
    mine = cv.evaluate(exp(-rate * t), over=t)
    assert isinstance(mine, np.ndarray)
    mine[0] = 5.0
    assert found.evaluate(line)[0] == 1.0


def test_awaited_states_are_computed_with_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = counting(monkeypatch, evaluator, "_computed")
    source = cv.Trajectory({x: -rate * x}, start={x: 3}, over=t)
    line = Output((source[x],), (t,))
    kept.await_states(source, STATES)
    first = Evaluator([{"rate": 2.0, "other": 1.0}]).evaluate(line)
    assert first[-1] == pytest.approx(3 * np.exp(-4), rel=1e-4)
    last = Evaluator(STATES).evaluate(line, 2)
    assert last[-1] == pytest.approx(3 * np.exp(-1), rel=1e-5)
    assert [[state["rate"] for state in states] for *_, states in calls] == [[1.0, 0.5, 2.0]]


many = cv.Index("many", 1, sympy.floor(4 * rate), label="Number")
long = cv.Axis("long", 0, rate, points=200, label="L")
wide = cv.Axis("wide", -1, 1, points=150, label="W")
OUTPUTS = [
    Output((rate * other,), ()),
    Output((sympy.sin(rate * t), 1 / (t - other)), (t,)),
    Output((many * rate, many + other), (many,)),
    Output((sympy.Piecewise((long, long < other), (sympy.nan, True)),), (long,)),
    Output((rate * long + wide,), (wide, long)),  # more numbers than are computed at once
    Output((rate * t * many,), (many, t), parted=True),
    Output((sympy.Sum(many * rate, (many, 1, 3)), sympy.floor(rate) + t), (t,)),
]


@pytest.mark.parametrize("output", OUTPUTS)
def test_states_that_are_evaluated_together_are_as_each_alone(output: Output) -> None:
    states = [{"rate": 0.1 + 0.1 * k, "other": 2 - 0.05 * k} for k in range(19)]
    together = Evaluator(states)
    for k in (3, 0, 18, 7, *range(19)):
        alone = Evaluator([states[k]]).evaluate(output)
        np.testing.assert_allclose(together.evaluate(output, k), alone, rtol=1e-14, equal_nan=True)
        assert together.evaluate(output, k).shape == (np.prod(output.lengths or (1,), dtype=int) * len(output.expressions),)
