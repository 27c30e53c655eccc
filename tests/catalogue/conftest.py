from __future__ import annotations

from pathlib import Path

import pytest
from catalogue_world import Toolchain

from covis.catalogue import Catalogue, items


@pytest.fixture
def toolchain(monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    made = Toolchain()
    monkeypatch.setattr(items, "compile_visualisation", made.compile)
    monkeypatch.setattr(items, "cached_edition", lambda root, digest: None)
    monkeypatch.setattr(Catalogue, "check", lambda self, id: made.check(self, id))
    return made


@pytest.fixture
def catalogue(gallery: Path, toolchain: Toolchain) -> Catalogue:
    return Catalogue(gallery)
