"""The sentences about the review, written once: for the gallery, the plain pages and the command line.

Plain text in British English; the caller escapes it. Both partners are named with equal weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from covis.registry.models import Contributor, Entry
from covis.review.events import About, Event
from covis.review.fold import Standing
from covis.review.state import Signed
from covis.review.turns import PEER, Turn

People = Mapping[str, Contributor]

# status: the word on the badge, and what it means to a student
STATUSES: dict[str, tuple[str, str]] = {
    "seeking_partners": ("Looking for a partner", "It still needs a coder or a fact-checker."),
    "in_development": ("In development", "It is in progress and has not been submitted for review."),
    "in_peer_review": ("In peer review", "Students from outside the team are trying it out before staff check it."),
    "in_staff_review": ("In staff review", "Its fact-checker is looking at it; it has not been signed off yet."),
    "changes_requested": ("Changes requested", "A reviewer asked for an important change, and that request is still open."),
    "signed_off": (
        "Signed off",
        "What you see is exactly what both partners approved: a coder submitted it and a fact-checker signed it off.",
    ),
    "update_in_review": ("Update in review", "You see the edition that was signed off. A newer one is in review."),
    "disputed": ("Disputed", "Somebody has reported a mistake in it, and the dispute is not resolved yet."),
    "retired": ("Retired", "It has been taken out of the gallery."),
    "unknown": ("Status unavailable", "Its review records cannot be read at the moment, so it is not shown. Nothing is lost."),
}

KINDS = {
    "offered": "offered to join",
    "accepted": "accepted co-ownership",
    "decided": "recorded a decision",
    "agreed": "agreed",
    "submitted": "submitted it for review",
    "peer_reviewed": "reviewed it",
    "changes_requested": "requested changes",
    "signed_off": "signed it off",
    "disputed": "disputed it",
    "resolved": "resolved it",
    "retired": "asked to retire it",
    "reinstated": "asked to reinstate it",
}

_MONTHS = "January February March April May June July August September October November December".split()


def status_word(status: str) -> str:
    return STATUSES[status][0]


def status_meaning(status: str) -> str:
    return STATUSES[status][1]


def day(at: datetime) -> str:
    """A date for a reader: 22 November 2026 (UTC)."""
    at = at.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def name(person: str, people: People) -> str:
    """A person's name, or the id if the gallery does not know it."""
    return people[person].name if person in people else person


def listed(words: Iterable[str]) -> str:
    """a; a and b; a, b and c."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def versions(standing: Standing) -> list[tuple[int, Signed]]:
    """Every edition that was signed off with its number, counted from the first; the newest first. None while it is taken down."""
    if standing.withdrawn or standing.retired:
        return []
    return [(number, release) for number, release in enumerate(standing.releases, 1) if release.document not in standing.down][::-1]


EXAMPLES = "This is a demonstration: the people are examples."


def fact_check_sentence(standing: Standing, people: People) -> str:
    """The state of the fact-check, for a reader of the page."""
    return " ".join(filter(None, fact_check(standing, people)))


def fact_check(standing: Standing, people: People) -> tuple[str, str]:
    """What a reader of the page has to know of the fact-check at once, and what else there is to it."""
    if standing.withdrawn:
        since = min(dispute.at for dispute in standing.open_disputes if dispute.withdrawn)
        return f"Withdrawn on {day(since)}, until a dispute about it is resolved.", ""
    if standing.status == "unknown":
        return "Its fact-check status is unavailable at the moment.", ""
    if standing.release is None:
        return "Not yet fact-checked.", ""
    first = [_signed(standing.release, people)]
    more = [EXAMPLES] if _examples(standing.release, people, standing.demonstration) else []
    if standing.taken_down is not None:
        first.append("A newer edition was taken down, until a dispute about it is resolved.")
    elif standing.open_disputes:
        first.append(f"Disputed on {day(min(dispute.at for dispute in standing.open_disputes))}, and not resolved yet.")
    if standing.status == "update_in_review":
        same_people = standing.release.stands
        more.append("A newer version is being prepared." if same_people else "Its team has changed since then and has to confirm it.")
    return " ".join(first), " ".join(more)


def signed_sentence(release: Signed, people: People, demonstration: bool = False) -> str:
    """Who signed a release, and when. A signer who has left is named with their role at the time."""
    text = _signed(release, people)
    return f"{text} {EXAMPLES}" if _examples(release, people, demonstration) else text


def _signed(release: Signed, people: People) -> str:
    signers = listed(name(person, people) + (" (fact-checker at the time)" if person in release.former else "") for person in release.by)
    return f"Signed off by {signers} on {day(release.at)}."


def _examples(release: Signed, people: People, demonstration: bool) -> bool:
    return demonstration and any(people[person].example for person in release.by if person in people)


def credit_sentence(entry: Entry, people: People, release: Signed | None = None) -> str:
    """Both partners in one sentence, with equal weight. People who have left are named with their role at the time."""
    partners = []
    wanted = []
    for ids, role in ((entry.coders, "coder"), (entry.fact_checkers, "fact-checker")):
        if ids:
            partners.append(f"{listed(name(person, people) for person in ids)} ({role}{'s' if len(ids) > 1 else ''})")
        else:
            wanted.append(f"a {role}")
    for person, role in _past(entry, release):
        partners.append(f"{name(person, people)} ({role} at the time)")
    made = [f"Made in partnership by {listed(partners)}."] if len(partners) > 1 else [f"Started by {partners[0]}."] if partners else []
    return " ".join([*made, *([f"It is looking for {listed(wanted)}."] if wanted else [])])


def _past(entry: Entry, release: Signed | None) -> list[tuple[str, str]]:
    if release is None:
        return []
    coders = [(person, "coder") for person in release.coders if person not in entry.owners]
    return coders + [(person, "fact-checker") for person in release.former if person not in entry.owners]


def turn_sentence(turn: Turn, people: People, most: int = 3) -> str:
    """Whose turn it is and what they do. Where many people may act, the sentence names their role only."""
    if 0 < len(turn.people) <= most and turn.role != PEER:
        return f"{listed(name(person, people) for person in turn.people)}: {turn.what}"
    return turn.what


def turn_command(turn: Turn, id: str) -> str:
    """The command that does it, or "" where there is none."""
    if not turn.action:
        return ""
    answers = f" --re {turn.re}" if turn.re and turn.action in ("resolve", "agree") else ""
    return f"covis {turn.action.replace('_', '-')} {id}{answers}"


def event_sentence(event: Event, people: People) -> str:
    """One event of the log as a sentence: who did what, when, and how they were identified."""
    more = f" ({event.level} priority)" if event.level else " and took it down" if event.withdrawn else ""
    if event.kind == "offered":
        more = f" as a {(event.role or '').replace('_', '-')}"
    about = f", about {about_words(event.about)}," if event.about is not None else ""
    return f"{name(event.by, people)} {KINDS[event.kind]}{more}{about} on {day(event.at)}, via {event.via}."


def about_words(about: About) -> str:
    """What a request is about, in words."""
    if about.fact is not None:
        return f"the fact {about.fact}"
    if about.line is not None:
        file, _, line = about.line.rpartition(":")
        return f"line {line} of {file}"
    return f"the state {about.state}"
