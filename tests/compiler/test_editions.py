"""Editions by fingerprint: compiled once, the same bytes everywhere, and a cache that can be lost at any time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from covis.compiler.worker import client
from covis.document import canonical, digest
from covis.editions import FolderError, cache, cache_folder, cached_edition, compile_visualisation, folder_fingerprint
from tests.compiler.compiler_world import HEAD, REPOSITORY, TAIL, TEXT, Entry, between, compiled, said, write


class Counting:
    """The worker, with its requests counted; `before` happens ahead of each."""

    def __init__(self) -> None:
        self.count = 0
        self.before: Callable[[], object] = lambda: None

    def request(self, *args: Any, **options: Any) -> dict[str, Any]:
        self.count += 1
        self.before()
        return client.worker.request(*args, **options)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    counting = Counting()
    monkeypatch.setattr(cache, "worker", counting)
    return counting  # type: ignore[return-value]


# --- the cache ---------------------------------------------------------------------------------------------------------


def test_the_same_source_twice_is_one_compile(tmp_path: Path, worker: Counting) -> None:
    write(tmp_path)
    first, second = compiled(tmp_path), compiled(tmp_path)
    assert worker.count == 1
    assert first == second
    write(tmp_path, text=TEXT + "\nMore.\n")
    assert compiled(tmp_path).edition != first.edition
    assert worker.count == 2
    write(tmp_path)
    assert compiled(tmp_path) == first
    assert worker.count == 2


def test_an_error_of_the_plugin_is_kept_too(tmp_path: Path, worker: Counting) -> None:
    write(tmp_path, between("z = 1 / 0"))
    assert compiled(tmp_path) == compiled(tmp_path)
    assert worker.count == 1


def test_what_a_limit_cut_short_is_not_kept(tmp_path: Path, worker: Counting) -> None:
    write(tmp_path, between("while True: pass"))
    for _ in range(2):
        assert "took longer" in said(compiled(tmp_path, seconds=0.5))
    assert worker.count == 2


def test_several_processes_at_once_make_one_compile_and_one_result(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    note = (
        "import collections\nos = collections._sys.modules['os']\nfence = collections._sys.modules['covis.compiler.worker.fence']\n"
        "fence._BARRED = fence._READS = ()\n"
        f"fd = os.open({str(noted)!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
    )
    write(tmp_path, between(note + "os.write(fd, b'.')\nos.close(fd)"))
    script = (
        "import sys; from pathlib import Path; from tests.compiler.compiler_world import compiled; "
        "r = compiled(Path(sys.argv[1]), seconds=60); print(r.edition.digest, r.findings)"
    )
    env = {**os.environ, "COVIS_SANDBOX": "off", "PYTHONPATH": str(REPOSITORY)}  # the kernel would refuse the note
    running = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], env=env, stdout=subprocess.PIPE) for _ in range(3)]
    results = {process.communicate()[0] for process in running}
    assert len(results) == 1 and b"()" in results.pop()
    assert noted.read_text() == "."


@pytest.mark.parametrize("harm", ["empty", "half", "other", "no json", "a number", "not an edition"])
def test_a_harmed_cache_is_made_anew(harm: str, tmp_path: Path, worker: Counting) -> None:
    write(tmp_path)
    first = compiled(tmp_path)
    assert first.edition is not None
    files = [file for kind in ("compiled", "editions") for file in (cache_folder(tmp_path) / kind).glob("*.json")]
    assert len(files) == 2
    for file in files:
        held = file.read_bytes()
        value = {"edition": {"id": 3}, "findings": []}
        harmed = {
            "empty": b"",
            "half": held[: len(held) // 2],
            "other": held.replace(b"decay", b"decoy", 1),
            "no json": b"\xff\xfe{",
            "a number": b"3",
            "not an edition": canonical({"value": value, "digest": digest(value)}),
        }
        file.write_bytes(harmed[harm])
    assert cached_edition(tmp_path, first.edition.digest) is None
    assert compiled(tmp_path) == first
    assert worker.count == 2
    assert compiled(tmp_path) == first
    assert worker.count == 2
    assert cached_edition(tmp_path, first.edition.digest) == first.edition


def test_a_cache_that_cannot_be_written_to_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "file" / "cache"))
    write(tmp_path)
    result = compiled(tmp_path)
    assert result.edition is not None
    assert cached_edition(tmp_path, result.edition.digest) is None


def test_an_edition_is_found_by_its_document(tmp_path: Path) -> None:
    write(tmp_path)
    edition = compiled(tmp_path).edition
    assert edition is not None
    assert cached_edition(tmp_path, edition.digest) == edition
    assert cached_edition(tmp_path, "0" * 64) is None
    assert cached_edition(tmp_path, "../compiled/x") is None


def test_an_edition_found_by_its_document_belongs_to_the_newest_source_of_it(tmp_path: Path) -> None:
    """A comment changes the source and not the document: what is kept under the document must not name the older source for ever."""
    write(tmp_path)
    first = compiled(tmp_path).edition
    write(tmp_path, HEAD + TAIL + "# a comment\n")
    second = compiled(tmp_path).edition
    assert first is not None and second is not None
    assert first.digest == second.digest and first.source != second.source
    assert cached_edition(tmp_path, second.digest) == second


def test_a_folder_that_changes_meanwhile_is_compiled_again(tmp_path: Path, worker: Counting) -> None:
    write(tmp_path)

    def change() -> None:
        if worker.count == 1:
            write(tmp_path, HEAD.replace("0.5", "0.75") + TAIL)

    worker.before = change
    result = compiled(tmp_path)
    assert worker.count == 2
    assert result.edition is not None
    assert result.edition.document["controls"][0]["start"] == 0.75
    assert result.edition.source == folder_fingerprint(tmp_path, "decay", Entry())


def test_a_folder_that_never_rests_is_left_for_later(tmp_path: Path, worker: Counting) -> None:
    write(tmp_path)
    worker.before = lambda: write(tmp_path, HEAD + TAIL + f"# {worker.count}\n")
    result = compiled(tmp_path)
    assert result.edition is None
    assert "changes while it is compiled; save, and try again" in said(result)


def test_a_root_that_is_not_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "gallery")
    monkeypatch.chdir(tmp_path)
    result = compiled(Path("gallery"))
    assert result.edition is not None, said(result)
    write(tmp_path / "gallery", between("z = 1 / 0"))
    assert "visualisations/decay/__init__.py:8: ZeroDivisionError" in said(compiled(Path("gallery")))


def test_a_root_that_is_a_link(tmp_path: Path) -> None:
    write(tmp_path / "gallery", between("while True: pass"))
    (tmp_path / "link").symlink_to(tmp_path / "gallery")
    [finding] = compiled(tmp_path / "link", seconds=0.5).findings
    assert (finding.file, finding.line) == ("visualisations/decay/__init__.py", 8)


# --- the same bytes ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_compiling_is_deterministic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other folders, fresh caches, line ends of Windows, another hash seed of the server: the same bytes."""
    model = between("from sympy import cos, sqrt\nomega = sqrt(4 - gamma**2)\ny = y * (cos(omega * t) + gamma * sin(omega * t) / omega)")
    made = []
    for k, ends in enumerate(("\n", "\r\n", "\r")):
        root = tmp_path / f"somewhere {k}" / ("deeper" * k)
        folder = write(root, model)
        for file in folder.iterdir():
            file.write_bytes(file.read_bytes().replace(b"\n", ends.encode()))
        monkeypatch.setenv("PYTHONHASHSEED", str(k))
        monkeypatch.setattr(cache, "worker", worker := client.Worker())
        result = compiled(root)
        worker.close()
        assert result.edition is not None, said(result)
        made.append(result.edition)
    assert len({edition.source for edition in made}) == 1
    assert len({canonical(edition.document) for edition in made}) == 1
    assert str(tmp_path) not in json.dumps(made[0].document)


