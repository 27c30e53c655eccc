"""Commands of the review: each appends one event, or is refused with the rule and what to do."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from covis.cli.program import Answers, As, Id, NeededNote, Note, Root, WrongCallError, app, event_id, say
from covis.review.events import About


@app.command()
def join(context: typer.Context, id: Id, who: As = None, note: Note = "", root: Root = None) -> None:
    """Offer to join it: a student as a coder, a member of staff as a fact-checker. One of its partners accepts."""
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.offer(id, by, "cli", note=note))


@app.command()
def accept(context: typer.Context, id: Id, who: As = None, note: Note = "", root: Root = None) -> None:
    """Agree to be listed as its co-owner, and to the responsibilities."""
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.accept(id, by, "cli", note=note))


@app.command()
def submit(context: typer.Context, id: Id, who: As = None, note: Note = "", root: Root = None) -> None:
    """Submit the current folder for review (a coder). Its checks must pass."""
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.submit(id, by, "cli", note=note))


@app.command()
def review(context: typer.Context, id: Id, who: As = None, note: Note = "", root: Root = None) -> None:
    """Say that you have reviewed what is submitted (a student who does not own it)."""
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.review(id, by, "cli", note=note))


@app.command("request-changes")
def request_changes(
    context: typer.Context,
    id: Id,
    note: NeededNote,
    level: Annotated[
        Literal["high", "low"], typer.Option("--level", help="high blocks the sign-off until it is resolved; low does not.")
    ] = "high",
    about: Annotated[
        str | None, typer.Option("--about", metavar="WHAT", help="fact:ID, line:text.md:12 or state:gamma=0.3: the one thing it is about.")
    ] = None,
    who: As = None,
    root: Root = None,
) -> None:
    """Ask for changes to what is submitted (a fact-checker or a peer reviewer)."""
    try:
        place = About.parse(about) if about else None
    except ValueError as error:
        raise WrongCallError(f"--about: {error}.") from None
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.request_changes(id, by, "cli", level=level, note=note, about=place))


@app.command()
def resolve(context: typer.Context, id: Id, answers: Answers, who: As = None, note: Note = "", root: Root = None) -> None:
    """Close a request for changes or a dispute (who raised it, or a maintainer with a note); decline or take back an offer to join."""
    say(
        context,
        root,
        who,
        id,
        lambda catalogue, by: catalogue.actions.resolve(id, by, "cli", re=event_id(catalogue, id, answers), note=note),
    )


@app.command()
def dispute(
    context: typer.Context,
    id: Id,
    note: NeededNote,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the release down as well (a fact-checker or a maintainer).")] = False,
    who: As = None,
    root: Root = None,
) -> None:
    """Dispute the release: a banner is shown on it at once."""
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.dispute(id, by, "cli", note=note, withdrawn=withdraw))


@app.command()
def decide(context: typer.Context, id: Id, note: NeededNote, who: As = None, root: Root = None) -> None:
    """Write a decision into the decision log (a co-owner)."""
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.decide(id, by, "cli", note=note))


@app.command()
def agree(context: typer.Context, id: Id, answers: Answers, who: As = None, note: Note = "", root: Root = None) -> None:
    """Agree with a decision (another co-owner), or accept an offer to join: registry.yaml then names the new partner."""
    say(
        context, root, who, id, lambda catalogue, by: catalogue.actions.agree(id, by, "cli", re=event_id(catalogue, id, answers), note=note)
    )


@app.command()
def retire(context: typer.Context, id: Id, who: As = None, note: Note = "", root: Root = None) -> None:
    """Take it out of the gallery (both partners, or a maintainer)."""
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.retire(id, by, "cli", note=note))


@app.command()
def reinstate(context: typer.Context, id: Id, who: As = None, note: Note = "", root: Root = None) -> None:
    """Bring it back into the gallery (both partners, or a maintainer)."""
    say(context, root, who, id, lambda catalogue, by: catalogue.actions.reinstate(id, by, "cli", note=note))
