"""What the visitor can do on the desk: one choice, one note, one button. Where the rules refuse, the page says why and what to do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Refused
from covis.registry.models import Via
from covis.review import wording
from covis.review.events import Event, Kind
from covis.review.rules import Refusal
from covis.review.turns import PEER
from covis.shell.auth import session
from covis.shell.context import get_catalogue
from covis.shell.desk import formatting
from covis.shell.desk.drafts import draft_field, unsent_drafts
from covis.shell.desk.particulars import Particulars, particulars
from covis.shell.desk.review_view import FACTS_FIRST, ReviewView, load_view, open_newest
from covis.shell.widgets.error_boundary import fragment
from covis.shell.widgets.html import link, show
from covis.web import parts

_FLASH = "covis.desk.flash"
Action = Callable[[str, Via], Event]


@dataclass(frozen=True)
class DeskAction:
    """One action: the command's name (as in Turn.action), the kind of event, and the texts of the page."""

    name: str
    kind: Kind
    label: str
    button: str
    note: str = "A note (optional)"


ACTIONS = (
    DeskAction("accept", "accepted", "Accept co-ownership", "I accept"),
    DeskAction("join", "offered", "Offer to join it", "Offer to join", "What you would do, and a word about yourself (optional)"),
    DeskAction("sign_off", "signed_off", "Sign it off", "Sign off this edition", "A note to go with your signature (optional)"),
    DeskAction("review", "peer_reviewed", "My peer review is done", "Record my review", "What you found: what was clear and what was not"),
    DeskAction("request_changes", "changes_requested", "Request changes", "Request changes", "What should change, and why"),
    DeskAction(
        "submit", "submitted", "Submit it for review", "Run the checks and submit", "What is new in it, for your reviewers (optional)"
    ),
    DeskAction("dispute", "disputed", "Dispute what students see", "Dispute it", "What is wrong, so that others can check it"),
    DeskAction("retire", "retired", "Retire it", "Ask to retire it"),
    DeskAction("reinstate", "reinstated", "Bring it back", "Ask to bring it back"),
)
APART = ("join", "dispute", "retire", "reinstate")  # listed apart, unless it is somebody's turn to do them


def review_actions(id: str) -> None:
    fragment(lambda: _sidebar(id))


def _sidebar(id: str) -> None:
    view = load_view(id)
    if view is None:
        return
    if flash := st.session_state.pop(_FLASH, ""):
        show(Markup('<p class="cv-desk-done" role="status">{}</p>').format(flash))
    if view.visitor.person is None:
        show(Markup('<h2 class="cv-desk-h2">You are reading</h2><p class="cv-aside">{}</p>').format(view.visitor.why))
        unsent_drafts(id)
        return
    if parts.unknown(view.item):
        show(
            Markup('<h2 class="cv-desk-h2">No action is possible now</h2><p class="cv-aside">{}</p>').format(
                wording.status_meaning("unknown")
            )
        )
        unsent_drafts(id)
        return
    may = {way.name: view.refused(way.kind) for way in ACTIONS}
    ways = [_labelled(way, view) for way in ACTIONS if _offered(way, may[way.name], view)]
    _turns(view)
    asked_for = {turn.action for turn in view.turns()}
    if asked_for & {"retire", "reinstate"}:
        asked_for |= {"retire", "reinstate"}  # to agree, and to decline
    if view.standing.retired:
        asked_for.add("reinstate")
    if view.wants(view.own_role):
        asked_for.add("join")
    first = [way for way in ways if way.name not in APART or way.name in asked_for]
    if first:
        _form(view, first, may)
    if apart := [way for way in ways if way not in first]:
        labels = [one.label if place == 0 else f"{one.label[:1].lower()}{one.label[1:]}" for place, one in enumerate(apart)]
        with st.expander("Dispute or retire it" if [one.name for one in apart] == ["dispute", "retire"] else " or ".join(labels)):
            _form(view, apart, may, "apart")
    _unavailable(view, [way for way in ACTIONS if way.name not in {one.name for one in ways}], may)


