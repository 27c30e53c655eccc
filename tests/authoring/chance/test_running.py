"""Histograms, running sums and running means: what NumPy counts and adds, in the browser's program too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import covis as cv
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program

n = cv.Slider("n", 5, 300, value=200, step=5, label="Throws")
seed = cv.Again("seed")
k = cv.Index("k", 1, n, label="Throw")
x = cv.Axis("x", -2, 3, points=21, label="Value", unit="m")
scale = cv.Constant("scale", 1, label="Scale", unit="m")
face = cv.Index("face", 1, 6, label="Face")
u = cv.Random("u", over=k, seed=seed)
value = cv.normal(u, sd=scale)
throw = cv.choice(u, [1, 2, 3, 4, 5, 6])
STATES = st.fixed_dictionaries({"n": st.integers(1, 60).map(lambda count: 5.0 * count), "seed": st.integers(0, 9999).map(float)})


def drawn(mark: cv.Histogram, state: dict[str, float]) -> dict[str, Any]:
    """The arrays of a mark from the browser's program, which are NumPy's too."""
    outputs: list[Output] = list(mark.stated.values())
    page = Program(program([outputs], [], [], [k, mark.bins])).run(state).plots[0]
    found = {}
    for name, output, array in zip(mark.stated, outputs, page, strict=True):
        numpy = cv.evaluate(output.expressions[0], over=mark.bins, **{c: v for c, v in state.items() if name == "y"})
        np.testing.assert_allclose(array, numpy, rtol=1e-14, equal_nan=True)
        found[name] = np.array(array)
    return found


@settings(max_examples=8, deadline=None)
@given(STATES)
def test_a_histogram_counts_as_numpy_does(state: dict[str, float]) -> None:
    values = np.asarray(cv.evaluate(value, over=k, **state))
    values = values[np.isfinite(values)]
    assert len(values) == state["n"]
    counts, edges = np.histogram(values, bins=20, range=(-2, 3))
    for density in (False, True):
        found = drawn(cv.Histogram(value, over=k, bins=x, density=density), state)
        np.testing.assert_allclose(found["x"][:-1], (edges[1:] + edges[:-1]) / 2, atol=1e-14)
        np.testing.assert_allclose(found["y"][:-1], counts / (len(values) * 0.25) if density else counts, rtol=1e-14)
        assert np.isnan(found["x"][-1]) and found["y"][-1] == 0
    whole = drawn(cv.Histogram(throw, over=k, bins=face), state)
    throws = np.asarray(cv.evaluate(throw, over=k, **state))
    assert list(whole["x"]) == [1, 2, 3, 4, 5, 6]
    assert list(whole["y"]) == [(throws == one).sum() for one in range(1, 7)]


@settings(max_examples=30, deadline=None)
@given(st.integers(-100, 100), st.floats(1e-3, 1e3), st.integers(2, 60))
def test_every_value_within_the_bins_is_in_one_of_them(low: int, width: float, points: int) -> None:
    """Values on the edges themselves too, however these are rounded."""
    bins = cv.Axis("bins", low, low + width, points=points, label="Bins")
    j = cv.Index("j", 0, points - 2, label="j")
    edge = low + j * cv.Constant("step", width / (points - 1), label="step")
    mark = cv.Histogram(edge, over=j, bins=bins)
    counts = np.asarray(cv.evaluate(mark.stated["y"].expressions[0], over=bins))
    inside = np.floor((np.asarray(cv.evaluate(edge, over=j)) - low) / (((low + width) - low) / (points - 1)))
    assert counts.sum() == ((inside >= 0) & (inside < points - 1)).sum()


@settings(max_examples=8, deadline=None)
@given(STATES)
def test_running_sums_and_means_are_numpys(state: dict[str, float]) -> None:
    terms = np.asarray(cv.evaluate(value, over=k, **state))[: int(state["n"])]
    total, mean = cv.running_sum(value, over=k, unit="m"), cv.running_mean(value, over=k, unit="m")
    page = Program(program([[Output((total,), (k,)), Output((mean,), (k,))]], [mean.subs(k, n)], [], [k])).run(state)
    for made, array, expected in (
        (total, page.plots[0][0], np.cumsum(terms)),
        (mean, page.plots[0][1], np.cumsum(terms) / np.arange(1, len(terms) + 1)),
    ):
        numpy = np.asarray(cv.evaluate(made, over=k, **state))
        np.testing.assert_allclose(array, numpy, rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(numpy[: len(terms)], expected, rtol=1e-11, atol=1e-12)
        assert np.isnan(numpy[len(terms) :]).all()
    assert page.readouts[0] == pytest.approx(terms.mean(), abs=1e-12)


def test_what_a_histogram_and_a_sum_run_over_is_used() -> None:
    for mark in (cv.Histogram(value, over=k, bins=x), cv.Points([0], [sympy.Sum(u, (k, 1, 3))])):
        assert k in cv.Visualisation(plots=[cv.Plot(mark)]).symbols()


def test_the_axes_hold_the_bars_whole_whatever_their_scale() -> None:
    small = cv.Axis("small", 0, 2e-6, points=5, label="Length", unit="m")
    metre = cv.Constant("metre", 1e-6, label="Scale", unit="m")
    frame = cv.Visualisation(plots=[cv.Plot(cv.Histogram(cv.exponential(u, mean=metre), over=k, bins=small))]).frames[0]
    assert -3e-7 < frame.x[0] <= 0 and 2e-6 <= frame.x[1] < 2.3e-6
    counts = cv.Visualisation(plots=[cv.Plot(cv.Histogram(throw, over=k, bins=face))]).frames[0]
    assert counts.x == (0.4, 6.6)
    assert counts.y[0] == 0 and counts.y[1] > np.histogram(np.asarray(cv.evaluate(throw, over=k, n=300)), bins=6)[0].max()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cv.Histogram(value, over=x, bins=x), "is not an Index"),
        (lambda: cv.Histogram(value, over=k, bins=20), "bins=20 is not an Axis or an Index"),  # type: ignore[arg-type]
        (lambda: cv.Histogram(value, over=k, bins=k), "moves with n"),
        (lambda: cv.Histogram(value, over=face, bins=face), "is the Index of the values"),
        (lambda: cv.Histogram(value, over=k, bins=cv.Axis("r", 1, 2, log=True, label="r")), "r is logarithmic"),
        (lambda: cv.running_sum(value, over=x), "running_sum: over=.* is not an Index"),
        (lambda: cv.running_mean(3, over=k), "running_mean: the term does not hold k"),
        (lambda: cv.running_sum(cv.running_sum(u, over=k) + k, over=k), "a state of another source"),
    ],
)
def test_what_is_wrong_is_refused_in_words(make: Any, message: str) -> None:
    with pytest.raises(AuthoringError, match=message):
        make()
