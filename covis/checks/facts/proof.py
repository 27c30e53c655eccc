"""Is an expression zero, by symbolic steps alone? A proof here is a chain of SymPy rewritings that ends in the exact 0.

SymPy's `equals` and `is_zero` try numbers; they are no proof and are not used.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache

import sympy

from covis.checks.facts.deadline import TooLongError, deadline

Step = Callable[[sympy.Expr], sympy.Expr]


def _numerator(expression: sympy.Expr) -> sympy.Expr:
    """Over one denominator, the numerator expanded: enough for every identity of fractions and roots."""
    return sympy.expand(sympy.fraction(sympy.together(sympy.expand(expression)))[0])


def _exponentials(expression: sympy.Expr) -> sympy.Expr:
    """Sines and hyperbolic functions as exponentials, where all of them are products of powers."""
    return sympy.expand(sympy.powsimp(sympy.expand(expression.rewrite(sympy.exp)), deep=True))


def _angles(expression: sympy.Expr) -> sympy.Expr:
    """Sums inside sines taken apart, then cos**2 as 1 - sin**2."""
    apart = sympy.expand(sympy.expand_trig(expression))
    return sympy.expand(
        apart.replace(lambda e: e.is_Pow and isinstance(e.base, sympy.cos) and e.exp.is_Integer and e.exp > 1, _even_cosine)
    )


def _even_cosine(power: sympy.Expr) -> sympy.Expr:
    half, odd = divmod(int(power.exp), 2)
    angle = power.base.args[0]
    return (1 - sympy.sin(angle) ** 2) ** half * sympy.cos(angle) ** odd


@lru_cache(maxsize=32)
def _simplified(expression: sympy.Expr) -> sympy.Expr:
    """Of the steps that simplify, several often come to the same expression: SymPy's `simplify` may take seconds."""
    return sympy.simplify(expression)


# Cheapest first.
STEPS: tuple[tuple[str, Step], ...] = (
    ("as it stands", lambda e: e),
    ("expand", sympy.expand),
    ("carry out sums, integrals and derivatives, then expand", lambda e: sympy.expand(e.doit())),
    ("one denominator", _numerator),
    ("expand sines of sums, cos² = 1 - sin²", _angles),
    ("the same over one denominator", lambda e: _angles(_numerator(e))),
    ("write with exponentials", _exponentials),
    ("logarithms and powers expanded", lambda e: sympy.expand(sympy.expand_log(sympy.expand_power_base(sympy.powdenest(e, force=False))))),
    ("trigsimp", lambda e: sympy.trigsimp(sympy.expand(e))),
    ("the same with exponentials over one denominator", lambda e: _exponentials(_numerator(_exponentials(e)))),
    ("gamma functions and binomials", sympy.gammasimp),
    ("simplify", _simplified),
    ("carry out and simplify", lambda e: _simplified(e.doit())),
    ("write functions with square roots, simplify", lambda e: _simplified(e.rewrite(sympy.sqrt))),
)


def proof_of_zero(expression: sympy.Expr, seconds: float) -> str | None:
    """The step that turned it into an exact 0, or None. Decimals must have been made exact before."""
    end = time.process_time() + seconds
    for name, step in STEPS:
        left = end - time.process_time()
        if left <= 0:
            return None
        try:
            with deadline(left):
                if step(expression) is sympy.S.Zero:
                    return name
        except TooLongError:
            return None
        except Exception:  # a way of simplifying that does not fit this expression proves nothing
            continue
    return None
