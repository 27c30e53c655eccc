"""The logistic map: how a simple rule leads from rest to cycles to chaos.

Model    x_{n+1} = r x_n (1 - x_n);  Lyapunov exponent: the mean of ln |r (1 - 2 x_n)|
Source   R. M. May, Nature 261 (1976) 459-467; S. H. Strogatz, Nonlinear Dynamics and Chaos, 2nd ed., ch. 10
"""

from sympy import Abs, Max, Mod, exp, floor, log, sqrt, symbols

import covis as cv

STEPS, SETTLE, MEAN = 60, 150, 400  # generations drawn, left out before the exponent is taken, and taken for it
COLUMNS, DOTS = 256, 40  # of the bifurcation diagram

r = cv.Slider("r", 2.4, 4, value=3.2, step=0.001, label="Growth rate")
x_0 = cv.Slider("x_0", 0.01, 0.99, value=0.1, step=0.01, label="Population at the start")
x = cv.Axis("x", 0, 1, points=201, label="Population now")
g = cv.Axis("g", 2.4, 4, points=401, label="Growth rate r")
n = cv.Index("n", 0, STEPS, label="Generation")
i = cv.Index("i", 0, SETTLE + MEAN, label="Generation")
column = cv.Index("column", 0, COLUMNS, label="Growth rate")
dot = cv.Index("dot", 0, (COLUMNS + 1) * DOTS - 1, label="Dot")

_x, _s = symbols("x s")


def f(x, r):
    return r * x * (1 - x)


def stretch(x, r):
    """By how much the rule stretches a small difference, as a logarithm; cut off where it is squeezed to nothing."""
    return log(Max(Abs(r * (1 - 2 * x)), 1e-6))


def exponent(run):
    """The mean stretch after the run has settled."""
    return (run[_s].subs(i, SETTLE + MEAN) - run[_s].subs(i, SETTLE)) / MEAN


x_n = cv.Iterates({_x: f(_x, r)}, start={_x: x_0}, over=n)[_x]
twin = cv.Iterates({_x: f(_x, r)}, start={_x: x_0 + 1e-6}, over=n)[_x]
long_run = cv.Iterates({_x: f(_x, r), _s: _s + stretch(_x, r)}, start={_x: x_0, _s: 0}, over=i)
r_column = 2.4 + 1.6 * column / COLUMNS
sweep = cv.Iterates({_x: f(_x, r_column), _s: _s + stretch(_x, r_column)}, start={_x: 0.4, _s: 0}, over=i, each=column)
_column = floor(dot / DOTS)

lyapunov = exponent(long_run)
fixed = 1 - 1 / g
high, low = ((g + 1 + sign * sqrt((g - 3) * (g + 1))) / (2 * g) for sign in (1, -1))
slopes = f(x, g).diff(x).subs(x, high) * f(x, g).diff(x).subs(x, low)
settled = sweep[_x].subs({column: _column, i: SETTLE + Mod(dot, DOTS)})
LEAST = -3

