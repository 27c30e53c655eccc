"""The damped oscillator in all its regimes: against SciPy, in its plot at every extreme, and facts that notice a broken model."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ID = "damped_oscillator"


@pytest.mark.parametrize(("gamma", "omega_0"), [(0.0, 2.0), (0.2, 2.0), (1.5, 5.0), (2.0, 2.0), (1.1, 1.1), (3.0, 1.0), (6.0, 5.0)])
def test_drawn_agrees_with_scipy(plugin: Callable[..., Any], gamma: float, omega_0: float) -> None:
    mass, displacement, energy = plugin(ID).visualisation.figures(gamma=gamma, omega_0=omega_0, x_0=1.25, now=2.0)
    drawn = next(trace for trace in displacement.data if trace.name == "displacement")
    times = np.asarray(drawn.x)

    def rates(_: float, z: Any) -> list[float]:
        return [z[1], -2 * gamma * z[1] - omega_0**2 * z[0]]

    x, v = solve_ivp(rates, (0, 30), [1.25, 0], method="DOP853", t_eval=times, rtol=1e-11, atol=1e-12).y
    assert np.asarray(drawn.y) == pytest.approx(x, abs=1e-6)
    orbit = next(trace for trace in mass.data if trace.name == "orbit")
    assert np.asarray(orbit.y) == pytest.approx(v / omega_0, abs=1e-6)
    left = next(trace for trace in energy.data if trace.name == "both: what is left")
    assert np.asarray(left.y) == pytest.approx((v**2 + omega_0**2 * x**2) / (omega_0 * 1.25) ** 2, abs=1e-6)


def test_one_moment_joins_the_three_plots(plugin: Callable[..., Any]) -> None:
    mass, displacement, energy = plugin(ID).visualisation.figures(now=3.0)
    here, there, left = (next(trace for trace in figure.data if trace.name == "now") for figure in (mass, displacement, energy))
    assert here.x[0] == there.y[0] and there.x[0] == left.x[0] == 3
    block = next(trace for trace in mass.data if trace.name == "mass")
    assert np.mean(block.x[:4]) == pytest.approx(here.x[0])
    spring = next(trace for trace in mass.data if trace.name == "spring")
    assert spring.x[-1] == pytest.approx(min(block.x))


def test_nothing_leaves_the_plots_at_any_extreme(plugin: Callable[..., Any]) -> None:
    made = plugin(ID).visualisation
    for gamma, omega_0, x_0 in product((0.0, 6.0), (1.0, 5.0), (0.25, 1.5)):
        for figure in made.figures(gamma=gamma, omega_0=omega_0, x_0=x_0, now=1.0):
            for trace in figure.data:
                for way, axis in (("x", figure.layout.xaxis), ("y", figure.layout.yaxis)):
                    low, high = axis.range
                    assert low <= np.min(trace[way]) and np.max(trace[way]) <= high, (trace.name, gamma, omega_0, x_0)


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("obeys the equation of motion", ("omega = sqrt(Abs(omega_0**2 - gamma**2))", "omega = sqrt(Abs(omega_0**2 - gamma))")),
        ("Released from rest", ("gamma / omega * sin(", "2 * gamma / omega * sin(")),
        ("Without damping", ("envelope * (cos(omega * t)", "envelope * (cos(2 * omega * t)")),
        ("tends to the critical curve", ("x_critical = envelope * (1 +", "x_critical = envelope * (1 + 2 *")),
        ("never crosses", ("x_over = envelope * (cosh", "x_over = envelope * (-cosh")),
        ("envelope falls at the decay rate", ("envelope = x_0 * exp(-gamma * t)", "envelope = x_0 * exp(-2 * gamma * t)")),
        ("2/e", ("x_critical = envelope * (1 +", "x_critical = envelope * (2 +")),
        ("Twice critical damping", ("(gamma - omega, True)", "(gamma + omega, True)")),
    ],
)
def test_a_broken_model_is_found(outcome: Callable[..., str], statement: str, change: tuple[str, str]) -> None:
    assert outcome(ID, statement) in ("proved", "agrees", "holds", "matches")
    assert outcome(ID, statement, change) == "fails"
