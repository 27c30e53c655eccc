"""A polar curve of 600 points."""

from sympy import cos, pi

import covis as cv

x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Size")
s = cv.Axis("s", 0, 360, points=600, label="Angle")

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Trace("scatterpolar", over=s, r=x_0 * (2 + cos(5 * s * pi / 180)) / 3, theta=s, style={"mode": "lines"}, name="rose"),
            layout={"polar": {"radialaxis": {"range": [0, 2.1]}}},
        )
    ],
)
