"""Formulas that are typed in text.md and are about names of the model: compared with what the program computes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import sympy
from latex2sympy2_extended import latex2sympy

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Iterates, Recurrence, Sourced
from covis.authoring.grid.lattice import Lattice
from covis.authoring.symbols import Axis, Constant, Index, ModelSymbol
from covis.checks.rule import Problem, Subject, rule
from covis.compiler.plugin import Plugin
from covis.compiler.text.delimiters import FORMULAS
from covis.compiler.text.latex import latex_name, symbol_tex
from covis.compiler.text.markdown import Reading

FILE = "text.md"
# Different numbers are put in so many times; a formula is right where it holds each time.
TRIALS = 4
_SPACE = re.compile(r"\\[,;:! ]|~|\\(?:left|right|bigl|bigr|Bigl|Bigr|big|Big|displaystyle|limits)(?![A-Za-z])|&")
# Between two formulas of one display: a wide space, a new row, words.
_BETWEEN = re.compile(r"\\q?quad(?![A-Za-z])|\\\\|\\text\{[^{} ,.]*[ ,.][^{}]*\}|\\(?:begin|end)\{[a-z*]+\}")
_INDEX = r"(?:_(?:\{(?:\\(?:text|mathrm|rm)\{[^{}]*\}|[^{}])*\}|\\[A-Za-z]+|[A-Za-z0-9]))?"
_WORD = r"(?:\\(?:text|mathrm|mathit|operatorname)\{[A-Za-z][A-Za-z ]*\}|\\[A-Za-z]+|[A-Za-z])"
_NAME = re.compile(_WORD + _INDEX)
_DOT = re.compile(rf"\\(d?dot)(?:\{{\s*({_WORD}{_INDEX})\s*\}}|\s*({_WORD}{_INDEX}))")
_PRIME = re.compile(rf"({_WORD}{_INDEX})(?:('+)|\^\{{?(\\prime)\}}?)")
_D = r"(?:\\mathrm\{d\}|\\mathrm d|d)"
_RATE = re.compile(rf"\\d?frac\{{\s*{_D}(\^\{{?2\}}?)?\s*({_WORD}{_INDEX})\s*\}}\s*\{{\s*{_D}\s*({_WORD}{_INDEX})(?:\^\{{?2\}}?)?\s*\}}")
# Commands of LaTeX that are no names of a model.
_COMMANDS = frozenset(
    "frac dfrac tfrac sqrt sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan exp ln log cdot times pi infty".split()
)
_PLACE = re.compile(r"z_\{(\d+)\}")


class _UnreadableError(Exception):
    """A formula that cannot be compared: it holds something else than names of the model, or another kind of mathematics."""


@dataclass(frozen=True)
class _Name:
    """What a name in a formula stands for: an expression, and whether it is computed (a named expression or a rate)."""

    value: sympy.Expr
    computed: bool
    written: str = ""  # what {{...}} prints
    label: str = ""


@rule("text-formulas", "warning", after=["text-encoding"])
def formulas(subject: Subject) -> Iterator[Problem]:
    """A formula typed in text.md agrees with what the program computes for the same name."""
    path = subject.plugin.folder / FILE
    if not path.is_file():
        return
    names = _Names(subject.plugin)
    reading = Reading(path.read_text(encoding="utf-8-sig"), lambda name, live: "", [])
    for token in (one for block in reading.tokens for one in (block, *(block.children or ()))):
        if token.type in FORMULAS:
            line, column = reading.place(token, token.content.strip().partition("\n")[0])
            for message in _wrong(token.content, names, display=token.type != "math_inline"):
                yield Problem(line, message, file=FILE, column=column)


def _wrong(tex: str, names: _Names, *, display: bool) -> Iterator[str]:
    for formula in re.split(r"(?<![\d{]),(?![\d}])", _SPACE.sub(" ", _BETWEEN.sub(",", tex))):
        sides = [side.strip().rstrip(".;,").strip() for side in formula.split("=")]
        if len(sides) < 2 or not all(sides) or any(mark in formula for mark in (r"\approx", r"\ne", r"\le", r"\ge", "<", ">")):
            continue
        head = names.lone(sides[0])
        if not display and (head is None or not head.computed):
            continue
        if all(names.lone(side) is not None for side in sides[:-1]) and re.fullmatch(r"-?[\d.]+", sides[-1]):
            continue  # a condition, such as that of an equilibrium, or one value
        try:
            read = [names.read(side) for side in sides]
        except _UnreadableError:
            if head is not None and head.computed:
                yield (
                    f"${' '.join(formula.split())}$ is typed by hand and cannot be compared with the model; "
                    f"print what is computed with {{{{{head.written}}}}}, or take the formula out"
                )
            continue
        if not any(computed for _, computed in read):
            continue
        for (left, _), (right, _) in pairwise(read):
            if not _agree(left, right):
                alone = head if head is not None and head.computed else None
                computed = f"; the program computes {alone.label} = {alone.value}" if alone else ""
                printed = alone or next(one for _, held in read for one in held)
                yield (
                    f"${' '.join(formula.split())}$ does not hold for the model{computed}; correct the text or the model, "
                    f"or print what is computed with {{{{{printed.written}}}}}"
                )
                break


class _Names:
    """The names that a formula may use, by how they are written."""

    def __init__(self, plugin: Plugin) -> None:
        self.of: dict[str, _Name] = {}
        self.rates: dict[tuple[str, int], Callable[[], _Name]] = {}  # worked out where the text has one
        self.swept: set[str] = set()
        self._axes: set[str] = set()
        for symbol in plugin.symbols.values():
            self.of[_key(symbol_tex(symbol))] = _Name(symbol, False)
            if isinstance(symbol, Axis | Index):
                self._axes.add(_key(symbol_tex(symbol)))
        for name, expression in plugin.expressions.items():
            key = _key(plugin.visualisation.tex.get(name) or latex_name(name))
            self.of[key] = _Name(expression, True, name, name)
            self._derivatives(key, name, expression)
        for name, source in plugin.sources.items():
            self._source(name, source)

    def _derivatives(self, key: str, name: str, expression: sympy.Expr) -> None:
        axes = [symbol for symbol in expression.free_symbols if isinstance(symbol, Axis)]
        if axes:
            self.swept.add(key)
        if len(axes) == 1:
            for order in (1, 2):
                self.rates[key, order] = partial(_derivative, name, expression, axes[0], order)

    def _source(self, name: str, source: Recurrence) -> None:
        rules = dict(zip(source.states, source.rules, strict=True))
        for state, rule_ in rules.items():
            key = _key(symbol_tex(state))
            self.swept.add(key)
            # Where an axis or an expression has the state's name too, it is the same quantity in the words of the text.
            self.of[key] = _Name(state, False)
            if isinstance(source, Lattice):
                continue  # derivatives in space have no number that a formula could be tried with
            if isinstance(source, Iterates):
                over = _key(symbol_tex(source.over))
                self.of[f"{key}_{over}"] = _Name(state, False)
                self.of[f"{key}_{over}+1"] = _Name(rule_, True, name, f"the next {state}")
            else:
                self.rates[key, 1] = partial(_rate, name, source, state, rules, 1)
                self.rates[key, 2] = partial(_rate, name, source, state, rules, 2)

    def lone(self, side: str) -> _Name | None:
        """What a side that is one name stands for, or one rate; None for anything else."""
        try:
            flat, found = self._flat(side)
        except _UnreadableError:
            return None
        return found[int(place[1])] if (place := _PLACE.fullmatch(flat.strip())) else None

    def read(self, side: str) -> tuple[sympy.Expr, list[_Name]]:
        """One side as an expression of the model's symbols, and what it holds that is computed."""
        flat, found = self._flat(side)
        try:
            made = latex2sympy(flat)
        except Exception as error:  # the parser raises whatever its grammar and SymPy raise
            raise _UnreadableError(side) from error
        if not isinstance(made, sympy.Expr):
            raise _UnreadableError(side)
        values = {}
        for symbol in made.free_symbols:
            number = re.fullmatch(r"z_\{?(\d+)\}?", symbol.name)
            if number is None or int(number[1]) not in found:
                raise _UnreadableError(side)
            values[symbol] = found[int(number[1])].value
        return made.subs(values, simultaneous=True), [one for one in found.values() if one.computed]

    def _flat(self, side: str) -> tuple[str, dict[int, _Name]]:
        """The side with z_{10}, z_{11} ... in the place of names and rates, and what these are."""
        found: dict[int, _Name] = {}

        def put(name: _Name | None, written: str) -> str:
            if name is None:
                raise _UnreadableError(written)
            found[len(found) + 10] = name
            return f" z_{{{len(found) + 9}}} "

        def rate(written: str, name: str, order: int) -> str:
            known = self.rates.get((_key(name), order))
            return put(known and known(), written)

        side = re.sub(r"\\frac(\d)(\d)", r"\\frac{\1}{\2}", side)
        side = _RATE.sub(lambda m: rate(m[0], m[2], 2 if m[1] else 1), side)
        side = _DOT.sub(lambda m: rate(m[0], m[2] or m[3], len(m[1]) - 2), side)
        side = _PRIME.sub(lambda m: rate(m[0], m[1], len(m[2] or "'")), side)
        pieces, at = [], 0
        for match in _NAME.finditer(side):
            word = match[0]
            if word.startswith("z_{") and word[3:-1].isdigit() and int(word[3:-1]) in found:
                continue
            known = self.of.get(_key(word))
            if known is None and (word.lstrip("\\") in _COMMANDS or word in ("e", r"\mathrm{e}")):
                pieces += [side[at : match.start()], "e" if "mathrm" in word else word]
                at = match.end()
                continue
            pieces += [side[at : match.start()], put(known, word)]
            at = match.end()
            if _key(word) in self.swept and (called := re.match(r"\s*\(([^()]*)\)", side[at:])):
                if _key(called[1].strip()) not in self._axes:
                    raise _UnreadableError(side)  # x(0) is a value, and no product
                at += called.end()
        return "".join([*pieces, side[at:]]), found


