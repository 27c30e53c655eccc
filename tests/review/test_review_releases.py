"""Signed editions on the disk: written whole, never overwritten, verified when read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from covis.document import Edition, Evidence, canonical
from covis.editions.releases import ReleaseError, read_release, release_ids, write_release

EDITION = Edition(
    id="swing",
    source="a" * 64,
    document={"format": 2, "of a later format": [1, 2.5, 1e-300, "ω₀ \u2028", None, {"z": 1, "a": True}]},
    evidence=[Evidence(id="e", statement="s", outcome="proved", evidence="proved")],
    toolchain={"sympy": "1.14"},
)


def test_what_is_written_is_read_whatever_the_document_s_format(tmp_path: Path) -> None:
    path = write_release(tmp_path, EDITION)
    assert path == tmp_path / "releases" / "swing" / f"{EDITION.digest}.json"
    assert path.read_bytes() == canonical(EDITION.model_dump(mode="json"))
    assert read_release(tmp_path, "swing", EDITION.digest) == EDITION
    assert release_ids(tmp_path, "swing") == [EDITION.digest] and release_ids(tmp_path, "other") == []


def test_a_release_is_never_overwritten(tmp_path: Path) -> None:
    path = write_release(tmp_path, EDITION)
    before = path.read_bytes()
    again = EDITION.model_copy(update={"toolchain": {"sympy": "1.15"}})
    assert write_release(tmp_path, again) == path and path.read_bytes() == before
    path.write_bytes(before.replace(b"2.5", b"2.6"))
    with pytest.raises(ReleaseError, match="not what was signed"):
        write_release(tmp_path, EDITION)
    assert b"2.6" in path.read_bytes()


def changed(**fields: Any) -> bytes:
    return json.dumps(json.loads(canonical(EDITION.model_dump(mode="json"))) | fields).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not an edition"),
        (b"{}", "not an edition"),
        (changed(document=[]), "not an edition"),
        (changed(document={"format": 1}), "not what was signed"),
        (changed(document={"x": float("nan")}), "not an edition"),
        (changed(id="other"), "not what was signed"),
        (changed(extra=1), "not an edition"),
    ],
)
def test_a_file_that_is_not_what_was_signed_is_refused_with_the_way_out(tmp_path: Path, content: bytes, message: str) -> None:
    write_release(tmp_path, EDITION).write_bytes(content)
    with pytest.raises(ReleaseError, match=message) as caught:
        read_release(tmp_path, "swing", EDITION.digest)
    assert f"restore it (git checkout -- releases/swing/{EDITION.digest}.json)" in str(caught.value)


def test_a_release_that_is_not_there_and_names_that_are_paths(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="is not there"):
        read_release(tmp_path, "swing", "a" * 64)
    for id, digest in (("../swing", "a" * 64), ("swing", "../x"), ("swing", "A" * 64), ("swing", "a" * 63)):
        with pytest.raises(ReleaseError, match="names no release"):
            read_release(tmp_path, id, digest)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("covis.editions.releases.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_release(tmp_path, EDITION)
    assert list((tmp_path / "releases" / "swing").iterdir()) == []


def test_an_edition_with_not_a_number_is_never_stored(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        write_release(tmp_path, EDITION.model_copy(update={"document": {"x": float("nan")}}))
    assert not (tmp_path / "releases").exists()
