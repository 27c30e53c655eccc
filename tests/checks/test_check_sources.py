"""A step too coarse for the picture, and a table that 32-bit floats cannot hold."""

from __future__ import annotations

from typing import Any

from covis.checks.rules import Subject, run_rules

OSCILLATOR = """\
p, q = symbols("p q")
orbit = Trajectory({q: p, p: -omega_0**2 * q}, start={q: x_0, p: 0}, over=t, units={q: "m", p: "m/s"}%s)
"""
CURVE = ('Curve(x, over=t, name="displacement")', 'Curve(orbit[q], over=t, name="displacement")')
IMPORTS = [("from sympy import", "from sympy import symbols, "), ("from covis import", "from covis import Samples, Trajectory, ")]


def found(plugin: Any) -> dict[str, str]:
    return {finding.rule: finding.message for finding in run_rules(Subject(plugin))}


def test_a_step_too_coarse_for_the_picture(changed: Any) -> None:
    said = found(changed(*IMPORTS, CURVE, ("omega = sqrt", OSCILLATOR % "" + "omega = sqrt")))
    assert set(said) == {"path-converged"} and "smaller step=" in said["path-converged"]


def test_a_step_that_is_fine(changed: Any) -> None:
    assert found(changed(*IMPORTS, CURVE, ("omega = sqrt", OSCILLATOR % ", step=0.005" + "omega = sqrt"))) == {}


def test_a_table_that_32_bits_cannot_hold(changed: Any) -> None:
    table = 'tiny = Samples(lambda t: 1e-44 + 0 * t, over=t, unit="m")\n'
    said = found(changed(*IMPORTS, (CURVE[0], "Curve(tiny * 1e44, over=t)"), ("omega = sqrt", table + "omega = sqrt")))
    assert "table-rounding" in said and "another unit" in said["table-rounding"]
