"""Conserved: a true claim holds, a false one fails with the state, and too long a step is not called a false claim."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import symbols

import covis as cv
from covis.authoring.place import AuthoringError
from covis.checks.facts.conserved import run_conserved

t = cv.Axis("t", 0, 10, points=400, label="Time", unit="s")
k = cv.Slider("k", 1, 4, value=1, label="Stiffness", unit="1/s**2")
gamma = cv.Slider("gamma", 0, 1, value=0, label="Damping", unit="1/s")
x, v = symbols("x v")
free = cv.Trajectory({x: v, v: -k * x}, start={x: 1, v: 0}, over=t, step=0.005)
damped = cv.Trajectory({x: v, v: -k * x - gamma * v}, start={x: 1, v: 0}, over=t, step=0.005)
coarse = cv.Trajectory({x: v, v: -k * x}, start={x: 1, v: 0}, over=cv.Axis("t", 0, 10, points=60, label="Time", unit="s"))
n = cv.Index("n", 0, 30, label="Step")
turned = cv.Iterates({x: 0.6 * x - 0.8 * v, v: 0.8 * x + 0.6 * v}, start={x: 1, v: 0}, over=n)
ENERGY = v**2 / 2 + k * x**2 / 2


def run(quantity: Any, along: Any, **options: Any) -> Any:
    return run_conserved(cv.Conserved("It is kept", quantity, along=along, source="derived: x", **options), 0, [{"k": 2.5, "gamma": 0.0}])


def test_what_is_kept_holds_and_the_largest_drift_is_named() -> None:
    found = run(ENERGY, free)
    assert found.outcome == "holds" and "drifts by" in found.evidence and "where k=" in found.evidence
    assert run(free[v] ** 2 + k * free[x] ** 2, free).outcome == "holds"
    assert run(x**2 + v**2, turned).outcome == "holds"


def test_what_is_kept_only_where_a_slider_is_at_its_start_fails_with_the_state() -> None:
    found = run(ENERGY, damped)
    assert found.outcome == "fails" and "gamma=" in found.evidence and "gamma=0," not in found.evidence


@pytest.mark.parametrize(("quantity", "along"), [(v, free), (ENERGY * (1 + x / 1000), free), (x, turned)])
def test_what_is_not_kept_fails(quantity: Any, along: Any) -> None:
    assert run(quantity, along).outcome == "fails"


def test_too_long_a_step_is_no_false_claim() -> None:
    found = run(ENERGY, coarse)
    assert found.outcome == "not established" and "smaller step=" in found.evidence
    assert run(ENERGY, coarse, rtol=0.1).outcome == "holds"


@pytest.mark.parametrize(
    ("quantity", "along", "said"),
    [
        (ENERGY, None, "is not a Trajectory, Iterates or Run"),
        (k, free, "holds none of the states x, v"),
        (x * n, free, "n, which is swept apart"),
        (x * symbols("m"), free, "m is neither a state"),
    ],
)
def test_a_claim_that_cannot_be_says_why(quantity: Any, along: Any, said: str) -> None:
    with pytest.raises(AuthoringError, match=said):
        cv.Conserved("It is kept", quantity, along=along, source="derived: x")