STROGATZ = "Strogatz, ch. 10.3"
CHAOS = {r: 4, x_0: 0.1}
SINES = "derived: 4 sin^2 a cos^2 a = sin^2 2a; here sin^2(32 asin(sqrt(0.1)))"
DOUBLED = "derived: a difference of a doubles in each generation; the mean of 400 generations is near to it"
TWO = "derived: (1/2) ln |4 + 2r - r^2|"
CYCLE = "derived: (r + 1 + sqrt((r - 3)(r + 1))) / 2r at r = 3.2"
SLOPE = "derived: the slope of the rule, r (1 - 2x), at x = 0.1"

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(f(x, r), over=x, name="next population", color="a"),
            cv.Curve(x, over=x, name="no change", color="muted"),
            cv.Polyline(
                [(x_n, x_n), (x_n, f(x_n, r)), (f(x_n, r), f(x_n, r))], over=n, name="up to the curve, across", color="b", opacity=0.6
            ),
            cv.Handle(x=x_0, y=x_0, name="start"),
            title="Step by step",
            y="Population in the next generation",
        ),
        cv.Plot(
            cv.Path(n, twin, over=n, name="started a millionth higher", color="muted", dash=True),
            cv.Path(n, x_n, over=n, color="b", opacity=0.5),
            cv.Points(n, x_n, over=n, name="population", color="b"),
            title="Generation after generation",
            x="Generation",
            y="Population",
        ),
        cv.Plot(
            cv.Trace(
                "scatter",
                over=dot,
                x=r_column.subs(column, _column),
                y=settled,
                style={"mode": "markers", "marker": {"size": 2.5}},
                name="where it ends up",
                color="a",
            ),
            cv.Curve(fixed, over=g, name="no change", color="muted", dash=True),
            cv.Polyline([(r, 0), (r, 1)], color="e"),
            cv.Handle(x=r, y=0, name="this r"),
            title="The long run, for every growth rate",
            y="Population in the long run",
        ),
        cv.Plot(
            cv.Path(r_column, Max(exponent(sweep), LEAST), over=column, name="Lyapunov exponent", color="d"),
            cv.Curve(0, over=g, color="muted"),
            cv.Points(r, Max(lyapunov, LEAST), name="this r", color="e"),
            title="How fast neighbours part (above 0) or meet (below 0)",
            y="Lyapunov exponent",
            y_range=(LEAST - 0.1, 1),
        ),
    ],
    readouts=[
        cv.Readout("Lyapunov exponent", lyapunov),
        cv.Readout("A small difference grows, for each generation, by the factor", exp(lyapunov)),
        cv.Readout("Population in generation 60", x_n.subs(n, STEPS), digits=4),
        cv.Readout("The same, started a millionth higher", twin.subs(n, STEPS), digits=4),
    ],
    presets=[
        cv.Preset("It comes to rest", r=2.8),
        cv.Preset("Good years and bad years"),
        cv.Preset("Four by turns", r=3.5),
        cv.Preset("Chaos", r=4),
        cv.Preset("A window of order", r=3.83, x_0=0.5),
    ],
    facts=[
        cv.Identity("A population of 1 - 1/r stays as it is", f(fixed, g), fixed, source=STROGATZ),
        cv.Identity("Two populations follow one another by turns", f(high, g), low, source=STROGATZ),
        cv.Identity("Over a cycle of two a difference grows by 4 + 2r - r²", slopes, 4 + 2 * g - g**2, source=STROGATZ),
        cv.Value("The cycle of two loses its hold at r = 1 + √6", slopes, at={g: 1 + 6**0.5}, expected=-1, source=f"{STROGATZ}: 3.449"),
        cv.Value(
            "At r = 4 a start at sin² a leads to sin² 2a, sin² 4a ...", x_n.subs(n, 5), at=CHAOS, expected=0.58542053873, source=SINES
        ),
        cv.Value("At r = 4 the Lyapunov exponent is ln 2", lyapunov, at=CHAOS, expected=0.6931, rtol=0.01, source=DOUBLED),
        cv.Value("At r = 3.2 the exponent is ln(0.16)/2", lyapunov, at={r: 3.2, x_0: 0.1}, expected=-0.91629073, source=TWO),
        cv.Value("Its drawn curve has this value there", exponent(sweep), at={column: COLUMNS // 2}, expected=-0.91629073, source=TWO),
        cv.Value(
            "At r = 3.2 there is a dot on the cycle of two", settled, at={dot: COLUMNS // 2 * DOTS + 1}, expected=0.79945549, source=CYCLE
        ),
        cv.Value("A difference is first multiplied by 3.2", (twin - x_n).subs(n, 1), at=CHAOS, expected=3.2e-6, rtol=1e-4, source=SLOPE),
        cv.Always("The population stays between 0 and 1", (f(x, r) >= 0) & (f(x, r) <= 1), source="derived: it is r/4 at most"),
    ],
)
