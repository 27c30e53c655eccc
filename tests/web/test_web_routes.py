"""The plain routes of a real server."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

ID = "damped_oscillator"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Get = Callable[..., Answer]


def ask(address: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request, its path sent exactly as it is written."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    response = connection.getresponse()
    answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    connection.close()
    return answer


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], shared_gallery: Path) -> str:
    broken = shared_gallery / "visualisations" / "broken"
    broken.mkdir()
    (broken / "__init__.py").write_text('raise ValueError("<b>no</b>")\n')
    (broken / "text.md").write_text("## The idea\n")
    registry = shared_gallery / "registry.yaml"
    entry = "\n  broken:\n    title: A <i>broken</i> & sad one\n    coders: [example_student]\n    fact_checkers: [example_staff]\n"
    mistaken = "  mistaken:\n    title: Mistaken\n    chekers: [example_staff]\n"
    registry.write_text(registry.read_text().rstrip() + entry + mistaken)
    (shared_gallery / "visualisations" / "mistaken").mkdir()
    return serve(shared_gallery)


@pytest.fixture(scope="module")
def get(address: str) -> Get:
    return lambda path, method="GET", **headers: ask(address, path, method, **headers)


def page_of(get: Get, id: str = ID) -> str:
    answer = get(f"/v/{id}")
    while answer.status == 503:  # it is being compiled, and the answer says when to ask again
        time.sleep(float(answer.headers["retry-after"]))
        answer = get(f"/v/{id}")
    assert answer.status == 200, answer.body
    return answer.body.decode()


def attribute(html: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]+)"', html)
    assert found, name
    return found[1]


def test_the_page_says_who_made_it_and_where_its_check_stands(get: Get) -> None:
    html = page_of(get)
    assert "<h1>What friction does to a swing</h1>" in html
    assert "Sam Example" in html and "Dr Alex Example" in html
    assert "Not yet fact-checked." in html
    assert "Demonstration gallery." in html
    assert 'href="/"' in html


def test_the_page_needs_no_inline_script(get: Get) -> None:
    data = '<script type="application/ld+json">'  # a block of data, which is not run
    scripts = [script for script in re.findall(r"<script[^>]*>[^<]*", page_of(get)) if not script.startswith(data)]
    assert scripts and all("src=" in script and script.endswith(">") for script in scripts)
    assert "script-src 'self';" in get(f"/v/{ID}").headers["content-security-policy"]


def test_document_and_program_are_named_by_the_bytes(get: Get) -> None:
    html = page_of(get)
    document = get(attribute(html, "data-document"))
    digest = attribute(html, "data-document").split("/")[2]
    assert hashlib.sha256(document.body).hexdigest() == digest
    assert document.headers["content-type"] == "application/json"
    program = get(attribute(html, "data-program"))
    assert program.headers["content-type"].startswith("text/javascript")
    assert program.body.decode() == json.loads(document.body)["program"]
    picture = get(f"/thumb/{digest}.svg")
    assert picture.headers["content-type"] == "image/svg+xml" and picture.body.startswith(b"<svg")
    assert "sandbox" in picture.headers["content-security-policy"]
    for answer in (document, program, picture):
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_files_are_compressed_and_revalidated(get: Get) -> None:
    html = page_of(get)
    paths = [attribute(html, "data-plotly"), attribute(html, "data-document"), *re.findall(r'(?:href|src)="(/covis/[^"]+)"', html)]
    assert len(paths) > 4
    for path in paths:
        plain, packed, zipped = (get(path, accept_encoding=name) for name in ("identity", "br", "gzip"))
        assert packed.headers["content-encoding"] == "br" and zipped.headers["content-encoding"] == "gzip"
        assert len(packed.body) < len(zipped.body) < len(plain.body), path
        again = get(path, accept_encoding="br", if_none_match=packed.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert "accept-encoding" in again.headers["vary"].lower()


def test_head_says_what_get_would(get: Get) -> None:
    for path in (f"/v/{ID}", attribute(page_of(get), "data-document")):
        head, whole = get(path, "HEAD"), get(path)
        assert head.status == 200 and head.body == b""
        assert head.headers["content-length"] == str(len(whole.body))
        assert head.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/v/unknown",
        "/v/",
        "/v/a/b",
        "/d/" + "0" * 64 + "/document.json",
        "/d/short/document.json",
        "/d/short/other",
        "/thumb/none.svg",
        "/covis/0000/page.js",
        "/covis/nothing.js",
        "/v/" + "x" * 3000,
    ],
)
def test_what_is_not_there_is_a_page_that_leads_back(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status == 404
    assert b'href="/"' in answer.body and b"There is nothing here" in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "/v/../registry.yaml",
        "/v/..%2f..%2fregistry.yaml",
        "/v/%00",
        "/covis/%2e%2e/registry.yaml",
        "/covis/../../registry.yaml",
        "/covis/{hash}/../../web/pages.py",
        "/covis/{hash}/..%2fweb%2fpages.py",
        "/d/../../registry.yaml",
    ],
)
def test_no_path_leads_outside(get: Get, path: str) -> None:
    hash = attribute(page_of(get), "src").split("/")[2] if "{hash}" in path else ""
    answer = get(path.replace("{hash}", hash))
    assert answer.status in (400, 404)
    assert b"visualisations:" not in answer.body and b"import" not in answer.body


def test_a_broken_plugin_says_what_is_wrong_where_and_whose(get: Get) -> None:
    answer = get("/v/broken")
    for _ in range(20):  # 503 while it is being compiled: each answer waits some seconds
        if answer.status != 503:
            break
        answer = get("/v/broken")
    html = answer.body.decode()
    assert answer.status == 500
    assert "visualisations/broken/__init__.py:1" in html
    assert "&lt;b&gt;no&lt;/b&gt;" in html and "<b>no</b>" not in html
    assert "A &lt;i&gt;broken&lt;/i&gt; &amp; sad one" in html
    assert "Sam Example (coder)" in html and "covis check broken" in html


def test_a_broken_entry_says_the_line_of_the_registry(get: Get) -> None:
    answer = get("/v/mistaken")
    assert answer.status == 500
    assert re.search(r"registry\.yaml:\d+:\d+", answer.body.decode())
    assert "did you mean" in answer.body.decode()


def test_the_rest_goes_on(get: Get) -> None:
    assert get(f"/v/{ID}").status == 200
    assert get("/").status == 200


def test_hardening_headers_on_every_answer(get: Get) -> None:
    for path in ("/", f"/v/{ID}", "/v/unknown", "/_stcore/health"):
        headers = get(path).headers
        assert "frame-ancestors 'self'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_both_names_of_this_machine_answer(address: str) -> None:
    assert ask(address.replace("localhost", "127.0.0.1"), f"/v/{ID}").status == 200


@pytest.mark.browser
def test_the_page_draws_and_moves(address: str, page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{address}/v/{ID}")
    root = page.locator(f'section.covis[data-covis="{ID}"]')
    expect(root).to_have_attribute("data-ready", "true")
    before = int(root.get_attribute("data-revision") or 0)
    moved = """async () => {
        const { covis } = document.querySelector("section.covis");
        await covis.set({gamma: 0.3});
        return covis.snapshot().controls.gamma;
    }"""
    gamma = page.evaluate(moved)
    assert gamma == 0.3
    assert int(root.get_attribute("data-revision") or 0) > before
    assert problems == []


@pytest.mark.browser
def test_streamlits_pages_keep_to_their_policy(address: str, page: Page) -> None:
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto(f"{address}/?v={ID}")
    expect(page.locator(f'section.covis[data-covis="{ID}"]')).to_have_attribute("data-ready", "true")
    assert refused == []


@pytest.mark.browser
def test_without_scripts_the_page_still_says_what_it_claims(address: str, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{address}/v/{ID}")
    expect(page.get_by_role("heading", name="Assumptions and limits")).to_be_visible()
    expect(page.get_by_alt_text("A still picture of it")).to_be_visible()
    context.close()


def test_under_a_base_path(serve: Callable[..., str], shared_gallery: Path) -> None:
    address = serve(shared_gallery, STREAMLIT_SERVER_BASE_URL_PATH="physics")
    answer = ask(address, f"/physics/v/{ID}")
    assert answer.status == 200
    html = answer.body.decode()
    assert attribute(html, "data-document").startswith("/physics/d/")
    assert ask(address, attribute(html, "data-document")).status == 200
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert 'href="/physics/"' in html