def _derivative(name: str, expression: sympy.Expr, axis: Axis, order: int) -> _Name:
    return _Name(expression.diff(axis, order), True, name, f"the derivative of order {order} of {name}")


def _rate(name: str, source: Recurrence, state: sympy.Symbol, rules: Mapping[sympy.Symbol, sympy.Expr], order: int) -> _Name:
    """The rate of a state along its axis, or the derivative of that."""
    rule_, rate = rules[state], f"d{state}/d{source.over.name}"
    if order == 1:
        return _Name(rule_, True, name, rate)
    second = rule_.diff(source.over) + sum(rule_.diff(other) * each for other, each in rules.items())
    return _Name(second, True, name, f"the derivative of {rate}")


def _key(tex: str) -> str:
    """How a name is known however it is written: \\omega_0, \\omega_{0}; \\text{half life}; \\varepsilon and \\epsilon."""
    flat = re.sub(r"\\(?:text|mathrm|mathit|operatorname|rm)\b|[{}\s]", "", tex)
    return flat.replace(r"\var", "\\")


def _agree(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Whether two sides are equal wherever different numbers are put in; also where they have no finite value there."""
    symbols = sorted(left.free_symbols | right.free_symbols, key=str)
    for trial in range(TRIALS):
        numbers = _numbers(symbols, random.Random(trial))
        terms = [*sympy.Add.make_args(left), *sympy.Add.make_args(-right)]
        try:
            values = [sympy.N(term.xreplace(numbers), 20) for term in terms]
        except Exception:  # some functions of SymPy refuse single numbers in ways of their own
            continue
        if not all(value.is_number and value.is_finite for value in values):
            continue
        if abs(sum(values)) > 1e-9 * max(abs(value) for value in values):
            return False
    return True


def _numbers(symbols: list[sympy.Symbol], chosen: random.Random) -> Mapping[Any, Any]:
    """A number for each symbol: within the range of a control; one for all that are written alike."""
    alike: dict[str, Any] = {}
    for symbol in symbols:
        base = symbol.source.states[symbol.state] if isinstance(symbol, Sourced) and symbol.at is None else symbol
        key = _key(symbol_tex(base))
        if isinstance(symbol, Constant):
            alike[key] = symbol.value
        elif isinstance(symbol, Control):
            numbers = symbol.sampled(9)
            alike[key] = chosen.choice(numbers[1:-1] or numbers)
        elif key not in alike:
            alike[key] = chosen.randint(1, 9) if isinstance(symbol, ModelSymbol) and symbol.is_integer else chosen.uniform(0.2, 1.8)
    made = {}
    for symbol in symbols:
        base = symbol.source.states[symbol.state] if isinstance(symbol, Sourced) and symbol.at is None else symbol
        number = alike[_key(symbol_tex(base))]
        made[symbol] = sympy.Integer(int(number)) if float(number).is_integer() else sympy.Float(number, 30)
    return made
