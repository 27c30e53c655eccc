"""Reading the gallery: what there is, what state it is in, what may be shown. Everything is kept under the signatures of its files."""

from __future__ import annotations

import re
import time
from collections.abc import Hashable, Iterable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from typing import Any

from covis.catalogue import files, signatures
from covis.catalogue.compilations import Compilations
from covis.catalogue.files import GalleryFiles
from covis.catalogue.findings import pin_findings, unsigned_listing
from covis.catalogue.item import CourseStep, Item, for_everybody
from covis.document import Edition, listing
from covis.editions import Compiled, listed, toolchain
from covis.editions.releases import ReleaseError, read_release
from covis.finding import UNREADABLE, Finding
from covis.registry import Registry
from covis.registry.models import Contributor, Course, Entry
from covis.review.events import Event
from covis.review.fold import Standing
from covis.review.state import State
from covis.review.stores.protocol import UNREAD
from covis.review.turns import PEER

_MOMENTARY = {UNREADABLE, *UNREAD}

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FILE_RULES = ("registry-file", "registry-yaml")


@dataclass(frozen=True)
class _Kept:
    """An item as its team sees it, under everything that it was made from, and as everybody does."""

    key: tuple[object, ...]
    item: Item
    public: Item
    current: Future[Compiled] | None
    again: float = float("inf")  # when it is made again in any case, by the monotonic clock: something could not be read


