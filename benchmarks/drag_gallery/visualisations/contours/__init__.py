"""Ten contour lines over a heatmap of 100 by 80 values."""

from sympy import cos, exp

import covis as cv

x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Place of the ridge", unit="m")
a = cv.Axis("a", -3, 3, points=100, label="x", unit="m")
b = cv.Axis("b", -3, 3, points=80, label="y", unit="m")
m = cv.Constant("m", 1, label="a metre", unit="m")
height = exp(-(((b - x_0) / m + 1.1 - cos(a / m) / 2) ** 2)) * (1 + (a / m) ** 2 / 20)

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Heatmap(height, over=(a, b)),
            cv.Contours(height, over=(a, b), levels=10, color="g"),
            x="x",
            y="y",
            z="Height",
            x_unit="m",
            y_unit="m",
        )
    ],
)
