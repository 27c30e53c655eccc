"""Kepler orbits: fast near the Sun, slow far away, and the same area in equal times.

Model    r'' = -G M r/r^3, started at the perihelion, a (1 - e) from the Sun, with the speed sqrt(G M (1 + e)/(a (1 - e)));
         G M = 4 pi^2 au^3/year^2, so that a circle of one au takes one year
Source   J. R. Taylor, Classical Mechanics, ch. 8
"""

import numpy as np
from sympy import Min, floor, pi, sqrt, symbols

import covis as cv

GM = cv.Constant("GM", float(4 * pi**2), label="G times the mass of the Sun", unit="au**3/year**2")
a = cv.Slider("a", 0.6, 2, value=1.5, step=0.001, label="Semi-major axis", unit="au")
e = cv.Slider("e", 0, 0.75, value=0.5, step=0.01, label="Eccentricity")
now = cv.Clock("now", 0, 0.999, speed=0.1, label="Time, in periods")

T = 2 * pi * sqrt(a**3 / GM)
t = cv.Axis("t", 0, T, points=1601, label="Time", unit="year")
axis = cv.Axis("axis", 0.3, 12, log=True, label="Semi-major axis", unit="au")
k = cv.Index("k", 0, 11, label="Twelfth of the period")
j = cv.Index("j", 0, 40, label="Line in the sector")
PLANETS = {"Mercury": (0.387, 0.241), "Venus": (0.723, 0.615), "Earth": (1, 1), "Jupiter": (5.203, 11.86), "Saturn": (9.54, 29.45)}

r_near, r_far = a * (1 - e), a * (1 + e)
v_near = sqrt(GM * (1 + e) / r_near)
_focus = -2 * a * e  # along the long axis, from the Sun

x, y, u, w = symbols("x y u w", real=True)
RATES = {x: u, y: w, u: -GM * x / sqrt(x**2 + y**2) ** 3, w: -GM * y / sqrt(x**2 + y**2) ** 3}
UNITS = {x: "au", y: "au", u: "au/year", w: "au/year"}
orbit = cv.Trajectory(RATES, start={x: r_near, y: 0, u: 0, w: v_near}, over=t, units=UNITS)


def at(value, moment):
    return orbit[value].subs(t, moment)


def speed(moment):
    return sqrt(at(u, moment) ** 2 + at(w, moment) ** 2)


x_now, y_now, v_now = at(x, now * T), at(y, now * T), speed(now * T)
r_now = sqrt(x_now**2 + y_now**2)
area = pi * a**2 * sqrt(1 - e**2) / 12
_hand = (Min(floor(12 * now), 11) + j / 40) / 12 * T
law = sqrt(axis**3 / GM) * 2 * pi


def areas_agree():
    """The area that each twelfth of the period sweeps, as the sum of small triangles, beside a twelfth of the ellipse."""
    gaps = []
    for state in ({"a": 1.5, "e": 0.5}, {"a": 0.6, "e": 0.75}, {"a": 2, "e": 0.2}):
        px, py = (np.append(cv.evaluate(orbit[s], over=t, **state), cv.evaluate(orbit[s], over=t, **state)[:1]) for s in (x, y))
        small = (px[:-2] * py[1:-1] - px[1:-1] * py[:-2]) / 2
        swept = np.diff(np.interp(np.linspace(0, 1600, 13), np.arange(1601), np.append(0, np.cumsum(small))))
        gaps.append(np.abs(swept / cv.evaluate(area, **state) - 1))
    return np.max(gaps) < 1e-3, f"36 sectors, the largest relative difference {np.max(gaps):.1e}"


