"""Cohort: for a course team, the work in progress of a course, whose turn it is, and what is waiting.

It gives the date of the last change of status, and never says that something is late: partners do this beside their course.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Registry
from covis.review import wording
from covis.review.turns import Turn
from covis.shell.auth.session import current_visitor
from covis.shell.context import get_catalogue, parameter
from covis.shell.widgets import layout
from covis.shell.widgets.html import base, link, show
from covis.web import parts


def cohort() -> None:
    catalogue = get_catalogue()
    registry = catalogue.registry
    code = parameter("c")
    if not code:
        _overview(registry)
    elif code in registry.courses:
        _detail(code, registry)
    else:
        layout.no_such_course(code, registry, "cohort")


def _members(code: str) -> tuple[list[Item], int]:
    """The course's visualisations that this visitor may see in progress, and how many are left out."""
    catalogue, person = get_catalogue(), current_visitor().person
    items = [step.item for step in catalogue.items.of_course(code, viewer=person)]
    seen = [item for item in items if item.is_release or catalogue.items.sees_unsigned(item.id, person)]
    return seen, len(items) - len(seen)


def _overview(registry: Registry) -> None:
    layout.title_block("In progress", "For course teams: what every pair is working on, and whose turn it is.")
    if not registry.courses:
        layout.notice("No courses yet", Markup("<p>A course is a few lines under <code>courses:</code> in <code>registry.yaml</code>.</p>"))
    for code, course in registry.courses.items():
        items, _ = _members(code)
        with st.container(key=f"cv_cohort_course_{code}", gap=None):
            show(Markup('<p class="cv-eyebrow">{}</p>').format(code))
            link("cohort", course.title, c=code)
            show(_counts(items))


def _detail(code: str, registry: Registry) -> None:
    course = registry.courses[code]
    items, left_out = _members(code)
    with st.container(key="cv_breadcrumbs", horizontal=True, gap="medium"):
        link("cohort", "In progress")
        link("course", course.title, c=code)
    layout.title_block(
        f"{course.title}: in progress",
        "What every pair is working on, whose turn it is, and since when. There are no deadlines: partners do this beside their course.",
        over=code,
    )
    if not items:
        layout.notice(
            "There is no work in progress for this course yet",
            Markup("<p>Visualisations that its team adds to the course appear here at once.</p>"),
        )
    else:
        show(_counts(items))
        _stuck(items)
        show(Markup('<h2 class="cv-small-title">Every visualisation</h2>'))
        with st.container(key="cv_cohort_rows", gap=None):
            for item in items:
                _row(item, registry)
        _reviews(items, registry)
    if left_out:
        show(
            Markup('<p class="cv-aside">{} more {} visible only to their teams and reviewers.</p>').format(
                left_out, "is" if left_out == 1 else "are"
            )
        )
    with st.container(key="cv_onward", horizontal=True, gap="medium"):
        link("take_part", "Ways to take part")
        link("desk", "Review desk")


def _counts(items: Sequence[Item]) -> Markup:
    """How many visualisations have each status, in the order of the review."""
    counted = Counter[str](item.standing.status for item in items)
    order = [status for status in wording.STATUSES if status in counted]
    total = f"{len(items)} visualisation{'' if len(items) == 1 else 's'}"
    bar = Markup().join(Markup('<i class="cv-is-{}" style="flex:{}"></i>').format(status, counted[status]) for status in order)
    text = Markup().join(Markup("<li>{} {}</li>").format(parts.badge(status), counted[status]) for status in order)
    return Markup(
        '<div class="cv-cohort-counts"><p class="cv-hidden">{}</p><p class="cv-cohort-bar" aria-hidden="true">{}</p><ul>{}</ul></div>'
    ).format(total, bar, text)


# --- what is stuck


def _stuck(items: Sequence[Item]) -> None:
    """Visualisations that cannot go on because a partner or a reviewer is missing."""
    stuck = [(item, text) for item in items for text in _missing(item)]
    if not stuck:
        return
    show(Markup('<h2 class="cv-small-title">Waiting for somebody to join</h2>'))
    with st.container(key="cv_stuck", gap="small"):
        for number, (item, text) in enumerate(stuck):
            with st.container(key=f"cv_stuck_{number}_{item.id}", gap=None):
                link("desk", parts.title(item), v=item.id)
                show(Markup("<p>{}</p>").format(text))


