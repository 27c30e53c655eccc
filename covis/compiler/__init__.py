"""Visualisation -> document: the program, the figure, the text, the thumbnail; and the worker process that it happens in.

Importing this package loads neither SymPy nor a plugin: the server talks to a worker through `client`.
"""

from pathlib import Path

from covis.compiler.worker.client import Limits, WorkerError, worker

warm = worker.warm


def protections(root: Path) -> dict[str, str]:
    """What the kernel refuses to plugins on this machine: name -> "" where that is in force, otherwise why it is not. WorkerError."""
    found: dict[str, str] = worker.request("covis.compiler.worker.sandbox:report", {}, root, Limits().seconds, Limits().megabytes)[
        "protections"
    ]
    return found


__all__ = [
    "Limits",
    "WorkerError",
    "protections",
    "warm",
    "worker",
]
