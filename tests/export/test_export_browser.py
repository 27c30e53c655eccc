"""An exported gallery in a browser: from a plain web server under a path, with the rest of the network cut off; one file from the disk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from covis.catalogue import Catalogue
from covis.web.export.files import ready
from covis.web.export.single import single
from tests.export.conftest import COURSE, ID, Served

ROOT = "document.querySelector('section.covis').covis"
READY = 'section.covis[data-ready="true"]'
FULL = 'section.covis[data-drawing="full"]'


def titles(page: Page) -> list[str]:
    return page.locator(".site-card:visible h3").all_inner_texts()


def test_browse_filter_open_move_and_back(alone: Page, site: Served) -> None:
    alone.goto(f"{site.address}/")
    expect(alone.locator("form.site-search[data-ready]")).to_be_visible()
    expect(alone.locator(".site-count")).to_have_text("3 visualisations")
    alone.get_by_label("Subject").select_option("Biology")
    expect(alone.locator(".site-count")).to_have_text("2 of 3 visualisations")
    assert titles(alone) == ["How an okapi walks", "Why a quagga déjà ran"]
    alone.get_by_role("searchbox").fill("DEJA QUAGGA")
    expect(alone.locator(".site-count")).to_have_text("1 of 3 visualisations")
    assert titles(alone) == ["Why a quagga déjà ran"]
    asked = alone.url
    alone.get_by_role("link", name="Why a quagga déjà ran").click()
    alone.wait_for_selector(FULL)
    slider = alone.locator("section.covis input[type=range]").first
    before = alone.evaluate(f"{ROOT}.snapshot().plots[0].traces[0].y[50]")
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    expect(alone.locator("section.covis")).not_to_have_attribute("data-revision", "1")
    assert alone.evaluate(f"{ROOT}.snapshot().plots[0].traces[0].y[50]") != before
    alone.go_back()
    expect(alone).to_have_url(asked)
    expect(alone.locator(".site-count")).to_have_text("1 of 3 visualisations")
    expect(alone.get_by_role("searchbox")).to_have_value("DEJA QUAGGA")
    alone.go_back()  # before the search was typed
    expect(alone.locator(".site-count")).to_have_text("2 of 3 visualisations")
    alone.get_by_role("link", name="Clear the search and filters").click()
    expect(alone.locator(".site-count")).to_have_text("3 visualisations")
    expect(alone).to_have_url(f"{site.address}/")


def test_the_order_is_in_the_address(alone: Page, site: Served) -> None:
    alone.goto(f"{site.address}/")
    listed = titles(alone)
    alone.get_by_label("Sort").select_option("By title")
    expect(alone).to_have_url(f"{site.address}/?sort=title")
    assert titles(alone) == sorted(listed) != listed
    alone.reload()
    expect(alone.get_by_label("Sort")).to_have_value("title")
    assert titles(alone) == sorted(listed)


def test_a_search_that_finds_nothing_says_what_to_do(alone: Page, site: Served) -> None:
    alone.goto(f"{site.address}/?q=okapi&subject=Physics&person=nobody&sort=title")
    expect(alone.get_by_role("heading", name="Nothing found for “okapi”")).to_be_visible()
    expect(alone.get_by_label("Person")).to_have_value("nobody")
    alone.get_by_role("link", name="Search for “okapi” without the filters").click()
    expect(alone.locator(".site-count")).to_have_text("1 of 3 visualisations")
    expect(alone.get_by_label("Sort")).to_have_value("title")
    alone.get_by_role("searchbox").fill("okapy")
    alone.get_by_role("link", name="Search for “okapi” instead").click()
    expect(alone.locator(".site-count")).to_have_text("1 of 3 visualisations")


def test_courses_people_and_the_next_step_of_a_course(alone: Page, site: Served) -> None:
    alone.goto(f"{site.address}/")
    alone.get_by_role("navigation").get_by_role("link", name="People").click()
    alone.get_by_role("link", name="Sam Example").click()
    expect(alone.locator(".site-card")).to_have_count(3)
    alone.get_by_role("navigation").get_by_role("link", name="Courses").click()
    alone.get_by_role("link", name="Oscillations and waves").click()
    alone.get_by_role("link", name="What friction does to a swing").click()
    alone.wait_for_selector(READY)
    assert f"/v/{ID}/?course={COURSE}" in alone.url
    alone.get_by_role("link", name="See the gallery").click()
    expect(alone.locator(".site-count")).to_have_text("3 visualisations")


def test_a_page_leads_to_others_of_its_subject(alone: Page, site: Served) -> None:
    alone.goto(f"{site.address}/v/okapi/")
    expect(alone.get_by_role("heading", name="On the same subject")).to_be_visible()
    alone.get_by_role("link", name="Why a quagga déjà ran").click()
    expect(alone.get_by_role("heading", level=1)).to_have_text("Why a quagga déjà ran")


def test_sharing_names_the_page_and_cites_it(alone: Page, site: Served) -> None:
    alone.goto(f"{site.address}/v/{ID}")  # as on the server, without a slash: plain servers lead on
    alone.wait_for_selector(FULL)
    alone.get_by_role("button", name="Share").click()
    expect(alone.locator("dialog textarea").first).to_have_value(re.compile("What friction does to a swing"))


def test_without_a_script_every_card_is_there(browser: Browser, site: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/")
    assert len(titles(page)) == 3 and not page.locator("form").is_visible()
    context.close()


def keeps_a_measurement(page: Page, copy: Path) -> None:
    """Lay one over the curve, save the file with it, and open that."""
    page.get_by_role("button", name="Measurement").click()
    rows = "".join(f"{t},{1 - t / 10}\n" for t in range(6))
    page.set_input_files(
        ".covis-lab input[type=file]", {"name": "</script>.csv", "mimeType": "text/csv", "buffer": f"t,x\n{rows}".encode()}
    )
    page.locator(".covis-lab").get_by_role("button", name="Fit", exact=True).click()
    result = page.locator(".covis-lab-result")
    expect(result.locator("tbody tr").first).to_be_visible()
    words, state = result.inner_text(), page.evaluate(f"{ROOT}.snapshot().controls")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as one file").click()
    download.value.save_as(copy)
    page.goto(copy.as_uri())
    page.wait_for_selector(FULL)
    expect(page.get_by_text("</script>.csv · 6 rows")).to_be_visible()
    assert result.inner_text() == words and page.evaluate(f"{ROOT}.snapshot().controls") == state
    expect(page.locator(".covis-measured .covis-measured-dots")).to_have_count(1)


@pytest.mark.parametrize("public", ["", "https://gallery.example/here"])
def test_one_file_opens_from_the_disk_offline(
    three: Path, tmp_path: Path, browser: Browser, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COVIS_PUBLIC_URL", public)
    catalogue = Catalogue(three)
    item = ready(catalogue, ID)
    assert item is not None
    file = tmp_path / "a file & more.html"
    file.write_bytes(single(item, catalogue.registry))
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector(FULL)
    before = page.evaluate(f"{ROOT}.snapshot().plots[0].traces[0].y[50]")
    page.evaluate(f"{ROOT}.set({{gamma: 0.5}})")
    assert page.evaluate(f"{ROOT}.snapshot().plots[0].traces[0].y[50]") != before
    page.wait_for_url("**#gamma=0.5")
    page.get_by_role("button", name="Share").click()
    link = page.get_by_label("Link").first
    expect(link).to_have_value(f"{public}/v/{ID}#gamma=0.5" if public else f"{file.as_uri()}#gamma=0.5")
    cited = page.locator("dialog textarea").first
    expect(cited).to_have_value(re.compile("What friction does to a swing"))
    assert "file:" not in cited.input_value() and (f"{public}/v/{ID}" in cited.input_value()) == bool(public)
    assert page.evaluate("document.fonts.check('16px \"Source Sans\"')")
    if not public:
        page.keyboard.press("Escape")
        keeps_a_measurement(page, tmp_path / "kept.html")
        asked = [url for url in asked if not url.startswith((tmp_path / "kept.html").as_uri())]
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [file.as_uri()] and not faults
    context.close()
