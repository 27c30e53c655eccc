"""Expressions as a person would write them, in LaTeX."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.printing.latex import LatexPrinter, greek_letters_set, tex_greek_dictionary

from covis.authoring.chance.draws import Draw
from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Iterates, Sourced
from covis.authoring.grid.cells import Cells
from covis.authoring.grid.derivatives import Partial
from covis.authoring.grid.lattice import Gridded, Lattice
from covis.authoring.numerical.nth import Nth
from covis.authoring.sources.members import Other
from covis.authoring.symbols import ModelSymbol, Sweep


class Named(sympy.Symbol):
    """Stands for a named expression, or a derivative of one, while an equation is printed."""

    tex: str

    def __new__(cls, tex: str) -> Named:
        self = sympy.Symbol.__xnew__(cls, tex, real=True)
        self.tex = tex
        return self


class Runs(dict[Any, str]):
    """What tells the states of several runs of one system apart: the LaTeX of an index, by the content of the source.

    Beside it, what has been printed with these indices: the same places stand in many expressions.
    """

    def __init__(self, indices: Mapping[Any, str] | None = None) -> None:
        super().__init__(indices or {})
        self.expressions: dict[sympy.Basic, str] = {}
        self.symbols: dict[sympy.Basic, str] = {}


class _Printer(LatexPrinter):
    """SymPy's printer, with parameters before variables, no leading minus where a sum has a positive term, and sin ωt bare."""

    def _print_Symbol(self, expr: sympy.Symbol, style: str = "plain") -> str:
        return symbol_tex(expr)

    def _print_Rational(self, expr: sympy.Rational) -> str:
        # 3164/625 was a decimal number, 5.0624, and reads better as one; 1/2, 2/5 and 3/8 stay.
        if expr.q > 20 and expr.q % 5 == 0 and expr.q == 2 ** _power(expr.q, 2) * 5 ** _power(expr.q, 5):
            digits = max(_power(expr.q, 2), _power(expr.q, 5))
            sign, units = "-" if expr.p < 0 else "", abs(expr.p) * 10**digits // expr.q
            if digits <= LONGEST_DECIMAL:
                return sign + _decimal(units, digits)
            if units < 1000:
                factor = "" if units == 1 else rf"{units} \cdot "
                return f"{sign}{factor}10^{{-{digits}}}"
        return str(super()._print_Rational(expr))

    def _print_Add(self, expr: sympy.Add, order: Any = None) -> str:
        terms = self._as_ordered_terms(expr, order=order)
        terms.sort(key=lambda term: term.could_extract_minus_sign())
        text = self._bracketed(terms[0], self._print(terms[0]))
        for term in terms[1:]:
            negative = term.could_extract_minus_sign()
            part = self._print(-term if negative else term)
            text += f" - {self._bracketed(-term, part)}" if negative else f" + {self._bracketed(term, part)}"
        return text

    def _print_Mul(self, expr: sympy.Mul) -> str:
        # Words that are multiplied stay apart: nm y, and not nmy.
        words = any(
            self._print(factor).startswith(r"\text") for factor in expr.args if (factor.base if factor.is_Pow else factor).is_Symbol
        )
        outer = self._settings["mul_symbol_latex"]
        self._settings["mul_symbol_latex"] = r" \, " if words else " "
        try:
            return str(super()._print_Mul(expr))
        finally:
            self._settings["mul_symbol_latex"] = outer

    def _print_Relational(self, expr: Relational) -> str:
        """A choice is compared with its options, which have words: curve = parabola, and not curve = 1."""
        sign = {"==": "=", "!=": r"\ne"}.get(expr.rel_op)
        word = option_tex(expr.lhs, expr.rhs) if sign else ""
        return f"{self._print(expr.lhs)} {sign} {word}" if word else str(super()._print_Relational(expr))

    def _print_Heaviside(self, expr: sympy.Heaviside, exp: str | None = None) -> str:
        """H(x), for theta is an angle; where it is 1 at 0, the condition in brackets, which is 1 where it holds and else 0."""
        place, at_zero = self._print(expr.args[0]), expr.args[1]
        tex = rf"\left[{place} \ge 0\right]" if at_zero == 1 else rf"\mathrm{{H}}\left({place}\right)"
        return tex + (f"^{{{exp}}}" if exp else "")

    def _print_ITE(self, expr: sympy.ITE) -> str:
        """SymPy's "if, then, else" of conditions, in the signs of logic."""
        condition, then, otherwise = expr.args
        either = sympy.And(condition, then, evaluate=False), sympy.And(sympy.Not(condition), otherwise, evaluate=False)
        return str(self._print(sympy.Or(*either, evaluate=False)))

    def _print_erfinv(self, expr: sympy.erfinv, exp: str | None = None) -> str:
        text = rf"\operatorname{{erf}}^{{-1}}\left({self._print(expr.args[0])}\right)"
        return rf"\left({text}\right)^{{{exp}}}" if exp else text

    def _print_polygamma(self, expr: sympy.polygamma, exp: str | None = None) -> str:
        order, at = map(self._print, expr.args)
        return rf"\psi_{{{order}}}" + (f"^{{{exp}}}" if exp else "") + rf"\left({at}\right)"

    def _print_Other(self, expr: Other, exp: str | None = None) -> str:
        """The state of another member, with its number as an index."""
        return indexed(self._print(expr.args[0]), self._print(expr.args[1])) + (f"^{{{exp}}}" if exp else "")

    def _print_Draw(self, expr: Draw, exp: str | None = None) -> str:
        """The name with its place as an index."""
        letter, _, index = latex_name(expr.name).partition("_{")
        place = ", ".join([*([index[:-1]] if index else []), *map(self._print, expr.place)])
        return f"{letter}_{{{place}}}" + (f"^{{{exp}}}" if exp else "")

    def _print_Nth(self, expr: Nth, exp: str | None = None) -> str:
        """The axis with the number of the point as an index: that of the first point with another number."""
        k, _, *values = expr.args
        if values[0].is_Symbol:
            text = f"{self._print(values[0]).removesuffix('1}')}{self._print(k)}}}"
        else:  # numbers have been put in
            text = rf"\left({', '.join(map(self._print, values))}\right)_{{{self._print(k)}}}"
        return text + (f"^{{{exp}}}" if exp else "")

    def _bracketed(self, term: sympy.Expr, text: str) -> str:
        # The brace of cases has no other end: what stands before or after it would seem to belong to the last case.
        return rf"\left({text}\right)" if term.is_Add or isinstance(term, sympy.Piecewise) else text


