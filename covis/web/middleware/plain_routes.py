"""The plain routes, answered before Streamlit's own layers (its cookie, its compression, its routes), which they do not need."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send


class PlainRoutes:
    """ASGI middleware: a request that one of `routes` matches ends here; everything else goes on to Streamlit."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app = app
        self.router = ExceptionMiddleware(Router(routes, default=app, redirect_slashes=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self.router if scope["type"] == "http" else self.app)(scope, receive, send)
