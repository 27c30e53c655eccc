"""Which addresses exist. Streamlit answers any other with its own page and 200; here it is 404, with the gallery's own page."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Collection
from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from covis.web.assets import streamlit_static
from covis.web.middleware.headers import PLAIN

METRICS_TOKEN = "COVIS_METRICS_TOKEN"  # the name of the variable
_METRICS = "/_stcore/metrics"
_AGENT = "/_stcore/agent/"


class Addresses:
    """ASGI middleware. An address is a page, a route of the app, or a file that Streamlit serves; `not_found` answers the rest.

    `pages` are the paths of the pages, without slashes; `not_found(request)` may read files, so it runs beside the event loop. `agent`
    says whether Streamlit's interface for programs is switched on. Its metrics (how many people are there, what the memory holds) are
    only for a program that sends the token in COVIS_METRICS_TOKEN.
    """

    def __init__(
        self, app: ASGIApp, pages: Collection[str], not_found: Callable[[Request], Response], base: str = "", agent: bool = False
    ) -> None:
        self.app = app
        self.pages = frozenset(f"{base}/{page}".rstrip("/") for page in pages)
        self.not_found = not_found
        self.base = base
        self.agent = agent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._known(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close(1008)
        else:
            response = await run_in_threadpool(self.not_found, Request(scope))
            response.headers["Content-Security-Policy"] = PLAIN
            await response(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        path = str(scope["path"])
        below = path.removeprefix(self.base)
        if below.rstrip("/") == _METRICS:
            return _has_token(scope)
        if below.startswith(_AGENT) and not self.agent:
            return False
        if scope["type"] == "http" and path.rstrip("/") in self.pages:
            return True
        routes = scope["app"].routes
        # The mount of Streamlit's files takes every path, so it is no sign that there is something.
        if any(not isinstance(route, Mount) and route.matches(scope)[0] is not Match.NONE for route in routes):
            return True
        return scope["type"] == "http" and path.startswith(f"{self.base}/") and below.lstrip("/") in _files()


def _has_token(scope: Scope) -> bool:
    token = os.environ.get(METRICS_TOKEN, "").strip()
    given = Request(scope).headers.get("authorization", "") if scope["type"] == "http" else ""
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


@cache
def _files() -> frozenset[str]:
    """Every file that Streamlit's page is made of, by its path below the gallery's; the page itself is no file here."""
    folder = streamlit_static()
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) if folder is not None else ()
    return frozenset(found) - {"index.html"}
