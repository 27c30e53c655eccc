"""Cheap signatures of files: what is cached under one is read again only when a file has changed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

FileSignature = tuple[str, int, int, int]
Signature = tuple[FileSignature, ...]


def _of(name: str, stat: os.stat_result) -> FileSignature:
    """Time and size, and the inode: editors and git replace files, which keeps neither."""
    return (name, stat.st_mtime_ns, stat.st_size, stat.st_ino)


def of_file(path: Path) -> Signature:
    """Of one file, () where there is none."""
    try:
        return (_of(str(path), path.stat()),)
    except OSError:
        return ()


def of_files(paths: Iterable[Path]) -> Signature:
    """Of several files or folders (of a folder: the names in it, not what stands in them)."""
    return tuple(one for path in paths for one in of_file(path))


def of_folder(path: str, prefix: str = "") -> Signature:
    """Of all that stands in a folder, dotfiles and bytecode apart, () where there is none. Links are not followed."""
    found: list[FileSignature] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name == "__pycache__" or entry.name.endswith(".pyc"):
                    continue
                name = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    found.append((name, -1, -1, -1))
                    found.extend(of_folder(entry.path, prefix=name + "/"))
                else:
                    found.append(_of(name, entry.stat(follow_symlinks=False)))
    except OSError:
        return tuple(sorted(found))
    return tuple(sorted(found))
