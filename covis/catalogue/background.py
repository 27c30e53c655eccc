"""Compiling in the background: at most a few at once, what somebody waits for first, the same source never twice."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import PriorityQueue

from covis.editions import Compiled
from covis.finding import Finding


@dataclass
class _Job:
    id: str
    source: str
    run: Callable[[], Compiled]
    hurried: bool
    taken: bool = False
    future: Future[Compiled] = field(default_factory=Future)


class Background:
    """Keeps the newest compilation of each visualisation, by its source digest: a failure too, until the source changes."""

    def __init__(self, at_once: int = 2) -> None:
        self._at_once = at_once
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._jobs: dict[str, _Job] = {}
        self._queue: PriorityQueue[tuple[int, int, _Job]] = PriorityQueue()
        self._threads: list[threading.Thread] = []

    def compile(self, id: str, source: str, run: Callable[[], Compiled], *, hurry: bool = False) -> Future[Compiled]:
        """The compilation of this source: finished, running, or queued now. `hurry` puts it before all that nobody waits for."""
        with self._lock:
            job = self._jobs.get(id)
            if job is None or job.source != source or _stale(job):
                if job is not None and not job.taken:
                    job.future.cancel()
                job = self._jobs[id] = _Job(id, source, run, hurry)
                self._enqueue(job)
            elif hurry and not job.hurried and not job.taken:
                job.hurried = True
                self._enqueue(job)  # it stands in the queue twice now: the second is passed over
            return job.future

    def _enqueue(self, job: _Job) -> None:
        self._queue.put((0 if job.hurried else 1, next(self._numbers), job))
        if len(self._threads) < self._at_once:
            self._threads.append(threading.Thread(target=self._work, name=f"covis-compile-{len(self._threads)}", daemon=True))
            self._threads[-1].start()

    def _work(self) -> None:
        while True:
            _, _, job = self._queue.get()
            with self._lock:
                if job.taken or job.future.cancelled():
                    continue
                job.taken = True
            try:
                job.future.set_result(job.run())
            except BaseException as error:  # a fault of the compiler's own becomes a card, and this thread goes on
                job.future.set_result(Compiled(None, (_fault(job.id, error),)))


def _fault(id: str, error: BaseException) -> Finding:
    message = f"the compiler itself failed ({type(error).__name__}: {error}); run `covis check {id}` and report what it says"
    return Finding(f"visualisations/{id}", 0, 0, message, "compiler", id=id)


def _stale(job: _Job) -> bool:
    """The folder moved while it was compiled, and has moved back since: what came out belongs to another source."""
    if not job.future.done() or job.future.cancelled():
        return job.future.cancelled()
    edition = job.future.result().edition
    return edition is not None and edition.source != job.source
