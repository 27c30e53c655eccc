"""A thousand oscillators, integrated anew over 200 points for every place of the slider, and drawn as dots at the end."""

from sympy import symbols

import covis as cv

x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Size", unit="m")
t = cv.Axis("t", 0, 20, points=201, label="Time", unit="s")
k = cv.Index("k", 1, 1000, label="Oscillator")
stiffness = cv.Constant("stiffness", 1, label="Stiffness over mass", unit="1/s**2")
end = cv.Constant("end", 20, label="The end", unit="s")
x, v = symbols("x v")
swings = cv.Trajectory({x: v, v: -stiffness * (1 + k / 1000) * x}, start={x: x_0, v: 0}, over=t, units={x: "m", v: "m/s"}, each=k)

visualisation = cv.Visualisation(
    plots=[cv.Plot(cv.Points(k, swings.at(end)[x], over=k), x="Oscillator", y="Displacement at the end", y_unit="m", y_range=(-2.1, 2.1))]
)
