"""Random numbers: the same bits everywhere, and the distributions that are promised."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import covis as cv
from covis.authoring.chance.philox import philox, uniform
from covis.authoring.place import AuthoringError
from covis.checks.facts.precise import evaluate as precisely
from covis.checks.units.dimensions import unit_of
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from covis.compiler.text.latex import latex

COUNT = 20_000
k = cv.Index("k", 1, COUNT, label="Throw")
seed = cv.Again("seed", value=7)
u = cv.Random("u", over=k, seed=seed)
WHOLE = st.integers(-(2**31), 2**31 - 1)

# counter, key, result: Random123 1.14, kat_vectors, "philox4x32 10".
KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)


def numbers(expression: Any, **state: Any) -> Any:
    return cv.evaluate(expression, over=k, **state)


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_the_generator_gives_the_published_numbers(counter: Any, key: Any, result: tuple[int, ...]) -> None:
    assert tuple(int(word) for word in philox(counter, key)) == result


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(WHOLE, WHOLE, WHOLE), min_size=200, max_size=200))
def test_javascript_numpy_and_facts_have_the_same_bits(places: list[tuple[int, int, int]]) -> None:
    i, j = cv.Index("i", 0, 1, label="i"), cv.Index("j", 0, 1, label="j")
    moved = cv.Random("x_2", over=(i, j), seed=seed)
    drawn = [moved.xreplace({seed: sympy.Integer(a), i: sympy.Integer(b), j: sympy.Integer(c)}) for a, b, c in places]
    page = Program(program([], drawn, [], [])).run({}).readouts
    there = uniform(moved.stream, *np.array(places, dtype=float).T)
    assert list(page) == list(there) == [float(value) for value in precisely(drawn, {}, 30)] == [float(value.evalf()) for value in drawn]
    assert ((there > 0) & (there < 1)).all()


@pytest.mark.parametrize("place", [0.5, np.nan, np.inf, 2.0**31, -(2.0**31) - 1])
def test_a_place_that_is_not_whole_has_no_number(place: float) -> None:
    assert np.isnan(uniform(1, place, 1, 1)) and np.isnan(uniform(1, 1, place, 1)) and np.isnan(uniform(1, 1, 1, place))
    n = cv.Slider("n", -1, 1, value=0, label="n")
    page = Program(program([], [u.subs(k, n)], [], [])).run({"n": place, "seed": 1.0})
    assert np.isnan(page.readouts[0])


def test_a_document_of_today_shows_these_numbers_for_ever() -> None:
    """Changing any of them changes what signed documents and links show."""
    first = [float(value) for value in numbers(u)[:4]]
    assert first == [float(value) for value in uniform(u.stream, 7.0, np.arange(1.0, 5.0), 0.0)]
    assert [value.hex() for value in first] == [
        "0x1.e2918198db973p-1",
        "0x1.05d6d0d86c0d1p-1",
        "0x1.8fec54f6faec9p-1",
        "0x1.a1019e2f95dd6p-2",
    ]


DISTRIBUTIONS: list[tuple[Any, Any]] = [
    (u, stats.uniform()),
    (1 - u, stats.uniform()),
    (cv.normal(u, mean=3, sd=2), stats.norm(3, 2)),
    (cv.exponential(u, mean=5), stats.expon(scale=5)),
]


@pytest.mark.parametrize(("made", "promised"), DISTRIBUTIONS, ids=["uniform", "uniform reversed", "normal", "exponential"])
@pytest.mark.parametrize("state", [0, 1, 9999])
def test_moments_and_shape_are_those_of_the_distribution(made: Any, promised: Any, state: int) -> None:
    """The mean within 5 standard errors, the variance too, and no Kolmogorov-Smirnov or chi-square test that refuses it at 1e-6."""
    found = numbers(made, seed=state)
    mean, variance, _, excess = promised.stats("mvsk")
    assert abs(found.mean() - mean) < 5 * np.sqrt(variance / COUNT)
    assert abs(found.var() - variance) < 5 * variance * np.sqrt((excess + 2) / COUNT)
    assert stats.kstest(found, promised.cdf).pvalue > 1e-6
    cells = np.bincount((promised.cdf(found) * 100).astype(int), minlength=100)
    assert stats.chisquare(cells).pvalue > 1e-6


def test_a_choice_falls_as_its_weights_say() -> None:
    weights = [1, 0, 2, 5]
    found = numbers(cv.choice(u, [10, 20, 30, 40], weights))
    counts = [(found == value).sum() for value in (10, 30, 40)]
    assert sum(counts) == COUNT
    assert stats.chisquare(counts, COUNT * np.array([1, 2, 5]) / 8).pvalue > 1e-6
    p = cv.Slider("p", 0, 1, value=0.3, label="p")
    step = cv.choice(u, [-1, 1], weights=[1 - p, p])
    assert abs((numbers(step, p=0.3) == 1).mean() - 0.3) < 5 * np.sqrt(0.21 / COUNT)
    assert (numbers(step, p=0) == -1).all() and (numbers(step, p=1) == 1).all()


def test_neighbours_seeds_and_names_are_independent() -> None:
    i, j = cv.Index("i", 1, COUNT, label="i"), cv.Index("j", 1, 3, label="j")
    m = cv.Index("m", 0, 2, label="m")
    pair, triple = cv.Random("u", over=(i, j), seed=seed), cv.Random("u", over=(i, j, m), seed=seed)
    rows = [
        numbers(u),
        numbers(u.subs(k, k + 1)),
        numbers(u, seed=8),
        numbers(cv.Random("v", over=k, seed=seed)),
        *(cv.evaluate(pair.subs(j, at), over=i) for at in (1, 2, 3)),
        *(cv.evaluate(triple.subs({j: at, m: then}), over=i) for at in (1, 2) for then in (1, 2)),
    ]
    correlation = np.corrcoef(rows) - np.eye(len(rows))
    assert np.abs(correlation).max() < 5 / np.sqrt(COUNT)
    # A third index at 0 changes nothing: a pair has the numbers that it has always had.
    assert np.array_equal(cv.evaluate(triple.subs({j: 2, m: 0}), over=i), cv.evaluate(pair.subs(j, 2), over=i))


def test_it_is_an_expression_like_any_other() -> None:
    assert u.is_positive and u.is_real and not u.is_integer
    assert u.free_symbols == {k, seed} and u.diff(seed) == 0
    assert cv.evaluate(sympy.Sum(u, (k, 1, 10))) == pytest.approx(numbers(u)[:10].sum(), abs=1e-14)
    assert cv.evaluate(u.subs(k, 3)) == numbers(u)[2]
    assert latex(u**2 + cv.Random("x_1", over=k, seed=1)) == r"u_{k}^{2} + x_{1, k}"
    metre = cv.Slider("metre", 1, 2, value=1, label="a", unit="m")
    assert str(unit_of(cv.normal(u, mean=metre, sd=metre))) == str(unit_of(cv.exponential(u, mean=metre))) == "m"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cv.Random("2u", over=k, seed=1), "a name is a Python identifier"),
        (lambda: cv.Random("u", over=5, seed=1), "is not an Index, nor two or three of them"),  # type: ignore[arg-type]
        (lambda: cv.Random("u", over=k, seed=1.5), "not whole; give a whole number, or Again"),
        (lambda: cv.Random("u", over=k, seed=cv.Slider("s", 0, 1, value=0, label="s")), "may be a number that is not whole"),
        (lambda: cv.Random("u", over=k, seed=k), "the seed holds the Index k"),
        (lambda: cv.normal(2), "does not lie between 0 and 1"),
        (lambda: cv.normal(u, sd=0), "normal: sd=0 is not above zero"),
        (lambda: cv.exponential(u, mean=-1), "exponential: mean=-1 is not above zero"),
        (lambda: cv.choice(u, [1]), "give a list of at least two"),
        (lambda: cv.choice(u, [1, 2], [1]), "give a list of 2, one for each value"),
        (lambda: cv.choice(u, [1, 2], [0, 0]), "one at least is above it"),
        (lambda: cv.choice(u, [1, 2], [2, -1]), "no weight is below zero"),
        (lambda: cv.Again("seed", value=10_000), "give a whole number from 0 to 9999"),
        (lambda: cv.Again("seed", value=True), "give a whole number from 0 to 9999"),
    ],
)
def test_what_is_wrong_is_refused_in_words(make: Any, message: str) -> None:
    with pytest.raises(AuthoringError, match=message):
        make()