class _Ordered(sympy.Symbol):
    """A symbol whose name sorts parameters before named parts before the axes that they are swept along."""

    tex: str
    options: Mapping[str, float]


# A fraction that is a decimal number of more digits than this stays a fraction.
LONGEST_DECIMAL = 8
_AS_TEXT = str.maketrans({**{one: f"\\{one}" for one in "_&%$#{}"}, "\\": " ", "^": " ", "~": " "})


def latex(expression: sympy.Basic, runs: Runs | None = None) -> str:
    """LaTeX of an expression, with `ln` for the natural logarithm. Different symbols are never printed alike.

    Args:
        expression: what is printed.
        runs: what tells the states of several runs of one system apart.
    """
    if runs is None:
        return _latex(expression, Runs())
    if expression not in runs.expressions:
        runs.expressions[expression] = _latex(expression, runs)
    return runs.expressions[expression]


def _latex(expression: sympy.Basic, runs: Runs) -> str:

    def rank(symbol: sympy.Symbol) -> int:
        return 2 if isinstance(symbol, Sweep) else 0 if isinstance(symbol, ModelSymbol) else 1

    printed = _told_apart(expression.atoms(sympy.Symbol), runs)
    # Same assumptions, another name: nothing is simplified again, only the order of printing changes. The number keeps symbols apart.
    order = {}
    for k, (symbol, tex) in enumerate(printed.items()):
        order[symbol] = sympy.Symbol.__xnew__(_Ordered, f"{rank(symbol)};{tex};{k}", **symbol._assumptions_orig)
        order[symbol].tex, order[symbol].options = tex, getattr(symbol, "options", {})
    printer = _Printer({"ln_notation": True, "fold_func_brackets": True})
    try:
        return str(printer.doprint(expression.xreplace(order)))
    except Exception:  # some functions of SymPy are evaluated again, and refuse the symbols that only order the print
        with contextlib.suppress(Exception):
            return str(printer.doprint(expression))
        # SymPy's printer fails for a few of its own functions, such as lerchphi: its plain text is always there.
        return rf"\text{{{str(expression).translate(_AS_TEXT)}}}"


