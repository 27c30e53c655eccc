"""The criteria of a fact-check on the desk, with the explanation of each from fact-check-criteria.md."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import streamlit as st

from covis.review import criteria
from covis.review.criteria import Criterion

_PAGE = Path(criteria.__file__).with_name("fact-check-criteria.md")
_MEANING = ("What a signature means", "What it does not mean")
WHERE = {
    "seen": "See it",
    "model": "Model",
    "facts": "Facts",
    "picture": "See it",
    "words": "See it",
    "limits": "Limits",
    "sources": "Facts and Limits",
}


@cache
def _sections() -> dict[str, str]:
    """heading -> the text under it."""
    parts = re.split(r"^##+ (.+)$", _PAGE.read_text(encoding="utf-8"), flags=re.M)
    return {head.strip().strip("`"): body.strip() for head, body in zip(parts[1::2], parts[2::2], strict=True)}


def help_for(criterion: Criterion) -> str:
    """What the criterion asks, in a paragraph: Markdown."""
    text = re.sub(r"^>.*\n?", "", _sections().get(criterion.id, ""), flags=re.M).strip()
    where = WHERE.get(criterion.id)
    return f"{text}\n\nLook under *{where}*." if where else text


def meaning() -> None:
    """What a signature means, and what it does not."""
    for heading in _MEANING:
        if body := _sections().get(heading):
            st.markdown(f"**{heading}**\n\n{body}")
