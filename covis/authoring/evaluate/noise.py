"""Numbers that are only rounding: sin(pi x) at 1 comes to 1.2e-16 in doubles, and reads as 0.

Beside a value stands its size: how large the terms are from which it was made, carried through every operation by its derivative. A
value far below the rounding of its own terms has cancelled, and is 0. exp(-40), which is small without any terms that cancel, is kept.
"""

from __future__ import annotations

from functools import lru_cache

import sympy

from covis.authoring.chance.draws import Draw
from covis.authoring.dynamics import Sourced
from covis.authoring.numerical.linear import Entry
from covis.authoring.numerical.nth import Nth
from covis.authoring.numerical.readings import Reading
from covis.authoring.numerical.roots import NUMERICAL

EPSILON = 2.0**-52
SLACK = 2  # roundings of the terms
DRIFT = 100  # roundings that an integrated value gathers on its way
LARGEST = 1e200
SCRIPT = f"const settled = (value, size) => (Math.abs(value) < {SLACK * EPSILON!r} * size && size < {LARGEST!r} ? 0 : value);"
# Their derivative has no bound where they have a value.
STEEP = (sympy.asin, sympy.acos, sympy.acosh)
# Nothing that is put in is carried through by a derivative.
FLAT = (sympy.floor, sympy.ceiling, sympy.sign, sympy.Heaviside, sympy.Mod, sympy.frac, Draw, Nth)


@lru_cache(maxsize=512)
def size(value: sympy.Expr) -> sympy.Expr | None:
    """The size of a value; None where nothing in it can cancel, or its size cannot be stated."""
    cancels = value.atoms(sympy.Add, sympy.Function) and not _steady(value)
    if value.is_number or value.has(sympy.I) or not cancels or _whole(value):
        return None
    try:
        found = _size(value)
    except (TypeError, ValueError, AttributeError, NotImplementedError, sympy.SympifyError):
        return None  # a function whose derivative SymPy does not have
    if found.free_symbols - value.free_symbols:
        return None  # SymPy's Abs can take a Piecewise out of a Sum, and the index of the sum with it
    return None if found.has(sympy.Derivative, sympy.Subs, sympy.I, sympy.zoo, sympy.nan) else found


def settled(value: float, size: float) -> float:
    """The value, or 0 where it is rounding noise beside its size. The program has the same function."""
    return 0.0 if abs(value) < SLACK * EPSILON * size and size < LARGEST else value


@lru_cache(maxsize=4096)
def _size(e: sympy.Expr) -> sympy.Expr:
    """The size of an expression: a double of it is wrong by a few times EPSILON of that."""
    if isinstance(e, Sourced):
        return DRIFT * _positive(e)
    if e.is_Atom or isinstance(e, (*FLAT, *NUMERICAL, Reading, Entry)) or not isinstance(e, sympy.Expr):
        return _positive(e)
    if isinstance(e, sympy.Abs):
        return _size(e.args[0])
    if isinstance(e, sympy.Max | sympy.Min):
        sizes = [size for size in map(_size, e.args) if size != 0]  # beside the others, which are no less
        return sympy.Max(*sizes, evaluate=False) if sizes[1:] else sizes[0]
    if isinstance(e, sympy.Piecewise):
        return sympy.Piecewise(*((_size(value), condition) for value, condition in e.args))
    if isinstance(e, sympy.Sum):
        return sympy.Sum(_positive(e.function), *e.limits)
    if isinstance(e, sympy.Product):
        return _positive(e)
    if isinstance(e, sympy.Add):
        return sympy.Add(_positive(e), *(_size(term) for term in e.args if not (term.is_number and term.is_rational)))
    parts = [_positive(e)]
    for k, arg in enumerate(e.args):
        if arg.is_number and arg.is_rational:
            continue  # exact
        part = _positive(_slope(e, k)) * _size(arg)
        if isinstance(e, STEEP):
            part = sympy.Min(part, sympy.sqrt(2 * _size(arg) / EPSILON), evaluate=False)
        elif isinstance(e, sympy.Pow) and k == 0 and e.exp.is_number and 0 < e.exp < 1 and not _steady(arg):
            part = sympy.Min(part, (EPSILON * _size(arg)) ** e.exp / EPSILON, evaluate=False)
        parts.append(part)
    return sympy.Add(*parts)


def _whole(e: sympy.Expr) -> bool:
    """Whether it is a whole number. SymPy is asked only where it may be: to look through every sum for it takes long."""
    return (all(symbol.is_integer for symbol in e.free_symbols) or e.has(*FLAT, sympy.Piecewise)) and bool(e.is_integer)


def _slope(e: sympy.Expr, k: int) -> sympy.Expr:
    """The derivative by the argument with number `k`, as if the arguments did not depend on each other."""
    if isinstance(e, sympy.Mul):
        return sympy.Mul(*e.args[:k], *e.args[k + 1 :])
    if isinstance(e, sympy.Pow) and k == 0:
        return e.exp * e.base ** (e.exp - 1)
    dummies = [sympy.Dummy(f"d{n}", **arg._assumptions.copy() if arg.is_Symbol else {"real": True}) for n, arg in enumerate(e.args)]
    slope: sympy.Expr = e.func(*dummies).diff(dummies[k]).xreplace(dict(zip(dummies, e.args, strict=True)))
    return slope


def _positive(e: sympy.Expr) -> sympy.Expr:
    """The absolute value. SymPy's own Abs simplifies every sum to learn its sign, which took a fifth of a compilation."""
    if _never_negative(e):
        return e
    if isinstance(e, sympy.Mul):
        return sympy.Mul(*map(_positive, e.args))
    if isinstance(e, sympy.Pow) and e.exp.is_Rational:
        return _positive(e.base) ** e.exp
    if e.is_Atom or e.is_number:
        return sympy.Abs(e)
    return sympy.Abs(-e if e.could_extract_minus_sign() else e, evaluate=False)


@lru_cache(maxsize=4096)
def _never_negative(e: sympy.Expr) -> bool:
    """Whether it is plain from its parts that where it has a real value this is not below 0."""
    match e:
        case sympy.Abs() | sympy.exp():
            return True
        case sympy.Pow():
            return _never_negative(e.base) or bool(e.exp.is_even and e.base.is_real)
        case sympy.Add() | sympy.Mul() | sympy.Min():
            return all(map(_never_negative, e.args))
        case sympy.Max():
            return any(map(_never_negative, e.args))
        case sympy.Piecewise():
            return all(_never_negative(value) for value, _ in e.args)
        case sympy.Sum() | sympy.Product():
            return _never_negative(e.function)
        case sympy.Mod():
            return _never_negative(e.args[1])
        case _:
            return bool((e.is_Atom or e.is_number) and e.is_nonnegative)


@lru_cache(maxsize=4096)
def _steady(e: sympy.Expr) -> bool:
    """Whether it is plain from its parts that nothing in it cancels: its size is some times its absolute value."""
    if isinstance(e, sympy.Add):
        return all(_never_negative(term) and _steady(term) for term in e.args)
    if isinstance(e, sympy.Pow):
        return bool(e.exp.is_number) and _steady(e.base)
    return e.is_Atom or (isinstance(e, sympy.Mul | sympy.Abs) and all(map(_steady, e.args)))
