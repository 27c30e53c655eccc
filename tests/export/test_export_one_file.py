"""Share gives any page as one file, with the state that it shows and the measurement that lies over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.export.conftest import ID, Served

pytestmark = pytest.mark.browser
ROOT = "document.querySelector('section.covis').covis"
CONTROLS = f"{ROOT}.snapshot().controls"
FULL = 'section.covis[data-drawing="full"]'
ROWS = "t,x\n" + "".join(f"{t},{1 - t / 10}\n" for t in range(6))


def saved(page: Page, place: Path) -> Path:
    """The file that the Share dialog gives."""
    page.get_by_role("button", name="Share").click()
    dialog = page.get_by_role("dialog", name="Share")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Save as one file").click()
    expect(dialog.get_by_text("The file is in your downloads.")).to_be_visible()
    page.keyboard.press("Escape")
    download.value.save_as(place)
    return place


def test_a_page_is_saved_with_its_state_and_its_measurement_again_and_again(
    alone: Page, site: Served, browser: Browser, tmp_path: Path
) -> None:
    alone.goto(f"{site.address}/v/{ID}/#gamma=0.45")
    expect(alone.locator(FULL)).to_be_visible()
    first = saved(alone, tmp_path / "first.html")
    alone.get_by_role("button", name="Measurement").click()
    file = {"name": "</script>.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    alone.set_input_files(".covis-lab input[type=file]", file)  # type: ignore[arg-type]
    alone.locator(".covis-lab").get_by_role("button", name="Fit", exact=True).click()
    result = alone.locator(".covis-lab-result tbody")
    expect(result.locator("tr").first).to_be_visible()
    words, state = result.inner_text(), alone.evaluate(CONTROLS)
    second = saved(alone, tmp_path / "second.html")

    context = browser.new_context(offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(first.as_uri())
    expect(page.locator(FULL)).to_be_visible()
    assert page.evaluate(CONTROLS)["gamma"] == 0.45 and page.locator(".covis-lab").count() == 0
    page.goto(second.as_uri())
    expect(page.locator(FULL)).to_be_visible()
    expect(page.get_by_text("</script>.csv · 6 rows")).to_be_visible()
    assert page.locator(".covis-lab-result tbody").inner_text() == words
    assert page.evaluate(CONTROLS) == state
    expect(page.locator(".covis-measured .covis-measured-dots")).to_have_count(1)
    page.evaluate(f"{ROOT}.set({{gamma: 0.3}})")
    third = saved(page, tmp_path / "third.html")
    page.goto(third.as_uri())
    expect(page.locator(FULL)).to_be_visible()
    assert page.evaluate(CONTROLS) == {**state, "gamma": 0.3}
    page.goto(f"{third.as_uri()}#gamma=0.2")
    page.reload()
    expect(page.locator(FULL)).to_be_visible()
    assert page.evaluate(CONTROLS)["gamma"] == 0.2, "a link to a state says more than the file"
    assert not faults
    context.close()


def test_a_connection_that_is_lost_is_told(alone: Page, site: Served) -> None:
    alone.goto(f"{site.address}/v/{ID}/")
    expect(alone.locator(FULL)).to_be_visible()
    alone.get_by_role("button", name="Share").click()
    dialog = alone.get_by_role("dialog", name="Share")
    expect(dialog.get_by_label("In words", exact=True)).not_to_have_value("")
    alone.context.set_offline(True)
    dialog.get_by_role("button", name="Save as one file").click()
    expect(dialog.get_by_text("The file could not be made: the connection was lost.")).to_be_visible()
    alone.context.set_offline(False)
