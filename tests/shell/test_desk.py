"""The review desk's pages: what they say to whom, what they let them say, and that no word is lost. Through Streamlit's AppTest."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from covis.catalogue import Catalogue, compilations, shared
from covis.catalogue.editions import Editions
from covis.editions import Compiled
from covis.finding import Finding
from covis.review.criteria import CRITERIA
from covis.review.events import About
from covis.review.turns import Turn
from covis.shell.desk.overview import queue
from tests.shell.shell_gallery import REPOSITORY

ID = "damped_oscillator"
STUDENT, PEER, STAFF, KEEPER = "example_student", "example_peer", "example_staff", "example_maintainer"
ALL = {criterion.id: True for criterion in CRITERIA}
As = Callable[..., AppTest]


def script() -> None:
    import streamlit as st

    from covis.shell import main
    from covis.shell.desk.overview import desk
    from covis.shell.pages.course import course
    from covis.shell.pages.people import people
    from covis.shell.widgets.html import keep_pages

    names = {"course": course, "people": people, "desk": desk}
    pages = {"browse": st.Page(main.home, default=True)} | {name: st.Page(page, url_path=name) for name, page in names.items()}
    keep_pages(pages)
    st.navigation(list(pages.values()), position="hidden")
    desk()


@pytest.fixture
def desk_as(gallery: Path, monkeypatch: pytest.MonkeyPatch) -> As:
    """`desk_as("example_staff", v=ID)`: the desk as that person sees it on a server of this machine; "" for nobody."""

    def opened(person: str, **address: str) -> AppTest:
        monkeypatch.setenv("COVIS_USER", person)
        app = AppTest.from_function(script, default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return opened


@pytest.fixture
def world(gallery: Path) -> Catalogue:
    """Both partners have accepted, and the coder has submitted."""
    catalogue = shared(gallery)
    for person in (STUDENT, STAFF):
        catalogue.actions.accept(ID, person, "cli")
    catalogue.actions.submit(ID, STUDENT, "cli", note="First <b>version</b>")
    return catalogue


def said(app: AppTest) -> str:
    """Every word on the page: its HTML, what its components are handed, its links and buttons."""
    assert not app.exception
    words = [one.proto.body for one in app.get("html")]
    words += [str(json.loads(one.proto.json).get("html", "")) for one in app.get("bidi_component") if one.proto.json]
    words += [f"{one.proto.label} -> {one.proto.page}?{one.proto.query_string}" for one in app.get("page_link")]
    words += [one.label for one in (*app.button, *app.checkbox, *app.expander)]
    words += [option for one in app.radio for option in one.options]
    return "\n".join(words)


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def note(app: AppTest) -> TextArea:
    """The note that stands with a signature."""
    return next(one for one in app.text_area if one.label.startswith("A note to go"))


def criteria(app: AppTest) -> list[dict[str, str]]:
    """The criteria that the page asks, as its component gets them."""
    (form,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "covis.criteria"]
    return list(json.loads(form.json)["criteria"])


def tick(app: AppTest, *ids: str) -> AppTest:
    """Tick these criteria, and no others: what the component sends from the browser."""
    (form,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "covis.criteria"]
    ticks = {one["id"]: one["token"] for one in criteria(app) if one["id"] in ids}
    app._run(WidgetStates(widgets=[WidgetState(id=form.id, json_value=json.dumps({"criteria": ticks}))]))
    assert not app.exception
    return app


def shown_digest(app: AppTest) -> str:
    data = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.component_name == "covis.runtime"]
    return str(data[0]["digest"])


def edit(catalogue: Catalogue, word: str) -> None:
    text = catalogue.root / "visualisations" / ID / "text.md"
    text.write_text(text.read_text(encoding="utf-8").replace("## Sources", f"{word}\n\n## Sources"), encoding="utf-8")


def test_the_list_says_what_waits_for_whom(world: Catalogue, desk_as: As) -> None:
    nobody = said(desk_as(""))
    assert "Waiting for somebody" in nobody and "You are not signed in" in nobody and "A student from outside the team reviews it" in nobody
    assert "You can review as a peer" in said(desk_as(PEER))
    assert "Nothing is waiting for you" in said(desk_as(STAFF)) and "You co-own" in said(desk_as(STUDENT))
    world.actions.review(ID, PEER, "cli")
    waits = said(desk_as(STAFF))
    assert "Waiting for you" in waits and "sign it off or request changes" in waits


def test_the_page_says_what_is_signed_on_what_evidence_and_what_changed(world: Catalogue, desk_as: As) -> None:
    words = said(desk_as(STAFF, v=ID))
    edition = world.editions.submitted(ID)
    for word in ("What you sign", edition.digest[:12], "submitted by Sam Example", "On what evidence", "What changed", "first edition"):
        assert word in words
    for fact in edition.document["facts"]:
        assert fact["statement"] in words and fact["source"] in words and fact["mathematics"] in words
    for equation in edition.document["equations"]:
        assert equation["mathematics"] in words
    for one in (
        "Proved by computer algebra",
        "Expected",
        "Allowed",
        "Largest difference",
        "The friction is proportional",
        "0</strong> of 1 peer",
    ):
        assert one in words
    assert all(str(finding["message"]) in words for finding in edition.findings)
    assert "First &lt;b&gt;version&lt;/b&gt;" in words and "<b>version" not in words


def test_a_visitor_who_is_nobody_reads_and_says_nothing(world: Catalogue, desk_as: As) -> None:
    app = desk_as("", v=ID)
    assert "You are reading" in said(app) and not app.button and not app.checkbox and not app.text_area


def test_what_may_not_be_said_is_told_in_the_words_of_the_rules(world: Catalogue, desk_as: As) -> None:
    app = desk_as(STAFF, v=ID)
    assert "It has 0 of 1 peer reviews." in said(app)
    keeper = desk_as(KEEPER, v=ID)
    assert "It is checked by a fact-checker on its entry" in said(keeper)
    assert "Sign off this edition" not in said(keeper) and "Run the checks and submit" not in said(keeper)


def test_a_sign_off_is_said_criterion_by_criterion_and_once(world: Catalogue, desk_as: As) -> None:
    world.actions.review(ID, PEER, "cli")
    app = desk_as(STAFF, v=ID)
    assert [one["text"] for one in criteria(app)] == [criterion.text for criterion in CRITERIA] and all(
        one["help"] for one in criteria(app)
    )
    note(app).set_value("I checked the limit by hand.").run()
    tick(app, *list(ALL)[:-1])
    press(app, "Sign off this edition")
    assert "Not every criterion is met: sources." in said(app)
    assert note(app).value == "I checked the limit by hand."
    press(tick(app, *ALL), "Sign off this edition")
    signed = [event for event in world.log.read(ID)[0] if event.kind == "signed_off"]
    assert len(signed) == 1 and signed[0].note == "I checked the limit by hand." and signed[0].criteria == ALL
    assert world.items.standing(ID).status == "signed_off"
    after = said(app)
    assert "Recorded: Dr Alex Example signed it off" in after and "Sign off this edition" not in after
    assert "this is the edition that was signed off last" in after


def test_a_newer_edition_never_takes_the_place_of_what_is_read(world: Catalogue, desk_as: As) -> None:
    world.actions.review(ID, PEER, "cli")
    app = desk_as(STAFF, v=ID)
    seen = shown_digest(app)
    note(app).set_value("Nearly there.").run()
    edit(world, "A word more.")
    assert "The folder has changed since." in said(app.run()) and shown_digest(app) == seen
    before = {one["id"]: one["token"] for one in criteria(app)}
    press(tick(app, *ALL), "Sign off this edition")
    assert "See what changed since the edition that you have here" in said(app) and world.items.standing(ID).release is None
    assert note(app).value == "Nearly there."
    world.actions.submit(ID, STUDENT, "cli")
    words = said(app.run())
    assert "A newer edition was submitted." in words and shown_digest(app) == seen
    assert "From the edition that you opened to the newest" in words and "<ins>+A word more.</ins>" in words
    press(app, "Open the newest")
    assert shown_digest(app) == world.editions.submitted(ID).digest != seen
    again = {one["id"] for one in criteria(app) if one["token"] != before[one["id"]]}
    assert note(app).value == "Nearly there." and again == {"seen", "words"}, "only what the change touches is asked again"
    world.actions.review(ID, PEER, "cli")
    press(app, "Sign off this edition")
    assert "Not every criterion is met: seen, words." in said(app)


def test_the_discussion_is_answered_where_it_stands(world: Catalogue, desk_as: As) -> None:
    world.actions.request_changes(ID, STAFF, "cli", level="high", note="The sign is wrong.")
    decided = world.actions.decide(ID, STUDENT, "cli", note="We start with little damping.")
    coder = desk_as(STUDENT, v=ID)
    assert "The sign is wrong." in said(coder) and not any(one.label == "Resolve" for one in coder.button)
    app = desk_as(STAFF, v=ID)
    assert "high priority" in said(app)
    press(app, "Agree")
    assert world.log.read(ID)[0][-1].re == decided.id and "agreed to by Dr Alex Example" in said(app)
    next(one for one in app.text_area if one.label.startswith("Your answer to Dr Alex")).set_value("Right now.").run()
    press(app, "Resolve")
    resolved = world.log.read(ID)[0][-1]
    assert (resolved.kind, resolved.note) == ("resolved", "Right now.") and not world.items.standing(ID).open_requests


def test_the_partnership_is_on_it(world: Catalogue, desk_as: As) -> None:
    words = said(desk_as(STUDENT, v=ID))
    for word in ("Who is responsible for what", "Sam Example and Dr Alex Example", "Accepted today", "Decisions of the partners"):
        assert word in words


def test_nothing_unsigned_is_on_the_desk_of_others(world: Catalogue, desk_as: As) -> None:
    registry = world.root / "registry.yaml"
    registry.write_text(registry.read_text(encoding="utf-8").replace("visibility: all ", "visibility: signed_off "), encoding="utf-8")
    world.actions.request_changes(ID, STAFF, "cli", level="high", note="A secret of the team.")
    for person in ("", STUDENT):
        app, stranger = desk_as(person, v=ID), not person
        assert ("A secret of the team." in said(app)) is not stranger
        assert ("covis.runtime" in [one.proto.component_name for one in app.get("bidi_component")]) is not stranger
    assert "What friction does to a swing" not in said(desk_as(""))


def test_an_unknown_id_is_said_calmly(gallery: Path, desk_as: As) -> None:
    assert "This cannot be reviewed" in said(desk_as("", v="gone<b>"))


def test_the_team_chooses_between_the_release_and_the_edition_in_review(world: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    world.actions.review(ID, PEER, "cli")
    signed = world.editions.submitted(ID).digest
    world.actions.sign_off(ID, STAFF, "cli", edition=signed, criteria=ALL)
    edit(world, "A word more.")
    world.actions.submit(ID, STUDENT, "cli")
    newer = world.editions.submitted(ID).digest

    def visit(person: str, **address: str) -> AppTest:
        monkeypatch.setenv("COVIS_USER", person)
        app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=60)
        for name, value in {"v": ID, **address}.items():
            app.query_params[name] = value
        return app.run()

    assert shown_digest(visit("")) == signed and not visit("").get("button_group")
    staff = visit(STAFF)
    assert shown_digest(staff) == signed and "Open it on the review desk" in said(staff)
    staff.segmented_control[0].set_value("review").run()
    assert shown_digest(staff) == newer and "This edition is not signed off" in said(staff)
    world.actions.sign_off(ID, STAFF, "cli", edition=newer, criteria=ALL)
    (world.root / "registry.yaml").write_text(
        (world.root / "registry.yaml").read_text(encoding="utf-8").replace("- damped_oscillator\n", f"- {{id: {ID}, edition: {signed}}}\n"),
        encoding="utf-8",
    )
    assert shown_digest(visit("")) == newer
    pinned = visit("", e=signed)
    assert shown_digest(pinned) == signed and "the edition that your course chose" in said(pinned)


def test_what_was_typed_stays_on_the_page_when_the_sign_in_ends(world: Catalogue, desk_as: As, monkeypatch: pytest.MonkeyPatch) -> None:
    world.actions.review(ID, PEER, "cli")
    app = desk_as(STAFF, v=ID)
    note(app).set_value("Two pages of careful words.").run()
    decided = next(one for one in app.text_area if one.label == "Record a decision")
    decided.set_value("We show both.").run()
    monkeypatch.setenv("COVIS_USER", "")
    app.run()
    assert not app.text_area and not app.button
    assert {"Two pages of careful words.", "We show both."} <= {one.value for one in app.code}
    app.run()
    assert "Two pages of careful words." in {one.value for one in app.code}
    assert "Two pages" not in str(desk_as("", v=ID).code), "they are nobody else's"


def test_what_was_said_is_no_draft_any_more(world: Catalogue, desk_as: As, monkeypatch: pytest.MonkeyPatch) -> None:
    app = desk_as(PEER, v=ID)
    app.text_area[0].set_value("Clear to me.").run()
    press(app, "Record my review")
    assert "Recorded: " in said(app)
    monkeypatch.setenv("COVIS_USER", "")
    app.run()
    assert "Your unsent drafts" not in said(app)


def test_to_retire_is_asked_agreed_to_and_declined_in_words_that_say_what_comes_of_it(world: Catalogue, desk_as: As) -> None:
    assert "Ask to retire it" in said(desk_as(STUDENT, v=ID)) and "Ask to retire it" not in said(desk_as(KEEPER, v=ID))
    world.actions.retire(ID, STUDENT, "cli")
    partner = said(desk_as(STAFF, v=ID))
    assert "Agree: retire it" in partner and "Decline: keep it in the gallery" in partner
    assert "Take it back: keep it in the gallery" in said(desk_as(STUDENT, v=ID)) or "Keep it in the gallery" in said(
        desk_as(STUDENT, v=ID)
    )
    assert "Ask to retire it" not in partner
    app = desk_as(STAFF, v=ID)
    press(app, "Retire it")
    back = said(desk_as(STUDENT, v=ID))
    assert "Ask to bring it back" in back and "Run the checks and submit" not in back and "Dispute or retire it" not in back


def test_a_refusal_speaks_plainly(world: Catalogue, desk_as: As) -> None:
    app = desk_as(PEER, v=ID)
    app.radio[0].set_value("request_changes").run()
    press(app, "Request changes")
    assert "A request for changes says what should change, and why." in said(app) and "changes_requested" not in said(app)
    world.actions.review(ID, PEER, "cli")
    app = desk_as(STAFF, v=ID)
    edit(world, "Moved.")
    press(app, "Sign off this edition")
    assert "The folder has changed since it was submitted." in said(app)


def test_while_the_log_cannot_be_read_nothing_is_claimed_and_no_word_is_lost(world: Catalogue, desk_as: As) -> None:
    app = desk_as(STUDENT, v=ID)
    next(one for one in app.text_area if one.label == "Record a decision").set_value("We show both.").run()
    log = world.root / "records" / f"{ID}.jsonl"
    log.rename(log.with_suffix(".kept"))
    log.mkdir()
    fresh = said(desk_as(STAFF, v=ID))
    assert "Status unavailable" in fresh and "Status unavailable" in fresh
    assert "first edition" not in fresh and "has not accepted yet" not in fresh and "no coder has submitted it" not in fresh
    log.rmdir()
    log.with_suffix(".kept").rename(log)
    assert next(one for one in app.run().text_area if one.label == "Record a decision").value == "We show both."


def test_a_first_look_draws_the_page_while_the_facts_are_run(
    world: Catalogue, desk_as: As, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that has not run them: nobody waits, nobody signs before they are seen, and then they are there."""
    world.actions.review(ID, PEER, "cli")
    gate, check = threading.Event(), Editions.check
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "another_machine"))
    monkeypatch.setattr(Editions, "check", lambda self, id, report=None: check(self, id) if gate.wait(300) else None)
    while not world.editions.in_review(ID):
        world.editions.current(ID, wait=60)
    try:
        nobody, staff = desk_as("", v=ID), desk_as(STAFF, v=ID)
        for app in (nobody, staff):
            words = said(app)
            assert "being run now" in words and "The facts are being run on this machine" in words
            assert "Proved by computer algebra" not in words and "Not run yet" in words
        assert "still being run on this machine" in said(staff)
        assert "still being run on this machine" in said(press(tick(staff.run(), *ALL), "Sign off this edition"))
        assert world.items.standing(ID).release is None
    finally:
        gate.set()
    world.editions.facts_queue._jobs[ID].future.result(300)
    words = said(nobody.run())
    assert "Proved by computer algebra" in words and "being run" not in words
    press(staff.run(), "Sign off this edition")
    assert "Not every criterion is met: facts." in said(staff), "the evidence came after the tick"
    press(tick(staff, *ALL), "Sign off this edition")
    assert world.items.standing(ID).release is not None


