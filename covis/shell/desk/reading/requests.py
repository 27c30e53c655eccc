"""The open requests for changes and disputes, before all else: who asks for what, and the fact, the line or the state that it is about."""

from __future__ import annotations

from urllib.parse import parse_qsl

import streamlit as st
from markupsafe import Markup

from covis.document import Edition
from covis.document.controls import controls_of
from covis.review import wording
from covis.review.events import About, Event
from covis.shell.context import get_catalogue
from covis.shell.desk import formatting
from covis.shell.desk.review_view import ReviewView
from covis.shell.widgets.component import component
from covis.shell.widgets.html import NONE, base, link, show
from covis.shell.widgets.runtime_component import prose
from covis.web.assets import runtime_url
from covis.web.sanitised import sanitised

_AROUND = 2  # lines shown before and after the one that is named

_HTML = """<button type="button" class="cv-state-button"></button>
<p class="cv-state-note" role="alert" data-failed="This button could not be loaded. Reload the page."></p>
"""
_mount = component("state", _HTML)


def state_button(id: str, label: str, *, key: str, state: str = "") -> str:
    """A button that shows `state` in the picture; without one, it sends the state that the picture shows, which is returned once."""
    given = _mount(
        data={"module": runtime_url("desk/state.js", base()), "id": id, "label": label, "state": state},
        key=key,
        on_state_change=lambda: None,
    ).state
    return given if isinstance(given, str) else ""


def open_requests(view: ReviewView) -> None:
    """Every open request and dispute, high priority first; nothing if there is none."""
    waiting = sorted((*view.standing.open_disputes, *view.standing.open_requests), key=lambda event: event.level == "low")
    if not waiting or not view.sees_unsigned:
        return
    with st.container(key="cv_desk_requests", gap="small"):
        many = len(waiting)
        show(Markup('<h2 class="cv-desk-h2">{}</h2>').format("One open request" if many == 1 else f"{many} open requests"))
        for event in waiting:
            _request(event, view)
        link("desk", "Answer in the discussion", v=view.item.id, at="discussion")


def last_asked(view: ReviewView) -> tuple[Event, Edition, str] | None:
    """The newest open request or dispute about another edition than the one that is open, with that edition and its digest."""
    for event in sorted((*view.standing.open_disputes, *view.standing.open_requests), key=lambda event: event.at, reverse=True):
        digest = event.edition.document if event.edition is not None else ""
        edition = _edition(event, view)
        if edition is not None and view.seen is not None and digest != view.seen.digest:
            return event, edition, digest
    return None


def _request(event: Event, view: ReviewView) -> None:
    kind = "disputes it" if event.kind == "disputed" else f"asks for changes, {event.level} priority"
    level = event.level or "high"
    who = wording.name(event.by, get_catalogue().registry.people)
    about = about_html(event, view)
    prose(
        Markup('<article class="cv-request cv-request-{}"><p><strong>{}</strong> {}, {}</p>{}{}</article>').format(
            level, who, kind, formatting.ago(event.at), about, formatting.quoted(event.note)
        ),
        f"cv_request_{event.id[:12]}",
    )
    if event.about is not None and event.about.state is not None and view.seen is not None:
        state_button(view.item.id, "Show this state", key=f"cv_request_state_{event.id[:12]}", state=event.about.state)


def about_html(event: Event, view: ReviewView) -> Markup:
    """What a request is about, shown: the fact with its mathematics, the line between its neighbours, the state in words."""
    about = event.about
    if about is None:
        return NONE
    edition = _edition(event, view)
    if edition is None:  # in another edition the same line may be another
        digest = event.edition.document[:12] if event.edition is not None else ""
        return Markup('<p class="cv-about">About {} in edition <code>{}</code></p>').format(wording.about_words(about), digest)
    if about.fact is not None:
        return _fact(about.fact, edition)
    if about.line is not None:
        return _line(about.line, edition)
    return Markup('<p class="cv-about">About the state <strong>{}</strong></p>').format(state_words(about.state or "", edition))


