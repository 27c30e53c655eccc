"""The sign-off: it names the edition that the signer saw, and answers the criteria one by one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

import typer

from covis.catalogue import Catalogue, Refused
from covis.cli import printing
from covis.cli.printing import out
from covis.cli.program import As, Id, Note, Root, WrongCallError, app, known, open_catalogue, person, say
from covis.document import Edition
from covis.review.criteria import Criterion, asked
from covis.review.events import EditionDigests, Event

SHORTEST = 8  # signs of a digest that name an edition


@app.command("sign-off")
def sign_off(
    context: typer.Context,
    id: Id,
    edition: Annotated[
        str | None, typer.Option("--edition", metavar="DIGEST", help="The edition that you looked at (8 signs or more).")
    ] = None,
    criteria: Annotated[str | None, typer.Option("--criteria", help="With --edition: `all`, or the ids that are met, with commas.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="With --edition: sign without being asked once more.")] = False,
    who: As = None,
    note: Note = "",
    root: Root = None,
) -> None:
    """Sign off the submitted edition as correct (a fact-checker). Without --edition it is shown, and each criterion asked."""
    if edition is None and (yes or criteria is not None):
        raise WrongCallError(f"--yes and --criteria go only with --edition: `covis show {id}` prints the edition and its digest.")
    catalogue = open_catalogue(context, root)
    known(catalogue, [id])
    by = person(catalogue, who)
    shown = catalogue.editions.submitted(id)
    seen = _seen(id, edition, shown.digest)
    _may_sign(catalogue, id, by, shown)
    if edition is None or criteria is None:
        _must_be_a_person(id)
    if edition is None:
        printing.edition(shown)
    answers = _answers(criteria)
    if not yes:
        _must_be_a_person(id)
        if not typer.confirm(f"Sign off edition {seen[:12]} of {id} as {by}?", default=False):
            raise WrongCallError("Nothing was signed.")
    say(context, root, by, id, lambda again, me: _sign(again, id, me, seen, answers, note))


def _sign(catalogue: Catalogue, id: str, by: str, seen: str, answers: Mapping[str, bool], note: str) -> Event:
    return catalogue.actions.sign_off(id, by, "cli", edition=seen, criteria=answers, note=note)


def _may_sign(catalogue: Catalogue, id: str, by: str, shown: Edition) -> None:
    """Raises Refused where even every criterion met would not count: nobody answers seven questions to hear it afterwards."""
    criteria = {criterion.id: True for criterion in asked(datetime.now(UTC))}
    edition = EditionDigests(source=shown.source, document=shown.digest)
    if reason := catalogue.actions.why_not(id, by, "cli", "signed_off", edition=edition, criteria=criteria):
        raise Refused(reason)


def _seen(id: str, given: str | None, submitted: str) -> str:
    """The whole digest of the edition that was looked at."""
    if given is None:
        return submitted
    if len(given) < SHORTEST:
        raise WrongCallError(f"--edition needs at least {SHORTEST} signs of the digest: `covis show {id}` prints it.")
    return submitted if submitted.startswith(given.lower()) else given


def _answers(given: str | None) -> dict[str, bool]:
    """Each criterion, yes or no: from the call, or asked."""
    needed = asked(datetime.now(UTC))
    if given is None:
        out.print("", "One by one:")
        return {criterion.id: typer.confirm(f"  {criterion.text}", default=False) for criterion in needed}
    met = {word.strip() for word in given.split(",") if word.strip()}
    if unknown := met - {"all", *(criterion.id for criterion in needed)}:
        raise WrongCallError(f"No criterion is called {', '.join(sorted(unknown))}. They are: {_ids(needed)}.")
    return {criterion.id: criterion.id in met or "all" in met for criterion in needed}


def _ids(criteria: tuple[Criterion, ...]) -> str:
    return ", ".join(criterion.id for criterion in criteria)


def _must_be_a_person(id: str) -> None:
    if not sys.stdin.isatty():
        raise WrongCallError(
            f"There is nobody to ask here. Look first (`covis show {id}`), then: covis sign-off {id} --edition DIGEST --criteria all --yes"
        )
