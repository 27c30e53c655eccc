"""What a learner tells the team about a visualisation: this helped, this confused me, something is wrong here. Nothing says who it was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from covis.document.controls import controls_of, to_fragment
from covis.document.numbers import script_text
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
    return to_fragment(controls_of(document), entry.state)


def in_words(entry: Feedback, document: Mapping[str, Any] | None) -> str:
    """The state for a reader: "Damping rate 0.3 1/s, Mass 2 kg"."""
    controls = controls_of(document)
    known = ((controls.get(name), name, value) for name, value in entry.state.items())
    parts = (f"{control.label} {control.words(value)}" if control else f"{name} {script_text(value)}" for control, name, value in known)
    return ", ".join(parts)
