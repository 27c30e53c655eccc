"""What changed between two editions, rendered, section by section, for somebody who knows the older one."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from covis.document import Edition
from covis.editions.changes import SECTIONS, Changes, changes
from covis.editions.comparison import Change
from covis.editions.text_changes import TextChange, text_changes
from covis.review import wording
from covis.review.markup import replaced
from covis.shell.context import get_catalogue
from covis.shell.widgets.component import component
from covis.shell.widgets.error_boundary import fragment
from covis.shell.widgets.html import NONE, base, show
from covis.shell.widgets.runtime_component import prose, runtime
from covis.web.assets import runtime_url
from covis.web.sanitised import sanitised

_LONG = 60  # lines of a new file that are shown at once


@dataclass(frozen=True)
class Compared:
    """Two editions and what changed: as the rules of comparison find it, and the text as it reads."""

    old: Edition | None
    new: Edition
    found: Changes
    text: tuple[TextChange, ...]


@st.cache_resource(max_entries=64, show_spinner=False)
def _compared(_old: Edition | None, _new: Edition, pair: tuple[object, ...]) -> Compared:
    before = str(_old.document.get("text", "")) if _old is not None else ""
    return Compared(_old, _new, changes(_old, _new), text_changes(before, str(_new.document.get("text", ""))))


def between(old: Edition | None, new: Edition, old_digest: str, digest: str) -> Compared:
    """The changes between two editions, cached by what identifies both, because every run asks for them."""
    return _compared(old, new, (old_digest, old and old.source, old and len(old.evidence), digest, new.source, len(new.evidence)))


def summary_line(compared: Compared) -> str:
    """Where something changed, for the head of the page: `text, 2 facts, code`."""
    parts = [f"{SECTIONS[name].lower()}{f' ({len(some)})' if len(some) > 1 else ''}" for name, some in compared.found.sections if some]
    return ", ".join(parts)


def unchanged_line(compared: Compared) -> str:
    """What is as it was: `Unchanged: equations, facts, controls.`"""
    same = [SECTIONS[name].lower() for name, some in compared.found.sections if not some]
    return f"Unchanged: {wording.listed(same)}." if same else "No part is unchanged."


def count(compared: Compared) -> int:
    """How many changes `show_changes` shows, one by one."""
    return len(compared.text) + sum(len(some) for name, some in compared.found.sections if name != "text" or not compared.text)


def show_changes(compared: Compared, key: str) -> None:
    """Picture beside picture, then every change before and after: text, equations and facts as they read, code as its lines."""
    found = compared.found
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
    show(Markup('<p class="cv-unchanged">{}</p>').format(unchanged_line(compared)))
    show(_pictures(compared))
    numbers = iter(range(count(compared)))
    parts = []
    for name, some in found.sections:
        rows = [_text(change, next(numbers)) for change in compared.text] if name == "text" else []
        source = Markup().join(map(_source, some)) if rows else NONE  # the lines of text.md, for who wants them, under what is rendered
        rows = rows or [_change(change, next(numbers)) for change in some]
        if rows:
            parts.append(
                Markup('<section><h3>{}</h3><ul class="cv-desk-changes">{}</ul>{}</section>').format(
                    SECTIONS[name], Markup().join(rows), source
                )
            )
    prose(Markup().join(parts), key)


def _pictures(compared: Compared) -> Markup:
    """Both pictures in their first state, side by side; nothing if there is no older edition."""
    if compared.old is None:
        return NONE
    pair = []
    for label, edition in (("Before", compared.old), ("Now", compared.new)):
        drawn = str(edition.document.get("thumbnail", ""))
        if not drawn:
            return NONE
        source = f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
        pair.append(
            Markup('<figure><figcaption>{}</figcaption><img src="{}" alt="The picture in its first state, {}"></figure>').format(
                label, source, "before" if label == "Before" else "now"
            )
        )
    same = compared.old.document.get("thumbnail") == compared.new.document.get("thumbnail")
    note = "The small pictures of the first state are the same." if same else "The first state is drawn differently."
    return Markup('<div class="cv-pictures">{}</div><p class="cv-aside">{}</p>').format(Markup().join(pair), note)


_pair = component("pair", "<span hidden></span>")


def pictures_to_move(old: tuple[Edition, str], new: tuple[Edition, str]) -> None:
    """Both editions alive side by side, if the reader asks for them: a control that is moved in one moves in the other."""

    def both() -> None:
        if not st.toggle("Move both pictures side by side", key=f"cv_desk_move_{old[1][:12]}_{new[1][:12]}"):
            return
        with st.container(key="cv_desk_pair", horizontal=True, gap="medium"):
            for name, (edition, digest) in (("before", old), ("now", new)):
                with st.container(key=f"cv_desk_pair_{name}", gap=None):
                    show(Markup('<p class="cv-small-title">{}</p>').format(name.capitalize()))
                    inline = get_catalogue().items.document(digest) is None
                    runtime(edition, digest, inline=inline, fragment=False, place=f"-{name}")
            _pair(data={"module": runtime_url("desk/pair.js", base())}, key=f"cv_pair_{old[1][:12]}_{new[1][:12]}")

    fragment(both)


def _text(change: TextChange, number: int) -> Markup:
    """Paragraphs of the text as they read, before beside after."""
    kind = "Changed" if change.before and change.after else "Added" if change.after else "Removed"
    what = Markup('<span class="cv-change-{}">{}</span> {}').format(kind.lower(), kind, change.heading or "Text")
    return Markup('<li data-read="change:{}"><p>{}</p>{}</li>').format(
        number, what, _sides(_rendered(change.before), _rendered(change.after))
    )


def _rendered(html: str) -> Markup:
    """HTML of the text; a live number, which only the page fills, is marked as one."""
    return sanitised(replaced(html, "output", lambda _: '<span class="cv-live">live number</span>'))


def _sides(before: str | Markup, after: str | Markup) -> Markup:
    was = Markup('<div class="cv-was" role="group" aria-label="before">{}</div>').format(before) if before else NONE
    now = Markup('<div class="cv-now" role="group" aria-label="now">{}</div>').format(after) if after else NONE
    return Markup('<div class="cv-sides">{}{}</div>').format(was, now)


def _source(change: Change) -> Markup:
    """The changed lines of a file, folded away."""
    if not change.lines:
        return NONE
    return Markup('<details class="cv-source"><summary>The lines of {}</summary><pre class="cv-diff">{}</pre></details>').format(
        change.what, _lines(change.lines)
    )


def _change(change: Change, number: int) -> Markup:
    what = Markup('<span class="cv-change-{}">{}</span> {}').format(change.kind, change.kind.capitalize(), change.what)
    if change.lines:
        return Markup('<li data-read="change:{}"><p>{}</p><pre class="cv-diff">{}</pre></li>').format(number, what, _lines(change.lines))
    if change.form == "html":
        sides = _sides(sanitised(change.before), sanitised(change.after))
        return Markup('<li data-read="change:{}"><p>{}</p>{}</li>').format(number, what, sides)
    was = Markup('<del aria-label="before">{}</del>').format(change.before) if change.before else NONE
    now = Markup('<ins aria-label="now">{}</ins>').format(change.after) if change.after else NONE
    return Markup('<li data-read="change:{}"><p>{}</p><div class="cv-before-after">{}{}</div></li>').format(number, what, was, now)


def _lines(lines: tuple[str, ...]) -> Markup:
    kinds = {"+": "ins", "-": "del"}
    shown = []
    for line in lines[:_LONG]:
        tag = "i" if line.startswith("@@") else kinds.get(line[:1], "span")
        shown.append(Markup("<{}>{}</{}>").format(tag, ("…" if tag == "i" else line) or " ", tag))
    more = Markup("<i>and {} lines more: see Code</i>").format(len(lines) - _LONG) if len(lines) > _LONG else ""
    return Markup().join(shown) + more
