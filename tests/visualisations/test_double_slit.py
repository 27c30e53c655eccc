"""The double slit: what is drawn agrees with the wave of every point of both slits, added up; a broken model fails its facts."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad_vec
from scipy.signal import find_peaks

from covis.checks.facts.run import run_fact
from covis.compiler.build import build
from covis.compiler.plugin import load
from covis.compiler.program.v8 import Program

pytestmark = pytest.mark.slow  # each plugin is loaded anew, with SymPy

ROOT = Path(__file__).parents[2]
ID = "double_slit"


@pytest.fixture(scope="module")
def drawn() -> Any:
    """`drawn(d, a, L, nm)`, d and a in µm: the traces by name and the readouts by label, from the browser's program, in metres."""
    document = build(load(ROOT, ID), "Title", "Summary")
    program = Program(document.program)

    def run(d: float, a: float, L: float, nm: float, slits: int = 2) -> tuple[dict[str, Any], dict[str, float]]:
        got = program.run({"d": d * 1e-6, "a": a * 1e-6, "L": L, "lambda_nm": nm, "slits": slits, "p": 0.01})
        traces = {
            mark.name or mark.kind: {way: got.plots[i][k] for way, k in mark.arrays.items()}
            for i, plot in enumerate(document.plots)
            for mark in plot.marks
        }
        return traces, dict(zip((readout.label for readout in document.readouts), got.readouts, strict=True))

    return run


def diffracted(y: Any, *slits: tuple[float, float], L: float, wavelength: float) -> Any:
    """|sum over the slits of the integral of exp(2 pi i x y/(lambda L))|², over that in the centre. All in metres."""
    wave, width = np.zeros_like(y, dtype=complex), 0.0
    for low, high in slits:
        wave = wave + quad_vec(lambda x: np.exp(2j * np.pi * x * y / (wavelength * L)), low, high, epsrel=1e-11)[0]
        width += high - low
    return np.abs(wave / width) ** 2


STATES = [(250, 50, 2.0, 632.8), (470, 30, 1.3, 405), (100, 100, 4.0, 532), (320, 70, 3.1, 488), (500, 100, 1.0, 405)]


@pytest.mark.parametrize(("d", "a", "L", "nm"), STATES)
def test_drawn_agrees_with_the_integral_over_the_slits(drawn: Any, d: int, a: int, L: float, nm: float) -> None:
    traces, readouts = drawn(d, a, L, nm)
    y = np.linspace(-0.04, 0.04, 1601)
    where = {"L": L, "wavelength": nm * 1e-9}
    near, far = (d - a) / 2 * 1e-6, (d + a) / 2 * 1e-6
    both = diffracted(y, (near, far), (-far, -near), **where)
    assert np.allclose(traces["curve"]["x"], y, atol=1e-12)
    assert np.allclose(traces["curve"]["y"], both, rtol=0, atol=1e-9)
    one = diffracted(y, (-a / 2 * 1e-6, a / 2 * 1e-6), **where)
    assert np.allclose(traces["envelope: one slit alone"]["y"], one, rtol=0, atol=1e-9)
    strip = traces["heatmap"]["z"].reshape(2, 1601)
    assert np.array_equal(strip[0], strip[1])
    assert np.array_equal(strip[0], traces["curve"]["y"])
    alone, _ = drawn(d, a, L, nm, slits=1)
    assert np.allclose(alone["curve"]["y"], one, rtol=0, atol=1e-9)
    orders = traces["orders 0 to ±8"]
    spacing = nm * 1e-9 * L / (d * 1e-6)
    assert np.allclose(orders["x"], np.arange(-8, 9) * spacing)
    assert np.allclose(orders["y"], np.interp(orders["x"], y, one), atol=2e-3) or spacing * 8 > 0.04
    assert readouts["Two slits: fringe spacing"] == pytest.approx(spacing)
    assert readouts["First zero of the envelope"] == pytest.approx(nm * 1e-9 * L / (a * 1e-6))
    assert readouts["Two slits: first missing order"] == d // math.gcd(d, a)
    assert readouts["Fresnel number (far field: well below 1)"] == pytest.approx(far**2 / (nm * 1e-9 * L))


@pytest.mark.parametrize(("d", "a"), [(250, 50), (500, 50), (400, 70), (150, 60), (300, 100), (330, 30)])
def test_bright_fringes_are_counted(drawn: Any, d: int, a: int) -> None:
    """Those inside the central part, by looking for peaks of the intensity there."""
    _, readouts = drawn(d, a, 1.0, 405)
    u = np.linspace(-1, 1, 400_001)  # in first zeros of the envelope
    peaks, _ = find_peaks(np.sinc(u) ** 2 * np.cos(np.pi * u * d / a) ** 2)
    orders = np.abs(np.round(u[peaks] * d / a)) * a / d
    assert readouts["Two slits: bright fringes in the central part"] == int((orders < 1 - 1e-9).sum())


