"""Damped oscillator: what friction does to a swing.

Model    x'' + 2 gamma x' + omega_0^2 x = 0, under-damped (gamma < omega_0), released from rest at x_0
Source   I. G. Main, Vibrations and Waves in Physics, 3rd ed., ch. 3
"""

from sympy import cos, exp, log, sin, sqrt

from covis import Axis, Curve, Identity, Limit, Path, Plot, Preset, Question, Readout, Slider, Value, Visualisation

t = Axis("t", 0, 40, points=800, label="Time", unit="s")
x_0 = Slider("x_0", 0.2, 2, start=1, label="Initial displacement", unit="m")
gamma = Slider("gamma", 0.02, 0.9, start=0.1, label="Damping rate", unit="1/s")
omega_0 = Slider("omega_0", 1, 5, start=2, label="Natural angular frequency", unit="rad/s")

omega = sqrt(omega_0**2 - gamma**2)
envelope = x_0 * exp(-gamma * t)
x = envelope * (cos(omega * t) + gamma / omega * sin(omega * t))
v = x.diff(t)
energy = (v**2 + omega_0**2 * x**2) / 2
quality = omega_0 / (2 * gamma)
half_life = log(2) / gamma

visualisation = Visualisation(
    objectives=[
        "Read the damping rate off a decaying swing",
        "Say what the damping does to the size of a swing, and how little to its rhythm",
        "Recognise the same motion in the phase portrait",
    ],
    prior_knowledge="The simple harmonic oscillator; the exponential function.",
    plots=[
        Plot(
            Curve(x, over=t, name="displacement"),
            Curve(envelope, over=t, name="envelope x₀ exp(−γt)", dash=True, color="muted"),
            x="Time",
            y="Displacement",
            unit="m",
        ),
        Plot(
            Path(x, v, over=t, name="orbit"),
            x="Displacement",
            x_unit="m",
            y="Velocity",
            unit="m/s",
            y_range=(-6, 6),
            title="Phase portrait",
        ),
    ],
    readouts=[Readout("Quality factor Q", quality), Readout("Half-life of the swing", half_life, unit="s")],
    presets=[Preset("A bell", gamma=0.02, omega_0=5), Preset("A swing", gamma=0.1), Preset("A car's shock absorber", gamma=0.9, omega_0=1)],
    questions=[
        Question(
            "Double the damping rate. What happens to the time in which the swing halves?",
            answer=r"It halves too: the envelope falls to a half after $\ln 2 / \gamma$.",
            preset="A swing",
        ),
        Question(
            "Release the swing from twice the displacement. Which of the two readouts changes?",
            answer="Neither. The model is linear: a larger swing loses the same share of its energy in every cycle, so only the size "
            "of both pictures changes.",
            preset="A swing",
        ),
    ],
    facts=[
        Identity("x(t) obeys the equation of motion", x.diff(t, 2) + 2 * gamma * v + omega_0**2 * x, 0, source="Main, ch. 3"),
        Value(
            "Released from rest: no velocity at the start",
            v,
            at={t: 0, x_0: 1.3, gamma: 0.4, omega_0: 2},
            expected=0,
            atol=1e-12,
            source="derived: the sine term is chosen so that v(0) = 0",
        ),
        Value(
            "At γ = 0.1 per second the envelope halves in 6.93 s",
            envelope,
            at={t: 6.931471805599453, x_0: 1, gamma: 0.1},
            expected=0.5,
            source="derived: exp(-gamma t) = 1/2 at t = ln 2 / gamma = 0.693147.../0.1 s",
        ),
        Limit("Without damping it is a cosine", x, gamma, 0, x_0 * cos(omega_0 * t), side="+", source="Main, ch. 1"),
        Identity(
            "Energy is lost at the rate 2 gamma v^2",
            energy.diff(t),
            -2 * gamma * v**2,
            source="derived: d/dt of energy, with the equation of motion",
        ),
    ],
)
