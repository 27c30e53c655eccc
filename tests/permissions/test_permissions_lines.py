"""The table for whoever can write to the log: a line in the name of somebody who may not say it counts for nothing, and is told."""

from __future__ import annotations

import json

import pytest

from tests.permissions.permissions_world import DO, ID, World
from tests.permissions.table import ACTIONS, COLUMNS, NOBODY, Row


@pytest.mark.parametrize("row", ACTIONS, ids=lambda row: row.name)
def test_a_line_written_by_hand_counts_only_from_those_who_may_say_it(world: World, row: Row) -> None:
    world.stand(row.stage, row.may[-1])
    before = world.records()
    DO[row.name](world.catalogue, row.may[-1], "git")
    event = json.loads(world.records()[len(before) :])
    for actor in (column for column in COLUMNS if column not in (*row.may, *NOBODY)):
        world.stand(row.stage, actor)
        before, standing = world.records(), world.catalogue.items.standing(ID)
        answered = {"re": json.loads(before.splitlines()[-1])["id"]} if "re" in event else {}
        world.write(before + json.dumps({**event, **answered, "id": "f" * 32, "by": actor}).encode() + b"\n")
        now, item = world.catalogue.items.standing(ID), world.catalogue.items.get(ID)
        assert item is not None
        for part in ("status", "release", "retired", "withdrawn", "accepted", "turn"):
            assert getattr(now, part) == getattr(standing, part), (actor, part)
        # An acceptance alone is read as that of somebody who has left the entry since (covis.review.state): it gives nothing.
        if not (row.name == "accept" and actor in ("staff", "maintainer")):
            assert any(finding.line == before.count(b"\n") + 1 for finding in item.findings), f"{actor}: the line is not reported"


def test_a_line_in_the_name_of_nobody_counts_for_nothing(world: World) -> None:
    world.stand("reviewed", "")
    before, standing = world.records(), world.catalogue.items.standing(ID)
    line = json.loads(before.splitlines()[-1]) | {"id": "f" * 32, "by": "stranger"}
    world.write(before + json.dumps(line).encode() + b"\n" + b'{"kind": "signed_off", "by": "checker"}\n' + b"sign it off\n")
    now = world.catalogue.items.standing(ID)
    assert (now.status, now.turn) == (standing.status, standing.turn)
    item = world.catalogue.items.get(ID)
    assert item is not None
    rows = before.count(b"\n")
    assert {finding.line for finding in item.findings} >= {rows + 1, rows + 2, rows + 3}
