"""The Fourier series: what is drawn agrees with SciPy's own waves and integrals; a broken model fails its facts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
import scipy.signal
from scipy.integrate import quad

from covis.checks.facts.run import run_fact
from covis.compiler.build import build
from covis.compiler.plugin import load
from covis.compiler.program.v8 import Program

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ROOT = Path(__file__).parents[2]
ID = "fourier_series"
SQUARE, SAWTOOTH, TRIANGLE = 1, 2, 3


@pytest.fixture(scope="module")
def drawn() -> Any:
    """`drawn(w, N)`: every trace by its name, as (x, y), and every readout by its label, from the browser's program."""
    document = build(load(ROOT, ID), "Title", "Summary")
    program = Program(document.program)

    def run(w: int, terms: int) -> tuple[dict[str, Any], dict[str, float]]:
        got = program.run({"w": w, "N": terms})
        traces = {
            mark.name: tuple(got.plots[i][mark.arrays[way]] for way in "xy") for i, plot in enumerate(document.plots) for mark in plot.marks
        }
        return traces, dict(zip((readout.label for readout in document.readouts), got.readouts, strict=True))

    return run


def wave(w: int, t: Any) -> Any:
    """The waves as scipy.signal has them, put to the phase of this page."""
    if w == SQUARE:
        return scipy.signal.square(2 * np.pi * t)
    if w == SAWTOOTH:
        return -scipy.signal.sawtooth(2 * np.pi * t)
    return scipy.signal.sawtooth(2 * np.pi * (t + 0.25), width=0.5)


@cache
def coefficient(w: int, n: int) -> float:
    """2 times the integral of f sin(2 pi n t) over a period, by SciPy between the breaks."""
    pieces: dict[int, Any] = {
        SQUARE: [(0, 0.5, lambda t: 1), (0.5, 1, lambda t: -1)],
        SAWTOOTH: [(0, 1, lambda t: 1 - 2 * t)],
        TRIANGLE: [(0, 0.25, lambda t: 4 * t), (0.25, 0.75, lambda t: 2 - 4 * t), (0.75, 1, lambda t: 4 * t - 4)],
    }
    return float(2 * sum(quad(f, low, high, weight="sin", wvar=2 * np.pi * n)[0] for low, high, f in pieces[w]))


STATES = [(SQUARE, 1), (SQUARE, 7), (SQUARE, 20), (SAWTOOTH, 1), (SAWTOOTH, 13), (TRIANGLE, 2), (TRIANGLE, 20)]


@pytest.mark.parametrize(("w", "terms"), STATES)
def test_drawn_agrees_with_scipy(drawn: Any, w: int, terms: int) -> None:
    traces, readouts = drawn(w, terms)
    last = terms if w == SAWTOOTH else 2 * terms - 1
    b = {n: coefficient(w, n) for n in range(1, last + 1)}
    t, y = traces["sum of the terms"]
    assert (t[0], t[-1], len(t)) == (-0.75, 1.25, 1502)
    assert np.allclose(traces["the wave"][1], wave(w, t), rtol=0, atol=1e-9)
    assert np.allclose(y, sum(b[n] * np.sin(2 * np.pi * n * t) for n in b), rtol=0, atol=1e-12)
    assert np.allclose(traces["last term added"][1], b[last] * np.sin(2 * np.pi * last * t), rtol=0, atol=1e-12)
    n, bars = traces["coefficient"]
    shown = np.isfinite(n)
    assert n[shown].tolist() == list(b)
    assert np.allclose(bars[shown], list(b.values()), rtol=0, atol=1e-14)
    assert not np.isfinite(bars[~shown]).any()
    assert w == SAWTOOTH or (bars[shown][1::2] == 0).all()  # exactly none: nothing of rounding size in the data table
    (at,), (peak,) = traces["first peak of the sum"]
    fine = np.linspace(0, 0.25, 200_001)  # the square has the same peak before its next jump
    highest = np.sum([b[n] * np.sin(2 * np.pi * n * fine) for n in b], axis=0)
    assert abs(at - fine[np.argmax(highest)]) < 1e-5
    assert peak == pytest.approx(highest.max(), abs=1e-7)
    assert readouts["Highest harmonic"] == last
    assert readouts["First peak of the sum"] == pytest.approx(peak, rel=1e-14)
    assert readouts["Peak above the wave, % of full height"] == pytest.approx(50 * (peak - wave(w, at)), abs=1e-6)
    middle = (np.arange(400_000) + 0.5) / 400_000
    apart = wave(w, middle) - sum(b[n] * np.sin(2 * np.pi * n * middle) for n in b)
    assert readouts["Mean square error"] == pytest.approx(np.mean(apart**2), rel=1e-6)


