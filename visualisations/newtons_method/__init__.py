"""Newton's method: follow the tangent to a root.

Model    x_{n+1} = N(x_n),  N(x) = x - f(x) / f'(x)
Source   E. Süli and D. F. Mayers, An Introduction to Numerical Analysis, ch. 1; the errors are derived in text.md
"""

from sympy import Abs, Derivative, Max, atan, cos, log, sin, symbols

import covis as cv

STEPS = 8

curve = cv.Choice("curve", {"x³ − 2x − 5": 1, "cos x − x": 2, "arctan x": 3, "x³ − 2x + 2": 4}, value="x³ − 2x − 5", label="Find a root of")
x_0 = cv.Slider("x_0", -3, 3, value=1.5, step=0.05, label="Start")
x = cv.Axis("x", -4, 4, points=801, label="x")
n = cv.Index("n", 0, STEPS, label="Step")

root = curve.pick({"x³ − 2x − 5": 2.0945514815423265, "cos x − x": 0.7390851332151607, "arctan x": 0, "x³ − 2x + 2": -1.7692923542386314})


def f(x):
    return curve.pick({"x³ − 2x − 5": x**3 - 2 * x - 5, "cos x − x": cos(x) - x, "arctan x": atan(x), "x³ − 2x + 2": x**3 - 2 * x + 2})


def slope(x):
    return curve.pick({"x³ − 2x − 5": 3 * x**2 - 2, "cos x − x": -sin(x) - 1, "arctan x": 1 / (1 + x**2), "x³ − 2x + 2": 3 * x**2 - 2})


def newton(x):
    return x - f(x) / slope(x)


f_x, slope_x, f_0, slope_0 = f(x), slope(x), f(x_0), slope(x_0)
N = newton(x)
_x = symbols("x")
steps = cv.Iterates({_x: newton(_x)}, start={_x: x_0}, over=n)
x_n = steps[_x]
digits = -log(Max(Abs(x_n - root), 1e-10), 10)
tangent = f_0 + slope_0 * (x - x_0)

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(f_x, over=x, name="f(x)", color="a"),
            cv.Curve(tangent, over=x, name="first tangent", color="b", dash=True),
            cv.Polyline([(x_n, 0), (x_n, f(x_n)), (newton(x_n), 0)], over=n, name="up to the curve, down the tangent", color="b"),
            cv.Points(root, 0, name="root", color="d"),
            cv.Handle(x=x_0, y=0, name="start"),
            title="The curve and its tangents",
            y="f(x)",
            x_range=(-4, 4),
            y_range=(-10, 10),
        ),
        cv.Plot(
            cv.Points(n, digits, over=n, name="correct digits", color="b"),
            title="How many digits are right",
            x="Step",
            y="−log₁₀ of the error",
            y_range=(-3, 11),
        ),
    ],
    readouts=[
        cv.Readout("After 1 step", x_n.subs(n, 1), digits=10),
        cv.Readout("After 2 steps", x_n.subs(n, 2), digits=10),
        cv.Readout("After 5 steps", x_n.subs(n, 5), digits=10),
        cv.Readout("The root", root, digits=10),
    ],
    presets=[
        cv.Preset("Newton's own example", x_0=2),
        cv.Preset("A start near a flat place", x_0=0.85),
        cv.Preset("Just near enough", curve="arctan x", x_0=1.35),
        cv.Preset("A little farther away", curve="arctan x", x_0=1.4),
        cv.Preset("Round and round", curve="x³ − 2x + 2", x_0=0),
    ],
    symbols={"f_x": "f", "slope_x": "f'", "f_0": "f(x_0)", "slope_0": "f'(x_0)"},
    facts=[
        cv.Identity("The slope that the tangents take is that of the curve", Derivative(f_x, x), slope_x, source="derived: term by term"),
        cv.Always("At the root a step stays where it is", Abs(newton(root) - root) < 1e-14, source="derived: f = 0 there, to 16 digits"),
        cv.Identity(
            "A step's own slope is f f'' / f'^2, which vanishes at a root",
            N.diff(x),
            f_x * slope_x.diff(x) / slope_x**2,
            source="Süli and Mayers, ch. 1: why the convergence is quadratic",
        ),
        cv.Identity("A step lands where the tangent meets the axis", tangent, 0, at={x: newton(x_0)}, source="derived: f + f' (N - x) = 0"),
        cv.Value(
            "From 2 the first step for x^3 - 2x - 5 is 2.1",
            x_n.subs(n, 1),
            at={curve: 1, x_0: 2},
            expected=2.1,
            source="I. Newton, De analysi (1711), the example y^3 - 2y - 5 = 0, whose first correction is 0.1",
        ),
        cv.Value(
            "Four steps from 2 give the root to 15 digits",
            x_n.subs(n, 4),
            at={curve: 1, x_0: 2},
            expected=2.0945514815423265,
            rtol=1e-15,
            source="derived: f changes its sign between the doubles on both sides",
        ),
        cv.Value(
            "From 0 the last curve leads to 1, and from 1 back to 0",
            x_n.subs(n, 2),
            at={curve: 4, x_0: 0},
            expected=0,
            source="derived: N(0) = 1, N(1) = 0",
        ),
    ],
)
