"""`diff`: what a reader would find changed between two editions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from covis.catalogue import Catalogue, Item
from covis.cli import printing
from covis.cli.printing import out
from covis.cli.program import Id, Json, Root, WrongCallError, app, known_item, open_catalogue
from covis.document import Edition
from covis.editions.changes import SECTIONS, Changes, changes
from covis.editions.comparison import Change

SHORTEST = 8
SIGNS = {"added": "+", "removed": "-", "changed": "~"}
COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@app.command()
def diff(
    context: typer.Context,
    id: Id,
    since: Annotated[str | None, typer.Option("--from", metavar="DIGEST", help="The older edition; otherwise the release.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="DIGEST", help="The newer edition; otherwise what the folder holds.")] = None,
    as_json: Json = False,
    root: Root = None,
) -> None:
    """What changed since the release: words, text, equations, facts, controls, plots, code."""
    catalogue = open_catalogue(context, root)
    item = known_item(catalogue, id)
    new = _named(catalogue, id, to) if to is not None else _folder(catalogue, item)
    release = item.standing.release or item.standing.taken_down
    beginning = since or (release.document if release else "")
    old = _named(catalogue, id, beginning) if beginning else None
    if old is None and not as_json:
        out.print(
            f"{id} has no release yet: all of it is new. With --from, an edition that was submitted is compared.{_list(catalogue, id)}"
        )
        return
    found = changes(old, new)
    if as_json:
        sections = {name: [asdict(change) for change in members] for name, members in found.sections}
        printing.as_json({"id": id, "from": old and old.digest, "to": new.digest, "recompiled": found.recompiled, **sections})
        return
    assert old is not None
    out.print(f"{id}: from {old.digest[:12]}{_what(item, old)} to {new.digest[:12]}{_what(item, new)}", style="bold")
    _print(found, same=old.digest == new.digest)


def _folder(catalogue: Catalogue, item: Item) -> Edition:
    """What the folder holds now; with its evidence where it was checked."""
    compiled = catalogue.editions.compile(item.id)
    if compiled.edition is None:
        printing.findings(compiled.findings)
        raise typer.Exit(1)
    return compiled.edition


def _named(catalogue: Catalogue, id: str, beginning: str) -> Edition:
    """The edition whose document digest begins so."""
    known = catalogue.editions.digests(id)
    found = [digest for digest in known if digest.startswith(beginning.lower())]
    if len(beginning) < SHORTEST or len(found) != 1:
        raise WrongCallError(f"No one edition of {id} begins with {beginning!r} (at least {SHORTEST} signs).{_list(catalogue, id)}")
    edition = catalogue.editions.get(id, found[0])
    if edition is None:
        raise WrongCallError(
            f"Edition {found[0][:12]} is not on this machine: only releases are kept for good. Name one, or compare where it was made."
        )
    return edition


def _list(catalogue: Catalogue, id: str) -> str:
    known = catalogue.editions.digests(id)
    return f" Those that were submitted or signed: {', '.join(digest[:12] for digest in known)}." if known else " None was ever submitted."


def _what(item: Item, edition: Edition) -> str:
    standing = item.standing
    if standing.release and edition.digest == standing.release.document:
        return " (the release)"
    if any(edition.digest == release.document for release in standing.releases):
        return " (an earlier release)"
    submitted = standing.submitted and standing.submitted.edition
    if submitted and edition.digest == submitted.document:
        return " (submitted)"
    return " (the folder)" if edition.source == item.source else ""


def _print(found: Changes, *, same: bool) -> None:
    if found.recompiled:
        out.print("Recompiled: the team changed nothing, and a newer toolchain makes other bytes. Look again before you sign.")
    if found.empty:
        out.print("The same edition." if same else "Nothing that a reader would see is changed.")
    for name, members in found.sections:
        if members:
            out.print("", SECTIONS[name], style="bold")
        for change in members:
            _change(change)


def _change(change: Change) -> None:
    before, after = (_read(side, change) for side in (change.before, change.after))
    values = f": {before} -> {after}" if before and after else f": {before or after}" if before or after else ""
    out.print(f"  {SIGNS[change.kind]} {change.what}{values}")
    for line in change.lines:
        out.print(f"      {line.expandtabs(4)}", style=COLOURS.get(line[:1]))


def _read(side: str, change: Change) -> str:
    """In one line; HTML as it is read."""
    return " ".join((printing.plain(side) if change.form == "html" else side).split())
