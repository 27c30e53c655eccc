"""The gallery that ships: its records are sound, and each of its visualisations shows another state. `make demonstration` writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from covis.catalogue import Catalogue
from covis.document import digest
from covis.editions.releases import read_release
from tools.demonstration import EARLIER, LATER, STATES, others

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return Catalogue(REPOSITORY, compiles=False)


WANTED = STATES | others(Catalogue(REPOSITORY, compiles=False))


def test_every_entry_has_a_state_and_the_first_six_each_another(shipped: Catalogue) -> None:
    assert set(shipped.registry.entries) == set(WANTED) and len(set(STATES.values())) == len(STATES)
    assert shipped.registry.gallery.demonstration and not shipped.registry.findings


@pytest.mark.parametrize("id", WANTED)
def test_it_stands_where_the_demonstration_put_it(shipped: Catalogue, id: str) -> None:
    item = shipped.items.get(id)
    assert item is not None
    assert item.standing.status == WANTED[id], "make demonstration"
    assert item.standing.ignored == () and item.findings == ()


@pytest.mark.parametrize("id", WANTED)
def test_only_example_people_have_said_something(shipped: Catalogue, id: str) -> None:
    events, findings = shipped.log.read(id)
    assert events and findings == []
    assert all(shipped.registry.people[event.by].example and event.via == "cli" for event in events)


def test_every_signed_edition_is_there_and_is_what_was_signed(shipped: Catalogue) -> None:
    signed = [(id, one) for id in WANTED for one in shipped.items.standing(id).releases]
    assert {id for id, _ in signed} == {id for id, state in WANTED.items() if state in ("signed_off", "update_in_review")}
    for id, release in signed:
        edition = read_release(REPOSITORY, id, release.document)
        assert edition.id == id and edition.source == release.source
        assert digest(edition.document) == edition.digest == release.document
        assert edition.files_fit and edition.evidence and all(fact.established for fact in edition.evidence)
    files = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "releases").rglob("*.json")}
    assert files == {f"releases/{id}/{release.document}.json" for id, release in signed}


def test_the_signed_text_is_an_earlier_one_than_the_folders(shipped: Catalogue) -> None:
    text = (REPOSITORY / "visualisations" / "fourier_series" / "text.md").read_text(encoding="utf-8")
    assert text.count(LATER) == 1
    standing = shipped.items.standing("fourier_series")
    assert standing.release is not None and standing.submitted is not None
    signed = read_release(REPOSITORY, "fourier_series", standing.release.document).files["text.md"]
    assert signed == text.replace(LATER, EARLIER)
