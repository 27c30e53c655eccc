"""Ensembles under the rules: units, SciPy, the browser against NumPy, and what is too dear for a hand that moves a slider."""

from __future__ import annotations

from typing import Any

import pytest

from covis.checks.rule import Subject, all_rules, run_rules

ENSEMBLE = """\
k = Index("k", 1, %s, label="Mass")
j = symbols("j", integer=True)
q, p = IndexedBase("q"), IndexedBase("p")
pull = omega_0**2 * Sum(q[j] - q[k], (j, 1, %s)) / 2
chain = Trajectory({q[k]: p[k], p[k]: pull}, start={q[k]: x_0 * k, p[k]: 0}, over=t, units={q: "m", p[k]: "m/s"}, each=k)
mean = Sum(chain[q], (k, 1, %s)) / 3
omega = sqrt"""
IMPORTS = [
    ("from sympy import", "from sympy import IndexedBase, Sum, symbols, "),
    ("from covis import", "from covis import Index, Points, Trajectory, "),
]
CURVE = 'Curve(x, over=t, name="displacement")'


def subject(changed: Any, curve: str, *changes: tuple[str, str], members: int = 3) -> Subject:
    code = ENSEMBLE % (members, members, members)
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    return Subject(changed(*IMPORTS, (CURVE, curve), ("omega = sqrt", code), ('"t", 0, 40', '"t", 0, 2, points=81')))


def said(rule: str, made: Subject) -> str:
    """What one rule says, and nothing where it has no finding."""
    return " ".join(problem.message for problem in all_rules()[rule](made))


CURVES = ["Curve(chain[q], over=t, each=k)", 'Curve(mean, over=t, name="mean")', "Curve(x_0 * (1 - cos(k * omega_0 * t)), over=t, each=k)"]


@pytest.mark.parametrize("curve", CURVES)
def test_a_sound_ensemble_has_no_finding(changed: Any, curve: str) -> None:
    """The middle mass of the chain rests: what is zero but for rounding keeps SciPy from no answer."""
    assert run_rules(subject(changed, curve)) == []


def test_a_step_too_coarse_for_the_lines_of_the_members(changed: Any) -> None:
    made = subject(changed, "Curve(chain[q], over=t, each=k)", ("p[k]: pull", "p[k]: 400 * pull"))
    assert "smaller step=" in said("trajectory-scipy", made)


def test_units_of_members_are_those_of_their_states(changed: Any) -> None:
    made = subject(changed, "Curve(chain[q], over=t, each=k)", ("q[j] - q[k]", "q[j] - p[k]"))
    assert "the rate of p" in said("unit-source", made) and "cannot be added" in said("unit-source", made)
    assert "is in m/s" in said("unit-mark", subject(changed, "Curve(chain[p], over=t, each=k)"))


def test_what_takes_longer_than_a_picture_of_the_screen_is_told(changed: Any) -> None:
    dear = subject(changed, "Curve(mean, over=t)", members=200)
    assert "200 members" in said("ensemble-cost", dear) and "16 ms" in said("ensemble-cost", dear)
    assert said("ensemble-cost", subject(changed, "Curve(mean, over=t)")) == ""
