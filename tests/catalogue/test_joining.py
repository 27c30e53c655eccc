"""Somebody joins: they offer, a partner accepts, registry.yaml names them, and they accept the role."""

from __future__ import annotations

from pathlib import Path

import pytest

from covis.catalogue import Catalogue, Refused, StoreError
from tests.catalogue.catalogue_world import CHECKER, CODER, ID, PEER


@pytest.fixture
def offered(catalogue: Catalogue) -> str:
    """A student from outside has offered to join; both partners have accepted."""
    for person in (CODER, CHECKER):
        catalogue.actions.accept(ID, person, "cli")
    return catalogue.actions.offer(ID, PEER, "cli", note="I would draw the phase portrait.").id


def test_from_an_offer_to_a_partner(catalogue: Catalogue, gallery: Path, offered: str) -> None:
    before = (gallery / "registry.yaml").read_text(encoding="utf-8")
    catalogue.actions.agree(ID, CODER, "cli", re=offered)
    entry = catalogue.registry.entries[ID]
    assert entry.coders == [CODER, PEER] and catalogue.registry.findings == ()
    assert len((gallery / "registry.yaml").read_text(encoding="utf-8")) == len(before) + len(f", {PEER}")
    assert catalogue.items.standing(ID).ignored == () and PEER not in catalogue.items.standing(ID).accepted
    catalogue.actions.accept(ID, PEER, "cli")
    assert PEER in catalogue.items.standing(ID).accepted


def test_an_offer_that_is_declined_or_taken_back_changes_no_file(catalogue: Catalogue, gallery: Path, offered: str) -> None:
    before = (gallery / "registry.yaml").read_bytes()
    with pytest.raises(Refused, match="offered already"):
        catalogue.actions.offer(ID, PEER, "cli")
    catalogue.actions.resolve(ID, CHECKER, "cli", re=offered)
    again = catalogue.actions.offer(ID, PEER, "cli").id
    catalogue.actions.resolve(ID, PEER, "cli", re=again)
    with pytest.raises(Refused):
        catalogue.actions.agree(ID, CODER, "cli", re=again)
    assert (gallery / "registry.yaml").read_bytes() == before


def test_an_entry_that_is_not_edited_here_names_the_line_to_add(catalogue: Catalogue, gallery: Path, offered: str) -> None:
    path = gallery / "registry.yaml"
    text = path.read_text(encoding="utf-8").replace(f"coders: [{CODER}]", f"coders: &team [{CODER}]", 1)
    path.write_text(f"{text.rstrip()}\n  another:\n    title: Another\n    coders: *team\n", encoding="utf-8")
    before, events = path.read_bytes(), catalogue.log.read(ID)[0]
    with pytest.raises(StoreError, match=f"Add {PEER} to coders of {ID} in registry.yaml by hand"):
        catalogue.actions.agree(ID, CODER, "cli", re=offered)
    assert path.read_bytes() == before and catalogue.log.read(ID)[0] == events
