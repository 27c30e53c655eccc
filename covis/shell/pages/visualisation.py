"""One visualisation: who made it, who checked it, and the visualisation itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item
from covis.document import Edition
from covis.finding import closest
from covis.registry import Registry
from covis.registry.models import Contributor
from covis.review import wording
from covis.shell.auth.session import current_visitor
from covis.shell.context import get_catalogue, parameter
from covis.shell.pages.browse import watch
from covis.shell.widgets import layout
from covis.shell.widgets.feedback_box import feedback_box
from covis.shell.widgets.html import base, link, show
from covis.shell.widgets.runtime_component import runtime
from covis.web import parts
from covis.web.licence import licence
from covis.web.pages import credit_line
from covis.web.search import courses_of, plain


def visualisation(id: str) -> None:
    catalogue = get_catalogue()
    registry = catalogue.registry
    person = current_visitor().person
    item = catalogue.items.get(id, wait=1, viewer=person)
    if item is None or item.standing.retired:
        _missing(id, item, registry)
        return
    _breadcrumbs(item, registry)
    view = _view(item, person)
    with st.container(key="cv_about_head"):
        document = view.edition.document if view.edition is not None else {}
        layout.title_block(str(document.get("title", item.entry.title)), str(document.get("summary", item.entry.summary)))
    _about(item, registry)
    _disputes(item, registry)
    _turn_notice(item, person)
    _edition_notice(item, view)
    if view.edition is not None:
        runtime(view.edition, view.digest, inline=catalogue.items.document(view.digest) is None, credit=credit_line(item))
        if view.what == "shown":
            feedback_box(item)
        _team_note(item)
    elif item.pending:
        layout.pending(item)
        watch(catalogue, [item])
    elif parts.unknown(item):
        layout.notice("This visualisation cannot be shown at the moment", Markup("<p>Try again in a few minutes.</p>"), kind="problem")
    elif parts.broken(item):
        errors = [finding for finding in item.findings if finding.severity == "error"]
        layout.notice(
            "This visualisation cannot be shown at the moment",
            Markup(
                "<p>Something in its folder is wrong. {}</p>{}<p>For the team: <code>covis check {}</code> "
                "shows the same and what to do.</p>"
            ).format(layout.belongs_to(item), layout.finding_list(errors), item.id),
            kind="problem",
        )
    elif not item.standing.withdrawn:
        layout.notice(
            "Not open yet", Markup("<p>This gallery shows a visualisation once it is signed off. This one is still in progress.</p>")
        )
    _related(item, registry)
    _versions(item, registry)


@dataclass(frozen=True)
class View:
    """The edition that this visitor sees: what is `shown` to all, the one in `review`, or a release that a course has `pinned`."""

    edition: Edition | None
    digest: str
    what: Literal["shown", "review", "pinned"] = "shown"


def _view(item: Item, person: str | None) -> View:
    """A pinned release by its digest in the address; for the team and its reviewers the edition in review, where they chose it."""
    catalogue, wanted = get_catalogue(), parameter("e")
    releases = {release.document for release in item.standing.releases}
    if wanted != item.digest and wanted in releases and (pinned := catalogue.items.document(wanted)) is not None:
        return View(pinned, wanted, "pinned")
    digest = _reviewable(item, person)
    if (
        digest
        and st.session_state.get(f"cv_edition_{item.id}") == "review"
        and (submitted := catalogue.editions.in_review(item.id)) is not None
    ):
        return View(submitted, digest, "review")
    return View(item.shown, item.digest)


def _reviewable(item: Item, person: str | None) -> str:
    """The digest of an edition in review that is not what is shown, "" where there is none or it is not for this visitor to choose."""
    submitted = item.standing.submitted
    if person is None or item.shown is None or submitted is None or submitted.edition is None:
        return ""
    chooses = person in item.entry.owners or person in item.standing.peers or person in get_catalogue().registry.gallery.maintainers
    return submitted.edition.document if chooses and submitted.edition.document != item.digest else ""


def _edition_notice(item: Item, view: View) -> None:
    """Says which edition is shown, if there is more than one."""
    if view.what == "pinned":
        with st.container(key="cv_edition_notice", horizontal=True, gap="medium", vertical_alignment="center"):
            show(Markup("<p><strong>You see the edition that your course chose for this term.</strong> There may be a newer one.</p>"))
            link("browse", "See the newest edition", v=item.id)
    elif _reviewable(item, current_visitor().person):
        with st.container(key="cv_edition_notice", horizontal=True, gap="medium", vertical_alignment="center"):
            choices = {"shown": "What students see", "review": "The edition in review"}
            st.segmented_control(
                "Which edition", choices, format_func=choices.__getitem__, default="shown", required=True,
                key=f"cv_edition_{item.id}", label_visibility="collapsed",
            )  # fmt: skip
            text = "This edition is not signed off: only its team and its reviewers see it." if view.what == "review" else ""
            show(Markup("<p role='status'>{}</p>").format(text or "You see what students see. A newer edition is in review."))


def _turn_notice(item: Item, person: str | None) -> None:
    """What a member of the team or a reviewer has to do next, with a link to the desk."""
    if person is None:
        return
    turns = [turn for turn in item.standing.turn if person in turn.people]
    recompiled = item.recompiled and person in item.entry.owners
    if not turns and not recompiled:
        return
    text = [turn.what for turn in turns[:2]]
    if recompiled:
        text.append(
            Markup(
                "<strong>Recompiled: look again.</strong> The folder has not changed since it was signed off, but a newer "
                "version of Covis, or a new "
                "subject, level or keywords in the registry, compiles it differently. Students see the signed edition."
            )
        )
    with st.container(key="cv_turn_notice", horizontal=True, gap="medium", vertical_alignment="center"):
        show(Markup("<p>{}</p>").format(Markup(" ").join(text)))
        link("desk", "Open it on the review desk", v=item.id)


def _breadcrumbs(item: Item, registry: Registry) -> None:
    with st.container(key="cv_breadcrumbs", horizontal=True, gap="medium"):
        link("browse", "Browse")
        for code in courses_of(item.id, registry)[:1]:
            link("course", registry.courses[code].title, c=code)


def _about(item: Item, registry: Registry) -> None:
    """One line: the status, both partners at the same size, and a button for the rest."""
    with st.container(key="cv_about", horizontal=True, gap="small", vertical_alignment="center"):
        show(parts.badge(item.standing.status))
        with st.container(key="cv_partners", horizontal=True, gap="small", vertical_alignment="center", width="content"):
            for label, role, people in parts.roles(item):
                with st.container(key=f"cv_partner_{role.replace(' ', '_').replace('-', '_')}", horizontal=True, gap=None, width="content"):
                    show(Markup('<p class="cv-partner-label">{}</p>').format(label))
                    for id, person in people:
                        link("people", person.name, p=id)
                    if not people:
                        show(Markup('<p class="cv-looking">Looking for a {}</p>').format(role))
        if item.standing.release is None and not item.standing.withdrawn and not parts.unknown(item):
            show(Markup('<p class="cv-caution">No member of staff has signed it off as correct, so read it with care.</p>'))
        with st.popover("About the check", key="cv_about_check", type="tertiary"):
            _fact_check(item, registry)


def _fact_check(item: Item, registry: Registry) -> None:
    """Who checked it, what that means for the reader, and who the partners are."""
    rows = Markup().join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(label, Markup("<br>").join(_partner(item, id, each) for id, each in people))
        for label, _, people in parts.roles(item)
        if people
    )
    show(
        Markup('<div class="cv-check"><p class="cv-check-sentence">{}</p><p>{}</p><dl>{}</dl></div>').format(
            wording.fact_check_sentence(item.standing, registry.people), wording.status_meaning(item.standing.status), rows
        )
    )


def _partner(item: Item, id: str, person: Contributor) -> Markup:
    notes = ", ".join(part for part in (person.name, person.role.capitalize(), person.department) if part)
    accepted = "" if id in item.standing.accepted or parts.unknown(item) else Markup("<br>Has not accepted yet")
    return Markup("{}{}{}").format(notes, parts.example(person), accepted)


def _disputes(item: Item, registry: Registry) -> None:
    if not item.standing.open_disputes:
        return
    text = []
    for event in item.standing.open_disputes:
        person = registry.people.get(event.by)
        note = f": “{_shortened(event.note)}”" if event.note else "."
        text.append(Markup("<p>{} disputes it, {}{}</p>").format(person.name if person else event.by, wording.day(event.at), note))
    title = "Taken down until a dispute is resolved" if item.standing.withdrawn else "Somebody reports that this is wrong"
    tail = "" if item.standing.withdrawn else Markup("<p>It stays up while its partners look into it. Do not rely on it yet.</p>")
    if item.standing.release is not None and item.standing.taken_down is not None:
        title = "A newer edition was taken down"
        tail = Markup("<p>You see the edition that was signed off before it. The report may concern it too: do not rely on it yet.</p>")
    layout.notice(title, Markup().join(text) + tail, kind="problem")


def _shortened(text: str, most: int = 600) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} …"


def _team_note(item: Item) -> None:
    """The release is shown, but the team's newest folder has an error: a quiet note to the team."""
    errors = [finding for finding in item.findings if finding.severity == "error"]
    if errors:
        with st.expander("For the team: the newest version in the folder cannot be shown", icon=":material/build:"):
            show(layout.finding_list(errors) + Markup("<p>{} Everybody sees the signed edition above.</p>").format(layout.belongs_to(item)))


