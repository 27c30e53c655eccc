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
    if value.is_integer or value.is_number or value.has(sympy.I) or not value.atoms(sympy.Add, sympy.Function):
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
        return DRIFT * sympy.Abs(e)
    if e.is_Atom or isinstance(e, (*FLAT, *NUMERICAL, Reading, Entry)) or not isinstance(e, sympy.Expr):
        return sympy.Abs(e)
    if isinstance(e, sympy.Abs):
        return _size(e.args[0])
    if isinstance(e, sympy.Max | sympy.Min):
        return sympy.Max(*map(_size, e.args))
    if isinstance(e, sympy.Piecewise):
        return sympy.Piecewise(*((_size(value), condition) for value, condition in e.args))
    if isinstance(e, sympy.Sum):
        return sympy.Sum(sympy.Abs(e.function), *e.limits)
    if isinstance(e, sympy.Product):
        return sympy.Abs(e)
    if isinstance(e, sympy.Add):
        return sympy.Add(sympy.Abs(e), *(_size(term) for term in e.args if not (term.is_number and term.is_rational)))
    dummies = [sympy.Dummy(f"d{k}", **arg._assumptions.copy() if arg.is_Symbol else {"real": True}) for k, arg in enumerate(e.args)]
    shape = e.func(*dummies)
    back = dict(zip(dummies, e.args, strict=True))
    parts = [sympy.Abs(e)]
    for dummy, arg in zip(dummies, e.args, strict=True):
        if arg.is_number and arg.is_rational:
            continue  # exact
        part = sympy.Abs(shape.diff(dummy).xreplace(back)) * _size(arg)
        if isinstance(e, STEEP):
            part = sympy.Min(part, sympy.sqrt(2 * _size(arg) / EPSILON))
        elif isinstance(e, sympy.Pow) and dummy == dummies[0] and e.exp.is_number and 0 < e.exp < 1:
            part = sympy.Min(part, (EPSILON * _size(arg)) ** e.exp / EPSILON)
        parts.append(part)
    return sympy.Add(*parts)
