"""Expressions evaluated with mpmath to as many digits as are asked for: the yardstick of facts and of ill-conditioned points."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import mpmath
import sympy
from sympy.printing.pycode import MpmathPrinter

from covis.authoring.chance.philox import uniform
from covis.authoring.numerical.algebra import SAME
from covis.authoring.numerical.linear import Whole
from covis.authoring.numerical.readings import Data, Reading
from covis.authoring.numerical.roots import BINDERS
from covis.authoring.numerical.search import CELLS, LEFT

Number = Any  # mpmath.mpf, or None where there is no finite real value


@lru_cache(maxsize=512)
def _compiled(expressions: tuple[sympy.Basic, ...], symbols: tuple[sympy.Symbol, ...], shared: bool = True) -> Callable[..., Sequence[Any]]:
    # Common parts are shared, but for a whole matrix. What a sum binds must not be taken out of it: there, sums are shared.
    bound, whole = (any(expression.has(*kinds) for expression in expressions) for kinds in (BINDERS, (Whole,)))
    cse = shared and not whole and (_folds if bound else True)
    settings = {"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True}
    compiled: Callable[..., Sequence[Any]] = sympy.lambdify(
        symbols, expressions, modules=[_OWN | _tables(expressions), "mpmath"], printer=_Printer(settings), cse=cse, dummify=True
    )
    return compiled


def _folds(expressions: Sequence[sympy.Basic]) -> tuple[list[tuple[sympy.Symbol, sympy.Basic]], list[sympy.Basic]]:
    """The sums and products that no other one moves, each once, and the expressions with symbols for them: as SymPy's `cse` gives it."""
    found: dict[sympy.Basic, sympy.Symbol] = {}

    def shorter(e: sympy.Basic, bound: frozenset[sympy.Basic]) -> sympy.Basic:
        if not e.has(sympy.Sum, sympy.Product) or (isinstance(e, BINDERS) and not isinstance(e, sympy.Sum | sympy.Product)):
            return e
        own = frozenset(limit[0] for limit in e.limits) if isinstance(e, sympy.Sum | sympy.Product) else frozenset()
        made = e.func(*(shorter(arg, bound | own) for arg in e.args))
        return found.setdefault(made, sympy.Dummy("fold")) if own and not made.free_symbols & bound else made

    short = [shorter(expression, frozenset()) for expression in expressions]
    return [(symbol, fold) for fold, symbol in found.items()], short


def _tables(expressions: Sequence[sympy.Basic]) -> dict[str, Any]:
    """The tables that expressions read, by what the printer calls them."""
    return {_table(reading.data): reading.data.exactly for expression in expressions for reading in expression.atoms(Reading)}


def _table(data: Data) -> str:
    return f"_read_{data.digest[:20]}"


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

    def _print_Root(self, expr: Any) -> str:
        given = ", ".join(self._print(part) for part in (*expr.ends, expr.number))
        return f"_root(lambda {self._print(expr.unknown)}: {self._print(expr.function)}, {given})"

    def _print_Entry(self, expr: Any) -> str:
        given = ", ".join(self._print(part) for part in expr.whole.args)
        return f"_{type(expr.whole).__name__}({given})[{expr.place}]"

    def _print_Reading(self, expr: Any) -> str:
        return f"{_table(expr.data)}({', '.join(self._print(part) for part in expr.given)})"

    def _print_Draw(self, expr: Any) -> str:
        return f"_draw({', '.join(map(self._print, expr.numbers))})"

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


def _root(function: Callable[[Any], Any], low: Any, high: Any, number: Any) -> Any:
    """The root with this number, looked for in the same cells as the page looks in, and then to the working precision."""
    low, high, count = mpmath.mpmathify(low), mpmath.mpmathify(high), 0  # whole ends come as Python's own numbers
    places = [low + (high - low) * k / CELLS for k in range(CELLS + 1)]
    values = [mpmath.re(function(place)) for place in places]
    for k, (place, value) in enumerate(zip(places, values, strict=True)):
        count += value == 0
        if value == 0 and count == number:
            return place
        if k < CELLS and value * values[k + 1] < 0:
            found, left = _halved(function, place, places[k + 1], value, values[k + 1])
            count += left
            if left and count == number:
                return found
    return mpmath.nan


def _halved(function: Callable[[Any], Any], low: Any, high: Any, below: Any, above: Any) -> tuple[Any, bool]:
    """(where the sign changes, whether it is a root and no jump or pole)."""
    size, rising = max(abs(below), abs(above)), above > 0
    for _ in range(int(mpmath.mp.prec) + 10):
        middle = (low + high) / 2
        value = mpmath.re(function(middle))
        if value == 0:
            return middle, True
        if (value > 0) == rising:
            high, above = middle, value
        else:
            low, below = middle, value
    return (low if abs(below) < abs(above) else high), bool(abs(above - below) <= LEFT * size)


