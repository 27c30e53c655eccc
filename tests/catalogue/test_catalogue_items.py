"""Reading the gallery: what is shown, what is pending, what a change of a file does, what one broken thing does to the rest."""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from covis.catalogue import Catalogue, files
from covis.catalogue import compilations as compilation_module
from covis.catalogue.background import LONGEST, Background, Failure
from covis.document import Edition
from covis.editions import Compiled, folder_fingerprint
from covis.finding import Finding
from covis.registry.models import Entry

ID = "damped_oscillator"


@pytest.fixture
def compilations(gallery: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Compiling replaced by a note of what was compiled here: a text.md that says "broken" fails."""
    done: list[str] = []

    def fake(root: Path, id: str, entry: Entry) -> Compiled:
        if root.resolve() == gallery.resolve():  # a thread of the test before may still be at work in its own
            done.append(id)
        text = (root / "visualisations" / id / "text.md").read_text()
        if "broken" in text:
            return Compiled(None, (Finding(f"visualisations/{id}/text.md", 1, 1, "broken; mend it", "test", id=id),))
        return Compiled(
            Edition(id=id, source=folder_fingerprint(root, id, entry), document={"id": id, "title": entry.title, "text": text}), ()
        )

    monkeypatch.setattr(compilation_module, "compile_visualisation", fake)
    monkeypatch.setattr(compilation_module, "cached_edition", lambda root, digest: None)
    return done


def add(root: Path, id: str) -> None:
    """Another visualisation, a copy of the first."""
    shutil.copytree(root / "visualisations" / ID, root / "visualisations" / id)
    with (root / "registry.yaml").open("a") as file:
        file.write(f"\n  {id}:\n    title: {id}\n    coders: [example_student]\n    fact_checkers: [example_staff]\n")


def change(root: Path, text: str, id: str = ID) -> None:
    (root / "visualisations" / id / "text.md").write_text(text)


def test_the_first_look_is_pending_and_a_wait_shows_it(gallery: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    looked, compile_now = threading.Event(), vars(compilation_module)["compile_visualisation"]
    monkeypatch.setattr(compilation_module, "compile_visualisation", lambda *args: looked.wait(60) and compile_now(*args))
    catalogue = Catalogue(gallery)
    item = catalogue.items.all()[0]
    assert (item.id, item.pending, item.shown) == (ID, True, None)
    looked.set()
    item = catalogue.items.get(ID, wait=60)  # type: ignore[assignment]
    assert item.shown is not None and not item.pending and not item.is_release
    assert item.digest == item.shown.digest and catalogue.items.document(item.digest) is item.shown
    assert [id for id, _ in item.coders] == ["example_student"]


def test_nothing_is_compiled_twice_until_the_source_changes(gallery: Path, compilations: list[str]) -> None:
    catalogue = Catalogue(gallery)
    change(gallery, "broken")
    for _ in range(5):
        item = catalogue.items.get(ID, wait=5)
    assert item is not None and item.shown is None and not item.pending
    assert [finding.message for finding in item.findings] == ["broken; mend it"]
    assert compilations == [ID]
    change(gallery, "mended")
    item = catalogue.items.get(ID, wait=5)
    assert item is not None and item.shown is not None and item.shown.document["text"] == "mended"
    assert not [finding for finding in item.findings if finding.severity == "error"]
    assert compilations == [ID, ID]


def test_an_edition_that_is_shown_no_more_is_not_given(gallery: Path, compilations: list[str]) -> None:
    catalogue = Catalogue(gallery)
    first = catalogue.items.get(ID, wait=5)
    change(gallery, "another text")
    second = catalogue.items.get(ID, wait=5)
    assert first is not None and second is not None and first.digest != second.digest
    assert catalogue.items.document(first.digest) is None
    assert catalogue.items.document(second.digest) is not None


def test_an_edit_of_the_registry_alone_changes_the_status(gallery: Path, compilations: list[str]) -> None:
    catalogue = Catalogue(gallery)
    assert catalogue.items.all()[0].standing.status == "in_development"
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text().replace("fact_checkers: [example_staff]", "fact_checkers: []"))
    item = catalogue.items.all()[0]
    assert item.standing.status == "seeking_partners" and item.fact_checkers == ()


def test_where_only_signed_work_is_shown_nothing_else_is_compiled_or_given(gallery: Path, compilations: list[str]) -> None:
    catalogue = Catalogue(gallery)
    item = catalogue.items.get(ID, wait=5)
    assert item is not None
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text().replace("visibility: all", "visibility: signed_off"))
    hidden = catalogue.items.get(ID, wait=1)
    assert hidden is not None and hidden.shown is None and not hidden.pending
    assert catalogue.items.document(item.digest) is None
    fresh = Catalogue(gallery)
    fresh.items.all()
    assert fresh.items.document(item.digest) is None
    assert compilations == [ID]


def test_a_broken_entry_takes_nothing_else_down(gallery: Path, compilations: list[str]) -> None:
    add(gallery, "second")
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text().replace("title: second", "titel: second"))
    catalogue = Catalogue(gallery)
    assert [item.id for item in catalogue.items.all()] == [ID]
    assert catalogue.items.get("second") is None and catalogue.registry.broken["second"]
    assert any(finding.id == "second" for finding in catalogue.items.findings())


def test_a_registry_that_cannot_be_read_leaves_a_running_gallery_up(gallery: Path, compilations: list[str]) -> None:
    catalogue = Catalogue(gallery)
    assert catalogue.items.get(ID, wait=5) is not None
    registry = gallery / "registry.yaml"
    sound = registry.read_text()
    registry.write_text("gallery: [")
    item = catalogue.items.get(ID)
    assert item is not None and item.shown is not None
    assert catalogue.items.findings()[0].file == "registry.yaml"
    registry.write_text(sound)
    assert not [finding for finding in catalogue.items.findings() if finding.severity == "error"]


def test_a_plugin_whose_folder_is_gone_has_a_finding(gallery: Path, compilations: list[str]) -> None:
    catalogue = Catalogue(gallery)
    shutil.rmtree(gallery / "visualisations" / ID)
    item = catalogue.items.get(ID, wait=1)
    assert item is not None and item.shown is None and not item.pending and item.source is None
    assert any("no such folder" in finding.message for finding in item.findings)


def test_many_threads_see_one_gallery(gallery: Path, compilations: list[str]) -> None:
    for number in range(12):
        add(gallery, f"copy_{number}")
    catalogue = Catalogue(gallery)
    faults: list[BaseException] = []

    def session() -> None:
        try:
            for item in catalogue.items.all():
                assert catalogue.items.get(item.id, wait=10).shown is not None  # type: ignore[union-attr]
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=session) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert sorted(compilations) == sorted(item.id for item in catalogue.items.all())


# --- the queue ----------------------------------------------------------------------------------------------------------


def result(source: str) -> Callable[[], Compiled]:
    return lambda: Compiled(Edition(id="x", source=source, document={}), ())


def test_what_somebody_waits_for_comes_first() -> None:
    queue, gate, order = Background(at_once=1), threading.Event(), []

    def job(id: str) -> Callable[[], Compiled]:
        def run() -> Compiled:
            gate.wait(10)
            order.append(id)
            return result("s")()

        return run

    futures = [queue.compile(id, "s", job(id)) for id in "abcdef"]
    assert queue.compile("e", "s", job("e"), hurry=True) is futures[4]
    gate.set()
    for future in futures:
        future.result(10)
    assert sorted(order) == list("abcdef") and order.index("e") <= 1  # one may have begun before


def test_no_more_at_once_than_that() -> None:
    queue, lock = Background(at_once=2), threading.Lock()
    running = most = 0

    def run() -> Compiled:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.02)
        with lock:
            running -= 1
        return result("s")()

    for future in [queue.compile(str(number), "s", run) for number in range(10)]:
        future.result(10)
    assert most == 2


def test_a_fault_of_the_compiler_is_a_finding_and_the_queue_goes_on() -> None:
    queue = Background(at_once=1)

    def fail() -> Compiled:
        raise SystemExit("gone")

    assert "gone" in queue.compile("a", "s", fail).result(10).findings[0].message
    assert queue.compile("b", "s", result("s")).result(10).edition is not None


def test_what_was_compiled_of_another_source_is_not_kept() -> None:
    queue = Background()
    queue.compile("a", "one", result("two")).result(10)
    assert queue.compile("a", "one", result("one")).result(10).edition.source == "one"  # type: ignore[union-attr]


def test_a_newer_source_replaces_one_that_waits() -> None:
    queue, gate = Background(at_once=1), threading.Event()

    def slow() -> Compiled:
        gate.wait(10)
        return result("s")()

    queue.compile("first", "s", slow)
    old = queue.compile("a", "one", result("one"))
    new = queue.compile("a", "two", result("two"))
    gate.set()
    assert new.result(10).edition.source == "two"  # type: ignore[union-attr]
    assert old.cancelled()


# --- temporary failures -------------------------------------------------------------------------------------------------


class Trouble:
    """A compiler that fails for a reason of the moment as long as it is `there`; each try is counted, and time passes by hand."""

    def __init__(self) -> None:
        self.there, self.tries, self.now = True, 0, 0.0

    def run(self) -> Compiled:
        self.tries += 1
        if self.there:
            return Compiled(
                None, (Finding("x/__init__.py", 3, 0, "the plugin was stopped by the system", "limits", id="x"),), transient=True
            )
        return result("s")()

    def queue(self) -> Background:
        return Background(at_once=1, clock=lambda: self.now)


def test_a_failure_of_a_moment_is_tried_again_after_a_pause_that_doubles() -> None:
    trouble = Trouble()
    queue = trouble.queue()
    pauses = []
    for tries in range(1, 13):
        assert queue.compile("x", "s", trouble.run).result(10).transient
        failure = queue.failure("x")
        assert failure is not None and failure.findings and trouble.tries == tries
        pauses.append(failure.pause)
        failed_at = trouble.now
        for share in (0.0, 0.5, 0.99):
            trouble.now = failed_at + share * failure.pause
            assert not queue.due("x")
            queue.compile("x", "s", trouble.run, hurry=True)
            assert trouble.tries == tries  # before its time nothing is begun, however often it is asked for
        trouble.now = failed_at + failure.pause
        assert queue.due("x")
    assert pauses == [min(2.0**k, LONGEST) for k in range(12)]


def test_what_succeeds_ends_the_failure_and_the_next_one_begins_anew() -> None:
    trouble = Trouble()
    queue = trouble.queue()
    for _ in range(4):
        queue.compile("x", "s", trouble.run).result(10)
        trouble.now += 100
    trouble.there = False
    assert queue.compile("x", "s", trouble.run).result(10).edition is not None
    assert queue.failure("x") is None and not queue.due("x")
    trouble.now += 10**6
    queue.compile("x", "s", trouble.run).result(10)
    assert trouble.tries == 5  # what was made stays
    trouble.there = True
    queue.compile("x", "other", trouble.run).result(10)
    assert queue.failure("x") == Failure(trouble.run().findings, 1.0)


def test_another_source_is_tried_at_once() -> None:
    trouble = Trouble()
    queue = trouble.queue()
    queue.compile("x", "one", trouble.run).result(10)
    trouble.there = False
    assert queue.compile("x", "s", trouble.run).result(10).edition is not None
    assert queue.failure("x") is None


def test_a_fault_of_the_compilers_own_is_tried_again_too() -> None:
    trouble = Trouble()
    queue = trouble.queue()

    def fail() -> Compiled:
        raise RuntimeError("can't start new thread")

    assert "can't start new thread" in queue.compile("x", "s", fail).result(10).findings[0].message
    trouble.now, trouble.there = 1.0, False
    assert queue.compile("x", "s", trouble.run).result(10).edition is not None


def test_a_visualisation_in_a_failure_of_a_moment_is_pending_and_comes_by_itself(gallery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trouble = Trouble()

    def compile(root: Path, id: str, entry: Entry) -> Compiled:
        source = folder_fingerprint(root, id, entry)
        made = trouble.run()
        return made if made.transient else Compiled(Edition(id=id, source=source, document={"id": id, "title": entry.title}), ())

    monkeypatch.setattr(compilation_module, "compile_visualisation", compile)
    monkeypatch.setattr(compilation_module, "cached_edition", lambda root, digest: None)
    catalogue = Catalogue(gallery)
    catalogue._compilations.queue = trouble.queue()
    item = catalogue.items.get(ID, wait=10)
    assert item is not None and item.pending and item.retry == 1.0 and item.shown is None
    assert "stopped by the system" in item.findings[0].message
    assert catalogue.items.all()[0].retry == 1.0 and trouble.tries == 1
    trouble.now, trouble.there = 1.0, False
    item = catalogue.items.get(ID, wait=10)
    assert item is not None and item.shown is not None and not item.pending and not item.retry and not item.findings


@pytest.mark.parametrize("what", ["folder", "log"])
def test_what_cannot_be_read_for_a_moment_is_read_again(
    what: str, gallery: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many open files, while no file changes: nothing of it stays."""
    catalogue = Catalogue(gallery)
    whole = Path.read_bytes
    there = str(gallery / {"folder": "visualisations", "log": "records"}[what])
    if what == "log":
        (gallery / "records").mkdir(exist_ok=True)
        (gallery / "records" / f"{ID}.jsonl").touch()

    def read(path: Path) -> bytes:
        if str(path).startswith(there):
            raise OSError(errno.EMFILE, "Too many open files")
        return whole(path)

    monkeypatch.setattr(files, "AGAIN", 0.0)
    monkeypatch.setattr(Path, "read_bytes", read)
    item = catalogue.items.get(ID)
    assert item is not None and item.shown is None
    assert any("Too many open files" in finding.message for finding in item.findings)
    assert item.pending if what == "folder" else item.standing.status == "unknown"
    monkeypatch.setattr(Path, "read_bytes", whole)
    item = catalogue.items.get(ID, wait=10)
    assert item is not None and item.shown is not None and not item.findings


@pytest.mark.parametrize("file", ["registry.yaml", "contributors/example_student.yaml"])
def test_a_registry_that_cannot_be_read_for_a_moment_is_read_again(
    file: str, gallery: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.read_bytes

    def read(path: Path) -> bytes:
        if path == gallery / file:
            raise OSError(errno.EMFILE, "Too many open files")
        return whole(path)

    monkeypatch.setattr(files, "AGAIN", 0.0)
    monkeypatch.setattr(Path, "read_bytes", read)
    catalogue = Catalogue(gallery)
    assert any("too many open files" in finding.message for finding in catalogue.registry.findings)
    monkeypatch.setattr(Path, "read_bytes", whole)
    assert not catalogue.registry.findings and "example_student" in catalogue.registry.people and list(catalogue.registry.entries) == [ID]
