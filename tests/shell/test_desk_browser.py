"""The whole way as three people, each at a server of their own over one gallery, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from covis.catalogue import Catalogue
from covis.review.events import About
from tests.conftest import copy_gallery

pytestmark = pytest.mark.browser
ID = "damped_oscillator"
NOTE = "I followed the energy by hand."
Visit = Callable[[str], Page]


@pytest.fixture
def person(browser: Browser, serve: Callable[..., str], shared_gallery: Path) -> Iterator[Visit]:
    """`person("example_staff")`: the desk's page as they see it."""
    pages: list[Page] = []

    def opened(name: str) -> Page:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{serve(shared_gallery, COVIS_USER=name)}/desk?v={ID}")
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()


def rail(page: Page) -> Locator:
    return page.locator(".st-key-cv_desk_sidebar")


def say(page: Page, way: str, button: str, words: str, *, note: str = "", twice: bool = False) -> None:
    """Choose what to say, where there is a choice; write the note; press the button, and see it written."""
    choice = rail(page).get_by_role("radio", name=way)
    expect(rail(page).get_by_role("button", name=button).or_(choice).first).to_be_visible()
    if choice.count():
        rail(page).get_by_text(way, exact=True).first.click()
    pressed = rail(page).get_by_role("button", name=button)
    expect(pressed).to_be_visible()
    if note:
        rail(page).get_by_role("textbox").first.fill(note)
    pressed.dblclick() if twice else pressed.click()
    expect(page.get_by_text(f"Recorded: {words}")).to_be_visible()


def edit(text: Path, word: str) -> None:
    text.write_text(text.read_text(encoding="utf-8").replace("## Sources", f"{word}\n\n## Sources"), encoding="utf-8")


def tick_all(page: Page) -> None:
    boxes = rail(page).get_by_role("checkbox")
    expect(boxes).to_have_count(7)
    for k in range(7):
        boxes.nth(k).check()
        assert page.get_by_text(f"{k + 1} of 7 criteria met").is_visible(), "at once, before any answer of the server"


def test_the_whole_way_as_three_people(person: Visit, shared_gallery: Path) -> None:
    text = shared_gallery / "visualisations" / ID / "text.md"
    log = Catalogue(shared_gallery).log

    coder = person("example_student")
    say(coder, "Accept co-ownership", "I accept", "Sam Example accepted", twice=True)
    say(coder, "Submit it for review", "Run the checks and submit", "Sam Example submitted it", note="The first version.")

    staff = person("example_staff")
    say(staff, "Accept co-ownership", "I accept", "Dr Alex Example accepted")
    say(staff, "Request changes", "Request changes", "Dr Alex Example requested changes (high priority)", note="What of a stiff spring?")

    edit(text, "A stiff spring is outside of this model.")
    coder.reload()
    expect(rail(coder).get_by_text("Make the changes that Dr Alex Example asked for")).to_be_visible()
    say(coder, "Submit it for review", "Run the checks and submit", "Sam Example submitted it", note="The stiff spring is named.")
    peer = person("example_peer")
    expect(peer.locator("section.covis[data-ready=true]")).to_be_visible()
    say(peer, "My peer review is done", "Record my review", "Robin Example reviewed it", note="I could follow it.")

    # the reader is told of the newer edition, and what they read stays until they ask for it
    expect(staff.get_by_text("A newer edition was submitted.")).to_be_visible()
    expect(staff.get_by_text("The first version.").first).to_be_visible()
    staff.get_by_role("button", name="Open the newest").click()
    expect(staff.get_by_text("The stiff spring is named.").first).to_be_visible()
    staff.get_by_role("tab", name="Discussion").click()
    staff.get_by_role("button", name="Answer", exact=True).click()
    staff.get_by_role("button", name="Resolve", exact=True).click()
    expect(staff.locator(".cv-event").get_by_text("resolved it").first).to_be_visible()
    expect(staff.get_by_role("tab", name="Discussion")).to_have_attribute("aria-selected", "true")

    # the folder moves before the signature: refused, with every word and tick kept; it moves back, and the same words are signed
    rail(staff).get_by_text("Sign it off", exact=True).first.click()
    tick_all(staff)
    rail(staff).get_by_role("textbox").first.fill(NOTE)
    submitted = text.read_text(encoding="utf-8")
    edit(text, "And a rubber band.")
    rail(staff).get_by_role("button", name="Sign off this edition").click()
    expect(rail(staff).get_by_role("alert")).to_contain_text("Not done")
    expect(rail(staff).get_by_role("textbox").first).to_have_value(NOTE)
    rail(staff).get_by_role("link", name="See what changed").click()
    expect(staff.get_by_text("And a rubber band.").first).to_be_visible()
    expect(rail(staff).get_by_role("textbox").first).to_have_value(NOTE)
    expect(staff.get_by_text("7 of 7 criteria met")).to_be_visible()
    text.write_text(submitted, encoding="utf-8")
    say(staff, "Sign it off", "Sign off this edition", "Dr Alex Example signed it off", twice=True)

    assert Catalogue(shared_gallery).items.standing(ID).status == "signed_off"

    # the next edition beside the signed one: what is moved in one moves in the other
    edit(text, "And a rubber band.")
    Catalogue(shared_gallery).actions.submit(ID, "example_student", "cli")
    staff.goto(f"{staff.url.partition('?')[0]}?v={ID}&at=changes")
    expect(staff.locator(".cv-now").get_by_text("And a rubber band.")).to_be_visible()
    expect(staff.locator(".cv-pictures img")).to_have_count(2)
    staff.get_by_text("Move both pictures side by side").click()
    both = staff.locator(".st-key-cv_desk_pair section.covis")
    expect(staff.locator(".st-key-cv_desk_pair section.covis[data-ready=true]")).to_have_count(2)
    both.first.locator("input[type=range][name=gamma]").press("End")
    expect(both.last.locator("input[type=range][name=gamma]")).to_have_value("0.9")

    events, faults = log.read(ID)
    kinds = [event.kind for event in events]
    assert faults == [] and kinds.count("accepted") == 2 and kinds.count("signed_off") == 1 and all(event.via == "cli" for event in events)
    assert [event.note for event in events if event.kind == "signed_off"] == [NOTE]
    assert Catalogue(shared_gallery).items.standing(ID).status == "update_in_review"


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Path:
    """A gallery in which the fact-checker has to sign, and a peer has asked about a state of the picture."""
    root = copy_gallery(tmp_path_factory.mktemp("reviewed") / "gallery")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COVIS_CACHE", str(compiled))
        actions = Catalogue(root).actions
        for person in ("example_student", "example_staff"):
            actions.accept(ID, person, "cli")
        actions.submit(ID, "example_student", "cli")
        actions.review(ID, "example_peer", "cli")
        actions.request_changes(ID, "example_peer", "cli", level="low", note="Is this so?", about=About(state="gamma=0.5"))
    return root


