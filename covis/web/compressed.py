"""Bytes to serve: compressed once, kept in memory, answered with ETag, Vary and the right status."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections.abc import Callable

import brotli
from starlette.requests import Request
from starlette.responses import Response

from covis.web.middleware.encodings import best_encoding, joined

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
A_DAY = "public, max-age=86400"
_TAG = re.compile(r'"[^"]*"')
SMALL = 512  # bytes: below this, compressing costs more than it saves


class CompressedFile:
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

    def prepare(self) -> None:
        """Compress every form now, so that `respond` only returns bytes."""
        for encoding in ("br", "gzip") if self._worth_it() else ():
            self.form(encoding)

    def _worth_it(self) -> bool:
        """Fonts and PNG pictures are compressed already."""
        return len(self.form("")) >= SMALL and not self.media_type.startswith(("font/", "image/png"))

    def respond(self, request: Request) -> Response:
        """200 with the bytes in the best encoding that the browser takes, or 304 where it has them."""
        encoding = best_encoding(joined(request.headers, "accept-encoding")) if self._worth_it() else ""
        body = self.form(encoding)
        tag = f'"{self._tag}-{encoding}"' if encoding else f'"{self._tag}"'
        headers = {"Cache-Control": self._cache, "ETag": tag, "Vary": "Accept-Encoding"}
        if matches(joined(request.headers, "if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        return Response(body, media_type=self.media_type, headers=headers)


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match header names this tag, or any (`*`). Weak and strong tags compare alike here (RFC 9110, 13.1.2)."""
    return header.strip() == "*" or tag.removeprefix("W/") in _TAG.findall(header)
