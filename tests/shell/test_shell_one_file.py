"""Every page of a served gallery can be saved as one file, in the state that it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
CONTROLS = "document.querySelector('section.covis').covis.snapshot().controls"
FULL = 'section.covis[data-drawing="full"]'


@pytest.mark.parametrize("path", ["/?v=swing", "/v/swing", "/embed/swing"])
def test_a_page_is_saved_as_one_file(browser: Browser, address: str, path: str, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(f"{address}{path}#gamma=0.45")
    expect(page.locator(FULL)).to_be_visible()
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as one file").click()
    file = tmp_path / "one.html"
    download.value.save_as(file)
    page.close()
    context = browser.new_context(offline=True)
    copy = context.new_page()
    copy.goto(file.as_uri())
    expect(copy.locator(FULL)).to_be_visible()
    assert copy.evaluate(CONTROLS)["gamma"] == 0.45
    expect(copy.locator(".site-gallery")).to_have_attribute("href", f"{address}/")
    context.close()
