"""Learners' feedback: what may be sent, how often, how much of it is kept; and what a visualisation's team reads of it.

Nothing is kept of who sent it: no name, no address, no session, and of the time only the hour. An email address in a note is left
out. What a hostile visitor can do is limited three times: a rate for each session, each visualisation and the process, and for
each visualisation a number of entries of each kind. A full store keeps what it has and refuses new entries: a flood cannot push out
what somebody meant.
"""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any, cast
from uuid import uuid4

from covis.document import Edition
from covis.document.controls import controls_of, legal
from covis.feedback.model import Feedback, Kind
from covis.feedback.store import FeedbackStore
from covis.review.rules import Refusal, Refused

HOUR = 3600.0
PER_SESSION, PER_VISUALISATION, PER_PROCESS = 10, 400, 1500  # an hour; a lecture of 300 may all answer at once
KEPT: Mapping[Kind, int] = {"helped": 1500, "confused": 1500, "wrong": 500}  # of each visualisation
LONGEST = 500  # characters of a note: a few words

_WORD = re.compile(r"\S+")
_ENDING = re.compile(r"\.\w+")


class RateLimit:
    """At most `most` in any `seconds`. It remembers no more than `most` times."""

    def __init__(self, most: int, seconds: float = HOUR) -> None:
        self.most, self.seconds = most, seconds
        self._times: deque[float] = deque()

    def free(self, now: float) -> bool:
        while self._times and now - self._times[0] >= self.seconds:
            self._times.popleft()
        return len(self._times) < self.most

    def take(self, now: float) -> None:
        self._times.append(now)


@dataclass(frozen=True)
class FeedbackSummary:
    """The feedback about one visualisation, the newest first. `full`: the kinds of which no more are kept."""

    entries: tuple[Feedback, ...] = ()
    full: frozenset[Kind] = frozenset()

    def count(self, kind: str, document: str = "") -> int:
        """How many entries of this kind there are, about one edition or about all."""
        return sum(entry.kind == kind and document in ("", entry.document) for entry in self.entries)

    @property
    def notes(self) -> tuple[Feedback, ...]:
        """The entries with a note; those that report something wrong come first."""
        return tuple(sorted((entry for entry in self.entries if entry.note), key=lambda entry: entry.kind != "wrong"))


@dataclass
class FeedbackService:
    """The feedback of one gallery, one service for a process. Safe to call from many threads.

    It knows nothing of the gallery but what it is given: `enabled` says whether the gallery asks its learners, `seen` gives the edition of
    a visualisation with this document digest where it is still here and everybody, or the person named third, may see it, and `may_read`
    whether a person reads the feedback about a visualisation.
    """

    store: FeedbackStore
    enabled: Callable[[], bool]
    seen: Callable[[str, Any, str | None], Edition | None]
    may_read: Callable[[str, str | None], bool]
    clock: Callable[[], float] = time.monotonic
    _process: RateLimit = field(default_factory=lambda: RateLimit(PER_PROCESS))
    _limits: dict[str, RateLimit] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def send(
        self, id: str, kind: Any, *, document: Any, state: Any, note: Any, session: RateLimit, shown: Edition | None = None
    ) -> Feedback:
        """Keep what a learner sends. `kind`, `document`, `state` and `note` come from a browser and may be anything.

        `shown` is what this learner's page shows, which may be what not everybody sees.
        Raises Refused with friendly words, and StoreError where it cannot be kept; then nothing is kept.
        """
        if not self.enabled():
            raise _refused("This gallery does not ask for feedback at the moment.", "Tell your course team instead.")
        edition = shown if shown is not None and document == shown.digest else self.seen(id, document, None)
        if edition is None:
            raise _refused("This page has changed since you opened it.", "Copy your words, and reload it.")
        if not isinstance(kind, str) or kind not in KEPT or not isinstance(note, str):
            raise _refused("This could not be understood.", "Reload the page and try again.")
        if len(note) > 4 * LONGEST:  # spaces and addresses are not counted below, but something has to end
            raise _too_long()
        words = _clean(note)
        if kind == "wrong" and not words:
            raise _refused("Write in a few words what seems wrong.", "Which number, sentence or curve, and what you expected.")
        if len(words) > LONGEST:
            raise _too_long()
        entry = Feedback(
            id=uuid4().hex,
            kind=cast(Kind, kind),
            at=datetime.now(UTC).replace(minute=0, second=0, microsecond=0),
            document=edition.digest,
            state=legal(controls_of(edition.document), state),
            note=words,
        )
        with self._lock:
            self._admit(id, cast(Kind, kind), session)
            self.store.add(id, entry)
        return entry

    def read(self, id: str) -> FeedbackSummary:
        """All feedback about a visualisation. Ask `may_read` first."""
        entries = self.store.read(id)
        counts = Counter(entry.kind for entry in entries)
        return FeedbackSummary(tuple(reversed(entries)), frozenset(kind for kind, most in KEPT.items() if counts[kind] >= most))

    def place(self, id: str) -> str:
        """Where those who run the gallery find it."""
        return self.store.place(id)

    def _admit(self, id: str, kind: Kind, session: RateLimit) -> None:
        now = self.clock()
        if not session.free(now):
            raise _refused("You have sent a lot in the last hour, thank you.", "Come back a little later for the rest.")
        here = self._limits.setdefault(id, RateLimit(PER_VISUALISATION))
        if not (here.free(now) and self._process.free(now)):
            raise _refused("Many people are writing just now.", "Nothing was kept. Please try again in a while.")
        for limit in (session, here, self._process):  # also of what a full store refuses: to find that out, all of it is read
            limit.take(now)
        if sum(entry.kind == kind for entry in self.store.read(id)) >= KEPT[kind]:
            raise _refused("The team has more of these than it has read.", "Nothing was kept. Please tell one of them directly.")


def _clean(note: str) -> str:
    """A note's words without control characters, and without email addresses."""
    printable = "".join(character if character.isprintable() or character == "\n" else " " for character in note)
    return _WORD.sub(_without_address, printable).strip()


def _without_address(word: re.Match[str]) -> str:
    """A word, less an email address in it: up to the last ".something" after an @ that has something on both sides."""
    at = word[0].find("@", 1)
    endings = list(_ENDING.finditer(word[0], at + 2)) if at > 0 else []
    return f"[address left out]{word[0][endings[-1].end() :]}" if endings else word[0]


def _too_long() -> Refused:
    return _refused(f"That is longer than {LONGEST} characters.", "Keep the most important part.")


def _refused(rule: str, way_out: str) -> Refused:
    return Refused(Refusal(rule, way_out))
