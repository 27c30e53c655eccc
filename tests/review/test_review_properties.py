"""Properties of the fold, over thousands of random galleries and logs, against a slow second opinion that shares no code with it."""

from __future__ import annotations

import json
from collections import Counter
from typing import get_args

import pytest

from covis.review.fold import Standing, Status, replay
from covis.review.rules import refusal, repeated
from tests.review.random_worlds import SOURCES, World, events_of
from tests.review.slow_model import Answer, answer, replayed

LOGS, LIVES = 1200, 100
STATUSES = set(get_args(Status)) - {"unknown"}  # what the fold gives; `unknown` is said of a log that cannot be read


def said(standing: Standing) -> Answer:
    release = standing.release.document if standing.release else None
    return Answer(standing.status, release, standing.withdrawn, {event.id for event, _ in standing.ignored})


def shortest(world: World, lines: list[str]) -> str:
    """For a failure: the lines without those that it does not need."""

    def differs(some: list[str]) -> bool:
        return said(world.standing(some)) != answer(world.gallery, some, world.source)

    for line in list(lines):
        if differs(fewer := [one for one in lines if one is not line]):
            lines = fewer
    fold, model = said(world.standing(lines)), answer(world.gallery, lines, world.source)
    return "\n".join([*lines, str(world.gallery), f"folder {world.source}", f"fold  {fold}", f"model {model}"])


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [World(seed).story() for seed in range(LOGS)]


def test_a_slow_second_opinion_agrees_on_every_log(worlds: list[World]) -> None:
    """No status, signed_off least of all, is reached but by the table; each line counts exactly when the table says so."""
    seen = Counter[str]()
    for world in worlds:
        standing = world.standing()
        seen[standing.status] += 1
        assert said(standing) == answer(world.gallery, world.lines, world.source), shortest(world, world.lines)
    assert all(seen[status] >= 10 for status in STATUSES), f"the worlds are too much alike: {seen}"


def test_lines_that_are_no_events_repeated_lines_and_any_order_change_nothing(worlds: list[World]) -> None:
    for world in worlds[: LOGS // 3]:
        lines = world.spoil()
        assert world.standing(lines) == world.standing(), shortest(world, lines)
        assert said(world.standing(lines)) == answer(world.gallery, lines, world.source), shortest(world, lines)


def test_a_command_is_allowed_exactly_when_the_table_allows_it() -> None:
    """Whole lives: people say things, partners come and go, the folder changes; what is refused is never written."""
    reasons, repeats, statuses = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(LIVES):
        world = World(seed)
        steps = world.way()
        for _ in range(40):
            chance = world.rng.random()
            if chance < 0.04:
                world.partners()
                steps = world.way()
            elif chance < 0.1:
                world.folder()
                steps = world.way()
            line = world.event(steps.pop(0) if steps and chance < 0.6 else world.stray())
            state, ignored = replay(events_of(world.lines), world.context)
            (event,) = events_of([line])
            refused = refusal(event, state)
            model, _ = replayed(world.gallery, world.lines)
            assert (refused is None) == model.counts(json.loads(line), today=True), (seed, line, refused)
            before = world.standing()
            if refused is not None:
                reasons[refused.rule.partition(" ")[2]] += 1
                assert refused.way_out
            elif again := repeated(event, state):
                repeats[event.kind] += 1
                assert said(world.standing([*world.lines, line])) == said(before), f"{again} but it changes something"
            else:
                world.lines.append(line)
                after = world.standing()
                assert {one.id for one, _ in after.ignored} == {one.id for one, _ in ignored}
                statuses[after.status] += 1
                if event.kind == "disputed" and not after.retired:
                    assert after.status == "disputed"
    assert set(statuses) == STATUSES
    assert set(repeats) == {"accepted", "agreed", "peer_reviewed", "submitted", "signed_off"} and len(reasons) >= 20, (repeats, reasons)


def test_signed_off_is_left_by_any_change_of_folder_or_partners_and_the_release_stays_up(worlds: list[World]) -> None:
    tried = 0
    for world in worlds:
        standing = world.standing()
        if standing.status != "signed_off":
            continue
        tried += 1
        release = standing.release
        assert release is not None and release.stands and release.source == world.source
        assert set(release.by) <= set(world.gallery.fact_checkers) and not set(release.by) & set(world.gallery.coders)
        assert standing.accepted >= set(release.by) and standing.accepted & set(world.gallery.coders)
        assert len(release.by) >= world.gallery.fact_checks and not standing.signer_left and not standing.open_disputes

        here, world.source = world.source, "c" * 64
        changed = world.standing()
        assert changed.status == "update_in_review" and changed.release == release
        world.source = here

        coded = {e["by"] for e in map(json.loads, world.lines) if e["kind"] == "accepted" and e["role"] == "coder"}
        if coded & set(release.by):
            continue  # a line that breaks the rules while they check it; once they have left it says that they checked their own work
        checkers = world.gallery.fact_checkers
        world.gallery.fact_checkers = [p for p in checkers if p not in release.by]
        left = world.standing()
        assert left.status in ("seeking_partners", "update_in_review") and left.signer_left
        assert left.release is not None and left.release.document == release.document
        world.gallery.fact_checkers = checkers

        edition = next(one for one in SOURCES.values() if one == {"source": release.source, "document": release.document})
        dispute = world.event({"kind": "disputed", "by": release.by[0], "edition": edition, "note": "x", "via": "cli"})
        assert world.standing([*world.lines, dispute]).status == "disputed"
        taken = dispute.replace('"note"', '"withdrawn": true, "note"')
        down = world.standing([*world.lines, taken])
        assert down.taken_down == release and down.withdrawn == (down.release is None)
        assert down.release is None or down.release.document != release.document, "it falls back to one signed before"
    assert tried > 50


def test_a_standing_holds_together(worlds: list[World]) -> None:
    """What is shown follows from the status, whoever said what."""
    for world in worlds:
        now = world.standing()
        assert now.release is None or now.taken_down is None
        assert now.withdrawn == (now.taken_down is not None)
        up = now.release or now.taken_down
        assert (up is None) == (not now.releases) and (up is None or now.releases[-1] == up)
        if now.status in ("in_development", "in_peer_review", "in_staff_review"):
            assert up is None
        if now.status not in ("signed_off", "retired"):
            assert now.turn, "somebody can always move it on"
        for turn in now.turn:
            assert turn.people or turn.role in ("coder", "fact-checker", "peer reviewer")
            assert turn.role != "peer reviewer" or set(turn.people) <= now.peers
        assert not now.peers & set(world.entry.owners)
