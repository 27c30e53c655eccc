"""The fingerprint of a folder: whether the team changed anything; and the toolchain: what else decides a document's bytes."""

from __future__ import annotations

import contextlib
import hashlib
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

from covis.compiler.thumbnail import SOURCES as THUMBNAIL_SOURCES
from covis.document import file_hash, listing, source_of
from covis.finding import UNREADABLE, Finding

TEXT = "text.md"  # the file that only the text of the document comes from
MOST_FILES = 200
MOST_BYTES = 16 * 2**20
TEXT_BYTES = 2**18  # a text file up to this size is kept in the edition, so that it can be shown and compared
_PACKAGES = (
    "sympy",
    "numpy",
    "scipy",
    "plotly",
    "mini-racer",
    "markdown-it-py",
    "mdit-py-plugins",
    "nh3",
    "mpmath",
    "pint",
)


class Titled(Protocol):
    """What the digest takes from the registry: an entry's title and summary."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...


class Listed(Titled, Protocol):
    """What the document takes from it: where the gallery lists it, too. The digest does not: a new keyword asks for no peer review."""

    @property
    def subject(self) -> str: ...
    @property
    def level(self) -> int | None: ...
    @property
    def keywords(self) -> Sequence[str]: ...


def listed(entry: Listed) -> dict[str, Any]:
    """As `covis.document.listing`, of an entry of the registry."""
    return listing({"subject": entry.subject, "level": entry.level, "keywords": entry.keywords})


class FolderError(ValueError):
    """The folder cannot be taken as a plugin's source; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def unreadable(root: Path, id: str, path: Path, error: OSError) -> FolderError:
    """What the system says about a file or folder of a plugin: too many open files, no permission, a disk that fails."""
    message = f"cannot be read: {error.strerror or error}"
    return FolderError(Finding(path.relative_to(root).as_posix(), 0, 0, message, UNREADABLE, "error", id))


def source_files(root: Path, id: str) -> list[Path]:
    """The files of a plugin that count, sorted by relative path: no dotfiles, caches or compiled Python. Raises FolderError."""
    folder = root / "visualisations" / id

    def wrong(path: Path, message: str) -> FolderError:
        return FolderError(Finding(path.relative_to(root).as_posix(), 0, 0, message, "source", "error", id))

    if folder.is_symlink():
        raise wrong(folder, "a link is not a plugin folder; copy the files here, so that the digest covers what is shown")
    if not folder.is_dir():
        raise wrong(folder, f"there is no such folder; create it with an __init__.py and a text.md, or take {id} out of registry.yaml")
    found: list[Path] = []
    try:
        for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
            if _left_out(path.relative_to(folder)):
                continue
            if not path.name.isascii() and not _is_text(path.name):
                raise wrong(path, "this name is not UTF-8, so no digest can cover it; give the file another name")
            if path.is_symlink():
                raise wrong(path, "links are not allowed in a plugin; copy the file here, so that the digest covers what is shown")
            if path.is_file():
                found.append(path)
                if len(found) > MOST_FILES:
                    raise wrong(folder, f"more than {MOST_FILES} files; keep only what the visualisation needs")
            elif not path.is_dir():
                raise wrong(path, "this is neither a file nor a folder; take it out")
    except OSError as error:
        raise unreadable(root, id, folder, error) from error
    return found


def _is_text(name: str) -> bool:
    """Whether a name can be written as UTF-8: the bytes of one that cannot are read as halves of characters."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Source:
    """A plugin folder as it was read at one time: its digest, its text files, and the SHA-256 of those that are no text or very long."""

    digest: str
    files: dict[str, str]
    other_files: dict[str, str]


def read_source(root: Path, id: str, entry: Titled) -> Source:
    """The folder's files, line endings normalised, with the digest over them and the registry's title and summary. Raises FolderError."""
    hashes: dict[str, str] = {}
    files: dict[str, str] = {}
    for name, content in _contents(root, id):
        hashes[name] = file_hash(content)
        if len(content) <= TEXT_BYTES and b"\0" not in content:
            with contextlib.suppress(UnicodeDecodeError):
                files[name] = content.decode()
    others = {name: value for name, value in hashes.items() if name not in files}
    return Source(source_of(hashes, entry.title, entry.summary), files, others)


def model_digest(root: Path, id: str) -> str:
    """A digest of every file of the folder but text.md: of all that its facts rest on. Raises FolderError."""
    return source_of({name: file_hash(content) for name, content in _contents(root, id) if name != TEXT}, "", "")


def _contents(root: Path, id: str) -> Iterator[tuple[str, bytes]]:
    """Each file of the folder: its name in it, and its bytes with line endings normalised. Raises FolderError."""
    folder = root / "visualisations" / id
    total = 0
    for path in source_files(root, id):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise unreadable(root, id, path, error) from error
        total += len(content)
        if total > MOST_BYTES:
            message = f"the folder holds more than {MOST_BYTES // 2**20} MiB; keep only what the visualisation needs"
            raise FolderError(Finding(folder.relative_to(root).as_posix(), 0, 0, message, "source", "error", id))
        yield path.relative_to(folder).as_posix(), _normalised(content)


def folder_fingerprint(root: Path, id: str, entry: Titled) -> str:
    """The digest alone: whether the team changed anything."""
    return read_source(root, id, entry).digest


def _add(digest: hashlib._Hash, name: bytes, content: bytes) -> None:
    # Lengths first, so that no two lists of files run together to the same bytes.
    digest.update(b"%d %d\n" % (len(name), len(content)) + name + content)


def _normalised(content: bytes) -> bytes:
    """Text with LF line endings, so that git's conversion on Windows changes no digest; other bytes as they are."""
    if b"\0" in content:
        return content
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


@lru_cache(maxsize=1)
def toolchain() -> dict[str, str]:
    """What decides the bytes of a document beside its source: Covis's own compiler (by digest), Python, the packages."""
    here = Path(__file__).resolve().parent.parent
    drawing = [here / "runtime" / name for name in THUMBNAIL_SOURCES]  # the page's JavaScript that the compiler runs
    names = [here / name for name in ("__init__.py", "__init__.pyi", "finding.py")]  # what `import covis` gives, and how faults are worded
    covis = rooms(here / "authoring", here / "compiler", here / "document", *names, *drawing)
    return {"covis": covis, "python": platform.python_version()} | {package: _version(package) for package in _PACKAGES}


def rooms(*places: Path) -> str:
    """A short digest of single files and of every file of some rooms of Covis, by its path; caches and hidden files are left out."""
    digest = hashlib.sha256()
    for place in places:
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for file in files:
            name = file.relative_to(place.parent)
            if not _left_out(name):
                _add(digest, name.as_posix().encode(), _normalised(file.read_bytes()))
    return digest.hexdigest()[:16]


def _left_out(name: Path) -> bool:
    """Whether a relative path is a hidden file, a cache or compiled Python: these do not count."""
    return name.suffix == ".pyc" or any(part.startswith(".") or part == "__pycache__" for part in name.parts)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
