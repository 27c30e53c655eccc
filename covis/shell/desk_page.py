"""The desk's page for one visualisation: what is signed, on what evidence, what changed, and what the visitor can say to it."""

from __future__ import annotations

from covis.shell import parts
from covis.shell.state import catalogue


def one(id: str) -> None:
    item = catalogue().item(id, wait=1)
    if item is None:
        parts.notice("There is no such visualisation", "", level=1)
        return
    parts.title_block(parts.title(item), parts.summary(item), over="Review desk")
