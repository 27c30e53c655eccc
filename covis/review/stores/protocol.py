"""What every store of events promises. An event counts as recorded once `append` returns: then it is on the disk.

What is in a store is never changed or removed, so that logs merge, in git as text does. A line that cannot be read is a finding with
its place; every other line still counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol

from covis.finding import Finding
from covis.review.events import Event

Decide = Callable[[list[Event]], Event]

UNREAD = ("review.unreachable", "review.unreadable")
"""The rules of the findings about a log of which nothing could be read."""


class Log(Protocol):
    """A store of events, one log a visualisation."""

    def read(self, id: str) -> tuple[list[Event], list[Finding]]:
        """The events in order, each once, and what is wrong with the store's lines. Never raises for what the store holds.

        An event that is dated more than AHEAD after now is a finding and does not count: nothing could come after it.
        A store that cannot be reached is a finding too, with the events that were last read from it.
        """

    def append(self, id: str, decide: Decide) -> Event:
        """Append what `decide` makes of the events so far, while nobody else appends; durable when it returns.

        `decide` may raise: then nothing is appended. The event's time is moved to after the last event's where it is not.
        Raises StoreError where the store cannot be written, and for an event dated more than AHEAD after now. `decide` may be
        called again where a lost connection is tried again.
        """

    def add(self, id: str, events: Sequence[Event]) -> int:
        """Add events as they are, those that are not there yet, all or none of them; return how many. For copies of a log.

        Raises StoreError where the log has another event of the same id, or where one is dated more than AHEAD after now.
        """

    def ids(self) -> list[str]:
        """The visualisations that have a log."""

    def exists(self) -> bool:
        """Whether there is anything to read from: False for a new store, to which nothing was written yet."""

    def report(self, id: str, ignored: Iterable[tuple[Event, str]]) -> list[Finding]:
        """The lines that a fold ignored, as findings at their place."""

    def signature(self, id: str) -> Hashable:
        """Cheap, and another one whenever `read` may give another answer."""

    def place(self, id: str) -> str:
        """Where a person finds this log."""
