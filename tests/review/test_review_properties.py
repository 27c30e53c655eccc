"""Properties of the fold, for any sequence of events: it is pure, and `signed_off` is never reached by the wrong way.

`slowly_signed_off` is the second opinion: written from the table alone, event by event from the definition, and sharing no code with
the rules. It says when today's partners stand behind what the folder holds.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import event as note_event
from hypothesis import given, settings
from hypothesis import strategies as st
from review_world import MET, PEOPLE, T0, World, edition, entry

from covis.review.events import Event

EDITIONS = [edition("a"), edition("b"), edition("a", "c")]
ACTORS = ["coder", "coder2", "peer", "checker", "checker2", "staff", "maintainer", "example", "nobody"]


WAY: list[tuple[str, str, dict[str, Any]]] = [
    ("accepted", "coder", {"role": "coder"}),
    ("accepted", "checker", {"role": "fact_checker"}),
    ("submitted", "coder", {}),
    ("peer_reviewed", "peer", {}),
    ("signed_off", "checker", {"criteria": MET}),
]


@st.composite
def sayings(draw: st.DrawFn, number: int, step: tuple[str, str, dict[str, Any]] | None) -> Event:
    """One event that looks plausible: a step of the way to a sign-off, or anything by anybody."""
    kinds = ["accepted", "submitted", "peer_reviewed", "changes_requested", "signed_off", "disputed", "resolved", "retired", "reinstated"]
    fields: dict[str, Any]
    if step:
        kind, by, fields = step
    else:
        kind, by, fields = draw(st.sampled_from(kinds)), draw(st.sampled_from(ACTORS)), {}
        needs: dict[str, dict[str, Any]] = {
            "accepted": {"role": draw(st.sampled_from(["coder", "fact_checker"]))},
            "changes_requested": {"level": draw(st.sampled_from(["high", "low"])), "note": "x"},
            "signed_off": {"criteria": MET | draw(st.sampled_from([{}, {}, {"model": False}]))},
            "disputed": {"note": "x", "withdrawn": draw(st.booleans())},
            "resolved": {"re": f"{draw(st.integers(1, max(1, number - 1))):032x}", "note": draw(st.sampled_from(["", "why"]))},
        }
        fields = needs.get(kind, {})
    if kind in ("submitted", "peer_reviewed", "changes_requested", "signed_off", "disputed"):
        fields = fields | {"edition": EDITIONS[draw(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 1, 2]))]}
    via = draw(st.sampled_from(["cli"] * 20 + ["oidc"]))
    return Event(kind=kind, by=by, id=f"{number:032x}", at=T0 + timedelta(minutes=number), via=via, **fields)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = World(peer_reviews=draw(st.sampled_from([0, 1, 1, 2])), fact_checks=draw(st.sampled_from([1, 1, 1, 2])))
    world.policy = world.policy.model_copy(update={"accept_via": draw(st.sampled_from([["cli", "oidc", "git"], ["cli"]]))})
    world.demonstration = draw(st.booleans())
    coders = draw(st.sampled_from([("coder",), ("coder",), ("coder",), ("coder", "coder2"), ("coder", "peer"), ("coder2",), ()]))
    checkers = [("checker",), ("checker",), ("checker",), ("checker", "checker2"), ("checker", "coder"), ("checker2", "example"), ()]
    world.entry = entry(coders, draw(st.sampled_from(checkers)))
    strays = st.lists(st.sampled_from([None, None, *WAY]), max_size=4)
    steps = [step for round in range(draw(st.integers(1, 2))) for way in WAY for step in (*draw(strays), way)]
    steps = [step for step in steps if draw(st.integers(0, 19))]  # now and then a step is left out
    world.events = [draw(sayings(number, step)) for number, step in enumerate([*steps, *draw(strays)], 1)]
    world.source = draw(st.sampled_from(["a" * 64, "a" * 64, "b" * 64, None]))
    return world


# --- the second opinion -------------------------------------------------------------------------------------------------------


def slowly_signed_off(world: World) -> bool:
    """Whether the status is signed_off, from the table and today's entry; walks back from every signature to all that it needs."""
    said = [e for e in world.events if e.via in world.policy.accept_via and e.by in PEOPLE]
    said = [e for e in said if world.demonstration or not PEOPLE[e.by].example]
    coders = set(world.entry.coders)
    checkers = {p for p in world.entry.fact_checkers if PEOPLE[p].role == "staff" and (world.demonstration or not PEOPLE[p].example)}
    if not coders or not checkers or world.source is None:
        return False

    def before(e: Event, kind: str) -> list[Event]:
        return [other for other in said if other.kind == kind and other.at < e.at]

    def ever(e: Event, role: str) -> set[str]:
        """Who had said before that they accept, whether or not they are still on the entry (students check nothing)."""
        back = {a.by for a in before(e, "accepted") if a.role == role}
        listed = coders if role == "coder" else checkers
        others = (set(world.entry.coders) | set(world.entry.fact_checkers)) - listed
        return {p for p in back if p not in others and (role == "coder" or PEOPLE[p].role == "staff")}

    remembered: dict[Any, Any] = {}

    def signs(e: Event, today: bool) -> bool:
        if (e.id, today) not in remembered:
            remembered[e.id, today] = signs_indeed(e, today)
        return remembered[e.id, today]

    def signs_indeed(e: Event, today: bool) -> bool:
        """Whether this line is a signature: with the people of today, or else with those who once accepted."""
        has_coded, has_checked = ever(e, "coder"), ever(e, "fact_checker")
        who = has_checked & checkers if today else has_checked
        if e.by not in who or e.by in has_coded | coders or e.criteria != MET:
            return False
        if not (has_coded & coders if today else has_coded):
            return False
        submissions = [s for s in before(e, "submitted") if s.by in (coders if today else coders | ever(s, "coder"))]
        if not submissions or submissions[-1].edition != e.edition:
            return False
        anybody = [s for s in before(e, "submitted") if s.by in coders | ever(s, "coder")]
        reviews = set()
        for r in before(e, "peer_reviewed"):
            joined = r.by in ever(r, "coder") | ever(r, "fact_checker")
            owner = r.by in world.entry.owners
            known = any(s.at < r.at and s.edition.source == r.edition.source for s in anybody)
            if PEOPLE[r.by].role == "student" and not joined and not (owner and today) and known and r.edition.source == e.edition.source:
                reviews.add(r.by)
        if len(reviews) < world.policy.peer_reviews and release(e) is None:
            return False
        return not any(q.level == "high" for q in open_before(e, "changes_requested"))

    def release(e: Event | None) -> tuple[Any, bool] | None:
        """The edition that is the release just before an event (None: at the end), and whether today's people stand behind it."""
        result = None
        for s in said:
            if s.kind != "signed_off" or (e is not None and s.at >= e.at):
                continue
            for today in (True, False):
                if signs(s, today) and len(partners_in(s, today)) >= world.policy.fact_checks:
                    result = (s.edition, today)
                    break
                if signs(s, True) and not today and len(partners_in(s, False)) >= world.policy.fact_checks:
                    result = (s.edition, False)
        return result

    def partners_in(s: Event, today: bool) -> set[str]:
        """Those who have signed this edition up to here since another one was last submitted."""
        other = [
            t.at for t in before(s, "submitted") if t.edition != s.edition and t.by in (coders if today else coders | ever(t, "coder"))
        ]
        start = max(other, default=T0)
        lines = [*before(s, "signed_off"), s]
        return {x.by for x in lines if x.at > start and x.edition == s.edition and (signs(x, True) or (not today and signs(x, False)))}

    def raised(q: Event) -> bool:
        if q.kind == "changes_requested":
            submitted = any(s.edition.source == q.edition.source for s in before(q, "submitted") if s.by in coders | ever(s, "coder"))
            has_coded, has_checked = ever(q, "coder"), ever(q, "fact_checker")
            checks = q.by in (checkers | has_checked) - coders - has_coded
            peer = PEOPLE[q.by].role == "student" and q.by not in has_coded | has_checked
            return submitted and (checks or peer)
        up = release(q)
        has_coded, has_checked = ever(q, "coder"), ever(q, "fact_checker")
        may = PEOPLE[q.by].role == "staff" or q.by in coders | has_coded
        takes = q.by in ((checkers | has_checked) - coders - has_coded) | {"maintainer"}
        return up is not None and up[0] == q.edition and may and (takes or not q.withdrawn)

    def open_before(e: Event | None, kind: str) -> list[Event]:
        until = [x for x in said if e is None or x.at < e.at]
        left = []
        for q in until:
            if q.kind != kind or not raised(q):
                continue
            answers = [r for r in until if r.kind == "resolved" and r.re == q.id and r.at > q.at]
            if not any(r.by == q.by or (r.by == "maintainer" and r.note) for r in answers):
                left.append(q)
        return left

    def retired() -> bool:
        away, asked = False, set[str]()
        for r in said:
            if r.kind not in ("retired", "reinstated"):
                continue
            side = {"coder"} if r.by in ever(r, "coder") else {"checker"} if r.by in ever(r, "fact_checker") else set()
            if not side and r.by != "maintainer":
                continue
            if (r.kind == "retired") == away:
                asked = set()
                continue
            asked |= side
            if r.by == "maintainer" or len(asked) == 2:
                away, asked = not away, set()
        return away

    if retired() or open_before(None, "disputed") or any(q.level == "high" for q in open_before(None, "changes_requested")):
        return False
    up = release(None)
    return up is not None and up[1] and up[0].source == world.source


