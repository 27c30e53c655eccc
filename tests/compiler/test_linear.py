"""Linear equations and eigenvalues: the program in V8, NumPy and mpmath give one answer, NumPy's own at random matrices."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Abs, I, Matrix, cos, im, re, sin, sqrt

import covis as cv
from covis.authoring.evaluate.evaluator import evaluate
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError
from covis.authoring.units import UnitError, parse
from covis.checks.facts.precise import evaluate as precisely
from covis.checks.units.dimensions import unit_of
from covis.compiler.program.module import program
from covis.compiler.program.v8 import Program
from covis.compiler.text.latex import latex

k = cv.Slider("k", 0, 5, value=1, label="K")
t = cv.Axis("t", 0, 3, points=7, label="T")
SIZES = range(1, 9)


def both(expressions: Any, number: float, over: tuple[cv.Axis, ...] = ()) -> np.ndarray[Any, Any]:
    """The numbers of V8, which are NumPy's to 1e-9 or gaps in both."""
    output = Output(tuple(map(sympy.sympify, expressions)), over)
    got = np.array(Program(program([[output]], [], [], list(over))).run({"k": number}).plots[0][0], dtype=float)
    np.testing.assert_allclose(got, evaluate(output, {"k": number}), rtol=1e-9, atol=1e-9)
    return got


def drawn(n: int, kind: int, dice: np.random.Generator) -> np.ndarray[Any, Any]:
    """A matrix: dense, triangular, of small whole numbers (often singular or with multiple eigenvalues), or badly scaled."""
    made: np.ndarray[Any, Any] = dice.integers(-2, 3, (n, n)).astype(float) if kind == 2 else dice.normal(size=(n, n))
    return np.triu(made) if kind == 1 else made * 10.0 ** dice.integers(-3, 4, (n, 1)) if kind == 3 else made


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("kind", range(4))
def test_random_matrices_as_numpy_has_them(n: int, kind: int) -> None:
    dice = np.random.default_rng([n, kind])
    a, b, right = drawn(n, kind, dice), drawn(n, kind, dice), dice.normal(size=n)
    matrix = Matrix(a.tolist()) + k * Matrix(b.tolist())
    values, whole = cv.eigenvalues(matrix), a + 1.7 * b
    got = both([*map(re, values), *map(im, values), *cv.eigenvalues(matrix + matrix.T), *cv.solve(matrix, right.tolist())], 1.7)
    real, imaginary, symmetric, found = got.reshape(4, n)
    known, size = np.linalg.eigvals(whole), np.abs(whole).max()
    assert np.allclose(real, np.sort(known.real), rtol=1e-6, atol=1e-6 * size) and (np.diff(real) >= -1e-8 * size).all()
    assert np.allclose(np.sort(imaginary), np.sort(known.imag), atol=1e-6 * size)
    assert np.allclose(symmetric, np.linalg.eigvalsh(whole + whole.T), atol=1e-12 * size)
    if np.isfinite(found).all():
        assert np.allclose(whole @ found, right, atol=1e-9 * max(1, np.abs(found).max() * size))
    else:
        assert np.linalg.cond(whole) > 1e14


def test_the_order_is_continuous_where_it_can_be() -> None:
    # An oscillator through critical damping: two that meet; and undamped modes, whose real parts are 0 but for rounding.
    slow, fast = cv.eigenvalues([[0, 1], [-1, -k]])
    damped = np.array([both([re(slow), im(slow), re(fast), im(fast)], number) for number in np.linspace(0, 4, 41)])
    assert np.allclose(damped[:20, 1], -damped[:20, 3]) and (damped[:20, 3] > 0).all() and (damped[:, 0] <= damped[:, 2]).all()
    assert (np.abs(np.diff(damped, axis=0)) < 0.7).all()
    chain = Matrix([[0, 0, 1, 0], [0, 0, 0, 1], [-2, 1, 0, 0], [1, -2, 0, 0]]) * (1 + k)
    modes = both([im(value) for value in cv.eigenvalues(chain)], 0.5)
    assert np.allclose(modes, 1.5 * np.array([-np.sqrt(3), -1, 1, np.sqrt(3)]))


def test_a_singular_matrix_is_a_gap_and_a_badly_scaled_one_is_none() -> None:
    assert np.isnan(both(cv.solve([[k, 2 * k], [3, 6]], [1, 2]), 0.1)).all()
    assert np.allclose(both(cv.solve([[1e-12, 0], [0, 1e9 * k]], [1, 1]), 2.0), [1e12, 5e-10])
    assert np.allclose(both(cv.solve([[0, 1], [k, 0]], [3, 4]), 2.0), [2, 3])


