"""While a plugin's own code runs it opens no file but its folder's and Python's own, starts no process and talks to nobody.

The import rule says so before anything runs; this holds for what gets past it. It is a fence against mistakes: nothing outside the digest
may change what is shown. It is no sandbox.
"""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_BARRED = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "subprocess.Popen",
    "socket.connect",
    "socket.bind",
    "ctypes.dlopen",
)
_folder: str | None = None
_installed = False


@contextmanager
def fenced(folder: Path) -> Iterator[None]:
    """Hold the fence while the body runs. An audit hook cannot be taken out again, so it stays and is switched."""
    global _folder, _installed
    if not _installed:
        sys.addaudithook(_audit)
        _installed = True
    _folder = str(folder.resolve())
    try:
        yield
    finally:
        _folder = None


def _places() -> tuple[str, ...]:
    covis = str(Path(__file__).resolve().parents[2])
    python = {sys.prefix, sys.base_prefix, *site.getsitepackages(), site.getusersitepackages(), covis}
    return tuple(os.path.realpath(place) + os.sep for place in python)


_PYTHON = _places()


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if _folder is None:
        return
    if event.startswith(_BARRED):
        raise PermissionError(f"a plugin may not do this ({event}): it states a model, and Covis does the rest")
    if event == "open" and isinstance(args[0], str | bytes):
        path = os.path.realpath(os.fsdecode(args[0]))
        writes = isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        own = (path + os.sep).startswith(_folder + os.sep)
        if writes or not (own or path.startswith(_PYTHON)):
            verb = "write" if writes else "read"
            raise PermissionError(
                f"a plugin may not {verb} {os.fsdecode(args[0])}: what is shown depends on the files of its own folder alone"
            )
