"""Points as rules and facts handle them: exact numbers for symbols, constants put in, what a fact leaves open, words for a message."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Sourced
from covis.authoring.facts import Value
from covis.authoring.outputs import closure, free_symbols
from covis.authoring.symbols import ModelSymbol, Sweep
from covis.authoring.tables import Samples

POINT_DIGITS = 40
Point = dict[sympy.Symbol, sympy.Expr]


def is_constant(symbol: sympy.Basic) -> bool:
    """A Constant is its value everywhere: it has one, and no range."""
    return isinstance(symbol, ModelSymbol) and not isinstance(symbol, Control | Sweep) and getattr(symbol, "value", None) is not None


def constants_in(expression: sympy.Expr) -> sympy.Expr:
    """The expression with the value of every Constant put in, to any depth."""
    for _ in range(20):
        found = {symbol: sympy.sympify(symbol.value) for symbol in expression.free_symbols if is_constant(symbol)}
        if not found:
            break
        expression = expression.subs(found)
    return expression


def decimals(expression: sympy.Expr) -> sympy.Expr:
    """The expression with every decimal read as the exact number that its 15 digits write: 0.1 is one tenth."""
    return expression.xreplace({number: exact(number) for number in expression.atoms(sympy.Float)})


def exact(number: Any) -> sympy.Expr:
    """A number as a SymPy number, a decimal read as it is written."""
    if isinstance(number, float):
        return sympy.Rational(Fraction(repr(number)))
    if isinstance(number, sympy.Float):
        near = repr(float(number))
        # 15 digits are what a person writes; a result of arithmetic that needs 17 keeps them all.
        short = f"{float(number):.15g}"
        return sympy.Rational(Fraction(short if float(short) == float(number) else near)) if number.is_finite else number
    return sympy.sympify(number)


def open_symbols(fact: Value) -> list[sympy.Symbol]:
    """The symbols that the `at` of a Value leaves open, by name."""
    used = [constants_in(expression) for expression in (fact.value, fact.expected, *fact.at.values())]
    seen = set().union(*(free_symbols(expression) for expression in used))
    # What is integrated rests on the controls of its rates; along its axis it is put at a place.
    rests = {
        symbol for source in seen if isinstance(source, Sourced | Samples) for symbol in closure([source]) if isinstance(symbol, Control)
    }
    left = {symbol for symbol in seen | rests if not isinstance(symbol, Sourced | Samples) and not is_constant(symbol)} - set(fact.at)
    # One that is given by itself, as in {x: x + 1} or {x: y, y: x}, has no number either.
    at = {symbol: constants_in(value) for symbol, value in fact.at.items()}
    circular = set().union(*(free_symbols(fixed(value, at)) for value in at.values())) & set(at)
    return sorted(left | circular, key=lambda symbol: symbol.name)


def fixed(expression: sympy.Expr, at: Point) -> sympy.Expr:
    """The expression with numbers for symbols; a number may be an expression of other symbols in `at`."""
    values = dict(at)
    for _ in range(len(at)):
        values = {symbol: number.xreplace(at) if number.free_symbols else number for symbol, number in values.items()}
    return expression.xreplace(values)


def ranges(symbols: Iterable[sympy.Symbol]) -> tuple[list[Control], list[Sweep], list[sympy.Symbol]]:
    """The controls, the axes and the symbols without a range, each by name, that these symbols rest on."""
    seen = sorted(closure(symbols), key=lambda symbol: symbol.name)
    controls = [symbol for symbol in seen if isinstance(symbol, Control)]
    sweeps = [symbol for symbol in seen if isinstance(symbol, Sweep)]
    bare = [symbol for symbol in seen if not isinstance(symbol, Control | Sweep) and not is_constant(symbol)]
    return controls, sweeps, bare


def worded(point: Point) -> str:
    """A point for a person: gamma = 0.1, glass = crown, t = 3."""
    wholes = {getattr(symbol, "whole", None) for symbol in point} & set(point)
    named = sorted((item for item in point.items() if getattr(item[0], "whole", None) not in wholes), key=lambda item: item[0].name)
    return ", ".join(f"{symbol.name} = {_in_words(symbol, float(value), point)}" for symbol, value in named) or "no symbol"


def _in_words(symbol: sympy.Symbol, value: float, point: Point) -> str:
    told = symbol.at_point(value, point) if isinstance(symbol, Control) else None
    if told is not None:
        return told
    state = symbol.state_of(value) if isinstance(symbol, Control) else value
    if isinstance(symbol, Control) and symbol.named and isinstance(state, bool | str):
        return symbol.form.words(state)  # the name of an option, "on" or "off"
    short = f"{value:.10g}"
    return short if float(short) == value else repr(value)


def plain(point: Point) -> dict[str, float]:
    """A point as JSON."""
    return {symbol.name: float(value) for symbol, value in sorted(point.items(), key=lambda item: item[0].name)}


def outside(point: Point) -> str:
    """Which controls and axes are outside their range at a point, as text; "" when none does."""
    found = []
    for symbol, value in sorted(point.items(), key=lambda item: item[0].name):
        if isinstance(symbol, Control):
            try:
                symbol.number(symbol.state_of(float(value)))
            except ValueError as error:
                found.append(str(error))
        elif isinstance(symbol, Sweep):
            low, high = (fixed(constants_in(bound), point) for bound in symbol.bounds)
            if low.is_number and high.is_number and not float(low) <= float(value) <= float(high):
                found.append(f"{symbol.name}={float(value):g} lies outside {float(low):g} to {float(high):g}")
    return " and ".join(found)
