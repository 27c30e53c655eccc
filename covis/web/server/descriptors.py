"""How many files and connections this process may have open: the limit is raised at start, and running out is logged."""

from __future__ import annotations

import asyncio
import errno
import logging
import time
from collections.abc import Callable
from typing import Any

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

log = logging.getLogger("covis.web")

ENOUGH = 65_536  # more is of no use to one process, and a few old programs walk through all that they may open
WANTED = 4_096  # for 1,000 people at once: one connection for each session, and a browser opens up to six more while it loads the page
RESERVE = 128  # kept for files, the compiler's processes and the database
_NONE_LEFT = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_HOW = "Start the server with a higher limit (`ulimit -n 65536`, or LimitNOFILE=65536 in its systemd unit); see docs/deploying.md."


def limit() -> int:
    """How many descriptors this process may have open now: at most ENOUGH, also where the system sets no limit."""
    if resource is None:
        return ENOUGH
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return ENOUGH if soft == resource.RLIM_INFINITY else min(soft, ENOUGH)


def most_connections() -> int:
    """How many connections may be open at once, so that enough descriptors are left for everything else."""
    allowed = limit()
    return allowed - min(RESERVE, allowed // 4)


def raise_limit() -> list[str]:
    """Raise the soft limit to the hard one. Returns a note for the operator if the hard limit is low, otherwise nothing."""
    if resource is None:
        return []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < most:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        except (OSError, ValueError):  # macOS allows less than it says
            log.debug("the limit of open files stays at %d", soft)
    if limit() >= WANTED:
        return []
    return [
        f"This server may have only {limit()} files and connections open, so about {most_connections()} people can use it at once. "
        f"{WANTED} or more are recommended. {_HOW}"
    ]


class ThrottledWarning:
    """Logs a warning at most once in `seconds`, with the number of times that it was suppressed since."""

    def __init__(self, seconds: float = 60, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._next = float("-inf")
        self._left_out = 0

    def warn(self, message: str) -> None:
        now = self._clock()
        if now < self._next:
            self._left_out += 1
            return
        again = f" (and {self._left_out} more times since the last such message)" if self._left_out else ""
        self._next, self._left_out = now + self._seconds, 0
        log.warning("%s%s", message, again)


def log_full_once(loop: asyncio.AbstractEventLoop) -> None:
    """Log "too many open files" once a minute, as a sentence.

    asyncio waits a second before it accepts again, but Python 3.11 logs a traceback for each of the 2,048 connections that could be
    waiting, every second.
    """
    seldom = ThrottledWarning()
    before = loop.get_exception_handler()

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in _NONE_LEFT and "accept" in context.get("message", ""):
            seldom.warn(
                f"No new connection can be opened ({(error.strerror or 'no descriptor left').lower()}; the limit is {limit()}). {_HOW}"
            )
        elif before is not None:
            before(loop, context)
        else:
            loop.default_exception_handler(context)

    loop.set_exception_handler(handle)
