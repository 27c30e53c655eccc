"""Commands that look: compile, check, show."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Annotated

import typer

from covis.catalogue import Compiled
from covis.cli import printing
from covis.cli.printing import err, out
from covis.cli.program import Id, Json, Root, app, known, known_item, leave_at_once, open_catalogue
from covis.cli.progress import Watched
from covis.registry.code_owners import out_of_date
from covis.review.criteria import asked


@app.command("compile")
def compile_(context: typer.Context, id: Id, as_json: Json = False, root: Root = None) -> None:
    """Compile a visualisation to its document, without running its facts."""
    catalogue = open_catalogue(context, root)
    known(catalogue, [id])
    compiled = catalogue.editions.compile(id) if id in catalogue.registry.entries else None
    findings = compiled.findings if compiled else catalogue.registry.broken[id]
    edition = compiled.edition if compiled else None
    if as_json:
        printing.as_json(
            {
                "id": id,
                "source": edition.source if edition else None,
                "digest": edition.digest if edition else None,
                "document": edition.document if edition else None,
                "toolchain": edition.toolchain if edition else {},
                "findings": [printing.finding_json(finding) for finding in findings],
            }
        )
    else:
        printing.findings(findings)
        if edition:
            out.print(f"{id}: document {edition.digest}", f"{' ' * len(id)}  source   {edition.source}")
    raise typer.Exit(printing.exit_status(findings))


@app.command()
def check(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Which; all of them otherwise.")] = None,
    as_json: Json = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="How many at the same time; 0: as many as there are processors.")] = 0,
    root: Root = None,
) -> None:
    """Run every rule and every fact; with no ID, the registry's and the log's too. Everything that is wrong is listed at once."""
    catalogue = open_catalogue(context, root)
    registry = catalogue.registry
    known(catalogue, [] if catalogue.unreadable else ids or [])
    wanted = [id for id in dict.fromkeys(ids or registry.entries) if id in registry.entries]
    pool = ThreadPoolExecutor(max(1, min(len(wanted), jobs or os.cpu_count() or 1)))
    try:
        with Watched(err.console, len(wanted), quiet=as_json) as watched:

            def checked_now(id: str) -> Compiled:
                try:
                    return catalogue.editions.check(id, lambda words: watched.report(id, words))
                finally:
                    watched.done(id)

            checked = dict(zip(wanted, pool.map(checked_now, wanted), strict=True))
    except KeyboardInterrupt:
        leave_at_once()  # Python would wait for every fact that still runs
    pool.shutdown()
    findings = [one for one in registry.findings if not ids or one.id in ids or (not one.id and one.severity == "error")]
    findings += [] if ids else out_of_date(catalogue.root, registry)
    for id in wanted:
        item = catalogue.items.get(id)
        findings += [*(item.findings if item else ()), *checked[id].findings]
    findings = sorted(dict.fromkeys(findings))
    facts = [(id, fact) for id in wanted for fact in checked[id].evidence]
    if as_json:
        shown = [printing.fact_json(id, fact) for id, fact in facts]
        printing.as_json({"findings": [printing.finding_json(finding) for finding in findings], "facts": shown})
    else:
        for id in wanted:
            out.print(f"{id}: {catalogue.registry.entries[id].title}", style="bold")
            printing.facts(checked[id].evidence)
        printing.findings(findings)
        errors = sum(finding.severity == "error" for finding in findings)
        counted = {"visualisation": len(wanted), "fact": len(facts), "error": errors, "warning": len(findings) - errors}
        out.print(", ".join(printing.count(number, word) for word, number in counted.items()) + ".")
    raise typer.Exit(printing.exit_status(findings, [fact for _, fact in facts]))


@app.command()
def show(context: typer.Context, id: Id, root: Root = None) -> None:
    """What a fact-checker looks at: the edition that is submitted, what it claims, the evidence, the criteria."""
    catalogue = open_catalogue(context, root)
    item = known_item(catalogue, id)
    printing.standing(catalogue, item)
    if item.standing.submitted is not None:
        printing.edition(catalogue.editions.submitted(id))
        out.print("", "The criteria of a sign-off:")
        for criterion in asked(datetime.now(UTC)):
            out.print(f"  {criterion.id:10} {criterion.text}")
    printing.findings(item.findings)
    raise typer.Exit(printing.exit_status(item.findings))
