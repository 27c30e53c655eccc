"""Why a nerve fires all or nothing: FitzHugh's model of a nerve cell, stimulated by hand.

Model    v' = v - v^3/3 - w + I,  w' = epsilon (v + a - b w)   (all plain numbers; v is the membrane's potential, w its recovery)
Source   R. FitzHugh, Biophysical Journal 1 (1961) 445-466; J. D. Murray, Mathematical Biology I, 3rd ed., ch. 7.5
"""

import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline
from sympy import Matrix, asinh, sinh, sqrt, symbols

import covis as cv

t = cv.Stopwatch("t", speed=10, step=0.05, label="Time")
I = cv.Slider("I", -0.6, 1.6, value=0, label="Steady current")  # noqa: E741  # the symbol that the field uses
J = cv.Slider("J", 0.1, 1.6, value=0.8, label="Strength of a stimulus")
epsilon = cv.Slider("epsilon", 0.04, 0.16, value=0.08, label="How fast the recovery is")
# FitzHugh's own a and b; he writes the model with another sign of v and another unit of time.
a = cv.Constant("a", 0.7, label="a")
b = cv.Constant("b", 0.8, label="b")
s = cv.Axis("s", -150, 0, points=751, label="Time before now")
x = cv.Axis("x", -2.5, 2.5, points=201, label="Potential")
h = cv.Axis("h", -2.4, 2.4, points=15, label="Potential")
k = cv.Axis("k", -1.3, 2.5, points=13, label="Recovery")


def potential_rate(v, w):
    return v - v**3 / 3 - w + I


def recovery_rate(v, w):
    return epsilon * (v + a - b * w)


# Where the potential stays, and where the recovery does. They meet at the equilibrium, the one real root of a cubic.
potential_stays = x - x**3 / 3 + I
recovery_stays = (x + a) / b
_p, _q = 3 * (1 / b - 1), 3 * (a / b - I)
v_rest = -2 * sqrt(_p / 3) * sinh(asinh(3 * _q / (2 * _p) * sqrt(3 / _p)) / 3)
w_rest = (v_rest + a) / b
REST = {h: v_rest, k: w_rest}
# The trace and the determinant of the linearised equations there: the equilibrium is stable where the trace is below zero.
trace = 1 - v_rest**2 - epsilon * b
determinant = epsilon * (1 - b + b * v_rest**2)
# The current at which the trace is zero on the lower side.
_v_turn = -sqrt(1 - epsilon * b)
I_fires = (_v_turn + a) / b - _v_turn + _v_turn**3 / 3

_v, _w = symbols("v w")
cell = cv.Run(
    {_v: potential_rate(_v, _w), _w: recovery_rate(_v, _w)},
    start={_v: v_rest.subs(I, 0), _w: w_rest.subs(I, 0)},  # at rest without a current
    over=t,
    pushes=[cv.Push("stimulate", {_v: J}, label="Stimulate"), cv.Push("inhibit", {_v: -J}, label="Inhibit")],
)
v_now, w_now = cell[_v], cell[_w]
record = cell.at(t + s)[_v]
_u, _r = potential_rate(h, k), recovery_rate(h, k)
_length = sqrt((_u / 5) ** 2 + (_r / 4) ** 2)


def peak(steps, log, **controls):
    """The highest potential of the last 150 units of time."""
    return float(np.nanmax(cv.evaluate(record, over=s, t=t.after(steps, log), **controls)))


def all_or_nothing():
    peaks = {J: peak(2000, [(20, "stimulate")], J=J) for J in (0.3, 0.5, 0.6, 0.8, 1.6)}
    said = ", ".join(f"{J}: {top:.2f}" for J, top in peaks.items())
    return all(1.7 < top < 1.9 if J > 0.55 else top < -0.6 for J, top in peaks.items()), said


def refractory():
    """A second stimulus 15 units after the first raises no spike in the next 17 units, one 50 units after it does."""
    logs = {second: [(20, "stimulate"), (second, "stimulate")] for second in (320, 1020)}
    peaks = [np.max(cv.evaluate(record, over=s, t=t.after(second + 400, log))[-86:]) for second, log in logs.items()]
    return peaks[0] < 0 < 1.5 < peaks[1], f"the second peak is {peaks[0]:.2f} after 15 units, {peaks[1]:.2f} after 50"


def pushed():
    """How far each button moves the potential between two steps, in units of J."""
    moved = {b: cv.evaluate(v_now, t=t.after(20, [(20, b)])) - cv.evaluate(v_now, t=t.after(20)) for b in ("stimulate", "inhibit")}
    return np.allclose([*moved.values()], [0.8, -0.8]), ", ".join(f"{button}: {by:.2f}" for button, by in moved.items())


def rebound():
    """Released from an inhibiting current, the cell fires by itself if the current was strong enough."""
    weak, strong = (peak(3000, [(20, I, current), (1500, I, 0.0)]) for current in (-0.2, -0.3))
    return weak < -0.8 and strong > 1.7, f"peaks {weak:.2f} and {strong:.2f}"


