"""A run that plays, with a record and a trail."""

from sympy import cos, symbols

import covis as cv

t = cv.Stopwatch("t", label="Time", unit="s")
w = cv.Slider("w", 0.5, 3, value=1.5, label="Frequency of the drive", unit="rad/s")
k = cv.Constant("k", 4, label="Stiffness over mass", unit="1/s**2")
c = cv.Constant("c", 0.2, label="Damping rate", unit="1/s")
f = cv.Constant("f", 1, label="Drive", unit="m/s**2")
s = cv.Axis("s", -20, 0, points=600, label="Time before now", unit="s")
x, v = symbols("x v")
run = cv.Run({x: v, v: -k * x - c * v + f * cos(w * t)}, start={x: 1, v: 0}, over=t, units={x: "m", v: "m/s"})

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(cv.Curve(run.at(t + s)[x], over=s, name="record"), y="Displacement", y_unit="m", y_range=(-2.1, 2.1)),
        cv.Plot(
            run.trail(x, v, 500, name="trail"),
            cv.Points(run[x], run[v], name="now"),
            x="Displacement",
            x_unit="m",
            y="Velocity",
            y_unit="m/s",
        ),
    ],
)
