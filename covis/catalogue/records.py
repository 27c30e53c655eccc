"""What is stored of a gallery, as a whole: verified line by line, and copied to another store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from covis.catalogue.files import GalleryFiles
from covis.editions.releases import ReleaseError, read_release, release_ids
from covis.feedback.store import FeedbackStore, open_feedback
from covis.finding import Finding
from covis.review.events import Event, stamp
from covis.review.fold import replay
from covis.review.problems import StoreError
from covis.review.stores.chooser import StorePlace, named, open_log
from covis.review.stores.files import FileLog
from covis.review.stores.protocol import UNREAD, Log


@dataclass(frozen=True)
class Verified:
    """How many events and releases were read, and everything that is wrong with them."""

    events: int
    releases: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Copied:
    """What a copy did: the `events` of the source, of so many `visualisations`; how many of them were `added`; the feedback copied.

    `findings` are the lines of the source that are not events, and were not copied.
    """

    events: int
    visualisations: int
    added: int
    feedback: int
    findings: tuple[Finding, ...]


class NoSuchStoreError(ValueError):
    """There is nothing to copy from, or nowhere to copy to, under this name. The message says what to write."""


class Records:
    """The stored events and releases of a gallery."""

    def __init__(self, gallery: GalleryFiles) -> None:
        self._files = gallery

    def verify(self) -> Verified:
        """Read every line and every release, and report what is no event, contradictions, ignored events, and changed releases."""
        log, root = self._files.log, self._files.root
        findings: list[Finding] = []
        lines = releases = 0
        for id in sorted({*_ids(log), *(path.name for path in (root / "releases").glob("*") if path.is_dir())}):
            events, found = log.read(id)
            findings += [*found, *_lost(log, id)]
            signed = {event.edition.document for event in self._valid(id, events, findings) if event.kind == "signed_off" and event.edition}
            kept = set(release_ids(root, id))
            for digest in sorted(signed | kept):
                findings += _release(root, id, digest)
            lines, releases = lines + len(events), releases + len(kept)
        return Verified(lines, releases, tuple(sorted(dict.fromkeys(findings))))

    def copy(self, source: str, target: str) -> Copied:
        """Copy every event and all feedback, as they are, from one store to another. What is there already is not copied again.

        Each is the address of a database or a gallery's folder. Raises NoSuchStoreError where there is no such store, and StoreError
        where one cannot be read or written, or where the target has another event of the same id: then nothing was copied.
        """
        old_place, new_place = (named(name, self._files.root) for name in (source, target))
        old, new = _opened(old_place, must_exist=True), _opened(new_place, must_exist=False)
        logs: dict[str, list[Event]] = {}
        findings: list[Finding] = []
        for id in old.ids():
            logs[id], found = old.read(id)
            findings += found
            _refuse_unread(found)
            _refuse_unread(new.read(id)[1])
        for id, events in logs.items():
            _refuse_contradiction(new, id, events)
        added = sum(new.add(id, events) for id, events in logs.items())
        for id, events in logs.items():
            there = {event.id: event for event in new.read(id)[0]}
            if any(there.get(event.id) != event for event in events):
                raise StoreError(f"After the copy {new.place(id)} does not hold all of {id}.", "Copy again, and keep the source.")
        feedback = _copy_feedback(open_feedback(old_place), open_feedback(new_place))
        return Copied(sum(map(len, logs.values())), len(logs), added, feedback, tuple(findings))

    def _valid(self, id: str, events: list[Event], findings: list[Finding]) -> list[Event]:
        """The events that count; why the others do not is added to the findings."""
        log, entry = self._files.log, self._files.registry.entries.get(id)
        soon = datetime.now(UTC) + timedelta(hours=1)
        early = [
            (event, f"its time, {stamp(event.at)}, is in the future; correct the clock that wrote it")
            for event in events
            if event.at > soon
        ]
        findings += [_about_time(finding) for finding in log.report(id, early)]
        if entry is None:
            if events:
                reason = f"the registry has no valid entry {id}, so no rule was applied; correct it, or keep the log in case it comes back"
                findings.append(Finding(f"records/{id}.jsonl", 0, 0, reason, "review.entry", "warning", id))
            return []
        ignored = replay(events, self._files.context(entry))[1]
        findings += log.report(id, ignored)
        left = {event.id for event, _ in ignored}
        return [event for event in events if event.id not in left]


def _ids(log: Log) -> list[str]:
    return log.ids() + (FileLog(log.second_copy).ids() if isinstance(log, FileLog) else [])


def _lost(log: Log, id: str) -> list[Finding]:
    """What was recorded on this machine and is no longer in the log's file."""
    lost = log.lost(id) if isinstance(log, FileLog) else []
    if not lost:
        return []
    number = f"{len(lost)} event{'' if len(lost) == 1 else 's'}"
    message = (
        f"{number} recorded on this machine (the first: {lost[0].kind} by {lost[0].by}, {stamp(lost[0].at)}) "
        "left the log again, as when git puts a file back; `covis records copy .covis/second_copy .` in the gallery's folder brings "
        "back what is missing; if it was removed on purpose, delete .covis/second_copy"
    )
    return [Finding(log.place(id), 0, 0, message, "review.lost", "error", id)]


def _about_time(finding: Finding) -> Finding:
    """A finding about a line that counts, although its time is in the future."""
    message = finding.message.replace(" does not count: ", ": ", 1)
    return Finding(finding.file, finding.line, finding.column, message, "review.time", "warning", finding.id)


def _release(root: Path, id: str, digest: str) -> list[Finding]:
    try:
        read_release(root, id, digest)
    except ReleaseError as error:
        return [Finding(f"releases/{id}/{digest}.json", 0, 0, str(error), "release", "error", id)]
    return []


def _opened(place: StorePlace, *, must_exist: bool) -> Log:
    """The log at this place. Raises NoSuchStoreError."""
    log = open_log(place)
    if place.url:
        if must_exist and not log.exists():
            raise NoSuchStoreError(f"There is no database {place.url}. A relative file is in the gallery's folder.")
    elif not place.root.is_dir() or (must_exist and not log.exists()):
        raise NoSuchStoreError(
            f"There is no gallery {place.root}. Name the folder that has registry.yaml and records/, or a database's address."
        )
    return log


def _refuse_unread(findings: Iterable[Finding]) -> None:
    for finding in findings:
        if finding.rule in UNREAD:
            raise StoreError(f"Nothing was copied: {finding}.", "Fix this, then copy again.")


def _refuse_contradiction(target: Log, id: str, events: list[Event]) -> None:
    """Before anything is written anywhere."""
    there = {event.id: event for event in target.read(id)[0]}
    for event in events:
        if there.get(event.id, event) != event:
            raise StoreError(
                f"Nothing was copied: the target's log of {id} has another event with the id {event.id}.",
                "Compare the two lines and delete the one that is wrong.",
            )


def _copy_feedback(source: FeedbackStore, target: FeedbackStore) -> int:
    copied = 0
    for id in source.ids():
        there = {entry.id for entry in target.read(id)}
        missing = [entry for entry in source.read(id) if entry.id not in there]
        for entry in missing:
            target.add(id, entry)
        copied += len(missing)
    return copied
