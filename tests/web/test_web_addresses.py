"""What a real server answers at every kind of address: pages, files, Streamlit's own routes, and those where there is nothing."""

from __future__ import annotations

import gzip
import http.client
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from covis.shell.page_paths import PAGES

REPOSITORY = Path(__file__).parents[2]
STREAMLIT = b'<div id="root">'
TOKEN = "a-token-of-the-tests"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """`origin` without the path under which it answers, which is `base`."""

    origin: str
    base: str

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request, its path (below the base) sent exactly as it is written."""
        connection = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=60)
        connection.putrequest(method, self.base + path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        names = {name.lower() for name, _ in response.getheaders()}
        answer = Answer(response.status, {name: response.headers[name] for name in names}, response.read())
        answer.headers |= {"set-cookie": "\n".join(response.headers.get_all("set-cookie", []))} if "set-cookie" in names else {}
        connection.close()
        return answer


@pytest.fixture(scope="module", params=["", "gallery"], ids=["root", "base"])
def server(request: pytest.FixtureRequest, serve: Callable[..., str], shared_gallery: Path) -> Server:
    base = str(request.param)
    given = {"STREAMLIT_SERVER_BASE_URL_PATH": base} if base else {}
    address = serve(shared_gallery, COVIS_METRICS_TOKEN=TOKEN, **given)
    return Server(address.removesuffix(f"/{base}") if base else address, f"/{base}" if base else "")


NOWHERE = [
    "/course/PHYS40001",
    "/foo/bar",
    "/foo",
    "/index.html",
    "/Course",
    "/coursework",
    "/take-part/now",
    "/apple-touch-icon.png",
    "/.well-known/security.txt",
    "/static/nothing.js",
    "/auth/nothing",
    "/auth",
    "/oauth2callback/x",
    "/_stcore/nothing",
    "/_stcore/script-health-check",
    "/_stcore/agent/interact",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/course/_stcore/health",
    "/%00",
    "/%2e%2e/registry.yaml",
]


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_where_there_is_nothing_is_404_with_the_gallerys_page(server: Server, path: str) -> None:
    answer = server.ask(path, accept="text/html")
    assert answer.status == 404
    assert b"There is nothing here" in answer.body and STREAMLIT not in answer.body
    assert f'href="{server.base}/"'.encode() in answer.body
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-content-type-options"] == "nosniff" and "'unsafe-eval'" not in answer.headers["content-security-policy"]
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert server.ask(path, "HEAD").status == 404
    assert server.ask(path, "GET", range="bytes=0-10", if_none_match="*").status == 404


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_navigation_has_its_address(server: Server, name: str) -> None:
    answer = server.ask(f"/{PAGES[name]}", accept="text/html")
    assert answer.status == 200 and STREAMLIT in answer.body
    if PAGES[name]:
        slash = server.ask(f"/{PAGES[name]}/?c=PHYS1")
        assert slash.status == 301 and slash.headers["location"] == f"{server.base}/{PAGES[name]}?c=PHYS1"


def test_the_navigation_and_the_list_of_addresses_are_one() -> None:
    source = (REPOSITORY / "covis" / "shell" / "main.py").read_text(encoding="utf-8")
    assert source.count("url_path=PAGES[") == len(PAGES) - 1, "the first page has no path; each other one takes its own from the list"
    assert 'url_path="' not in source


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/favicon.png", "/manifest.json"])
def test_streamlits_own_routes_and_files_go_on_working(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.status == 200 and STREAMLIT not in answer.body


def test_what_streamlit_does_not_have_is_its_own_404(server: Server) -> None:
    for path in ("/media/nothing.png", "/component/nothing/index.html", "/_stcore/bidi-components/nothing/x.js"):
        answer = server.ask(path)
        assert answer.status == 404 and STREAMLIT not in answer.body


def test_browsers_and_crawlers_get_real_files(server: Server) -> None:
    icon = server.ask("/favicon.ico")
    assert (icon.status, icon.headers["content-type"]) == (200, "image/svg+xml") and icon.body.startswith(b"<svg")
    robots = server.ask("/robots.txt")
    assert (robots.status, robots.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert f"Disallow: {server.base}/_stcore/\n".encode() in robots.body


def test_outside_the_base_path_there_is_nothing(server: Server) -> None:
    if server.base:
        outside = Server(server.origin, "")
        for path in ("/", "/course", "/gallerycourse", "/favicon.png", "/robots.txt"):
            assert outside.ask(path).status == 404, path


def test_a_socket_to_no_address_is_refused(server: Server) -> None:
    with pytest.raises(InvalidStatus) as refused, connect(server.origin.replace("http", "ws") + f"{server.base}/foo/bar"):
        pass
    assert refused.value.response.status_code == 403


def test_metrics_are_for_whoever_has_the_token(server: Server) -> None:
    for headers in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
        assert server.ask("/_stcore/metrics", **headers).status == 404
    answer = server.ask("/_stcore/metrics", authorization=f"Bearer {TOKEN}")
    assert answer.status == 200 and b"# EOF" in answer.body


@pytest.mark.parametrize("path", ["/favicon.ico", "/foo/bar", "/v/nothing", "/course", "/_stcore/host-config"])
@pytest.mark.parametrize("refused", ["gzip;q=0", "br;q=0, gzip;q=0", "gzip; Q=0.000", "*;q=0", "identity", ""])
def test_an_encoding_that_is_refused_is_not_used(server: Server, path: str, refused: str) -> None:
    assert "content-encoding" not in server.ask(path, accept_encoding=refused).headers


def test_what_streamlit_compresses_is_compressed_where_that_is_accepted(server: Server) -> None:
    for accepted, encoding in (("gzip", "gzip"), ("br;q=0.5, gzip;q=0.1", "gzip"), ("gzip;q=0", None), ("gzip;q=0, identity", None)):
        answer = server.ask("/course", accept_encoding=accepted)
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["etag"].startswith("W/") == (encoding is not None)
        assert STREAMLIT in (gzip.decompress(answer.body) if encoding else answer.body)


# --- signing in and out


@pytest.mark.parametrize("path", ["/auth/logout", "/auth/logout/", "/auth/login?provider=x"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"referer": "https://elsewhere.example/page"},
        {"referer": "http://["},
        {"origin": "null"},
        {"sec_fetch_site": "cross-site", "referer": "{origin}/"},
    ],
    ids=str,
)
def test_a_link_from_elsewhere_neither_signs_out_nor_in(server: Server, path: str, headers: dict[str, str]) -> None:
    given = {name: value.format(origin=server.origin) for name, value in headers.items()}
    answer = server.ask(path, cookie="_streamlit_user=x", **given)
    assert answer.status == 403 and "set-cookie" not in answer.headers and "location" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("headers", [{"sec_fetch_site": "same-origin"}, {"referer": "{origin}/?v=x"}], ids=str)
def test_a_page_of_the_gallery_signs_out(server: Server, headers: dict[str, str]) -> None:
    given = {name: value.format(origin=server.origin) for name, value in headers.items()}
    answer = server.ask("/auth/logout", cookie="_streamlit_user=x", **given)
    assert answer.status == 302 and '_streamlit_user=""' in answer.headers["set-cookie"]


@pytest.mark.browser
def test_a_browser_is_asked_first_and_then_signs_out(server: Server, page: Page) -> None:
    page.context.add_cookies([{"name": "_streamlit_user", "value": "x", "url": server.origin}])
    page.goto(f"{server.origin}{server.base}/auth/logout")
    expect(page.get_by_role("heading", name="Sign out?")).to_be_visible()
    assert "_streamlit_user" in {cookie.get("name") for cookie in page.context.cookies()}
    page.get_by_role("link", name="Sign out", exact=True).click()
    page.locator(".cv-footer").wait_for()
    assert "_streamlit_user" not in {cookie.get("name") for cookie in page.context.cookies()}


# --- a gallery that cannot be read


def test_while_the_registry_cannot_be_read_nothing_is_called_removed(serve: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "registry.yaml").write_text("gallery: [\n", encoding="utf-8")
    server = Server(serve(tmp_path), "")
    for path in ("/v/damped_oscillator", f"/d/{'0' * 64}/document.json", f"/thumb/{'0' * 64}.svg"):
        answer = server.ask(path)
        assert answer.status == 503 and answer.headers["retry-after"]
        assert b"cannot be read at the moment" in answer.body and b"removed" not in answer.body
    assert server.ask("/foo/bar").status == 404


@pytest.mark.parametrize("made", [False, True], ids=["no folder", "no registry"])
def test_a_server_without_a_gallery_does_not_start(tmp_path: Path, made: bool) -> None:
    root = tmp_path / "gallery"
    if made:
        root.mkdir()
    environment = {**os.environ, "COVIS_ROOT": str(root), "STREAMLIT_SERVER_PORT": "0"}
    for command in (["streamlit", "run", "app.py"], ["covis", "status"], ["covis", "check"]):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode != 0
        assert str(root) in done.stderr.replace("\n", "") and "COVIS_ROOT" in done.stderr
        assert "Traceback" not in done.stdout + done.stderr
