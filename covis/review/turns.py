"""Whose turn it is: for each status, who acts next, what they do, and with which command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from covis.review.events import Event
from covis.review.rules import not_a_peer
from covis.review.state import State

PEER = "peer reviewer"  # a turn of this role is an offer to many, not a duty of one


@dataclass(frozen=True)
class Turn:
    """`people` may act (ids; empty: anybody who joins as `role`). `what` is a sentence; `action` the command's name ("" for none).

    `re` is the event that the action answers, or "".
    """

    people: tuple[str, ...]
    role: str
    what: str
    action: str = ""
    re: str = ""


def turns(status: str, state: State, submission: Event | None) -> tuple[Turn, ...]:
    """The turns in order of importance. Empty when nothing is waiting."""
    found = [*_retiring(state)]
    if status == "retired":
        return tuple(found)
    found += _disputes(state)
    found += _partners(state)
    found += _offers(state)
    found += _requests(state)
    found += _review(status, state, submission)
    found += _decisions(state)
    return tuple(found)


def _retiring(state: State) -> Iterable[Turn]:
    """One partner has proposed to retire (or to reinstate) it, and the other has not answered."""
    for side, event in state.proposed.items():
        coder_asked = side == "coder"
        people = state.context.fact_checkers if coder_asked else state.context.coders
        word = "retire" if event.kind == "retired" else "reinstate"
        role = "fact-checker" if coder_asked else "coder"
        yield Turn(
            people,
            role,
            f"{state.context.name(event.by)} proposes to {word} it: agree by doing the same, or decline by doing the opposite.",
            word,
            event.id,
        )


def _disputes(state: State) -> Iterable[Turn]:
    context = state.context
    for dispute in state.disputes.values():
        yield Turn(
            (*context.coders, *context.fact_checkers),
            "co-owner",
            f"{state.context.name(dispute.by)} disputes the release: answer, or correct it and submit again.",
        )
        yield Turn((dispute.by,), "who raised it", "Resolve your dispute once it has been answered.", "resolve", dispute.id)


def _partners(state: State) -> Iterable[Turn]:
    context = state.context
    for role, people in (("coder", context.coders), ("fact_checker", context.fact_checkers)):
        word = role.replace("_", "-")
        if not people:
            who = "A student" if role == "coder" else "A member of staff"
            yield Turn((), word, f"{who} joins as its {word}.")
        waiting = tuple(person for person in people if state.side(person) != role)
        if waiting:
            yield Turn(waiting, word, f"Accept the role of {word} and the responsibilities that go with it.", "accept")


def _offers(state: State) -> Iterable[Turn]:
    """Somebody offers to join: its partners answer, or a maintainer where it has none."""
    context = state.context
    partners = tuple(person for person in context.entry.owners if context.acts(person))
    for offer in state.offers.values():
        if state.listed(offer.by):
            continue
        word = (offer.role or "").replace("_", "-")
        yield Turn(
            partners or tuple(sorted(person for person in context.maintainers if context.acts(person))),
            "co-owner" if partners else "maintainer",
            f"{context.name(offer.by)} offers to join as its {word}: accept or decline.",
            "agree",
            offer.id,
        )


def _requests(state: State) -> Iterable[Turn]:
    """The coder's turn until they submit again; then the person who asked decides whether the request is resolved."""
    latest = state.round.submission
    for request in state.high:
        if latest is None or latest.order < request.order:
            yield Turn(
                state.context.coders,
                "coder",
                f"Make the changes that {state.context.name(request.by)} asked for, then submit again.",
                "submit",
                request.id,
            )
        else:
            yield Turn(
                (request.by,),
                "who asked for changes",
                "It was submitted again: resolve your request, or say what is missing.",
                "resolve",
                request.id,
            )


def _review(status: str, state: State, submission: Event | None) -> Iterable[Turn]:
    context = state.context
    if not state.high and (status == "in_development" or (status == "update_in_review" and submission is None)):
        yield Turn(context.coders, "coder", "Submit it for review when its checks pass.", "submit")
    elif status == "in_peer_review":
        reviewed = {event.by for event, _ in state.reviews if submission and event.edition and event.edition.source == _source(submission)}
        free = (person for person in context.people if not not_a_peer(person, state) and person not in reviewed)
        yield Turn(tuple(free), PEER, "A student from outside the team reviews it: try it out and say what is unclear.", "review")
    elif submission is not None and not _released(state, submission):
        signers = state.round.signers
        waiting = tuple(person for person in context.fact_checkers if person not in signers)
        if waiting and not state.high:
            yield Turn(waiting, "fact-checker", "Review the submitted edition, then sign it off or request changes.", "sign_off")
        elif not waiting and len(signers) < context.policy.fact_checks:
            wanted = f"Another member of staff joins as its fact-checker: {context.policy.fact_checks} sign-offs are required."
            yield Turn((), "fact-checker", wanted)


def _decisions(state: State) -> Iterable[Turn]:
    """A decision waits until somebody on the other side has agreed."""
    context = state.context
    for id, agreed in state.decisions.items():
        decision = state.events[id]
        by_coder = state.coder(decision.by, then=True)
        others = context.fact_checkers if by_coder else context.coders
        if others and not any(state.coder(person, then=True) != by_coder for person in agreed):
            yield Turn(
                others,
                "fact-checker" if by_coder else "coder",
                f"{state.context.name(decision.by)} recorded a decision: agree, or discuss it.",
                "agree",
                id,
            )


def _source(event: Event) -> str:
    return event.edition.source if event.edition else ""


def _released(state: State, submission: Event) -> bool:
    release = state.release
    return bool(
        release
        and release.stands
        and submission.edition
        and submission.edition.document == release.document
        and submission.edition.source == release.source
    )
