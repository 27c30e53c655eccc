from __future__ import annotations

from pathlib import Path

import pytest

from covis.catalogue import Catalogue, compilations
from covis.catalogue.editions import Editions
from tests.catalogue.catalogue_world import Toolchain


@pytest.fixture
def toolchain(monkeypatch: pytest.MonkeyPatch) -> Toolchain:
    made = Toolchain()
    monkeypatch.setattr(compilations, "compile_visualisation", made.compile)
    monkeypatch.setattr(compilations, "cached_edition", lambda root, digest: None)
    monkeypatch.setattr(Editions, "check", lambda self, id, report=None: made.check(self._files, id))
    return made


@pytest.fixture
def catalogue(gallery: Path, toolchain: Toolchain) -> Catalogue:
    return Catalogue(gallery)
