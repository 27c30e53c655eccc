"""Reading the gallery: what there is, what state it is in, what may be shown. Everything is kept under the signatures of its files."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from pathlib import Path

from covis.catalogue import files, signatures
from covis.catalogue.background import Background
from covis.catalogue.files import Files
from covis.catalogue.item import CourseStep, Item, for_everybody
from covis.document import Edition, listing
from covis.editions import Compiled, cached_edition, compile_visualisation, listed, toolchain
from covis.finding import UNREADABLE, Finding
from covis.registry import Registry
from covis.registry.models import Contributor, Course, Entry
from covis.review.fold import Standing
from covis.review.stores.files import UNREAD

_MOMENTARY = {UNREADABLE, *UNREAD}

_FILE_RULES = ("registry-file", "registry-yaml")


@dataclass(frozen=True)
class _Kept:
    """An item as its team sees it, under everything that it was made from, and as everybody does."""

    key: tuple[object, ...]
    item: Item
    public: Item
    current: Future[Compiled] | None
    again: float = float("inf")  # when it is made anew in any case, by the monotonic clock: something could not be read


class Shelf(Files):
    """The reading half of the catalogue. Safe to call from many threads; never imports a plugin, nor SymPy."""

    def __init__(self, root: Path, *, compiles: bool = True, trusted: bool = False) -> None:
        """`compiles` false: nothing is compiled in the background; an item without a release then shows nothing, and is not pending.

        `trusted`: as for `Files`.
        """
        super().__init__(root, trusted=trusted)
        self.compiles = compiles
        self._items: dict[str, _Kept] = {}
        self._owner_of: dict[str, str] = {}
        self._background = Background()

    def course(self, id: str) -> Course | None:
        return self.registry.courses.get(id)

    def course_items(self, code: str, *, viewer: str | None = None) -> list[CourseStep]:
        """The steps of a course in teaching order, retired ones left out; [] where there is no such course."""
        course = self.registry.courses.get(code)
        steps = []
        for member in course.visualisations if course is not None else ():
            item = self.item(member.id, viewer=viewer)
            if item is None or item.standing.retired:
                continue
            pinned = self._pinned(item, member.edition) if member.edition else None
            if pinned is not None:
                item = replace(item, shown=pinned, digest=pinned.digest, is_release=True, pending=False)
            steps.append(CourseStep(item, member.note, item.digest, pinned is not None))
        return steps

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the registry and with any visualisation that has been looked at: for its team."""
        found = list(self.registry.findings)
        for id, entry in self.registry.entries.items():
            found.extend(self._kept(id, entry, self.registry).item.findings)
        return tuple(dict.fromkeys(found))

    def registry_findings(self, viewer: str | None = None, id: str = "") -> tuple[Finding, ...]:
        """What is wrong with the registry (with `id`: with that entry, which is then no sound one), as far as `viewer` may read it.

        A finding quotes the file, so where only what is signed is shown, it is for maintainers. While the registry cannot be read at
        all nobody knows who they are, and everybody reads where the file stops being one.
        """
        registry = self.registry
        found = registry.broken.get(id, ()) if id else registry.findings
        if self.trusted or registry.gallery.policy.visibility == "all":
            return found
        if viewer in registry.gallery.maintainers and self._acts(viewer, registry):
            return found
        return tuple(one for one in found if self.unreadable and one.rule in _FILE_RULES)

    # --- visualisations

    def items(self, *, retired: bool = False, viewer: str | None = None) -> list[Item]:
        """Every visualisation, in the registry's order; retired ones only when asked for. What is not compiled yet is begun.

        `viewer`: who asks. Where only what is signed is shown, each item is theirs (`sees_unsigned`); nobody's is everybody's.
        """
        registry = self.registry
        found = [self._item(id, entry, registry, viewer) for id, entry in registry.entries.items()]
        return [item for item in found if retired or not item.standing.retired]

    def item(self, id: str, *, wait: float = 0, hurry: bool = False, viewer: str | None = None) -> Item | None:
        """One visualisation, None where the registry has no sound entry for it.

        `wait`: the seconds to wait for one that is pending; `hurry` compiles it before those that nobody waits for, and waits for none.
        """
        registry = self.registry
        entry = registry.entries.get(id)
        if entry is None:
            return None
        item = self._item(id, entry, registry, viewer, hurry=hurry or wait > 0)
        if not (item.pending and wait > 0):
            return item
        with self._lock:
            current = self._items[id].current
        if current is not None:
            try:
                current.result(timeout=wait)
            except (TimeoutError, CancelledError):
                return item
        return self._item(id, entry, registry, viewer)

    def sees_unsigned(self, id: str, person: str | None) -> bool:
        """Whether this person may see what of a visualisation is not signed.

        Everybody, where the policy says so; otherwise its co-owners, the students who may review it now, and maintainers.
        """
        registry = self.registry
        entry = registry.entries.get(id)
        if self.trusted or registry.gallery.policy.visibility == "all":
            return True
        return entry is not None and self._sees(self._kept(id, entry, registry).item, person, registry)

    def _sees(self, item: Item, person: str | None, registry: Registry) -> bool:
        if self.trusted:
            return True
        if person is None or not self._acts(person, registry):
            return False
        return person in registry.entries[item.id].owners or person in registry.gallery.maintainers or person in item.standing.peers

    def _acts(self, person: str | None, registry: Registry) -> bool:
        """Whether this is somebody: an example person is so only in a demonstration."""
        known = registry.people.get(person) if person is not None else None
        return known is not None and (not known.example or registry.gallery.demonstration)

    def document(self, digest: str) -> Edition | None:
        """The edition with this document digest, if everybody may see it now.

        That is the release of a visualisation, one that a course pins, and, where the policy shows what is not signed, the current and
        the submitted edition.
        """
        id = self._owner_of.get(digest)
        if id is None:
            self.items(retired=True)
            id = self._owner_of.get(digest)
        item = self.item(id) if id is not None else None
        if item is None or item.standing.retired or item.standing.withdrawn:
            return None
        if item.digest == digest:
            return item.shown
        pins = (member.edition for course in self.registry.courses.values() for member in course.visualisations if member.id == id)
        if digest in pins and (pinned := self._pinned(item, digest)):
            return pinned
        if self.registry.gallery.policy.visibility == "all" and digest in self._unsigned(item):
            return cached_edition(self.root, digest)
        return None

    # --- how an item comes to be

    def _item(self, id: str, entry: Entry, registry: Registry, viewer: str | None, *, hurry: bool = False) -> Item:
        kept = self._kept(id, entry, registry, hurry=hurry)
        return kept.item if kept.public is kept.item or self._sees(kept.item, viewer, registry) else kept.public

    def _kept(self, id: str, entry: Entry, registry: Registry, *, hurry: bool = False) -> _Kept:
        with self._lock:
            source, source_findings = self.source(id, entry)
            said = self.log.signature(id)
            kept = self._items.get(id)
            old = kept is None or kept.again <= time.monotonic() or kept.key != self._key(kept, source, source_findings, said)
            if kept is None or old or (hurry and kept.item.pending):
                kept = self._make(id, entry, registry, source, source_findings, said, hurry)
                self._items[id] = kept
                for digest in (
                    kept.item.digest,
                    *self._unsigned(kept.item),
                    *(release.document for release in kept.item.standing.releases),
                ):
                    self._owner_of[digest] = id
            return kept

    def _make(
        self, id: str, entry: Entry, registry: Registry, source: str | None, findings: tuple[Finding, ...], said: Hashable, hurry: bool
    ) -> _Kept:
        standing, unreadable = self.told(id, entry, source, registry)
        found = [*findings, *unreadable, *self.log.report(id, standing.ignored)]
        everything = registry.gallery.policy.visibility == "all"
        release = standing.release or standing.taken_down
        signed = self._release(id, release.document, found) if release is not None else None
        job: Future[Compiled] | None = None
        edition, pending, recompiled, retry = signed, False, False, 0.0
        if source is not None and self._compiles_now(standing, signed, source, everything):
            job = self._compile(id, source, entry, hurry=hurry)
            if failure := self._background.failure(id):
                found.extend(failure.findings)
                pending, retry = release is None, failure.pause
            elif job.done() and not job.cancelled():
                compiled = job.result()
                found.extend(compiled.findings)
                if release is None and compiled.edition is not None:
                    edition = cached_edition(self.root, compiled.edition.digest) or compiled.edition
                elif release is not None and compiled.edition is not None:
                    recompiled = release.source == source and release.document != compiled.edition.digest
            else:
                pending = release is None
        if signed is not None and not everything and listing(signed.document) != listed(entry):
            found.append(_unsigned_listing(id, registry.line(id)))
        found.extend(self._pin_findings(id, standing, registry))
        unread = any(finding.rule in _MOMENTARY for finding in found)
        if unread and edition is None and standing.status != "unknown":
            pending, retry = True, files.AGAIN
        shown = None if standing.withdrawn or standing.retired else edition
        item = Item(
            id=id,
            entry=entry,
            standing=standing,
            coders=_people(registry, entry.coders),
            fact_checkers=_people(registry, entry.fact_checkers),
            source=source,
            shown=shown,
            digest=(release.document if release is not None else shown.digest) if shown is not None else "",
            is_release=shown is not None and release is not None,
            pending=pending and not (standing.withdrawn or standing.retired),
            retry=retry if pending else 0.0,
            findings=tuple(dict.fromkeys(found)),
            recompiled=recompiled,
        )
        again = time.monotonic() + files.AGAIN if unread else float("inf")
        kept = _Kept((), item, item if everything else for_everybody(item, signed), job, again)
        return replace(kept, key=self._key(kept, source, findings, said))

    def _compiles_now(self, standing: Standing, signed: Edition | None, source: str, everything: bool) -> bool:
        """Whether the folder is compiled for what is shown: not for nothing, and not again what was signed with this toolchain."""
        if not self.compiles or not everything or standing.retired or standing.withdrawn or standing.status == "unknown":
            return False
        release = standing.release
        if release is None or release.source != source or signed is None:
            return True
        return any(signed.toolchain.get(part) != version for part, version in toolchain().items())

    def _compile(self, id: str, source: str, entry: Entry, *, hurry: bool) -> Future[Compiled]:
        return self._background.compile(id, source, lambda: compile_visualisation(self.root, id, entry), hurry=hurry, listed=listed(entry))

    def _key(self, kept: _Kept, source: str | None, findings: tuple[Finding, ...], said: Hashable) -> tuple[object, ...]:
        """Everything that an item is made from; of the releases and the compilation, those that it was made with."""
        standing = kept.item.standing
        files = tuple(signatures.of_file(self._release_file(kept.item.id, release.document)) for release in standing.releases)
        job = kept.current
        compiled = job is not None and (job.done(), self._background.due(kept.item.id))
        return (self._registry_number, source, findings, said, files, compiled)

    def _unsigned(self, item: Item) -> tuple[str, ...]:
        """The document digests of the editions that are not signed: what is submitted, and what the folder holds."""
        submitted = item.standing.submitted
        with self._lock:
            kept = self._items.get(item.id)
        job = kept.current if kept is not None else None
        current = job.result().edition if job is not None and job.done() and not job.cancelled() else None
        return tuple(one for one in (submitted and submitted.edition and submitted.edition.document, current and current.digest) if one)

    def _pinned(self, item: Item, digest: str) -> Edition | None:
        """The release of this visualisation that a course pins; None where that is none, or nothing of it is shown."""
        standing = item.standing
        if standing.retired or standing.withdrawn or digest not in {release.document for release in standing.releases}:
            return None
        return self._release(item.id, digest, [])

    def _pin_findings(self, id: str, standing: Standing, registry: Registry) -> Iterable[Finding]:
        """A pin names a release of the visualisation, whose file is there and whole."""
        releases = [release.document for release in standing.releases]
        for code, course in registry.courses.items():
            for member in course.visualisations:
                if member.id != id or member.edition is None:
                    continue
                path = f"courses.{code}.visualisations: "
                if member.edition not in releases:
                    newest = f"; its newest is {releases[-1]}" if releases else "; it has none yet"
                    message = f"{path}{member.edition[:12]} is no release of {id}{newest}: name one, or take `edition:` out"
                    yield Finding("registry.yaml", *registry.pin(code, id), message, "course.pin", "error", id)
                    continue
                lost: list[Finding] = []
                self._release(id, member.edition, lost)
                yield from lost


def _unsigned_listing(id: str, line: int) -> Finding:
    message = (
        f"visualisations.{id}: its subject, level or keywords are not those that were signed (an older release has none), and readers see "
        f"only what is signed; to show these, run `covis submit {id}`, then sign it off"
    )
    return Finding("registry.yaml", line, 0, message, "release.listing", "warning", id)


def _people(registry: Registry, ids: Iterable[str]) -> tuple[tuple[str, Contributor], ...]:
    return tuple((id, registry.people[id]) for id in ids if id in registry.people)
