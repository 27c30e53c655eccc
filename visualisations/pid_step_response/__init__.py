"""PID control: what each of the three terms does to a loop.

Model    an oven of three equal lags, tau y' = b - y, tau b' = a - b, tau a' = u + d - a; e = 1 - y;
         u = K_p e + K_i (integral of e) - K_d y', limited to 0 ... u_max (the derivative is taken of y, so that a step makes no kick)
Source   K. J. Åström and R. M. Murray, Feedback Systems, 2nd ed., ch. 11; J. G. Ziegler and N. B. Nichols, Trans. ASME 64 (1942) 759-768
"""

import numpy as np
from scipy import signal
from sympy import Max, Min, Piecewise, im, re, symbols

import covis as cv

END, CHANGE = 30, 15

K_p = cv.Slider("K_p", 0.1, 8, value=3, step=0.1, label="Proportional gain")
K_i = cv.Slider("K_i", 0, 1.5, value=0, step=0.01, label="Integral gain", unit="1/min")
K_d = cv.Slider("K_d", 0, 4, value=0, step=0.01, label="Derivative gain", unit="min")
d = cv.Slider("d", -0.3, 0, value=-0.3, step=0.01, label="Heat lost from 15 min on")
u_max = cv.Slider("u_max", 1.3, 4, value=4, step=0.1, label="Most that the heater gives")
tau = cv.Constant("tau", 1, label="Each lag", unit="min")
t = cv.Axis("t", 0, END, points=601, label="Time", unit="min")
late = cv.Constant("late", CHANGE, label="When the door is opened", unit="min")

_a, _b, _y, _i = symbols("a b y I")


def parts(y, b, integral):
    """What the three terms ask for."""
    return K_p * (1 - y), K_i * integral, -K_d * (b - y) / tau


def limited(asked):
    return Min(Max(asked, 0), u_max)


door = Piecewise((d, t > late), (0, True))
oven = cv.Trajectory(
    {_a: (limited(sum(parts(_y, _b, _i))) + door - _a) / tau, _b: (_a - _b) / tau, _y: (_b - _y) / tau, _i: 1 - _y},
    start={_a: 0, _b: 0, _y: 0, _i: 0},
    over=t,
    units={_i: "min"},
)
y = oven[_y]
by_error, by_sum, by_rate = parts(y, oven[_b], oven[_i])
u = limited(by_error + by_sum + by_rate)
poles = cv.eigenvalues([[-1, -K_d / tau, K_d / tau - K_p, K_i * tau], [1, -1, 0, 0], [0, 1, -1, 0], [0, 0, -1, 0]])
growth, swing = [re(p) / tau for p in poles], [im(p) / tau for p in poles]
most_K_i = (8 + 3 * K_d / tau - K_p) * (1 + K_p) / (9 * tau)
before, after = (1 - y.subs(t, when) for when in (CHANGE, END))  # the errors


def closed_form():
    """Three loops whose heater stays within its limits, against SciPy's step response of the closed loop, up to the disturbance."""
    gaps = []
    time = np.linspace(0, CHANGE, 301)
    for p, i, v in ((2, 0.5, 0), (3, 0.8, 2), (1, 0, 0)):
        loop = signal.lti([p, i], [1, 3, 3 + v, 1 + p, i])
        _, wanted = signal.step(loop, T=time)
        got = cv.evaluate(y, over=t, K_p=p, K_i=i, K_d=v)[:301]
        gaps.append(np.abs(got - wanted).max())
    return np.max(gaps) < 1e-4, f"at most {np.max(gaps):.1e} apart"


def within_limits():
    """The heater gives neither less than nothing nor more than it can, in four wild loops."""
    runs = [cv.evaluate(u, over=t, K_p=8, K_i=i, K_d=v, u_max=1.5) for i in (0, 1.5) for v in (0, 4)]
    return all(run.min() >= 0 and run.max() <= 1.5 for run in runs), f"{len(runs)} loops"


def missed(p):
    """How far a pole is from solving the equation of the loop, squared; in parts, as the size of 0 would be a root of rounding."""
    real, imaginary = ((p + 1) ** 3 * p + K_d / tau * p**2 + K_p * p + K_i * tau).as_real_imag()
    return real**2 + imaginary**2


