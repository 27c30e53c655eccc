"""The server's side of the worker process: requests out, replies in. Knows nothing of SymPy."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from covis.compiler.worker import progress
from covis.compiler.worker.failures import WorkerError, explained

# What a new process may take until it has loaded SymPy, in seconds.
START = 60.0
# A worker that runs something shows every half second that it is alive. After this many seconds of silence it is replaced.
SILENCE = 20.0
# How often a request is asked again, at once, because the worker died under it.
TRIES = 3
# Time limits count processor time. What only waits is ended after this many times as long by the clock.
WALL = 10 if hasattr(signal, "setitimer") else 1
# Called with each note of a task that is watched.
Watcher = Callable[[dict[str, Any]], None]
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"  # a forked child of a threaded macOS program is not safe


@dataclass(frozen=True)
class Limits:
    """What a plugin may use: seconds of processor time, and memory.

    `seconds` is for compiling, wherever a plugin is compiled; `check_seconds` for all rules after it; `fact_seconds` for one fact.
    `megabytes` are its own, beside those of Covis and its libraries.
    """

    seconds: float = float(os.environ.get("COVIS_COMPILE_SECONDS", "10"))
    check_seconds: float = float(os.environ.get("COVIS_CHECK_SECONDS", "60"))
    fact_seconds: float = float(os.environ.get("COVIS_FACT_SECONDS", "30"))
    megabytes: int = int(os.environ.get("COVIS_COMPILE_MEGABYTES", "768"))


def environment() -> dict[str, str]:
    """A clean one: nothing of the server's (secrets, addresses) is visible to a plugin."""
    kept = {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "COVIS_SANDBOX") if key in os.environ}
    return kept | {
        "PATH": os.defpath,
        "PYTHONHASHSEED": "0",
        "SYMPY_CACHE_SIZE": "None",  # no bound: a child lives for one request, within its memory
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
        # One thread each: children run side by side, and a fork keeps no threads.
        **{f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL")},
        **{key: value for key, value in os.environ.items() if key.startswith("OPENBLAS_CORETYPE")},
    }


class _Process:
    """One worker process and the requests that wait for it. Its listener thread answers every one of them, also when it dies."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[dict[str, Any]]] = {}
        self._watching: dict[int, Watcher] = {}
        self._ended = False
        self._folder = tempfile.TemporaryDirectory(prefix="covis-worker-", ignore_cleanup_errors=True)  # for what plugins leave behind
        self.closed = False
        self._heard, self._started = time.monotonic(), False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "covis.compiler.worker.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
            cwd=self._folder.name,
            start_new_session=True,  # Ctrl-C in the server's terminal is the server's
        )
        threading.Thread(target=self._listen, daemon=True, name="covis-worker").start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return not self._ended and self._process.poll() is None

    def ask(self, message: dict[str, Any], watcher: Watcher | None) -> Future[dict[str, Any]] | None:
        """The reply to come; None when the process can take no request any more."""
        future: Future[dict[str, Any]] = Future()
        with self._lock:
            if self._ended:
                return None
            assert self._process.stdin is not None
            try:
                self._process.stdin.write(json.dumps(message).encode() + b"\n")
                self._process.stdin.flush()
            except (OSError, ValueError):  # a broken pipe, or one that was closed
                return None
            if not self._waiting:
                self._heard = time.monotonic()  # nothing was asked of it until now
            self._waiting[message["n"]] = future
            if watcher is not None:
                self._watching[message["n"]] = watcher
        return future

    def answer(self, future: Future[dict[str, Any]]) -> dict[str, Any]:
        """Wait for the reply. A process that hangs is ended, which answers all that wait for it."""
        while True:
            try:
                return future.result(timeout=0.5)
            except TimeoutError:
                if time.monotonic() - self._heard > (SILENCE if self._started else START):
                    self._process.kill()

    def close(self) -> None:
        """It ends when its input does, and every child of it with it."""
        self.closed = True
        self._end_input()

    def _end_input(self) -> None:
        assert self._process.stdin is not None
        with self._lock, contextlib.suppress(OSError):
            self._process.stdin.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):  # half a line, or no reply: it died while it wrote
            for line in self._process.stdout:
                self._heard, self._started = time.monotonic(), True
                if not line.strip():
                    continue
                reply = json.loads(line)
                if "doing" in reply and "died" not in reply:
                    with contextlib.suppress(Exception):  # an observer's error must not end the work
                        self._watching[reply["n"]](reply["doing"])
                    continue
                with self._lock:
                    self._watching.pop(reply["n"], None)
                    future = self._waiting.pop(reply["n"], None)
                if future is not None:
                    future.set_result(reply)
        with self._lock:
            self._ended, lost = True, list(self._waiting.values())
            self._waiting.clear()
        for future in lost:
            future.set_result({"died": "worker"})
        self._process.stdout.close()
        self._end_input()
        self._process.wait()
        self._folder.cleanup()


class Worker:
    """One warm process that forks a child for each request; threads may share it. Started by the first request, or by `warm`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._count = itertools.count(1)
        atexit.register(self.close)

    def request(
        self,
        call: str,
        args: dict[str, Any],
        folder: Path,
        seconds: float,
        megabytes: int,
        *,
        more_seconds: float = 0,
        background: bool = False,
        watcher: Watcher | None = None,
    ) -> dict[str, Any]:
        """The result of `call` ("module:function") with `args`; WorkerError when it gave none.

        `seconds` of processor time for the first stage of the task, `more_seconds` for all later ones together. `background`: nothing
        that is not in the background waits for it. `watcher` is called in another thread with what the task is at (`progress.py`).
        """
        message = {"n": next(self._count), "call": call, "args": args, "seconds": seconds, "megabytes": megabytes}
        message |= {"folder": str(folder.resolve()), "background": background, "watched": watcher is not None}
        message |= {"patience": WALL, "wall": (seconds + more_seconds) * WALL}
        try:
            reply = self._ask(message, watcher) if CAN_FORK else _spawn(message)
        except (OSError, RuntimeError) as error:  # no process, no pipe, no thread: of these the system has only so many
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise WorkerError(
                f"could not be run, because the system gave no new process ({reason.lower()}); run the command again"
            ) from error
        if "result" in reply:
            result: dict[str, Any] = reply["result"]
            return result
        raise explained(reply, folder, seconds, megabytes, WALL)

    def warm(self) -> None:
        """Start the process, so that the first request finds it ready."""
        if CAN_FORK:
            self._running()

    def close(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.close()

    def _ask(self, message: dict[str, Any], watcher: Watcher | None) -> dict[str, Any]:
        for _ in range(TRIES):  # one that died since the last request takes none, and what it had taken is asked of a new one
            process = self._running()
            future = process.ask(message, watcher)
            reply = process.answer(future) if future is not None else {"died": "worker"}
            if reply.get("died") != "worker" or (future is not None and process.closed):
                return reply
        return {"died": "worker"}

    def _running(self) -> _Process:
        with self._lock:
            if self._process is None or not self._process.alive:
                self._process = _Process()
            return self._process


def _spawn(message: dict[str, Any]) -> dict[str, Any]:
    """A process for this request alone, where the system cannot fork. It answers in files: a pipe could be held open by what it leaves."""
    with tempfile.TemporaryDirectory(prefix="covis-", ignore_cleanup_errors=True) as folder:
        files = {name: Path(folder) / name for name in ("reply", "printed", "trace", "note")}
        process = subprocess.Popen(
            [sys.executable, "-m", "covis.compiler.worker.worker", "--once"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment() | {"TMPDIR": folder, "TEMP": folder, "TMP": folder},
            cwd=folder,
            start_new_session=True,
        )
        late = False
        try:
            process.communicate(
                json.dumps(message | {name: str(file) for name, file in files.items()}).encode() + b"\n", START + message["wall"]
            )
        except subprocess.TimeoutExpired:
            late = True
        finally:
            with contextlib.suppress(AttributeError, OSError):
                os.killpg(process.pid, signal.SIGKILL)  # Windows has none
            process.kill()
            status = process.wait()
        written = {name: file.read_text("utf-8", "replace") if file.exists() else "" for name, file in files.items()}
    doing = progress.read(written.pop("note").encode())
    with contextlib.suppress(ValueError):
        reply: dict[str, Any] = json.loads(written["reply"])
        if isinstance(reply, dict) and isinstance(reply.get("result"), dict):
            return reply
    if late or "Timeout" in written["trace"]:
        died = "late"
    elif status < 0:
        died = "time" if -status == getattr(signal, "SIGPROF", 0) else "signal"
    else:
        died = "exit"
    return {"died": died, "status": abs(status), "trace": written["trace"], "printed": written["printed"], "doing": doing}


worker = Worker()
