"""A count is shown as a whole number, although SymPy knows of few expressions that they are one."""

from __future__ import annotations

import pytest
from sympy import Eq, Expr, Max, Mod, Piecewise, Sum, ceiling, floor, symbols

import covis as cv
from covis.compiler.outputs import readout

a = cv.Slider("a", 0.5, 4, value=1, label="a")
b = cv.Slider("b", 0.5, 4, value=1, label="b")
k = symbols("k", integer=True)
above = Piecewise((1, k * a > b), (0, True))


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        (Sum(above, (k, 1, 9)), 0),
        (2 * ceiling(a / b) - 1, 0),
        (Piecewise((floor(a / b), Eq(Mod(floor(a), 2), 0)), (Max(1, floor(a)), True)), 0),
        (Sum(above, (k, 1, 9)) / 9, 3),
        (Sum(a * above, (k, 1, 9)), 3),
        (floor(a) + b, 3),
        (Piecewise((1, a > b), (b, True)), 3),
    ],
)
def test_a_count_is_shown_whole(value: Expr, digits: int) -> None:
    assert readout(cv.Readout("count", value), "count").digits == digits
