"""Formulas typed in text.md: right ones pass however they are written, wrong ones are told with what the program computes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from covis.checks.rule import all_rules
from covis.compiler.plugin import load
from tests.swing import ID, swing

REPOSITORY = Path(__file__).parents[2]
Wrong = Callable[[str, str], list[str]]


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Wrong:
    """What is said of a displayed formula in the text of a visualisation."""
    all_rules()  # in their order, before one of them is imported by itself
    formulas = import_module("covis.checks.rules.formulas")
    root = tmp_path_factory.mktemp("formulas")
    swing(root)
    names = {id: formulas._Names(load(where, id)) for id, where in {ID: root, "lotka_volterra": REPOSITORY}.items()}
    return lambda id, tex: list(formulas._wrong(tex, names[id], display=True))


@pytest.mark.parametrize(
    ("id", "tex"),
    [
        ("damped_oscillator", r"\ddot x + 2\gamma\,\dot x + \omega_0^2\,x = 0 ."),
        ("damped_oscillator", r"\frac{d^2 x}{dt^2} = -\omega_{0}^2 x - 2\gamma \frac{\mathrm{d}x}{\mathrm{d}t}"),
        ("damped_oscillator", r"x(t) = x_0 e^{-\gamma t}\left(\cos\omega t + \frac{\gamma}{\omega}\sin\omega t\right)"),
        ("damped_oscillator", r"v = \dot{x}, \quad \omega = \sqrt{\omega_0^2 - \gamma^2}"),
        ("lotka_volterra", r"\dot x = (\alpha - \varepsilon)\,x - \beta\,x y, \qquad \dot y = \delta\,x y - (\gamma + \epsilon)\,y ."),
        ("lotka_volterra", r"x' = (\alpha - \varepsilon) x - \beta x y"),
        ("lotka_volterra", r"\dot x = \dot y = 0"),
        ("lotka_volterra", r"x(0) = x_0"),
        ("lotka_volterra", r"N = \frac12 \Delta"),
    ],
)
def test_a_right_formula_passes_however_it_is_written(wrong: Wrong, id: str, tex: str) -> None:
    assert wrong(id, tex) == []


@pytest.mark.parametrize(
    ("id", "tex", "said"),
    [
        (
            "damped_oscillator",
            r"\ddot x - 2\gamma\,\dot x + \omega_0^2\,x = 0 .",
            "does not hold for the model; correct the text or the model, or print what is computed with {{x}}",
        ),
        ("damped_oscillator", r"v = -\dot{x}", "the program computes v ="),
        (
            "lotka_volterra",
            r"\dot x = (\alpha - \varepsilon)\,x + \beta\,x y, \qquad \dot y = \delta\,x y - (\gamma + \epsilon)\,y",
            "dx/dt =",
        ),
        ("lotka_volterra", r"\frac{dy}{dt} = \delta x y + (\gamma + \varepsilon) y", "dy/dt ="),
        ("lotka_volterra", r"\dot x = \oint \alpha", "print what is computed with {{"),
    ],
)
def test_a_wrong_sign_is_told(wrong: Wrong, id: str, tex: str, said: str) -> None:
    (message,) = wrong(id, tex)
    assert said in message
