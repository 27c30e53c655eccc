"""Sanitised HTML of a document, taken apart in one pass."""

from __future__ import annotations

from collections.abc import Callable


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
