"""The table of who may say what and when, row by row, for every kind of person. The tables below are the specification."""

from __future__ import annotations

from typing import Any

import pytest

from covis.review.criteria import CRITERIA
from covis.review.fold import replay
from covis.review.rules import RULES, Refused, moved, refusal, repeated
from tests.review.review_world import MET, PEOPLE, World, edition, entry

EVERYBODY = (*PEOPLE, "nobody")
STUDENTS_OUTSIDE = {"peer", "peer2", "coder2"}
STAFF = {"checker", "checker2", "staff", "maintainer"}
REQUEST, DISPUTE, DECISION = f"{6:032x}", f"{7:032x}", f"{8:032x}"


def busy() -> World:
    """A release, and after it one open request, dispute and decision each: every row can be tried by everybody."""
    world = World().released()  # events 1 to 5
    world.say("changes_requested", "peer", edition=edition(), level="low", note="!")
    world.say("disputed", "staff", edition=edition(), note="!")
    world.say("decided", "coder", note="!")
    return world


# (kind, what it carries, who may; everybody else may not)
ROWS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("offered", {"role": "coder"}, STUDENTS_OUTSIDE),
    ("offered", {"role": "fact_checker"}, STAFF - {"checker"}),
    ("accepted", {"role": "coder"}, {"coder"}),
    ("accepted", {"role": "fact_checker"}, {"checker"}),
    ("decided", {"note": "x"}, {"coder", "checker"}),
    ("agreed", {"re": DECISION}, {"checker"}),
    ("agreed", {"re": REQUEST}, set()),
    ("submitted", {"edition": edition()}, {"coder"}),
    ("peer_reviewed", {"edition": edition()}, STUDENTS_OUTSIDE),
    ("peer_reviewed", {"edition": edition("f")}, set()),
    ("changes_requested", {"edition": edition(), "level": "high", "note": "x"}, {"checker"} | STUDENTS_OUTSIDE),
    ("changes_requested", {"edition": edition("f"), "level": "low", "note": "x"}, set()),
    ("signed_off", {"edition": edition(), "criteria": MET}, {"checker"}),
    ("signed_off", {"edition": edition("f"), "criteria": MET}, set()),
    ("signed_off", {"edition": edition("a", "f"), "criteria": MET}, set()),
    ("signed_off", {"edition": edition("f", "a"), "criteria": MET}, set()),
    ("signed_off", {"edition": edition(), "criteria": {}}, set()),
    ("signed_off", {"edition": edition(), "criteria": MET | {"made_up": True}}, set()),
    ("disputed", {"edition": edition(), "note": "x"}, {"coder"} | STAFF),
    ("disputed", {"edition": edition("f"), "note": "x"}, set()),
    ("disputed", {"edition": edition(), "note": "x", "withdrawn": True}, {"checker", "maintainer"}),
    ("resolved", {"re": REQUEST}, {"peer"}),
    ("resolved", {"re": REQUEST, "note": "why"}, {"peer", "maintainer"}),
    ("resolved", {"re": DISPUTE}, {"staff"}),
    ("resolved", {"re": DISPUTE, "note": "why"}, {"staff", "maintainer"}),
    ("resolved", {"re": DECISION, "note": "why"}, set()),
    ("resolved", {"re": "f" * 32, "note": "why"}, set()),
    ("retired", {}, {"coder", "checker", "maintainer"}),
    ("reinstated", {}, set()),
    *[("signed_off", {"edition": edition(), "criteria": MET | {criterion.id: False}}, set[str]()) for criterion in CRITERIA],
]


@pytest.mark.parametrize("person", EVERYBODY)
@pytest.mark.parametrize(("kind", "fields", "may"), ROWS, ids=[f"{number}-{row[0]}" for number, row in enumerate(ROWS)])
def test_each_row_allows_exactly_whom_it_names(kind: str, fields: dict[str, Any], may: set[str], person: str) -> None:
    world = busy()
    refused = world.refused(kind, person, **fields)
    assert (refused == "") == (person in may), refused
    assert person in may or refused.count(".") >= 2, "a refusal says the rule and the way out"

    said = world.say(kind, person, **fields)
    ignored = [event for event, _ in world.now.ignored]
    if person in may:
        assert said not in ignored
    elif kind != "accepted":  # an acceptance of somebody who has left stays in the log as history
        assert ignored == [said], "the fold says the same as the command"


