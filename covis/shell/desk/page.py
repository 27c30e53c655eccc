"""The desk's page for one visualisation: what is signed, on what evidence, what changed, and what the visitor can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st
from markupsafe import Markup

from covis.review import wording
from covis.shell.auth.session import current_visitor
from covis.shell.context import get_catalogue, parameter
from covis.shell.desk.actions import review_actions
from covis.shell.desk.discussion import discussion
from covis.shell.desk.partnership import partnership
from covis.shell.desk.reading import changes, evidence
from covis.shell.desk.reading.requests import last_asked, open_requests
from covis.shell.desk.reading.strip import strip
from covis.shell.desk.review_view import ReviewView, Seen, load_view, open_newest
from covis.shell.widgets import layout
from covis.shell.widgets.error_boundary import fragment
from covis.shell.widgets.feedback_box import count_notes, learner_feedback
from covis.shell.widgets.html import NONE, link, show
from covis.shell.widgets.runtime_component import runtime
from covis.web import parts


def visualisation_review(id: str) -> None:
    view = load_view(id)
    if view is None:
        _missing(id)
        link("desk", "The review desk")
        return
    _head(view)
    if parts.unknown(view.item):
        _nothing(view)
        return
    _newer(id, drawn=view.seen is not None, awaits=view.awaits_facts)
    with st.container(key="cv_desk_body", horizontal=True, gap="large"):
        with st.container(key="cv_desk_sidebar", gap="small"):  # the verdict: on the right where there is room, first on a phone
            review_actions(id)
        with st.container(key="cv_desk_main", gap="small"):
            if view.seen is None:
                _nothing(view)
            coder = view.visitor.person in view.item.entry.coders
            if coder:  # what they are asked for comes before all else
                open_requests(view)
            if view.seen is not None:
                show(strip(view, view.seen))
            if not coder:
                open_requests(view)
            _tabs(view)


def _missing(id: str) -> None:
    """There is no valid entry with this id: say why, and show the findings to those who may read them."""
    catalogue = get_catalogue()
    if id in catalogue.registry.broken:
        findings = catalogue.items.registry_findings(current_visitor().person, id)
        body = Markup("<p>Its entry in the registry has a mistake.</p>") + (layout.finding_list(findings) if findings else "")
        layout.notice("This cannot be reviewed", body, kind="problem", level=1)
    elif catalogue.unreadable:
        layout.unreadable()
    else:
        layout.notice("This cannot be reviewed", Markup("<p>Nothing here is called <code>{}</code>.</p>").format(id[:80]), level=1)


def _head(view: ReviewView) -> None:
    item = view.item
    with st.container(key="cv_breadcrumbs", horizontal=True, gap="medium"):
        link("desk", "Review desk")
    document = view.seen.edition.document if view.seen else {}
    title, summary = str(document.get("title", item.entry.title)), str(document.get("summary", item.entry.summary))
    with st.container(key="cv_desk_head"):
        layout.title_block(title, summary)
        with st.container(key="cv_desk_status", gap=None):
            show(parts.badge(item.standing.status))
            link("browse", "As students see it", v=item.id)


def _newer(id: str, *, drawn: bool, awaits: bool) -> None:
    """Checks every few seconds for a newer edition. It says so, and never replaces the edition that is open.

    `drawn`: there is an edition on the page; `awaits`: its facts are being run. The page is redrawn as soon as either is ready.
    """

    fragment(lambda: _newer_notice(id, drawn, awaits), every=8 if drawn and not awaits else 2)


def _newer_notice(id: str, drawn: bool, awaits: bool) -> None:
    view = load_view(id)
    if view is not None and view.seen is not None and (not drawn or (awaits and not view.awaits_facts)):
        st.rerun(scope="app")
    if view is None or not view.outdated:
        return
    newest = view.newest
    with st.container(key="cv_desk_newer", horizontal=True, gap="medium", vertical_alignment="center"):
        if newest is None:
            show(Markup("<p role='status'><strong>The folder has changed.</strong> The edition that you opened stays on this page.</p>"))
        elif newest.what == "making":
            show(
                Markup(
                    "<p role='status'><strong>The folder has changed since.</strong> What it holds now is not submitted "
                    "yet; what you read stays here.</p>"
                )
            )
        else:
            show(
                Markup(
                    "<p role='status'><strong>A newer edition was submitted.</strong> The one that you opened "
                    "stays here until you open the newest.</p>"
                )
            )
        if st.button("Open the newest", key=f"cv_desk_newest_{id}"):
            open_newest()
            st.rerun(scope="app")
        link("desk", "What changed", v=id, at="changes")


def _nothing(view: ReviewView) -> None:
    current = get_catalogue().editions.current(view.item.id) if view.sees_unsigned and view.item.source is not None else None
    found = dict.fromkeys((*view.item.findings, *(current.findings if current is not None else ())))
    errors = [finding for finding in found if finding.severity == "error"]
    if parts.unknown(view.item):
        meant = Markup("<p>{}</p>").format(wording.status_meaning("unknown"))
        layout.notice("Status unavailable", meant + layout.finding_list(errors), kind="problem")
    elif view.item.pending or (view.sees_unsigned and view.item.source is not None and (current is None or current.transient)):
        layout.pending(replace(view.item, findings=tuple(errors), retry=view.item.retry or float(bool(errors))))
    elif errors:
        body = Markup("<p>Something in its folder is wrong, and its team has to correct it.</p>{}").format(layout.finding_list(errors))
        layout.notice("There is no edition to look at", body, kind="problem")
    else:
        layout.notice(
            "There is no edition to look at", Markup("<p>Only its team and its reviewers can see an edition that is not signed off.</p>")
        )


# --- the tabs of the page


def _tabs(view: ReviewView) -> None:
    """The tabs of the page; the discussion of an unsigned edition only for those who may see it."""
    contents = _tab_contents(view)
    labels = {name: label for name, (label, _) in contents.items()}
    at = parameter("at")
    opened = st.tabs(list(labels.values()), default=labels.get(at), key=f"cv_desk_tabs_{view.item.id}_{at}")
    for room, (_, draw) in zip(opened, contents.values(), strict=True):
        with room:
            draw()


def _tab_contents(view: ReviewView) -> dict[str, tuple[str, Callable[[], None]]]:
    """name -> label, what draws it. No counts in the labels: a label that changes would bring the reader back to the first tab."""
    id, seen = view.item.id, view.seen
    contents: dict[str, tuple[str, Callable[[], None]]] = {}
    if seen is not None:
        edition, key = seen.edition, f"cv_desk_{id}_{seen.digest[:12]}"
        inline = get_catalogue().items.document(seen.digest) is None
        contents["see"] = ("See it", partial(runtime, edition, seen.digest, inline=inline, fragment=False))
        contents["model"] = ("Model", partial(evidence.model, edition, f"{key}_model"))
        contents["facts"] = ("Facts", partial(evidence.facts, edition, f"{key}_facts", _awaited(view)))
        contents["limits"] = ("Limits", partial(evidence.limits, edition, f"{key}_limits"))
        if view.sees_unsigned:
            contents["changes"] = ("Changes", partial(_compared, view, seen, key))
    if view.sees_unsigned:
        contents["discussion"] = ("Discussion", partial(discussion, id))
    contents["partners"] = ("Partners", partial(partnership, id))
    if count_notes(view.item) is not None:
        contents["learners"] = ("Learners", partial(learner_feedback, view.item))
    if seen is not None:
        contents["code"] = ("Code", partial(evidence.code, seen.edition))
    return contents


def _awaited(view: ReviewView) -> Markup:
    """What to say about facts that have not been run on this machine yet; empty if they have been, or are run only later."""
    if not view.awaits_facts:
        return NONE
    failed = get_catalogue().editions.facts_failure(view.item.id)
    if failed is None:
        return Markup("<p>The facts are being run on this machine. The results appear here by themselves.</p>")
    way = "They will be run again automatically." if failed.pause else "For the team: run the check to see why."
    errors = [finding for finding in failed.findings if finding.severity == "error"]
    return Markup("<p>The facts could not be run on this machine. {}</p>{}").format(way, layout.finding_list(errors))


def _compared(view: ReviewView, seen: Seen, key: str) -> None:
    """The changes since the last sign-off; above them, those in a newer edition and those since somebody asked for changes."""
    release = view.standing.taken_down or view.standing.release
    if view.outdated and view.newest is not None:
        show(Markup('<h3 class="cv-desk-h3">From the edition that you opened to the newest</h3>'))
        newest = view.newest
        changes.show_changes(changes.between(seen.edition, newest.edition, seen.digest, newest.digest), f"{key}_moved_{newest.digest[:12]}")
    if (asked := last_asked(view)) is not None:
        event, edition, digest = asked
        who = wording.name(event.by, get_catalogue().registry.people)
        show(Markup('<h3 class="cv-desk-h3">From the edition that {} wrote about to the one that you opened</h3>').format(who))
        changes.show_changes(changes.between(edition, seen.edition, digest, seen.digest), f"{key}_asked_{digest[:12]}")
    show(Markup('<h3 class="cv-desk-h3">From the last sign-off to the edition that you opened</h3>'))
    if release is None or view.signed is None:
        show(Markup('<p class="cv-aside">Nothing was signed off before: all of it is new.</p>'))
    else:
        changes.show_changes(changes.between(view.signed, seen.edition, release.document, seen.digest), f"{key}_changes")
        if release.document != seen.digest:
            changes.pictures_to_move((view.signed, release.document), (seen.edition, seen.digest))
