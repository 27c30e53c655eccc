"""What a page of Streamlit's is called, and what it says of itself before it is drawn: only what everybody may read."""

from __future__ import annotations

from collections.abc import Mapping

from covis.catalogue import Catalogue, Item
from covis.registry import Registry
from covis.web.about.sharing import Shared


def title_of(name: str, registry: Registry, item: Item | None, query: Mapping[str, str]) -> str:
    """The title of a page, with the gallery's. `name` is the page's in the navigation; `item` the visualisation that `v` names."""
    entry = item.entry if item is not None else None
    course, person = registry.courses.get(query.get("c", "")), registry.people.get(query.get("p", ""))
    if name == "browse":
        text = entry.title if entry else ""
    elif name == "course":
        text = course.title if course else "Courses"
    elif name == "desk":
        text = f"Review: {entry.title}" if entry else "Review desk"
    elif name == "people":
        text = person.name if person else "People"
    else:
        text = {"take_part": "Take part", "cohort": f"In progress: {course.title}" if course else "In progress"}.get(name, "")
    return f"{text} · {registry.gallery.title}" if text else registry.gallery.title


def shared(name: str, catalogue: Catalogue, query: Mapping[str, str]) -> tuple[Shared, Item | None]:
    """What a recipient of a page's address is shown of it, and the visualisation on the page, if everybody may see it."""
    registry = catalogue.registry
    item = catalogue.items.get(query["v"]) if query.get("v") else None
    title = title_of(name, registry, item, query)
    gallery = registry.gallery
    course, person = registry.courses.get(query.get("c", "")), registry.people.get(query.get("p", ""))
    text = f"Interactive visualisations of science, each co-owned by a student and a member of staff{_of(gallery.institution)}."
    if item is not None:
        text = item.entry.summary if item.shown is None else str(item.shown.document.get("summary", ""))
    elif name in ("course", "cohort") and course is not None:
        count = len(course.visualisations)
        text = f"{count} interactive {'visualisation' if count == 1 else 'visualisations'} for {course.title}{_of(gallery.institution)}."
    elif name == "people" and person is not None:
        text = person.about or f"What {person.name} made for {gallery.title}."
    shown = item if item is not None and item.shown is not None and name == "browse" else None
    return Shared(title, text, gallery.title, shown.digest if shown else ""), shown


def _of(institution: str) -> str:
    return f", {institution}" if institution else ""