def _related(item: Item, registry: Registry) -> None:
    with st.container(key="cv_onward", gap="small"):
        for k, (heading, near) in enumerate(parts.related(item, get_catalogue().items.all(), registry).items()):
            show(Markup('<h2 class="cv-small-title">{}</h2>').format(heading))
            with st.grid(min_column_width=280, gap="small", key=f"cv_related_{k}"):
                for other in near:
                    with st.container(key=f"cv_made_{k}_{other.id}", horizontal=True, gap="small", vertical_alignment="center"):
                        show(parts.picture(other, base()))
                        link("browse", parts.title(other), v=other.id)
        codes = courses_of(item.id, registry)
        if codes:
            show(Markup('<h2 class="cv-small-title">Used in</h2>'))
            for code in codes:
                link("course", f"{code} {registry.courses[code].title}", c=code)
        if item.shown is not None:
            show(
                Markup(
                    '<p class="cv-aside"><a href="{}/v/{}" target="_blank" rel="noopener">Open on a plain page</a> for a '
                    "slow connection, a projector or a course site. It works without this app.</p>"
                ).format(base(), item.id)
            )


def _versions(item: Item, registry: Registry) -> None:
    """The licence, and every version that was signed off, the newest first, each to look at again."""
    with st.container(key="cv_versions", gap="small"):
        show(Markup('<h2 class="cv-small-title">Licence and versions</h2>{}').format(licence(item.entry.licence, "cv-aside")))
        for number, release in wording.versions(item.standing):
            text = f"Version {number}. {wording.signed_sentence(release, registry.people)}"
            link("browse", text, v=item.id, e=release.document)


