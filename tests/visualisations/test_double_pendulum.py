"""Double pendulum: the first two seconds against SciPy with another form of the equations, and facts that notice a broken model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ID = "double_pendulum"
G = 9.81


def rates(_: float, z: Sequence[float]) -> list[float]:
    """The solved form that textbooks print, for equal masses and lengths 1."""
    a, b, p, q = z
    low = 3 - np.cos(2 * (a - b))
    up = -3 * G * np.sin(a) - G * np.sin(a - 2 * b) - 2 * np.sin(a - b) * (q**2 + p**2 * np.cos(a - b))
    down = 2 * np.sin(a - b) * (2 * p**2 + 2 * G * np.cos(a) + q**2 * np.cos(a - b))
    return [p, q, up / low, down / low]


@pytest.mark.parametrize(("phi_1", "phi_2", "apart"), [(2.0, 2.0, "0.001 rad"), (1.2, -2.4, "0.1 rad"), (-2.7, 0.6, "0.000 001 rad")])
def test_before_chaos_the_heights_agree_with_scipy(plugin: Callable[..., Any], phi_1: float, phi_2: float, apart: str) -> None:
    _, heights, distance = plugin(ID).visualisation.figures(phi_1=phi_1, phi_2=phi_2, apart=apart, now=12.0)
    times = np.asarray(heights.data[0].x)
    early = times <= 2
    more = {"0.1 rad": 0.1, "0.001 rad": 1e-3, "0.000 001 rad": 1e-6}[apart]
    runs = []
    for k, lower in enumerate((phi_2, phi_2 + more)):
        run = solve_ivp(rates, (0, 2), [phi_1, lower, 0, 0], method="DOP853", t_eval=times[early], rtol=1e-12, atol=1e-12).y
        expected = -np.cos(run[0]) - np.cos(run[1])
        assert np.asarray(heights.data[k].y)[early] == pytest.approx(expected, abs=1e-6)
        runs.append(run)
    one, other = runs
    chords = 4 * np.sin((one[:2] - other[:2]) / 2) ** 2
    expected = np.sqrt(chords.sum(axis=0) + ((one[2:] - other[2:]) ** 2).sum(axis=0) / G)
    assert np.asarray(distance.data[0].y)[early] == pytest.approx(expected, rel=1e-3)


def test_the_rods_keep_their_length_and_the_trail_ends_at_the_bob(plugin: Callable[..., Any]) -> None:
    plane = plugin(ID).visualisation.figures(now=4.0)[0]
    rods = next(trace for trace in plane.data if trace.name == "first pendulum")
    trail = next(trace for trace in plane.data if trace.name == "trail of the first")
    assert np.hypot(np.diff(rods.x), np.diff(rods.y)) == pytest.approx([1, 1])
    assert (rods.x[-1], rods.y[-1]) == pytest.approx((trail.x[-1], trail.y[-1]), abs=1e-9)


def test_what_is_to_come_is_not_shown(plugin: Callable[..., Any]) -> None:
    figures = plugin(ID).visualisation.figures(now=4.0)
    earlier = plugin(ID).visualisation.figures(now=2.0)[0]
    assert all(max(trace.x) <= 4 for figure in figures[1:] for trace in figure.data)
    trail = next(trace for trace in figures[0].data if trace.name == "trail of the first")
    rods = next(trace for trace in earlier.data if trace.name == "first pendulum")
    assert (trail.x[0], trail.y[0]) == pytest.approx((rods.x[-1], rods.y[-1]), abs=1e-6)  # two seconds before


def test_a_thousand_times_closer_buys_seconds_only(plugin: Callable[..., Any]) -> None:
    """What the first question's answer says."""
    visualisation = plugin(ID).visualisation
    seconds = []
    for apart in ("0.001 rad", "0.000 001 rad"):
        curve = visualisation.figures(apart=apart, now=12.0)[2].data[0]
        seconds.append(np.asarray(curve.x)[np.argmax(np.asarray(curve.y) > 0.5)])
    assert 4.5 < seconds[0] < 6.5 and 10.5 < seconds[1] < 12


@pytest.mark.parametrize("mode", ["slow", "fast"])
def test_small_swings_return_after_the_period_of_their_mode(plugin: Callable[..., Any], mode: str) -> None:
    from covis.authoring.evaluate.evaluator import scalar

    made = plugin(ID)
    lower = 0.1414 if mode == "slow" else -0.1414
    period = scalar(made.names[f"{mode}_period"], {})
    assert period == pytest.approx(2 * np.pi / np.sqrt((2 - np.sqrt(2) if mode == "slow" else 2 + np.sqrt(2)) * G))
    run = solve_ivp(rates, (0, period), [0.1, lower, 0, 0], rtol=1e-10, atol=1e-10).y[:, -1]
    assert run[:2] == pytest.approx([0.1, lower], abs=5e-3)


def test_small_swings_do_not_part(plugin: Callable[..., Any]) -> None:
    """What the second question's answer says."""
    for lower in (0.1414, -0.1414):
        curve = plugin(ID).visualisation.figures(phi_1=0.1, phi_2=lower, now=12.0)[2].data[0]
        assert np.max(curve.y) < 0.004


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("the angular momentum", ("_q = omega_1**2 * sin(_D)", "_q = -omega_1**2 * sin(_D)")),
        ("motion gains in energy", ("omega_1 * omega_2 * cos(_D)", "2 * omega_1 * omega_2 * cos(_D)")),
        ("are the slow mode", ("- 2 * g / l * sin(theta_1)", "- g / l * sin(theta_1)")),
        ("are the fast mode", ("- 2 * g / l * sin(theta_1)", "- g / l * sin(theta_1)")),
        ("slow mode has the period", ("- g / l * sin(theta_2)", "- 2 * g / l * sin(theta_2)")),
        ("fast mode has the period", ("- g / l * sin(theta_2)", "- 2 * g / l * sin(theta_2)")),
        ("is kept to a millionth", ("alpha_1 = (_p - cos(_D) * _q)", "alpha_1 = (_p - 1.001 * cos(_D) * _q)")),
    ],
)
def test_a_broken_model_is_found(outcome: Callable[..., str], statement: str, change: tuple[str, str]) -> None:
    assert outcome(ID, statement) in ("proved", "agrees", "holds", "matches")
    assert outcome(ID, statement, change) == "fails"
