"""Resonance of a series circuit: why a small voltage makes a large one.

Model    R, L and C in series on a voltage U cos(w t); phasors Z = R + i (w L - 1/(w C)), I = U / Z, U_C = I / (i w C)
Source   C. K. Alexander and M. N. O. Sadiku, Fundamentals of Electric Circuits, 6th ed., ch. 9 and 14.5
"""

from sympy import Abs, I, Max, Mul, Rational, arg, im, pi, re, sqrt

import covis as cv

f = cv.Axis("f", 200, 50000, points=800, log=True, label="Frequency", unit="Hz")
f_0 = cv.Slider("f_0", 200, 20000, value=1200, label="Frequency of the source", unit="Hz")
R = cv.Slider("R", 10, 200, value=40, step=1, label="Resistance", unit="ohm")
L = cv.Slider("L", 0.002, 0.02, value=0.01, step=0.001, label="Inductance", unit="H", shown_in="mH")
C = cv.Slider("C", 1e-7, 2e-6, value=1e-6, step=1e-7, label="Capacitance", unit="F", shown_in="uF")


def impedance(f):
    return R + I * (2 * pi * f * L - 1 / (2 * pi * f * C))


def over_capacitor(f):
    """The voltage over the capacitor, for each volt of the source: its size is a gain, its angle a phase."""
    return 1 / (I * 2 * pi * f * C) / impedance(f)


H, H_R, H_now = over_capacitor(f), R / impedance(f), over_capacitor(f_0)
U_R, U_L = H_R.subs(f, f_0), I * 2 * pi * f_0 * L / impedance(f_0)
f_r = 1 / (2 * pi * sqrt(L * C))
Q = sqrt(L / C) / R
width = R / (2 * pi * L)
gain, phase = Abs(H_now), arg(H_now)

# The arrows of the second picture: the voltages one after the other, together the source; the longest of all is drawn one unit long.
longest = Max(1, Abs(U_L), gain)
_source, _after_R, _after_L = [(re(U) / longest, im(U) / longest) for U in (1, U_R, U_R + U_L)]

SADIKU = "Alexander and Sadiku, ch. 14.5"
SHARP = {R: 10, L: 0.01, C: 1e-6, f_0: 5000 / pi}
_upper = sqrt(f_r**2 + width**2 / 4) + width / 2

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(Abs(H), over=f, name="over the capacitor", color="a"),
            cv.Curve(Abs(H_R), over=f, name="over the resistor", color="b", dash=True),
            cv.Handle(x=f_0, y=gain, name="the source"),
            title="Gain",
            y="Volts per volt",
            log="y",
            y_range=(1e-3, 30),
        ),
        cv.Plot(
            cv.Arrow((0, 0), _source, name="source", color="muted"),
            cv.Arrow(_after_L, _source, name="capacitor", color="a"),
            cv.Arrow((0, 0), _after_R, name="resistor", color="b"),
            cv.Arrow(_after_R, _after_L, name="inductor", color="d"),
            title="Voltages as arrows",
            x="In step with the source, over the longest",
            y="A quarter period ahead",
            x_range=(-1.1, 1.1),
            y_range=(-1.1, 1.1),
            equal=True,
        ),
        cv.Plot(
            cv.Curve(arg(H), over=f, name="over the capacitor", color="a"),
            cv.Points(f_0, phase, name="the source", color="e"),
            title="Phase",
            y="Phase",
            y_unit="rad",
            y_shown_in="deg",
        ),
    ],
    readouts=[
        cv.Readout("Resonance", f_r, unit="Hz"),
        cv.Readout("Quality factor Q", Q),
        cv.Readout("Bandwidth", width, unit="Hz"),
        cv.Readout("Volts over the capacitor for each of the source", gain),
        cv.Readout("Phase", phase, unit="rad", shown_in="deg"),
    ],
    presets=[
        cv.Preset("Below resonance"),
        cv.Preset("At resonance", f_0=1591.5494309189535),
        cv.Preset("Far above", f_0=8000),
        cv.Preset("A sharp circuit", R=10, f_0=1591.5494309189535),
        cv.Preset("Twice the resistance", R=80),
        cv.Preset("Too much resistance", R=200, f_0=1591.5494309189535),
    ],
    symbols={"width": r"\Delta f"},
    facts=[
        cv.Identity("The three voltages add up to the source", U_R + U_L + H_now, 1, source="Kirchhoff's voltage law"),
        cv.Identity("The arrow of the resistor shows U_R", longest * (_after_R[0] + I * _after_R[1]), U_R, source="derived: its two parts"),
        cv.Identity(
            "The arrow of the capacitor, from the inductor's to the source's, shows its voltage",
            longest * (_source[0] - _after_L[0] + I * (_source[1] - _after_L[1])),
            H_now,
            source="Kirchhoff's voltage law",
        ),
        cv.Value("At resonance and Q = 10 the longest arrow is 10 V", longest, at=SHARP, expected=10, source="derived: Q times the source"),
        cv.Identity("At resonance coil and capacitor cancel", impedance(f), R, at={f: f_r}, source=SADIKU),
        cv.Identity("At resonance the capacitor has Q times the source", over_capacitor(f) * I, Q, at={f: f_r}, source=SADIKU),
        cv.Identity("Q is the resonance over the bandwidth", Q, Mul(f_r, 1 / width, evaluate=False), source=SADIKU),
        cv.Identity("At the upper end of the bandwidth the power is half", Abs(H_R) ** 2, Rational(1, 2), at={f: _upper}, source=SADIKU),
        cv.Identity("At the lower end of it the power is half too", Abs(H_R) ** 2, Rational(1, 2), at={f: _upper - width}, source=SADIKU),
        cv.Limit("Slow voltages reach the capacitor as they are", over_capacitor(f), f, 0, 1, side="+", source="derived: no current"),
        cv.Value("10 mH and 1 µF resonate at 1592 Hz", f_r, at={L: 0.01, C: 1e-6}, expected=5000 / pi, source=SADIKU),
        cv.Value("2 ohm, 1 mH and 0.4 µF have Q = 25", Q, at={R: 2, L: 0.001, C: 4e-7}, expected=25, source=f"{SADIKU}, the example"),
    ],
)
