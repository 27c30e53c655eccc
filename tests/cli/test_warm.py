"""`covis warm`: what pages would otherwise begin, done beforehand, and only once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from covis.catalogue import Catalogue, whole
from covis.compiler.worker import client
from covis.compiler.worker.failures import WorkerError
from tests.cli.command_line import Run

ID = "damped_oscillator"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the worker was asked."""
    calls: list[str] = []
    request = client.Worker.request

    def counted(self: client.Worker, call: str, *args: Any, **options: Any) -> dict[str, Any]:
        calls.append(call)
        return request(self, call, *args, **options)

    monkeypatch.setattr(client.Worker, "request", counted)
    return calls


def test_it_compiles_and_runs_what_is_submitted_once(
    gallery: Path, run: Run, asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = Catalogue(gallery)
    for person in ("example_student", "example_staff"):
        catalogue.actions.accept(ID, person, "cli")
    catalogue.actions.submit(ID, "example_student", "cli")
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "another_machine"))
    asked.clear()
    done = run("warm")
    assert (done.status, done.out) == (0, "1 visualisation ready.\n"), done
    assert asked.count("covis.compiler.worker.tasks:compile") == asked.count("covis.checks.tasks:check") == 1
    assert asked.count("covis.checks.tasks:facts") == 1
    asked.clear()
    assert run("warm").status == 0 and asked == []
    edition = Catalogue(gallery).editions.in_review(ID)
    assert edition is not None and whole(edition) and asked == []


def test_what_is_not_submitted_is_only_compiled(
    gallery: Path, run: Run, asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "another_machine"))
    assert run("warm", ID).status == 0
    assert asked == ["covis.compiler.worker.tasks:compile"]


def test_what_goes_wrong_is_named_and_the_rest_is_done(gallery: Path, run: Run) -> None:
    folder = gallery / "visualisations" / "broken"
    folder.mkdir()
    (folder / "__init__.py").write_text("z = 1 / 0\n")
    (folder / "text.md").write_text("## The idea\n")
    with (gallery / "registry.yaml").open("a") as registry:
        registry.write("\n  broken:\n    title: Broken\n    coders: [example_student]\n    fact_checkers: [example_staff]\n")
    done = run("warm")
    assert done.status == 1 and "visualisations/broken/__init__.py:1: ZeroDivisionError" in done.out
    assert "1 visualisation ready, 1 not." in done.out
    assert run("warm", ID).status == 0


def test_a_failure_of_the_moment_is_a_sentence(gallery: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise WorkerError("was interrupted because the worker process stopped; run the command again")

    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "another_machine"))
    monkeypatch.setattr(client.Worker, "request", refuse)
    done = run("warm")
    assert done.status == 1 and "the plugin was interrupted because the worker process stopped" in done.out
    assert not list((tmp_path / "another_machine").rglob("*.json"))


def test_it_is_called_wrongly(gallery: Path, run: Run) -> None:
    done = run("warm", "damped_oscilator")
    assert done.status == 2 and "did you mean damped_oscillator?" in done.err
    assert run("warm", "--root", str(gallery / "nowhere")).status == 2
