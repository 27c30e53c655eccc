"""What students see while an update is in trouble: no badge for a request about it, and the release before one that is down."""

from __future__ import annotations

import pytest

from covis.review.events import About
from covis.review.wording import fact_check_sentence
from tests.review.review_world import World, edition


def updated() -> World:
    """Release a, then update b, submitted."""
    world = World().released()
    world.source = "b" * 64
    return world.submit("b")


def test_a_request_about_an_update_leaves_the_signed_edition_without_a_red_badge() -> None:
    world = updated()
    request = world.say("changes_requested", "checker", edition=edition("b"), level="high", note="!")
    assert world.now.status == "update_in_review" and world.now.open_requests == (request,)
    assert [(turn.action, turn.people) for turn in world.now.turn] == [("submit", ("coder",))], "the coder's turn, and nobody else's"
    world.source = "a" * 64
    assert world.now.status == "update_in_review", "not signed_off while a request of high priority is open"
    world.say("resolved", "checker", re=request.id)
    assert str(world.now.status) == "signed_off"


def test_a_request_about_the_signed_edition_itself_is_told_to_its_readers() -> None:
    world = World().released()
    world.say("changes_requested", "checker", edition=edition(), level="high", note="!")
    assert world.now.status == "changes_requested" and world.now.release is not None


def test_a_release_that_is_taken_down_falls_back_to_the_one_before() -> None:
    world = updated().sign("b")
    taken = world.say("disputed", "checker", edition=edition("b"), note="The sign is wrong.", withdrawn=True)
    now = world.now
    assert now.status == "disputed" and not now.withdrawn and now.down == {"b" * 64}
    assert now.release is not None and now.release.document == "a" * 64
    assert now.taken_down is not None and now.taken_down.document == "b" * 64
    assert fact_check_sentence(now, world.people).endswith("A newer edition was taken down, until a dispute about it is resolved.")

    world.source = "c" * 64
    world.submit("c").sign("c")
    assert world.now.release == now.release, "what was signed after the dispute waits until it is resolved"

    world.say("disputed", "checker", edition=edition("a"), note="So is this one.", withdrawn=True)
    assert world.now.withdrawn and world.now.release is None and world.now.down == {"a" * 64, "b" * 64, "c" * 64}
    world.say("resolved", "checker", re=taken.id)
    assert world.now.release is None or world.now.release.document not in ("a" * 64,)


def test_the_only_release_that_is_taken_down_leaves_nothing() -> None:
    world = World().released()
    world.say("disputed", "checker", edition=edition(), note="Wrong.", withdrawn=True)
    assert world.now.withdrawn and world.now.release is None and world.now.taken_down is not None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("fact:energy", About(fact="energy")),
        ("line: text.md:12", About(line="text.md:12")),
        ("state:gamma=0.3&view=low", About(state="gamma=0.3&view=low")),
    ],
)
def test_a_request_names_one_thing(text: str, about: About) -> None:
    assert About.parse(text) == about
    world = World().accept().submit()
    event = world.say("changes_requested", "checker", edition=edition(), level="low", note="!", about=about)
    assert world.now.open_requests == (event,) and event.about == about


@pytest.mark.parametrize("text", ["", "fact", "fact:", "line:text.md", "line:text.md:0", "state:gamma", "place:here", "fact:<b>"])
def test_what_names_nothing_is_refused_with_the_three_forms(text: str) -> None:
    with pytest.raises(ValueError, match="none of fact:ID"):
        About.parse(text)


def test_an_offer_to_join_waits_for_a_partner_and_changes_no_status() -> None:
    world = World().accept()
    before = world.now.status
    offer = world.say("offered", "coder2", role="coder")
    assert world.now.status == before
    assert ("agree", offer.id, ("coder", "checker")) in [(turn.action, turn.re, turn.people) for turn in world.now.turn]
    assert "has offered already" in world.refused("offered", "coder2", role="coder")
    assert "Coders are students" in world.refused("offered", "staff", role="coder")
    assert world.refused("agreed", "coder2", re=offer.id), "nobody accepts their own offer"
    world.say("resolved", "coder2", re=offer.id)
    assert all(turn.re != offer.id for turn in world.now.turn)
