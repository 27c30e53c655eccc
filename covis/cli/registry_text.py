"""The text of registry.yaml with one entry more. Every other byte stays as people wrote it: comments, order, line endings."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import Any

import yaml

from covis.finding import Finding
from covis.registry.files import decoded
from covis.registry.loader import FILE
from covis.registry.nodes import Node
from covis.registry.parser import read

SECTION = "visualisations"


class CannotAppendError(Exception):
    """No entry can be added to this text without changing what is there; the message says what to change by hand."""


def entry_lines(id: str, title: str, subject: str, coder: str) -> list[str]:
    """A new entry, set in as below `visualisations:`, with a word on what each line is for."""
    fields = [
        (f"title: {scalar(title)}", "say what is learnt, not only the topic"),
        ('summary: ""', "one sentence for its card: what one changes, and what one then sees"),
        (f"subject: {scalar(subject)}", "from the general to the special: Physics / Mechanics"),
        ("keywords: []", ""),
        (f"coders: [{coder}]", "students"),
        ("fact_checkers: []", "staff; [] looks for a partner"),
        ("responsibilities: {code: coders, design: both, text: both, facts: fact_checkers}", ""),
        ("licence: CC-BY-4.0", "an id from spdx.org/licenses"),
    ]
    return [f"  {id}:", *(f"    {text:<45} # {comment}" if comment else f"    {text}" for text, comment in fields)]


def with_entry(data: bytes, id: str, lines: Sequence[str]) -> bytes:
    """registry.yaml's bytes with the entry at the end of its section. Raises CannotAppendError, and never guesses.

    The result has been read again: it holds what it held, and the entry.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = decoded(data, FILE)
    if isinstance(text, Finding):
        raise CannotAppendError(f"fix this first: {text}")
    top, problems = read(text)
    before = _data(top)
    if (top is None and problems) or not isinstance(before, dict):
        problem = f"{FILE}:{problems[0].line}:{problems[0].column}: {problems[0].message}" if problems else "it holds no `key: value` lines"
        raise CannotAppendError(f"fix this first: {problem}")
    section = top.entries.get(SECTION) if top is not None else None
    if section is not None and _rows(text)[section.line - 1][section.column - 1 : section.column] == "{":
        raise CannotAppendError(f"its `{SECTION}:` is written in braces; take them away and write one entry below the other, set in")
    made = _inserted(text, top, section, lines)
    again, found = read(made)
    if len(found) > len(problems) or _without(_data(again), id) != _without(before, None):
        raise CannotAppendError(f"its `{SECTION}:` is not written as plain lines, one entry below the other, up to the next section")
    return mark + made.encode()


def _inserted(text: str, top: Node | None, section: Node | None, lines: Sequence[str]) -> str:
    """The text with the lines at the end of the section: at the end of the file, or above the section that follows."""
    end = "\r\n" if "\r\n" in text else "\n"
    head, tail = text, ""
    if section is None:
        lines = [f"{SECTION}:", *lines]
    else:
        assert top is not None
        own = top.place(SECTION)[0]
        later = [line for line, _ in top.keys.values() if line > own]
        if later:
            head, tail = _cut(text, min(later))
        if section.keys:
            depth = min(column for _, column in section.keys.values()) - 1
            lines = [" " * (depth - 2) + line if depth >= 2 else line[2 - depth :] for line in lines]
    if head and not head.endswith("\n"):
        head += end
    gap = end if head.strip("\r\n") and not re.search(r"\n\r?\n$", head) and not re.search(rf"(^|\n){SECTION}:[^\n]*\n$", head) else ""
    return head + gap + "".join(line + end for line in lines) + (end if tail else "") + tail


def _cut(text: str, line: int) -> tuple[str, str]:
    """The text before a section's first line, and from there on; comments right above the section, and blank lines, go with it."""
    rows = _rows(text)
    first = line - 1
    while first > 0 and (not rows[first - 1].strip() or rows[first - 1].startswith("#")):
        first -= 1
    while first < line - 1 and not rows[first].strip():
        first += 1
    return "".join(rows[:first]), "".join(rows[first:])


def _rows(text: str) -> list[str]:
    """The lines as YAML counts them, with their ends."""
    parts = re.split(r"(\r\n|[\n\r\x85\u2028\u2029])", text)  # a line, its end, a line, ...
    return ["".join(parts[k : k + 2]) for k in range(0, len(parts), 2)]


def _data(node: Node | None) -> Any:
    """Plain data; nothing at all counts as an empty file."""
    value = node.data() if node is not None else None
    return {} if value is None else value


def _without(data: Any, id: str | None) -> Any:
    """The data less one entry; with an id that is not there, nothing that equals anything."""
    if not isinstance(data, dict):
        return object()
    section = data.get(SECTION)
    entries = dict(section) if isinstance(section, dict) else {} if section is None else section
    if id is not None and (not isinstance(entries, dict) or entries.pop(id, None) is None):
        return object()
    return {**data, SECTION: entries}


def scalar(text: str) -> str:
    """A text as YAML, in quotes where it needs them."""
    return str(yaml.safe_dump([text], allow_unicode=True, width=10**6)).removeprefix("- ").strip() if text else '""'
