"""Rules that join several parts of the registry: who exists, who may do what, what a course may name.

Each rule reports on one thing, at the place of the value that breaks it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from covis.registry.messages import quoted, suggestion
from covis.registry.models import ID_PATTERN, Contributor, Course, CourseItem, Entry
from covis.registry.nodes import Node
from covis.registry.validation import Place, Report

ROLES = {"coders": "student", "fact_checkers": "staff"}


def items(node: Node, key: str) -> Iterator[tuple[str, Place]]:
    """The texts of a list at a key of a mapping, each with its place."""
    for item in node.entries[key].items if key in node.entries else []:
        if isinstance(item.value, str):
            yield item.value, item.place()


def no_duplicates(node: Node, report: Report, path: tuple[str, ...], keys: Collection[str]) -> None:
    """A list says a thing once."""
    for key in keys:
        seen: dict[str, int] = {}
        for text, place in items(node, key):
            if text in seen:
                report.add(
                    place, (*path, key), f"{quoted(text)} is listed twice, first on line {seen[text]}; remove one", "registry-duplicate"
                )
            else:
                seen[text] = place[0]


def known_person(name: str, place: Place, report: Report, path: tuple[str, ...], people: Collection[str]) -> bool:
    if name in people:
        return True
    near = suggestion(name, people)
    way_out = near or f"; write contributors/{quoted(name, '')}.yaml about them"
    report.add(place, path, f"nobody has the id {quoted(name)}{way_out}", "registry-people")
    return False


def partners(id: str, entry: Entry, node: Node, report: Report, people: Mapping[str, Contributor], unread: Collection[str]) -> None:
    """Coders are students, fact-checkers staff, and nobody checks their own work. `unread`: people whose role could not be read."""
    for key, role in ROLES.items():
        path = ("visualisations", id, key)
        for name, place in items(node, key):
            if not known_person(name, place, report, path, people) or name in unread:
                continue
            if name in entry.coders and name in entry.fact_checkers:
                if key == "fact_checkers":
                    words = "is a coder here, and nobody checks their own work; name somebody else, or [] to look for a partner"
                    report.add(place, path, f"{quoted(name)} {words}", "registry-role")
            elif people[name].role != role:
                other = "fact_checkers" if role == "student" else "coders"
                kind = "students" if role == "student" else "staff"
                words = (
                    f"{_a(people[name].role)}, and {key} are {kind}; move them to {other}, or correct `role` in contributors/{name}.yaml"
                )
                report.add(place, path, f"{quoted(name)} is {words}", "registry-role")


def _a(role: str) -> str:
    return "a student" if role == "student" else "on the staff"


def course_items(code: str, course: Course, node: Node, report: Report, known: Collection[str]) -> list[CourseItem]:
    """The items of a course that name a visualisation of the gallery, each once; the others are reported."""
    path = ("courses", code, "visualisations")
    places: dict[str, Place] = {}
    kept: dict[str, CourseItem] = {item.id: item for item in reversed(course.visualisations)}
    holder = node.entries.get("visualisations")
    for item in holder.items if holder else []:
        inner = item.entries.get("id") if item.kind == "mapping" else item
        if inner is None or not isinstance(inner.value, str) or inner.value not in kept:
            continue
        name = inner.value
        if name in places:
            words = f"{quoted(name)} is in this course twice, first on line {places[name][0]}; take one out"
            report.add(inner.place(), path, words, "registry-duplicate")
        elif name not in known:
            way_out = suggestion(name, known) or "; add it under visualisations, or take it out here"
            report.add(inner.place(), path, f"no visualisation has the id {quoted(name)}{way_out}", "registry-course")
        places.setdefault(name, inner.place())
    order = dict.fromkeys(item.id for item in course.visualisations)
    return [kept[name] for name in order if name in known]


def pins(node: Node) -> Iterator[tuple[str, Place]]:
    """(id, place of its `edition:`) of each item of a course that pins one."""
    holder = node.entries.get("visualisations")
    for item in holder.items if holder else []:
        inner, pin = item.entries.get("id"), item.entries.get("edition")
        if inner is not None and pin is not None and isinstance(inner.value, str):
            yield inner.value, pin.place()


def folders(root: Path, lines: Mapping[str, Place], report: Report) -> None:
    """Every entry has its folder; a folder without an entry is no visualisation yet."""
    try:
        found = {
            path.name
            for path in (root / "visualisations").iterdir()
            if path.is_dir() and path.name[0] != "." and path.name != "__pycache__"
        }
    except OSError:
        found = set()
    for id, place in lines.items():
        if id not in found and re.fullmatch(ID_PATTERN, id) and len(id) <= 64:
            other = next((name for name in sorted(found) if name.lower().replace("-", "_") == id), None)
            way_out = f"name the folder {quoted(other)} so" if other else "write it, or take the entry out"
            report.add(place, ("visualisations", id), f"there is no folder visualisations/{id}; {way_out}", "registry-folder")
    for name in sorted(found - set(lines)):
        own = Report(f"visualisations/{quoted(name, '')}")
        own.add(
            (0, 0),
            (),
            "this folder has no entry in registry.yaml; add one under visualisations, or move the folder away",
            "registry-folder",
            "warning",
        )
        report.findings.extend(own.findings)
