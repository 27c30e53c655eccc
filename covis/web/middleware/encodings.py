"""Which encodings a browser accepts, by RFC 9110: for our own files, and for whatever compresses behind us."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OURS = ("br", "gzip")  # the better first
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")


def best_encoding(accepted: str) -> str:
    """ "br", "gzip", or "" for the bytes as they are: what an Accept-Encoding header prefers, the better of two that are preferred alike.

    An encoding with q=0 is refused, and one whose weight cannot be read counts for nothing.
    """
    weights = _weights(accepted)
    plain = weights.get("identity", 0.0)
    best = max(OURS, key=lambda name: _weight(name, weights))  # of equals, the first
    return best if _weight(best, weights) > 0 and _weight(best, weights) >= plain else ""


def _weights(accepted: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        given = [value.strip() for key, _, value in (one.partition("=") for one in parameters) if key.strip() == "q"]
        readable = all(_WEIGHT.fullmatch(value) for value in given)
        weights["gzip" if name == "x-gzip" else name] = (float(given[0]) if given else 1.0) if readable else 0.0
    return weights


def _weight(name: str, weights: Mapping[str, float]) -> float:
    return weights.get(name, weights.get("*", 0.0))


def joined(headers: Headers, name: str) -> str:
    """A header that may be sent in several lines, as one."""
    return ", ".join(headers.getlist(name))


class Encodings:
    """ASGI middleware: what compresses behind it need not know of weights, and no strong ETag names bytes that it has changed.

    Streamlit compresses wherever it finds the word gzip in Accept-Encoding, also in `gzip;q=0`, and leaves the ETag of the file as it
    was. So the word goes only where gzip is accepted, and an ETag that does not name the encoding becomes a weak one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = joined(Headers(scope=scope), "accept-encoding")
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
        if accepted := _accepted(asked):
            headers.append((b"accept-encoding", ", ".join(accepted).encode()))

        async def fitting(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                encoding, tag = answer.get("content-encoding", ""), answer.get("etag", "")
                if encoding and tag.startswith('"') and not tag.endswith(f'-{encoding}"'):
                    answer["etag"] = f"W/{tag}"
            await send(message)

        await self.app({**scope, "headers": headers}, receive, fitting)


def _accepted(asked: str) -> list[str]:
    """What may be used, in words without weights; nothing where the bytes are wanted as they are."""
    best = best_encoding(asked)
    if best != "br":
        return [best] if best else []
    return ["br", "gzip"] if _weight("gzip", _weights(asked)) > 0 else ["br"]