def _once(function: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """An expression may hold each entry of a solution many times; it is worked out once for a state and a precision."""
    known = lru_cache(maxsize=64)(lambda precision, *given: function(*given))
    return lambda *given: known(mpmath.mp.prec, *given)


@_once
def _solution(n: int, *given: Any) -> list[Any]:
    return list(mpmath.lu_solve(_matrix(n, given), mpmath.matrix(given[n * n :])))


@_once
def _eigenvalues(n: int, *given: Any) -> list[Any]:
    """Real and imaginary parts by turns, in the order that the page gives them."""
    found = sorted(mpmath.eig(_matrix(n, given), left=False, right=False) if n > 1 else [given[0]], key=mpmath.re)
    near, groups = SAME * max(map(abs, found)), [[found[0]]]
    for before, one in itertools.pairwise(found):
        if mpmath.re(one) - mpmath.re(before) > near:
            groups.append([])
        groups[-1].append(one)
    return [part for group in groups for one in sorted(group, key=mpmath.im) for part in (mpmath.re(one), mpmath.im(one))]


@_once
def _symmetric(n: int, *given: Any) -> list[Any]:
    return sorted(mpmath.eigsy(_matrix(n, given), eigvals_only=True))


def _matrix(n: int, given: Sequence[Any]) -> Any:
    return mpmath.matrix([given[row * n : row * n + n] for row in range(n)])


def _draw(*place: Any) -> Any:
    """A random number: a double, and exactly that."""
    return mpmath.mpf(float(uniform(*map(float, place))))


def _nth(k: Any, n: Any, *values: Any) -> Any:
    return values[int(k) - 1] if 1 <= k <= min(n, len(values)) and k == int(k) else mpmath.nan


def _delta(x: Any, *order: Any) -> Any:
    """DiracDelta, or a derivative of it, which is 0 but in one place."""
    if x == 0:
        raise NotImplementedError("no number")  # SymPy knows whether a factor of 0 stands beside it
    return mpmath.mpf(0)


_OWN = {
    "DiracDelta": _delta,
    "Nth": _nth,
    "_Solution": _solution,
    "_Eigenvalues": _eigenvalues,
    "_SymmetricEigenvalues": _symmetric,
    "_sum": _sum,
    "_product": _product,
    "_root": _root,
    "_draw": _draw,
}


def evaluate(expressions: Sequence[sympy.Basic], point: Mapping[sympy.Symbol, Any], digits: int) -> list[Number]:
    """The real values at a point, to `digits` digits of working precision; None where one is complex, infinite or undefined.

    The point gives every free symbol, as a SymPy number or an mpmath number. Raises ValueError when one is missing.
    """
    return [real(value, digits) for value in evaluate_complex(expressions, point, digits)]


def evaluate_complex(expressions: Sequence[sympy.Basic], point: Mapping[sympy.Symbol, Any], digits: int) -> list[Any]:
    """As `evaluate`, with complex values as they are: None is what has no finite value at all."""
    expressions = tuple(expressions)
    symbols = _symbols(expressions)
    missing = [str(symbol) for symbol in symbols if symbol not in point]
    if missing:
        raise ValueError(f"{', '.join(missing)} has no value")
    with mpmath.workdps(digits):
        arguments = [number(point[symbol], digits) for symbol in symbols]
        try:
            values = _compiled(expressions, symbols)(*arguments)
        except Exception:  # one of them is singular or has no mpmath form: each by itself
            values = [_alone(expression, symbols, arguments, digits) for expression in expressions]
        return [_finite(value) for value in values]


@lru_cache(maxsize=512)
def _symbols(expressions: tuple[sympy.Basic, ...]) -> tuple[sympy.Symbol, ...]:
    """What they need the values of. Asked for at every point, and SymPy walks through the whole expression to say it."""
    return tuple(sorted(set().union(*(expression.free_symbols for expression in expressions)), key=str))


def number(value: Any, digits: int) -> Any:
    """A number as an mpmath number of so many digits."""
    return _number(value, digits) if isinstance(value, sympy.Basic) else mpmath.mpmathify(value)


@lru_cache(maxsize=1 << 14)
def _number(value: sympy.Basic, digits: int) -> Any:
    exact = value.evalf(digits + 5)
    with mpmath.workdps(digits):
        return mpmath.mpf(exact._mpf_) if isinstance(exact, sympy.Float) else mpmath.mpmathify(exact)


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
