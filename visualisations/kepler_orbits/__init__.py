"""Kepler orbits: fast near the Sun, slow far away, and the same area in equal times.

Model    r'' = -G M r/r^3, started at the perihelion, a (1 - e) from the Sun, with the speed sqrt(G M (1 + e)/(a (1 - e)));
         G M = 4 pi^2 au^3/year^2, so that a circle of one au takes one year
Source   J. R. Taylor, Classical Mechanics, ch. 8
"""

from sympy import Abs, Min, atan2, floor, pi, sin, sqrt, symbols

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
NASA, AREAS = "NASA, Planetary Fact Sheets", "Kepler's second law; Taylor, ch. 3.4"
SATURN = f"JPL, mean elements: 9.537 au; {NASA}: 10759 days"
PLANETS = {"Mercury": (0.387, 0.241), "Venus": (0.723, 0.615), "Earth": (1, 1), "Jupiter": (5.203, 11.86), "Saturn": (9.54, 29.45)}

r_near, r_far = a * (1 - e), a * (1 + e)
v_near = sqrt(GM * (1 + e) / r_near)
_focus = -2 * a * e  # along the long axis, from the Sun

x, y, u, w = symbols("x y u w", real=True)
_r = sqrt(x**2 + y**2)
orbit = cv.Trajectory(
    {x: u, y: w, u: -GM * x / _r**3, w: -GM * y / _r**3},
    start={x: r_near, y: 0, u: 0, w: v_near},
    over=t,
    units={x: "au", y: "au", u: "au/year", w: "au/year"},
)


def at(value, moment):
    return orbit[value].subs(t, moment)


def speed(moment):
    return sqrt(at(u, moment) ** 2 + at(w, moment) ** 2)


_moment = now * T
x_now, y_now, v_now = at(x, _moment), at(y, _moment), speed(_moment)
r_now, _other = sqrt(x_now**2 + y_now**2), sqrt((x_now - _focus) ** 2 + y_now**2)
area = pi * a**2 * sqrt(1 - e**2) / 12
_spoke, _hand = k * T / 12, (Min(floor(12 * now), 11) + j / 40) / 12 * T
law = sqrt(axis**3 / GM) * 2 * pi


def swept(moment):
    """The area that the planet's place says it has swept since the perihelion, in twelfths of the ellipse."""
    anomaly = atan2(at(y, moment), sqrt(1 - e**2) * (at(x, moment) + a * e))
    return a**2 * sqrt(1 - e**2) / 2 * (anomaly - e * sin(anomaly)) / area


# Half the angle by which a line is off, of a circle for the whole ellipse: its sine does not count whole rounds.
_spoke_off, _line_off = pi / 12 * (swept(_spoke) - k), pi / 12 * (swept(_hand) - Min(floor(12 * now), 11) - j / 40)

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(0, 0), (at(x, _spoke), at(y, _spoke))], over=k, name="every twelfth of the period", color="muted"),
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
            cv.Points(_moment, v_now, name="planet", color="e"),
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
        cv.Conserved("The energy is kept: v^2/2 - GM/r", (u**2 + w**2) / 2 - GM / _r, along=orbit, source="Taylor, ch. 8.4"),
        cv.Conserved("Angular momentum is kept: equal areas", x * w - y * u, along=orbit, source=AREAS),
        cv.Always("At spoke k as many twelfths of the ellipse are swept", Abs(sin(_spoke_off)) < 1e-3, source=AREAS),
        cv.Always("The sector has a line for each fortieth of a twelfth", Abs(sin(_line_off)) < 1e-3, source=AREAS),
        cv.Identity("Half a period after the perihelion the planet is farthest", r_now, r_far, at={now: 0.5}, source="Taylor, ch. 8.6"),
        cv.Identity("At the perihelion the energy is -GM/(2a)", v_near**2 / 2 - GM / r_near, -GM / (2 * a), source="Taylor, ch. 8.6"),
        cv.Value("Mars, at 1.524 au, takes 1.881 years", T, at={a: 1.524}, expected=1.881, rtol=5e-4, source=f"{NASA}: 686.980 days"),
        cv.Value("Saturn, at 9.54 au, takes 29.45 years", law, at={axis: 9.54}, expected=29.45, rtol=2e-3, source=SATURN),
        cv.Identity("The distances from both foci add up to 2 a", r_now + _other, 2 * a, source="Kepler's first law; Taylor, ch. 8.6"),
        cv.Identity("The speed all the way has the energy -GM/(2a)", v_now, sqrt(GM * (2 / r_now - 1 / a)), source="Taylor, ch. 8.6"),
    ],
)
