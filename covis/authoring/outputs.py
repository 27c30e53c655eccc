"""An output: one array that a plot needs, stated as expressions and the axes that they are swept along."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Constant, ModelSymbol, Sweep


@dataclass(frozen=True)
class Output:
    """`expressions` evaluated at every point of `over`, as one flat array.

    With k expressions and axes of n, m, ... points its length is k n m ..., the expressions of one point side by side and the
    last axis of `over` innermost. `over=()` is a plain list of k numbers. `parted`: lines along the last axis, one for each point of
    those before it; after each of them comes one more point, which is not-a-number, so that they are not joined.
    """

    expressions: tuple[sympy.Basic, ...]
    over: tuple[Sweep, ...]
    parted: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """A grid's rows and columns; one number for everything else."""
        if len(self.over) > 1 and len(self.expressions) == 1 and not self.parted:
            return self.lengths
        return (len(self.expressions) * math.prod(self.lengths),)

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many points the array has along each axis: where lines are parted, one more along the last."""
        *outer, inner = [sweep.points for sweep in self.over] or [0]
        return (*outer, inner + self.parted) if self.over else ()

    @property
    def joined(self) -> Output:
        """The same without the points that part lines."""
        return Output(self.expressions, self.over)

    def times(self, factor: float) -> Output:
        """The same in another unit, which the page shows."""
        return (
            self if factor == 1 else Output(tuple(in_shown(expression, factor) for expression in self.expressions), self.over, self.parted)
        )

    @property
    def symbols(self) -> set[sympy.Symbol]:
        return set().union(*(free_symbols(expression) for expression in self.expressions), self.over)

    @property
    def moves(self) -> bool:
        """Whether any control can change it."""
        return any(isinstance(symbol, Control) for symbol in closure(self.symbols))


def in_shown(value: sympy.Basic, factor: float) -> sympy.Basic:
    """An expression in the unit that the page shows: times a Constant, which SymPy does not work into it as it does a number."""
    return value if factor == 1 else value * Constant("shown", factor, label="the unit that is shown")


def expression(owner: str, value: Any, *, infinite: bool = False) -> sympy.Expr:
    """A number or a SymPy expression as an expression; anything else is an AuthoringError. `infinite`: oo is one too."""
    made = stated(owner, value)
    if made.has(sympy.Integral, sympy.Derivative):
        made = made.replace(lambda e: isinstance(e, sympy.Integral | sympy.Derivative), _worked_out)
    if made in (sympy.nan, sympy.zoo) or (made in (sympy.oo, -sympy.oo) and not infinite):
        raise AuthoringError(f"{owner} comes to {made}, which is not a number; look for a division by zero in the model")
    return made


# What SymPy's integrals may come to and no page computes: the integral itself is then taken, by number.
_NO_FORM = (sympy.lowergamma, sympy.uppergamma, sympy.hyper, sympy.meijerg, sympy.exp_polar, sympy.polar_lift, sympy.elliptic_f,
            sympy.elliptic_pi, sympy.Limit, sympy.O, sympy.I, sympy.zoo, sympy.nan)  # fmt: skip


def _worked_out(e: sympy.Expr) -> sympy.Expr:
    """An integral or derivative where SymPy can; else as it is: an integral between two bounds is then taken by number."""
    made = _integrated(e) if isinstance(e, sympy.Integral) else e.doit()
    return e if isinstance(e, sympy.Integral) and made.has(*_NO_FORM) and not e.has(sympy.I) else made


def _integrated(e: sympy.Integral) -> sympy.Expr:
    """By SymPy. A sum that its variables do not move goes in as one symbol: SymPy multiplies
    sin(2*pi*u*(2*N - 1)) out, and then takes seconds to find its parts again.
    """
    sums = {
        part: sympy.Dummy("sum", **part.assumptions0)
        for part in e.function.atoms(sympy.Add)
        if part.free_symbols and part.is_commutative and part.is_finite is not False and not part.has(*e.variables, sympy.Integral)
    }
    found = e.func(e.function.xreplace(sums), *e.limits).doit()
    back = {symbol: part for part, symbol in sums.items()}
    made: sympy.Expr = e.doit() if sums and found.has(sympy.Integral) else found.xreplace(back)
    return made


def stated(owner: str, value: Any) -> sympy.Expr:
    """As `expression`, with integrals and derivatives as the author wrote them: to work one out may take seconds."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real | sympy.Expr):
        raise AuthoringError(f"{owner} is {shown(value)}, which is not an expression; build it from the symbols with SymPy functions")
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral) and not math.isfinite(value):
        raise AuthoringError(f"{owner} is {shown(value)}; write a finite number")
    return sympy.sympify(value)


def free_symbols(value: sympy.Basic) -> set[sympy.Symbol]:
    """The symbols that a value depends on; those that a Sum or an Integral binds are not among them."""
    return {symbol for symbol in _free(_Itself(value)) if isinstance(symbol, sympy.Symbol)}


def parts(e: sympy.Basic) -> frozenset[sympy.Basic]:
    """Everything that an expression is made of, itself included, each once. SymPy's own walks go through what is shared every time."""
    return _parts(_Itself(e))


class _Itself:
    """An expression as the key of a cache, equal to itself alone: the symbols of two plugins may be equal, and each has its own place."""

    def __init__(self, e: sympy.Basic) -> None:
        self.e = e

    def __hash__(self) -> int:
        return id(self.e)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.e is other.e


@lru_cache(maxsize=1 << 14)
def _free(key: _Itself) -> frozenset[sympy.Basic]:
    e = key.e
    if type(e).free_symbols is sympy.Basic.free_symbols:
        return frozenset[sympy.Basic]().union(*(_free(_Itself(arg)) for arg in e.args))
    return frozenset(e.free_symbols)


@lru_cache(maxsize=1 << 10)
def _parts(key: _Itself) -> frozenset[sympy.Basic]:
    found: set[sympy.Basic] = set()
    waiting = [key.e]
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += part.args
    return frozenset(found)


def closure(symbols: Iterable[sympy.Symbol]) -> set[sympy.Symbol]:
    """The symbols and what they rest on in turn: an axis on the controls in its bounds, a trajectory on those of its rates."""
    seen: set[sympy.Symbol] = set()
    waiting = list(symbols)
    while waiting:
        symbol = waiting.pop()
        if symbol not in seen:
            seen.add(symbol)
            waiting += getattr(symbol, "rests_on", ())
    return seen


def named(symbols: Iterable[sympy.Symbol]) -> list[ModelSymbol]:
    """Those that are the plugin's own, by name, so that every listing is in one order."""
    return sorted((symbol for symbol in symbols if isinstance(symbol, ModelSymbol)), key=lambda symbol: symbol.name)
