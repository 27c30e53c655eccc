"""Generates docs/schemas/*.json from the models: `python -m covis.registry.schemas [FOLDER]`.

Editors complete and check the registry's files with them; the loader accepts nothing that they refuse (a test holds that), and
refuses more: who exists, who may do what.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from covis.document import Document
from covis.registry.models import Contributor, RegistryFile

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
SCHEMAS: dict[str, tuple[str, type[BaseModel]]] = {
    "registry": ("registry.yaml of a Covis gallery", RegistryFile),
    "contributor": ("contributors/<id>.yaml of a Covis gallery", Contributor),
    "document": ("A Covis document, format 1", Document),
}


def schema(name: str) -> str:
    """One JSON Schema (draft 2020-12), as the bytes of its file."""
    title, model = SCHEMAS[name]
    body = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_closed(model.model_json_schema()), "title": title}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _closed(body: Any) -> Any:
    """Keys that must look like an id are the only ones allowed: pydantic states the pattern, and leaves other keys open."""
    if isinstance(body, list):
        return [_closed(value) for value in body]
    if not isinstance(body, dict):
        return body
    closed = {key: _closed(value) for key, value in body.items()}
    return {**closed, "additionalProperties": False} if "patternProperties" in closed else closed


def write(folder: Path = FOLDER) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in SCHEMAS:
        path = folder / f"{name}.schema.json"
        path.write_text(schema(name), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


if __name__ == "__main__":
    for written in write(*map(Path, sys.argv[1:2])):
        print(written)
