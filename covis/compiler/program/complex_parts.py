"""A complex expression as its real and imaginary part, both real, in the shape in which it was written.

SymPy's `as_real_imag` multiplies out first, and a resonance R + i (omega L - 1 / (omega C)) then comes from squares that cancel.
Here a sum stays a sum and a quotient a quotient, so that what is small stays accurate.
"""

from __future__ import annotations

import sympy
from sympy import Add, Mul, Pow

Parts = tuple[sympy.Expr, sympy.Expr]


class ComplexError(ValueError):
    """A function of a complex number that cannot be taken apart; the message is the expression."""


def parts(e: sympy.Expr) -> Parts:
    """(real, imaginary). Raises ComplexError where a function of a complex number cannot be taken apart."""
    if not e.has(sympy.I):
        return e, sympy.S.Zero
    if e == sympy.I:
        return sympy.S.Zero, sympy.S.One
    if isinstance(e, Add):
        both = [parts(term) for term in e.args]
        return Add(*(real for real, _ in both)), Add(*(imaginary for _, imaginary in both))
    if isinstance(e, Mul):
        return _mul(e)
    if isinstance(e, sympy.exp) or (isinstance(e, Pow) and e.base == sympy.E):
        real, imaginary = parts(e.exp)
        return sympy.exp(real) * sympy.cos(imaginary), sympy.exp(real) * sympy.sin(imaginary)
    if isinstance(e, Pow):
        return _pow(e)
    if isinstance(e, sympy.conjugate):
        real, imaginary = parts(e.args[0])
        return real, -imaginary
    if isinstance(e, sympy.re | sympy.im | sympy.Abs | sympy.arg):
        return e, sympy.S.Zero  # real: taken apart where it is built
    if isinstance(e, sympy.log):
        return sympy.log(size(e.args[0])), angle(e.args[0])
    if isinstance(e, sympy.Piecewise):
        branches = [(parts(value), condition) for value, condition in e.args]
        return (
            sympy.Piecewise(*((real, condition) for (real, _), condition in branches)),
            sympy.Piecewise(*((imaginary, condition) for (_, imaginary), condition in branches)),
        )
    if isinstance(e, sympy.Sum):
        real, imaginary = parts(e.function)
        return sympy.Sum(real, *e.limits), sympy.Sum(imaginary, *e.limits)
    return _function(e)


def bare(e: sympy.Basic) -> bool:
    """Whether an i is outside of every re, im, Abs and arg."""
    if isinstance(e, sympy.re | sympy.im | sympy.Abs | sympy.arg):
        return False
    return e == sympy.I or any(bare(arg) for arg in e.args)


def vanishes(imaginary: sympy.Expr, real: sympy.Expr) -> bool:
    """Whether an imaginary part is zero, by its form or at three points beside the size of the real one."""
    if imaginary == 0:
        return True
    symbols = sorted((imaginary.free_symbols | real.free_symbols), key=lambda symbol: symbol.name)
    for seed in (3, 5, 7):
        point = {
            s: sympy.Integer(1 + (seed + k) % 3) if s.is_integer else sympy.Rational(seed + k, 4 + 2 * k) for k, s in enumerate(symbols)
        }
        a, b = (part.xreplace(point).doit().evalf(30) for part in (imaginary, real))
        if not (a.is_number and b.is_number and abs(a) <= 1e-20 * abs(b)):
            return False
    return True


def size(e: sympy.Expr) -> sympy.Expr:
    """The absolute value; that of a product is the product of the factors'."""
    if not e.has(sympy.I):
        return sympy.Abs(e)
    if isinstance(e, Mul):
        return Mul(*(size(factor) for factor in e.args))
    if isinstance(e, Pow) and e.exp.is_real and e.base != sympy.E:
        return size(e.base) ** e.exp
    real, imaginary = parts(e)
    return sympy.sqrt(real**2 + imaginary**2)


def angle(e: sympy.Expr) -> sympy.Expr:
    """The argument, above -pi and up to pi. A positive factor is left out, and a reciprocal's is its conjugate's."""
    if isinstance(e, Mul) and any(factor.is_positive for factor in e.args):
        return angle(Mul(*(factor for factor in e.args if not factor.is_positive)))
    if isinstance(e, Pow) and e.exp == -1:
        real, imaginary = parts(e.base)
        return sympy.atan2(-imaginary, real)
    real, imaginary = parts(e)
    return sympy.atan2(imaginary, real)


def _mul(e: sympy.Mul) -> Parts:
    """Real factors stay outside."""
    outside = Mul(*(factor for factor in e.args if not factor.has(sympy.I)))
    real, imaginary = sympy.S.One, sympy.S.Zero
    for factor in e.args:
        if factor.has(sympy.I):
            a, b = parts(factor)
            real, imaginary = real * a - imaginary * b, real * b + imaginary * a
    return outside * real, outside * imaginary


def _pow(e: sympy.Pow) -> Parts:
    base, exponent = e.args
    if not exponent.is_Integer or abs(exponent) > 8:
        # z**w = exp(w log z)
        return parts(sympy.exp(exponent * (sympy.log(size(base)) + sympy.I * angle(base))))
    a, b = parts(base)
    if exponent < 0:
        square = a**2 + b**2
        a, b = a / square, -b / square
    real, imaginary = a, b
    for _ in range(abs(int(exponent)) - 1):
        real, imaginary = real * a - imaginary * b, real * b + imaginary * a
    return real, imaginary


def _function(e: sympy.Expr) -> Parts:
    """A function of one complex number, such as cosh(a + i b), by SymPy's formula for it."""
    if len(e.args) == 1:
        real, imaginary = parts(e.args[0])
        if imaginary == 0:
            return e.func(real), sympy.S.Zero
        x, y = sympy.Dummy("x", real=True), sympy.Dummy("y", real=True)
        both = sympy.expand(e.func(x + sympy.I * y), complex=True).as_real_imag()
        if not any(part.has(sympy.I, sympy.re, sympy.im, sympy.arg) for part in both):
            return both[0].xreplace({x: real, y: imaginary}), both[1].xreplace({x: real, y: imaginary})
    raise ComplexError(str(e))
