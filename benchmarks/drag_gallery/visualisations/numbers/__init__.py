"""Roots, integrals, a table and eigenvalues, all found anew in every state: 300 roots and 40 integrals."""

from sympy import Integral, pi, re, sin, sqrt, symbols

import covis as cv

t = cv.Axis("t", 0, 1, points=300, label="Time in periods")
x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Size")
w = cv.Axis("w", 0.05, 3, points=40, label="Amplitude")
s = cv.Axis("s", 0, 4, points=200, label="Place")
c = cv.Axis("c", 0, 8, points=200, label="Damping")

u = symbols("u")
# Kepler's equation: the eccentric anomaly.
anomaly = cv.root(u - x_0 / 3 * sin(u) - 2 * pi * t, u, between=(-1, 7))
period = 2 / pi * Integral(1 / sqrt(1 - (x_0 / 2 * sin(w / 2) * sin(u)) ** 2), (u, 0, pi / 2))
table = cv.Table([0, 1, 2.5, 4, 8], [0, 1, 0.4, 0.8, 0], kind="cubic")
slow, fast = cv.eigenvalues([[0, 1], [-4 * x_0, -c]])

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(cv.Curve(x_0 + sin(anomaly), over=t, name="orbit"), y="Height", y_range=(-1.1, 3.1)),
        cv.Plot(cv.Curve(period, over=w, name="period"), y="Period", y_range=(0.9, 2)),
        cv.Plot(
            cv.Curve(table.at(x_0 * s), over=s, name="table"),
            cv.Curve(re(fast) + 2, over=c, name="rate"),
            y="Value",
            x="Place",
            y_range=(-7, 3),
        ),
    ],
)
