"""`load(root)`: the files of a gallery -> Registry. Nothing that people write makes it raise, and all errors come at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from covis.finding import Finding
from covis.registry import rules
from covis.registry.files import read_text
from covis.registry.messages import PATTERNS, nearest, quoted, suggestion, wanted
from covis.registry.models import COURSE_PATTERN, ID_PATTERN, Course, Entry, GalleryInfo, Policy, RegistryFile
from covis.registry.nodes import Node
from covis.registry.parser import read
from covis.registry.people import read_people
from covis.registry.registry import Registry
from covis.registry.validation import Location, Report, repaired, validated

FILE = "registry.yaml"
_ID = re.compile(ID_PATTERN)
_COURSE = re.compile(COURSE_PATTERN)
MISSING = "there is no such file; name the gallery's folder with --root or COVIS_ROOT, or write one (this repository's is an example)"
EMPTY = "this file is empty; begin with `gallery:`, `courses:` and `visualisations:`"

STRICT: dict[str, Any] = {"visibility": "signed_off", "accept_via": ["oidc"]}
"""What holds for a key of the policy that cannot be read: a slip of the pen must not show, or sign, more than was meant."""


def load(root: Path, *, logins: Path | None = None) -> Registry:
    """Read the registry of the gallery in `root`. `logins`: the private file of logins; by default the one that COVIS_LOGINS names."""
    root = Path(root)
    if logins is None:
        logins = private_logins()
    report = Report(FILE)
    top = read_top(root, report)
    readable = top is not None
    top = top or Node("mapping", 1, 1)
    gallery = read_gallery(top, report, readable)
    nodes = section(top, "visualisations", _ID, report)
    entries = {}
    for id, node in nodes.items():
        if entry := validated(Entry, node, report, ("visualisations", id), nodes_place(top, "visualisations", id)):
            entries[id] = entry

    staff = {*gallery.maintainers, *(name for entry in entries.values() for name in entry.fact_checkers)}
    coders = {name for entry in entries.values() for name in entry.coders}
    people, findings, private = read_people(root, logins, {**dict.fromkeys(coders, "student"), **dict.fromkeys(staff, "staff")})

    gallery_node = top.entries.get("gallery", Node("mapping", 1, 1))
    rules.no_duplicates(gallery_node, report, ("gallery",), ["maintainers"])
    rules.no_duplicates(gallery_node.entries.get("policy", gallery_node), report, ("gallery", "policy"), ["accept_via"])
    for name, place in rules.items(gallery_node, "maintainers"):
        if name in gallery.maintainers:
            rules.known_person(name, place, report, ("gallery", "maintainers"), people.known)
    for id, entry in entries.items():
        rules.no_duplicates(nodes[id], report, ("visualisations", id), ["keywords", "coders", "fact_checkers"])
        rules.partners(id, entry, nodes[id], report, people.known, people.unread)
    places = {id: nodes_place(top, "visualisations", id) for id in top_keys(top, "visualisations")}
    courses = read_courses(top, report, places)

    broken: dict[str, tuple[Finding, ...]] = {}
    for finding in sorted(set(report.findings)):
        if finding.id:
            broken[finding.id] = (*broken.get(finding.id, ()), finding)
    if readable:
        rules.folders(root, places, report)
    maintainers = [name for name in dict.fromkeys(gallery.maintainers) if name in people.known]
    return Registry(
        root=root,
        gallery=gallery.model_copy(update={"maintainers": maintainers}),
        courses=courses,
        entries={id: entry for id, entry in entries.items() if id not in broken},
        people=people.known,
        findings=tuple(sorted({*report.findings, *findings})),
        private=tuple(sorted(set(private))),
        broken=broken,
        lines={id: place[0] for id, place in places.items()},
        pins={(code, id): place for code, node in section(top, "courses", _COURSE, Report(FILE)).items() for id, place in rules.pins(node)},
        logins=people.logins,
    )


def private_logins() -> Path | None:
    """The file that COVIS_LOGINS names."""
    name = os.environ.get("COVIS_LOGINS", "").strip()
    return Path(name).expanduser() if name else None


def inputs(root: Path) -> list[str]:
    """Every file and folder that `load` looks at: when none of them has changed, neither has the registry."""
    logins = private_logins()
    folder = f"{root}/contributors"
    try:
        people = [f"{folder}/{name}" for name in sorted(os.listdir(folder))]  # noqa: PTH208  (asked on every page: strings are cheaper)
    except OSError:
        people = []
    return [f"{root}/{FILE}", folder, *people, f"{root}/visualisations", *([str(logins)] if logins else [])]


def read_top(root: Path, report: Report) -> Node | None:
    """The mapping at the top of registry.yaml; None when there is none to read."""
    text = read_text(root / FILE, FILE, MISSING)
    if isinstance(text, Finding):
        report.findings.append(text)
        return None
    node, problems = read(text)
    for problem in problems:
        report.add((problem.line, problem.column), problem.path, problem.message, "registry-yaml")
    if node is None or (node.kind == "scalar" and node.value is None):
        if not problems:
            report.add((1, 1), (), EMPTY, "registry-value")
        return None
    if node.kind != "mapping":
        report.add(node.place(), (), wanted(node, "a mapping (`gallery:`, `courses:`, `visualisations:`)"), "registry-value")
        return None
    known = list(RegistryFile.model_fields)
    for key in node.entries:
        if key not in known:
            near = suggestion(key, known) or f"; known here are {', '.join(known)}"
            report.add(node.place(key), (key,), f"unknown key{near}", "registry-key")
    return node


def read_gallery(top: Node, report: Report, readable: bool) -> GalleryInfo:
    node = top.entries.get("gallery")
    if node is None:
        unsure = not readable or any(key not in RegistryFile.model_fields for key in top.entries)
        return GalleryInfo.model_validate({"policy": STRICT}) if unsure else GalleryInfo()
    gallery, taken = repaired(GalleryInfo, node, report, ("gallery",), top.place("gallery"), {})
    return gallery.model_copy(update={"policy": gallery.policy.model_copy(update=strictly(taken))}) if taken else gallery


def strictly(taken: set[Location]) -> dict[str, Any]:
    """The strict values for those keys of the policy that could not be read; for all of them, when it could not be read itself."""
    if any(not place or (len(place) == 1 and nearest(str(place[0]), ["policy"])) for place in taken):
        return STRICT
    doubtful = {nearest(str(place[1]), Policy.model_fields) for place in taken if len(place) == 2 and place[0] == "policy"}
    return {key: value for key, value in STRICT.items() if key in doubtful}


def section(top: Node, name: str, pattern: re.Pattern[str], report: Report) -> dict[str, Node]:
    """The values of one of the sections by their keys; a key that is no id is reported, and its value left out."""
    node = top.entries.get(name)
    if node is None or (node.kind == "scalar" and node.value is None):
        return {}
    if node.kind != "mapping":
        report.add(node.place(), (name,), wanted(node, "a mapping (lines of `key: value`)"), "registry-value")
        return {}
    kept = {}
    for key, value in node.entries.items():
        if not pattern.fullmatch(key):
            report.add(node.place(key), (name, key), f"{quoted(key)} {PATTERNS[pattern.pattern]}", "registry-value")
        elif len(key) > 64:
            report.add(node.place(key), (name, key), f"this id is {len(key)} characters long; at most 64 fit: shorten it", "registry-value")
        else:
            kept[key] = value
    return kept


def top_keys(top: Node, name: str) -> list[str]:
    node = top.entries.get(name)
    return list(node.entries) if node else []


def nodes_place(top: Node, name: str, key: str) -> tuple[int, int]:
    return top.entries[name].place(key)


def read_courses(top: Node, report: Report, known: Mapping[str, tuple[int, int]]) -> dict[str, Course]:
    """Every course, with those of its items that can be shown: a slip in one line does not take the course page away."""
    courses = {}
    for code, node in section(top, "courses", _COURSE, report).items():
        course, _ = repaired(Course, node, report, ("courses", code), nodes_place(top, "courses", code), {"title": code})
        courses[code] = course.model_copy(update={"visualisations": rules.course_items(code, course, node, report, known)})
    return courses
