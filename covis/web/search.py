"""A search of the gallery, read from an address, and the visualisations that match it. runtime/browse/search.js means the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
FILTERS = {  # name: what it is called, and what it says while nothing is chosen
    "course": ("Course", "Any course"),
    "subject": ("Subject", "Any subject"),
    "level": ("Level", "Any level"),
    "status": ("Status", "Any status"),
    "person": ("Person", "Anybody"),
}
SORT, AS_LISTED = "Sort", "In the gallery's order"
SORTS = {"title": "By title", "level": "By level", "signed": "Newest sign-off first"}
# What the search says, on Streamlit's page and on that of an exported gallery.
LABEL, HINT = "Search the gallery", "Search by word, course or name"
INSTEAD = "Search for “{q}” instead"
CLEAR, EVERYTHING = "Clear the search and filters", "Show every visualisation"
NOTHING, WITHOUT, KEEP = "Nothing found", "Search for “{q}” without the filters", "Keep the filters, drop the search"
COUNT, COUNT_ONE, COUNT_FOUND = "{all} visualisations", "{all} visualisation", "{found} of {all} visualisations"
HEADING = "See what the equation does"
LEAD = (
    "Interactive visualisations for STEM courses. Each one is written by a student, checked by a member of staff, and carries both names."
)
MOST_CHIPS = 8


@dataclass(frozen=True)
class Query:
    """One state of the gallery: the search and the filters, "" for any, and the order. The field names are those of the address."""

    q: str = ""
    course: str = ""
    subject: str = ""
    level: str = ""
    status: str = ""
    person: str = ""
    sort: str = ""
    page: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Query:
        return cls(**{field.name: str(address.get(field.name, "")).strip()[:LONGEST] for field in fields(cls)})

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, without the search, the order and the page."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}

    @property
    def empty(self) -> bool:
        return not (self.q or self.filters)

    @property
    def page_number(self) -> int:
        return int(self.page) if self.page.isdecimal() and self.page.isascii() and len(self.page) < 6 and int(self.page) > 0 else 1


@lru_cache(maxsize=4096)  # a search compares it with every title and text of the gallery
def plain(text: str) -> str:
    """Lower case without accents: what a search compares."""
    folded = text.lower().upper().lower().replace("ς", "σ")  # as `casefold`, in steps that JavaScript has too
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(part for part in parts if not unicodedata.category(part).startswith("M"))


def searched(query: Query) -> list[str]:
    """The words that a search looks for, each once. One character may become eighteen plain ones, so the length is limited again."""
    return list(dict.fromkeys(plain(query.q)[:LONGEST].split()))[:MOST_WORDS]


def find(items: Iterable[Item], query: Query, registry: Registry) -> list[Item]:
    """The items that match the query, in the order that it asks for.

    Without one they are in the registry's; after a search, matches in titles come first.
    """
    kept = [item for item in items if _passes(item, query, registry)]
    if query.sort in SORTS:
        kept.sort(key=_SORTED[query.sort])
    wanted = searched(query)
    if not wanted:
        return kept
    texts = ((item, text_of(item, registry)) for item in kept)
    found = [item for item, text in texts if all(word in text for word in wanted)]
    if query.sort in SORTS:
        return found
    return sorted(found, key=lambda item: not all(word in plain(item.entry.title) for word in wanted))


_SORTED: dict[str, Callable[[Item], tuple[bool | float, str | float]]] = {
    "title": lambda item: (0, plain(item.entry.title)),
    "level": lambda item: (item.entry.level is None, item.entry.level or 0),
    "signed": lambda item: (item.standing.release is None, -item.standing.release.at.timestamp() if item.standing.release else 0),
}


def ranks(items: Sequence[Item]) -> dict[str, dict[str, int]]:
    """For each way to sort, the place of each item by its id."""
    return {name: {item.id: k for k, item in enumerate(sorted(items, key=key))} for name, key in _SORTED.items()}


def _passes(item: Item, query: Query, registry: Registry) -> bool:
    course = registry.courses.get(query.course)
    return (
        (not query.course or (course is not None and any(member.id == item.id for member in course.visualisations)))
        and (not query.subject or item.entry.subject == query.subject or item.entry.subject.startswith(f"{query.subject} / "))
        and (not query.level or str(item.entry.level) == query.level)
        and (not query.status or item.standing.status == query.status)
        and (not query.person or query.person in item.entry.owners)
    )


def text_of(item: Item, registry: Registry) -> str:
    """All that a search looks through: never a login."""
    entry = item.entry
    people = [person.name for _, person in (*item.coders, *item.fact_checkers)]
    courses = [f"{code} {registry.courses[code].title}" for code in courses_of(item.id, registry)]
    return plain(" ".join([entry.title, entry.summary, entry.subject, item.id.replace("_", " "), *entry.keywords, *people, *courses]))


def chips(items: Sequence[Item], registry: Registry) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Subjects, and the codes of courses, as ways in, with how many each has."""
    subjects = Counter(item.entry.subject.split(" / ")[0] for item in items if item.entry.subject)
    courses = Counter(code for item in items for code in courses_of(item.id, registry))
    first = sorted(subjects.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CHIPS] if len(subjects) > 1 else []
    return first, [(code, courses[code]) for code in registry.courses if code in courses]


def in_progress(number: int) -> str:
    """How many are not shown yet, "" for none."""
    return f"{number} more {'is' if number == 1 else 'are'} in progress, and will appear here once signed off." if number else ""


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
    there = {word for item in items for word in re.findall(r"[a-z0-9]{3,}", text_of(item, registry))}
    known = sorted(there)
    nearest = [word if word in there else next(iter(closest(word, known, 1, 0.7)), "") for word in wanted]
    text = " ".join(nearest)
    return text if all(nearest) and text != plain(query.q) else ""
