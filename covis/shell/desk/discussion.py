"""The discussion: everything that was said to a visualisation, answers under what they answer, and a place to answer right there."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from covis.registry.models import Via
from covis.review import wording
from covis.review.events import Event
from covis.shell.auth import session
from covis.shell.context import catalogue
from covis.shell.desk import formatting
from covis.shell.desk.drafts import field, left
from covis.shell.desk.reading import Reading, read
from covis.shell.widgets.error_boundary import fragment
from covis.shell.widgets.html import NONE, show

_SAID = {
    **wording.KINDS,
    "accepted": "accepted to co-own it",
    "peer_reviewed": "reviewed it as a peer",
    "signed_off": "signed it off",
    "retired": "asks to retire it",
    "reinstated": "asks to bring it back",
}


def discussion(id: str) -> None:
    """A fragment of its own: an answer that is typed runs nothing else of the page."""
    fragment(lambda: _thread(id))


def _thread(id: str) -> None:
    reading = read(id)
    if reading is None:
        return
    if reading.who.person is None:
        left(id, "cv_answer_")
    told = [event for event in reading.events if event.kind != "accepted"]
    if not told:
        show(Markup('<p class="cv-aside">Nobody has said anything yet. Requests, reviews, decisions and signatures will stand here.</p>'))
        return
    known = {event.id for event in told}
    ignored = {event.id for event, _ in reading.standing.ignored}
    for event in told:
        if event.id in ignored or (event.re in known and event.kind in ("resolved", "agreed", "decided")):
            continue
        with st.container(key=f"cv_thread_{event.id[:12]}", gap=None):
            answers = [other for other in told if other.re == event.id and other.id not in ignored]
            show(_event(event, reading) + Markup().join(_event(answer, reading, answer=True) for answer in answers))
            _answering(event, reading)
            for answer in answers:
                _answering(answer, reading)


def _event(event: Event, reading: Reading, *, answer: bool = False) -> Markup:
    registry = catalogue().registry
    level = Markup(' <span class="cv-level cv-level-{}">{} priority</span>').format(event.level, event.level) if event.level else ""
    taken = " and took it down" if event.withdrawn else ""
    edition = Markup(" · edition <code>{}</code>").format(event.edition.document[:12]) if event.edition else ""
    return Markup('<article class="cv-said cv-said-{}{}"><p>{} {}{}{}{}</p>{}<p class="cv-desk-when">{}{}</p></article>').format(
        event.kind,
        " cv-said-answer" if answer else "",
        formatting.said_by(event, reading.item, registry),
        _SAID[event.kind],
        taken,
        level,
        _open(event, reading),
        formatting.quoted(event.note),
        formatting.when(event),
        edition,
    )


def _open(event: Event, reading: Reading) -> Markup:
    if event.id in reading.state.requests or event.id in reading.state.disputes:
        return Markup(' <span class="cv-open">open</span>')
    if event.kind in ("changes_requested", "disputed"):
        return Markup(' <span class="cv-closed">resolved</span>')
    if event.kind == "decided":
        agreed = reading.state.decisions.get(event.id, set())
        return NONE if agreed else Markup(' <span class="cv-closed">not agreed yet</span>')
    return NONE


def _answering(event: Event, reading: Reading) -> None:
    """The answers that the visitor may give to this: only those that the rules let count."""
    shelf, id = catalogue(), reading.item.id
    open_ = event.id in reading.state.requests or event.id in reading.state.disputes
    ways: list[tuple[str, str, Callable[[str], Callable[[str, Via], Event]]]] = []
    if open_ and reading.refused("resolved", re=event.id, note="-") is None:
        ways.append(("resolve", "Resolve", lambda note: lambda by, via: shelf.resolve(id, by, via, re=event.id, note=note)))
    if event.kind == "decided" and reading.refused("agreed", re=event.id) is None and not _has_agreed(event, reading):
        ways.append(("agree", "Agree", lambda note: lambda by, via: shelf.agree(id, by, via, re=event.id, note=note)))
    if open_ and reading.refused("decided") is None:
        ways.append(("reply", "Reply with a decision", lambda note: lambda by, via: shelf.decide(id, by, via, note=note, re=event.id)))
    if not ways:
        return
    said = st.session_state.setdefault(f"covis.desk.answered.{event.id}", 0)
    with st.popover("Answer", key=f"cv_answer_{event.id[:12]}_{said}"):
        note = field(
            id,
            f"Your answer to {wording.name(event.by, catalogue().registry.people)}",
            key=f"cv_answer_note_{event.id[:12]}_{said}",
            height=100,
            placeholder="In a sentence or two",
        )
        with st.container(horizontal=True, gap="small"):
            pressed = [action for name, label, action in ways if st.button(label, key=f"cv_answer_{name}_{event.id[:12]}_{said}")]
        if pressed and session.act(pressed[0](note)):
            st.session_state[f"covis.desk.answered.{event.id}"] = said + 1
            st.rerun()


def _has_agreed(event: Event, reading: Reading) -> bool:
    return reading.who.person in reading.state.decisions.get(event.id, set())
