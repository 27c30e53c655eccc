"""A finding: something that is wrong, its place, and what to do next. Every room reports in this one form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["error", "warning"]
UNREADABLE = "unreadable"
"""The rule of a finding that the system is the cause of (too many open files, no permission): another look may find it gone."""
LONGEST_NAME = 80  # characters: comparing two words costs the product of their lengths, and no name that people give is longer
# Characters of a finding's message that are shown; of a longer one the middle is left out.
LONGEST = 1200
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # Persian, Hindi and emoji are written with them


# What git leaves in a file that two people changed. ======= alone is also a heading's underline in Markdown.
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?=[ \r\n]|\Z)", re.M)
# Characters that turn the direction of what follows: what people see differs from what a program reads.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def unsound(text: str) -> tuple[int, int, str] | None:
    """What no file of a gallery may hold, whatever its format: a merge conflict, or characters that turn the direction of writing.

    Returns:
        Line and column (from 1) of the first, and the message; None for a sound text.
    """
    if found := _CONFLICT.search(text):
        message = (
            f"a merge conflict that git could not solve begins here ({found[0]}); keep one of the two versions, delete the lines that "
            "begin with <<<<<<<, =======, ||||||| or >>>>>>>, and run the command again"
        )
    elif found := _TURNING.search(text):
        message = (
            f"a character here (U+{ord(found[0]):04X}, {unicodedata.name(found[0]).lower()}) changes the direction of the text after it, "
            "so that what people see is not what the file says; delete it"
        )
    else:
        return None
    before = re.sub("\r\n?", "\n", text[: found.start()])
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1, message


def printable(text: str, most: int = LONGEST) -> str:
    """Text that a plugin or a file gave, as it may be printed: one line of at most `most` characters, in which every control, escape,
    direction and private-use character is written out as Python's `repr` writes it.

    Without this, a name with a line end or an escape sequence could imitate lines of `check`, or clear the terminal. Of a text that is too
    long the beginning and the end are kept, because a message ends with what to do.
    """
    if len(text) > most:
        head = most * 2 // 3
        text = f"{text[:head]} ... {text[len(text) - (most - head - 5) :]}"
    if text.isprintable():
        return text
    return "".join(_written_out(character) for character in text)


def _written_out(character: str) -> str:
    hidden = unicodedata.category(character) in _HIDDEN and character not in _JOINERS
    never_a_character = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return repr(character)[1:-1] if hidden or never_a_character else character


@dataclass(frozen=True, order=True)
class Finding:
    """One finding. `file` is relative to the gallery's root; `line` and `column` count from 1, and 0 means the whole file.

    `message` says what is wrong and ends with what to do; `id` is the visualisation that it belongs to, or "". `file` and `message`
    may quote what a plugin or a file holds: both are kept as `printable` gives them, so that every page and terminal can show them.
    """

    file: str
    line: int
    column: int
    message: str
    rule: str = ""
    severity: Severity = "error"
    id: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "file", printable(self.file))
        object.__setattr__(self, "message", printable(self.message))

    @property
    def place(self) -> str:
        """file:line:column, as far as they are known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.severity == "error" else f"{self.place}: warning: {self.message}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def closest(word: str, known: Iterable[str], most: int = 1, cutoff: float = 0.6) -> list[str]:
    """For "did you mean": at most `most` of the known words, the most similar first. Words longer than LONGEST_NAME are left out."""
    if len(word) > LONGEST_NAME:
        return []
    return get_close_matches(word, [one for one in known if len(one) <= LONGEST_NAME], most, cutoff)
