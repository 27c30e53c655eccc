"""Damped oscillator: what friction does to a mass on a spring.

Model    x'' + 2 gamma x' + omega_0^2 x = 0, released from rest at x_0; under-, critically or over-damped
Source   I. G. Main, Vibrations and Waves in Physics, 3rd ed., ch. 3
"""

from sympy import Abs, Derivative, Eq, Or, Piecewise, cos, cosh, exp, log, sin, sinh, sqrt

import covis as cv

t = cv.Axis("t", 0, 30, points=901, label="Time", unit="s")
now = cv.Clock("now", 0, 30, label="Time", unit="s")
gamma = cv.Slider("gamma", 0, 6, value=0.2, step=0.05, label="Damping rate", unit="1/s")
omega_0 = cv.Slider("omega_0", 1, 5, value=2, step=0.05, label="Natural angular frequency", unit="rad/s")
x_0 = cv.Slider("x_0", 0.25, 1.5, value=1, step=0.05, label="Initial displacement", unit="m")

envelope = x_0 * exp(-gamma * t)
omega = sqrt(Abs(omega_0**2 - gamma**2))
x_under = envelope * (cos(omega * t) + gamma / omega * sin(omega * t))
x_critical = envelope * (1 + gamma * t)
x_over = envelope * (cosh(omega * t) + gamma / omega * sinh(omega * t))
x = Piecewise((x_under, gamma < omega_0), (x_critical, Eq(gamma, omega_0)), (x_over, True))
v = x.diff(t)
acceleration = v.diff(t)
_up = v / omega_0  # in the phase portrait
x_now, v_now = x.subs(t, now), v.subs(t, now)

# For each unit of mass.
E_k, E_p = v**2 / 2, omega_0**2 * x**2 / 2
E = E_k + E_p
E_0 = E.subs(t, 0)
left, in_spring = E / E_0, E_p / E_0
left_now = left.subs(t, now)

slowest = Piecewise((gamma, gamma <= omega_0), (gamma - omega, True))
zeta, half_life = gamma / omega_0, log(2) / slowest

