"""What somebody did to a visualisation, recorded for good: the event, its one line of JSON, the order of a log.

An event names people by contributor id and editions by both digests. It is never changed: what follows from it is worked out by
`covis.review.fold`. Times are UTC with microseconds. The model checks only the form; who may say what, and when, is in `rules`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from covis.registry.models import Id, Via

Kind = Literal[
    "offered",
    "accepted",
    "decided",
    "agreed",
    "submitted",
    "peer_reviewed",
    "changes_requested",
    "signed_off",
    "disputed",
    "resolved",
    "retired",
    "reinstated",
]
Role = Literal["coder", "fact_checker"]
Level = Literal["high", "low"]

# What each kind must carry, and what it may carry besides. Every kind may carry a note and `re`; anything else is malformed.
NEEDS: dict[str, tuple[str, ...]] = {
    "offered": ("role",),
    "accepted": ("role",),
    "decided": ("note",),
    "agreed": ("re",),
    "submitted": ("edition",),
    "peer_reviewed": ("edition",),
    "changes_requested": ("edition", "level", "note"),
    "signed_off": ("edition", "criteria"),
    "disputed": ("edition", "note"),
    "resolved": ("re",),
    "retired": (),
    "reinstated": (),
}
MAY = {
    "disputed": ("withdrawn",),
    "changes_requested": ("about",),
    "accepted": ("edition",),
    "decided": ("edition",),
    "agreed": ("edition",),
    "resolved": ("edition",),
}
COMMON = ("note", "re")
OWN = ("edition", "level", "criteria", "withdrawn", "role", "about")

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
LONGEST_NOTE = 20_000  # characters
LAST_YEAR = 9000  # a log can always be continued: there is time after the last event
AHEAD = timedelta(days=1)  # how far the clocks of two machines may differ: an event later than that after now is no event


def _utc(value: Any) -> Any:
    """A time as the log writes it, or an aware datetime; anything else is malformed."""
    if isinstance(value, str):
        if not _TIME.fullmatch(value):
            raise ValueError("a time is written as 2026-11-22T10:15:30.000000Z (UTC)")
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("a time is an ISO 8601 text that ends with Z")
    if value.year >= LAST_YEAR:
        raise ValueError(f"the year is {LAST_YEAR} or later")
    return value.astimezone(UTC)


def stamp(at: datetime) -> str:
    """A time as the log writes it: UTC, microseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
EventId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Time = Annotated[datetime, BeforeValidator(_utc), PlainSerializer(stamp, when_used="json")]


class Model(BaseModel):
    """Strict and closed: `"withdrawn": "yes"` and unknown keys are errors, so that no line is half understood."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class EditionDigests(Model):
    """Both digests of an edition: what the team wrote, and the bytes that are shown."""

    source: Digest
    document: Digest


class About(Model):
    """The one part of an edition that a request for changes is about: a fact by its id, a line of a file, or a state of the controls."""

    fact: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_.-]+$", max_length=200)
    line: str | None = Field(default=None, pattern=r"^[^:\s]+:[1-9][0-9]*$", max_length=200, description="text.md:12")
    state: str | None = Field(default=None, pattern=r"^[^=\s]+=\S*$", max_length=2000, description="gamma=0.3&view=low, as in a link")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len([part for part in (self.fact, self.line, self.state) if part is not None]) != 1:
            raise ValueError("it names one of fact, line and state")
        return self

    @classmethod
    def parse(cls, text: str) -> About:
        """`fact:ID`, `line:text.md:12` or `state:gamma=0.3`. Raises ValueError with a message that gives the three forms."""
        kind, _, rest = text.strip().partition(":")
        try:
            return cls.model_validate({kind: rest.strip()})
        except ValueError:
            raise ValueError(f"{text!r} is none of fact:ID, line:text.md:12 and state:gamma=0.3") from None


class Event(Model):
    """One event. `via` says how the person was known; `re` is the id of the event that it answers."""

    id: EventId
    kind: Kind
    by: Id
    at: Time
    via: Via
    edition: EditionDigests | None = None
    re: EventId | None = None
    note: str = Field(default="", max_length=LONGEST_NOTE)
    level: Level | None = None
    criteria: dict[Annotated[str, Field(max_length=64)], bool] | None = None
    withdrawn: bool | None = None
    role: Role | None = None
    about: About | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Each kind carries what it needs, and nothing that belongs to another kind."""
        for name in NEEDS[self.kind]:
            value = getattr(self, name)
            if value is None or (name == "note" and not value.strip()):
                raise ValueError(f"{self.kind} needs {name}")
        for name in OWN:
            if getattr(self, name) is not None and name not in NEEDS[self.kind] + MAY.get(self.kind, ()):
                raise ValueError(f"{self.kind} has no {name}")
        return self

    @property
    def order(self) -> tuple[datetime, str]:
        """Events are ordered by time, then by id, so that merged logs are one log."""
        return (self.at, self.id)

    def line(self) -> str:
        """The event as its one line of JSON, without the line's end; empty fields are left out."""
        value = self.model_dump(mode="json", exclude_none=True)
        if not self.note:
            del value["note"]
        return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def new_event(kind: Kind, by: str, via: Via, **fields: Any) -> Event:
    """An event of now with an id of its own. Raises pydantic.ValidationError (a ValueError) where the kind needs more."""
    return Event(id=uuid4().hex, kind=kind, by=by, at=datetime.now(UTC), via=via, **fields)


def _no_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key is given twice")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def parse_line(line: str) -> Event:
    """The event of one line. Raises ValueError with a message in one line, whatever the line holds."""
    try:
        value = json.loads(line, object_pairs_hook=_no_duplicate_keys, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON at column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    try:
        return Event.model_validate(value)
    except ValueError as error:
        raise ValueError(_explain(error)) from None


def _explain(error: ValueError) -> str:
    """Pydantic's errors in one line, with the key that each is about."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    parts = []
    for one in errors():
        place = ".".join(str(part) for part in one["loc"])
        message = one["msg"].removeprefix("Value error, ")
        parts.append(f"{place}: {message}" if place else message)
    return "; ".join(parts)


def in_order(events: Iterable[Event]) -> tuple[list[Event], list[Event]]:
    """The log that these events are: one of each id, ordered by (at, id); and those left out though they say something else.

    Of two events with one id the first by order stays, and of two at one time the one whose line sorts first: the result does
    not depend on the order in which they come.
    """
    kept: dict[str, Event] = {}
    contradictions: list[Event] = []
    for event in sorted(events, key=lambda event: (event.at, event.id, event.line())):
        first = kept.setdefault(event.id, event)
        if first != event:
            contradictions.append(event)
    return list(kept.values()), contradictions
