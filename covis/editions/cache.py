"""Editions by fingerprint: from the cache, or compiled in a worker. Safe when many processes want the same one at once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic import ValidationError

from covis.compiler.worker.client import Limits, worker
from covis.compiler.worker.failures import WorkerError
from covis.document import Edition, Evidence, canonical, digest
from covis.editions.fingerprint import FolderError, Listed, Source, Titled, folder_fingerprint, listed, read_source, toolchain
from covis.finding import UNREADABLE, Finding

# A folder that is being written to while it is compiled is tried again; after this many times it is left for later.
TRIES = 3
# Of each kind so many files are kept, those that were used last; a lock file is deleted when nobody has used it for so many seconds.
MOST_KEPT = 1000
OLD_LOCK = 86400.0
# Another process that holds the lock of a source for longer than this many seconds may hang: then both compile it.
LOCK = 300.0


@dataclass(frozen=True)
class Compiled:
    """`edition` is None when there is an error among the findings that no document could be made with.

    `transient`: what went wrong may be gone at the next try (a process that was killed, a time limit, no memory). Nothing of it is kept.
    """

    edition: Edition | None
    findings: tuple[Finding, ...]
    transient: bool = False

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What running the facts showed; none for what was only compiled."""
        return () if self.edition is None else tuple(self.edition.evidence)


def compile_visualisation(root: Path, id: str, entry: Listed, *, limits: Limits | None = None) -> Compiled:
    """The edition of a plugin folder in its current state; its facts are not run. From the cache when source and toolchain are the same."""
    limits = limits or Limits()

    def make() -> dict[str, Any]:
        args = {"root": str(root.resolve()), "id": id, "title": entry.title, "summary": entry.summary}
        return worker.request("covis.compiler.worker.tasks:compile", args, root / "visualisations" / id, limits.seconds, limits.megabytes)

    return cached(root, id, entry, "compiled", toolchain(), make)


def cached(root: Path, id: str, entry: Listed, kind: str, chain: dict[str, str], make: Callable[[], dict[str, Any]]) -> Compiled:
    """`make()` -> {"document", "findings", "evidence"?, "transient"?}, at most once for a source, a listing and a toolchain.

    Of a result that is `transient` (see `Compiled`) only the document is kept.
    """
    for _ in range(TRIES):
        try:
            read = read_source(root, id, entry)
        except FolderError as error:
            return Compiled(None, (error.finding,), transient=error.finding.rule == UNREADABLE)
        source = read.digest
        key = hashlib.sha256(canonical([id, source, listed(entry), chain])).hexdigest()
        place = cache_folder(root) / kind / f"{key}.json"
        with _lock(root, f"{kind}-{key}"):
            found = _read(place)
            if found is None:
                try:
                    made = make()
                except WorkerError as error:
                    return Compiled(None, (_failure(root, id, error),), transient=error.transient)
                except (AttributeError, KeyError, TypeError) as error:  # it looked into what is no result
                    return Compiled(None, (_no_result(id, error),))
                if _moved(root, id, entry, source):
                    continue
                try:
                    if made["document"] is not None:
                        made["document"] |= listed(entry)  # the worker need not know of it
                    found = _result(id, read, chain, made)
                except (AttributeError, KeyError, TypeError, ValueError) as error:
                    return Compiled(None, (_no_result(id, error),))
                if found.transient:
                    _keep(root, found.edition and found.edition.model_copy(update={"evidence": []}))
                    return found
                edition = None if found.edition is None else found.edition.model_dump(mode="json")
                _write(place, {"edition": edition, "findings": made["findings"]})
                _keep(root, found.edition)
        return found
    moved = Finding(f"visualisations/{id}", 0, 0, "the folder changes while it is compiled; save, and try again", "moved", "error", id)
    return Compiled(None, (moved,), transient=True)


def _moved(root: Path, id: str, entry: Titled, source: str) -> bool:
    """Whether the folder has changed since its digest was taken: facts are run after the document is made."""
    try:
        return folder_fingerprint(root, id, entry) != source
    except FolderError:
        return True


def cached_edition(root: Path, document_digest: str) -> Edition | None:
    """An edition compiled or checked earlier, by its document digest; None when it is not, or no longer, in the cache."""
    found = _load(cache_folder(root) / "editions" / f"{document_digest}.json")
    if found is None:
        return None
    with contextlib.suppress(ValidationError):
        edition = Edition.model_validate(found)
        if edition.digest == document_digest:
            return edition
    return None


