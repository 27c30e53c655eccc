"""The text fields of the desk. A draft stays on the page if the sign-in ends in the meantime."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from covis.review.events import LONGEST_NOTE
from covis.shell.widgets.html import show

_DRAFTS = "covis.desk.drafts"


def draft_field(id: str, label: str, *, key: str, **how: Any) -> str:
    """A field for a text about the visualisation `id`. The last part of `key` counts the texts sent: a new count starts a new draft."""
    drafts: dict[str, str] = st.session_state.setdefault(_DRAFTS, {}).setdefault(id, {})
    drafts[key.rpartition("_")[0]] = key
    return (st.text_area(label, key=key, persist_state="session", max_chars=LONGEST_NOTE, **how) or "").strip()


def unsent_drafts(id: str, beginning: str = "") -> None:
    """For somebody who may not act any more: their drafts (in the fields whose key begins so), to copy."""
    drafts: dict[str, str] = st.session_state.get(_DRAFTS, {}).get(id, {})
    written = [str(st.session_state.get(key) or "").strip() for key in drafts.values() if key.startswith(beginning)]
    if unsent := [one for one in written if one]:
        show(Markup('<h3 class="cv-desk-h3">Your unsent drafts</h3>'))
        show(Markup('<p class="cv-aside">They were not sent. Copy them before you leave this page.</p>'))
        for one in unsent:
            st.code(one, language=None, wrap_lines=True)
