"""Take part: the four ways, from feedback to co-ownership; who is looking for a partner; how to begin; questions for a pair."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item
from covis.review import wording
from covis.shell.auth.session import current_visitor
from covis.shell.context import get_catalogue
from covis.shell.pages import take_part_text
from covis.shell.widgets import layout
from covis.shell.widgets.html import base, link, show
from covis.web import parts

MOST = 6  # of each list


def take_part() -> None:
    catalogue = get_catalogue()
    registry = catalogue.registry
    person = current_visitor().person
    every = [
        item for item in catalogue.items.all(viewer=person) if not parts.hidden(item) or catalogue.items.sees_unsigned(item.id, person)
    ]
    wanted = [item for item in every if not (item.entry.coders and item.entry.fact_checkers)]
    unread = [item for item in every if item.standing.status == "in_peer_review"]
    layout.title_block(
        "Take part",
        "Anyone who learns or teaches with these pages can improve them. There are four ways to take part. Each is useful by itself, "
        "and in the last one the visualisation becomes partly yours.",
    )
    _ladder(registry.gallery.feedback, wanted, unread)
    _lists(wanted, unread)
    show(take_part_text.AFTERNOON)
    show(take_part_text.QUESTIONS)
    with st.container(key="cv_take_keep", gap=None):
        show(take_part_text.KEEP)
        link("desk", "Open the review desk")
    show(take_part_text.SOURCES)


def _ladder(feedback: bool, wanted: Sequence[Item], unread: Sequence[Item]) -> None:
    """The four ways to take part, each with a link to the next step."""
    with st.container(key="cv_ladder"):
        for number, way in enumerate(take_part_text.PARTICIPATION, 1):
            with st.container(key=f"cv_rung_{number}", gap=None):
                full = Markup().join(Markup("<i{}></i>").format(" class=cv-on" if step <= number else "") for step in range(1, 5))
                show(
                    Markup(
                        '<p class="cv-share" aria-hidden="true">{}</p><p class="cv-eyebrow">{}</p><h2>{}</h2><p '
                        'class="cv-rung-text">{}</p><p class="cv-rung-degree">{}</p>'
                    ).format(full, way.time, way.title, way.text, way.degree)
                )
                _next_step(number, feedback, wanted, unread)


def _next_step(number: int, feedback: bool, wanted: Sequence[Item], unread: Sequence[Item]) -> None:
    match number:
        case 1 if feedback:
            link("browse", "Open a visualisation and scroll below it")
        case 1:
            show(
                Markup(
                    '<p class="cv-rung-none">This gallery does not collect feedback at the moment. '
                    "Contact the people who are named on the page instead.</p>"
                )
            )
        case 2:
            link("browse", "Find the visualisation that seems wrong")
        case 3 if unread:
            link("desk", f"Review “{unread[0].entry.title}”", v=unread[0].id)
        case 3:
            link("desk", "See what is on the review desk")
        case 4 if wanted:
            link("desk", f"Join “{wanted[0].entry.title}”", v=wanted[0].id)
        case _:
            show(Markup('<p class="cv-rung-none"><a href="#a-first-afternoon">See how to begin, below</a></p>'))


def _lists(wanted: Sequence[Item], unread: Sequence[Item]) -> None:
    """Visualisations that need a partner or a peer review now."""
    with st.container(key="cv_wanted", horizontal=True, gap="large"):
        with st.container(key="cv_wanted_partners", gap="small"):
            show(Markup('<h2 class="cv-small-title">Looking for a partner</h2>'))
            for item in wanted[:MOST]:
                _row(item, "partner", _looks_for(item))
            text: str  # Markup, or plain text that is escaped below
            if wanted:
                text = Markup(
                    "Open it on the review desk, sign in and offer to join. When its partner, or a maintainer, accepts your offer, the "
                    "entry names you, and you accept the role."
                )
            else:
                text = Markup(
                    "Every visualisation has both partners at the moment. An entry whose <code>coders</code> or "
                    "<code>fact_checkers</code> are empty appears here."
                )
            show(Markup('<p class="cv-aside">{}{}</p>').format(_more(wanted), text))
        with st.container(key="cv_wanted_reviewers", gap="small"):
            show(Markup('<h2 class="cv-small-title">Waiting for a peer review</h2>'))
            for item in unread[:MOST]:
                _row(
                    item,
                    "reviewer",
                    f"Submitted by {_names(item.coders)}. A student from another team tries it out and says what is unclear.",
                )
            if unread:
                text = "Ten minutes with the sliders make a better review than an hour with the code."
            else:
                text = "Nothing is waiting for a peer review at the moment."
            show(Markup('<p class="cv-aside">{}{}</p>').format(_more(unread), text))


def _row(item: Item, who: str, text: str) -> None:
    """A visualisation that looks for a `who`. The desk is where both join."""
    with st.container(key=f"cv_wanted_row_{who}_{item.id}", horizontal=True, gap="medium"):
        show(parts.picture(item, base()))
        with st.container(key=f"cv_wanted_text_{who}_{item.id}", gap=None):
            link("desk", parts.title(item), v=item.id)
            show(Markup('<p class="cv-summary">{}</p>').format(text))


def _looks_for(item: Item) -> str:
    """Which partner is missing, and who is there already."""
    roles = (("coder", "a student who codes", item.coders), ("fact_checker", "a member of staff who checks the facts", item.fact_checkers))
    missing = " and ".join(text for _, text, people in roles if not people)
    there = _names([*item.coders, *item.fact_checkers])
    return f"Looks for {missing}" + (f", to work with {there}." if there else ".")


def _names(people: parts.People) -> str:
    return wording.listed(person.name for _, person in people) if people else ""


def _more(items: Sequence[Item]) -> str:
    return f"And {len(items) - MOST} more. " if len(items) > MOST else ""
