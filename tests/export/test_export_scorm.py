"""A course as a SCORM 1.2 package: what is in the zip, and how it works under the runtime of a learning platform (scorm-again)."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from playwright.sync_api import Browser, FrameLocator, Page, expect

from covis.catalogue import Catalogue
from covis.web.export.files import ready
from covis.web.export.scorm import package
from tests.cli.command_line import Run
from tests.export.conftest import COURSE, ID, Quiet, Served, add

RUNTIME = Path(__file__).parents[2] / "node_modules" / "scorm-again" / "dist" / "scorm12.js"
SPACES = {"cp": "http://www.imsproject.org/xsd/imscp_rootv1p1p2", "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2"}
READY = 'section.covis[data-ready="true"]'
# A learning platform: its API in the window, the package in a frame under it. It notes every call that failed.
PLATFORM = """<!doctype html><title>A learning platform</title><script src="scorm12.js"></script>
<script>
  window.refused = [];
  window.calls = [];
  window.API = new Scorm12API({ logLevel: 5 });
  for (const name of ["LMSInitialize", "LMSFinish", "LMSCommit", "LMSSetValue", "LMSGetValue"]) {
    const does = API[name].bind(API);
    API[name] = (...given) => {
      const answer = does(...given);
      calls.push([name, ...given]);
      if (name !== "LMSGetValue" && String(answer) !== "true") refused.push([name, ...given, API.LMSGetLastError()]);
      return answer;
    };
  }
  window.launch = (kept, unit) => {
    if (kept) API.loadFromFlattenedJSON(kept);
    document.body.append(Object.assign(document.createElement("iframe"), { src: unit, width: 1200, height: 800 }));
  };
  window.leave = () => {
    document.querySelector("iframe").remove();
    return { refused, calls, cmi: API.getFlattenedCMI() };
  };
