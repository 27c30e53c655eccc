"""Who may say what, and when: the one statement of the review's table.

`refusal` is asked by every command before it appends, and by the fold of every line that it reads. One function a row.
`then` is the fold's second question about somebody who has left the entry since (see `covis.review.state`); commands never ask it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from covis.review.criteria import unmet
from covis.review.events import Event
from covis.review.problems import ProblemError
from covis.review.state import State


@dataclass(frozen=True)
class Refusal:
    """Why an event does not count: the rule in one sentence, and what to do in another."""

    rule: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.rule} {self.way_out}"


class Refused(ProblemError):  # noqa: N818 - what happened, in the words of the review
    """Raised by an action whose event would not count. `.refusal` has the rule and what to do. Never raised for a store that fails."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.rule, refusal.way_out)
        self.refusal = refusal


def refusal(event: Event, state: State, *, then: bool = False) -> Refusal | None:
    """None if the event counts in this state; otherwise why it does not. Pure."""
    context = state.context
    person = context.people.get(event.by)
    if person is None:
        return Refusal(f"{event.by} is not known here.", f"Add contributors/{event.by}.yaml, and keep it when people leave.")
    if not context.acts(event.by):
        return Refusal(
            f"{context.name(event.by)} is an example person, and this is no demonstration.", "Put a real person into the registry."
        )
    if event.via not in context.policy.accept_via:
        accepted = ", ".join(context.policy.accept_via) or "nothing"
        return Refusal(f"What comes via {event.via} does not count here (accepted: {accepted}).", "Do it again through one of those.")
    if event.re is not None and event.re not in state.events:
        return Refusal(f"It answers {event.re}, which does not stand before it in the log.", "Answer an event that counts.")
    return RULES[event.kind](event, state, then)


def moved(event: Event, source: str | None) -> Refusal | None:
    """For commands: what is submitted or signed is what the folder holds now (`source`: its digest, None if it cannot be read)."""
    if event.kind not in ("submitted", "signed_off") or (event.edition and event.edition.source == source):
        return None
    return Refusal("The folder has changed since that edition was compiled.", "Look at the new edition, then run the action again.")


def repeated(event: Event, state: State) -> Refusal | None:
    """For commands: an event that is recorded already and would change nothing is not recorded again. In a log such a line does no harm."""
    if event.kind == "accepted" and (event.by, event.role) in state.accepted:
        return Refusal("You have accepted already.", "There is nothing to do.")
    if event.kind == "agreed" and event.by in state.decisions.get(event.re or "", ()):
        return Refusal("You have agreed to that already.", "There is nothing to do.")
    if event.kind == "peer_reviewed" and event.edition and event.by in state.reviewers(event.edition.source):
        return Refusal("You have reviewed this edition already.", "What else you noticed goes into a request for changes.")
    round = state.round
    if not round.is_about(event.edition):
        return None
    if event.kind == "submitted" and not any(request.order > round.submitted.order for request in state.requests.values()):
        return Refusal("This edition is submitted already.", "It is for its reviewers now; a change to the folder is another edition.")
    waits = len(round.signers) < state.context.policy.fact_checks
    stands = state.release is not None and state.release.stands and round.is_about(state.release.edition)
    if event.kind == "signed_off" and event.by in round.signers and (waits or stands):
        return Refusal("You have signed this edition already.", "It waits for another fact-checker." if waits else "It is the release.")
    return None


def _offered(event: Event, state: State, then: bool) -> Refusal | None:
    """Somebody who is not on the entry offers to join it: a student as a coder, a member of staff as a fact-checker. Any time."""
    name = state.context.name(event.by)
    if state.listed(event.by) and (not then or state.was_owner(event.by)):
        return Refusal(f"{name} is on the entry already.", "Accept the role; there is no need to offer.")
    if any(offer.by == event.by for offer in state.offers.values()):
        return Refusal(f"{name} has offered already.", "Wait for the answer, or take the offer back.")
    if event.role == "coder" and not state.context.student(event.by):
        return Refusal("Coders are students.", "A member of staff offers to be its fact-checker.")
    if event.role == "fact_checker" and not state.context.staff(event.by):
        return Refusal("Fact-checkers are on staff.", "A student offers to be its coder.")
    return None


