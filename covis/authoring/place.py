"""Where in the plugin a thing was written, so that a message can name the line; and what an author may give, checked in one way."""

from __future__ import annotations

import os
import reprlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

_ROOM = str(Path(__file__).resolve().parent)


class Place(NamedTuple):
    """A line of a source file; line 0 when it is not known."""

    file: str
    line: int


NOWHERE = Place("", 0)


def here() -> Place:
    """The nearest line on the call stack that is neither Covis's nor a library's: the author's own."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith((_ROOM + os.sep, "<")) and "site-packages" not in name:
            return Place(name, frame.f_lineno)
        frame = frame.f_back  # type: ignore[assignment]
    return NOWHERE


class AuthoringError(ValueError):
    """A plugin states something that cannot be. The message says what, and ends with what to do."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place or here()


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60


def shown(value: Any) -> str:
    """What an author gave, as a message names it: one line, shortened, whatever it is."""
    try:
        words = " ".join(_SHORT.repr(value).split())
    except Exception:  # a class of the plugin's own, or a number with more digits than Python prints
        words = "<"
    kind = type(value).__name__
    if not words.startswith("<"):
        return words
    return f"the class {value.__name__}" if isinstance(value, type) else f"{'an' if kind[0] in 'aeiouAEIOU' else 'a'} {kind}"


def text(owner: str, **values: Any) -> None:
    """Each is a text, else an AuthoringError that names it."""
    for key, value in values.items():
        if not isinstance(value, str):
            raise AuthoringError(f'{owner}: {key}={shown(value)} is not a text; write it in quotation marks, such as "m/s"')


def yes_or_no(owner: str, **values: Any) -> None:
    """Each is True or False, else an AuthoringError that names it."""
    for key, value in values.items():
        if not isinstance(value, bool):
            raise AuthoringError(f"{owner}: {key}={shown(value)}; it is True or False")


def mapping(owner: str, **values: Any) -> None:
    """Each is a mapping with texts as keys, else an AuthoringError that names it."""
    for key, value in values.items():
        if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
            raise AuthoringError(f'{owner}: {key}={shown(value)} is not a mapping; write one such as {key}={{"mode": "lines"}}')
