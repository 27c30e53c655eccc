"""Particle in a box: one state stands still, two of them move.

Model    i hbar dpsi/dt = -hbar^2/(2 m_e) d2psi/dx2 for 0 < x < L, psi = 0 at both walls;
         psi = sqrt(1 - w) phi_n exp(-i E_n t/hbar) + sqrt(w) phi_m exp(-i E_m t/hbar), m, _middle = n + k, L / 2
Source   D. J. Griffiths and D. F. Schroeter, Introduction to Quantum Mechanics, 3rd ed., sec. 2.2
"""

import numpy as np
from scipy.integrate import simpson
from sympy import Rational, cos, pi, sin, sqrt

import covis as cv

hbar = cv.Constant("hbar", 1.054571817e-34, label="Reduced Planck constant", unit="J*s", symbol=r"\hbar")
m_e = cv.Constant("m_e", 9.1093837e-31, label="Mass of an electron", unit="kg")

L = cv.Slider("L", 0.8e-9, 1.5e-9, value=1e-9, step=0.05e-9, label="Width of the box", unit="m", shown_in="nm")
n = cv.Slider("n", 1, 4, value=1, step=1, label="Lower state")
k = cv.Slider("k", 1, 3, value=1, step=1, label="Levels from it to the upper state")
w = cv.Slider("w", 0, 1, value=0.5, step=0.01, label="Share of the upper state")
now = cv.Clock("now", 0, 10e-15, speed=1e-15, label="Time", unit="s", shown_in="fs")
x = cv.Axis("x", 0, L, points=301, label="Position", unit="m", shown_in="nm")
t = cv.Axis("t", 0, 10e-15, points=1201, label="Time", unit="s", shown_in="fs")

m, _middle = n + k, L / 2


def phi(j):
    """The standing wave with j half waves between the walls."""
    return sqrt(2 / L) * sin(j * pi * x / L)


def energy(j):
    return (j * pi * hbar / L) ** 2 / (2 * m_e)


def part(wave, t):
    """The wave function's real part with the cosine, and minus its imaginary part with the sine."""
    return sqrt(1 - w) * phi(n) * wave(energy(n) * t / hbar) + sqrt(w) * phi(m) * wave(energy(m) * t / hbar)


real, imaginary = part(cos, t), -part(sin, t)
E_n, E_m = energy(n), energy(m)
E_mean = (1 - w) * E_n + w * E_m
T = 2 * pi * hbar / (E_m - E_n)


def density(t):
    """The squared size of psi, multiplied out: the two parts and what they do together."""
    return (1 - w) * phi(n) ** 2 + w * phi(m) ** 2 + 2 * sqrt(w * (1 - w)) * phi(n) * phi(m) * cos(2 * pi * t / T)


def mean_position(t):
    return _middle - 4 * L * n * m * (1 - (-1) ** k) / (pi**2 * (m**2 - n**2) ** 2) * 2 * sqrt(w * (1 - w)) * cos(2 * pi * t / T)


def left_half(t):
    """The probability of finding the electron in the left half."""
    overlap = (sin(k * pi / 2) / k - sin((n + m) * pi / 2) / (n + m)) / pi
    return Rational(1, 2) + 2 * sqrt(w * (1 - w)) * overlap * cos(2 * pi * t / T)


def kinetic(f):
    """What the energy operator makes of a function between the walls."""
    return -(hbar**2) / (2 * m_e) * f.diff(x, 2)


P, x_mean, half = density(now), mean_position(now), left_half(now)
_real, _imaginary = real.subs(t, now) * sqrt(L), imaginary.subs(t, now) * sqrt(L)
size = sqrt(_real**2 + _imaginary**2)
WALLS = {"x": "Position", "x_unit": "m", "x_shown_in": "nm", "x_range": (-0.03e-9, 1.53e-9)}


def integrals_agree():
    """The density at the points of the picture, summed by Simpson's rule, beside the closed forms."""
    gaps = []
    for i, j in ((i, j) for i in range(1, 5) for j in range(1, 4)):
        state = {"n": i, "k": j, "now": 0.4e-15, "w": 0.3}
        place, found = np.linspace(0, 1e-9, 301), cv.evaluate(P, over=x, **state)
        summed = [simpson(found, x=place), simpson(place * found, x=place) * 1e9, simpson(found[:151], x=place[:151])]
        stated = [1, cv.evaluate(x_mean, **state) * 1e9, cv.evaluate(half, **state)]
        gaps.append(np.abs(np.subtract(summed, stated)))
    return np.max(gaps) < 1e-5, f"12 pairs of states, the largest difference {np.max(gaps):.1e}"


