"""`protections`: what keeps a plugin from harm on this machine, and what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from covis.compiler.worker.client import Worker
from tests.cli.command_line import Run


def test_it_tells_what_is_in_force(run: Run, gallery: Path) -> None:
    done = run("protections", "--json")
    found = json.loads(done.out)["protections"]
    assert [one["name"] for one in found] == ["Landlock", "seccomp"]
    assert all(one["in_force"] == (not one["reason"]) for one in found)
    assert done.status == int(not all(one["in_force"] for one in found))


def test_it_tells_why_one_is_not(run: Run, gallery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_SANDBOX", "off")
    worker = Worker()
    monkeypatch.setattr("covis.compiler.worker.client.worker", worker)
    done = run("protections")
    worker.close()
    assert done.status == 1
    assert "Landlock is not in force: COVIS_SANDBOX=off switches it off." in done.out
    assert "SECURITY.md" in done.out
