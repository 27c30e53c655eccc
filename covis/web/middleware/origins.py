"""What a page of another site may request: nothing that needs a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from covis.web.middleware.headers import PLAIN

SIGN_IN, SIGN_OUT = "/auth/login", "/auth/logout"


class SameOrigin:
    """ASGI middleware: a WebSocket from another origin is refused, and another origin is not named to Streamlit's own routes.

    Streamlit refuses most of them too, but asks the internet for this machine's address first, while everybody waits; and it lets in
    every page of this machine, whatever its port. `origins` (server.corsAllowedOrigins) and `name` (browser.serverAddress) may.

    Streamlit signs in and out on a plain GET, so any link or picture of another site could do it. Here only a page of this server
    does; a visitor who comes from elsewhere gets the page that `ask(request)` gives. `base` is the path that the server answers under.
    """

    def __init__(
        self,
        app: ASGIApp,
        origins: Sequence[str] = (),
        name: str = "",
        ask: Callable[[Request], Response] | None = None,
        base: str = "",
    ) -> None:
        self.app = app
        self.origins = frozenset(origins)
        self.name = "" if name == "localhost" else name
        self.ask = ask
        self.asks = (f"{base}{SIGN_IN}", f"{base}{SIGN_OUT}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            if self.ask is not None and scope["path"].rstrip("/") in self.asks and not self.same_site(headers):
                response = await run_in_threadpool(self.ask, Request(scope))
                response.headers["Content-Security-Policy"] = PLAIN
                await response(scope, receive, send)
                return
            origin = headers.get("origin")
            if origin is not None and not self.ours(origin, headers.get("host", "")):
                if scope["type"] == "websocket":
                    await WebSocket(scope, receive, send).close(1008)
                    return
                scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() != b"origin"]}
        await self.app(scope, receive, send)

    def ours(self, origin: str, host: str) -> bool:
        """Whether a page of this origin is one of the host that was asked, or one that is configured."""
        try:
            there = urlsplit(origin)
            named = there.hostname
        except ValueError:
            return False
        return origin in self.origins or bool(named and (there.netloc == host or named == self.name))

    def same_site(self, headers: Headers) -> bool:
        """Whether a page of this server leads there. Browsers say it themselves; one that does not, over plain HTTP, names the page.

        An address that was typed, or opened from an e-mail, is no page's: it counts as from elsewhere.
        """
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        page = _origin(headers.get("origin") or headers.get("referer", ""))
        return page is not None and self.ours(page, headers.get("host", ""))


def _origin(address: str) -> str | None:
    """The origin of an address, None where it has none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None
