"""The tree of a YAML file: values that know their line and column, and what is wrong with the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Plain:
    """An unquoted scalar that YAML 1.1 takes for something other than text, and that no key here wants: `yes`, `010`, a date."""

    text: str
    kind: str


@dataclass(eq=False, slots=True)
class Node:
    """A value and its place (counted from 1).

    A scalar has a `value`, a list `items`, a mapping `entries` and the places of its `keys`. `size` and `height` count what is inside,
    aliases expanded; `open`: still being read; `faulty`: what is wrong with it has been reported.
    """

    kind: Literal["scalar", "list", "mapping"]
    line: int
    column: int
    value: Any = None
    text: str = ""
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    size: int = 1
    height: int = 1
    open: bool = False
    faulty: bool = False

    def data(self) -> Any:
        """The node as plain data. The recursion is bounded by MAX_HEIGHT."""
        if self.kind == "list":
            return [item.data() for item in self.items]
        if self.kind == "mapping":
            return {key: value.data() for key, value in self.entries.items()}
        return self.value

    def place(self, key: str | None = None) -> tuple[int, int]:
        """Line and column of a key of this mapping, or of the node itself."""
        return self.keys.get(key, (self.line, self.column)) if key is not None else (self.line, self.column)


@dataclass(frozen=True)
class Problem:
    """Something wrong in the text: where, in which value (the keys that lead to it), and what."""

    line: int
    column: int
    path: tuple[str, ...]
    message: str
