"""A lecture opens a visualisation: `make bench-lecture`.

Within half a minute 300 visitors open the Streamlit page and 300 the plain page of one visualisation, with real HTTP and WebSocket
clients on this machine, and all sessions stay open. Beside it plain Streamlit opens a page with one slider and one curve: tuned
(without its file watcher), and as it comes. A visit to a Streamlit page is timed from the first byte asked for to the end of the page
run; to the plain page, until the page, its document and its program are there. Then requests for the plain page and for its 304 are
counted for some seconds. Absolute times do not travel: read the ratios of one run, and the server's processor time for a request.

    python -m benchmarks.lecture [--sessions 1000] [--seconds 30] [--soft 1024] [--hard N] [--busy 2] [--rounds 3] [--only WORD] [--json F]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from covis.web import raise_limit

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

HERE = Path(__file__).resolve().parent
PATIENCE = 60.0  # seconds after which a visitor has failed
COUNTED = 5.0  # seconds in which requests are counted
CONNECTIONS = 32  # that ask for the plain page one request after another


@dataclass(frozen=True)
class Target:
    """One server. `query` opens the page in a session, `plain` is the page that needs none ("" where there is none)."""

    name: str
    script: Path
    options: tuple[str, ...] = ()
    query: str = ""
    plain: str = ""
    at_home: bool = False  # runs in this repository, with its configuration


def targets(id: str) -> list[Target]:
    curve = HERE / "drag_streamlit.py"
    tuned = ("--server.fileWatcherType=none", "--client.toolbarMode=viewer")
    return [
        Target("Covis", HERE.parent / "app.py", (), f"v={id}", f"/v/{id}", at_home=True),
        Target("plain Streamlit, tuned", curve, tuned),
        Target("plain Streamlit, as it comes", curve),
    ]


@dataclass
class Visits:
    """How the visits of one kind went: seconds of each that came to its end, and why the others did not. `opened`: pages so far."""

    opened: int = 0
    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        ordered = sorted(self.times)

        def at(share: float) -> float:
            return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else float("nan")

        reasons = sorted(set(self.failures), key=self.failures.count, reverse=True)
        return {
            "visits": len(self.times) + len(self.failures),
            "failed": len(self.failures),
            "p50": at(0.5),
            "p95": at(0.95),
            "worst": at(1),
        } | ({"why": reasons[0]} if reasons else {})


@contextmanager
def served(target: Target, soft: int, hard: int | None) -> Iterator[tuple[int, psutil.Process]]:
    """The server on a free port, under a limit of open files, warm and at rest."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def limited() -> None:
        most = hard if hard is not None else resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft if most == resource.RLIM_INFINITY else min(soft, most), most))

    plain = ("--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}", "--browser.gatherUsageStats=false")
    command = [sys.executable, "-m", "streamlit", "run", str(target.script), *plain, *target.options]
    with tempfile.TemporaryDirectory() as away, (Path(away) / "log").open("w+b") as log:
        process = subprocess.Popen(
            command,
            cwd=HERE.parent if target.at_home else away,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=limited if resource is not None else None,
        )
        try:
            watched = psutil.Process(process.pid)
            warm(port, target, process)
            yield port, watched
            print(f"    its log: {log.seek(0, os.SEEK_END):,} bytes", file=sys.stderr)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def warm(port: int, target: Target, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, its visualisation is compiled, one session has been opened and its beginning is over."""
    for path in ("/_stcore/health", *((target.plain,) if target.plain else ())):
        for _ in range(1200):
            if process.poll() is not None:
                raise SystemExit(f"{target.name}: the server ended with code {process.returncode} before it answered {path}")
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10):
                break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{target.name}: no answer from {path}; run `covis check` to see whether it can be shown")
    visits, over = Visits(), asyncio.Event()
    over.set()
    asyncio.run(visited(session(port, target, visits, over), visits))
    if visits.failures:
        raise SystemExit(f"{target.name}: the first session failed: {visits.failures[0]}")
    rest, used = 0, 0.0
    for _ in range(240):
        now = used_by(psutil.Process(process.pid))
        rest, used = (rest + 1 if now - used < 0.03 else 0), now
        if rest == 4:
            return
        time.sleep(0.5)


def used_by(process: psutil.Process) -> float:
    """Seconds of processor time so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> bytes:
    """GET on an open connection: the body. Anything but 200 is an error."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,*/*\r\nAccept-Encoding: identity\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    if " 200 " not in head.split("\r\n", 1)[0]:
        raise OSError(f"{path} answered {head.split(chr(13), 1)[0]}")
    length = re.search(r"(?i)\r\ncontent-length: *(\d+)", head)
    if length is None:
        raise OSError(f"{path} answered without a length")
    return await reader.readexactly(int(length[1]))


async def plain(port: int, target: Target, visits: Visits) -> None:
    """One visit to the plain page: the page, its document and its program."""
    begin = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        page = (await ask(reader, writer, target.plain)).decode()
        for name in ("data-document", "data-program"):
            found = re.search(rf'{name}="([^"]+)"', page)
            if found is None:
                raise OSError(f"{target.plain} names no {name}")
            await ask(reader, writer, found[1])
        visits.times.append(time.perf_counter() - begin)
    finally:
        writer.close()


async def session(port: int, target: Target, visits: Visits, over: asyncio.Event) -> None:
    """One visit to the Streamlit page. It stays open until `over`; being thrown out before is a failure too."""
    begin = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await ask(reader, writer, "/")
    finally:
        writer.close()
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    streamlit = [Subprotocol("streamlit")]
    async with connect(address, subprotocols=streamlit, compression=None, max_size=None, open_timeout=PATIENCE, close_timeout=5) as web:
        wanted = BackMsg()
        wanted.rerun_script.query_string = target.query
        await web.send(wanted.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(web.recv(decode=False), PATIENCE))
            if message.WhichOneof("type") == "script_finished":
                break
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            raise OSError("the page run failed")
        took = time.perf_counter() - begin
        visits.opened += 1
        await over.wait()
        if web.close_code is not None:
            raise OSError(f"the session was closed with code {web.close_code}")
        visits.times.append(took)


async def visited(coming: Coroutine[Any, Any, None], visits: Visits, at: float = 0) -> None:
    """One visit, after `at` seconds. What goes wrong is counted."""
    await asyncio.sleep(at)
    try:
        await coming
    except Exception as error:
        visits.failures.append(f"{type(error).__name__}: {error}".split("\n", 1)[0][:120])


async def lecture(port: int, target: Target, sessions: int, seconds: float, server: psutil.Process) -> dict[str, Any]:
    """All visits of one lecture; then, while the sessions are open, what the server holds."""
    pages, plains, over = Visits(), Visits(), asyncio.Event()
    end = time.perf_counter() + seconds + PATIENCE
    staying = [asyncio.create_task(visited(session(port, target, pages, over), pages, seconds * k / sessions)) for k in range(sessions)]
    passing = [
        asyncio.create_task(visited(plain(port, target, plains), plains, seconds * (k + 0.5) / sessions))
        for k in range(sessions if target.plain else 0)
    ]
    most = {"memory": 0, "descriptors": 0}
    while time.perf_counter() < end and pages.opened + len(pages.failures) + sum(task.done() for task in passing) < sessions + len(passing):
        held = {"memory": server.memory_info().rss >> 20, "descriptors": server.num_fds() if hasattr(server, "num_fds") else 0}
        most = {name: max(most[name], value) for name, value in held.items()}
        await asyncio.sleep(0.25)
    over.set()
    _, late = await asyncio.wait([*staying, *passing], timeout=15)
    for task in late:
        task.cancel()
        (plains if task in passing else pages).failures.append("no answer in time")
    await asyncio.gather(*late, return_exceptions=True)
    return {"page": pages.row(), "plain": plains.row(), **most}


class Asker(asyncio.Protocol):
    """Asks for one path again and again on one connection, and counts the answers."""

    def __init__(self, request: bytes, status: bytes) -> None:
        self.request, self.status = request, status
        self.answers = self.wrong = 0
        self.missing = -1  # bytes of the answer that are still to come; -1: its head is not complete
        self.read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.read += data
        if self.missing < 0:
            head, found, rest = self.read.partition(b"\r\n\r\n")
            if not found:
                return
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            self.missing, self.read = int(length[1]) if length else 0, rest
            self.wrong += not head.startswith(self.status)
        if len(self.read) >= self.missing:
            self.answers += 1
            self.missing, self.read = -1, b""
            self.transport.write(self.request)


async def rate(port: int, path: str, server: psutil.Process, *, known: bool) -> dict[str, float]:
    """Requests a second for the plain page, compressed; `known`: by browsers that have it, so that the answer is 304."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n"
    writer.write(f"{request}\r\n".encode())
    tag = re.search(r"(?i)\r\netag: *(\S+)", (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
    writer.close()
    if known:
        request += f"If-None-Match: {tag[1] if tag else ''}\r\n"
    askers = [Asker(f"{request}\r\n".encode(), b"HTTP/1.1 304" if known else b"HTTP/1.1 200") for _ in range(CONNECTIONS)]
    loop = asyncio.get_running_loop()
    for asker in askers:
        await loop.create_connection(lambda asker=asker: asker, "127.0.0.1", port)  # type: ignore[misc]
    begin, used, before = time.perf_counter(), used_by(server), sum(asker.answers for asker in askers)
    await asyncio.sleep(COUNTED)
    answers = sum(asker.answers for asker in askers) - before
    took, used = time.perf_counter() - begin, used_by(server) - used
    for asker in askers:
        asker.transport.abort()
    return {"a_second": answers / took, "processor_us": 1e6 * used / max(1, answers), "wrong": sum(asker.wrong for asker in askers)}


@contextmanager
def busy_loops(number: int) -> Iterator[None]:
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def measure(target: Target, options: argparse.Namespace) -> dict[str, Any]:
    with served(target, options.soft, options.hard) as (port, server):
        at_rest = {"memory": server.memory_info().rss >> 20, "descriptors": server.num_fds() if hasattr(server, "num_fds") else 0}
        rates = {}
        if target.plain:
            rates = {name: asyncio.run(rate(port, target.plain, server, known=name == "304")) for name in ("200", "304")}
        with busy_loops(options.busy):
            result = asyncio.run(lecture(port, target, options.sessions, options.seconds, server))
        return {**result, "at_rest": at_rest, "rates": rates}


def show(target: Target, result: dict[str, Any]) -> None:
    for kind, label in (("page", "Streamlit page"), ("plain", "plain page")):
        row = result[kind]
        if row["visits"]:
            times = "".join(f"{row[name]:9.3f}" for name in ("p50", "p95", "worst"))
            held = f"{result['memory']:9} {result['descriptors']:11}" if kind == "page" else ""
            print(f"{target.name:28} {label:15} {row['visits']:6} {row['failed']:7} {times} {held}")
            if row["failed"]:
                print(f"    the most frequent failure: {row['why']}")
    for status, found in result["rates"].items():
        wrong = f", {found['wrong']} wrong" if found["wrong"] else ""
        each = f"{found['a_second']:,.0f} a second, {found['processor_us']:.0f} µs of processor time each{wrong}"
        print(f"{'':28} {target.plain} answered {status}: {each}")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=300, help="visitors of each kind (default 300)")
    parser.add_argument("--seconds", type=float, default=30, help="in which they come (default 30)")
    parser.add_argument("--soft", type=int, default=1024, help="the server's soft limit of open files at start (default 1024)")
    parser.add_argument("--hard", type=int, help="its hard limit too, as `ulimit -n` sets it (default: as it is)")
    parser.add_argument("--busy", type=int, default=0, help="loops that take the processor meanwhile (default none)")
    parser.add_argument("--rounds", type=int, default=1, help="the table has their medians by p95 (default 1)")
    parser.add_argument("--only", default="", help="a word of the servers' names")
    parser.add_argument("--id", default="damped_oscillator", help="the visualisation (default damped_oscillator)")
    parser.add_argument("--json", type=Path, help="where to write all that was measured")
    options = parser.parse_args()
    if options.sessions < 1 or options.rounds < 1:
        parser.error("--sessions and --rounds are 1 or more")
    for note in raise_limit():
        print(note, file=sys.stderr)
    wanted = [target for target in targets(options.id) if options.only.lower() in target.name.lower()]
    print(
        f"{options.sessions} visitors of each page in {options.seconds:g} s, soft limit {options.soft}, {options.busy} busy loops; seconds"
    )
    print(f"{'':28} {'':15} {'visits':>6} {'failed':>7} {'p50':>9}{'p95':>9}{'worst':>9} {'MB':>9} {'descriptors':>11}")
    every: dict[str, list[dict[str, Any]]] = {target.name: [] for target in wanted}
    for _ in range(options.rounds):
        for target in wanted:
            every[target.name].append(measure(target, options))
            if options.rounds > 1:
                print(f"    {target.name}: p95 {every[target.name][-1]['page']['p95']:.3f} s", file=sys.stderr)
    for target in wanted:
        middle = statistics.median_low([result["page"]["p95"] for result in every[target.name]])
        show(target, next((result for result in every[target.name] if result["page"]["p95"] == middle), every[target.name][0]))
    if options.json:
        options.json.write_text(json.dumps({"options": {**vars(options), "json": str(options.json)}, "results": every}, indent=1))


if __name__ == "__main__":
    main()