@settings(max_examples=400, deadline=None)
@given(worlds())
def test_signed_off_is_reached_exactly_when_a_slow_second_opinion_agrees(world: World) -> None:
    status = world.now.status
    note_event(status)
    assert (status == "signed_off") == slowly_signed_off(world), status


@settings(max_examples=100, deadline=None)
@given(worlds(), st.randoms())
def test_shuffling_and_repeating_the_lines_changes_nothing(world: World, order: random.Random) -> None:
    before = world.now
    events: Sequence[Event] = world.events
    world.events = [*events, *(order.choices(events, k=5) if events else [])]
    order.shuffle(world.events)
    assert world.now == before


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_a_standing_holds_together(world: World) -> None:
    """What is shown follows from the status, whoever said what."""
    now = world.now
    assert {event.id for event, _ in now.ignored} <= {event.id for event in world.events}
    assert now.release is None or now.taken_down is None
    assert now.withdrawn == (now.taken_down is not None)
    if now.status == "signed_off":
        assert now.release is not None and now.release.stands and not now.signer_left
        assert set(now.release.by) <= set(world.entry.fact_checkers) and not set(now.release.by) & set(world.entry.coders)
        assert not now.open_disputes and all(request.level == "low" for request in now.open_requests)
    if now.status in ("in_development", "in_peer_review", "in_staff_review"):
        assert now.release is None
    if now.status not in ("signed_off", "retired"):
        assert now.turn, "somebody can always move it on"
    for turn in now.turn:
        assert turn.people or turn.role in ("coder", "fact-checker", "peer reviewer")
