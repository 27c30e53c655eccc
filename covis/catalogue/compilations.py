"""The folders of the gallery, compiled: in the background for pages, at once for a caller who waits. The queue is shared by all parts."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from covis.catalogue.background import Background, Failure
from covis.compiler import WorkerError, protections, warm
from covis.document import Edition
from covis.editions import Compiled, cached_edition, compile_visualisation, listed
from covis.registry.models import Entry


class Compilations:
    """One for a catalogue. Safe to call from many threads; plugins run in the compiler's worker, never here."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.queue = Background()

    def start(self, id: str, source: str, entry: Entry, *, hurry: bool) -> Future[Compiled]:
        """The result for the folder with this digest: finished, running, or queued now. `hurry`: before all that nobody waits for."""
        return self.queue.compile(id, source, lambda: self.compile(id, entry), hurry=hurry, listed=listed(entry))

    def compile(self, id: str, entry: Entry) -> Compiled:
        """What the folder holds now, compiled while the caller waits; from the cache where nothing changed."""
        return compile_visualisation(self.root, id, entry)

    def cached(self, digest: str) -> Edition | None:
        """The edition with this document digest from this machine's cache, with its evidence where its facts were run."""
        return cached_edition(self.root, digest)

    def best(self, edition: Edition) -> Edition:
        """The edition with its evidence, where this machine has run its facts; otherwise as it is."""
        return self.cached(edition.digest) or edition

    def failure(self, id: str) -> Failure | None:
        """Why the last compilation failed for a reason of the moment; None where it did not."""
        return self.queue.failure(id)

    def prepare(self) -> None:
        """Start the compiler's worker, so that nobody waits for it later."""
        warm()

    def protections(self) -> dict[str, str]:
        """The kernel's protections by name, each with the reason why it is not in force, "" where it is. Raises WorkerError."""
        return dict(protections(self.root))


__all__ = ["Compilations", "WorkerError"]
