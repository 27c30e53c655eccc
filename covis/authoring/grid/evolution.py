"""Evolution: partial differential equations in time, on a grid of one or two axes of space."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import sympy

from covis.authoring.grid.derivatives import LARGEST, Expansion, Orders, refuse
from covis.authoring.grid.lattice import EDGES, Gridded, Lattice
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Axis, Constant, finite

# The classical Runge-Kutta method is stable where a step times every eigenvalue lies in the left half of a disc of radius 2.61.
# Four fifths of it leave room for a linearisation that changes during a step.
STABLE = 2.0
MOST_STEPS = 2_000  # between two points of the time axis: what needs more is not computed


class Evolution(Lattice):
    """The solution of partial differential equations in time, by central differences of fourth order and the Runge-Kutta method.

    Parameters
    ----------
    rates: a mapping from each state, a plain SymPy symbol, to its rate in time: an expression of states, axes, controls, and derivatives
        in space, `cv.laplacian(u)` and `cv.partial(u, x)`.
    start: a mapping from each state to its value at the first time: numbers, or expressions of the axes of space, controls and constants.
    over: the axes, one or two of space and then the time: (x, t) or (x, y, t). The points of the time axis are the times that are kept.
    boundary: what holds at the ends of the axes of space. "fixed": every state keeps the value that it has there at the start. "free": no
        slope across the end. "periodic": the last point is the first one again. "open": nothing is prescribed, as where a wave flows out.
        A mapping from axes gives each its own, and a pair its low and its high end: {x: ("fixed", "free"), y: "periodic"}.
    step: the longest step in time, above zero, in the unit of the time. It is shortened to what is stable: None (the default) is the
        spacing of the time axis, shortened.
    units: a mapping from states to their units; a state that is not named is a plain number.

    `wave[u]` is an expression over all its axes, `wave.at(clock)[u]` one over the axes of space, and `.subs(x, ...)` reads either at a
    place. `wave.stable_step` is the longest step that is stable. Raises AuthoringError, with the plugin's line, where rates and start
    name different states, and for an unknown boundary.

    >>> wave = Evolution({u: v, v: c**2 * laplacian(u)}, start={u: exp(-(x**2)), v: 0}, over=(x, t), boundary="fixed")
    """

    def __init__(
        self,
        rates: Mapping[Any, Any],
        *,
        start: Mapping[Any, Any],
        over: Any,
        boundary: Any,
        step: float | None = None,
        units: Mapping[Any, str] | None = None,
    ) -> None:
        super().__init__(rates, start, over, {} if units is None else units, Axis, boundary, EDGES)
        if step is not None:
            finite("Evolution", step=step)
            if not step > 0:
                raise AuthoringError(f"Evolution: step={step}; give a length of time, above zero")
        self.step = None if step is None else float(step)
        expansion = Expansion(self.rules, self.states, self.space, "Evolution")
        # The rates with derivatives of the states alone, and which these are.
        self.expanded, self.derivatives = expansion.rules, expansion.derivatives
        for k, orders in self.derivatives.values():
            for axis, times, ends in zip(self.space, orders, self.edges, strict=True):
                if times > 2 and "periodic" not in ends:
                    raise AuthoringError(
                        f"Evolution: the derivative of order {times} of {self.states[k]} along {axis.name} needs more conditions at its "
                        f'ends; it can be taken where the boundary of {axis.name} is "periodic"'
                    )
        self.content += (self.step,)

    @cached_property
    def linearised(self) -> list[tuple[int, int, Orders, sympy.Expr]]:
        """The entries of the linearised rates that are not zero: (of which state, by which, its derivative, the entry)."""
        found = []
        # With real symbols SymPy knows the derivative of Abs and the like.
        real = {symbol: sympy.Dummy(symbol.name, real=True) for symbol in (*self.states, *self.derivatives)}
        back = {dummy: symbol for symbol, dummy in real.items()}
        none = (0,) * len(self.space)
        places = [(state, j, none) for j, state in enumerate(self.states)]
        places += [(symbol, j, orders) for symbol, (j, orders) in self.derivatives.items()]
        for i, rule in enumerate(self.expanded):
            for symbol, j, orders in places:
                entry = rule.xreplace(real).diff(real[symbol]).replace(sympy.DiracDelta, lambda *_: sympy.S.Zero)
                if entry != 0 and not entry.has(sympy.Derivative, sympy.Subs):
                    found.append((i, j, orders, entry.xreplace(back)))
        return found

    @property
    def steady(self) -> bool:
        """Whether the linearised rates are the same at all times."""
        moving = {*self.states, *self.derivatives, self.over}
        return not any(entry.free_symbols & moving for *_, entry in self.linearised)

    @property
    def stable_step(self) -> sympy.Expr:
        """The longest step that is stable, for a Readout: an expression of controls, in the unit of the time.

        Raises AuthoringError where it has no formula: for more than two states, and where it depends on the states, the place or the time.
        """
        moving = {*self.states, *self.derivatives, *self.axes}
        if len(self.states) > 2 or any(entry.free_symbols & moving for *_, entry in self.linearised):
            way = "covis check reports it where it is passed"
            raise AuthoringError(f"Evolution: stable_step is an expression for one or two states whose rates are linear; {way}")
        spacings = []
        for axis in self.space:
            low, high = axis.bounds
            if low.free_symbols | high.free_symbols:
                raise AuthoringError(f"Evolution: stable_step is an expression where no control moves the ends of {axis.name}")
            value = float(high - low) / (axis.points - 1)
            spacings.append(Constant(f"spacing_{axis.name}", value, label=f"spacing of {axis.name}", unit=axis.unit))
        matrix = sympy.zeros(len(self.states))
        for i, j, orders, entry in self.linearised:
            matrix[i, j] += sympy.Abs(entry) * largest(orders, spacings)
        radius = matrix[0, 0]
        if len(self.states) == 2:
            half = (matrix[0, 0] - matrix[1, 1]) / 2
            radius = (matrix[0, 0] + matrix[1, 1]) / 2 + sympy.sqrt(half**2 + matrix[0, 1] * matrix[1, 0])
        if radius == 0:
            raise AuthoringError("Evolution: every step is stable, since the rates do not depend on the states")
        step: sympy.Expr = STABLE / radius
        return step

    def slope(self, symbol: Gridded, axis: int) -> sympy.Expr:
        orders = tuple(times + (k == axis) for k, times in enumerate(symbol.orders))
        refuse(orders, f"the derivative of {symbol}")
        return Gridded.on(self, symbol.state, symbol.at, orders)

    def rate_of(self, symbol: Gridded) -> sympy.Expr:
        if any(symbol.orders):
            raise AuthoringError(f"Evolution: {symbol} has no derivative in time; differentiate the state in time first, or in space alone")
        there: dict[sympy.Basic, sympy.Basic] = {state: Gridded.on(self, k, symbol.at) for k, state in enumerate(self.states)}
        there |= {each: Gridded.on(self, k, symbol.at, orders) for each, (k, orders) in self.derivatives.items()}
        there |= dict(zip(self.axes, symbol.at, strict=True))
        made: sympy.Expr = self.expanded[symbol.state].xreplace(there)
        return made


def largest(orders: Orders, spacings: Any) -> Any:
    """The largest size that a derivative gives a wave on the grid: of the first one 1.37 over the spacing."""
    size = 1.0
    for times, spacing in zip(orders, spacings, strict=True):
        if times:
            size = size * LARGEST[times] / spacing**times
    return size
