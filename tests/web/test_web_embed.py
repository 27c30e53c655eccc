"""A visualisation in a frame of another site, tried from another origin; a course without a session; what is known of an edition."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.runtime.runtime_pages import until
from tests.web.test_web_routes import Get, ask, page_of

ID = "damped_oscillator"
HOST = """<!doctype html><title>A course site</title><h1>Week 3</h1>
<iframe id="swing" src="{address}/embed/{id}#gamma=0.3" title="A swing" width="100%" height="200"></iframe>
<script>
  window.heard = [];
  const frame = document.getElementById("swing");
  addEventListener("message", (event) => {{
    const {{ source, data }} = event;
    if (source !== frame.contentWindow) return;
    heard.push({{ ...data, origin: event.origin }});
    if (data.covis === "height") frame.height = data.height;
  }});
  window.say = (message) => new Promise((resolve) => {{
    addEventListener("message", ({{ data }}) => data.covis === "reply" && data.id === message.id && resolve(data));
    frame.contentWindow.postMessage(message, "{address}");
  }});
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A course site of another origin, and its folder."""
    folder = tmp_path_factory.mktemp("host")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", folder
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], shared_gallery: Path, host: tuple[str, Path]) -> str:
    registry = shared_gallery / "registry.yaml"
    registry.write_text(registry.read_text().replace("  maintainers:", f'  embed_origins: ["{host[0]}"]\n  maintainers:', 1))
    started = serve(shared_gallery)
    (host[1] / "index.html").write_text(HOST.format(address=started, id=ID))
    page_of(lambda path, method="GET", **headers: ask(started, path, method, **headers))  # it is compiled
    return started


@pytest.fixture(scope="module")
def get(address: str) -> Get:
    return lambda path, method="GET", **headers: ask(address, path, method, **headers)


@pytest.mark.browser
def test_a_page_of_another_origin_shows_it_sets_it_and_knows_its_height(address: str, host: tuple[str, Path], page: Page) -> None:
    page.goto(f"{host[0]}/index.html")
    until(page, "heard.some(({covis}) => covis === 'ready')", 60)
    frame = page.frame(url=re.compile("/embed/"))
    assert frame is not None
    assert page.evaluate("new Set(heard.map(({origin}) => origin)).size") == 1 and page.evaluate("heard[0].origin") == address
    reply = page.evaluate("say({covis: 'snapshot', id: 'a'})")
    assert reply["ok"] and reply["result"]["controls"]["gamma"] == 0.3 and reply["visualisation"] == ID
    reply = page.evaluate("say({covis: 'set', id: 'b', controls: {gamma: 0.5}})")
    assert reply["result"]["controls"]["gamma"] == 0.5
    assert frame.locator("input[name=gamma]").input_value() == "0.5"
    refused = page.evaluate("say({covis: 'set', id: 'c', controls: {gamma: 50}})")
    assert refused["ok"] is False and "gamma takes values" in refused["error"]
    fits = "document.documentElement.scrollHeight - innerHeight"
    for width in (1100, 600, 400):
        page.set_viewport_size({"width": width, "height": 900})
        for _ in range(500):  # until it fits, whatever the machine has to do
            page.wait_for_timeout(40)
            if frame.evaluate(fits) <= 1 and frame.evaluate("innerHeight") - frame.evaluate("document.body.offsetHeight") <= 2:
                break
        assert frame.evaluate(fits) <= 1, width
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert 300 < int(page.evaluate("document.getElementById('swing').height")) < 1800
    expect(frame.locator(".covis-questions")).to_be_hidden()
    expect(frame.get_by_role("link", name="Open the whole page")).to_have_attribute("href", f"{address}/v/{ID}")
    frame.get_by_role("button", name="Share").click()
    link = frame.get_by_label("Link to this state", exact=True)
    assert link.input_value() == f"{address}/v/{ID}#gamma=0.5", "the whole page, not the frame"
    assert f"{address}/embed/{ID}#gamma=0.5" in frame.get_by_label("HTML for another site", exact=True).input_value()


@pytest.mark.browser
def test_it_says_that_it_is_ready_however_late_its_script_comes(address: str, host: tuple[str, Path], page: Page) -> None:
    held: list[Route] = []
    page.route(re.compile(r"/frame/framed"), lambda route: held.append(route))
    page.goto(f"{host[0]}/index.html", wait_until="commit")
    expect(page.frame_locator("#swing").locator("section.covis[data-ready=true]")).to_be_visible(timeout=60_000)
    assert not page.evaluate("heard.some(({covis}) => covis === 'ready')")
    held[0].continue_()
    until(page, "heard.some(({covis}) => covis === 'ready')")


@pytest.mark.browser
def test_the_text_comes_where_it_is_asked_for(address: str, page: Page) -> None:
    page.goto(f"{address}/embed/{ID}?text")
    expect(page.locator(".covis-questions")).to_be_visible()


def test_only_the_sites_that_the_registry_names_may_frame_and_only_the_embed(get: Get, host: tuple[str, Path]) -> None:
    framed = get(f"/embed/{ID}").headers
    assert f"frame-ancestors 'self' {host[0]};" in framed["content-security-policy"] + ";"
    assert "script-src 'self'" in framed["content-security-policy"]
    assert "x-frame-options" not in framed
    for path in (f"/v/{ID}", "/c/PHYS40001", "/", "/desk", "/embed", "/embed/x/y", f"/v/{ID}?embed"):
        headers = get(path, Accept="text/html").headers
        assert headers.get("x-frame-options") == "SAMEORIGIN" or path == "/embed/x/y", path
        assert "frame-ancestors 'self'" in headers["content-security-policy"] and host[0] not in headers["content-security-policy"], path


def test_an_embed_that_is_not_there_says_so_in_the_frame(get: Get, host: tuple[str, Path]) -> None:
    answer = get("/embed/nothing")
    assert answer.status == 404 and host[0] in answer.headers["content-security-policy"]
    assert get(f"/embed/{ID}/").headers["location"] == f"../{ID}"


def test_a_course_without_a_session(get: Get) -> None:
    answer = get("/c/PHYS40001")
    html = answer.body.decode()
    assert answer.status == 200 and "<h1>Oscillations and waves</h1>" in html
    assert f'href="/v/{ID}?course=PHYS40001"' in html and f'href="/v/{ID}?course=PHYS40001&amp;teach"' in html
    steps = json.loads(get("/c/PHYS40001/steps.json").body)
    assert [step["id"] for step in steps["steps"]] == [ID] and steps["title"] == "Oscillations and waves"
    assert get(f"/v/{ID}?course=PHYS40001").status == get(f"/v/{ID}?course=nothing").status == 200
    for path in ("/c/nothing", "/c/nothing/steps.json", "/c/", "/c/%3Cscript%3E"):
        assert get(path).status == 404, path


@pytest.mark.browser
def test_the_keys_lead_through_a_course(address: str, page: Page) -> None:
    page.goto(f"{address}/c/PHYS40001")
    page.get_by_role("link", name="Teach this course").click()
    page.locator("section.covis[data-teach]").wait_for()
    page.keyboard.press("v")
    expect(page.locator(".covis-told")).to_have_text("This is the last visualisation of Oscillations and waves.")


def test_what_is_known_of_an_edition(get: Get, address: str) -> None:
    html = page_of(get)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    about = re.search(r'data-about="([^"]+)"', html)
    assert found and about
    stated = json.loads(found[1])
    assert stated == json.loads(get(about[1]).body), "the page and the address say the same"
    assert stated["@type"] == "LearningResource" and stated["name"] == "What friction does to a swing"
    assert stated["url"] == f"http://{urlsplit(address).netloc}/v/{ID}"
    assert stated["identifier"]["value"] == about[1].split("/")[2]
    assert [person["name"] for person in stated["author"]] and stated["license"].startswith("https://spdx.org/licenses/")
    assert stated["educationalLevel"] == "Year 1" and len(stated["teaches"]) == 3
    for name in ("about.json", "single.json"):
        assert get("/d/" + "0" * 64 + f"/{name}").status == 404
