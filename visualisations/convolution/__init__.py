"""Convolution: flip, shift, multiply, add up.

Model    y(t) = integral of x(u) h(t - u) du.  The inputs are made of steps and ramps, so that y is made of the answers to these
Source   A. V. Oppenheim and A. S. Willsky, Signals and Systems, 2nd ed., ch. 2
"""

import numpy as np
from sympy import Derivative, Heaviside, Max, Min, exp, oo

import covis as cv

INPUTS = {"pulse": 1, "ramp": 2, "triangle": 3, "two short pulses": 4}
ANSWERS = {"moving average": 1, "decay": 2}
START, END = -1, 8

what = cv.Choice("what", INPUTS, value="pulse", label="Input x")
system = cv.Choice("system", ANSWERS, value="decay", label="Impulse response h")
a = cv.Slider("a", 0.4, 4, value=2, step=0.1, label="Length of the input", unit="s")
b = cv.Slider("b", 0.2, 2, value=1, step=0.1, label="Length of the impulse response", unit="s")
now = cv.Clock("now", START, END, value=1, speed=1, label="Shift", unit="s", symbol="t")
u = cv.Axis("u", -5, END, points=781, label="Time u", unit="s")
t = cv.Axis("t", START, END, points=541, label="Time t", unit="s")
past = cv.Axis("past", START, now, points=361, label="Time t", unit="s")


def on(t, length):
    """1 from 0 on, for as long as said."""
    return Heaviside(t, 1) - Heaviside(t - length, 1)


def x(t):
    triangle = Max(1 - abs(2 * t / a - 1), 0)
    twice = on(t, a / 4) + on(t - 3 * a / 4, a / 4)
    return what.pick({"pulse": on(t, a), "ramp": t / a * on(t, a), "triangle": triangle, "two short pulses": twice})


def h(t):
    return system.pick({"moving average": on(t, b), "decay": Heaviside(t, 1) * exp(-Max(t, 0) / b)})


def to_step(t):
    """The answer to a step at 0: the integral of h."""
    s = Max(t, 0)
    return system.pick({"moving average": Min(s, b), "decay": b * (1 - exp(-s / b))})


def to_ramp(t):
    """The answer to a ramp that rises by 1 a second from 0 on: the integral of the answer to a step."""
    s = Max(t, 0)
    return system.pick({"moving average": Min(s, b) ** 2 / 2 + b * Max(s - b, 0), "decay": b * s - b**2 * (1 - exp(-s / b))})


# Steps and ramps up and down make the input; the same sum of their answers makes the output.
s, s_first, s_second, s_end = (to_step(now - begin) for begin in (0, a / 4, 3 * a / 4, a))
r, r_half, r_end = (to_ramp(now - begin) for begin in (0, a / 2, a))
_twice = s - s_first + s_second - s_end
_triangle = 2 * (r - 2 * r_half + r_end) / a
y_now = what.pick({"pulse": s - s_end, "ramp": (r - r_end) / a - s_end, "triangle": _triangle, "two short pulses": _twice})


def y(t):
    return y_now.xreplace({now: t})


area_under_h = b  # of both systems
flipped = h(now - u)
product = x(u) * flipped


def by_number():
    """The output against NumPy's convolution of what is drawn as x and h, for every input and system at two pairs of lengths."""
    gaps, step = [], 1 / 60  # both axes have 60 points a second; the longest row of products begins at -10 s
    states = [(i, j, *lengths) for i in INPUTS for j in ANSWERS for lengths in ((0.5, 2), (4, 0.3))]
    for i, j, long, wide in states:
        drawn_x, drawn_h = cv.evaluate(x(u), over=u, what=i, a=long), cv.evaluate(h(u), over=u, system=j, b=wide)
        added_up = np.convolve(drawn_x, drawn_h)[540 : 540 + 541] * step
        gaps.append(np.abs(added_up - cv.evaluate(y(t), over=t, what=i, system=j, a=long, b=wide)).max())
    return np.max(gaps) < 2 * step, f"{len(states)} states, at most {np.max(gaps):.2g} s apart where a column is {step:.2g} s wide"


