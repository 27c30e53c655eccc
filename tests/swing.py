"""A damped swing that stays as it is, for tests that state what is made of a plugin. The one that ships may change."""

from __future__ import annotations

import shutil
from pathlib import Path

ID = "damped_oscillator"


def swing(root: Path) -> Path:
    """Its folder, copied to a gallery without a registry."""
    folder = Path(shutil.copytree(Path(__file__).parent / "checks" / "plugin", root / "visualisations" / ID))
    (folder / "plugin.py.txt").rename(folder / "__init__.py")
    return folder
