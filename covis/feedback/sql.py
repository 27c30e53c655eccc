"""Feedback in a database, beside the log."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sql

from covis.feedback.model import Feedback, readable
from covis.review.problems import StoreError
from covis.review.stores.database import FEEDBACK, database, ids_in, text_bytes
from covis.review.stores.disk import valid_id


class SqlFeedback:
    """Feedback in the table `covis_feedback`."""

    def __init__(self, url: str, root: Path) -> None:
        self.database = database(url, Path(root))

    def read(self, id: str) -> list[Feedback]:
        query = sql.select(FEEDBACK.c.line).where(FEEDBACK.c.visualisation == valid_id(id))
        try:
            with self.database.reading() as connection:
                return readable([text_bytes(line) for line in connection.scalars(query)]) if connection is not None else []
        except StoreError:
            return []

    def add(self, id: str, entry: Feedback) -> None:
        key = {"visualisation": valid_id(id), "id": entry.id}

        def work(connection: sql.Connection) -> None:
            if connection.scalar(sql.select(sql.func.count()).select_from(FEEDBACK).filter_by(**key)) == 0:
                connection.execute(FEEDBACK.insert(), {**key, "line": entry.line()})

        self.database.write(f"feedback: {id}", work)

    def ids(self) -> list[str]:
        return ids_in(self.database, FEEDBACK)

    def place(self, id: str) -> str:
        return "covis_feedback in the database"
