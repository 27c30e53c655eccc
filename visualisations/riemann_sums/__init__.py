"""Riemann sums: how fast rectangles become an integral.

Model    S_n = h (f(p_1) + ... + f(p_n)),  h = (b - a) / n,  p_k = a + (k - 1 + theta) h;  theta = 0 left, 1/2 middle, 1 right
Source   T. M. Apostol, Calculus I, 2nd ed., ch. 1; the errors are derived in text.md
"""

import numpy as np
from sympy import Abs, Derivative, Rational, Sum, cos, exp, sin, symbols

import covis as cv

MOST = 200

curve = cv.Choice("curve", {"parabola": 1, "sine": 2, "decay": 3}, value="parabola", label="Curve")
rule = cv.Choice("rule", {"left end": 0, "middle": Rational(1, 2), "right end": 1}, value="left end", label="Height taken at the")
n = cv.Slider("n", 1, 60, value=8, step=1, label="Number of rectangles")
a = cv.Slider("a", 0, 1, value=0, step=0.1, label="From")
b = cv.Slider("b", 1.5, 3, value=2, step=0.1, label="To")
x = cv.Axis("x", 0, 3, label="x")
k = cv.Index("k", 1, n, label="Rectangle")
m = cv.Index("m", 1, MOST, label="Number of rectangles")
_i = symbols("i", integer=True)


def f(x):
    return curve.pick({"parabola": x**2, "sine": sin(2 * x) + 1, "decay": 3 * exp(-x)})


def primitive(x):
    return curve.pick({"parabola": x**3 / 3, "sine": x - cos(2 * x) / 2, "decay": -3 * exp(-x)})


def position(i, number, theta):
    """The share theta of the way from the left end of rectangle i to its right end."""
    return a + (i - 1 + theta) * (b - a) / number


def riemann(number, theta):
    """The sum of `number` rectangles, each as high as the curve at the share theta of its width."""
    return (b - a) / number * Sum(f(position(_i, number, theta)), (_i, 1, number))


def error_of(number, theta):
    return riemann(number, theta) - integral


h = (b - a) / n
left, place, right = position(k, n, 0), position(k, n, rule), position(k, n, 1)
height = f(place)
S = riemann(n, rule)
integral = primitive(b) - primitive(a)
error = error_of(n, rule)
TEN = {curve: 1, rule: 0, n: 10, a: 0}


def halving():
    """The factor by which the error falls from 50 to 100 rectangles: 2 for an end, 4 for the middle."""
    found = []
    for name, shape in ((name, shape) for name in ("left end", "middle", "right end") for shape in ("parabola", "sine", "decay")):
        few, many = (cv.evaluate(error.subs(n, count), curve=shape, rule=name) for count in (50, 100))
        found.append(few / many / (4 if name == "middle" else 2))
    return bool(np.allclose(found, 1, atol=0.03)), f"errors at 50 and 100, over 2 or 4: {min(found):.4f} to {max(found):.4f}"


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(left, 0), (left, height), (right, height), (right, 0)], over=k, name="rectangles", color="b"),
            cv.Curve(f(x), over=x, name="curve", color="a"),
            cv.Points(place, height, over=k, name="where the height is taken", color="c"),
            title="The curve and its rectangles",
            y="f(x)",
        ),
        cv.Plot(
            cv.Points(m, Abs(error_of(m, 0)), over=m, name="left end", color="c", opacity=0.7),
            cv.Points(m, Abs(error_of(m, Rational(1, 2))), over=m, name="middle", color="d", opacity=0.7),
            cv.Points(n, Abs(error), name="now", color="e"),
            title="How far the sum is from the integral",
            x="Number of rectangles",
            y="Size of the error",
            log="xy",
            x_range=(1, MOST),
        ),
    ],
    readouts=[cv.Readout("Sum of the rectangles", S, digits=5), cv.Readout("Integral", integral, digits=5), cv.Readout("Error", error)],
    presets=[
        cv.Preset("A few rectangles", n=4),
        cv.Preset("Twice as many", n=8),
        cv.Preset("The same number, heights at the middle", n=8, rule="middle"),
        cv.Preset("A falling curve", curve="decay", n=8),
    ],
    facts=[
        cv.Identity("The integral grows by the height at its end", Derivative(integral, b), f(b), source="Apostol, Calculus I, ch. 5"),
        cv.Identity("From a to a the integral is 0", integral, 0, at={b: a}, source="Apostol, Calculus I, ch. 1"),
        cv.Identity(
            "Right less left sum is one rectangle", riemann(n, 1) - riemann(n, 0), h * (f(b) - f(a)), source="derived: it telescopes"
        ),
        cv.Value("Ten left rectangles under x^2 up to 1 hold 0.285", S.subs(b, 1), at=TEN, expected=0.285, source="derived: 9 · 19/600"),
        cv.Value("The area under x^2 up to 2 is 8/3", integral, at={curve: 1, a: 0, b: 2}, expected=8 / 3, source="Apostol, introduction"),
        cv.Identity("Each rectangle is h wide", right - left, h, source="derived: n equal strips"),
        cv.Identity("The last rectangle ends at b", right, b, at={k: n}, source="derived: n strips of h from a"),
        cv.Identity("The height is taken at its share of the strip", place, left + rule * h, source="derived: 0, 1/2 or 1"),
        cv.Always(
            "Under a rising parabola the left sum is never too large and the right sum never too small",
            (error_of(n, 0).subs(curve, 1) <= 1e-12) & (error_of(n, 1).subs(curve, 1) >= -1e-12),
            source="derived: on each strip a rising curve lies above its left and below its right height",
        ),
        cv.Check("Twice as many rectangles halve the error of an end and quarter that of the middle", halving, source="derived in text.md"),
    ],
)