def poles_solve_the_equation():
    """Each pole in the equation of the loop, and the four rates of growth, which add up to -3 since the loop's s^3 has the factor 3."""
    gains = [{"K_p": p, "K_i": i, "K_d": v} for p in (0.1, 3, 8) for i in (0, 0.8, 1.5) for v in (0, 2, 4)]
    gaps = [cv.evaluate(gap, **state) for state in gains for gap in (sum(map(missed, poles)), (sum(growth) * tau + 3) ** 2)]
    return np.max(gaps) < 1e-18, f"{len(gains)} loops, within {np.max(gaps) ** 0.5:.1g}"


MURRAY = "Åström and Murray, ch. 11.1"
OPEN = "derived: 1 - y = (1 - d) / (1 + K_p) when nothing changes any more"
LOOP = "derived: 1 + (K_p + K_i/s + K_d s) / (s + 1)^3 = 0"
ROUTH = "derived: Routh's criterion, (8 + 3 K_d - K_p)(1 + K_p) = 9 K_i"
STEADY = {K_p: 2, K_i: 0, K_d: 0, u_max: 4}

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(1, over=t, name="wanted", color="muted", dash=True),
            cv.Curve(y, over=t, name="temperature", color="a"),
            cv.Polyline([(late, 0), (late, 2.2)], name="door opens", color="h", dash=True, opacity=0.5, show=d < 0),
            title="What comes out",
            y="Temperature",
            x_range=(0, END),
            y_range=(-0.2, 2.6),
        ),
        cv.Plot(
            cv.Curve(by_error, over=t, name="P", color="b"),
            cv.Curve(by_sum, over=t, name="I", color="c"),
            cv.Curve(by_rate, over=t, name="D", color="d"),
            cv.Curve(u, over=t, name="heater", color="e"),
            title="What the controller does",
            y="Heat",
            y_range=(-4.2, 6.2),
        ),
        cv.Plot(
            cv.Polyline([(0, -2.6), (0, 2.6)], name="limit of stability", color="muted", dash=True),
            cv.Points(growth, swing, name="poles", color="a"),
            title="Poles: stable on the left",
            x="Real part: rate of growth",
            x_unit="1/min",
            y="Imaginary part: angular frequency",
            y_unit="rad/min",
            x_range=(-3.3, 0.9),
        ),
    ],
    readouts=[
        cv.Readout("Error after 15 min", before),
        cv.Readout("Error after 30 min, with the door open", after),
        cv.Readout("Integral gain at which the loop becomes unstable", most_K_i, unit="1/min"),
    ],
    presets=[
        cv.Preset("P alone"),
        cv.Preset("P alone, and more of it", K_p=6),
        cv.Preset("P and I", K_p=2, K_i=0.6),
        cv.Preset("P, I and D", K_p=3, K_i=0.9, K_d=2),
        cv.Preset("On the edge", K_p=0.8, K_i=1.44, d=0),
        cv.Preset("A heater that is too weak", K_p=3, K_i=0.9, K_d=2, u_max=1.3),
    ],
    facts=[
        cv.Check("Within the heater's limits SciPy's closed loop does the same", closed_form, source="Åström and Murray, ch. 11"),
        cv.Check("The heater stays within its limits", within_limits, source="derived: the sum is cut off"),
        cv.Value("P alone leaves the error 1/(1 + K_p)", before, at={**STEADY, d: 0}, expected=1 / 3, rtol=0.01, source=MURRAY),
        cv.Value("With an I term the error vanishes", after, at={**STEADY, K_i: 0.6, d: -0.3}, expected=0, atol=0.01, source=MURRAY),
        cv.Value("The door adds 0.3/(1 + K_p) to P's error", after - before, at={**STEADY, d: -0.3}, expected=0.1, rtol=0.05, source=OPEN),
        cv.Value(
            "Equal lags at gain 8 swing for ever",
            swing[3],
            at={K_p: 8, K_i: 0, K_d: 0},
            expected=3**0.5,
            source="derived: (i√3 + 1)^3 = -8",
        ),
        cv.Check("The poles solve the equation of the loop", poles_solve_the_equation, source=LOOP),
        cv.Value(
            "On Routh's limit the slowest pole rests", growth[3], at={K_p: 0.2, K_i: 1.44, K_d: 1}, expected=0, atol=1e-9, source=ROUTH
        ),
        cv.Value(
            "At K_p = 0.2 and K_d = 1 min the limit of K_i is 1.44/min",
            most_K_i,
            at={K_p: 0.2, K_d: 1},
            expected=1.44,
            source="derived: 10.8 × 1.2/9",
        ),
        cv.Identity("The heater warms the first lag", tau * oven[_a].diff(t) + oven[_a], u + door, source="derived: a balance of the heat"),
    ],
)
