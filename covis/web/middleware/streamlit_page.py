"""Adds to Streamlit's one HTML page our style sheet, our script and what it is about: they are there at the first paint."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any, NamedTuple

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from covis.web.assets import FONTS, runtime_url
from covis.web.middleware.headers import STREAMLIT, policy

_END = b"</body>"
_ROOT = b'<div id="root">'
_FONT = re.compile(rb'<link\s+rel="preload"\s+href="[^"<>]*"\s+as="font"[^<>]*>')
_ICON = re.compile(rb'<link rel="(?:shortcut )?icon"[^<>]*>')
_ASKED = (b"if-none-match", b"if-modified-since", b"accept-encoding")
_OWN = (b"content-length", b"etag", b"last-modified", b"accept-ranges")


class About(NamedTuple):
    """What is added to a page for its own sake."""

    title: str = "Covis"
    head: Markup = Markup()
    body: Markup = Markup()  # what is shown until Streamlit has drawn


class StreamlitPage:
    """ASGI middleware. Adds to every HTML page that Streamlit serves, and to nothing else.

    The link is at the end of the body: later rules win, and Streamlit adds its own styles to the head while it runs.
    The page is small and names the sheet by its hash, so it is sent whole each time: its old validators would keep an old hash alive.
    """

    def __init__(self, app: ASGIApp, base: str = "", sheet: str = "", about: Callable[[Request], About] | None = None) -> None:
        """`sheet`: the address of the style sheet for Streamlit's pages. `about(request)` may read files."""
        self.app = app
        self.base = base
        link = Markup('<link rel="stylesheet" href="{}">\n')
        sheets = link.format(runtime_url("fonts.css", base)) + link.format(sheet)
        self.added = (sheets + Markup('<script type="module" src="{}"></script>\n').format(runtime_url("shell/shell.js", base))).encode()
        # Streamlit's fonts are large, and it names one early and one late. Ours have the characters of nearly every page (fonts.css).
        preload = Markup('<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">\n')
        self.early = Markup().join(preload.format(runtime_url(name, base)) for name in FONTS).encode() + b"</head>"
        self.icon = Markup('<link rel="icon" type="image/svg+xml" href="{}">').format(f"{base}/favicon.ico").encode()
        self.about = about

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _page(scope, self.base):
            await self.app(scope, receive, send)
            return
        about = await run_in_threadpool(self.about, Request(scope)) if self.about is not None else About()
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
            if _ROOT in page:
                named = Markup("<title>{}</title>\n{}").format(about.title, about.head).encode()
                page = page.replace(b"<title>Streamlit</title>", named).replace(b"</head>", self.early, 1)
                page = _FONT.sub(b"", page)
                page = _ICON.sub(lambda _: self.icon, page, count=1)
                page = page.replace(_ROOT, str(about.body).encode() + _ROOT, 1).replace(_END, self.added + _END, 1)
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
