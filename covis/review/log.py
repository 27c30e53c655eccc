"""Where events are kept. `FileLog`: `records/<id>.jsonl`, one JSON line an event, appended under a lock and flushed to the disk.

An event counts as said once `append` returns: then it is on the disk. Bytes in the file are never changed or removed, so a log merges in
git as text does. A line that cannot be read is a finding with its place; every other line still counts.
"""

from __future__ import annotations

import os
import re
from builtins import id as object_id
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from covis.finding import Finding
from covis.review.events import Event, in_order, parse_line

Decide = Callable[[list[Event]], Event]

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CONFLICT = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")


class Log(Protocol):
    """A store of events, one log a visualisation."""

    def read(self, id: str) -> tuple[list[Event], list[Finding]]:
        """The events in order, each once, and what is wrong with the store's lines. Never raises for bad content."""

    def append(self, id: str, decide: Decide) -> Event:
        """Append what `decide` makes of the events so far, while nobody else appends; durable when it returns.

        `decide` may raise: then nothing is appended. The event's time is moved to after the last event's where it is not.
        """

    def ids(self) -> list[str]:
        """The visualisations that have a log."""


@dataclass
class Lines:
    """A log as read: events in order, findings, the line of each event, and whether the last line lacks its end."""

    events: list[Event]
    findings: list[Finding]
    line: dict[str, int] = field(default_factory=dict)
    unended: bool = False
    torn: bool = False


class FileLog:
    """The log in files under `root/records`. Locks are kept in `root/.covis/locks`, apart from what git tracks."""

    def __init__(self, root: Path, *, timeout: float = 30) -> None:
        self.root = Path(root)
        self.timeout = timeout

    def read(self, id: str) -> tuple[list[Event], list[Finding]]:
        lines = self.lines(id)
        return lines.events, lines.findings

    def lines(self, id: str) -> Lines:
        """The log with its places. A last line without its end may be one that is being written: then look again under the lock."""
        lines = self._parse(id)
        if lines.torn:
            try:
                with self._lock(id, timeout=2):
                    lines = self._parse(id)
            except OSError:  # also Timeout
                pass  # a store that can only be read, or a writer that hangs: what was seen is what there is
        return lines

    def append(self, id: str, decide: Decide) -> Event:
        path = self.path(id)
        with self._lock(id):
            lines = self._parse(id, strict=True)
            event = decide(list(lines.events))
            if event.id in lines.line:
                raise ValueError(f"the log of {id} has an event {event.id} already")
            if lines.events:
                event = event.model_copy(update={"at": max(event.at, lines.events[-1].at + timedelta(microseconds=1))})
            _append(path, (b"\n" if lines.unended else b"") + event.line().encode() + b"\n")
        return event

    def ids(self) -> list[str]:
        return sorted(path.stem for path in (self.root / "records").glob("*.jsonl") if _ID.fullmatch(path.stem))

    def path(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise ValueError(f"{id!r} is no id of a visualisation")
        return self.root / "records" / f"{id}.jsonl"

    def report(self, id: str, ignored: Iterable[tuple[Event, str]]) -> list[Finding]:
        """The lines that a fold ignored, as findings at their place."""
        line = self.lines(id).line
        return [
            Finding(
                _name(id), line.get(event.id, 0), 0, f"{event.kind} by {event.by} does not count: {reason}", "review.rule", "warning", id
            )
            for event, reason in ignored
        ]

    def _lock(self, id: str, timeout: float | None = None) -> FileLock:
        folder = self.root / ".covis" / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / f"{self.path(id).stem}.lock", timeout=self.timeout if timeout is None else timeout)

    def _parse(self, id: str, strict: bool = False) -> Lines:
        """`strict`: a file that cannot be read raises, so that nothing is decided on half a log."""
        try:
            content = self.path(id).read_bytes()
        except FileNotFoundError:
            return Lines([], [])
        except OSError as error:
            if strict:
                raise
            message = f"the log cannot be read ({error.strerror}); mend the file's permissions"
            return Lines([], [Finding(_name(id), 0, 0, message, "review.unreadable", "error", id)])
        return parse(content, id)


def parse(content: bytes, id: str) -> Lines:
    """A log's bytes as events and findings. Never raises, whatever the bytes are."""
    events: list[tuple[Event, int]] = []
    findings: list[Finding] = []

    def report(number: int, message: str, rule: str) -> None:
        findings.append(Finding(_name(id), number, 0, message, rule, "error", id))

    rows = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    unended, torn = rows[-1] != b"", False
    for number, row in enumerate(rows, 1):
        if not row.strip():
            continue
        if row.startswith(_CONFLICT):
            report(number, "left over from a merge; keep the events of both sides and delete this line", "review.merge")
            continue
        try:
            events.append((parse_line(row.decode("utf-8")), number))
        except UnicodeDecodeError:
            problem = "not UTF-8"
        except ValueError as error:
            problem = str(error)
        else:
            continue
        torn = unended and number == len(rows)
        if torn:
            report(number, f"the last line is cut off and does not count ({problem}); say it again, then delete the line", "review.torn")
        else:
            report(number, f"not an event, and does not count: {problem}; mend the line or delete it", "review.line")

    kept, contradictions = in_order(event for event, _ in events)
    numbers = {object_id(event): number for event, number in events}
    for event in contradictions:
        message = f"another event has the id {event.id}; the first by time counts; delete the one that is wrong"
        report(numbers[object_id(event)], message, "review.duplicate")
    place = {event.id: numbers[object_id(event)] for event in kept}
    return Lines(kept, sorted(findings), place, unended, torn)


def _append(path: Path, line: bytes) -> None:
    """Write one line at the end and flush it to the disk. What could not be written whole is taken back."""
    new = not path.exists()
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        size = os.fstat(file).st_size
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(file, rest) :]
        except OSError:
            os.ftruncate(file, size)
            raise
        os.fsync(file)
    finally:
        os.close(file)
    if new:
        flush_folder(path.parent)
        flush_folder(path.parent.parent)


def flush_folder(folder: Path) -> None:
    """Make a new name in a folder durable, where the system can (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(id: str) -> str:
    return f"records/{id}.jsonl"
