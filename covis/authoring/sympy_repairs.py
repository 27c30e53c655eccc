"""Rewriting of SymPy's that changes a value, or takes minutes, prevented: an expression then stays as its author wrote it.

`apply` is called when the symbols of the vocabulary are first imported. See docs/decisions/sympy-repairs.md.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy
from sympy.concrete import expr_with_limits
from sympy.core import relational
from sympy.core.cache import cacheit
from sympy.functions.elementary import piecewise


def apply() -> None:
    _keep_mod()
    _keep_piecewise_in_sums()
    _keep_sums_in_conditions()
    _keep_conditions()
    _keep_half_powers()
    _keep_floors_in_equations()
    _remember_free_symbols()


def _keep_mod() -> None:
    """SymPy 1.14 makes 7*Mod(k, P) of Mod(7*Mod(k, P), P), which is wrong, and Mod(x**3, P) of Mod(x*Mod(x**2, P), P), which is right
    for whole numbers of any size but not for doubles."""
    original = sympy.Mod.eval.__func__

    def evaluated(cls: Any, p: Any, q: Any) -> Any:
        p = sympy.sympify(p)
        if isinstance(p, sympy.Add | sympy.Mul) and any(isinstance(part, sympy.Mod) for part in p.args):
            return None
        return original(cls, p, q)

    sympy.Mod.eval = classmethod(evaluated)


def _keep_piecewise_in_sums() -> None:
    """SymPy multiplies out every Piecewise in the terms of a Sum or Product when it is made, which takes minutes where several meet."""
    original, fold = expr_with_limits._common_new, expr_with_limits.piecewise_fold

    def made(cls: Any, function: Any, *symbols: Any, discrete: bool, **assumptions: Any) -> Any:
        expr_with_limits.piecewise_fold = (lambda e: e) if discrete else fold
        try:
            return original(cls, function, *symbols, discrete=discrete, **assumptions)
        finally:
            expr_with_limits.piecewise_fold = fold

    expr_with_limits._common_new = made


def _keep_sums_in_conditions() -> None:
    """In the condition of a Piecewise SymPy 1.14 takes a Piecewise out of a Sum, and its index with it, which then stands for nothing."""
    original = piecewise.ExprCondPair.__new__

    def made(cls: Any, expr: Any, cond: Any) -> Any:
        sums = cond.atoms(expr_with_limits.ExprWithLimits) if isinstance(cond, sympy.Basic) else ()
        put = {one: sympy.Dummy(**one.assumptions0) for one in sums if one.has(sympy.Piecewise)}
        if not put:
            return original(cls, expr, cond)
        pair = original(cls, expr, cond.xreplace(put))
        return sympy.Tuple.__new__(cls, pair.expr, pair.cond.xreplace({mark: one for one, mark in put.items()}))

    piecewise.ExprCondPair.__new__ = made


def _keep_conditions() -> None:
    """SymPy takes a Piecewise out of a condition, and simplifies every relation that this makes: seconds where they are long."""
    piecewise.simplify_logic = partial(sympy.simplify_logic, deep=False)


def _keep_half_powers() -> None:
    """SymPy 1.14 takes (-1)**(n/2) for imaginary whatever the whole number n is, so that its real part is 0 at n = 2 as well."""
    original = sympy.Pow._eval_is_imaginary

    def imaginary(self: Any) -> Any:
        found = original(self)
        return None if found and self.base.is_negative and self.exp.is_integer is None else found

    sympy.Pow._eval_is_imaginary = sympy.Pow._prop_handler["imaginary"] = imaginary


def _keep_floors_in_equations() -> None:
    """Whenever floor(x) == y is made, SymPy writes floor(x) in two other ways and tries to prove each equal to y: seconds where x is
    long. That each is or is not written as y is left of it."""
    others = {sympy.floor: (sympy.ceiling, sympy.frac), sympy.ceiling: (sympy.floor, sympy.frac)}

    def written_alike(lhs: Any, rhs: Any) -> bool | None:
        return True if any(rhs.has(other) and lhs.rewrite(other) == rhs for other in others[lhs.func]) else None

    for key in ((sympy.floor, sympy.Expr), (sympy.ceiling, sympy.Basic)):
        relational._eval_is_eq.add(key, written_alike)


def _remember_free_symbols() -> None:
    """To name the free symbols of a sum or integral, SymPy makes all of its terms again with other symbols: seconds where they hold
    conditions, and it is asked thousands of times."""
    kind = expr_with_limits.ExprWithLimits
    known = cacheit(kind.free_symbols.fget)
    kind.free_symbols = property(lambda self: set(known(self)))
