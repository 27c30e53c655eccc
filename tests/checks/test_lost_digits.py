"""Lost digits: what rounding moves by a pixel or a shown digit is reported with the state and the right number, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from covis.checks.rule import Subject, all_rules

IMPORTS = "from sympy import cos, exp, log, sin, sqrt"
NAMES = "Abs, Piecewise, Rational, Sum, cos, cosh, exp, factorial, log, pi, sin, sqrt, symbols"
MORE = f"from sympy import {NAMES}\n\nk = symbols('k', integer=True)"
READOUT = 'readouts=[Readout("Quality factor Q", quality)'
CURVE = "Curve(x, over=t, name="


def found(changed: Any, *edits: tuple[str, str]) -> list[str]:
    plugin = changed((IMPORTS, MORE), *edits)
    return [problem.message for problem in all_rules()["lost-digits"](Subject(plugin, None))]


@pytest.mark.parametrize(
    ("formula", "right", "way"),
    [
        ("(1 - cos(gamma / 10**8)) / (gamma / 10**8)**2", "0.5", "2*sin(u/2)**2"),
        ("(exp(gamma / 10**14) - 1) / (gamma / 10**14)", "1.0", "sinh(u/2)"),
        ("(cosh(gamma / 10**8) - 1) / (gamma / 10**8)**2", "0.5", "2*sinh(u/2)**2"),
        ("(sqrt(1 + gamma / 10**14) - 1) * 10**14 / gamma", "0.5", "sqrt(1 + u) + 1"),
        ("log(1 + gamma / 10**15) / gamma * 10**15", "1.0", "nearly equal terms"),
        ("sin(pi * 10**15 * gamma + gamma)", "", "nearly equal terms"),
        ("Sum((-40)**k * gamma**k / factorial(k), (k, 0, 150)) * exp(40 * gamma)", "1.0", "nearly equal terms"),
    ],
)
def test_a_readout_that_is_noise(changed: Any, formula: str, right: str, way: str) -> None:
    messages = found(changed, (READOUT, f'readouts=[Readout("Lost", {formula})'))
    assert len(messages) == 1 and messages[0].startswith('Readout "Lost": the page shows '), messages
    assert "gamma=" in messages[0] and f"and {right}" in messages[0] and way in messages[0], messages


@pytest.mark.parametrize(
    "formula",
    [
        "2 * sin(gamma / 2 / 10**8)**2 / (gamma / 10**8)**2",
        "(1 - cos(gamma)) / gamma**2",
        "sin(gamma)**2 + cos(gamma)**2 - 1",  # zero, and the page shows 0
        "Sum(gamma**k / factorial(k), (k, 0, 60))",
        "Piecewise((1, gamma < Rational(1, 2)), (0, True)) + gamma",
        "Abs(gamma - Rational(1, 3))",
    ],
)
def test_a_readout_that_is_right(changed: Any, formula: str) -> None:
    assert found(changed, (READOUT, f'readouts=[Readout("Kept", {formula})')) == []


def test_a_curve_off_by_a_pixel_names_its_point(changed: Any) -> None:
    noisy = found(changed, (CURVE, "Curve((1 - cos(t / 10**8)) / (t / 10**8)**2, over=t), " + CURVE))
    assert len(noisy) == 1 and "Curve: y: the page shows" in noisy[0] and ", t=" in noisy[0] and "of 400 points" in noisy[0]
    assert found(changed, (CURVE, "Curve(2 * sin(t / 2)**2 / (1 + t)**2 - cos(t), over=t), " + CURVE)) == []


def test_the_plugin_without_a_change_keeps_its_digits(changed: Any) -> None:
    assert found(changed) == []
