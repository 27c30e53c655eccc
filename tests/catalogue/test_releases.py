"""What is shown to whom: releases, pins, what only a review may see, and bytes that are not what was signed."""

from __future__ import annotations

import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from covis.catalogue import Catalogue, Item
from covis.catalogue.item import UNSIGNED
from covis.editions import listed
from tests.catalogue.catalogue_world import ALL, CHECKER, CODER, ID, MAINTAINER, PEER, Toolchain, edit, files, now, signed, submitted

COURSE = "PHYS40001"
TITLE, SUMMARY = "What friction does to a swing", "Trade damping against frequency"


def registry(catalogue: Catalogue, old: str, new: str) -> None:
    path = catalogue.root / "registry.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def only_signed(catalogue: Catalogue) -> None:
    registry(catalogue, "visibility: all", "visibility: signed_off")


def pin(catalogue: Catalogue, digest: str) -> None:
    registry(catalogue, "\n      - damped_oscillator\n", f"\n      - {{id: {ID}, note: Week 3, edition: {digest}}}\n")


def release(catalogue: Catalogue) -> str:
    event = signed(catalogue)
    assert event.edition is not None
    return event.edition.document


def second_release(catalogue: Catalogue) -> str:
    edit(catalogue)
    event = catalogue.actions.submit(ID, CODER, "cli")
    assert event.edition is not None
    catalogue.actions.sign_off(ID, CHECKER, "cli", edition=event.edition.document, criteria=ALL)
    return event.edition.document


# --- what everybody may read where only what is signed is shown -------------------------------------------------------------


def words_of(item: Item) -> str:
    """Everything in an item but who it belongs to and where it stands."""
    return repr([getattr(item, one.name) for one in fields(item) if one.name not in ("id", "coders", "fact_checkers", "standing")])


def test_nobody_else_is_given_a_word_that_is_not_signed(catalogue: Catalogue) -> None:
    digest = submitted(catalogue)
    only_signed(catalogue)
    for item in (catalogue.items.all()[0], catalogue.items.get(ID, wait=1, hurry=True), catalogue.items.of_course(COURSE)[0].item):
        assert item is not None and item.entry.title == UNSIGNED and item.shown is None and not item.pending
        assert "swing" not in words_of(item).lower() and "damp" not in words_of(item).lower()
    assert catalogue.items.document(digest) is None
    assert catalogue.items.of_course(COURSE)[0].edition is None


def test_a_fault_in_unsigned_work_is_told_to_its_team_alone(catalogue: Catalogue) -> None:
    submitted(catalogue)
    only_signed(catalogue)
    shutil.rmtree(catalogue.root / "visualisations" / ID)
    public, own = catalogue.items.get(ID), catalogue.items.get(ID, viewer=CODER)
    assert public is not None and own is not None
    assert public.findings == () and any("no such folder" in finding.message for finding in own.findings)


def test_the_title_that_everybody_reads_is_the_signed_one(catalogue: Catalogue) -> None:
    digest = release(catalogue)
    only_signed(catalogue)
    registry(catalogue, TITLE, "An unsigned title")
    registry(catalogue, SUMMARY, "An unsigned summary")
    item = now(catalogue)
    assert item.standing.status == "update_in_review" and item.digest == digest
    assert item.entry.title == TITLE and item.entry.summary.startswith(SUMMARY)
    assert "unsigned" not in words_of(item)
    own = catalogue.items.get(ID, viewer=CHECKER)
    assert own is not None and own.entry.title == "An unsigned title" and own.digest == digest
    catalogue.actions.retire(ID, MAINTAINER, "cli")
    assert catalogue.items.all(retired=True)[0].entry.title == TITLE


