"""The files of a gallery, read when they have changed: the registry, the folders' digests, the log, the signed editions.

This is the state that the parts of the catalogue share; each part adds what it alone keeps.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from covis.catalogue import signatures
from covis.catalogue.signatures import Signature
from covis.document import Edition
from covis.editions import FolderError, cached_edition, folder_fingerprint
from covis.editions.releases import ReleaseError, read_release
from covis.finding import UNREADABLE, Finding
from covis.registry import Registry, inputs, load
from covis.registry.loader import FILE
from covis.registry.models import Entry
from covis.review.events import Event
from covis.review.fold import Standing, fold, replay, unread
from covis.review.rules import Refusal, Refused
from covis.review.state import Context, State, context
from covis.review.stores.chooser import StorePlace, open_log
from covis.review.stores.protocol import UNREAD

AGAIN = 1.0
"""Seconds until what the system did not let us read (too many open files) is read again, although no file has changed."""
log = logging.getLogger("covis.catalogue")


class GalleryFiles:
    """What is on the disk (and in the log's store), kept under the signatures of the files. Safe to call from many threads."""

    def __init__(self, place: StorePlace, *, trusted: bool = False) -> None:
        """`trusted`: the caller can read the gallery's files anyway (the command line), so nothing is kept back from it."""
        self.root = place.root
        self.trusted = trusted
        self._folder = str(self.root)
        self.log = open_log(place)
        self.lock = threading.RLock()
        self._registry: Registry | None = None
        self._registry_key: Signature = ()
        self.unreadable = False
        self.registry_number = 0
        self._registry_again = float("inf")
        self._sources: dict[str, tuple[tuple[object, ...], str | None, tuple[Finding, ...]]] = {}
        self._releases: dict[tuple[str, str], tuple[Signature, Edition]] = {}

    @property
    def registry(self) -> Registry:
        """What registry.yaml and contributors/ say.

        While registry.yaml cannot be read at all (somebody is saving it, a merge went wrong), a running gallery keeps the last one
        that could, with the finding; actions are refused until it is corrected. What is wrong with the private file of logins goes to the
        server's log, once for each mistake, and to callers who are trusted.
        """
        with self.lock:
            key = signatures.of_files(inputs(self.root))
            if self._registry is None or key != self._registry_key or time.monotonic() >= self._registry_again:
                fresh = load(self.root)
                self.unreadable = not fresh.entries and not fresh.broken and any(one.severity == "error" for one in fresh.findings)
                if self.trusted:
                    fresh = replace(fresh, findings=tuple(sorted({*fresh.findings, *fresh.private})))
                else:
                    known = self._registry.private if self._registry is not None else ()
                    for finding in fresh.private:
                        if finding not in known:
                            log.warning("%s", finding)
                if self.unreadable and self._registry is not None:
                    fresh = replace(self._registry, findings=fresh.findings)
                self._registry, self._registry_key = fresh, key
                self.registry_number += 1
                unread = any(one.rule == UNREADABLE for one in (*fresh.findings, *fresh.private))
                self._registry_again = time.monotonic() + AGAIN if unread else float("inf")
            return self._registry

    def source(self, id: str, entry: Entry) -> tuple[str | None, tuple[Finding, ...]]:
        """The fingerprint of the current folder, or None and why it cannot be read."""
        with self.lock:
            key = (signatures.of_folder(f"{self._folder}/visualisations/{id}"), entry.title, entry.summary)
            kept = self._sources.get(id)
            if kept is None or kept[0] != key:
                try:
                    kept = (key, folder_fingerprint(self.root, id, entry), ())
                except FolderError as error:
                    if error.finding.rule == UNREADABLE:
                        return None, (error.finding,)  # read again at the next look
                    kept = (key, None, (error.finding,))
                self._sources[id] = kept
            return kept[1], kept[2]

    def context(self, entry: Entry) -> Context:
        """The registry's part of every question about this entry."""
        registry = self.registry
        gallery = registry.gallery
        return context(entry, gallery.policy, registry.people, gallery.maintainers, gallery.demonstration)

    def standing_after(self, entry: Entry, events: Sequence[Event], source: str | None, registry: Registry) -> Standing:
        """The status after these events."""
        gallery = registry.gallery
        return fold(
            entry, events, source, gallery.policy, registry.people, maintainers=gallery.maintainers, demonstration=gallery.demonstration
        )

    def standing_now(self, id: str, entry: Entry, source: str | None, registry: Registry) -> tuple[Standing, list[Finding]]:
        """The status by its log as it is now, and what is wrong with the log. A log that cannot be read gives the status unknown."""
        events, findings = self.log.read(id)
        standing = self.standing_after(entry, events, source, registry)
        if not events and any(finding.rule in UNREAD for finding in findings):
            standing = unread(standing)
        return standing, findings

    def standing(self, id: str) -> Standing:
        """The status now. Raises Refused where the registry has no valid entry for it."""
        entry = self.entry(id, reading=True)
        return self.standing_now(id, entry, self.source(id, entry)[0], self.registry)[0]

    def history(self, id: str) -> tuple[tuple[Event, ...], State]:
        """Every event of its log in order, and the state that they lead to. Raises Refused where the registry has no valid entry."""
        events = tuple(self.log.read(id)[0])
        return events, replay(events, self.context(self.entry(id, reading=True)))[0]

    def entry(self, id: str, *, reading: bool = False) -> Entry:
        """The valid entry. `reading`: the last one that could be read will do. Raises Refused: while the registry cannot be read, actions
        are refused."""
        registry = self.registry
        if reading and id in registry.entries:
            return registry.entries[id]
        if self.unreadable:
            raise refused(f"The registry cannot be read: {registry.findings[0]}.", "Correct it, then try again.")
        if id in registry.entries:
            return registry.entries[id]
        if broken := registry.broken.get(id):
            raise refused(f"The registry's entry for {id} has an error: {broken[0]}.", "Correct it, then try again.")
        raise refused(f"The registry has no visualisation {id!r}.", "`covis status` lists those that it has.")

    def release_file(self, id: str, digest: str) -> str:
        return f"{self._folder}/releases/{id}/{digest}.json"

    def release(self, id: str, digest: str, found: list[Finding]) -> Edition | None:
        """A signed edition, verified when it is read; a problem with its file is added to `found`.

        Where its file is gone or damaged, the same bytes from elsewhere are as good.
        """
        signature = signatures.of_file(self.release_file(id, digest))
        kept = self._releases.get((id, digest))
        if kept is not None and kept[0] == signature:
            return kept[1]
        try:
            edition = read_release(self.root, id, digest)
        except ReleaseError as error:
            rule = UNREADABLE if isinstance(error.__cause__, OSError) else "release"
            found.append(Finding(f"releases/{id}/{digest}.json", 0, 0, str(error), rule, "error", id))
            return kept[1] if kept is not None else cached_edition(self.root, digest)
        self._releases[(id, digest)] = (signature, edition)
        return edition


def refused(rule: str, way_out: str) -> Refused:
    return Refused(Refusal(rule, way_out))


class NoGalleryError(Exception):
    """No gallery is named and none is here; the message says what was looked for, and how to name one."""


def gallery_root() -> Path:
    """The gallery's folder: COVIS_ROOT, or the nearest folder with a registry.yaml, from the current one upwards.

    Raises NoGalleryError where there is none. It does not say whether its registry can be read.
    """
    if named := os.environ.get("COVIS_ROOT"):
        return gallery_at(Path(named))
    here = Path.cwd()
    for folder in (here, *here.parents):
        if os.path.lexists(folder / FILE):
            return folder
    raise NoGalleryError(
        f"There is no gallery here: no {FILE} in {here}, nor in a folder above it. "
        "Go to the gallery's folder, or name it with --root or COVIS_ROOT. `covis init` starts a new one."
    )


def gallery_at(folder: Path) -> Path:
    """This folder, which somebody named, made absolute. Raises NoGalleryError where it holds no registry.yaml."""
    way = (
        "Name the gallery's folder, the one that holds registry.yaml, with --root (on the command line) or COVIS_ROOT. "
        "`covis init` starts a new one."
    )
    if not folder.is_dir():
        raise NoGalleryError(f"There is no folder {folder}. {way}")
    if not os.path.lexists(folder / FILE):
        raise NoGalleryError(f"There is no {FILE} in {folder}. {way}")
    return folder.resolve()
