"""Kuramoto's oscillators against SciPy at states of the test's own, and facts that notice a broken model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import norm

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ID = "kuramoto_synchronisation"
N = 80


@pytest.mark.parametrize("state", [{}, {"K": 0.4, "sigma": 0.9, "seed": 3.0, "now": 12.0}])
def test_dots_and_coherence_against_scipy(plugin: Callable[..., Any], state: dict[str, Any]) -> None:
    import covis as cv

    s = {"K": 1.5, "sigma": 0.5, "now": 0.0, **state}
    made = plugin(ID)
    names, figures = made.names, made.visualisation.figures(**state)
    frequencies = norm.ppf((np.arange(1, N + 1) - 0.5) / N, scale=s["sigma"])
    start = cv.evaluate(2 * np.pi * names["u"], over=names["k"], seed=state.get("seed", 7.0))

    def rates(_: float, angle: np.ndarray) -> Any:
        return frequencies + s["K"] / N * np.sin(angle[None, :] - angle[:, None]).sum(axis=1)

    times = np.asarray(figures[1].data[0].x)
    angles = solve_ivp(rates, (0, times[-1]), start, t_eval=times, rtol=1e-9, atol=1e-9).y
    coherence = np.abs(np.exp(1j * angles).mean(axis=0))
    assert np.asarray(figures[1].data[0].y) == pytest.approx(coherence, abs=2e-3)
    at = int(np.argmin(np.abs(times - s["now"])))
    dots = next(trace for trace in figures[0].data if trace.name == "oscillators")
    assert np.array([dots.x, dots.y]) == pytest.approx(np.array([np.cos(angles[:, at]), np.sin(angles[:, at])]), abs=2e-3)


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("pulled by all the others", ("mean_pull = K * (S", "mean_pull = K * (0.9 * S")),
        ("mean phase stays", ("mean_pull = K * (S", "mean_pull = K * (0.9 * S")),
        ("critical coupling is 1.596/s", ("critical = sqrt(8 / pi)", "critical = sqrt(2 / pi)")),
        ("r^2 is pi times", ("coherence = 2 * sigma", "coherence = 1.9 * sigma")),
        ("integral of cos^2(a)", ("coupling = critical * exp(x)", "coupling = critical * exp(1.01 * x)")),
        ("turns at its own frequency", ("{theta[k]: omega + mean_pull}", "{theta[k]: 1.01 * omega + mean_pull}")),
        ("slow enough", ("Abs(omega) < K * r_now", "Abs(omega) < 1.1 * K * r_now")),
        ("follow the branch", ("mean_pull = K * (S", "mean_pull = 0.5 * K * (S")),
    ],
)
def test_a_broken_model_is_noticed(outcome: Callable[..., str], statement: str, change: tuple[str, str]) -> None:
    assert outcome(ID, statement, change) == "fails"
