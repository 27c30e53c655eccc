"""Cheap signatures of files: what is cached under one is read again only when a file has changed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

FileSignature = tuple[str, int, int, int]
Signature = tuple[FileSignature, ...]


def of_file(path: str | Path) -> Signature:
    """Of one file, () where there is none: time and size, and the inode, since editors and git replace files and may keep both."""
    try:
        stat = os.stat(path)  # noqa: PTH116  (a gallery of 300 is looked at on every page: strings are several times cheaper)
    except OSError:
        return ()
    return ((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino),)


def of_files(paths: Iterable[str | Path]) -> Signature:
    """Of several files or folders (of a folder: the names in it, not the contents)."""
    return tuple(one for path in paths for one in of_file(path))


def of_folder(path: str) -> Signature:
    """Of everything in a folder, dotfiles and bytecode apart, () where there is none. Links are not followed."""
    found: list[FileSignature] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                name = entry.name
                if name[0] == "." or name == "__pycache__" or name.endswith(".pyc"):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    found.append((entry.path, -1, -1, -1))
                    found.extend(of_folder(entry.path))
                else:
                    stat = entry.stat(follow_symlinks=False)
                    found.append((name, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    except OSError:
        pass  # it went away meanwhile: what was seen of it is another signature
    found.sort()
    return tuple(found)
