"""What the catalogue gives: a visualisation as it is now, and a step of a course. Snapshots: ask again for a later one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from covis.document import Edition, listing
from covis.finding import Finding
from covis.registry.models import Contributor, Entry
from covis.review.fold import Standing

UNSIGNED = "A visualisation in the making"
"""Stands for the title of what nobody outside its review may read yet."""
UNREAD = "A visualisation whose records cannot be read now"
"""Stands there while the log cannot be read, so that nobody knows whether it is signed."""


@dataclass(frozen=True)
class Item:
    """One visualisation as it is now.

    `shown` is what may be shown: the release where there is one, else the current edition where the policy lets all be seen;
    None while it is `pending`, where the compiler found an error (`findings`), where it was withdrawn or retired.
    `retry`: it is pending because the last try failed for a reason of the moment (`findings`), and is tried again within so many seconds.
    `digest` names it in addresses. `recompiled`: the folder is what was signed, and makes other bytes with today's toolchain
    or listing.

    Where the policy shows only what is signed, this is what everybody may read: `entry` then has the title, the summary, the subject,
    the level and the keywords that were signed, or none at all (an older release has no subject, level or keywords), and `findings`
    nothing of the team's. Those who see more get their own item (`Catalogue.item(viewer=)`).
    """

    id: str
    entry: Entry
    standing: Standing
    coders: tuple[tuple[str, Contributor], ...]
    fact_checkers: tuple[tuple[str, Contributor], ...]
    source: str | None
    shown: Edition | None = None
    digest: str = ""
    is_release: bool = False
    pending: bool = False
    retry: float = 0.0
    findings: tuple[Finding, ...] = ()
    recompiled: bool = False


@dataclass(frozen=True)
class CourseStep:
    """One visualisation of a course, in its place, as the course shows it: `item.shown` and `digest` are the release that it pins,
    otherwise what the gallery shows. `pinned`: the course stays with this release, whatever is signed later.
    """

    item: Item
    note: str
    digest: str
    pinned: bool

    @property
    def edition(self) -> Edition | None:
        """The edition to show, None where nothing is shown."""
        return self.item.shown

    @property
    def address(self) -> dict[str, str]:
        """The parameters of the page that shows it."""
        return {"v": self.item.id} | ({"e": self.digest} if self.pinned else {})


def for_everybody(item: Item, release: Edition | None) -> Item:
    """The item without a word that is not signed. `release`: the signed edition, also where it is retired or was taken down."""
    if release is not None:
        signed = {key: str(release.document.get(key, "")) for key in ("title", "summary")} | listing(release.document)
        return replace(item, entry=item.entry.model_copy(update=signed), findings=(), recompiled=False)
    title = UNREAD if item.standing.status == "unknown" else UNSIGNED
    nothing: dict[str, object] = {"title": title, "summary": "", "subject": "", "level": None, "keywords": []}
    return replace(
        item, entry=item.entry.model_copy(update=nothing), shown=None, digest="", pending=False, retry=0.0, findings=(), recompiled=False
    )
