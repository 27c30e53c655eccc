"""No test of the registry reads the logins of the person who runs it."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_private_logins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COVIS_LOGINS", raising=False)
