"""What changed between two editions, section by section, for somebody who knows the older one."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from covis.document import Edition
from covis.editions.changes import SECTIONS, Changes, changes
from covis.editions.comparison import Change
from covis.shell.widgets.html import show
from covis.shell.widgets.runtime_component import prose
from covis.web.sanitised import sanitised

_LONG = 60  # lines of a new file that are shown at once


@st.cache_resource(max_entries=64, show_spinner=False)
def _compared(_old: Edition | None, _new: Edition, pair: tuple[object, ...]) -> Changes:
    return changes(_old, _new)


def between(old: Edition | None, new: Edition, old_digest: str, digest: str) -> Changes:
    """The changes between two editions, cached by what identifies both, because every run asks for them."""
    return _compared(old, new, (old_digest, old and old.source, old and len(old.evidence), digest, new.source, len(new.evidence)))


def summary_line(found: Changes) -> str:
    """Where something changed, for the head of the page: `text, 2 facts, code`."""
    parts = [f"{SECTIONS[name].lower()}{f' ({len(some)})' if len(some) > 1 else ''}" for name, some in found.sections if some]
    return ", ".join(parts)


def show_changes(found: Changes, key: str) -> None:
    """Every change: before, after, and the added and removed lines of text and code."""
    if found.recompiled:
        show(
            Markup(
                '<p class="cv-aside">The team changed nothing: a newer version of Covis made other bytes of the same '
                "source. Look at the picture again.</p>"
            )
        )
    if found.empty:
        show(Markup('<p class="cv-aside">Nothing that a reader would notice has changed.</p>'))
        return
    parts = [
        Markup('<section><h3>{}</h3><ul class="cv-desk-changes">{}</ul></section>').format(
            SECTIONS[name], Markup().join(map(_change, some))
        )
        for name, some in found.sections
        if some
    ]
    prose(Markup().join(parts), key)


def _change(change: Change) -> Markup:
    what = Markup('<span class="cv-change-{}">{}</span> {}').format(change.kind, change.kind.capitalize(), change.what)
    if change.lines:
        return Markup('<li><p>{}</p><pre class="cv-diff">{}</pre></li>').format(what, _lines(change.lines))
    before, after = (sanitised(value) if change.form == "html" else value for value in (change.before, change.after))
    was = Markup('<del aria-label="before">{}</del>').format(before) if before else ""
    now = Markup('<ins aria-label="now">{}</ins>').format(after) if after else ""
    return Markup('<li><p>{}</p><div class="cv-before-after">{}{}</div></li>').format(what, was, now)


def _lines(lines: tuple[str, ...]) -> Markup:
    kinds = {"+": "ins", "-": "del"}
    shown = []
    for line in lines[:_LONG]:
        tag = "i" if line.startswith("@@") else kinds.get(line[:1], "span")
        shown.append(Markup("<{}>{}</{}>").format(tag, ("…" if tag == "i" else line) or " ", tag))
    more = Markup("<i>and {} lines more: see Code</i>").format(len(lines) - _LONG) if len(lines) > _LONG else ""
    return Markup().join(shown) + more
