"""The shell as people use it, in a real Chromium: links, the back button, the address, the component, small and dark screens."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def stage(page: Page) -> Locator:
    """The visualisation's root, once it is drawn."""
    root = page.locator("section.covis")
    expect(root).to_have_attribute("data-ready", "true", timeout=30_000)
    return root


def state(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate("document.querySelector('section.covis').covis.snapshot().controls")
    return found


def mark(page: Page) -> None:
    """Note on the window that it has been here: a full reload would lose it."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed === true"))


def search(page: Page) -> Locator:
    return page.get_by_placeholder("Search by word")


def test_search_card_back_and_forward_without_a_reload(visit: Visit) -> None:
    page = visit("/")
    mark(page)
    expect(page.get_by_text("3 visualisations", exact=True)).to_be_visible()
    search(page).fill("friction")
    expect(page.get_by_text("1 of 3 visualisations")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?q=friction$"))
    page.get_by_role("link", name="What friction does to a swing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What friction does to a swing")
    expect(page).to_have_url(re.compile(r"/\?v=swing$"))
    stage(page)
    page.go_back()
    expect(search(page)).to_have_value("friction")
    expect(page.get_by_text("1 of 3 visualisations")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("3 visualisations", exact=True)).to_be_visible()
    expect(search(page)).to_have_value("")
    page.go_forward()
    expect(search(page)).to_have_value("friction")
    assert stayed(page)


def test_typing_on_is_never_overwritten(visit: Visit) -> None:
    page = visit("/")
    search(page).press_sequentially("what ")
    expect(page).to_have_url(re.compile(r"/\?q=what$"))
    search(page).press_sequentially("fric", delay=60)
    expect(page.get_by_text("1 of 3 visualisations")).to_be_visible()
    search(page).press_sequentially("tion")
    expect(page).to_have_url(re.compile(r"/\?q=what\+friction$"))
    expect(search(page)).to_have_value("what friction")


def test_a_filter_is_in_the_address_and_is_restored(visit: Visit) -> None:
    page = visit("/")
    page.get_by_role("combobox", name="Course").click()
    page.get_by_role("option", name=re.compile("MATH2")).click()
    expect(page.get_by_text("1 of 3 visualisations")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?course=MATH2$"))
    other = visit("/?course=MATH2&q=bell")
    expect(other.get_by_text("1 of 3 visualisations")).to_be_visible()
    expect(search(other)).to_have_value("bell")
    other.get_by_role("link", name="Clear the search and filters").click()
    expect(other.get_by_text("3 visualisations", exact=True)).to_be_visible()
    expect(search(other)).to_have_value("")
    expect(other).to_have_url(re.compile(r"/$"))


def test_the_order_is_in_the_address_and_is_restored(visit: Visit) -> None:
    page = visit("/")
    cards = page.locator("[class*=st-key-cv_card_]")
    page.get_by_role("combobox", name="Sort").click()
    page.get_by_role("option", name="By title").click()
    expect(page).to_have_url(re.compile(r"/\?sort=title$"))
    expect(cards).to_contain_text(["A plugin with a fault", "How a bell", "What friction"])
    page.reload()
    expect(page.get_by_role("combobox", name="Sort")).to_have_value("By title")
    expect(cards).to_contain_text(["A plugin with a fault", "How a bell", "What friction"])


def test_links_are_real_links(visit: Visit) -> None:
    page = visit("/")
    link = page.get_by_role("link", name="What friction does to a swing").last
    href = page.evaluate("(a) => a.href", link.element_handle())
    assert href.endswith("/?v=swing")
    with page.context.expect_page() as opened:
        link.click(button="middle")
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("What friction does to a swing", timeout=30_000)


def test_the_ways_through_the_gallery(visit: Visit) -> None:
    page = visit("/?v=swing")
    mark(page)
    stage(page)
    page.get_by_role("link", name="Oscillations", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oscillations")
    expect(page).to_have_url(re.compile(r"/course\?c=PHYS1$"))
    page.get_by_role("link", name="People").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    page.get_by_role("link", name="Ada Example").first.click()
    expect(page).to_have_url(re.compile(r"/people\?p=ada$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Example")
    page.get_by_role("link", name="Browse", exact=True).first.click()
    expect(page.get_by_text("3 visualisations", exact=True)).to_be_visible()
    assert stayed(page)


def test_a_drag_redraws_and_sends_nothing_to_the_server(visit: Visit) -> None:
    sent: list[object] = []
    page = visit("/")
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    page.get_by_role("link", name="What friction does to a swing").last.click()
    root = stage(page)
    assert sent, "the socket was not listened to"
    slider = root.locator("input[type=range][name=gamma]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    before = int(root.get_attribute("data-revision") or 0)
    y = box["y"] + box["height"] / 2
    sent.clear()
    page.mouse.move(box["x"] + box["width"] * 0.2, y)
    page.mouse.down()
    for step in range(1, 31):
        page.mouse.move(box["x"] + box["width"] * (0.2 + 0.02 * step), y)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/\?v=swing#.*gamma="))
    assert int(root.get_attribute("data-revision") or 0) > before
    assert state(page)["gamma"] > 0.5
    assert sent == []


def test_a_shared_link_opens_in_its_state_and_keeps_it(visit: Visit) -> None:
    page = visit("/?v=swing#gamma=0.3")
    stage(page)
    assert state(page)["gamma"] == 0.3
    expect(page).to_have_url(re.compile(r"/\?v=swing#gamma=0.3$"))
    page.get_by_role("link", name="Browse", exact=True).first.click()
    expect(page.get_by_text("3 visualisations", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/$"))
    page.go_back()
    stage(page)
    assert state(page)["gamma"] == 0.3


def test_another_visualisation_does_not_take_the_state_of_the_last(visit: Visit) -> None:
    page = visit("/?v=swing#gamma=0.3")
    stage(page)
    page.get_by_role("link", name="Browse", exact=True).first.click()
    page.get_by_role("link", name=re.compile("How a bell")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How a bell *rings* <script>")
    expect(page.locator("section.covis")).to_have_attribute("data-covis", "bell")
    stage(page)
    assert state(page)["gamma"] == 0.2


@pytest.mark.parametrize(
    "path", ["/", "/?q=zzz", "/?v=swing", "/?v=broken", "/?v=nothing", "/course", "/course?c=PHYS1", "/people", "/people?p=elin"]
)
def test_no_page_scrolls_sideways(visit: Visit, path: str) -> None:
    page = visit(path, width=390)
    if path == "/?v=swing":
        stage(page)
    for width in (390, 320, 768):
        page.set_viewport_size({"width": width, "height": 900})
        assert _too_wide(page) == []


def _too_wide(page: Page) -> list[str]:
    """What scrolls sideways, and what ends beyond the right edge."""
    found: list[str] = page.evaluate(
        "[...[...document.querySelectorAll('html, body, .stApp, .stMain')].filter((e) => e.scrollWidth > e.clientWidth + 1),"
        " ...[...document.querySelectorAll('.stMain h1, .stMain .stHtml, .stMain a, .stMain input')]"
        ".filter((e) => e.getBoundingClientRect().width && !e.closest('section.covis') && e.getBoundingClientRect().right > innerWidth + 1)"
        "].map((e) => e.outerHTML.slice(0, 200))"
    )
    return found


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark_follow_the_reader(visit: Visit, scheme: str, dark: bool) -> None:
    page = visit("/?v=swing", scheme=scheme)
    root = stage(page)
    expect(root).to_have_attribute("data-theme", scheme)
    ground, ink = page.evaluate(
        """() => ['.stApp', '.cv-title h1'].map((name, k) => {
            const style = getComputedStyle(document.querySelector(name));
            return (k ? style.color : style.backgroundColor).match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0) / 3;
        })"""
    )
    assert (ground < 60) == dark and (ink > 180) == dark


def test_both_partners_stand_side_by_side_at_one_size(visit: Visit) -> None:
    page = visit("/?v=swing")
    boxes = [page.get_by_role("link", name=name).first.bounding_box() for name in ("Ada Example", "Dr Elin Example")]
    assert boxes[0] is not None and boxes[1] is not None
    assert boxes[0]["y"] == boxes[1]["y"] and boxes[0]["height"] == boxes[1]["height"]
    sizes = page.evaluate(
        "[...document.querySelectorAll('.st-key-cv_partners a p')].map(getComputedStyle).map((style) => style.fontSize + style.fontWeight)"
    )
    assert len(sizes) == 2 and len(set(sizes)) == 1


def test_the_plain_page_is_a_click_away(visit: Visit) -> None:
    page = visit("/?v=swing")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open on a plain page").click()
    expect(opened.value.locator("section.covis")).to_have_attribute("data-ready", "true", timeout=30_000)


# --- the first page


PATHS = "(selector) => [...document.querySelectorAll(`${selector} .cv-sketch svg path`)].map((path) => path.getAttribute('d')).join(' ')"


def painted(page: Page, where: str = ".cv-sample") -> str:
    """Every path of a picture, in one text."""
    return str(page.evaluate(PATHS, where))


def wait_for_another(page: Page, before: str, where: str = ".cv-sample") -> None:
    page.wait_for_function(f"([where, before]) => ({PATHS})(where) !== before", arg=[where, before])


def test_the_first_page_has_a_slider_that_draws_at_once_and_asks_the_server_nothing(visit: Visit) -> None:
    page = visit("/", motion=False)
    page.locator(".cv-sample[data-ready]").wait_for()
    before, sent = painted(page), list[str]()

    def note(request: Request) -> None:
        if "/thumb/" not in request.url:
            sent.append(request.url)

    page.on("request", note)
    slider = page.get_by_role("slider", name="Damping rate")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".cv-sample output").first).to_contain_text("6.00")
    wait_for_another(page, before)  # painted in the next frame
    assert sent == []
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^0\.00"))


def test_the_first_page_draws_what_the_program_says(visit: Visit) -> None:
    page = visit("/", motion=False)
    page.locator(".cv-sample[data-ready]").wait_for()
    lines = [
        [tuple(map(float, point.split(","))) for point in re.findall(r"[ML](-?[\d.]+,-?[\d.]+)", path)] for path in painted(page).split(" ")
    ]
    # The wall at x = -2.6 m from y = 1.8 m to 2.4 m gives the scale; the orbit, the longest line, begins at x = 1 m at rest.
    (wall_x, low), (_, high) = min(line for line in lines if len(line) == 2 and line[0][0] == line[1][0])
    scale = abs(high - low) / 0.6
    assert max(lines, key=len)[0] == pytest.approx((wall_x + 3.6 * scale, max(low, high) + 1.8 * scale), abs=0.7)


def test_somebody_who_comes_again_sees_the_gallery_first(visit: Visit) -> None:
    page = visit("/")
    page.locator(".cv-sample[data-ready]").wait_for()
    page.reload()
    page.get_by_role("link", name="What is this?").click()
    expect(page.get_by_role("link", name="Find your course")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?intro=1$"))


def test_a_card_moves_while_it_is_pointed_at(visit: Visit) -> None:
    page = visit("/?q=friction")
    picture = page.locator(".cv-picture").first
    picture.hover(force=True)  # the link lies over all of the card
    picture.locator(".cv-sketch svg path").first.wait_for(state="attached")
    wait_for_another(page, painted(page, ".cv-picture"), ".cv-picture")
    page.get_by_role("heading", level=1).hover()
    expect(picture.locator(".cv-sketch")).to_have_count(0)


def test_a_card_stays_still_for_who_wants_no_motion(visit: Visit) -> None:
    page = visit("/?q=friction", motion=False)
    page.locator(".cv-picture").first.hover(force=True)
    page.wait_for_timeout(400)
    assert page.locator(".cv-sketch").count() == 0


def test_a_link_on_another_page_opens_the_visualisation_in_another_tab(visit: Visit) -> None:
    page = visit("/course?c=PHYS1")
    link = page.get_by_role("link", name="What friction does to a swing")
    expect(link).to_have_attribute("href", "/?v=swing")
    with page.context.expect_page() as opened:
        link.click(button="middle")
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("What friction does to a swing")
    expect(page.get_by_role("link", name="Browse", exact=True).first).to_have_attribute("href", "/")
