"""`records`: the stores of what was recorded, verified line by line and copied from one to another."""

from __future__ import annotations

from typing import Annotated

import typer

from covis.catalogue import NoSuchStoreError
from covis.cli import printing
from covis.cli.printing import out
from covis.cli.program import Json, Root, WrongCallError, app, open_catalogue

records = typer.Typer(
    name="records", help="The recorded events, as they are kept: verify them, copy them to another store.", no_args_is_help=True
)
app.add_typer(records)

Place = Annotated[str, typer.Argument(help="A gallery's folder, or a database: sqlite:///covis.db, postgresql://user@host/name.")]


@records.command()
def copy(context: typer.Context, source: Place, target: Place, root: Root = None) -> None:
    """Copy every event and all feedback, as they are, to another store. What is there already is not copied again."""
    try:
        copied = open_catalogue(context, root).records.copy(source, target)
    except NoSuchStoreError as error:
        raise WrongCallError(str(error)) from None
    printing.findings(copied.findings)
    out.print(
        f"{printing.count(copied.events, 'event')} of {printing.count(copied.visualisations, 'visualisation')}: "
        f"{copied.added} copied, {copied.events - copied.added} there before."
    )
    out.print(f"{printing.count(copied.feedback, 'piece')} of feedback copied. Releases stay where they are: files in releases/.")
    if copied.findings:
        out.print("The lines above are not events, and were not copied.")
    raise typer.Exit(int(bool(copied.findings)))


@records.command()
def verify(context: typer.Context, as_json: Json = False, root: Root = None) -> None:
    """Read every line and every release, and report lines that are not events, contradictions, ignored events and changed releases."""
    verified = open_catalogue(context, root).records.verify()
    counts = {"event": verified.events, "release": verified.releases, "finding": len(verified.findings)}
    if as_json:
        found = [printing.finding_json(finding) for finding in verified.findings]
        printing.as_json({"events": verified.events, "releases": verified.releases, "findings": found})
    else:
        printing.findings(verified.findings)
        out.print(", ".join(printing.count(number, word) for word, number in counts.items()) + ".")
    raise typer.Exit(int(bool(verified.findings)))
