"""Filled shapes, 400 dots coloured by a value, and bars at real places: what is drawn without Plotly while the hand moves."""

from sympy import cos, pi, sin

import covis as cv

x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Size", unit="m")
a = cv.Axis("a", 0, 2 * pi, points=101, label="Angle", unit="rad")
k = cv.Index("k", 1, 400, label="Dot")
j = cv.Index("j", 1, 20, label="Line")
m = cv.Constant("m", 1, label="a metre", unit="m")

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Region(x_0 * cos(a), x_0 * sin(a), over=a, name="disc"),
            cv.Points(m * cos(k), x_0 * sin(1.3 * k), over=k, color=x_0 * cos(k / 60), name="dots"),
            cv.Polygon([(-2 * m, x_0), (-m, 0), (-2 * m, 0)], fill=1, name="wedge"),
            x="x",
            y="y",
            z="Value",
            x_unit="m",
            y_unit="m",
            z_unit="m",
            equal=True,
            y_range=(-2.1, 2.1),
        ),
        cv.Plot(
            cv.Bars(1 / j, over=j, x=j * x_0, width=x_0 / 4, color=j * x_0, name="lines"),
            x="Place",
            x_unit="m",
            y="Height",
            z="Value",
            z_unit="m",
            height="short",
        ),
    ],
)
