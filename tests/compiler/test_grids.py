"""The program of a grid gives NumPy's numbers, in whatever order its states are asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sympy import Eq, Mod, Piecewise, cos, exp, floor, pi, sin, symbols

import covis as cv
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.outputs import Output
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program

u, v, s = symbols("u v s")
x = cv.Axis("x", 0, 1, points=17, label="x")
y = cv.Axis("y", 0, 2, points=14, label="y")
t = cv.Axis("t", 0, 0.2, points=11, label="t")
D = cv.Slider("D", 0.1, 1, value=1, label="D")
now = cv.Clock("now", 0, 0.2, label="Time")
i = cv.Index("i", 0, 15, label="i")
j = cv.Index("j", 0, 11, label="j")
n = cv.Index("n", 0, 30, label="n")
STATES = [{"D": d, "now": time} for d, time in ((1, 0.1), (0.1, 0.2), (0.5, 0.0), (0.5, 0.0123), (0.5, 0.19999), (1, 0.05))]


def assert_agree(outputs: list[Output], states: list[dict[str, float]]) -> None:
    sweeps = sorted({sweep for output in outputs for sweep in output.over} | {x, y, t, i, j, n}, key=lambda sweep: sweep.name)
    made = Program(program([outputs], [], [], sweeps))
    evaluator = Evaluator(states)
    first = [made.run(state).plots[0] for state in states]
    for k, state in enumerate(states):
        for output, script in zip(outputs, first[k], strict=True):
            expected = evaluator.evaluate(output, k)
            size = float(np.nanmax(np.abs(expected), initial=0)) or 1.0
            assert script == pytest.approx(expected, rel=0, abs=1e-11 * size, nan_ok=True)
        again = Program(program([outputs], [], [], sweeps)).run(state).plots[0] if k == len(states) - 1 else []
        for one, other in zip(first[k], again, strict=False):
            assert np.array_equal(one, other, equal_nan=True)  # what was computed before changes nothing


RATE = D * cv.partial((1 + x) * cv.partial(u, x), x) - u**3 + sin(10 * t) * exp(-(x**2)) - cv.partial(u**2, x) / 3


@pytest.mark.parametrize("boundary", ["fixed", "free", "periodic", "open", ("fixed", "free")])
def test_a_line(boundary: Any) -> None:
    rod = cv.Evolution({u: RATE}, start={u: cos(pi * x) + x}, over=(x, t), boundary={x: boundary})
    here = rod.at(now)[u]
    places = (here.subs(x, now * 3), here.diff(x).subs(x, 0.33), rod[u].diff(t).subs({x: 0.5, t: now}))
    assert_agree(
        [
            Output((here,), (x,)),
            Output((rod[u],), (t, x)),
            Output((rod[u],), (x, t)),
            Output((here.diff(x, 2),), (x,)),
            Output(places, ()),
            Output((rod[u].subs(x, 0.3),), (t,)),
        ],
        STATES,
    )


def test_a_plane() -> None:
    start = exp(-20 * ((x - 0.4) ** 2 + (y - 1) ** 2))
    rates = {u: v, v: D * cv.laplacian(u) - v / 10 + exp(-x) * cv.partial(u, x, y)}
    skin = cv.Evolution(rates, start={u: start, v: 0}, over=(x, y, t), boundary={x: ("fixed", "free"), y: "periodic"}, step=0.004)
    here = skin.at(now)[u]
    assert_agree(
        [
            Output((here,), (y, x)),
            Output((here.diff(x).diff(y),), (x, y)),
            Output((here.subs({x: now, y: 1.234}),), ()),
            Output((skin[v].subs(y, 1),), (t, x)),
        ],
        STATES,
    )


def test_too_many_steps_are_gaps_on_both_sides() -> None:
    stiff = cv.Evolution({u: 1e6 * (D - 0.5) * cv.laplacian(u)}, start={u: x}, over=(x, t), boundary="free")
    assert_agree([Output((stiff.at(now)[u],), (x,))], STATES)


@pytest.mark.parametrize("boundary", ["periodic", "fixed"])
def test_cells(boundary: str) -> None:
    life = Piecewise((1, Eq(cv.neighbours(s), 3)), (s, Eq(cv.neighbours(s), 2)), (0, True))
    cells = cv.Cells({s: life}, start={s: Piecewise((1, Mod(i * i + 3 * j + i * j, 5) < 2), (0, True))}, over=(i, j, n), boundary=boundary)
    rule = Mod(floor(30 / 2 ** (4 * cv.neighbour(s, -1) + 2 * s + cv.neighbour(s, 1))), 2)
    line = cv.Cells({s: rule}, start={s: Piecewise((1, Eq(i, 7)), (0, True))}, over=(i, n), boundary=boundary)
    generation = 100 * now
    here = cells.at(generation)[s]
    places = (here.subs({i: 3, j: 4}), here.subs({i: 3.5, j: 4}), here.subs({i: 16, j: 4}))
    assert_agree([Output((here,), (j, i)), Output((line[s],), (n, i)), Output(places, ())], STATES)


def test_a_potential_is_tabulated_once() -> None:
    """What the place alone moves is not taken again in every step."""
    well = exp(-((x - D) ** 2))
    psi = cv.Evolution({u: -cv.laplacian(v) + well * v, v: cv.laplacian(u) - well * u}, start={u: x, v: 0}, over=(x, t), boundary="fixed")
    text = program([[Output((psi.at(now)[u],), (x,))]], [], [], [x, t])
    rates = text[text.index("rates:") : text.index("step:")]
    assert rates.count("Math.exp") == 1 and rates.index("Math.exp") < rates.index("return (t, u, d)")
    assert_agree([Output((psi.at(now)[u],), (x,))], STATES)
