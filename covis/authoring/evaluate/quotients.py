"""A product as factors above and below a line, in the order in which both NumPy and the browser multiply them.

Both take a product apart here, so that a floor or a comparison of what they compute decides the same in both. Coefficients beyond the
doubles, and quotients of exponentials that would overflow to infinity over infinity, are put in another form that has the same value.
"""

from __future__ import annotations

from dataclasses import dataclass

import mpmath
import sympy

from covis.authoring.evaluate.intervals import Intervals, overflows

# Beyond this a factor may take a product out of the doubles (1.8e308).
LARGEST = 1e300
_EXACT = 2**53


@dataclass
class Quotient:
    """The product of `above` over the product of `below`, negated or not; each product is taken from the left."""

    negative: bool
    above: list[sympy.Expr]
    below: list[sympy.Expr]


def quotient(e: sympy.Mul, intervals: Intervals) -> Quotient:
    """The factors of a product. Raises OverflowError where its coefficient is no double and no factor can take it in."""
    coefficient, rest = e.as_coeff_Mul()
    above: list[sympy.Expr] = []
    below: list[sympy.Expr] = []
    for factor in sympy.Mul.make_args(rest):
        base, exponent = factor.as_base_exp()
        if isinstance(factor, sympy.Pow) and exponent.is_number and exponent.is_negative:
            below.append(sympy.Pow(base, -exponent))
        else:
            above.append(factor)
    above, below = _in_logarithms(*_without_overflow(above, below, intervals), intervals)
    if coefficient.is_comparable:
        _put_in(abs(coefficient), above, below)
    elif coefficient != 1:
        above.insert(0, coefficient)
    return Quotient(bool(coefficient.is_negative), above, below)


def _put_in(size: sympy.Expr, above: list[sympy.Expr], below: list[sympy.Expr]) -> None:
    """A positive coefficient among the factors: as a quotient of whole numbers where these are doubles, else as one double."""
    with mpmath.workdps(30):
        exact = mpmath.mpf(size.p) / size.q if isinstance(size, sympy.Rational) else mpmath.mpf(sympy.Float(size, 30)._mpf_)
        if not 1 / LARGEST < exact < LARGEST:
            _spread(exact, above)
            return
    if isinstance(size, sympy.Rational) and max(size.p, size.q) <= _EXACT:
        if size.p != 1 or not above:
            above.insert(0, sympy.Integer(size.p))
        if size.q != 1:
            below.insert(0, sympy.Integer(size.q))
    elif size != 1 or not above:
        above.insert(0, sympy.Float(float(size)))


def _spread(size: mpmath.mpf, above: list[sympy.Expr]) -> None:
    """A coefficient that is no double: into an exponent, into the base of a power, or in pieces between the factors."""
    for k, factor in enumerate(above):
        if isinstance(factor, sympy.exp):
            more = sympy.Float(float(mpmath.log(size)))
            above[k] = sympy.exp(sympy.Add(factor.args[0], more, evaluate=False), evaluate=False)
            return
    powers = [k for k, factor in enumerate(above) if isinstance(factor, sympy.Pow) and factor.exp.is_Integer and factor.exp > 1]
    if powers:
        k = max(powers, key=lambda k: above[k].exp)
        base, n = above[k].as_base_exp()
        root = sympy.Float(float(mpmath.root(size, int(n))))
        above[k] = sympy.Pow(sympy.Mul(root, base, evaluate=False), n, evaluate=False)
        return
    if not above:
        raise OverflowError
    pieces = int(abs(mpmath.log10(size)) / 300) + 1
    piece = sympy.Float(float(mpmath.root(size, pieces)))
    above[:] = [piece, *above, *[piece] * (pieces - 1)]


