"""`serve`: the gallery's pages, by Streamlit, in a process that has loaded nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from covis.cli.program import Root, WrongCallError, app, gallery_folder
from covis.registry.loader import FILE

_COVIS = Path(__file__).resolve().parents[2]


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def serve(
    context: typer.Context,
    port: Annotated[int | None, typer.Option("--port", help="Otherwise STREAMLIT_SERVER_PORT, or 8501.", min=1, max=65535)] = None,
    root: Root = None,
) -> None:
    """Serve the gallery's pages until Ctrl-C. Options of `streamlit run` may follow, such as --server.address 0.0.0.0."""
    folder = gallery_folder(context, root)
    if not (folder / FILE).is_file():
        raise WrongCallError(
            f"There is no {FILE} in {folder}. Name the gallery's folder with --root or COVIS_ROOT; `covis init` starts a new one."
        )
    options = ["--server.port", str(port)] if port is not None else []
    secrets = folder / ".streamlit" / "secrets.toml"
    if secrets.is_file() and "STREAMLIT_SECRETS_FILES" not in os.environ:
        options += ["--secrets.files", str(secrets)]
    # -P: a file of the current folder that is called like a module (streamlit.py) is never imported in its place.
    call = [sys.executable, "-P", "-m", "streamlit", "run", str(_script()), *options, *context.args]
    environment = os.environ | {"COVIS_ROOT": str(folder)}
    if os.name == "nt":  # there, exec returns to the shell at once
        raise typer.Exit(subprocess.run(call, env=environment).returncode)
    sys.stdout.flush()
    os.execve(sys.executable, call, environment)


def _script() -> Path:
    """app.py, with its configuration in .streamlit/ beside it: in an installed package, or at the top of the repository."""
    installed = _COVIS / "served" / "app.py"
    return installed if installed.exists() else _COVIS.parent / "app.py"
