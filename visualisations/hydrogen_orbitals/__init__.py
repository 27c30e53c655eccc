"""Hydrogen orbitals: clouds with nodes, and where in them the electron is found.

Model    psi = R_nl(r) Y_l0(theta), R_nl from the associated Laguerre polynomials, for the states with m = 0; lengths in Bohr radii
Source   D. J. Griffiths and D. F. Schroeter, Introduction to Quantum Mechanics, 3rd ed., sec. 4.2
"""

from math import factorial

import numpy as np
from sympy import Abs, Derivative, Integral, Rational, assoc_laguerre, exp, expand, integrate, legendre, oo, pi, sign, sqrt, symbols

import covis as cv

STATES = {"1s": (1, 0), "2s": (2, 0), "2p": (2, 1), "3s": (3, 0), "3p": (3, 1), "3d": (3, 2)}
# The largest size of psi, in units of 1/sqrt(pi n^3): at the nucleus for s, else on the axis at a radius of 2, 3(2 - sqrt 2) and 6.
LARGEST = {"1s": 1, "2s": 1, "2p": 0.3678794, "3s": 1, "3p": 0.3765346, "3d": 0.2551907}

orbital = cv.Choice("orbital", {name: i for i, name in enumerate(STATES, 1)}, value="2p", label="Orbital")
r_0 = cv.Slider("r_0", 0.5, 30, value=4, step=0.1, label="Radius of the sphere, in Bohr radii")
r = cv.Axis("r", 0, 30, points=601, label="Distance from the nucleus, in Bohr radii")
near = cv.Axis("near", 0, r_0, points=301, label="Distance from the nucleus, in Bohr radii")
x = cv.Axis("x", -3.4, 3.4, points=121, label="x (n² a₀)")
z = cv.Axis("z", -3.4, 3.4, points=121, label="z (n² a₀)")
line = cv.Axis("line", -30, 30, points=1201, label="z, in Bohr radii", symbol="z")
E_1 = cv.Constant("E_1", 13.605693, label="Rydberg energy", unit="eV")


def radial(n, l, r):  # noqa: E741  the quantum numbers' usual letters
    rho = 2 * r / n
    norm = sqrt(Rational(2, n) ** 3 * Rational(factorial(n - l - 1), 2 * n * factorial(n + l)))
    return norm * exp(-rho / 2) * expand(rho**l * assoc_laguerre(n - l - 1, 2 * l + 1, rho))


def wave(n, l, r, cosine):  # noqa: E741
    return radial(n, l, r) * sqrt((2 * l + 1) / (4 * pi)) * legendre(l, cosine)


def pick(formula):
    """The formula for the chosen orbital."""
    return orbital.pick({name: formula(*numbers) for name, numbers in STATES.items()})


def shade(psi):
    """The root of the wave's size, with its sign: so faint parts are seen too."""
    return sign(psi) * sqrt(Abs(psi))


n, l = pick(lambda n, k: n), pick(lambda n, k: k)  # noqa: E741
R = pick(lambda n, k: radial(n, k, r))
u = r * R
P = u**2
P_edge = P.subs(r, r_0)
within = pick(lambda n, k: integrate(expand((r * radial(n, k, r)) ** 2), (r, 0, r_0)))
r_mean, E_n, nodes = (3 * n**2 - l * (l + 1)) / 2, -E_1 / n**2, n - l - 1
on_axis = pick(lambda n, k: wave(n, k, Abs(line), sign(line)))
_scaled = on_axis * sqrt(pi) * n ** Rational(3, 2)
far = sqrt(x**2 + z**2)
# At the nucleus itself every cosine is 0/0; a shift by a billionth of a Bohr radius is not seen.
cosine, largest = z / (far + 1e-9), orbital.pick(LARGEST)
brightness = 1 / sqrt(largest)
plane = pick(lambda n, k: wave(n, k, n**2 * far, cosine) * sqrt(pi * n**3))
cloud = shade(plane) * brightness

GRIFFITHS = "Griffiths and Schroeter, sec. 4.2"
_cosine = symbols("cosine")
_all_round = pick(lambda n, k: 2 * pi * integrate(wave(n, k, r, _cosine) ** 2, (_cosine, -1, 1)))
# The antiderivative is a polynomial times exp(-2 r/n) and vanishes far away.
_mean = pick(lambda n, k: -integrate(expand(r * (r * radial(n, k, r)) ** 2), r).subs(r, 0))


