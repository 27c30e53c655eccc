"""`.github/CODEOWNERS` from the registry: on git, the gate in front of a signature is whose approval a change needs.

A folder is its partners'; the records and the releases of a visualisation are its fact-checkers', so that no line in somebody's name
comes in without staff; a person's file is theirs. Everything else of the registry is the maintainers'. What people wrote in the file
outside the two marks stays as it is. GitHub takes the last line that fits a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from covis.finding import Finding
from covis.registry import Registry

MARK = "# covis: written from"  # how the first line begins; an earlier Covis ended it differently
BEGIN = f"{MARK} registry.yaml and contributors/ by `covis codeowners`; write your own lines outside these marks"
END = "# covis: end"
FILE = ".github/CODEOWNERS"
_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/([A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?)/?")


def handle(registry: Registry, person: str) -> str:
    """@name from a link to github.com in the person's file, "" where there is none. A login is never written anywhere."""
    links = registry.people[person].links if person in registry.people else []
    return next((f"@{found[1]}" for link in links if (found := _GITHUB.fullmatch(link))), "")


def place(root: Path) -> tuple[Path, str]:
    """The file, and the gallery's path in its repository ("/" or "/sub/"): the nearest folder above with .git holds it."""
    root = root.resolve()
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    inside = root.relative_to(top).as_posix()
    return top / FILE, "/" if inside == "." else f"/{inside}/"


def written(registry: Registry, existing: str, prefix: str = "/") -> str:
    """The whole file: what people wrote in it, and our part between its marks (at the end where it has none)."""
    ours = "\n".join([BEGIN, *_lines(registry, prefix), END])
    begin, end = existing.find(MARK), existing.find(END)
    if 0 <= begin < end:
        return existing[:begin] + ours + existing[end + len(END) :]
    return (existing.rstrip("\n") + "\n\n" if existing.strip() else "") + ours + "\n"


def out_of_date(root: Path, registry: Registry) -> list[Finding]:
    """A warning where the file has our part, and that says something else than the registry does now."""
    path, prefix = place(root)
    try:
        existing = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    if MARK not in existing or written(registry, existing, prefix) == existing:
        return []
    message = "this is no longer what the registry says; run `covis codeowners` and commit it"
    return [Finding(FILE, existing[: existing.index(MARK)].count("\n") + 1, 0, message, "codeowners", "warning")]


def nameless(registry: Registry) -> list[str]:
    """Those whom the file would name, and who have no link to GitHub."""
    named = {*registry.gallery.maintainers, *(person for entry in registry.entries.values() for person in entry.owners)}
    return sorted(person for person in named if not handle(registry, person))


def _lines(registry: Registry, prefix: str) -> Iterator[str]:
    maintainers = registry.gallery.maintainers
    if missing := nameless(registry):
        yield f"# Without a link to github.com in their file in contributors/, so not asked: {', '.join(missing)}"
    for path in (f"{prefix}registry.yaml", f"{prefix}contributors/", f"{prefix}records/", f"{prefix}releases/", f"/{FILE}"):
        yield _rule(registry, path, maintainers)
    for person in registry.people:
        if handle(registry, person):
            yield _rule(registry, f"{prefix}contributors/{person}.yaml", [person, *maintainers])
    for id, entry in registry.entries.items():
        yield _rule(registry, f"{prefix}visualisations/{id}/", entry.owners)
        for path in (f"records/{id}.jsonl", f"releases/{id}/"):
            yield _rule(registry, prefix + path, [*entry.fact_checkers, *maintainers])


def _rule(registry: Registry, path: str, people: Iterable[str]) -> str:
    handles = dict.fromkeys(found for person in people if (found := handle(registry, person)))
    return f"{path} {' '.join(handles)}" if handles else f"# {path}: there is nobody to ask"
