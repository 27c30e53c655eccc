"""The headers that protect a page, on every answer of the server: ours and Streamlit's."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ANCESTORS = "frame-ancestors 'self'"
_COMMON = f"object-src 'none'; base-uri 'self'; form-action 'self'; {_ANCESTORS}"
# Plotly sets styles from scripts, and downloads pictures through blobs. Nothing is evaluated: programs are modules of our own origin.
PLAIN = (
    f"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; {_COMMON}"
)
# Streamlit 1.67's page has one inline script (`window.prerenderReady = false`): its hash lets it pass. Another one is blocked, harmlessly.
_PRERENDER = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"
STREAMLIT = (
    f"default-src 'self'; script-src 'self' blob: {_PRERENDER}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    f"font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; {_COMMON}"
)
# A thumbnail or the icon opened by itself is a document: it may draw, and nothing else.
PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_NOT_FRAMED = (b"x-frame-options", b"SAMEORIGIN")
_PLAIN_PATHS = ("/v/", "/embed/", "/c/", "/d/", "/covis/", "/robots.txt")


def framed_by(origins: Sequence[str]) -> str:
    """The policy of a plain page that sites of these origins may frame."""
    return PLAIN.replace(_ANCESTORS, " ".join((_ANCESTORS, *origins)))


def policy(path: str) -> str:
    """The Content-Security-Policy for a path (the part below the server's base path)."""
    if path.startswith("/thumb/") or path in ("/favicon.ico", "/icon.svg"):
        return PICTURE
    return PLAIN if path.startswith(_PLAIN_PATHS) else STREAMLIT


class SecurityHeaders:
    """ASGI middleware. A header that an answer already carries is left as it is."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self.base)
        wanted = [(b"content-security-policy", policy(path).encode()), *_ALWAYS]
        if not path.startswith("/embed/"):  # the policy there says who may frame it; this older header cannot name other sites
            wanted.append(_NOT_FRAMED)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given: Sequence[tuple[bytes, bytes]] = message.get("headers", ())
                names = {name.lower() for name, _ in given}
                message["headers"] = [*given, *(header for header in wanted if header[0] not in names)]
            await send(message)

        await self.app(scope, receive, with_headers)
