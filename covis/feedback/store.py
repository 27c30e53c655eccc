"""Where learners' feedback is kept: beside the log in the same kind of store, outside git. It changes no status."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from covis.feedback.model import Feedback, readable
from covis.review.problems import StoreError
from covis.review.stores.chooser import StorePlace
from covis.review.stores.disk import append_lines, ids_in, lock, valid_id


class FeedbackStore(Protocol):
    """A store of feedback, one list for each visualisation."""

    def read(self, id: str) -> list[Feedback]:
        """All of it in order of time, each once. What cannot be read is left out; a store that cannot be reached has nothing."""

    def add(self, id: str, entry: Feedback) -> None:
        """Keep it, once; durable when it returns. Raises StoreError where the store cannot be written."""

    def ids(self) -> list[str]:
        """The visualisations that have feedback."""

    def place(self, id: str) -> str:
        """Where a person finds it."""


class FileFeedback:
    """Feedback in files under `root/feedback`, which git does not track."""

    def __init__(self, root: Path, *, timeout: float = 10) -> None:
        self.root = Path(root)
        self.timeout = timeout

    def path(self, id: str) -> Path:
        return self.root / "feedback" / f"{valid_id(id)}.jsonl"

    def read(self, id: str) -> list[Feedback]:
        try:
            return readable(self.path(id).read_bytes().split(b"\n"))
        except OSError:
            return []

    def add(self, id: str, entry: Feedback) -> None:
        path = self.path(id)
        try:
            with lock(self.root, f"feedback.{path.stem}", self.timeout):
                content = path.read_bytes() if path.exists() else b""
                if entry.id not in {one.id for one in readable(content.split(b"\n"))}:
                    end = b"" if content.endswith(b"\n") or not content else b"\n"  # of a line that was cut off
                    append_lines(path, end + entry.line().encode() + b"\n")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise StoreError(f"This could not be kept ({reason}).", "Try again later, or tell the people who run this gallery.") from error

    def ids(self) -> list[str]:
        return ids_in(self.root / "feedback")

    def place(self, id: str) -> str:
        return f"feedback/{id}.jsonl"


def open_feedback(place: StorePlace) -> FeedbackStore:
    """The feedback at this place; nothing is opened before it is read or written, and a wrong address raises StoreError then."""
    if place.url:
        from covis.feedback.sql import SqlFeedback  # SQLAlchemy takes a moment to load, and most galleries are files

        return SqlFeedback(place.url, place.root)
    return FileFeedback(place.root)
