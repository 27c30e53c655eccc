"""A dyke cools: heat spreads as the square root of time, and slower in rock that conducts less when it is hot.

Model    dtheta/dt = d/dx (kappa/(1 + b theta) dtheta/dx), theta the excess over the country rock, x from the middle of the dyke
Source   H. S. Carslaw and J. C. Jaeger, Conduction of Heat in Solids, 2nd ed., ch. 2;
         D. L. Turcotte and G. Schubert, Geodynamics, 2nd ed., sec. 4.19
"""

import numpy as np
from sympy import erf, sqrt, symbols

import covis as cv

FAR, LAST = 40, 3

x = cv.Axis("x", 0, FAR, points=81, label="Distance from the middle of the dyke", unit="m")
t = cv.Axis("t", 0, LAST, points=121, label="Time", unit="year")
now = cv.Clock("now", 0, LAST, speed=0.25, label="Time", unit="year")
w = cv.Slider("w", 3, 12, value=6, step=0.5, label="Thickness of the dyke", unit="m")
theta_m = cv.Slider("theta_m", 500, 1100, value=1000, step=50, label="Magma above the rock", unit="K")
kappa = cv.Slider("kappa", 15, 45, value=30, step=1, label="Diffusivity of cold rock", unit="m**2/year")
b = cv.Slider("b", 0, 0.002, value=0.001, step=0.0002, label="How fast the conductivity falls with temperature", unit="1/K")
s = cv.Constant("s", 1.5, label="the width over which the contact is smeared at the start", unit="m")

_theta = symbols("theta")


def profile(width):
    """The exact excess temperature where the conductivity is constant and the contact is smeared over a width."""
    return theta_m / 2 * (erf((x + w / 2) / width) - erf((x - w / 2) / width))


conductivity = 1 / (1 + b * _theta)  # relative to that of cold rock
rate = cv.partial(kappa * conductivity * cv.partial(_theta, x), x)
dyke = cv.Evolution({_theta: rate}, start={_theta: profile(s)}, over=(x, t), boundary={x: ("free", "fixed")}, units={_theta: "K"})
theta, exact = dyke.at(now)[_theta], profile(sqrt(s**2 + 4 * kappa * now))

_edge, reach, cooling = w / 2, sqrt(4 * kappa * now), w**2 / (4 * kappa)
middle, contact = theta.subs(x, 0), theta.subs(x, _edge)
_front, slope = reach.subs(now, t) + _edge, theta.diff(x)


def constant_conductivity():
    """The whole profile against the exact one, at five times, where b is 0."""
    times = (0.1, 0.3, 0.6, 1.0, 1.5)
    gaps = [np.abs(cv.evaluate(theta, over=x, now=time, b=0) - cv.evaluate(exact, over=x, now=time)).max() for time in times]
    return np.max(gaps) < 0.2, f"five times, at most {np.max(gaps):.2g} K of 1000 K apart"


def heat_is_kept():
    """The heat that the dyke brought, with all that has left it, at the steepest fall of the conductivity."""
    heat = np.trapezoid([cv.evaluate(theta, over=x, now=time, w=12, kappa=45) for time in (0, 0.25, 0.5, 1)])
    drift = np.max(np.abs(heat / heat[0] - 1))
    return drift < 2e-3, f"four times in a year, within {drift:.2g} of itself"


def sharp(out, half):
    """The exact solution for a sharp contact, in units of half the magma's excess."""
    return erf((out + half) / reach) - erf((out - half) / reach)


_twice = sharp(2 * x, w).subs(now, 4 * now)
START, LATER = ({b: 0, w: 6, kappa: 30, theta_m: 1000, now: time} for time in (0, 0.5))
KERNEL = "Carslaw and Jaeger, ch. 2: the heat equation's kernel, integrated over the dyke"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(theta, over=x, name="temperature", color="a"),
            cv.Curve(exact, over=x, name="if hot rock conducted as well as cold", color="muted", dash=True),
            cv.Curve(profile(s), over=x, name="at the start", color="c", dash=True),
            cv.Points(_edge, contact, name="contact of dyke and rock", color="b"),
            y="Excess temperature",
            y_unit="K",
            title="From the middle of the dyke outwards",
            description="The excess temperature against the distance from the middle of the dyke, which has cooled to {middle} K there and "
            "to {contact} K at the contact.",
        ),
        cv.Plot(
            cv.Heatmap(dyke[_theta], over=(x, t)),
            cv.Path(_front, t, over=t, name="contact + √(4κt)", color="muted", dash=True),
            z="Excess temperature",
            z_unit="K",
            x_range=(0, FAR),
            title="The whole history: time upwards",
            description="The excess temperature by distance and time: heat spreads fast at first, then ever more slowly.",
        ),
    ],
    readouts=[
        cv.Readout("Middle of the dyke", middle, unit="K"),
        cv.Readout("Contact", contact, unit="K"),
        cv.Readout("Diffusion length √(4κt)", reach, unit="m"),
        cv.Readout("Cooling time w²/(4κ)", cooling, unit="year", shown_in="day"),
        cv.Readout("Slope of the temperature at the contact", slope.subs(x, _edge), unit="K/m"),
    ],
    presets=[
        cv.Preset("Half a year later", now=0.5),
        cv.Preset("Twice as thick", w=12, now=2),
        cv.Preset("Hot rock conducts as well as cold", b=0, now=0.5),
        cv.Preset("Hot rock conducts poorly", b=0.002, now=0.5),
    ],
    facts=[
        cv.Check("For b = 0 the profile is the exact one", constant_conductivity, source=KERNEL),
        cv.Value("In half a year the middle is at 409 K", middle, at=LATER, expected=1000 * erf(3 / sqrt(62.25)), rtol=1e-4, source=KERNEL),
        cv.Identity("Twice as thick: as hot twice as far out, four times as late", _twice, sharp(x, w / 2), source="derived: x²/κt, w²/κt"),
        cv.Check("No heat is lost: what leaves the dyke is in the rock", heat_is_kept, source="derived: no flux at either end"),
        cv.Value("A 6 m dyke cools in 0.3 years", cooling, at={w: 6, kappa: 30}, expected=0.3, source="derived: (6 m)²/(4 × 30 m²/year)"),
        cv.Identity("After the cooling time the front is w farther out", _front, 3 * w / 2, at={t: cooling}, source="derived: √(4κt) = w"),
        cv.Value(
            "At first the contact is half as hot as the magma",
            contact / theta_m,
            at=START,
            expected=0.5,
            rtol=1e-3,
            source="derived: a step",
        ),
    ],
)
