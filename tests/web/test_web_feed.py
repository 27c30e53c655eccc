"""/feed/<person>.atom: a feed that programs can read, of what everybody may see and of nothing else."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from covis.catalogue import Catalogue
from covis.web.routes import Site, routes
from tests.catalogue.catalogue_world import ALL, CHECKER, CODER, ID, submitted
from tests.catalogue.conftest import catalogue, toolchain

__all__ = ["catalogue", "toolchain"]
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(catalogue: Catalogue, person: str) -> tuple[ElementTree.Element, str]:
    answer = TestClient(Starlette(routes=routes(Site(catalogue)))).get(f"/feed/{person}.atom")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content), answer.text


def entries(root: ElementTree.Element) -> list[str]:
    return [f"{entry.findtext(f'{ATOM}title')}: {entry.findtext(f'{ATOM}summary')}" for entry in root.findall(f"{ATOM}entry")]


def test_a_feed_says_whose_turn_it_is_and_what_happened(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_PUBLIC_URL", "https://covis.example.org")
    submitted(catalogue)
    root, text = feed(catalogue, CHECKER)
    assert any(entry.startswith("Your turn: ") and "Review the submitted edition" in entry for entry in entries(root))
    assert any("Sam Example submitted it for review" in entry for entry in entries(root)) and "Clear." not in text, "no notes"
    for one in root.iter(f"{ATOM}entry"):
        assert all(one.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        link = one.find(f"{ATOM}link")
        assert link is not None and link.get("href") == f"https://covis.example.org/desk?v={ID}"
    ids = [one.findtext(f"{ATOM}id") for one in root.iter(f"{ATOM}entry")]
    again = [one.findtext(f"{ATOM}id") for one in feed(catalogue, CHECKER)[0].iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) and ids == again, "a reader does not show the same thing twice"


def test_where_only_signed_work_is_shown_the_feed_holds_only_that(catalogue: Catalogue) -> None:
    digest = submitted(catalogue)
    registry = catalogue.root / "registry.yaml"
    text = registry.read_text(encoding="utf-8")
    registry.write_text(text.replace("visibility: all", "visibility: signed_off"), encoding="utf-8")
    root, whole = feed(catalogue, CODER)
    assert entries(root) == [] and "What friction does" not in whole and "submitted" not in whole
    catalogue.actions.sign_off(ID, CHECKER, "cli", edition=digest, criteria=ALL)
    assert [entry.partition(": ")[2].partition(" on ")[0] for entry in entries(feed(catalogue, CODER)[0])] == [
        "Dr Alex Example signed it off"
    ]


def test_a_feed_of_nobody_is_not_found(catalogue: Catalogue, gallery: Path) -> None:
    client = TestClient(Starlette(routes=routes(Site(catalogue))))
    for path in ("/feed/nobody.atom", "/feed/example_staff", "/feed/..%2Fregistry.atom", "/feed/"):
        assert client.get(path).status_code == 404
