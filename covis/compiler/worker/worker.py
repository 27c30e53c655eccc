"""The worker process: runs plugins, one in each forked child, with limits and a clean environment.

`python -m covis.compiler.worker.worker` reads requests and writes replies, one JSON line each:
    {"n": 1, "call": "covis.compiler.worker.tasks:compile", "args": {...}, "seconds": 10, "patience": 10, "wall": 100, "megabytes": 768,
     "folder": "...", "background": false, "watched": false}
    {"n": 1, "result": {...}}  or
    {"n": 1, "died": "time" | "late" | "exit" | "signal" | "reply", "status": 1, "printed": "...", "trace": "...", "doing": {...}}  or
    {"n": 1, "died": "system", "error": "Too many open files"}  where no child could be started
`n` pairs a reply with its request. `seconds` is processor time ("time" when it is used up); `patience` times as long by the clock is
"late", and so is `wall` for the whole request. `doing` is the child's last note (`progress.py`); of a request that is "watched", each new
note comes as {"n": 1, "doing": {...}}. While children run, an empty line every LOOK seconds shows that this process is alive. With
`--once` (systems that cannot fork) it serves one request in its own process and ends; the request then names the files ("reply",
"printed", "trace", "note") that the client reads afterwards.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import secrets
import selectors
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NoReturn

from covis.compiler.worker import progress, sandbox
from covis.compiler.worker.child import FAILED, close_others, once, output_of, run

# What a child may still do after its time: write its trace and go.
GRACE = 2.0
# A child may end while something that it started holds its pipe open: so often it is looked after.
LOOK = 0.5
# How much a child that runs in the background gives way to the server and to compilations.
NICE = 5
# The most bytes of a reply; a document of the largest plots has about a twentieth of it.
MOST_REPLY = 64 * 2**20
# Options of Linux's prctl: a child dies with its parent; other processes of this user may not look into this one; orphans below a
# process become its children.
_DIE_WITH_PARENT, _DUMPABLE, _ADOPT_ORPHANS = 1, 4, 36


@dataclass
class Child:
    """A forked child at work. What it replies begins with `token`; `folder` is its current folder, for temporary files."""

    request: dict[str, Any]
    pid: int
    printed: IO[bytes]
    trace: IO[bytes]
    note: IO[bytes]
    folder: tempfile.TemporaryDirectory[str]
    token: bytes
    deadline: float
    late: bool = False
    reply: bytearray = field(default_factory=bytearray)
    doing: dict[str, Any] = field(default_factory=dict)

    def noted(self) -> dict[str, Any]:
        """What it is at by its own last note."""
        return progress.read(os.pread(self.note.fileno(), progress.SIZE, 0))


class Server:
    """Forks a child for each request: as many at once as there are processors, and as many again in the background."""

    def __init__(self, requests: int, replies: int) -> None:
        self.requests, self.replies = requests, replies
        self.most = max(1, os.cpu_count() or 1)
        self.selector = selectors.DefaultSelector()
        self.selector.register(requests, selectors.EVENT_READ)
        self.children: dict[int, Child] = {}
        self.waiting: list[dict[str, Any]] = []
        self.buffer = bytearray()

    def serve(self) -> None:
        """Until standard input closes; then no child is left behind."""
        try:
            while self.step():
                pass
        finally:
            left = list(self.children.values())
            self.children.clear()
            for child in left:
                _kill(child.pid)
            self.sweep()
            for child in left:
                child.folder.cleanup()

    def step(self) -> bool:
        waits = [LOOK, *(child.deadline - time.monotonic() for child in self.children.values())]
        for key, _ in self.selector.select(max(0.0, min(waits)) if self.children else None):
            if key.fd == self.requests:
                if not self.receive():
                    return False
            elif self.collect(key.fd):
                self.finish(key.fd)
        for fd, child in list(self.children.items()):
            child.late = time.monotonic() > child.deadline
            if child.late or _ended(child.pid):
                self.finish(fd)
        for request in list(self.waiting):  # a compilation never waits until facts have ended
            if sum(child.request["background"] == request["background"] for child in self.children.values()) < self.most:
                if not self.start(request):
                    break
                self.waiting.remove(request)
        for child in self.children.values():
            if child.request.get("watched") and (doing := child.noted()) not in ({}, child.doing):
                child.doing = doing
                self.reply({"n": child.request["n"], "doing": doing})
        if self.children:
            self.write(b"\n")
        return True

    def receive(self) -> bool:
        got = os.read(self.requests, 65536)
        self.buffer += got
        *lines, rest = self.buffer.split(b"\n")
        self.buffer = bytearray(rest)
        self.waiting += [json.loads(line) for line in lines if line.strip()]
        return bool(got)

    def start(self, request: dict[str, Any]) -> bool:
        """Fork a child for it, or reply why that cannot be. False: not now, but when a child has ended and given back what it held."""
        try:
            self.fork(request)
        except OSError as error:
            if self.children:
                return False
            self.reply({"n": request["n"], "died": "system", "error": error.strerror or str(error)})
        return True

    def fork(self, request: dict[str, Any]) -> None:
        with contextlib.suppress(Exception):  # the child meets the same error, and reports it
            importlib.import_module(request["call"].partition(":")[0])  # warm for this child and the next
        with contextlib.ExitStack() as undo:  # where there is no room for all of it, nothing stays open
            printed, trace, note = (undo.enter_context(tempfile.TemporaryFile()) for _ in range(3))
            progress.prepare(note)
            folder = tempfile.TemporaryDirectory(dir=Path.cwd(), ignore_cleanup_errors=True)
            undo.callback(folder.cleanup)
            reading, writing = os.pipe()
            undo.callback(os.close, reading)
            undo.callback(os.close, writing)
            token = secrets.token_hex(16).encode()
            pid = os.fork()
            if pid == 0:
                self.work(request, printed, trace, note, folder.name, writing, token)
            undo.pop_all()
        os.close(writing)
        os.set_blocking(reading, False)
        deadline = time.monotonic() + request["wall"] + GRACE
        self.children[reading] = Child(request, pid, printed, trace, note, folder, token, deadline)
        self.selector.register(reading, selectors.EVENT_READ)

    def work(
        self, request: dict[str, Any], printed: IO[bytes], trace: IO[bytes], note: IO[bytes], folder: str, writing: int, token: bytes
    ) -> NoReturn:
        """In the child: serve the request and end, without a word to whatever the plugin registered for the end."""
        try:
            os.setsid()
            sandbox.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), self.requests)
            close_others({0, 1, 2, printed.fileno(), trace.fileno(), note.fileno(), writing})
            os.chdir(folder)
            os.environ["TMPDIR"] = tempfile.tempdir = folder
            if request["background"]:
                os.nice(NICE)
            result = token + json.dumps(run(request, printed, trace, note)).encode() + b"\n"
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(result)
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(FAILED)

    def collect(self, fd: int) -> bool:
        """Take in some of a child's reply; whether there is no more to come. One read: no child keeps the others waiting."""
        child = self.children[fd]
        try:
            got = os.read(fd, 1 << 20)
        except BlockingIOError:
            return False
        child.reply += got
        return not got or got.endswith(b"\n") or len(child.reply) > MOST_REPLY

    def finish(self, fd: int) -> None:
        """The child has replied, ended, or had its time: nothing of it stays, and its request is answered."""
        child = self.children[fd]
        _kill(child.pid)
        status = os.waitpid(child.pid, 0)[1]
        del self.children[fd]
        self.sweep()
        with contextlib.suppress(BlockingIOError):  # what it had written before it ended; nobody writes any more
            while len(child.reply) <= MOST_REPLY and (got := os.read(fd, 1 << 20)):
                child.reply += got
        self.selector.unregister(fd)
        os.close(fd)
        with child.printed, child.trace, child.note:
            reply = _reply(child, status)
        child.folder.cleanup()
        self.reply(reply)

    def sweep(self) -> None:
        """End what a plugin started and moved out of its session: with its parent gone, it is a child of this process."""
        known = {child.pid for child in self.children.values()}
        while strays := _children() - known:
            for pid in strays:
                _kill(pid)
            for pid in strays:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)

    def reply(self, value: dict[str, Any]) -> None:
        self.write(json.dumps(value).encode() + b"\n")

    def write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.replies, data) :]


