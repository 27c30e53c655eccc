"""The database of a gallery, through SQLAlchemy: SQLite or PostgreSQL. Its tables, its transactions, and its errors in words.

Rows are only ever added. A write is one transaction that holds the lock of its visualisation from before it reads until it is on the
disk, so that what was decided on is what there was. One database, or one PostgreSQL schema, holds one gallery.
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sql
from sqlalchemy import exc
from sqlalchemy.pool import NullPool

from covis.review.problems import StoreError, UnreachableError

VERSION = 1  # of the tables; a database of a later one is refused

METADATA = sql.MetaData()
SCHEMA = sql.Table("covis_schema", METADATA, sql.Column("version", sql.Integer, primary_key=True))
EVENTS = sql.Table(
    "covis_events",
    METADATA,
    sql.Column("visualisation", sql.String(64), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),  # in order of arrival, from 1, for each visualisation
    sql.Column("id", sql.String(32), nullable=False),
    sql.Column("at", sql.String(27), nullable=False),
    sql.Column("line", sql.Text, nullable=False),  # the event, as its one line of JSON
    sql.UniqueConstraint("visualisation", "id"),
)
FEEDBACK = sql.Table(
    "covis_feedback",
    METADATA,
    sql.Column("visualisation", sql.String(64), primary_key=True),
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("line", sql.Text, nullable=False),
)

TRIES = 4  # of a connection that is lost
SQLITE_BUSY = (5, 6)
BUSY = ("40001", "40P01", "55P03")  # PostgreSQL: serialisation failure, deadlock, a lock that was not free in time
LOST = ("08", "57P")  # a broken connection; the server stops or starts

Result = TypeVar("Result")
log = logging.getLogger("covis.review")


class Database:
    """One gallery's database. Safe to call from many threads; nothing is opened before it is used."""

    def __init__(self, url: str, root: Path, *, timeout: float = 30) -> None:
        """`timeout`: the seconds to wait for those who write to the same visualisation (in SQLite: to anything)."""
        self.text = url
        self.root = Path(root)
        self.timeout = timeout
        self._tables_seen = False  # whether our tables were seen here before

    @contextmanager
    def reading(self) -> Iterator[sql.Connection | None]:
        """A connection to read with, None where there are no tables yet. Raises StoreError."""
        try:
            if self.missing:
                if self._tables_seen:
                    raise self._tables_gone()
                yield None
                return
            with self._connect() as connection:
                yield connection if self._version(connection) else None
        except exc.SQLAlchemyError as error:
            raise self._explained(error, end="") from error

    def _connect(self) -> sql.Connection:
        """A connection that can read. SQLite writes a little even to read (not on a full disk, nor in a folder that is only read);
        where all is in the file itself, that can be done without."""
        connection = self.engine.connect()
        if self._file is not None:
            try:
                connection.exec_driver_sql("SELECT 1 FROM sqlite_master")
            except exc.OperationalError as error:
                connection.close()
                if self._busy(error) or _has_pages(Path(f"{self._file}-wal")):
                    raise
                return self._read_only_engine.connect()
        return connection

    def write(self, name: str, work: Callable[[sql.Connection], Result]) -> Result:
        """Do `work` in a transaction while nobody else writes under this name; what it did is on the disk when this returns.

        Tried again where a lock was not free or the connection was lost: then `work` is called again, and must look first whether an
        earlier try, of which the answer was lost, had come through after all. Raises StoreError.
        """
        if self.missing and self._tables_seen:
            raise self._tables_gone()
        until, lost, unsure = time.monotonic() + self.timeout, 0, False
        for pause in (min(0.05 * 2**n, 1.0) for n in range(1000)):
            committing = False
            try:
                with self.engine.connect().execution_options(covis_writes=True) as connection, connection.begin() as transaction:
                    self._lock(connection, name)
                    self._create(connection)
                    result = work(connection)
                    committing = True
                    transaction.commit()
                    return result
            except exc.SQLAlchemyError as error:
                busy, gone = self._busy(error), self._lost(error)
                unsure = unsure or (committing and gone)
                lost += gone
                if not (busy or gone) or lost >= TRIES or time.monotonic() > until:
                    raise self._explained(error, unsure=unsure) from error
            time.sleep(pause * random.uniform(0.5, 1))
        raise AssertionError("unreachable")

    # --- the engine

    @cached_property
    def url(self) -> sql.URL:
        """What COVIS_DATABASE_URL means. A relative SQLite file is in the gallery's folder, wherever the program was started."""
        try:
            url = sql.make_url(self.text)
        except (exc.ArgumentError, ValueError):
            raise StoreError("COVIS_DATABASE_URL is not the address of a database.", _ADDRESS_HELP) from None
        kind = url.get_backend_name()
        if kind == "sqlite":
            if not url.database or ":memory:" in url.database or url.database.startswith("file:"):
                raise StoreError("A SQLite database needs the name of a file.", _ADDRESS_HELP)
            return url.set(drivername="sqlite", database=str(self.root.resolve() / url.database))
        if kind in ("postgresql", "postgres"):
            return url.set(drivername="postgresql+psycopg")
        raise StoreError(f"Covis keeps its log in SQLite or PostgreSQL, not in {kind}.", _ADDRESS_HELP)

    @property
    def _file(self) -> Path | None:
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    @property
    def missing(self) -> bool:
        return self._file is not None and not self._file.exists()

    @cached_property
    def engine(self) -> sql.Engine:
        if self._file is None:
            arguments: dict[str, Any] = {"connect_timeout": 5, "client_encoding": "utf8", "prepare_threshold": None}
            if hasattr(os, "fork"):
                arguments["tcp_user_timeout"] = 15_000  # milliseconds: a server that went away without closing the connection
            try:
                return sql.create_engine(
                    self.url, connect_args=arguments, isolation_level="READ COMMITTED", pool_pre_ping=True, pool_timeout=self.timeout
                )
            except ImportError:
                raise StoreError("PostgreSQL needs psycopg, which is not installed.", "Run: pip install 'psycopg[binary]'") from None
        # No pool: a connection costs a fraction of a millisecond, and one that is kept goes on writing to a file that was moved away.
        engine = sql.create_engine(self.url, poolclass=NullPool, connect_args={"timeout": self.timeout})
        sql.event.listen(engine, "connect", _on_connect)
        sql.event.listen(engine, "begin", _on_begin)
        return engine

    @cached_property
    def _read_only_engine(self) -> sql.Engine:
        """SQLite for a file that nobody can write now."""
        engine = sql.create_engine(f"sqlite:///{(self._file or Path()).as_uri()}?immutable=1&uri=true", poolclass=NullPool)
        sql.event.listen(engine, "connect", _on_connect)
        return engine

    # --- the tables

    def _version(self, connection: sql.Connection) -> int:
        """The version of our tables here, 0 where there are none. Raises StoreError where a later Covis made them."""
        if not self._tables_seen and not sql.inspect(connection).has_table(SCHEMA.name):
            return 0
        version = connection.scalar(sql.select(sql.func.max(SCHEMA.c.version))) or 0
        if version > VERSION:
            problem = f"The database was made by a later Covis: its tables are of version {version}, and this one knows {VERSION}."
            raise StoreError(problem, "Update Covis here. Nothing was changed.")
        self._tables_seen = self._tables_seen or version > 0
        return version

    def _create(self, connection: sql.Connection) -> None:
        """Make the tables where there are none."""
        if self._version(connection):
            return
        if self._tables_seen:
            raise self._tables_gone()
        self._lock(connection, "the tables")
        if not self._version(connection):
            METADATA.create_all(connection)
            connection.execute(SCHEMA.insert(), {"version": VERSION})

    def _lock(self, connection: sql.Connection, name: str) -> None:
        """Wait for the lock of this name, until the transaction ends. SQLite has one for all, taken when a write begins."""
        if self._file is not None:
            return
        connection.execute(sql.text(_DURABLE), {"wait": str(int(self.timeout * 1000))})
        key = int.from_bytes(blake2b(f"covis: {name}".encode(), digest_size=8).digest(), "big", signed=True)
        connection.execute(sql.text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    # --- what goes wrong

    def _busy(self, error: exc.SQLAlchemyError) -> bool:
        orig = getattr(error, "orig", None)
        return getattr(orig, "sqlite_errorcode", 0) & 0xFF in SQLITE_BUSY or getattr(orig, "sqlstate", None) in BUSY

    def _lost(self, error: exc.SQLAlchemyError) -> bool:
        if self._file is not None or not isinstance(error, exc.DBAPIError):
            return False
        state = getattr(error.orig, "sqlstate", None)
        return error.connection_invalidated or (isinstance(error, exc.OperationalError) and (state is None or state.startswith(LOST)))

    def _tables_gone(self) -> StoreError:
        return StoreError("The log's tables are gone from the database.", "Restore it from a backup; then start Covis again.")

    def _explained(self, error: exc.SQLAlchemyError, *, end: str = ", so nothing was written", unsure: bool = False) -> StoreError:
        """The database's error, as a problem and a way out; never its address, which may hold a password."""
        if isinstance(error, exc.TimeoutError) or self._busy(error):
            return StoreError(f"Others are writing to the database, and did not finish in time{end}.", "Try again.")
        orig = getattr(error, "orig", None)
        reason = "; ".join(line.strip() for line in str(orig or error).splitlines() if line.strip())[:300].rstrip(".")
        if unsure:
            problem = f"The database went away while this was written ({reason}): whether it was is not known."
            return UnreachableError(
                problem, "Nothing else is lost. Look at the status when it is back, and do it again if it is not there."
            )
        if self._lost(error) or getattr(orig, "sqlite_errorname", "").startswith("SQLITE_CANTOPEN"):
            problem = f"The database cannot be reached ({reason}){end}."
            return UnreachableError(problem, "What is in it is safe. Start it, or correct COVIS_DATABASE_URL; then try again.")
        if isinstance(error, exc.DBAPIError):
            return StoreError(f"The database reported an error ({reason}){end}.", "Fix this, then try again.")
        return StoreError(f"The database cannot be used ({reason}).", _ADDRESS_HELP)


_ADDRESS_HELP = "Write it as sqlite:///covis.db (a file in the gallery's folder) or postgresql://user:password@host/name."

# A commit waits for the disk, whatever the server's default is; waiting for a lock ends after `timeout`.
_DURABLE = """SELECT set_config('lock_timeout', :wait, true), set_config('synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)"""


def _on_connect(connection: Any, _: object) -> None:
    """SQLite: transactions are ours to begin, a commit waits for the disk, readers and a writer do not wait for each other."""
    connection.isolation_level = None
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")  # a line that is no text hurts no other
    for setting in ("foreign_keys=ON", "synchronous=EXTRA", "journal_mode=WAL", "wal_autocheckpoint=1"):
        with suppress(connection.DatabaseError):  # a file that can only be read, or is busy: it keeps the mode that it has
            connection.execute(f"PRAGMA {setting}")


def _has_pages(wal: Path) -> bool:
    """Whether SQLite's write-ahead log may hold what is not in the file itself yet."""
    return wal.exists() and wal.stat().st_size > 512


def _on_begin(connection: sql.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("covis_writes") else "BEGIN")


@cache
def database(url: str, root: Path) -> Database:
    """The one of this process for an address: its connections are shared by the log and the feedback."""
    return Database(url, root)


def ids_in(database: Database, table: sql.Table) -> list[str]:
    """The visualisations that have a row in this table. Raises StoreError."""
    with database.reading() as connection:
        return sorted(connection.scalars(sql.select(table.c.visualisation).distinct())) if connection is not None else []


def text_bytes(line: str | bytes) -> bytes:
    """A line of a table as the bytes that were written, whatever they were."""
    return line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape")
