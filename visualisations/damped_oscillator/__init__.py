"""Damped oscillator: what friction does to a mass on a spring.

Model    x'' + 2 gamma x' + omega_0^2 x = 0, released from rest at x_0; under-, critically or over-damped
Source   I. G. Main, Vibrations and Waves in Physics, 3rd ed., ch. 3
"""

from sympy import Abs, Eq, Or, Piecewise, cos, cosh, exp, log, sin, sinh, sqrt

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

# For each unit of mass.
E_k, E_p = v**2 / 2, omega_0**2 * x**2 / 2
E = E_k + E_p
E_0 = E.subs(t, 0)
power = E.diff(t)

left, in_spring = E / E_0, E_p / E_0
_left = left.subs(t, now)
zeta = gamma / omega_0
slowest = Piecewise((gamma, gamma <= omega_0), (gamma - omega, True))
half_life = log(2) / slowest

# The mass is drawn above the phase portrait: its displacement is the portrait's. In metres:
m = cv.Constant("m", 1, label="one metre", unit="m", symbol=r"\mathrm{m}")
_x_now, _v_now = x.subs(t, now), v.subs(t, now)
_wall, _height, _side = -2.6 * m, 2.1 * m, 0.15 * m
COILS = 24
k = cv.Index("k", 0, COILS, label="Bends of the spring")
_spring_x = _wall + (_x_now - _side - _wall) * k / COILS
_spring_y = _height + _side * Piecewise((0, Or(k < 2, k > COILS - 2)), ((-1) ** k, True))
_block = [(_x_now + i * _side, _height + j * _side) for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(_wall, _height - 2 * _side), (_wall, _height + 2 * _side)], color="muted"),
            cv.Path(_spring_x, _spring_y, over=k, name="spring", color="muted"),
            cv.Polyline(_block, name="mass", color="b"),
            cv.Polyline([(_x_now, _height - _side), (_x_now, _v_now / omega_0)], color="b", dash=True, opacity=0.5),
            cv.Path(x, v / omega_0, over=t, name="orbit", color="a"),
            cv.Points(_x_now, _v_now / omega_0, name="now", color="b"),
            x="Displacement",
            y="Velocity/ω₀",
            y_unit="m",
            equal=True,
            title="The mass, above its phase portrait",
        ),
        cv.Plot(
            cv.Curve(envelope, over=t, name="envelope ±x₀ exp(−γt)", dash=True, color="muted", show=gamma < omega_0),
            cv.Curve(-envelope, over=t, dash=True, color="muted", show=gamma < omega_0),
            cv.Curve(x, over=t, name="displacement", color="a"),
            cv.Points(now, _x_now, name="now", color="b"),
            y="Displacement",
            y_unit="m",
            title="Displacement",
        ),
        cv.Plot(
            cv.Band(0, in_spring, over=t, name="in the spring", color="c"),
            cv.Band(in_spring, left, over=t, name="in the motion", color="d"),
            cv.Curve(left, over=t, name="both: what is left", color="a"),
            cv.Points(now, _left, name="now", color="b"),
            y="Share of energy",
            title="Energy",
        ),
    ],
    readouts=[
        cv.Readout("Damping ratio γ/ω₀ (critical: 1)", zeta),
        cv.Readout("Decay rate in the long run", slowest, unit="1/s"),
        cv.Readout("Energy left now, %", 100 * _left),
    ],
    presets=[
        cv.Preset("A swing"),
        cv.Preset("Twice the damping", gamma=0.4),
        cv.Preset("Half as far", x_0=0.5),
        cv.Preset("A bell", gamma=0.05, omega_0=5),
        cv.Preset("A stiff door", gamma=3, omega_0=1),
        cv.Preset("A door with its damper set right", gamma=1, omega_0=1),
    ],
    symbols={
        "x_under": r"x_{\mathrm{under}}",
        "x_critical": r"x_{\mathrm{critical}}",
        "x_over": r"x_{\mathrm{over}}",
        "v": r"\dot x",
        "acceleration": r"\ddot x",
        "power": r"\dot E",
        "slowest": r"\gamma_{\mathrm{slow}}",
    },
    facts=[
        cv.Identity("x(t) obeys the equation of motion", acceleration, -2 * gamma * v - omega_0**2 * x, source="Main, ch. 3"),
        cv.Identity("Released from rest: no velocity at the start", v, 0, at={t: 0}, source="derived: the sine term is chosen for that"),
        cv.Identity("Without damping the displacement is a cosine", x, x_0 * cos(omega_0 * t), at={gamma: 0}, source="Main, ch. 1"),
        cv.Limit(
            "Towards critical damping the swing becomes the critical curve",
            x_under,
            gamma,
            omega_0,
            x_critical.subs(gamma, omega_0),
            side="-",
            source="Main, ch. 3",
        ),
        cv.Always(
            "With critical damping or more the mass never crosses 0", Or(gamma < omega_0, x > 0), source="derived: no term is below 0"
        ),
        cv.Value(
            "At γ = 0.1/s the envelope halves in 6.93 s",
            envelope,
            at={t: 6.931471806, x_0: 1, gamma: 0.1},
            expected=0.5,
            source="derived: exp(-gamma t) = 1/2 at t = ln 2 / gamma",
        ),
        cv.Value(
            "With critical damping 2/e = 73.6 % of the displacement is left at t = 1/γ",
            x,
            at={t: 0.5, x_0: 1, gamma: 2, omega_0: 2},
            expected=0.7357589,
            source="Main, ch. 3: x = x_0 (1 + γt) exp(−γt)",
        ),
        cv.Identity("Energy is lost at the rate 2 γ v²", power, -2 * gamma * v**2, source="derived: put the equation of motion into dE/dt"),
        cv.Value(
            "Twice critical damping: in the long run the mass halves its distance in 2.59 s",
            half_life,
            at={gamma: 2, omega_0: 1},
            expected=0.69314718 / (2 - 1.7320508),
            source="derived: ln 2 over gamma - sqrt(gamma² - omega_0²) = 2 - sqrt 3 per second",
        ),
        cv.Identity("At first all of the energy is in the spring", in_spring, left, at={t: 0}, source="derived: released from rest"),
        cv.Identity("At first all of the energy is left", left, 1, at={t: 0}, source="derived: none is lost yet"),
        cv.Identity("The spring ends at the mass", _spring_x, _block[0][0], at={k: COILS}, source="derived: the block's left side"),
        cv.Identity("The spring begins at the wall", _spring_x, _wall, at={k: 0}, source="derived: the spring is fixed there"),
        cv.Identity("The block has its middle where the mass is", sum(x for x, _ in _block[:4]) / 4, _x_now, source="derived: its corners"),
    ],
)
