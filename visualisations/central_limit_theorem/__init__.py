"""The central limit theorem: why means are normal, whatever they are means of.

Model    the mean of m independent numbers with the mean mu and the standard deviation sigma has the mean mu and the standard
         deviation sigma / sqrt(m); as m grows its distribution comes close to the normal one
Source   W. Feller, An Introduction to Probability Theory and Its Applications, vol. I, 3rd ed., ch. X
"""

import numpy as np
from sympy import Integral, Rational, Sum, exp, oo, pi, sqrt, symbols

import covis as cv

MEANS = 200

kind = cv.Choice("kind", {"die": 1, "waiting time": 2, "rare event": 3}, value="die", label="One number is a")
m = cv.Slider("m", 1, 30, value=1, step=1, label="Numbers in a mean")
seed = cv.Again("seed", label="Draw again")
i = cv.Index("i", 1, MEANS, label="Mean")
j = cv.Index("j", 1, m, label="Number")
w = cv.Index("w", 1, 30, label="Numbers in a mean")
x = cv.Axis("x", -4, 4, points=41, label="Distance from μ, over σ / √m")
u = cv.Random("u", over=(i, j), seed=seed)

number = kind.pick(
    {"die": cv.choice(u, [1, 2, 3, 4, 5, 6]), "waiting time": cv.exponential(u), "rare event": cv.choice(u, [0, 1], weights=[0.9, 0.1])}
)
mu = kind.pick({"die": Rational(7, 2), "waiting time": 1, "rare event": Rational(1, 10)})
sigma = kind.pick({"die": sqrt(Rational(35, 12)), "waiting time": 1, "rare event": Rational(3, 10)})
mean = Sum(number, (j, 1, m)) / m
spread = sigma / sqrt(m)
spread_of_w = sigma / sqrt(w)

standard = (mean - mu) / spread
normal = exp(-(x**2) / 2) / sqrt(2 * pi)
mean_of_means = Sum(mean, (i, 1, MEANS)) / MEANS
spread_seen = sqrt(Sum((mean - mu) ** 2, (i, 1, MEANS)) / MEANS)
z = symbols("z", real=True)


def as_by_numpy():
    """The mean of the means, and the root of their mean squared distance from the expected one, of ten throws each."""
    means, centre = cv.evaluate(mean, over=i, m=10), cv.evaluate(mu)
    wanted = float(np.mean(means)), float(np.sqrt(np.mean((means - centre) ** 2)))
    seen = cv.evaluate(mean_of_means, m=10), cv.evaluate(spread_seen, m=10)
    return bool(np.allclose(seen, wanted, rtol=1e-9)), f"{seen[0]:.4f} and {seen[1]:.4f}"


visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Histogram(standard, over=i, bins=x, density=True, name="means that were drawn", color="a"),
            cv.Curve(normal, over=x, name="normal distribution", color="b"),
            title="Two hundred means",
            y="Density",
            y_range=(0, 1.5),
        ),
        cv.Plot(
            cv.Points(w, spread_of_w, over=w, name="σ / √m", color="muted"),
            cv.Points(m, spread_seen, name="spread of the means drawn", color="a"),
            title="How far they scatter",
            x="Numbers in a mean",
            y="Standard deviation",
            log="xy",
            x_range=(0.9, 35),
            y_range=(0.03, 2.5),
        ),
    ],
    readouts=[
        cv.Readout("Mean of the means drawn", mean_of_means),
        cv.Readout("Expected", mu),
        cv.Readout("Their standard deviation", spread_seen),
        cv.Readout("Expected, σ / √m", spread),
    ],
    presets=[
        cv.Preset("One throw of a die"),
        cv.Preset("Two throws", m=2),
        cv.Preset("Ten throws", m=10),
        cv.Preset("Waiting times, one by one", kind="waiting time"),
        cv.Preset("The mean of thirty", kind="waiting time", m=30),
        cv.Preset("A rare event, thirty times", kind="rare event", m=30),
    ],
    facts=[
        cv.Expectation("The mean is right on average, however few are taken", mean, expected=mu, source="Feller, ch. IX: expectations add"),
        cv.Expectation(
            "The variance of a mean is sigma^2 / m", (mean - mu) ** 2, expected=spread**2, source="Feller, ch. IX: variances add"
        ),
        cv.Value("A die has the standard deviation 1.708", sigma, at={kind: 1}, expected=1.707825, source="Feller, ch. IX.4: 91/6 - 49/4"),
        cv.Identity("The normal curve has the area 1", Integral(normal.subs(x, z), (z, -oo, oo)), 1, source="Feller, ch. VII"),
        cv.Identity("The normal curve has the spread 1", Integral(z**2 * normal.subs(x, z), (z, -oo, oo)), 1, source="Feller, ch. VII"),
        cv.Identity("Four times as many numbers halve the spread", spread.subs(m, 4 * m), spread / 2, source="derived: √(4 m) = 2 √m"),
        cv.Identity("The line of the second plot is the spread of a mean", spread_of_w, spread, at={w: m}, source="derived: w for m"),
        cv.Expectation("The standard distance is 0 on average", standard, expected=0, source="derived: the mean is mu"),
        cv.Expectation("The standard distance squared is 1 on average", standard**2, expected=1, source="derived: that is its variance"),
        cv.Check("What is seen of the means is their mean and their spread", as_by_numpy, source="derived: NumPy's mean of the same means"),
    ],
    symbols={
        "number": "x_{i,j}",
        "mean": r"\bar x_i",
        "spread": r"\sigma_{\bar x}",
        "spread_of_w": r"\sigma_{\bar x}(w)",
        "standard": "z_i",
        "normal": r"\varphi(x)",
    },
)
