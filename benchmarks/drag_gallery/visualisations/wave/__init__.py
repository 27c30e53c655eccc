"""A wave on a membrane of 128 by 128 points: the hand drags the time, to and fro, and the map follows."""

from sympy import exp, symbols

import covis as cv

x = cv.Axis("x", 0, 1, points=128, label="x")
y = cv.Axis("y", 0, 1, points=128, label="y")
t = cv.Axis("t", 0, 1, points=101, label="Time")
x_0 = cv.Slider("x_0", 0, 1, value=0, label="Time")
u, v = symbols("u v")
drum = cv.Evolution(
    {u: v, v: cv.laplacian(u) / 4},
    start={u: exp(-200 * ((x - 0.4) ** 2 + (y - 0.5) ** 2)), v: 0},
    over=(x, y, t),
    boundary="fixed",
)

visualisation = cv.Visualisation(
    plots=[
        cv.Plot(
            cv.Polyline([(0, x_0), (0.03, x_0)], name="time", color="g"),
            cv.Heatmap(drum.at(x_0)[u], over=(x, y)),
            z="Displacement",
            y_range=(0, 1),
        )
    ],
    readouts=[cv.Readout("In the middle", drum.at(x_0)[u].subs({x: 0.5, y: 0.5}))],
)
