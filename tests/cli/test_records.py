"""`records copy` and `records verify`: what people said moves to another store as it is, and is read line by line."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from covis.document import Edition
from covis.editions.releases import write_release
from covis.feedback.model import Feedback
from covis.feedback.sql import SqlFeedback
from covis.feedback.store import FileFeedback
from covis.review.criteria import CRITERIA
from covis.review.events import EditionDigests, Event, new_event
from covis.review.stores.files import FileLog
from covis.review.stores.protocol import Log
from covis.review.stores.sql import SqlLog
from tests.cli.command_line import Done, Run
from tests.review.review_world import adding

ID = "damped_oscillator"
REPOSITORY = Path(__file__).resolve().parents[2]
DATABASE = "sqlite:///covis.db"


def released(gallery: Path) -> list[Event]:
    """A release of the tests' visualisation, by a log that keeps the rules: the edition is any that is stored."""
    edition = Edition(id=ID, source="a" * 64, document={"format": 1}, evidence=[], toolchain={})
    write_release(gallery, edition)
    digests, met = EditionDigests(source=edition.source, document=edition.digest), {one.id: True for one in CRITERIA}
    log = FileLog(gallery)
    for event in (
        new_event("accepted", "example_student", "cli", role="coder"),
        new_event("accepted", "example_staff", "cli", role="fact_checker"),
        new_event("submitted", "example_student", "cli", edition=digests),
        new_event("peer_reviewed", "example_peer", "cli", edition=digests),
        new_event("signed_off", "example_staff", "cli", edition=digests, criteria=met, note="Well done ‘all’."),
    ):
        log.append(ID, adding(event))
    FileFeedback(gallery).add(ID, Feedback(id=uuid4().hex, kind="wrong", at=datetime.now(UTC), document=edition.digest, note="the axis?"))
    return log.read(ID)[0]


def read(log: Log) -> list[Event]:
    events, findings = log.read(ID)
    assert findings == []
    return events


# --- copy


def test_a_copy_to_a_database_and_back_is_the_same_log(gallery: Path, tmp_path: Path, run: Run) -> None:
    events = released(gallery)
    done = run("records", "copy", str(gallery), DATABASE)
    assert done.status == 0 and "5 events of 1 visualisation: 5 copied, 0 there before." in done.out, done
    assert read(SqlLog(DATABASE, gallery)) == events and (gallery / "covis.db").exists()
    (tmp_path / "new").mkdir()
    assert run("records", "copy", DATABASE, str(tmp_path / "new")).status == 0
    assert (tmp_path / "new" / "records" / f"{ID}.jsonl").read_bytes() == (gallery / "records" / f"{ID}.jsonl").read_bytes()
    assert FileFeedback(tmp_path / "new").read(ID) == SqlFeedback(DATABASE, gallery).read(ID) == FileFeedback(gallery).read(ID) != []


def test_a_copy_that_is_said_again_copies_only_what_is_new(gallery: Path, run: Run) -> None:
    released(gallery)
    run("records", "copy", str(gallery), DATABASE)
    FileLog(gallery).append(ID, lambda events: new_event("decided", "example_student", "cli", note="one more"))
    assert "6 events of 1 visualisation: 1 copied, 5 there before." in run("records", "copy", str(gallery), DATABASE).out
    done = run("records", "copy", str(gallery), DATABASE)
    assert "0 copied, 6 there before." in done.out and "0 pieces of feedback" in done.out


def test_a_target_that_contradicts_is_left_as_it_is(gallery: Path, run: Run) -> None:
    events = released(gallery)
    log = FileLog(gallery)
    log.append("another", lambda before: new_event("decided", "example_student", "cli", note="of another visualisation"))
    SqlLog(DATABASE, gallery).add(ID, [events[2].model_copy(update={"note": "not what was said"})])
    done = run("records", "copy", str(gallery), DATABASE)
    assert done.status == 1 and "Nothing was copied" in done.err and events[2].id in done.err
    assert SqlLog(DATABASE, gallery).ids() == [ID] and len(read(SqlLog(DATABASE, gallery))) == 1


def test_a_line_that_is_no_event_is_told_and_the_others_are_copied(gallery: Path, run: Run) -> None:
    events = released(gallery)
    with (gallery / "records" / f"{ID}.jsonl").open("a") as file:
        file.write('{"id": "torn')
    done = run("records", "copy", str(gallery), DATABASE)
    assert done.status == 1 and f"records/{ID}.jsonl:6: " in done.out and "were not copied" in done.out
    assert read(SqlLog(DATABASE, gallery)) == events


@pytest.mark.parametrize(
    ("source", "target", "status", "message"),
    [
        ("/nowhere", DATABASE, 2, "There is no gallery /nowhere"),
        (".", "/nowhere", 2, "There is no gallery /nowhere"),
        ("sqlite:///nowhere.db", ".", 2, "There is no database"),
        ("postgresql://covis:secret@127.0.0.1:9/covis", ".", 1, "cannot be reached"),
        (".", "postgresql://covis:secret@127.0.0.1:9/covis", 1, "cannot be read now"),
        (".", "mysql://covis:secret@localhost/covis", 1, "SQLite or PostgreSQL"),
        ("sqlite://", ".", 1, "needs the name of a file"),
        (".", "sqlite:///registry.yaml", 1, "not a database"),
    ],
)
def test_what_is_no_store_is_told(
    gallery: Path, run: Run, monkeypatch: pytest.MonkeyPatch, source: str, target: str, status: int, message: str
) -> None:
    released(gallery)
    before = (gallery / "registry.yaml").read_bytes()
    monkeypatch.chdir(gallery)
    done = run("records", "copy", source, target)
    assert done.status == status and message in done.err and "secret" not in done.err + done.out and "Traceback" not in done.err
    assert (gallery / "registry.yaml").read_bytes() == before


