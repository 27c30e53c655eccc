"""Adding a partner to an entry of registry.yaml: one name in the text, and not another character changed."""

from __future__ import annotations

from typing import Literal

from covis.registry.nodes import Node
from covis.registry.parser import read

Role = Literal["coder", "fact_checker"]


class ByHandError(ValueError):
    """The text is written in a form that is not edited here. The message says which line a person adds."""


def with_partner(text: str, id: str, role: Role, person: str) -> str:
    """The text of registry.yaml with `person` among the coders or the fact-checkers of the entry `id`.

    The result is read again and compared: it has to hold what it held before, and this one name more. Raises ByHandError otherwise.
    """
    root, problems = read(text)
    key = f"{role}s"
    by_hand = ByHandError(f"Add {person} to {key} of {id} in registry.yaml by hand: its text is written in a form that is not edited here.")
    before = root.data() if root is not None else None
    entry = root.entries.get("visualisations", Node("scalar", 1, 1)).entries.get(id) if root is not None else None
    if problems or entry is None or entry.kind != "mapping" or not entry.keys or not isinstance(before, dict):
        raise by_hand
    names = before["visualisations"][id].get(key) or []
    if person in names:
        return text
    before["visualisations"][id][key] = [*names, person]
    lines = text.splitlines(keepends=True)
    try:
        changed = _added(lines, entry, key, person)
    except (IndexError, ValueError):
        raise by_hand from None
    again, faults = read(changed)
    if faults or again is None or again.data() != before:
        raise by_hand
    return changed


def _added(lines: list[str], entry: Node, key: str, person: str) -> str:
    """The text with the name: in a list in brackets, under a list of dashes, after a key without a value, or in a line of its own."""
    node = entry.entries.get(key)
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if node is None:
        line, column = min(entry.keys.values())
        lines.insert(line - 1, f"{lines[line - 1][: column - 1]}{key}: [{person}]{end}")
    elif node.kind == "scalar":
        line, column = entry.keys[key]
        row = lines[line - 1]
        colon = row.index(":", column - 1 + len(key)) + 1
        lines[line - 1] = f"{row[:colon]} [{person}]{row[colon:]}"
    elif lines[node.line - 1][node.column - 1] == "[":
        start = sum(map(len, lines[: node.line - 1])) + node.column
        text = "".join(lines)
        close = text.index("]", start)
        inside = text[start:close].rstrip().removesuffix(",")
        return f"{text[:start]}{inside}{', ' if inside.strip() else ''}{person}{text[close:]}"
    else:
        last = node.items[-1]
        row = lines[last.line - 1]
        if not row.endswith("\n"):
            lines[last.line - 1] = row + end
        lines.insert(last.line, f"{row[: last.column - 1]}{person}{end}")
    return "".join(lines)
