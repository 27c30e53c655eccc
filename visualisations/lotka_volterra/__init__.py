"""Predators and prey: two populations that drive each other round.

Model    x' = (alpha - epsilon) x - beta x y,  y' = delta x y - (gamma + epsilon) y   (prey x, predators y, both in thousands)
Source   V. Volterra, Nature 118 (1926) 558-560; J. D. Murray, Mathematical Biology I, 3rd ed., ch. 3.1
"""

import numpy as np
from scipy.interpolate import CubicSpline
from sympy import log, pi, sqrt, symbols

import covis as cv

YEARS = 40

t = cv.Axis("t", 0, YEARS, points=801, label="Time since 1900", unit="year")
now = cv.Clock("now", 0, YEARS, speed=2, label="Time since 1900", unit="year")
alpha = cv.Slider("alpha", 0.45, 0.75, value=0.55, label="Growth rate of the prey alone", unit="1/year")
gamma = cv.Slider("gamma", 0.65, 0.95, value=0.8, label="Death rate of the predators alone", unit="1/year")
epsilon = cv.Slider("epsilon", 0, 0.15, value=0, label="Catch rate: fishing or trapping both", unit="1/year")
pelts = cv.Toggle("pelts", value=True, label="Pelts that were traded, 1900 to 1920")
more = cv.Toggle("more", label="Two more starts, to compare")
x_0 = cv.Slider("x_0", 20, 60, value=34, label="Prey at the start (thousands)")
y_0 = cv.Slider("y_0", 6, 30, value=6, label="Predators at the start (thousands)")
x_1 = cv.Slider("x_1", 20, 60, value=34, label="Prey at the second start (thousands)")
y_1 = cv.Slider("y_1", 6, 30, value=11, label="Predators at the second start (thousands)")
x_2 = cv.Slider("x_2", 20, 60, value=40, label="Prey at the third start (thousands)")
y_2 = cv.Slider("y_2", 6, 30, value=19, label="Predators at the third start (thousands)")
# Both only set the scales on which prey and predators are counted; they are those of hares and lynx in Canada.
beta = cv.Constant("beta", 0.028, label="loss of prey for each thousand predators", unit="1/year")
delta = cv.Constant("delta", 0.024, label="gain of predators for each thousand prey", unit="1/year")
MOST_PREY, MOST_PREDATORS = 120, 90
h = cv.Axis("h", 5, 115, points=12, label="Prey (thousands)")
k = cv.Axis("k", 4, 86, points=11, label="Predators (thousands)")
x = cv.Axis("x", 1, MOST_PREY, points=110, label="Prey (thousands)")
y = cv.Axis("y", 0.5, MOST_PREDATORS, points=110, label="Predators (thousands)")
# Thousands of pelts that the Hudson's Bay Company took in, 1900 to 1920, as Howard and Carpenter print them.
YEAR = list(range(21))
HARES = [30, 47.2, 70.2, 77.4, 36.3, 20.6, 18.1, 21.4, 22, 25.4, 27.1, 40.3, 57, 76.6, 52.3, 19.5, 11.2, 7.6, 14.6, 16.2, 24.7]
LYNX = [4, 6.1, 9.8, 35.2, 59.4, 41.7, 19, 13, 8.3, 9.1, 7.4, 8, 12.3, 19.5, 45.7, 51.1, 29.7, 15.8, 9.7, 10.1, 8.6]


def prey_rate(x, y):
    return (alpha - epsilon) * x - beta * x * y


def predator_rate(x, y):
    return delta * x * y - (gamma + epsilon) * y


prey_balance = (gamma + epsilon) / delta
predator_balance = (alpha - epsilon) / beta
BALANCE = {x: prey_balance, y: predator_balance}
frequency = sqrt((alpha - epsilon) * (gamma + epsilon))
period = 2 * pi / frequency
# Constant along every orbit; V is counted from its least value, which it has at the equilibrium.
H = delta * x - (gamma + epsilon) * log(x) + beta * y - (alpha - epsilon) * log(y)
V = H - H.subs(BALANCE)
x_rate, y_rate = prey_rate(x, y), predator_rate(x, y)