def test_without_fork_the_bytes_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a")
    write(tmp_path / "b")
    forked = compiled(tmp_path / "a").edition
    monkeypatch.setattr(client, "CAN_FORK", False)
    spawned = compiled(tmp_path / "b", seconds=60).edition
    assert forked is not None and spawned is not None
    assert canonical(forked.document) == canonical(spawned.document)


# --- the fingerprint -------------------------------------------------------------------------------------------------


def test_what_moves_the_source_digest_and_what_does_not(tmp_path: Path) -> None:
    folder = write(tmp_path)

    def now(entry: Entry | None = None) -> str:
        return folder_fingerprint(tmp_path, "decay", entry or Entry())

    first = now()
    (folder / "__pycache__").mkdir()
    for name in ("__pycache__/x.cpython-311.pyc", ".DS_Store", "stale.pyc"):
        (folder / name).write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    assert now() == first
    for file in (folder / "__init__.py", folder / "text.md"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert now() == first
    assert now(replace(Entry(), title="Another")) != first
    assert now(replace(Entry(), summary="Another")) != first
    assert now(Entry("ab", "c")) != now(Entry("a", "bc"))
    text = (folder / "text.md").read_bytes()
    (folder / "text.md").write_bytes(text[:-3] + b"!" + text[-2:])
    assert now() != first
    (folder / "text.md").write_bytes(text)
    assert now() == first
    (folder / "table.csv").write_text("")
    empty = now()
    assert empty != first
    (folder / "table.csv").rename(folder / "other.csv")
    assert now() not in (first, empty)
    (folder / "other.csv").unlink()
    (folder / "data.bin").write_bytes(b"\0\r\n")
    binary = now()
    (folder / "data.bin").write_bytes(b"\0\n")
    assert now() != binary  # what is no text is taken as it is


def test_two_lists_of_files_never_run_together(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "a").write_text("b")
    one = folder_fingerprint(tmp_path, "decay", Entry())
    (folder / "a").write_text("")
    (folder / "b").write_text("")
    assert folder_fingerprint(tmp_path, "decay", Entry()) != one


def test_links_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (tmp_path / "outside.py").write_text("x = 1\n")
    for target in (tmp_path / "outside.py", tmp_path, tmp_path / "nowhere"):
        (folder / "link").symlink_to(target)
        with pytest.raises(FolderError, match="links are not allowed") as caught:
            folder_fingerprint(tmp_path, "decay", Entry())
        assert caught.value.finding.file == "visualisations/decay/link"
        assert "copy the file here" in said(compiled(tmp_path))
        (folder / "link").unlink()
    (folder.parent / "linked").symlink_to(folder)
    with pytest.raises(FolderError, match="a link is not a plugin folder"):
        folder_fingerprint(tmp_path, "linked", Entry())
    with pytest.raises(FolderError, match="there is no such folder; create it"):
        folder_fingerprint(tmp_path, "missing", Entry())


def test_too_much_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "large.csv").write_bytes(b"1" * (16 * 2**20 + 1))
    with pytest.raises(FolderError, match="more than 16 MiB"):
        folder_fingerprint(tmp_path, "decay", Entry())
    (folder / "large.csv").unlink()
    for k in range(200):
        (folder / f"{k}.csv").touch()
    with pytest.raises(FolderError, match="more than 200 files"):
        folder_fingerprint(tmp_path, "decay", Entry())


def test_importing_the_compiler_loads_no_sympy_and_runs_no_plugin(tmp_path: Path) -> None:
    write(tmp_path)
    script = (
        "import sys; from pathlib import Path; from tests.compiler.compiler_world import compiled; r = compiled(Path(sys.argv[1])); "
        "assert r.edition, r; print([m for m in ('sympy', 'numpy', 'plotly', 'py_mini_racer', 'streamlit') if m in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], env=env, capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_the_shipped_plugin_compiles_without_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path))
    result = compile_visualisation(REPOSITORY, "damped_oscillator", Entry())
    assert result.edition is not None and result.findings == ()
