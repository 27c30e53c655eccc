"""`status`: one line a visualisation, or one visualisation in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from covis.catalogue import Catalogue, Item
from covis.cli import printing
from covis.cli.printing import out
from covis.cli.program import As, Json, Root, WrongCallError, app, known, open_catalogue, person
from covis.review import wording
from covis.review.turns import Turn


@app.command()
def status(
    context: typer.Context,
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="One in full; otherwise a line for each.")] = None,
    course: Annotated[str | None, typer.Option("--course", metavar="CODE", help="Only those of this course.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only what you co-own, and where it is your turn.")] = False,
    who: As = None,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """The status of each visualisation, whose turn it is, and how many days ago something last happened."""
    catalogue = open_catalogue(context, root)
    registry = catalogue.registry
    known(catalogue, [id] if id and not catalogue.unreadable else [])
    if course is not None and course not in registry.courses and not catalogue.unreadable:
        raise WrongCallError(f"The registry has no course {course!r}. It has: {', '.join(registry.courses) or 'none'}.")
    if who is not None and not mine:
        raise WrongCallError("--as goes with --mine: it says whose visualisations are meant.")
    me = person(catalogue, who) if mine else ""
    members = {member.id for member in registry.courses[course].visualisations} if course and course in registry.courses else None
    items = [
        item
        for item in catalogue.items.all(retired=True)
        if id in (None, item.id) and (members is None or item.id in members) and (not me or _is_mine(item, me))
    ]
    shown = {item.id for item in items}
    narrowed = id is not None or members is not None or bool(me)
    findings = [one for one in registry.findings if not narrowed or one.id in shown or one.id == id or catalogue.unreadable]
    findings = list(dict.fromkeys([*findings, *(one for item in items for one in item.findings)]))
    if as_json:
        standings = [printing.standing_json(item) for item in items]
        printing.as_json({"visualisations": standings, "findings": [printing.finding_json(finding) for finding in findings]})
    elif id is not None:
        for item in items:
            printing.standing(catalogue, item)
        printing.findings(findings)
    else:
        _table(catalogue, items, nothing="Nothing is yours here." if me else "There is no visualisation here.")
        printing.findings(findings)
    raise typer.Exit(printing.exit_status(findings))


def _is_mine(item: Item, me: str) -> bool:
    return me in item.entry.owners or any(me in turn.people for turn in item.standing.turn)


def _table(catalogue: Catalogue, items: Sequence[Item], *, nothing: str) -> None:
    """One line each, however long: lines can be searched and counted."""
    if not items:
        out.print(nothing)
        return
    rows = [("VISUALISATION", "STATUS", "DAYS", "WHOSE TURN")]
    rows += [(item.id, wording.status_word(item.standing.status), _days(item), _turns(catalogue, item)) for item in items]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for number, (id, word, days, turn) in enumerate(rows):
        line = f"{id:{widths[0]}}  {word:{widths[1]}}  {days:>{widths[2]}}  {turn}"
        out.print(line.rstrip(), style=None if number else "bold")


def _days(item: Item) -> str:
    """Whole days since the last event."""
    last = item.standing.last
    return "-" if last is None else str(max(0, (datetime.now(UTC) - last.at).days))


def _turns(catalogue: Catalogue, item: Item) -> str:
    """Who is asked for what, in a few words."""
    turns = [_turn(turn, catalogue) for turn in item.standing.turn]
    return "; ".join(dict.fromkeys(turns)) or "nobody's"


def _turn(turn: Turn, catalogue: Catalogue) -> str:
    people = catalogue.registry.people
    if not turn.people:
        return f"wanted: a {turn.role}"
    who = (
        f"any of {len(turn.people)} students"
        if turn.role == "peer reviewer"
        else wording.listed(wording.name(one, people) for one in turn.people)
    )
    return f"{who}: {turn.action.replace('_', '-') or 'answer'}"