# --- verify


@pytest.mark.parametrize("url", ["", DATABASE], ids=["files", "database"])
def test_a_sound_store_has_no_findings(gallery: Path, run: Run, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert run("records", "verify").out == "0 events, 0 releases, 0 findings.\n"
    released(gallery)
    if url:
        run("records", "copy", str(gallery), url)
        monkeypatch.setenv("COVIS_DATABASE_URL", url)
    assert run("records", "verify") == Done(0, "5 events, 1 release, 0 findings.\n", "")


def test_everything_that_is_wrong_is_told_at_its_line(gallery: Path, run: Run) -> None:
    events = released(gallery)
    path = gallery / "records" / f"{ID}.jsonl"
    forged = new_event("signed_off", "example_maintainer", "cli", edition=events[4].edition, criteria=events[4].criteria)
    forged = forged.model_copy(update={"at": events[-1].at + timedelta(seconds=1)})
    early = new_event("decided", "example_student", "cli", note="from tomorrow").model_copy(
        update={"at": datetime.now(UTC) + timedelta(days=1)}
    )
    other = events[0].model_copy(update={"note": "something else", "at": events[0].at + timedelta(microseconds=1)})
    with path.open("a") as file:
        file.write(f"{forged.line()}\nhello\n{other.line()}\n{early.line()}\n{events[1].line()}\n")
    FileLog(gallery).append("gone", lambda before: new_event("decided", "example_student", "cli", note="no entry"))
    (release,) = (gallery / "releases" / ID).iterdir()
    release.write_bytes(release.read_bytes().replace(b'"format":1', b'"format":2'))
    done = run("records", "verify", "--json")
    said = json.loads(done.out)
    assert done.status == 1 and (said["events"], said["releases"]) == (8, 1)
    found = {(one["file"], one["line"]): (one["rule"], one["severity"]) for one in said["findings"]}
    assert found == {
        (f"records/{ID}.jsonl", 6): ("review.rule", "warning"),
        (f"records/{ID}.jsonl", 7): ("review.line", "error"),
        (f"records/{ID}.jsonl", 8): ("review.duplicate", "error"),
        (f"records/{ID}.jsonl", 9): ("review.time", "warning"),
        ("records/gone.jsonl", 0): ("review.entry", "warning"),
        (f"releases/{ID}/{release.name}", 0): ("release", "error"),
    }
    release.unlink()
    done = run("records", "verify")
    assert done.status == 1 and f"releases/{ID}/{release.name}: " in done.out and "is not there" in done.out


def test_a_merged_log_is_sound(gallery: Path, run: Run) -> None:
    """Lines in another order, and twice, are what git's union merge leaves."""
    released(gallery)
    path = gallery / "records" / f"{ID}.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[::-1], lines[2]]))
    assert run("records", "verify") == Done(0, "5 events, 1 release, 0 findings.\n", "")


# --- git


def test_what_git_took_away_is_told_and_brought_back(gallery: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git merge` puts a file back as it was when it began: what was said meanwhile was acknowledged, and is not in it."""
    events = released(gallery)
    path = gallery / "records" / f"{ID}.jsonl"
    for left in (path.read_bytes().splitlines(keepends=True)[:3], None):
        path.write_bytes(b"".join(left)) if left is not None else path.unlink()
        done = run("records", "verify")
        assert done.status == 1 and f"records/{ID}.jsonl: {2 if left else 5} events recorded on this machine (the first: " in done.out
        monkeypatch.chdir(gallery)
        assert f"{2 if left else 5} copied" in run("records", "copy", ".covis/second_copy", ".").out
        assert read(FileLog(gallery)) == events and run("records", "verify").status == 0


def test_two_clones_that_both_go_on_merge_into_one_log(gallery: Path, tmp_path: Path, run: Run) -> None:
    """With the .gitattributes that ships: git keeps the lines of both, in some order, and both clones then read the same."""

    def git(folder: Path, *arguments: str) -> None:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)

    events = released(gallery)
    for name in (".gitattributes", ".gitignore"):
        (gallery / name).write_bytes((REPOSITORY / name).read_bytes())
    git(gallery, "init")
    git(gallery, "add", ".")
    git(gallery, "commit", "-m", "x")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", str(gallery), str(clone))
    assert not (clone / "feedback").exists() and (clone / "releases").exists(), "feedback stays out of git"
    for number in range(6):
        side = (gallery, clone)[number % 2]
        said = FileLog(side).append(ID, adding(new_event("decided", "example_student", "cli", note=f"{number}")))
        events.append(said)
    for side in (gallery, clone):
        git(side, "commit", "-am", "x")
    git(clone, "pull", "--no-rebase", "--no-edit", "origin", "main")
    assert read(FileLog(clone)) == sorted(events, key=lambda event: event.order)
    git(gallery, "pull", "--no-rebase", "--no-edit", str(clone), "main")
    assert read(FileLog(gallery)) == read(FileLog(clone))
    assert run("records", "verify").status == 0
