"""LaTeX as a line of plain text: the alternative text of a formula, for screen readers and for terminals."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latex2text import get_default_latex_context_db as text_rules
from pylatexenc.latexwalker import get_default_latex_context_db as macros
from pylatexenc.macrospec import std_macro

FUNCTIONS = "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan exp log ln lim max min sup inf det arg deg mod".split()
_FACTOR = re.compile(r"\d+(?:\.\d+)?|[^\W\d](?:[_^][^\W_]+)*|\([^()]*\)")  # what needs no brackets


def formula_text(tex: str) -> str:
    """A formula as a line of text: `x_0 e^(-γ t)`, `(a + b)/(2γ)`, `√(ω_0^2 - γ^2)`.

    Args:
        tex: LaTeX that `mathml` can set.

    Returns:
        The text; the LaTeX itself where pylatexenc cannot read it.
    """
    # An index or exponent in braces becomes a macro with an argument, so that its brackets are known.
    given = " ".join(tex.split()).replace("^{", r"\covisup{").replace("_{", r"\covisdown{")
    try:
        text = _converter()(rf"${given}$")
    except Exception:  # of a library that promises none
        return " ".join(tex.split())
    text = text.replace("\n", "; ").replace("^∘", "°")  # rows of cases are lines
    text = re.sub(r" ?([=<>≤≥≈≠≡∝→]) ?", r" \1 ", text)
    return re.sub(r"(?<=[(\[]) | (?=[)\],;.^_])", "", " ".join(text.split()))


@cache
def _converter() -> Callable[[str], str]:
    """From LaTeX to text: pylatexenc's own rules, and ours for what it writes without brackets."""
    rules, known = text_rules(), macros()
    known.add_context_category("covis", macros=[std_macro("covisup", False, 1), std_macro("covisdown", False, 1)], prepend=True)
    fractions = [MacroTextSpec(name, simplify_repl=_fraction) for name in ("frac", "dfrac", "tfrac")]
    ours = [
        *fractions,
        MacroTextSpec("sqrt", simplify_repl=_root),
        MacroTextSpec("covisup", simplify_repl=lambda node, l2tobj: f"^{_bracketed(_argument(node, l2tobj, 0))} "),
        MacroTextSpec("covisdown", simplify_repl=_index),
        *(MacroTextSpec(name, simplify_repl=f" {name} ") for name in FUNCTIONS),
    ]
    rules.add_context_category("covis", macros=ours, prepend=True)
    reader = LatexNodes2Text(latex_context=rules, math_mode="text", strict_latex_spaces=False)
    return lambda latex: str(reader.latex_to_text(latex, latex_context=known))


def _argument(node: Any, converter: Any, k: int) -> str:
    return str(converter.node_arg_to_text(node, k)).strip()


def _fraction(node: Any, l2tobj: Any) -> str:
    return f"{_bracketed(_argument(node, l2tobj, 0))}/{_bracketed(_argument(node, l2tobj, 1))} "


def _root(node: Any, l2tobj: Any) -> str:
    index = _argument(node, l2tobj, 0)
    sign = {"": "√", "3": "∛", "4": "∜"}.get(index, f"root {index} of ")
    return f"{sign}({_argument(node, l2tobj, 1)})"


def _index(node: Any, l2tobj: Any) -> str:
    text = _argument(node, l2tobj, 0)
    return f"_{text}" if re.fullmatch(r"\w+", text) else f"_({text})"


def _bracketed(text: str) -> str:
    return text if _FACTOR.fullmatch(text) else f"({text})"