def test_facts_that_could_not_be_run_say_why(world: Catalogue, desk_as: As, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Finding("visualisations/x/__init__.py", 5, 0, "the plugin was <i>stopped</i>", id=ID)
    monkeypatch.setenv("COVIS_CACHE", str(tmp_path / "another_machine"))
    monkeypatch.setattr(Editions, "check", lambda self, id, report=None: Compiled(None, (fault,), transient=True))
    while not world.editions.in_review(ID):
        world.editions.current(ID, wait=60)
    world.editions.facts_queue._jobs[ID].future.result(60)
    words = said(desk_as(STAFF, v=ID))
    assert "The facts could not be run on this machine. They will be run again automatically." in words
    assert "the plugin was &lt;i&gt;stopped&lt;/i&gt;" in words and "not run yet" in words


def test_the_desk_of_what_is_tried_again(gallery: Path, desk_as: As, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Finding("visualisations/x/__init__.py", 5, 0, "the plugin was stopped", id=ID)
    monkeypatch.setattr(compilations, "compile_visualisation", lambda root, id, entry: Compiled(None, (fault,), transient=True))
    words = said(desk_as("", v=ID))
    assert "Trying again" in words and "the plugin was stopped" in words and "no edition to look at" not in words


def test_the_coder_sees_the_open_requests_first_each_with_what_it_is_about(world: Catalogue, desk_as: As) -> None:
    edition = world.editions.submitted(ID)
    fact = edition.document["facts"][0]
    ask = world.actions.request_changes
    ask(ID, PEER, "cli", level="low", note="Which <b>axis</b>?", about=About(line="text.md:5"))
    ask(ID, STAFF, "cli", level="high", note="Is the sign right?", about=About(fact=fact["id"]))
    ask(ID, STAFF, "cli", level="low", note="Odd here.", about=About(state="gamma=0.5"))
    words = said(desk_as(STUDENT, v=ID))
    for word in (
        "3 open requests",
        "Is the sign right?",
        fact["mathematics"],
        "Damping rate = 0.50",
        "Which &lt;b&gt;axis&lt;/b&gt;?",
        "<mark>5 ",
    ):
        assert word in words
    assert words.index("3 open requests") < words.index("What is in review"), "before all else"
    assert words.index("Is the sign right?") < words.index("Which &lt;b&gt;"), "high priority first"
    staff = said(desk_as(STAFF, v=ID))
    assert staff.index("What you sign") < staff.index("3 open requests")


def test_what_changed_since_somebody_asked_is_shown(world: Catalogue, desk_as: As) -> None:
    world.actions.request_changes(ID, STAFF, "cli", level="high", note="What of a stiff spring?")
    since = "From the edition that Dr Alex Example wrote about"
    assert since not in said(desk_as(STUDENT, v=ID)), "nothing has changed yet"
    edit(world, "A stiff spring is outside of this model.")
    world.actions.submit(ID, STUDENT, "cli")
    for person in (STUDENT, STAFF):
        words = said(desk_as(person, v=ID))
        changed = words.split(since)[1]
        assert "A stiff spring" in changed.replace("<ins>", "").replace("</ins>", "") and "Nothing was signed off before" in changed


def test_a_request_is_tied_to_a_fact_when_it_is_written(world: Catalogue, desk_as: As) -> None:
    fact = world.editions.submitted(ID).document["facts"][1]
    app = desk_as(PEER, v=ID)
    app.radio[0].set_value("request_changes").run()
    app.selectbox[0].set_value("state").run()
    next(one for one in app.text_area if one.label.startswith("What should change")).set_value("Here.").run()
    press(app, "Request changes")
    assert "No state is taken yet." in said(app) and not world.items.standing(ID).open_requests
    app.selectbox[0].set_value("fact").run()
    app.selectbox[1].set_value(fact["id"]).run()
    press(app, "Request changes")
    (request,) = world.items.standing(ID).open_requests
    assert request.about == About(fact=fact["id"]) and request.note == "Here."


def test_somebody_joins_on_the_desk(world: Catalogue, desk_as: As) -> None:
    app = desk_as(PEER, v=ID)
    press(app, "Offer to join")
    assert "Recorded: Robin Example offered to join as a coder" in said(app)
    partner = desk_as(STUDENT, v=ID)
    assert "Robin Example offers to join as its coder: accept or decline." in said(partner)
    press(partner, "Accept the offer")
    assert world.registry.entries[ID].coders == [STUDENT, PEER]
    joined = desk_as(PEER, v=ID)
    press(joined, "I accept")
    assert PEER in world.items.standing(ID).accepted


def test_an_edition_that_is_not_signed_is_never_titled_as_signed(world: Catalogue, desk_as: As) -> None:
    for person in ("", PEER, STUDENT, STAFF):
        assert "What is signed" not in said(desk_as(person, v=ID))
    world.actions.review(ID, PEER, "cli")
    first = world.editions.submitted(ID).digest
    world.actions.sign_off(ID, STAFF, "cli", edition=first, criteria=ALL)
    assert "What is signed" in said(desk_as(PEER, v=ID))
    edit(world, "A word more.")
    world.actions.submit(ID, STUDENT, "cli")
    words = said(desk_as(PEER, v=ID))
    assert "What is in review" in words and "What is signed" not in words and "Unchanged: title and summary, equations, facts" in words
    second = world.editions.submitted(ID).digest
    world.actions.sign_off(ID, STAFF, "cli", edition=second, criteria=ALL)
    world.actions.dispute(ID, STAFF, "cli", note="A wrong word.", withdrawn=True)
    words = said(desk_as(PEER, v=ID))
    assert "What was signed, and taken down" in words and f"Students see the one before it, <code>{first[:12]}</code>" in words
    item = world.items.get(ID)
    assert item is not None and item.digest == first and item.shown is not None


def test_what_this_person_signed_before_is_carried_over_where_nothing_changed(world: Catalogue, desk_as: As) -> None:
    world.actions.review(ID, PEER, "cli")
    world.actions.sign_off(ID, STAFF, "cli", edition=world.editions.submitted(ID).digest, criteria=ALL)
    edit(world, "A word more.")
    world.actions.submit(ID, STUDENT, "cli")
    carried = {one["id"] for one in criteria(desk_as(STAFF, v=ID)) if one["carried"]}
    assert carried == set(ALL) - {"seen", "words"}


def test_submitting_shows_how_far_it_is_and_a_slow_machine_is_nobodys_mistake(
    world: Catalogue, desk_as: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(world, "A word more.")
    fault = Finding("visualisations/x/__init__.py", 5, 0, "took longer than 60 seconds", id=ID)
    monkeypatch.setattr(Editions, "check", lambda self, id, report=None: Compiled(None, (fault,), transient=True))
    app = desk_as(STUDENT, v=ID)
    press(app, "Run the checks and submit")
    words = said(app)
    assert "Not finished" in words and "submit it again in a minute" in words and "Only an edition whose checks pass" not in words


def test_what_has_waited_longest_comes_first() -> None:
    """And what has waited for nobody knows how long, such as what was never submitted, comes last."""
    turn = Turn((STAFF,), "fact-checker", "Review it.")

    def waiting(id: str, day: int | None, turn: Turn = turn) -> Any:
        return SimpleNamespace(id=id, standing=SimpleNamespace(turn=(turn,), since=day and datetime(2026, 11, day, tzinfo=UTC)))

    others = waiting("theirs", 1, Turn((STUDENT,), "coder", "Answer it."))
    items = [waiting("newer", 20), waiting("never submitted", None), waiting("oldest", 3), others, waiting("old", 4)]
    assert [item.id for item in queue(items, STAFF)] == ["oldest", "old", "newer", "never submitted"]