class Items:
    """Reading the gallery. Safe to call from many threads; never imports a plugin, nor SymPy."""

    def __init__(self, gallery: GalleryFiles, compilations: Compilations, *, compiles: bool = True) -> None:
        """`compiles` false: nothing is compiled in the background; an item without a release then shows nothing, and is not pending."""
        self._files = gallery
        self._compilations = compilations
        self._compiles = compiles
        self._items: dict[str, _Kept] = {}
        self._owner_of: dict[str, str] = {}

    def course(self, id: str) -> Course | None:
        return self._files.registry.courses.get(id)

    def of_course(self, code: str, *, viewer: str | None = None) -> list[CourseStep]:
        """The steps of a course in teaching order, retired ones left out; [] where there is no such course."""
        course = self._files.registry.courses.get(code)
        steps = []
        for member in course.visualisations if course is not None else ():
            item = self.get(member.id, viewer=viewer)
            if item is None or item.standing.retired:
                continue
            pinned = self._pinned(item, member.edition) if member.edition else None
            if pinned is not None:
                item = replace(item, shown=pinned, digest=pinned.digest, is_release=True, pending=False)
            steps.append(CourseStep(item, member.note, item.digest, pinned is not None))
        return steps

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the registry and with any visualisation that has been looked at: for its team."""
        found = list(self._files.registry.findings)
        for id, entry in self._files.registry.entries.items():
            found.extend(self._kept(id, entry, self._files.registry).item.findings)
        return tuple(dict.fromkeys(found))

    def registry_findings(self, viewer: str | None = None, id: str = "") -> tuple[Finding, ...]:
        """What is wrong with the registry (with `id`: with that entry, which is then no sound one), as far as `viewer` may read it.

        A finding quotes the file, so where only what is signed is shown, it is for maintainers. While the registry cannot be read at
        all nobody knows who they are, and everybody reads where the file stops being one.
        """
        registry = self._files.registry
        found = registry.broken.get(id, ()) if id else registry.findings
        if self._files.trusted or registry.gallery.policy.visibility == "all":
            return found
        if viewer in registry.gallery.maintainers and self._acts(viewer, registry):
            return found
        return tuple(one for one in found if self._files.unreadable and one.rule in _FILE_RULES)

    # --- visualisations

    def all(self, *, retired: bool = False, viewer: str | None = None) -> list[Item]:
        """Every visualisation, in the registry's order; retired ones only when asked for. What is not compiled yet is begun.

        `viewer`: who asks. Where only what is signed is shown, each item is theirs (`sees_unsigned`); nobody's is everybody's.
        """
        registry = self._files.registry
        found = [self._item(id, entry, registry, viewer) for id, entry in registry.entries.items()]
        return [item for item in found if retired or not item.standing.retired]

    def get(self, id: str, *, wait: float = 0, hurry: bool = False, viewer: str | None = None) -> Item | None:
        """One visualisation, None where the registry has no sound entry for it.

        `wait`: the seconds to wait for one that is pending; `hurry` compiles it before those that nobody waits for, and waits for none.
        """
        registry = self._files.registry
        entry = registry.entries.get(id)
        if entry is None:
            return None
        item = self._item(id, entry, registry, viewer, hurry=hurry or wait > 0)
        if not (item.pending and wait > 0):
            return item
        with self._files.lock:
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
        registry = self._files.registry
        entry = registry.entries.get(id)
        if self._files.trusted or registry.gallery.policy.visibility == "all":
            return True
        return entry is not None and self._sees(self._kept(id, entry, registry).item, person, registry)

    def standing(self, id: str) -> Standing:
        """the status of a visualisation now, for any reader. Raises Refused where the registry has no valid entry for it."""
        return self._files.standing(id)

    def history(self, id: str) -> tuple[tuple[Event, ...], State]:
        """Every event of its log in order, and the state that they lead to: for its team. Raises Refused as `standing` does."""
        return self._files.history(id)

    def turns_of(self, person: str) -> int:
        """How many turns wait for this person, over all visualisations; offers made to many people are not counted."""
        found = (turn for item in self.all(retired=True, viewer=person) for turn in item.standing.turn)
        return sum(person in turn.people and turn.role != PEER for turn in found)

    def reads_feedback(self, id: str, person: str | None) -> bool:
        """Whether this person reads what learners send about it: a co-owner, anybody on staff, a maintainer."""
        entry = self._files.registry.entries.get(id)
        if entry is None or person is None:
            return False
        context = self._files.context(entry)
        return context.acts(person) and (person in entry.owners or context.staff(person) or context.maintains(person))

    def _sees(self, item: Item, person: str | None, registry: Registry) -> bool:
        if self._files.trusted:
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
            self.all(retired=True)
            id = self._owner_of.get(digest)
        item = self.get(id) if id is not None else None
        if item is None or item.standing.retired or item.standing.withdrawn:
            return None
        if item.digest == digest:
            return item.shown
        pins = (member.edition for course in self._files.registry.courses.values() for member in course.visualisations if member.id == id)
        if digest in pins and (pinned := self._pinned(item, digest)):
            return pinned
        if self._files.registry.gallery.policy.visibility == "all" and digest in self._unsigned(item):
            return self._compilations.cached(digest)
        return None

    def seen(self, id: str, digest: Any, viewer: str | None = None) -> Edition | None:
        """The edition that somebody has seen on a page, as far as it is still here and `viewer` may see it. `digest` may be anything."""
        item = self.get(id, viewer=viewer)
        if item is None or not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            return None
        if item.shown is not None and item.digest == digest:
            return item.shown
        found = self.document(digest)
        if found is not None:
            return found if found.id == id else None
        try:
            return read_release(self._files.root, id, digest)
        except ReleaseError:
            return None

    # --- how an item is made

    def _item(self, id: str, entry: Entry, registry: Registry, viewer: str | None, *, hurry: bool = False) -> Item:
        kept = self._kept(id, entry, registry, hurry=hurry)
        return kept.item if kept.public is kept.item or self._sees(kept.item, viewer, registry) else kept.public

    def _kept(self, id: str, entry: Entry, registry: Registry, *, hurry: bool = False) -> _Kept:
        with self._files.lock:
            source, source_findings = self._files.source(id, entry)
            log = self._files.log.signature(id)
            kept = self._items.get(id)
            old = kept is None or kept.again <= time.monotonic() or kept.key != self._key(kept, source, source_findings, log)
            if kept is None or old or (hurry and kept.item.pending):
                kept = self._make(id, entry, registry, source, source_findings, log, hurry)
                self._items[id] = kept
                for digest in (
                    kept.item.digest,
                    *self._unsigned(kept.item),
                    *(release.document for release in kept.item.standing.releases),
                ):
                    self._owner_of[digest] = id
            return kept

    def _make(
        self, id: str, entry: Entry, registry: Registry, source: str | None, findings: tuple[Finding, ...], log: Hashable, hurry: bool
    ) -> _Kept:
        standing, unreadable = self._files.standing_now(id, entry, source, registry)
        found = [*findings, *unreadable, *self._files.log.report(id, standing.ignored)]
        everything = registry.gallery.policy.visibility == "all"
        release = standing.release or standing.taken_down
        signed = self._files.release(id, release.document, found) if release is not None else None
        job: Future[Compiled] | None = None
        edition, pending, recompiled, retry = signed, False, False, 0.0
        if source is not None and self._compiles_now(standing, signed, source, everything):
            job = self._compilations.start(id, source, entry, hurry=hurry)
            if failure := self._compilations.failure(id):
                found.extend(failure.findings)
                pending, retry = release is None, failure.pause
            elif job.done() and not job.cancelled():
                compiled = job.result()
                found.extend(compiled.findings)
                if release is None and compiled.edition is not None:
                    edition = self._compilations.best(compiled.edition)
                elif release is not None and compiled.edition is not None:
                    recompiled = release.source == source and release.document != compiled.edition.digest
            else:
                pending = release is None
        if signed is not None and not everything and listing(signed.document) != listed(entry):
            found.append(unsigned_listing(id, registry.line(id)))
        found.extend(pin_findings(self._files, id, standing, registry))
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
        return replace(kept, key=self._key(kept, source, findings, log))

    def _compiles_now(self, standing: Standing, signed: Edition | None, source: str, everything: bool) -> bool:
        """Whether the folder is compiled for what is shown: not for nothing, and not again what was signed with this toolchain."""
        if not self._compiles or not everything or standing.retired or standing.withdrawn or standing.status == "unknown":
            return False
        release = standing.release
        if release is None or release.source != source or signed is None:
            return True
        return any(signed.toolchain.get(part) != version for part, version in toolchain().items())

    def _key(self, kept: _Kept, source: str | None, findings: tuple[Finding, ...], log: Hashable) -> tuple[object, ...]:
        """Everything that an item is made from; of the releases and the compilation, those that it was made with."""
        standing = kept.item.standing
        files = tuple(signatures.of_file(self._files.release_file(kept.item.id, release.document)) for release in standing.releases)
        job = kept.current
        compiled = job is not None and (job.done(), self._compilations.queue.due(kept.item.id))
        return (self._files.registry_number, source, findings, log, files, compiled)

    def _unsigned(self, item: Item) -> tuple[str, ...]:
        """The document digests of the editions that are not signed: what is submitted, and what the folder holds."""
        submitted = item.standing.submitted
        with self._files.lock:
            kept = self._items.get(item.id)
        job = kept.current if kept is not None else None
        current = job.result().edition if job is not None and job.done() and not job.cancelled() else None
        digests = (submitted and submitted.edition and submitted.edition.document, current and current.digest)
        return tuple(one for one in digests if one and one not in item.standing.down)

    def _pinned(self, item: Item, digest: str) -> Edition | None:
        """The release of this visualisation that a course pins; None where that is none, or nothing of it is shown."""
        standing = item.standing
        released = {release.document for release in standing.releases} - standing.down
        if standing.retired or standing.withdrawn or digest not in released:
            return None
        return self._files.release(item.id, digest, [])


def _people(registry: Registry, ids: Iterable[str]) -> tuple[tuple[str, Contributor], ...]:
    return tuple((id, registry.people[id]) for id in ids if id in registry.people)
