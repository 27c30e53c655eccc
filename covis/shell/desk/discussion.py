"""The discussion of a visualisation: every event, with the answers below it and a place to answer."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from covis.registry.models import Via
from covis.review import wording
from covis.review.events import Event
from covis.shell.auth import session
from covis.shell.context import get_catalogue
from covis.shell.desk import formatting
from covis.shell.desk.drafts import draft_field, unsent_drafts
from covis.shell.desk.reading.requests import about_html
from covis.shell.desk.review_view import ReviewView, load_view
from covis.shell.widgets.error_boundary import fragment
from covis.shell.widgets.html import NONE, show
from covis.shell.widgets.runtime_component import prose

_SAID = {
    **wording.KINDS,
    "offered": "offers to join as",
    "accepted": "accepted co-ownership",
    "peer_reviewed": "reviewed it as a peer",
    "signed_off": "signed it off",
    "retired": "asks to retire it",
    "reinstated": "asks to bring it back",
}


def discussion(id: str) -> None:
    """A fragment of its own: an answer that is typed runs nothing else of the page."""
    fragment(lambda: _thread(id))


def _thread(id: str) -> None:
    view = load_view(id)
    if view is None:
        return
    if view.visitor.person is None:
        unsent_drafts(id, "cv_answer_")
    events = [event for event in view.events if event.kind != "accepted"]
    if not events:
        show(Markup('<p class="cv-aside">There is no discussion yet. Requests, reviews, decisions and sign-offs will appear here.</p>'))
        return
    known = {event.id for event in events}
    ignored = {event.id for event, _ in view.standing.ignored}
    for event in events:
        if event.id in ignored or (event.re in known and event.kind in ("resolved", "agreed", "decided")):
            continue
        with st.container(key=f"cv_thread_{event.id[:12]}", gap=None):
            answers = [other for other in events if other.re == event.id and other.id not in ignored]
            entry = _event(event, view) + Markup().join(_event(answer, view, answer=True) for answer in answers)
            if event.about is None:
                show(entry)
            else:
                prose(entry, f"cv_entry_{event.id[:12]}")  # the formula of the fact that it is about
            _answering(event, view)
            for answer in answers:
                _answering(answer, view)


def _event(event: Event, view: ReviewView, *, answer: bool = False) -> Markup:
    registry = get_catalogue().registry
    level = Markup(' <span class="cv-level cv-level-{}">{} priority</span>').format(event.level, event.level) if event.level else ""
    taken = " and took it down" if event.withdrawn else ""
    if event.kind == "offered":
        taken = f" a {(event.role or '').replace('_', '-')}"
    edition = Markup(" · edition <code>{}</code>").format(event.edition.document[:12]) if event.edition else ""
    return Markup('<article class="cv-event cv-event-{}{}"><p>{} {}{}{}{}</p>{}<p class="cv-desk-when">{}{}</p></article>').format(
        event.kind,
        " cv-event-answer" if answer else "",
        formatting.exception_text(event, view.item, registry),
        _SAID[event.kind],
        taken,
        level,
        _open(event, view),
        about_html(event, view) + formatting.quoted(event.note),
        formatting.when(event),
        edition,
    )


def _open(event: Event, view: ReviewView) -> Markup:
    if event.id in view.state.requests or event.id in view.state.disputes or event.id in view.state.offers:
        return Markup(' <span class="cv-open">open</span>')
    if event.kind in ("changes_requested", "disputed"):
        return Markup(' <span class="cv-closed">resolved</span>')
    if event.kind == "decided":
        agreed = view.state.decisions.get(event.id, set())
        return NONE if agreed else Markup(' <span class="cv-closed">not agreed yet</span>')
    return NONE


def _answering(event: Event, view: ReviewView) -> None:
    """The answers that the rules allow the visitor to give."""
    catalogue, id = get_catalogue(), view.item.id
    open_ = event.id in view.state.requests or event.id in view.state.disputes
    ways: list[tuple[str, str, Callable[[str], Callable[[str, Via], Event]]]] = []
    if open_ and view.refused("resolved", re=event.id, note="-") is None:
        ways.append(("resolve", "Resolve", lambda note: lambda by, via: catalogue.actions.resolve(id, by, via, re=event.id, note=note)))
    if event.id in view.state.offers:
        if view.refused("agreed", re=event.id) is None:
            ways.append(
                ("agree", "Accept the offer", lambda note: lambda by, via: catalogue.actions.agree(id, by, via, re=event.id, note=note))
            )
        if view.refused("resolved", re=event.id, note="-") is None:
            word = "Take it back" if event.by == view.visitor.person else "Decline"
            ways.append(("resolve", word, lambda note: lambda by, via: catalogue.actions.resolve(id, by, via, re=event.id, note=note)))
    if event.kind == "decided" and view.refused("agreed", re=event.id) is None and not _has_agreed(event, view):
        ways.append(("agree", "Agree", lambda note: lambda by, via: catalogue.actions.agree(id, by, via, re=event.id, note=note)))
    if open_ and view.refused("decided") is None:
        ways.append(
            ("reply", "Reply with a decision", lambda note: lambda by, via: catalogue.actions.decide(id, by, via, note=note, re=event.id))
        )
    if not ways:
        return
    count = st.session_state.setdefault(f"covis.desk.answered.{event.id}", 0)
    with st.popover("Answer", key=f"cv_answer_{event.id[:12]}_{count}"):
        note = draft_field(
            id,
            f"Your answer to {wording.name(event.by, get_catalogue().registry.people)}",
            key=f"cv_answer_note_{event.id[:12]}_{count}",
            height=100,
            placeholder="In a sentence or two",
        )
        with st.container(horizontal=True, gap="small"):
            pressed = [action for name, label, action in ways if st.button(label, key=f"cv_answer_{name}_{event.id[:12]}_{count}")]
        if pressed and session.act(pressed[0](note)):
            st.session_state[f"covis.desk.answered.{event.id}"] = count + 1
            st.rerun()


def _has_agreed(event: Event, view: ReviewView) -> bool:
    return view.visitor.person in view.state.decisions.get(event.id, set())