def by_area():
    """At three shifts the area of the product that is drawn, against the output that is read out."""
    states = [{"what": "triangle", "system": j, "now": shift} for j in ANSWERS for shift in (0.5, 1.4, 2.6)]
    gaps = [np.trapezoid(cv.evaluate(product, over=u, **state), dx=1 / 60) - cv.evaluate(y_now, **state) for state in states]
    return np.max(np.abs(gaps)) < 1 / 30, f"{len(states)} states, at most {np.max(np.abs(gaps)):.2g} s apart"


OPPENHEIM, RAMP = "Oppenheim and Willsky, ch. 2", "derived: a ramp is the integral of a step"
PULSES, CIRCUIT = {what: 1, system: 1}, {what: 1, system: 2, a: 2, b: 1, now: 1}
_pulses = y_now.subs(PULSES)
_swapped = _pulses.subs({a: b, b: a}, simultaneous=True)

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Band(0, product, over=u, name="product", color="d"),
            cv.Curve(x(u), over=u, name="input x(u)", color="a"),
            cv.Curve(flipped, over=u, name="h(t − u): flipped, then shifted by t", color="b"),
            cv.Points(now, 0, name="t", color="e"),
            title="Flip, shift and multiply",
            y="Signal",
            x_range=(-5, END),
        ),
        cv.Plot(
            cv.Curve(y(t), over=t, name="still to come", color="muted", dash=True),
            cv.Curve(y(past), over=past, name="output y(t)", color="d"),
            cv.Points(now, y_now, name="area of the product", color="e"),
            title="Add up: the area is the output",
            y="Output",
            y_unit="s",
            x_range=(-5, END),
        ),
    ],
    readouts=[cv.Readout("Output at t", y_now, unit="s"), cv.Readout("Area under h", area_under_h, unit="s")],
    presets=[
        cv.Preset("A pulse meets a decay"),
        cv.Preset("Two pulses of one length", system="moving average", a=2, b=2, now=2),
        cv.Preset("A short input", a=0.4, b=2, now=1),
        cv.Preset("Two pulses run together", what="two short pulses", a=2.4, b=1, now=3),
        cv.Preset("A moving average smooths a ramp", what="ramp", system="moving average", a=3, b=0.6, now=3),
    ],
    facts=[
        cv.Check("The output is the integral of the product", by_number, source=f"{OPPENHEIM}.2: the convolution integral"),
        cv.Check("At each shift the area of the product is the output", by_area, source=f"{OPPENHEIM}.2: the integral"),
        cv.Identity("The answer to a step is the integral of h", Derivative(to_step(t), t), h(t), at={t: b / 2}, source=f"{OPPENHEIM}.3"),
        cv.Identity("The answer to a ramp is the integral of that to a step", to_ramp(t).diff(t), to_step(t), source=RAMP),
        cv.Limit("A long step is answered by the area under h", to_step(t), t, oo, area_under_h, source="derived: the integral of h"),
        cv.Identity("Input and response may change places", _pulses, _swapped, source=f"{OPPENHEIM}.3: it is commutative"),
        cv.Value(
            "Two pulses of 2 s make a triangle 2 s high", y_now, at=PULSES | {a: 2, b: 2, now: 2}, expected=2, source=f"{OPPENHEIM}.2"
        ),
        cv.Value("A pulse charges a circuit to 1 - 1/e", y_now, at=CIRCUIT, expected=0.6321205588, source="derived: 1 - exp(-1)"),
        cv.Always("The output is never negative", y_now >= -1e-9 * b, source="derived: neither the input nor h is"),
    ],
    symbols={
        "s": "s(t)",
        "s_first": r"s(t-\frac{a}{4})",
        "s_second": r"s(t-\frac{3a}{4})",
        "s_end": "s(t-a)",
        "r": "r(t)",
        "r_half": r"r(t-\frac{a}{2})",
        "r_end": "r(t-a)",
        "y_now": "y(t)",
        "flipped": "h(t-u)",
        "product": "x(u) h(t-u)",
    },
)
