"""Ten contour lines over a heatmap of 100 by 80 values."""

from sympy import cos, exp

from covis import Axis, Constant, Contours, Heatmap, Plot, Slider, Visualisation

x_0 = Slider("x_0", 0.2, 2, start=1, label="Place of the ridge", unit="m")
a = Axis("a", -3, 3, points=100, label="x", unit="m")
b = Axis("b", -3, 3, points=80, label="y", unit="m")
m = Constant("m", 1, label="a metre", unit="m")
height = exp(-(((b - x_0) / m + 1.1 - cos(a / m) / 2) ** 2)) * (1 + (a / m) ** 2 / 20)

visualisation = Visualisation(
    objectives=["Drag the slider"],
    plots=[
        Plot(
            Heatmap(height, over=(a, b)),
            Contours(height, over=(a, b), levels=10, color="g"),
            x="x",
            y="y",
            z="Height",
            x_unit="m",
            y_unit="m",
        )
    ],
)
