"""The NumPy functions of expressions. Where an argument leaves the real domain, the value becomes complex; `real` then makes a gap of it.

On a branch cut the value is SymPy's: a real argument counts as z + 0i, and above 1 as z - 0i for asin, acos and atanh. A zero has no sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import sympy
from scipy import special

Numeric = Any  # a NumPy array or number: of floats, complex numbers or booleans
# What an imaginary part may have of rounding, beside the size of the terms that it comes from.
ROUNDING = 1e-12


def real(value: Numeric, *terms: Numeric) -> Numeric:
    """A complex value that is real within the rounding of its terms, as real; otherwise not-a-number, which is a gap."""
    if getattr(value, "dtype", None) == np.float64:
        return value
    value = np.asarray(value)
    if not np.iscomplexobj(value):
        return np.asarray(value, dtype=float)
    size = reduce(np.add, (np.abs(np.real(term)) + np.abs(np.imag(term)) for term in terms)) if terms else np.abs(value.real)
    return np.where(np.abs(value.imag) <= ROUNDING * size, value.real, np.nan)


def add(*terms: Numeric) -> Numeric:
    """From the left."""
    return reduce(np.add, terms)


def multiply(*factors: Numeric) -> Numeric:
    """From the left."""
    return reduce(np.multiply, factors)


def whole_power(x: Numeric, n: int) -> Numeric:
    """x^n by squaring, in the order of `power` in the browser's functions; up to n = 3 that is x * x * x."""
    product: Numeric = np.float64(1)
    while n:
        if n & 1:
            product = product * x
        n >>= 1
        if n:
            x = x * x
    return product


def _unsigned(z: Numeric) -> Numeric:
    """A zero has no sign: -0 becomes 0, in both parts."""
    return z + 0.0 if not np.iscomplexobj(z) else (np.real(z) + 0.0) + 1j * (np.imag(z) + 0.0)


def _leaves(
    function: Callable[[Numeric], Numeric], outside: Callable[[Numeric], Numeric], below: bool = False
) -> Callable[[Numeric], Numeric]:
    """A function that is complex where `outside`, and computed in real numbers elsewhere. `below`: on the cut above 1 it takes the side of
    z - 0i.
    """

    def call(x: Numeric) -> Numeric:
        x = np.asarray(x)
        if x.dtype == bool:
            x = x.astype(float)
        if not np.iscomplexobj(x) and not outside(x).any():
            return function(x)
        z = _unsigned(x.astype(complex))
        inside = (z.imag == 0) & ~np.asarray(outside(z.real), dtype=bool)
        value = function(z)
        if below:
            value = np.where((z.imag == 0) & (z.real > 1), np.conjugate(value), value)
        return np.where(inside, function(np.where(inside, z.real, np.nan)), value)

    return call


sqrt = _leaves(np.sqrt, lambda x: x < 0)
log = _leaves(np.log, lambda x: x < 0)
asin = _leaves(np.arcsin, lambda x: np.abs(x) > 1, below=True)
acos = _leaves(np.arccos, lambda x: np.abs(x) > 1, below=True)
atanh = _leaves(np.arctanh, lambda x: np.abs(x) > 1, below=True)
acosh = _leaves(np.arccosh, lambda x: x < 1)


def power(x: Numeric, exponent: Numeric) -> Numeric:
    """x^exponent. A real power that has a real value is computed as such, entry by entry, also beside entries that are complex."""
    x, exponent = np.asarray(x), np.asarray(exponent)
    has_real = (np.imag(x) == 0) & (np.imag(exponent) == 0)
    has_real &= ~((np.real(x) < 0) & (np.real(exponent) != np.floor(np.real(exponent))) & ~np.isnan(np.real(exponent)))
    in_reals = np.power(np.real(x).astype(float), np.real(exponent))
    if has_real.all():
        return in_reals
    value = np.exp(exponent * np.log(_unsigned(x.astype(complex))))
    at_zero = np.where(np.real(exponent) > 0, 0, np.where(exponent == 0, 1, np.nan))
    return np.where(has_real, in_reals, np.where(x == 0, at_zero, value))


