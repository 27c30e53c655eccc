"""Taylor polynomials: a function known in one point, and how far that reaches.

Model    T_N(x) = sum over k = 0..N of f^(k)(a) (x - a)^k / k!
Source   T. M. Apostol, Calculus I, 2nd ed., ch. 7 and 11
"""

from sympy import Abs, E, Eq, Max, Sum, exp, factorial, log, pi, sin, symbols

import covis as cv

MOST = 24
LEAST = 1e-9  # of an error that is shown: below it rounding begins to count

curve = cv.Choice("curve", {"sin x": 1, "exp x": 2, "ln(1 + x)": 3}, value="sin x", label="Function")
N = cv.Slider("N", 0, MOST, value=3, step=1, label="Degree")
a = cv.Slider("a", -0.5, 2, value=0, step=0.05, label="Centre")
x_0 = cv.Slider("x_0", -0.9, 6, value=2, step=0.05, label="Look at x")
x = cv.Axis("x", curve.pick({"sin x": -6, "exp x": -6, "ln(1 + x)": -0.99}), 8, points=701, label="x")
m = cv.Index("m", 0, MOST, label="Degree")
_j = symbols("j", integer=True)


def f(x):
    return curve.pick({"sin x": sin(x), "exp x": exp(x), "ln(1 + x)": log(1 + x)})


def rate(k):
    """The k-th derivative at the centre over k!, for k >= 1."""
    return curve.pick({"sin x": sin(a + k * pi / 2), "exp x": exp(a), "ln(1 + x)": -factorial(k - 1) / (-1 - a) ** k}) / factorial(k)


def term(k, x):
    return rate(k) * (x - a) ** k


def taylor(N, x):
    return f(a) + Sum(term(_j, x), (_j, 1, N))


def error(N):
    """How far the polynomial is from the function where you look."""
    return Max(Abs(taylor(N, x_0) - f(x_0)), LEAST)


T, _here, size = taylor(N, x), taylor(N, x_0), error(N)
left, right = -1, 1 + 2 * a  # where the series of the logarithm converges: from its pole to as far on the other side of the centre
SIN, EXP, LOG = {curve: 1, a: 0, N: 1, x_0: 4}, {curve: 2, a: 0, N: 10, x_0: 1}, {curve: 3, a: 0, N: 11, x_0: 1}  # states for facts


def same_derivatives():
    """The terms' coefficients times k! against the derivatives of the functions, which SymPy finds, at a = 0.3."""
    gaps = []
    for option, function in {"sin x": sin(x), "exp x": exp(x), "ln(1 + x)": log(1 + x)}.items():
        for order in range(1, 9):
            wanted = float(function.diff(x, order).subs(x, 0.3))
            gaps.append(abs(cv.evaluate(rate(order) * factorial(order), curve=option, a=0.3) / wanted - 1))
    return all(gap < 1e-12 for gap in gaps), f"orders 1 to 8 of three functions, within {max(gaps):.1e}"


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Curve(f(x), over=x, name="function", color="a"),
            cv.Curve(T, over=x, name="polynomial", color="b"),
            cv.Polyline([(left, -10), (left, 10)], name="limits of convergence", color="muted", dash=True, show=Eq(curve, 3)),
            cv.Polyline([(right, -10), (right, 10)], color="muted", dash=True, show=Eq(curve, 3)),
            cv.Points(a, f(a), name="centre", color="d"),
            cv.Handle(x=x_0, y=_here, name="look here"),
            title="A function and its Taylor polynomial",
            y="y",
            y_range=(-4, 6),
        ),
        cv.Plot(
            cv.Points(m, error(m), over=m, name="error at x", color="b"),
            cv.Points(N, size, name="this degree", color="e"),
            title="The error where you look, by degree",
            x="Degree",
            y="Size of the error",
            log="y",
            y_range=(LEAST, 1e6),
        ),
    ],
    readouts=[
        cv.Readout("Polynomial at x", _here, digits=8),
        cv.Readout("Function at x", f(x_0), digits=8),
        cv.Readout("Size of the error", size),
    ],
    presets=[
        cv.Preset("A tangent", N=1),
        cv.Preset("A cubic", N=3),
        cv.Preset("Degree nine", N=9, x_0=4),
        cv.Preset("Inside the reach of the logarithm", curve="ln(1 + x)", N=12, x_0=0.8),
        cv.Preset("Outside of it", curve="ln(1 + x)", N=12, x_0=1.3),
    ],
    facts=[
        cv.Identity("At the centre polynomial and function have the same value", T, f(x), at={x: a}, source="Apostol, ch. 7"),
        cv.Check("Up to its degree the polynomial has the function's derivatives", same_derivatives, source="Apostol, ch. 7: defined so"),
        cv.Value("Degree 10 gives e to seven digits", _here, at=EXP, expected=E, rtol=2e-8, source="NIST DLMF, sec. 4.2: e"),
        cv.Value("1 - 1/2 + ... + 1/11 is 0.0434 above ln 2", size, at=LOG, expected=20417 / 27720 - log(2), source="derived: added up"),
        cv.Always(
            "The sine's error is at most the next power over its factorial",
            (Abs(_here - f(x_0)) <= Abs(x_0 - a) ** (N + 1) / factorial(N + 1) + 1e-12).subs(curve, 1),
            source="Apostol, ch. 7: Lagrange's form of the remainder, with |f^(N+1)| <= 1",
        ),
        cv.Identity("One degree more adds one term", taylor(N + 1, x) - T, term(N + 1, x), source="derived: a partial sum"),
        cv.Value("About 1/2 the logarithm's series reaches to 2", right, at={a: 0.5}, expected=2, source="derived: the pole is 3/2 away"),
        cv.Value("At x = 4 the tangent of the sine at 0 is wrong by 4.757", size, at=SIN, expected=4 - sin(4), source="derived: 4 - sin 4"),
        cv.Value("The error drawn for degree 1 is the same", error(m), at={**SIN, m: 1}, expected=4 - sin(4), source="derived: 4 - sin 4"),
    ],
)
