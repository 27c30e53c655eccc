"""What a page of another site may ask: nothing that needs a session."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket


class SameOrigin:
    """ASGI middleware: a WebSocket from another origin is refused, and another origin is not named to Streamlit's own routes.

    Streamlit refuses most of them too, but asks the internet for this machine's address first, while everybody waits; and it lets in
    every page of this machine, whatever its port. `origins` (server.corsAllowedOrigins) and `name` (browser.serverAddress) may.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = (), name: str = "") -> None:
        self.app = app
        self.origins = frozenset(origins)
        self.name = "" if name == "localhost" else name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and not self.ours(origin, headers.get("host", "")):
                if scope["type"] == "websocket":
                    await WebSocket(scope, receive, send).close(1008)
                    return
                scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() != b"origin"]}
        await self.app(scope, receive, send)

    def ours(self, origin: str, host: str) -> bool:
        """Whether a page of this origin is one of the host that was asked, or one that the server was told."""
        try:
            there = urlsplit(origin)
            named = there.hostname
        except ValueError:
            return False
        return origin in self.origins or bool(named and (there.netloc == host or named == self.name))
