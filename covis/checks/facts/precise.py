"""Expressions evaluated with mpmath to as many digits as are asked for: the yardstick of facts and of ill-conditioned points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import mpmath
import sympy
from sympy.printing.pycode import MpmathPrinter

Number = Any  # mpmath.mpf, or None where there is no finite real value


@lru_cache(maxsize=512)
def _compiled(expressions: tuple[sympy.Basic, ...], symbols: tuple[sympy.Symbol, ...], shared: bool = True) -> Callable[..., Sequence[Any]]:
    # Common parts are shared, except where a sum binds a symbol of its own, which must not be taken out of it.
    shared = shared and not any(expression.has(sympy.Sum, sympy.Product, sympy.Integral) for expression in expressions)
    settings = {"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True}
    compiled: Callable[..., Sequence[Any]] = sympy.lambdify(
        symbols, expressions, modules=[_OWN, "mpmath"], printer=_Printer(settings), cse=shared, dummify=True
    )
    return compiled


class _Printer(MpmathPrinter):
    """Sums and products term by term over whole numbers, each term at the working precision."""

    def _print_Sum(self, expr: Any) -> str:
        return self._folded(expr, "_sum")

    def _print_Product(self, expr: Any) -> str:
        return self._folded(expr, "_product")

    def _folded(self, expr: Any, name: str) -> str:
        text: str = self._print(expr.function)
        for index, low, high in expr.limits:
            text = f"{name}(lambda {self._print(index)}: {text}, {self._print(low)}, {self._print(high)})"
        return text

    def _print_binomial(self, expr: Any) -> str:
        # SymPy prints a quotient of gammas, which has poles at whole numbers.
        return f"binomial({self._print(expr.args[0])}, {self._print(expr.args[1])})"


def _terms(function: Callable[[Any], Any], low: Any, high: Any) -> tuple[list[Any], bool]:
    """The terms over the whole numbers from low to high, and whether the range is reversed.

    A reversed range has Karr's meaning, which is SymPy's: where high < low - 1 it is minus the sum (or one over the product) of what
    lies strictly between.
    """
    if not (mpmath.isfinite(low) and mpmath.isfinite(high)):
        raise NotImplementedError("a range without an end")  # SymPy's own evaluation knows it
    first, last = int(mpmath.ceil(low)), int(mpmath.floor(high))
    reverse = last < first - 1
    if reverse:
        first, last = last + 1, first - 1
    return [function(mpmath.mpf(k)) for k in range(first, last + 1)], reverse


def _sum(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    terms, reverse = _terms(function, low, high)
    return -mpmath.fsum(terms) if reverse else mpmath.fsum(terms)


def _product(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    terms, reverse = _terms(function, low, high)
    return 1 / mpmath.fprod(terms) if reverse else mpmath.fprod(terms)


_OWN = {"_sum": _sum, "_product": _product}


def evaluate(expressions: Sequence[sympy.Basic], point: Mapping[sympy.Symbol, Any], digits: int) -> list[Number]:
    """The real values at a point, to `digits` digits of working precision; None where one is complex, infinite or undefined.

    The point gives every free symbol, as a SymPy number or an mpmath number. Raises ValueError when one is missing.
    """
    return [real(value, digits) for value in evaluate_complex(expressions, point, digits)]


def evaluate_complex(expressions: Sequence[sympy.Basic], point: Mapping[sympy.Symbol, Any], digits: int) -> list[Any]:
    """As `evaluate`, with complex values as they are: None is what has no finite value at all."""
    symbols = tuple(sorted(set().union(*(expression.free_symbols for expression in expressions)), key=lambda symbol: str(symbol)))
    missing = [str(symbol) for symbol in symbols if symbol not in point]
    if missing:
        raise ValueError(f"{', '.join(missing)} has no value")
    with mpmath.workdps(digits):
        arguments = [number(point[symbol], digits) for symbol in symbols]
        try:
            values = _compiled(tuple(expressions), symbols)(*arguments)
        except Exception:  # one of them is singular or has no mpmath form: each by itself
            values = [_alone(expression, symbols, arguments, digits) for expression in expressions]
        return [_finite(value) for value in values]


def number(value: Any, digits: int) -> Any:
    """A SymPy number as an mpmath number at the working precision."""
    if isinstance(value, sympy.Basic):
        exact = value.evalf(digits + 5)
        return mpmath.mpf(exact._mpf_) if isinstance(exact, sympy.Float) else mpmath.mpmathify(exact)
    return mpmath.mpmathify(value)


def _alone(expression: sympy.Basic, symbols: tuple[sympy.Symbol, ...], arguments: Sequence[Any], digits: int) -> Any:
    try:
        return _compiled((expression,), symbols)(*arguments)[0]
    except (ZeroDivisionError, ValueError, OverflowError):
        return _lazily(expression, symbols, arguments)
    except Exception as error:  # no mpmath form: SymPy's own evaluation, slower
        if isinstance(error, TypeError | AttributeError) and "mpc" in str(error):
            return None  # a complex number has no order and no remainder
        point = {symbol: _plain(argument, digits) for symbol, argument in zip(symbols, arguments, strict=True)}
        try:
            value = expression.subs(point).doit().evalf(digits)
        except (ZeroDivisionError, ValueError, OverflowError):  # a pole, as SymPy reports it
            return None
        known = value.is_number and all(part.is_Float or part.is_Rational for part in value.as_real_imag())
        return number(value, digits) if known else None


def _lazily(expression: sympy.Basic, symbols: tuple[sympy.Symbol, ...], arguments: Sequence[Any]) -> Any:
    """The value where a part that was shared has none: without sharing, a branch of a Piecewise that is not taken is not computed."""
    if not expression.has(sympy.Piecewise):
        return None
    try:
        return _compiled((expression,), symbols, False)(*arguments)[0]
    except Exception:  # the branch that is taken has no value either
        return None


def _plain(argument: Any, digits: int) -> sympy.Expr:
    """An mpmath number as a SymPy one, a whole number as such: SymPy evaluates a sum up to 4, and not up to 4.0."""
    return sympy.Integer(int(argument)) if mpmath.isint(argument) and abs(argument) < 10**15 else sympy.Float(argument, digits)


def _finite(value: Any) -> Any:
    """An mpmath number, or None for what is not a finite one."""
    if value is None:
        return None
    try:
        value = mpmath.mpmathify(value)
    except (TypeError, ValueError):
        return None
    if isinstance(value, mpmath.mpc):
        return value if mpmath.isfinite(value.real) and mpmath.isfinite(value.imag) else None
    return value if mpmath.isfinite(value) else None


def real(value: Any, digits: int) -> Number:
    """The real number that a complex one is, or None. An imaginary part of rounding size is none."""
    if isinstance(value, mpmath.mpc):
        return None if abs(value.imag) > mpmath.mpf(10) ** (8 - digits) * abs(value) else value.real
    return value
