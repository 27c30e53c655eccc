"""The log in a database. It promises what the files promise; `tests/review/test_stores.py` asks both the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sql

from covis.finding import Finding
from covis.review.events import Event, stamp
from covis.review.problems import StoreError, UnreachableError
from covis.review.stores.database import EVENTS, database, ids_in, log, text_bytes
from covis.review.stores.disk import valid_id
from covis.review.stores.lines import Lines, gather
from covis.review.stores.protocol import Decide

MOMENT = 0.2  # seconds for which one query serves all signatures: a page asks for those of 300
PATIENCE = 5.0  # seconds after a failure in which pages do not try again


class SqlLog:
    """The log in the table `covis_events`. While the database cannot be reached, it gives what was last read, and records nothing."""

    def __init__(self, url: str, root: Path) -> None:
        self.database = database(url, Path(root))
        self._lock = threading.RLock()
        self._kept: dict[str, Lines] = {}
        self._counts: dict[str, tuple[int, int]] = {}
        self._checked_at = -PATIENCE
        self._outage = ""
        self._outages = 0

    def read(self, id: str) -> tuple[list[Event], list[Finding]]:
        lines = self.lines(id)
        return lines.events, lines.findings

    def lines(self, id: str) -> Lines:
        """The log with its places, or the one that was last read where the database is away."""
        valid_id(id)
        with self._lock:
            waiting = self._outage and time.monotonic() < self._checked_at + PATIENCE
        if not waiting:
            try:
                with self.database.reading() as connection:
                    lines = _lines(connection, id) if connection is not None else Lines([], [])
            except StoreError as error:
                self._unreachable(error)
            else:
                self._kept[id] = lines
                return lines
        kept = self._kept.get(id)
        message = "the log cannot be read now, and nothing can be recorded; "
        message += "what is shown here was read before" if kept else "what was recorded before is not shown"
        finding = Finding(_file(id), 0, 0, f"{message}; nothing is lost. {self._outage}", "review.unreachable", "error", id)
        kept = kept or Lines([], [])
        return Lines(kept.events, [*kept.findings, finding], kept.line)

    def append(self, id: str, decide: Decide) -> Event:
        tried: list[Event] = []

        def decided(lines: Lines) -> list[Event]:
            if tried and tried[-1].id in lines.line:  # the answer to an earlier try was lost, the event was not
                return []
            tried.append(lines.next(decide(list(lines.events)), id))
            return tried[-1:]

        self._write(id, decided)
        return tried[-1]

    def add(self, id: str, events: Sequence[Event]) -> int:
        there: set[str] | None = None

        def missing(lines: Lines) -> list[Event]:
            nonlocal there
            there = set(lines.line) if there is None else there
            return lines.missing(events, self.place(id))

        self._write(id, missing)
        return len({event.id for event in events} - (there or set()))

    def ids(self) -> list[str]:
        return ids_in(self.database, EVENTS)

    def exists(self) -> bool:
        return not self.database.missing

    def place(self, id: str) -> str:
        return "the database"

    def signature(self, id: str) -> Hashable:
        with self._lock:
            now = time.monotonic()
            if now >= self._checked_at + (PATIENCE if self._outage else MOMENT):
                self._check(now)
            kept = self._kept.get(id)
            return (self._outages, bool(self._outage), self._counts.get(id), kept is not None and kept.due(datetime.now(UTC)))

    def report(self, id: str, ignored: Iterable[tuple[Event, str]]) -> list[Finding]:
        ignored = list(ignored)
        if not ignored:
            return []
        kept = self._kept.get(id)
        lines = kept if kept and all(event.id in kept.line for event, _ in ignored) else self.lines(id)
        return lines.report(_file(id), id, ignored)

    def _write(self, id: str, decide: Callable[[Lines], list[Event]]) -> None:
        valid_id(id)

        def work(connection: sql.Connection) -> Lines:
            lines = _lines(connection, id)
            last = connection.scalar(sql.select(sql.func.max(EVENTS.c.number)).where(EVENTS.c.visualisation == id)) or 0
            rows = [
                {"visualisation": id, "number": number, "id": event.id, "at": stamp(event.at), "line": event.line()}
                for number, event in enumerate(decide(lines), last + 1)
            ]
            if rows:
                connection.execute(EVENTS.insert(), rows)
            return _lines(connection, id)

        try:
            self._kept[id] = self.database.write(id, work)
        finally:
            with self._lock:
                self._checked_at = -PATIENCE  # the next reader sees it

    def _check(self, now: float) -> None:
        """One small query for all visualisations: how many events, and the last one's number."""
        counts = sql.select(EVENTS.c.visualisation, sql.func.count(), sql.func.max(EVENTS.c.number)).group_by(EVENTS.c.visualisation)
        try:
            with self.database.reading() as connection:
                rows = connection.execute(counts).all() if connection is not None else []
        except StoreError as error:
            self._unreachable(error)
        else:
            self._counts = {id: (count, last) for id, count, last in rows}
            self._checked_at, self._outage = now, ""

    def _unreachable(self, error: StoreError) -> None:
        with self._lock:
            if not self._outage:
                self._outages += 1
                log.warning("%s", error.problem)
            away = error.way_out if isinstance(error, UnreachableError) else str(error)  # its address is for the server's log only
            self._checked_at, self._outage = time.monotonic(), away


def _lines(connection: sql.Connection, id: str) -> Lines:
    query = sql.select(EVENTS.c.number, EVENTS.c.line).where(EVENTS.c.visualisation == id).order_by(EVENTS.c.number)
    return gather([(number, text_bytes(line)) for number, line in connection.execute(query)], _file(id), id)


def _file(id: str) -> str:
    """The log in a finding's place; the line is the event's number in it."""
    return f"the database, {id}"
