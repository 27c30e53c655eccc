"""What the terminal shows of mathematics, in any encoding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from covis.compiler.text.markdown import clean, render
from covis.compiler.text.mathml import mathml
from covis.review.markup import formula_text, without_formulas

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("x_0", "x_0"),
        (r"\gamma < \omega_0", "γ < ω_0"),
        (r"\ddot x + 2\gamma\,\dot x + \omega_0^2\,x = 0", "ẍ + 2γ ẋ + ω_0^2 x = 0"),
        (r"x = \sqrt{\omega_0^{2} - \gamma^{2}}", "x = √(ω_0^2 - γ^2)"),
        (r"\frac{\gamma\sin\omega t}{\omega}", "(γ sin ω t)/ω"),
        (r"\frac{a+b}{c+d}", "(a + b)/(c + d)"),
        (r"\frac{\omega_0}{2\gamma}", "ω_0/(2γ)"),
        (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
        (r"\frac{1}{2}mv^2", "1/2 m v^2"),
        (r"\frac{\mathrm{d}^2 x}{\mathrm{d}t^2}", "(d^2 x)/(dt^2)"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)^2"),
        (r"(a+b)^2", "(a + b)^2"),
        (r"x_0 e^{-\gamma t}", "x_0 e^(-γ t)"),
        (r"e^{ikx}", "e^(i k x)"),
        (r"x_{n+1}", "x_(n + 1)"),
        (r"a_{\text{good}}", "a_good"),
        (r"\sum_{n=1}^{N} \frac{1}{n^2}", "∑_(n = 1)^N 1/n^2"),
        (r"\lim_{x\to 0} f(x)", "lim_(x → 0) f(x)"),
        (r"\int_0^T v\,dt", "∫_0^T v d t"),
        (r"\begin{pmatrix}a & b\\c & d\end{pmatrix}", "(a b; c d)"),
        (r"\begin{cases}1 & \text{for}\: x > 0\\0 & \text{otherwise}\end{cases}", "1 for x > 0; 0 otherwise"),
        (r"\sqrt[3]{x}", "∛(x)"),
        (r"\vec{F} = m\hat{a}", "F⃗ = m â"),
        (r"0.5^\circ", "0.5°"),
        (r"\left|x\right|^2", "|x|^2"),
        (r"\text{envelope} \cos{\left(\omega t \right)}", "envelope cos (ω t)"),
    ],
)
def test_a_formula_in_a_line(tex: str, text: str) -> None:
    assert formula_text(mathml(tex)) == text


def test_what_is_no_formula_stays_and_nothing_becomes_markup() -> None:
    made = without_formulas(f"<p>With {mathml(r'a < b')}, <em>so</em></p><math><mi>x</math>")
    assert made == "<p>With a &lt; b, <em>so</em></p>x"


@pytest.mark.parametrize(
    ("mathml", "text"),
    [
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x^2"),
        ("<math><msubsup><mi>ω</mi><mn>0</mn><mn>2</mn></msubsup><mi>x</mi></math>", "ω_0^2x"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>", "(a+b)/c"),
        ("<math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>", "a<b"),
        ("<math><mi>a</mi><br></math>", "a"),
    ],
)
def test_a_formula_of_an_older_document_has_no_text_of_its_own(mathml: str, text: str) -> None:
    assert formula_text(mathml) == text


def test_the_compiler_writes_the_text_into_the_formula_and_the_sanitiser_keeps_it() -> None:
    assert 'alttext="a &lt; b"' in mathml("a < b")
    assert without_formulas(clean(f"<p>{mathml('a < b')}</p>")) == "<p>a &lt; b</p>"
    assert without_formulas(render('Read $a < b$, "so"', lambda name, live: "", [])[0]) == "<p>Read a &lt; b, “so”</p>\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_no_encoding_is_an_error(gallery: Path, encoding: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": encoding, "NO_COLOR": "1", "COLUMNS": "20"}
    command = [sys.executable, "-m", "covis", "check", "damped_oscillator"]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, timeout=240)
    said = done.stdout.decode(encoding)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert ("✓" if encoding == "utf-8" else "ok") in said and ("γ" if encoding == "utf-8" else "GREEK SMALL LETTER GAMMA") in said
