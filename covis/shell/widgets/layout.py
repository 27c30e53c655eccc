"""What several pages show: status, credit to both partners, the header and the footer of every page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item
from covis.finding import Finding, closest
from covis.registry import Registry
from covis.review import wording
from covis.shell.auth import session
from covis.shell.context import get_catalogue, parameter
from covis.shell.page_paths import PAGES
from covis.shell.widgets.html import NONE, has_page, link, show

NAVIGATION = (("browse", "Browse"), ("course", "Courses"), ("people", "People"), ("take_part", "Take part"), ("desk", "Review desk"))


def finding_list(findings: Sequence[Finding], *, most: int = 5) -> Markup:
    """What is wrong and where, one finding a line."""
    lines = []
    for finding in findings[:most]:
        lines.append(Markup("<li><code>{}</code><span>{}</span></li>").format(finding.place, finding.message))
    if len(findings) > most:
        lines.append(Markup("<li><span>and {} more: <code>covis check</code> lists all.</span></li>").format(len(findings) - most))
    return Markup('<ul class="cv-findings">{}</ul>').format(Markup().join(lines))


def belongs_to(item: Item) -> str:
    """Who owns it, in one sentence."""
    people = [
        f"{person.name} ({word})" for word, folk in (("coder", item.coders), ("fact-checker", item.fact_checkers)) for _, person in folk
    ]
    return f"It is owned by {wording.listed(people)}." if people else "It has no partners yet."


def notice(title: str, body: Markup, *, kind: str = "plain", level: int = 2) -> None:
    """A calm message. `title` is text, `body` is HTML."""
    show(Markup('<section class="cv-notice cv-notice-{}"><h{}>{}</h{}>{}</section>').format(kind, level, title, level, body))


def unreadable() -> None:
    """The registry cannot be read, so there is nothing to show."""
    text = Markup("<p>Its list of visualisations has an error. Its team can run <code>covis check</code> to see what and where.</p>")
    notice("The gallery cannot be read at the moment", text, kind="problem", level=1)


def pending(item: Item) -> None:
    """A notice in place of a visualisation that is still being compiled, or is being retried after a temporary failure."""
    if not item.retry:
        notice("Being prepared", Markup("<p>The visualisation is being compiled and will appear here in a moment.</p>"), kind="pending")
        return
    errors = [finding for finding in item.findings if finding.severity == "error"]
    body = Markup("<p>The visualisation could not be prepared. The gallery is trying again, and it will appear here when it is ready.</p>")
    notice("Trying again", Markup("{}<p>For the team:</p>{}").format(body, finding_list(errors)), kind="pending")


def no_such_course(code: str, registry: Registry, to: str) -> None:
    """For an unknown course code: a link to the most similar one, and to all courses, on the page `to`."""
    if get_catalogue().unreadable:
        unreadable()
        return
    notice("There is no such course", Markup("<p>Nothing here is called <code>{}</code>.</p>").format(code[:80]), level=1)
    near = closest(code.upper(), list(registry.courses), 1, 0.6)
    with st.container(key="cv_empty_links", gap="small"):
        if near:
            link(to, f"Perhaps: {near[0]} {registry.courses[near[0]].title}", c=near[0])
        link(to, "All courses")
        link("browse", "Browse the gallery")


def title_block(title: str, lead: str, *, over: str = "", tag: Markup = NONE) -> None:
    """The heading of a page: one h1 and a sentence."""
    above = Markup('<p class="cv-eyebrow">{}</p>').format(over) if over else ""
    show(Markup('<header class="cv-title">{}<h1>{}{}</h1><p class="cv-lead">{}</p></header>').format(above, title, tag, lead))


def masthead(registry: Registry, here: str) -> None:
    """The name of the gallery and the navigation."""
    gallery = registry.gallery
    place = "/".join((PAGES[here], *(parameter(name) for name in ("v", "c", "p"))))  # runtime/shell/navigation.js compares it
    skip = Markup('<a class="cv-skip" href="#stMain" data-place="{}">Skip to the content</a>').format(place)
    if gallery.demonstration:
        skip += Markup(
            '<p class="cv-demonstration" role="note"><strong>Demonstration gallery.</strong> People marked as '
            "examples are invented, and their signatures mean nothing.</p>"
        )
    show(skip)
    with st.container(horizontal=True, key="cv_masthead", vertical_alignment="center"):
        link("browse", gallery.title)
        with st.container(horizontal=True, key=f"cv_navigation_{here}", width="content", gap=None):
            for name, label in NAVIGATION:
                if has_page(name):
                    link(name, label, count=_turns() if name == "desk" else "")
        session.badge()
    session.note()


def _turns() -> str:
    """How many turns wait for the visitor, "" if none does."""
    person = session.current_visitor().person
    count = get_catalogue().items.turns_of(person) if person is not None else 0
    return str(count) if count else ""


def footer(registry: Registry) -> None:
    gallery = registry.gallery
    where = f"{gallery.title} at {gallery.institution}" if gallery.institution else gallery.title
    demonstration = " This is a demonstration." if gallery.demonstration else ""
    with st.container(key="cv_footer", horizontal=True, gap="large"):
        show(
            Markup(
                '<div class="cv-footer"><p><strong>{}.</strong> Every visualisation is co-owned by a student coder '
                "and a staff fact-checker: what both approved is exactly what you see.{}</p></div>"
            ).format(where, demonstration)
        )
        with st.container(key="cv_footer_links", horizontal=True, width="content", gap="medium"):
            for name, label in NAVIGATION:
                if has_page(name):
                    link(name, label)