_x, _y = symbols("x y")
RATES = {_x: prey_rate(_x, _y), _y: predator_rate(_x, _y)}
STARTS = (x_0, y_0), (x_1, y_1), (x_2, y_2)
orbit, second, third = (cv.Trajectory(RATES, start={_x: prey, _y: predators}, over=t, step=0.01) for prey, predators in STARTS)
prey, predators = orbit[_x], orbit[_y]
prey_now, predators_now = orbit.at(now)[_x], orbit.at(now)[_y]
# Arrows of one length on the screen: near the equilibrium the rates are too small to be seen otherwise.
_u, _v = prey_rate(h, k), predator_rate(h, k)
_length = sqrt((_u / MOST_PREY) ** 2 + (_v / MOST_PREDATORS) ** 2)
_to_prey, _to_predators = _u / _length, _v / _length


def means_are_the_equilibrium():
    hares, lynx = (CubicSpline(cv.evaluate(t, over=t), cv.evaluate(each, over=t)) for each in (prey, predators))
    rising = [time for time in lynx.solve(10) if 0 < time < YEARS and lynx(time, 1) > 0]
    first, last = rising[0], rising[-1]
    means = [float(curve.integrate(first, last)) / (last - first) for curve in (hares, lynx)]
    said = f"over {len(rising) - 1} periods of {(last - first) / (len(rising) - 1):.3f} years: {means[0]:.4f} and {means[1]:.4f}"
    return bool(np.allclose(means, [0.8 / 0.024, 0.55 / 0.028], rtol=1e-5)), said


def lynx_follow_the_hares():
    """In the numbers of the trade: the year of the most lynx in each of the two cycles, less that of the most hares."""
    lags = [LYNX.index(max(LYNX[a:b])) - HARES.index(max(HARES[a:b])) for a, b in ((0, 10), (10, 21))]
    return all(1 <= lag <= 2 for lag in lags), f"by {lags[0]} year in the first cycle and {lags[1]} years in the second"