def test_overshoot_is_share_of_the_jump(drawn: Any) -> None:
    """8.949 % of the jump is 17.898 % of the amplitude: the readout is the first."""
    limit = float(2 * mpmath.si(mpmath.pi) / mpmath.pi)
    traces, readouts = drawn(SQUARE, 20)
    share = readouts["The same with ever more terms, %"]
    assert share == pytest.approx(100 * (limit - 1) / 2, rel=1e-13) and share == pytest.approx(8.9490, abs=5e-5)
    assert np.allclose(traces["Gibbs level 1.179"][1], limit, rtol=1e-14)
    assert drawn(TRIANGLE, 5)[1]["The same with ever more terms, %"] == 0


def test_the_numbers_that_the_answers_name(drawn: Any) -> None:
    at = {terms: float(drawn(SQUARE, terms)[0]["first peak of the sum"][0][0]) for terms in (3, 20)}
    assert 6.5 < at[3] / at[20] < 7
    assert drawn(SQUARE, 20)[1]["First peak of the sum"] == pytest.approx(1.179, abs=5e-4)
    assert drawn(TRIANGLE, 3)[1]["Mean square error"] == pytest.approx(0.0002, abs=5e-5)
    assert drawn(SQUARE, 3)[1]["Mean square error"] == pytest.approx(0.067, abs=5e-4)


BREAKS = [
    ("b_square = 2 * (1 - (-1) ** n)", "b_square = 3 * (1 - (-1) ** n)", "The square has b_n"),
    ("b_square = 2 * (1 - (-1) ** n)", "b_square = 2 * (1 + (-1) ** n)", "The square has b_n"),
    ("b_sawtooth = 2 / (pi * n)", "b_sawtooth = -2 / (pi * n)", "The sawtooth has b_n"),
    ("* sin(pi * n / 2) / (pi * n) ** 2", "* cos(pi * (n - 1)) / (pi * n) ** 2", "The triangle has ±"),
    ("(4 * u - 4, True)", "(4 - 4 * u, True)", "The triangle has no even"),
    ("sawtooth = 1 - 2 * u", "sawtooth = 2 - 2 * u", "At a jump the sum is the mean"),
    ('"sawtooth": 1 / (2 * (N + 1))', '"sawtooth": 1 / (2 * N + 1)', "The slope of every sum"),
    ('"square": 1 / (4 * N)', '"square": 3 / (4 * N)', "Nowhere does the sum rise above"),
    ("s_square = Sum(b_square", "s_square = Sum(2 * b_square", "With one term the peak"),
    ("gibbs = 2 * Si(pi) / pi", "gibbs = Si(pi) / pi + Rational(1, 2)", "(2/π) Si(π) is"),
    ("s_square = Sum(b_square * sin(2 * pi * n * t)", "s_square = Sum(b_square * sin(3 * pi * n * t)", "The square's peak"),
    ("Sum(b**2 / 2, (n, 1, M))", "Sum(b**2, (n, 1, M))", "The mean square error is the mean of"),
    ("mean_square = Piecewise((1,", "mean_square = Piecewise((2,", "The square's error"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "statement"), BREAKS)
def test_a_broken_model_fails_its_fact(tmp_path: Path, old: str, new: str, statement: str) -> None:
    plugin = load(copied(tmp_path, old, new), ID)
    evidence = run_fact(plugin, numbered(plugin, statement))
    assert evidence.outcome == "fails", evidence.evidence


def copied(tmp_path: Path, old: str, new: str) -> Path:
    """A gallery of this one plugin with one piece of its source replaced."""
    source = (ROOT / "visualisations" / ID / "__init__.py").read_text(encoding="utf-8")
    assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times in the plugin"
    folder = tmp_path / "visualisations" / ID
    folder.mkdir(parents=True)
    source = source.replace(old, new)
    if "cos(" in new:
        source = source.replace("from sympy import Abs,", "from sympy import cos, Abs,")
    (folder / "__init__.py").write_text(source, encoding="utf-8")
    return tmp_path


def numbered(plugin: Any, statement: str) -> int:
    """The number of the one fact whose statement begins so."""
    (k,) = [k for k, fact in enumerate(plugin.visualisation.facts) if fact.statement.startswith(statement)]
    return k
