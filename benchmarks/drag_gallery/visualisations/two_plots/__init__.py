"""Two linked plots with five readouts, and live numbers in the text."""

from sympy import cos, exp, log, pi, sin, sqrt

import covis as cv

t = cv.Axis("t", 0, 20, points=600, label="Time", unit="s")
x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Initial displacement", unit="m")
gamma = cv.Slider("gamma", 0.02, 0.9, value=0.1, label="Damping rate", unit="1/s")
omega_0 = cv.Slider("omega_0", 1, 5, value=2, label="Natural angular frequency", unit="rad/s")

omega = sqrt(omega_0**2 - gamma**2)
x = x_0 * exp(-gamma * t) * (cos(omega * t) + gamma / omega * sin(omega * t))
v = x.diff(t)
greatest = x_0 * omega_0
energy = greatest**2 / 2

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(cv.Curve(x, over=t, name="displacement"), y="Displacement", y_unit="m", y_range=(-2.1, 2.1)),
        cv.Plot(cv.Path(x, v, over=t, name="orbit"), x="Displacement", x_unit="m", y="Velocity", y_unit="m/s", title="Phase portrait"),
    ],
    readouts=[
        cv.Readout("Initial energy for each kilogram", energy, unit="m**2/s**2"),
        cv.Readout("Greatest velocity without damping", greatest, unit="m/s"),
        cv.Readout("First low point", x_0 * exp(-gamma * pi / omega), unit="m"),
        cv.Readout("Half-life of the swing", log(2) / gamma, unit="s"),
        cv.Readout("Period", 2 * pi / omega, unit="s"),
    ],
)
