"""The review desk: whose turn it is. With `?v=<id>`, the page on which one visualisation is reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item
from covis.review import wording
from covis.review.turns import PEER, Turn
from covis.shell.auth.session import Visitor, current_visitor
from covis.shell.context import get_catalogue, parameter
from covis.shell.desk.formatting import ago
from covis.shell.desk.page import visualisation_review
from covis.shell.widgets import layout
from covis.shell.widgets.html import base, has_page, link, show
from covis.web import parts

LATEST = datetime.max.replace(tzinfo=UTC)


def desk() -> None:
    id = parameter("v")
    if id:
        visualisation_review(id)
        return
    _overview(current_visitor())


def _overview(visitor: Visitor) -> None:
    catalogue = get_catalogue()
    items = catalogue.items.all(retired=True, viewer=visitor.person)
    layout.title_block(
        "Review desk",
        "See whose turn it is. Both partners accept, students from outside the team try it out, staff check it, and sign off one edition.",
    )
    if visitor.person is None:
        sign_in(visitor)
    rest = list(items)
    if visitor.person is not None:
        me = visitor.person
        mine = queue(rest, me)
        owned = [item for item in rest if me in item.entry.owners and item not in mine]
        peer = [item for item in rest if any(turn.role == PEER and me in turn.people for turn in item.standing.turn)]
        _section("Waiting for you", "waiting", mine, me, empty="Nothing is waiting for you. What you co-own or can review is listed below.")
        _section("You co-own", "owned", owned, me)
        _section("You can review as a peer", "peer", [item for item in peer if item not in mine + owned], me)
        rest = [item for item in rest if item not in mine + owned + peer]
        _section("Everything else", "rest", rest, me)
    else:
        _section("Waiting for somebody", "rest", [item for item in rest if item.standing.turn], "")
        _section("Nothing is waiting", "done", [item for item in rest if not item.standing.turn], "")
    if visitor.person is not None:
        show(
            Markup('<p class="cv-aside">Follow your turns in a feed reader: <a href="{0}/feed/{1}.atom">{0}/feed/{1}.atom</a></p>').format(
                base(), visitor.person
            )
        )
    if has_page("cohort"):
        with st.container(key="cv_onward"):
            link("cohort", "For course teams: work in progress, course by course")


def queue(items: Sequence[Item], person: str) -> list[Item]:
    """What waits for this person; what has waited longest comes first."""
    return sorted((item for item in items if waiting(item, person)), key=lambda item: item.standing.since or LATEST)


def waiting(item: Item, person: str) -> list[Turn]:
    """This person's turns for this visualisation, in order of importance."""
    return [turn for turn in item.standing.turn if person in turn.people and turn.role != PEER]


def sign_in(visitor: Visitor) -> None:
    """For a visitor who is not signed in: why, and what to do."""
    layout.notice("You are not signed in", Markup("<p>{}</p>").format(visitor.why))


def _section(title: str, name: str, items: Sequence[Item], person: str, *, empty: str = "") -> None:
    if not items and not empty:
        return
    count = Markup(' <span class="cv-desk-count">{}</span>').format(len(items)) if items else ""
    show(Markup('<h2 class="cv-small-title">{}{}</h2>').format(title, count))
    if not items:
        show(Markup('<p class="cv-aside">{}</p>').format(empty))
        return
    with st.container(key=f"cv_desk_list_{name}", gap=None):
        for item in items:
            _row(item, person)


def _row(item: Item, person: str) -> None:
    """One visualisation: its title, its status, and whose turn it is. The title is the link, and covers the row."""
    people = get_catalogue().registry.people
    mine = waiting(item, person) or [turn for turn in item.standing.turn if person in turn.people]
    turn = next(iter(mine or item.standing.turn), None)
    text = turn.what if turn is not None and mine else wording.turn_sentence(turn, people) if turn is not None else "Nothing is waiting."
    more = len(mine or item.standing.turn) - 1
    also = f" And {more} more." if more > 0 else ""
    with st.container(key=f"cv_desk_row_{item.id}", horizontal=True, gap="medium"):
        show(parts.picture(item, base()))
        with st.container(key=f"cv_desk_text_{item.id}", gap=None):
            link("desk", parts.title(item), v=item.id)
            show(Markup('<p class="cv-desk-turn">{}{}</p>').format(text, also))
        show(
            Markup('<div class="cv-desk-state">{}<p class="cv-person-notes">{}</p></div>').format(
                parts.badge(item.standing.status), _since(item)
            )
        )


def _since(item: Item) -> str:
    return f"since {ago(item.standing.since)}" if item.standing.since else Markup("&nbsp;")
