"""Sanitised HTML of a document, taken apart in one pass."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Callable
from xml.etree import ElementTree

_BETWEEN = {"msup": "^", "msub": "_", "msubsup": "_^", "mfrac": "/"}
_ALTTEXT = re.compile(r'\balttext="([^"]*)"')


def replaced(html: str, tag: str, made: Callable[[str], str]) -> str:
    """The HTML with what `made` makes of every `<tag ...>...</tag>`, markup included. An end without a beginning stays, and the reverse.

    Elements of this kind stand in no other of their kind, and no other tag begins with the letters of this one.
    """
    end = f"</{tag}>"
    *closed, rest = html.split(end)
    done = []
    for piece in closed:
        before, begin, inside = piece.partition(f"<{tag}")
        done.append(before + (made(begin + inside + end) if begin else end))
    return "".join(done) + rest


def formula_text(mathml: str) -> str:
    """The text of one `<math>` element: its alternative text, which the compiler writes. An older document has none: its characters."""
    if written := _ALTTEXT.search(mathml):
        return markup.unescape(written[1])
    try:
        return _characters(ElementTree.fromstring(mathml.replace("&nbsp;", " ")))
    except ElementTree.ParseError:
        return markup.unescape(re.sub(r"<[^<>]*>", "", mathml))


def _characters(element: ElementTree.Element) -> str:
    """The characters of MathML, with marks for what is above, below or over a line."""
    parts = [_characters(child) for child in element]
    marks = _BETWEEN.get(element.tag.rpartition("}")[2], "")
    if marks and len(parts) == len(marks) + 1:
        parts = [part if len(part) == 1 else f"({part})" for part in parts]
        return parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
    return " ".join((element.text or "").split()) + "".join(parts)


def without_formulas(html: str) -> str:
    """HTML with the text of every formula in its place."""
    return replaced(html, "math", lambda mathml: markup.escape(formula_text(mathml), quote=False))
