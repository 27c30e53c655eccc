"""Learners' feedback: the box under a visualisation, and the list that its team reads on the desk.

The box is a small component of its own, so that the controls' state is read in the browser at the moment of sending: moving a
slider runs nothing here. What arrives is checked in `covis.feedback.service`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item, ProblemError
from covis.document import Edition
from covis.feedback.model import Feedback, fragment, in_words
from covis.feedback.service import LONGEST, PER_SESSION, FeedbackService, FeedbackSummary, RateLimit
from covis.registry.models import Via
from covis.review import wording
from covis.review.events import Event
from covis.shell.auth.session import act, current_visitor
from covis.shell.context import get_catalogue
from covis.shell.widgets.component import component
from covis.shell.widgets.error_boundary import guarded
from covis.shell.widgets.html import NONE, base, show

FIRST = 8  # notes on the desk before "Show earlier"
_SESSION = "covis.feedback.limit"
_COUNTED = {"helped": "say that it helped", "confused": "say that it confused them", "wrong": "think that something is wrong"}
_SAID = {"helped": "This helped.", "confused": "This confused me.", "wrong": "I think something is wrong here."}
_MEANS = {
    "dispute": "A banner with this text appears on the page at once, until the dispute is resolved.",
    "request": "A request of high priority: the submitted edition cannot be signed off until you resolve it.",
}
_HTML = f"""<section class="cv-feedback" aria-label="Your feedback">
<form>
<div class="cv-feedback-row">
<p class="cv-feedback-question">Did it help?</p>
<div class="cv-feedback-choices" role="group" aria-label="Your feedback">
<button type="button" data-kind="helped" aria-pressed="false">This helped</button>
<button type="button" data-kind="confused" aria-pressed="false">This confused me</button>
<button type="button" data-kind="wrong" aria-pressed="false">I think something is wrong here</button>
</div>
</div>
<div class="cv-feedback-more" hidden>
<label><span></span><textarea rows="3" maxlength="{LONGEST}"></textarea></label>
<p class="cv-feedback-count" aria-live="polite"></p>
<p class="cv-feedback-privacy">The positions of the controls and the edition that you see are sent with it.
Nothing about you is stored. Please do not write any names.</p>
<div class="cv-feedback-buttons"><button type="submit">Send</button><button type="button" data-cancel>Not now</button></div>
</div>
</form>
<p class="cv-feedback-reply" role="status" tabindex="-1"></p>
</section>
"""
_mount = component("feedback", _HTML, Path(__file__).parent / "feedback_box.js")


def feedback_box(item: Item) -> None:
    """The box under a visualisation; nothing if the gallery does not collect feedback or nothing is shown."""
    service = get_catalogue().feedback
    if service.enabled() and item.shown is not None:
        _box(item, service)


@st.fragment
def _box(item: Item, service: FeedbackService) -> None:
    """A fragment: sending runs this and leaves the visualisation alone."""

    def body() -> None:
        key = f"covis-voice-{item.id}"
        reply = st.session_state.get(f"{key}.reply")
        data = {"visualisation": item.id, "digest": item.digest, "reply": reply}
        _mount(data=data, key=key, on_sent_change=lambda: _sent(item, service, key))

    guarded(body)


def _sent(item: Item, service: FeedbackService, key: str) -> None:
    """Something was sent. It comes from a browser and may be anything."""
    given: Any = st.session_state[key].get("sent")
    if not isinstance(given, dict):
        return
    limit = st.session_state.setdefault(_SESSION, RateLimit(PER_SESSION))
    asked = {name: given.get(name) for name in ("document", "state")}
    try:
        service.send(item.id, given.get("kind"), note=given.get("note"), session=limit, shown=item.shown, **asked)
        kept, text = True, f"Thank you. {_readers(item)}"
    except ProblemError as problem:  # refused, or the store failed: the learner reads why
        kept, text = False, f"{problem.problem} {problem.way_out}"
    st.session_state[f"{key}.reply"] = {"to": str(given.get("to"))[:64], "kept": kept, "text": text}


def _readers(item: Item) -> str:
    people = [person.name for _, person in (*item.coders, *item.fact_checkers)]
    return f"{wording.listed(people)} can read it now." if people else "The people who run this gallery can read it now."


# --- what is read of it


def count_notes(item: Item) -> int | None:
    """How many notes there are; None if this visitor may not read them."""
    service = get_catalogue().feedback
    return len(service.read(item.id).notes) if service.may_read(item.id, current_visitor().person) else None


def learner_feedback(item: Item) -> None:
    """Learners' feedback, for the owners, for staff and for maintainers; nothing for anybody else."""
    service = get_catalogue().feedback
    visitor = current_visitor()
    if not service.may_read(item.id, visitor.person):
        return
    feedback = service.read(item.id)
    show(Markup('<h2 class="cv-small-title">Learners’ feedback</h2>'))
    if not feedback.entries:
        asked = (
            "There is no feedback yet."
            if service.enabled()
            else Markup("This gallery does not collect feedback (<code>feedback: false</code>).")
        )
        show(Markup('<p class="cv-aside">{}</p>').format(asked))
        return
    _counts(item, feedback, service.place(item.id))
    events = get_catalogue().log.read(item.id)[0]
    for entry in feedback.notes[: _shown(item, feedback)]:
        _note(item, entry, [event for event in events if _reference(entry) in event.note], visitor.person or "")
    if (hidden := len(feedback.notes) - _shown(item, feedback)) > 0:
        st.button(
            f"Show {hidden} earlier", key=f"cv_learners_more_{item.id}", on_click=lambda: st.session_state.update({_more(item): True})
        )