def _offered(way: DeskAction, refused: Refusal | None, view: ReviewView) -> bool:
    """Whether the action is offered: those allowed now, and always the sign-off for a fact-checker, so that no tick is lost."""
    standing, me = view.standing, view.visitor.person
    match way.name:
        case "accept":
            return refused is None and me not in standing.accepted
        case "sign_off":
            return view.is_fact_checker and view.seen is not None and view.seen.what == "review"
        case "review":
            return refused is None and standing.submitted is not None and me not in {event.by for event in standing.peer_reviews}
        case "request_changes":
            return refused is None and standing.submitted is not None
        case "submit":
            return (refused is None and not standing.retired) and (
                standing.submitted is None or view.item.recompiled or any(turn.action == "submit" for turn in view.turns())
            )
    return refused is None


def _labelled(way: DeskAction, view: ReviewView) -> DeskAction:
    """Retiring and reinstating, labelled by what they would do now: propose, agree, decline or act at once."""
    if way.name not in ("retire", "reinstate"):
        return way
    state, me = view.state, view.visitor.person
    agrees = (way.name == "retire") != state.retired
    if state.proposed:
        stays = "Leave it retired" if state.retired else "Keep it in the gallery"
        word = "Agree" if agrees else "Take it back" if state.side(me or "") in state.proposed else "Decline"
        label = way.label if agrees else stays
        return replace(way, label=f"{word}: {label[:1].lower()}{label[1:]}", button=label)
    return replace(way, button=way.label) if state.context.maintains(me or "") else way


def _turns(view: ReviewView) -> None:
    """Whose turn it is: the visitor's first, otherwise everybody's."""
    people = get_catalogue().registry.people
    mine = view.turns()
    if mine:
        offer = all(turn.role == PEER for turn in mine)
        show(
            Markup('<h2 class="cv-desk-h2">{}</h2><ul class="cv-desk-turns">{}</ul>').format(
                "You can help" if offer else "Your turn", Markup().join(Markup("<li>{}</li>").format(turn.what) for turn in mine)
            )
        )
        if any(turn.action in ("resolve", "agree") for turn in mine):
            link("desk", "Answer it in the discussion", v=view.item.id, at="discussion")
        return
    turns = [Markup("<li>{}</li>").format(wording.turn_sentence(turn, people)) for turn in view.standing.turn]
    waits = (
        Markup('<ul class="cv-desk-turns">{}</ul>').format(Markup().join(turns))
        if turns
        else Markup('<p class="cv-aside">Nothing is waiting.</p>')
    )
    show(Markup('<h2 class="cv-desk-h2">Nothing to do now</h2>{}').format(waits))


def _form(view: ReviewView, ways: list[DeskAction], may: dict[str, Refusal | None], place: str = "first") -> None:
    """The choice, the note and the button. Their keys count the actions done, so that a double click hits a button that is gone."""
    id, names = view.item.id, [way.name for way in ways]
    done = st.session_state.setdefault(f"covis.desk.done.{id}", 0)
    key = f"{place}_{id}_{done}"
    wanted = next((turn.action.replace("-", "_") for turn in view.turns() if turn.action.replace("-", "_") in names), names[0])
    if len(ways) > 1:
        chosen = st.radio(
            "What would you like to do?",
            names,
            index=names.index(wanted),
            format_func={way.name: way.label for way in ways}.__getitem__,
            key=f"cv_desk_choice_{key}_{'_'.join(names)}",
            persist_state="session",
        )
    else:
        chosen = names[0]
        show(Markup('<h3 class="cv-desk-h3">{}</h3>').format(ways[0].label))
    way = next((one for one in ways if one.name == chosen), ways[0])
    if refused := may[way.name]:
        show(formatting.why_not(refused))
    more = particulars(way.name, view, key)
    note = draft_field(id, way.note, key=f"cv_desk_note_{key}", height=110)
    show(Markup('<p class="cv-desk-identity">As <strong>{}</strong>, {}.</p>').format(_me(view), formatting.VIA[view.visitor.via or "cli"]))
    ready = place == "first" and refused is None and not more.missing and all((more.criteria or {}).values())
    answer = st.container(key=f"cv_desk_answer_{place}")  # the result appears above the button, where the eye is
    if st.button(way.button, key=f"cv_desk_button_{way.name}_{key}", type="primary" if ready else "secondary", width="stretch"):
        with answer:
            _run(view, way, _action(view, way, note, more), done)