def test_who_sees_what_is_not_signed(catalogue: Catalogue) -> None:
    catalogue.actions.accept(ID, CODER, "cli")
    assert catalogue.items.sees_unsigned(ID, None)
    only_signed(catalogue)

    def see(*people: str | None) -> list[str | None]:
        return [person for person in people if catalogue.items.sees_unsigned(ID, person)]

    everybody = (CODER, CHECKER, PEER, MAINTAINER, "nobody", None)
    assert see(*everybody) == [CODER, CHECKER, MAINTAINER], "nothing is submitted, so there is nothing to review"
    catalogue.actions.submit(ID, CODER, "cli")
    assert see(*everybody) == [CODER, CHECKER, PEER, MAINTAINER]
    assert catalogue.items.get(ID, viewer=PEER).entry.title == TITLE  # type: ignore[union-attr]
    edit(catalogue)
    assert see(*everybody) == [CODER, CHECKER, MAINTAINER], "what the folder holds now is not submitted"
    registry(catalogue, "coders: [example_student]", "coders: []")
    assert see(*everybody) == [CHECKER, MAINTAINER]
    registry(catalogue, "demonstration: true", "demonstration: false")
    assert see(*everybody) == [], "example people are nobody where this is no demonstration"
    assert not catalogue.items.sees_unsigned("nothing", MAINTAINER)
    assert Catalogue(catalogue.root, trusted=True).items.sees_unsigned(ID, None)


def test_those_in_the_review_have_the_edition_in_review_and_the_newest(catalogue: Catalogue, toolchain: Toolchain) -> None:
    only_signed(catalogue)
    assert catalogue.editions.in_review(ID) is None and catalogue.editions.in_review("nothing") is None
    digest = submitted(catalogue)
    seen = catalogue.editions.in_review(ID, wait=5)
    assert seen is not None and seen.digest == digest
    edit(catalogue)
    assert catalogue.editions.in_review(ID) is None
    newest = catalogue.editions.current(ID, wait=5)
    assert newest is not None and newest.edition is not None and newest.edition.digest != digest
    assert catalogue.items.document(newest.edition.digest) is None, "and it has no address for others"
    shutil.rmtree(catalogue.root / "visualisations" / ID)
    gone = catalogue.editions.current(ID)
    assert gone is not None and gone.edition is None and "no such folder" in gone.findings[0].message


# --- pins -----------------------------------------------------------------------------------------------------------------


def test_a_course_keeps_the_release_that_it_pins(catalogue: Catalogue) -> None:
    first = release(catalogue)
    pin(catalogue, first)
    second = second_release(catalogue)
    (step,) = catalogue.items.of_course(COURSE)
    assert (step.digest, step.note, step.pinned) == (first, "Week 3", True)
    assert step.edition is not None and step.edition.digest == first
    assert now(catalogue).digest == second
    served = catalogue.items.document(first)
    assert served is not None and served.digest == first and catalogue.items.document(second) is not None
    fresh = Catalogue(catalogue.root)
    assert fresh.items.document(first) is not None, "also before anybody looked at the course"
    assert not [finding for finding in fresh.items.findings() if finding.severity == "error"]


def test_a_pin_that_names_no_release_is_told_with_its_place(catalogue: Catalogue) -> None:
    digest = release(catalogue)
    pin(catalogue, "f" * 64)
    (step,) = catalogue.items.of_course(COURSE)
    assert (step.digest, step.pinned) == (digest, False)
    (finding,) = [one for one in now(catalogue).findings if one.rule == "course.pin"]
    line = (catalogue.root / "registry.yaml").read_text().splitlines()[finding.line - 1]
    assert finding.file == "registry.yaml" and line[finding.column - 1 :].startswith("f" * 64)
    assert "ffffffffffff is no release of damped_oscillator" in finding.message and digest in finding.message


def test_a_pin_of_what_was_only_submitted_shows_nothing(catalogue: Catalogue) -> None:
    digest = submitted(catalogue)
    pin(catalogue, digest)
    only_signed(catalogue)
    (step,) = catalogue.items.of_course(COURSE)
    assert (step.digest, step.pinned, step.edition) == ("", False, None)
    assert catalogue.items.document(digest) is None


def test_a_pin_of_another_visualisation_is_none(catalogue: Catalogue) -> None:
    digest = release(catalogue)
    shutil.copytree(catalogue.root / "visualisations" / ID, catalogue.root / "visualisations" / "other")
    with (catalogue.root / "registry.yaml").open("a") as file:
        file.write("\n  other:\n    title: Other\n    coders: [example_student]\n    fact_checkers: [example_staff]\n")
    registry(catalogue, "\n      - damped_oscillator\n", f"\n      - {{id: other, edition: {digest}}}\n")
    (step,) = catalogue.items.of_course(COURSE)
    assert step.item.id == "other" and not step.pinned
    assert "other: name one" not in str(step.item.findings)


