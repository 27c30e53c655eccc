"""Short texts that are no Markdown: labels, titles, names. `$E_k$` and Plotly's <sup> as far as the place can show them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from markdown_it import MarkdownIt

from covis.compiler.text.delimiters import PROBLEM, delimiters
from covis.compiler.text.formula_text import formula_html, formula_line, formula_text, lowered, raised
from covis.compiler.text.mathml import FormulaError, mathml

# What Plotly understands; see plotly.js, lib/svg_text_utils.
_TAG = re.compile(r"</?(?:b|i|u|s|em|strong|br|span|a|sup|sub)\b[^<>]*>", re.I)
_RAISED = re.compile(r"<sup>([^<>]*)</sup>", re.I)
_LOWERED = re.compile(r"<sub>([^<>]*)</sub>", re.I)


def spoken(text: str) -> str:
    """Plain words, for descriptions that are read aloud.

    Raises:
        FormulaError: as the others here do, for a formula that cannot be shown.
    """
    return _plain(_with(text, formula_text))


def line(text: str) -> str:
    """One line of text without markup, with raised and lowered characters where Unicode has them: for buttons, legends, readouts."""
    return _plain(_with(text, formula_line))


def title(text: str) -> str:
    """The HTML that Plotly sets in titles and labels."""
    return _with(text, formula_html)


def typeset(figure: Any, label: Callable[[str, Callable[[str], str]], str]) -> None:
    """The titles, labels and names of a Plotly figure, in place: `label(text, shown)` gives what `shown` makes of a text."""
    for key, value in list(figure.items() if isinstance(figure, dict) else enumerate(figure)):
        if isinstance(value, str) and key in ("text", "name"):
            figure[key] = label(value, title if key == "text" else line)
        elif key == "text" and isinstance(value, list | tuple):
            figure[key] = [label(one, title) if isinstance(one, str) else one for one in value]
        elif isinstance(value, dict | list) and key not in ("x", "y", "z", "u", "v"):
            typeset(value, label)


def _plain(text: str) -> str:
    text = _LOWERED.sub(lambda found: lowered(found[1]), _RAISED.sub(lambda found: raised(found[1]), text))
    return unescape(_TAG.sub(lambda found: " " if found[0].lower().startswith("<br") else "", text))


def _with(text: str, formula: Callable[[Element], str]) -> str:
    """The text with its formulas put in."""
    if not re.search(r"[$\\]", text):
        return text
    out = []
    for token in _parser().parseInline(text)[0].children or ():
        if token.type == PROBLEM:
            raise FormulaError(token.meta["message"], 0)
        if not token.type.startswith("math"):
            out.append(token.content)
            continue
        if r"\\" in token.content and r"\begin" not in token.content:
            raise FormulaError(r'a label has one line, and \\ begins a new one; in a raw string, r"...", a command has one backslash', 0)
        out.append(formula(fromstring(mathml(token.content))))
    return "".join(out)


@cache
def _parser() -> MarkdownIt:
    """The rule of text.md for where a formula is, and none of Markdown's own but the backslash."""
    return MarkdownIt("zero").use(delimiters).enable("escape")
