"""Sanitised HTML of a document, taken apart in one pass."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Callable

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
    """The text of one `<math>` element: its alternative text, which the compiler writes; of an older document its characters."""
    written = _ALTTEXT.search(mathml)
    return markup.unescape(written[1] if written else re.sub(r"<[^<>]*>", "", mathml))


def without_formulas(html: str) -> str:
    """HTML with the text of every formula in its place."""
    return replaced(html, "math", lambda mathml: markup.escape(formula_text(mathml), quote=False))
