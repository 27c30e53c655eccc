"""Contrast of the design's tokens, computed as WCAG 2.2 says: text 4.5:1 (AA), marks and edges of controls 3:1, in both themes."""

from __future__ import annotations

import re

import pytest

from tests.runtime.runtime_server import RUNTIME

TOKENS = dict(re.findall(r"--covis-([\w-]+):\s*([^;]+);", (RUNTIME / "css" / "tokens.css").read_text(encoding="utf-8")))


def colour(name: str, theme: str) -> tuple[int, int, int]:
    found = re.search(r"light-dark\((#\w{6}),\s*(#\w{6})\)", TOKENS[name])
    assert found, name
    text = found[1 if theme == "light" else 2]
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def luminance(rgb: tuple[int, int, int]) -> float:
    linear = [value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str, theme: str) -> float:
    low, high = sorted((luminance(colour(a, theme)), luminance(colour(b, theme))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("ink", "ink-soft", "accent") for ground in ("ground", "raised", "tint")),
        ("on-accent", "accent"),
        ("problem", "ground"),
        ("problem", "problem-tint"),
    ],
)
def test_text_can_be_read(text: str, ground: str, theme: str) -> None:
    assert contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mark", [*"abcdefgh", "muted", "rule-strong"])
def test_marks_and_edges_stand_out(mark: str, theme: str) -> None:
    assert contrast(mark, "ground", theme) >= 3
