"""One visualisation as a card: ready, being prepared, or broken; and the grid of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from covis.catalogue import Item
from covis.review.wording import status_meaning
from covis.shell.widgets.html import escape, link, show
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


def grid(items: Sequence[Item]) -> None:
    with st.grid(min_column_width=300, gap="medium", key="cv_grid"):
        for item in items:
            card(item)


def card(item: Item) -> None:
    """The title is the link, and covers the card; the rest is read."""
    kind = "broken" if broken(item) else "pending" if item.pending else "ready"
    with st.container(key=f"cv_card_{kind}_{item.id}", gap=None):
        show(f'{plate(item)}<p class="cv-over">{subject_line(item) or "&nbsp;"}</p>')
        link("browse", title(item), v=item.id)
        show(f"{_broken(item) if kind == 'broken' else _words(item)}{credit_lines(item)}")


def plate(item: Item) -> str:
    """The picture, with the status on it; or in its place why there is none."""
    if broken(item):
        return '<div class="cv-plate"><div class="cv-picture cv-picture-broken"><span>Cannot be shown</span></div></div>'
    if item.pending:
        return '<div class="cv-plate"><div class="cv-picture cv-picture-pending" role="status"><span>Being prepared</span></div></div>'
    return f'<div class="cv-plate">{picture(item)}{badge(item.standing.status)}</div>'


def _words(item: Item) -> str:
    learnt = objectives(item)[:1]
    will = f'<p class="cv-learn"><span>You will learn to</span> {escape(learnt[0][:1].lower() + learnt[0][1:])}</p>' if learnt else ""
    return f'<p class="cv-summary">{escape(summary(item))}</p>{will}'


def _broken(item: Item) -> str:
    if unknown(item):
        return f'<div class="cv-broken"><p>{escape(status_meaning("unknown"))}</p></div>'
    errors = [finding for finding in item.findings if finding.severity == "error"]
    return f'<div class="cv-broken">{finding_list(errors, most=1)}<p>{belongs_to(item)} The rest of the gallery goes on.</p></div>'
