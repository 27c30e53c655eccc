"""The gallery that the table is tried on, once a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.permissions.permissions_world import World, write_gallery


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COVIS_CACHE", str(compiled))
        root = write_gallery(tmp_path_factory.mktemp("permissions") / "gallery")
        patch.setenv("COVIS_ROOT", str(root))
        yield World(root)
