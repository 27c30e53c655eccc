"""Visualisation -> document: the program, the figure, the text, the thumbnail; and the worker process that it happens in.

Importing this package loads neither SymPy nor a plugin: the server talks to a worker through `client`.
"""

from pathlib import Path

from covis.compiler.worker.client import Limits, WorkerError, worker
from covis.editions.cache import Compiled, cache_folder, cached_edition, compile_visualisation
from covis.editions.fingerprint import SourceError, listed, source_digest, toolchain

warm = worker.warm


def protections(root: Path) -> dict[str, str]:
    """What the kernel refuses to plugins on this machine: name -> "" where that is in force, otherwise why it is not. WorkerError."""
    found: dict[str, str] = worker.request("covis.compiler.worker.worker.sandbox:report", {}, root, Limits().seconds, Limits().megabytes)["protections"]
    return found


__all__ = [
    "Compiled",
    "Limits",
    "SourceError",
    "WorkerError",
    "cache_folder",
    "cached_edition",
    "compile_visualisation",
    "listed",
    "protections",
    "source_digest",
    "toolchain",
    "warm",
    "worker",
]