def test_a_pinned_release_goes_with_what_is_withdrawn_or_retired(catalogue: Catalogue) -> None:
    first = release(catalogue)
    pin(catalogue, first)
    second_release(catalogue)
    second = now(catalogue).digest
    registry(catalogue, first, second)
    taken = catalogue.actions.dispute(ID, CHECKER, "cli", note="Wrong.", withdrawn=True)
    (step,) = catalogue.items.of_course(COURSE)
    assert step.digest == first and not step.pinned and catalogue.items.document(second) is None, "the one before takes its place"
    assert now(catalogue).digest == first and catalogue.items.document(first) is not None
    also = catalogue.actions.dispute(ID, CHECKER, "cli", note="So is this.", withdrawn=True)
    (step,) = catalogue.items.of_course(COURSE)
    assert step.edition is None and catalogue.items.document(first) is None and now(catalogue).standing.withdrawn
    for event in (also, taken):
        catalogue.actions.resolve(ID, CHECKER, "cli", re=event.id)
    assert catalogue.items.document(second) is not None and now(catalogue).digest == second
    catalogue.actions.retire(ID, MAINTAINER, "cli")
    assert catalogue.items.of_course(COURSE) == [] and catalogue.items.document(first) is None
    assert catalogue.items.of_course("nothing") == []


# --- bytes that are not what was signed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", ["missing", "other bytes", "no JSON", "another release", "files"])
def test_a_release_that_was_tampered_with_is_told_and_never_shown(catalogue: Catalogue, harm: str) -> None:
    first = release(catalogue)
    pin(catalogue, first)
    second_release(catalogue)
    path = catalogue.root / "releases" / ID / f"{first}.json"
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    elif harm == "another release":
        path.write_bytes(next(other for name, other in files(catalogue.root).items() if not name.startswith(first)))
    else:
        spoilt = {"other bytes": content.replace(b"swing", b"swung"), "no JSON": content[:-9], "files": b""}[harm]
        path.write_bytes(spoilt or content.replace(b'"files":{}', b'"files":{"__init__.py":"import os"}'))
    fresh = Catalogue(catalogue.root)
    assert fresh.items.document(first) is None
    (step,) = fresh.items.of_course(COURSE)
    assert not step.pinned and step.edition is not None and step.edition.digest != first
    assert any(one.file == f"releases/{ID}/{first}.json" and "restore it" in one.message for one in fresh.items.findings())
    assert any(one.rule == "release" for one in now(catalogue).findings), "a running gallery tells it too"
    still = catalogue.items.document(first)
    assert still is None or still.digest == first
    path.write_bytes(content)
    assert fresh.items.document(first) is not None and not [one for one in now(fresh).findings if one.rule == "release"]


# --- where it is listed


def test_an_older_release_is_listed_nowhere_until_it_is_signed_again(catalogue: Catalogue) -> None:
    """The made-up compiler of these tests makes documents without subject, level and keywords, as older ones are."""
    release(catalogue)
    only_signed(catalogue)
    item = catalogue.items.get(ID)
    assert item is not None and item.is_release and item.standing.status == "signed_off"
    assert (item.entry.subject, item.entry.level, item.entry.keywords) == ("", None, [])
    team = catalogue.items.get(ID, viewer=CODER)
    assert team is not None and team.entry.subject and [one.rule for one in team.findings] == ["release.listing"]
    assert item.findings == ()