def _edition(event: Event, view: ReviewView) -> Edition | None:
    """The edition that somebody saw when they wrote this, if it is still here."""
    if event.edition is None:
        return None
    if view.seen is not None and view.seen.digest == event.edition.document:
        return view.seen.edition
    return get_catalogue().editions.get(view.item.id, event.edition.document)


def _fact(id: str, edition: Edition) -> Markup:
    fact = next((one for one in edition.document.get("facts", []) if one.get("id") == id), None)
    if fact is None:
        return Markup('<p class="cv-about">About the fact {}</p>').format(id)
    formula = Markup('<div class="cv-desk-formula">{}</div>').format(sanitised(fact["mathematics"])) if fact.get("mathematics") else NONE
    return Markup('<div class="cv-about">About the fact <strong>{}</strong>{}</div>').format(fact["statement"], formula)


def _line(place: str, edition: Edition) -> Markup:
    file, _, number = place.rpartition(":")
    lines, at = edition.files.get(file, "").splitlines(), int(number)
    rows = Markup().join(
        Markup("<{}>{} {}</{}>").format(tag, k, lines[k - 1], tag)
        for k in range(max(1, at - _AROUND), min(len(lines), at + _AROUND) + 1)
        for tag in ("mark" if k == at else "span",)
    )
    body = Markup('<pre class="cv-diff">{}</pre>').format(rows) if rows else NONE
    return Markup('<div class="cv-about">About line <strong>{}</strong> of <code>{}</code>{}</div>').format(at, file, body)


def state_words(state: str, edition: Edition) -> str:
    """A state as a reader says it: `damping = 0.3 1/s, view = both`."""
    controls, parts = controls_of(edition.document), []
    for name, text in parse_qsl(state.replace("+", "%2B"), keep_blank_values=True):
        control = controls.get(name)
        try:
            value = control.read(text) if control is not None else None
            parts.append(f"{control.label} = {control.words(value)}" if control is not None and value is not None else f"{name} = {text}")
        except (TypeError, ValueError, KeyError):
            parts.append(f"{name} = {text}")
    return ", ".join(parts)


def about_field(view: ReviewView, key: str) -> About | None:
    """The part of the form that says what a request is about. Raises ValueError in words where what was written names nothing."""
    seen = view.seen
    if seen is None:
        return None
    kinds = {"all": "The whole of it", "fact": "A fact", "line": "A line of a file", "state": "A state of the picture"}
    kind = st.selectbox(
        "What is it about?", list(kinds), format_func=kinds.__getitem__, key=f"cv_desk_about_{key}", persist_state="session"
    )
    if kind == "fact" and (facts := {str(one["id"]): str(one["statement"]) for one in seen.edition.document.get("facts", [])}):
        chosen = st.selectbox("Which fact?", list(facts), format_func=facts.__getitem__, key=f"cv_desk_fact_{key}", persist_state="session")
        return About(fact=chosen)
    if kind == "line":
        files = list(seen.edition.files) or ["text.md"]
        first = files.index("text.md") if "text.md" in files else 0
        file = st.selectbox("Which file?", files, index=first, key=f"cv_desk_file_{key}", persist_state="session")
        most = max(1, len(seen.edition.files.get(file, "").splitlines()))
        line = st.number_input(
            "Which line?", 1, most, key=f"cv_desk_line_{key}", persist_state="session", help="The tab Code numbers the lines."
        )
        return About(line=f"{file}:{int(line)}")
    if kind == "state":
        kept = f"covis.desk.state.{key}"
        if taken := state_button(view.item.id, "Take the state that the picture shows now", key=f"cv_desk_take_{key}"):
            st.session_state[kept] = taken
        state = str(st.session_state.get(kept, ""))
        words = state_words(state, seen.edition) if state else "No state is taken yet."
        show(Markup('<p class="cv-aside" role="status">{}</p>').format(words))
        if not state:
            raise ValueError("No state is taken yet. Set the picture, then press the button that takes its state.")
        return About(state=state)
    return None
