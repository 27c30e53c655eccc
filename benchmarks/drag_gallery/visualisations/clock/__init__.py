"""A clock that plays, with two plots."""

from sympy import cos, sin

import covis as cv

now = cv.Clock("now", 0, 1000, speed=1, label="Now", unit="s")
x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Size", unit="m")
t = cv.Axis("t", 0, 20, points=600, label="Time", unit="s")
w = cv.Constant("w", 1, label="Frequency", unit="rad/s")
x = x_0 * cos(w * (t - now))
v = x.diff(t)

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(cv.Curve(x, over=t, name="wave"), y="Displacement", y_unit="m", y_range=(-2.1, 2.1)),
        cv.Plot(
            cv.Path(x, v, over=t, name="orbit"),
            cv.Points(x_0 * cos(w * now), x_0 * w * sin(w * now), name="now"),
            x="Displacement",
            x_unit="m",
            y="Velocity",
            y_unit="m/s",
        ),
    ],
)
