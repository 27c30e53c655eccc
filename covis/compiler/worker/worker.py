"""The worker process: runs plugins, one in each forked child, with limits and a clean environment.

`python -m covis.compiler.worker.worker` reads requests and writes replies, one JSON line each:
    {"n": 1, "call": "covis.compiler.worker.tasks:compile", "args": {...}, "seconds": 10, "megabytes": 1024, "folder": "..."}
    {"n": 1, "result": {...}}  or  {"n": 1, "died": "time" | "exit" | "signal", "status": 1, "printed": "...", "trace": "..."}
`n` pairs a reply with its request. With `--once` (systems that cannot fork) it serves one request in its own process and ends; the
request then names the files ("reply", "printed", "trace") that the client reads afterwards.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import importlib
import json
import os
import selectors
import signal
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

# What a child may still do after its time: write its trace and go.
GRACE = 2.0
# A child may end while something that it started holds its pipe open: so often it is looked after.
LOOK = 0.5
MOST_PRINTED = 4000
# The exit status of a process in which the task itself failed, with the traceback printed.
FAILED = 70
# Options of Linux's prctl: a child dies with its parent; orphans below a process become its children.
_DIE_WITH_PARENT, _ADOPT_ORPHANS = 1, 36


@dataclass
class Child:
    """A forked child at work."""

    request: dict[str, Any]
    pid: int
    printed: IO[bytes]
    trace: IO[bytes]
    deadline: float
    late: bool = False
    reply: bytearray = field(default_factory=bytearray)


def run(request: dict[str, Any], printed: IO[bytes], trace: IO[bytes]) -> dict[str, Any]:
    """Serve a request in this process: limits set, output caught. The function's own result is a plain dict."""
    os.dup2(printed.fileno(), 1)
    os.dup2(printed.fileno(), 2)
    warnings.simplefilter("ignore")
    module, _, name = request["call"].partition(":")
    call = getattr(importlib.import_module(module), name)  # loading SymPy is no part of a plugin's time
    _limit_memory(request["megabytes"])
    # A watchdog in C: it ends a loop that never comes back to Python, and writes where each thread stood.
    faulthandler.dump_traceback_later(request["seconds"], exit=True, file=trace.fileno())
    result: dict[str, Any] = call(**request["args"], printed=lambda: _said(printed))
    faulthandler.cancel_dump_traceback_later()
    return result


def _said(printed: IO[bytes]) -> str:
    """What has been written to standard output or error so far."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    fd = printed.fileno()  # its position is shared with the streams that write to it
    end = os.lseek(fd, 0, os.SEEK_CUR)
    os.lseek(fd, 0, os.SEEK_SET)
    try:
        return os.read(fd, MOST_PRINTED).decode("utf-8", "replace")
    finally:
        os.lseek(fd, end, os.SEEK_SET)


def _limit_memory(megabytes: int) -> None:
    """Data, not address space: V8 reserves far more addresses than it uses. Systems without such a limit have none here."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Server:
    """Forks a child for each request, as many at once as there are processors."""

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
            for fd in list(self.children):
                _kill(self.children.pop(fd).pid)
            self.sweep()

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
        while self.waiting and len(self.children) < self.most:
            self.fork(self.waiting.pop(0))
        return True

    def receive(self) -> bool:
        got = os.read(self.requests, 65536)
        self.buffer += got
        *lines, rest = self.buffer.split(b"\n")
        self.buffer = bytearray(rest)
        self.waiting += [json.loads(line) for line in lines if line.strip()]
        return bool(got)

    def fork(self, request: dict[str, Any]) -> None:
        with contextlib.suppress(Exception):  # the child meets the same error, and says so
            importlib.import_module(request["call"].partition(":")[0])  # warm for this child and the next
        printed, trace = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  collect() closes them
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
                os.close(reading)
                null = os.open(os.devnull, os.O_RDONLY)
                os.dup2(null, self.requests)
                os.close(self.replies)
                for other in self.children:
                    os.close(other)
                result = json.dumps(run(request, printed, trace)).encode() + b"\n"
                with os.fdopen(writing, "wb") as pipe:
                    pipe.write(result)
                os._exit(0)
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                os._exit(FAILED)
        os.close(writing)
        os.set_blocking(reading, False)
        deadline = time.monotonic() + request["seconds"] + GRACE
        self.children[reading] = Child(request, pid, printed, trace, deadline)
        self.selector.register(reading, selectors.EVENT_READ)

    def collect(self, fd: int) -> bool:
        """Take in what there is of a child's reply; whether that is all of it."""
        child = self.children[fd]
        with contextlib.suppress(BlockingIOError):
            while got := os.read(fd, 1 << 20):
                child.reply += got
            return True
        return child.reply.endswith(b"\n")

    def finish(self, fd: int) -> None:
        """The child has replied, ended, or had its time: nothing of it stays, and its request is answered."""
        self.collect(fd)
        child = self.children.pop(fd)
        self.selector.unregister(fd)
        os.close(fd)
        _kill(child.pid)
        status = os.waitpid(child.pid, 0)[1]
        self.sweep()
        with child.printed, child.trace:
            self.reply(_reply(child, status))

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
        data = json.dumps(value).encode() + b"\n"
        while data:
            data = data[os.write(self.replies, data) :]


def _reply(child: Child, status: int) -> dict[str, Any]:
    n = child.request["n"]
    if child.reply:
        with contextlib.suppress(ValueError):
            return {"n": n, "result": json.loads(child.reply)}
    trace = os.pread(child.trace.fileno(), 65536, 0).decode("utf-8", "replace")
    died = {"n": n, "printed": _said(child.printed), "trace": trace}
    if child.late or "Timeout" in trace:
        return died | {"died": "time", "status": 0}
    if os.WIFSIGNALED(status) and not child.reply:
        return died | {"died": "signal", "status": os.WTERMSIG(status)}
    return died | {"died": "exit", "status": os.waitstatus_to_exitcode(status)}


def _prctl(option: int, value: int) -> None:
    """Linux alone has it; elsewhere killing a child's group must do."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _children() -> set[int]:
    """The processes that have this one as their parent, where the system tells."""
    with contextlib.suppress(OSError):
        return {int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()}
    return set()


def _ended(pid: int) -> bool:
    """Whether a child has ended; it is not reaped."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):  # the group: what a child started goes with it
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def once() -> None:
    """One request from standard input, served in this process."""
    request = json.loads(sys.stdin.readline())
    # Read by the client when this process is gone.
    with Path(request["printed"]).open("w+b") as printed, Path(request["trace"]).open("wb") as trace:
        try:
            result = run(request, printed, trace)
        except BaseException:
            import traceback

            traceback.print_exc()
            sys.stderr.flush()
            os._exit(FAILED)
    Path(request["reply"]).write_text(json.dumps({"n": request["n"], "result": result}), "utf-8")


def main() -> None:
    if "--once" in sys.argv:
        return once()
    replies = os.dup(1)
    os.dup2(2, 1)  # nothing but replies goes where replies go
    importlib.import_module("covis.compiler.worker.tasks")
    _prctl(_ADOPT_ORPHANS, 1)
    gc.freeze()  # children share these pages for as long as nobody writes to them
    Server(0, replies).serve()
    return None


if __name__ == "__main__":
    main()
