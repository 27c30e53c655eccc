"""Signed editions on the disk: `releases/<id>/<document digest>.json`, exactly what students see.

The file is the edition in canonical bytes. It is written before the sign-off that makes it a release, never overwritten, and its
document is kept as plain data: one of a later format is stored and served as it is.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from covis.document import Edition, canonical, digest
from covis.review.stores.disk import write_whole

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ReleaseError(ValueError):
    """A release that cannot be read or written. The message names the file and ends with what to do."""


def write_release(root: Path, edition: Edition) -> Path:
    """Store an edition whole or not at all, and flush it to the disk; return its file.

    If the same document is stored already, that file stays as it is: the document is what students see, and its evidence is that of
    the first signature. A file under this name that holds anything else is refused with ReleaseError.
    """
    content = canonical(edition.model_dump(mode="json"))
    path = _path(root, edition.id, edition.digest)
    if path.exists():
        read_release(root, edition.id, edition.digest)
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return path


def read_release(root: Path, id: str, document_digest: str) -> Edition:
    """The stored edition, after checking that its document has the digest that its name says. Raises ReleaseError."""
    path = _path(root, id, document_digest)
    name = f"releases/{id}/{path.name}"
    try:
        value: Any = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ReleaseError(f"{name} is not there; restore it (git checkout -- {name}) or sign the edition again") from None
    except OSError as error:
        raise ReleaseError(f"{name} cannot be read ({error.strerror}); look at the file's permissions") from error
    except (ValueError, RecursionError):
        raise ReleaseError(f"{name} is not JSON; restore it (git checkout -- {name})") from None
    try:
        edition = Edition.model_validate(value)
        intact = digest(value["document"]) == document_digest and value["id"] == id and edition.files_fit
    except (KeyError, TypeError, ValueError, RecursionError):
        raise ReleaseError(f"{name} is not an edition; restore it (git checkout -- {name})") from None
    if not intact:
        raise ReleaseError(f"{name} is not what was signed: its digest is another; restore it (git checkout -- {name})")
    return edition


def release_ids(root: Path, id: str) -> list[str]:
    """The document digests of the stored editions of a visualisation."""
    folder = _path(root, id, "0" * 64).parent
    return sorted(path.stem for path in folder.glob("*.json") if _DIGEST.fullmatch(path.stem))


def _path(root: Path, id: str, document_digest: str) -> Path:
    if not _ID.fullmatch(id) or not _DIGEST.fullmatch(document_digest):
        raise ReleaseError(f"{id!r} with {document_digest!r} names no release; give an id and a document digest")
    return Path(root) / "releases" / id / f"{document_digest}.json"