def _action(view: ReviewView, way: DeskAction, note: str, more: Particulars) -> Action:
    catalogue, id, seen = get_catalogue(), view.item.id, view.seen.digest if view.seen else ""
    if more.missing:
        return _refusing(Refusal(more.missing, "Or choose that it is about the whole."))
    match way.name:
        case "accept":
            return lambda by, via: catalogue.actions.accept(id, by, via, note=note)
        case "join":
            return lambda by, via: catalogue.actions.offer(id, by, via, note=note)
        case "sign_off":
            if view.awaits_facts:
                return _refusing(FACTS_FIRST)
            return lambda by, via: catalogue.actions.sign_off(id, by, via, edition=seen, criteria=more.criteria or {}, note=note)
        case "review":
            return lambda by, via: catalogue.actions.review(id, by, via, note=note)
        case "request_changes":
            return lambda by, via: catalogue.actions.request_changes(id, by, via, level=more.level, note=note, about=more.about)
        case "submit":
            return _submitting(id, note)
        case "dispute":
            return lambda by, via: catalogue.actions.dispute(id, by, via, note=note, withdrawn=more.withdrawn)
        case "retire":
            return lambda by, via: catalogue.actions.retire(id, by, via, note=note)
    return lambda by, via: catalogue.actions.reinstate(id, by, via, note=note)


def _refusing(refusal: Refusal) -> Action:
    def refuse(by: str, via: Via) -> Event:
        raise Refused(refusal)

    return refuse


def _submitting(id: str, note: str) -> Action:
    """Submit, and show meanwhile what is being checked. The work is done in another thread, since only this one may draw."""

    def submit(by: str, via: Via) -> Event:
        steps = ["compiling"]
        with st.spinner("Running every rule and every fact …"), st.empty(), ThreadPoolExecutor(1) as pool:
            job = pool.submit(get_catalogue().actions.submit, id, by, via, note=note, report=steps.append)
            while not wait([job], timeout=0.5).done:
                show(Markup('<p class="cv-aside" role="status">Now: {}</p>').format(steps[-1]))
        return job.result()

    return submit


def _run(view: ReviewView, way: DeskAction, action: Action, done: int) -> None:
    """Run the action. If it is refused, every word and tick stays as it is."""
    id = view.item.id
    event = session.act(action)
    if event is None:
        if way.name == "sign_off" and (now := load_view(id)) is not None and now.outdated:
            link("desk", "See what changed since the edition that you have here", v=id, at="changes")
        return
    st.session_state[f"covis.desk.done.{id}"] = done + 1
    st.session_state[_FLASH] = f"Recorded: {wording.event_sentence(event, get_catalogue().registry.people)}"
    if way.name == "submit":
        open_newest()
    st.rerun()


def _unavailable(view: ReviewView, ways: list[DeskAction], may: dict[str, Refusal | None]) -> None:
    """What the visitor cannot do here now, and the rule behind it."""
    closed = [(way, refused) for way in ways if (refused := may[way.name])]
    if closed:
        with st.expander("What you cannot do here now, and why"):
            show(
                Markup().join(
                    Markup('<div class="cv-desk-unavailable"><p>{}</p>{}</div>').format(way.label, formatting.why_not(refused))
                    for way, refused in closed
                )
            )


def _me(view: ReviewView) -> str:
    return wording.name(view.visitor.person or "", get_catalogue().registry.people)