def test_every_kind_has_a_row() -> None:
    assert {kind for kind, _, _ in ROWS} == set(RULES)


def test_reinstating_is_for_the_same_people_as_retiring() -> None:
    for person in EVERYBODY:
        world = busy()
        world.say("retired", "maintainer")
        assert (world.refused("reinstated", person) == "") == (person in {"coder", "checker", "maintainer"})


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        ("accepted by coder", "No coder of it has accepted"),
        ("accepted by checker", "Dr Chen Checker has not accepted"),
        ("submitted", "None of its coders has submitted"),
        ("peer_reviewed", "0 of 1 peer reviews"),
    ],
)
def test_a_signature_needs_everything_that_comes_before_it(missing: str, rule: str) -> None:
    world = World().accept().submit().review()
    world.events = [event for event in world.events if missing not in (event.kind, f"{event.kind} by {event.by}")]
    assert rule in world.refused("signed_off", "checker", edition=edition(), criteria=MET)
    if missing == "submitted":
        assert "has not been submitted" in world.refused("peer_reviewed", "peer", edition=edition())
        assert "no release" in world.refused("disputed", "checker", edition=edition(), note="x")


def test_retiring_needs_acceptance() -> None:
    assert "Accept first" in World().refused("retired", "coder")


def test_a_fact_checker_on_the_entry_who_is_a_student_or_a_coder_checks_nothing() -> None:
    world = World()
    for checkers, coders in ((("peer",), ("coder",)), (("checker",), ("coder", "checker"))):
        world.entry = entry(coders, checkers)
        assert world.refused("accepted", checkers[0], role="fact_checker")
        assert world.now.status == "seeking_partners"


def test_a_command_is_about_what_the_folder_holds_now() -> None:
    world = World()
    for kind, fields in (("submitted", {}), ("signed_off", {"criteria": MET})):
        event = world.event(kind, "coder", edition=edition("a"), **fields)
        assert moved(event, "a" * 64) is None
        assert "changed" in str(moved(event, "b" * 64)) and moved(event, None) is not None
    assert moved(world.event("retired", "coder"), None) is None


def test_refused_reads_well() -> None:
    refused = moved(World().event("submitted", "coder", edition=edition()), None)
    assert refused is not None
    assert (
        str(Refused(refused))
        == "The folder has changed since that edition was compiled. Look at the new edition, then run the action again."
    )


def test_what_has_been_said_is_not_said_again() -> None:
    world = World(fact_checks=2)
    world.entry = entry(fact_checkers=("checker", "checker2"))
    world.accept().say("accepted", "checker2", role="fact_checker")

    def again(kind: str, by: str, **fields: Any) -> str:
        event = world.event(kind, by, **fields)
        state = replay(world.events, world.context)[0]
        assert refusal(event, state) is None, "the rules allow it: it only says nothing new"
        return str(repeated(event, state) or "")

    assert "accepted already" in again("accepted", "coder", role="coder")
    assert again("submitted", "coder", edition=edition()) == ""
    world.submit()
    assert "submitted already" in again("submitted", "coder", edition=edition())
    assert again("submitted", "coder", edition=edition("a", "c")) == "", "another toolchain's edition is another"
    assert again("peer_reviewed", "peer", edition=edition()) == ""
    world.review()
    assert "reviewed this edition already" in again("peer_reviewed", "peer", edition=edition())
    assert again("peer_reviewed", "peer2", edition=edition()) == ""
    request = world.say("changes_requested", "peer", edition=edition(), level="high", note="Why?")
    assert again("submitted", "coder", edition=edition()) == "", "it answers what was asked since"
    world.submit()
    assert "submitted already" in again("submitted", "coder", edition=edition())
    world.say("resolved", "peer", re=request.id)
    decision = world.say("decided", "coder", note="Two plots.")
    assert again("agreed", "checker", re=decision.id) == ""
    world.say("agreed", "checker", re=decision.id)
    assert "agreed to that already" in again("agreed", "checker", re=decision.id)
    assert again("agreed", "checker2", re=decision.id) == ""
    world.sign()
    assert "waits for another" in again("signed_off", "checker", edition=edition(), criteria=MET)
    world.sign(by="checker2")
    assert "It is the release" in again("signed_off", "checker", edition=edition(), criteria=MET)
    assert world.now.status == "signed_off"
