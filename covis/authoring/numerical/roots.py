"""Roots: the number between two others at which an expression is zero, found again in every state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from covis.authoring.outputs import stated
from covis.authoring.place import AuthoringError, shown, text
from covis.authoring.symbols import Axis


class Unknown(sympy.Symbol):
    """The unknown of a root: a symbol of its own, so that substituting a number for an axis leaves the root alone."""

    unit: str | None

    def __new__(cls, name: str, unit: str | None = None) -> Unknown:
        self: Unknown = sympy.Symbol.__xnew__(cls, name, real=True)
        self.unit = unit
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, repr(getattr(self, "unit", None)), *super()._hashable_content()[1:])


class Root(sympy.Expr):
    """A root as an expression: `Root(function, unknown, low, high)`, or with a fifth argument the one with that number. See `root`."""

    is_commutative = True
    is_extended_real = True

    def __new__(cls, *args: Any) -> Root:
        self: Root = super().__new__(cls, *map(sympy.sympify, args))
        return self

    @property
    def function(self) -> sympy.Expr:
        """What is zero there, an expression of the unknown."""
        return self.args[0]

    @property
    def unknown(self) -> sympy.Symbol:
        found: sympy.Symbol = self.args[1]
        return found

    @property
    def ends(self) -> tuple[sympy.Expr, sympy.Expr]:
        """Between which it is looked for."""
        return self.args[2], self.args[3]

    @property
    def number(self) -> sympy.Expr:
        """Which of the roots it is, counted from the first end."""
        return self.args[4] if len(self.args) > 4 else sympy.S.One

    @property
    def free_symbols(self) -> set[Any]:
        outside = (*self.ends, self.number)
        return (self.function.free_symbols - {self.unknown}).union(*(part.free_symbols for part in outside))

    def _eval_is_nonnegative(self) -> bool | None:
        return True if all(end.is_nonnegative for end in self.ends) else None

    def _eval_subs(self, old: Any, new: Any) -> Any:
        if old != self.unknown:
            return None
        return self.func(*self.args[:2], *(part.subs(old, new) for part in self.args[2:]))

    def _eval_derivative(self, symbol: Any) -> Any:
        """By the theorem of implicit functions; the ends do not move a root."""
        if symbol == self.unknown or symbol not in self.function.free_symbols:
            return sympy.S.Zero
        slope = -self.function.diff(symbol) / self.function.diff(self.unknown)
        return slope.xreplace({self.unknown: self})

    def _sympystr(self, printer: Any) -> str:
        which = f", number={printer.doprint(self.number)}" if len(self.args) > 4 else ""
        function, unknown, low, high = map(printer.doprint, self.args[:4])
        return f"root({function}, {unknown}, between=({low}, {high}){which})"

    def _latex(self, printer: Any) -> str:
        function, unknown, low, high = map(printer.doprint, self.args[:4])
        which = rf"^{{({printer.doprint(self.number)})}}" if len(self.args) > 4 else ""
        return rf"\operatorname{{root}}_{{{low} \le {unknown} \le {high}}}{which}\left[{function} = 0\right]"


def root(function: Any, unknown: Any, *, between: Sequence[Any] | None = None, number: Any = None, unit: str | None = None) -> Root:
    """The number at which an expression is zero, found numerically in every state; an expression like any other.

    Parameters
    ----------
    function: an expression of the unknown, controls, axes and constants; or an equation, `Eq(left, right)`.
    unknown: a plain SymPy symbol, or an Axis, which the root then only borrows the name, the bounds and the unit of.
    between: the two ends between which it is looked for: finite numbers or expressions, the first end being where counting begins.
        None, for an Axis, is between the axis's own bounds.
    number: which root, counted from the first end: a whole number from 1, or an expression such as an Index. None is the first, and a
        state in which there are several is reported by `covis check`.
    unit: the unit of the unknown, where it is a plain symbol. None is the unit of the ends.

    A root is where the value changes its sign without a jump or a pole, or is exactly zero at one of the 257 places, evenly spaced
    from end to end, at which it is looked at. So two roots that lie within one 256th of the range, or a double one, are missed.
    Where there is none, the value is not-a-number: a gap. Raises AuthoringError, at the plugin's line, for what is no expression or
    does not hold the unknown.

    >>> x = sympy.symbols("x")
    >>> root(x * tan(x) - k, x, between=(0, pi / 2))
    """
    if isinstance(function, sympy.Eq):
        function = function.lhs - function.rhs
    made = stated("root: the first argument", function)
    if not isinstance(unknown, sympy.Symbol) or (hasattr(unknown, "content") and not isinstance(unknown, Axis)):
        raise AuthoringError(f"root: the unknown {shown(unknown)} is neither a plain symbol nor an Axis; make it with sympy.symbols")
    if unknown not in made.free_symbols:
        raise AuthoringError(f"root: the first argument does not hold {unknown}; write the expression that is zero as one of {unknown}")
    if unit is not None:
        text("root", unit=unit)
    if isinstance(unknown, Axis):
        between, unit = (unknown.bounds if between is None else between), unknown.unit
    if not isinstance(between, tuple | list) or len(between) != 2:
        raise AuthoringError(f"root: between={shown(between)} is not a pair; give the two ends, such as between=(0, 10)")
    ends = [stated(f"root: between[{k}]", end) for k, end in enumerate(between)]
    for end in ends:
        if end.has(sympy.oo, -sympy.oo, sympy.zoo, sympy.nan):
            raise AuthoringError(f"root: between= holds {end}; a root is looked for between two finite numbers")
        if unknown in end.free_symbols:
            raise AuthoringError(f"root: between= holds {unknown}, which is what is looked for; give numbers, or expressions of controls")
    if number is not None:
        number = stated("root: number", number)
        if number.is_integer is False or number.is_positive is False:
            raise AuthoringError(f"root: number={number}; give a whole number from 1, or an expression such as an Index")
    mine = Unknown(unknown.name, unit)
    which = [] if number is None else [number]
    return Root(made.subs(unknown, mine), mine, *ends, *which)


def bound(e: sympy.Basic) -> list[sympy.Symbol]:
    """The symbols that one part of an expression binds: those that a Sum, a Product or an Integral runs over, and a root's unknown."""
    if isinstance(e, Root):
        return [e.unknown]
    return [limit[0] for limit in e.limits] if isinstance(e, BINDERS) else []


BINDERS = (sympy.Sum, sympy.Product, sympy.Integral, Root)
# What is found by trying numbers: it costs many evaluations, and has its own accuracy.
NUMERICAL = (Root, sympy.Integral)