def test_what_is_wrong_with_the_private_logins_is_logged_and_shown_to_nobody(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    private = tmp_path / "secret-logins.yaml"
    private.write_text("nobody_here: x@example.org\n", encoding="utf-8")
    monkeypatch.setenv("COVIS_LOGINS", str(private))
    shown = [
        str(one) for one in (*catalogue.registry.findings, *catalogue.items.findings(), *catalogue.items.registry_findings(MAINTAINER))
    ]
    assert not any("secret-logins" in one for one in shown)
    assert f"{private}:1:1" in caplog.text
    trusted = Catalogue(catalogue.root, compiles=False, trusted=True)
    assert any("secret-logins" in str(one) for one in trusted.items.findings())


def test_what_is_wrong_with_the_registry_is_for_maintainers_where_only_signed_work_is_shown(catalogue: Catalogue) -> None:
    registry(catalogue, "level: 1", "level: Secret")
    everybody = catalogue.items.registry_findings()
    assert any("Secret" in str(one) for one in everybody)
    assert catalogue.items.registry_findings(id=ID) == catalogue.registry.broken[ID]
    only_signed(catalogue)
    assert (
        catalogue.items.registry_findings() == catalogue.items.registry_findings(CODER) == catalogue.items.registry_findings(PEER, ID) == ()
    )
    assert catalogue.items.registry_findings(MAINTAINER, ID) == catalogue.registry.broken[ID]


# --- two toolchains -----------------------------------------------------------------------------------------------------------


def test_recompiled_asks_the_team_to_look_again_and_changes_nothing_for_others(catalogue: Catalogue, toolchain: Toolchain) -> None:
    digest = release(catalogue)
    assert not now(catalogue).recompiled
    toolchain.name = "two"
    fresh = Catalogue(catalogue.root)
    fresh.items.all()
    entry = fresh.registry.entries[ID]
    fresh._compilations.queue.compile(ID, now(fresh).source or "", lambda: pytest.fail("it is queued"), listed=listed(entry)).result(60)
    item = now(fresh)
    assert item.recompiled and item.standing.status == "signed_off" and item.digest == digest
    newest = fresh.editions.current(ID, wait=60)
    assert newest is not None and newest.edition is not None
    other = newest.edition.digest
    assert other != digest

    again = fresh.actions.submit(ID, CODER, "cli")
    assert again.edition is not None and again.edition.document == other
    assert [turn.action for turn in now(fresh).standing.turn] == ["sign_off"] and now(fresh).digest == digest
    fresh.actions.sign_off(ID, CHECKER, "cli", edition=other, criteria=ALL)
    item = now(fresh)
    assert item.digest == other and not item.recompiled and item.standing.status == "signed_off"


# --- after the first release --------------------------------------------------------------------------------------------------


def test_a_dispute_of_an_older_release_is_refused_and_an_open_one_stays(catalogue: Catalogue) -> None:
    release(catalogue)
    dispute = catalogue.actions.dispute(ID, MAINTAINER, "cli", note="Energy grows.")
    second = second_release(catalogue)
    item = now(catalogue)
    assert item.standing.status == "disputed" and item.digest == second, "it is for who raised it to say that this settles it"
    catalogue.actions.resolve(ID, MAINTAINER, "cli", re=dispute.id)
    assert now(catalogue).standing.status == "signed_off"


def test_any_byte_of_the_folder_the_title_or_the_summary_leaves_signed_off(catalogue: Catalogue) -> None:
    digest = release(catalogue)
    folder = catalogue.root / "visualisations" / ID
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes()
        for place in range(0, len(content), max(1, len(content) // 12)):
            changed = bytes([content[place] ^ 1])
            Path(folder / "new").write_bytes(content[:place] + changed + content[place + 1 :])
            (folder / "new").replace(path)
            item = catalogue.items.all()[0]
            assert item.standing.status == "update_in_review" and item.digest == digest, (path, place)
        (folder / "new").write_bytes(content)
        (folder / "new").replace(path)
        assert catalogue.items.all()[0].standing.status == "signed_off"
    for old, new in ((TITLE, TITLE + "!"), (SUMMARY, SUMMARY[1:])):
        registry(catalogue, old, new)
        item = catalogue.items.all()[0]
        assert item.standing.status == "update_in_review" and item.digest == digest
        registry(catalogue, new, old)
    registry(catalogue, "fact_checkers: [example_staff]", "fact_checkers: []")
    item = catalogue.items.all()[0]
    assert item.standing.status == "seeking_partners" and item.digest == digest and item.standing.signer_left
