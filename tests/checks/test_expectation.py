"""Facts about means: held to the standard error of the sample, which the evidence states."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

import covis as cv
from covis.authoring.place import AuthoringError
from covis.checks.facts.expectations import run_expectation
from covis.checks.facts.points.sampling import Sampling
from covis.checks.facts.result import Result

seed = cv.Again("seed")
n = cv.Slider("n", 1, 50, value=10, step=1, label="Throws")
mu = cv.Slider("mu", 0.5, 4, value=2, label="Mean", unit="s")
p = cv.Slider("p", 0, 1, value=0.3, label="Chance")
k = cv.Index("k", 1, n, label="Throw")
u = cv.Random("u", over=k, seed=seed)
fixed = cv.Random("fixed", over=k, seed=4)
wait = cv.exponential(u, mean=mu)
step = cv.choice(u, [-1, 1], weights=[1 - p, p])


def run(value: Any, expected: Any, at_seed: int = 0) -> Result:
    return run_expectation(cv.Expectation("a claim", value, expected=expected, source="derived: a test"), Sampling((), at_seed))


TRUE = [
    (u, sympy.Rational(1, 2)),
    (wait, mu),
    ((wait - mu) ** 2, mu**2),
    (cv.normal(fixed, mean=3, sd=2) ** 2, 13),
    (u * u.subs(k, k + 1), sympy.Rational(1, 4)),
    (step, 2 * p - 1),
    (sympy.Sum(wait, (k, 1, n)), n * mu),
    (cv.running_sum(step, over=k), k * (2 * p - 1)),
]


@pytest.mark.parametrize(("value", "expected"), TRUE, ids=str)
def test_a_true_claim_agrees(value: Any, expected: Any) -> None:
    for at_seed in (0, 1):
        found = run(value, expected, at_seed)
        assert found.outcome == "agrees", found.evidence
        assert f"the mean of {found.detail['draws']} draws" in found.evidence and "5 standard errors are" in found.evidence
        assert float(found.detail["allowed"]) >= 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [(u, 0.51), (wait, mu + mu / 30), ((wait - mu) ** 2, 1.1 * mu**2), (step, 0), (cv.running_sum(step, over=k), k / 2)],
)
def test_a_false_claim_fails_and_says_where(value: Any, expected: Any) -> None:
    found = run(value, expected)
    assert found.outcome == "fails" and found.evidence.startswith("fails"), found.evidence


def test_a_value_without_chance_and_a_seed_that_cannot_move_are_refused() -> None:
    with pytest.raises(AuthoringError, match="holds no number of a Random"):
        cv.Expectation("a claim", mu, expected=mu, source="derived: x")
    with pytest.raises(AuthoringError, match="expected= holds a number of a Random"):
        cv.Expectation("a claim", u, expected=u, source="derived: x")
    found = run(cv.running_sum(fixed, over=k), k / 2)
    assert found.outcome == "not established" and "give its Random an Again" in found.evidence
