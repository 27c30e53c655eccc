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
def _compiled(expressions: tuple[sympy.Basic, ...], symbols: tuple[sympy.Symbol, ...]) -> Callable[..., Sequence[Any]]:
    # Common parts are shared, except where a sum binds a symbol of its own, which must not be taken out of it.
    shared = not any(expression.has(sympy.Sum, sympy.Product, sympy.Integral) for expression in expressions)
    settings = {"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True}
    compiled: Callable[..., Sequence[Any]] = sympy.lambdify(
        symbols, expressions, modules="mpmath", printer=_Printer(settings), cse=shared, dummify=True
    )
    return compiled


class _Printer(MpmathPrinter):
    """Sums and products term by term over whole numbers, each term at the working precision."""

    def _print_Sum(self, expr: Any) -> str:
        return f"fsum({self._terms(expr)})"

    def _print_Product(self, expr: Any) -> str:
        return f"fprod({self._terms(expr)})"

    def _terms(self, expr: Any) -> str:
        loops = " ".join(
            f"for {self._print(i)} in map(mpf, range(int({self._print(low)}), int({self._print(high)}) + 1))"
            for i, low, high in reversed(expr.limits)
        )
        return f"({self._print(expr.function)}) {loops}"


def evaluate(expressions: Sequence[sympy.Basic], point: Mapping[sympy.Symbol, Any], digits: int) -> list[Number]:
    """The real values at a point, to `digits` digits of working precision; None where one is complex, infinite or undefined.

    The point gives every free symbol, as a SymPy number or an mpmath number. Raises ValueError when one is missing.
    """
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
        return [_real(value, digits) for value in values]


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
        return None
    except Exception as error:  # no mpmath form: SymPy's own evaluation, slower
        if isinstance(error, AttributeError) and "'mpc' object" in str(error):
            return None  # mpmath has no remainder of a complex number, and SymPy no real value of one
        point = {symbol: sympy.Float(argument, digits) for symbol, argument in zip(symbols, arguments, strict=True)}
        try:
            value = expression.subs(point).doit().evalf(digits)
        except (ZeroDivisionError, ValueError, OverflowError):  # a pole, as SymPy reports it
            return None
        return number(value, digits) if value.is_number and (value.is_Float or value.is_Rational) else None


def _real(value: Any, digits: int) -> Number:
    """The number, or None. An imaginary part of rounding size is none."""
    if value is None:
        return None
    try:
        value = mpmath.mpmathify(value)
    except (TypeError, ValueError):
        return None
    if isinstance(value, mpmath.mpc):
        if not (mpmath.isfinite(value.real) and mpmath.isfinite(value.imag)):
            return None
        if abs(value.imag) > mpmath.mpf(10) ** (8 - digits) * abs(value):
            return None
        value = value.real
    return value if mpmath.isfinite(value) else None