def answers_offer(person: str, state: State, then: bool = False) -> bool:
    """Whether this person may accept or decline an offer to join: a co-owner, or a maintainer."""
    return state.owner(person, then) or state.context.maintains(person)


def _accepted(event: Event, state: State, then: bool) -> Refusal | None:
    """A listed co-owner, for themselves, in the role that the entry gives them. Any time."""
    entry = state.context.entry
    roles = {"coder": entry.coders, "fact_checker": entry.fact_checkers}
    role = event.role or ""
    if event.by in roles[role]:
        if role == "fact_checker" and not state.fact_checker(event.by):
            return NOT_A_CHECKER
        return None
    if then and not state.listed(event.by) and (role == "coder" or state.context.staff(event.by)):
        return None
    word = role.replace("_", "-")
    return Refusal(f"{state.context.name(event.by)} is not on the entry as a {word}.", f"Add them to {role}s in registry.yaml first.")


def _decided(event: Event, state: State, then: bool) -> Refusal | None:
    """A co-owner. Any time."""
    return None if state.owner(event.by, then) else NOT_AN_OWNER


def _agreed(event: Event, state: State, then: bool) -> Refusal | None:
    """Another co-owner, about something decided; a co-owner or a maintainer, about an offer to join."""
    if offer := state.offers.get(event.re or ""):
        if offer.by == event.by or not answers_offer(event.by, state, then):
            return Refusal("An offer to join is accepted by a co-owner or a maintainer.", "Ask one of them.")
        return None
    if not state.owner(event.by, then):
        return NOT_AN_OWNER
    if event.re not in state.decisions:
        return Refusal("Only what was decided can be agreed to.", "Name the event of a decision.")
    if state.events[event.re].by == event.by:
        return Refusal("You cannot agree to your own decision.", "The other partner has to agree.")
    return None


def _submitted(event: Event, state: State, then: bool) -> Refusal | None:
    """A coder. Whether the edition's checks pass is asked before the event is recorded: the log cannot know."""
    if state.coder(event.by, then):
        return None
    return Refusal(f"{state.context.name(event.by)} is no coder of this.", "One of its coders submits it.")


def _peer_reviewed(event: Event, state: State, then: bool) -> Refusal | None:
    """A student who does not own it, after it was submitted."""
    return not_a_peer(event.by, state, then) or _not_submitted(event, state)


def _changes_requested(event: Event, state: State, then: bool) -> Refusal | None:
    """A fact-checker or a peer reviewer, after it was submitted."""
    if not state.fact_checker(event.by, then) and not_a_peer(event.by, state, then):
        return Refusal("Changes are requested by a fact-checker of it or a student who does not own it.", "Tell one of its partners.")
    return _not_submitted(event, state)


def _signed_off(event: Event, state: State, then: bool) -> Refusal | None:
    """A fact-checker, on staff, not a coder: of exactly what was submitted, accepted, reviewed, with nothing high open, point by point."""
    if not state.fact_checker(event.by, then):
        return NOT_A_CHECKER
    if (event.by, "fact_checker") not in state.accepted:
        return Refusal(f"{state.context.name(event.by)} has not accepted to be its fact-checker.", "Accept first, then sign.")
    if not any(role == "coder" and state.coder(person, then) for person, role in state.accepted):
        return Refusal("No coder of it has accepted to be its co-owner.", "A coder accepts first.")
    if not state.is_submitted(event.edition, then):
        if state.round.submission is None:
            return Refusal("None of its coders has submitted it.", "A coder submits it first.")
        return Refusal(
            "That is not the edition that was submitted last.", "Look at the submitted edition, or ask a coder to submit this one."
        )
    assert event.edition is not None
    needed = state.context.policy.peer_reviews
    done = len(state.reviewers(event.edition.source, then))
    if state.release is None and done < needed:
        return Refusal(f"It has {done} of {needed} peer reviews.", "A student who does not own it reviews it first.")
    if any(not (then and request.id in state.denied) for request in state.high):
        return Refusal("A request for changes of high priority is open.", "Who raised it resolves it first.")
    if missing := unmet(event.criteria or {}, event.at):
        return Refusal(f"Not every criterion is met: {', '.join(missing)}.", "Sign when all are, or request changes.")
    return None


