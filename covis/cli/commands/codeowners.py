"""`codeowners`: whose approval a change needs on GitHub, written from the registry."""

from __future__ import annotations

from typing import Annotated

import typer

from covis.catalogue import Refused
from covis.cli import printing
from covis.cli.printing import out
from covis.cli.program import Root, app, open_catalogue
from covis.registry import code_owners
from covis.review.rules import Refusal


@app.command()
def codeowners(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say whether it is up to date.")] = False,
    root: Root = None,
) -> None:
    """Write .github/CODEOWNERS: who approves a change to each visualisation, its records and releases, and to people's files."""
    catalogue = open_catalogue(context, root)
    registry = catalogue.registry
    if catalogue.unreadable:
        wrong = next(finding for finding in registry.findings if finding.severity == "error")
        raise Refused(Refusal(f"The registry cannot be read: {wrong}.", "Correct it, then run the command again."))
    path, prefix = code_owners.place(catalogue.root)
    existing = path.read_text(encoding="utf-8") if path.exists() else ""
    wanted = code_owners.written(registry, existing, prefix)
    if check:
        if not existing:
            out.print(f"There is no {code_owners.FILE}: `covis codeowners` writes it.")
        elif wanted == existing:
            out.print(f"{code_owners.FILE} is what the registry says.")
        else:
            out.print(f"{code_owners.FILE} is not what the registry says: run `covis codeowners` and commit it.")
        raise typer.Exit(int(wanted != existing))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(wanted, encoding="utf-8", newline="\n")
    out.print(f"{code_owners.FILE} {'is as it was' if wanted == existing else 'is written: commit it'}.")
    if missing := code_owners.nameless(registry):
        number = printing.count(len(missing), "person") if len(missing) == 1 else f"{len(missing)} people"
        out.print(f"{number} cannot be asked for approval: {', '.join(missing)}.")
        out.print("Add `links: [https://github.com/NAME]` to their files in contributors/, then run the command again.")
