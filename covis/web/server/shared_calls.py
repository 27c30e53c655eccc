"""One call for everybody who asks for the same thing at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class SharedCalls(Generic[K, T]):
    """`await together(key)` gives `work(key)`, run in a thread, at most once at a time for each key.

    Callers that arrive while it runs share the next run, so that every result was made after its callers asked.
    For one event loop. What `work` raises is raised to all who wait for that run.
    """

    def __init__(self, work: Callable[[K], T]) -> None:
        self._work = work
        self._running: dict[K, asyncio.Task[T]] = {}
        self._next: dict[K, asyncio.Task[T]] = {}

    async def __call__(self, key: K) -> T:
        task = self._next.get(key)
        if task is None:
            task = self._next[key] = asyncio.create_task(self._run(key))
        return await asyncio.shield(task)  # a caller that is cancelled does not cancel the others

    async def _run(self, key: K) -> T:
        if (before := self._running.get(key)) is not None:
            await asyncio.wait((before,))
        task = self._running[key] = self._next.pop(key)
        try:
            return await run_in_threadpool(self._work, key)
        finally:
            if self._running.get(key) is task:
                del self._running[key]
