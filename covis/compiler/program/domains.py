"""Which parts of an expression can be complex although every symbol is real: a root, a logarithm or an inverse function whose argument
can leave the domain where it is real, and what is made of them.
"""

from __future__ import annotations

import math
from enum import IntEnum

import sympy

from covis.authoring.evaluate.intervals import Intervals
from covis.authoring.numerical.roots import NUMERICAL


class Kind(IntEnum):
    """What the values of a part can be."""

    REAL = 0
    ALONE = 1  # real, or complex and certainly not real: real arithmetic gives the gap where it belongs
    MIXED = 2  # complex numbers may come together to a real one: complex arithmetic is needed


# Where an inverse function is real.
_REAL_WITHIN = {"log": (0.0, math.inf), "asin": (-1.0, 1.0), "acos": (-1.0, 1.0), "atanh": (-1.0, 1.0), "acosh": (1.0, math.inf),
                "asech": (0.0, 1.0)}  # fmt: skip
_REAL_BEYOND_ONE = ("asec", "acsc", "acoth")
ANALYTIC = frozenset("""exp sin cos tan sinh cosh tanh asinh atan sec csc cot sech csch coth acot acsch sinc sign conjugate""".split()) | {
    *_REAL_WITHIN,
    *_REAL_BEYOND_ONE,
}


# Special functions that have a form for complex arguments; where their value is complex although the arguments are real.
SPECIAL = frozenset(
    """gamma loggamma digamma polygamma zeta factorial beta binomial RisingFactorial FallingFactorial polylog Ynm
    hankel1 hankel2 hn1 hn2""".split()
)
COMPLEX_OF_REAL = ("Ynm", "hankel1", "hankel2", "hn1", "hn2")


class Domains:
    """Remembers what it has found."""

    def __init__(self, intervals: Intervals) -> None:
        self.intervals = intervals
        self._known: dict[sympy.Basic, Kind] = {}

    def of(self, e: sympy.Basic) -> Kind:
        if e not in self._known:
            self._known[e] = self._of(e)
        return self._known[e]

    def _of(self, e: sympy.Basic) -> Kind:
        if isinstance(e, sympy.Symbol) or not isinstance(e, sympy.Expr):
            return Kind.REAL
        if e.is_number and not e.has(sympy.Function, sympy.Sum, sympy.Product, *NUMERICAL):
            return Kind.REAL if e.is_comparable or e in (sympy.nan, sympy.oo, -sympy.oo, sympy.zoo) else Kind.MIXED
        if isinstance(e, sympy.Add):
            return self._joined([self.of(arg) for arg in e.args])
        if isinstance(e, sympy.Mul):
            kind = self._joined([self.of(arg) for arg in e.args])
            # 0 times a complex number is real.
            others = [arg for arg in e.args if self.of(arg) is Kind.REAL]
            return Kind.MIXED if kind is Kind.ALONE and any(self._may_vanish(arg) for arg in others) else kind
        if isinstance(e, sympy.Pow):
            return self._power(e.base, e.exp)
        if isinstance(e, sympy.Piecewise):
            return max(self.of(value) for value, _ in e.args)
        if isinstance(e, sympy.Sum | sympy.Product):
            return Kind.MIXED if self._terms(e) else Kind.REAL
        name = type(e).__name__
        if name in SPECIAL:
            return self._special(name, e)
        if name not in ANALYTIC:
            return Kind.REAL  # it takes real arguments and gives real values
        (argument,) = e.args
        if self.of(argument):
            return Kind.MIXED if name != "conjugate" else self.of(argument)
        if name in _REAL_WITHIN and not self.intervals.inside(argument, *_REAL_WITHIN[name]):
            return Kind.ALONE
        if name in _REAL_BEYOND_ONE and not (self.intervals.inside(argument, 1) or self.intervals.inside(argument, -math.inf, -1)):
            return Kind.ALONE
        return Kind.REAL

    def _special(self, name: str, e: sympy.Expr) -> Kind:
        if any(map(self.of, e.args)) or name in COMPLEX_OF_REAL:
            return Kind.MIXED
        outside = (name == "loggamma" and not self.intervals.inside(e.args[0], 0)) or (
            name == "polylog" and not self.intervals.inside(e.args[1], -math.inf, 1)
        )
        return Kind.ALONE if outside else Kind.REAL

    def _terms(self, e: sympy.Sum | sympy.Product) -> Kind:
        """The kind of the terms, where the index has its range."""
        *inner, (index, low, high) = e.limits
        if low.is_infinite or high.is_infinite:
            return Kind.REAL  # refused where it is built
        self.intervals.counted(index, low, high)
        known, self._known = self._known, {}
        kind = self.of(type(e)(e.function, *inner) if inner else e.function)
        self._known = known
        return kind

    def _joined(self, kinds: list[Kind]) -> Kind:
        return Kind(min(sum(kinds), Kind.MIXED))

    def _may_vanish(self, e: sympy.Expr) -> bool:
        low, high = self.intervals.of(e)
        return low <= 0 <= high and not e.is_nonzero

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> Kind:
        kind = max(self.of(base), self.of(exponent))
        if kind:
            return Kind.ALONE if kind is Kind.ALONE and exponent == -1 else Kind.MIXED
        if exponent.is_integer or base == sympy.E or self.intervals.inside(base, 0):
            return Kind.REAL
        return Kind.ALONE
