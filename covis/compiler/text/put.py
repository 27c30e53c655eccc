"""A name in the place of a part of an expression, as a printed equation has it."""

from __future__ import annotations

from functools import lru_cache

import sympy

from covis.authoring.numerical.roots import Root

# SymPy's search for a part of a sum or product is slow in expressions of more operations than this.
LARGEST = 400


def put(expression: sympy.Expr, part: sympy.Expr, mark: sympy.Expr) -> sympy.Expr:
    """`mark` in the place of `part`; but where B stands for t**3, SymPy makes t the cube root of B, which nobody writes."""
    # A root is of an equation in an unknown of its own, named like the symbol that the author wrote.
    unknown = {symbol: root.unknown for root in _roots(expression) for symbol in part.free_symbols if symbol.name == root.unknown.name}
    if unknown.keys() - unknown.values():
        expression = put(expression, part.xreplace(unknown), mark)
    if not all(needed <= there for needed, there in zip(_ingredients(part), _ingredients(expression), strict=True)):
        return expression  # SymPy would search for long, and find nothing
    if not isinstance(part, sympy.Add | sympy.Mul | sympy.Pow | sympy.exp) or expression.count_ops() > LARGEST:
        return expression.xreplace({part: mark})  # it is there as a whole, or not at all
    if isinstance(part, sympy.Add | sympy.Mul) and not _within(part, expression):
        return expression
    # SymPy puts nothing in the place of what holds the index of a sum, where a whole is found by xreplace.
    made = (expression.xreplace({part: mark}) if _ingredients(expression)[0] - expression.free_symbols else expression).subs(part, mark)
    roots = isinstance(part, sympy.Pow | sympy.exp) and any(
        power.base == mark and not power.exp.is_Integer for power in made.atoms(sympy.Pow)
    )
    return expression.xreplace({part: mark}) if roots else made


def _within(part: sympy.Expr, expression: sympy.Expr) -> bool:
    """Whether one sum has all the terms of `part`, or all with the other sign; one product all the bases of its factors.

    Where it is false, SymPy finds nothing after a long search, or finds 1 - a in x - a and makes b + x - 1 of it.
    """
    if isinstance(part, sympy.Add):
        either = (set(part.args), {-term for term in part.args})
        return any(each <= there for there in _gathered(expression, sympy.Add) for each in either)
    bases = {factor.as_base_exp()[0] for factor in part.args if not factor.is_Number and not isinstance(factor, sympy.exp)}
    return len(bases) < 2 or any(bases <= there for there in _gathered(expression, sympy.Mul))


@lru_cache(maxsize=4096)
def _roots(expression: sympy.Expr) -> set[Root]:
    return set(expression.atoms(Root))


@lru_cache(maxsize=4096)
def _gathered(expression: sympy.Expr, kind: type[sympy.Expr]) -> list[set[sympy.Basic]]:
    """The terms of every sum in an expression, or the bases of every product."""
    gathered: list[set[sympy.Basic]] = []
    for node in expression.atoms(kind):
        gathered.append(set(node.args) if kind is sympy.Add else {factor.as_base_exp()[0] for factor in node.args})
    return gathered


@lru_cache(maxsize=4096)
def _ingredients(expression: sympy.Expr) -> tuple[set[sympy.Basic], set[sympy.Basic], set[sympy.Basic]]:
    """What an expression that holds another must have too: its symbols, its functions, and the bases of its powers.

    exp(x) is found in exp(2 x), and x**2 in x**4, so neither counts as a whole.
    """
    functions = {function for function in expression.atoms(sympy.Function) if not isinstance(function, sympy.exp)}
    symbols = expression.free_symbols | expression.atoms(sympy.Symbol)  # the index of a sum too
    return symbols, functions, {power.base for power in expression.atoms(sympy.Pow)}
