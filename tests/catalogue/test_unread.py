"""A log that cannot be read: nothing is claimed of the visualisation, and nothing of it is shown, until it can be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from covis.catalogue import Catalogue, Refused
from covis.catalogue.item import UNREAD
from tests.catalogue.catalogue_world import CHECKER, ID, signed

Spoil = Callable[[Path, pytest.MonkeyPatch], None]


def a_database_that_is_away(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")


def a_file_that_is_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = root / "records" / f"{ID}.jsonl"
    log.rename(log.with_suffix(".kept"))
    log.mkdir()


@pytest.mark.parametrize("spoil", [a_database_that_is_away, a_file_that_is_none])
@pytest.mark.parametrize("visibility", ["all", "signed_off"])
def test_no_status_is_made_up(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, spoil: Spoil, visibility: str) -> None:
    event = signed(catalogue)
    assert event.edition is not None
    root = catalogue.root
    registry = root / "registry.yaml"
    registry.write_text(registry.read_text().replace("visibility: all ", f"visibility: {visibility} "))
    spoil(root, monkeypatch)
    fresh = Catalogue(root)
    item = fresh.items.get(ID, wait=1)
    assert item is not None
    assert (item.standing.status, item.standing.turn, item.shown, item.pending) == ("unknown", (), None, False)
    assert fresh.items.standing(ID).status == "unknown" and fresh.items.document(event.edition.document) is None
    assert item.entry.title == UNREAD if visibility == "signed_off" else any("cannot be read" in one.message for one in item.findings)
    with pytest.raises(Refused):
        fresh.actions.dispute(ID, CHECKER, "cli", note="Wrong.")


def test_a_log_that_comes_back_is_the_log(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    signed(catalogue)
    a_file_that_is_none(catalogue.root, monkeypatch)
    fresh = Catalogue(catalogue.root)
    assert fresh.items.standing(ID).status == "unknown"
    log = catalogue.root / "records" / f"{ID}.jsonl"
    log.rmdir()
    log.with_suffix(".kept").rename(log)
    item = fresh.items.get(ID)
    assert item is not None and item.standing.status == "signed_off" and item.shown is not None
