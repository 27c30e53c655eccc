"""A store as the tests hold it: to open it as another program would, to write into it by hand, to take it away and bring it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
import sqlalchemy as sql

from covis.feedback.sql import SqlFeedback
from covis.feedback.store import FeedbackStore, FileFeedback
from covis.review.stores.database import EVENTS, FEEDBACK, Database, database
from covis.review.stores.files import FileLog
from covis.review.stores.protocol import Log
from covis.review.stores.sql import SqlLog
from tests.review.postgres import Postgres

_numbers = count(1)


class Store(Protocol):
    root: Path
    url: str  # what COVIS_DATABASE_URL says; "" where the store is files

    def open(self) -> Log: ...

    def feedback(self) -> FeedbackStore: ...

    def scribble(self, line: str, id: str = "swing") -> None:
        """Write a line into the log by hand."""

    def scribble_feedback(self, line: str) -> None: ...

    def lines(self, id: str = "swing") -> list[str]:
        """The log as it is stored, in order of arrival."""


@dataclass
class FileStore:
    root: Path
    url: str = ""

    def open(self) -> FileLog:
        return FileLog(self.root)

    def feedback(self) -> FileFeedback:
        return FileFeedback(self.root)

    def scribble(self, line: str, id: str = "swing") -> None:
        self._write(self.root / "records" / f"{id}.jsonl", line)

    def scribble_feedback(self, line: str) -> None:
        self._write(self.root / "feedback" / "swing.jsonl", line)

    def lines(self, id: str = "swing") -> list[str]:
        path = self.root / "records" / f"{id}.jsonl"
        return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []

    def _write(self, path: Path, line: str) -> None:
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


@dataclass
class SqlStore:
    root: Path
    url: str

    def open(self) -> SqlLog:
        database.cache_clear()  # as another program: nothing is known, no connection is open
        return SqlLog(self.url, self.root)

    def feedback(self) -> SqlFeedback:
        database.cache_clear()
        return SqlFeedback(self.url, self.root)

    def scribble(self, line: str, id: str = "swing") -> None:
        with self.engine.begin() as connection:
            number = (connection.scalar(sql.select(sql.func.max(EVENTS.c.number)).where(EVENTS.c.visualisation == id)) or 0) + 1
            connection.execute(EVENTS.insert(), {"visualisation": id, "number": number, "id": f"by hand {number}", "at": "", "line": line})

    def scribble_feedback(self, line: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(FEEDBACK.insert(), {"visualisation": "swing", "id": f"by hand {len(line)}", "line": line})

    def lines(self, id: str = "swing") -> list[str]:
        with self.engine.connect() as connection:
            if not sql.inspect(connection).has_table(EVENTS.name):
                return []
            query = sql.select(EVENTS.c.line).where(EVENTS.c.visualisation == id).order_by(EVENTS.c.number)
            return list(connection.scalars(query))

    def ask(self, statement: str) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    @cached_property
    def engine(self) -> sql.Engine:
        return Database(self.url, self.root).engine


def make(request: pytest.FixtureRequest, kind: str, root: Path) -> Store:
    """An empty store: files, sqlite or postgres."""
    if kind == "files":
        return FileStore(root)
    if kind == "sqlite":
        return SqlStore(root, "sqlite:///covis.db")
    server: Postgres = request.getfixturevalue("postgres")
    return SqlStore(root, server.schema(f"t{next(_numbers)}"))