BOOK = "Griffiths and Schroeter"
SWING = "Griffiths and Schroeter, problem 2.5: an amplitude of 32/(9 pi^2) times a/2"
LOWEST = "derived: h^2/(8 m L^2) = (6.62607e-34 J s)^2 / (8 * 9.10938e-31 kg * 1e-18 m^2); 1 eV = 1.602177e-19 J"
ALIKE = {t: 0, n: 1, k: 1, w: 0.5, L: 1e-9}
_swing = (L / 2 - mean_position(t)) / (L / 2)

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Band(0 * P, P, over=x, name="where it may be found", color="a"),
            cv.Curve(P, over=x, color="a"),
            cv.Polyline([(0, 0), (0, 5.2e9)], name="walls", color="muted"),
            cv.Polyline([(L, 0), (L, 5.2e9)], color="muted"),
            cv.Points(x_mean, 0, name="mean position", color="e"),
            **WALLS,
            y="Probability density",
            y_unit="1/m",
            y_shown_in="1/nm",
            title="Where the electron may be found",
            description="The probability density between two walls {L} nm apart. The mean position is {x_mean} nm from the left wall.",
        ),
        cv.Plot(
            cv.Curve(_real, over=x, name="real part", color="b"),
            cv.Curve(_imaginary, over=x, name="imaginary part", color="c"),
            cv.Curve(size, over=x, name="size", color="muted", dash=True),
            **WALLS,
            y="ψ √L",
            y_range=(-2.1, 2.1),
            title="The wave function",
        ),
        cv.Plot(
            cv.Curve(mean_position(t), over=t, name="mean position", color="e"),
            cv.Polyline([(0, _middle), (10e-15, _middle)], name="middle of the box", color="muted", dash=True),
            cv.Points(now, x_mean, name="now", color="a"),
            y="Mean position",
            y_unit="m",
            y_shown_in="nm",
            y_range=(0, 1.1e-9),
            title="How the mean position moves",
        ),
    ],
    readouts=[
        cv.Readout("Energy of the lower state", E_n, unit="J", shown_in="eV"),
        cv.Readout("Energy of the upper state", E_m, unit="J", shown_in="eV"),
        cv.Readout("Mean energy", E_mean, unit="J", shown_in="eV"),
        cv.Readout("Period of the movement", T, unit="s", shown_in="fs"),
        cv.Readout("Mean position", x_mean, unit="m", shown_in="nm"),
        cv.Readout("Probability of the left half", half),
    ],
    presets=[
        cv.Preset("One state only", w=0),
        cv.Preset("The two lowest states"),
        cv.Preset("A drop of the second state", w=0.02),
        cv.Preset("The first and the third", k=2),
        cv.Preset("A wider box", L=1.5e-9),
    ],
    facts=[
        cv.Identity("Schrödinger's equation holds: imaginary part", hbar * real.diff(t), kinetic(imaginary), source=f"{BOOK}, sec. 2.2"),
        cv.Identity("Schrödinger's equation holds: real part", hbar * imaginary.diff(t), -kinetic(real), source=f"{BOOK}, sec. 2.2"),
        cv.Identity("The wave function is zero at the right wall", real, 0, at={x: L}, source=f"{BOOK}, sec. 2.2"),
        cv.Identity("The density is its squared size", P * L, size**2, source=f"{BOOK}, sec. 1.2"),
        cv.Check(
            "The density has the stated integrals: 1, mean position and left half", integrals_agree, source=f"{BOOK}, sec. 1.4 and 1.5"
        ),
        cv.Identity("After one period the density is as before", density(t + T), density(t), source="derived: T = h/(E_m - E_n)"),
        cv.Value(
            "Both lowest states alike: the mean swings by 0.360 of half the box", _swing, at=ALIKE, expected=0.3603, rtol=2e-4, source=SWING
        ),
        cv.Value("The lowest energy in a box of 1 nm is 0.376 eV", E_n, at={n: 1, L: 1e-9}, expected=6.0247e-20, rtol=1e-4, source=LOWEST),
        cv.Identity("With equal shares the mean energy is midway", E_mean, (E_n + E_m) / 2, at={w: 0.5}, source="derived: half of each"),
        cv.Always("The density is never above 4/L", density(t) * L <= 4 + Rational(1, 10**9), source="derived: (a+b)^2 <= 2 a^2 + 2 b^2"),
    ],
    symbols={
        "real": r"\operatorname{Re} \Psi",
        "imaginary": r"\operatorname{Im} \Psi",
        "P": r"|\Psi|^2",
        "E_mean": r"\langle E\rangle",
        "x_mean": r"\langle x\rangle",
        "half": r"P_{\mathrm{left}}",
        "size": r"\sqrt{L} |\Psi|",
    },
)
