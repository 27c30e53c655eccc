"""Time limits for idle connections: uvicorn has none, and Streamlit, which starts it, has no option for one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from covis.web.server.descriptors import ThrottledWarning, log_full_once, most_connections

HEADERS = 20.0  # seconds in which the head of a request must arrive
BODY = 60.0  # seconds without a byte of a request's body
UNANSWERED = 60_000  # milliseconds in which a browser must take what is sent to it, or the system closes the connection
HEAD = 65_536  # bytes that the head of a request may have
_FULL = b"This server has as many visitors as it can hold. Try again in a minute.\n"
FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: %d\r\nretry-after: 60\r\nconnection: close\r\n\r\n%b"
    % (
        len(_FULL),
        _FULL,
    )
)


def guard(loop: asyncio.AbstractEventLoop) -> None:
    """Set time limits for the next server that is started on this loop. Call it before the server listens, in an ASGI lifespan."""
    log_full_once(loop)
    create_server: Callable[..., Any] = loop.create_server

    async def guarded(protocol_factory: Callable[[], Any], *args: Any, **options: Any) -> asyncio.Server:
        config: Any = getattr(protocol_factory(), "config", None)
        if hasattr(config, "http_protocol_class") and not issubclass(config.http_protocol_class, TimeLimits):
            config.http_protocol_class = type("Limited", (TimeLimits, config.http_protocol_class), {})
        listening: Any = options.get("sock")
        with suppress(
            AttributeError, OSError
        ):  # connections inherit both; a socket that is no network's has neither, TCP_USER_TIMEOUT is Linux's
            # asyncio sets this itself, but not for the socket that Streamlit makes: a head and a body would be 40 ms apart
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNANSWERED)
        server: asyncio.Server = await create_server(protocol_factory, *args, **options)
        return server

    loop.create_server = guarded  # type: ignore[method-assign]


class TimeLimits:
    """Before a HTTP protocol class of uvicorn's (h11 or httptools): closes half-open connections, and refuses those above the limit.

    A request's head must arrive in HEADERS seconds however it trickles in; its body must go on arriving. Between requests uvicorn's
    own limit holds, and in a session its pings. The last eighth of all connections is for pages: no session is opened there.
    """

    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    connections: set[Any]
    cycle: Any
    _timer: asyncio.TimerHandle | None = None
    _read = 0
    _full = ThrottledWarning()

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)  # type: ignore[misc]
        self._limit(HEADERS)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if len(self.connections) > most_connections():
            self._refuse()
            return
        super().data_received(data)  # type: ignore[misc]
        speaks: object = self.transport.get_protocol()
        if self.transport.is_closing() or speaks is not self:  # a session now
            self._no_limit()
        elif self.cycle is None or self.cycle.response_complete:
            self._read += len(data)
            if self._read > HEAD:
                self.transport.abort()
            elif self._timer is None:
                self._limit(HEADERS)
        else:
            self._read = 0
            self._no_limit()
            if self.cycle.more_body:
                self._limit(BODY)

    def connection_lost(self, exc: Exception | None) -> None:
        self._no_limit()
        super().connection_lost(exc)  # type: ignore[misc]

    def handle_websocket_upgrade(self, *args: Any) -> None:
        if len(self.connections) > most_connections() * 7 // 8:
            self._refuse()
        else:
            super().handle_websocket_upgrade(*args)  # type: ignore[misc]

    def _refuse(self) -> None:
        self._full.warn(f"{len(self.connections)} connections are open, as many as the limit of open files allows: a new one was refused.")
        self._no_limit()
        self.transport.write(FULL)
        self.transport.close()

    def _limit(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _no_limit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
