"""A polar curve of 600 points."""

from sympy import cos, pi

from covis import Axis, Plot, Slider, Trace, Visualisation

x_0 = Slider("x_0", 0.2, 2, start=1, label="Size")
s = Axis("s", 0, 360, points=600, label="Angle")

visualisation = Visualisation(
    objectives=["Drag the slider"],
    plots=[
        Plot(
            Trace("scatterpolar", over=s, r=x_0 * (2 + cos(5 * s * pi / 180)) / 3, theta=s, style={"mode": "lines"}, name="rose"),
            layout={"polar": {"radialaxis": {"range": [0, 2.1]}}},
        )
    ],
)
