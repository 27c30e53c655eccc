"""The server's side of the worker process: requests out, replies in. Knows nothing of SymPy."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"  # a forked child of a threaded macOS program is not safe


@dataclass(frozen=True)
class Limits:
    """What one request may use. `fact_seconds` is for one fact, `check_seconds` for all the rules together."""

    seconds: float = float(os.environ.get("COVIS_COMPILE_SECONDS", "10"))
    check_seconds: float = float(os.environ.get("COVIS_CHECK_SECONDS", "60"))
    fact_seconds: float = float(os.environ.get("COVIS_FACT_SECONDS", "30"))
    megabytes: int = int(os.environ.get("COVIS_COMPILE_MEGABYTES", "1024"))


class WorkerError(Exception):
    """A request ended without a result; the message is for the plugin's team. `file`, `line`: where the plugin stood, if known."""

    def __init__(self, message: str, file: str = "", line: int = 0, timed_out: bool = False) -> None:
        super().__init__(message)
        self.file, self.line, self.timed_out = file, line, timed_out


def environment() -> dict[str, str]:
    """A clean one: nothing of the server's (secrets, addresses) is visible to a plugin."""
    kept = {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if key in os.environ}
    return kept | {
        "PATH": os.defpath,
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        # One thread each: children run side by side, and a fork keeps no threads.
        **{f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")},
        **{key: value for key, value in os.environ.items() if key.startswith("OPENBLAS_CORETYPE")},
    }


class Worker:
    """One warm process that forks a child for each request; threads may share it. Started by the first request, or by `warm`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._futures: dict[int, Future[dict[str, Any]]] = {}
        self._count = itertools.count(1)

    def request(self, call: str, args: dict[str, Any], folder: Path, seconds: float, megabytes: int) -> dict[str, Any]:
        """The result of `call` ("module:function") with `args`; WorkerError when it gave none."""
        message = {"n": next(self._count), "call": call, "args": args, "seconds": seconds, "megabytes": megabytes}
        reply = self._ask(message) if CAN_FORK else _spawn(message)
        if "result" in reply:
            result: dict[str, Any] = reply["result"]
            return result
        raise _explain(reply, folder, seconds, megabytes)

    def warm(self) -> None:
        """Start the process, so that the first request finds it ready."""
        if CAN_FORK:
            with self._lock:
                self._start()

    def close(self) -> None:
        with self._lock:
            if self._process is not None and self._process.stdin is not None:
                with contextlib.suppress(OSError):
                    self._process.stdin.close()
                self._process = None

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        future: Future[dict[str, Any]] = Future()
        with self._lock:
            process = self._start()
            self._futures[message["n"]] = future
            assert process.stdin is not None
            try:
                process.stdin.write(json.dumps(message).encode() + b"\n")
                process.stdin.flush()
            except OSError:
                self._futures.pop(message["n"], None)
                return {"died": "worker"}
        return future.result()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "covis.compiler.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment(),
                cwd=tempfile.gettempdir(),
                start_new_session=True,  # Ctrl-C in the server's terminal is the server's
            )
            threading.Thread(target=self._listen, args=(self._process,), daemon=True, name="covis-worker").start()
            atexit.register(self.close)
        return self._process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        mine = set()
        for line in process.stdout:
            reply = json.loads(line)
            with self._lock:
                future = self._futures.pop(reply["n"], None)
            if future is not None:
                future.set_result(reply)
        with self._lock:
            if self._process is process or self._process is None:
                mine = set(self._futures)
            lost = [self._futures.pop(n) for n in mine]
        for future in lost:
            future.set_result({"died": "worker"})


def _spawn(message: dict[str, Any]) -> dict[str, Any]:
    """A process for this request alone, where the system cannot fork."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        message = message | {"trace": str(trace)}
        command = [sys.executable, "-m", "covis.compiler.worker", "--once"]
        late = False
        try:
            done = subprocess.run(
                command, input=json.dumps(message).encode() + b"\n", capture_output=True, env=environment(), timeout=message["seconds"] + 20
            )
            out, status = done.stdout, done.returncode
        except subprocess.TimeoutExpired:
            out, status, late = b"", 0, True
        said = trace.read_text("utf-8", "replace") if trace.exists() else ""
    if out.strip():
        reply: dict[str, Any] = json.loads(out)
        return reply
    return {"died": "time" if late or "Timeout" in said else "exit", "status": status, "trace": said, "printed": ""}


def _explain(reply: dict[str, Any], folder: Path, seconds: float, megabytes: int) -> WorkerError:
    """Why there is no result, in words for the team, with the line of their file where it is known."""
    trace, printed = str(reply.get("trace", "")), str(reply.get("printed", ""))
    at = [(file, int(line)) for file, line in re.findall(r'File "([^"]+)", line (\d+)', trace) if file.startswith(str(folder.resolve()))]
    file, line = at[0] if at else ("", 0)
    match reply["died"]:
        case "time":
            return WorkerError(
                f"took longer than {seconds:g} s; look for a loop that never ends, or for a costly simplify()", file, line, True
            )
        case "worker":
            return WorkerError("the worker process stopped; run the check again")
        case "signal":
            return WorkerError(
                f"was stopped by the system (signal {reply['status']}); it may have used more than {megabytes} MB of memory", file, line
            )
    if "MemoryError" in printed or "bad_alloc" in printed:
        return WorkerError(f"used more than {megabytes} MB of memory; make its arrays smaller", file, line)
    if reply["status"] == 70:
        last = printed.strip().splitlines()[-1:] or ["no message"]
        return WorkerError(f"could not be compiled ({last[0][:200]})", file, line)
    return WorkerError(f"ended Python itself (exit status {reply['status']}); take the call that does so out", file, line)


worker = Worker()
