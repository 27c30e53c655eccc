"""Quantum tunnelling: an electron behind a barrier that it has not the energy to cross.

Model    psi'' = -(E - V) psi/K, K = hbar^2/(2 m_e), V = V_0 for 0 < x < a and 0 elsewhere; a wave of amplitude 1 comes from the left.
         From the right edge leftwards, psi = tau (C(u) - i k S(u)) with u = a - x, C'' = q C, S' = C, k^2 = E/K, q = (V_0 - E)/K
Source   D. J. Griffiths and D. F. Schroeter, Introduction to Quantum Mechanics, 3rd ed., sec. 2.6 and problem 2.33
"""

from sympy import Abs, Piecewise, cos, cosh, exp, pi, sin, sinc, sinh, sqrt

import covis as cv

K = cv.Constant("K", 0.0380998212, label="ħ²/2m of an electron", unit="eV*nm**2")
E = cv.Slider("E", 0.1, 8, value=1, label="Energy of the electron", unit="eV")
V_0 = cv.Slider("V_0", 0.5, 5, value=2, label="Height of the barrier", unit="eV")
a = cv.Slider("a", 0.05, 1, value=0.3, label="Width of the barrier", unit="nm")
before = cv.Axis("before", -1.2, 0, points=401, label="Position", unit="nm")
inside = cv.Axis("inside", 0, a, points=201, label="Position", unit="nm")
behind = cv.Axis("behind", a, 2, points=101, label="Position", unit="nm")
energy = cv.Axis("energy", 0.02, 8, points=801, label="Energy of the electron", unit="eV")
width = cv.Axis("width", 0.02, 1, points=301, label="Width of the barrier", unit="nm")


def wave(E, u):
    """C and S at the distance u from the right edge: hyperbolic below the top of the barrier, sines above it."""
    z = sqrt(Abs(V_0 - E) / K) * u
    return Piecewise((cosh(z), E < V_0), (cos(z), True)), u * Piecewise((sinh(z) / z, (E < V_0) & (u > 0)), (sinc(z), True))


def transmission(E, a):
    """The share of the electrons that comes through."""
    (C, S), k, q = wave(E, a), sqrt(E / K), (V_0 - E) / K
    return 1 / (C**2 + ((q / k - k) * S / 2) ** 2)


def density_inside(x):
    C, S = wave(E, a - x)
    return T * (C**2 + E / K * S**2)


def density_before(x):
    """What came and what returns, added: a standing wave, the more so the less comes through."""
    (C, S), k, q = wave(E, a), sqrt(E / K), (V_0 - E) / K
    return T * ((C * cos(k * x) - q / k * S * sin(k * x)) ** 2 + (C * sin(k * x) - k * S * cos(k * x)) ** 2)


def thumb(a):
    """What a wide barrier lets through, to leading order."""
    return 16 * E / V_0 * (1 - E / V_0) * exp(-2 * sqrt(Abs(V_0 - E) / K) * a)


k, q = sqrt(E / K), (V_0 - E) / K
C, S = wave(E, a)
T = transmission(E, a)
R = T * V_0**2 / (4 * E * K) * S**2
wavelength = 2 * pi / k
density_behind = T + 0 * behind / a
resonance = V_0 + K * (pi / a) ** 2
_before, _inside, _wide = density_before(before), density_inside(inside), transmission(E, width)

