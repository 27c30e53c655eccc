"""Facts run in the background: a page has the edition in review at once, and its evidence when there is some."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from covis.catalogue import Catalogue, whole
from covis.catalogue.background import Background
from covis.catalogue.editions import Editions
from covis.catalogue.files import GalleryFiles
from covis.document import Edition
from covis.editions import Compiled
from covis.finding import Finding
from tests.catalogue.catalogue_world import ID, Toolchain, edit, submitted


class Slow:
    """The checks, which wait until the gate is open."""

    def __init__(self, toolchain: Toolchain) -> None:
        self.toolchain, self.gate, self.runs, self.transient, self.now = toolchain, threading.Event(), 0, False, 0.0

    def check(self, gallery: GalleryFiles, id: str) -> Compiled:
        self.runs += 1
        assert self.gate.wait(60)
        checked = self.toolchain.check(gallery, id)
        if self.transient:
            return Compiled(None, (Finding("x", 1, 0, "the plugin was interrupted"),), transient=True)
        return Compiled(checked.edition, checked.findings)


@pytest.fixture
def slow(catalogue: Catalogue, toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Something is submitted, and this machine has not run its facts: they take until the gate is open."""
    submitted(catalogue)
    made = Slow(toolchain)
    catalogue.editions.facts_queue = Background(at_once=1, clock=lambda: made.now)
    monkeypatch.setattr(Editions, "check", lambda self, id, report=None: made.check(self._files, id))
    yield made
    made.gate.set()


def seen(catalogue: Catalogue) -> Edition:
    edition = catalogue.editions.in_review(ID, wait=10)
    assert edition is not None
    return edition


def finished(catalogue: Catalogue) -> None:
    catalogue.editions.facts_queue._jobs[ID].future.result(60)


def test_the_edition_is_there_at_once_and_its_evidence_later(catalogue: Catalogue, slow: Slow) -> None:
    for _ in range(5):
        assert not whole(seen(catalogue)) and catalogue.editions.facts_failure(ID) is None
    slow.gate.set()
    finished(catalogue)
    assert whole(seen(catalogue)) and seen(catalogue).evidence[0].outcome == "proved"
    assert slow.runs == 1


def test_a_compilation_does_not_wait_for_them(catalogue: Catalogue, slow: Slow) -> None:
    assert not whole(seen(catalogue))
    edit(catalogue)
    item = catalogue.items.get(ID, wait=30)
    assert item is not None and item.shown is not None and not slow.gate.is_set()
    assert catalogue.editions.in_review(ID) is None  # what the folder holds now is not submitted


def test_what_interrupts_them_is_told_and_they_are_run_again(catalogue: Catalogue, slow: Slow) -> None:
    slow.transient = True
    slow.gate.set()
    seen(catalogue)
    finished(catalogue)
    failure = catalogue.editions.facts_failure(ID)
    assert failure is not None and failure.pause == 1.0 and "interrupted" in failure.findings[0].message
    assert not whole(seen(catalogue)) and slow.runs == 1
    slow.transient, slow.now = False, 1.0
    seen(catalogue)
    finished(catalogue)
    assert whole(seen(catalogue)) and slow.runs == 2


def test_they_are_not_run_where_this_machine_makes_other_bytes(catalogue: Catalogue, slow: Slow) -> None:
    slow.toolchain.name = "two"
    assert catalogue.editions.in_review(ID, wait=10) is None and slow.runs == 0


def test_warm_runs_them_and_a_page_finds_them(catalogue: Catalogue, slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, Edition] = {}
    monkeypatch.setattr("covis.catalogue.compilations.cached_edition", lambda root, digest: kept.get(digest))
    monkeypatch.setattr("covis.catalogue.compilations.compile_visualisation", slow.toolchain.compile)
    slow.gate.set()
    made = catalogue.editions.warm(ID)
    assert made.edition is not None and whole(made.edition) and slow.runs == 1
    kept[made.edition.digest] = made.edition
    assert whole(seen(catalogue)) and catalogue.editions.warm(ID).edition is not None and slow.runs == 1