def recall(root: Path, kind: str, about: Any) -> Any:
    """What was remembered of this kind about exactly this (plain data); None where there is nothing, or it is not whole."""
    found = _load(cache_folder(root) / kind / f"{digest(about)}.json")
    return found["is"] if isinstance(found, dict) and found.get("about") == about else None


def remember(root: Path, kind: str, about: Any, value: Any) -> None:
    """Keep plain data for `recall`. The file says what it is about, so that one that was put in the place of another is none."""
    _write(cache_folder(root) / kind / f"{digest(about)}.json", {"about": about, "is": value})


def cache_folder(root: Path) -> Path:
    """Where compiled editions are kept: COVIS_CACHE, or .covis in the gallery. All of it can be deleted at any time."""
    return Path(os.environ.get("COVIS_CACHE") or root / ".covis")


def _result(id: str, read: Source, chain: dict[str, str], made: dict[str, Any]) -> Compiled:
    findings = tuple(Finding(**finding) for finding in made["findings"])
    transient = bool(made.get("transient"))
    if made["document"] is None:
        return Compiled(None, findings, transient)
    warnings = [finding.as_json() for finding in findings if finding.severity == "warning"]
    edition = Edition(
        id=id,
        source=read.digest,
        document=made["document"],
        evidence=made.get("evidence", []),
        findings=warnings,
        toolchain=chain,
        files=read.files,
        other_files=read.other_files,
    )
    return Compiled(edition, findings, transient)


def _no_result(id: str, error: Exception) -> Finding:
    """A plugin can put something else in place of its result: it runs in the same process as Covis's part of the compilation."""
    message = f"the plugin's result does not have the form of a document ({type(error).__name__}); take out what reaches into Covis"
    return Finding(f"visualisations/{id}/__init__.py", 0, 0, message, "limits", "error", id)


def _failure(root: Path, id: str, error: WorkerError) -> Finding:
    file = f"visualisations/{id}/__init__.py"
    if error.file:
        with contextlib.suppress(ValueError):
            file = Path(error.file).relative_to(root.resolve()).as_posix()
    return Finding(file, error.line, 0, f"the plugin {error}", "limits", "error", id)


def _keep(root: Path, edition: Edition | None) -> None:
    """By document digest: what a signer saw is stored as it was. One with evidence is not replaced by one of the same source without."""
    if edition is None:
        return
    place = cache_folder(root) / "editions" / f"{edition.digest}.json"
    if not edition.evidence:
        kept = cached_edition(root, edition.digest)
        if kept is not None and kept.source == edition.source:
            return
    _write(place, edition.model_dump(mode="json"))


def _read(place: Path) -> Compiled | None:
    found = _load(place)
    try:
        if found is None:
            return None
        edition = None if found["edition"] is None else Edition.model_validate(found["edition"])
        return Compiled(edition, tuple(Finding(**finding) for finding in found["findings"]))
    except (KeyError, TypeError, ValidationError):
        return None  # not of this version: made again


def _load(place: Path) -> Any:
    try:
        held = json.loads(place.read_bytes())
        if held["digest"] != digest(held["value"]):
            return None
        with contextlib.suppress(OSError):
            os.utime(place)  # the files that were used last are those that stay
        return held["value"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(place: Path, value: dict[str, Any]) -> None:
    """Whole or not at all; a cache that cannot be written to is no cache, and nothing more."""
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(canonical({"value": value, "digest": digest(value)}))
            Path(name).replace(place)
        except OSError:
            Path(name).unlink(missing_ok=True)
            return
        _shorten(place.parent, MOST_KEPT)
        _shorten(place.parent.parent / "locks", MOST_KEPT, older=OLD_LOCK)


def _shorten(folder: Path, most: int, *, older: float = 0) -> None:
    """Delete the files of a folder beyond `most` that have been unused longest, and for `older` seconds. Others may do so meanwhile."""
    with os.scandir(folder) as entries:
        files = [(entry.stat().st_mtime, entry.path) for entry in entries]
    for used, path in sorted(files)[: max(0, len(files) - most)]:
        if time.time() - used > older:
            Path(path).unlink(missing_ok=True)


@contextlib.contextmanager
def _lock(root: Path, name: str) -> Any:
    """One compile of a source at a time, across processes. Where no lock can be made, each compiles for itself."""
    folder = cache_folder(root) / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / f"{name}.lock")
        lock.acquire(timeout=LOCK)
    except OSError:  # a lock that took too long is one too
        yield
        return
    try:
        yield
    finally:
        lock.release()
