"""A random walk of 600 steps and a histogram of them: every number drawn, added and counted anew in every state."""

from sympy import exp, pi, sqrt

import covis as cv

x_0 = cv.Slider("x_0", 0.2, 2, value=1, label="Standard deviation of a step", unit="m")
seed = cv.Again("seed", label="Walk again")
k = cv.Index("k", 1, 600, label="Step")
x = cv.Axis("x", -6, 6, points=41, label="Length of a step", unit="m")
u = cv.Random("u", over=k, seed=seed)

step = cv.normal(u, sd=x_0)
# From 1.5 x_0, so that the first point moves evenly with the slider.
walk = 1.5 * x_0 + cv.running_sum(step, over=k, unit="m") / 25
density = exp(-((x / x_0) ** 2) / 2) / (x_0 * sqrt(2 * pi))

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(cv.Path(k, walk, over=k, name="walk"), x="Step", y="Position", y_unit="m", y_range=(-3, 5)),
        cv.Plot(
            cv.Histogram(step, over=k, bins=x, density=True),
            cv.Curve(density, over=x, name="density"),
            y="Density",
            y_unit="1/m",
            y_range=(0, 2.1),
        ),
    ],
)
