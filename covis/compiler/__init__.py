"""Visualisation -> document: the program, the figure, the text, the thumbnail; and the worker process that it happens in.

Importing this package loads neither SymPy nor a plugin: the server talks to a worker through `client`.
"""

from covis.compiler.worker.client import Limits, WorkerError, worker

warm = worker.warm

__all__ = ["Limits", "WorkerError", "warm", "worker"]
