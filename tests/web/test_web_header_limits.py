"""No request costs more than its length: long headers are refused, and a cookie that is costly to read is left out."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from covis.shell.auth.sign_in import RETURN, SignInRedirect, return_address
from covis.web import BoundedHeaders
from covis.web.middleware.header_limits import BACKSLASHES, MOST


async def cookies(request: Request) -> JSONResponse:
    return JSONResponse(request.cookies)


CLIENT = TestClient(
    Starlette(
        routes=[Route("/{path:path}", cookies)],
        middleware=[Middleware(BoundedHeaders), Middleware(SignInRedirect)],
    ),
    follow_redirects=False,
)


def test_long_headers_are_refused() -> None:
    answer = CLIENT.get("/", headers={"x": "a" * MOST})
    assert answer.status_code == 431 and "Delete this site's cookies" in answer.text
    assert CLIENT.get("/", params={"q": "a" * MOST}).status_code == 431
    assert CLIENT.get("/auth/login", headers={"cookie": f"{RETURN}=/?{'#' * 60_000}"}).status_code == 431
    assert CLIENT.get("/", headers={"x": "a" * (MOST // 2)}).status_code == 200


def test_a_cookie_full_of_backslashes_is_left_out_and_the_others_stay() -> None:
    costly = '"' + '\\"' * (BACKSLASHES + 1) + '"'
    assert CLIENT.get("/", headers={"cookie": f"a=1; b={costly}; c=3"}).json() == {"a": "1", "c": "3"}
    assert CLIENT.get("/", headers={"cookie": 'a=1; b="\\"x"'}).json() == {"a": "1", "b": '"x'}


def test_an_address_to_come_back_to_is_read_in_one_pass() -> None:
    """`/?` and 30,000 # took half a minute; that no expression is so slow is tests/patterns."""
    assert return_address("/?" + "#" * 30_000, "") == "/"
    assert return_address("/?v=swing#a=1#b", "") == "/?v=swing#a=1#b"
    assert return_address("/?" + "a" * 5000, "") == "/"
