"""Roots and integrals: nodes whose body is a function of a symbol of its own, which a function of the library is given; and grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager

import sympy

from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.intervals import Intervals
from covis.authoring.grid.lattice import Gridded
from covis.authoring.numerical.linear import Eigenvalues, Entry, Solution, SymmetricEigenvalues, Whole
from covis.authoring.numerical.readings import Reading
from covis.authoring.numerical.roots import Root
from covis.compiler.program.nodes import Node, Nodes, UnsupportedError

_ALGEBRA: dict[type[Whole], str] = {
    Solution: "solveLinear",
    Eigenvalues: "generalEigenvalues",
    SymmetricEigenvalues: "symmetricEigenvalues",
}


class Searches(Nodes):
    """Builds them."""

    intervals: Intervals
    _bound: dict[sympy.Symbol, Node]
    tables: Mapping[object, str]  # what the program calls each table that is read, by digest

    def _within(self, symbol: sympy.Symbol) -> AbstractContextManager[str]:
        """Inside, a symbol that an expression binds has a node, with the name that is given."""
        raise NotImplementedError

    def bind(self, symbols: Mapping[sympy.Symbol, Node]) -> None:
        """The nodes of symbols that have a meaning in this graph alone."""
        self._bound.update(symbols)

    def _gridded(self, symbol: Sourced, name: str) -> Node | None:
        """A value of a grid, which the program calls `name`: all of those at one time, and one of them. None for another source."""
        if not isinstance(symbol, Gridded):
            return None
        *places, when = (self.build(place) for place in symbol.at)
        which = "_".join(map(str, symbol.orders)) if any(symbol.orders) else ""
        grid = self.node("grid", [when], f"{name} {symbol.state} {which}")
        axes = " ".join(axis.name for axis in symbol.source.space)
        return self.node("gridded", [grid, *places], f"{name} {symbol.source.space[0].points + 4} {axes}")

    def _search(self, e: Root | sympy.Integral) -> Node:
        if isinstance(e, Root):
            return self._found("findRoot", e.unknown, e.function, e.ends, [*e.ends, e.number])
        # From the last pair of limits, the outermost, inwards.
        *inner, (variable, *ends) = e.limits
        if len(ends) != 2:
            raise UnsupportedError(f"{e} has no bounds: an Integral is a number between two, Integral(f, (x, a, b))")
        if ends == [-sympy.oo, sympy.oo]:
            return self.sum([self._search(e.func(e.function, *inner, (variable, *half))) for half in ((-sympy.oo, 0), (0, sympy.oo))])
        return self._found("integrate", variable, e.func(e.function, *inner) if inner else e.function, ends, ends)

    def _reading(self, e: Reading) -> Node:
        """A table at a place: where its row begins, then the place."""
        row = self.number(0)
        for (first, step, count), control in zip(e.data.controls, e.given[1:], strict=True):
            steps = self.node("div", [self.node("add", [self.build(control), self.number(-first)]), self.number(step)])
            row = self.node("add", [self.node("mul", [row, self.number(count)]), self.node("call", [steps], "Math.round")])
        start = self.node("mul", [row, self.number(len(e.data.x))]) if e.data.controls else row
        return self.node("reading", [start, self.build(e.given[0])], self.tables[e.data.digest])

    def _entry(self, e: Entry) -> Node:
        """One number of what a function of the library gives for a whole matrix."""
        given = [self.build(entry) for entry in e.whole.args[1:]]
        whole = self.node("call", [self.number(e.whole.size), *given], _ALGEBRA[type(e.whole)])
        return self.node("part", [whole], e.place)

    def _found(self, op: str, symbol: sympy.Symbol, body: sympy.Expr, ends: Sequence[sympy.Expr], given: Sequence[sympy.Expr]) -> Node:
        """The node of a function of the library: what it is given, then its body, a function of a symbol that lies between the ends."""
        arguments = [self.number(float(one)) if one.is_infinite else self.build(one) for one in given]
        self.intervals.lies(symbol, self.intervals.across(*ends))
        with self._within(symbol) as name:
            return self.node(op, [*arguments, self.build(body)], name)
