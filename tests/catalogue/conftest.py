from __future__ import annotations

from pathlib import Path

import pytest

from covis.catalogue import Catalogue, items
from tests.catalogue.catalogue_world import Toolchain


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
