"""Lines at the end of a file, for good: under a lock, whole or not at all, flushed to the disk. The log and the feedback use it."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")


class ReplacedError(OSError):
    """The file that was written has no name any more: another program (git does that) put another one in its place."""


def valid_id(id: str) -> str:
    """The id, which is never a path. Raises ValueError for anything else."""
    if not _ID.fullmatch(id):
        raise ValueError(f"{id!r} is not the id of a visualisation")
    return id


def ids_in(folder: Path) -> list[str]:
    """The visualisations that have a file of lines in this folder."""
    return sorted(path.stem for path in folder.glob("*.jsonl") if _ID.fullmatch(path.stem))


def lock(root: Path, name: str, timeout: float) -> FileLock:
    """The lock of one file of lines. Locks are kept in `root/.covis/locks`, apart from what git tracks. Raises OSError (also Timeout)."""
    folder = root / ".covis" / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / f"{name}.lock", timeout=timeout)


def append_lines(path: Path, lines: bytes) -> None:
    """Write lines at the end and flush them to the disk. What could not be written whole, or not flushed, is taken back.

    Raises OSError, and ReplacedError where the file was replaced meanwhile: then the lines went with it.
    """
    new = not path.exists()
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        before = os.fstat(file)
        try:
            rest = memoryview(lines)
            while rest:
                rest = rest[os.write(file, rest) :]
            os.fsync(file)
        except OSError:
            with suppress(OSError):
                os.ftruncate(file, before.st_size)
            raise
    finally:
        os.close(file)
    try:
        replaced = path.stat().st_ino != before.st_ino
    except FileNotFoundError:
        replaced = True
    if replaced:
        raise ReplacedError
    if new:
        flush_folder(path.parent)
        flush_folder(path.parent.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place whole, or leave what was there, and flush it to the disk; whenever the process ends. Its folder is there.

    Raises OSError.
    """
    new = not path.exists()
    draft = path.with_name(f".{path.stem}.{uuid4().hex}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)
    if new:
        flush_folder(path.parent.parent)


def flush_folder(folder: Path) -> None:
    """Make a new name in a folder durable, where the system can (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