</script><body></body>"""


@pytest.fixture(scope="module")
def zipped(three: Path) -> bytes:
    catalogue = Catalogue(three)
    items = [item for id in (ID, "okapi") if (item := ready(catalogue, id)) is not None]
    return package(COURSE, "Oscillations & waves", items, catalogue.registry)


@pytest.fixture(scope="module")
def folder(zipped: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("platform")
    zipfile.ZipFile(io.BytesIO(zipped)).extractall(folder / "package")
    (folder / "index.html").write_text(PLATFORM, encoding="utf-8")
    if RUNTIME.is_file():
        (folder / "scorm12.js").write_bytes(RUNTIME.read_bytes())
    return folder


@pytest.fixture(scope="module")
def platform(folder: Path) -> Iterator[str]:
    if not RUNTIME.is_file():
        pytest.skip("scorm-again is not installed: npm ci")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, served=Served(""), directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_the_manifest_follows_the_schemas_and_lists_every_file(folder: Path) -> None:
    place = folder / "package"
    # "lax": the old schema of `xml:` binds a prefix that parsers reserve today
    schema = xmlschema.XMLSchema10([place / "imscp_rootv1p1p2.xsd", place / "adlcp_rootv1p2.xsd"], validation="lax", allow="local")
    assert [str(error) for error in schema.iter_errors(str(place / "imsmanifest.xml"))] == []
    manifest = ElementTree.parse(place / "imsmanifest.xml").getroot()
    listed = [file.attrib["href"] for file in manifest.iterfind(".//cp:file", SPACES)]
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    schema_files = {path.name for path in place.glob("*.xsd")}
    assert len(schema_files) == 4 and sorted(listed) == sorted(there - schema_files - {"imsmanifest.xml"})
    units = {each.attrib["identifier"]: each.attrib for each in manifest.iterfind(".//cp:resource", SPACES)}
    items = [*manifest.iterfind(".//cp:item", SPACES)]
    assert [units[item.attrib["identifierref"]]["href"] for item in items] == [f"v/{ID}.html", "v/okapi.html"]
    assert all(units[item.attrib["identifierref"]][f"{{{SPACES['adlcp']}}}scormtype"] == "sco" for item in items)
    assert manifest.findtext(".//cp:title", namespaces=SPACES) == "Oscillations & waves"


def test_its_pages_name_nothing_outside_it_and_nobody_who_signs_in(folder: Path) -> None:
    place = folder / "package"
    for page in (place / "v").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        links = re.findall(r'(?:href|src|data-(?:shown|program|plotly|about|embed|home))="([^"]*)"', text)
        assert links and all(re.match("https:|#", link) or (page.parent / link).resolve().is_file() for link in links), links
        assert "@example.org" not in text and not list(place.glob("covis/*/desk"))


def begin(page: Page, platform: str, kept: dict[str, Any] | None = None) -> FrameLocator:
    page.goto(platform)
    page.evaluate("([kept, unit]) => launch(kept, unit)", [kept, f"package/v/{ID}.html"])
    frame = page.frame_locator("iframe")
    frame.locator(READY).wait_for()
    return frame


def leave(page: Page) -> dict[str, Any]:
    told = dict(page.evaluate("leave()"))
    assert told["refused"] == []
    assert [call[0] for call in told["calls"]].count("LMSInitialize") == 1 and told["calls"][-1][0] == "LMSFinish"
    return dict(told["cmi"])


def test_a_platform_keeps_what_was_done_until_the_next_visit(page: Page, platform: str) -> None:
    frame = begin(page, platform)
    slider = frame.locator('input[type=range][name="gamma"]')
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    gamma = slider.input_value()
    question = frame.locator(".covis-question").first
    question.get_by_role("textbox").fill("It halves — “I think”\nor so")
    question.get_by_role("button", name="Commit").click()
    expect(question.locator(".covis-answer")).to_be_visible()
    number = frame.locator(".covis-question").count()
    frame.locator(READY).evaluate("(section) => section.covis.set({ gamma: 0.3 })")
    cmi = leave(page)  # at once: what was done last is kept too
    assert cmi["cmi.core.lesson_status"] == ("incomplete" if number > 1 else "completed")
    assert cmi["cmi.core.lesson_location"] == "question 1" and cmi["cmi.core.exit"] == "suspend" and gamma != "0.3"
    assert "gamma=0.3" in cmi["cmi.suspend_data"] and re.fullmatch(r"[ -~]{1,4096}", cmi["cmi.suspend_data"])
    assert re.fullmatch(r"\d\d+:\d\d:\d\d", cmi["cmi.core.session_time"])
    assert cmi["cmi.interactions.0.student_response"] == "You predicted: It halves — “I think” or so"

    frame = begin(page, platform, {name: cmi[name] for name in ("cmi.suspend_data", "cmi.core.lesson_status", "cmi.core.lesson_location")})
    expect(frame.locator('input[type=range][name="gamma"]')).to_have_value("0.3")
    expect(frame.get_by_text("You predicted: It halves — “I think” or so")).to_be_visible()
    for k in range(1, number):
        question = frame.locator(".covis-question").nth(k)
        if question.get_attribute("open") is None:
            question.locator("summary").click()
        question.get_by_role("textbox").fill("ß∂" * 3000)
        question.get_by_role("button", name="Commit").click()
    page.wait_for_function("API.cmi.core.lesson_status === 'completed'")
    cmi = leave(page)
    assert cmi["cmi.core.lesson_status"] == "completed"
    assert 1000 < len(cmi["cmi.suspend_data"]) <= 4096, "long predictions are cut to what platforms keep"


def test_without_a_platform_it_works_and_says_that_nothing_is_kept(browser: Browser, platform: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{platform}package/v/{ID}.html")
    page.locator(READY).wait_for()
    expect(page.get_by_text("nothing is kept")).to_be_visible()
    context.close()


def test_the_command_writes_the_same_bytes_again(gallery: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new" / "course.zip"
    done = run("export", "--scorm", COURSE, str(file))
    assert done.status == 0 and "1 visualisation, for a learning platform." in done.out
    content = file.read_bytes()
    assert run("export", "--scorm", COURSE, str(file)).status == 0 and file.read_bytes() == content
    one = run("export", "--scorm", ID, str(tmp_path / "one.zip"))
    assert one.status == 0 and "1 visualisation" in one.out
    wrong = run("export", "--scorm", COURSE.lower(), str(file))
    assert wrong.status == 2 and f"did you mean {COURSE}?" in wrong.err
    assert run("export", "--scorm", COURSE, str(tmp_path)).status == 2
    assert run("export", "--scorm", COURSE, "--single", ID, str(file)).status == 2


def test_only_what_everybody_may_see_is_in_it(gallery: Path, run: Run, tmp_path: Path) -> None:
    add(gallery, "okapi", "How an okapi walks", "Biology")
    registry = gallery / "registry.yaml"
    text = registry.read_text(encoding="utf-8").replace("visibility: all", "visibility: signed_off")
    registry.write_text(text.replace("      - damped", "      - okapi\n      - damped"), encoding="utf-8")
    done = run("export", "--scorm", COURSE, str(tmp_path / "course.zip"))
    assert done.status == 1 and "everybody may see" in done.err and not (tmp_path / "course.zip").exists()
