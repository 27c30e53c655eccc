"""Where events are kept: files in `records/` (`FileLog`), or a database (`covis.review.stores.sql`). `open_log` opens the one that is set.

An event counts as said once `append` returns: then it is on the disk. What is in a store is never changed or removed, so that logs
merge, in git as text does. A line that cannot be read is a finding with its place; every other line still counts.
"""

from __future__ import annotations

import os
from builtins import id as object_id
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from covis.finding import Finding
from covis.review.events import Event, in_order, parse_line
from covis.review.rules import Refusal, Refused
from covis.review.stores.disk import ReplacedError, append_lines, flush_folder, ids_in, lock, sound_id

__all__ = ["UNREAD", "FileLog", "Lines", "Log", "StoreError", "database_url", "flush_folder", "open_log", "parse"]

Decide = Callable[[list[Event]], Event]

UNREAD = ("review.unreachable", "review.unreadable")  # the findings of a log of which nothing could be read
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


class StoreError(Refused):
    """A store that cannot be read or written: what is wrong, whether anything was written, and what to do. No event is lost by it."""

    def __init__(self, problem: str, way_out: str) -> None:
        super().__init__(Refusal(problem, way_out))


class Log(Protocol):
    """A store of events, one log a visualisation."""

    def read(self, id: str) -> tuple[list[Event], list[Finding]]:
        """The events in order, each once, and what is wrong with the store's lines. Never raises for what the store holds.

        A store that cannot be reached is a finding too, with the events that were last read from it.
        """

    def append(self, id: str, decide: Decide) -> Event:
        """Append what `decide` makes of the events so far, while nobody else appends; durable when it returns.

        `decide` may raise: then nothing is appended. The event's time is moved to after the last event's where it is not.
        A store that cannot be written raises StoreError. `decide` may be called again where a lost connection is tried again.
        """

    def add(self, id: str, events: Sequence[Event]) -> int:
        """Add events as they are, those that are not there yet, all or none of them; return how many. For copies of a log.

        Raises StoreError where the log has another event of the same id.
        """

    def ids(self) -> list[str]:
        """The visualisations that have a log."""

    def report(self, id: str, ignored: Iterable[tuple[Event, str]]) -> list[Finding]:
        """The lines that a fold ignored, as findings at their place."""

    def signature(self, id: str) -> Hashable:
        """Cheap, and another one whenever `read` may give another answer."""

    def place(self, id: str) -> str:
        """Where a person finds this log."""


def database_url() -> str:
    """COVIS_DATABASE_URL, or "" where the stores are files."""
    return os.environ.get("COVIS_DATABASE_URL", "").strip()


def open_log(root: Path) -> Log:
    """The gallery's log: the database that COVIS_DATABASE_URL names, otherwise files in `root/records`."""
    if url := database_url():
        from covis.review.stores.sql import SqlLog  # SQLAlchemy takes a moment to load, and most galleries are files

        return SqlLog(url, root)
    return FileLog(root)


@dataclass
class Lines:
    """A log as read: events in order, findings, the line of each event, and whether the last line lacks its end."""

    events: list[Event]
    findings: list[Finding]
    line: dict[str, int] = field(default_factory=dict)
    unended: bool = False
    torn: bool = False

    def report(self, file: str, id: str, ignored: Iterable[tuple[Event, str]]) -> list[Finding]:
        return [
            Finding(
                file, self.line.get(event.id, 0), 0, f"{event.kind} by {event.by} does not count: {reason}", "review.rule", "warning", id
            )
            for event, reason in ignored
        ]

    def next(self, event: Event, id: str) -> Event:
        """The event as it may follow these: of a new id, and after the last one."""
        if event.id in self.line:
            raise ValueError(f"the log of {id} has an event {event.id} already")
        if self.events:
            return event.model_copy(update={"at": max(event.at, self.events[-1].at + timedelta(microseconds=1))})
        return event

    def missing(self, events: Iterable[Event], place: str) -> list[Event]:
        """Those of the events that are not here yet, in order. Raises StoreError where one contradicts what is here."""
        here = {event.id: event for event in self.events}
        kept, contradictions = in_order(events)
        contradictions += [event for event in kept if here.get(event.id, event) != event]
        if contradictions:
            raise StoreError(
                f"{place} has another event with the id {contradictions[0].id}, so nothing was added to it.",
                "Compare the two lines and delete the one that is wrong.",
            )
        return [event for event in kept if event.id not in here]


