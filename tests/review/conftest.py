"""The three stores that hold a log, alike for every test: files, SQLite, and a real PostgreSQL that is thrown away afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from tests.review.postgres import Postgres, programs
from tests.review.stores import SqlStore, Store, make


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if not programs():
        pytest.skip("no PostgreSQL server on this machine: sudo apt-get install postgresql")
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(autouse=True)
def engines() -> Iterator[None]:
    """What a test opened and forgot, as another program would, is closed after it."""
    made: list[sqlalchemy.Engine] = []
    create = sqlalchemy.create_engine

    def kept(*args: Any, **options: Any) -> sqlalchemy.Engine:
        made.append(create(*args, **options))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlalchemy, "create_engine", kept)
        yield
    for engine in made:
        engine.dispose()


POSTGRES = pytest.param("postgres", marks=pytest.mark.slow)  # a server is started for it


@pytest.fixture(params=["files", "sqlite", POSTGRES])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    return make(request, request.param, tmp_path)


@pytest.fixture(params=["sqlite", POSTGRES])
def sql_store(request: pytest.FixtureRequest, tmp_path: Path) -> SqlStore:
    made = make(request, request.param, tmp_path)
    assert isinstance(made, SqlStore)
    return made


@pytest.fixture
def postgres_store(request: pytest.FixtureRequest, tmp_path: Path) -> SqlStore:
    made = make(request, "postgres", tmp_path)
    assert isinstance(made, SqlStore)
    return made
