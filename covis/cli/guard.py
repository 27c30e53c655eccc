"""The program: every command, and a guard around them. A fault of ours is a sentence and a file, never a traceback on the screen."""

from __future__ import annotations

import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from covis.catalogue import NoGalleryError, Refused, StoreError, UnfinishedError, cache_folder, gallery_root
from covis.cli.commands import (  # noqa: F401  (importing them adds their commands)
    actions,
    check,
    codeowners,
    diff,
    export,
    init,
    new,
    protections,
    records,
    serve,
    sign_off,
    status,
    warm,
)
from covis.cli.printing import err, tolerant
from covis.cli.program import WrongCallError, app


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave: 0 all is well, 1 a check found something or the rules refuse, 2 called wrongly."""
    tolerant()
    try:
        app(args=arguments)
    except WrongCallError as error:
        err.print(str(error))
        sys.exit(2)
    except (StoreError, UnfinishedError) as error:
        err.print(error.problem, style="bold")
        err.print(error.way_out)
        sys.exit(1)
    except Refused as refused:
        err.print(f"Refused: {refused.refusal.rule}", style="bold")
        err.print(*refused.refusal.way_out.split("\n"))  # `new` gives the lines of an entry to copy
        sys.exit(1)
    except TimeoutError as error:
        err.print(f"Somebody else is writing to the same log, and did not finish in time ({error}). Try again.")
        sys.exit(1)
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        err.print(
            f"A file cannot be read or written ({(error.strerror or str(error)).lower()}{place}). Fix this, then run the command again."
        )
        err.print(_kept(traceback.format_exc()))
        sys.exit(1)
    except Exception as error:
        err.print(f"Something went wrong on our side: {type(error).__name__}: {error}", style="bold")
        err.print(_kept(traceback.format_exc()))
        sys.exit(1)
    sys.exit(0)


def _kept(text: str) -> str:
    """Write the traceback where it can be found, and say where."""
    try:
        gallery = gallery_root()
    except NoGalleryError:
        gallery = Path(tempfile.gettempdir())
    folder = cache_folder(gallery) / "faults"
    path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{' '.join(sys.argv)}\n\n{text}", encoding="utf-8")
    except OSError as error:
        return f"What happened in full could not be written down ({error.strerror}: {path})."
    return f"What happened in full is in {_short(path)}; give it to those who keep this gallery."


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
