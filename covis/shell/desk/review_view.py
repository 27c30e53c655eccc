"""What a visitor of the desk has opened: the edition, and its status now.

The session keeps the edition that was opened: a newer one never replaces it by itself, and a signature names the edition that was seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from covis.catalogue import Catalogue, Item, whole
from covis.document import Edition
from covis.review.criteria import CRITERIA
from covis.review.events import NEEDS, EditionDigests, Event, Kind
from covis.review.fold import Standing
from covis.review.rules import Refusal
from covis.review.state import State
from covis.review.turns import Turn
from covis.shell.auth.session import Visitor, current_visitor
from covis.shell.context import get_catalogue

FACTS_FIRST = Refusal(
    "The facts of this edition are still being run on this machine.", "Sign once you have seen the results. They appear here by themselves."
)
_VISIT = "covis.desk.visit"
_NOWHERE = EditionDigests(source="0" * 64, document="0" * 64)
What = Literal["review", "making", "release"]


@dataclass(frozen=True)
class Seen:
    """An edition on the desk: in `review` (submitted, with its evidence), in the `making` (what the folder holds), or the `release`."""

    edition: Edition
    digest: str
    what: What


@dataclass(frozen=True)
class ReviewView:
    """One visualisation as one visitor sees it. `seen` is the edition that they opened, `newest` the one that would open now.

    `sees_unsigned`: they may see unsigned editions and the discussion.
    """

    item: Item
    visitor: Visitor
    events: tuple[Event, ...]
    state: State
    seen: Seen | None
    newest: Seen | None
    signed: Edition | None
    sees_unsigned: bool

    @property
    def standing(self) -> Standing:
        return self.item.standing

    @property
    def outdated(self) -> bool:
        """Whether a newer edition than the one they opened is there."""
        return (self.seen.digest if self.seen else "") != (self.newest.digest if self.newest else "")

    @property
    def is_fact_checker(self) -> bool:
        """Whether the visitor is one of those who sign it."""
        return self.visitor.person in self.item.entry.fact_checkers

    @property
    def own_role(self) -> str:
        """The role that the visitor could have in a visualisation: students code, staff check; "" for nobody."""
        person = get_catalogue().registry.people.get(self.visitor.person or "")
        return "" if person is None else "coder" if person.role == "student" else "fact_checker"

    def wants(self, role: str) -> bool:
        """Whether it is looking for somebody in this role."""
        return (role == "coder" and not self.item.entry.coders) or (role == "fact_checker" and not self.item.entry.fact_checkers)

    @property
    def awaits_facts(self) -> bool:
        """Whether the opened edition is in review and its facts have not been run on this machine yet."""
        submitted, seen = self.standing.submitted, self.seen
        if seen is None or submitted is None or submitted.edition is None or submitted.edition.document != seen.digest:
            return False
        return not whole(seen.edition)

    def turns(self) -> list[Turn]:
        """The visitor's turns, including offers made to many people."""
        return [turn for turn in self.standing.turn if self.visitor.person in turn.people]

    def refused(self, kind: Kind, **fields: Any) -> Refusal | None:
        """Why the rules refuse this action to the visitor now; None if it is allowed."""
        if self.visitor.person is None or self.visitor.via is None:
            return Refusal("Nobody is signed in.", self.visitor.why)
        if kind == "signed_off" and self.awaits_facts:
            return FACTS_FIRST
        given: dict[str, Any] = {
            "edition": self._about(kind),
            "level": "high",
            "note": "-",
            "role": self.own_role if kind == "offered" else "fact_checker" if self.is_fact_checker else "coder",
            "criteria": {criterion.id: True for criterion in CRITERIA},
        }
        needed = {name: given.get(name) for name in NEEDS[kind]}
        return get_catalogue().actions.why_not(self.item.id, self.visitor.person, self.visitor.via, kind, **(needed | fields))

    def _about(self, kind: Kind) -> EditionDigests:
        """The edition that such an event would name: the release, the folder as it is now, or the opened one."""
        release = self.state.release
        if kind == "disputed":
            return EditionDigests(source=release.source, document=release.document) if release else _NOWHERE
        now = self.newest if kind == "submitted" else self.seen
        return EditionDigests(source=now.edition.source, document=now.digest) if now else _NOWHERE


def load_view(id: str) -> ReviewView | None:
    """What the visitor sees now, read again at every run; None if the registry has no valid entry for it."""
    catalogue, visitor = get_catalogue(), current_visitor()
    item = catalogue.items.get(id, wait=2, viewer=visitor.person)
    if item is None:
        return None
    events, state = catalogue.items.history(id)
    kept: Seen | None = st.session_state.get(_VISIT)
    if kept is not None and (kept.edition.id != id or (kept.what != "release" and not catalogue.items.sees_unsigned(id, visitor.person))):
        kept = None
    newest = _newest(catalogue, item, visitor, kept)
    if kept is None or kept.digest == (newest.digest if newest else ""):
        kept = newest
    st.session_state[_VISIT] = kept
    return ReviewView(
        item, visitor, events, state, kept, newest, _signed(catalogue, item), catalogue.items.sees_unsigned(id, visitor.person)
    )


def open_newest() -> None:
    """Forget the opened edition: the next run opens the newest."""
    st.session_state.pop(_VISIT, None)


def _newest(catalogue: Catalogue, item: Item, visitor: Visitor, kept: Seen | None) -> Seen | None:
    """What is submitted, with its evidence; else what the folder holds, for those who may see it; else the release.

    Where only the toolchain is newer, the team looks at what it makes: students keep the bytes that were signed.
    `kept` is what was open before: the same edition is not read from the disk again.
    """
    release, submitted = item.standing.release or item.standing.taken_down, item.standing.submitted
    signed = {one.document for one in (item.standing.release, item.standing.taken_down) if one is not None}
    again = item.recompiled and visitor.person in item.entry.owners
    if catalogue.items.sees_unsigned(item.id, visitor.person):
        if submitted is not None and not again and submitted.edition is not None:
            digest = submitted.edition.document
            same = kept is not None and kept.digest == digest and kept.what != "making" and whole(kept.edition)
            edition = kept.edition if kept is not None and same else catalogue.editions.in_review(item.id, wait=1)
            if edition is not None:
                return Seen(edition, digest, "release" if digest in signed else "review")
            if catalogue.editions.current(item.id) is None:
                return kept  # it is being compiled: the opened edition stays until then
        if release is None or release.source != item.source or again:
            current = catalogue.editions.current(item.id, wait=1)
            if current is not None and current.edition is not None:
                same = kept is not None and kept.edition is current.edition
                return Seen(current.edition, kept.digest if kept is not None and same else current.edition.digest, "making")
    return Seen(item.shown, item.digest, "release" if item.is_release else "making") if item.shown is not None else None


def _signed(catalogue: Catalogue, item: Item) -> Edition | None:
    """The edition of the last signature, also while it is taken down."""
    release = item.standing.taken_down or item.standing.release
    if release is None:
        return None
    if item.is_release and item.digest == release.document:
        return item.shown
    return catalogue.editions.get(item.id, release.document)
