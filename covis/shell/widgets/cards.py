"""One visualisation as a card (ready, being prepared or broken), and a grid of cards."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item
from covis.review.wording import status_meaning
from covis.shell.widgets.html import link, show
from covis.shell.widgets.layout import (
    badge,
    belongs_to,
    broken,
    credit_lines,
    finding_list,
    objectives,
    picture,
    subject_line,
    summary,
    title,
    unknown,
)
from covis.web.sanitised import sanitised


def grid(items: Sequence[Item]) -> None:
    with st.grid(min_column_width=300, gap="medium", key="cv_grid"):
        for item in items:
            card(item)


def card(item: Item) -> None:
    """The title is the link, and covers the card."""
    kind = "broken" if broken(item) else "pending" if item.pending else "ready"
    with st.container(key=f"cv_card_{kind}_{item.id}", gap=None):
        show(Markup('{}<p class="cv-eyebrow">{}</p>').format(status_picture(item), subject_line(item) or Markup("&nbsp;")))
        link("browse", title(item), v=item.id)
        show((_broken(item) if kind == "broken" else _words(item)) + credit_lines(item))


def status_picture(item: Item) -> Markup:
    """The picture with the status on it, or a note why there is none."""
    if broken(item):
        return Markup('<div class="cv-thumbnail"><div class="cv-picture cv-picture-broken"><span>Cannot be shown</span></div></div>')
    if item.pending:
        text = "Trying again" if item.retry else "Being prepared"
        return Markup(
            '<div class="cv-thumbnail"><div class="cv-picture cv-picture-pending" role="status"><span>{}</span></div></div>'
        ).format(text)
    return Markup('<div class="cv-thumbnail">{}{}</div>').format(picture(item), badge(item.standing.status))


def _words(item: Item) -> Markup:
    learnt = objectives(item)[:1]
    will = Markup('<p class="cv-learn"><span>You will learn to</span> {}</p>').format(_continued(learnt[0])) if learnt else ""
    return Markup('<p class="cv-summary">{}</p>{}').format(summary(item), will)


def _continued(html: str) -> Markup:
    """HTML that continues a sentence: the first letter becomes lower case, except in a symbol or an abbreviation."""
    found = re.match(r"((?:<[^<>]*>)*)(\w)(\w)", html)
    small = found is not None and found[2].isupper() and found[3].islower()
    return sanitised(f"{found[1]}{found[2].lower()}{html[found.end(2) :]}" if found is not None and small else html)


def _broken(item: Item) -> Markup:
    if unknown(item):
        return Markup('<div class="cv-broken"><p>{}</p></div>').format(status_meaning("unknown"))
    errors = [finding for finding in item.findings if finding.severity == "error"]
    return Markup('<div class="cv-broken">{}<p>{} The rest of the gallery works.</p></div>').format(
        finding_list(errors, most=1), belongs_to(item)
    )
