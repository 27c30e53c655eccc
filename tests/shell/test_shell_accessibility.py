"""axe-core over every page of the shell and the plain page, light and dark: no violation of WCAG 2.1 A or AA. Keys, landmarks, headings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
STAGE = 'section.covis[data-ready="true"]'

# path -> what is there once it is drawn
PAGES = {
    "/": ".cv-sample[data-ready]",
    "/?q=zzz": ".cv-empty-text",
    "/?v=swing": STAGE,
    "/?v=broken": ".cv-notice",
    "/?v=nothing": ".cv-notice",
    "/course": ".cv-strip",
    "/course?c=PHYS1": ".cv-number",
    "/people": ".cv-avatar",
    "/people?p=elin": ".cv-about",
    "/take-part": "h1",
    "/cohort?c=PHYS1": "h1",
    "/desk": "h1",
    "/desk?v=swing": STAGE,
}
# Rules that Streamlit 1.67's own parts break, where they break them: rule -> (selector, why it is not ours to fix).
STREAMLITS = {
    "scrollable-region-focusable": (
        '[data-testid="stGridScrollBody"]',
        "a grid's frame never scrolls here, and has no way to take a tabindex",
    ),
}


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds, each with the rule and the element, without what is Streamlit's own."""
    options.setdefault("runOnly", {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    said = []
    for violation in found:
        excused = STREAMLITS.get(violation["id"], ("", ""))[0]
        for node in violation["nodes"]:
            if not excused or not page.evaluate(
                "([where, own]) => document.querySelector(where)?.matches(own)", [node["target"][0], excused]
            ):
                said.append(f"{violation['id']}: {violation['help']}: {node['html'][:160]} | {node['failureSummary'][:200]}")
    return said


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_violation_and_is_in_order(visit: Visit, path: str) -> None:
    page = visit(path)
    page.locator(PAGES[path]).first.wait_for()
    assert violations(page) == []
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].filter((e) => e.checkVisibility()).map((e) => Number(e.tagName[1]))"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("navigation", name="The gallery")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".stApp")).to_have_css("color-scheme", "dark")
    assert violations(page, runOnly={"type": "rule", "values": ["color-contrast"]}) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_plain_page_has_no_violation(browser: Any, address: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(f"{address}/v/swing")
    page.locator(STAGE).wait_for()
    assert violations(page) == []
    page.evaluate("document.body.append(document.createElement('input'))")
    assert any("label" in said for said in violations(page)), "what is wrong is found"
    page.close()


def test_the_first_tab_is_the_skip_link_and_it_leads_past_the_head(visit: Visit) -> None:
    page = visit("/?v=swing#gamma=0.3")
    page.locator(STAGE).wait_for()
    for _ in range(3):  # Streamlit's main region takes the focus first
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").startswith("cv-skip"):
            break
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_url(re.compile(r"#gamma=0\.3$"))


LANDMARKS = ["landmark-banner-is-top-level", "landmark-main-is-top-level", "landmark-contentinfo-is-top-level", "landmark-unique",
             "landmark-no-duplicate-banner", "landmark-no-duplicate-main", "landmark-no-duplicate-contentinfo"]  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/?v=swing", "/course?c=PHYS1"])
def test_no_landmark_of_a_page_lies_inside_another(visit: Visit, path: str) -> None:
    page = visit(path)
    page.locator(PAGES[path]).first.wait_for()
    expect(page.get_by_role("banner")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    assert violations(page, runOnly={"type": "rule", "values": LANDMARKS}) == []


def test_a_dozen_stops_after_the_skip_link_lead_to_the_first_control(visit: Visit) -> None:
    page = visit("/?v=swing")
    page.locator(STAGE).wait_for()
    page.evaluate("document.querySelector('.cv-skip').focus()")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    stops = 0
    while not page.evaluate("document.activeElement.closest('.covis-control') !== null"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= 12


OUTLINED = """() => {
    const shows = (element) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
    };
    const focused = document.activeElement;
    if (focused.matches("main, body")) return "";
    for (let node = focused, up = 0; node && up < 6; up++, node = node.parentElement) if (shows(node)) return "";
    return focused.innerText || focused.getAttribute("aria-label") || focused.outerHTML;
}"""


def test_what_has_the_focus_is_outlined(visit: Visit) -> None:
    page = visit("/")
    page.locator(".cv-sample[data-ready]").wait_for()
    seen = []
    for _ in range(22):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(OUTLINED))
    assert [name for name in seen if name] == []
