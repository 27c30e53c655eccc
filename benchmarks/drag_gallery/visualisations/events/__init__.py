"""A ball that bounces until it lies still: 600 points, and every event found anew in every state."""

from sympy import Abs, Piecewise, symbols

import covis as cv

t = cv.Axis("t", 0, 5, points=600, label="Time", unit="s")
x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Height", unit="m")
e = cv.Slider("e", 0.5, 0.9, value=0.8, label="Coefficient of restitution")
g = cv.Constant("g", 9.81, label="Gravity", unit="m/s**2")
slow = cv.Constant("slow", 0.05, label="Speed of the last bounce", unit="m/s")

h, v, held = symbols("h v held")
rests = Piecewise((1, Abs(v) < slow), (0, True))
ball = cv.Trajectory(
    {h: v, v: -g * (1 - held), held: 0},
    start={h: x_0, v: 0, held: 0},
    over=t,
    events=[cv.Event(h, falling=True, then={v: -e * v * (1 - rests), held: rests})],
    units={h: "m", v: "m/s"},
)

visualisation = cv.Visualisation(
    plots=[cv.Plot(cv.Curve(ball[h], over=t, name="height"), y="Height", y_unit="m", y_range=(-0.1, 2.1))],
)
