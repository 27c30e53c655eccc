"""What people do: the way from accepting to a release, each refusal on it, and that what is signed stays what is seen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from covis.catalogue import Catalogue, Refused, StoreError, compilations
from covis.document import Edition, canonical
from covis.finding import Finding
from tests.catalogue.catalogue_world import ALL, CHECKER, CODER, ID, MAINTAINER, Toolchain, edit, files, now, signed, submitted


def test_from_accepting_to_a_release(catalogue: Catalogue) -> None:
    digest = submitted(catalogue)
    assert now(catalogue).standing.status == "in_staff_review"
    event = catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)
    item = now(catalogue)
    assert item.standing.status == "signed_off" and item.is_release and item.digest == digest
    assert event.via == "cli" and event.edition is not None and event.edition.document == digest
    assert list(files(catalogue.root)) == [f"{digest}.json"]
    assert item.shown is not None and item.shown.evidence[0].evidence == "proved by one"


def test_students_see_the_signed_bytes_whatever_happens_to_the_folder(catalogue: Catalogue, toolchain: Toolchain) -> None:
    signed(catalogue)
    before = now(catalogue)
    assert before.shown is not None
    bytes_before = canonical(before.shown.document)
    edit(catalogue)
    toolchain.name = "two"
    item = now(catalogue)
    assert item.standing.status == "update_in_review" and item.digest == before.digest
    shutil.rmtree(catalogue.root / "visualisations" / ID)
    again = Catalogue(catalogue.root)
    item = now(again)
    assert item.is_release and item.shown is not None and canonical(item.shown.document) == bytes_before
    served = again.items.document(before.digest)
    assert served is not None and canonical(served.document) == bytes_before


def test_a_second_release_follows_without_a_new_peer_review(catalogue: Catalogue) -> None:
    first = signed(catalogue)
    edit(catalogue)
    event = catalogue.actions.submit(ID, CODER, "cli")
    assert event.edition is not None and first.edition is not None
    assert now(catalogue).digest == first.edition.document
    catalogue.actions.sign_off(ID, CHECKER, "cli", edition=event.edition.document, criteria=ALL)
    assert now(catalogue).digest == event.edition.document
    assert len(files(catalogue.root)) == 2
    assert catalogue.items.document(first.edition.document) is None


@pytest.mark.parametrize(("outcome", "detail"), [("fails", {}), ("not established", {"error": "it raised"})])
def test_facts_that_fail_or_cannot_be_run_are_not_submitted(
    catalogue: Catalogue, toolchain: Toolchain, outcome: str, detail: dict[str, str]
) -> None:
    toolchain.outcome, toolchain.detail = outcome, detail
    catalogue.actions.accept(ID, CODER, "cli")
    with pytest.raises(Refused, match=f"It swings: {outcome}") as refused:
        catalogue.actions.submit(ID, CODER, "cli")
    assert f"covis check {ID}" in refused.value.refusal.way_out


def test_a_fact_that_was_run_and_is_not_established_is_submitted_for_a_person_to_judge(catalogue: Catalogue, toolchain: Toolchain) -> None:
    toolchain.outcome = "not established"
    catalogue.actions.accept(ID, CODER, "cli")
    catalogue.actions.submit(ID, CODER, "cli")
    assert [event.kind for event in catalogue.items.history(ID)[0]][-1] == "submitted"


def test_errors_are_not_submitted_and_warnings_are(catalogue: Catalogue, toolchain: Toolchain) -> None:
    toolchain.findings = [Finding("a.py", 3, 1, "no preset", severity="warning")]
    catalogue.actions.submit(ID, CODER, "cli")
    toolchain.findings = [Finding("a.py", 4, 2, "wrong unit")]
    with pytest.raises(Refused, match=r"a\.py:4:2: wrong unit"):
        catalogue.actions.submit(ID, CODER, "cli")


def test_an_edition_that_was_not_seen_is_not_signed(catalogue: Catalogue) -> None:
    submitted(catalogue)
    with pytest.raises(Refused, match="is not the one that is submitted"):
        catalogue.actions.sign_off(ID, CHECKER, "cli", edition="0" * 64, criteria=ALL)
    assert files(catalogue.root) == {}


def test_a_folder_that_moved_is_not_signed(catalogue: Catalogue) -> None:
    digest = submitted(catalogue)
    edit(catalogue)
    with pytest.raises(Refused, match="has changed since it was submitted"):
        catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)
    assert files(catalogue.root) == {}


def test_a_folder_that_moves_at_the_last_moment_is_not_signed(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """The edit comes after everything was looked at, before the event is appended."""
    digest = submitted(catalogue)
    whole = catalogue.editions.submitted

    def edited_meanwhile(id: str) -> Edition:
        edition = whole(id)
        edit(catalogue)
        return edition

    monkeypatch.setattr(catalogue.editions, "submitted", edited_meanwhile)
    with pytest.raises(Refused, match="folder has changed"):
        catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)
    assert files(catalogue.root) == {}
    assert [event.kind for event in catalogue.log.read(ID)[0]][-1] == "peer_reviewed"


def test_another_toolchain_cannot_sign_what_it_cannot_make(catalogue: Catalogue, toolchain: Toolchain) -> None:
    digest = submitted(catalogue)
    toolchain.name = "two"
    with pytest.raises(Refused, match="another toolchain"):
        catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)


def test_a_refused_signature_leaves_no_file(catalogue: Catalogue) -> None:
    digest = submitted(catalogue)
    for by, criteria in ((CODER, ALL), (MAINTAINER, ALL), (CHECKER, {**ALL, "facts": False}), (CHECKER, {})):
        with pytest.raises(Refused):
            catalogue.actions.sign_off(ID, by, "cli", edition=digest, criteria=criteria)
    assert files(catalogue.root) == {}


def test_a_store_that_cannot_be_written_signs_nothing(catalogue: Catalogue) -> None:
    digest = submitted(catalogue)
    (catalogue.root / "releases").write_text("in the way")
    with pytest.raises(StoreError, match="nothing was signed") as failed:
        catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)
    assert not isinstance(failed.value, Refused), "a full disk is not a refusal by the rules"
    assert now(catalogue).standing.status == "in_staff_review"


def test_a_request_of_high_priority_blocks_until_it_is_resolved(catalogue: Catalogue) -> None:
    digest = submitted(catalogue)
    request = catalogue.actions.request_changes(ID, CHECKER, "cli", level="high", note="The sign of v is wrong.")
    with pytest.raises(Refused, match="high priority"):
        catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)
    catalogue.actions.resolve(ID, CHECKER, "cli", re=request.id)
    catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)


def test_a_request_with_no_such_level_is_refused_in_words(catalogue: Catalogue) -> None:
    submitted(catalogue)
    with pytest.raises(Refused, match="level"):
        catalogue.actions.request_changes(ID, CHECKER, "cli", level="urgent", note="Now.")


def test_a_dispute_stands_on_it_and_a_withdrawal_takes_it_down(catalogue: Catalogue) -> None:
    signed(catalogue)
    digest = now(catalogue).digest
    dispute = catalogue.actions.dispute(ID, CHECKER, "cli", note="Energy grows.")
    assert now(catalogue).standing.status == "disputed" and now(catalogue).digest == digest
    catalogue.actions.resolve(ID, CHECKER, "cli", re=dispute.id)
    taken = catalogue.actions.dispute(ID, CHECKER, "cli", note="Wrong.", withdrawn=True)
    item = now(catalogue)
    assert item.shown is None and not item.pending and catalogue.items.document(digest) is None
    catalogue.actions.resolve(ID, CHECKER, "cli", re=taken.id)
    assert now(catalogue).digest == digest


def test_retired_is_out_of_the_gallery_and_back_again(catalogue: Catalogue) -> None:
    signed(catalogue)
    catalogue.actions.retire(ID, MAINTAINER, "cli")
    assert catalogue.items.all() == [] and [item.id for item in catalogue.items.all(retired=True)] == [ID]
    assert now(catalogue).shown is None
    catalogue.actions.reinstate(ID, MAINTAINER, "cli")
    assert [item.id for item in catalogue.items.all()] == [ID]


def test_decisions_are_agreed_to(catalogue: Catalogue) -> None:
    decision = catalogue.actions.decide(ID, CODER, "cli", note="Two plots, side by side.")
    with pytest.raises(Refused, match="your own decision"):
        catalogue.actions.agree(ID, CODER, "cli", re=decision.id)
    assert catalogue.actions.agree(ID, CHECKER, "cli", re=decision.id).re == decision.id


def test_a_release_whose_file_is_damaged_is_not_shown_as_another(catalogue: Catalogue, gallery: Path) -> None:
    digest = (signed(catalogue).edition or pytest.fail()).document
    path = gallery / "releases" / ID / f"{digest}.json"
    path.write_bytes(path.read_bytes().replace(b"made_by", b"made_me"))
    item = now(Catalogue(gallery))
    assert item.shown is None
    assert any("restore it" in finding.message and finding.file.startswith("releases/") for finding in item.findings)


def test_the_same_release_under_a_gallery_that_shows_only_signed_work(catalogue: Catalogue, gallery: Path) -> None:
    signed(catalogue)
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text().replace("visibility: all", "visibility: signed_off"))
    item = now(Catalogue(gallery))
    assert item.is_release and item.shown is not None


@pytest.mark.parametrize("broken", ["gallery: [", "visualisations: {damped_oscillator: {titel: x}}"])
def test_nothing_is_said_over_a_registry_that_cannot_be_read(catalogue: Catalogue, gallery: Path, broken: str) -> None:
    now(catalogue)
    (gallery / "registry.yaml").write_text(broken)
    with pytest.raises(Refused, match="registry"):
        catalogue.actions.accept(ID, CODER, "cli")


def test_an_unknown_visualisation_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(Refused, match="no visualisation"):
        catalogue.actions.accept("nothing", CODER, "cli")


def test_a_note_that_is_missing_or_too_long_is_refused_in_plain_words(catalogue: Catalogue) -> None:
    for note, words in (("  ", "says what was decided"), ("x" * 20_001, "at most 20000 characters, and this one has 20001")):
        with pytest.raises(Refused, match=words):
            catalogue.actions.decide(ID, CODER, "cli", note=note)
    assert catalogue.actions.decide(ID, CODER, "cli", note="x" * 20_000).note


def test_while_the_registry_is_broken_what_is_submitted_is_read_and_nothing_is_said(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = submitted(catalogue)
    kept = catalogue.editions.submitted(ID)
    monkeypatch.setattr(compilations, "cached_edition", lambda root, digest: kept)
    registry = catalogue.root / "registry.yaml"
    registry.write_text(registry.read_text() + "\n  : [broken")
    edition = catalogue.editions.in_review(ID)
    assert edition is not None and edition.digest == digest
    with pytest.raises(Refused, match="registry cannot be read"):
        catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)
    assert files(catalogue.root) == {}