def _missing(item: Item) -> Iterable[str]:
    standing, people = item.standing, get_catalogue().registry.people
    there = [person.name for _, person in (*item.coders, *item.fact_checkers)]
    waits = f" {wording.listed(there)} {'is' if len(there) == 1 else 'are'} waiting." if there else ""
    if not item.coders:
        yield f"It has no student coder yet.{waits}"
    if not item.fact_checkers:
        yield f"It has no staff fact-checker yet.{waits}"
    if standing.status == "in_peer_review":
        able = [wording.name(person, people) for person in sorted(standing.peers)]
        candidates = (
            f"{wording.listed(able)} could."
            if 0 < len(able) <= 4
            else "Any student from outside the team can."
            if able
            else "No student is able to at the moment."
        )
        yield f"No student from another team has reviewed it yet. {candidates}"


# --- every visualisation


def _row(item: Item, registry: Registry) -> None:
    turn: Turn | None = next(iter(item.standing.turn), None)
    text = wording.turn_sentence(turn, registry.people) if turn is not None else "Nothing is waiting."
    since = f"since {wording.day(item.standing.since)}" if item.standing.since else ""
    with st.container(key=f"cv_cohort_row_{item.id}", horizontal=True, gap="medium"):
        show(parts.picture(item, base()))
        with st.container(key=f"cv_cohort_text_{item.id}", gap=None):
            link("desk", parts.title(item), v=item.id)
            show(Markup('<p class="cv-person-notes">{}</p>').format(_pair(item)))
        show(Markup('<p class="cv-cohort-turn"><span class="cv-eyebrow">Whose turn</span>{}</p>').format(text))
        show(
            Markup('<div class="cv-cohort-state">{}<p class="cv-person-notes">{}</p></div>').format(
                parts.badge(item.standing.status), since
            )
        )


def _pair(item: Item) -> Markup:
    """Both partners in one line, with equal weight."""
    coders = wording.listed(person.name for _, person in item.coders) if item.coders else Markup("<em>no coder yet</em>")
    checkers = (
        wording.listed(person.name for _, person in item.fact_checkers) if item.fact_checkers else Markup("<em>no fact-checker yet</em>")
    )
    return Markup("{} and {}").format(coders, checkers)


# --- peer reviews


def _reviews(items: Sequence[Item], registry: Registry) -> None:
    """Peer reviews given and received, by student. Only for people who are signed in, because it is about people."""
    if current_visitor().person is None and not registry.gallery.demonstration:
        show(Markup('<p class="cv-aside">Sign in to see the peer reviews that each student has given and received.</p>'))
        return
    given, received = reviews(items)
    students = dict.fromkeys(person for item in items for person, _ in item.coders) | dict.fromkeys(given)
    if not students:
        return
    rows = Markup().join(
        Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>').format(
            wording.name(person, registry.people), _list(given.get(person, [])), _list(received.get(person, []))
        )
        for person in sorted(students, key=lambda person: wording.name(person, registry.people))
    )
    show(
        Markup(
            '<h2 class="cv-small-title">Peer reviews</h2><div class="cv-cohort-table"><table><thead><tr><th '
            'scope="col">Student</th><th scope="col">Given</th><th scope="col">Received '
            "from</th></tr></thead><tbody>{}</tbody></table></div>"
        ).format(rows)
    )


def reviews(items: Sequence[Item]) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """By student: the titles that they reviewed, and who reviewed the visualisations that they code. Ignored events are left out."""
    people = get_catalogue().registry.people
    given: dict[str, list[str]] = {}
    received: dict[str, list[str]] = {}
    for item in items:
        ignored = {event.id for event, _ in item.standing.ignored}
        for event in get_catalogue().log.read(item.id)[0]:
            if event.kind != "peer_reviewed" or event.id in ignored:
                continue
            given.setdefault(event.by, []).append(parts.title(item))
            for coder, _ in item.coders:
                received.setdefault(coder, []).append(wording.name(event.by, people))
    return given, received


def _list(text: Sequence[str]) -> Markup:
    """A number, and what it consists of."""
    if not text:
        return Markup('<span class="cv-cohort-none">none yet</span>')
    counted = Counter(text)
    of = "; ".join(f"{one}{f' ({number} times)' if number > 1 else ''}" for one, number in counted.items())
    return Markup("<strong>{}</strong> <span>{}</span>").format(len(text), of)
