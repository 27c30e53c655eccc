"""What every command needs: the program's options, the gallery, who is calling."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

import covis
from covis.catalogue import Catalogue, Item, NoGalleryError, Refused, gallery_at, gallery_root
from covis.cli.printing import err, out
from covis.finding import closest
from covis.review import wording
from covis.review.events import Event
from covis.review.rules import Refusal

app = typer.Typer(
    name="covis",
    help="A gallery of interactive STEM visualisations, co-owned by student coders and staff fact-checkers.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _said(note: str) -> str:
    if not note.strip():
        raise typer.BadParameter("say something: it is what others will read")
    return note


Root = Annotated[
    Path | None,
    typer.Option(
        "--root", metavar="DIR", help="The gallery's folder. Otherwise COVIS_ROOT, or the nearest parent folder with a registry.yaml."
    ),
]
Id = Annotated[str, typer.Argument(metavar="ID", help="The visualisation.")]
As = Annotated[str | None, typer.Option("--as", metavar="PERSON", help="Who you are: a contributor's id. Otherwise git's user.email.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, and nothing else there.")]
Note = Annotated[str, typer.Option("--note", "-m", help="What to say with it.")]
NeededNote = Annotated[str, typer.Option("--note", "-m", help="What to say.", callback=_said)]
Answers = Annotated[str, typer.Option("--re", metavar="EVENT", help="The event that this answers: its id, or the beginning of it.")]


class WrongCallError(Exception):
    """Called wrongly: the message says how to call it."""


def _version(asked: bool) -> None:
    if asked:
        out.print(f"covis {covis.__version__}")
        raise typer.Exit


@app.callback()
def begin(
    context: typer.Context,
    root: Root = None,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)] = False,
) -> None:
    context.obj = root


def open_catalogue(context: typer.Context, root: Path | None) -> Catalogue:
    """The gallery that the call names, after the command or before it."""
    return Catalogue(gallery_folder(context, root), compiles=False, trusted=True)


def gallery_folder(context: typer.Context, root: Path | None) -> Path:
    """The folder of that gallery, which is there. Raises WrongCallError."""
    named: Path | None = root or context.obj
    try:
        return gallery_at(named) if named else gallery_root()
    except NoGalleryError as error:
        raise WrongCallError(str(error)) from error


def known(catalogue: Catalogue, ids: Sequence[str]) -> None:
    """Every id is one of the registry's, sound or broken; otherwise the call is wrong."""
    registry = catalogue.registry
    there = [*registry.entries, *registry.broken]
    if ids and catalogue.unreadable:
        wrong = next(finding for finding in registry.findings if finding.severity == "error")
        raise Refused(Refusal(f"The registry cannot be read: {wrong}.", "Correct it, then run the command again."))
    for id in ids:
        if id not in there:
            near = closest(id, there, 1)
            hint = f"; did you mean {near[0]}?" if near else ". `covis status` lists what it has."
            raise WrongCallError(f"The registry has no visualisation {id!r}{hint}")


def known_item(catalogue: Catalogue, id: str) -> Item:
    known(catalogue, [id])
    item = catalogue.items.get(id)
    if item is None:
        raise WrongCallError(f"The registry's entry for {id} has a mistake: {catalogue.registry.broken[id][0]}")
    return item


def person(catalogue: Catalogue, who: str | None) -> str:
    """The contributor who is calling: `--as`, or the one whose login is git's user.email."""
    people = catalogue.registry.people
    if who is not None:
        if who not in people:
            near = closest(who, people, 1)
            way = f"; did you mean {near[0]}?" if near else ". Say the id of somebody who has a file in contributors/, or write theirs."
            raise WrongCallError(f"There is no contributor {who!r}{way}")
        return who
    address = _git_address(catalogue.root)
    if not address:
        raise WrongCallError("Who are you? Say --as PERSON, or set git's user.email to the login in your contributors/ file.")
    found = catalogue.registry.person_by_login(address)
    if found is None:
        raise WrongCallError(
            f"Git says that you are {address}, and no contributor has that login. Say --as PERSON, or add `login:` to your file."
        )
    return found


def _git_address(folder: Path) -> str:
    try:
        done = subprocess.run(["git", "config", "user.email"], cwd=folder, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def leave_at_once() -> NoReturn:
    """Ctrl-C while workers run: say so, and wait for nobody. They end with this process."""
    err.print("Stopped. What has been checked so far is kept; run the command again to go on.")
    sys.stdout.flush()
    os._exit(130)


def event_id(catalogue: Catalogue, id: str, beginning: str) -> str:
    """The one event of this visualisation whose id begins so."""
    found = [event.id for event in catalogue.log.read(id)[0] if event.id.startswith(beginning.lower())]
    if len(found) != 1 or len(beginning) < 4:
        how = (
            "No event begins"
            if not found
            else "More than one event begins"
            if len(found) > 1
            else "At least 4 signs are needed: an event begins"
        )
        raise WrongCallError(f"{how} with {beginning!r}. `covis status {id}` lists what is open, with ids.")
    return found[0]


def say(context: typer.Context, root: Path | None, who: str | None, id: str, action: Callable[[Catalogue, str], Event]) -> None:
    """Do it, say what was written, and whose turn it is now."""
    catalogue = open_catalogue(context, root)
    known(catalogue, [id])
    by = person(catalogue, who)
    event = action(catalogue, by)
    people = catalogue.registry.people
    out.print(wording.event_sentence(event, people), style="bold")
    place = catalogue.log.place(id)
    out.print(f"  event {event.id}, written to {place}" + (": commit it with the rest." if place.startswith("records/") else "."))
    standing = catalogue.items.standing(id)
    out.print(f"  {id} is now: {wording.status_word(standing.status)}.")
    for turn in standing.turn[:3]:
        command = wording.turn_command(turn, id)
        out.print(f"  Next: {wording.turn_sentence(turn, people)}" + (f"  {command}" if command else ""))
