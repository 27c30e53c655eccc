"""What changed between two editions, section by section, for somebody who has read the older one."""

from __future__ import annotations

import streamlit as st

from covis.document import Edition
from covis.editions.changes import SECTIONS, Changes, changes
from covis.editions.comparison import Change
from covis.shell.widgets.html import escape, show
from covis.shell.widgets.runtime_component import prose

_LONG = 60  # lines of a new file that are shown at once


@st.cache_resource(max_entries=64, show_spinner=False)
def _compared(_old: Edition | None, _new: Edition, pair: tuple[object, ...]) -> Changes:
    return changes(_old, _new)


def between(old: Edition | None, new: Edition, old_digest: str, digest: str) -> Changes:
    """As `covis.editions.changes` says it. Kept under what names both, since it is asked at every run."""
    return _compared(old, new, (old_digest, old and old.source, old and len(old.evidence), digest, new.source, len(new.evidence)))


def in_a_line(found: Changes) -> str:
    """Where something changed, for the head of the page: `text, 2 facts, code`."""
    parts = [f"{SECTIONS[name].lower()}{f' ({len(some)})' if len(some) > 1 else ''}" for name, some in found.sections if some]
    return ", ".join(parts)


def told(found: Changes, key: str) -> None:
    """Every change: what was, what is, and lines of text and code that came and went."""
    if found.recompiled:
        show(
            '<p class="cv-aside">The team changed nothing: a newer version of Covis made other bytes of the same source. '
            "Look at the picture again.</p>"
        )
    if found.empty:
        show('<p class="cv-aside">Nothing that a reader would find is different.</p>')
        return
    parts = [
        f'<section><h3>{SECTIONS[name]}</h3><ul class="cv-desk-changes">{"".join(map(_change, some))}</ul></section>'
        for name, some in found.sections
        if some
    ]
    prose("".join(parts), key)


def _change(change: Change) -> str:
    what = f'<span class="cv-change-{change.kind}">{change.kind.capitalize()}</span> {escape(change.what)}'
    if change.lines:
        return f'<li><p>{what}</p><pre class="cv-diff">{_lines(change.lines)}</pre></li>'
    as_is = change.form == "html"
    before, after = (value if as_is else escape(value) for value in (change.before, change.after))
    was = f'<del aria-label="before">{before}</del>' if before else ""
    now = f'<ins aria-label="now">{after}</ins>' if after else ""
    return f'<li><p>{what}</p><div class="cv-was-now">{was}{now}</div></li>'


def _lines(lines: tuple[str, ...]) -> str:
    kinds = {"+": "ins", "-": "del"}
    shown = []
    for line in lines[:_LONG]:
        tag = "i" if line.startswith("@@") else kinds.get(line[:1], "span")
        shown.append(f"<{tag}>{escape('…' if tag == 'i' else line) or ' '}</{tag}>")
    more = f"<i>and {len(lines) - _LONG} lines more: see Code</i>" if len(lines) > _LONG else ""
    return "".join(shown) + more
