"""What is signed is what is seen, from a real server: whatever happens to the folder, and whatever compiles it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from covis.catalogue import Catalogue
from covis.review.criteria import CRITERIA

ID = "damped_oscillator"


def fetch(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_a_release_outlives_its_folder(gallery: Path, serve: Callable[..., str]) -> None:
    catalogue = Catalogue(gallery)
    catalogue.actions.accept(ID, "example_student", "cli")
    catalogue.actions.accept(ID, "example_staff", "cli")
    submitted = catalogue.actions.submit(ID, "example_student", "cli").edition
    assert submitted is not None
    catalogue.actions.review(ID, "example_peer", "cli")
    met = {criterion.id: True for criterion in CRITERIA}
    catalogue.actions.sign_off(ID, "example_staff", "cli", edition=submitted.document, criteria=met)

    address = serve(gallery, COVIS_CACHE=str(gallery / "another-cache"))
    paths = [f"/d/{submitted.document}/document.json", f"/d/{submitted.document}/program.js", f"/thumb/{submitted.document}.svg"]
    before = [fetch(address + path) for path in paths]
    assert all(status == 200 for status, _ in before)
    page = fetch(f"{address}/v/{ID}")[1]
    assert b"Version 1. Signed off by Dr Alex Example on " in page and b"under the licence <a href=" in page and b"CC-BY-4.0" in page

    text = gallery / "visualisations" / ID / "text.md"
    text.write_bytes(text.read_bytes().replace(b"swing", b"swung", 1))
    assert [fetch(address + path) for path in paths] == before
    assert b"A newer version is being prepared." in fetch(f"{address}/v/{ID}")[1]
    said = subprocess.run(
        [sys.executable, "-m", "covis", "status", ID, "--root", str(gallery)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    assert "Update in review" in said and submitted.document in said

    shutil.rmtree(gallery / "visualisations" / ID)
    assert [fetch(address + path) for path in paths] == before
    fresh = serve(gallery, COVIS_CACHE=str(gallery / "third-cache"))
    assert [fetch(fresh + path) for path in paths] == before
    assert fetch(f"{fresh}/v/{ID}")[0] == 200


def test_unsigned_work_has_no_address_where_only_signed_work_is_shown(gallery: Path, serve: Callable[..., str]) -> None:
    item = Catalogue(gallery).items.get(ID, wait=60)
    assert item is not None and item.digest
    registry = gallery / "registry.yaml"
    registry.write_text(registry.read_text().replace("visibility: all", "visibility: signed_off"))
    address = serve(gallery)
    for path in (f"/v/{ID}", f"/d/{item.digest}/document.json", f"/d/{item.digest}/program.js", f"/thumb/{item.digest}.svg"):
        status, body = fetch(address + path)
        assert status == 404 and b"friction" not in body, path
