"""A search of the gallery, read from an address, and the visualisations that match it. No Streamlit here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from covis.catalogue import Item
from covis.finding import closest
from covis.registry import Registry
from covis.review import wording

PER_PAGE = 24
LONGEST = 200  # characters of a search, or of any value in an address
MOST_WORDS = 16  # of a search: later words are ignored, and for more than 8 there is no suggestion
Choices = dict[str, str]


@dataclass(frozen=True)
class Query:
    """One state of the gallery: the search and the filters, "" for any. The field names are the parameters of the address."""

    q: str = ""
    course: str = ""
    subject: str = ""
    level: str = ""
    status: str = ""
    person: str = ""
    page: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Query:
        return cls(**{field.name: str(address.get(field.name, "")).strip()[:LONGEST] for field in fields(cls)})

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, without the search and the page."""
        return {name: value for name in ("course", "subject", "level", "status", "person") if (value := getattr(self, name))}

    @property
    def empty(self) -> bool:
        return not (self.q or self.filters)

    @property
    def page_number(self) -> int:
        return int(self.page) if self.page.isdecimal() and self.page.isascii() and len(self.page) < 6 and int(self.page) > 0 else 1


@lru_cache(maxsize=4096)  # a search compares it with every title and text of the gallery
def plain(text: str) -> str:
    """Lower case without accents: what a search compares."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def searched(query: Query) -> list[str]:
    """The words that a search looks for, each once. One character may become eighteen plain ones, so the length is limited again."""
    return list(dict.fromkeys(plain(query.q)[:LONGEST].split()))[:MOST_WORDS]


def find(items: Iterable[Item], query: Query, registry: Registry) -> list[Item]:
    """The items that match the query, in the registry's order; with a search, matches in the title come first."""
    kept = [item for item in items if _passes(item, query, registry)]
    wanted = searched(query)
    if not wanted:
        return kept
    texts = ((item, _text(item, registry)) for item in kept)
    found = [item for item, text in texts if all(word in text for word in wanted)]
    return sorted(found, key=lambda item: not all(word in plain(item.entry.title) for word in wanted))


def _passes(item: Item, query: Query, registry: Registry) -> bool:
    course = registry.courses.get(query.course)
    return (
        (not query.course or (course is not None and any(member.id == item.id for member in course.visualisations)))
        and (not query.subject or item.entry.subject == query.subject or item.entry.subject.startswith(f"{query.subject} / "))
        and (not query.level or str(item.entry.level) == query.level)
        and (not query.status or item.standing.status == query.status)
        and (not query.person or query.person in item.entry.owners)
    )


def _text(item: Item, registry: Registry) -> str:
    """All that a search looks through: never a login."""
    entry = item.entry
    people = [person.name for _, person in (*item.coders, *item.fact_checkers)]
    courses = [f"{code} {registry.courses[code].title}" for code in courses_of(item.id, registry)]
    return plain(" ".join([entry.title, entry.summary, entry.subject, item.id.replace("_", " "), *entry.keywords, *people, *courses]))


def courses_of(id: str, registry: Registry) -> list[str]:
    """The codes of the courses that use a visualisation, in the registry's order."""
    return [code for code, course in registry.courses.items() if any(member.id == id for member in course.visualisations)]


def choices(items: Sequence[Item], registry: Registry) -> dict[str, Choices]:
    """The values of each filter, value -> label: only those that match something."""
    subjects: Choices = {}
    for subject in sorted({item.entry.subject for item in items if item.entry.subject}):
        parts = subject.split(" / ")
        for depth in range(1, len(parts) + 1):
            subjects.setdefault(" / ".join(parts[:depth]), " / ".join(parts[:depth]))
    people = {id: person.name for item in items for id, person in (*item.coders, *item.fact_checkers)}
    used = {code for item in items for code in courses_of(item.id, registry)}
    statuses = dict.fromkeys(item.standing.status for item in items)
    return {
        "course": {code: f"{code} {course.title}" for code, course in registry.courses.items() if code in used},
        "subject": subjects,
        "level": {str(level): f"Level {level}" for level in sorted({item.entry.level for item in items if item.entry.level is not None})},
        "status": {status: wording.status_word(status) for status in statuses},
        "person": dict(sorted(people.items(), key=lambda pair: plain(pair[1]))),
    }


def suggestion(items: Iterable[Item], query: Query, registry: Registry) -> str:
    """For a search that finds nothing: the most similar words that the gallery uses, "" if there are none."""
    wanted = searched(query)
    if len(wanted) > MOST_WORDS // 2:
        return ""
    there = {word for item in items for word in re.findall(r"[a-z0-9]{3,}", _text(item, registry))}
    known = sorted(there)
    nearest = [word if word in there else next(iter(closest(word, known, 1, 0.7)), "") for word in wanted]
    text = " ".join(nearest)
    return text if all(nearest) and text != plain(query.q) else ""
