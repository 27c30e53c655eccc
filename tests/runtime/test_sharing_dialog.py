"""The dialog that shares: the link to this state, its QR code, the frame, pictures, data and citations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.runtime.runtime_pages import ROOT, Visit, put, until
from tests.runtime.runtime_server import Site

DIGEST = "0123456789abcdef" * 4
RESOURCE = {
    "name": "What friction does to a swing",
    "author": [{"name": "Robin Example"}, {"name": "Sam {O}'Brien & co"}],
    "contributor": [{"name": "Dr Alex Example"}],
    "publisher": {"name": "Example University"},
    "isPartOf": {"name": "Covis"},
    "version": "2",
    "datePublished": "2026-11-22",
    "license": "https://spdx.org/licenses/CC-BY-4.0.html",
    "identifier": {"value": DIGEST},
    "creativeWorkStatus": "Signed off by Dr Alex Example on 22 November 2026.",
}


def opened(page: Page, **data: str) -> Locator:
    """The dialog, on a page whose root states these `data-` attributes."""
    page.evaluate(f"(data) => Object.assign({ROOT}.dataset, data)", data)
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog", name="Share")
    expect(dialog).to_be_visible()
    return dialog


def test_the_link_names_this_state_and_is_copied(visit: Visit) -> None:
    page = visit("damped_oscillator", "?teach", permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    until(page, f'"teach" in {ROOT}.dataset')
    page.keyboard.press("Escape")
    put(page, "{gamma: 0.3}")
    dialog = opened(page)
    link = dialog.get_by_label("Link to this state", exact=True)
    assert link.input_value().endswith("/v/damped_oscillator#gamma=0.3")
    dialog.get_by_role("button", name="Copy: Link to this state").click()
    expect(dialog.get_by_role("button", name="Copy: Link to this state")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == link.input_value()
    expect(dialog.get_by_text("This gallery lets no other site")).to_be_visible()
    expect(dialog.get_by_text("not public yet")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Share", "the focus is where it was"
    put(page, "{gamma: 0.4}")
    assert opened(page).get_by_label("Link to this state", exact=True).input_value().endswith("#gamma=0.4")


def test_the_code_is_drawn_when_it_is_opened_and_follows_the_link(visit: Visit) -> None:
    page = visit("damped_oscillator")
    loaded = "performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => name.includes('/tools/'))"
    assert page.evaluate(loaded) == [], "nothing of the tools comes before somebody asks for it"
    dialog = opened(page)
    assert not any("lean-qr" in name for name in page.evaluate(loaded))
    dialog.get_by_text("QR code of this link").click()
    code = dialog.get_by_role("img", name="QR code of")
    expect(code).to_be_visible()
    first = code.inner_html()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Save the code").click()
    assert download.value.path().read_text().startswith("<svg")
    page.keyboard.press("Escape")
    put(page, "{gamma: 0.25}")
    opened(page)
    until(page, f"document.querySelector('.covis-code')?.innerHTML !== {json.dumps(first)} && !!document.querySelector('.covis-code')")


def test_the_frame_names_this_state(visit: Visit) -> None:
    page = visit("damped_oscillator", "#gamma=0.3")
    text = opened(page, embed="/embed/damped_oscillator").get_by_label("HTML for another site", exact=True).input_value()
    parsed = "new DOMParser().parseFromString(text, 'text/html').querySelector('iframe')"
    source, title = page.evaluate(f"(text) => [{parsed}.src, {parsed}.title]", text)
    assert source.endswith("/embed/damped_oscillator#gamma=0.3") and title == "What friction does to a swing"


def test_how_it_is_cited(visit: Visit, site: Site) -> None:
    site.extra["/about.json"] = json.dumps(RESOURCE)
    page = visit("damped_oscillator")
    dialog = opened(page, about="/about.json", home="/")
    words = dialog.get_by_label("In words", exact=True)
    expect(words).not_to_have_value("")
    address = page.evaluate("location.origin") + "/v/damped_oscillator"
    assert words.input_value() == (
        "Robin Example, Sam {O}'Brien & co (2026). What friction does to a swing [interactive visualisation; version 2, signed off "
        f"2026-11-22, SHA-256 {DIGEST[:16]}]. Fact-checked by Dr Alex Example. Covis, Example University. {address}"
    )
    bibtex = dialog.get_by_label("BibTeX", exact=True).input_value()
    assert bibtex.startswith("@misc{damped_oscillator_01234567,\n") and bibtex.endswith("\n}")
    assert "author = {{Robin Example} and {Sam \\{O\\}'Brien \\& co}}" in bibtex
    assert f"url = {{{address}}}" in bibtex and "version 2, signed off 2026-11-22" in bibtex
    assert bibtex.replace("\\{", "").replace("\\}", "").count("{") == bibtex.replace("\\{", "").replace("\\}", "").count("}")
    expect(dialog.get_by_role("link", name="CC-BY-4.0")).to_have_attribute("href", "https://spdx.org/licenses/CC-BY-4.0.html")


@pytest.mark.parametrize("missing", ["author", "contributor", "publisher", "isPartOf", "version", "datePublished", "license"])
def test_a_citation_does_without_what_is_not_known(visit: Visit, site: Site, missing: str) -> None:
    resource: dict[str, Any] = {name: value for name, value in RESOURCE.items() if name != missing}
    site.extra["/about.json"] = json.dumps(resource)
    dialog = opened(visit("damped_oscillator"), about="/about.json")
    words = dialog.get_by_label("In words", exact=True)
    expect(words).not_to_have_value("")
    said = words.input_value() + dialog.get_by_label("BibTeX", exact=True).input_value()
    assert "undefined" not in said and "  " not in words.input_value() and ".." not in words.input_value()


def test_a_citation_that_cannot_be_loaded_says_so(visit: Visit, site: Site) -> None:
    site.extra["/about.json"] = "no JSON"
    page = visit("damped_oscillator")
    page.evaluate("console.error = () => {}")
    dialog = opened(page, about="/about.json")
    expect(dialog.get_by_text("could not be loaded")).to_be_visible()
    expect(dialog.get_by_label("BibTeX", exact=True)).to_be_hidden()


def test_a_picture_is_saved_from_the_dialog(visit: Visit) -> None:
    page = visit("damped_oscillator")
    dialog = opened(page)
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Save as PNG: Phase portrait").click()
    assert download.value.path().read_bytes()[:4] == b"\x89PNG"
