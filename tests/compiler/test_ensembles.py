"""Ensembles: a run for each member of an Index, in NumPy and in the browser's program, against single runs, SciPy and closed forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from sympy import Eq, IndexedBase, Mod, Piecewise, Sum, cos, sin, sqrt

from covis import (
    Axis,
    Conserved,
    Curve,
    Event,
    Evolution,
    Histogram,
    Index,
    Iterates,
    Path,
    Random,
    Run,
    Slider,
    Stopwatch,
    Trajectory,
    normal,
    partial,
)
from covis.authoring.evaluate.dynamics.work import LEAST, affordable
from covis.authoring.evaluate.evaluator import Evaluator, points
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError
from covis.authoring.states import numbers
from covis.checks.facts.conserved import run_conserved
from covis.checks.scipy_reference import reference
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from covis.compiler.text.equations import Equations
from covis.compiler.text.latex import latex

N = 7
t = Axis("t", 0, 4, points=81, label="Time")
k = Index("k", 1, N, label="Member")
n = Index("n", 0, 12, label="Step")
w = Slider("w", 0.5, 3, value=1, label="Rate")
last = Slider("last", 1, N, value=4, step=1, label="Members")
some = Index("some", 1, last, label="Member")
now = Slider("now", 0, 4, value=1, label="Now")
i, j = sympy.symbols("i j", integer=True)
x, v = sympy.symbols("x v")
theta, p, q = IndexedBase("theta"), IndexedBase("p"), IndexedBase("q")
SWEEPS = [t, k, n, some]

swings = Trajectory({x: v, v: -w * k * x}, start={x: k / 3, v: 0}, over=t, each=k)
kuramoto = Trajectory({theta[k]: k / N + w / N * Sum(sin(theta[j] - theta[k]), (j, 1, N))}, start={theta[k]: k**2}, over=t, each=k)
maps = Iterates({x: w * x * (1 - x) * (1 + n / 100)}, start={x: k / 20}, over=n, each=k)


def both(
    outputs: Sequence[Output], readouts: Sequence[sympy.Expr] = (), sweeps: Sequence[Axis | Index] = SWEEPS, **state: float
) -> list[np.ndarray]:
    """The arrays of the program, which are those of NumPy."""
    numbers = {"w": 1.0, "last": 4.0, "now": 1.0, **state}
    got = Program(program([list(outputs)], list(readouts), [], sweeps)).run(numbers)
    evaluator = Evaluator([numbers])
    wanted = [evaluator.evaluate(output) for output in outputs]
    for mine, other in zip(got.plots[0], wanted, strict=True):
        assert np.allclose(mine, other, rtol=1e-11, atol=1e-11, equal_nan=True)
    assert np.allclose(got.readouts, [evaluator.scalar(readout) for readout in readouts], rtol=1e-11, atol=1e-11, equal_nan=True)
    return [np.array(mine).reshape(output.shape) for mine, output in zip(got.plots[0], outputs, strict=True)]


@settings(deadline=None, max_examples=8)
@given(rate=st.floats(0.5, 3), member=st.integers(1, N))
def test_a_member_that_no_other_moves_has_the_run_of_a_source_of_its_own(rate: float, member: int) -> None:
    alone = Trajectory({x: v, v: -w * member * x}, start={x: sympy.Rational(member, 3), v: 0}, over=t)
    chain = Iterates({x: w * x * (1 - x) * (1 + n / 100)}, start={x: sympy.Rational(member, 20)}, over=n)
    all_x, one_x, all_n, one_n = both(
        [
            Output((swings[x],), (k, t)),
            Output((alone[x],), (t,)),
            Output((maps[x],), (k, n)),
            Output((chain[x],), (n,)),
        ],
        w=rate,
    )
    assert np.allclose(all_x[member - 1], one_x, rtol=1e-12, atol=1e-12)
    assert np.allclose(all_n[member - 1], one_n, rtol=1e-9, atol=1e-9)


@settings(deadline=None, max_examples=5)
@given(rate=st.floats(0.5, 3))
def test_members_that_pull_at_each_other_go_as_scipy_says(rate: float) -> None:
    numbers = np.arange(1, N + 1)

    def rates(_: float, y: np.ndarray) -> Any:
        return numbers / N + rate / N * np.sin(y[None, :] - y[:, None]).sum(axis=1)

    wanted = solve_ivp(rates, (0, 4), numbers**2.0, t_eval=np.linspace(0, 4, 81), rtol=1e-10, atol=1e-12).y
    (got,) = both([Output((kuramoto[theta],), (k, t))], w=rate)
    assert np.abs(got - wanted).max() < 1e-5
    evaluator = Evaluator([{"w": rate}])
    made = reference(kuramoto, evaluator, [0])  # what the rule trajectory-scipy compares with
    assert not made.without and np.abs(made.run.values[0] - wanted).max() < 1e-6


def test_the_sum_over_the_members_is_the_sum_of_their_values() -> None:
    mean = Sum(cos(kuramoto[theta]), (k, 1, N)) / N
    at_now = Sum(kuramoto.at(now)[theta], (k, 1, N))
    along, angles, moving = both(
        [
            Output((mean,), (t,)),
            Output((kuramoto[theta],), (k, t)),
            Output((kuramoto.at(now)[theta],), (k,)),
        ],
        [at_now, mean.subs(t, 2), kuramoto[theta].subs({k: 3, t: 2})],
        now=1.03,
    )
    assert np.allclose(along, np.cos(angles).mean(axis=0), rtol=1e-12, atol=1e-14)
    evaluator = Evaluator([{"w": 1.0, "now": 1.03}])
    assert evaluator.scalar(at_now) == pytest.approx(moving.sum(), rel=1e-14)
    assert evaluator.scalar(kuramoto[theta].subs({k: 3, t: 2})) == pytest.approx(angles[2, 40], rel=1e-14)
    assert kuramoto[theta].subs({k: 3, t: 2}) == kuramoto.at(2)[theta].subs(k, 3) == kuramoto.at(2)[theta[3]]
    assert kuramoto[theta] == kuramoto[theta[k]] and kuramoto[theta].subs(k, j + 1) == kuramoto[theta[j + 1]]


def test_without_frequencies_of_their_own_the_mean_phase_stays() -> None:
    pulled = Trajectory({theta[k]: w / N * Sum(sin(theta[j] - theta[k]), (j, 1, N))}, start={theta[k]: k**2}, over=t, each=k)
    total, ends = both([Output((Sum(pulled[theta], (k, 1, N)),), (t,)), Output((pulled[theta],), (k, t))], w=3)
    assert np.ptp(total) < 1e-10 * np.abs(total).max() < np.ptp(ends[:, -1])
    source = "derived: the pulls cancel in pairs"
    assert run_conserved(Conserved("The mean phase stays", Sum(theta[k], (k, 1, N)), along=pulled, source=source), 0).outcome == "holds"
    fails = Conserved("The squares stay", Sum(theta[k] ** 2, (k, 1, N)), along=pulled, source=source)
    assert run_conserved(fails, 0).outcome == "fails"


def test_bodies_that_attract_each_other_keep_momentum_and_energy() -> None:
    """Softened gravity on a line: every state of every member is in the rules of the others."""
    force = Sum((q[j] - q[k]) / sqrt((q[j] - q[k]) ** 2 + 1) ** 3, (j, 1, N))
    bodies = Trajectory({q[k]: p[k], p[k]: force}, start={q[k]: (k - 3) ** 2 / 2, p[k]: 0}, over=t, each=k, step=0.01)
    energy = Sum(p[k] ** 2 / 2, (k, 1, N)) - Sum(Sum(1 / sqrt((q[i] - q[j]) ** 2 + 1), (j, 1, i - 1)), (i, 2, N))
    for quantity in (Sum(p[k], (k, 1, N)) + 1, energy):
        assert run_conserved(Conserved("It stays", quantity, along=bodies, source="derived: Newton's third law"), 0).outcome == "holds"
    both([Output((bodies[q], bodies[p]), (k, t))], [bodies.put(energy).subs(t, 3)])


def test_a_chain_whose_ends_are_held_swings_in_its_normal_modes() -> None:
    left = Piecewise((0, Eq(k, 1)), (q[k - 1], True))
    right = Piecewise((0, Eq(k, N)), (q[k + 1], True))
    mode = sin(sympy.pi * 2 * k / (N + 1))
    chain = Trajectory({q[k]: p[k], p[k]: left - 2 * q[k] + right}, start={q[k]: mode, p[k]: 0}, over=t, each=k, step=0.01)
    (got,) = both([Output((chain[q],), (k, t))])
    omega, along = 2 * np.sin(np.pi / (N + 1)), np.linspace(0, 4, 81)
    assert np.abs(got - np.sin(2 * np.pi * np.arange(1, N + 1) / (N + 1))[:, None] * np.cos(omega * along)).max() < 1e-7
    ring = Trajectory({q[k]: q[Mod(k, N) + 1] - q[k]}, start={q[k]: k}, over=t, each=k)
    (round_about,) = both([Output((ring[q],), (k, t))])
    assert np.allclose(round_about.sum(axis=0), N * (N + 1) / 2)


def test_beyond_the_last_member_there_is_nothing() -> None:
    crowd = Trajectory({q[some]: Sum(q[j], (j, 1, last)) / last - q[some]}, start={q[some]: some}, over=t, each=some)
    mean = Sum(crowd[q], (some, 1, last)) / last
    for number in (1, 4, N):
        values, there, means = both(
            [Output((crowd[q],), (some, t)), Output((crowd.at(now)[q],), (some,)), Output((mean,), (t,))],
            [crowd[q].subs({some: number, t: 1}), crowd[q].subs({some: number + 1, t: 1}), crowd[q].subs({some: 1.5, t: 1})],
            last=number,
        )
        assert (np.isfinite(values).all(axis=1) == (np.arange(1, N + 1) <= number)).all()
        assert (np.isfinite(there) == (np.arange(1, N + 1) <= number)).all()
        assert np.allclose(means, (number + 1) / 2)
        evaluator = Evaluator([{"last": float(number)}])
        assert evaluator.scalar(crowd[q].subs({some: number, t: 0})) == number
        assert np.isnan([evaluator.scalar(crowd[q].subs({some: beside, t: 1})) for beside in (0, number + 1, 1.5)]).all()
        assert reference(crowd, evaluator, [0]).without == []


def test_a_line_for_each_member_and_a_gap_between_two() -> None:
    for mark, sweep in ((Curve(swings[x], over=t, each=k), t), (Path(maps[x], n, over=n, each=k), n)):
        xs, ys = both([mark.stated["x"], mark.stated["y"]])
        lines = ys.reshape(N, sweep.points + 1)
        assert np.isnan(lines[:, -1]).all() and np.isfinite(lines[:, :-1]).all()
        assert np.isnan(xs.reshape(lines.shape)[:, -1]).all()
    (whole,) = both([Output((swings[x],), (k, t))])
    assert (both([Curve(swings[x], over=t, each=k).stated["y"]])[0].reshape(N, -1)[:, :-1] == whole).all()


@settings(deadline=None, max_examples=5)
@given(states=st.lists(st.tuples(st.sampled_from([0.5, 1.5, 3.0]), st.floats(0, 4)), min_size=2, max_size=8))
def test_what_a_program_remembers_is_what_it_would_compute(states: list[tuple[float, float]]) -> None:
    text = program([[Output((swings.at(now)[x],), (k,)), Output((maps[x],), (k, n))]], [], [], SWEEPS)
    kept = Program(text)
    for rate, moment in states:
        numbers = {"w": rate, "now": moment, "last": 4.0}
        for one, other in zip(kept.run(numbers).plots[0], Program(text).run(numbers).plots[0], strict=True):
            assert (np.asarray(one) == np.asarray(other)).all()


def test_starts_and_steps_of_chance() -> None:
    """Every member has its own number, and at every step a new one: the same in the program as in NumPy."""
    u, s = Random("u", over=k, seed=3), Random("s", over=(k, n), seed=4)
    cloud = Trajectory({x: -w * x}, start={x: normal(u)}, over=t, each=k)
    walks = Iterates({x: x + s - sympy.S.Half}, start={x: 0}, over=n, each=k)
    starts, runs, steps = both([Output((normal(u),), (k,)), Output((cloud[x],), (k, t)), Output((walks[x],), (k, n))])
    assert (runs[:, 0] == starts).all() and len(set(starts)) == N
    assert np.allclose(runs, starts[:, None] * np.exp(-np.linspace(0, 4, 81)), rtol=1e-6)
    (numbers,) = both([Output((s,), (k, n))])
    assert np.allclose(np.diff(steps, axis=1), numbers[:, :-1] - 0.5, atol=1e-15)


def test_a_histogram_counts_the_members_at_one_time() -> None:
    bins = Axis("bins", -3, 3, points=13, label="Place")
    histogram = Histogram(swings.at(now)[x], over=k, bins=bins)
    places, heights = both([Output((swings.at(now)[x],), (k,)), histogram.stated["y"]], now=2.3, sweeps=[*SWEEPS, bins])
    assert (heights[:-1] == np.histogram(places, np.linspace(-3, 3, 13))[0]).all() and heights.sum() == N


def test_what_members_have_in_common_is_worked_out_once() -> None:
    """The sines of a mean field: of every member once, in the program, and not once for the sum and once for the member."""
    mean = Sum(sin(theta[j]), (j, 1, N)) / N
    field = Trajectory({theta[k]: mean - sin(theta[k])}, start={theta[k]: k}, over=t, each=k)
    outputs = [Output((field[theta],), (k, t))]
    both(outputs)
    assert program([outputs], [], [], SWEEPS).count("Math.sin") == 1


@settings(deadline=None, max_examples=5)
@given(states=st.lists(st.tuples(st.sampled_from([0.5, 2.0]), st.integers(1, N)), min_size=2, max_size=6))
def test_the_numbers_of_chance_are_kept_and_are_right(states: list[tuple[float, int]]) -> None:
    """A slider that moves no random number makes none anew; the seed and the number of members do."""
    s = Random("s", over=(some, n), seed=last)
    walks = Iterates({x: x + w * normal(s)}, start={x: 0}, over=n, each=some)
    kept = Program(program([[Output((walks[x],), (some, n))]], [], [], SWEEPS))
    for rate, members in states:
        numbers = {"w": rate, "last": float(members), "now": 0.0}
        wanted = Evaluator([numbers]).evaluate(Output((walks[x],), (some, n)))
        assert np.allclose(kept.run(numbers).plots[0][0], wanted, rtol=1e-12, atol=1e-12, equal_nan=True)


def test_the_derivative_is_the_rate_of_the_member() -> None:
    rate = kuramoto[theta].diff(t)
    assert latex(rate) == r"\frac{w \sum_{j=1}^{7} \sin{\left(\theta_{j} - \theta_{k} \right)}}{7} + \frac{k}{7}"
    third, all_of_them = rate.subs(k, 3), both([Output((rate,), (k, t))])[0]
    assert np.allclose(both([Output((third,), (t,))])[0], all_of_them[2], rtol=1e-13)
    assert latex(kuramoto[theta].subs(k, 3) ** 2) == r"\theta_{3}^{2}"


def test_the_equations_are_those_of_a_member() -> None:
    pull = w / N * Sum(sin(theta[j] - theta[k]), (j, 1, N))
    walks = Iterates({q[k]: q[k] + Sum(q[j], (j, 1, N))}, start={q[k]: k}, over=n, each=k)
    systems = Equations({"pull": pull}, [t], {"run": kuramoto, "walks": walks}).systems()
    one, used = systems["run"]
    assert r"\frac{\mathrm{d} \theta_{k}}{\mathrm{d} t} = \text{pull} + \frac{k}{7}" in one and used == ["pull"]
    assert r"k = 1, \ldots, 7" in one and r"\theta_{k}\left(0\right) = k^{2}" in one
    assert r"q_{k,n+1} = q_{k,n} + \sum_{j=1}^{7} q_{j,n}" in systems["walks"][0] and "q_{k,0} = k" in systems["walks"][0]


def test_dear_ensembles_are_looked_at_in_fewer_states() -> None:
    crowd = Index("crowd", 1, 1000, label="Member")
    free = Trajectory({x: -x}, start={x: crowd}, over=t, each=crowd)
    pairs = Trajectory({q[crowd]: Sum(sin(q[j] - q[crowd]), (j, 1, 1000))}, start={q[crowd]: crowd}, over=t, each=crowd)
    shared = Trajectory({q[crowd]: Sum(sin(q[j]), (j, 1, 1000))}, start={q[crowd]: crowd}, over=t, each=crowd)
    assert affordable([sin(w)], 64) == 64
    assert affordable([swings[x]], 64) == 64
    assert affordable([pairs[q]], 64) == LEAST < affordable([shared[q]], 64) <= affordable([free[x]], 64) < 64


def test_an_ensemble_beside_a_grid_and_a_run() -> None:
    """Each member reads the field where it is, at the time of the sweep and at one time; a run goes on beside them."""
    watch, place = Stopwatch("watch", step=0.02, memory=1), Axis("place", 0, 8, points=41, label="Place")
    heat = Evolution({v: w * partial(v, place, place)}, start={v: sin(place)}, over=(place, t), boundary="free")
    run = Run({x: -w * x}, start={x: 1}, over=watch)
    along, then = heat[v].subs(place, 4 + swings[x]), heat.at(now)[v].subs(place, 4 + swings.at(now)[x].subs(k, 3))
    outputs = [Output((swings[x] + run[x],), (k, t)), Output((along * run[x],), (k, t)), Output((then,), ())]
    state = numbers([w, now, watch], {"w": 1.2, "now": 1.3, "watch": "50~20*w*0.9"})
    drawn = Program(program([outputs], [], [], [t, k, place])).run(state).plots[0]
    for output, theirs in zip(outputs, drawn, strict=True):
        ours = Evaluator([state]).evaluate(output)
        assert np.isfinite(ours).all() and ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)


MISTAKES = [
    (lambda: Trajectory({x: -x}, start={x: k}, over=t), "write each=k"),
    (lambda: Trajectory({x: -x}, start={x: 1}, over=t, each=t), "each=t is not an Index"),
    (lambda: Iterates({x: x}, start={x: 1}, over=n, each=n), "count the members with an Index of their own"),
    (lambda: Trajectory({theta[k]: 1}, start={theta[k]: 1}, over=t), "name the Index: each="),
    (lambda: Trajectory({theta[j]: 1}, start={theta[k]: 1}, over=t, each=k), "the state of the member k is theta[k]"),
    (lambda: Trajectory({x: theta[j]}, start={x: 1}, over=t, each=k), "which is no state"),
    (lambda: Trajectory({x: theta[j]}, start={x: 1}, over=t), "name the Index that counts them"),
    (lambda: Trajectory({theta[k]: Sum(theta[k], (k, 1, N))}, start={theta[k]: 1}, over=t, each=k), "numbers the members"),
    (lambda: Trajectory({theta[k]: theta[some]}, start={theta[k]: 1}, over=t, each=k), "holds some, an Index"),
    (lambda: Trajectory({theta[k]: 1}, start={theta[k]: theta[k]}, over=t, each=k), "holds theta, a state"),
    (
        lambda: Trajectory({theta[k]: theta[k + 1]}, start={theta[k]: 1}, over=t, each=k, events=[Event(theta[k])]),
        "with events= no member can depend on another",
    ),
    (
        lambda: Trajectory({theta[k]: 1}, start={theta[k]: 1}, over=t, each=k, events=[Event(theta[k] - theta[k + 1])]),
        "no member can depend on another",
    ),
    (lambda: Trajectory({x: 1}, start={x: 1}, over=t, each=k, events=[Event(k - 3)]), "never crosses zero"),
    (lambda: Curve(swings[x], over=t, each=t), "each=t is not an Index"),
    (lambda: Curve(t, over=t, each=Index("many", 1, 1000, label="m")), "more than a page draws"),
    (
        lambda: Evolution({x: theta[2]}, start={x: 0}, over=(Axis("place", 0, 1, points=9, label="Place"), t), boundary="fixed"),
        "each= of a Trajectory or Iterates",
    ),
    (lambda: Conserved("It stays", x, along=swings, source="derived: no"), "Sum(..., (k, ...))"),
]


@pytest.mark.parametrize(("stated", "words"), MISTAKES)
def test_a_mistake_is_named_with_what_to_write(stated: Any, words: str) -> None:
    with pytest.raises(AuthoringError) as raised:
        stated()
    assert words in str(raised.value)


def test_an_index_of_its_own_is_counted_where_a_control_moves_it() -> None:
    assert (points(some, {"last": 2.0})[:2] == [1, 2]).all() and np.isnan(points(some, {"last": 2.0})[2:]).all()
