"""A gallery in a temporary folder whose one plugin is a damped oscillator with some of its text changed.

Its text is kept here, apart from the shipped one, so that what the tests change stays where they look for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PLUGIN = Path(__file__).parent / "plugin"
# A published value, so that the plugin without a change passes every rule.
PUBLISHED = 'facts=[Value("Q of a bell", quality, at={gamma: 0.02, omega_0: 5}, expected=125, source="Main, ch. 3, eq. 3.12"),'


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Any]:
    """`changed(("old", "new"), ..., text=[("old", "new")])` gives the loaded plugin with those changes made; each must be there."""
    from covis.compiler.plugin import load

    def make(*code: tuple[str, str], text: list[tuple[str, str]] = [], raw: bytes | None = None) -> Any:  # noqa: B006
        folder = tmp_path / "visualisations" / "damped_oscillator"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(PLUGIN, folder)
        (folder / "plugin.py.txt").rename(folder / "__init__.py")
        for name, pairs in (("__init__.py", [("facts=[", PUBLISHED), *code]), ("text.md", text)):
            said = (folder / name).read_text(encoding="utf-8")
            for old, new in pairs:
                assert old in said, f"{name} no longer holds {old!r}"
                said = said.replace(old, new)
            (folder / name).write_text(said, encoding="utf-8")
        if raw is not None:
            (folder / "text.md").write_bytes(raw)
        return load(tmp_path, "damped_oscillator")

    return make