def test_along_an_axis_and_the_size_of_a_complex_one() -> None:
    x, y = cv.solve([[cos(t), -sin(t)], [sin(t), cos(t)]], [1, k])
    got = both([x, y], 0.5, (t,)).reshape(-1, 2)
    assert np.allclose(got, [[np.cos(s) + 0.5 * np.sin(s), 0.5 * np.cos(s) - np.sin(s)] for s in np.linspace(0, 3, 7)])
    assert np.allclose(both([Abs(cv.eigenvalues([[0, 1], [-4, -k]])[0])], 1.0), 2)


def test_the_derivative_of_a_solution() -> None:
    x, _ = cv.solve([[1 + k, 2], [3, k**2]], [k, 1])
    exact = Matrix([[1 + k, 2], [3, k**2]]).LUsolve(Matrix([k, 1]))[0]
    assert np.isclose(both([x.diff(k)], 1.5)[0], float(exact.diff(k).subs(k, 1.5)))
    assert np.isclose(both([x.subs(k, 2)], 0)[0], float(exact.subs(k, 2)))
    with pytest.raises(AuthoringError, match="has no derivative"):
        cv.eigenvalues([[k, 1], [1, 0]])[0].diff(k)


def test_facts_know_them_to_many_digits() -> None:
    both_parts = cv.eigenvalues([[0, 1, 0], [-4, -k, 1], [1, 0, -2]])
    expressions = [*map(re, both_parts), *map(im, both_parts), *cv.eigenvalues([[k, 1], [1, 0]]), *cv.solve([[k, 1], [1, 3]], [1, 2])]
    sums = [*(both_parts[0] + both_parts[1] + both_parts[2]).as_real_imag()]  # one matrix, several of its numbers
    assert np.allclose([float(one) for one in precisely(sums, {k: mpmath.mpf(0.7)}, 30)], [-2.7, 0], atol=1e-14)
    exactly = precisely(expressions, {k: mpmath.mpf(0.7)}, 30)
    assert np.allclose(both(expressions, 0.7), [float(one) for one in exactly], atol=1e-12)
    assert abs(exactly[7] - (mpmath.mpf(0.7) + mpmath.sqrt(mpmath.mpf(0.7) ** 2 + 4)) / 2) < 1e-14


def test_units() -> None:
    stiffness = cv.Slider("stiffness", 1, 9, value=4, label="Stiffness over mass", unit="1/s**2")
    damping = cv.Slider("damping", 0.1, 2, value=1, label="Damping", unit="1/s")
    resistance = cv.Slider("resistance", 1, 9, value=4, label="Resistance", unit="ohm")
    voltage = cv.Slider("voltage", 1, 9, value=4, label="Voltage", unit="V")
    assert unit_of(re(cv.eigenvalues([[0, 1], [-stiffness, -damping]])[0])).same(parse("1/s"))  # type: ignore[union-attr]
    assert unit_of(re(cv.eigenvalues([[0, 1], [-stiffness, 0]])[0])).same(parse("1/s"))  # type: ignore[union-attr]
    current, other = cv.solve([[2 * resistance, -resistance], [-resistance, 3 * resistance]], [voltage, 0])
    assert all(unit_of(one).same(parse("V/ohm")) for one in (current, other))  # type: ignore[union-attr]
    with pytest.raises(UnitError, match="the eigenvalues of"):
        unit_of(re(cv.eigenvalues([[damping, 1], [2, 3]])[0]))
    with pytest.raises(UnitError, match="by row 2"):
        unit_of(cv.solve([[resistance, 0], [2, 1]], [voltage, voltage])[0])


def test_eigenvalues_have_the_digits_that_are_asked_for_each_time() -> None:
    value = re(cv.eigenvalues([[k, 1], [1, 0]])[1])
    for digits in (20, 60, 20):
        for number in (1, 3):
            (found,) = precisely([value + value**2], {k: sympy.Integer(number)}, digits)
            with mpmath.workdps(digits):
                wanted = (number + mpmath.sqrt(number**2 + 4)) / 2
                assert abs(found - wanted - wanted**2) < mpmath.mpf(10) ** (3 - digits)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: cv.solve([[1, 2]], [1]), "not a square matrix"),
        (lambda: cv.solve([[1, 2], [3, 4]], [1]), "is not a list of 2 expressions"),
        (lambda: cv.solve([[1, "a"], [3, 4]], [1, 2]), "row 1 and column 2"),
        (lambda: cv.eigenvalues(sympy.eye(9)), "at most 8"),
        (lambda: cv.eigenvalues(k), "not a square matrix"),
    ],
)
def test_what_is_no_matrix_is_refused_in_words(call: Any, said: str) -> None:
    with pytest.raises(AuthoringError, match=said):
        call()


def test_they_are_printed() -> None:
    (value, _), (first, _) = cv.eigenvalues([[k, 1], [1, sqrt(2)]]), cv.solve([[k, 1], [1, 2]], [1, 0])
    assert latex(value).startswith(r"\lambda_{1}") and "^{-1}" in latex(first) and str(first) == "solve([[k, 1], [1, 2]], [1, 0])[0]"
    assert cv.eigenvalues([[0, 1], [-1, k]])[0].has(I)