def of_reals(function: Callable[..., Numeric]) -> Callable[..., Numeric]:
    """A function that only real numbers have."""
    return lambda *given: function(*map(real, given))


def _mod(x: Numeric, y: Numeric) -> Numeric:
    return np.mod(x, y) + 0.0


def binomial(n: Numeric, k: Numeric) -> Numeric:
    """n over k; SciPy has no value for a negative whole n."""
    below = (n < 0) & (n == np.floor(n)) & (k == np.floor(k))
    turned = np.where(np.mod(k, 2) == 0, 1.0, -1.0) * special.binom(np.where(below, k - n - 1, n), k)
    return np.where(below & (k >= 0), turned, np.where(below, 0.0, special.binom(n, k)))


def piecewise(*parts: Numeric) -> Numeric:
    """value, condition, value, condition, ...: the first that holds; not-a-number where none does."""
    value: Numeric = np.float64(np.nan)
    for k in range(len(parts) - 2, -1, -2):
        value = np.where(np.asarray(parts[k + 1]).astype(bool), parts[k], value)
    return value


def _argument(z: Numeric) -> Numeric:
    return np.arctan2(np.imag(z) + 0.0, np.real(z) + 0.0)


def _sign(z: Numeric) -> Numeric:
    if not np.iscomplexobj(z):
        return np.sign(z)
    size = np.abs(z)
    return np.where(size == 0, 0, np.divide(z, np.where(size == 0, 1, size)))


def _logical(join: Callable[[Numeric, Numeric], Numeric]) -> Callable[..., Numeric]:
    return lambda *given: reduce(join, (np.asarray(one).astype(bool) for one in given))


RELATIONS: dict[type, Callable[..., Numeric]] = {
    sympy.Eq: of_reals(np.equal), sympy.Ne: of_reals(np.not_equal), sympy.Lt: of_reals(np.less), sympy.Le: of_reals(np.less_equal),
    sympy.Gt: of_reals(np.greater), sympy.Ge: of_reals(np.greater_equal),
}  # fmt: skip
LOGIC: dict[type, Callable[..., Numeric]] = {
    sympy.And: _logical(np.logical_and), sympy.Or: _logical(np.logical_or), sympy.Not: lambda x: np.logical_not(np.asarray(x).astype(bool)),
}  # fmt: skip

_ANALYTIC: dict[str, Callable[[Numeric], Numeric]] = {
    "exp": np.exp, "sin": np.sin, "cos": np.cos, "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "asinh": lambda x: np.arcsinh(_unsigned(x)), "atan": lambda x: np.arctan(_unsigned(x)),
    "log": log, "asin": asin, "acos": acos, "atanh": atanh, "acosh": acosh,
    "sec": lambda x: np.divide(1.0, np.cos(x)), "csc": lambda x: np.divide(1.0, np.sin(x)), "cot": lambda x: np.divide(1.0, np.tan(x)),
    "sech": lambda x: np.divide(1.0, np.cosh(x)), "csch": lambda x: np.divide(1.0, np.sinh(x)),
    "coth": lambda x: np.divide(1.0, np.tanh(x)),
    "asec": lambda x: acos(np.divide(1.0, x)), "acsc": lambda x: asin(np.divide(1.0, x)),
    "acot": lambda x: np.where(x == 0, math.pi / 2, np.arctan(np.divide(1.0, np.where(x == 0, 1, x)))),
    "asech": lambda x: acosh(np.divide(1.0, x)), "acsch": lambda x: np.arcsinh(np.divide(1.0, x)),
    "acoth": lambda x: atanh(np.divide(1.0, x)),
    "sinc": lambda x: np.where(x == 0, 1, np.divide(np.sin(x), np.where(x == 0, 1, x))),
    "Abs": np.abs, "re": np.real, "im": np.imag, "arg": _argument, "conjugate": np.conjugate, "sign": _sign,
}  # fmt: skip