def _reply(child: Child, status: int) -> dict[str, Any]:
    n = child.request["n"]
    if (result := _result(child)) is not None:
        return {"n": n, "result": result}
    trace = os.pread(child.trace.fileno(), 65536, 0).decode("utf-8", "replace")
    died = {"n": n, "printed": output_of(child.printed), "trace": trace, "status": 0, "doing": child.noted()}
    if child.late or "Timeout" in trace:
        return died | {"died": "late"}
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
        return died | {"died": "time"}
    if not child.token.startswith(child.reply[: len(child.token)]) or child.reply.endswith(b"\n") or len(child.reply) > MOST_REPLY:
        return died | {"died": "reply"}
    if os.WIFSIGNALED(status):
        return died | {"died": "signal", "status": os.WTERMSIG(status)}
    return died | {"died": "exit", "status": os.waitstatus_to_exitcode(status)}


def _result(child: Child) -> dict[str, Any] | None:
    """What the task gave: one line behind the token. None when this is no such line: the plugin has written where replies go."""
    if not child.reply.startswith(child.token) or len(child.reply) > MOST_REPLY or child.reply.find(b"\n") != len(child.reply) - 1:
        return None
    try:
        result = json.loads(child.reply[len(child.token) :])
    except (ValueError, RecursionError):
        return None
    return result if isinstance(result, dict) else None


def _children() -> set[int]:
    """The processes that have this one as their parent, where the system reports them."""
    with contextlib.suppress(OSError):
        return {int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()}
    return set()


def _ended(pid: int) -> bool:
    """Whether a child has ended, or was suspended (SIGSTOP) and would never end by itself; it is not reaped."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):  # the group: what a child started goes with it
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def main() -> None:
    if "--once" in sys.argv:
        once()
    replies = os.dup(1)
    os.dup2(2, 1)  # nothing but replies goes where replies go
    importlib.import_module("covis.compiler.worker.tasks")
    importlib.import_module("covis.compiler.worker.warming").warm_up()
    sandbox.prctl(_ADOPT_ORPHANS, 1)
    sandbox.prctl(_DUMPABLE, 0)
    gc.set_threshold(50_000, 20, 50)  # SymPy makes many small objects and few circles
    gc.freeze()  # children share these pages for as long as nobody writes to them
    with contextlib.suppress(BrokenPipeError):  # the client has ended, and waits for no reply
        Server(0, replies).serve()
    with contextlib.suppress(OSError):  # the client made it for this process; it is empty, unless it is another's
        Path.cwd().rmdir()


if __name__ == "__main__":
    main()
