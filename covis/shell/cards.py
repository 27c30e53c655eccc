"""One visualisation as a card: ready, being prepared, or broken; and the grid of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from covis.catalogue import Item
from covis.shell.html import escape, link, show
from covis.shell.parts import badge, belongs_to, broken, credit_lines, finding_list, picture, subject_line, summary, title


def grid(items: Sequence[Item]) -> None:
    with st.grid(min_column_width=270, gap="medium", key="cv_grid"):
        for item in items:
            card(item)


def card(item: Item) -> None:
    """The title is the link, and covers the card; the rest is read."""
    kind = "broken" if broken(item) else "pending" if item.pending else "ready"
    with st.container(key=f"cv_card_{kind}_{item.id}", gap=None):
        if kind == "broken":
            show('<div class="cv-picture cv-picture-broken"><span>Cannot be shown</span></div>')
        elif kind == "pending":
            show('<div class="cv-picture cv-picture-pending" role="status"><span>Being prepared</span></div>')
        else:
            show(picture(item))
        show(f'<p class="cv-over">{subject_line(item) or "&nbsp;"}</p>')
        link("browse", title(item), v=item.id)
        if kind == "broken":
            _broken(item)
        else:
            show(f'<p class="cv-summary">{escape(summary(item))}</p>')
        show(f'<div class="cv-card-foot">{credit_lines(item)}{badge(item.standing.status)}</div>')


def _broken(item: Item) -> None:
    errors = [finding for finding in item.findings if finding.severity == "error"]
    show(f'<div class="cv-broken">{finding_list(errors, most=1)}<p>{belongs_to(item)} The rest of the gallery goes on.</p></div>')
