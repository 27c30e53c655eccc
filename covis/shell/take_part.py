"""Take part: the ways in, from a word of feedback to co-owning; who looks for a partner; how to begin."""

from __future__ import annotations

from covis.shell import parts


def take_part() -> None:
    parts.title_block("Take part", "Everybody who learns from these pages can make them better.")
