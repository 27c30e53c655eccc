"""`export`: the gallery as plain files, for any web server; or one visualisation as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from covis.catalogue import Catalogue, Item, Refusal, Refused
from covis.cli import printing
from covis.cli.printing import err, out
from covis.cli.program import Root, WrongCallError, app, gallery_folder, known
from covis.cli.progress import Watched
from covis.review import wording
from covis.web.export import folder as export_folder
from covis.web.export.files import exported, ready
from covis.web.export.single import single


@app.command()
def export(
    context: typer.Context,
    place: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="The folder for the gallery; with --single, the HTML file.")],
    one: Annotated[
        str | None, typer.Option("--single", metavar="ID", help="Only this visualisation, as one HTML file that works offline.")
    ] = None,
    root: Root = None,
) -> None:
    """Write the gallery as plain files that any web server can serve, at any address: only what everybody may see.

    Run again, it writes what has changed, and takes away the files of what is gone.
    """
    catalogue = Catalogue(gallery_folder(context, root))  # not trusted: it gives what everybody may see
    known(catalogue, [one] if one else [])
    if catalogue.unreadable:
        printing.findings(finding for finding in catalogue.registry.findings if finding.severity == "error")
        raise Refused(Refusal("The registry cannot be read.", "Correct it, then run the command again."))
    try:
        left_out = _single(catalogue, one, place) if one else _gallery(catalogue, place)
    except export_folder.NoExportError as error:
        raise WrongCallError(str(error)) from error
    for item in left_out:
        err.print(f"{item.id} is left out: {_why(item)}")
        printing.findings(finding for finding in item.findings if finding.severity == "error")
    raise typer.Exit(int(bool(left_out or catalogue.registry.broken)))


def _gallery(catalogue: Catalogue, place: Path) -> list[Item]:
    export_folder.check(place)
    entries = catalogue.registry.entries
    with Watched(err.console, len(entries)) as watched:
        for id in entries:
            watched.report(id, "preparing")
        made = exported(catalogue, watched.done)
    with Watched(err.console, len(made.files)) as watched:
        done = export_folder.write(place, made.files, lambda number: watched.done(""))
    for path in done.kept:
        err.print(f"{path} is no longer part of the gallery, and was changed by somebody: it is left there.")
    printing.findings(finding for finding in catalogue.registry.findings if finding.severity == "error")
    out.print(
        f"{printing.count(len(made.shown), 'visualisation')} in {place}: "
        f"{printing.count(done.written, 'file')} written, {done.same} unchanged, {done.removed} removed."
    )
    return list(made.left_out)


def _single(catalogue: Catalogue, id: str, place: Path) -> list[Item]:
    if place.is_dir():
        raise WrongCallError(f"{place} is a folder. Name the file: covis export --single {id} {place / id}.html")
    item = ready(catalogue, id)
    if item is None or item.shown is None:
        if item is not None and not item.findings and not item.pending:
            raise Refused(Refusal(f"{id} is not shown to everybody: {_why(item)}", "Nothing was written."))
        return [item] if item is not None else []
    content = single(item, catalogue.registry)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    out.print(f"{place}: {len(content) / 1e6:.1f} MB. It opens from the disk, offline.")
    return []


def _why(item: Item) -> str:
    if item.pending:
        return "it could not be prepared. Run the command again."
    return wording.status_meaning(item.standing.status) if not item.findings else "it has an error."
