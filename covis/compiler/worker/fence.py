"""A plugin's process opens no file but its folder's and Python's own, changes none, starts no process and talks to nobody.

The import rule is checked before anything runs; this holds for what gets past it, until the process ends: in threads, in `__del__`, and
while Covis compiles what the plugin stated. It is a fence against mistakes, with a message that names the line: nothing outside the
folder may change what is shown. Code that is written to get past it gets past it; `sandbox.py` is what the kernel refuses.
"""

from __future__ import annotations

import importlib.util
import os
import site
import socket
import sys
from pathlib import Path
from typing import Any

# Beginnings of the names of audit events (https://docs.python.org/3/library/audit_events.html).
_BARRED = (
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork", "pty.spawn", "subprocess.Popen"),
    *("os.kill", "signal.pthread_kill", "resource.setrlimit", "resource.prlimit"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate"),
    *("os.chmod", "os.chown", "os.chflags", "os.utime", "os.setxattr", "os.removexattr", "os.chdir", "os.fchdir"),
    *("socket.", "ctypes.", "sqlite3.", "winreg.", "_winapi.CreateProcess"),
)
_READS = ("open", "os.listdir", "os.scandir")
# Files of the folder that this task must not depend on.
_hidden: set[str] = set()


def places() -> tuple[str, ...]:
    """Where Python, its packages and Covis itself are, without links."""
    covis = str(Path(__file__).resolve().parents[2])
    python = {sys.prefix, sys.base_prefix, *site.getsitepackages(), site.getusersitepackages(), covis}
    return tuple(os.path.realpath(place) for place in sorted(python))


def _v8() -> str:
    """The folder of V8's library, which is loaded when the first program is run. Empty when it is not installed."""
    found = importlib.util.find_spec("py_mini_racer")
    return "" if found is None or found.origin is None else os.path.dirname(os.path.realpath(found.origin)) + os.sep  # noqa: PTH120


def hide(file: Path) -> None:
    """From now on a file of the folder is not to be read either: what the task gives is kept while that file changes."""
    _hidden.add(os.path.realpath(file))


def close(folder: Path) -> None:
    """Close the fence around this process, whose plugin is in `folder`. An audit hook cannot be taken out again."""
    readable = tuple(place.rstrip(os.sep) + os.sep for place in (os.path.realpath(folder), *places()))
    v8, realpath, fsdecode = _v8(), os.path.realpath, os.fsdecode
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

    def loads_v8(event: str, args: tuple[Any, ...]) -> bool:
        if event == "ctypes.dlopen":
            return bool(v8) and isinstance(args[0], str) and realpath(args[0]).startswith(v8)
        return event == "ctypes.dlsym" and isinstance(args[1], str) and args[1].startswith("mr_")

    # V8's event loop wakes itself with two sockets that are connected to each other. Some systems make such a pair in Python.
    pair = {code.__code__ for name in ("socketpair", "_fallback_socketpair") if (code := getattr(socket, name, None)) is not None}

    def makes_pair(event: str) -> bool:
        frame = sys._getframe(2) if event.startswith("socket.") else None
        for _ in range(4):
            if frame is None or frame.f_code in pair:
                break
            frame = frame.f_back
        return frame is not None and frame.f_code in pair

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(_BARRED):
            if loads_v8(event, args) or makes_pair(event):
                return
            raise PermissionError(f"a plugin may not do this ({event}): it states a model, and Covis does the rest")
        if event in _READS:
            path = "." if args[0] is None else args[0]
            if isinstance(path, int):  # it is open already
                return
            path = fsdecode(path)
            if realpath(path) in _hidden:
                raise PermissionError(f"a fact may not read {path}: it is about the model, which does not depend on that file")
            writes = event == "open" and isinstance(args[2], int) and args[2] & writing
            if writes or not (realpath(path) + os.sep).startswith(readable):
                verb = "write" if writes else "read"
                message = f"a plugin may not {verb} {path}: what is shown depends on the files of its own folder alone"
                raise PermissionError(message)

    sys.addaudithook(audit)
