"""A gallery in a temporary folder with a shipped plugin, some of its text changed: broken models are to be found by their own facts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SHIPPED = Path(__file__).parents[2] / "visualisations"


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[..., Any]:
    """`plugin(id, ("old", "new"), ...)` loads the plugin with those changes made in its code; each must be there."""
    from covis.compiler.plugin import load

    def make(id: str, *changes: tuple[str, str]) -> Any:
        folder = tmp_path / "visualisations" / id
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SHIPPED / id, folder, ignore=shutil.ignore_patterns("__pycache__"))
        code = folder / "__init__.py"
        said = code.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in said, f"{id} no longer holds {old!r}"
            said = said.replace(old, new)
        code.write_text(said, encoding="utf-8")
        return load(tmp_path, id)

    return make


@pytest.fixture
def outcome(plugin: Callable[..., Any]) -> Callable[..., str]:
    """`outcome(id, part of a statement, ("old", "new"), ...)`: what the one fact so named comes to in the changed plugin."""
    from covis.checks.facts.run import run_fact

    def run(id: str, statement: str, *changes: tuple[str, str]) -> str:
        made = plugin(id, *changes)
        facts = made.visualisation.facts
        (k,) = [k for k, fact in enumerate(facts) if statement in fact.statement]
        return str(run_fact(made, k).outcome)

    return run
