"""What a long command is doing, in one line at the foot of the terminal. On what is no terminal there is none."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from covis.finding import printable

LONGEST = 70


class Watched:
    """`with Watched(console, len(ids)) as watched:` shows how many are done, and what runs: `report(id, words)`, then `done(id)`.

    Safe to call from many threads. The line is gone when the block ends.
    """

    def __init__(self, console: Console, total: int, *, quiet: bool = False) -> None:
        columns = (BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
        self._bar = Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)
        self._task = self._bar.add_task("", total=total)
        self._running: dict[str, str] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Watched:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def report(self, name: str, words: str) -> None:
        """What is being done about one of them."""
        with self._lock:
            self._running[name] = words
            self._show(0)

    def done(self, name: str) -> None:
        """Nothing more is to be done about one of them."""
        with self._lock:
            self._running.pop(name, None)
            self._show(1)

    def _show(self, more: int) -> None:
        texts = [f"{name}: {printable(words, LONGEST)}" for name, words in self._running.items()]
        self._bar.update(self._task, advance=more, description="  ".join(texts))
