"""Derivatives in space: what the rates of an Evolution hold, and the differences that stand for them.

`Partial` and `Laplacian` are what an author writes and what is printed. `expanded` takes them apart by the chain rule, to derivatives of
the states alone: symbols, one for each state and each order along each axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Axis

Orders = tuple[int, ...]  # how often a state is differentiated along each axis of space

# Central differences over five points: the weights of the values at -2, -1, 0, 1, 2 spacings, what they are divided by beside the power
# of the spacing, and the largest size that they give a wave on the grid, in units of that power. The first two are of fourth order.
# B. Fornberg, Mathematics of Computation 51 (1988) 699-706, table 1.
STENCILS: dict[int, tuple[tuple[int, ...], float]] = {
    1: ((1, -8, 0, 8, -1), 12.0),
    2: ((-1, 16, -30, 16, -1), 12.0),
    3: ((-1, 2, 0, -2, 1), 2.0),
    4: ((1, -4, 6, -4, 1), 1.0),
}
LARGEST: dict[int, float] = {1: 1.3722219, 2: 16 / 3, 3: 2.5980763, 4: 16.0}


class Partial(sympy.Expr):
    """The partial derivative of an expression of states along axes of space, as the author wrote it."""

    is_commutative = True
    is_extended_real = True

    @property
    def axes(self) -> tuple[sympy.Basic, ...]:
        return tuple(self.args[1:])

    def _eval_derivative(self, symbol: Any) -> sympy.Expr:
        return Partial(*self.args, symbol) if isinstance(symbol, Axis) else sympy.S.Zero

    def _latex(self, printer: Any) -> str:
        power = f"^{len(self.axes)}" if len(self.axes) > 1 else ""
        counted = ((axis, self.axes.count(axis)) for axis in dict.fromkeys(self.axes))
        below = r" \, ".join(rf"\partial {printer.doprint(axis)}" + (f"^{times}" if times > 1 else "") for axis, times in counted)
        return rf"\frac{{\partial{power}}}{{{below}}} {_bracketed(self.args[0], printer)}"

    def _sympystr(self, printer: Any) -> str:
        return f"partial({', '.join(map(printer.doprint, self.args))})"


class Laplacian(sympy.Expr):
    """The sum of the second derivatives of an expression of states along all axes of space, as the author wrote it."""

    is_commutative = True
    is_extended_real = True

    def _eval_derivative(self, symbol: Any) -> sympy.Expr:
        return Partial(self, symbol) if isinstance(symbol, Axis) else sympy.S.Zero

    def _latex(self, printer: Any) -> str:
        return rf"\nabla^2 {_bracketed(self.args[0], printer)}"

    def _sympystr(self, printer: Any) -> str:
        return f"laplacian({printer.doprint(self.args[0])})"


def _bracketed(e: sympy.Basic, printer: Any) -> str:
    text = str(printer.doprint(e))
    return text if e.is_Atom else rf"\left({text}\right)"


def partial(of: Any, *axes: Axis) -> Partial:
    """The partial derivative in space, for the rates of an Evolution.

    Parameters
    ----------
    of: an expression of states, axes and controls.
    axes: the axes of space along which it is taken, one for each order: `partial(u, x)` is the first derivative, `partial(u, x, x)` the
        second, `partial(u, x, y)` the mixed one.

    Its unit is that of the expression over those of the axes. Raises AuthoringError, with the plugin's line, where no axis is given.

    >>> advection = -c * partial(u, x)
    """
    if not axes or not all(isinstance(axis, Axis) for axis in axes):
        given = ", ".join(map(shown, axes)) or "nothing"
        raise AuthoringError(f"partial: the derivative is with respect to {given}; name an axis of space, as in cv.partial(u, x)")
    return Partial(expression("partial: what is differentiated", of), *axes)


def laplacian(of: Any) -> Laplacian:
    """The sum of the second derivatives along all axes of space, for the rates of an Evolution.

    of: an expression of states, axes and controls. The unit is that of the expression over that of a length squared.

    Raises AuthoringError, with the plugin's line, for what is no expression.

    >>> diffusion = D * laplacian(u)
    """
    return Laplacian(expression("laplacian: what is differentiated", of))


def with_axes(rate: sympy.Expr, space: Sequence[sympy.Basic]) -> sympy.Expr:
    """A rate in which every Laplacian is the sum of second derivatives that it stands for."""
    made: sympy.Expr = rate.replace(Laplacian, lambda of: sympy.Add(*(Partial(of, axis, axis) for axis in space)))
    return made


def derived(state: sympy.Symbol, orders: Orders, space: Sequence[Axis]) -> sympy.Symbol:
    """The symbol of a derivative of a state: u_xx."""
    if not any(orders):
        return state
    letters = "".join(axis.name * times for axis, times in zip(space, orders, strict=True))
    return sympy.Symbol(f"{state.name}_{{{letters}}}", real=True)


def refuse(orders: Orders, owner: str) -> None:
    """Which derivatives there are differences for: up to the fourth along one axis, and the mixed second one."""
    if sum(orders) > 4 or (sum(1 for times in orders if times) > 1 and max(orders) > 1):
        way = "give a part of the expression a state of its own, or write it with derivatives of lower order"
        raise AuthoringError(f"{owner} holds a derivative of order {sum(orders)}; up to the fourth along one axis can be taken: {way}")


class Expansion:
    """Rates taken apart: `rules` hold states, axes, controls and the symbols of `derivatives`, each a (state number, orders)."""

    def __init__(self, rules: Sequence[sympy.Expr], states: Sequence[sympy.Symbol], space: Sequence[Axis], owner: str) -> None:
        self._states, self._space, self._owner = states, space, owner
        self._known: dict[sympy.Symbol, tuple[int, Orders]] = {}
        self.rules = tuple(self._expanded(rule) for rule in rules)
        used = set().union(*(rule.free_symbols for rule in self.rules))
        self.derivatives: Mapping[sympy.Symbol, tuple[int, Orders]] = {
            symbol: self._known[symbol] for symbol in sorted(self._known, key=lambda symbol: symbol.name) if symbol in used
        }

    def _expanded(self, e: sympy.Expr) -> sympy.Expr:
        if isinstance(e, Partial):
            value = self._expanded(e.args[0])
            for axis in e.axes:
                if axis not in self._space:
                    along = ", ".join(symbol.name for symbol in self._space)
                    raise AuthoringError(
                        f"{self._owner}: {e} is a derivative with respect to {axis}, which is not one of its axes of space: {along}"
                    )
                value = self._along(value, axis)
            return value
        if isinstance(e, Laplacian):
            value = self._expanded(e.args[0])
            return sympy.Add(*(self._along(self._along(value, axis), axis) for axis in self._space))
        if e.has(Partial, Laplacian):
            made: sympy.Expr = e.func(*(self._expanded(part) for part in e.args))
            return made
        return e

    def _along(self, e: sympy.Expr, axis: sympy.Basic) -> sympy.Expr:
        """The total derivative along an axis."""
        # With real symbols SymPy knows the derivative of Abs and the like.
        real = {symbol: sympy.Dummy(symbol.name, real=True) for symbol in e.free_symbols & {*self._states, *self._known}}
        back = {dummy: symbol for symbol, dummy in real.items()}
        made = e.xreplace(real)
        total = made.diff(axis).xreplace(back)
        for symbol in sorted(real, key=str):
            k, orders = self._known.get(symbol) or (self._states.index(symbol), (0,) * len(self._space))
            more = tuple(times + (one == axis) for times, one in zip(orders, self._space, strict=True))
            refuse(more, self._owner)
            next_one = derived(self._states[k], more, self._space)
            self._known[next_one] = k, more
            total += made.diff(real[symbol]).xreplace(back) * next_one
        if total.has(sympy.Derivative, sympy.Subs):
            raise AuthoringError(f"{self._owner}: SymPy has no derivative of {e} along {axis}; write it out with functions that it knows")
        return total
