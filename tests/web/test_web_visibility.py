"""Where only what is signed is shown, a visitor is sent nothing else: not by any page, route or WebSocket frame of a real server."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from covis.catalogue import Catalogue
from covis.review.criteria import CRITERIA

ID, COURSE = "damped_oscillator", "PHYS40001"
SECRETS = ("Quagga", "quagga", "Okapi", "okapi", "Numbat", "numbat", "Quokka", "quokka", "secret-logins")  # not signed, or private
MET = {criterion.id: True for criterion in CRITERIA}


def fetch(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def add(root: Path, id: str, title: str) -> None:
    shutil.copytree(root / "visualisations" / ID, root / "visualisations" / id)
    with (root / "registry.yaml").open("a") as file:
        file.write(
            f"\n  {id}:\n    title: {title}\n    summary: {title} again.\n    subject: {title} / Physics\n    keywords: [{title.lower()}]\n"
            "    coders: [example_student]\n    fact_checkers: [example_staff]\n"
        )


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def hidden(
    shared_gallery: Path, serve: Callable[..., str], compiled: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, str, list[str]]:
    """The address; the digest that is signed; those that are not: an update with another title, one submitted, one pinned for no reason."""
    root = shared_gallery
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COVIS_CACHE", str(compiled))
        catalogue = Catalogue(root)
        for who in ("example_student", "example_staff"):
            catalogue.actions.accept(ID, who, "cli", note="Between us: the quokka.")
        submitted = catalogue.actions.submit(ID, "example_student", "cli").edition
        assert submitted is not None
        catalogue.actions.review(ID, "example_peer", "cli")
        catalogue.actions.sign_off(ID, "example_staff", "cli", edition=submitted.document, criteria=MET)

        add(root, "second", "Okapi")
        add(root, "faulty", "Numbat")
        replace(root / "visualisations" / "second" / "text.md", "swing", "okapi")
        replace(root / "visualisations" / "second" / "__init__.py", "A swing", "A okapi")  # the preset that the text names
        (root / "visualisations" / "faulty" / "__init__.py").write_text("raise ValueError('numbat')\n")
        registry = root / "registry.yaml"
        replace(registry, "What friction does to a swing", "What a quagga does")
        replace(registry, "Trade damping against frequency", "Trade a Quagga against frequency")
        replace(root / "visualisations" / ID / "text.md", "swing", "quagga")
        replace(root / "visualisations" / ID / "__init__.py", "A swing", "A quagga")
        replace(registry, "Physics / Mechanics", "Quagga / Mechanics")
        replace(registry, "level: 1", "level: 7")
        replace(registry, "[oscillation,", "[quagga,")
        waits = [catalogue.actions.submit(id, "example_student", "cli").edition for id in (ID, "second")]
        digests = [one.document for one in waits if one is not None]
        pinned = f"\n      - {ID}\n      - {{id: second, edition: {digests[1]}}}\n      - faulty\n"
        replace(registry, f"\n      - {ID}\n", pinned)
        replace(registry, "visibility: all", "visibility: signed_off")
        with registry.open("a") as file:
            file.write("  mistaken:\n    title: Mistaken\n    level: Quokka\n    quokkas: [1]\n")
    logins = tmp_path_factory.mktemp("private") / "secret-logins.yaml"
    logins.write_text("nobody_here: quokka@example.org\nexample_student: 7\n")
    return serve(root, says=["secret-logins"], COVIS_LOGINS=str(logins)), submitted.document, digests


def test_the_plain_routes_give_what_is_signed_and_nothing_else(hidden: tuple[str, str, list[str]]) -> None:
    address, signed, unsigned = hidden
    status, body = fetch(f"{address}/v/{ID}")
    assert status == 200 and "What friction does to a swing" in body and not any(word in body for word in SECRETS)
    for id in ("second", "faulty"):
        status, body = fetch(f"{address}/v/{id}")
        assert status == 404 and not any(word in body for word in SECRETS)
    status, body = fetch(f"{address}/v/mistaken")
    assert status == 500 and "has a mistake" in body and not any(word in body for word in SECRETS)
    for person in ("example_student", "example_staff", "example_maintainer"):
        status, body = fetch(f"{address}/feed/{person}.atom")
        assert status == 200 and not any(word in body for word in SECRETS)
    for path in ("/d/{}/document.json", "/d/{}/shown.json", "/d/{}/program.js", "/thumb/{}.svg", "/thumb/{}.png"):
        assert fetch(address + path.format(signed))[0] == 200
        for digest in unsigned:
            assert fetch(address + path.format(digest))[0] == 404


PAGES = [
    "/",
    "/?q=okapi",
    "/?q=quagga",
    "/?subject=Okapi",
    f"/?v={ID}",
    "/?v=second",
    "/?v=secind",
    "/?v=faulty",
    "/?v=mistaken",
    "/?subject=Quagga",
    "/?subject=Physics",
    "/?level=7",
    "/?v=second&e={0}",
    f"/?v={ID}&e={{1}}",
    "/course",
    f"/course?c={COURSE}",
    "/people",
    "/people?p=example_student",
    "/desk",
    f"/desk?v={ID}",
    f"/desk?v={ID}&at=partners",
    "/desk?v=mistaken",
    "/desk?v=second",
    "/desk?v=faulty",
    "/take-part",
    f"/cohort?c={COURSE}",
]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_sends_a_visitor_a_word_that_is_not_signed(hidden: tuple[str, str, list[str]], page: Page, path: str) -> None:
    """What the browser was sent is looked at, not only what it shows. A search for a word gives the word back, and nothing more."""
    address, _, unsigned = hidden
    asked = path.partition("?")[2].partition("=")[2]
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(frame if isinstance(frame, str) else frame.decode("utf-8", "replace")))

    page.on("websocket", listen)
    page.goto(address + path.format(unsigned[1], unsigned[0]))
    page.locator(".cv-footer").wait_for()
    if path == "/":
        page.get_by_role("status").first.wait_for(state="attached")
    said = "\n".join([page.content(), *heard])
    assert "Example University" in said
    for word in SECRETS:
        if word.lower() != asked.lower():
            assert word not in said, (
                word,
                [one[max(0, one.find(word) - 150) : one.find(word) + 60] for one in [page.content(), *heard] if word in one][:2],
            )
    if "e=" not in path:
        assert not any(digest in said for digest in unsigned)


def test_a_search_and_the_filters_find_what_is_signed(hidden: tuple[str, str, list[str]], page: Page) -> None:
    for asked, found in (
        ("subject=Physics", True),
        ("q=oscillation", True),
        ("level=1", True),
        ("subject=Quagga", False),
        ("level=7", False),
    ):
        page.goto(f"{hidden[0]}/?{asked}")
        page.locator(".cv-footer").wait_for()
        expect(page.locator(f".st-key-cv_card_ready_{ID}")).to_have_count(int(found))
