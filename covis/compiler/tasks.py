"""What a worker's child does for the compiler. Imported by the worker only: it loads SymPy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from covis.compiler.build import build
from covis.compiler.plugin import Plugin, PluginError, blame, load
from covis.compiler.source import SourceError, source_digest
from covis.document import Document
from covis.finding import Finding

Printed = Callable[[], str]


def compile(root: str, id: str, title: str, summary: str, source: str, *, printed: Printed) -> dict[str, Any]:
    """{"document": ...} and {"findings": [...]}; or {"moved": true} when the folder is not, or no longer, the one asked for."""
    return guarded(root, id, title, summary, source, printed, lambda plugin, document: [])


def guarded(
    root: str, id: str, title: str, summary: str, source: str, printed: Printed, then: Callable[[Plugin, Document], list[Finding]]
) -> dict[str, Any]:
    """Load and build, with `then` adding findings; everything that goes wrong comes back as findings."""
    place, entry = Path(root), SimpleNamespace(title=title, summary=summary)

    def moved() -> bool:
        try:
            return source_digest(place, id, entry) != source
        except SourceError:
            return True

    if moved():
        return {"moved": True}
    document: Document | None = None
    findings: list[Finding] = []
    try:
        plugin = load(place, id)
        said_nothing(id, printed)
        document = build(plugin, title, summary)
        findings = then(plugin, document)
        said_nothing(id, printed)
    except PluginError as error:
        document, findings = None, error.findings
    except MemoryError:
        document, findings = None, [Finding(f"visualisations/{id}/__init__.py", 0, 0, TOO_LARGE, "memory", "error", id)]
    except Exception as error:  # what SymPy, Plotly and the rest raise has no common base
        document, findings = None, [blame(place, id, error)]
    if moved():
        return {"moved": True}
    shown = None if document is None else document.model_dump(mode="json")
    return {"document": shown, "findings": [finding.as_json() for finding in findings]}


TOO_LARGE = "compiling needs more memory than a plugin may use; use fewer points, or smaller arrays"


def said_nothing(id: str, printed: Printed) -> None:
    """Printing is an error: the page has nowhere to show it."""
    text = printed().strip()
    if text:
        short = text if len(text) <= 300 else text[:300].strip() + " ..."
        message = f"the plugin prints; take the print out. It printed: {short}"
        raise PluginError([Finding(f"visualisations/{id}/__init__.py", 0, 0, message, "printed", "error", id)])
