"""A clock that plays, with two plots."""

from sympy import cos, sin

from covis import Axis, Clock, Constant, Curve, Path, Plot, Points, Slider, Visualisation

now = Clock("now", 0, 1000, speed=1, label="Now", unit="s")
x_0 = Slider("x_0", 0.2, 2, start=1, label="Size", unit="m")
t = Axis("t", 0, 20, points=600, label="Time", unit="s")
w = Constant("w", 1, label="Frequency", unit="rad/s")
x = x_0 * cos(w * (t - now))
v = x.diff(t)

visualisation = Visualisation(
    objectives=["Watch it"],
    plots=[
        Plot(Curve(x, over=t, name="wave"), y="Displacement", unit="m", y_range=(-2.1, 2.1)),
        Plot(
            Path(x, v, over=t, name="orbit"),
            Points(x_0 * cos(w * now), x_0 * w * sin(w * now), name="now"),
            x="Displacement",
            x_unit="m",
            y="Velocity",
            unit="m/s",
        ),
    ],
)
