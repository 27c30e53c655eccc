"""Connections that do nothing are closed, too many are refused, and a server without descriptors says so once and goes on."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from covis.web.server import connections, descriptors

REPOSITORY = Path(__file__).resolve().parents[2]
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
UPGRADE = (
    b"GET /session HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


async def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def stay(websocket: WebSocket) -> None:
    await websocket.accept()
    with suppress(Exception):
        while True:
            await websocket.send_text(await websocket.receive_text())


@asynccontextmanager
async def life(app: Any) -> Any:
    connections.guard(asyncio.get_running_loop())
    yield


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A guarded server of uvicorn's, whose requests must arrive in a fifth of a second."""
    monkeypatch.setattr(connections, "HEADERS", 0.2)
    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"]), WebSocketRoute("/session", stay)], lifespan=life)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, ws="websockets-sansio", log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    assert thread.is_alive(), "the server did not start"
    yield listening.getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(60)


def opened(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=60)  # a generous limit: what is awaited comes much sooner


def closed(client: socket.socket) -> bool:
    """Waits until the server closes this connection."""
    try:
        while client.recv(4096):
            pass
    except ConnectionError:
        pass
    return True


def received(client: socket.socket, words: bytes) -> bytes:
    """What the server sends, up to these words."""
    found = b""
    while words not in found:
        more = client.recv(4096)
        assert more, found
        found += more
    return found


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: local"], ids=["nothing", "half a head"])
def test_half_open_connections_are_closed(port: int, sent: bytes) -> None:
    with opened(port) as client:
        client.sendall(sent)
        assert closed(client)


