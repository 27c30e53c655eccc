"""A vibration absorber: how a small mass calms a large one.

Model    mass M on a spring, pushed by P cos(w t), carries a mass m on a spring and a damper; mu = m/M, f = w_a/w_n (tuning),
         g = w/w_n (forcing), zeta = c/(2 m w_n); amplitudes in units of P/K, the push's static displacement
Source   J. P. Den Hartog, Mechanical Vibrations, 4th ed., ch. 3.3
"""

from sympy import Abs, I, Max, Min, Rational, cos, im, oo, pi, re, sin, sqrt

import covis as cv

g = cv.Axis("g", 0.4, 1.6, points=901, label="Forcing frequency, over the machine's own")
now = cv.Clock("now", 0, 8, speed=0.5, label="Time, in periods of the push")
mu = cv.Slider("mu", 0.01, 0.3, value=0.05, step=0.01, label="Mass of the absorber, over the machine's")
f = cv.Slider("f", 0.7, 1.2, value=1, step=0.005, label="Tuning: its frequency, over the machine's")
zeta = cv.Slider("zeta", 0.01, 0.6, value=0.02, step=0.002, label="Damping of the absorber")
g_0 = cv.Slider("g_0", 0.4, 1.6, value=1, step=0.002, label="Forcing frequency now")


def machine(g):
    """The machine's displacement, as a complex number, for each unit of static displacement."""
    spring = f**2 - g**2 + 2 * I * zeta * g
    return spring / ((1 - g**2) * spring - mu * g**2 * (f**2 + 2 * I * zeta * g))


def absorber(g):
    """The displacement of the absorber's mass."""
    return machine(g) * (f**2 + 2 * I * zeta * g) / (f**2 - g**2 + 2 * I * zeta * g)


response = Abs(machine(g))
alone = Min(1 / Abs(1 - g**2), 1000)
x_m, x_a = machine(g_0), absorber(g_0)
f_best = 1 / (1 + mu)
zeta_best = sqrt(3 * mu / (8 * (1 + mu) ** 3))
peak_best = sqrt(1 + 2 / mu)


def fixed_point(sign):
    """The frequencies that no damping changes, squared: where no damping and endless damping agree (opposite in sign)."""
    half = (1 + f**2 + mu * f**2) / (2 + mu)
    return half + sign * sqrt(half**2 - 2 * f**2 / (2 + mu))


_P, _Q = sqrt(fixed_point(-1)), sqrt(fixed_point(1))


def rigid(g):
    """The amplitude with endless damping: both masses are one."""
    return Abs(1 / (1 - (1 + mu) * g**2))


def moving(x):
    """A displacement at the moment now, drawn in units of the larger of both."""
    angle = 2 * pi * now
    return (re(x) * cos(angle) - im(x) * sin(angle)) / Max(Abs(x_m), Abs(x_a))


_big, _small = 0.35 * moving(x_m), 1.1 + 0.35 * moving(x_a)
_box = [(-0.5, -0.3), (0.5, -0.3), (0.5, 0.3), (-0.5, 0.3), (-0.5, -0.3)]

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(response, over=g, name="with the absorber", color="a"),
            cv.Curve(alone, over=g, name="without it", color="muted", dash=True),
            cv.Points([_P, _Q], [rigid(_P), rigid(_Q)], name="points that no damping moves", color="d"),
            cv.Handle(x=g_0, y=Abs(x_m), name="the machine now"),
            title="How much the machine shakes",
            y="Amplitude, over the static one",
            y_range=(0, 16),
        ),
        cv.Plot(
            cv.Polyline([(x, y + _big) for x, y in _box], name="machine", color="a"),
            cv.Polyline([(0.6 * x, 0.6 * y + _small) for x, y in _box], name="absorber", color="b"),
            cv.Polyline([(0, _big + 0.3), (0, _small - 0.18)], color="muted"),
            cv.Polyline([(0, -1.2), (0, _big - 0.3)], color="muted"),
            cv.Polyline([(-0.8, -1.2), (0.8, -1.2)], name="ground", color="muted"),
            title="Both masses, the larger swing drawn alike",
            x_range=(-1.6, 1.6),
            y_range=(-1.3, 2),
            equal=True,
            layout={"xaxis": {"visible": False}, "yaxis": {"visible": False}},
        ),
    ],
    readouts=[
        cv.Readout("Machine's amplitude now", Abs(x_m)),
        cv.Readout("Absorber's amplitude now", Abs(x_a)),
        cv.Readout("Best tuning for this mass", f_best),
        cv.Readout("Best damping for this mass", zeta_best),
        cv.Readout("Highest amplitude then", peak_best),
    ],
    presets=[
        cv.Preset("A tuned mass, almost undamped"),
        cv.Preset("The speed has changed", g_0=0.896),
        cv.Preset("Far too much damping", zeta=0.6),
        cv.Preset("Den Hartog's best", f=0.95, zeta=0.128),
        cv.Preset("A heavy absorber", mu=0.25, f=0.8, zeta=0.218),
    ],
    facts=[
        cv.Identity(
            "Both displacements obey the equation of motion of machine and absorber together",
            (1 - g**2) * machine(g) - mu * g**2 * absorber(g),
            1,
            source="Den Hartog, ch. 3.3; derived: the forces on both masses together",
        ),
        cv.Identity(
            "Both displacements obey the equation of motion of the absorber",
            (f**2 + 2 * I * zeta * g) * (absorber(g) - machine(g)),
            g**2 * absorber(g),
            source="Den Hartog, ch. 3.3: its spring and damper carry its mass",
        ),
        cv.Identity("Without damping the machine stands still at g = f", machine(g), 0, at={zeta: 0, g: f}, source="Den Hartog, ch. 3.2"),
        cv.Limit("Endless damping makes both one mass", Abs(machine(g_0)), zeta, oo, rigid(g_0), source="Den Hartog, ch. 3.3"),
        cv.Identity("At the marked points the damping does not matter", Abs(machine(_P)), rigid(_P), source="Den Hartog, ch. 3.3"),
        cv.Identity(
            "With the best tuning both points are equally high", rigid(_P) ** 2, 1 + 2 / mu, at={f: f_best}, source="Den Hartog, ch. 3.3"
        ),
        cv.Value("With mu = 0.05 P and Q are 6.4 high", peak_best, at={mu: 0.05}, expected=sqrt(41), source="Den Hartog, ch. 3.3"),
        cv.Value(
            "The best damping of an absorber of a twentieth of the mass is 0.127",
            zeta_best,
            at={mu: 0.05},
            expected=0.12725,
            rtol=1e-3,
            source="derived: sqrt(3 mu / (8 (1 + mu)^3)) at mu = 0.05",
        ),
        cv.Identity(
            "At the moment of the push the absorber is drawn at the real part",
            moving(x_a) * Max(Abs(x_m), Abs(x_a)),
            re(x_a),
            at={now: 0},
            source="derived: Re(X exp(i w t)) at t = 0",
        ),
        cv.Identity(
            "A quarter period after the push the absorber is drawn at minus the imaginary part",
            moving(x_a) * Max(Abs(x_m), Abs(x_a)),
            -im(x_a),
            at={now: Rational(1, 4)},
            source="derived: Re(X exp(i w t)) a quarter of a period on",
        ),
    ],
)
