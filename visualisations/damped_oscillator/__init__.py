"""Damped oscillator: what friction does to a swing.

Model    x'' + 2 gamma x' + omega_0^2 x = 0, under-damped (gamma < omega_0), released from rest at x_0
Source   I. G. Main, Vibrations and Waves in Physics, 3rd ed., ch. 3
"""

from sympy import cos, exp, log, sin, sqrt

import covis as cv

t = cv.Axis("t", 0, 40, points=800, label="Time", unit="s")
x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Initial displacement", unit="m")
gamma = cv.Slider("gamma", 0.02, 0.9, value=0.1, label="Damping rate", unit="1/s")
omega_0 = cv.Slider("omega_0", 1, 5, value=2, label="Natural angular frequency", unit="rad/s")

omega = sqrt(omega_0**2 - gamma**2)
envelope = x_0 * exp(-gamma * t)
x = envelope * (cos(omega * t) + gamma / omega * sin(omega * t))
v = x.diff(t)
energy = (v**2 + omega_0**2 * x**2) / 2
quality = omega_0 / (2 * gamma)
half_life = log(2) / gamma

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(x, over=t, name="displacement"),
            cv.Curve(envelope, over=t, name="envelope x₀ exp(−γt)", dash=True, color="muted"),
            x="Time",
            y="Displacement",
            y_unit="m",
        ),
        cv.Plot(
            cv.Path(x, v, over=t, name="orbit"),
            x="Displacement",
            x_unit="m",
            y="Velocity",
            y_unit="m/s",
            y_range=(-6, 6),
            title="Phase portrait",
        ),
    ],
    readouts=[cv.Readout("Quality factor Q", quality), cv.Readout("Half-life of the swing", half_life, unit="s")],
    presets=[
        cv.Preset("A bell", gamma=0.02, omega_0=5),
        cv.Preset("A swing", gamma=0.1),
        cv.Preset("A car's shock absorber", gamma=0.9, omega_0=1),
    ],
    facts=[
        cv.Identity("x(t) obeys the equation of motion", x.diff(t, 2) + 2 * gamma * v + omega_0**2 * x, 0, source="Main, ch. 3"),
        cv.Value(
            "Released from rest: no velocity at the start",
            v,
            at={t: 0, x_0: 1.3, gamma: 0.4, omega_0: 2},
            expected=0,
            atol=1e-12,
            source="derived: the sine term is chosen so that v(0) = 0",
        ),
        cv.Value(
            "At γ = 0.1 per second the envelope halves in 6.93 s",
            envelope,
            at={t: 6.931471805599453, x_0: 1, gamma: 0.1},
            expected=0.5,
            source="derived: exp(-gamma t) = 1/2 at t = ln 2 / gamma = 0.693147.../0.1 s",
        ),
        cv.Limit("Without damping it is a cosine", x, gamma, 0, x_0 * cos(omega_0 * t), side="+", source="Main, ch. 1"),
        cv.Identity(
            "Energy is lost at the rate 2 gamma v^2",
            energy.diff(t),
            -2 * gamma * v**2,
            source="derived: d/dt of energy, with the equation of motion",
        ),
    ],
)
