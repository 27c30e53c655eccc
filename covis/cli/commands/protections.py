"""`protections`: what keeps a plugin from harm on this machine."""

from __future__ import annotations

import typer

from covis.catalogue import WorkerError
from covis.cli import printing
from covis.cli.printing import out
from covis.cli.program import Json, Root, app, open_catalogue

HOLDS = {
    "Landlock": "it reads its own folder, Python and the system's libraries, and changes no file",
    "seccomp": "it opens no socket, starts no process, signals and inspects no other, and changes no owner, mode or time of a file",
}


@app.command()
def protections(context: typer.Context, as_json: Json = False, root: Root = None) -> None:
    """Which protections of the kernel are in force while a plugin runs on this machine. Exit code 1 when one is missing."""
    try:
        missing = open_catalogue(context, root).editions.protections()
    except WorkerError as error:
        out.print(f"This could not be found out: the process for it {error}.", style="red")
        raise typer.Exit(1) from error
    if as_json:
        found = [{"name": name, "in_force": not reason, "reason": reason} for name, reason in missing.items()]
        printing.as_json({"protections": found})
    else:
        out.print("Each plugin runs in a process of its own, with a clean environment, limits and a fence in Python. Of the kernel's part:")
        for name, reason in missing.items():
            state = f"not in force: {reason}" if reason else f"in force: {HOLDS[name]}"
            out.print(f"  {'✗' if reason else '✓'} {name} is {state}.", style="yellow" if reason else None)
        if any(missing.values()):
            out.print("Everything works without it. SECURITY.md says what holds then.")
    raise typer.Exit(int(any(missing.values())))
