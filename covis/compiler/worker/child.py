"""What a worker's child does with a request: its own files alone, output caught, limits set, restricted; and then the task."""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import itertools
import json
import os
import signal
import sys
import warnings
from pathlib import Path
from typing import IO, Any, NoReturn

from covis.compiler.worker import fence, progress, sandbox

MOST_PRINTED = 4000
# The exit status of a process in which the task itself failed, with the traceback printed.
FAILED = 70
# Megabytes of data that V8 asks for when it starts (measured: 546), for the most part stacks of threads that it never touches.
V8_RESERVES = 600


def run(request: dict[str, Any], printed: IO[bytes], trace: IO[bytes], note: IO[bytes]) -> dict[str, Any]:
    """Serve a request in this process: limits set, output caught, what it is at noted. The function's own result is a plain dict."""
    os.dup2(printed.fileno(), 1)
    os.dup2(printed.fileno(), 2)
    warnings.simplefilter("ignore")
    module, _, name = request["call"].partition(":")
    call = getattr(importlib.import_module(module), name)  # loading SymPy is no part of a plugin's time
    _limit_memory(request["megabytes"])
    # Before a second thread starts, and for good: what a plugin leaves behind in threads or objects is held by them too.
    sandbox.restrict([request["folder"], *fence.places()])
    fence.close(Path(request["folder"]))
    progress.begin(note, lambda seconds: _limit_time(seconds, seconds * request["patience"], trace), request["seconds"])
    result: dict[str, Any] = call(**request["args"], printed=lambda: output_of(printed))
    _limit_time(0, 0, trace)
    return result


def _limit_time(seconds: float, wall: float, trace: IO[bytes]) -> None:
    """End this process after so much processor time, and in any case after `wall` seconds by the clock; 0 lifts both limits.

    Both are in C: they end a loop that never comes back to Python, and write the line of each thread to `trace`. A system without
    a timer of processor time (Windows) has the clock alone.
    """
    if hasattr(signal, "setitimer"):
        if seconds:
            faulthandler.register(signal.SIGPROF, file=trace.fileno(), all_threads=True, chain=True)  # and then the signal ends it
        signal.setitimer(signal.ITIMER_PROF, seconds)
    if wall:
        faulthandler.dump_traceback_later(wall, exit=True, file=trace.fileno())
    else:
        faulthandler.cancel_dump_traceback_later()


def output_of(printed: IO[bytes]) -> str:
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


def _held() -> int:
    """Bytes of data that this process has now, as RLIMIT_DATA counts them; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _limit_memory(megabytes: int) -> None:
    """So much for the plugin itself, beside what Covis's own libraries hold. Data, not address space: V8 reserves far more addresses than
    it uses. Systems without such a limit have none here."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_held() + (V8_RESERVES + megabytes) * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_others(kept: set[int]) -> None:
    """Close every other file of this process: those of the other children, and what this one waits with."""
    edges = [-1, *sorted(kept), os.sysconf("SC_OPEN_MAX")]
    for before, after in itertools.pairwise(edges):
        if before + 1 < after:  # an empty range closes everything (Python 3.11)
            os.closerange(before + 1, after)


def once() -> NoReturn:
    """One request from standard input, served in this process."""
    request = json.loads(sys.stdin.readline())
    # Read by the client when this process is gone. All are opened now: the request's own process may write to nothing new.
    with (
        Path(request["printed"]).open("w+b") as printed,
        Path(request["trace"]).open("wb") as trace,
        Path(request["reply"]).open("wb") as reply,
        Path(request["note"]).open("w+b") as note,
    ):
        progress.prepare(note)
        try:
            result = json.dumps({"n": request["n"], "result": run(request, printed, trace, note)}).encode()
            reply.write(result)
            reply.flush()
            os._exit(0)  # no thread, and nothing that was registered for the end, outlives the request
        except BaseException:
            import traceback

            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(FAILED)
