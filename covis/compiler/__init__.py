"""Visualisation -> document: the program, the figure, the text, the thumbnail; and the worker process that it happens in.

Importing this package loads neither SymPy nor a plugin: the server talks to a worker through `client`.
"""

from pathlib import Path

from covis.compiler.worker import client
from covis.compiler.worker.client import Limits
from covis.compiler.worker.failures import WorkerError

warm = client.worker.warm


def protections(root: Path) -> dict[str, str]:
    """What the kernel refuses to plugins on this machine: name -> "" where that is in force, otherwise why it is not.

    Raises WorkerError where no worker can be asked.
    """
    limits = Limits()
    reply = client.worker.request("covis.compiler.worker.sandbox:report", {}, root, limits.seconds, limits.megabytes)
    found: dict[str, str] = reply["protections"]
    return found


__all__ = ["Limits", "WorkerError", "protections", "warm"]
