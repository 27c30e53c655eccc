"""The criteria of a fact-check on the desk: what fact-check-criteria.md says about each, and which parts of an edition it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from covis.document import Edition, digest, listing
from covis.review import criteria, wording
from covis.review.criteria import CRITERIA, Criterion, asked
from covis.shell.context import get_catalogue
from covis.shell.desk.reading import changes
from covis.shell.desk.reading.evidence import section
from covis.shell.desk.review_view import ReviewView, Seen
from covis.shell.widgets.component import component
from covis.shell.widgets.html import base
from covis.web.assets import runtime_url

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

_mount = component("criteria", '<div class="cv-criteria" data-failed="The criteria could not be loaded. Reload the page."></div>')


def criteria_form(view: ReviewView, seen: Seen, key: str) -> dict[str, bool]:
    """The boxes, each beside what was opened and moved in this visit. Returns which of the criteria are ticked.

    Ticks are set in the browser at once, and stay there over a reload. A tick holds as long as what the criterion is about stays the same.
    """
    now, before = tokens(seen.edition, seen.digest), _signed_before(view)
    rows = [
        {
            "id": one.id,
            "text": one.text,
            "help": help_for(one),
            "token": now[one.id],
            "carried": before[one.id][1] if one.id in before and before[one.id][0] == now[one.id] else "",
        }
        for one in asked(datetime.now(UTC))
    ]
    release = view.standing.taken_down or view.standing.release
    found = changes.between(view.signed, seen.edition, release.document, seen.digest) if release and view.signed else None
    data = {
        "module": runtime_url("desk/criteria.js", base()),
        "id": view.item.id,
        "person": view.visitor.person,
        "edition": seen.digest[:12],
        "criteria": rows,
        "totals": {"facts": len(seen.edition.document.get("facts", [])), "changes": changes.count(found) if found else 0},
    }
    given = _mount(data=data, key=key, on_criteria_change=lambda: None).criteria
    ticked = given if isinstance(given, Mapping) else {}
    return {str(row["id"]): ticked.get(str(row["id"])) == row["token"] for row in rows}  # a tick of another edition may not hold here


def _signed_before(view: ReviewView) -> dict[str, tuple[str, str]]:
    """criterion -> the token of what this person signed last, and a sentence that says so. Looking at an edition is never carried over."""
    ignored = {event.id for event, _ in view.standing.ignored}
    mine = [event for event in view.events if event.kind == "signed_off" and event.by == view.visitor.person and event.id not in ignored]
    signed = mine[-1] if mine else None
    edition = get_catalogue().editions.get(view.item.id, signed.edition.document) if signed is not None and signed.edition else None
    if signed is None or signed.edition is None or edition is None:
        return {}
    text = f"You confirmed this on {wording.day(signed.at)}, and what it is about has not changed since."
    return {name: (token, text) for name, token in tokens(edition, signed.edition.document).items() if name != "seen"}


def tokens(edition: Edition, document_digest: str) -> dict[str, str]:
    """criterion -> a digest of all that it is about in this edition: equal for two editions where it need not be asked again."""
    return _tokens(edition, (document_digest, edition.source, len(edition.evidence)))


@st.cache_resource(max_entries=64, show_spinner=False)
def _tokens(_edition: Edition, key: tuple[str, str, int]) -> dict[str, str]:
    """In doubt a part counts: whatever is computed by another program has to be looked at again."""
    document = _edition.document
    parts: dict[str, Any] = {
        "seen": key[0],
        "model": [*(document.get(name) for name in ("equations", "program", "controls")), section(_edition, "The model")],
        "facts": [document.get("facts"), [(one.statement, one.outcome, one.evidence) for one in _edition.evidence]],
        "picture": [document.get(name) for name in ("controls", "plots", "readouts", "presets", "program")],
        "words": [
            listing(document),
            *(document.get(name) for name in ("title", "summary", "objectives", "prior_knowledge", "text", "questions")),
            [one.get("label") for name in ("controls", "readouts") for one in document.get(name, [])],
            [one.get("name") for one in document.get("presets", [])],
            [one.get("statement") for one in document.get("facts", [])],
            [[plot.get("title"), plot.get("description"), plot.get("figure", {}).get("layout")] for plot in document.get("plots", [])],
        ],
        "limits": [section(_edition, "Assumptions and limits"), document.get("controls")],
        "sources": [section(_edition, "Sources"), [(one.get("statement"), one.get("source")) for one in document.get("facts", [])]],
    }
    return {one.id: digest([parts.get(one.id, key[0])]) for one in CRITERIA}


@cache
def _sections() -> dict[str, str]:
    """heading -> the text under it."""
    parts = re.split(r"^##+ (.+)$", _PAGE.read_text(encoding="utf-8"), flags=re.M)
    return {head.strip().strip("`"): body.strip() for head, body in zip(parts[1::2], parts[2::2], strict=True)}


def help_for(criterion: Criterion) -> str:
    """What the criterion asks, in a paragraph of plain text."""
    text = re.sub(r"^>.*\n?", "", _sections().get(criterion.id, ""), flags=re.M).strip()
    where = WHERE.get(criterion.id)
    plain = " ".join(text.replace("*", "").split())
    return f"{plain} Look under {where}." if where else plain


def meaning() -> None:
    """What a signature means, and what it does not."""
    for heading in _MEANING:
        if body := _sections().get(heading):
            st.markdown(f"**{heading}**\n\n{body}")
