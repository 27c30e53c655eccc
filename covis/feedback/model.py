"""What a learner tells the team about a visualisation: this helped, this confused me, something is wrong here. Nothing says who it was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from pydantic import Field

from covis.review.events import Digest, EventId, Model, Time

Kind = Literal["helped", "confused", "wrong"]
Name = Annotated[str, Field(max_length=64)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Word = Annotated[str, Field(max_length=200)]


class Feedback(Model):
    """One message of a learner. `document` is the digest of what they saw, `state` the values of its controls at that moment."""

    id: EventId
    kind: Kind
    at: Time
    document: Digest
    state: dict[Name, bool | Number | Word] = Field(default={}, max_length=64)
    note: str = Field(default="", max_length=2000)

    def line(self) -> str:
        """Its one line of JSON, without the line's end."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, separators=(", ", ": "))


def readable(lines: Iterable[bytes]) -> list[Feedback]:
    """The feedback of these lines in order of time, each once; a line that is not feedback is left out."""
    found: dict[str, Feedback] = {}
    for line in lines:
        try:
            entry = Feedback.model_validate_json(line)
        except ValueError:
            continue
        found.setdefault(entry.id, entry)
    return sorted(found.values(), key=lambda entry: (entry.at, entry.id))


def fragment(entry: Feedback, document: Mapping[str, Any] | None) -> str:
    """The state that somebody was in as a link's fragment: what differs from the start, or all of it where the document is gone."""
    start = {control["name"]: control["start"] for control in (document or {}).get("controls", [])}
    moved = {name: _text(value) for name, value in entry.state.items() if name not in start or start[name] != value}
    return urlencode(moved, quote_via=quote)


def in_words(entry: Feedback, document: Mapping[str, Any] | None) -> str:
    """The state for a reader: "Damping rate 0.3 1/s, Mass 2 kg"."""
    controls = {control["name"]: control for control in (document or {}).get("controls", [])}
    parts = []
    for name, value in entry.state.items():
        control = controls.get(name, {})
        shown = ("on" if value else "off") if isinstance(value, bool) else f"{value:.4g}" if isinstance(value, float) else value
        parts.append(" ".join(part for part in (control.get("label", name), shown, control.get("unit", "")) if part))
    return ", ".join(parts)


def _text(value: float | bool | str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).removesuffix(".0") if isinstance(value, float) else value