def option_tex(symbol: sympy.Basic, number: sympy.Basic) -> str:
    """The words of a choice's option that has the number; "" where there is none, or the symbol is no choice."""
    options: Mapping[str, float] = getattr(symbol, "options", {})
    word = next((name for name, value in options.items() if number.is_number and float(number) == value), "")
    return rf"\text{{{word.translate(_AS_TEXT)}}}" if word else ""


def _told_apart(symbols: set[sympy.Symbol], runs: Runs) -> dict[sympy.Symbol, str]:
    """The LaTeX of each symbol, in a fixed order; two that would be printed alike get what tells them apart."""
    often = Counter(symbol.name for symbol in symbols)
    ordered = sorted(symbols, key=lambda symbol: (symbol.name, repr(symbol._hashable_content()) if often[symbol.name] > 1 else ""))
    printed = {symbol: symbol_tex(symbol, runs) for symbol in ordered}
    for _ in range(2):
        often = Counter(printed.values())
        alike = [symbol for symbol in ordered if often[printed[symbol]] > 1 and not isinstance(symbol, Named)]
        for k, symbol in enumerate(alike, 1):
            if isinstance(symbol, Sourced):
                run = runs.get(symbol.source.content, rf"\text{{run {k}}}")
                printed[symbol] = symbol_tex(symbol, Runs({**runs, symbol.source.content: run}))
            elif isinstance(symbol, Control) and symbol.numbered and symbol.whole:
                printed[symbol] = indexed(symbol_tex(symbol.numbered[0]), rf"{latex_name(symbol.whole.name)},{symbol.numbered[1]}")
            elif isinstance(symbol, ModelSymbol):
                printed[symbol] = rf"\text{{{symbol.name.translate(_AS_TEXT)}}}"  # omega0 beside omega_0
    return printed


def symbol_tex(symbol: sympy.Symbol | Nth, runs: Runs | None = None) -> str:
    """The LaTeX of a symbol: its own where it has one, else that of its name; a state of a source with its run and its place."""
    runs = Runs() if runs is None else runs
    if symbol not in runs.symbols:
        runs.symbols[symbol] = _symbol_tex(symbol, runs)
    return runs.symbols[symbol]


def _symbol_tex(symbol: sympy.Symbol | Nth, runs: Runs) -> str:
    if isinstance(symbol, Nth):
        return latex(symbol)
    if isinstance(symbol, Control) and symbol.numbered:
        return indexed(symbol_tex(symbol.numbered[0]), str(symbol.numbered[1]))
    if not isinstance(symbol, Sourced):
        return str(getattr(symbol, "tex", "") or latex_name(symbol.name))
    base, run = symbol_tex(symbol.source.states[symbol.state]), runs.get(symbol.source.content, "")
    if isinstance(symbol, Gridded):
        return _gridded(symbol, indexed(base, run), runs)
    member = "" if symbol.member is None else latex(symbol.member, runs)
    if isinstance(symbol.source, Iterates):
        place = latex(symbol.source.over if symbol.at is None else symbol.at, runs)
        return indexed(base, ",".join(filter(None, (run, member, place))))
    base = indexed(base, ",".join(filter(None, (run, member))))
    return base if symbol.at is None else rf"{base}\left({latex(symbol.at, runs)}\right)"


