"""The lines of a log: events in order, what is wrong with the rest, and what may be written after them. All stores read by `gather`."""

from __future__ import annotations

from builtins import id as object_id
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from covis.finding import Finding
from covis.review.events import AHEAD, Event, in_order, parse_line, stamp
from covis.review.problems import StoreError

_CONFLICT_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")


@dataclass
class Lines:
    """A log as read: events in order, findings, the line of each event, and whether the last line lacks its end.

    `early` is the first time among the events that do not count yet because they are dated too far ahead; None where there are none.
    """

    events: list[Event]
    findings: list[Finding]
    line: dict[str, int] = field(default_factory=dict)
    unended: bool = False
    torn: bool = False
    early: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Whether an event that was dated too far ahead counts by now, so that the log has to be read again."""
        return self.early is not None and not too_early(self.early, now)

    def report(self, file: str, id: str, ignored: Iterable[tuple[Event, str]]) -> list[Finding]:
        return [
            Finding(
                file, self.line.get(event.id, 0), 0, f"{event.kind} by {event.by} does not count: {reason}", "review.rule", "warning", id
            )
            for event, reason in ignored
        ]

    def next(self, event: Event, id: str) -> Event:
        """The event as it may follow these: of a new id, and after the last one."""
        if event.id in self.line:
            raise ValueError(f"the log of {id} already has an event {event.id}")
        _refuse_future([event])
        if self.events:
            return event.model_copy(update={"at": max(event.at, self.events[-1].at + timedelta(microseconds=1))})
        return event

    def missing(self, events: Iterable[Event], place: str) -> list[Event]:
        """Those of the events that are not here yet, in order. Raises StoreError where one contradicts what is here."""
        here = {event.id: event for event in self.events}
        events = list(events)
        _refuse_future(events)
        kept, contradictions = in_order(events)
        contradictions += [event for event in kept if here.get(event.id, event) != event]
        if contradictions:
            raise StoreError(
                f"{place} has another event with the id {contradictions[0].id}, so nothing was added to it.",
                "Compare the two lines and delete the one that is wrong.",
            )
        return [event for event in kept if event.id not in here]


def too_early(at: datetime, now: datetime) -> bool:
    """Whether a time is further ahead of now than the clocks of two machines may differ."""
    return at > now + AHEAD


def _refuse_future(events: Iterable[Event]) -> None:
    for event in events:
        if too_early(event.at, datetime.now(UTC)):
            raise StoreError(
                f"An event ({event.kind} by {event.by}) is dated {stamp(event.at)}, more than a day ahead of this machine's clock, "
                "so nothing was written.",
                "Correct the clock that is wrong, then try again.",
            )


def parse(content: bytes, id: str, now: datetime | None = None) -> Lines:
    """A file's bytes as events and findings. Never raises, whatever the bytes are. `now`: see `gather`."""
    rows = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return gather(enumerate(rows, 1), f"records/{id}.jsonl", id, unended=rows[-1] != b"", now=now)


def gather(rows: Iterable[tuple[int, bytes]], file: str, id: str, *, unended: bool = False, now: datetime | None = None) -> Lines:
    """Numbered lines as events and findings. `unended`: the last one has no end, and may be torn.

    `now` is the time of the reading, by default this machine's: it decides which events are dated too far ahead. It is read here and
    nowhere later, so that the fold of the events is a pure function.
    """
    now = now or datetime.now(UTC)
    rows = list(rows)
    early: list[datetime] = []
    events: list[tuple[Event, int]] = []
    findings: list[Finding] = []

    def report(number: int, message: str, rule: str) -> None:
        findings.append(Finding(file, number, 0, message, rule, "error", id))

    torn = False
    for number, row in rows:
        if not row.strip():
            continue
        if row.startswith(tuple(mark.encode() for mark in _CONFLICT_MARKERS)):
            report(number, "left over from a merge; keep the events of both sides and delete this line", "review.merge")
            continue
        try:
            event = parse_line(row.decode("utf-8"))
        except UnicodeDecodeError:
            problem = "not UTF-8"
        except ValueError as error:
            problem = str(error)
        else:
            if too_early(event.at, now):
                early.append(event.at)
                message = f"dated {stamp(event.at)}, more than a day ahead of this machine's clock, so it does not count"
                report(number, f"{message}; set this machine's clock if it is wrong, otherwise delete the line", "review.future")
            else:
                events.append((event, number))
            continue
        torn = unended and number == rows[-1][0]
        if torn:
            report(number, f"the last line is cut off and does not count ({problem}); record it again, then delete the line", "review.torn")
        else:
            report(number, f"not an event, and does not count: {problem}; correct the line or delete it", "review.line")

    kept, contradictions = in_order(event for event, _ in events)
    numbers = {object_id(event): number for event, number in events}
    for event in contradictions:
        message = f"another event has the id {event.id}; the first by time counts; delete the one that is wrong"
        report(numbers[object_id(event)], message, "review.duplicate")
    place = {event.id: numbers[object_id(event)] for event in kept}
    return Lines(kept, sorted(findings), place, unended, torn, min(early, default=None))
