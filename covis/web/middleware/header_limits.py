"""How long a request's headers may be: nothing behind this middleware reads more."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

MOST = 32_768  # bytes of the address and of all headers together; Streamlit's own cookies may take half of it
# Python before 3.11.10 and 3.12.6 looks at the whole rest of a quoted cookie at each backslash in it (CVE-2024-7592). No cookie of ours
# has one; one with more than this is not ours, and is left out.
BACKSLASHES = 64


class BoundedHeaders:
    """ASGI middleware: answers 431 to a request with more than MOST bytes of headers, and leaves out cookies that are costly to read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        size = len(scope.get("raw_path") or b"") + len(scope["query_string"]) + sum(len(name) + len(value) for name, value in headers)
        if size <= MOST:
            await self.app({**scope, "headers": [(name, _cookies(name, value)) for name, value in headers]}, receive, send)
        elif scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close(1009)
        else:
            answer = f"The headers of this request are longer than {MOST} bytes. Delete this site's cookies and try again.\n"
            await PlainTextResponse(answer, 431)(scope, receive, send)


def _cookies(name: bytes, value: bytes) -> bytes:
    if name.lower() != b"cookie" or value.count(b"\\") <= BACKSLASHES:
        return value
    return b";".join(one for one in value.split(b";") if b"\\" not in one)
