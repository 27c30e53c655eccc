"""The stories of a visualisation: from the first partner to the release, and what happens when people, folders or truths change."""

from __future__ import annotations

from covis.registry.models import Contributor
from tests.review.review_world import MET, T0, World, edition, entry

A, B = "a" * 64, "b" * 64


def whose(world: World) -> list[tuple[tuple[str, ...], str]]:
    return [(turn.people, turn.action) for turn in world.now.turn]


def reasons(world: World) -> list[str]:
    return [reason for _, reason in world.now.ignored]


def test_the_way_to_a_release_says_at_each_step_whose_turn_it_is() -> None:
    world = World()
    assert world.now.status == "in_development"
    assert whose(world) == [(("coder",), "accept"), (("checker",), "accept"), (("coder",), "submit")]
    world.accept()
    assert whose(world) == [(("coder",), "submit")]
    world.submit()
    assert world.now.status == "in_peer_review"
    assert whose(world) == [(("coder2", "peer", "peer2"), "review")]
    world.review()
    assert world.now.status == "in_staff_review"
    assert whose(world) == [(("checker",), "sign_off")]
    world.sign()
    now = world.now
    assert (now.status, now.turn, now.ignored) == ("signed_off", (), ())
    assert now.release is not None
    assert (now.release.source, now.release.document, now.release.by, now.release.coders) == (A, A, ("checker",), ("coder",))
    assert now.since == now.release.at == world.events[-1].at


def test_an_entry_without_a_partner_looks_for_one() -> None:
    world = World()
    for coders, checkers, role in ((("coder",), (), "fact-checker"), ((), ("checker",), "coder")):
        world.entry = entry(coders, checkers)
        assert world.now.status == "seeking_partners"
        assert ((), role) in [(turn.people, turn.role) for turn in world.now.turn]


def test_any_change_to_the_folder_leaves_signed_off_and_keeps_the_release_up() -> None:
    world = World().released()
    world.source = B
    assert world.now.status == "update_in_review"
    assert whose(world) == [(("coder",), "submit")]
    world.submit("b")
    assert world.now.status == "update_in_review"
    assert world.now.release is not None and world.now.release.document == A
    assert whose(world) == [(("checker",), "sign_off")], "after a first release no new peer review is needed"
    world.sign("b")
    assert world.now.status == "signed_off"
    assert world.now.release is not None and world.now.release.document == B


def test_a_folder_that_cannot_be_read_is_not_signed_off() -> None:
    world = World().released()
    world.source = None
    assert world.now.status == "update_in_review"


def test_going_back_to_an_older_source_needs_both_partners_again() -> None:
    world = World().released().submit("b").sign("b")
    assert world.now.status == "update_in_review"
    assert "not the edition that was submitted last" in world.refused("signed_off", "checker", edition=edition("a"), criteria=MET)
    assert world.submit("a").sign("a").now.status == "signed_off"


def test_a_recompiled_edition_of_the_same_source_leaves_the_signed_bytes_up() -> None:
    world = World().released().submit("a", document="c")
    assert world.now.status == "signed_off"
    assert world.now.release is not None and world.now.release.document == A
    assert whose(world) == [(("checker",), "sign_off")]
    release = world.sign("a", document="c").now.release
    assert release is not None and release.document == "c" * 64


def test_taking_the_fact_checker_off_the_entry_changes_the_status_at_once_and_keeps_the_release() -> None:
    world = World().released()
    world.entry = entry(fact_checkers=())
    now = world.now
    assert (now.status, now.signer_left, now.ignored) == ("seeking_partners", True, ())
    assert now.release is not None and (now.release.document, now.release.former, now.release.stands) == (A, ("checker",), False)


def test_a_new_fact_checker_confirms_the_release_of_the_one_who_left() -> None:
    world = World().released()
    world.entry = entry(fact_checkers=("checker2",))
    assert world.now.status == "update_in_review"
    assert (("checker2",), "accept") in whose(world) and (("checker2",), "sign_off") in whose(world)
    world.say("accepted", "checker2", role="fact_checker")
    world.sign(by="checker2")
    now = world.now
    assert (now.status, now.signer_left) == ("signed_off", False)
    assert now.release is not None and now.release.by == ("checker2",)


def test_a_coder_who_takes_over_submits_again_before_it_is_signed_off_again() -> None:
    world = World().released()
    world.entry = entry(coders=("coder2",))
    now = world.now
    assert now.status == "update_in_review" and now.release is not None and now.release.document == A
    world.say("accepted", "coder2", role="coder")
    assert (("coder2",), "submit") in whose(world)
    assert "None of its coders has submitted" in world.refused("signed_off", "checker", edition=edition(), criteria=MET)
    assert world.submit(by="coder2").sign().now.status == "signed_off"


