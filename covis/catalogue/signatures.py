"""Cheap signatures of files: what is cached under one is read again only when a file has changed."""

from __future__ import annotations

import os
from pathlib import Path

type_of_file = tuple[str, int, int, int]
Signature = tuple[type_of_file, ...]


def _of(name: str, stat: os.stat_result) -> type_of_file:
    """Time and size, and the inode: editors and git replace files, which keeps neither."""
    return (name, stat.st_mtime_ns, stat.st_size, stat.st_ino)


def of_file(path: Path) -> Signature:
    """Of one file, () where there is none."""
    try:
        return (_of("", path.stat()),)
    except OSError:
        return ()


def of_folder(path: str, *, deep: bool = True, prefix: str = "") -> Signature:
    """Of all that stands in a folder, dotfiles and bytecode apart, () where there is none. Links are not followed."""
    found: list[type_of_file] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name == "__pycache__" or entry.name.endswith(".pyc"):
                    continue
                name = prefix + entry.name
                if deep and entry.is_dir(follow_symlinks=False):
                    found.append((name, -1, -1, -1))
                    found.extend(of_folder(entry.path, prefix=name + "/"))
                else:
                    found.append(_of(name, entry.stat(follow_symlinks=False)))
    except OSError:
        return tuple(sorted(found))
    return tuple(sorted(found))


def names_of_folders(path: Path) -> tuple[str, ...]:
    """The names of the folders that stand in a folder."""
    try:
        with os.scandir(path) as entries:
            return tuple(sorted(entry.name for entry in entries if entry.is_dir() or entry.is_symlink()))
    except OSError:
        return ()
