"""Bars, points, arrows, a band and words in two plots: what is drawn without Plotly while the hand moves."""

from sympy import cos, exp, sin

from covis import Arrow, Axis, Band, Bars, Constant, Curve, Field, Index, Label, Plot, Points, Slider, Visualisation

x_0 = Slider("x_0", 0.2, 2, start=1, label="Size", unit="m")
t = Axis("t", 0, 20, points=400, label="Time", unit="s")
k = Index("k", 1, 20, label="Term")
s = Constant("s", 1, label="a second", unit="s")
m = Constant("m", 1, label="a metre", unit="m")
a = Axis("a", -3, 3, points=11, label="x", unit="m")
b = Axis("b", -2, 2, points=9, label="y", unit="m")

visualisation = Visualisation(
    objectives=["Drag the slider"],
    plots=[
        Plot(
            Curve(x_0 * exp(-t / (8 * s)) * cos(2 * t / s), over=t, name="swing"),
            Band(-x_0 * exp(-t / (8 * s)), x_0 * exp(-t / (8 * s)), over=t, name="envelope"),
            Points(k * s, x_0 * sin(k) / 2, over=k, name="samples"),
            Arrow((0, 0), (10 * s, x_0), name="arrow"),
            Label("the top", at=(0, x_0)),
            y="Displacement",
            unit="m",
            y_range=(-2.1, 2.1),
        ),
        Plot(Bars(x_0 / k, over=k, name="terms"), y="Amplitude", unit="m", y_range=(0, 2.1)),
        Plot(Field(-b * x_0 / m, a * x_0 / m, over=(a, b), name="wind"), x="x", y="y", unit="m", x_unit="m"),
    ],
)
