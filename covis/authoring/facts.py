"""Facts: claims that run. Each has a statement in words, what it says in symbols, and the source of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import sympy
from sympy.logic.boolalg import Boolean

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Iterates, Sourced, Trajectory
from covis.authoring.outputs import expression, stated
from covis.authoring.place import AuthoringError, here, shown
from covis.authoring.runs.run import Run
from covis.authoring.symbols import Constant, ModelSymbol, Sweep, finite
from covis.authoring.tables import Samples


class Fact:
    """`source` is a citation that the author is sure of, or "derived: ..." with the derivation in a line."""

    def __init__(self, statement: str, *, source: str) -> None:
        self.place = here()
        self.statement, self.source = statement, source
        if not isinstance(statement, str) or not statement.strip():
            raise AuthoringError(f"{self.kind}: the first argument says in words what is claimed")
        if not isinstance(source, str) or not source.strip():
            raise AuthoringError(f'{self.kind}("{statement}"): source= is empty; cite what you are sure of, or write "derived: ..."')

    @property
    def kind(self) -> str:
        return type(self).__name__


class Side:
    """One side of a fact as an attribute: worked out when it is first asked for, since the page needs only what was stated.

    What was stated is kept beside it as `stated_<name>`. What is wrong at once (no expression, not a number) is reported at once.
    With `put_in` the fact's `at` is put in as well.
    """

    def __init__(self, *, infinite: bool = False, put_in: bool = False) -> None:
        self.infinite, self.put_in = infinite, put_in

    def __set_name__(self, fact: type[Fact], name: str) -> None:
        self.name = name

    def __set__(self, fact: Fact, value: Any) -> None:
        owner = f"{fact.kind}: {self.name}"
        made = stated(owner, value)
        setattr(fact, f"stated_{self.name}", made)
        if not made.has(sympy.Integral, sympy.Derivative):
            self._keep(fact, expression(owner, made, infinite=self.infinite))

    def __get__(self, fact: Fact, kind: type[Fact]) -> sympy.Expr:
        if self.name not in fact.__dict__:
            self._keep(fact, expression(f"{fact.kind}: {self.name}", getattr(fact, f"stated_{self.name}"), infinite=self.infinite))
        kept: sympy.Expr = fact.__dict__[self.name]
        return kept

    def _keep(self, fact: Fact, worked_out: sympy.Expr) -> None:
        fact.__dict__[self.name] = _put(worked_out, getattr(fact, "at", {})) if self.put_in else worked_out


def _places(kind: str, at: Any) -> dict[sympy.Symbol, sympy.Expr]:
    """What `at` gives to each symbol. Raises AuthoringError where it is no mapping from symbols to expressions."""
    if not isinstance(at, Mapping):
        raise AuthoringError(f"{kind}: at={shown(at)}; give a mapping such as {{t: 0, gamma: 0.1}}")
    for key in at:
        if not isinstance(key, sympy.Symbol):
            raise AuthoringError(f"{kind}: at has the key {shown(key)}; its keys are the symbols themselves, not their names")
    found: dict[sympy.Symbol, sympy.Expr] = {}
    for key, number in at.items():
        try:
            found |= key.put(number) if isinstance(key, Control) else {key: number}
        except ValueError as error:
            raise AuthoringError(f"{kind}: at[{key}]: {error}; {key.allowed()}") from error
    return {key: expression(f"{kind}: at[{key}]", number) for key, number in found.items()}


def _put(value: sympy.Expr, at: Mapping[sympy.Symbol, sympy.Expr]) -> sympy.Expr:
    """All of `at` put in at once: what stands for one symbol is not replaced by what stands for another.

    SymPy's `subs(at, simultaneous=True)` leaves symbols of its own in the place at which a source is read.
    """
    if any(number.free_symbols & at.keys() for number in at.values()):
        marks = {key: sympy.Dummy(key.name, **key.assumptions0) for key in at}
        value, at = value.subs(marks), {marks[key]: number for key, number in at.items()}
    return value.subs(at)


class Identity(Fact):
    """left = right at every state and point: proved if SymPy can, and sampled over the ranges in any case.

    Parameters
    ----------
    statement: what is claimed, in words.
    left, right: expressions of controls, axes and constants, or numbers, in one unit.
    at: a mapping from symbols to what both sides hold in their place, in the symbol's unit. Prefer it to `.subs`, after which SymPy
        leaves only the result, often 0 = 0: with `at` the page prints the sides as they are, and where they are equal.
    source: a citation that you are sure of, or "derived: ..." with the derivation in a line.

    Raises AuthoringError, with the plugin's line, for an empty statement or source, a side that is no expression, or a key of `at`
    that is in neither side or that a Trajectory or another source in them depends on.

    >>> Identity("It decays at the rate gamma", y.diff(t), -gamma * y, source="derived: the chain rule")
    >>> Identity("Undamped, it is a cosine", x, x_0 * cos(omega * t), at={gamma: 0}, source="derived: exp(0) = 1")
    """

    left, right = Side(put_in=True), Side(put_in=True)
    stated_left: sympy.Expr
    stated_right: sympy.Expr

    def __init__(self, statement: str, left: Any, right: Any, *, at: Mapping[ModelSymbol, Any] | None = None, source: str) -> None:
        super().__init__(statement, source=source)
        self.at = _places("Identity", at or {})
        self.left, self.right = left, right
        held = self.stated_left.free_symbols | self.stated_right.free_symbols
        inside = set().union(*(symbol.source.rests_on - symbol.source.sweeps for symbol in held if isinstance(symbol, Sourced)))
        if deep := [str(key) for key in self.at if key in inside]:
            raise AuthoringError(
                f"Identity: at names {', '.join(deep)}, on which a Trajectory or another source depends, and nothing can be put in there; "
                "state a Value, or claim it without this at="
            )
        if strange := [str(key) for key in self.at if key not in held]:
            raise AuthoringError(f"Identity: at names {', '.join(strange)}, which neither side holds")


class Value(Fact):
    """At one state the value is the expected one: |value - expected| <= rtol |expected| + atol.

    Parameters
    ----------
    statement: what is claimed, in words.
    value: an expression of controls, axes and constants.
    at: a mapping from every symbol in it, apart from Constants, to a number or an expression, in the symbol's unit; from a Placed to a
        list of points.
    expected: the number or expression that it should be, in the unit of `value`.
    rtol, atol: the relative tolerance, and the absolute one in the unit of `value`.
    source: a citation that you are sure of, or "derived: ..." with the derivation in a line.

    Raises AuthoringError, with the plugin's line, where `at` is not a mapping from symbols, or names a Constant, or where a tolerance is
    not finite.

    >>> Value("After one lifetime 1/e is left", y, at={t: 2, gamma: 0.5}, expected=0.36787944, source="derived: exp(-1)")
    """

    value, expected = Side(), Side()
    stated_value: sympy.Expr
    stated_expected: sympy.Expr

    def __init__(
        self,
        statement: str,
        value: Any,
        *,
        at: Mapping[ModelSymbol, Any],
        expected: Any,
        rtol: float = 1e-6,
        atol: float = 0,
        source: str,
    ) -> None:
        super().__init__(statement, source=source)
        self.at = _places("Value", at)
        if constants := [str(key) for key in self.at if isinstance(key, Constant)]:
            raise AuthoringError(
                f"Value: at names {', '.join(constants)}, and a Constant has its value everywhere; "
                "put another number in with .subs(...), or make it a Slider"
            )
        finite("Value", rtol=rtol, atol=atol)
        self.value, self.expected = value, expected
        self.rtol, self.atol = float(rtol), float(atol)


class Limit(Fact):
    """The value tends to `expected` as a symbol tends to a place.

    Parameters
    ----------
    statement: what is claimed, in words.
    value: an expression.
    symbol: the symbol that moves.
    to: where it moves to: a number, an expression or oo, in the symbol's unit.
    expected: what the value tends to: a number, an expression or oo, in the unit of `value`.
    side: "+" from above, "-" from below, "+-" (the default) from both.
    source: a citation that you are sure of, or "derived: ..." with the derivation in a line.

    Raises AuthoringError, with the plugin's line, where `symbol` is no symbol or `side` none of the three.

    >>> Limit("Without damping nothing changes", y, gamma, 0, 1, side="+", source="derived: exp(0) = 1")
    """

    value, expected = Side(), Side(infinite=True)
    stated_value: sympy.Expr
    stated_expected: sympy.Expr

    def __init__(
        self, statement: str, value: Any, symbol: ModelSymbol, to: Any, expected: Any, *, side: Literal["+", "-", "+-"] = "+-", source: str
    ) -> None:
        super().__init__(statement, source=source)
        if not isinstance(symbol, sympy.Symbol):
            raise AuthoringError(f"Limit: {shown(symbol)} is not a symbol; name the one that moves")
        if side not in ("+", "-", "+-"):
            raise AuthoringError(f'Limit: side={shown(side)}; it is "+", "-" or "+-"')
        self.value, self.symbol, self.expected = value, symbol, expected
        self.to, self.side = stated("Limit: the place that the symbol moves to", to), side


class Always(Fact):
    """A relation that holds at every state and point: sampled over the ranges, corners included.

    Parameters
    ----------
    statement: what is claimed, in words.
    condition: a relation of expressions in one unit, such as y <= 1 or Eq(a, b). SymPy may decide it at once from the ranges.
    source: a citation that you are sure of, or "derived: ..." with the derivation in a line.

    Raises AuthoringError, with the plugin's line, where `condition` is no relation.

    >>> Always("It never grows", y <= 1, source="derived: gamma t is not negative")
    """

    def __init__(self, statement: str, condition: Any, *, source: str) -> None:
        super().__init__(statement, source=source)
        if not isinstance(condition, Boolean):
            raise AuthoringError(f"Always: {shown(condition)} is not a relation; write one such as y >= 0, or Eq(a, b)")
        self.condition = condition


STEPS_OF_A_RUN = 10_000


class Conserved(Fact):
    """A quantity that stays the same along a Trajectory, Iterates or Run: computed at the start, the presets, the corners and the stops.

    Parameters
    ----------
    statement: what is claimed, in words.
    quantity: an expression of the states, as plain symbols or as orbit[x], of controls and of constants.
    along: the Trajectory, Iterates or Run along which it stays the same; of a Run 10,000 steps are made from its start.
    rtol: how far it may drift from its first value, relative to its size: the larger of |quantity| and of what its terms vary by.
    source: a citation that you are sure of, or "derived: ..." with the derivation in a line.

    Raises AuthoringError, with the plugin's line, where `along` is none of them, or the quantity does not depend on its states or
    depends on something else that is swept.

    >>> Conserved("The energy is kept", v**2 / 2 + k * x**2 / 2, along=orbit, source="derived: the force has a potential")
    """

    def __init__(self, statement: str, quantity: Any, *, along: Trajectory | Iterates | Run, rtol: float = 1e-6, source: str) -> None:
        super().__init__(statement, source=source)
        if not isinstance(along, Trajectory | Iterates | Run):
            raise AuthoringError(f"Conserved: along={along!r} is not a Trajectory, Iterates or Run; name the one that it is constant along")
        finite("Conserved", rtol=rtol)
        if not rtol >= 0:
            raise AuthoringError(f"Conserved: rtol={rtol!r}; give a relative tolerance of 0 or more, such as 1e-6")
        self.stated_quantity = expression("Conserved: quantity", quantity)
        self.stepped_by = "Stopwatch" if isinstance(along, Run) else type(along).__name__
        if isinstance(along, Run):  # from the start, with the controls left alone
            steady = along.steady(STEPS_OF_A_RUN, STEPS_OF_A_RUN // 10)
            plain: dict[sympy.Basic, sympy.Basic] = {**{along[state]: state for state in along.states}, along.over: steady.over}
            self.stated_quantity, along = self.stated_quantity.xreplace(plain), steady
        self.quantity = along.put(self.stated_quantity)
        # By content: SymPy's cache may hand out the equal symbol of another run of the plugin.
        if not any(symbol.source.content == along.content for symbol in self.quantity.atoms(Sourced)):
            names = ", ".join(map(str, along.states))
            raise AuthoringError(f"Conserved: the quantity holds none of the states {names} of along=; write it with them")
        for symbol in sorted(self.quantity.free_symbols - {along.over}, key=str):
            if isinstance(symbol, Sweep):
                way = f"add up over it, Sum(..., ({symbol}, ...))" if symbol == along.each else "put a value in for it"
                raise AuthoringError(f"Conserved: the quantity holds {symbol.name}, which is swept apart from along=; {way}")
            if not isinstance(symbol, ModelSymbol | Sourced | Samples):
                raise AuthoringError(f"Conserved: {symbol} is neither a state of along= nor a control or constant; use the plugin's own")
        self.along, self.rtol = along, float(rtol)


class Check(Fact):
    """A claim that no other fact can state, tested by a Python function of yours.

    Parameters
    ----------
    statement: what is claimed, in words.
    function: takes nothing, and returns True or False, or a pair of it and a text or number with the detail.
    source: a citation that you are sure of, or "derived: ..." with the derivation in a line.

    Raises AuthoringError, with the plugin's line, where `function` is no function.

    >>> Check("The solver agrees with SciPy", agrees_with_scipy, source="derived: another method")
    """

    def __init__(self, statement: str, function: Callable[[], Any], *, source: str) -> None:
        super().__init__(statement, source=source)
        if not callable(function):
            raise AuthoringError(f"Check: {shown(function)} is not a function; give one that takes nothing and returns True or False")
        self.function = function
