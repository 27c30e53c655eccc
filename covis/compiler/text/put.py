"""A name in the place of a part of an expression, as a printed equation has it."""

from __future__ import annotations

from functools import lru_cache

import sympy

# SymPy's search for a part of a sum or product is slow in expressions of more operations than this.
LARGEST = 400


def put(expression: sympy.Expr, part: sympy.Expr, mark: sympy.Symbol) -> sympy.Expr:
    """`mark` in the place of `part`; but where B stands for t**3, SymPy makes t the cube root of B, which nobody writes."""
    if not all(needed <= there for needed, there in zip(_ingredients(part), _ingredients(expression), strict=True)):
        return expression  # SymPy would search for long, and find nothing
    if not isinstance(part, sympy.Add | sympy.Mul | sympy.Pow | sympy.exp) or expression.count_ops() > LARGEST:
        return expression.xreplace({part: mark})  # it is there as a whole, or not at all
    made = expression.subs(part, mark)
    roots = isinstance(part, sympy.Pow | sympy.exp) and any(
        power.base == mark and not power.exp.is_Integer for power in made.atoms(sympy.Pow)
    )
    return expression.xreplace({part: mark}) if roots else made


@lru_cache(maxsize=4096)
def _ingredients(expression: sympy.Expr) -> tuple[set[sympy.Basic], set[sympy.Basic], set[sympy.Basic]]:
    """What an expression that holds another must have too: its symbols, its functions, and the bases of its powers.

    exp(x) is found in exp(2 x), and x**2 in x**4, so neither counts as a whole.
    """
    functions = {function for function in expression.atoms(sympy.Function) if not isinstance(function, sympy.exp)}
    return expression.free_symbols, functions, {power.base for power in expression.atoms(sympy.Pow)}
