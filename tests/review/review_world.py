"""A small world for the tests of the review: people of every kind, and a way to say things one after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from covis.registry.models import Contributor, Entry, Policy
from covis.review.criteria import CRITERIA
from covis.review.events import EditionDigests, Event
from covis.review.fold import Standing, fold, replay
from covis.review.rules import refusal
from covis.review.state import Context, context

T0 = datetime(2026, 11, 22, 10, tzinfo=UTC)
MET = {criterion.id: True for criterion in CRITERIA}
PEOPLE = {
    "coder": Contributor(name="Cleo Coder", role="student"),
    "coder2": Contributor(name="Kit Coder", role="student"),
    "peer": Contributor(name="Pat Peer", role="student"),
    "peer2": Contributor(name="Pia Peer", role="student"),
    "checker": Contributor(name="Dr Chen Checker", role="staff"),
    "checker2": Contributor(name="Dr Kofi Checker", role="staff"),
    "staff": Contributor(name="Dr Sam Staff", role="staff"),
    "maintainer": Contributor(name="Mo Maintainer", role="staff"),
    "example": Contributor(name="Example Staff", role="staff", example=True),
}


def edition(source: str = "a", document: str = "") -> EditionDigests:
    """An edition named by a hexadecimal digit: source aaa..., document aaa... unless told otherwise."""
    return EditionDigests(source=source * 64, document=(document or source) * 64)


def entry(coders: tuple[str, ...] = ("coder",), fact_checkers: tuple[str, ...] = ("checker",)) -> Entry:
    return Entry(title="What friction does to a swing", coders=list(coders), fact_checkers=list(fact_checkers))


def adding(event: Event) -> Callable[[object], Event]:
    """What `append` takes: this event, whatever is there already."""
    return lambda before: event


class World:
    """A log in memory, with an entry, a policy and a folder that tests change by assignment."""

    def __init__(self, **policy: Any) -> None:
        self.entry = entry()
        self.policy = Policy(**policy)
        self.people = dict(PEOPLE)
        self.maintainers: tuple[str, ...] = ("maintainer",)
        self.demonstration = False
        self.source: str | None = "a" * 64
        self.events: list[Event] = []

    def event(self, kind: str, by: str, **fields: Any) -> Event:
        number = len(self.events) + 1
        defaults = {"via": "cli", "at": T0 + timedelta(minutes=number), "id": f"{number:032x}"}
        return Event.model_validate({"kind": kind, "by": by, **defaults, **fields})

    def say(self, kind: str, by: str, **fields: Any) -> Event:
        event = self.event(kind, by, **fields)
        self.events.append(event)
        return event

    @property
    def context(self) -> Context:
        return context(self.entry, self.policy, self.people, self.maintainers, self.demonstration)

    def refused(self, kind: str, by: str, **fields: Any) -> str:
        """What the rules say to an event that would come next: "" if it would count."""
        refused = refusal(self.event(kind, by, **fields), replay(self.events, self.context)[0])
        return str(refused) if refused else ""

    @property
    def now(self) -> Standing:
        return fold(
            self.entry,
            self.events,
            self.source,
            self.policy,
            self.people,
            maintainers=self.maintainers,
            demonstration=self.demonstration,
        )

    def accept(self) -> World:
        self.say("accepted", "coder", role="coder")
        self.say("accepted", "checker", role="fact_checker")
        return self

    def submit(self, source: str = "a", by: str = "coder", document: str = "") -> World:
        self.say("submitted", by, edition=edition(source, document))
        return self

    def review(self, source: str = "a", by: str = "peer") -> World:
        self.say("peer_reviewed", by, edition=edition(source))
        return self

    def sign(self, source: str = "a", by: str = "checker", document: str = "") -> World:
        self.say("signed_off", by, edition=edition(source, document), criteria=MET)
        return self

    def released(self) -> World:
        return self.accept().submit().review().sign()