def _missing(id: str, item: Item | None, registry: Registry) -> None:
    """An id that is unknown, invalid in the registry, or retired: say which, and where to go."""
    if item is None and get_catalogue().unreadable:
        layout.unreadable()
        return
    kind = "plain"
    if item is not None:
        title, body = "This visualisation was retired", Markup("<p>“{}” is no longer part of the gallery.</p>").format(item.entry.title)
    elif id in registry.broken:
        title, kind = "This visualisation cannot be shown at the moment", "problem"
        findings = get_catalogue().items.registry_findings(current_visitor().person, id)
        body = Markup("<p>Its entry in the registry has a mistake.</p>")
        if findings:
            body = Markup("<p>Its entry in the registry has a mistake. For its team:</p>{}").format(layout.finding_list(findings))
    else:
        title = "There is no such visualisation"
        body = Markup("<p>Nothing here is called <code>{}</code>. It may have been renamed or removed.</p>").format(id[:80])
    layout.notice(title, body, kind=kind, level=1)
    near = _nearest(id)
    with st.container(key="cv_empty_links", gap="small"):
        if near:
            link("browse", f"Perhaps: {parts.title(near)}", v=near.id)
        link("browse", "Browse the gallery")
        link("course", "Look through the courses")


def _nearest(id: str) -> Item | None:
    """The visualisation whose id is most like this one, of those that everybody may see."""
    known = {item.id: item for item in get_catalogue().items.all() if item.id != id and not parts.hidden(item)}
    return next((known[near] for near in closest(plain(id), list(known), 1, 0.6)), None)