def _without_overflow(above: list[sympy.Expr], below: list[sympy.Expr], intervals: Intervals) -> tuple[list[sympy.Expr], list[sympy.Expr]]:
    """exp(x)/(1 + exp(x)) as exp(x - m)/(exp(-m) + exp(x - m)), m the largest exponent below: no term of it overflows."""
    for k, factor in enumerate(below):
        base, n = factor.as_base_exp()
        if not (n.is_Integer and isinstance(base, sympy.Add | sympy.cosh | sympy.sinh) and base.has(sympy.exp, sympy.cosh, sympy.sinh)):
            continue
        terms = _exponential_terms(base, intervals)
        over = [_exponential_terms(other, intervals) for other in above]
        large = [any(overflows(intervals, exponent) for _, exponent in there) for there in over]
        if not any(overflows(intervals, exponent) for _, exponent in terms) or not any(large):
            continue
        most, left, moved = sympy.Max(*(exponent for _, exponent in terms)), int(n), list(above)
        # A sum above takes one of the n factors exp(-m); a lone exponential takes all that are left.
        for at in sorted((at for at in range(len(above)) if large[at]), key=lambda at: -len(over[at])):
            takes = min(left, 1) if len(over[at]) > 1 else left
            moved[at] = _shifted(over[at], takes * most)
            left -= takes
        return [*moved, *([sympy.exp(-left * most)] if left else [])], [*below[:k], sympy.Pow(_shifted(terms, most), n), *below[k + 1 :]]
    return above, below


def _in_logarithms(above: list[sympy.Expr], below: list[sympy.Expr], intervals: Intervals) -> tuple[list[sympy.Expr], list[sympy.Expr]]:
    """m**k exp(-m)/k! as exp(k log m - m - loggamma(k + 1)), where one factor can leave the doubles and another brings it back."""
    beyond, back = False, False
    logarithms: list[sympy.Expr] = []
    rest: tuple[list[sympy.Expr], list[sympy.Expr]] = ([], [])
    for side, factors in enumerate((above, below)):
        for factor in factors:
            logarithm = _logarithm(factor, intervals)
            low, high = intervals.of(factor)
            if logarithm is None or 1 / LARGEST < low <= high < LARGEST:
                rest[side].append(factor)
                continue
            logarithms.append(-logarithm if side else logarithm)
            beyond, back = beyond or high >= LARGEST, back or side == 1 or low <= 1 / LARGEST
    if beyond and back and len(logarithms) > 1:
        return [*rest[0], sympy.exp(sympy.Add(*logarithms), evaluate=False)], rest[1]
    return above, below


def _logarithm(e: sympy.Expr, intervals: Intervals) -> sympy.Expr | None:
    """The logarithm of a factor that is positive and can be large, None for any other."""
    if isinstance(e, sympy.exp):
        return e.args[0]
    if isinstance(e, sympy.Pow) and e.base != sympy.E and intervals.of(e.base)[0] > 0:
        return e.exp * sympy.log(e.base)
    if isinstance(e, sympy.factorial) and intervals.inside(e.args[0], 0):
        return _log_gamma(e.args[0] + 1)
    if isinstance(e, sympy.gamma) and intervals.of(e.args[0])[0] > 0:
        return _log_gamma(e.args[0])
    if isinstance(e, sympy.binomial) and intervals.inside(e.args[0], 0):
        n, k = e.args
        if intervals.inside(k, 0) and intervals.inside(n - k, 0):
            return _log_gamma(n + 1) - _log_gamma(k + 1) - _log_gamma(n - k + 1)
    return None


def _log_gamma(e: sympy.Expr) -> sympy.Expr:
    # As such: of a whole number SymPy makes log(gamma), which overflows.
    return sympy.loggamma(e, evaluate=False)


def _exponential_terms(e: sympy.Expr, intervals: Intervals) -> list[tuple[sympy.Expr, sympy.Expr]]:
    """A sum as (coefficient, exponent) pairs; cosh and sinh as the exponentials that they are, where these overflow."""
    large = [f for f in e.atoms(sympy.cosh, sympy.sinh) if overflows(intervals, sympy.Abs(f.args[0]))]
    if large:
        e = sympy.expand_mul(e.xreplace({f: f.rewrite(sympy.exp) for f in large}))
    pairs = []
    for term in sympy.Add.make_args(e):
        exponents = [factor.args[0] for factor in sympy.Mul.make_args(term) if isinstance(factor, sympy.exp)]
        rest = sympy.Mul(*(factor for factor in sympy.Mul.make_args(term) if not isinstance(factor, sympy.exp)))
        pairs.append((rest, sympy.Add(*exponents)))
    return pairs


def _shifted(terms: list[tuple[sympy.Expr, sympy.Expr]], most: sympy.Expr) -> sympy.Expr:
    return sympy.Add(*(coefficient * sympy.exp(exponent - most) for coefficient, exponent in terms))
