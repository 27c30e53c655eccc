"""Reading the gallery: what there is, what state it is in, what may be shown. Everything is kept under the signatures of its files."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from pathlib import Path

from covis.catalogue import signatures
from covis.catalogue.background import Background
from covis.catalogue.signatures import Signature
from covis.compiler import Compiled, SourceError, cached_edition, compile_visualisation, source_digest
from covis.document import Edition
from covis.finding import Finding
from covis.registry import Registry, inputs, load
from covis.registry.models import Contributor, Course, Entry
from covis.review.events import Event
from covis.review.fold import Standing, fold
from covis.review.log import FileLog
from covis.review.releases import ReleaseError, read_release
from covis.review.state import Context, context


@dataclass(frozen=True)
class Item:
    """One visualisation as it stands now. A snapshot: ask the catalogue again for a later one.

    `shown` is what may be shown: the release where there is one, else the current edition where the policy lets all be seen;
    None while it is `pending`, where the compiler found an error (`findings`), where it was withdrawn or retired.
    """

    id: str
    entry: Entry
    standing: Standing
    coders: tuple[tuple[str, Contributor], ...]
    fact_checkers: tuple[tuple[str, Contributor], ...]
    source: str | None
    shown: Edition | None = None
    digest: str = ""
    is_release: bool = False
    pending: bool = False
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Kept:
    """An item, under everything that it was made from."""

    key: tuple[object, ...]
    item: Item
    current: Future[Compiled] | None


class Shelf:
    """The reading half of the catalogue. Safe to call from many threads; never imports a plugin, nor SymPy."""

    def __init__(self, root: Path, *, compiles: bool = True) -> None:
        """`compiles` false: nothing is compiled in the background; an item without a release then shows nothing, and is not pending."""
        self.root = root.resolve()
        self.compiles = compiles
        self._folder = str(self.root)
        self.log = FileLog(self.root)
        self._lock = threading.RLock()
        self._registry: Registry | None = None
        self._registry_key: Signature = ()
        self.unreadable = False
        self._registry_number = 0
        self._sources: dict[str, tuple[tuple[object, ...], str | None, tuple[Finding, ...]]] = {}
        self._items: dict[str, _Kept] = {}
        self._releases: dict[tuple[str, str], Edition] = {}
        self._owner_of: dict[str, str] = {}
        self._background = Background()

    # --- the registry

    @property
    def registry(self) -> Registry:
        """What registry.yaml and contributors/ say.

        While registry.yaml cannot be read at all (somebody is saving it, a merge went wrong), a running gallery keeps the last one
        that could, with the finding; actions are refused until it is mended.
        """
        with self._lock:
            key = signatures.of_files(inputs(self.root))
            if self._registry is None or key != self._registry_key:
                fresh = load(self.root)
                self.unreadable = not fresh.entries and not fresh.broken and any(one.severity == "error" for one in fresh.findings)
                if self.unreadable and self._registry is not None:
                    fresh = replace(self._registry, findings=fresh.findings)
                self._registry, self._registry_key = fresh, key
                self._registry_number += 1
            return self._registry

    def course(self, id: str) -> Course | None:
        return self.registry.courses.get(id)

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the registry and with any visualisation that has been looked at."""
        found = list(self.registry.findings)
        for item in self.items(retired=True):
            found.extend(item.findings)
        return tuple(dict.fromkeys(found))

    # --- visualisations

    def items(self, *, retired: bool = False) -> list[Item]:
        """Every visualisation, in the registry's order; retired ones only when asked for. What is not compiled yet is begun."""
        registry = self.registry
        found = [self._item(id, entry, registry) for id, entry in registry.entries.items()]
        return [item for item in found if retired or not item.standing.retired]

    def item(self, id: str, *, wait: float = 0, hurry: bool = False) -> Item | None:
        """One visualisation, None where the registry has no sound entry for it.

        `wait`: the seconds to wait for one that is pending; `hurry` compiles it before those that nobody waits for, and waits for none.
        """
        registry = self.registry
        entry = registry.entries.get(id)
        if entry is None:
            return None
        item = self._item(id, entry, registry, hurry=hurry or wait > 0)
        if not (item.pending and wait > 0):
            return item
        with self._lock:
            current = self._items[id].current
        if current is not None:
            try:
                current.result(timeout=wait)
            except (TimeoutError, CancelledError):
                return item
        return self._item(id, entry, registry)

    def document(self, digest: str) -> Edition | None:
        """The edition with this document digest, if it may be shown now: the release of a visualisation, or its current edition."""
        id = self._owner_of.get(digest)
        if id is None:
            self.items(retired=True)
            id = self._owner_of.get(digest)
        item = self.item(id) if id is not None else None
        return item.shown if item is not None and item.digest == digest else None

    def source(self, id: str, entry: Entry) -> tuple[str | None, tuple[Finding, ...]]:
        """The source digest of the folder as it is now, or None and why it cannot be read."""
        with self._lock:
            key = (signatures.of_folder(f"{self._folder}/visualisations/{id}"), entry.title, entry.summary)
            kept = self._sources.get(id)
            if kept is None or kept[0] != key:
                try:
                    kept = (key, source_digest(self.root, id, entry), ())
                except SourceError as error:
                    kept = (key, None, (error.finding,))
                self._sources[id] = kept
            return kept[1], kept[2]

    # --- how an item comes to be

    def _item(self, id: str, entry: Entry, registry: Registry, *, hurry: bool = False) -> Item:
        with self._lock:
            source, source_findings = self.source(id, entry)
            said = self._log_signature(id)
            kept = self._items.get(id)
            key = self._key(id, source, source_findings, said, kept)
            if kept is None or kept.key != key or (hurry and kept.item.pending):
                kept = self._make(id, entry, registry, source, source_findings, said, hurry)
                self._items[id] = kept
                if kept.item.digest:
                    self._owner_of[kept.item.digest] = id
            return kept.item

    def _make(
        self, id: str, entry: Entry, registry: Registry, source: str | None, findings: tuple[Finding, ...], said: Signature, hurry: bool
    ) -> _Kept:
        events, unreadable = self.log.read(id)
        standing = self.standing(entry, events, source, registry)
        found = [*findings, *unreadable, *self.log.report(id, standing.ignored)]
        job: Future[Compiled] | None = None
        edition, release_digest, pending = None, "", False
        release = standing.release
        if release is not None:
            release_digest = release.document
            edition = self._release(id, release_digest, found)
        current_matters = release is None or release.source != source
        wanted = self.compiles and current_matters and not standing.retired and not standing.withdrawn
        if source is not None and wanted and registry.gallery.policy.visibility == "all":
            job = self._background.compile(id, source, lambda: compile_visualisation(self.root, id, entry), hurry=hurry)
            if job.done() and not job.cancelled():
                compiled = job.result()
                found.extend(compiled.findings)
                if release is None and compiled.edition is not None:
                    edition = cached_edition(self.root, compiled.edition.digest) or compiled.edition
            else:
                pending = release is None
        shown = None if standing.withdrawn or standing.retired else edition
        item = Item(
            id=id,
            entry=entry,
            standing=standing,
            coders=_people(registry, entry.coders),
            fact_checkers=_people(registry, entry.fact_checkers),
            source=source,
            shown=shown,
            digest=(release_digest or shown.digest) if shown is not None else "",
            is_release=shown is not None and release is not None,
            pending=pending,
            findings=tuple(found),
        )
        return _Kept(self._key(id, source, findings, said, _Kept((), item, job)), item, job)

    def _key(self, id: str, source: str | None, findings: tuple[Finding, ...], said: Signature, kept: _Kept | None) -> tuple[object, ...]:
        """Everything that an item is made from; of the release and the compilation, those that it was made with."""
        if kept is None:
            return ()
        release = kept.item.standing.release
        file = signatures.of_file(f"{self._folder}/releases/{id}/{release.document}.json") if release is not None else ()
        return (self._registry_number, source, findings, said, file, kept.current is not None and kept.current.done())

    def context(self, entry: Entry) -> Context:
        """The registry's part of every question about this entry."""
        registry = self.registry
        gallery = registry.gallery
        return context(entry, gallery.policy, registry.people, gallery.maintainers, gallery.demonstration)

    def standing(self, entry: Entry, events: Sequence[Event], source: str | None, registry: Registry) -> Standing:
        gallery = registry.gallery
        return fold(
            entry, events, source, gallery.policy, registry.people, maintainers=gallery.maintainers, demonstration=gallery.demonstration
        )

    def _release(self, id: str, digest: str, found: list[Finding]) -> Edition | None:
        """A signed edition, read and verified once. Where its file is gone, the same bytes from the cache are as good."""
        kept = self._releases.get((id, digest))
        if kept is None:
            try:
                kept = read_release(self.root, id, digest)
            except ReleaseError as error:
                found.append(Finding(f"releases/{id}/{digest}.json", 0, 0, str(error), "release", "error", id))
                return cached_edition(self.root, digest)
            self._releases[(id, digest)] = kept
        return kept

    def _log_signature(self, id: str) -> Signature:
        return signatures.of_file(f"{self._folder}/records/{id}.jsonl")


def _people(registry: Registry, ids: Iterable[str]) -> tuple[tuple[str, Contributor], ...]:
    return tuple((id, registry.people[id]) for id in ids if id in registry.people)


def gallery_root() -> Path:
    """The gallery's folder: COVIS_ROOT, or this repository."""
    return Path(os.environ.get("COVIS_ROOT") or Path(__file__).parents[2]).resolve()
