"""What the gallery says about a review, word by word; and the criteria, held to their page."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

from covis.registry.models import Contributor
from covis.review.criteria import ALWAYS, CRITERIA, Criterion, asked, unmet
from covis.review.events import Kind
from covis.review.fold import Status
from covis.review.wording import (
    KINDS,
    STATUSES,
    credit_sentence,
    event_sentence,
    fact_check_sentence,
    status_meaning,
    status_word,
    turn_command,
    turn_sentence,
)
from tests.review.review_world import MET, T0, World, edition, entry

PAGE = Path(__file__).parents[2] / "covis" / "review" / "fact-check-criteria.md"


def fact_check(world: World) -> str:
    return fact_check_sentence(world.now, world.people)


def test_every_status_and_every_kind_has_its_words() -> None:
    assert set(STATUSES) == set(get_args(Status)) and set(KINDS) == set(get_args(Kind))
    assert status_word("signed_off") == "Signed off" and status_meaning("retired").endswith(".")


def test_the_fact_check_in_words() -> None:
    world = World()
    assert fact_check(world) == "Not yet fact-checked."
    world.released()
    assert fact_check(world) == "Signed off by Dr Chen Checker on 22 November 2026."
    world.source = "b" * 64
    assert fact_check(world) == "Signed off by Dr Chen Checker on 22 November 2026. A newer version is being prepared."
    world.entry = entry(fact_checkers=())
    assert fact_check(world) == "Signed off by Dr Chen Checker (fact-checker at the time) on 22 November 2026."
    world.entry = entry()
    dispute = world.say("disputed", "staff", edition=edition(), note="x")
    assert fact_check(world).endswith("Disputed on 22 November 2026, and not resolved yet.")
    world.say("disputed", "maintainer", edition=edition(), note="x", withdrawn=True, re=dispute.id)
    assert fact_check(world) == "Withdrawn on 22 November 2026, until a dispute about it is resolved."


def test_a_demonstration_says_that_it_is_one() -> None:
    world = World()
    world.demonstration = True
    assert "demonstration" not in fact_check(world.released())
    world.people["checker"] = Contributor(name="Example Staff", role="staff", example=True)
    assert fact_check(world) == "Signed off by Example Staff on 22 November 2026. This is a demonstration: the people are examples."


def test_both_partners_are_credited_in_one_sentence() -> None:
    people = World().people
    assert credit_sentence(entry(), people) == "Made in partnership by Cleo Coder (coder) and Dr Chen Checker (fact-checker)."
    two = credit_sentence(entry(("coder", "coder2"), ("checker",)), people)
    assert two == "Made in partnership by Cleo Coder and Kit Coder (coders) and Dr Chen Checker (fact-checker)."
    assert credit_sentence(entry((), ("checker",)), people) == "Started by Dr Chen Checker (fact-checker). It is looking for a coder."
    assert credit_sentence(entry((), ()), people) == "It is looking for a coder and a fact-checker."
    world = World().released()
    world.entry = entry(("coder2",), ("checker",))
    assert credit_sentence(world.entry, people, world.now.release).endswith(" and Cleo Coder (coder at the time).")


def test_whose_turn_it_is_in_words_and_as_a_command() -> None:
    world = World().accept().submit()
    (turn,) = world.now.turn
    assert turn_sentence(turn, world.people).startswith("A student from outside the team reviews it")
    assert turn_command(turn, "swing") == "covis review swing"
    (turn,) = world.review().now.turn
    assert turn_sentence(turn, world.people).startswith("Dr Chen Checker: Review the submitted edition")
    assert turn_command(turn, "swing") == "covis sign-off swing"
    dispute = world.sign().say("disputed", "staff", edition=edition(), note="x")
    answer, resolve = world.now.turn
    assert "Dr Sam Staff disputes the release" in answer.what and turn_command(answer, "swing") == ""
    assert turn_command(resolve, "swing") == f"covis resolve swing --re {dispute.id}"


def test_an_event_in_words_says_how_the_person_was_known() -> None:
    world = World().released()
    assert event_sentence(world.events[-1], world.people) == "Dr Chen Checker signed it off on 22 November 2026, via cli."


def test_the_page_explains_exactly_the_criteria_of_the_code() -> None:
    found = re.findall(r"^### `(\w+)`\n\n> (.+)\n", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found == [(criterion.id, criterion.text) for criterion in CRITERIA]


def test_a_criterion_that_is_added_later_leaves_earlier_signatures_as_they_are() -> None:
    assert unmet(MET, T0) == () and all(criterion.since == ALWAYS for criterion in CRITERIA)
    later = Criterion("later", "Later.", since=T0)
    assert later not in asked(T0 - timedelta(days=1))
    assert unmet(MET | {"seen": False}, T0) == ("seen",) and unmet({}, T0) == tuple(MET)
    assert unmet(MET | {"made_up": True}, T0) == ("made_up",)
