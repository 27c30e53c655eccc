"""Checking through the worker: what was cut short for a reason of the moment is not kept, and harms nothing that is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from covis.catalogue import Catalogue, whole
from covis.compiler.worker import client
from covis.compiler.worker.failures import WorkerError
from covis.editions import cached_edition

ID = "damped_oscillator"


@pytest.fixture
def catalogue(gallery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "cache"))
    return Catalogue(gallery, compiles=False)


def test_a_fact_whose_process_was_killed_is_run_again(catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request, harmed = client.Worker.request, True

    def harming(self: client.Worker, call: str, args: dict[str, Any], *rest: Any, **options: Any) -> dict[str, Any]:
        if harmed and call == "covis.checks.tasks:facts" and args["which"][0] == 0:
            raise WorkerError("was stopped by the system (signal 9)")
        return request(self, call, args, *rest, **options)

    monkeypatch.setattr(client.Worker, "request", harming)

    def check() -> tuple[bool, bool]:
        checked = catalogue.editions.check(ID)
        assert checked.edition is not None
        kept = cached_edition(catalogue.root, checked.edition.digest)
        said = any("was stopped by the system" in finding.message for finding in checked.findings)
        assert said == checked.transient == (checked.evidence[0].outcome == "not established")
        return checked.transient, kept is not None and whole(kept) and all(fact.established for fact in kept.evidence)

    assert check() == (True, False)
    assert not list((tmp_path / "cache" / "checked").glob("*.json"))
    harmed = False
    assert check() == (False, True)
    harmed = True
    shutil.rmtree(tmp_path / "cache" / "checked")
    assert check() == (False, True)  # the evidence was kept
    for kind in ("checked", "facts"):
        shutil.rmtree(tmp_path / "cache" / kind)  # it is checked once more, and what was kept of a sound check stays
    assert check() == (True, True)
