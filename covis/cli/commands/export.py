"""`export`: the gallery as plain files, for any web server; one visualisation as one file; a course for a learning platform."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from covis.catalogue import Catalogue, Item, Refusal, Refused
from covis.cli import printing
from covis.cli.printing import err, out
from covis.cli.program import Root, WrongCallError, app, gallery_folder, known
from covis.cli.progress import Watched
from covis.finding import closest
from covis.review import wording
from covis.web.export import folder as export_folder
from covis.web.export.files import exported, ready
from covis.web.export.scorm import package
from covis.web.export.single import single
from covis.web.pages import title_of
from covis.web.parts import hidden


@app.command()
def export(
    context: typer.Context,
    place: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="The folder for the gallery; with --single or --scorm, the file.")],
    one: Annotated[
        str | None, typer.Option("--single", metavar="ID", help="Only this visualisation, as one HTML file that works offline.")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--scorm", metavar="COURSE|ID", help="Only this course, or this visualisation, as a SCORM 1.2 package (zip)."),
    ] = None,
    root: Root = None,
) -> None:
    """Write the gallery as plain files that any web server can serve, at any address: only what everybody may see.

    Run again, it writes what has changed, and takes away the files of what is gone.
    """
    catalogue = Catalogue(gallery_folder(context, root))  # not trusted: it gives what everybody may see
    if one and unit:
        raise WrongCallError("--single and --scorm each write one file. Give one of them.")
    known(catalogue, [one] if one else [])
    if catalogue.unreadable:
        printing.findings(finding for finding in catalogue.registry.findings if finding.severity == "error")
        raise Refused(Refusal("The registry cannot be read.", "Correct it, then run the command again."))
    try:
        if one:
            left_out = _single(catalogue, one, place)
        elif unit:
            left_out = _scorm(catalogue, unit, place)
        else:
            left_out = _gallery(catalogue, place)
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
    _no_folder(place, "single", id, f"{id}.html")
    item = ready(catalogue, id)
    if item is None or item.shown is None:
        if item is not None and not item.findings and not item.pending:
            raise Refused(Refusal(f"{id} is not shown to everybody: {_why(item)}", "Nothing was written."))
        return [item] if item is not None else []
    _written(place, single(item, catalogue.registry), "It opens from the disk, offline.")
    return []


def _scorm(catalogue: Catalogue, name: str, place: Path) -> list[Item]:
    registry = catalogue.registry
    _no_folder(place, "scorm", name, f"{name}.zip")
    course = registry.courses.get(name)
    if course is None and name not in registry.entries:
        near = closest(name.upper(), list(registry.courses), 1) or closest(name, registry.entries, 1)
        raise WrongCallError(f"The registry has no course or visualisation {name!r}{f'; did you mean {near[0]}?' if near else '.'}")
    ids = [member.id for member in course.visualisations if member.id in registry.entries] if course is not None else [name]
    with Watched(err.console, len(ids)) as watched:
        items: list[Item] = []
        for id in ids:
            watched.report(id, "preparing")
            items += [item] if (item := ready(catalogue, id)) is not None else []
            watched.done(id)
    if course is not None:  # as the course shows them: some of them may be pinned to a release
        items = [step.item for step in catalogue.items.of_course(name)]
    shown = [item for item in items if item.shown is not None]
    waiting = sum(hidden(item) for item in items)
    left_out = [item for item in items if item.shown is None and not hidden(item)]
    if shown:
        title = course.title if course is not None else title_of(shown[0])[0]
        words = f"{printing.count(len(shown), 'visualisation')}, for a learning platform."
        more = f" {waiting} more {'is' if waiting == 1 else 'are'} in progress, and not in it." if waiting else ""
        _written(place, package(name, title, shown, registry), words + more)
    elif not left_out:
        raise Refused(Refusal(f"{name} has no visualisation that everybody may see.", "Nothing was written."))
    return left_out


def _no_folder(place: Path, option: str, name: str, file: str) -> None:
    if place.is_dir():
        raise WrongCallError(f"{place} is a folder. Name the file: covis export --{option} {name} {place / file}")


def _written(place: Path, content: bytes, words: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    out.print(f"{place}: {len(content) / 1e6:.1f} MB. {words}")


def _why(item: Item) -> str:
    if item.pending:
        return "it could not be prepared. Run the command again."
    return wording.status_meaning(item.standing.status) if not item.findings else "it has an error."
