"""Expressions as a person would write them, in LaTeX."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter, greek_letters_set, tex_greek_dictionary

from covis.authoring.chance.draws import Draw
from covis.authoring.dynamics import Sourced
from covis.authoring.symbols import ModelSymbol, Sweep


class Named(sympy.Symbol):
    """Stands for a named expression, or a derivative of one, while an equation is printed."""

    tex: str

    def __new__(cls, tex: str) -> Named:
        self = sympy.Symbol.__xnew__(cls, tex, real=True)
        self.tex = tex
        return self


class _Printer(LatexPrinter):
    """SymPy's printer, with parameters before variables, no leading minus where a sum has a positive term, and sin ωt bare."""

    def _print_Symbol(self, expr: sympy.Symbol, style: str = "plain") -> str:
        return _SET.sub("", expr.name) if isinstance(expr, _Ordered) else getattr(expr, "tex", latex_name(expr.name))

    def _print_Add(self, expr: sympy.Add, order: Any = None) -> str:
        terms = self._as_ordered_terms(expr, order=order)
        terms.sort(key=lambda term: term.could_extract_minus_sign())
        text = self._print(terms[0])
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

    def _print_Draw(self, expr: Draw, exp: str | None = None) -> str:
        """The name with its place as an index."""
        letter, _, index = latex_name(expr.name).partition("_{")
        place = ", ".join([*([index[:-1]] if index else []), *map(self._print, expr.place)])
        return f"{letter}_{{{place}}}" + (f"^{{{exp}}}" if exp else "")

    def _bracketed(self, term: sympy.Expr, text: str) -> str:
        return rf"\left({text}\right)" if term.is_Add else text


class _Ordered(sympy.Symbol):
    """A symbol whose name sorts parameters before named parts before the axes that they are swept along."""


_SET = re.compile(r"^\d;")


_AS_TEXT = str.maketrans({**{one: f"\\{one}" for one in "_&%$#{}"}, "\\": " ", "^": " ", "~": " "})


def latex(expression: sympy.Basic) -> str:
    """LaTeX of an expression, with `ln` for the natural logarithm."""

    def rank(symbol: sympy.Symbol) -> int:
        return 2 if isinstance(symbol, Sweep) else 0 if isinstance(symbol, ModelSymbol) else 1

    symbols = expression.atoms(sympy.Symbol)
    # Same assumptions, another name: nothing is simplified anew, only the order of printing changes.
    order = {s: sympy.Symbol.__xnew__(_Ordered, f"{rank(s)};{_tex(s)}", **s._assumptions_orig) for s in symbols}
    printer = _Printer({"ln_notation": True, "fold_func_brackets": True})
    try:
        return str(printer.doprint(expression.xreplace(order)))
    except Exception:  # some functions of SymPy evaluate anew, and refuse the symbols that only order the print
        with contextlib.suppress(Exception):
            return str(printer.doprint(expression))
        # SymPy's printer fails for a few of its own functions, such as lerchphi: its plain text is always there.
        return rf"\text{{{str(expression).translate(_AS_TEXT)}}}"


def _tex(symbol: sympy.Symbol) -> str:
    """A symbol as it is printed: a state of an ensemble with its member as an index."""
    tex = str(getattr(symbol, "tex", latex_name(symbol.name)))
    if not isinstance(symbol, Sourced) or symbol.member is None:
        return tex
    letter, _, index = tex.partition("_{")
    return f"{letter}_{{{', '.join([*([index[:-1]] if index else []), latex(symbol.member)])}}}"


def latex_name(name: str) -> str:
    """omega_0 as a Greek letter with an index, one letter in italics, a word upright."""
    base, _, index = name.partition("_")
    stem = base.rstrip("0123456789")
    if len(stem) > 1 and not _is_greek(stem):
        return rf"\text{{{name.replace('_', ' ')}}}"
    index = index or base[len(stem) :]
    letter = tex_greek_dictionary.get(stem, rf"\{stem}") if _is_greek(stem) else stem
    return f"{letter}_{{{_index(index)}}}" if index else letter


def _index(index: str) -> str:
    if len(index) == 1 or index.isdigit():
        return index
    return latex_name(index) if _is_greek(index) else rf"\text{{{index.replace('_', ' ')}}}"


def _is_greek(word: str) -> bool:
    return word.lower() in greek_letters_set or word in tex_greek_dictionary
