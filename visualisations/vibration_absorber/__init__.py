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


_m, _a = machine(g), absorber(g)
response = Abs(_m)
alone = Min(1 / Abs(1 - g**2), 1000)
x_m, x_a = machine(g_0), absorber(g_0)
A_m, A_a = Abs(x_m), Abs(x_a)
f_best = 1 / (1 + mu)
zeta_best = sqrt(3 * mu / (8 * (1 + mu) ** 3))
peak_best = sqrt(1 + 2 / mu)


def fixed_point(sign):
    """The frequencies that no damping changes, squared: where no damping and endless damping agree (opposite in sign)."""
    half = (1 + f**2 + mu * f**2) / (2 + mu)
    return half + sign * sqrt(half**2 - 2 * f**2 / (2 + mu))


def rigid(g):
    """The displacement with endless damping: both masses are one."""
    return 1 / (1 - (1 + mu) * g**2)


def moving(x):
    """A displacement at the moment now, drawn in units of the larger of both."""
    return (re(x) * cos(2 * pi * now) - im(x) * sin(2 * pi * now)) / larger


def box(size, height):
    """The corners of a mass, from the lower left one on."""
    return [(size * x, size * y + height) for x, y in ((-0.5, -0.3), (0.5, -0.3), (0.5, 0.3), (-0.5, 0.3), (-0.5, -0.3))]


P_squared, Q_squared = fixed_point(-1), fixed_point(1)
_P, _Q = sqrt(P_squared), sqrt(Q_squared)
larger = Max(A_m, A_a)
real_m, imaginary_m, real_a, imaginary_a = re(x_m), im(x_m), re(x_a), im(x_a)
drawn_m, drawn_a = moving(x_m), moving(x_a)
_machine, _absorber = box(1, 0.35 * drawn_m), box(0.6, 1.1 + 0.35 * drawn_a)

DEN_HARTOG = "Den Hartog, ch. 3.3"
# Here the machine moves by -2 - 2i and the absorber by -4.
LATER, TURNED = {mu: 0.25, f: 1, zeta: 0.5, g_0: 1, now: 1 / 12}, "derived: Re(X exp(i pi/6)), over 4"
HEAVY = {mu: Rational(1, 4), f: Rational(4, 5), g: sqrt(Rational(8, 15))}

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(response, over=g, name="with the absorber", color="a"),
            cv.Curve(alone, over=g, name="without it", color="muted", dash=True),
            cv.Points([_P, _Q], [Abs(rigid(_P)), Abs(rigid(_Q))], name="points that no damping moves", color="d"),
            cv.Handle(x=g_0, y=A_m, name="the machine now"),
            title="How much the machine shakes",
            y="Amplitude, over the static one",
            y_range=(0, 16),
        ),
        cv.Plot(
            cv.Polyline(_machine, name="machine", color="a"),
            cv.Polyline(_absorber, name="absorber", color="b"),
            cv.Polyline([(0, _machine[2][1]), (0, _absorber[0][1])], color="muted"),
            cv.Polyline([(0, -1.2), (0, _machine[0][1])], color="muted"),
            cv.Polyline([(-0.8, -1.2), (0.8, -1.2)], name="ground", color="muted"),
            title="Both masses, the larger swing drawn alike",
            x_range=(-1.6, 1.6),
            y_range=(-1.3, 2),
            equal=True,
            layout={"xaxis": {"visible": False}, "yaxis": {"visible": False}},
        ),
    ],
    readouts=[
        cv.Readout("Machine's amplitude now", A_m),
        cv.Readout("Absorber's amplitude now", A_a),
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
        cv.Identity("The push moves both masses", (1 - g**2) * _m - mu * g**2 * _a, 1, source=f"{DEN_HARTOG}: the forces on both"),
        cv.Identity("Spring and damper carry the absorber", (f**2 + 2 * I * zeta * g) * (_a - _m), g**2 * _a, source=DEN_HARTOG),
        cv.Identity("Without damping the machine stands still at g = f", _m, 0, at={zeta: 0, g: f}, source="Den Hartog, ch. 3.2"),
        cv.Limit("Endless damping makes both one mass", machine(g_0), zeta, oo, rigid(g_0), source=DEN_HARTOG),
        cv.Identity(
            "At P and Q alone no damping and endless damping swing equally far, against each other",
            1 / _m + 1 / rigid(g),
            (2 + mu) * (g**2 - _P**2) * (g**2 - _Q**2) / (f**2 - g**2),
            at={zeta: 0},
            source=DEN_HARTOG,
        ),
        cv.Identity("A heavy absorber: with any damping P is 3 high", response, 3, at=HEAVY, source=f"{DEN_HARTOG}: sqrt(1 + 2/mu)"),
        cv.Identity("With the best tuning P and Q are equally high", rigid(_P), -rigid(_Q), at={f: f_best}, source=DEN_HARTOG),
        cv.Identity("Tuned best, they are sqrt(1 + 2/mu) high", -rigid(_P) * rigid(_Q), peak_best**2, at={f: f_best}, source=DEN_HARTOG),
        cv.Value("With mu = 0.05 P and Q are 6.4 high", peak_best, at={mu: 0.05}, expected=sqrt(41), source=DEN_HARTOG),
        cv.Value(
            "For mu = 0.05 the best damping is 0.127", zeta_best, at={mu: 0.05}, expected=0.1272673, source="derived: sqrt(0.15/9.261)"
        ),
        cv.Value("Alone the machine swings by 4/3 at g = 1/2", alone, at={g: 0.5}, expected=4 / 3, source="derived: 1/(1 - 0.25)"),
        cv.Value("The machine is drawn in place", _machine[0][1] + _machine[2][1], at=LATER, expected=0.175 * (1 - 3**0.5), source=TURNED),
        cv.Value(
            "The absorber is drawn in place", _absorber[0][1] + _absorber[2][1], at=LATER, expected=2.2 - 0.35 * 3**0.5, source=TURNED
        ),
    ],
    symbols={
        "P_squared": "g_P^2",
        "Q_squared": "g_Q^2",
        "real_m": r"\operatorname{Re} x_m",
        "imaginary_m": r"\operatorname{Im} x_m",
        "real_a": r"\operatorname{Re} x_a",
        "imaginary_a": r"\operatorname{Im} x_a",
        "larger": r"A_{\mathrm{max}}",
    },
)
