"""Predators and prey: the curves against SciPy at states of the test's own, and facts that notice a broken model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ID = "lotka_volterra"
STATES = [
    {},
    {"alpha": 0.7, "gamma": 0.7, "x_0": 60.0, "y_0": 12.0},
    {"alpha": 0.5, "gamma": 0.9, "epsilon": 0.15, "x_0": 20.0, "y_0": 30.0},
]
START = {"alpha": 0.55, "gamma": 0.8, "epsilon": 0.0, "x_0": 34.0, "y_0": 6.0}


@pytest.mark.parametrize("state", STATES)
def test_curves_against_scipy(plugin: Callable[..., Any], state: dict[str, Any]) -> None:
    s = {**START, **state}

    def rates(_: float, z: Sequence[float]) -> list[float]:
        return [z[0] * (s["alpha"] - s["epsilon"] - 0.028 * z[1]), z[1] * (0.024 * z[0] - s["gamma"] - s["epsilon"])]

    over_time, plane = plugin(ID).visualisation.figures(**state)
    times = np.asarray(over_time.data[0].x)
    expected = solve_ivp(rates, (0, 40), [s["x_0"], s["y_0"]], method="Radau", t_eval=times, rtol=1e-11, atol=1e-11).y
    assert np.asarray(over_time.data[0].y) == pytest.approx(expected[0], rel=1e-6)
    assert np.asarray(over_time.data[1].y) == pytest.approx(expected[1], rel=1e-6)
    orbit = next(trace for trace in plane.data if trace.name == "orbit")
    assert np.array([orbit.x, orbit.y]) == pytest.approx(expected, rel=1e-6)
    balance = next(trace for trace in plane.data if trace.name == "equilibrium")
    assert rates(0, [balance.x[0], balance.y[0]]) == pytest.approx([0, 0], abs=1e-12)


def test_the_largest_orbits_stay_in_the_plot(plugin: Callable[..., Any]) -> None:
    """Those that start farthest from an equilibrium: found by the level of V at every corner of the controls."""
    made = plugin(ID).visualisation
    for state in (
        {"alpha": 0.75, "gamma": 0.95, "epsilon": 0.15, "x_0": 20, "y_0": 6},
        {"alpha": 0.75, "gamma": 0.65, "x_0": 60, "y_0": 6},
    ):
        over_time, plane = made.figures(**state)
        orbit = next(trace for trace in plane.data if trace.name == "orbit")
        assert max(orbit.x) <= plane.layout.xaxis.range[1] and max(orbit.y) <= plane.layout.yaxis.range[1]
        assert max(orbit.x) <= over_time.layout.yaxis.range[1]


def test_three_starts_run_side_by_side(plugin: Callable[..., Any]) -> None:
    plane = plugin(ID).visualisation.figures(more=True, x_1=25.0, y_1=9.0, x_2=50.0, y_2=20.0)[1]
    starts = [
        (trace.x[0], trace.y[0]) for trace in plane.data if trace.type == "scatter" and trace.mode == "lines" and trace.visible is not False
    ]
    assert {(34.0, 6.0), (25.0, 9.0), (50.0, 20.0)} <= set(starts)


def test_every_level_line_value_is_zero_at_the_equilibrium_and_above_it_elsewhere(plugin: Callable[..., Any]) -> None:
    plane = plugin(ID).visualisation.figures(epsilon=0.1)[1]
    height = np.asarray(next(trace for trace in plane.data if trace.type == "contour").z)
    assert 0 <= height.min() < 1e-3 < height.max()


def test_arrows_point_along_the_orbit(plugin: Callable[..., Any]) -> None:
    """At the start of the run the orbit leaves in the direction that the field's two components have there."""
    module = plugin(ID)
    names = module.names
    h, k = names["h"], names["k"]
    put = {h: 50, k: 10, names["alpha"]: 0.55, names["gamma"]: 0.8, names["epsilon"]: 0, names["beta"]: 0.028, names["delta"]: 0.024}
    slope = float(names["predator_rate"](h, k).subs(put) / names["prey_rate"](h, k).subs(put))
    orbit = next(trace for trace in module.visualisation.figures(x_0=50.0, y_0=10.0)[1].data if trace.name == "orbit")
    assert (orbit.y[1] - orbit.y[0]) / (orbit.x[1] - orbit.x[0]) == pytest.approx(slope, rel=0.05)  # over the first twentieth of a year


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("V does not change along the flow", ("beta * y - (alpha", "beta * y + (alpha")),
        ("nothing changes", ("predator_balance = (alpha - epsilon)", "predator_balance = (alpha + epsilon)")),
        ("nothing changes", ("return delta * x * y - (gamma + epsilon) * y", "return delta * x * y - gamma * y")),
        ("Small oscillations: omega^2", ("frequency = sqrt((alpha - epsilon)", "frequency = sqrt((alpha + epsilon)")),
        (
            "neither acts on itself",
            ("return (alpha - epsilon) * x - beta", "return (alpha - epsilon) * x * (1 - x / 100) - beta"),
        ),
        ("period 4 pi / sqrt(3)", ("period = 2 * pi / frequency", "period = pi / frequency")),
        ("nearly ten years", ("period = 2 * pi / frequency", "period = 3 * pi / frequency")),
        ("the lynx peak one or two years", ("35.2, 59.4, 41.7", "59.4, 35.2, 41.7")),
        ("stays on its level line", ("_x: prey_rate(_x, _y), _y", "_x: prey_rate(_x, _y) * 0.999 - _x / 1000, _y")),
        ("means over whole periods", ("_y: predator_rate(_x, _y)}", "_y: predator_rate(_x, _y) - _y / 1000}")),
    ],
)
def test_a_broken_model_is_found(outcome: Callable[..., str], statement: str, change: tuple[str, str]) -> None:
    assert outcome(ID, statement) in ("proved", "holds", "matches")
    assert outcome(ID, statement, change) == "fails"