def _nth(k: Numeric, n: Numeric, *values: Numeric) -> Numeric:
    """Number k of the values, counted from 1, of which the first n are there; not-a-number beyond them."""
    found: Numeric = np.float64(np.nan)
    for number, value in enumerate(values, 1):
        found = np.where((k == number) & (number <= n), value, found)
    return found


_REAL: dict[str, Callable[..., Numeric]] = {
    "floor": np.floor, "ceiling": np.ceil, "frac": lambda x: x - np.floor(x), "Mod": _mod, "Heaviside": np.heaviside,
    "atan2": lambda y, x: np.arctan2(y + 0.0, x + 0.0),
    "Min": lambda *given: reduce(np.minimum, given), "Max": lambda *given: reduce(np.maximum, given),
    "Nth": _nth,
}  # fmt: skip


# SymPy class -> function; the special functions are SymPy's own printing for SciPy.
FUNCTIONS: dict[str, Callable[..., Numeric]] = {**_ANALYTIC, **{name: of_reals(function) for name, function in _REAL.items()}}


def _range(low: Numeric, high: Numeric) -> tuple[Numeric, Numeric, Numeric]:
    """(first, last, downwards): the whole numbers that a sum runs over, with Karr's meaning of a range that runs backwards."""
    first, last = np.ceil(real(low)), np.floor(real(high))
    first, last = np.broadcast_arrays(first, last)
    backwards = last < first - 1
    if not backwards.any():
        return first, last, backwards
    return np.where(backwards, last + 1, first), np.where(backwards, first - 1, last), backwards


def _folded(
    terms: Callable[..., list[Numeric]], chunk: int, low: Numeric, high: Numeric, given: tuple[Numeric, ...], join: np.ufunc, start: float
) -> tuple[Numeric, Numeric]:
    first, last, backwards = _range(low, high)
    finite = np.isfinite(first) & np.isfinite(last)
    shape = np.broadcast_shapes(first.shape, *(np.shape(value) for value in given))
    total: Numeric = np.where(finite, start, np.nan)
    if finite.any() and last[finite].max() >= first[finite].min():
        lowest, highest = int(first[finite].min()), int(last[finite].max())
        alike = bool(((first == lowest) & (last == highest)).all())  # one range for all
        size = max(1, chunk // max(1, math.prod(shape)))
        for at in range(lowest, highest + 1, size):
            k = np.arange(at, min(at + size, highest + 1), dtype=float).reshape(-1, *[1] * len(shape))
            (value,) = terms(k, *given)
            value = np.array(np.broadcast_to(value, (len(k), *shape))) if alike else np.where((first <= k) & (k <= last), value, start)
            # From the left, as the browser's loop; NumPy's own sum adds in pairs.
            value = value.astype(np.result_type(value, total))
            value[0] = join(total, value[0])
            total = join.accumulate(value, axis=0)[-1]
    return total, backwards


def summed(terms: Callable[..., list[Numeric]], chunk: int, low: Numeric, high: Numeric, *given: Numeric) -> Numeric:
    """The sum of terms(k, *given) over the whole numbers k from low to high, element by element, in parts of at most `chunk` numbers."""
    total, backwards = _folded(terms, chunk, low, high, given, np.add, 0.0)
    return np.where(backwards, -total, total) if np.any(backwards) else total


def multiplied(terms: Callable[..., list[Numeric]], chunk: int, low: Numeric, high: Numeric, *given: Numeric) -> Numeric:
    """As `summed`, for a product; a range that runs backwards gives the reciprocal."""
    total, backwards = _folded(terms, chunk, low, high, given, np.multiply, 1.0)
    return np.where(backwards, np.divide(1.0, np.where(backwards, total, 1.0)), total) if np.any(backwards) else total
