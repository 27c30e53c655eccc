"""Whose pages may open a session: those of the host that was asked, and those that the server was told."""

from __future__ import annotations

import pytest

from covis.web import SameOrigin


async def nothing(*_: object) -> None:
    raise AssertionError("nobody is asked here")


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [
        ("http://localhost:8501", "localhost:8501", True),
        ("https://covis.example.org", "covis.example.org", True),
        ("https://covis.example.org", "127.0.0.1:8501", True),  # a proxy that does not pass the name on
        ("https://courses.example.org", "covis.example.org", True),
        ("http://courses.example.org", "covis.example.org", False),
        ("http://localhost:3000", "localhost:8501", False),
        ("http://127.0.0.1:8501", "localhost:8501", False),
        ("https://evil.example", "covis.example.org", False),
        ("https://covis.example.org.evil.example", "covis.example.org", False),
        ("null", "", False),
        ("", "", False),
        ("http://[", "localhost", False),
    ],
)
def test_an_origin_is_ours_by_its_host_or_by_name(origin: str, host: str, ours: bool) -> None:
    guard = SameOrigin(nothing, origins=["https://courses.example.org"], name="covis.example.org")
    assert guard.ours(origin, host) == ours
    assert not SameOrigin(nothing, name="localhost").ours("http://localhost:3000", "localhost:8501")
