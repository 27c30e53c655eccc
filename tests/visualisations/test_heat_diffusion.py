"""The cooling dyke: the profile against SciPy's integration of fluxes between cells, and facts that notice a broken model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from scipy.special import erf

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ID = "heat_diffusion"


@pytest.mark.parametrize("state", [{"now": 0.5}, {"now": 1.5, "w": 12, "kappa": 45, "b": 0.002, "theta_m": 1100}])
def test_the_profile_against_scipy(plugin: Callable[..., Any], state: dict[str, Any]) -> None:
    s = {"w": 6, "kappa": 30, "b": 0.001, "theta_m": 1000, **state}
    h = 0.1
    edges = np.arange(0, 40 + h / 2, h)
    x = (edges[1:] + edges[:-1]) / 2

    def rates(_: float, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        padded = np.concatenate([theta[:1], theta, [0.0]])
        conductivity = s["kappa"] / (1 + s["b"] * (padded[1:] + padded[:-1]) / 2)
        return np.asarray(np.diff(conductivity * np.diff(padded) / h) / h)

    start = s["theta_m"] / 2 * (erf((x + s["w"] / 2) / 1.5) - erf((x - s["w"] / 2) / 1.5))
    band = np.abs(np.subtract.outer(np.arange(len(x)), np.arange(len(x)))) <= 1
    solved = solve_ivp(rates, (0, s["now"]), start, method="BDF", rtol=1e-6, atol=1e-4, jac_sparsity=band).y[:, -1]
    profile = plugin(ID).visualisation.figures(**state)[0].data
    curve = next(trace for trace in profile if trace.name == "temperature")
    inside = np.asarray(curve.x)[1:-1]
    assert np.asarray(curve.y)[1:-1] == pytest.approx(np.interp(inside, x, solved), abs=1.0)


@pytest.mark.parametrize(
    ("fact", "change"),
    [
        ("No heat is lost", ("cv.partial(kappa * conductivity * cv.partial(_theta, x), x)", "kappa * conductivity * cv.laplacian(_theta)")),
        ("the profile is the exact one", ("cv.partial(kappa * conductivity", "cv.partial(1.02 * kappa * conductivity")),
        ("In half a year the middle", ('{x: ("free", "fixed")}', '"fixed"')),
    ],
)
def test_a_broken_model_is_noticed(outcome: Callable[..., str], fact: str, change: tuple[str, str]) -> None:
    assert outcome(ID, fact, change) == "fails"
