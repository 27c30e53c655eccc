"""Visualisation -> document: the program, the figure, the text, the thumbnail; and the worker process that it happens in.

Importing this package loads neither SymPy nor a plugin: the server talks to a worker through `client`.
"""

from covis.compiler.worker.client import Limits, WorkerError, worker
from covis.editions.cache import Compiled, cache_folder, cached_edition, compile_visualisation
from covis.editions.fingerprint import SourceError, source_digest, toolchain

warm = worker.warm

__all__ = [
    "Compiled",
    "Limits",
    "SourceError",
    "WorkerError",
    "cache_folder",
    "cached_edition",
    "compile_visualisation",
    "source_digest",
    "toolchain",
    "warm",
    "worker",
]
