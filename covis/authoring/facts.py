"""Facts: claims that run. Each has a statement in words, what it says in symbols, and the source of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import sympy
from sympy.logic.boolalg import Boolean

from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, here
from covis.authoring.symbols import ModelSymbol, finite


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


class Identity(Fact):
    """left = right at every state and point: proved if SymPy can, and sampled over the ranges in any case."""

    def __init__(self, statement: str, left: Any, right: Any, *, source: str) -> None:
        super().__init__(statement, source=source)
        self.left, self.right = expression("Identity: left", left), expression("Identity: right", right)


class Value(Fact):
    """At one state the value is the expected one: |value - expected| <= rtol |expected| + atol."""

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
        if not isinstance(at, Mapping):
            raise AuthoringError(f"Value: at={at!r}; give a mapping such as {{t: 0, gamma: 0.1}}")
        for key in at:
            if not isinstance(key, sympy.Symbol):
                raise AuthoringError(f"Value: at has the key {key!r}; its keys are the symbols themselves, not their names")
        finite("Value", rtol=rtol, atol=atol)
        self.value, self.expected = expression("Value: value", value), expression("Value: expected", expected)
        self.at = {key: expression(f"Value: at[{key}]", number) for key, number in at.items()}
        self.rtol, self.atol = float(rtol), float(atol)


class Limit(Fact):
    """The value tends to `expected`, which may be an expression, as `symbol` tends to `to`."""

    def __init__(
        self, statement: str, value: Any, symbol: ModelSymbol, to: Any, expected: Any, *, side: Literal["+", "-", "+-"] = "+-", source: str
    ) -> None:
        super().__init__(statement, source=source)
        if not isinstance(symbol, sympy.Symbol):
            raise AuthoringError(f"Limit: {symbol!r} is not a symbol; name the one that moves")
        if side not in ("+", "-", "+-"):
            raise AuthoringError(f'Limit: side={side!r}; it is "+", "-" or "+-"')
        self.value, self.symbol = expression("Limit: value", value), symbol
        self.expected = expression("Limit: expected", expected, infinite=True)
        self.to, self.side = sympy.sympify(to), side


class Always(Fact):
    """A relation that holds at every state and point: sampled over the ranges, corners included.

    SymPy may decide it at once from the ranges, as true or false.
    """

    def __init__(self, statement: str, condition: Any, *, source: str) -> None:
        super().__init__(statement, source=source)
        if not isinstance(condition, Boolean):
            raise AuthoringError(f"Always: {condition!r} is not a relation; write one such as y >= 0, or Eq(a, b)")
        self.condition = condition


class Check(Fact):
    """What the other four cannot say: `function()` gives a bool, or (bool, detail)."""

    def __init__(self, statement: str, function: Callable[[], Any], *, source: str) -> None:
        super().__init__(statement, source=source)
        if not callable(function):
            raise AuthoringError(f"Check: {function!r} is not a function; give one that takes nothing and returns True or False")
        self.function = function
