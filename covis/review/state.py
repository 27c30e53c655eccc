"""What the events so far amount to: the state that the rules ask, and that each event which counts moves on.

Who is on the entry is known only for today: the log holds no history of the registry. So there are two ways to ask about a person:

- **today** (`then=False`): the entry, the people and the policy as they are now. All that moves work forward is asked this way:
  what a command may append, the submission that is up for review, the reviews that count, and the status `signed_off`.
- **then** (`then=True`): somebody who is not on the entry today, but whose own `accepted` line for the role stands earlier in the log,
  is taken to have been on it. An event that counts only this way supports one thing: what was already done stays done. A release
  stays up, a request or a dispute stays open, a retirement stands.

What is trusted, exactly: two well-formed lines in the name of a known member of staff (`accepted` as fact_checker, later
`signed_off`), each with a `via` that the policy accepts, over an edition that a coder submitted and with every other condition of a
sign-off met, keep or make that edition the release. A person who can write both lines to the store can forge that much, and no more: a line
is trusted as far as write access to its store is. It never gives the status `signed_off`, it is shown as "fact-checker at the time", and
`accept_via: [oidc]` closes it, since the web application refuses both lines from somebody who is not on the entry. With only one of
the two lines, or unknown, or not on staff, or a coder of it, nobody makes a release.
Maintainers leave no such line, so a maintainer's event counts while they are one; their successor says it again. Roles are today's
as well: a student who joins the staff and goes on here does so under a second contributor file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from covis.registry.models import Contributor, Entry, Policy
from covis.review.events import EditionDigests, Event


@dataclass(frozen=True)
class Context:
    """The registry's part of the question: who is on the entry today, who is known, and what the policy asks."""

    entry: Entry
    policy: Policy
    people: Mapping[str, Contributor]
    maintainers: frozenset[str] = frozenset()
    demonstration: bool = False

    def acts(self, person: str) -> bool:
        """Whether the person is known; an example person counts only in a demonstration."""
        known = self.people.get(person)
        return known is not None and (self.demonstration or not known.example)

    def staff(self, person: str) -> bool:
        return self.acts(person) and self.people[person].role == "staff"

    def student(self, person: str) -> bool:
        return self.acts(person) and self.people[person].role == "student"

    def maintains(self, person: str) -> bool:
        return person in self.maintainers and self.acts(person)

    def name(self, person: str) -> str:
        return self.people[person].name if person in self.people else person

    @property
    def coders(self) -> tuple[str, ...]:
        return tuple(person for person in self.entry.coders if self.acts(person))

    @property
    def fact_checkers(self) -> tuple[str, ...]:
        """Those on the entry who may sign at all: on staff, and no coder of it."""
        return tuple(person for person in self.entry.fact_checkers if self.staff(person) and person not in self.entry.coders)


@dataclass(frozen=True)
class Signed:
    """A release: the edition, who signed it, and when the last of them did.

    `coders` are those who had accepted by then, and who submitted it. `former` are signers who are not its fact-checkers today.
    `stands`: every condition of a sign-off holds with today's people; otherwise the release stays up, and the status is another.
    """

    source: str
    document: str
    by: tuple[str, ...]
    at: datetime
    coders: tuple[str, ...]
    former: tuple[str, ...]
    stands: bool

    @property
    def edition(self) -> EditionDigests:
        return EditionDigests(source=self.source, document=self.document)


@dataclass
class Round:
    """The latest submission, and who has signed exactly that edition since. Another edition begins a new round."""

    submission: Event | None = None
    signers: dict[str, Event] = field(default_factory=dict)

    def submit(self, event: Event) -> None:
        if self.submission is None or self.submission.edition != event.edition:
            self.signers = {}
        self.submission = event

    def is_about(self, edition: EditionDigests | None) -> bool:
        return self.submission is not None and self.submission.edition == edition

    @property
    def submitted(self) -> Event:
        """The submission, where there is one."""
        assert self.submission is not None
        return self.submission


