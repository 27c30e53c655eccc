"""Small galleries in a temporary folder, for the tests of the registry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ENTRY = """\
visualisations:
  swing:
    title: What friction does to a swing
    coders: [sam]
    fact_checkers: [alex]
"""

FILES: dict[str, str | bytes] = {
    "contributors/sam.yaml": "name: Sam\nrole: student\n",
    "contributors/robin.yaml": "name: Robin\nrole: student\n",
    "contributors/alex.yaml": "name: Dr Alex\nrole: staff\n",
    "visualisations/swing/__init__.py": "",
}


def gallery(root: Path, registry: str | bytes | None = ENTRY, files: Mapping[str, str | bytes | None] = {}) -> Path:
    """Write a gallery: three people and one folder, with `files` on top; None takes a file away."""
    for name, content in {**FILES, "registry.yaml": registry, **files}.items():
        if content is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root
