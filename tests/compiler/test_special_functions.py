"""Special functions of real and complex arguments: the program and NumPy, each its own way, give the same numbers and the same gaps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sympy import (
    Abs,
    Chi,
    I,
    Rational,
    S,
    Shi,
    Ynm,
    Znm,
    airyai,
    airyaiprime,
    airybi,
    airybiprime,
    arg,
    besseli,
    besselj,
    besselk,
    bessely,
    beta,
    binomial,
    conjugate,
    diff,
    digamma,
    elliptic_k,
    exp,
    expint,
    factorial,
    gamma,
    hankel1,
    hankel2,
    hn1,
    im,
    jacobi,
    jn,
    li,
    loggamma,
    polygamma,
    polylog,
    re,
    sympify,
    yn,
    zeta,
)  # fmt: skip

from covis import Axis, Curve, Plot, Slider
from covis.authoring.evaluate.evaluator import evaluate
from covis.authoring.outputs import Output
from covis.compiler.program.graph import UnsupportedError
from tests.compiler.test_program import run

a = Slider("a", -3, 3, value=1, label="A")
n, m = Slider("n", 0, 4, value=1, step=1, label="N"), Slider("m", -2, 4, value=1, step=1, label="M")
t, p = Axis("t", -2, 5, points=9, label="T"), Axis("p", 0.1, 3, points=9, label="P")
z = a + I * t
EXPRESSIONS = [
    Abs(gamma(z)), arg(gamma(S.Half + I * t)), re(gamma(z)), re(loggamma(t)), im(loggamma(t)), loggamma(t), Abs(zeta(S.Half + I * t)),
    re(zeta(2 + a * I)), re(polygamma(0, z)), re(digamma(1 + I * t)), arg(factorial(I * t)), Abs(beta(1 + I * t, 2)),
    re(binomial(I * t, 2)),
    re(Ynm(n, m, p, a)), im(Ynm(n, m, p, a)), Abs(Ynm(2, 1, p, a)) ** 2, Ynm(2, 0, p, a), Ynm(2, 1, p, a) * conjugate(Ynm(2, 1, p, a)),
    Znm(n, m, p, a), Znm(3, 2, p, a), Znm(3, -2, p, a), re(hankel1(a, p)), im(hankel2(a, p)), Abs(hankel1(0, p)), re(hn1(1, p)), jn(a, p),
    yn(n, t), besselj(a, p), bessely(a, p), besseli(a, p), besselk(a, p), diff(besselj(a, p), p), airyai(t), airybi(t), airyaiprime(t),
    airybiprime(t), diff(airyai(t), t), jacobi(n, a + 4, Rational(3, 2), p / 3), polylog(2, t), polylog(a, t),
    polylog(Rational(3, 2), t / 5),
    diff(polylog(3, t / 5), t), re(polylog(2, t)), im(polylog(2, t)), Abs(polylog(2, exp(I * t) / 2)),
    elliptic_k(t / 6), li(p), Shi(t), Chi(p),
    expint(2, p),
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda e: str(e)[:40])
def test_the_program_and_numpy_agree(expression: Any) -> None:
    axes = tuple(sorted((s for s in expression.free_symbols if isinstance(s, Axis)), key=str))
    output = Output((sympify(expression),), axes)
    for state in ({"a": 0.7, "n": 3.0, "m": 2.0}, {"a": -1.3, "n": 2.0, "m": -1.0}):
        script, numpy = (np.where(np.isfinite(x), x, np.nan) for x in (run([output], state).plots[0][0], evaluate(output, state)))
        assert np.isfinite(script).any()
        assert script == pytest.approx(numpy, rel=1e-9, abs=1e-12, nan_ok=True), state


@pytest.mark.parametrize("expression", [Ynm(2, 1, p, t), hankel1(0, p), besselj(0, (1 + I) * t), re(besselj(1, z))], ids=str)
def test_what_is_complex_or_has_no_form_is_an_error(expression: Any) -> None:
    assert Plot(Curve(expression, over=t)) is not None
    with pytest.raises(UnsupportedError, match=r"complex|cannot be taken|no JavaScript"):
        run([Output((expression,), (t,) if expression.has(t) else (p,))], {"a": 0.5})
