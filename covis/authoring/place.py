"""Where in the plugin a thing was written, so that a message can name the line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

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
