"""Work in the background: at most a few at once, what somebody waits for first, the same source never twice.

Temporary failures are tried again.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import PriorityQueue

from covis.editions import Compiled
from covis.finding import Finding

LONGEST = 300.0
"""The longest pause before a temporary failure is tried again, in seconds. The first is one second, each further one twice as long."""


@dataclass(frozen=True)
class Failure:
    """A temporary failure: why, and how many seconds lie between it and the next try."""

    findings: tuple[Finding, ...]
    pause: float


@dataclass
class _Job:
    id: str
    source: str
    run: Callable[[], Compiled]
    hurried: bool
    listed: object = None
    failed: Failure | None = None  # the try before this one, or this one once it is done
    again: float = 0.0  # when a failure is tried again, by the clock of the queue
    taken: bool = False
    future: Future[Compiled] = field(default_factory=Future)

    @property
    def done(self) -> bool:
        return self.future.done() and not self.future.cancelled()


class Background:
    """Keeps the newest result of each visualisation, by its fingerprint.

    An error of the plugin stays until the source changes. After a temporary failure (`Compiled.transient`) the next call whose time
    has come starts it again, after a pause that doubles each time: nothing runs for a visualisation that nobody looks at.
    """

    def __init__(self, at_once: int = 2, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._jobs: dict[str, _Job] = {}
        self._queue: PriorityQueue[tuple[int, int, _Job]] = PriorityQueue()
        self._threads: list[threading.Thread] = []

    def compile(self, id: str, source: str, run: Callable[[], Compiled], *, hurry: bool = False, listed: object = None) -> Future[Compiled]:
        """The result for this source: finished, running, or queued now. `hurry` puts it before all that nobody waits for.

        `listed` is what else decides it: where the gallery lists it.
        """
        with self._lock:
            job = self._jobs.get(id)
            if job is None or job.source != source or job.listed != listed or _stale(job) or self._due(job):
                if job is not None and not job.taken:
                    job.future.cancel()
                failed = job.failed if job is not None and (job.source, job.listed) == (source, listed) else None
                job = self._jobs[id] = _Job(id, source, run, hurry, listed, failed)
                self._enqueue(job)
            elif hurry and not job.hurried and not job.taken:
                job.hurried = True
                self._enqueue(job)  # it is in the queue twice now: the second is passed over
            return job.future

    def failure(self, id: str) -> Failure | None:
        """Why the last try for this visualisation failed, if that was a temporary failure; also while the next one runs."""
        with self._lock:
            job = self._jobs.get(id)
            return job.failed if job is not None else None

    def result(self, id: str) -> Compiled | None:
        """What the last work on this visualisation came to; None while there is none, or it is not done."""
        with self._lock:
            job = self._jobs.get(id)
            return job.future.result() if job is not None and job.done else None

    def due(self, id: str) -> bool:
        """Whether a temporary failure waits to be tried again and its pause is over."""
        with self._lock:
            job = self._jobs.get(id)
            return job is not None and self._due(job)

    def _due(self, job: _Job) -> bool:
        return job.failed is not None and job.done and self._clock() >= job.again

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
                result = job.run()
            except BaseException as error:  # a fault of the compiler's own becomes a card, and this thread goes on
                result = Compiled(None, (_fault(job.id, error),), transient=True)
            with self._lock:
                pause = min(LONGEST, 2 * job.failed.pause) if job.failed is not None else 1.0
                job.failed = Failure(result.findings, pause) if result.transient else None
                job.again = self._clock() + pause
            job.future.set_result(result)


def _fault(id: str, error: BaseException) -> Finding:
    message = f"the compiler itself failed ({type(error).__name__}: {error}); run `covis check {id}` and report what it shows"
    return Finding(f"visualisations/{id}", 0, 0, message, "compiler", id=id)


def _stale(job: _Job) -> bool:
    """The folder moved while it was compiled, and has moved back since: what came out belongs to another source."""
    if not job.done:
        return job.future.cancelled()
    edition = job.future.result().edition
    return edition is not None and edition.source != job.source
