"""`covis`: check, status, and everything that people say about a visualisation. `main()` is the program."""

from covis.cli.guard import main
from covis.cli.program import app

__all__ = ["app", "main"]