def count_nodes():
    """How often the radial part changes its sign, for each orbital, against the number that is read out."""
    drawn = [cv.evaluate(R, over=r, orbital=name) for name in STATES]
    found = [int(np.sum(np.diff(np.sign(each[np.abs(each) > 1e-12])) != 0)) for each in drawn]
    return found == [cv.evaluate(nodes, orbital=name) for name in STATES], f"{found} sign changes"


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Heatmap(cloud, over=(x, z), name="wave function"),
            z="±√|ψ|",
            equal=True,
            title="A cut through the orbital",
            description="The wave function in a plane through the nucleus: two colours for its two signs, grey where it is near zero.",
        ),
        cv.Plot(
            cv.Curve(P, over=r, name="probability for each distance", color="a"),
            cv.Band(0 * near, P.subs(r, near), over=near, name="within the sphere", color="a"),
            cv.Handle(x=r_0, y=P_edge, name="edge of the sphere"),
            cv.Points(r_mean, 0, name="mean distance", color="e"),
            y="Probability density",
            title="How far from the nucleus",
        ),
        cv.Plot(
            cv.Curve(_scaled, over=line, name="along the z axis", color="b"),
            y="ψ, scaled",
            y_range=(-0.6, 1.1),
            title="The wave function along the z axis",
        ),
    ],
    readouts=[
        cv.Readout("Energy", E_n, unit="eV"),
        cv.Readout("Probability within the sphere", within),
        cv.Readout("Mean distance, in Bohr radii", r_mean),
        cv.Readout("Spherical nodes", nodes, digits=1),
        cv.Readout("Other nodes: planes and cones through the nucleus", l, digits=1),
    ],
    presets=[
        cv.Preset("The ground state", orbital="1s", r_0=1),
        cv.Preset("The 2s orbital", orbital="2s", r_0=2),
        cv.Preset("The 2p orbital"),
        cv.Preset("The 3s orbital", orbital="3s", r_0=7.1),
        cv.Preset("The 3d orbital", orbital="3d", r_0=9),
    ],
    facts=[
        cv.Identity("R obeys Schrödinger's equation", u.diff(r, 2) * r, (l * (l + 1) - 2 * r + r**2 / n**2) * R, source=GRIFFITHS),
        cv.Limit("The electron is somewhere", within, r_0, oo, 1, source=GRIFFITHS),
        cv.Identity("What the sphere holds is the area under the curve", Derivative(within, r_0), P_edge, source="derived: an integral"),
        cv.Value("One Bohr radius holds 32 % of 1s", within, at={orbital: 1, r_0: 1}, expected=0.32332358, source="derived: 1 - 5 exp(-2)"),
        cv.Identity("The mean distance is the mean of the curve", r_mean, _mean, source="derived: Kramers' relation, s = 1, <1/r> = 1/n^2"),
        cv.Value("1s is most likely at 1 Bohr radius", P.diff(r), at={orbital: 1, r: 1}, expected=0, atol=1e-9, source="derived: P' = 0"),
        cv.Value("2s has its node at 2 Bohr radii", R, at={orbital: 2, r: 2}, expected=0, atol=1e-12, source="derived: L_1^1(r) = 2 - r"),
        cv.Value("The second level lies at -3.4014 eV", E_n, at={orbital: 2}, expected=-3.40142328, source="CODATA 2018: Rydberg energy"),
        cv.Identity(
            "2s and 3s are orthogonal",
            Integral(r**2 * radial(2, 0, r) * radial(3, 0, r), (r, 0, oo)),
            0,
            source="derived: one radial equation, two energies",
        ),
        cv.Always(
            "No part of the cloud is off the colour scale", Abs(plane) < 1.0001 * largest, source="derived: LARGEST is its largest size"
        ),
        cv.Check("The radial part changes its sign at each spherical node", count_nodes, source=GRIFFITHS),
        cv.Identity("Over all directions the density is the radial one", _all_round, R**2, source="Griffiths and Schroeter, sec. 4.1.2"),
        cv.Value(
            "Off its axis 2p is a cosine", plane / largest, at={orbital: 3, x: 0.3, z: 0.4}, expected=0.8, source="derived: 0.4/0.5, r = 2"
        ),
        cv.Value("The line of 2s begins at 1", _scaled, at={orbital: 2, line: 0}, expected=1, source="derived: psi(0) = 1/sqrt(pi n^3)"),
        cv.Identity(
            "The colours show the root of the wave's size", cloud**2 * largest, Abs(plane), source="derived: faint parts are seen so"
        ),
    ],
    symbols={
        "on_axis": r"\psi(z)",
        "plane": r"\psi(x, z)",
        "far": r"\varrho",
        "cosine": r"\cos\theta",
        "largest": r"\psi_{\mathrm{max}}",
        "brightness": r"\psi_{\mathrm{max}}^{-1/2}",
        "P_edge": "P(r_0)",
    },
)
