"""What only a database can do: go away, lose an answer, be of a later version, hold its breath. SQLite and PostgreSQL."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sql
from sqlalchemy.engine import default

from covis.catalogue import Catalogue
from covis.feedback.sql import SqlFeedback
from covis.review.events import Event, new_event
from covis.review.problems import StoreError
from covis.review.stores.database import METADATA, Database
from covis.review.stores.protocol import Log
from covis.review.stores.sql import SqlLog
from tests.review.postgres import Postgres
from tests.review.review_world import World
from tests.review.stores import SqlStore

pytestmark = pytest.mark.slow


def say(log: Log, note: str = "x") -> Event:
    return log.append("swing", lambda events: new_event("decided", "coder", "cli", note=note))


# --- what is kept, and how


def test_nothing_is_made_before_something_is_said(sql_store: SqlStore) -> None:
    log = sql_store.open()
    assert log.read("swing") == ([], []) and log.ids() == [] and sql_store.feedback().read("swing") == []
    assert not list(sql_store.root.iterdir())
    assert not set(sql.inspect(sql_store.engine).get_table_names()) & set(METADATA.tables)
    say(log)
    assert set(METADATA.tables) <= set(sql.inspect(sql_store.engine).get_table_names())


def test_those_who_come_first_at_the_same_time_make_one_schema(sql_store: SqlStore) -> None:
    logs, start = [SqlLog(sql_store.url, sql_store.root) for _ in range(6)], threading.Barrier(6)
    for log in logs:
        log.database = Database(sql_store.url, sql_store.root)

    def first(number: int) -> None:
        start.wait()
        logs[number].append(f"v{number}", lambda events: new_event("decided", "coder", "cli", note="x"))

    threads = [threading.Thread(target=first, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sql_store.open().ids() == [f"v{number}" for number in range(6)]


def test_a_database_of_a_later_covis_is_refused_and_left_as_it_is(sql_store: SqlStore) -> None:
    say(sql_store.open())
    sql_store.ask("UPDATE covis_schema SET version = 2")
    log = sql_store.open()
    with pytest.raises(StoreError, match=r"later Covis.*version 2.*Update Covis"):
        say(log)
    events, (finding,) = log.read("swing")
    assert events == [] and "Update Covis" in finding.message and len(sql_store.lines()) == 1


def test_sqlite_waits_for_the_disk_and_lets_readers_read(tmp_path: Path) -> None:
    log = SqlLog("sqlite:///covis.db", tmp_path)
    say(log)
    with log.database.engine.connect() as connection:
        pragmas = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert pragmas["journal_mode"] == "wal" and pragmas["foreign_keys"] == 1
    assert pragmas["synchronous"] == 3, "EXTRA: all of FULL, and the folder too"
    with sqlite3.connect(tmp_path / "covis.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(log.read("swing")[0]) == 1 and log.signature("swing")


def test_postgresql_waits_for_the_disk_whatever_the_server_s_default(postgres_store: SqlStore, postgres: Postgres) -> None:
    def seen(database: Database) -> Any:
        return database.write("x", lambda connection: connection.exec_driver_sql("SHOW synchronous_commit").scalar())

    assert seen(Database(postgres_store.url, postgres_store.root)) == "on"
    asked = postgres_store.url.replace("options=", "options=-csynchronous_commit%3Doff%20-cdefault_transaction_isolation%3Dserializable%20")
    assert seen(Database(asked, postgres_store.root)) == "on"
    for log in (SqlLog(asked, postgres_store.root), SqlLog(postgres_store.url, postgres_store.root)):
        say(log)
    assert len(postgres_store.open().read("swing")[0]) == 2


def test_a_relative_file_is_in_the_gallery_wherever_the_program_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gallery").mkdir()
    monkeypatch.chdir(tmp_path)
    say(SqlLog("sqlite:///covis.db", Path("gallery")))
    assert (tmp_path / "gallery" / "covis.db").exists() and not (tmp_path / "covis.db").exists()


def test_a_gallery_on_a_database_sees_what_another_program_said(
    sql_store: SqlStore, gallery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("covis.review.stores.sql.MOMENT", 0)
    monkeypatch.setenv("COVIS_DATABASE_URL", sql_store.url)
    here, there = (Catalogue(gallery, compiles=False) for _ in range(2))
    for catalogue, person in ((here, "example_student"), (there, "example_staff")):
        catalogue.actions.accept("damped_oscillator", person, "cli")
        for each in (here, there):
            item = each.items.get("damped_oscillator")
            assert item is not None and person in item.standing.accepted
    assert not (gallery / "records").exists()


# --- a database that is away


def take_away(store: SqlStore, postgres: Postgres) -> None:
    if "sqlite" in store.url:
        (store.root / "covis.db").rename(store.root / "elsewhere.db")
    else:
        postgres.stop("immediate")


def bring_back(store: SqlStore, postgres: Postgres) -> None:
    if "sqlite" in store.url:
        (store.root / "elsewhere.db").rename(store.root / "covis.db")
    else:
        postgres.start()


def test_while_it_is_away_what_was_read_stands_and_nothing_can_be_said(
    sql_store: SqlStore, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("covis.review.stores.sql.MOMENT", 0)
    monkeypatch.setattr("covis.review.stores.sql.PATIENCE", 0)
    log, feedback = sql_store.open(), sql_store.feedback()
    said, before = [say(log)], log.signature("swing")
    take_away(sql_store, postgres)
    try:
        away = log.signature("swing")
        events, (finding,) = log.read("swing")
        assert events == said and "nothing is lost" in finding.message and finding.rule == "review.unreachable" and away != before
        with pytest.raises(StoreError, match=r"reached|gone") as refused:
            say(log)
        assert "nothing was written" in refused.value.problem or "backup" in refused.value.way_out
        assert feedback.read("swing") == []
    finally:
        bring_back(sql_store, postgres)
    assert log.signature("swing") not in (before, away) and log.read("swing") == (said, [])
    said.append(say(log))
    assert log.read("swing") == sql_store.open().read("swing") == (said, [])


def test_a_server_that_falls_in_the_middle_keeps_what_was_acknowledged(postgres_store: SqlStore, postgres: Postgres) -> None:
    """Four writers while the server is stopped at once (`pg_ctl -m immediate`) and started, twice: like a fall of the machine."""
    acknowledged: list[list[str]] = [[] for _ in range(4)]
    over, told = threading.Event(), []

    def write(number: int) -> None:
        log = SqlLog(postgres_store.url, postgres_store.root)
        log.database = Database(postgres_store.url, postgres_store.root)
        while not over.is_set():
            try:
                acknowledged[number].append(say(log).id)
            except StoreError as error:
                told.append(str(error))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        until = sum(map(len, acknowledged)) + 40
        while sum(map(len, acknowledged)) < until:
            over.wait(0.01)
        postgres.stop("immediate")
        postgres.start()
    over.set()
    for thread in threads:
        thread.join()
    events, findings = postgres_store.open().read("swing")
    ids = [event.id for event in events]
    assert findings == [] and set().union(*acknowledged) <= set(ids) and len(set(ids)) == len(ids) == len(postgres_store.lines())
    assert all([id for id in ids if id in set(person)] == person for person in acknowledged)
    assert all("nothing was written" in one or "not known" in one for one in told)


@pytest.mark.parametrize("came_through", [True, False])
def test_an_answer_that_was_lost_is_looked_for(postgres_store: SqlStore, monkeypatch: pytest.MonkeyPatch, came_through: bool) -> None:
    """The connection is cut while a commit is answered: the event is there once, whether the commit came through or not."""
    log, cut = postgres_store.open(), list[int]()
    real: Any = default.DefaultDialect.do_commit
    before = say(log, "before")

    def commit(self: Any, connection: Any) -> None:
        if not cut:
            cut.append(1)
            if came_through:
                real(self, connection)
            connection.dbapi_connection.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        real(self, connection)

    monkeypatch.setattr(default.DefaultDialect, "do_commit", commit)
    decided: list[Event] = []

    def decide(events: list[Event]) -> Event:
        decided.append(World().event("decided", "coder", note=f"{len(events)}", id=uuid4().hex))
        return decided[-1]

    said = log.append("swing", decide)
    assert cut and len(decided) == (1 if came_through else 2) and said.id == decided[-1].id
    assert log.read("swing") == (sorted([before, said], key=lambda event: event.order), []) and len(postgres_store.lines()) == 2


def test_an_answer_that_never_comes_is_told_as_not_known(postgres_store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    log = postgres_store.open()
    say(log)

    def commit(self: Any, connection: Any) -> None:
        connection.dbapi_connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(default.DefaultDialect, "do_commit", commit)
    with pytest.raises(StoreError, match=r"not known.*Look at the status"):
        say(log)


def test_a_connection_that_the_server_ends_is_no_error(postgres_store: SqlStore, postgres: Postgres) -> None:
    log = postgres_store.open()
    say(log)
    postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
    say(log)
    assert len(log.read("swing")[0]) == 2


def test_those_who_hold_a_log_too_long_are_told(sql_store: SqlStore) -> None:
    say(sql_store.open())
    log = sql_store.open()
    log.database = Database(sql_store.url, sql_store.root, timeout=0.2)
    holding, go_on = threading.Event(), threading.Event()

    def hold(events: list[Event]) -> Event:
        holding.set()
        go_on.wait(30)
        return new_event("decided", "coder", "cli", note="slow")

    slow = threading.Thread(target=lambda: sql_store.open().append("swing", hold))
    slow.start()
    assert holding.wait(30)
    try:
        with pytest.raises(StoreError, match="did not finish in time"):
            say(log)
        assert len(log.read("swing")[0]) == 1, "reading waits for nobody"
    finally:
        go_on.set()
        slow.join()
    assert len(log.read("swing")[0]) == 2


# --- SQLite's files, by other hands


def test_a_backup_that_is_put_in_place_of_the_file_is_seen_and_written(tmp_path: Path) -> None:
    log = SqlLog("sqlite:///covis.db", tmp_path)
    first = say(log)
    shutil.copy(tmp_path / "covis.db", tmp_path / "backup.db")
    say(log)
    (tmp_path / "backup.db").replace(tmp_path / "covis.db")
    assert log.read("swing") == ([first], [])
    after = say(log)
    assert SqlLog("sqlite:///covis.db", tmp_path).read("swing")[0] == [first, after]


def test_a_copy_of_the_file_alone_has_what_was_said(tmp_path: Path) -> None:
    """While another program has the database open, so that the write-ahead log stays."""
    log = SqlLog("sqlite:///covis.db", tmp_path)
    said = [say(log)]
    with sqlite3.connect(tmp_path / "covis.db") as other:
        other.execute("SELECT * FROM covis_events").fetchall()
        said += [say(log), say(log)]
        assert (tmp_path / "covis.db-wal").exists()
        (tmp_path / "copy").mkdir()
        shutil.copy(tmp_path / "covis.db", tmp_path / "copy" / "covis.db")
    assert SqlLog("sqlite:///covis.db", tmp_path / "copy").read("swing") == (said, [])


@pytest.mark.parametrize("content", [b"", b"not a database at all, whatever its name says" * 100, None])
def test_a_file_that_is_no_database_is_told_and_left_as_it_is(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "covis.db"
    if content is None:
        say(SqlLog("sqlite:///covis.db", tmp_path))
        content = path.read_bytes()[:5000] + b"\x00" * 3000
    path.write_bytes(content)
    log = SqlLog("sqlite:///covis.db", tmp_path)
    if not content:
        say(log)
        assert len(log.read("swing")[0]) == 1, "an empty file is an empty database"
        return
    events, (finding,) = log.read("swing")
    assert events == [] and "reported an error" in finding.message
    with pytest.raises(StoreError, match="nothing was written"):
        say(log)
    assert path.read_bytes()[:5000] == content[:5000]


def test_a_line_that_is_no_text_hurts_no_other(tmp_path: Path) -> None:
    log = SqlLog("sqlite:///covis.db", tmp_path)
    said = [say(log)]
    with sqlite3.connect(tmp_path / "covis.db") as other:
        for number, value in ((2, "CAST(x'fffe' AS TEXT)"), (3, "x'00ff'"), (4, "17")):
            other.execute(f"INSERT INTO covis_events VALUES ('swing', {number}, 'id{number}', '', {value})")
    said.append(say(log))
    events, findings = log.read("swing")
    assert events == said and [finding.line for finding in findings] == [2, 3, 4]
    SqlFeedback("sqlite:///covis.db", tmp_path).read("swing")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("covis.db", "not the address of a database"),
        ("sqlite://", "name of a file"),
        ("sqlite:///:memory:", "name of a file"),
        ("mysql://covis:secret@localhost/covis", "SQLite or PostgreSQL, not in mysql"),
        ("nonsense://x", "SQLite or PostgreSQL"),
        ("postgresql://covis:secret@127.0.0.1:9/covis", "cannot be reached"),
        ("postgres://covis:secret@127.0.0.1:9/covis", "cannot be reached"),
        ("postgresql+psycopg2://covis:secret@127.0.0.1:9/covis", "cannot be reached"),
        ("sqlite:////nowhere/covis.db", "cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(tmp_path: Path, url: str, message: str) -> None:
    log = SqlLog(url, tmp_path)
    with pytest.raises(StoreError, match=message) as refused:
        say(log)
    events, findings = log.read("swing")
    assert events == [] and (findings or "nowhere" in url)
    assert "secret" not in str(refused.value) + str(findings)
    log.signature("swing")
