"""The fold: from the entry, the log and the folder's digest to the status of a visualisation. Pure: nothing is stored.

The status is the first of these that holds:

retired            both partners or a maintainer retired it
disputed           a dispute is open (`withdrawn`: and the release is down)
seeking_partners   no coder or no fact-checker on the entry; a release stays up
changes_requested  a request of high priority is open, about the release itself or where there is none; a release stays up
signed_off         the folder holds the release's source, its sign-off holds with today's people, and no request of high priority is open
update_in_review   a release is up, but the folder, or the people behind it, are others (submitted yet or not), or a request about an
                   update is open
in_development     no coder of today has submitted what the folder holds
in_peer_review     submitted; peer reviews are missing
in_staff_review    submitted; a fact-checker's signature is missing

unknown            never by the fold: the log itself could not be read (`unread`), so there is nothing to say
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from covis.registry.models import Contributor, Entry, Policy
from covis.review.events import Event, in_order
from covis.review.rules import not_a_peer, refusal
from covis.review.state import Context, Signed, State, context
from covis.review.turns import Turn, turns

Status = Literal[
    "seeking_partners",
    "in_development",
    "in_peer_review",
    "in_staff_review",
    "changes_requested",
    "signed_off",
    "update_in_review",
    "disputed",
    "retired",
    "unknown",
]


@dataclass(frozen=True)
class Standing:
    """The status of a visualisation. Everything here follows from the registry, the log and the folder.

    `release` is what students see. While a dispute keeps the last one down, `taken_down` has that one, and `release` is the one that was
    signed before it. Where there is none, `release` is None and `withdrawn` is true: then nothing of this visualisation is shown, not the
    current edition either. `releases` are all that there ever were, oldest first, `down` the document digests of those that must not be
    shown now.
    `submitted` is the submission of what the folder holds now, and `peers` are the students who may review it.
    `accepted` are the owners of today who have accepted. `signer_left`: a signer of the release is no longer its fact-checker.
    `ignored` are lines that do not count, with the reason. `since`: the event that brought this status; None where no event did
    (an edit of the folder or the registry). `last`: the last event that counts.
    """

    status: Status
    release: Signed | None
    taken_down: Signed | None
    releases: tuple[Signed, ...]
    submitted: Event | None
    turn: tuple[Turn, ...]
    accepted: frozenset[str]
    peers: frozenset[str]
    peer_reviews: tuple[Event, ...]
    open_requests: tuple[Event, ...]
    open_disputes: tuple[Event, ...]
    withdrawn: bool
    down: frozenset[str]
    signer_left: bool
    retired: bool
    ignored: tuple[tuple[Event, str], ...]
    since: datetime | None
    last: Event | None
    demonstration: bool


def replay(events: Iterable[Event], context: Context) -> tuple[State, list[tuple[Event, str]]]:
    """The state after these events, in their order, and those that do not count. A command asks `refusal` of this state."""
    state = State(context)
    ignored: list[tuple[Event, str]] = []
    for event in in_order(events)[0]:
        _step(state, event, ignored)
    return state, ignored


def fold(
    entry: Entry,
    events: Sequence[Event],
    source: str | None,
    policy: Policy,
    people: Mapping[str, Contributor],
    *,
    maintainers: Iterable[str] = (),
    demonstration: bool = False,
) -> Standing:
    """Its status. `source` is the folder's fingerprint now, None when the folder cannot be read."""
    state = State(context(entry, policy, people, maintainers, demonstration))
    ignored: list[tuple[Event, str]] = []
    word, since = status(state, source), None
    for event in in_order(events)[0]:
        _step(state, event, ignored)
        if (now := status(state, source)) != word:
            word, since = now, event.at
    submission = current_submission(state, source)
    if word == "seeking_partners" or (word == "update_in_review" and submission is None):
        since = None
    release = state.shown
    return Standing(
        status=word,
        release=release,
        taken_down=state.release if state.withdrawn else None,
        releases=tuple(state.releases.values()),
        submitted=submission,
        turn=turns(word, state, submission),
        accepted=frozenset(person for person in entry.owners if state.side(person)),
        peers=frozenset(person for person in people if submission and not not_a_peer(person, state)),
        peer_reviews=tuple(event for event, past in state.reviews if not past and event.edition and event.edition.source == source),
        open_requests=tuple(state.requests.values()),
        open_disputes=tuple(state.disputes.values()),
        withdrawn=state.withdrawn and release is None,
        down=frozenset(state.releases) - {one.document for one in state.visible},
        signer_left=bool(release and release.former),
        retired=state.retired,
        ignored=tuple(ignored),
        since=since,
        last=next(reversed(state.events.values()), None),
        demonstration=demonstration,
    )


def unread(standing: Standing) -> Standing:
    """For a visualisation whose log cannot be read: nothing is known, so nothing is claimed and nothing is waiting."""
    return replace(standing, status="unknown", turn=(), since=None)


def _step(state: State, event: Event, ignored: list[tuple[Event, str]]) -> None:
    """Count the event with today's people; else with those of then; else not at all."""
    refused = refusal(event, state)
    if refused is None:
        state.add(event)
    elif refusal(event, state, then=True) is None:
        state.add(event, then=True)
    else:
        ignored.append((event, str(refused)))
        if event.kind == "resolved" and state.context.acts(event.by) and event.note.strip():
            state.denied.add(event.re or "")


def current_submission(state: State, source: str | None) -> Event | None:
    """The latest submission by a coder of today, if it is of what the folder holds now."""
    submission = state.round.submission
    return submission if submission and submission.edition and submission.edition.source == source else None


def status(state: State, source: str | None) -> Status:
    """The first word of the table above that holds."""
    context = state.context
    if state.retired:
        return "retired"
    if state.disputes:
        return "disputed"
    if not context.coders or not context.fact_checkers:
        return "seeking_partners"
    if state.high and (state.release is None or state.about_release):
        return "changes_requested"
    if state.release is not None:
        settled = state.release.stands and state.release.source == source and not state.high
        return "signed_off" if settled else "update_in_review"
    if source is None or current_submission(state, source) is None:
        return "in_development"
    if len(state.reviewers(source)) < context.policy.peer_reviews:
        return "in_peer_review"
    return "in_staff_review"
