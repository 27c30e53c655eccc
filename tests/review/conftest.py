"""The three stores that hold a log, alike for every test: files, SQLite, and a real PostgreSQL that is thrown away afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