def keeps_shape_and_energy():
    """All the way round: the distances from both foci beside 2 a, and the squared speed beside GM (2/r - 1/a)."""
    both = (r_now + sqrt((x_now - _focus) ** 2 + y_now**2)) / (2 * a)
    squared = v_now**2 / (GM * (2 / r_now - 1 / a))
    runs = [
        cv.evaluate(one.subs(now, t / T), over=t, a=size, e=shape) for one in (both, squared) for size, shape in ((1.5, 0.5), (0.6, 0.75))
    ]
    worst = float(np.max(np.abs(np.array(runs) - 1)))
    return worst < 1e-5, f"two orbits, the largest relative difference {worst:.1e}"


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(0, 0), (at(x, k * T / 12), at(y, k * T / 12))], over=k, name="every twelfth of the period", color="muted"),
            cv.Polyline([(0, 0), (at(x, _hand), at(y, _hand))], over=j, name="swept in one of them", color="b", opacity=0.5),
            cv.Path(orbit[x], orbit[y], over=t, name="orbit", color="a"),
            cv.Points(0, 0, name="Sun", color="d"),
            cv.Points(_focus, 0, name="other focus", color="muted"),
            cv.Points(x_now, y_now, name="planet", color="e"),
            x="Along the long axis",
            y="Across it",
            y_unit="au",
            equal=True,
            title="The orbit",
            description="An ellipse with the Sun in one focus, {r_near} au away at the nearest point and {r_far} au at the farthest. "
            "The planet is {r_now} au away and moves at {v_now} au a year.",
        ),
        cv.Plot(
            cv.Curve(speed(t), over=t, name="speed", color="a"),
            cv.Points(now * T, v_now, name="planet", color="e"),
            y="Speed",
            y_unit="au/year",
            y_shown_in="km/s",
            y_range=(0, 22.5),
            title="Its speed",
        ),
        cv.Plot(
            cv.Curve(law, over=axis, name="third law", color="muted"),
            cv.Points(*zip(*PLANETS.values(), strict=True), name="Mercury, Venus, Earth, Jupiter, Saturn", color="d"),
            cv.Points(a, T, name="this planet", color="e"),
            y="Period",
            y_unit="year",
            log="y",
            y_range=(0.1, 50),
            title="Period and size",
        ),
    ],
    readouts=[
        cv.Readout("Period", T, unit="year"),
        cv.Readout("Nearest to the Sun", r_near, unit="au"),
        cv.Readout("Farthest from it", r_far, unit="au"),
        cv.Readout("Distance now", r_now, unit="au"),
        cv.Readout("Speed now", v_now, unit="au/year", shown_in="km/s"),
        cv.Readout("Area swept in a twelfth of the period", area, unit="au**2"),
    ],
    presets=[
        cv.Preset("A long ellipse"),
        cv.Preset("The Earth", a=1, e=0.02),
        cv.Preset("Mars", a=1.524, e=0.09),
        cv.Preset("Half of the size", a=0.75),
        cv.Preset("A comet", a=2, e=0.75),
    ],
    facts=[
        cv.Conserved("The energy is kept: v^2/2 - GM/r", (u**2 + w**2) / 2 - GM / sqrt(x**2 + y**2), along=orbit, source="Taylor, ch. 8.4"),
        cv.Conserved("Angular momentum is kept: equal areas", x * w - y * u, along=orbit, source="Kepler's second law; Taylor, ch. 3.4"),
        cv.Conserved(
            "The direction of the long axis is kept (the Laplace-Runge-Lenz vector)",
            w * (x * w - y * u) / GM - x / sqrt(x**2 + y**2) + 2,
            along=orbit,
            source="H. Goldstein, Classical Mechanics, 3rd ed., sec. 3.9; 2 is added so that it is never zero",
        ),
        cv.Check("Each twelfth of the period sweeps a twelfth of the ellipse", areas_agree, source="Kepler's second law; Taylor, ch. 3.4"),
        cv.Identity("Half a period after the perihelion the planet is farthest", r_now, r_far, at={now: 0.5}, source="Taylor, ch. 8.6"),
        cv.Identity("At the perihelion the energy is -GM/(2a)", v_near**2 / 2 - GM / r_near, -GM / (2 * a), source="Taylor, ch. 8.6"),
        cv.Value(
            "Mars, at 1.524 au, takes 1.881 years",
            T,
            at={a: 1.524},
            expected=1.881,
            rtol=5e-4,
            source="NASA, Planetary Fact Sheet, Mars: semi-major axis 227.956e6 km, sidereal orbit period 686.980 days",
        ),
        cv.Value("Saturn, at 9.54 au, takes 29.45 years", law, at={axis: 9.54}, expected=29.45, rtol=2e-3, source="NASA: 10759 days"),
        cv.Check(
            "The distances from both foci add up to the long axis, and the speed agrees with the energy",
            keeps_shape_and_energy,
            source="Kepler's first law: the definition of an ellipse; Taylor, ch. 8.6: the energy is -GM/(2a)",
        ),
    ],
)
