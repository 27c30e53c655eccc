"""The nerve cell: its record against SciPy, integrated piece by piece as a student acted, and facts that notice a broken model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ID = "action_potential"
STEP = 0.05


def rates(current: float, epsilon: float) -> Callable[[float, Sequence[float]], list[float]]:
    return lambda _, y: [y[0] - y[0] ** 3 / 3 - y[1] + current, epsilon * (y[0] + 0.7 - 0.8 * y[1])]


def test_the_record_is_what_scipy_gives_of_what_was_done(plugin: Callable[..., Any]) -> None:
    module = plugin(ID)
    watch, names = module.names["t"], module.names
    # At rest; a stimulus after 10 units; a current from 60 on; after 90 the recovery is slowed down.
    log = [(200, "stimulate"), (1200, names["I"], 0.5), (1800, names["epsilon"], 0.05)]
    state = watch.after(2600, log)
    _, record = module.visualisation.figures(t=state, J=0.9)
    before_now, shown = np.asarray(record.data[0].x, dtype=float), np.asarray(record.data[0].y, dtype=float)
    y = np.array([-1.1994080352440, -0.6242600440550])
    times, values = [], []
    for first, last, current, epsilon, push in (
        (0, 200, 0, 0.08, 0),
        (200, 1200, 0, 0.08, 0.9),
        (1200, 1800, 0.5, 0.08, 0),
        (1800, 2600, 0.5, 0.05, 0),
    ):
        along = np.arange(first, last + 1) * STEP
        kicked = y + np.array([push, 0])
        y = solve_ivp(rates(current, epsilon), along[[0, -1]], kicked, t_eval=along, method="DOP853", rtol=1e-11, atol=1e-12).y
        times.append(along[:-1])
        values.append(y[0, :-1])
        y = y[:, -1]
    expected = np.interp(2600 * STEP + before_now, np.concatenate(times), np.concatenate(values), left=np.nan)
    there = np.isfinite(shown) & np.isfinite(expected) & (before_now < -STEP)
    assert np.isnan(shown[before_now < -2600 * STEP]).all() and there.sum() > 600
    assert shown[there] == pytest.approx(expected[there], abs=2e-3)  # the interpolation between SciPy's points is linear


@pytest.mark.parametrize(
    ("statement", "change"),
    [
        ("Without current the cell rests", ('cv.Constant("a", 0.7', 'cv.Constant("a", 0.75')),
        ("All or nothing", ("v - v**3 / 3 - w + I", "v - v**3 / 6 - w + I")),
        ("After a spike the cell cannot fire", ("epsilon * (v + a - b * w)", "20 * epsilon * (v + a - b * w)")),
        ("The trace is that", ("trace = 1 - v_rest**2", "trace = 1 - 2 * v_rest**2")),
        ("as often as SciPy's solution", ("t.after(8000), I=0.5", "t.after(8000), I=0.0")),
    ],
)
def test_a_broken_model_is_noticed(outcome: Callable[..., str], statement: str, change: tuple[str, str]) -> None:
    assert outcome(ID, statement, change) == "fails"
