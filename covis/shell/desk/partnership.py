"""The partnership: who is responsible for which part, who accepted and when, what the partners decided."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from markupsafe import Markup

from covis.review import wording
from covis.shell.auth import session
from covis.shell.context import get_catalogue
from covis.shell.desk import formatting
from covis.shell.desk.drafts import draft_field, unsent_drafts
from covis.shell.desk.review_view import ReviewView, load_view
from covis.shell.widgets.error_boundary import fragment
from covis.shell.widgets.html import show

PARTS = (("code", "Code"), ("design", "Design"), ("text", "Text"), ("facts", "Facts"))


def partnership(id: str) -> None:
    fragment(lambda: _partnership(id))


def _partnership(id: str) -> None:
    view = load_view(id)
    if view is None:
        return
    show(
        Markup('<div class="cv-desk-pair"><section>{}</section><section>{}</section></div>').format(
            _responsibilities(view), _accepted(view)
        )
    )
    if view.visitor.person is None:
        unsent_drafts(id, "cv_decide_")
    if view.sees_unsigned:
        _decisions(view)


def _responsibilities(view: ReviewView) -> Markup:
    item, people = view.item, get_catalogue().registry.people

    def names(side: str) -> str:
        ids = {"coders": item.entry.coders, "fact_checkers": item.entry.fact_checkers}.get(side, item.entry.owners)
        return wording.listed([wording.name(person, people) for person in ids]) if ids else Markup("<em>nobody yet</em>")

    rows = Markup().join(
        Markup("<tr><th>{}</th><td>{}</td></tr>").format(label, names(getattr(item.entry.responsibilities, part))) for part, label in PARTS
    )
    return Markup("<h3>Who is responsible for what</h3><table>{}</table>").format(rows)


def _accepted(view: ReviewView) -> Markup:
    """For each partner: when they accepted co-ownership, or that they have not yet."""
    accepted = view.state.accepted
    rows = []
    for role, label, ids in (("coder", "Coder", view.item.coders), ("fact_checker", "Fact-checker", view.item.fact_checkers)):
        for id, person in ids:
            event = accepted.get((id, role))
            when = f"Accepted {formatting.ago(event.at)}" if event else Markup('<span class="cv-open">has not accepted yet</span>')
            note = formatting.quoted(event.note) if event and view.sees_unsigned else ""  # a note is not signed
            rows.append(Markup("<tr><th>{}<br><small>{}</small></th><td>{}{}</td></tr>").format(person.name, label, when, note))
        if not ids:
            rows.append(Markup("<tr><th>{}</th><td><em>nobody yet</em></td></tr>").format(label))
    return Markup("<h3>Acceptance</h3><table>{}</table>").format(Markup().join(rows))


def _decisions(view: ReviewView) -> None:
    people = get_catalogue().registry.people
    show(
        Markup(
            '<h3 class="cv-desk-h3">Decisions of the partners</h3><p class="cv-aside">One partner records a decision '
            "and the other agrees to it, under Discussion.</p>"
        )
    )
    rows = Markup().join(_decision(view, id, agreed, people) for id, agreed in view.state.decisions.items())
    show(
        Markup('<ul class="cv-desk-decisions">{}</ul>').format(rows)
        if rows
        else Markup('<p class="cv-aside">No decision is recorded yet.</p>')
    )
    if view.refused("decided") is not None:
        return
    id = view.item.id
    count = st.session_state.setdefault(f"covis.desk.decided.{id}", 0)
    note = draft_field(id, "Record a decision", key=f"cv_decide_{id}_{count}", height=80, placeholder="What you decided together, and why")
    action = lambda by, via: get_catalogue().actions.decide(id, by, via, note=note)  # noqa: E731
    if st.button("Record it", key=f"cv_decide_say_{id}_{count}") and session.act(action):
        st.session_state[f"covis.desk.decided.{id}"] = count + 1
        st.rerun()


def _decision(view: ReviewView, id: str, agreed: Iterable[str], people: wording.People) -> Markup:
    event = view.state.events[id]
    answers = [other for other in view.events if other.kind == "agreed" and other.re == id and other.by in agreed]
    names = wording.listed([f"{wording.name(one.by, people)} ({formatting.ago(one.at)})" for one in answers]) if answers else ""
    status = f"agreed to by {names}" if names else Markup('<span class="cv-open">not agreed to yet</span>')
    by = f"{wording.name(event.by, people)}, {formatting.ago(event.at)}"
    return Markup("<li>{}<p>{}; {}</p></li>").format(formatting.quoted(event.note), by, status)