def fires_periodically():
    """The time between spikes in the record at I = 0.5, and in SciPy's solution from another start: from crossings of 0, two a spike."""
    drawn = CubicSpline(cv.evaluate(s, over=s), cv.evaluate(record, over=s, t=t.after(8000), I=0.5))
    ours = np.diff(drawn.solve(0, extrapolate=False)[::2])
    rates = lambda _, y: [y[0] - y[0] ** 3 / 3 - y[1] + 0.5, 0.08 * (y[0] + 0.7 - 0.8 * y[1])]  # noqa: E731
    theirs = np.diff(solve_ivp(rates, (0, 600), [0.0, 0.0], rtol=1e-10, atol=1e-10, events=lambda _, y: y[0]).t_events[0][-3::2])
    return ours.size > 0 and np.allclose(ours, theirs, rtol=1e-3), f"spikes are {ours.round(2)} units apart; SciPy gives {theirs[0]:.2f}"


_jacobian = Matrix([potential_rate(h, k), recovery_rate(h, k)]).jacobian([h, k])
TRACE = "derived: 1 - v² = εb, so v = -√0.936, and I = (v + a)/b - v + v³/3"
THRESHOLD = "FitzHugh 1961: the threshold; the strengths are those of this model"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Field(_u / _length, _r / _length, over=(h, k), name="direction of change", color="muted", opacity=0.6),
            cv.Curve(potential_stays, over=x, name="the potential stays", color="b"),
            cv.Curve(recovery_stays, over=x, name="the recovery stays", color="c"),
            cell.trail(_v, _w, 300, every=10, name="where it was", color="a"),
            cv.Points(v_rest, w_rest, name="equilibrium", color="d"),
            cv.Points(v_now, w_now, name="now", color="e"),
            title="Phase plane",
            y="Recovery",
            y_range=(-1.4, 2.6),
        ),
        cv.Plot(
            cv.Curve(record, over=s, name="potential", color="a"),
            cv.Curve(v_rest, over=s, name="equilibrium", color="d", dash=True, opacity=0.6),
            title="Record of the potential",
            y="Potential",
            y_range=(-2.6, 2.4),
        ),
    ],
    readouts=[
        cv.Readout("Potential now", v_now),
        cv.Readout("Recovery now", w_now),
        cv.Readout("Potential at the equilibrium", v_rest),
        cv.Readout("Current from which it fires by itself", I_fires),
    ],
    presets=[
        cv.Preset("At rest"),
        cv.Preset("A stimulus that is too weak", J=0.5),
        cv.Preset("Two stimuli, one spike", t=t.after(1000, [(200, "stimulate"), (500, "stimulate")])),
        cv.Preset("A current that makes it fire", I=0.5),
        cv.Preset("Too much current", I=1.5),
    ],
    facts=[
        cv.Identity("At the equilibrium the potential stays", potential_rate(h, k), 0, at=REST, source="derived: Cardano, for a cubic"),
        cv.Identity("At the equilibrium the recovery stays", recovery_rate(h, k), 0, at=REST, source="derived: w = (v + a)/b there"),
        cv.Identity("On its curve the potential stays", potential_rate(x, k), 0, at={k: potential_stays}, source="derived: solved for w"),
        cv.Identity("On its line the recovery stays", recovery_rate(x, k), 0, at={k: recovery_stays}, source="derived: solved for w"),
        cv.Identity("The trace is that of the Jacobian", _jacobian.trace(), trace, at={h: v_rest}, source="derived: 1 - v² and -ε b"),
        cv.Identity(
            "The determinant is the Jacobian's", _jacobian.det(), determinant, at={h: v_rest}, source="derived: (1 - v²)(-ε b) + ε"
        ),
        cv.Always("The equilibrium is never a saddle: the determinant is above zero", determinant > 0, source="derived: b is below 1"),
        cv.Value("Without current the cell rests at v = -1.20", v_rest, at={I: 0}, expected=-1.2, rtol=1e-3, source="FitzHugh 1961: -x"),
        cv.Value("At ε = 0.08 it fires from I = 0.3313 on", I_fires, at={epsilon: 0.08}, expected=0.33129, rtol=1e-4, source=TRACE),
        cv.Check("The buttons move the potential by J, up and down", pushed, source="derived: that is what the strength means"),
        cv.Check("All or nothing: 0.5 gives no spike; 0.6, 0.8 and 1.6 one of the same height", all_or_nothing, source=THRESHOLD),
        cv.Check("After a spike the cell cannot fire for a while", refractory, source="FitzHugh 1961, the refractory phases"),
        cv.Check("Released from a current of -0.3 the cell fires, from -0.2 not", rebound, source="FitzHugh 1961, anode break excitation"),
        cv.Check("At the current 0.5 the cell fires as often as SciPy's solution", fires_periodically, source="derived: another method"),
    ],
)
