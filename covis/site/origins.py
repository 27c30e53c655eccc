"""What a page of another site may ask: nothing that needs a session."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket


class SameOrigin:
    """ASGI middleware: a WebSocket from another origin is refused, and another origin is not named to Streamlit's own routes.

    Streamlit refuses most of them too, but asks the internet for this machine's address first, while everybody waits; and it lets in
    every page of this machine, whatever its port. `server.corsAllowedOrigins` and `browser.serverAddress` name origins that may.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and not known(origin, headers.get("host", "")):
                if scope["type"] == "websocket":
                    await WebSocket(scope, receive, send).close(1008)
                    return
                scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() != b"origin"]}
        await self.app(scope, receive, send)


def known(origin: str, host: str) -> bool:
    """Whether a page of this origin is ours: of the host that was asked, or one that the server was told."""
    try:
        there = urlsplit(origin)
        named = there.hostname or ""
    except ValueError:
        return False
    ours = str(st.get_option("browser.serverAddress") or "")
    if origin in st.get_option("server.corsAllowedOrigins"):
        return True
    return bool(named) and (there.netloc == host or named == ours != "localhost")