_across, _up = _to_prey / MOST_PREY, _to_predators / MOST_PREDATORS  # on the screen
ONE, FITTED = {alpha: 1, gamma: 0.75, epsilon: 0}, {alpha: 0.55, gamma: 0.8, epsilon: 0}
NONE = "derived: x'/x = 0 and y'/y = 0 there"
MURRAY = "Murray, ch. 3.1: the eigenvalues at the equilibrium are purely imaginary"
BOYCE = "Boyce and DiPrima, Elementary Differential Equations, predator-prey equations, example 1: eigenvalues ± i sqrt(3)/2"
ELTON = "C. Elton and M. Nicholson, J. Animal Ecology 11 (1942) 215: the ten-year cycle of the lynx in Canada"
HOWARD = "the table of pelts in P. Howard, Modeling Basics, Texas A&M University, 2009"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(prey, over=t, name="prey", color="a"),
            cv.Curve(predators, over=t, name="predators", color="b"),
            cv.Curve(prey_balance, over=t, name="equilibrium", color="a", dash=True, opacity=0.6),
            cv.Curve(predator_balance, over=t, color="b", dash=True, opacity=0.6),
            cv.Points(YEAR, HARES, name="pelts of hares", color="a", opacity=0.6, show=pelts),
            cv.Points(YEAR, LYNX, name="pelts of lynx", color="b", opacity=0.6, show=pelts),
            cv.Points([now, now], [prey_now, predators_now], name="now", color="e"),
            title="Both populations over time",
            y="Population (thousands)",
            y_range=(0, MOST_PREY),
        ),
        cv.Plot(
            cv.Contours(V, over=(x, y), levels=[0.15 * n for n in range(1, 16)], name="level lines of V", color="muted", opacity=0.5),
            cv.Field(_to_prey, _to_predators, over=(h, k), name="direction of change", color="muted", opacity=0.6),
            cv.Path(second[_x], second[_y], over=t, color="g", show=more),
            cv.Path(third[_x], third[_y], over=t, color="h", show=more),
            cv.Path(prey, predators, over=t, name="orbit", color="c"),
            cv.Points(prey_balance, predator_balance, name="equilibrium", color="d"),
            cv.Points(prey_now, predators_now, name="now", color="e"),
            cv.Points([second.at(now)[_x], third.at(now)[_x]], [second.at(now)[_y], third.at(now)[_y]], color="e", show=more),
            cv.Handle(x=x_1, y=y_1, name="second start", color="g", show=more),
            cv.Handle(x=x_2, y=y_2, name="third start", color="h", show=more),
            cv.Handle(x=x_0, y=y_0, name="start", color="f"),
            title="Phase plane",
            z_unit="1/year",
            x_range=(0, MOST_PREY),
            y_range=(0, MOST_PREDATORS),
        ),
    ],
    readouts=[
        cv.Readout("Prey now (thousands)", prey_now),
        cv.Readout("Predators now (thousands)", predators_now),
        cv.Readout("Equilibrium of the prey (thousands)", prey_balance),
        cv.Readout("Equilibrium of the predators (thousands)", predator_balance),
        cv.Readout("Period of small oscillations", period, unit="year"),
        cv.Readout("Conserved quantity V of this orbit", V.subs({x: x_0, y: y_0}), unit="1/year"),
    ],
    presets=[
        cv.Preset("Hares and lynx in Canada"),
        cv.Preset("With trapping of both", epsilon=0.15),
        cv.Preset("Three starts", more=True, pelts=False),
        cv.Preset("Fast growth, many hares", alpha=0.75, x_0=60, y_0=8, pelts=False),
    ],
    symbols={"prey_balance": r"x^{\ast}", "predator_balance": r"y^{\ast}", "frequency": r"\omega", "period": "T"},
    facts=[
        cv.Identity("V does not change along the flow", V.diff(x) * x_rate + V.diff(y) * y_rate, 0, source="Murray, ch. 3.1"),
        cv.Identity("At the equilibrium nothing changes", x_rate**2 + y_rate**2, 0, at=BALANCE, source="Volterra 1926"),
        cv.Identity("At the equilibrium neither acts on itself", x_rate.diff(x) ** 2 + y_rate.diff(y) ** 2, 0, at=BALANCE, source=NONE),
        cv.Identity(
            "Small oscillations: omega^2 is minus the product of the couplings",
            -x_rate.diff(y) * y_rate.diff(x),
            frequency**2,
            at=BALANCE,
            source=MURRAY,
        ),
        cv.Identity("At the equilibrium V is 0", V, 0, at=BALANCE, source="derived: it is counted from there"),
        cv.Identity("The arrows are equally long", _across**2 + _up**2, 1, source="derived: the rates over their common length"),
        cv.Identity(
            "The arrows point where both populations go",
            _across * _u / MOST_PREY + _up * _v / MOST_PREDATORS,
            _length,
            source="derived: a unit vector times the rates is their length",
        ),
        cv.Value("Rates of 1 and 3/4 have the period 4 pi / sqrt(3)", period, at=ONE, expected=4 * pi / sqrt(3), source=BOYCE),
        cv.Value("The rates of the pelts have a period of nearly ten years", period, at=FITTED, expected=10, rtol=0.1, source=ELTON),
        cv.Conserved("The orbit drawn stays on its level line of V", V.subs({x: _x, y: _y}), along=orbit, source="derived: V' = 0"),
        cv.Check("In the pelts, too, the lynx peak one or two years after the hares", lynx_follow_the_hares, source=HOWARD),
        cv.Check("The means over whole periods are the equilibrium", means_are_the_equilibrium, source="Volterra 1926"),
    ],
)
