"""The event loop that Streamlit makes for each session and hardly any session uses: it opens nothing until it is used."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import Any


class LateLoop(asyncio.SelectorEventLoop):
    """An event loop that is set up when it is first used. Until then it holds no descriptor, where asyncio's own holds three.

    All that a loop needs is set by `__init__` as attributes: reading a missing one sets the loop up.
    """

    _set_up = threading.RLock()  # of all loops: it is held for a moment, once in the life of a loop that is used

    def __init__(self) -> None:
        self._begun = False
        self._ended = False

    def __getattr__(self, name: str) -> Any:
        with LateLoop._set_up:
            if not self._begun:
                self._begun = True
                super().__init__()
                if self._ended:
                    super().close()
        return object.__getattribute__(self, name)

    def is_closed(self) -> bool:
        return super().is_closed() if self._begun else self._ended

    def is_running(self) -> bool:
        return self._begun and super().is_running()

    def close(self) -> None:
        self._ended = True
        if self._begun:
            super().close()

    def __del__(self) -> None:
        if self._begun:
            super().__del__()


def open_late() -> None:
    """Give Streamlit's sessions such loops. The server's own loop runs already; Windows has loops of another kind."""
    if sys.platform == "win32" or not hasattr(asyncio, "set_event_loop_policy"):  # it goes with Python 3.16
        return

    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self) -> asyncio.AbstractEventLoop:
            return LateLoop()

    asyncio.set_event_loop_policy(Policy())
