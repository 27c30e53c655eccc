"""`warm`: everything that pages would otherwise compile and run when they are first looked at, done beforehand."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from covis.cli import printing
from covis.cli.printing import err, out
from covis.cli.program import Root, app, known, leave_at_once, open_catalogue


@app.command()
def warm(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Which; all of them otherwise.")] = None,
    root: Root = None,
) -> None:
    """Compile everything and run the facts that pages show, so that no visitor waits for them. What is done already is not done again."""
    catalogue = open_catalogue(context, root)
    known(catalogue, ids or [])
    registry = catalogue.registry
    wanted = [item.id for item in catalogue.items.all() if not ids or item.id in ids]
    findings = {one for one in registry.findings if one.severity == "error" and (not ids or one.id in ids or not one.id)}
    failed: set[str] = {id for id in registry.broken if not ids or id in ids}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    pool = ThreadPoolExecutor(max(1, min(len(wanted), os.cpu_count() or 1)))
    try:
        with Progress(*columns, console=err.console) as progress:
            task = progress.add_task("Compiling and running facts", total=len(wanted))
            jobs = {pool.submit(catalogue.editions.warm, id): id for id in wanted}
            for job in as_completed(jobs):
                made = job.result()
                findings.update(made.findings)
                if made.edition is None or printing.exit_status(made.findings, made.evidence):
                    failed.add(jobs[job])
                progress.advance(task)
    except KeyboardInterrupt:
        leave_at_once()
    pool.shutdown()
    printing.findings(sorted(one for one in findings if one.severity == "error"))
    ready = len(set(wanted) - failed)
    out.print(f"{printing.count(ready, 'visualisation')} ready{f', {len(failed)} not' if failed else ''}.")
    raise typer.Exit(int(bool(failed) or printing.exit_status(findings)))
