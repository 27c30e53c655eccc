"""`init`: the files that a new gallery starts with."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from covis.cli.printing import out
from covis.cli.program import WrongCallError, app
from covis.cli.registry_text import scalar
from covis.registry.loader import FILE

FILES = {
    FILE: """# The gallery: its title and policy, the courses, and who co-owns which visualisation.
# `covis check` names every mistake by line and column.

gallery:
  title: {title}
  institution: {institution}

# `covis new ID --coder YOU --name "Your Name"` adds a visualisation at the end of this file.
""",
    ".gitignore": """# Caches and locks; what learners report; databases; the identity provider's secret.
__pycache__/
/.covis/
/feedback/
*.db
*.db-shm
*.db-wal
/.streamlit/secrets.toml
""",
    ".gitattributes": "# Two branches that each add lines to a log are merged by keeping both.\nrecords/*.jsonl merge=union\n",
}


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Its folder; otherwise the current one.")] = Path(),
    title: Annotated[str, typer.Option("--title", help="The gallery's title.")] = "Covis",
    institution: Annotated[str, typer.Option("--institution", help="Whose gallery it is.")] = "",
) -> None:
    """Start a gallery: registry.yaml, and what git should ignore. Files that are there stay as they are."""
    for option, given in (("--title", title), ("--institution", institution)):
        if given != given.strip() or (given and not given.isprintable()) or len(given) > 120:
            raise WrongCallError(f"{option} must be one line of at most 120 characters, with no space at its ends.")
    if (folder / FILE).exists():
        raise WrongCallError(f"There is a {FILE} in {folder.resolve()} already. Choose another folder: covis init DIR")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        if not (folder / name).exists():
            written = text.format(title=scalar(title or "Covis"), institution=scalar(institution)) if name == FILE else text
            (folder / name).write_text(written, encoding="utf-8", newline="\n")
    out.print(f"{folder.resolve()} is a gallery with no visualisation yet.", style="bold")
    out.print("Next:")
    if folder.resolve() != Path.cwd():
        out.print(f"  cd {shlex.quote(str(folder))}")
    out.print('  covis new my_first --coder me --name "My Name"')
    out.print("  covis serve")
