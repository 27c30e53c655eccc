"""An Evolution against exact solutions of the equations of heat, waves, Schrödinger, advection, Burgers and Korteweg-de Vries; its laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Rational, cos, cosh, exp, pi, sin, symbols, tanh

import covis as cv
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.grid.history import History
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError

u, v = symbols("u v")
c = cv.Slider("c", 0.1, 4, value=1, label="Speed")


def numbers(expression: Any, **options: Any) -> Any:
    return np.asarray(cv.evaluate(expression, **options))


def axes(points: int, last: float = 1, low: float = 0, high: float = 1, times: int = 21) -> tuple[Any, Any]:
    return cv.Axis("x", low, high, points=points, label="Place"), cv.Axis("t", 0, last, points=times, label="Time")


def apart(found: Any, exact: Any, **points: Any) -> float:
    """The largest difference to an exact solution."""
    symbol_values = [sympy.Symbol(name, real=True) for name in points]
    function = sympy.lambdify(symbol_values, exact(*symbol_values), "numpy")
    return float(np.max(np.abs(found - function(*points.values()))))


def heat(points: int) -> float:
    x, t = axes(points, 0.1)
    rod = cv.Evolution({u: cv.laplacian(u)}, start={u: sin(pi * x) + sin(3 * pi * x)}, over=(x, t), boundary="fixed")
    place = np.linspace(0, 1, points)
    return apart(
        numbers(rod[u].subs(t, 0.1), over=x),
        lambda x: exp(-0.1 * pi**2) * sin(pi * x) + exp(-0.9 * pi**2) * sin(3 * pi * x),
        x=place,
    )


def wave(points: int) -> float:
    x, t = axes(points, 1)
    string = cv.Evolution({u: v, v: cv.laplacian(u)}, start={u: sin(2 * pi * x), v: 0}, over=(x, t), boundary="fixed")
    return apart(numbers(string[u].subs(t, 0.9), over=x), lambda x: cos(1.8 * pi) * sin(2 * pi * x), x=np.linspace(0, 1, points))


def advection(points: int) -> float:
    x, t = axes(points, 1)
    flow = cv.Evolution({u: -cv.partial(u, x)}, start={u: sin(2 * pi * x)}, over=(x, t), boundary="periodic")
    return apart(numbers(flow[u].subs(t, 0.7), over=x), lambda x: sin(2 * pi * (x - 0.7)), x=np.linspace(0, 1, points))


def packet(points: int) -> float:
    """A free quantum particle, its wave function u + i v: i psi_t = -psi_xx / 2."""
    x, t = axes(points, 0.5, -10, 10)
    half = Rational(1, 2)
    psi = cv.Evolution(
        {u: -cv.laplacian(v) / 2, v: cv.laplacian(u) / 2},
        start={u: exp(-(x**2) / 2) * cos(x), v: exp(-(x**2) / 2) * sin(x)},
        over=(x, t),
        boundary="fixed",
    )
    place = np.linspace(-10, 10, points)
    size = numbers(psi[u].subs(t, half) ** 2 + psi[v].subs(t, half) ** 2, over=x)
    return float(np.max(np.abs(size - np.exp(-((place - 0.5) ** 2) / 1.25) / np.sqrt(1.25))))


@pytest.mark.parametrize(("equation", "points", "bound"), [(heat, 41, 2e-5), (wave, 41, 3e-5), (advection, 41, 2e-4), (packet, 161, 1e-4)])
def test_exact_solutions_and_the_fourth_order(equation: Any, points: int, bound: float) -> None:
    """Half the spacing gives a sixteenth of the error, or less."""
    once, again = equation(points), equation(2 * points - 1)
    assert once < bound
    assert once / again > 8  # about sixteen: the steps in time are a whole number


def test_a_membrane_swings_in_its_modes() -> None:
    x, t = axes(31, 1)
    y = cv.Axis("y", 0, 2, points=41, label="y")
    skin = cv.Evolution({u: v, v: cv.laplacian(u)}, start={u: sin(pi * x) * sin(pi * y), v: 0}, over=(x, y, t), boundary="fixed")
    found = numbers(skin[u].subs(t, 0.7), over=(x, y))
    exact = np.cos(np.sqrt(2) * np.pi * 0.7) * np.sin(np.pi * np.linspace(0, 1, 31)) * np.sin(np.pi * np.linspace(0, 2, 41))[:, None]
    assert np.max(np.abs(found - exact)) < 1e-4


def test_each_axis_and_each_end_has_its_boundary() -> None:
    x, t = axes(31, 0.3)
    y = cv.Axis("y", 0, 1, points=25, label="y")
    start = sin(pi * x / 2) * cos(2 * pi * y)
    plate = cv.Evolution({u: cv.laplacian(u)}, start={u: start}, over=(x, y, t), boundary={x: ("fixed", "free"), y: "periodic"})
    rate = (np.pi / 2) ** 2 + (2 * np.pi) ** 2
    exact = np.exp(-0.05 * rate) * np.sin(np.pi / 2 * np.linspace(0, 1, 31)) * np.cos(2 * np.pi * np.linspace(0, 1, 25))[:, None]
    assert np.max(np.abs(numbers(plate[u].subs(t, 0.05), over=(x, y)) - exact)) < 5e-5


def test_a_step_in_viscous_flow_travels_as_burgers_has_it() -> None:
    x, t = axes(121, 1, -4, 6)
    flow = cv.Evolution(
        {u: -cv.partial(u**2 / 2, x) + cv.laplacian(u) / 5}, start={u: 1 - tanh(x * Rational(5, 2))}, over=(x, t), boundary="fixed"
    )
    assert apart(numbers(flow[u].subs(t, 1), over=x), lambda x: 1 - tanh((x - 1) * 2.5), x=np.linspace(-4, 6, 121)) < 2e-3


def test_a_soliton_keeps_its_shape() -> None:
    x, t = axes(121, 1, -10, 10)
    water = cv.Evolution(
        {u: -6 * u * cv.partial(u, x) - cv.partial(u, x, x, x)}, start={u: 2 / cosh(x) ** 2}, over=(x, t), boundary="periodic"
    )
    assert apart(numbers(water[u].subs(t, 1), over=x), lambda x: 2 / cosh(x - 4) ** 2, x=np.linspace(-10, 10, 121)) < 0.12


def test_a_wave_flows_out_of_an_open_end() -> None:
    x, t = axes(101, 2)
    flow = cv.Evolution({u: -cv.partial(u, x)}, start={u: exp(-100 * (x - 0.4) ** 2)}, over=(x, t), boundary={x: ("fixed", "open")})
    assert np.max(np.abs(numbers(flow[u].subs(t, 2), over=x))) < 1e-3


def test_conductivity_that_varies_is_differentiated_by_the_chain_rule() -> None:
    x, t = axes(41, 0.2)
    flux = (1 + x) * cv.partial(u, x)
    one = cv.Evolution({u: cv.partial(flux, x)}, start={u: cos(pi * x)}, over=(x, t), boundary="free")
    by_hand = cv.Evolution({u: cv.partial(u, x) + (1 + x) * cv.laplacian(u)}, start={u: cos(pi * x)}, over=(x, t), boundary="free")
    assert numbers(one[u].subs(t, 0.2), over=x) == pytest.approx(numbers(by_hand[u].subs(t, 0.2), over=x), rel=1e-12)


@given(speed=st.floats(0.1, 4), modes=st.lists(st.floats(-1, 1), min_size=1, max_size=4))
@settings(max_examples=8, deadline=None)
def test_heat_is_kept_and_never_above_its_start(speed: float, modes: list[float]) -> None:
    """Whatever the diffusivity, the step is stable: no value beyond those of the start, and the same mean."""
    x, t = axes(21, 0.1, times=3)
    start = sum((a * cos((k + 1) * pi * x) for k, a in enumerate(modes)), sympy.S.Zero)
    rod = cv.Evolution({u: c * cv.laplacian(u)}, start={u: start}, over=(x, t), boundary="free")
    history = numbers(rod[u], over=(x, t), c=speed)
    weights = np.where((np.arange(21) == 0) | (np.arange(21) == 20), 0.5, 1.0)
    assert np.allclose(history @ weights, history[0] @ weights, atol=1e-9)
    assert np.max(np.abs(history)) <= np.max(np.abs(history[0])) * (1 + 1e-3) + 1e-12


def test_energy_and_norm_stay() -> None:
    x, t = axes(81, 2)
    string = cv.Evolution({u: v, v: cv.laplacian(u)}, start={u: exp(-50 * (x - 0.3) ** 2), v: 0}, over=(x, t), boundary="periodic")
    energy = (string[v] ** 2 + string[u].diff(x) ** 2) / 2
    whole = numbers(energy, over=(x, t))[:, :-1].sum(axis=1)
    assert np.max(np.abs(whole / whole[0] - 1)) < 2e-3


def test_the_derivatives_of_what_is_computed() -> None:
    x, t = axes(61, 0.1)
    rod = cv.Evolution({u: c * cv.laplacian(u)}, start={u: sin(pi * x)}, over=(x, t), boundary="fixed")
    there = np.exp(-(np.pi**2) * 0.05)
    place = np.linspace(0, 1, 61)
    now = rod[u].subs(t, 0.05)
    assert numbers(now.diff(x), over=x) == pytest.approx(np.pi * there * np.cos(np.pi * place), abs=1e-4)
    assert numbers(rod[u].diff(t).subs(t, 0.05), over=x) == pytest.approx(-(np.pi**2) * there * np.sin(np.pi * place), abs=2e-3)
    assert rod[u].diff(t) == c * rod[u].diff(x, 2)
    assert numbers(now.subs(x, 0.123)) == pytest.approx(there * np.sin(np.pi * 0.123), abs=1e-6)


def test_between_two_times_and_beyond_them() -> None:
    x, t = axes(21, 1, times=11)
    fall = cv.Evolution({u: -u}, start={u: cos(pi * x)}, over=(x, t), boundary="free")
    assert numbers(fall[u].subs({t: 0.437, x: 0})) == pytest.approx(np.exp(-0.437), rel=1e-6)
    assert np.isnan(numbers(fall[u].subs({t: 1.2, x: 0}))) and np.isnan(numbers(fall[u].subs({t: 0, x: 1.1})))


def test_what_runs_away_or_needs_too_many_steps_has_no_value() -> None:
    x, t = axes(21, 4, times=9)
    wild = cv.Evolution({u: u**2}, start={u: 1 + x}, over=(x, t), boundary="free")
    late = numbers(wild[u].subs(t, 4), over=x)
    assert not np.isfinite(late).any() or np.isnan(late[-1])
    stiff = cv.Evolution({u: 10_000 * cv.laplacian(u)}, start={u: x}, over=(x, t), boundary="free")
    assert np.isnan(numbers(stiff[u].subs(t, 1), over=x)).all()


def test_the_sizes_of_bends_count_for_the_step() -> None:
    """A rate with a corner or a jump still has a bound."""
    x, t = axes(21, 0.1)
    made = cv.Evolution({u: cv.laplacian(u) - Abs(u) + sympy.Heaviside(u)}, start={u: sin(pi * x)}, over=(x, t), boundary="fixed")
    assert np.isfinite(numbers(made[u].subs(t, 0.1), over=x)).all()
    assert {str(entry) for *_, entry in made.linearised} == {"1", "-sign(u)"}


def test_the_longest_stable_step() -> None:
    x, t = axes(41)
    rod = cv.Evolution({u: c * cv.laplacian(u)}, start={u: 0}, over=(x, t), boundary="fixed")
    string = cv.Evolution({u: v, v: c**2 * cv.laplacian(u)}, start={u: 0, v: 0}, over=(x, t), boundary="fixed")
    assert cv.evaluate(rod.stable_step, c=2) == pytest.approx(2 / (2 * 16 / 3 * 40**2))
    assert cv.evaluate(string.stable_step, c=2) == pytest.approx(2 / (2 * np.sqrt(16 / 3) * 40))
    with pytest.raises(AuthoringError, match="rates are linear"):
        cv.Evolution({u: u * cv.laplacian(u)}, start={u: 0}, over=(x, t), boundary="fixed").stable_step  # noqa: B018


@pytest.mark.parametrize("equation", ["heat", "wave", "advection"])
def test_the_bound_is_that_of_the_eigenvalues(equation: str) -> None:
    """The bound of the spectral radius is that of the matrix of the whole grid, from above and within a twentieth."""
    x, t = axes(41)
    rates = {"heat": {u: cv.laplacian(u)}, "wave": {u: v, v: cv.laplacian(u)}, "advection": {u: cv.partial(u, x)}}[equation]
    made = cv.Evolution(rates, start=dict.fromkeys(rates, 0), over=(x, t), boundary="periodic")
    stepper = Evaluator([{}]).history(made).stepper([0])
    count, time = 40 * len(rates), np.zeros(1)
    matrix = np.zeros((count, count))
    for k in range(count):
        y = stepper.start()
        stepper.inside(y)[0, k // 40, 0, k % 40] = 1
        matrix[:, k] = stepper.inside(stepper.rates(time, y))[0, :, 0, :-1].ravel()
    largest = np.abs(np.linalg.eigvals(matrix)).max()
    bound = float(stepper.radius(time, stepper.start())[0])
    assert largest <= bound * (1 + 1e-6) <= 1.05 * largest


x, t = axes(21)
y = cv.Axis("y", 0, 1, points=21, label="y")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"over": x}, "give each direction of space, then the time"),
        ({"over": (x, x)}, "names an axis twice"),
        ({"over": (cv.Index("i", 0, 9, label="i"), t)}, "an Axis each"),
        ({"boundary": "reflecting"}, 'one of "fixed", "free", "periodic", "open"'),
        ({"boundary": {x: ("periodic", "free")}}, '"periodic" joins both ends'),
        ({"over": (x, y, t), "boundary": {x: "free"}}, "the boundary of y is None"),
        ({"step": -1}, "above zero"),
        ({"rates": {u: cv.partial(u, y)}}, "the rule of u holds y, an Axis"),
        ({"rates": {u: cv.partial(u, x, x, x, x, x)}}, "up to the fourth along one axis"),
        ({"rates": {u: cv.partial(u, x, x, x)}}, 'where the boundary of x is "periodic"'),
        ({"start": {u: cv.Samples(np.sin, over=x)}}, "cannot look into the table sin"),
        ({"start": {u: t}}, "the start of u holds t"),
        ({"over": (cv.Axis("x", 0, 1, points=4, label="x"), t)}, "a grid needs 6 at least"),
        ({"over": (cv.Axis("x", 1, 10, log=True, label="x"), t)}, "is logarithmic"),
        ({"over": (cv.Axis("x", 0, 1, points=9000, label="x"), cv.Axis("t", 0, 1, points=9000, label="t"))}, "million numbers"),
    ],
)
def test_what_cannot_be_is_refused_in_words(given: dict[str, Any], said: str) -> None:
    whole = {"rates": {u: cv.laplacian(u)}, "start": {u: 0}, "over": (x, t), "boundary": "free", **given}
    with pytest.raises(AuthoringError, match=said.replace("(", r"\(")):
        cv.Evolution(whole.pop("rates"), **whole)


def test_a_derivative_in_space_belongs_to_a_grid() -> None:
    with pytest.raises(AuthoringError, match="name an axis of space"):
        cv.partial(u)
    with pytest.raises(AuthoringError, match="only an Evolution"):
        cv.Trajectory({u: cv.laplacian(u)}, start={u: 0}, over=t)


def test_the_steps_of_a_run_are_taken_once_whichever_of_its_times_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    x, t = axes(9, times=5)
    now = cv.Clock("now", 0, 1, label="Time")
    rod = cv.Evolution({u: c / 100 * cv.laplacian(u)}, start={u: x**2}, over=(x, t), boundary="fixed")
    outputs = [Output((rod.at(now)[u],), (x,)), Output((rod[u],), (t, x)), Output((rod.at(now)[u].subs(x, 0.5),), ())]
    states = [{"c": speed, "now": moment} for speed in (1.0, 2.0, 3.0) for moment in (0.25, 0.6)]
    alone = [Evaluator([state]).evaluate(output) for output in outputs for state in states]
    taken: list[int] = []
    march = History._march

    def counted(self: History, wanted: Any) -> None:
        taken.extend(wanted)
        march(self, wanted)

    monkeypatch.setattr(History, "_march", counted)
    evaluator = Evaluator(states)
    together = [evaluator.evaluate(output, k) for output in outputs for k in range(len(states))]
    assert all(np.array_equal(one, other) for one, other in zip(together, alone, strict=True))
    assert sorted(taken) == [0, 1, 2]