class FileLog:
    """The log in files under `root/records`, one line of JSON an event, appended under a lock and flushed to the disk."""

    def __init__(self, root: Path, *, timeout: float = 30) -> None:
        self.root = Path(root)
        self.timeout = timeout
        self._folder = f"{self.root}/records"

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
        return self._write(id, lambda lines: [lines.next(decide(list(lines.events)), id)])[0]

    def add(self, id: str, events: Sequence[Event]) -> int:
        return len(self._write(id, lambda lines: lines.missing(events, self.place(id))))

    def ids(self) -> list[str]:
        return ids_in(self.root / "records")

    def path(self, id: str) -> Path:
        return self.root / "records" / f"{sound_id(id)}.jsonl"

    def place(self, id: str) -> str:
        return f"records/{id}.jsonl"

    def signature(self, id: str) -> Hashable:
        try:
            stat = os.stat(f"{self._folder}/{id}.jsonl")  # noqa: PTH116  (a page asks for 300: strings are several times cheaper)
        except OSError as error:
            return error.errno
        return (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)

    def report(self, id: str, ignored: Iterable[tuple[Event, str]]) -> list[Finding]:
        ignored = list(ignored)
        return self.lines(id).report(self.place(id), id, ignored) if ignored else []

    def lost(self, id: str) -> list[Event]:
        """What was said here and is no longer in the log: git puts a file back as it was, whatever was written meanwhile."""
        there = {event.id for event in self.lines(id).events}
        return [event for event in FileLog(self.said).lines(id).events if event.id not in there]

    @property
    def said(self) -> Path:
        """A second copy of what was said on this machine, apart from git. No reader counts it; `records copy` can put it back."""
        return self.root / ".covis" / "said"

    def _remember(self, id: str, events: Sequence[Event]) -> None:
        path = FileLog(self.said).path(id)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as file:
                file.write(b"".join(event.line().encode() + b"\n" for event in events))

    def _lock(self, id: str, timeout: float | None = None) -> FileLock:
        return lock(self.root, self.path(id).stem, self.timeout if timeout is None else timeout)

    def _write(self, id: str, decide: Callable[[Lines], list[Event]], *, again: int = 3) -> list[Event]:
        """Append what is decided on the log as it is now, all of it or nothing."""
        place = self.place(id)
        with _explained(place):
            held = self._lock(id)
            held.acquire()
        try:
            with _explained(place):
                lines = self._parse(id, strict=True)
            events = decide(lines)
            if events:
                with _explained(place):
                    append_lines(
                        self.path(id), (b"\n" if lines.unended else b"") + b"".join(event.line().encode() + b"\n" for event in events)
                    )
        except ReplacedError:  # the lines went with the file that another program took away: what came in its place decides
            if not again:
                raise StoreError(f"{place} is replaced by another program all the time.", "Let that end, then say it again.") from None
        else:
            self._remember(id, events)
            return events
        finally:
            held.release()
        return self._write(id, decide, again=again - 1)

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
            return Lines([], [Finding(self.place(id), 0, 0, message, "review.unreadable", "error", id)])
        return parse(content, id)


@contextmanager
def _explained(place: str) -> Iterator[None]:
    """What the system says while a log is written, as a sentence."""
    try:
        yield
    except ReplacedError:
        raise
    except TimeoutError as error:
        raise StoreError(f"Somebody else is writing to {place}, and did not finish in time.", "Nothing was written: try again.") from error
    except OSError as error:
        problem = f"{place} cannot be written ({(error.strerror or str(error)).lower()}), so nothing was."
        raise StoreError(problem, "Mend that, then say it again.") from error


def parse(content: bytes, id: str) -> Lines:
    """A file's bytes as events and findings. Never raises, whatever the bytes are."""
    rows = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return gather(enumerate(rows, 1), f"records/{id}.jsonl", id, unended=rows[-1] != b"")


def gather(rows: Iterable[tuple[int, bytes]], file: str, id: str, *, unended: bool = False) -> Lines:
    """Numbered lines as events and findings. `unended`: the last one has no end, and may be torn."""
    rows = list(rows)
    events: list[tuple[Event, int]] = []
    findings: list[Finding] = []

    def report(number: int, message: str, rule: str) -> None:
        findings.append(Finding(file, number, 0, message, rule, "error", id))

    torn = False
    for number, row in rows:
        if not row.strip():
            continue
        if row.startswith(tuple(mark.encode() for mark in _CONFLICT)):
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
        torn = unended and number == rows[-1][0]
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
