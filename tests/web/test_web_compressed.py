"""Content negotiation and validators, without a server."""

from __future__ import annotations

import gzip

import brotli
import pytest
from starlette.requests import Request

from covis.web.compressed import Packed, best_encoding, matches

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
    ],
)
def test_the_best_encoding_that_is_accepted(accepted: str, chosen: str) -> None:
    assert best_encoding(accepted) == chosen


def test_each_encoding_gives_the_same_bytes() -> None:
    packed = Packed("text/plain", lambda: TEXT)
    assert brotli.decompress(packed.respond(asked(accept_encoding="br")).body) == TEXT
    assert gzip.decompress(bytes(packed.respond(asked(accept_encoding="gzip")).body)) == TEXT
    assert packed.respond(asked()).body == TEXT


def test_every_encoding_has_a_tag_of_its_own() -> None:
    packed = Packed("text/plain", lambda: TEXT)
    tags = {packed.respond(asked(accept_encoding=name)).headers["etag"] for name in ("br", "gzip", "identity")}
    assert len(tags) == 3


@pytest.mark.parametrize("header", ['"a"', 'W/"a"', '"b", "a"', "*"])
def test_tags_that_match(header: str) -> None:
    assert matches(header, '"a"')


@pytest.mark.parametrize("header", ["", '"b"', "a", '"a'])
def test_tags_that_do_not_match(header: str) -> None:
    assert not matches(header, '"a"')


def test_not_modified_has_no_body() -> None:
    packed = Packed("text/plain", lambda: TEXT)
    tag = packed.respond(asked()).headers["etag"]
    answer = packed.respond(asked(if_none_match=tag))
    assert (answer.status_code, answer.body, answer.headers["etag"]) == (304, b"", tag)