def _more(item: Item) -> str:
    return f"covis.feedback.more.{item.id}"


def _shown(item: Item, feedback: FeedbackSummary) -> int:
    return len(feedback.notes) if st.session_state.get(_more(item)) else FIRST


def _counts(item: Item, feedback: FeedbackSummary, place: str) -> None:
    rows = Markup().join(Markup("<li><strong>{}</strong>{}</li>").format(feedback.count(kind), label) for kind, label in _COUNTED.items())
    now = sum(feedback.count(kind, item.digest) for kind in _COUNTED)
    about = (
        Markup('<p class="cv-aside">{} of {} are about the edition that is shown now.</p>').format(now, len(feedback.entries))
        if now < len(feedback.entries)
        else ""
    )
    show(Markup('<ul class="cv-learners-counts">{}</ul>{}').format(rows, about))
    if feedback.full:
        show(
            Markup(
                '<p class="cv-aside">The store is full, so new feedback is refused. Once it has been read,'
                " the people who run the gallery can delete it from <code>{}</code>.</p>"
            ).format(place)
        )


def _note(item: Item, entry: Feedback, made: Sequence[Event], person: str) -> None:
    """One note: its text, the positions of the controls, and the events that answer it (`made`) or the actions that can."""
    edition = get_catalogue().items.seen(item.id, entry.document, person)
    document = edition.document if edition is not None else None
    with st.container(key=f"cv_learners_note_{entry.kind}_{entry.id[:8]}", gap="small"):
        older = "" if entry.document == item.digest else ", of an earlier edition" if edition else ", of an edition that is no longer here"
        state = in_words(entry, document)
        where = Markup('<p class="cv-learners-state">{}. {}</p>').format(state, _link(item, entry, edition)) if state else ""
        answered = Markup().join(
            Markup('<p class="cv-learners-state">{}</p>').format(wording.event_sentence(one, get_catalogue().registry.people))
            for one in made
        )
        show(
            Markup(
                '<div class="cv-learners-note"><p class="cv-learners-kind"><strong>{}</strong> {}{}</p>'
                "<blockquote>{}</blockquote>{}{}</div>"
            ).format(_SAID[entry.kind], wording.day(entry.at), older, entry.note, where, answered)
        )
        if not made and entry.kind != "helped":
            _answers(item, entry, state, person)


def _link(item: Item, entry: Feedback, edition: Edition | None) -> Markup:
    """A link that opens the state that the learner saw."""
    if edition is None:
        return NONE
    query = {"v": item.id} | ({} if entry.document == item.digest else {"e": entry.document})
    state = fragment(entry, edition.document)
    address = f"{base()}/?{urlencode(query)}" + (f"#{state}" if state else "")
    return Markup('<a href="{}" target="_blank" rel="noopener">Open what they saw</a>').format(address)


def _answers(item: Item, entry: Feedback, state: str, person: str) -> None:
    """The actions for a note: dispute the release, or request a change from the coder."""
    standing, catalogue = item.standing, get_catalogue()
    ways: dict[str, tuple[str, Callable[[str, str, Via], Event]]] = {}
    if standing.release is not None:
        ways["dispute"] = ("Make it a dispute", lambda note, by, via: catalogue.actions.dispute(item.id, by, via, note=note))
    if standing.submitted is not None and person in item.entry.fact_checkers:
        ways["request"] = (
            "Ask the coder for a change",
            lambda note, by, via: catalogue.actions.request_changes(item.id, by, via, level="high", note=note),
        )
    if not ways:
        return
    with st.container(key=f"cv_learners_ways_{entry.id[:8]}", horizontal=True, gap="small"):
        for name, (label, action) in ways.items():
            with st.popover(label), st.form(f"cv_learners_{name}_{entry.id}", border=False):
                st.caption(_MEANS[name])
                note = st.text_area(
                    "What others will read", _prefilled(entry, state), key=f"cv_learners_{name}_note_{entry.id}", height=180
                )
                if st.form_submit_button(label) and act(partial(action, _words(entry, note))) is not None:
                    st.rerun()


def _prefilled(entry: Feedback, state: str) -> str:
    where = f"\nThe controls were at: {state}." if state else ""
    return f"A learner wrote on {wording.day(entry.at)}: “{entry.note}”{where}"


def _words(entry: Feedback, note: str) -> str:
    """The text of the event with a reference to the note; empty if the text is, so that the rule about empty notes answers."""
    return f"{note}\n{_reference(entry)}" if note.strip() else ""


def _reference(entry: Feedback) -> str:
    """How an event refers to the note that it answers."""
    return f"(learner's note {entry.id[:8]})"
