"""A bouncing ball: infinitely many bounces in a finite time.

Model    free fall, h'' = -g; at each bounce v becomes -e v
Source   derived: each flight lasts e times as long as the one before, so their times are a geometric series
"""

import numpy as np
from sympy import Abs, Piecewise, floor, oo, sqrt, symbols

import covis as cv

t = cv.Axis("t", 0, 10, points=2001, label="Time", unit="s")
now = cv.Clock("now", 0, 10, label="Time", unit="s")
h_0 = cv.Slider("h_0", 0.5, 2, value=1.5, step=0.05, label="Height that it falls from", unit="m")
e = cv.Slider("e", 0.3, 0.9, value=0.8, step=0.01, label="Coefficient of restitution")
g = cv.Constant("g", 9.81, label="Acceleration of gravity", unit="m/s**2")
slow = cv.Constant("slow", 0.1, label="Speed below which it lies still", unit="m/s", symbol=r"v_{\text{slow}}")
m = cv.Index("m", 1, 40, label="Bounce")

h, v, n, still = symbols("h v n still")
rests = Piecewise((1, Abs(v) < slow), (0, True))
landing = cv.Event(h, falling=True, then={v: -e * v * (1 - rests), n: n + 1, still: rests})
ball = cv.Trajectory(
    {h: v, v: -g * (1 - still), n: 0, still: 0}, start={h: h_0, v: 0, n: 0, still: 0}, over=t, events=[landing], units={h: "m", v: "m/s"}
)
_h, _v, _n = ball.at(now)[h], ball.at(now)[v], ball.at(now)[n]

fall = sqrt(2 * h_0 / g)
bounce = fall * (1 + 2 * e * (1 - e ** (m - 1)) / (1 - e))
end, way = fall * (1 + e) / (1 - e), h_0 * (1 + e**2) / (1 - e**2)


def exact(t, start, kept, stops=0.1, gravity=9.81):
    """Height at the times t, flight by flight; on the floor once it lands more slowly than `stops`, in m/s."""
    height = start - gravity * t**2 / 2
    began, speed = np.sqrt(2 * start / gravity), np.sqrt(2 * gravity * start)
    while speed >= stops:
        speed *= kept
        height = np.where(t >= began, speed * (t - began) - gravity * (t - began) ** 2 / 2, height)
        began += 2 * speed / gravity
    return np.where(t >= began, 0, height)


def flies_as_the_closed_form():
    times = np.linspace(0, 10, 2001)
    states = [(0.5, 0.3), (1.3, 0.62), (2, 0.9)]
    gaps = [np.abs(cv.evaluate(ball[h], over=t, h_0=a, e=b) - exact(times, a, b)).max() for a, b in states]
    return np.max(gaps) < 1e-6, f"{len(states)} flights of {times.size} points, at most {np.max(gaps):.1g} m apart"


_flight = bounce.subs(m, m + 1) - bounce
_top, _third = ball.at(fall * (1 + e))[h], ball.at(fall * (1 + 2 * e + 2 * e**2 + e**3))[n]
TENNIS = {h_0: 2, e: 0.75}
ITF = "ITF, Rules of Tennis, appendix I: dropped from 254 cm it rebounds to between 135 and 147 cm"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(ball[h], over=t, name="height", color="a"),
            cv.Points(now, _h, name="the ball now", color="e"),
            title="Height",
            y="Height",
            y_unit="m",
            description="From {h_0} m, each flight lasts {e} times as long as the one before; all of them end after {end} s.",
        ),
        cv.Plot(
            cv.Curve(ball[n], over=t, name="bounces so far", color="a"),
            cv.Points(bounce, m, over=m, name="the series", color="d", opacity=0.6),
            cv.Polyline([(end, 0), (end, 41)], name="where the series ends", color="c", dash=True),
            cv.Points(now, _n, name="now", color="e"),
            title="Bounces crowd before one moment",
            y="Bounces",
        ),
        cv.Plot(
            cv.Path(ball[v], ball[h], over=t, name="the flights", color="a"),
            cv.Points(_v, _h, name="now", color="e"),
            title="Height and velocity",
            x="Velocity, upwards",
            x_unit="m/s",
            y="Height",
            y_unit="m",
            x_range=(-6.6, 6.6),
        ),
    ],
    readouts=[
        cv.Readout("First bounce after", fall, unit="s"),
        cv.Readout("All bounces end after", end, unit="s"),
        cv.Readout("Distance in all", way, unit="m"),
        cv.Readout("Bounces until now", floor(_n + 0.5)),
    ],
    presets=[
        cv.Preset("A tennis ball", e=0.75),
        cv.Preset("A rubber ball", e=0.9, h_0=1),
        cv.Preset("A ball of clay, nearly", e=0.3),
        cv.Preset("From higher up", e=0.75, h_0=2),
    ],
    facts=[
        cv.Identity("Each flight lasts e times the one before", _flight.subs(m, m + 1), e * _flight, source="derived: the speeds do too"),
        cv.Limit("Infinitely many bounces end in a finite time", bounce, m, oo, end, source="derived: the geometric series, e < 1"),
        cv.Identity("The first bounce comes after the fall", bounce, fall, at={m: 1}, source="derived: h_0 = g t^2 / 2"),
        cv.Value("With e = 3/5 it goes 2.125 h_0 in all", way / h_0, at={h_0: 1, e: 0.6}, expected=2.125, source="derived: 1.36/0.64"),
        cv.Value("A tennis ball rebounds to 0.56 of its height", _top / h_0, at=TENNIS, expected=141 / 254, rtol=0.04, source=ITF),
        cv.Value("At the top of the fourth flight the count is three", _third, at=TENNIS, expected=3, source="derived: half a flight"),
        cv.Check("The whole flight is that of the closed form", flies_as_the_closed_form, source="derived: a parabola for each flight"),
    ],
)
