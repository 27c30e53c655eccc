"""Say something: check it against the rules and append it, in one step under the log's lock."""

from __future__ import annotations

from covis.review.events import Event
from covis.review.fold import replay
from covis.review.log import Log
from covis.review.rules import Refused, moved, refusal
from covis.review.state import Context


def record(log: Log, id: str, event: Event, context: Context, source: str | None) -> Event:
    """Append the event if it would count, and return it as it stands in the log. Raises Refused and appends nothing otherwise.

    `context` is today's registry and `source` the folder's digest now: the fold asks the same `refusal` of the same line later.
    """

    def decide(events: list[Event]) -> Event:
        state, _ = replay(events, context)
        if refused := refusal(event, state) or moved(event, source):
            raise Refused(refused)
        return event

    return log.append(id, decide)