def _disputed(event: Event, state: State, then: bool) -> Refusal | None:
    """Any co-owner, any staff, a maintainer: about the release. A fact-checker or a maintainer may withdraw it with that."""
    context = state.context
    if not (state.owner(event.by, then) or context.staff(event.by) or context.maintains(event.by)):
        return Refusal("A release is disputed by a co-owner, a member of staff or a maintainer.", "Tell one of them what is wrong.")
    if state.release is None:
        return Refusal("There is no release to dispute.", "Request changes, or tell a partner.")
    if event.edition not in [release.edition for release in (state.release, state.shown) if release is not None]:
        return Refusal("That edition is not the release.", "Look at the release that is up now.")
    if event.withdrawn and not (state.fact_checker(event.by, then) or context.maintains(event.by)):
        return Refusal("Only a fact-checker of it or a maintainer takes a release down.", "Dispute it without withdrawing it.")
    return None


def _resolved(event: Event, state: State, then: bool) -> Refusal | None:
    """Who raised it, or a maintainer with a note. An offer to join is taken back or declined without one."""
    if offer := state.offers.get(event.re or ""):
        if offer.by == event.by or answers_offer(event.by, state, then):
            return None
        return Refusal("An offer to join is declined by a co-owner or a maintainer, or taken back by who made it.", "Ask one of them.")
    raised = state.requests.get(event.re or "") or state.disputes.get(event.re or "")
    if raised is None:
        return Refusal("That is no open request, dispute or offer.", "Name one that is open.")
    if raised.by == event.by:
        return None
    if not state.context.maintains(event.by):
        return Refusal(f"It is resolved by {state.context.name(raised.by)}, who raised it, or by a maintainer.", "Ask one of them.")
    if not event.note.strip():
        return Refusal("A maintainer who resolves what another raised says why.", "Add a note.")
    return None


def _retired(event: Event, state: State, then: bool) -> Refusal | None:
    """Both partners, or a maintainer. The same for reinstating."""
    side = state.side(event.by, then)
    if side is None and not state.context.maintains(event.by):
        return Refusal(
            "It is retired and reinstated by both partners, having accepted, or by a maintainer.", "Accept first, or ask one of them."
        )
    if (event.kind == "retired") != state.retired:
        if side in state.proposed and not state.context.maintains(event.by):
            return Refusal("That side has already agreed.", "Now the other partner has to agree.")
        return None
    if state.proposed:
        return None  # it declines what was proposed
    return Refusal(f"It is {'' if state.retired else 'not '}retired.", "There is nothing to do.")


def not_a_peer(person: str, state: State, then: bool = False) -> Refusal | None:
    """A student who does not own it, and had not accepted to when they reviewed it.

    Nobody is an owner before they accepted; so the review of a student who joined the team later still supports the release of then.
    """
    if not state.context.student(person):
        return Refusal("A peer review is a student's.", "Staff who check it are its fact-checkers.")
    if state.was_owner(person) or (state.listed(person) and not then):
        return Refusal(f"{state.context.name(person)} co-owns it.", "A student from another team reviews it.")
    return None


def _not_submitted(event: Event, state: State) -> Refusal | None:
    assert event.edition is not None
    if event.edition.source in state.submitted:
        return None
    return Refusal("That edition has not been submitted.", "Review what is submitted, or ask a coder to submit this.")


NOT_AN_OWNER = Refusal("Only a co-owner says this.", "Ask one of its partners.")
NOT_A_CHECKER = Refusal("It is checked by a fact-checker on its entry, on staff, who does not code it.", "Ask one of its fact-checkers.")

RULES: dict[str, Callable[[Event, State, bool], Refusal | None]] = {
    "offered": _offered,
    "accepted": _accepted,
    "decided": _decided,
    "agreed": _agreed,
    "submitted": _submitted,
    "peer_reviewed": _peer_reviewed,
    "changes_requested": _changes_requested,
    "signed_off": _signed_off,
    "disputed": _disputed,
    "resolved": _resolved,
    "retired": _retired,
    "reinstated": _retired,
}
