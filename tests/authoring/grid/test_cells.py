"""Cellular automata against NumPy's own rolling sums."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import And, Eq, Mod, Or, Piecewise, floor, symbols

import covis as cv
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.grid import history
from covis.authoring.place import AuthoringError

s = symbols("s")
i = cv.Index("i", 0, 15, label="Column")
j = cv.Index("j", 0, 11, label="Row")
n = cv.Index("n", 0, 40, label="Generation")
R = cv.Slider("R", 0, 255, value=30, step=1, label="Rule")
LIFE = Piecewise((1, Eq(cv.neighbours(s), 3)), (s, Eq(cv.neighbours(s), 2)), (0, True))
GLIDER = Piecewise((1, Or(And(Eq(i, 1), Eq(j, 0)), And(Eq(i, 2), Eq(j, 1)), And(Eq(j, 2), i <= 2))), (0, True))


def numbers(expression: Any, **options: Any) -> Any:
    return np.asarray(cv.evaluate(expression, **options))


def after(cells: Any, generation: float) -> Any:
    return numbers(cells.at(generation)[s], over=(i, j))


def lived(cells: Any, periodic: bool) -> Any:
    """One generation of the Game of Life by rolled arrays."""
    padded = np.pad(cells, 1, mode="wrap" if periodic else "constant")
    around = sum((np.roll(padded, (a, b), (0, 1)) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b), np.zeros(padded.shape))[1:-1, 1:-1]
    return ((around == 3) | ((cells == 1) & (around == 2))).astype(float)


@pytest.mark.parametrize("boundary", ["periodic", "fixed"])
def test_life_is_life(boundary: str) -> None:
    start = Piecewise((1, Mod(i * i + 3 * j + i * j, 5) < 2), (0, True))
    life = cv.Cells({s: LIFE}, start={s: start}, over=(i, j, n), boundary=boundary)
    cells = after(life, 0)
    for generation in range(1, 13):
        cells = lived(cells, boundary == "periodic")
        assert np.array_equal(after(life, generation), cells)


def test_a_glider_moves_a_cell_along_the_diagonal_in_four_generations() -> None:
    life = cv.Cells({s: LIFE}, start={s: GLIDER}, over=(i, j, n))
    assert np.array_equal(after(life, 4), np.roll(after(life, 0), (1, 1), (0, 1)))


def test_a_generation_lasts_until_the_next() -> None:
    life = cv.Cells({s: LIFE}, start={s: GLIDER}, over=(i, j, n))
    assert np.array_equal(after(life, 3.9), after(life, 3)) and np.isnan(after(life, 41)).all()


@given(rule=st.integers(0, 255))
@settings(max_examples=20, deadline=None)
def test_elementary_rules(rule: int) -> None:
    pattern = 4 * cv.neighbour(s, -1) + 2 * s + cv.neighbour(s, 1)
    made = cv.Cells({s: Mod(floor(R / 2**pattern), 2)}, start={s: Piecewise((1, Eq(i, 7)), (0, True))}, over=(i, n))
    history = numbers(made[s], over=(i, n), R=rule)
    cells = (np.arange(16) == 7).astype(int)
    for row in history:
        assert np.array_equal(row, cells)
        cells = (rule >> (4 * np.roll(cells, 1) + 2 * cells + np.roll(cells, -1))) & 1


@given(asked=st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(0, 40), min_size=1, max_size=5)), max_size=8))
@settings(max_examples=25, deadline=None)
def test_what_is_let_go_is_computed_again(asked: list[tuple[int, set[int]]]) -> None:
    made = cv.Cells({s: Mod(cv.neighbour(s, -1) + R, 5)}, start={s: Mod(i, 3)}, over=(i, n))
    states = [{"R": float(k)} for k in range(4)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "KEPT", 200)  # some ten generations, of all runs
        kept = Evaluator(states).history(made)
        for run, generations in asked:
            times = np.array(sorted(generations), dtype=float)
            alone = Evaluator(states).history(made)
            assert np.array_equal(kept._at(run, times), alone._at(run, times))


def test_neighbours_without_corners() -> None:
    made = cv.Cells({s: cv.neighbours(s, diagonal=False)}, start={s: Piecewise((1, And(Eq(i, 5), Eq(j, 5))), (0, True))}, over=(i, j, n))
    assert after(made, 1).sum() == 4 and after(made, 1)[5, 4] == 1 and after(made, 1)[4, 4] == 0


def test_what_cannot_be_is_refused_in_words() -> None:
    for rule, over, said in (
        (cv.neighbour(s, 1), (i, j, n), "an offset of 1 numbers"),
        (s, (i, cv.Axis("t", 0, 1, label="t")), "an Index each"),
    ):
        with pytest.raises(AuthoringError, match=said):
            cv.Cells({s: rule}, start={s: 0}, over=over)
    with pytest.raises(AuthoringError, match="from -2 to 2"):
        cv.neighbour(s, 3)
    with pytest.raises(AuthoringError, match="has no derivatives"):
        cv.Cells({s: s}, start={s: 0}, over=(i, n))[s].diff(n)