# The mass is drawn above the phase portrait: its displacement is the portrait's. In metres:
m = cv.Constant("m", 1, label="one metre", unit="m", symbol=r"\mathrm{m}")
_up_now, _below = v_now / omega_0, -envelope
_wall, _height, _side, COILS = -2.6 * m, 2.1 * m, 0.15 * m, 24
k = cv.Index("k", 0, COILS, label="Bends of the spring")
_spring_x = _wall + (x_now - _side - _wall) * k / COILS
_spring_y = _height + _side * Piecewise((0, Or(k < 2, k > COILS - 2)), ((-1) ** k, True))
_block = [(x_now + i * _side, _height + j * _side) for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
UNDER, CRITICAL, OVER = {gamma: omega_0 / 2}, {gamma: 2, omega_0: 2, x_0: 1, t: 0.5}, {gamma: 2, omega_0: 1}

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(_wall, _height - 2 * _side), (_wall, _height + 2 * _side)], color="muted"),
            cv.Path(_spring_x, _spring_y, over=k, name="spring", color="muted"),
            cv.Polyline(_block, name="mass", color="b"),
            cv.Polyline([(x_now, _height - _side), (x_now, _up_now)], color="b", dash=True, opacity=0.5),
            cv.Path(x, _up, over=t, name="orbit", color="a"),
            cv.Points(x_now, _up_now, name="now", color="b"),
            x="Displacement",
            y="Velocity/ω₀",
            y_unit="m",
            equal=True,
            title="The mass, above its phase portrait",
        ),
        cv.Plot(
            cv.Curve(envelope, over=t, name="envelope ±x₀ exp(−γt)", dash=True, color="muted", show=gamma < omega_0),
            cv.Curve(_below, over=t, dash=True, color="muted", show=gamma < omega_0),
            cv.Curve(x, over=t, name="displacement", color="a"),
            cv.Points(now, x_now, name="now", color="b"),
            y="Displacement",
            y_unit="m",
            title="Displacement",
        ),
        cv.Plot(
            cv.Band(0, in_spring, over=t, name="in the spring", color="c"),
            cv.Band(in_spring, left, over=t, name="in the motion", color="d"),
            cv.Curve(left, over=t, name="both: what is left", color="a"),
            cv.Points(now, left_now, name="now", color="b"),
            y="Share of energy",
            title="Energy",
        ),
    ],
    readouts=[
        cv.Readout("Damping ratio γ/ω₀ (critical: 1)", zeta),
        cv.Readout("Decay rate in the long run", slowest, unit="1/s"),
        cv.Readout("Energy left now, %", 100 * left_now),
    ],
    presets=[
        cv.Preset("A swing"),
        cv.Preset("Twice the damping", gamma=0.4),
        cv.Preset("Half as far", x_0=0.5),
        cv.Preset("A bell", gamma=0.05, omega_0=5),
        cv.Preset("A stiff door", gamma=3, omega_0=1),
        cv.Preset("A door with its damper set right", gamma=1, omega_0=1),
    ],
    symbols={"v": r"\dot x", "acceleration": r"\ddot x", "v_now": r"\dot x_{\text{now}}", "slowest": r"\gamma_{\mathrm{slow}}"},
    facts=[
        cv.Identity("x(t) obeys the equation of motion", acceleration, -2 * gamma * v - omega_0**2 * x, source="Main, ch. 3"),
        cv.Identity("Released at x_0", x, x_0, at={t: 0}, source="derived: the cosine is 1, and so are its relatives"),
        cv.Identity("Released from rest: no velocity at the start", v, 0, at={t: 0}, source="derived: the sine term is chosen for that"),
        cv.Identity("Without damping the displacement is a cosine", x, x_0 * cos(omega_0 * t), at={gamma: 0}, source="Main, ch. 1"),
        cv.Limit("The swing tends to the critical curve", x_under / x_critical, gamma, omega_0, 1, side="-", source="Main, ch. 3"),
        cv.Always("From critical damping on the mass never crosses 0", Or(gamma < omega_0, x > 0), source="derived: no term is below 0"),
        cv.Identity("Critical damping has the ratio 1", zeta, 1, at={gamma: omega_0}, source="derived: that is what critical means"),
        cv.Value("Critical damping leaves 2/e at t = 1/γ", x / x_0, at=CRITICAL, expected=2 * exp(-1), source="Main, ch. 3"),
        cv.Identity("A swing's envelope falls at the decay rate", envelope.diff(t), -slowest * envelope, at=UNDER, source="Main, ch. 3"),
        cv.Identity("The lower envelope begins at -x_0", _below, -x_0, at={t: 0}, source="derived: at -x_0 exp(0)"),
        cv.Value("Twice critical damping: x halves in 2.59 s", half_life, at=OVER, expected=2.5868605, source="derived: ln 2/(2 - √3)"),
        cv.Identity(
            "A swing loses energy at the rate 2 γ v²", Derivative(E, t), -2 * gamma * v**2, at=UNDER, source="derived: Ė = v (ẍ + ω₀² x)"
        ),
        cv.Identity("At first all of the energy is in the spring", in_spring, left, at={t: 0}, source="derived: released from rest"),
        cv.Identity("At first all of the energy is left", 100 * left_now, 100, at={now: 0}, source="derived: none is lost yet"),
        cv.Identity("The portrait shows the energy", x**2 + _up**2, 2 * E / omega_0**2, at=UNDER, source="derived: E over ω₀²/2"),
        cv.Identity("The spring ends at the block", _spring_x, _block[0][0], at={k: COILS} | UNDER, source="derived: its left side"),
        cv.Identity("The spring begins at the wall", _spring_x, _wall, at={k: 0}, source="derived: the spring is fixed there"),
        cv.Identity("The block has its middle where the mass is", sum(x for x, _ in _block[:4]) / 4, x_now, source="derived: its corners"),
    ],
)
