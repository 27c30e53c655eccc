"""What the check says of a grid: its units, its steps, its spacing, and facts about it."""

from __future__ import annotations

from typing import Any

import pytest

from covis.checks.facts.run import run_fact
from covis.checks.rule import Subject, all_rules, run_rules

GRID = """\
T = symbols("T")
z = Axis("z", 0, 1, points=%d, label="Height", unit="m")
D = Slider("D", 0.1, %s, value=0.2, label="Diffusivity", unit="m**2/s")
tau = Axis("tau", 0, 1, points=21, label="Time", unit="s")
m = Constant("m", 1, label="a metre", unit="m")
rod = Evolution({T: %s}, start={T: %s}, over=(z, tau), boundary="fixed", units={T: "K"}%s)
"""
PLOT = 'Plot(Curve(rod.at(now)[T], over=z, name="rod"), y="Temperature", y_unit="K"),'
NOW = 'now = Clock("now", 0, 1, label="Now", unit="s")\nkelvin = Constant("kelvin", 1, label="a kelvin", unit="K")\n'
START = "kelvin * sin(pi * z / m)"


@pytest.fixture
def grid(changed: Any) -> Any:
    def make(points: int = 41, most: str = "1", rate: str = "D * laplacian(T)", start: str = START, more: str = "", fact: str = "") -> Any:
        source = NOW + GRID % (points, most, rate, start, more)
        return changed(
            ("from sympy import", "from sympy import pi, symbols, tanh, "),
            ("from covis import", "from covis import Clock, Constant, Evolution, laplacian, partial, "),
            ("omega = sqrt", f"{source}omega = sqrt"),
            ("plots=[", f"plots=[{PLOT}"),
            ("facts=[", f"facts=[{fact}"),
        )

    return make


def told(plugin: Any, *rules: str) -> dict[str, str]:
    return {found.rule: found.message for name in rules for found in all_rules()[name](Subject(plugin))}


def test_a_sound_grid_has_no_finding(grid: Any) -> None:
    assert run_rules(Subject(grid(points=21))) == []


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("D * partial(T, z)", "the rate of T is in K*m/s, and T per tau is in K/s"),
        ("D * laplacian(T) + T", "cannot be added"),
        ("laplacian(T)", "the rate of T is in K/m**2, and T per tau is in K/s"),
    ],
)
def test_units_of_derivatives(grid: Any, rate: str, said: str) -> None:
    assert said in told(grid(rate=rate), "unit-source")["unit-source"]


def test_the_place_that_is_read_has_the_unit_of_the_axis(grid: Any) -> None:
    plugin = grid(fact='Value("nothing", rod.at(now / 2)[T].subs(z, now), at={now: 1}, expected=0, source="s"),')
    assert "the place now along z is in s, and the axis z is in m" in told(plugin, "unit-fact")["unit-fact"]


def test_steps_that_are_too_many_are_an_error_with_the_state_and_the_limit(grid: Any) -> None:
    said = told(grid(most="1000"), "grid-steps")["grid-steps"]
    assert "D=1000" in said and "a step is stable up to" in said and "fewer points" in said


def test_a_step_that_is_not_stable_is_told_with_the_limit(grid: Any) -> None:
    said = told(grid(more=", step=0.05"), "grid-steps")["grid-steps"]
    assert "step=0.05 s is not stable where" in said and "D=1" in said and "up to 0.000234 s is" in said


def test_a_run_that_is_dear_is_told(grid: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("covis.checks.rules.grids.DEAR", 1e5)
    said = told(grid(), "grid-steps")["grid-steps"]
    assert "million values where" in said and "D=1" in said


def test_a_grid_too_coarse_for_the_picture(grid: Any) -> None:
    coarse = grid(points=11, rate="D * laplacian(T) / 200", start="kelvin * (1 + tanh(40 * (z / m - 0.45)))")
    assert "half the spacing moves" in told(coarse, "grid-spacing")["grid-spacing"]


def test_a_value_is_held_to_what_halving_the_spacing_changes(grid: Any) -> None:
    fact = 'Value("{}", rod.at(now)[T].subs(z, 0.5), at={{D: 1, now: 0.1}}, expected={} * exp(-pi**2 / 10), rtol={}, source="s"),'
    right = run_fact(grid(fact=fact.format("true", 1, 1e-4)), 0)
    wrong = run_fact(grid(fact=fact.format("false", 1.01, 1e-4)), 0)
    assert right.outcome == "matches" and "halving the step" in right.evidence and wrong.outcome == "fails"