def _gridded(symbol: Gridded, base: str, runs: Runs) -> str:
    """A state of a grid or its derivative, with the place and the time where it is read at others than everywhere."""
    whole = tuple(symbol.at) == symbol.source.axes
    places = ", ".join(latex(place, runs) for place in symbol.at)
    if isinstance(symbol.source, Cells):
        return indexed(base, places)
    if any(symbol.orders):
        axes = [axis for axis, times in zip(symbol.source.space, symbol.orders, strict=True) for _ in range(times)]
        base = latex(Partial(symbol.source.states[symbol.state], *axes), runs)
        base = base if whole else rf"\left({base}\right)"
    return base if whole else rf"{base}\left({places}\right)"


def grid_lines(source: Lattice, pieces: Callable[[sympy.Expr], list[str]]) -> list[list[str]]:
    """The rates or rules of a grid, its start, and what holds at the ends of its axes: a line each, in pieces."""
    over, first = symbol_tex(source.over), latex(source.over.bounds[0])
    places = ", ".join(map(symbol_tex, source.space))
    cells = isinstance(source, Cells)
    lines = []
    for state, rule in zip(source.states, source.rules, strict=True):
        tex = symbol_tex(state)
        left = indexed(tex, f"{places}, {over}+1") if cells else rf"\frac{{\partial {tex}}}{{\partial {over}}}"
        lines.append([f"{left} =", *pieces(rule)])
    for state, start in zip(source.states, source.start, strict=True):
        tex = symbol_tex(state)
        left = indexed(tex, f"{places}, {first}") if cells else rf"{tex}\left({places}, {first}\right)"
        lines.append([f"{left} =", *pieces(start)])
    for axis, ends in zip(source.space, source.edges, strict=True):
        words = [rf"{symbol_tex(axis)} = {latex(bound)}\text{{: {end}}}" for bound, end in zip(axis.bounds, ends, strict=True)]
        lines.append([rf"{symbol_tex(axis)}\text{{: periodic}}" if "periodic" in ends else r", \quad ".join(words)])
    return lines


def indexed(tex: str, index: str) -> str:
    """A symbol with one more index."""
    if not index:
        return tex
    stem, lower, rest = tex.partition("_{")
    return f"{stem}_{{{rest.removesuffix('}')},{index}}}" if lower and rest.endswith("}") else f"{tex}_{{{index}}}"


def _power(number: int, prime: int) -> int:
    """How often a prime divides a number."""
    return int(sympy.multiplicity(prime, number))


def _decimal(units: int, digits: int) -> str:
    """A whole number of units in the last decimal place, as a decimal number."""
    text = f"{units:0{digits + 1}d}"
    return f"{text[:-digits]}.{text[-digits:]}".rstrip("0").rstrip(".")


# LaTeX has two shapes of these; one is printed everywhere, the one that texts use.
_SHAPES = {"epsilon": r"\varepsilon", "phi": r"\varphi"}


def latex_name(name: str) -> str:
    """omega_0 as a Greek letter with an index, one letter in italics, a word upright."""
    base, _, index = name.partition("_")
    stem = base.rstrip("0123456789")
    if len(stem) > 1 and not _is_greek(stem):
        return rf"\text{{{name.replace('_', ' ')}}}"
    index = index or base[len(stem) :]
    letter = _SHAPES.get(stem) or (tex_greek_dictionary.get(stem, rf"\{stem}") if _is_greek(stem) else stem)
    return f"{letter}_{{{_index(index)}}}" if index else letter


def _index(index: str) -> str:
    if len(index) == 1 or index.isdigit():
        return index
    return latex_name(index) if _is_greek(index) else rf"\text{{{index.replace('_', ' ')}}}"


def _is_greek(word: str) -> bool:
    return word.lower() in greek_letters_set or word in tex_greek_dictionary
