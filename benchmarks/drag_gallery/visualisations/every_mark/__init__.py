"""Bars, points, arrows, a band and words in two plots: what is drawn without Plotly while the hand moves."""

from sympy import cos, exp, sin

import covis as cv

x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Size", unit="m")
t = cv.Axis("t", 0, 20, points=400, label="Time", unit="s")
k = cv.Index("k", 1, 20, label="Term")
s = cv.Constant("s", 1, label="a second", unit="s")
m = cv.Constant("m", 1, label="a metre", unit="m")
a = cv.Axis("a", -3, 3, points=11, label="x", unit="m")
b = cv.Axis("b", -2, 2, points=9, label="y", unit="m")

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(x_0 * exp(-t / (8 * s)) * cos(2 * t / s), over=t, name="swing"),
            cv.Band(-x_0 * exp(-t / (8 * s)), x_0 * exp(-t / (8 * s)), over=t, name="envelope"),
            cv.Points(k * s, x_0 * sin(k) / 2, over=k, name="samples"),
            cv.Arrow((0, 0), (10 * s, x_0), name="arrow"),
            cv.Label("the top", at=(0, x_0)),
            y="Displacement",
            y_unit="m",
            y_range=(-2.1, 2.1),
        ),
        cv.Plot(cv.Bars(x_0 / k, over=k, name="terms"), y="Amplitude", y_unit="m", y_range=(0, 2.1)),
        cv.Plot(cv.Field(-b * x_0 / m, a * x_0 / m, over=(a, b), name="wind"), x="x", y="y", y_unit="m", x_unit="m"),
    ],
)
