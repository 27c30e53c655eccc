"""What an Evolution and Cells share: states at the points of a grid that follow one another in time, and the expressions that read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import sympy

from covis.authoring.dynamics import Recurrence, Sourced
from covis.authoring.grid.derivatives import Expansion, Orders, derived, refuse
from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Axis, Sweep, content_key
from covis.authoring.tables import Samples

Edge = Literal["fixed", "free", "periodic", "open"]
EDGES: tuple[Edge, ...] = ("fixed", "free", "periodic", "open")
MOST_NUMBERS = 8_000_000  # of one run, all states and times: 64 MB on the page
FEWEST = 6  # points of an axis: the differences at its ends reach over so many


class Gridded(Sourced):
    """One state of a grid, or a derivative of it in space, at a place and a time.

    `at` has a coordinate for each axis, the time last. A coordinate that is the axis itself is swept along it.
    """

    source: Lattice
    orders: Orders
    at: sympy.Tuple

    @classmethod
    def on(cls, source: Lattice, state: int, at: sympy.Tuple, orders: Orders = ()) -> Gridded:
        orders = orders or (0,) * len(source.space)
        name = derived(source.states[state], orders, source.space).name.replace("{", "").replace("}", "")  # T_xx
        self: Gridded = sympy.Symbol.__xnew__(cls, name, real=True)
        self.source, self.state, self.at, self.member, self.orders = source, state, at, None, orders
        self._told = repr((source.content, state, content_key(at)))
        return self

    @property
    def reads(self) -> tuple[sympy.Expr, ...]:
        """A coordinate for each axis."""
        return tuple(self.at)

    @property
    def free_symbols(self) -> set[Any]:
        return {self, *self.at.free_symbols}

    def _eval_subs(self, old: Any, new: Any) -> Any:
        moved = self.at.subs(old, new)
        return Gridded.on(self.source, self.state, moved, self.orders) if moved != self.at else None

    def _eval_derivative(self, symbol: Any) -> Any:
        if symbol == self:
            return sympy.S.One
        total = sympy.S.Zero
        for k, (axis, place) in enumerate(zip(self.source.axes, self.at, strict=True)):
            inner = place.diff(symbol)
            if inner != 0:
                total += inner * (self.source.slope(self, k) if axis in self.source.space else self.source.rate_of(self))
        return total


class Lattice(Recurrence):
    """States on a grid of one or two axes of space, over time. `space`: the axes of space; `over`: that of time."""

    def __init__(
        self,
        rules: Mapping[Any, Any],
        start: Mapping[Any, Any],
        over: Any,
        units: Mapping[Any, str],
        kind: type[Sweep],
        boundary: Any,
        allowed: Sequence[Edge],
    ) -> None:
        name = type(self).__name__
        word = "an Axis" if kind is Axis else "an Index"
        if not isinstance(over, tuple | list) or not 2 <= len(over) <= 3 or not all(isinstance(axis, kind) for axis in over):
            raise AuthoringError(
                f"{name}: over={shown(over)}; give each direction of space, then the time, as over=(x, t) or over=(x, y, t), {word} each"
            )
        if len(set(over)) < len(over):
            raise AuthoringError(f"{name}: over={shown(over)} names an axis twice; each direction and the time is an axis of its own")
        *space, time = over
        super().__init__(rules, start, time, units, kind, space=tuple(space))
        for each in (*self.rules, *self.start):
            for table in sorted(each.atoms(Samples), key=str):
                raise AuthoringError(f"{name}: it cannot look into the table {table}; write its rules and its start with functions")
        for axis in over:
            if axis.log:
                raise AuthoringError(f"{name}: the axis {axis.name} is logarithmic; a grid has one spacing, so leave log= out")
            if axis in self.space and axis.points < FEWEST:
                raise AuthoringError(f"{name}: the axis {axis.name} has {axis.points} points; a grid needs {FEWEST} at least")
        count = len(self.states) * time.points
        for axis in self.space:
            count *= axis.points
        if count > MOST_NUMBERS:
            each = " x ".join(str(axis.points) for axis in over)
            raise AuthoringError(
                f"{name}: {len(self.states)} states at {each} points are {count / 1e6:.1f} million numbers, and a page holds "
                f"{MOST_NUMBERS // 10**6} million; give an axis fewer points"
            )
        # For each axis of space what holds at its low and its high end.
        self.edges = tuple(_ends(name, boundary, axis, allowed) for axis in self.space)
        self.content += (repr([axis.content for axis in self.space]), self.edges)

    @property
    def axes(self) -> tuple[Sweep, ...]:
        return (*self.space, self.over)

    def __getitem__(self, state: Any) -> Gridded:
        return Gridded.on(self, self.states.index(self._state(state, "[...]")), sympy.Tuple(*self.axes))

    def at(self, when: Any) -> Then:
        """The states at one time, over the axes of space."""
        return Then(self, expression(f"{type(self).__name__}.at", when))

    def slope(self, symbol: Gridded, axis: int) -> sympy.Expr:
        """The derivative of one of its symbols along an axis of space."""
        raise AuthoringError(f"{type(self).__name__}: it has no derivatives; only an Evolution has")

    def rate_of(self, symbol: Gridded) -> sympy.Expr:
        """The derivative of one of its symbols in time."""
        raise AuthoringError(f"{type(self).__name__}: it has no derivatives; only an Evolution has")


class Then:
    """A grid at one time: `wave.at(clock)[u]`."""

    def __init__(self, source: Lattice, when: sympy.Expr) -> None:
        self.source, self.when = source, when

    def __getitem__(self, state: Any) -> Gridded:
        number = self.source.states.index(self.source._state(state, "at(...)[...]"))
        return Gridded.on(self.source, number, sympy.Tuple(*self.source.space, self.when))


def _ends(owner: str, boundary: Any, axis: Sweep, allowed: Sequence[Edge]) -> tuple[Edge, Edge]:
    """What holds at both ends of an axis."""
    given = boundary.get(axis) if isinstance(boundary, Mapping) else boundary
    pair = tuple(given) if isinstance(given, tuple | list) else (given, given)
    words = ", ".join(f'"{word}"' for word in allowed)
    if len(pair) != 2 or not all(word in allowed for word in pair):
        raise AuthoringError(
            f"{owner}: the boundary of {axis.name} is {shown(given)}; it is one of {words}, "
            f'or differs between axes and ends, as boundary={{{axis.name}: ("{allowed[0]}", "{allowed[1]}")}}'
        )
    if ("periodic" in pair) and pair[0] != pair[1]:
        raise AuthoringError(f'{owner}: the boundary of {axis.name} is {shown(given)}; "periodic" joins both ends, so write it alone')
    return pair


__all__ = ["EDGES", "Edge", "Expansion", "Gridded", "Lattice", "Then", "refuse"]
