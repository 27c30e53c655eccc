"""The line of least squares, through points that the student places: what it minimises, and what pulls it.

Model    of all lines a + b x, the one with the least sum of squared residuals has b = s_xy / s_xx and goes through the mean point
Source   F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973) 17-21
"""

import numpy as np
from sympy import Sum

import covis as cv

x = cv.Axis("x", 0, 20, points=101, label="x")
y = cv.Axis("y", 0, 16, label="y")
xs = (10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
first = tuple(zip(xs, (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68), strict=True))
second = tuple(zip(xs, (9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74), strict=True))
third = tuple(zip(xs, (7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73), strict=True))
fourth = tuple(zip((8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8), (6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89), strict=True))

ANSCOMBE = "Anscombe 1973, the table of what the four data sets share"

dots = cv.Placed("dots", over=(x, y), start=first, fewest=3, most=12, label="Points", symbol="N")
k = cv.Index("k", 1, dots, label="Point")
x_k, y_k = dots.at(k)


def total(term):
    """The sum over all points."""
    return Sum(term, (k, 1, dots))


x_mean, y_mean = total(x_k) / dots, total(y_k) / dots
s_xx, s_yy = total((x_k - x_mean) ** 2), total((y_k - y_mean) ** 2)
s_xy = total((x_k - x_mean) * (y_k - y_mean))
b = s_xy / s_xx
a = y_mean - b * x_mean
line = a + b * x
residual = y_k - line.subs(x, x_k)
Q = total(residual**2)
r_squared = s_xy**2 / (s_xx * s_yy)


def as_by_numpy():
    """The line by NumPy's own least squares, for each of the four data sets."""
    for points in (first, second, third, fourth):
        at, heights = np.array(points).T
        wanted = np.linalg.lstsq(np.stack([at, np.ones(len(at))], axis=1), heights)[0]
        if not np.allclose(wanted, [cv.evaluate(b, dots=points), cv.evaluate(a, dots=points)], rtol=1e-10):
            return False, f"NumPy has {wanted}"
    return True, "four data sets"


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(x_k, y_k), (x_k, line.subs(x, x_k))], over=k, name="residuals", color="muted"),
            cv.Curve(line, over=x, name="line of least squares", color="b"),
            cv.Points(x_k, y_k, over=k, name="points", color="a"),
            cv.Points(x_mean, y_mean, name="mean point", color="c"),
            title="The line of least squares",
            x="x",
            y="y",
            x_range=(0, 20),
            y_range=(0, 16),
        ),
        cv.Plot(
            cv.Points(x_k, residual, over=k, name="residuals", color="a"),
            cv.Curve(0 * x, over=x, color="muted"),
            title="What the line leaves over",
            x="x",
            y="Residual",
            x_range=(0, 20),
            y_range=(-6, 6),
            height="short",
        ),
    ],
    readouts=[
        cv.Readout("Slope b", b),
        cv.Readout("Intercept a", a),
        cv.Readout("Sum of squared residuals Q", Q),
        cv.Readout("r²", r_squared),
    ],
    presets=[
        cv.Preset("A cloud"),
        cv.Preset("A curve", dots=second),
        cv.Preset("One point off the line", dots=third),
        cv.Preset("One point far away", dots=fourth),
    ],
    symbols={"r_squared": "r^2", "x_mean": r"\bar x", "y_mean": r"\bar y", "residual": "e_k"},
    facts=[
        cv.Value("The cloud has the slope 0.500", b, at={dots: first}, expected=0.5, rtol=1e-3, source=ANSCOMBE),
        cv.Value("With one point far away the slope is the same", b, at={dots: fourth}, expected=0.5, rtol=1e-3, source=ANSCOMBE),
        cv.Value("With one point far away the intercept is 3.00", a, at={dots: fourth}, expected=3, rtol=1e-3, source=ANSCOMBE),
        cv.Value("The curve has r^2 = 0.667", r_squared, at={dots: second}, expected=0.667, rtol=2e-3, source=f"{ANSCOMBE}: multiple R^2"),
        cv.Identity("The residuals add up to 0", total(residual), 0, source="derived: dQ/da = -2 sum of residuals = 0"),
        cv.Identity("Residuals times x add up to 0", total(x_k * residual), 0, source="derived: dQ/db = -2 sum of x times residuals = 0"),
        cv.Identity("The line goes through the mean point", line, y_mean, at={x: x_mean}, source="derived: a = mean of y - b mean of x"),
        cv.Identity(
            "The share of the spread of y that is left is 1 - r^2", Q / s_yy, 1 - r_squared, source="derived: Q = s_yy - s_xy^2/s_xx"
        ),
        cv.Check("NumPy's least squares gives the same lines", as_by_numpy, source="derived: numpy.linalg.lstsq of the same points"),
    ],
)
