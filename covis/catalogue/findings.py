"""What is wrong with how the registry lists a visualisation: the releases that courses pin, and a listing that is not signed."""

from __future__ import annotations

from collections.abc import Iterable

from covis.catalogue.files import GalleryFiles
from covis.finding import Finding
from covis.registry import Registry
from covis.review.fold import Standing


def pin_findings(gallery: GalleryFiles, id: str, standing: Standing, registry: Registry) -> Iterable[Finding]:
    """A pin names a release of the visualisation, whose file is there and whole."""
    releases = [release.document for release in standing.releases]
    for code, course in registry.courses.items():
        for member in course.visualisations:
            if member.id != id or member.edition is None:
                continue
            path = f"courses.{code}.visualisations: "
            if member.edition not in releases:
                newest = f"; its newest is {releases[-1]}" if releases else "; it has none yet"
                message = f"{path}{member.edition[:12]} is no release of {id}{newest}: name one, or take `edition:` out"
                yield Finding("registry.yaml", *registry.pin(code, id), message, "course.pin", "error", id)
                continue
            lost: list[Finding] = []
            gallery.release(id, member.edition, lost)
            yield from lost


def unsigned_listing(id: str, line: int) -> Finding:
    """The listing in the registry is not the one that was signed."""
    message = (
        f"visualisations.{id}: its subject, level or keywords are not those that were signed (an older release has none), and readers see "
        f"only what is signed; to show these, run `covis submit {id}`, then sign it off"
    )
    return Finding("registry.yaml", line, 0, message, "release.listing", "warning", id)
