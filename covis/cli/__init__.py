"""`python -m covis`: check, status, and everything that people say about a visualisation. `main()` is the program."""

from covis.cli.program import app
from covis.cli.guard import main

__all__ = ["app", "main"]
