"""Learners' feedback: what may be said, how often, how much of it is kept; and what a visualisation's team reads of it.

Nothing is kept of who said it: no name, no address, no session, and of the time only the hour. An electronic address in a note is left
out. What a hostile visitor can do is bounded three times: a pace for each session, each visualisation and the process, and for
each visualisation a number of entries of each kind. What stands in a full store stays, and new entries are refused: a flood cannot push out
what somebody meant.
"""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal, cast
from uuid import uuid4

from covis.catalogue.actions import Catalogue, shared
from covis.document import Edition
from covis.document.controls import controls_of, legal, to_fragment
from covis.document.numbers import script_text
from covis.editions.releases import ReleaseError, read_release
from covis.feedback.store import Feedback, FeedbackStore, open_feedback
from covis.review.rules import Refusal, Refused

Kind = Literal["helped", "confused", "wrong"]
HOUR = 3600.0
PER_SESSION, PER_VISUALISATION, PER_PROCESS = 10, 400, 1500  # an hour; a lecture of 300 may all answer at once
KEPT: Mapping[Kind, int] = {"helped": 1500, "confused": 1500, "wrong": 500}  # of each visualisation
LONGEST = 500  # characters of a note: a few words

_WORD = re.compile(r"\S+")
_ENDING = re.compile(r"\.\w+")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Pace:
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
class Heard:
    """What learners said about a visualisation, the newest first."""

    entries: tuple[Feedback, ...] = ()
    full: frozenset[Kind] = frozenset()

    def count(self, kind: str, document: str = "") -> int:
        """How many said so, of one edition or of all."""
        return sum(entry.kind == kind and document in ("", entry.document) for entry in self.entries)

    @property
    def notes(self) -> tuple[Feedback, ...]:
        """Those with words, what may be wrong before the rest."""
        return tuple(sorted((entry for entry in self.entries if entry.note), key=lambda entry: entry.kind != "wrong"))


@dataclass
class Voices:
    """The door to one gallery's feedback, one for a process. Safe to call from many threads."""

    catalogue: Catalogue
    store: FeedbackStore
    clock: Callable[[], float] = time.monotonic
    _process: Pace = field(default_factory=lambda: Pace(PER_PROCESS))
    _paces: dict[str, Pace] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def asked(self) -> bool:
        """Whether this gallery asks its learners at all."""
        return self.catalogue.registry.gallery.feedback

    def say(self, id: str, kind: Any, *, document: Any, state: Any, note: Any, session: Pace, shown: Edition | None = None) -> Feedback:
        """Keep what a learner says. `kind`, `document`, `state` and `note` come from a browser and may be anything.

        `shown` is what this learner's page shows, which may be what not everybody sees.
        Raises Refused with friendly words; then nothing is kept.
        """
        if not self.asked:
            raise _refused("This gallery does not ask for feedback at the moment.", "Tell your course team instead.")
        edition = shown if shown is not None and document == shown.digest else self.edition(id, document)
        if edition is None:
            raise _refused("This page has changed since you opened it.", "Copy your words, and reload it.")
        if not isinstance(kind, str) or kind not in KEPT or not isinstance(note, str):
            raise _refused("This could not be understood.", "Reload the page and try again.")
        if len(note) > 4 * LONGEST:  # spaces and addresses are not counted below, but something has to end
            raise _too_long()
        words = _clean(note)
        if kind == "wrong" and not words:
            raise _refused("Say in a few words what seems wrong.", "Which number, sentence or curve, and what you expected.")
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

    def heard(self, id: str) -> Heard:
        """Everything that was said about a visualisation."""
        entries = self.store.read(id)
        said = Counter(entry.kind for entry in entries)
        return Heard(tuple(reversed(entries)), frozenset(kind for kind, most in KEPT.items() if said[kind] >= most))

    def may_read(self, id: str, person: str | None) -> bool:
        """A co-owner, anybody on staff, a maintainer."""
        entry = self.catalogue.registry.entries.get(id)
        if entry is None or person is None:
            return False
        context = self.catalogue.context(entry)
        return context.acts(person) and (person in entry.owners or context.staff(person) or context.maintains(person))

    def edition(self, id: str, digest: Any, *, viewer: str | None = None) -> Edition | None:
        """The edition that somebody saw, as far as it is still here and `viewer` may see it."""
        item = self.catalogue.item(id, viewer=viewer)
        if item is None or not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            return None
        if item.shown is not None and item.digest == digest:
            return item.shown
        found = self.catalogue.document(digest)
        if found is not None:
            return found if found.id == id else None
        try:
            return read_release(self.catalogue.root, id, digest)
        except ReleaseError:
            return None

    def _admit(self, id: str, kind: Kind, session: Pace) -> None:
        now = self.clock()
        if not session.free(now):
            raise _refused("You have told us a lot in the last hour, thank you.", "Come back a little later for the rest.")
        here = self._paces.setdefault(id, Pace(PER_VISUALISATION))
        if not (here.free(now) and self._process.free(now)):
            raise _refused("Many people are writing just now.", "Nothing was kept. Please try again in a while.")
        for pace in (session, here, self._process):  # also of what a full store refuses: to find that out, all of it is read
            pace.take(now)
        if sum(entry.kind == kind for entry in self.store.read(id)) >= KEPT[kind]:
            raise _refused("The team has more of these than it has read.", "Nothing was kept. Please tell one of them directly.")


@cache
def voices(root: Path) -> Voices:
    """The one door of this process for a gallery."""
    return Voices(shared(root), open_feedback(root))


# --- a state


def fragment(entry: Feedback, document: Mapping[str, Any] | None) -> str:
    """The state that somebody was in as a link's fragment: what differs from the start, or all of it where the document is gone."""
    return to_fragment(controls_of(document), entry.state)


def in_words(entry: Feedback, document: Mapping[str, Any] | None) -> str:
    """The state for a reader: "Damping rate 0.3 1/s, Mass 2 kg"."""
    controls = controls_of(document)
    known = ((controls.get(name), name, value) for name, value in entry.state.items())
    said = (f"{control.label} {control.words(value)}" if control else f"{name} {script_text(value)}" for control, name, value in known)
    return ", ".join(said)


def _clean(note: str) -> str:
    """A note's words without control characters, and without electronic addresses."""
    printable = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in note)
    return _WORD.sub(_without_address, printable).strip()


def _without_address(word: re.Match[str]) -> str:
    """A word, less what is an electronic address in it: up to the last ".something" after an @ that has something on both sides."""
    at = word[0].find("@", 1)
    endings = list(_ENDING.finditer(word[0], at + 2)) if at > 0 else []
    return f"[address left out]{word[0][endings[-1].end() :]}" if endings else word[0]


def _too_long() -> Refused:
    return _refused(f"That is longer than {LONGEST} characters.", "Say the most important part.")


def _refused(rule: str, way_out: str) -> Refused:
    return Refused(Refusal(rule, way_out))
