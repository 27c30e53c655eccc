"""A folder that holds an export: what is written into it, and what is taken away. It never touches a file that no export wrote."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from covis.web.export.files import safe

MANIFEST = "covis-export.json"
FORMAT = 1


class NoExportError(Exception):
    """The folder cannot take an export; nothing was written. The message says why, and what to do."""


@dataclass(frozen=True)
class Written:
    """How many files were new or other than before, the same, and taken away; and those that somebody changed, which were left."""

    written: int
    same: int
    removed: int
    kept: tuple[str, ...]


def write(folder: Path, files: Mapping[str, bytes], report: Callable[[int], None] = lambda number: None) -> Written:
    """Make `folder` hold these files. Equal files are not written again; those of an earlier export that are no longer there go.

    The manifest names every file of an export with its SHA-256. While files are written it names the old and the new ones, so the next
    run goes on after an interruption. `report` is called with the number of files done.

    Raises NoExportError where the folder is not empty and no export, or holds a file of somebody else's where one would be written.
    """
    before = _manifest(folder)
    after = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    foreign = [path for path in sorted(files) if path not in before and _differs(folder / path, files[path])]
    if foreign:
        listed = ", ".join(foreign[:5]) + (f" and {len(foreign) - 5} more" if len(foreign) > 5 else "")
        raise NoExportError(
            f"{folder} has files that no export wrote, where one would write: {listed}. Move them, then run the command again."
        )
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / MANIFEST, _text({**before, **after}))
    written = same = removed = 0
    for number, (path, content) in enumerate(sorted(files.items())):
        if _equal(folder / path, content):
            same += 1
        else:
            _put(folder / path, content)
            written += 1
        report(number + 1)
    kept = []
    for path in sorted(set(before) - set(after)):
        place = folder / path
        if not place.is_file():
            continue
        if hashlib.sha256(place.read_bytes()).hexdigest() != before[path]:
            kept.append(path)
            continue
        place.unlink()
        removed += 1
        _remove_empty(place.parent, folder)
    _put(folder / MANIFEST, _text(after))
    return Written(written, same, removed, tuple(kept))


def check(folder: Path) -> None:
    """Raise NoExportError now, before anything is compiled, where `write` would refuse the folder as a whole."""
    _manifest(folder)


def _manifest(folder: Path) -> dict[str, str]:
    """What the last export wrote, path -> SHA-256; {} for a folder that is new or empty."""
    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise NoExportError(f"{folder} is a file. Name a folder.")
    try:
        read: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = read["files"]
        if read["format"] != FORMAT or not all(isinstance(path, str) and isinstance(files[path], str) and safe(path) for path in files):
            raise ValueError
    except FileNotFoundError:
        if any(folder.iterdir()):
            raise NoExportError(f"{folder} is not empty and holds no export. Name a new or an empty folder.") from None
        return {}
    except (ValueError, KeyError, TypeError):
        raise NoExportError(f"{folder / MANIFEST} cannot be read as the list of an export. Export into a new folder.") from None
    return dict(files)


def _text(files: Mapping[str, str]) -> bytes:
    return (json.dumps({"format": FORMAT, "files": dict(sorted(files.items()))}, indent=1) + "\n").encode()


def _equal(place: Path, content: bytes) -> bool:
    return place.is_file() and place.stat().st_size == len(content) and place.read_bytes() == content


def _differs(place: Path, content: bytes) -> bool:
    """Whether there is something else already."""
    return place.exists() and not _equal(place, content)


def _put(place: Path, content: bytes) -> None:
    """Write a file whole: a web server never sends half of one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.part")
    part.write_bytes(content)
    part.replace(place)


def _remove_empty(place: Path, folder: Path) -> None:
    while place != folder and not any(place.iterdir()):
        place.rmdir()
        place = place.parent
