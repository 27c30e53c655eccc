"""Gradient descent: why a long valley takes so many steps, and what a memory does about it.

Model    f = (x^2 + kappa y^2) / 2;  velocity v_{n+1} = beta v_n - eta grad f(x_n),  x_{n+1} = x_n + v_{n+1}
Source   B. T. Polyak, USSR Comput. Math. Math. Phys. 4 (1964) 1-17; J. Nocedal and S. J. Wright, Numerical Optimization, 2nd ed., ch. 3.3
"""

import numpy as np
from sympy import Abs, Max, Min, sqrt, symbols

import covis as cv

STEPS, LEAST = 80, 1e-12
eta = cv.Slider("eta", 0.01, 1, value=0.08, step=0.01, label="Step size")
beta = cv.Slider("beta", 0, 0.95, value=0, step=0.01, label="Memory (momentum)")
kappa = cv.Slider("kappa", 1, 20, value=10, step=1, label="How much steeper the valley is across")
x_0 = cv.Slider("x_0", -2, 2, value=-1.8, step=0.1, label="Start along the valley")
y_0 = cv.Slider("y_0", -1.4, 1.4, value=0.6, step=0.1, label="Start across the valley")
n = cv.Index("n", 0, STEPS, label="Step")
a, b = cv.Axis("a", -2.2, 2.2, points=90, label="x"), cv.Axis("b", -1.6, 1.6, points=70, label="y")


def height(x, y):
    return (x**2 + kappa * y**2) / 2


_x, _y, _u, _v = symbols("x y u v")
_du, _dv = (beta * speed - eta * height(_x, _y).diff(place) for speed, place in ((_u, _x), (_v, _y)))
descent = cv.Iterates({_x: _x + _du, _y: _y + _dv, _u: _du, _v: _dv}, start={_x: x_0, _y: y_0, _u: 0, _v: 0}, over=n)
x, y = descent[_x], descent[_y]


def factor(curvature):
    """The size of the larger root of z^2 - (1 + beta - eta curvature) z + beta: by it the distance shrinks in the long run."""
    half = (1 + beta - eta * curvature) / 2
    return Abs(Abs(half) + sqrt(half**2 - beta))


along, across = factor(1), factor(kappa)
slowest, best = Max(along, across), 2 / (1 + kappa)
_line = height(x_0, y_0) * slowest ** (2 * n)
_long_run = Min(Max(_line, LEAST), 1e9)


def two_steps(place, curvature):
    """What the seventh place is by the two before it: a recursion without velocities."""
    return (1 + beta - eta * curvature) * place.subs(n, 6) - beta * place.subs(n, 5)


def geometric():
    """The iterates without memory against their closed form (1 - eta c)^n x_0, at three step sizes."""
    steps, gaps = np.arange(STEPS + 1), []
    for rate in (0.03, 0.1, 0.19):
        places = np.array([cv.evaluate(each, over=n, eta=rate, beta=0, kappa=10, x_0=-1.8, y_0=0.6) for each in (x, y)])
        wanted = np.array([-1.8 * (1 - rate) ** steps, 0.6 * (1 - 10 * rate) ** steps])
        gaps.append(np.abs(places - wanted).max())
    return np.max(gaps) < 1e-12, f"at most {np.max(gaps):.1e} apart in 80 steps"


swings, _residue = (1 + beta - eta) ** 2 < 4 * beta, along**2 - (1 + beta - eta) * along + beta
BEST, POLYAK = {beta: 0, eta: best}, {kappa: 16, eta: 0.16, beta: 0.36}  # eta = 4/(1 + √κ)², beta = ((√κ - 1)/(√κ + 1))²

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Contours(height(a, b), over=(a, b), levels=[0.5 * k for k in range(1, 13)], name="level lines", color="muted", opacity=0.6),
            cv.Path(x, y, over=n, name="way down", color="b"),
            cv.Points(x, y, over=n, name="steps", color="b"),
            cv.Points(0, 0, name="lowest point", color="d"),
            cv.Handle(x=x_0, y=y_0, name="start"),
            title="The valley from above",
            x_range=(-2.2, 2.2),
            y_range=(-1.6, 1.6),
            equal=True,
        ),
        cv.Plot(
            cv.Points(n, Max(height(x, y), LEAST), over=n, name="height after each step", color="b"),
            cv.Path(n, _long_run, over=n, name="in the long run", color="muted", dash=True),
            title="Height after each step",
            x="Step",
            y="Height",
            log="y",
            y_range=(LEAST, 1e3),
        ),
    ],
    readouts=[
        cv.Readout("Factor along the valley, for each step", along),
        cv.Readout("Factor across the valley", across),
        cv.Readout("Height after 80 steps", height(x, y).subs(n, STEPS)),
        cv.Readout("Best step size without memory", best),
    ],
    presets=[
        cv.Preset("Safe and slow", eta=0.05),
        cv.Preset("The best single step size", eta=0.18),
        cv.Preset("A little too large", eta=0.21),
        cv.Preset("With a memory", eta=0.18, beta=0.3),
        cv.Preset("Too much memory", eta=0.1, beta=0.95),
    ],
    facts=[
        cv.Identity("Along the valley each place follows from the two before", x.subs(n, 7), two_steps(x, 1), source="Polyak 1964"),
        cv.Identity("Across the valley each place follows from the two before", y.subs(n, 7), two_steps(y, kappa), source="Polyak 1964"),
        cv.Check("Without memory each step multiplies each distance by its factor", geometric, source="derived: x - eta c x"),
        cv.Identity("The first step goes against the slope", x.subs(n, 1), x_0 - eta * x_0, source="derived: from rest, u = -eta x_0"),
        cv.Always("Without a swing the factor is a root of the recursion", swings | (Abs(_residue) < 1e-9), source="Polyak 1964"),
        cv.Identity("The dashed line falls by its square", _line.subs(n, n + 1), _line * slowest**2, source="derived: f is quadratic"),
        cv.Identity("The best step makes both factors equal", along, across, at=BEST, source="derived: 1 - eta = eta kappa - 1"),
        cv.Identity("The best step shrinks by (κ - 1)/(κ + 1)", slowest, (kappa - 1) / (kappa + 1), at=BEST, source="derived: 1 - best"),
        cv.Value("Polyak's choice for κ = 16 shrinks distances by 0.6", slowest, at=POLYAK, expected=0.6, source="Polyak 1964: √beta"),
        cv.Always("Beyond 2/κ the path climbs", (eta * kappa <= 2 + 1e-9) | (across.subs(beta, 0) > 1), source="derived: |1 - eta κ| > 1"),
    ],
)
