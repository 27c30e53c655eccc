"""A finding: something that is wrong, where it stands, and what to do next. Every room reports in this one form."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]
UNREADABLE = "unreadable"
"""The rule of a finding that the system is the cause of (too many open files, no permission): another look may find it gone."""


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