@dataclass
class State:
    """The events so far that count.

    `round` is what today's coders submitted last. `rounds` holds the same for everybody who was ever a coder, for questions about the
    past: what a coder had submitted last was in review and could be signed, no matter who has joined or left since.
    `denied` are requests and disputes that somebody closed whose word does not count today: a maintainer who stepped down, say. They
    are open again, and yet a signature that followed keeps its release up. `before_dispute` are, for each dispute that took the release
    down, the releases of that moment, oldest first. `offers` to join wait for an answer.
    """

    context: Context
    events: dict[str, Event] = field(default_factory=dict)
    accepted: dict[tuple[str, str], Event] = field(default_factory=dict)
    round: Round = field(default_factory=Round)
    rounds: dict[str, Round] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    submitted: set[str] = field(default_factory=set)
    reviews: list[tuple[Event, bool]] = field(default_factory=list)
    requests: dict[str, Event] = field(default_factory=dict)
    disputes: dict[str, Event] = field(default_factory=dict)
    before_dispute: dict[str, tuple[Signed, ...]] = field(default_factory=dict)
    offers: dict[str, Event] = field(default_factory=dict)
    decisions: dict[str, set[str]] = field(default_factory=dict)
    release: Signed | None = None
    releases: dict[str, Signed] = field(default_factory=dict)
    retired: bool = False
    proposed: dict[str, Event] = field(default_factory=dict)

    # --- who --------------------------------------------------------------------------------------------------------

    def coder(self, person: str, then: bool = False) -> bool:
        return person in self.context.coders or (then and (person, "coder") in self.accepted)

    def fact_checker(self, person: str, then: bool = False) -> bool:
        """A member of staff who checks this and has never coded it."""
        if (person, "coder") in self.accepted or person in self.context.entry.coders or not self.context.staff(person):
            return False
        return person in self.context.fact_checkers or (then and (person, "fact_checker") in self.accepted)

    def listed(self, person: str) -> bool:
        return person in self.context.entry.owners

    def was_owner(self, person: str) -> bool:
        return any((person, role) in self.accepted for role in ("coder", "fact_checker"))

    def owner(self, person: str, then: bool = False) -> bool:
        return self.coder(person, then) or self.fact_checker(person, then)

    def side(self, person: str, then: bool = False) -> str | None:
        """Which partner an owner who has accepted speaks for."""
        if self.coder(person, then) and (person, "coder") in self.accepted:
            return "coder"
        if self.fact_checker(person, then) and (person, "fact_checker") in self.accepted:
            return "fact_checker"
        return None

    # --- what -------------------------------------------------------------------------------------------------------

    def reviewers(self, source: str, then: bool = False) -> tuple[str, ...]:
        """The different people whose peer review of this source counts."""
        return tuple({e.by: None for e, past in self.reviews if e.edition and e.edition.source == source and (then or not past)})

    def is_submitted(self, edition: EditionDigests | None, then: bool = False) -> bool:
        """Whether this edition is the one that is up for review."""
        return any(round.is_about(edition) for round in self._rounds(then))

    def _rounds(self, then: bool) -> tuple[Round, ...]:
        return tuple(self.rounds.values()) if then else (self.round,)

    @property
    def high(self) -> tuple[Event, ...]:
        return tuple(request for request in self.requests.values() if request.level == "high")

    @property
    def about_release(self) -> tuple[Event, ...]:
        """The open requests of high priority about the very edition that is the release, and not about an update of it."""
        return tuple(request for request in self.high if self.release is not None and request.edition == self.release.edition)

    @property
    def withdrawn(self) -> bool:
        """Whether an open dispute has taken the release down."""
        return any(dispute.withdrawn for dispute in self.disputes.values())

    @property
    def visible(self) -> tuple[Signed, ...]:
        """The releases that may be shown, oldest first.

        While a dispute keeps one down: those that were signed before the dispute, apart from every edition that a dispute took down.
        """
        open_ = [dispute for dispute in self.disputes.values() if dispute.withdrawn]
        if not open_:
            return tuple(self.releases.values())
        down = {dispute.edition.document for dispute in open_ if dispute.edition}
        return tuple(release for release in self.before_dispute[open_[0].id] if release.document not in down)

    @property
    def shown(self) -> Signed | None:
        """What students see: the release; while it is down, the newest that was signed before and may be shown."""
        return next(reversed(self.visible), None)

    # --- moving on --------------------------------------------------------------------------------------------------

    def add(self, event: Event, then: bool = False) -> None:
        """Take in an event that counts (`then`: only with the people of then)."""
        self.events[event.id] = event
        match event.kind:
            case "offered":
                self.offers[event.id] = event
            case "accepted":
                self.accepted.setdefault((event.by, event.role or ""), event)
            case "decided":
                self.decisions[event.id] = set()
            case "agreed":
                if self.offers.pop(event.re or "", None) is None:
                    self.decisions[event.re or ""].add(event.by)
            case "submitted":
                self.submitted.add(_source(event))
                self.rounds.setdefault(event.by, Round()).submit(event)
                if not then:
                    self.round.submit(event)
            case "peer_reviewed":
                self.reviews.append((event, then))
            case "changes_requested":
                self.requests[event.id] = event
            case "signed_off":
                self._sign(event, then)
            case "disputed":
                self.disputes[event.id] = event
                if event.withdrawn:
                    self.before_dispute[event.id] = tuple(self.releases.values())
            case "resolved":
                self.offers.pop(event.re or "", None)
                self.requests.pop(event.re or "", None)
                self.disputes.pop(event.re or "", None)
            case "retired" | "reinstated":
                self._retire(event)

    def _sign(self, event: Event, then: bool) -> None:
        about = [round for round in (*self._rounds(False), *self._rounds(True)) if round.is_about(event.edition)]
        for round in about:
            if round is not self.round or not then:
                round.signers.setdefault(event.by, event)
        for round in about:  # today's first: the release names those who stand behind it now
            if len(round.signers) >= self.context.policy.fact_checks:
                self.release = self._signed(round, stands=round is self.round)
                self.releases.pop(self.release.document, None)
                self.releases[self.release.document] = self.release
                return

    def _signed(self, round: Round, stands: bool) -> Signed:
        edition = round.submitted.edition
        assert edition is not None
        signatures = sorted(round.signers.values(), key=lambda event: event.order)
        coders = [person for person, role in self.accepted if role == "coder"]
        return Signed(
            source=edition.source,
            document=edition.document,
            by=tuple(event.by for event in signatures),
            at=signatures[-1].at,
            coders=tuple(dict.fromkeys([*coders, round.submitted.by])),
            former=tuple(event.by for event in signatures if not self.fact_checker(event.by)),
            stands=stands,
        )

    def _retire(self, event: Event) -> None:
        """Both partners, or a maintainer alone, change it. The other partner's `reinstated` declines a proposal to retire, and so on."""
        to = event.kind == "retired"
        if to == self.retired:
            self.proposed = {}
            return
        self.proposed[self.side(event.by, then=True) or ""] = event
        if self.context.maintains(event.by) or {"coder", "fact_checker"} <= self.proposed.keys():
            self.retired = to
            self.proposed = {}


def _source(event: Event) -> str:
    return event.edition.source if event.edition else ""


def context(
    entry: Entry, policy: Policy, people: Mapping[str, Contributor], maintainers: Iterable[str] = (), demonstration: bool = False
) -> Context:
    return Context(entry, policy, people, frozenset(maintainers), demonstration)
