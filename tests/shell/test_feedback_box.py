"""Learners' voice on the pages: the box under a visualisation, and what its team reads of it and makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from covis.catalogue import Catalogue, shared
from covis.feedback.service import KEPT, RateLimit
from covis.feedback.store import FileFeedback
from covis.review.criteria import CRITERIA
from tests.shell.shell_gallery import REGISTRY, write

Open = Callable[..., AppTest]
ID = "damped_oscillator"


def boxes(app: AppTest) -> int:
    return sum(one.proto.component_name == "covis.feedback" for one in app.get("bidi_component"))


def test_the_box_stands_under_what_is_shown_and_nowhere_else(open_app: Open) -> None:
    assert boxes(open_app(v="swing")) == 1
    assert boxes(open_app(v="broken")) == 0
    assert boxes(open_app()) == 0


def test_a_gallery_may_not_ask(open_app: Open, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_CACHE", str(small / ".covis"))
    root = write(tmp_path, registry=REGISTRY.replace("demonstration: true", "demonstration: true\n  feedback: false"))
    assert shared(root).items.get("swing", wait=120) is not None
    assert boxes(open_app(root=root, v="swing")) == 0


# --- what is read of it


@pytest.fixture
def signed(gallery: Path) -> Path:
    """A gallery whose visualisation is signed, with what three learners said about it."""
    catalogue = Catalogue(gallery)
    catalogue.actions.accept(ID, "example_student", "cli")
    catalogue.actions.accept(ID, "example_staff", "cli")
    event = catalogue.actions.submit(ID, "example_student", "cli")
    catalogue.actions.review(ID, "example_peer", "cli")
    assert event.edition is not None
    digest = event.edition.document
    catalogue.actions.sign_off(ID, "example_staff", "cli", edition=digest, criteria={one.id: True for one in CRITERIA})
    say = shared(gallery).feedback.send
    session = RateLimit(9)
    for kind, note in (("helped", ""), ("confused", "Why <b>so</b> slow?"), ("wrong", "It should creep back.")):
        say(ID, kind, document=digest, state={"gamma": 0.3, "x_0": 1, "omega_0": 2}, note=note, session=session)
    return gallery


def read_as(person: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """What somebody reads on the desk."""
    monkeypatch.setenv("COVIS_USER", person)

    def script() -> None:
        from covis.shell.context import get_catalogue
        from covis.shell.widgets.feedback_box import learner_feedback

        item = get_catalogue().items.get("damped_oscillator")
        assert item is not None
        learner_feedback(item)

    return AppTest.from_function(script, default_timeout=60).run()


def words(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def test_its_team_reads_it_and_nobody_else_does(signed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for person in ("example_student", "example_staff", "example_maintainer"):
        said = words(read_as(person, monkeypatch))
        assert "It should creep back." in said and "Damping rate 0.300\u00a01/s" in said
        assert "Why &lt;b&gt;so&lt;/b&gt; slow?" in said
        assert f'href="/?v={ID}#gamma=0.3"' in said
    assert words(read_as("example_peer", monkeypatch)) == words(read_as("", monkeypatch)) == ""


def test_a_note_becomes_a_dispute_with_its_words_once(signed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = read_as("example_maintainer", monkeypatch)
    entry = next(entry for entry in FileFeedback(signed).read(ID) if entry.kind == "wrong")
    field = app.text_area(key=f"cv_learners_dispute_note_{entry.id}")
    assert field.value and "It should creep back." in field.value and "Damping rate 0.300\u00a01/s" in field.value
    button = next(one for one in app.button if one.label == "Make it a dispute" and entry.id in str(one.proto.form_id))
    field.set_value(f"{field.value}\nIt does so only above critical damping; the text should say it here.")
    button.click().run()
    assert not app.exception
    standing = Catalogue(signed).items.standing(ID)
    (dispute,) = standing.open_disputes
    assert dispute.by == "example_maintainer" and "It should creep back." in dispute.note and "critical damping" in dispute.note
    again = read_as("example_maintainer", monkeypatch)
    assert "Dr Kim Example disputed it" in words(again)
    assert f"cv_learners_dispute_note_{entry.id}" not in [area.key for area in again.text_area]


def test_a_fact_checker_answers_with_a_request_for_a_change(signed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = read_as("example_staff", monkeypatch)
    button = next(one for one in app.button if one.label == "Ask the coder for a change")
    button.click().run()
    assert not app.exception
    (request,) = Catalogue(signed).items.standing(ID).open_requests
    assert request.by == "example_staff" and request.level == "high" and "learner" in request.note


def test_who_is_nobody_any_more_says_nothing(signed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = read_as("example_maintainer", monkeypatch)
    (signed / "contributors" / "example_maintainer.yaml").unlink()
    registry = signed / "registry.yaml"
    registry.write_text(registry.read_text().replace(", example_maintainer]", "]"))
    next(one for one in app.button if one.label == "Make it a dispute").click().run()
    assert Catalogue(signed).items.standing(ID).open_disputes == ()


# --- as learners use it


@pytest.mark.browser
def test_what_is_wrong_is_sent_with_the_state_of_that_moment(visit: Callable[..., Page], small: Path) -> None:
    page = visit("/?v=swing")
    stage = page.locator("section.covis")
    expect(stage).to_have_attribute("data-ready", "true")
    box = page.get_by_role("region", name="Your feedback")
    box.get_by_role("button", name="I think something is wrong here").click()
    box.get_by_role("textbox").fill("The orbit should not cross itself.")
    page.evaluate("document.querySelector('section.covis').covis.set({gamma: 0.4})")
    page.evaluate("window.stayed = document.querySelector('section.covis')")
    box.get_by_role("button", name="Send").click()
    expect(box.get_by_role("status")).to_have_text(re.compile("Thank you. Ada Example and Dr Elin Example"))
    expect(box.get_by_role("textbox")).to_be_hidden()
    assert page.evaluate("window.stayed === document.querySelector('section.covis') && stayed.dataset.ready === 'true'")
    (entry,) = FileFeedback(small).read("swing")
    assert (entry.kind, entry.note, entry.state["gamma"]) == ("wrong", "The orbit should not cross itself.", 0.4)
    item = shared(small).items.get("swing")
    assert item is not None and entry.document == item.digest


@pytest.mark.parametrize(("url", "place"), [("", f"feedback/{ID}.jsonl"), ("sqlite:///covis.db", "covis_feedback in the database")])
def test_a_full_store_says_where_it_is_emptied(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, url: str, place: str
) -> None:
    monkeypatch.setenv("COVIS_DATABASE_URL", url)
    request.getfixturevalue("signed")
    monkeypatch.setitem(KEPT, "helped", 1)
    assert f"can delete it from <code>{place}</code>" in words(read_as("example_staff", monkeypatch))
