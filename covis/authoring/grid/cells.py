"""Cells: cellular automata on a line or a plane of cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from covis.authoring.grid.derivatives import Orders
from covis.authoring.grid.lattice import Lattice
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Index

REACH = 2  # cells, along each direction


class Neighbour(sympy.Expr):
    """The state of a cell that lies some cells away, as the rule of Cells holds it."""

    is_commutative = True
    is_extended_real = True
    is_integer = True

    @property
    def offset(self) -> Orders:
        return tuple(int(each) for each in self.args[1:])

    def _eval_derivative(self, symbol: Any) -> sympy.Expr:
        return sympy.S.Zero

    def _latex(self, printer: Any) -> str:
        return rf"{printer.doprint(self.args[0])}_{{({', '.join(f'{each:+d}' if each else '0' for each in self.offset)})}}"

    def _sympystr(self, printer: Any) -> str:
        return f"neighbour({', '.join(map(printer.doprint, self.args))})"


class Neighbours(sympy.Expr):
    """The sum of a state over the cells around one, as the rule of Cells holds it."""

    is_commutative = True
    is_extended_real = True
    is_integer = True

    def _eval_derivative(self, symbol: Any) -> sympy.Expr:
        return sympy.S.Zero

    def _latex(self, printer: Any) -> str:
        return rf"\sum_{{\text{{neighbours}}}} {printer.doprint(self.args[0])}"

    def _sympystr(self, printer: Any) -> str:
        return f"neighbours({printer.doprint(self.args[0])})"


def neighbour(state: Any, *offset: int) -> Neighbour:
    """The state of the cell that lies `offset` away, for the rule of Cells.

    state: a state, a plain SymPy symbol.
    offset: whole numbers from -2 to 2, one for each direction of the cells: `neighbour(s, -1)` is the cell before, `neighbour(s, 0, 1)`
        the one after in the second direction.

    Raises AuthoringError, with the plugin's line, for another symbol or offset.

    >>> left = neighbour(s, -1)
    """
    if not isinstance(state, sympy.Symbol):
        raise AuthoringError(f"neighbour: {shown(state)} is not a state of Cells; give the plain symbol")
    if not offset or not all(isinstance(each, int) and not isinstance(each, bool) and -REACH <= each <= REACH for each in offset):
        raise AuthoringError(f"neighbour: the offset is {shown(offset)}; give a whole number from -2 to 2 for each direction of the cells")
    return Neighbour(state, *map(sympy.Integer, offset))


def neighbours(state: Any, *, diagonal: bool = True) -> Neighbours:
    """The sum of a state over the cells around one, for the rule of Cells: 8 in a plane, 2 on a line.

    state: a state, a plain SymPy symbol.
    diagonal: False leaves out the cells that touch at a corner: 4 in a plane.

    Raises AuthoringError, with the plugin's line, for what is no symbol.

    >>> alive = neighbours(s)
    """
    if not isinstance(state, sympy.Symbol):
        raise AuthoringError(f"neighbours: {shown(state)} is not a state of Cells; give the plain symbol")
    return Neighbours(state, sympy.true if diagonal else sympy.false)


class Cells(Lattice):
    """A cellular automaton: every cell's next state is an expression of its own and of those around it.

    Parameters
    ----------
    rule: a mapping from each state, a plain SymPy symbol, to its next value: an expression of states, of `cv.neighbours(s)` and
        `cv.neighbour(s, -1)`, of the place and of controls.
    start: a mapping from each state to its first value: numbers, or expressions of the directions, controls and constants.
    over: Index objects, one or two directions and then the generation: (i, n) or (i, j, n).
    boundary: what lies beyond the edge. "periodic": the other side. "fixed": cells of 0.
        A mapping from directions gives each its own.

    `life[s]` is an expression over all its directions, `life.at(clock)[s]` one over the cells at the generation that has been reached.
    Raises AuthoringError, with the plugin's line, as an Evolution does.

    >>> life = Cells({s: Piecewise((1, Eq(neighbours(s) + s / 2, 3)), (0, True))}, start={s: 0}, over=(i, j, n), boundary="periodic")
    """

    def __init__(self, rule: Mapping[Any, Any], *, start: Mapping[Any, Any], over: Any, boundary: Any = "periodic") -> None:
        super().__init__(rule, start, over, {}, Index, boundary, ("periodic", "fixed"))
        for axis in self.axes:
            if any(bound.free_symbols for bound in axis.bounds):
                raise AuthoringError(f"Cells: the number of {axis.name} is moved by a control; the grid of cells needs fixed bounds")
        # The rule with one symbol for each cell that it looks at, and which these are: (state number, offset).
        self.looked: dict[sympy.Symbol, tuple[int, Orders]] = {}
        self.expanded = tuple(self._expanded(each) for each in self.rules)

    def _expanded(self, e: sympy.Expr) -> sympy.Expr:
        if isinstance(e, Neighbour):
            return self._cell(e.args[0], e.offset)
        if isinstance(e, Neighbours):
            ranges = [(-1, 0, 1)] * len(self.space)
            around = [tuple(each) for each in sympy.utilities.iterables.cartes(*ranges) if any(each)]
            near = [each for each in around if e.args[1] == sympy.true or sum(map(abs, each)) == 1]
            return sympy.Add(*(self._cell(e.args[0], each) for each in near))
        if e.has(Neighbour, Neighbours):
            made: sympy.Expr = e.func(*(self._expanded(part) for part in e.args))
            return made
        return e

    def _cell(self, state: sympy.Basic, offset: Orders) -> sympy.Symbol:
        if len(offset) != len(self.space):
            raise AuthoringError(f"Cells: an offset of {len(offset)} numbers, and the cells lie along {len(self.space)}; give one for each")
        k = self.states.index(self._state(state, "the rule"))
        words = "_".join(f"{'m' if each < 0 else ''}{abs(each)}" for each in offset)
        symbol = sympy.Symbol(f"{self.states[k].name}_{{{words}}}", integer=True)
        self.looked[symbol] = k, offset
        return symbol
