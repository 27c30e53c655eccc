"""Learners' feedback: what is kept and what never is, how much of it, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covis.catalogue import Catalogue, Item, Refused, StoreError
from covis.document.controls import controls_of, legal
from covis.feedback import service
from covis.feedback.model import Feedback, fragment, in_words
from covis.feedback.service import LONGEST, PER_PROCESS, PER_SESSION, PER_VISUALISATION, RateLimit

ID = "damped_oscillator"
STATE = {"gamma": 0.3, "x_0": 1.0, "omega_0": 2.0}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def catalogue(gallery: Path, clock: Clock) -> Catalogue:
    made = Catalogue(gallery)
    made.feedback.clock = clock
    return made


@pytest.fixture
def item(catalogue: Catalogue) -> Item:
    found = catalogue.items.get(ID, wait=120)
    assert found is not None and found.shown is not None
    return found


Say = Callable[..., Feedback]


@pytest.fixture
def say(catalogue: Catalogue, item: Item) -> Say:
    """Says something; each time as another session, unless one is given."""

    def said(kind: Any = "helped", note: Any = "", **given: Any) -> Feedback:
        asked = {"document": item.digest, "state": STATE, "session": RateLimit(PER_SESSION), **given}
        return catalogue.feedback.send(ID, kind, note=note, **asked)

    return said


def set_gallery(root: Path, line: str) -> None:
    path = root / "registry.yaml"
    path.write_text(path.read_text().replace("  demonstration: true", f"  {line}\n  demonstration: true"))


def test_what_was_said_is_kept_with_the_edition_and_the_state(catalogue: Catalogue, item: Item, say: Say) -> None:
    say("confused", "Why does the rhythm\nhardly change?")
    (entry,) = Catalogue(catalogue.root).feedback.read(ID).entries
    assert (entry.kind, entry.document, entry.state) == ("confused", item.digest, STATE)
    assert entry.note == "Why does the rhythm\nhardly change?"


def test_nothing_of_who_said_it_is_kept(catalogue: Catalogue, say: Say) -> None:
    entry = say("wrong", "Ask sam@example.org or\x00 <jo.e@mail.example.com>: the sign \u202eis off")
    assert set(entry.model_dump()) == {"id", "kind", "at", "document", "state", "note"}
    assert (entry.at.minute, entry.at.second, entry.at.microsecond) == (0, 0, 0)
    assert "@" not in entry.note and "\x00" not in entry.note and "\u202e" not in entry.note
    assert entry.note.count("[address left out]") == 2
    assert "example.org" not in (catalogue.root / "feedback" / f"{ID}.jsonl").read_text()


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "loved"},
        {"kind": None},
        {"kind": ["helped"]},
        {"note": None},
        {"note": {"a": 1}},
        {"note": "x" * (LONGEST + 1)},
        {"note": "x" * 1_000_000},
        {"kind": "wrong", "note": "  \n "},
        {"document": "0" * 64},
        {"document": "../../etc/passwd"},
        {"document": None},
        {"document": 7},
    ],
)
def test_what_a_forged_message_says_is_refused_in_friendly_words(catalogue: Catalogue, say: Say, given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        say(**given)
    assert refused.value.refusal.rule and refused.value.refusal.way_out
    assert catalogue.feedback.read(ID).entries == ()


@pytest.mark.parametrize(
    "state", [None, [], "gamma=1", {"gamma": "<script>", "x_0": float("nan"), "omega_0": 10**400, "who": "Sam"}, {"gamma": True}]
)
def test_a_state_carries_nothing_but_values_of_the_controls(say: Say, state: Any) -> None:
    assert say(state=state).state == {}


def test_an_edition_of_another_visualisation_is_not_what_they_saw(catalogue: Catalogue, item: Item, say: Say) -> None:
    assert catalogue.items.seen("nothing", item.digest) is None
    with pytest.raises(Refused):
        catalogue.feedback.send("nothing", "helped", document=item.digest, state={}, note="", session=RateLimit(5))


def test_a_session_has_a_pace(say: Say, clock: Clock) -> None:
    session = RateLimit(PER_SESSION)
    for _ in range(PER_SESSION):
        say(session=session)
    with pytest.raises(Refused, match="thank you"):
        say(session=session)
    say()
    clock.now = 3600.0
    say(session=session)


@pytest.mark.parametrize("most", [PER_VISUALISATION, PER_PROCESS])
def test_many_sessions_together_have_a_pace(
    catalogue: Catalogue, say: Say, clock: Clock, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """The paces are filled as if so many had spoken: what is tried is that both hold for everybody."""
    pace = catalogue.feedback._process if most == PER_PROCESS else catalogue.feedback._limits.setdefault(ID, RateLimit(PER_VISUALISATION))
    for _ in range(most):
        pace.take(clock())
    with pytest.raises(Refused, match="Many people"):
        say()
    clock.now += 3600.0
    say()
    assert len(pace._times) == 1


def test_a_full_store_keeps_what_is_there_and_refuses_what_comes(catalogue: Catalogue, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "KEPT", {"helped": 3, "confused": 3, "wrong": 2})
    first = [say("wrong", f"note {k}").id for k in range(2)]
    for _ in range(3):
        with pytest.raises(Refused, match="more of these than it has read"):
            say("wrong", "another flood")
    say("helped")
    summary = catalogue.feedback.read(ID)
    assert sorted(entry.id for entry in summary.entries if entry.kind == "wrong") == sorted(first)
    assert summary.full == {"wrong"} and summary.count("helped") == 1


def test_it_can_be_switched_off(catalogue: Catalogue, item: Item, say: Say) -> None:
    set_gallery(catalogue.root, "feedback: false")
    assert not catalogue.feedback.enabled()
    with pytest.raises(Refused, match="does not ask"):
        say()


def test_owners_staff_and_maintainers_read_it(catalogue: Catalogue) -> None:
    (catalogue.root / "contributors" / "real.yaml").write_text("name: Real Person\nrole: staff\n")
    readers = ["example_student", "example_staff", "example_maintainer", "real"]
    assert all(catalogue.feedback.may_read(ID, person) for person in readers)
    assert not any(catalogue.feedback.may_read(ID, person) for person in ("example_peer", "nobody", None))
    assert not catalogue.feedback.may_read("nothing", "example_staff")


def test_the_state_as_a_link_and_in_words(item: Item, say: Say) -> None:
    assert item.shown is not None
    document = item.shown.document
    entry = say(state={"gamma": 0.3, "x_0": 2, "omega_0": 2.0})
    assert fragment(entry, document) == "x_0=2&gamma=0.3"
    assert fragment(entry, None) == "x_0=2&gamma=0.3&omega_0=2"
    shown = "Initial displacement 2.00 m, Damping rate 0.300 1/s, Natural angular frequency 2.00 rad/s"  # as the page shows it
    assert in_words(entry, document).replace("\u00a0", " ") == shown


def test_other_kinds_of_controls(say: Say) -> None:
    document = {
        "controls": [
            {"kind": "choice", "name": "colour", "label": "Colour", "options": [["red & hot", 1.0], ["blue", 2.0]], "start": "blue"},
            {"kind": "toggle", "name": "noise", "label": "Noise", "start": False},
        ]
    }
    given = {"colour": "red & hot", "noise": True}
    assert legal(controls_of(document), given) == given
    assert legal(controls_of(document), {"colour": "my name", "noise": 1}) == {}
    entry = say().model_copy(update={"state": given})
    assert fragment(entry, document) == "colour=red%20%26%20hot&noise=true"
    assert in_words(entry, document) == "Colour red & hot, Noise on"


def test_a_store_that_cannot_be_written_says_so(catalogue: Catalogue, say: Say) -> None:
    (catalogue.root / "feedback").write_text("in the way")
    with pytest.raises(StoreError) as failed:
        say()
    assert failed.value.way_out and not isinstance(failed.value, Refused)


@given(note=st.text(alphabet="ab@. \n,é_", max_size=40))
def test_what_is_left_out_of_a_note_is_what_the_plain_expression_finds(note: str) -> None:
    """The expression is cubic, so that 2,000 characters kept the server busy for a minute; on 40 it says what is meant."""
    assert service._clean(note) == re.sub(r"\S+@\S+\.\w+", "[address left out]", note).strip()


def test_a_note_that_is_far_too_long_is_refused_before_it_is_read(catalogue: Catalogue, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_clean", lambda note: pytest.fail("it was read"))
    with pytest.raises(Refused, match="longer than"):
        say("confused", "@." * 4 * LONGEST)


def test_a_full_store_is_not_read_again_and_again(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a full store refuses is counted by the pace too: finding out that it is full reads all of it."""
    monkeypatch.setattr(service, "KEPT", {"helped": 0, "confused": 0, "wrong": 0})
    session = RateLimit(2)
    for _ in range(2):
        with pytest.raises(Refused, match="more of these"):
            say(session=session)
    with pytest.raises(Refused, match="thank you"):
        say(session=session)
