"""One curve of 600 points: what is measured against the bare path."""

from sympy import cos, exp, sin, sqrt

from covis import Axis, Curve, Plot, Slider, Visualisation

t = Axis("t", 0, 20, points=600, label="Time", unit="s")
x_0 = Slider("x_0", 0.2, 2, start=1, label="Initial displacement", unit="m")
gamma = Slider("gamma", 0.02, 0.9, start=0.1, label="Damping rate", unit="1/s")
omega_0 = Slider("omega_0", 1, 5, start=2, label="Natural angular frequency", unit="rad/s")

omega = sqrt(omega_0**2 - gamma**2)
x = x_0 * exp(-gamma * t) * (cos(omega * t) + gamma / omega * sin(omega * t))

visualisation = Visualisation(
    objectives=["Drag the first slider"],
    plots=[Plot(Curve(x, over=t, name="displacement"), y="Displacement", unit="m", y_range=(-2.1, 2.1))],
)