def test_what_was_opened_and_moved_stands_beside_each_criterion_and_ticks_survive_a_reload(
    browser: Browser, serve: Callable[..., str], reviewed: Path
) -> None:
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.set_default_timeout(60_000)
    page.goto(f"{serve(reviewed, COVIS_USER='example_staff')}/desk?v={ID}")
    expect(page.locator("section.covis[data-ready=true]")).to_be_attached()
    boxes = rail(page).get_by_role("checkbox")
    expect(boxes).to_have_count(7)
    for width, height in ((1024, 768), (768, 1024)):
        page.set_viewport_size({"width": width, "height": height})
        expect(rail(page).get_by_text("Your turn")).to_be_in_viewport()
        expect(boxes.first).to_be_in_viewport()

    expect(rail(page).get_by_text("Controls moved from end to end: 0 of 3.")).to_be_visible()
    damping = page.locator("section.covis input[type=range][name=gamma]")
    damping.focus()
    damping.press("Home")
    expect(rail(page).get_by_text("Damping rate (upper end)")).to_be_visible()  # two keys in one frame would draw the second state only
    damping.press("End")
    expect(rail(page).get_by_text("Controls moved from end to end: 1 of 3.")).to_be_visible()
    expect(rail(page).get_by_text("Presets seen: 1 of 3.")).to_be_visible()  # the first state is one of them
    page.get_by_role("button", name="A bell").click()
    expect(rail(page).get_by_text("Presets seen: 2 of 3.")).to_be_visible()
    page.get_by_role("button", name="Show this state").click()
    expect(damping).to_have_value("0.5")
    expect(rail(page).get_by_text("Model: not opened yet.")).to_be_visible()
    page.get_by_role("tab", name="Model").click()
    expect(rail(page).get_by_text("Model: opened.")).to_be_visible()

    for k in (1, 2):
        boxes.nth(k).check()
    expect(rail(page).get_by_text("2 of 7 criteria met")).to_be_visible()
    page.reload()
    expect(rail(page).get_by_text("2 of 7 criteria met")).to_be_visible()
    assert [boxes.nth(k).is_checked() for k in range(7)] == [False, True, True, False, False, False, False]
    expect(rail(page).get_by_text("Presets seen: 2 of 3.")).to_be_visible()
    rail(page).get_by_role("button", name="Sign off this edition").click()
    expect(rail(page).get_by_text("Not every criterion is met: seen, picture, words, limits, sources.")).to_be_visible()

    page.set_viewport_size({"width": 390, "height": 844})
    first, strip = rail(page).bounding_box(), page.locator(".cv-desk-strip").bounding_box()
    assert first is not None and strip is not None and first["y"] + first["height"] <= strip["y"], "the verdict comes first on a phone"
    page.close()
