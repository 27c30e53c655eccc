"""Adds to Streamlit's one HTML page our style sheet, our script and what it is about: they are there at the first paint."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from covis.web.assets import font_files, runtime_url
from covis.web.middleware.headers import STREAMLIT, policy

_END = b"</body>"
_ICON = re.compile(rb'<link rel="(?:shortcut )?icon"[^<>]*>')
_ASKED = (b"if-none-match", b"if-modified-since", b"accept-encoding")
_OWN = (b"content-length", b"etag", b"last-modified", b"accept-ranges")


class StreamlitPage:
    """ASGI middleware. Adds to every HTML page that Streamlit serves, and to nothing else.

    The link is at the end of the body: later rules win, and Streamlit adds its own styles to the head while it runs.
    The page is small and names the sheet by its hash, so it is sent whole each time: its old validators would keep an old hash alive.
    """

    def __init__(self, app: ASGIApp, base: str = "", sheet: str = "", about: Callable[[Request], tuple[str, Markup]] | None = None) -> None:
        """`sheet`: the address of the style sheet for Streamlit's pages. `about(request)`: title and head of a page; it may read files."""
        self.app = app
        self.base = base
        script = runtime_url("shell/shell.js", base)
        self.added = Markup('<link rel="stylesheet" href="{}">\n<script type="module" src="{}"></script>\n').format(sheet, script).encode()
        # Streamlit names its sans early and its serif late: headings would change their font after they were drawn.
        font = next(iter(font_files("serif.woff2")), None)
        preload = Markup('<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">\n')
        self.early = (preload.format(f"{base}/static/media/{font.name}") if font else Markup()).encode() + b"</head>"
        self.icon = Markup('<link rel="icon" type="image/svg+xml" href="{}">').format(f"{base}/favicon.ico").encode()
        self.about = about

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _page(scope, self.base):
            await self.app(scope, receive, send)
            return
        title, head = await run_in_threadpool(self.about, Request(scope)) if self.about is not None else ("Covis", Markup())
        start: MutableMapping[str, Any] = {}
        body = bytearray()

        async def ours(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_html(message):
                start.update(message)
                return
            if not start:
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = bytes(body)
            if b'<div id="root">' in page:
                named = Markup("<title>{}</title>\n{}").format(title, head).encode()
                page = page.replace(b"<title>Streamlit</title>", named).replace(b"</head>", self.early, 1)
                page = _ICON.sub(lambda _: self.icon, page, count=1)
                page = page.replace(_END, self.added + _END, 1)
            headers = [pair for pair in start["headers"] if pair[0].lower() not in _OWN]
            await send({**start, "headers": [*headers, (b"content-length", str(len(page)).encode())]})
            await send({"type": "http.response.body", "body": page})

        asked = [pair for pair in scope["headers"] if pair[0] not in _ASKED]
        await self.app({**scope, "headers": asked}, receive, ours)


def _page(scope: Scope, base: str) -> bool:
    """Whether a browser asks for a page that is Streamlit's to answer: of the rest, nothing is touched."""
    if scope["type"] != "http" or scope["method"] != "GET" or policy(scope["path"].removeprefix(base)) != STREAMLIT:
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _is_html(message: Message) -> bool:
    headers = dict(message.get("headers", ()))
    return bool(
        message["status"] == 200 and headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers
    )
