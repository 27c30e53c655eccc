"""Take part: the ways in, from a word of feedback to co-owning; who looks for a partner; how to begin; questions for two."""

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
from covis.shell.widgets.html import link, show

MOST = 6  # of each list


def take_part() -> None:
    catalogue = get_catalogue()
    registry = catalogue.registry
    person = current_visitor().person
    every = [item for item in catalogue.items(viewer=person) if not layout.hidden(item) or catalogue.sees_unsigned(item.id, person)]
    wanted = [item for item in every if not (item.entry.coders and item.entry.fact_checkers)]
    unread = [item for item in every if item.standing.status == "in_peer_review"]
    layout.title_block(
        "Take part",
        "Whoever learns or teaches with these pages can make them better. There are four ways in. Each is worth something by itself, "
        "and in the last the visualisation is as much yours as anybody's.",
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
    """The four degrees of taking part, each with its real next step."""
    with st.container(key="cv_ladder"):
        for number, way in enumerate(take_part_text.PARTICIPATION, 1):
            with st.container(key=f"cv_rung_{number}", gap=None):
                full = Markup().join(Markup("<i{}></i>").format(" class=cv-on" if step <= number else "") for step in range(1, 5))
                show(
                    Markup(
                        '<p class="cv-share" aria-hidden="true">{}</p><p class="cv-eyebrow">{}</p><h2>{}</h2><p '
                        'class="cv-rung-text">{}</p><p class="cv-rung-degree">{}</p>'
                    ).format(full, way.time, way.title, way.words, way.degree)
                )
                _next_step(number, feedback, wanted, unread)


def _next_step(number: int, feedback: bool, wanted: Sequence[Item], unread: Sequence[Item]) -> None:
    match number:
        case 1 if feedback:
            link("browse", "Open a visualisation and look below it")
        case 1:
            show(Markup('<p class="cv-rung-none">This gallery asks for none at the moment: tell the people who are named on the page.</p>'))
        case 2:
            link("browse", "Find the one that you stumbled over")
        case 3 if unread:
            link("desk", f"Review “{unread[0].entry.title}”", v=unread[0].id)
        case 3:
            link("desk", "See what is on the review desk")
        case 4 if wanted:
            link("browse", f"Join “{wanted[0].entry.title}”", v=wanted[0].id)
        case _:
            show(Markup('<p class="cv-rung-none"><a href="#a-first-afternoon">Begin one, below</a></p>'))


def _lists(wanted: Sequence[Item], unread: Sequence[Item]) -> None:
    """Who is wanted now."""
    with st.container(key="cv_wanted", horizontal=True, gap="large"):
        with st.container(key="cv_wanted_partners", gap="small"):
            show(Markup('<h2 class="cv-small-title">Looking for a partner</h2>'))
            for item in wanted[:MOST]:
                _row(item, "browse", _looks_for(item))
            text: str  # Markup, or plain text that is escaped below
            if wanted:
                text = Markup(
                    "Talk to those who are on it already. Then one of you adds your id to its entry in "
                    "<code>registry.yaml</code>, and you accept on the desk."
                )
            else:
                text = Markup(
                    "Every visualisation has both its partners at the moment. An entry whose <code>coders</code> or "
                    "<code>fact_checkers</code> are empty appears here."
                )
            show(Markup('<p class="cv-aside">{}{}</p>').format(_more(wanted), text))
        with st.container(key="cv_wanted_reviewers", gap="small"):
            show(Markup('<h2 class="cv-small-title">Waiting for a peer review</h2>'))
            for item in unread[:MOST]:
                _row(
                    item,
                    "desk",
                    f"Submitted by {_names(item.coders)}. A student of another team looks, tries it, and says what is unclear.",
                )
            if unread:
                text = "Ten minutes with the sliders are a better review than an hour with the code."
            else:
                text = "Nothing waits for one at the moment. What is submitted next appears here."
            show(Markup('<p class="cv-aside">{}{}</p>').format(_more(unread), text))


def _row(item: Item, to: str, text: str) -> None:
    with st.container(key=f"cv_wanted_row_{to}_{item.id}", horizontal=True, gap="medium"):
        show(layout.picture(item))
        with st.container(key=f"cv_wanted_text{to}_{item.id}", gap=None):
            link(to, layout.title(item), v=item.id)
            show(Markup('<p class="cv-summary">{}</p>').format(text))


def _looks_for(item: Item) -> str:
    """Whom it looks for, and who is there already."""
    roles = (("coder", "a student who codes", item.coders), ("fact_checker", "a member of staff who checks the facts", item.fact_checkers))
    missing = " and ".join(text for _, text, people in roles if not people)
    there = _names([*item.coders, *item.fact_checkers])
    return f"Looks for {missing}" + (f", to work with {there}." if there else ".")


def _names(people: layout.People) -> str:
    return wording.listed(person.name for _, person in people) if people else ""


def _more(items: Sequence[Item]) -> str:
    return f"And {len(items) - MOST} more. " if len(items) > MOST else ""
