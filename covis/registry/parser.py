"""YAML text -> a tree of nodes that know their line and column.

The parser's events are walked here, not its nodes, for what nodes no longer hold: an explicit tag, a second key of the same
name, how deep or how large the whole would grow before it has grown. Nothing is constructed from a tag, ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.resolver import Resolver

from covis.registry.messages import BEGINNING, quoted, syntax_words
from covis.registry.nodes import Node, Plain, Problem

MAX_HEIGHT = 32
"""Nesting, aliases expanded. The formats need six."""
MAX_VALUES = 100_000
"""Values in one file, aliases expanded: ten times a gallery of 300 visualisations, and no billion laughs."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where it is installed: ten times as fast, with the same positions."""

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""The embeddings, overrides and isolates of Unicode: with them, what is read is not what is written."""
RESOLVER = Resolver()
WORDS = {
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "null": "nothing",
    "value": "a character of YAML's own",
}


class _StopError(Exception):
    """The file cannot be read any further; the problem is noted."""


@dataclass(slots=True)
class _Frame:
    """A list or mapping under construction.

    `key` is a mapping's pending key, with its place; `skip` drops the value of a key that is no text.
    """

    node: Node
    key: str | None = None
    key_place: tuple[int, int] = (0, 0)
    wants_key: bool = True
    skip: bool = False
    merges: list[Node] = field(default_factory=list)


def read(text: str) -> tuple[Node | None, list[Problem]]:
    """The tree of one YAML document, and what is wrong with the text. None: it could not be read, or there is nothing in it."""
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except _StopError:
        return None, builder.problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.context_mark and any(part in str(error.problem) for part in BEGINNING):
            mark = error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        rows = text.split("\n")
        row = rows[line - 1] if line <= len(rows) else ""
        return None, [*builder.problems, Problem(line, column, (), syntax_words(str(error.problem), row, column, line >= len(rows)))]
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return None, [*builder.problems, Problem(1, 1, (), f"this is not YAML ({type(error).__name__}); undo the last change to the file")]
    return builder.root, builder.problems


class _Builder:
    """Takes the parser's events one by one. Not recursive: depth costs a frame on a list, and is bounded."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.frames: list[_Frame] = []
        self.anchors: dict[str, Node] = {}

    def take(self, event: yaml.Event) -> None:
        mark: Any = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            self.add(self.alias(str(event.anchor), line, column), (line, column))
        elif isinstance(event, yaml.ScalarEvent):
            self.tagless(event, line, column)
            node = self.scalar(event, line, column)
            node.faulty = node.faulty or event.tag is not None
            self.anchor(event, node)
            self.add(node, (line, column))
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self.tagless(event, line, column)
            node = Node("list" if isinstance(event, yaml.SequenceStartEvent) else "mapping", line, column, open=True)
            node.faulty = event.tag is not None
            self.anchor(event, node)
            self.frames.append(_Frame(node))
            if len(self.frames) > MAX_HEIGHT:
                self.stop(line, column, f"this is nested more than {MAX_HEIGHT} deep; nothing here needs that: undo the last change")
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.close()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.stop(line, column, "a second document begins here (---); keep everything in one, and take this line out")

    def scalar(self, event: yaml.ScalarEvent, line: int, column: int) -> Node:
        text = event.value
        if CONTROL.search(text):
            self.problem(line, column, "this text holds a control character, which no page can show; take it out")
            text = CONTROL.sub(" ", text)
        if found := DIRECTION.search(text):
            message = f"this text holds the invisible character U+{ord(found[0]):04X}, which turns the direction of writing; take it out"
            self.problem(line, column, message)
            text = DIRECTION.sub("", text)
        value: Any = text
        if event.implicit[0] and event.tag is None:
            value = resolved(text)
        return Node("scalar", line, column, value=value, text=text)

    def alias(self, name: str, line: int, column: int) -> Node:
        node = self.anchors.get(name)
        if node is None:
            self.problem(
                line, column, f"*{quoted(name, '')} points to nothing; define &{quoted(name, '')} above it, or write the value out"
            )
        elif node.open:
            self.problem(line, column, f"*{quoted(name, '')} is inside the value that it points to; write the value out")
        else:
            return node
        return Node("scalar", line, column, faulty=True)

    def anchor(self, event: Any, node: Node) -> None:
        if event.anchor is not None:
            self.anchors[event.anchor] = node

    def tagless(self, event: Any, line: int, column: int) -> None:
        if event.tag is not None:
            self.problem(
                line, column, "tags (a word after !) are not read here; take it out, or put the text in quotes if it begins with !"
            )

    def add(self, child: Node, place: tuple[int, int]) -> None:
        """Put a finished value where it belongs."""
        if not self.frames:
            self.root = child
            return
        frame = self.frames[-1]
        node = frame.node
        if node.kind == "list":
            node.items.append(child)
            self.grow(node, child)
        elif frame.wants_key:
            self.key(frame, child, place)
        else:
            if frame.key is None and not frame.skip:
                frame.merges.append(child)
            elif frame.key is not None:
                node.entries[frame.key] = child
                node.keys[frame.key] = frame.key_place
                self.grow(node, child)
            frame.key, frame.wants_key, frame.skip = None, True, False

    def key(self, frame: _Frame, child: Node, place: tuple[int, int]) -> None:
        frame.wants_key, frame.key_place, frame.key, frame.skip = False, place, None, True
        if child.kind != "scalar":
            self.problem(
                *place, f"a {child.kind} is in the place of a key; write `key: value`, and quotes round a text that begins with [ or {{"
            )
        elif isinstance(child.value, Plain) and child.value.kind == "merge":
            frame.skip = False
        elif not isinstance(child.value, str):
            kind = child.value.kind if isinstance(child.value, Plain) else WORDS[_tag(child.text)]
            name = child.text or "~"
            self.problem(*place, f"as a key, {quoted(name, '')} is read as {kind}; put it in quotes: {quoted(name)}", child.text)
        elif child.value in frame.node.keys:
            first = frame.node.keys[child.value][0]
            self.problem(*place, f"this key is given twice, first on line {first}; keep one of the two", child.value)
        else:
            frame.key, frame.skip = child.value, False

    def close(self) -> None:
        frame = self.frames.pop()
        node = frame.node
        for merge in frame.merges:
            sources = merge.items if merge.kind == "list" else [merge]
            for source in sources:
                if source.kind != "mapping":
                    self.problem(
                        merge.line, merge.column, "<< takes in the keys of another mapping; write `<<: *name` with the name of one"
                    )
                    continue
                for key in [key for key in source.entries if key not in node.entries]:
                    node.entries[key] = source.entries[key]
                    node.keys[key] = source.keys[key]
                    self.grow(node, source.entries[key])
        node.open = False
        self.add(node, (node.line, node.column))

    def grow(self, node: Node, child: Node) -> None:
        """Keep the expanded size and height of a node, and stop when they pass the bounds."""
        node.size += child.size
        node.height = max(node.height, child.height + 1)
        if node.size > MAX_VALUES:
            self.stop(node.line, node.column, f"this grows to more than {MAX_VALUES} values; write fewer, or point to them less often")
        if node.height > MAX_HEIGHT:
            self.stop(node.line, node.column, f"this is nested more than {MAX_HEIGHT} deep, its * references followed; write it out")

    def path(self) -> tuple[str, ...]:
        return tuple(frame.key for frame in self.frames if frame.key is not None)

    def problem(self, line: int, column: int, message: str, key: str | None = None) -> None:
        path = self.path()
        self.problems.append(Problem(line, column, path if key is None else (*path, key), message))

    def stop(self, line: int, column: int, message: str) -> None:
        self.problem(line, column, message)
        raise _StopError


def _tag(text: str) -> str:
    """What YAML 1.1 takes an unquoted scalar for: str, bool, int, float, timestamp, null, merge or value."""
    tag = RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # its stubs leave it out
    return str(tag).rpartition(":")[2]


def resolved(text: str) -> Any:
    """The value of an unquoted scalar: text, None, true or false, a whole number as people write it; anything else is `Plain`.

    `yes` and `010` are `Plain`: YAML 1.1 and 1.2 (which editors follow) differ about them.
    """
    tag = _tag(text)
    if tag == "str":
        return text
    if tag == "null":
        return None
    if tag == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if tag == "int" and re.fullmatch(r"-?(0|[1-9][0-9]{0,17})", text):
        return int(text)
    return Plain(text, WORDS.get(tag, tag))
