"""Bytes to serve: compressed once, kept in memory, answered with ETag, Vary and the right status."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable

import brotli
from starlette.requests import Request
from starlette.responses import Response

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
SMALL = 512  # bytes: below this, compressing costs more than it saves


class Packed:
    """One file to serve. The bytes are read, and compressed for each encoding, when they are first asked for."""

    def __init__(self, media_type: str, read: Callable[[], bytes], *, cache: str = IMMUTABLE) -> None:
        self.media_type = media_type
        self._read = read
        self._cache = cache
        self._lock = threading.Lock()
        self._forms: dict[str, bytes] = {}
        self._tag = ""

    def form(self, encoding: str) -> bytes:
        """The bytes in an encoding: "br", "gzip" or "" for as they are."""
        with self._lock:
            if "" not in self._forms:
                self._forms[""] = self._read()
                self._tag = hashlib.sha256(self._forms[""]).hexdigest()[:32]
            if encoding not in self._forms:
                plain = self._forms[""]
                self._forms[encoding] = (
                    brotli.compress(plain, quality=9 if len(plain) > 1 << 20 else 11)
                    if encoding == "br"
                    else gzip.compress(plain, 9, mtime=0)
                )
            return self._forms[encoding]

    def _worth_it(self) -> bool:
        """Faces are compressed already."""
        return len(self.form("")) >= SMALL and not self.media_type.startswith("font/")

    def respond(self, request: Request) -> Response:
        """200 with the bytes in the best encoding that the browser takes, or 304 where it has them."""
        encoding = best_encoding(request.headers.get("accept-encoding", "")) if self._worth_it() else ""
        body = self.form(encoding)
        tag = f'"{self._tag}-{encoding}"' if encoding else f'"{self._tag}"'
        headers = {"Cache-Control": self._cache, "ETag": tag, "Vary": "Accept-Encoding"}
        if matches(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        return Response(body, media_type=self.media_type, headers=headers)


def best_encoding(accepted: str) -> str:
    """Brotli, gzip or neither, as an Accept-Encoding header allows; an encoding with q=0 is refused."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, rest = part.strip().partition(";")
        try:
            weights[name.strip()] = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    wanted = [(weights.get(name, weights.get("*", 0.0)), name) for name in ("gzip", "br")]
    weight, name = max(wanted)[0], max(wanted, key=lambda pair: (pair[0], pair[1] == "br"))[1]
    return name if weight > 0 else ""


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match header names this tag. Weak and strong tags compare alike here (RFC 9110, 13.1.2)."""
    return any(one.strip() in ("*", tag, f"W/{tag}") for one in header.split(","))
