"""A surface of 40 x 40 points, a line of 400 points over it and a dot that moves evenly upwards."""

from sympy import cos, exp, sin

import covis as cv

x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Size")
a = cv.Axis("a", -3, 3, points=40, label="x")
b = cv.Axis("b", -3, 3, points=40, label="y")
s = cv.Axis("s", 0, 30, points=400, label="Angle")

visualisation = cv.Visualisation(
    plots=[
        cv.Scene(
            cv.Surface(x_0 * exp(-(a**2 + b**2) / 4) * cos(2 * a) - 1, over=(a, b)),
            cv.Path3(2.5 * cos(s), 2.5 * sin(s), x_0 + s / 30, over=s, name="spring", color="b"),
            cv.Points3(0, 0, x_0, name="dot", color="c"),
            x="x",
            y="y",
            z="Height",
            x_range=(-3, 3),
            y_range=(-3, 3),
            z_range=(-3, 3),
        )
    ],
)
