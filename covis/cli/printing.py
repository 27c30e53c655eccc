"""What commands print: for people on either stream, and as JSON."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

import nh3
from rich.console import Console

from covis.catalogue import Catalogue, Item
from covis.document import Edition, Evidence
from covis.finding import Finding, printable
from covis.review import wording
from covis.review.events import stamp
from covis.review.markup import formula_text, replaced, without_formulas
from covis.review.state import Signed

LONGEST_LINE = 20_000


class Terminal:
    """The one way from a command to a stream."""

    def __init__(self, *, stderr: bool = False) -> None:
        self.console = Console(markup=False, highlight=False, soft_wrap=True, emoji=False, stderr=stderr)

    def print(self, *lines: str, style: str | None = None) -> None:
        """Each argument is one line, whatever it holds: a line end, a control or an escape character in it is written out as `\\n` or
        `\\x1b`, so that no text of a plugin or a record can imitate a line or command the terminal."""
        for line in lines:
            self.console.print(printable(line, LONGEST_LINE), style=style)


def tolerant() -> None:
    """A character that the encoding of a stream does not have is written by its name from now on: pipes on Windows are not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="namereplace")


out = Terminal()
err = Terminal(stderr=True)


def as_json(value: dict[str, Any]) -> None:
    """One JSON document on standard output; in ASCII, so that no terminal's encoding spoils it."""
    sys.stdout.write(json.dumps(value, indent=2) + "\n")
    sys.stdout.flush()


def finding_json(finding: Finding) -> dict[str, Any]:
    return {key: getattr(finding, key) for key in ("id", "rule", "severity", "file", "line", "message")}


def fact_json(id: str, fact: Evidence) -> dict[str, Any]:
    return {"id": id, "statement": fact.statement, "evidence": fact.evidence, "detail": fact.detail}


def exit_status(findings: Iterable[Finding], facts: Iterable[Evidence] = ()) -> int:
    """1 when there is an error, or a fact that fails or could not be run."""
    return int(any(finding.severity == "error" for finding in findings) or any(fact.refused for fact in facts))


def count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def findings(found: Iterable[Finding]) -> None:
    for finding in found:
        out.print(str(finding), style="red" if finding.severity == "error" else "yellow")


def facts(evidence: Sequence[Evidence]) -> None:
    for fact in evidence:
        ok, fails = ("ok", "FAILS") if out.console.options.ascii_only else ("✓", "✗")
        mark, style = (ok, None) if fact.established else (fails, "red") if fact.refused else ("?", "yellow")
        out.print(f"  {mark} {fact.statement}", style=style)
        out.print(f"      {fact.evidence}", style="dim")


def standing_json(item: Item) -> dict[str, Any]:
    standing = item.standing
    submitted = standing.submitted
    return {
        "id": item.id,
        "title": item.entry.title,
        "status": standing.status,
        "since": stamp(standing.since) if standing.since else None,
        "last_event": stamp(standing.last.at) if standing.last else None,
        "recompiled": item.recompiled,
        "source": item.source,
        "coders": item.entry.coders,
        "fact_checkers": item.entry.fact_checkers,
        "accepted": sorted(standing.accepted),
        "release": _release_json(standing.release or standing.taken_down),
        "withdrawn": standing.withdrawn,
        "taken_down": standing.taken_down.document if standing.taken_down else None,
        "submitted": None
        if submitted is None or submitted.edition is None
        else {**submitted.edition.model_dump(), "by": submitted.by, "at": stamp(submitted.at)},
        "peer_reviews": [event.by for event in standing.peer_reviews],
        "open": [
            {"event": event.id, "kind": event.kind, "by": event.by, "level": event.level, "note": event.note}
            | ({"about": event.about.model_dump(exclude_none=True)} if event.about else {})
            for event in (*standing.open_requests, *standing.open_disputes)
        ],
        "turn": [
            {"people": list(turn.people), "role": turn.role, "what": turn.what, "command": wording.turn_command(turn, item.id)}
            for turn in standing.turn
        ],
    }


def _release_json(release: Signed | None) -> dict[str, Any] | None:
    if release is None:
        return None
    return {
        "document": release.document,
        "source": release.source,
        "by": list(release.by),
        "at": stamp(release.at),
        "stands": release.stands,
    }


def standing(catalogue: Catalogue, item: Item) -> None:
    """A visualisation's standing as a person reads it."""
    people = catalogue.registry.people
    now = item.standing
    out.print(f"{item.id}: {item.entry.title}", style="bold")
    out.print(f"  {wording.status_word(now.status)}. {wording.status_meaning(now.status)}")
    release = now.release or now.taken_down
    out.print(f"  {wording.credit_sentence(item.entry, people, release)}")
    out.print(f"  {wording.fact_check_sentence(now, people)}")
    if release is not None:
        out.print(f"  Release    {release.document}")
        if release.source != item.source:
            out.print("  The folder holds something else than the release: students see the release until the new edition is signed.")
    if now.submitted is not None and now.submitted.edition is not None:
        out.print(
            f"  Submitted  {now.submitted.edition.document}  by {wording.name(now.submitted.by, people)}, {wording.day(now.submitted.at)}"
        )
    for event in (*now.open_requests, *now.open_disputes):
        out.print(f"  Open       {event.id[:12]}  {wording.event_sentence(event, people)} {' '.join(event.note.split())}")
    for turn in now.turn:
        command = wording.turn_command(turn, item.id)
        out.print(f"  Next: {wording.turn_sentence(turn, people)}" + (f"  {command}" if command else ""))


def edition(shown: Edition) -> None:
    """What a fact-checker must see before they sign: title, edition, what it says, each fact with its evidence and source."""
    document = shown.document
    out.print("", document["title"], style="bold")
    out.print(document["summary"], f"Edition {shown.digest}", f"Source  {shown.source}")
    out.print("", "Facts and evidence:")
    stated = {fact["id"]: fact for fact in document.get("facts", [])}
    for fact in shown.evidence:
        facts([fact])
        statement = stated.get(fact.id, {})
        if formula := statement.get("mathematics"):
            out.print(f"      {formula_text(formula)}", style="dim")
        if statement:
            out.print(f"      source: {statement['source']}", style="dim")
    for finding in shown.findings:
        out.print(f"  warning: {finding['message']}", style="yellow")
    out.print("", "What it says:", *plain(str(document.get("text", ""))).split("\n"))


def plain(html: str) -> str:
    """A document's text without its markup, for a terminal: formulas in a line, and [live] where the page shows a number that moves."""
    html = replaced(without_formulas(html), "output", lambda _: "[live]")
    html = re.sub(r"</(p|h[2-4]|div)>", r"</\1>\n", html)
    html = re.sub(r"<h[2-4]\b[^<>]*>", "\n", html.replace("<li>", "<li>- "))
    lines = unescape(nh3.clean(html, tags=set())).splitlines()
    kept = [line.strip() for k, line in enumerate(lines) if line.strip() or (k + 1 < len(lines) and lines[k + 1].strip())]
    return "\n".join(f"  {line}".rstrip() for line in kept).strip("\n")