# For the facts: what C and S are, k a at E = V_0, and the exponential of the rule without what stands before it.
(_C, _S), _ka, _alone = wave(E, width), a * sqrt(V_0 / K), thumb(width) / (16 * E / V_0 * (1 - E / V_0))
EDGE, WIDE, SERWAY = {inside: 0, before: 0}, {E: 1, V_0: 5, width: 1}, {E: 30, V_0: 40, width: 1}
EIGHTH = {E: V_0, before: -(wavelength / 8).subs(E, V_0)}
GRIFFITHS = "Griffiths and Schroeter, problem 2.33"
BOOK = "Serway and Jewett, Physics for Scientists and Engineers, the example of an electron at a barrier"
STRAIGHT = "derived: C = 1 and S = a, so psi = tau ((cos kx - 0) + i (sin kx - k a cos kx)), with kx = -pi/4"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(_before, over=before, name="before it", color="a"),
            cv.Curve(_inside, over=inside, name="in the barrier", color="b"),
            cv.Curve(density_behind, over=behind, name="behind it", color="d"),
            cv.Polyline([(0, 0), (0, 4.2), (a, 4.2), (a, 0)], name="the barrier", color="muted", dash=True),
            y="Density, over that of what comes",
            title="How likely the electron is at each place",
            description="A standing wave before the barrier, a fall in it, and a constant density of {T} behind it.",
        ),
        cv.Plot(
            cv.Curve(transmission(energy, a), over=energy, name="share that comes through", color="d"),
            cv.Polyline([(V_0, 0), (V_0, 1)], name="top of the barrier", color="muted", dash=True),
            cv.Handle(x=E, y=T, name="this energy"),
            y="Share that comes through",
            title="Energy and the share that comes through",
        ),
        cv.Plot(
            cv.Curve(_wide, over=width, name="share that comes through", color="d"),
            cv.Curve(thumb(width), over=width, name="rule for wide barriers", color="muted", dash=True, show=E < V_0),
            cv.Handle(x=a, y=T, name="this width"),
            y="Share that comes through",
            log="y",
            y_range=(1e-11, 20),
            title="Width and the share that comes through",
        ),
    ],
    readouts=[
        cv.Readout("Share that comes through", T),
        cv.Readout("Share that is reflected", R),
        cv.Readout("Wavelength outside the barrier", wavelength, unit="nm"),
        cv.Readout("Lowest energy at which all come through", resonance, unit="eV"),
    ],
    presets=[
        cv.Preset("Half of the energy that it takes"),
        cv.Preset("Twice as wide", a=0.6),
        cv.Preset("More energy than the barrier is high", E=2.5),
        cv.Preset("Twice as wide, and more energy", a=0.6, E=3.0445282),
        cv.Preset("A tip above a metal, 0.5 nm away", E=0.5, V_0=5, a=0.5),
    ],
    facts=[
        cv.Identity(
            "The share is the one of the textbooks, below the top and above it",
            (1 / T - 1) * (V_0 - E),
            V_0**2 / (4 * E) * sinh(a * sqrt((V_0 - E) / K)) ** 2,
            source=f"{GRIFFITHS}, times V_0 - E; above the top the root is imaginary and sinh a sine",
        ),
        cv.Identity("At the left edge the density has no step", _inside, _before, at=EDGE, source="derived: psi is continuous"),
        cv.Identity("The wave has no step at the right edge", _inside, density_behind, at={inside: a}, source="derived: psi is continuous"),
        cv.Identity(
            "The two solutions in the barrier have C^2 - q S^2 = 1",
            _C**2 - (V_0 - E) / K * _S**2,
            1,
            source="derived: 1 at the edge, and its slope is 0",
        ),
        cv.Identity("What comes through and what is reflected is all", T + R, 1, source="derived: the current is the same everywhere"),
        cv.Identity(
            "Before the barrier, what comes and what is reflected: 1 + R on average",
            _before + density_before(before - wavelength / 4),
            2 * (2 - T),
            at={before: 0},
            source="derived: |exp(ikx) + r exp(-ikx)|^2 = 1 + R + a cosine of half the wavelength; R + T = 1",
        ),
        cv.Identity("At the resonance all electrons come through", T, 1, at={E: resonance}, source=GRIFFITHS),
        cv.Identity("At E = V_0 T is 1/(1 + (k a/2)^2)", T, 1 / (1 + _ka**2 / 4), at={E: V_0}, source=GRIFFITHS),
        cv.Identity(
            "At E = V_0 psi is straight in the barrier", _before, (1 + (1 + _ka) ** 2) / (2 + _ka**2 / 2), at=EIGHTH, source=STRAIGHT
        ),
        cv.Limit("No barrier, no reflection", _wide, width, 0, 1, side="+", source="derived: C = 1 and S = 0"),
        cv.Value("A wide barrier follows the exponential", _wide / thumb(width), at=WIDE, expected=1, source="derived: sinh(z) = exp(z)/2"),
        cv.Value("At 30 eV, 40 eV and 1 nm the exponential alone is 8.5e-15", _alone, at=SERWAY, expected=8.5e-15, rtol=0.01, source=BOOK),
        cv.Always("No more come through than came", (T > 0) & (T <= 1 + 1e-12), source="derived: the current is kept"),
    ],
    symbols={"wavelength": r"\lambda", "resonance": "E_1"},
)
