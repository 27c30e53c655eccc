"""An Atom feed for each person: whose turn it is, and what happened to what they co-own, as far as everybody may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree

from covis.catalogue import Catalogue, Item
from covis.review import wording
from covis.review.turns import PEER

MOST = 50  # entries of a feed, the newest first
ATOM = "http://www.w3.org/2005/Atom"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # when nothing has happened yet


@dataclass(frozen=True)
class FeedEntry:
    """One entry. `id` stays the same for as long as it says the same."""

    id: UUID
    title: str
    text: str
    at: datetime
    visualisation: str


def atom(catalogue: Catalogue, person: str, address: str) -> bytes | None:
    """The feed of this person, None where the gallery knows nobody by that id. `address`: where the gallery is, without a slash."""
    known = catalogue.registry.people.get(person)
    if known is None:
        return None
    entries = sorted(_entries(catalogue, person), key=lambda entry: (entry.at, entry.id), reverse=True)[:MOST]
    feed = ElementTree.Element("feed", {"xmlns": ATOM})
    title = catalogue.registry.gallery.title
    _texts(feed, id=uuid5(NAMESPACE_URL, f"covis feed {person}").urn, title=f"{title}: {known.name}")
    _texts(feed, updated=_time(max((entry.at for entry in entries), default=BEGINNING)))
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": f"{address}/feed/{person}.atom"})
    _texts(ElementTree.SubElement(feed, "author"), name=title)
    for entry in entries:
        element = ElementTree.SubElement(feed, "entry")
        _texts(element, id=entry.id.urn, title=entry.title, updated=_time(entry.at), summary=entry.text)
        ElementTree.SubElement(element, "link", {"href": f"{address}/desk?{urlencode({'v': entry.visualisation})}"})
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entries(catalogue: Catalogue, person: str) -> Iterator[FeedEntry]:
    """`Items.all` without a viewer gives what everybody may see, and so does this."""
    for item in catalogue.items.all():
        yield from _turns(item, person)
        if person in item.entry.owners and item.standing.status != "unknown":
            yield from _events(catalogue, item)


def _turns(item: Item, person: str) -> Iterator[FeedEntry]:
    """What this person has to do: the list of the desk shows the same to everybody."""
    standing = item.standing
    for turn in standing.turn:
        if person in turn.people and turn.role != PEER:
            last = standing.last.id if standing.last is not None else ""
            id = uuid5(NAMESPACE_URL, f"covis turn {item.id} {person} {turn.what} {turn.re} {last}")
            at = standing.last.at if standing.last is not None else BEGINNING
            yield FeedEntry(id, f"Your turn: {item.entry.title}", turn.what, at, item.id)


def _events(catalogue: Catalogue, item: Item) -> Iterator[FeedEntry]:
    """What happened, without notes. Where only what is signed is shown: the signatures under what students see, and the open disputes."""
    standing, people = item.standing, catalogue.registry.people
    everything = catalogue.items.sees_unsigned(item.id, None)
    signed = {release.document for release in standing.releases} - standing.down if not standing.withdrawn else set()
    disputes = {event.id for event in standing.open_disputes}
    ignored = {event.id for event, _ in standing.ignored}
    for event in catalogue.items.history(item.id)[0]:
        release = event.kind == "signed_off" and event.edition is not None and event.edition.document in signed
        if event.id not in ignored and (everything or release or event.id in disputes):
            yield FeedEntry(UUID(event.id), item.entry.title, wording.event_sentence(event, people), event.at, item.id)


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = text


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