def test_what_is_seen_has_the_colour_of_the_laser() -> None:
    figures = load(ROOT, ID).visualisation.figures(lambda_nm="green Nd:YAG, 532 nm")
    (strip,) = [trace for trace in figures[2].data if trace.visible is not False]
    assert strip.colorscale[0] == (0, "#000000") and strip.colorscale[1] == (1, "#1fb000")
    assert {trace.line.color for trace in figures[1].data if trace.mode == "lines" and trace.visible is not False and not trace.name} == {
        "#1fb000"
    }


def test_the_rays_go_from_the_slits_to_the_place_on_the_screen() -> None:
    """And their paths differ by what the readout says: d sin of the angle, at this small one d p/L."""
    made = load(ROOT, ID).visualisation
    rays = next(
        trace for trace in made.figures(p=0.02)[0].data if trace.mode == "lines" and len(trace.x) == 3 and trace.visible is not False
    )
    assert list(rays.x) == pytest.approx([-5, 20, 5]) and list(rays.y) == pytest.approx([0, 2, 0])  # mm, drawn 40 times as far apart


def test_the_numbers_that_the_answers_name(drawn: Any) -> None:
    _, start = drawn(250, 50, 2.0, 632.8)
    assert start["Two slits: fringe spacing"] == pytest.approx(5.0624e-3, rel=1e-12)
    assert (start["First zero of the envelope"], 5 * start["Two slits: fringe spacing"]) == pytest.approx((25.312e-3, 25.312e-3))
    assert (start["Two slits: first missing order"], start["Two slits: bright fringes in the central part"]) == (5, 9)
    _, apart = drawn(500, 50, 2.0, 632.8)
    assert apart["Two slits: fringe spacing"] == pytest.approx(2.5312e-3)
    assert (apart["First zero of the envelope"], apart["Two slits: bright fringes in the central part"]) == (
        start["First zero of the envelope"],
        19,
    )
    _, touching = drawn(100, 100, 2.0, 632.8)
    assert (touching["Two slits: first missing order"], touching["Two slits: bright fringes in the central part"]) == (1, 1)


BREAKS = [
    ("alpha = pi * d", "alpha = 2 * pi * d", "Two slits: the intensity"),
    ("* cos(alpha) ** 2\n", "* cos(2 * alpha) ** 2\n", "Half a fringe from the centre two slits give no light"),
    ("beta = pi * a", "beta = pi * d", "Two slits: the intensity"),
    ("I_slit = sinc(beta) ** 2", "I_slit = sinc(beta)", "Two slits: the intensity"),
    ("I_two = I_slit * cos(alpha) ** 2", "I_two = I_slit * (1 - cos(alpha) ** 2)", "At order m the envelope leaves"),
    ("fringe = lamda * L / d", "fringe = lamda * L / (2 * d)", "Half a fringe from the centre the paths"),
    ("fringe = lamda * L / d", "fringe = lamda * L / (d + step)", "He-Ne, 250 µm, 2 m"),
    ("bright = sinc(pi * m * a / d) ** 2", "bright = sinc(pi * m * d / a) ** 2", "At order m the envelope leaves"),
    ("[(q * n_d / n_a, Eq(", "[(q * n_d / n_a + 1, Eq(", "No order below the one called missing"),
    ("(10 * n_d / n_a, True)", "(n_d / n_a, True)", "No order below the one called missing"),
    ("for q in range(1, 10)]", "for q in range(2, 10)]", "No order below the one called missing"),
    ("inside = 2 * ceiling(n_d / n_a) - 1", "inside = 2 * ceiling(n_d / n_a) + 1", "With d = 5a nine fringes"),
    ("* cos(alpha) ** 2\n", "* cos(alpha) ** 4\n", "Slits that touch are one slit"),
    ('"one slit": I_slit}', '"one slit": I_two}', "One slit: the intensity"),
    ("order = d * p / (lamda * L)", "order = 2 * d * p / (lamda * L)", "Half a fringe from the centre the paths"),
    ("I_two = I_slit * cos(alpha) ** 2", "I_two = I_slit * cos(alpha / 2) ** 2", "Very narrow slits give Young's"),
    ("I_slit = sinc(beta) ** 2", "I_slit = sinc(beta) ** 4", "One slit's first side maximum"),
]


@pytest.mark.parametrize(("old", "new", "statement"), BREAKS)
def test_a_broken_model_fails_its_fact(tmp_path: Path, old: str, new: str, statement: str) -> None:
    source = (ROOT / "visualisations" / ID / "__init__.py").read_text(encoding="utf-8")
    assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times in the plugin"
    folder = tmp_path / "visualisations" / ID
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(source.replace(old, new), encoding="utf-8")
    plugin = load(tmp_path, ID)
    (k,) = [k for k, fact in enumerate(plugin.visualisation.facts) if fact.statement.startswith(statement)]
    evidence = run_fact(plugin, k)
    assert evidence.outcome == "fails", evidence.evidence
