"""Five curves of 600 points each."""

from sympy import cos, exp, sin, sqrt

import covis as cv

t = cv.Axis("t", 0, 20, points=600, label="Time", unit="s")
x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Initial displacement", unit="m")
gamma = cv.Slider("gamma", 0.02, 0.15, value=0.1, label="Damping rate", unit="1/s")
omega_0 = cv.Slider("omega_0", 1, 5, value=2, label="Natural angular frequency", unit="rad/s")


def swing(times):
    rate = times * gamma
    omega = sqrt(omega_0**2 - rate**2)
    return x_0 * exp(-rate * t) * (cos(omega * t) + rate / omega * sin(omega * t))


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            *(cv.Curve(swing(times), over=t, name=f"{times} times the damping") for times in (1, 2, 3, 4, 5)),
            y="Displacement",
            y_unit="m",
            y_range=(-2.1, 2.1),
        )
    ],
)
