"""A PostgreSQL of our own: made with initdb in a folder under /tmp, reached by its socket, run by a user who is not root, removed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; Debian keeps them off the path."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    kept = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(kept, key=lambda folder: int(folder.parent.name), default=None)


class Postgres:
    """One cluster. Commits wait for the disk, as in a real one: only making it does not."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None
        self.programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="covis-pg-"))
        self.user: str | None = None
        if os.geteuid() == 0:  # which PostgreSQL refuses
            names = {user.pw_name for user in pwd.getpwall()}
            self.user = "postgres" if "postgres" in names else "nobody"
            shutil.chown(self.folder, self.user)
        self.run("initdb", "-D", "data", "-U", "covis", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=1")

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=120"
        self.run("pg_ctl", "-D", "data", "-w", "-t", "60", "-l", "log", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", "data", "-w", "-m", mode, "stop")

    def remove(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().split("\n")[0])

    def url(self, schema: str) -> str:
        return f"postgresql://covis@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"

    def schema(self, name: str) -> str:
        """An empty schema of this name: a database for one gallery. Its address."""
        self.ask(f"DROP SCHEMA IF EXISTS {name} CASCADE")
        self.ask(f"CREATE SCHEMA {name}")
        return self.url(name)

    def ask(self, statement: str) -> None:
        with psycopg.connect(f"host={self.folder} user=covis dbname=postgres", autocommit=True) as connection:
            connection.execute(statement)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs, or of the system's, as its user."""
        who: dict[str, Any] = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        said, found = self.folder / "said", self.programs / program
        with said.open("ab") as output:  # no pipe: a server that is started would keep it open
            done = subprocess.run(
                [found if found.exists() else program, *arguments],
                cwd=self.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=120,
                **who,
            )
        assert done.returncode == 0, said.read_text(errors="replace")[-2000:]
