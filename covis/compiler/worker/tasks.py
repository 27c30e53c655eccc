"""What a worker's child does for the compiler. Imported by the worker only: it loads SymPy."""

from __future__ import annotations

import errno
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from covis.authoring.units import registry
from covis.compiler.build import build
from covis.compiler.plugin import Plugin, PluginError, load
from covis.compiler.plugin_errors import blame
from covis.compiler.worker import progress
from covis.document import Document, canonical
from covis.finding import Finding

# What is loaded when it is first used: here, before the worker forks, so that no child waits for it.
importlib.import_module("py_mini_racer")
registry()  # pint reads its units from a file

# What a system has only so much of. A plugin that gets none of it may get some at the next try.
SCARCE = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.ENOSPC, errno.EIO)
Printed = Callable[[], str]
Then = Callable[[Plugin, Document | None, list[Finding]], list[Finding]]


def compile(root: str, id: str, title: str, summary: str, *, printed: Printed) -> dict[str, Any]:
    """{"document": ..., "findings": [...], "transient": ..., "spent": ...}.

    `transient`: the system is the cause, and not the plugin. `spent`: the processor seconds of each part of the work.
    """
    return guarded(root, id, title, summary, printed, lambda plugin, document, findings: findings) | {"spent": progress.spent()}


def guarded(root: str, id: str, title: str, summary: str, printed: Printed, then: Then) -> dict[str, Any]:
    """Load and build; everything that goes wrong comes back as findings.

    `then` gets the plugin, its document (None when it could not be built) and the findings so far, and gives the findings.
    """
    place = Path(root)
    document: Document | None = None
    findings: list[Finding] = []
    transient = False
    try:
        progress.at("the plugin's module")
        plugin = load(place, id)
        progress.at("its document")
        said_nothing(id, printed)
        try:
            document = build(plugin, title, summary)
        except PluginError as error:
            findings = error.findings
        findings = then(plugin, document, findings)
        said_nothing(id, printed)
    except PluginError as error:
        document, findings, transient = None, error.findings, scarce(error.__cause__)
        if printed().strip() and not any(finding.rule == "printed" for finding in findings):
            findings = [printing(id, printed), *findings]
    except MemoryError:
        document, transient, findings = None, True, [Finding(f"visualisations/{id}/__init__.py", 0, 0, TOO_LARGE, "memory", "error", id)]
    except BaseException as error:  # what SymPy, Plotly and a plugin raise has no common base
        document, findings, transient = None, [blame(place, id, error)], scarce(error)
    shown = None if document is None else document.model_dump(mode="json")
    try:
        canonical(shown or {})
    except ValueError as error:  # a not-a-number, or half a character: no bytes to sign
        message = f"the document cannot be written as JSON ({error}); look for nan or inf in presets= and layout=, and in the texts"
        shown, findings = None, [Finding(f"visualisations/{id}/__init__.py", 0, 0, message, "compile", "error", id)]
    return {"document": shown, "findings": [_printable(finding) for finding in findings], "transient": transient}


def scarce(error: BaseException | None) -> bool:
    """Whether the system had too little of something: memory, open files, processes, room on the disk."""
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in SCARCE)


def _printable(finding: Finding) -> dict[str, Any]:
    """As plain data; half a character in what a plugin raises cannot be written as UTF-8."""
    data = finding.as_json()
    return data | {"message": data["message"].encode("utf-8", "replace").decode()}


TOO_LARGE = "compiling needs more memory than a plugin may use; use fewer points, or smaller arrays"


def said_nothing(id: str, printed: Printed) -> None:
    """Printing is an error: the page has nowhere to show it."""
    if printed().strip():
        raise PluginError([printing(id, printed)])


def printing(id: str, printed: Printed) -> Finding:
    text = printed().strip()
    short = text if len(text) <= 300 else text[:300].strip() + " ..."
    message = f"the plugin prints; take the print out. It printed: {short}"
    return Finding(f"visualisations/{id}/__init__.py", 0, 0, message, "printed", "error", id)
