"""Streamlit's page with our style sheet and script in it, and nothing else touched."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from covis.web import StreamlitPage, runtime_url
from covis.web.middleware.streamlit_page import About

PAGE = (
    '<html><head><link rel="shortcut icon" href="./favicon.png" /><title>Streamlit</title></head><body><div id="root"></div>'
    + " " * 2000
    + "</body></html>"
)
SHEET = "/covis/0/shell.css"
BROWSER = {"accept": "text/html,application/xhtml+xml", "accept-encoding": "gzip", "if-none-match": '"streamlit"'}


async def _streamlit(request: Request) -> Response:
    if request.headers.get("if-none-match") == '"streamlit"':
        return Response(status_code=304)
    return HTMLResponse(PAGE, headers={"etag": '"streamlit"', "last-modified": "Sun, 22 Nov 2026 17:53:07 GMT"})


def _about(request: Request) -> About:
    return About(
        "A & B", Markup('<meta name="description" content="{}">').format(request.query_params.get("c", "")), Markup("<p>Early</p>")
    )


async def _script(_: Request) -> Response:
    return PlainTextResponse("</head></body>")


def ask(path: str, base: str = "", method: str = "GET", **headers: str) -> httpx.Response:
    """What a browser gets of an app that serves Streamlit's page, compressed, at every path."""
    routes = [Route(f"{base}/static/app.js", _script), Route("/{path:path}", _streamlit)]
    chain = [Middleware(StreamlitPage, base=base, sheet=SHEET, about=_about), Middleware(GZipMiddleware, minimum_size=100)]
    app = Starlette(routes=routes, middleware=chain)

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gallery") as client:
            return await client.request(method, path, headers={**BROWSER, **headers})

    # In a thread of its own: the browser of other tests keeps an event loop on this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, get()).result()


@pytest.mark.parametrize("base", ["", "/gallery"])
@pytest.mark.parametrize("path", ["/", "/course?c=PHYS1"])
def test_every_page_of_streamlits_names_our_sheet_and_script(path: str, base: str) -> None:
    answer = ask(base + path, base)
    assert answer.status_code == 200
    assert f'<link rel="stylesheet" href="{SHEET}">' in answer.text
    assert f'src="{runtime_url("shell/shell.js", base)}"></script>' in answer.text
    assert "<title>A &amp; B</title>" in answer.text
    assert f'<link rel="icon" type="image/svg+xml" href="{base}/favicon.ico">' in answer.text
    assert '<meta name="description" content="' in answer.text.split("</head>")[0]
    assert answer.text.index("shell.css") > answer.text.index('id="root"'), "what comes later decides"
    assert answer.text.index("<p>Early</p>") < answer.text.index('id="root"'), "it is there before Streamlit"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers and "last-modified" not in answer.headers


@pytest.mark.parametrize("path", ["/v/swing", "/d/0/document.json", "/covis/x/covis.js"])
def test_the_plain_pages_are_left_alone(path: str) -> None:
    assert ask(path).status_code == 304
    assert "shell.css" not in ask(path, **{"if-none-match": ""}).text


def test_what_is_no_page_is_left_alone() -> None:
    assert ask("/static/app.js").text == "</head></body>"
    assert ask("/", method="HEAD").status_code == 304
    assert ask("/", accept="*/*").status_code == 304
