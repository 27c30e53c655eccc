"""Which store a gallery has: files in its folder, or a database. The one place that knows how a store is named."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from covis.review.stores.files import FileLog
from covis.review.stores.protocol import Log


@dataclass(frozen=True)
class StorePlace:
    """Where the log and the feedback of a gallery are kept.

    `root` is the gallery's folder, `url` the address of a database, "" where the stores are files in the folder. A relative file of a
    SQLite database is in the folder.
    """

    root: Path
    url: str = ""


def configured(root: Path) -> StorePlace:
    """Where the gallery in this folder keeps them: in the database that COVIS_DATABASE_URL names, otherwise in files."""
    return StorePlace(Path(root), os.environ.get("COVIS_DATABASE_URL", "").strip())


def named(name: str, root: Path) -> StorePlace:
    """The place that a person names: a database's address, or a gallery's folder. `root` is the folder for a relative SQLite file."""
    return StorePlace(root, name) if "://" in name else StorePlace(Path(name))


def open_log(place: StorePlace) -> Log:
    """The log at this place; nothing is opened before it is read or written, and a wrong address raises StoreError then."""
    if place.url:
        from covis.review.stores.sql import SqlLog  # SQLAlchemy takes a moment to load, and most galleries are files

        return SqlLog(place.url, place.root)
    return FileLog(place.root)
