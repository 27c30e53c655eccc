"""Short texts that the desk's pages share."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Registry
from covis.review import wording
from covis.review.events import Event
from covis.review.rules import Refusal
from covis.shell.widgets.html import sentence

VIA = {"oidc": "signed in", "cli": "command line: a statement, not a proof", "git": "git: a statement, not a proof"}


def ago(at: datetime) -> str:
    """How long ago, in days; after two weeks, the date."""
    days = (datetime.now(UTC).date() - at.astimezone(UTC).date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago" if days < 15 else wording.day(at)


def role(person: str, item: Item, registry: Registry) -> str:
    """Somebody's role in this visualisation, in a word."""
    if person in item.entry.coders:
        return "coder"
    if person in item.entry.fact_checkers:
        return "fact-checker"
    known = registry.people.get(person)
    return "maintainer" if person in registry.gallery.maintainers else known.role if known is not None else ""


def exception_text(event: Event, item: Item, registry: Registry) -> Markup:
    """A name and a role, as HTML."""
    name = wording.name(event.by, registry.people)
    return Markup('<strong>{}</strong> <span class="cv-desk-role">{}</span>').format(name, role(event.by, item, registry))


def when(event: Event) -> Markup:
    """The day, and how the person was identified, as HTML."""
    known = Markup('<span title="{}">via {}</span>').format(VIA[event.via], event.via)
    return Markup('<time datetime="{}">{}</time> · {}').format(event.at.isoformat(), ago(event.at), known)


def quoted(note: str) -> Markup:
    """A note with its paragraphs, as HTML."""
    paragraphs = [part for part in note.strip().split("\n\n") if part.strip()]
    text = Markup().join(Markup("<p>{}</p>").format(Markup("<br>").join(part.strip().split("\n"))) for part in paragraphs)
    return Markup("<blockquote>{}</blockquote>").format(text) if text else Markup()


def why_not(refused: Refusal) -> Markup:
    """A rule and what to do about it, as HTML."""
    return Markup('<p class="cv-desk-refusal"><strong>{}</strong> {}</p>').format(sentence(refused.rule), sentence(refused.way_out))
