"""What the terminal shows of mathematics, in any encoding."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from covis.cli.encoding import in_ascii
from covis.cli.mathematics import in_words, text_of
from covis.compiler.text.latex import mathml

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("x_0", "x₀"),
        (r"\gamma < \omega_0", "γ < ω₀"),
        (r"\ddot x + 2\gamma\,\dot x + \omega_0^2\,x = 0", "ẍ + 2γ ẋ + ω₀² x = 0"),
        (r"x = \sqrt{\omega_0^{2} - \gamma^{2}}", "x = √(ω₀² − γ²)"),
        (r"\frac{\gamma\sin\omega t}{\omega}", "(γ sin ωt)/ω"),
        (r"\frac{a+b}{c+d}", "(a + b)/(c + d)"),
        (r"\frac{\omega_0}{2\gamma}", "ω₀/(2γ)"),
        (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
        (r"\frac{1}{2}mv^2", "(1/2)mv²"),
        (r"\frac{d^2 x}{dt^2}", "d²x/dt²"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
        (r"(a+b)^2", "(a + b)²"),
        (r"x_0 e^{-\gamma t}", "x₀e^(−γt)"),
        (r"e^{ikx}", "e^(ikx)"),
        (r"x_{n+1}", "xₙ₊₁"),
        (r"a = -b", "a = −b"),
        (r"a_{\text{good}}", "a_good"),
        (r"\sum_{n=1}^{N} \frac{1}{n^2}", "∑[n = 1 to N] 1/n²"),
        (r"\lim_{x\to 0} f(x)", "lim[x → 0] f(x)"),
        (r"\int_0^T v\,dt", "∫[0 to T] v dt"),
        (r"\begin{pmatrix}a & b\\c & d\end{pmatrix}", "(a, b; c, d)"),
        (r"\sqrt[3]{x}", "∛x"),
        (r"\vec{F} = m\hat{a}", "F⃗ = mâ"),
        (r"0.5^\circ", "0.5°"),
        (r"\left|x\right|^2", "|x|²"),
    ],
)
def test_a_formula_in_a_line(tex: str, text: str) -> None:
    assert text_of(mathml(tex)) == text


def test_what_is_no_formula_stays_and_nothing_becomes_markup() -> None:
    made = in_words(f"<p>With {mathml(r'a < b')}, <em>so</em></p><math><mi>x</math>")
    assert made == "<p>With a &lt; b, <em>so</em></p>x"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ẍ + 2γẋ + ω₀²x = 0", "x'' + 2 gamma x' + omega_0^2 x = 0"),
        ("√(ω₀² − γ²)", "sqrt(omega_0^2 - gamma^2)"),
        ("Møller, Müller’s", "M?ller, Muller's"),
        ("θ̇ ≤ Ω", "theta' <= Omega"),
    ],
)
def test_spelt_out(text: str, plain: str) -> None:
    assert re.sub(r"[^\x00-\x7f]+", lambda run: in_ascii(text, *run.span()), text) == plain


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_no_encoding_is_an_error(gallery: Path, encoding: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": encoding, "NO_COLOR": "1", "COLUMNS": "20"}
    command = [sys.executable, "-m", "covis", "check", "damped_oscillator"]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, timeout=240)
    said = done.stdout.decode(encoding)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert ("✓" if encoding == "utf-8" else "ok") in said and ("γ" if encoding == "utf-8" else "gamma") in said
