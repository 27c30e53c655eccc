"""Small words and marks that the desk's pages share."""

from __future__ import annotations

from datetime import UTC, datetime

from covis.catalogue import Item
from covis.registry import Registry
from covis.review import wording
from covis.review.events import Event
from covis.review.rules import Refusal
from covis.shell.widgets.html import escape, sentence

VIA = {"oidc": "signed in", "cli": "command line: a statement, not a proof", "git": "git: a statement, not a proof"}


def ago(at: datetime) -> str:
    """A day as people say it while it is near; then its date."""
    days = (datetime.now(UTC).date() - at.astimezone(UTC).date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago" if days < 15 else wording.day(at)


def role(person: str, item: Item, registry: Registry) -> str:
    """What somebody is to this visualisation, in a word."""
    if person in item.entry.coders:
        return "coder"
    if person in item.entry.fact_checkers:
        return "fact-checker"
    known = registry.people.get(person)
    return "maintainer" if person in registry.gallery.maintainers else known.role if known is not None else ""


def said_by(event: Event, item: Item, registry: Registry) -> str:
    """Who, as what, when: HTML."""
    who = escape(wording.name(event.by, registry.people))
    return f'<strong>{who}</strong> <span class="cv-desk-role">{escape(role(event.by, item, registry))}</span>'


def when(event: Event) -> str:
    """The day, and how the person was known: HTML."""
    known = f'<span title="{escape(VIA[event.via])}">via {event.via}</span>'
    return f'<time datetime="{event.at.isoformat()}">{escape(ago(event.at))}</time> · {known}'


def quoted(note: str) -> str:
    """What somebody wrote, with its paragraphs: HTML."""
    paragraphs = [part for part in note.strip().split("\n\n") if part.strip()]
    said = "".join(f"<p>{escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in paragraphs)
    return f"<blockquote>{said}</blockquote>" if said else ""


def why_not(refused: Refusal) -> str:
    """A rule and its way out: HTML."""
    return f'<p class="cv-desk-why"><strong>{sentence(refused.rule)}</strong> {sentence(refused.way_out)}</p>'
