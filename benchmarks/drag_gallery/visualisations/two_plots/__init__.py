"""Two linked plots with five readouts, and live numbers in the text."""

from sympy import cos, exp, log, pi, sin, sqrt

from covis import Axis, Curve, Path, Plot, Readout, Slider, Visualisation

t = Axis("t", 0, 20, points=600, label="Time", unit="s")
x_0 = Slider("x_0", 0.2, 2, start=1, label="Initial displacement", unit="m")
gamma = Slider("gamma", 0.02, 0.9, start=0.1, label="Damping rate", unit="1/s")
omega_0 = Slider("omega_0", 1, 5, start=2, label="Natural angular frequency", unit="rad/s")

omega = sqrt(omega_0**2 - gamma**2)
x = x_0 * exp(-gamma * t) * (cos(omega * t) + gamma / omega * sin(omega * t))
v = x.diff(t)
greatest = x_0 * omega_0
energy = greatest**2 / 2

visualisation = Visualisation(
    objectives=["Drag the first slider"],
    plots=[
        Plot(Curve(x, over=t, name="displacement"), y="Displacement", unit="m", y_range=(-2.1, 2.1)),
        Plot(Path(x, v, over=t, name="orbit"), x="Displacement", x_unit="m", y="Velocity", unit="m/s", title="Phase portrait"),
    ],
    readouts=[
        Readout("Initial energy for each kilogram", energy, unit="m**2/s**2"),
        Readout("Greatest velocity without damping", greatest, unit="m/s"),
        Readout("First low point", x_0 * exp(-gamma * pi / omega), unit="m"),
        Readout("Half-life of the swing", log(2) / gamma, unit="s"),
        Readout("Period", 2 * pi / omega, unit="s"),
    ],
)
