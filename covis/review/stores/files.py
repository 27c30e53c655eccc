"""The log in files: `records/<id>.jsonl`, one line of JSON an event, appended under a lock and flushed to the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from covis.finding import Finding
from covis.review.events import Event
from covis.review.problems import StoreError
from covis.review.stores.disk import ReplacedError, append_lines, ids_in, lock, valid_id, write_whole
from covis.review.stores.lines import Lines, parse
from covis.review.stores.protocol import Decide


class FileLog:
    """The log in files under `root/records`. See `Log` for what it promises."""

    def __init__(self, root: Path, *, timeout: float = 30) -> None:
        self.root = Path(root)
        self.timeout = timeout
        self._folder = f"{self.root}/records"
        self._early: dict[str, Lines] = {}  # logs with events that do not count yet

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

    def exists(self) -> bool:
        return any((self.root / name).exists() for name in ("registry.yaml", "records", "feedback"))

    def path(self, id: str) -> Path:
        return self.root / "records" / f"{valid_id(id)}.jsonl"

    def place(self, id: str) -> str:
        return f"records/{id}.jsonl"

    def signature(self, id: str) -> Hashable:
        try:
            stat = os.stat(f"{self._folder}/{id}.jsonl")  # noqa: PTH116  (a page asks for 300: strings are several times cheaper)
        except OSError as error:
            return error.errno
        due = id in self._early and self._early[id].due(datetime.now(UTC))
        return (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino, due)

    def report(self, id: str, ignored: Iterable[tuple[Event, str]]) -> list[Finding]:
        ignored = list(ignored)
        return self.lines(id).report(self.place(id), id, ignored) if ignored else []

    def lost(self, id: str) -> list[Event]:
        """What was recorded on this machine and is no longer in the log: git puts a file back as it was, whatever was written meanwhile."""
        there = {event.id for event in self.lines(id).events}
        return [event for event in FileLog(self.second_copy).lines(id).events if event.id not in there]

    @property
    def second_copy(self) -> Path:
        """A second copy of what was recorded on this machine, apart from git. No reader counts it; `records copy` can put it back."""
        return self.root / ".covis" / "second_copy"

    def _remember(self, id: str, events: Sequence[Event]) -> None:
        """Add to the second copy, under the log's lock. Its file is replaced by a whole one, so that it never holds half a line."""
        path = FileLog(self.second_copy).path(id)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_bytes() if path.exists() else b""
            end = b"" if before.endswith(b"\n") or not before else b"\n"  # of a line that an older Covis left cut off
            write_whole(path, before + end + b"".join(event.line().encode() + b"\n" for event in events))

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
                raise StoreError(
                    f"{place} is replaced by another program again and again.", "Wait until that program has ended, then try again."
                ) from None
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
            message = f"the log cannot be read ({error.strerror}); correct the file's permissions"
            return Lines([], [Finding(self.place(id), 0, 0, message, "review.unreadable", "error", id)])
        lines = parse(content, id)
        if lines.early is None:
            self._early.pop(id, None)
        else:
            self._early[id] = lines
        return lines


@contextmanager
def _explained(place: str) -> Iterator[None]:
    """An error of the system while a log is written, as a StoreError."""
    try:
        yield
    except ReplacedError:
        raise
    except TimeoutError as error:
        raise StoreError(f"Somebody else is writing to {place}, and did not finish in time.", "Nothing was written: try again.") from error
    except OSError as error:
        problem = f"{place} cannot be written ({(error.strerror or str(error)).lower()}), so nothing was."
        raise StoreError(problem, "Fix this, then try again.") from error
