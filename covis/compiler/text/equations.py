"""Printed equations: a named expression in terms of the plugin's other named expressions, each defined after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

import sympy

from covis.authoring.chance.draws import Draw
from covis.authoring.chance.expectation import Expectation
from covis.authoring.chance.running import is_running
from covis.authoring.dynamics import Sourced
from covis.authoring.facts import Conserved, Fact, Identity, Limit, Value
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Axis
from covis.compiler.text.latex import Named, latex, latex_name
from covis.compiler.text.mathml import mathml

# Longer than this, symbols tell a reader less than the statement in words does.
LONGEST = 240
# SymPy's search for a part of a sum or product is slow in expressions of more operations than this.
LARGEST = 400
_OPERATIONS = (sympy.Function, sympy.Pow)


class Equations:
    """Prints the named expressions of one plugin."""

    def __init__(self, names: Mapping[str, sympy.Expr], axes: Sequence[Axis]) -> None:
        self.names = dict(names)
        self._marks = {Named(latex_name(name)): name for name in self.names}
        self._parts = {name: mark for mark, name in self._marks.items()}
        self._axes = axes
        self._definitions: dict[str, tuple[str, list[str]]] = {}

    @cached_property
    def _derivatives(self) -> dict[str, list[tuple[sympy.Expr, str]]]:
        """The first and second derivatives of the named expressions along the axes, with their LaTeX."""
        found: dict[str, list[tuple[sympy.Expr, str]]] = {}
        for name, expression in self.names.items():
            for axis in self._axes:
                if expression.has(axis) and expression.count_ops() <= LARGEST and not expression.has(sympy.Piecewise):
                    above, below = latex_name(name), latex(axis)
                    try:
                        first, second = expression.diff(axis), expression.diff(axis, 2)
                    except AuthoringError:  # a table or an eigenvalue, which has none
                        continue
                    found.setdefault(name, []).extend(
                        [
                            (second, rf"\frac{{\mathrm{{d}}^2 {above}}}{{\mathrm{{d}} {below}^2}}"),
                            (first, rf"\frac{{\mathrm{{d}} {above}}}{{\mathrm{{d}} {below}}}"),
                        ]
                    )
        return found

    def definition(self, name: str) -> tuple[str, list[str]]:
        """The equation of a name as LaTeX, and the names that it uses, in the order in which they appear in it."""
        if name not in self._definitions:
            self._definitions[name] = self._definition(name)
        return self._definitions[name]

    def _definition(self, name: str) -> tuple[str, list[str]]:
        expression = self.names[name]
        if isinstance(expression, Draw):
            return rf"{latex(expression)} \sim \mathrm{{U}}(0, 1)", []
        before = list(self.names)[: list(self.names).index(name)]
        for other in reversed(before):
            for derivative, tex in self._derivatives.get(other, []):
                if derivative == expression:
                    return f"{latex_name(name)} = {tex}", [other]
        short = self._named(self._summed(expression, before), before)
        return f"{latex_name(name)} = {latex(short)}", self._used(short)

    def _named(self, expression: sympy.Expr, among: Sequence[str]) -> sympy.Expr:
        """Named parts put back; the last defined, which hold the others, first."""
        for name in reversed(among):
            part = self.names[name]
            # A random number is printed with its place, u_k, and so by itself.
            if part.free_symbols and part != expression and not isinstance(part, Draw):
                expression = put(expression, part, self._parts[name])
        return expression

    def _summed(self, expression: sympy.Expr, among: Sequence[str]) -> sympy.Expr:
        """Running sums by their names, or as the sums that they are, of named terms."""
        marks = {self.names[name]: self._parts[name] for name in among if not isinstance(self.names[name], Draw)}
        sums: dict[sympy.Basic, sympy.Basic] = {}
        for symbol in filter(is_running, expression.atoms(Sourced)):
            source = symbol.source
            term = marks.get(source.term) or self._named(source.term, among)
            index = sympy.Symbol("j" if source.over.name == "i" else "i", integer=True)
            last = source.over if symbol.at is None else symbol.at
            sums[symbol] = marks.get(symbol) or sympy.Sum(term.xreplace({source.over: index}), (index, source.over.first, last))
        made: sympy.Expr = expression.xreplace(sums)
        return made

    @cached_property
    def _by_size(self) -> list[tuple[int, sympy.Expr, sympy.Symbol, set[sympy.Basic]]]:
        """(operations, part, its mark, its functions and powers) of the named parts and their derivatives, the largest first."""
        parts: list[tuple[sympy.Expr, sympy.Symbol]] = [
            (part, self._parts[name]) for name, part in self.names.items() if not isinstance(part, Draw)
        ]
        parts += [(d, Named(tex)) for name in self.names for d, tex in self._derivatives.get(name, []) if d not in self.names.values()]
        sized = [(int(part.count_ops()), part, mark, part.atoms(*_OPERATIONS)) for part, mark in parts]
        return sorted(sized, key=lambda one: -one[0])

    def shortened(self, expression: sympy.Expr) -> sympy.Expr:
        """Named parts and their derivatives put back, the largest first, where that makes it shorter."""
        whole = next((mark for _, part, mark, _ in self._by_size if part == expression), None)
        if whole is not None:
            return whole
        expression = self._summed(expression, list(self.names))
        size, operators = expression.count_ops(), expression.atoms(*_OPERATIONS)
        for operations, part, mark, needs in self._by_size:
            if part == expression:
                return mark
            # A part can only be where all its functions and powers do; looking is far cheaper than SymPy's own search.
            if operations and part.free_symbols and needs <= operators:
                shorter = put(expression, part, mark)
                if shorter != expression and (left := shorter.count_ops()) < size:
                    expression, size, operators = shorter, left, shorter.atoms(*_OPERATIONS)
        return expression

    def _used(self, expression: sympy.Basic) -> list[str]:
        drawn = {part.args[0]: name for name, part in self.names.items() if isinstance(part, Draw)}
        nodes = [node.args[0] if isinstance(node, Draw) else node for node in sympy.preorder_traversal(expression)]
        walk = [self._marks.get(node) or drawn[node] for node in nodes if node in self._marks or node in drawn]
        return list(dict.fromkeys(walk))

    def where(self, name: str) -> list[str]:
        """The definitions (LaTeX) that follow the equation of `name`: of every name used in it, and in those in turn."""
        _, waiting = self.definition(name)
        found, seen = [], {name}
        while waiting:
            name = waiting.pop(0)
            if name not in seen:
                seen.add(name)
                equation, more = self.definition(name)
                found.append(equation)
                waiting += more
        return found

    def block(self, name: str) -> str:
        """HTML: the equation displayed, then "where ..." with what it uses."""
        equation, _ = self.definition(name)
        parts = [mathml(definition) for definition in self.where(name)]
        tail = f'<p class="where">where {", ".join(parts[:-1])}{" and " if parts[:-1] else ""}{parts[-1]}</p>' if parts else ""
        return f'<div class="equation">{mathml(equation, display=True)}</div>{tail}'

    def fact(self, fact: Fact) -> str:
        """A fact as MathML; "" for one that its statement in words explains better."""
        tex = ""
        if isinstance(fact, Identity):
            left, right = latex(self.shortened(fact.stated_left)), latex(self.shortened(fact.stated_right))
            tex = f"{left} = {right}" if left != right else ""  # one name means both
        elif isinstance(fact, Value):
            at = r",\; ".join(f"{latex(symbol)} = {latex(number)}" for symbol, number in fact.at.items())
            tex = f"{latex(self.shortened(fact.stated_value))} = {latex(fact.stated_expected)}"
            tex += rf" \quad \text{{at }} {at}" if at else ""
        elif isinstance(fact, Limit):
            side = {"+": "^{+}", "-": "^{-}", "+-": ""}[fact.side]
            to = rf"\lim_{{{latex(fact.symbol)} \to {latex(fact.to)}{side}}}"
            value = self.shortened(fact.stated_value)
            of = rf"\left({latex(value)}\right)" if value.is_Add else latex(value)
            tex = rf"{to} {of} = {latex(fact.stated_expected)}"
        elif isinstance(fact, Expectation):
            value, expected = latex(self.shortened(fact.stated_value)), latex(self.shortened(fact.stated_expected))
            tex = rf"\mathrm{{E}}\left[{value}\right] = {expected}"
        elif isinstance(fact, Conserved):
            tex = rf"{latex(self.shortened(fact.stated_quantity))} = \text{{constant}}"
        return mathml(tex) if tex and len(tex) <= LONGEST else ""


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
