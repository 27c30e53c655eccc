"""A finding: something that is wrong, where it stands, and what to do next. Every room reports in this one form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any, Literal

Severity = Literal["error", "warning"]
LONGEST_NAME = 80  # characters: comparing two words costs the product of their lengths, and no name that people give is longer


@dataclass(frozen=True, order=True)
class Finding:
    """One finding. `file` is relative to the gallery's root; `line` and `column` count from 1, and 0 means the whole file.

    `message` says what is wrong and ends with the way out; `id` is the visualisation that it belongs to, or "".
    """

    file: str
    line: int
    column: int
    message: str
    rule: str = ""
    severity: Severity = "error"
    id: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" if self.severity == "error" else f"{place}: warning: {self.message}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def closest(word: str, known: Iterable[str], most: int = 1, cutoff: float = 0.6) -> list[str]:
    """For "did you mean": at most `most` of the known words, the most similar first. Words longer than LONGEST_NAME are left out."""
    if len(word) > LONGEST_NAME:
        return []
    return get_close_matches(word, [one for one in known if len(one) <= LONGEST_NAME], most, cutoff)
