"""Every file of an exported gallery, by its path: the answers of the server's plain routes, at the same addresses, with relative links.

An address `v/<id>` of the server is the file `v/<id>/index.html`, so a link to a gallery still leads there when plain files take the
place of the server. Only what everybody may see is asked of the catalogue.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from covis.catalogue import Catalogue, CourseStep, Item
from covis.document import canonical
from covis.registry import Registry
from covis.web import assets, course, embed, pages
from covis.web.about.resource import Resource, resource
from covis.web.export import pages as own
from covis.web.export.single import described, frame, frame_url
from covis.web.parts import hidden

TRIES = 4  # of a visualisation that could not be prepared for a reason of the moment
NOT_HERE = ("desk/", "shell/")  # the runtime's modules for Streamlit's pages
INDEX = "index.html"


@dataclass(frozen=True)
class Exported:
    """The files, and the visualisations that cannot be shown although everybody may see them."""

    files: dict[str, bytes] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    left_out: tuple[Item, ...] = ()


def ready(catalogue: Catalogue, id: str) -> Item | None:
    """A visualisation as everybody may see it, compiled while the caller waits. One that is still `pending` then could not be prepared."""
    item = catalogue.items.get(id, hurry=True)
    for _ in range(TRIES):
        while item is not None and item.pending and not item.retry:
            item = catalogue.items.get(id, wait=60)
        if item is None or not item.pending:
            return item
        time.sleep(min(item.retry, 10))
        item = catalogue.items.get(id, hurry=True)
    return item


def exported(catalogue: Catalogue, report: Callable[[str], None] = lambda id: None) -> Exported:
    """All files of the gallery. `report` is called with the id of each visualisation when it is there."""
    registry = catalogue.registry
    items: list[Item] = []
    for id in registry.entries:
        item = ready(catalogue, id)
        if item is not None and not item.standing.retired:
            items.append(item)
        report(id)
    shown = [item for item in items if item.shown is not None]
    waiting = sum(hidden(item) for item in items)
    files: dict[str, bytes] = {**dict(shared()), frame_url().lstrip("/"): frame().form("")}
    files[INDEX] = own.browse(shown, waiting, registry, ".").encode()
    files["search.json"] = _json(own.index(shown, registry))
    files[f"c/{INDEX}"] = own.courses(shown, registry, "..").encode()
    files[f"p/{INDEX}"] = own.people(shown, registry, "..").encode()
    for item in shown:
        files[f"v/{item.id}/{INDEX}"] = _visualisation(item, shown, registry, "../..")
        files |= _edition(item, registry)
        if registry.gallery.embed_origins:  # the address that the dialog offers
            files[f"embed/{item.id}/{INDEX}"] = embed.page(item, registry, "../..").encode()
    for id, person in registry.people.items():
        files[f"p/{id}/{INDEX}"] = own.person(id, person, shown, registry, "../..").encode()
    for code, known in registry.courses.items():
        steps = catalogue.items.of_course(code)
        files[f"c/{code}/{INDEX}"] = course.page(code, known, steps, registry, "../..", _step).encode()
        files[f"c/{code}/steps.json"] = _json(course.steps_data(code, known, steps, _step))
        for step in steps:
            if step.pinned and step.edition is not None:
                files[f"v/{step.item.id}/{step.digest}/{INDEX}"] = _visualisation(step.item, shown, registry, "../../..")
                files |= _edition(step.item, registry)
    return Exported(files, tuple(item.id for item in shown), tuple(item for item in items if item.shown is None and not hidden(item)))


def _visualisation(item: Item, shown: Sequence[Item], registry: Registry, base: str) -> bytes:
    return pages.visualisation(item, registry, base, onward=own.onward(item, shown, registry, base)).encode()


def _step(step: CourseStep, code: str, base: str) -> str:
    """The address of a step's page. Plain files do not read `?course=`, so a release that the course pins has a page of its own."""
    return f"{base}/v/{step.item.id}/{f'{step.digest}/' if step.pinned else ''}?course={code}"


def _edition(item: Item, registry: Registry) -> Iterator[tuple[str, bytes]]:
    """The files of the edition that an item shows."""
    assert item.shown is not None
    yield assets.document_url(item.digest).lstrip("/"), canonical(item.shown.document)
    yield assets.single_url(item.digest).lstrip("/"), described(item, registry)
    yield from drawn(item, resource(item, registry, "../..", ""))


def drawn(item: Item, about: Resource) -> Iterator[tuple[str, bytes]]:
    """The files that the page of an item loads. `about`: for its about.json."""
    assert item.shown is not None
    document = item.shown.document
    yield assets.shown_url(item.digest).lstrip("/"), pages.shown_part(item.shown)
    yield assets.program_url(item.digest).lstrip("/"), str(document["program"]).encode()
    yield assets.thumbnail_url(item.digest).lstrip("/"), str(document["thumbnail"]).encode()
    yield assets.about_url(item.digest).lstrip("/"), _json(about)


def shared() -> Iterator[tuple[str, bytes]]:
    """The runtime, its style sheets and fonts, Plotly, the icon."""
    for name, file in assets.runtime()[1].items():
        if not name.startswith(NOT_HERE):
            yield assets.runtime_url(name).lstrip("/"), file.form("")
    yield assets.plotly_url().lstrip("/"), assets.plotly()[1].form("")
    yield assets.icon_url().lstrip("/"), assets.icon().form("")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def safe(path: str) -> bool:
    """Whether a path stays in the folder that it is relative to."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not PurePosixPath(path).is_absolute() and ".." not in parts and "\\" not in path and ":" not in path