def test_a_head_that_trickles_in_gets_no_longer_time(port: int) -> None:
    with opened(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(OSError):
            for _ in range(2000):
                client.sendall(b"x: y\r\n")
                time.sleep(0.02)


def test_half_a_second_request_is_closed_too(port: int) -> None:
    with opened(port) as client:
        client.sendall(GET)
        received(client, b"\r\n\r\n0")
        client.sendall(GET[:9])
        assert closed(client)


def test_a_body_that_stops_is_closed_and_one_that_goes_on_is_read(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n"
    with opened(port) as client:
        client.sendall(head + b"abc")
        time.sleep(1)  # longer than a head may take
        client.sendall(b"def")
        received(client, b"\r\n\r\n6")
    monkeypatch.setattr(connections, "BODY", 0.2)
    with opened(port) as client:
        client.sendall(head + b"abc")
        assert closed(client)


def test_a_session_stays_open(port: int) -> None:
    with opened(port) as client:
        client.sendall(UPGRADE)
        received(client, b"\r\n\r\n")
        time.sleep(1)
        client.sendall(b"\x81\x82\x00\x00\x00\x00hi")
        assert received(client, b"hi").endswith(b"\x81\x02hi")


def test_a_head_without_end_is_cut_off(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADERS", 600)
    with opened(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(ConnectionError):
            for _ in range(100_000):  # 100 megabytes
                client.sendall(b"x: " + b"y" * 1000 + b"\r\n")


def test_too_many_are_refused_in_words_and_pages_come_before_sessions(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connections, "HEADERS", 600)
    monkeypatch.setattr(connections, "most_connections", lambda: 8)
    monkeypatch.setattr(connections.TimeLimits, "_full", descriptors.ThrottledWarning())
    idle = [opened(port) for _ in range(7)]
    try:
        with opened(port) as page:  # the eighth: good for a page, not for a session
            page.sendall(GET)
            assert b" 200 " in received(page, b"\r\n\r\n0")
            page.sendall(UPGRADE)
            assert received(page, b"in a minute.").startswith(b"HTTP/1.1 503 ")
            assert closed(page)
        idle.extend(opened(port) for _ in range(3))
        with opened(port) as client:
            client.sendall(GET)
            refused = received(client, b"in a minute.")
            assert refused.startswith(b"HTTP/1.1 503 ") and b"retry-after: 60" in refused
            assert closed(client)
    finally:
        for client in idle:
            client.close()
    for _ in range(3000):  # there is room again, as soon as the server has seen them go
        with opened(port) as client:
            client.sendall(GET)
            if b" 200 " in received(client, b"\r\n\r\n"):
                break
    else:
        pytest.fail("the server takes nobody in any more")
    assert len([record for record in caplog.records if record.name == "covis.web"]) == 1


STARVED = """
import asyncio, os, resource, sys
from contextlib import asynccontextmanager
import uvicorn
from covis.web.server import connections

@asynccontextmanager
async def life(app):
    connections.most_connections = lambda: 10_000  # so that the system's limit is what is met
    connections.guard(asyncio.get_running_loop())
    resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[2]), resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    yield

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("here"))], lifespan=life)
uvicorn.run(app, fd=int(sys.argv[1]), log_level="error")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_server_without_descriptors_says_so_once_and_goes_on(tmp_path: Path) -> None:
    """A real one: 60 connections where 30 descriptors are allowed. Then they go, and it answers."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=200)
    port = listening.getsockname()[1]
    log = tmp_path / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-c", textwrap.dedent(STARVED), str(listening.fileno()), "30"]
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=output, stderr=subprocess.STDOUT, pass_fds=[listening.fileno()])
    try:
        with opened(port) as client:
            client.sendall(GET)
            received(client, b"here")
        crowd = [opened(port) for _ in range(60)]
        while "No new connection can be opened" not in log.read_text():
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        time.sleep(2.5)  # asyncio tries again every second
        for client in crowd:
            client.close()
        with opened(port) as client:
            client.sendall(GET)
            received(client, b"here")
    finally:
        process.kill()
        process.wait()
        listening.close()
    lines = log.read_text().splitlines()
    assert len(lines) == 1 and "the limit is 30" in lines[0] and "docs/deploying.md" in lines[0], lines


@pytest.mark.own_thread
def test_a_head_and_its_body_are_sent_without_delay() -> None:
    """On a socket as Streamlit makes it: asyncio sets the option only where the protocol is named."""

    async def accepted_without_delay() -> int:
        loop, made = asyncio.get_running_loop(), asyncio.Event()
        connections.guard(loop)
        transports: list[asyncio.BaseTransport] = []

        class Seen(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                transports.append(transport)
                made.set()

        with socket.socket(socket.AF_INET) as listening:
            listening.bind(("127.0.0.1", 0))
            server = await loop.create_server(Seen, sock=listening)
            _, writer = await asyncio.open_connection(*listening.getsockname())
            await made.wait()
            option = transports[0].get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            writer.close()
            transports[0].close()
            server.close()
            return int(option)

    assert asyncio.run(accepted_without_delay())


def test_other_errors_of_the_loop_are_reported_as_ever() -> None:
    loop = asyncio.new_event_loop()
    seen: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda loop, context: seen.append(context))
    descriptors.log_full_once(loop)
    full = {"message": "socket.accept() out of system resource", "exception": OSError(errno.EMFILE, "Too many open files")}
    for context in (full, {"message": "something else", "exception": OSError(errno.EMFILE, "Too many open files")}, {"message": "third"}):
        loop.call_exception_handler(context)
    loop.close()
    assert [context["message"] for context in seen] == ["something else", "third"]


def test_a_line_is_logged_seldom_with_the_number_left_out(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    seldom = descriptors.ThrottledWarning(60, clock=lambda: now[0])
    with caplog.at_level(logging.WARNING, "covis.web"):
        for second in range(200):
            now[0] = second
            seldom.warn("full")
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["full"] + ["full (and 59 more times since the last such message)"] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize(("soft", "hard", "after", "noted"), [(256, 8192, 8192, False), (256, 512, 512, True), (9000, 9000, 9000, False)])
def test_the_soft_limit_is_raised_to_the_hard_one(soft: int, hard: int, after: int, noted: bool) -> None:
    code = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
from covis.web import raise_limit
notes = raise_limit()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0], notes)
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    number, _, notes = said.strip().partition(" ")
    assert int(number) == after
    if noted:
        assert "512 files and connections" in notes and "4096 or more" in notes and "LimitNOFILE=65536" in notes
    else:
        assert notes == "[]"
