"""Content negotiation and validators, without a server."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor

import brotli
import httpx
import pytest
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from covis.web.compressed import CompressedFile, matches
from covis.web.middleware.encodings import Encodings, best_encoding

TEXT = b"the same again and again. " * 100


def asked(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip;q=0, br;q=0", ""),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("identity", ""),
        ("", ""),
        ("GZIP", "gzip"),
        ("br;q=nonsense, gzip", "gzip"),
        (";;,,q=1", ""),
        ("gzip;q=0", ""),
        ("gzip ; q=0.000, br;Q=0", ""),
        ("gzip;q=0, *", "br"),
        ("*;q=0", ""),
        ("*;q=0, gzip", "gzip"),
        ("identity, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=0.2, br;q=0.1", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip;level=9;q=0", ""),
        ("gzip;q=nan, br;q=inf", ""),
        ("gzip;q=-1", ""),
        ("gzip;q=2", ""),
    ],
)
def test_the_best_encoding_that_is_accepted(accepted: str, chosen: str) -> None:
    assert best_encoding(accepted) == chosen


def test_each_encoding_gives_the_same_bytes() -> None:
    packed = CompressedFile("text/plain", lambda: TEXT)
    assert brotli.decompress(packed.respond(asked(accept_encoding="br")).body) == TEXT
    assert gzip.decompress(bytes(packed.respond(asked(accept_encoding="gzip")).body)) == TEXT
    assert packed.respond(asked()).body == TEXT


def test_every_encoding_has_a_tag_of_its_own() -> None:
    packed = CompressedFile("text/plain", lambda: TEXT)
    tags = {packed.respond(asked(accept_encoding=name)).headers["etag"] for name in ("br", "gzip", "identity")}
    assert len(tags) == 3


@pytest.mark.parametrize("header", ['"a"', 'W/"a"', '"b", "a"', '"b",W/"a"', '"b,c", "a"', "*", " * "])
def test_tags_that_match(header: str) -> None:
    assert matches(header, '"a"')


@pytest.mark.parametrize("header", ["", '"b"', "a", '"a', '"b, "a"', '"*"'])
def test_tags_that_do_not_match(header: str) -> None:
    assert not matches(header, '"a"')


def test_not_modified_has_no_body() -> None:
    packed = CompressedFile("text/plain", lambda: TEXT)
    tag = packed.respond(asked()).headers["etag"]
    answer = packed.respond(asked(if_none_match=tag))
    assert (answer.status_code, answer.body, answer.headers["etag"]) == (304, b"", tag)


def test_a_header_in_several_lines_is_one() -> None:
    packed = CompressedFile("text/plain", lambda: TEXT)
    lines = [(b"accept-encoding", b"identity;q=0.1"), (b"accept-encoding", b"gzip"), (b"if-none-match", b'"x"')]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": lines}
    answer = packed.respond(Request(scope))
    assert answer.headers["content-encoding"] == "gzip"
    again = Request({**scope, "headers": [*lines, (b"if-none-match", answer.headers["etag"].encode())]})
    assert packed.respond(again).status_code == 304


@pytest.mark.parametrize(
    ("accepted", "encoding", "tag"),
    [
        ("gzip", "gzip", 'W/"file"'),
        ("br, gzip", "gzip", 'W/"file"'),
        ("gzip;q=0", None, '"file"'),
        ("br", None, '"file"'),
        ("", None, '"file"'),
    ],
)
def test_what_is_compressed_behind_us_has_no_strong_tag_of_other_bytes(accepted: str, encoding: str | None, tag: str) -> None:
    """Streamlit's own files, and ours that we do not pack: Starlette's middleware keeps the tag of the bytes that it was given."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(TEXT, media_type="text/plain", headers={"etag": '"file"'})(scope, receive, send)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Encodings(GZipMiddleware(answer, minimum_size=100)))
        async with httpx.AsyncClient(transport=transport, base_url="http://gallery") as client:
            return await client.get("/", headers={"accept-encoding": accepted})

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests keeps an event loop on this one
        got = thread.submit(asyncio.run, ask()).result()
    assert (got.headers.get("content-encoding"), got.headers["etag"], got.content) == (encoding, tag, TEXT)
