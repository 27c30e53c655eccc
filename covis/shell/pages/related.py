"""What goes before a visualisation and what comes after it: from the order of the courses that use it, where a team states it already."""

from __future__ import annotations

from collections.abc import Sequence

from covis.catalogue import Item
from covis.registry import Registry
from covis.web import parts

BEFORE, AFTER, BESIDE = "Goes on from", "Needed for", "On the same subject"
MOST_BESIDE = 3


def related(item: Item, items: Sequence[Item], registry: Registry) -> dict[str, list[Item]]:
    """Each heading with what stands under it, of the `items` that are shown: the steps before and after it in each of its courses.

    A step that is not shown yet is passed over. What is in no course, or alone in it, has others on its subject beside it.
    """
    shown = {each.id: each for each in items if not parts.hidden(each) and not parts.broken(each)}
    before: dict[str, Item] = {}
    after: dict[str, Item] = {}
    for course in registry.courses.values():
        steps = [member.id for member in course.visualisations if member.id == item.id or member.id in shown]
        if item.id in steps:
            place = steps.index(item.id)
            before |= {id: shown[id] for id in steps[:place][-1:]}
            after |= {id: shown[id] for id in steps[place + 1 :][:1]}
    if before or after:
        found = {BEFORE: list(before.values()), AFTER: [each for id, each in after.items() if id not in before]}
    else:
        alike = [each for each in shown.values() if each.id != item.id and _subject(item) and _subject(each) == _subject(item)]
        found = {BESIDE: alike[:MOST_BESIDE]}
    return {heading: near for heading, near in found.items() if near}


def _subject(item: Item) -> str:
    return item.entry.subject.split(" / ")[0]
