"""What learners say about a visualisation: this helped, this confused me, something is wrong here. No name, no address, no session.

It is kept beside the log in the same kind of store, and apart from it: outside git, outside the fold, no part of any status.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import Field

from covis.review.events import Digest, EventId, Model, Time
from covis.review.stores.disk import append_lines, ids_in, lock, sound_id
from covis.review.stores.files import StoreError, database_url

Name = Annotated[str, Field(max_length=64)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Word = Annotated[str, Field(max_length=200)]


class Feedback(Model):
    """One thing that a learner said. `document` is the digest of what they saw, `state` its controls as they stood."""

    id: EventId
    kind: Literal["helped", "confused", "wrong"]
    at: Time
    document: Digest
    state: dict[Name, bool | Number | Word] = Field(default={}, max_length=64)
    note: str = Field(default="", max_length=2000)

    def line(self) -> str:
        """Its one line of JSON, without the line's end."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, separators=(", ", ": "))


class FeedbackStore(Protocol):
    """A store of feedback, one list a visualisation."""

    def read(self, id: str) -> list[Feedback]:
        """What was said, in order of time, each once. What cannot be read is left out; a store that cannot be reached has nothing."""

    def add(self, id: str, said: Feedback) -> None:
        """Keep it, once; durable when it returns. Raises StoreError where the store cannot be written."""

    def ids(self) -> list[str]:
        """The visualisations about which something was said."""

    def place(self, id: str) -> str:
        """Where a person finds it."""


def open_feedback(root: Path) -> FeedbackStore:
    """The gallery's feedback: in the database that COVIS_DATABASE_URL names, otherwise files in `root/feedback`."""
    if url := database_url():
        from covis.review.stores.sql import SqlFeedback

        return SqlFeedback(url, root)
    return FileFeedback(root)


class FileFeedback:
    """Feedback in files under `root/feedback`, which git does not track."""

    def __init__(self, root: Path, *, timeout: float = 10) -> None:
        self.root = Path(root)
        self.timeout = timeout

    def path(self, id: str) -> Path:
        return self.root / "feedback" / f"{sound_id(id)}.jsonl"

    def read(self, id: str) -> list[Feedback]:
        try:
            return readable(self.path(id).read_bytes().split(b"\n"))
        except OSError:
            return []

    def add(self, id: str, said: Feedback) -> None:
        path = self.path(id)
        try:
            with lock(self.root, f"feedback.{path.stem}", self.timeout):
                content = path.read_bytes() if path.exists() else b""
                if said.id not in {one.id for one in readable(content.split(b"\n"))}:
                    end = b"" if content.endswith(b"\n") or not content else b"\n"  # of a line that was cut off
                    append_lines(path, end + said.line().encode() + b"\n")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise StoreError(f"This could not be kept ({reason}).", "Try again later, or tell the people who run this gallery.") from error

    def ids(self) -> list[str]:
        return ids_in(self.root / "feedback")

    def place(self, id: str) -> str:
        return f"feedback/{id}.jsonl"


def readable(lines: list[bytes]) -> list[Feedback]:
    """The feedback of these lines in order, each once; a line that is none is left out."""
    found: dict[str, Feedback] = {}
    for line in lines:
        try:
            said = Feedback.model_validate_json(line)
        except ValueError:
            continue
        found.setdefault(said.id, said)
    return sorted(found.values(), key=lambda said: (said.at, said.id))
