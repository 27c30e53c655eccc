"""What a worker's child is at: written where the processes that wait for it can read it, also after it has died; and its time limits.

A task calls `stage` where a new limit begins, `at` before each step and `on` before each part of a step. Each costs a few microseconds.
Outside a worker's child nothing listens, and they do nothing.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import time
from collections.abc import Callable
from typing import IO, Any

# How many bytes a note may have; longer words are cut.
SIZE = 2048
LONGEST = 300


class _Work:
    """The work of this process: where it is noted, what limits its time, what it is at, and the processor time of each step so far."""

    def __init__(self, note: mmap.mmap, limit: Callable[[float], None], seconds: float) -> None:
        self.note, self.limit = note, limit
        self.doing: dict[str, Any] = {"seconds": seconds}
        self.spent: dict[str, float] = {}
        self.since = 0.0  # a forked child begins without processor time

    def change(self, **doing: Any) -> None:
        self.doing = doing
        text = json.dumps(doing).encode()
        if len(text) < SIZE:
            self.note[:] = text.ljust(SIZE, b"\0")

    def count(self) -> None:
        """The processor time since the last count belongs to the step that ends."""
        now = time.process_time()
        step = str(self.doing.get("at", "start"))
        self.spent[step] = self.spent.get(step, 0.0) + now - self.since
        self.since = now


_work: _Work | None = None


def prepare(file: IO[bytes]) -> None:
    """Give a file the size of a note, before the process that writes to it may change no file any more."""
    file.truncate(SIZE)


def begin(file: IO[bytes], limit: Callable[[float], None], seconds: float) -> None:
    """Note in a prepared file from now on. `limit` gives this process so many seconds of processor time from the moment of the call."""
    global _work
    _work = _Work(mmap.mmap(file.fileno(), SIZE), limit, seconds)
    limit(seconds)


def stage(seconds: float, **which: int) -> None:
    """From here on this process has `seconds` of processor time. `which`: a number for the reader of the note, such as fact=3."""
    if _work is not None:
        _work.count()
        _work.limit(seconds)
        _work.change(**which, seconds=seconds)


def at(step: str) -> None:
    """The step that begins now, in words that go on from "took longer than 10 s in": "the rule finite-mark"."""
    if _work is not None:
        _work.count()
        kept = {key: value for key, value in _work.doing.items() if key != "on"}
        _work.change(**kept | {"at": step[:LONGEST]})


def on(part: str) -> None:
    """The part of the plugin that the step looks at now: a mark, a readout."""
    if _work is not None:
        _work.change(**_work.doing | {"on": part[:LONGEST]})


def spent() -> dict[str, float]:
    """The processor seconds of each step so far."""
    if _work is None:
        return {}
    _work.count()
    return dict(_work.spent)


def read(note: bytes) -> dict[str, Any]:
    """A note as it was written: {"seconds": the limit, "at"?: the step, "on"?: the part, ...}; empty where there is none."""
    with contextlib.suppress(ValueError):
        found = json.loads(note[:SIZE].rstrip(b"\0"))
        if isinstance(found, dict):
            return found
    return {}
