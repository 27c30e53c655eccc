"""The toolchain's digest: any file of a room that decides a document's bytes counts, a cache does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from covis.checks import run
from covis.editions import fingerprint

COVIS = Path(fingerprint.__file__).resolve().parents[1]
ROOMS = ("authoring", "compiler", "document", "checks")
FILES = ("__init__.py", "__init__.pyi", "finding.py")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of Covis's rooms, which the two digests are taken of."""
    copy = tmp_path / "covis"
    for room in ROOMS:
        shutil.copytree(COVIS / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(COVIS / file, copy / file)
    monkeypatch.setattr(fingerprint, "__file__", str(copy / "editions" / "fingerprint.py"))
    monkeypatch.setattr(run, "__file__", str(copy / "checks" / "run.py"))
    return copy


def toolchain() -> dict[str, str]:
    fingerprint.toolchain.cache_clear()
    try:
        return run.checks_toolchain()
    finally:
        fingerprint.toolchain.cache_clear()


def test_every_file_of_the_rooms_counts(package: Path) -> None:
    """The functions of programs are among them, and the list of public names: what was corrected must reach every warm cache."""
    files = [path for path in package.rglob("*") if path.is_file()]
    assert package / "compiler" / "program" / "library" / "special" / "gamma.js" in files
    before = toolchain()
    for file in files:
        kept = file.read_bytes()
        file.write_bytes(kept + b"\n")
        part = "checks" if file.is_relative_to(package / "checks") else "covis"
        changed = {name for name, value in toolchain().items() if value != before[name]}
        assert changed == {part}, file
        file.write_bytes(kept)
    assert toolchain() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda room: (room / "graph.py").rename(room / "other.py"),
        lambda room: (room / "graph.py").rename(room.parent / "graph.py"),
        lambda room: (room / "table.json").write_text("{}"),
        lambda room: (room / "v8.py").unlink(),
    ],
    ids=["renamed", "moved", "new", "gone"],
)
def test_a_file_that_comes_or_goes_or_moves_counts(package: Path, change: Callable[[Path], object]) -> None:
    before = toolchain()
    change(package / "compiler" / "program")
    assert toolchain()["covis"] != before["covis"]


def test_caches_hidden_files_and_line_endings_do_not_count(package: Path) -> None:
    before = toolchain()
    program = package / "compiler" / "program"
    (program / "__pycache__").mkdir()
    (program / "__pycache__" / "v8.cpython-311.pyc").write_bytes(b"x")
    (program / ".functions.js.swp").write_bytes(b"x")
    functions = program / "library" / "special" / "gamma.js"
    functions.write_bytes(functions.read_bytes().replace(b"\n", b"\r\n"))
    assert toolchain() == before
