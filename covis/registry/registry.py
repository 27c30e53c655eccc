"""The registry once read: what everything above this room works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from covis.finding import Finding
from covis.registry.models import Contributor, Course, Entry, GalleryInfo


@dataclass(frozen=True)
class Registry:
    """Everything in the order of registry.yaml; `people` by id, in alphabetical order.

    What holds for every registry, however badly it is written:
    - an entry with an error of its own is in `broken` (with its errors) and not in `entries`;
    - everybody whom an entry, or `gallery.maintainers`, names is in `people`;
    - a course names only ids that are in `entries` or in `broken`.

    `findings` may be shown to everybody who may see the gallery's files. `private` is what is wrong with the private file of logins:
    for the server's log and the command line alone, since it names that file and people in it.
    """

    root: Path
    gallery: GalleryInfo = field(default_factory=GalleryInfo)
    courses: Mapping[str, Course] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    people: Mapping[str, Contributor] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    private: tuple[Finding, ...] = field(default=(), repr=False)
    broken: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)
    pins: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict, repr=False)
    logins: Mapping[str, str] = field(default_factory=dict, repr=False)

    def line(self, id: str) -> int:
        """The line of an entry, broken or not, in registry.yaml; 0 if there is none."""
        return self.lines.get(id, 0)

    def pin(self, course: str, id: str) -> tuple[int, int]:
        """The line and column of the `edition:` with which a course pins a visualisation; (0, 0) if it does not."""
        return self.pins.get((course, id), (0, 0))

    def person_by_login(self, address: str) -> str | None:
        """Whose login this is, compared without case. None: nobody's, or claimed by two people (then it is neither's)."""
        return self.logins.get(folded(address))


def folded(login: str) -> str:
    """The form in which logins are compared."""
    return login.strip().lower()