def test_a_peer_reviewer_who_joins_the_team_does_not_take_the_release_down() -> None:
    world = World().released()
    world.entry = entry(coders=("coder", "peer"))
    for step in ("named", "accepted"):
        if step == "accepted":
            world.say("accepted", "peer", role="coder")
        now = world.now
        assert now.release is not None and now.status == "update_in_review", step
    assert world.refused("peer_reviewed", "peer", edition=edition()) != ""
    assert world.sign().now.status == "signed_off"


def test_a_stranger_s_signature_never_counts() -> None:
    world = World().accept().submit().review().sign(by="staff")
    assert world.now.release is None and "fact-checker on its entry" in reasons(world)[0]


def test_what_is_trusted_of_somebody_who_is_not_on_the_entry_is_exactly_two_lines_by_staff() -> None:
    """Documented in covis.review.state: it can hold a release up, and never gives the status signed_off."""
    world = World().accept().submit().review()
    world.say("accepted", "staff", role="fact_checker")
    world.sign(by="staff")
    now = world.now
    assert now.release is not None and now.release.former == ("staff",)
    assert (now.status, now.signer_left) == ("update_in_review", True)
    assert whose(world) == [(("checker",), "sign_off")]
    assert world.refused("accepted", "staff", role="fact_checker") and world.refused("signed_off", "staff", edition=edition(), criteria=MET)

    for person in ("peer2", "coder2", "example", "nobody"):
        world = World().accept().submit().review()
        world.say("accepted", person, role="fact_checker")
        assert world.sign(by=person).now.release is None, person

    world = World(accept_via=["oidc"])
    world.say("accepted", "coder", role="coder", via="oidc")
    world.say("accepted", "checker", role="fact_checker", via="oidc")
    world.say("submitted", "coder", edition=edition(), via="oidc")
    world.say("peer_reviewed", "peer", edition=edition(), via="oidc")
    world.say("accepted", "staff", role="fact_checker", via="git")
    world.say("signed_off", "staff", edition=edition(), criteria=MET, via="git")
    assert world.now.release is None


def test_signatures_of_a_coder_never_count() -> None:
    world = World()
    world.entry = entry(coders=("coder", "checker"), fact_checkers=("checker",))
    assert world.accept().submit().review().sign().now.release is None


def test_two_fact_checks_need_two_people_who_sign_the_same_edition() -> None:
    world = World(fact_checks=2)
    world.entry = entry(fact_checkers=("checker", "checker2"))
    world.accept().say("accepted", "checker2", role="fact_checker")
    world.submit().review().sign().sign()
    assert world.now.release is None and whose(world) == [(("checker2",), "sign_off")]
    world.submit("b").sign("b", by="checker2")
    assert world.now.release is None, "signatures of two editions do not add up"
    world.submit("a").review("a", "peer2").sign("a").sign("a", by="checker2")
    assert world.now.status == "signed_off"
    assert world.now.release is not None and world.now.release.by == ("checker", "checker2")


def test_peer_reviews_count_once_a_person_and_for_their_source_only() -> None:
    world = World(peer_reviews=2).accept().submit().review().review()
    assert world.now.status == "in_peer_review"
    world.submit("b").review("b", "peer2")
    world.source = B
    assert world.now.status == "in_peer_review"
    assert world.review("b", "peer").now.status == "in_staff_review"


def test_a_high_request_blocks_until_its_author_resolves_it() -> None:
    world = World().accept().submit().review()
    request = world.say("changes_requested", "peer", edition=edition(), level="high", note="The axis has no unit.")
    assert world.now.status == "changes_requested" and whose(world) == [(("coder",), "submit")]
    assert "high priority" in world.refused("signed_off", "checker", edition=edition(), criteria=MET)
    world.source = B
    world.submit("b").review("b")
    assert world.now.status == "changes_requested" and whose(world) == [(("peer",), "resolve")]
    assert "high priority" in world.refused("signed_off", "checker", edition=edition("b"), criteria=MET)
    world.say("resolved", "peer", re=request.id)
    assert world.now.status == "in_staff_review" and world.sign("b").now.status == "signed_off"


def test_a_low_request_blocks_nothing() -> None:
    world = World().accept().submit().review()
    world.say("changes_requested", "peer", edition=edition(), level="low", note="A darker line?")
    assert world.now.status == "in_staff_review" and len(world.now.open_requests) == 1
    assert world.sign().now.status == "signed_off"


def test_the_request_of_a_fact_checker_who_left_still_blocks() -> None:
    world = World().accept().submit().review()
    request = world.say("changes_requested", "checker", edition=edition(), level="high", note="Sign of the force.")
    world.entry = entry(fact_checkers=("checker2",))
    assert world.now.status == "changes_requested"
    assert "Add a note" in world.refused("resolved", "maintainer", re=request.id)
    world.say("resolved", "maintainer", re=request.id, note="Checked with the department.")
    assert world.now.status == "in_staff_review"


