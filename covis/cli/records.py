"""The stores of what people said: copied from one to another, and verified line by line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from covis.catalogue import Catalogue
from covis.cli import printing
from covis.cli.printing import out
from covis.cli.program import Json, Root, WrongCallError, app, open_catalogue
from covis.editions.releases import ReleaseError, read_release, release_ids
from covis.feedback.store import FeedbackStore, FileFeedback
from covis.finding import Finding
from covis.review.events import Event, stamp
from covis.review.fold import replay
from covis.review.stores.files import UNREAD, FileLog, Log, StoreError

records = typer.Typer(name="records", help="What people said, as it is kept: verify it, copy it to another store.", no_args_is_help=True)
app.add_typer(records)

Place = Annotated[str, typer.Argument(help="A gallery's folder, or a database: sqlite:///covis.db, postgresql://user@host/name.")]


@records.command()
def copy(context: typer.Context, source: Place, target: Place, root: Root = None) -> None:
    """Copy every event and all feedback, as they are, to another store. What is there already is not copied again."""
    folder = open_catalogue(context, root).root
    old, old_feedback = _open(source, folder, must_exist=True)
    new, new_feedback = _open(target, folder, must_exist=False)
    logs: dict[str, list[Event]] = {}
    findings: list[Finding] = []
    for id in old.ids():
        logs[id], found = old.read(id)
        findings += found
        _must_be_read(found)
        _must_be_read(new.read(id)[1])
    for id, events in logs.items():
        _must_not_contradict(new, id, events)
    added = sum(new.add(id, events) for id, events in logs.items())
    for id, events in logs.items():
        there = {event.id: event for event in new.read(id)[0]}
        if any(there.get(event.id) != event for event in events):
            raise StoreError(f"After the copy {new.place(id)} does not hold what it should of {id}.", "Say it again, and keep the source.")
    heard = _copy_feedback(old_feedback, new_feedback)
    printing.findings(findings)
    total = sum(map(len, logs.values()))
    out.print(
        f"{printing.count(total, 'event')} of {printing.count(len(logs), 'visualisation')}: {added} copied, {total - added} there before."
    )
    out.print(f"{printing.count(heard, 'piece')} of feedback copied. Releases stay where they are: files in releases/.")
    if findings:
        out.print("The lines above are no events, and were not copied.")
    raise typer.Exit(int(bool(findings)))


@records.command()
def verify(context: typer.Context, as_json: Json = False, root: Root = None) -> None:
    """Read every line and every release: what is no event, what contradicts, what the rules ignore, what is not what was signed."""
    catalogue = open_catalogue(context, root)
    findings: list[Finding] = []
    lines = releases = 0
    ids = sorted({*_logs(catalogue.log), *(path.name for path in (catalogue.root / "releases").glob("*") if path.is_dir())})
    for id in ids:
        events, found = catalogue.log.read(id)
        findings += [*found, *_lost(catalogue.log, id)]
        counted = _rules(catalogue, id, events, findings)
        signed = {event.edition.document for event in counted if event.kind == "signed_off" and event.edition}
        kept = set(release_ids(catalogue.root, id))
        for digest in sorted(signed | kept):
            findings += _release(catalogue.root, id, digest)
        lines, releases = lines + len(events), releases + len(kept)
    findings = sorted(dict.fromkeys(findings))
    if as_json:
        printing.as_json({"events": lines, "releases": releases, "findings": [printing.finding_json(finding) for finding in findings]})
    else:
        printing.findings(findings)
        counts = {"event": lines, "release": releases, "finding": len(findings)}
        out.print(", ".join(printing.count(number, word) for word, number in counts.items()) + ".")
    raise typer.Exit(int(bool(findings)))


def _rules(catalogue: Catalogue, id: str, events: list[Event], findings: list[Finding]) -> list[Event]:
    """The events that count; why the others do not is added to the findings."""
    log, entry = catalogue.log, catalogue.registry.entries.get(id)
    soon = datetime.now(UTC) + timedelta(hours=1)
    early = [(event, f"its time, {stamp(event.at)}, has not come; mend the clock that wrote it") for event in events if event.at > soon]
    findings += [_other(finding, "review.time") for finding in log.report(id, early)]
    if entry is None:
        if events:
            reason = f"the registry has no sound entry {id}, so no rule was asked; mend it, or keep the log for the day it comes back"
            findings.append(Finding(f"records/{id}.jsonl", 0, 0, reason, "review.entry", "warning", id))
        return []
    ignored = replay(events, catalogue.context(entry))[1]
    findings += log.report(id, ignored)
    left = {event.id for event, _ in ignored}
    return [event for event in events if event.id not in left]


def _logs(log: Log) -> list[str]:
    return log.ids() + (FileLog(log.said).ids() if isinstance(log, FileLog) else [])


def _lost(log: Log, id: str) -> list[Finding]:
    """What was said on this machine and is in the log's file no more."""
    lost = log.lost(id) if isinstance(log, FileLog) else []
    if not lost:
        return []
    message = (
        f"{printing.count(len(lost), 'event')} said on this machine (the first: {lost[0].kind} by {lost[0].by}, {stamp(lost[0].at)}) "
        "left the log again, as when git puts a file back; `covis records copy .covis/said .` in the gallery's folder brings "
        "back what is missing; if it was taken out on purpose, delete .covis/said"
    )
    return [Finding(log.place(id), 0, 0, message, "review.lost", "error", id)]


def _other(finding: Finding, rule: str) -> Finding:
    """A finding about a line that counts."""
    message = finding.message.replace(" does not count: ", ": ", 1)
    return Finding(finding.file, finding.line, finding.column, message, rule, "warning", finding.id)


def _release(root: Path, id: str, digest: str) -> list[Finding]:
    try:
        read_release(root, id, digest)
    except ReleaseError as error:
        return [Finding(f"releases/{id}/{digest}.json", 0, 0, str(error), "release", "error", id)]
    return []


def _open(name: str, root: Path, *, must_exist: bool) -> tuple[Log, FeedbackStore]:
    """The store that an argument names. A database's relative file is in the gallery's folder."""
    if "://" in name:
        from covis.review.stores.sql import SqlFeedback, SqlLog

        log = SqlLog(name, root)
        if must_exist and log.database.missing:
            raise WrongCallError(f"There is no database {log.database.url.database}. A relative file is in the gallery's folder.")
        return log, SqlFeedback(name, root)
    folder = Path(name)
    if not folder.is_dir() or (must_exist and not any((folder / one).exists() for one in ("registry.yaml", "records", "feedback"))):
        raise WrongCallError(f"There is no gallery {folder}. Say the folder that has registry.yaml and records/, or a database's address.")
    return FileLog(folder), FileFeedback(folder)


def _must_be_read(findings: list[Finding]) -> None:
    for finding in findings:
        if finding.rule in UNREAD:
            raise StoreError(f"Nothing was copied: {finding}.", "Mend that, then say it again.")


def _must_not_contradict(target: Log, id: str, events: list[Event]) -> None:
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
        there = {one.id for one in target.read(id)}
        missing = [one for one in source.read(id) if one.id not in there]
        for one in missing:
            target.add(id, one)
        copied += len(missing)
    return copied
