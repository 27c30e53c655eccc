"""A tablet every few hours: how a drug builds up, and when it is enough.

Model    one compartment, absorption and elimination of first order, a dose D every tau hours:
         c_1(t) = F D k_a / (V (k_a - k_e)) (exp(-k_e t) - exp(-k_a t)),  c(t) = sum of c_1(t - j tau) over the doses taken
Source   M. Rowland and T. N. Tozer, Clinical Pharmacokinetics and Pharmacodynamics, 4th ed., ch. 6 and 11
"""

from sympy import Abs, Integral, Sum, exp, floor, log, oo, symbols

import covis as cv

HOURS, BOOK = 72, "Rowland and Tozer"

t = cv.Axis("t", 0.1, HOURS, points=720, label="Time", unit="hour")
D = cv.Slider("D", 50, 400, value=250, step=10, label="Dose", unit="mg")
tau = cv.Slider("tau", 6, 24, value=8, step=1, label="Time between doses", unit="hour")
half_life = cv.Slider("half_life", 2, 12, value=6, step=0.5, label="Half-life in the body", unit="hour", symbol="t_{1/2}")
k_a = cv.Slider("k_a", 0.5, 3, value=1.5, step=0.1, label="Absorption rate", unit="1/hour")
F = cv.Constant("F", 0.9, label="Share that is absorbed")
V = cv.Constant("V", 30, label="Volume of distribution", unit="L")
low = cv.Constant("low", 5, label="Least concentration that helps", unit="mg/L")
high = cv.Constant("high", 15, label="Concentration from which it harms", unit="mg/L")

k_e = log(2) / half_life
_j = symbols("j", integer=True)


def one_dose(time):
    """The concentration at a time after a single dose at 0."""
    return F * D * k_a / (V * (k_a - k_e)) * (exp(-k_e * time) - exp(-k_a * time))


def in_the_body(time):
    """The concentration at a time: every dose taken so far adds its own curve."""
    return Sum(one_dose(time - _j * tau), (_j, 0, floor(time / tau)))


def steady(time):
    """The concentration at a time after a dose once the pattern repeats: the geometric series of all doses before."""
    remain_e, remain_a = exp(-k_e * tau), exp(-k_a * tau)
    return F * D * k_a / (V * (k_a - k_e)) * (exp(-k_e * time) / (1 - remain_e) - exp(-k_a * time) / (1 - remain_a))


concentration = in_the_body(t)
single = one_dose(t)
mean = F * D / (V * k_e * tau)
trough = steady(0)
time_of_peak = log(k_a * (1 - exp(-k_e * tau)) / (k_e * (1 - exp(-k_a * tau)))) / (k_a - k_e)
peak = steady(time_of_peak)
_slope = steady(t).diff(t).subs(t, time_of_peak)
build_up = log(10) / k_e  # to 90 %
USUAL = {D: 250, tau: 8, half_life: 6}

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Band(low, high, over=t, name="helps without harm", color="d", opacity=0.2),
            cv.Curve(concentration, over=t, name="concentration", color="a"),
            cv.Curve(single, over=t, name="the first dose alone", color="muted", dash=True),
            cv.Curve(mean, over=t, name="mean in the long run", color="c", dash=True),
            title="Concentration in the blood",
            y="Concentration",
            y_unit="mg/L",
            y_range=(0, 30),
        ),
        cv.Plot(
            cv.Curve(concentration, over=t, name="concentration", color="a"),
            cv.Curve(single, over=t, name="the first dose alone", color="muted", dash=True),
            title="The same on a logarithmic axis: elimination is a straight line",
            y="Concentration",
            y_unit="mg/L",
            log="y",
            y_range=(0.05, 60),
        ),
    ],
    readouts=[
        cv.Readout("Mean in the long run", mean, unit="mg/L"),
        cv.Readout("Just before a dose, in the long run", trough, unit="mg/L"),
        cv.Readout("Peak, in the long run", peak, unit="mg/L"),
        cv.Readout("90 % of the build-up after", build_up, unit="hour"),
    ],
    presets=[
        cv.Preset("Three times a day"),
        cv.Preset("Less often", D=400, tau=24),
        cv.Preset("Smaller doses, more often", D=190, tau=6),
        cv.Preset("Kidneys that work half as well", half_life=12),
    ],
    symbols={"concentration": "c", "single": "c_1", "mean": r"\bar c", "trough": r"c_{\min}", "peak": r"c_{\max}", "time_of_peak": "t_p"},
    facts=[
        cv.Identity(
            "A dose is absorbed and eliminated", single.diff(t) + k_e * single, F * D * k_a / V * exp(-k_a * t), source=f"{BOOK}, ch. 6"
        ),
        cv.Limit("Nothing is in the blood at the moment of the first dose", single, t, 0, 0, side="+", source="derived: 1 - 1 = 0"),
        cv.Identity("In the long run each dose finds what the last one did", steady(tau), trough, source="derived: the pattern repeats"),
        cv.Always("At its peak the long-run curve is level", Abs(_slope) < 1e-9 * k_e * mean, source="derived: the slope vanishes"),
        cv.Identity("The area under one dose is F D / (V k_e)", Integral(single, (t, 0, oo)), mean * tau, source=f"{BOOK}, ch. 6"),
        cv.Identity(
            "The second dose finds what is left", concentration, one_dose(tau), at={t: tau}, source="derived: no dose acts at once"
        ),
        cv.Value("250 mg every 8 hours give a mean of 8.115 mg/L", mean, at=USUAL, expected=8.1151596, source="derived: F D / (V k_e tau)"),
        cv.Value(
            "3.3 half-lives build up 90 %", build_up / half_life, at={half_life: 6}, expected=3.3, rtol=0.01, source=f"{BOOK}, ch. 11"
        ),
        cv.Always("The build-up stays below the long-run peak", concentration <= peak * (1 + 1e-9), source="derived: doses only add"),
        cv.Always("The mean lies between trough and peak", (trough < mean) & (peak > mean), source="derived: a mean lies between"),
    ],
)
