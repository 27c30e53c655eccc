"""One visualisation as a card (ready, being prepared or broken), and a grid of cards."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item
from covis.review.wording import status_meaning
from covis.shell.widgets.html import base, link, show
from covis.shell.widgets.layout import belongs_to, finding_list
from covis.web import parts


def grid(items: Sequence[Item]) -> None:
    with st.grid(min_column_width=300, gap="medium", key="cv_grid"):
        for item in items:
            card(item)


def card(item: Item) -> None:
    """The title is the link, and covers the card."""
    kind = "broken" if parts.broken(item) else "pending" if item.pending else "ready"
    with st.container(key=f"cv_card_{kind}_{item.id}", gap=None):
        show(
            Markup('{}<p class="cv-eyebrow">{}</p>').format(
                parts.status_picture(item, base()), parts.subject_line(item) or Markup("&nbsp;")
            )
        )
        link("browse", parts.title(item), v=item.id)
        show((_broken(item) if kind == "broken" else parts.words(item)) + parts.credit_lines(item))


def _broken(item: Item) -> Markup:
    if parts.unknown(item):
        return Markup('<div class="cv-broken"><p>{}</p></div>').format(status_meaning("unknown"))
    errors = [finding for finding in item.findings if finding.severity == "error"]
    return Markup('<div class="cv-broken">{}<p>{} The rest of the gallery works.</p></div>').format(
        finding_list(errors, most=1), belongs_to(item)
    )