def test_a_dispute_shows_at_once_and_a_withdrawn_release_is_down_until_resolved() -> None:
    world = World().released()
    dispute = world.say("disputed", "staff", edition=edition(), note="Wrong constant.")
    now = world.now
    assert (now.status, now.withdrawn) == ("disputed", False) and now.release is not None
    assert ("staff",) in [people for people, action in whose(world) if action == "resolve"]
    taken = world.say("disputed", "checker", edition=edition(), note="Indeed.", withdrawn=True)
    now = world.now
    assert now.withdrawn and now.release is None and now.taken_down is not None
    assert world.refused("resolved", "checker", re=dispute.id)
    world.say("resolved", "checker", re=taken.id)
    assert world.now.release is not None and world.now.status == "disputed"
    world.say("resolved", "staff", re=dispute.id)
    assert world.now.status == "signed_off"


def test_retiring_takes_both_partners_or_a_maintainer() -> None:
    world = World().released()
    world.say("retired", "coder")
    assert world.now.status == "signed_off" and (("checker",), "retire") in whose(world)
    world.say("retired", "checker")
    assert world.now.retired and world.now.status == "retired" and world.now.turn == ()
    world.say("reinstated", "maintainer")
    assert world.now.status == "signed_off"
    world.say("retired", "maintainer")
    world.entry = entry(fact_checkers=())
    assert world.now.status == "retired", "it stays retired when people leave"


def test_a_proposal_to_retire_can_be_declined() -> None:
    world = World().released()
    world.say("retired", "coder")
    world.say("reinstated", "checker")
    world.say("retired", "checker")
    assert not world.now.retired


def test_a_decision_waits_for_the_other_partner() -> None:
    world = World().accept().submit().review()
    decision = world.say("decided", "coder", note="Two plots, not three.")
    assert (("checker",), "agree") in whose(world)
    assert world.refused("agreed", "coder", re=decision.id)
    world.say("agreed", "checker", re=decision.id)
    assert whose(world) == [(("checker",), "sign_off")]


def test_example_people_count_in_a_demonstration_only() -> None:
    world = World()
    world.people |= {
        "coder": Contributor(name="Example Student", role="student", example=True),
        "checker": Contributor(name="Example Staff", role="staff", example=True),
    }
    world.released()
    assert world.now.status == "seeking_partners" and world.now.release is None
    world.demonstration = True
    assert world.now.status == "signed_off" and world.now.demonstration


def test_what_comes_another_way_than_the_policy_accepts_never_counts() -> None:
    world = World(accept_via=["oidc", "git"]).released()
    assert world.now.status == "in_development" and len(world.now.ignored) == 5
    assert "via cli" in reasons(world)[0]


def test_people_who_are_unknown_never_count() -> None:
    world = World().released()
    del world.people["checker"]
    assert world.now.release is None and "not known" in reasons(world)[0]


def test_a_line_before_what_it_answers_does_not_count() -> None:
    world = World().accept().submit().review()
    request = world.say("changes_requested", "peer", edition=edition(), level="high", note="?")
    world.say("resolved", "peer", re=request.id, at=T0)
    assert world.now.status == "changes_requested" and "does not stand before it" in reasons(world)[0]


def test_what_a_coder_who_left_had_submitted_does_not_take_a_later_release_down() -> None:
    world = World()
    world.entry = entry(coders=("coder", "coder2"))
    world.accept().say("accepted", "coder2", role="coder")
    world.submit("a").review("a").submit("b", by="coder2")
    world.entry = entry()
    assert world.sign("a").now.status == "signed_off", "of today's coders one had submitted it"
    world.entry = entry(fact_checkers=())
    now = world.now
    assert now.status == "seeking_partners" and now.release is not None and now.release.document == A


def test_a_request_that_a_maintainer_closed_is_open_again_when_they_step_down_and_the_release_stays_up() -> None:
    world = World().accept().submit().review()
    request = world.say("changes_requested", "peer", edition=edition(), level="high", note="?")
    world.say("resolved", "maintainer", re=request.id, note="The peer has left.")
    assert world.sign().now.status == "signed_off"
    world.maintainers = ()
    now = world.now
    assert now.status == "changes_requested" and now.open_requests == (request,)
    assert now.release is not None and now.release.document == A and not now.release.stands
    assert "does not" in reasons(world)[0] or "resolved by" in reasons(world)[0]


def test_every_release_there_was_is_remembered_in_order() -> None:
    world = World().released().submit("b").sign("b")
    assert [release.document for release in world.now.releases] == [A, B]
    world.submit("a").sign("a")
    assert [release.document for release in world.now.releases] == [B, A]


def test_students_who_may_review_it_are_named_once_it_is_submitted() -> None:
    world = World().accept()
    assert world.now.peers == frozenset()
    assert world.submit().now.peers == {"coder2", "peer", "peer2"}
    assert world.review().now.peers == {"coder2", "peer", "peer2"}
