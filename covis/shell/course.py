"""Courses: all of them, or one with its visualisations in teaching order."""

from __future__ import annotations

import difflib

import streamlit as st

from covis.catalogue import Item
from covis.registry import Registry
from covis.registry.models import Course
from covis.shell import parts
from covis.shell.browse import watch
from covis.shell.html import escape, link, show
from covis.shell.state import catalogue, parameter


def course() -> None:
    shelf = catalogue()
    registry = shelf.registry
    code = parameter("c")
    if not code:
        _all(registry, {item.id for item in shelf.items()})
        return
    known = registry.courses.get(code)
    if known is None:
        _missing(code, registry)
        return
    items = {item.id: item for item in shelf.items()}
    members = [(items[member.id], member.note) for member in known.visualisations if member.id in items]
    _one(code, known, members, faulty=sum(member.id in registry.broken for member in known.visualisations))
    watch(shelf, [item for item, _ in members])


def _facts(course: Course) -> str:
    return " · ".join(part for part in (course.department, f"Year {course.year}" if course.year is not None else "") if part)


def _all(registry: Registry, present: set[str]) -> None:
    parts.title_block("Courses", "The visualisations of a course, in the order in which it is taught.")
    if not registry.courses:
        parts.notice("No courses yet", "<p>A course is a few lines under <code>courses:</code> in <code>registry.yaml</code>.</p>")
        return
    with st.grid(min_column_width=300, gap="medium", key="cv_courses"):
        for code, known in registry.courses.items():
            number = sum(member.id in present for member in known.visualisations)
            with st.container(key=f"cv_course_{code}", gap=None):
                show(f'<p class="cv-over">{escape(code)}</p>')
                link("course", known.title, c=code)
                show(f'<p class="cv-summary">{escape(_facts(known))}</p>')
                show(f'<p class="cv-count">{number} visualisation{"" if number == 1 else "s"}</p>')


def _one(code: str, known: Course, members: list[tuple[Item, str]], faulty: int) -> None:
    with st.container(key="cv_crumbs", horizontal=True, gap="medium"):
        link("course", "Courses")
    parts.title_block(known.title, _facts(known), over=code)
    visible = [(item, note) for item, note in members if not parts.hidden(item)]
    if not visible:
        parts.notice("Nothing to see here yet", "<p>The visualisations of this course are still being made.</p>")
    with st.container(key="cv_path", gap=None):
        for number, (item, note) in enumerate(visible, 1):
            _step(number, item, note)
    being_made = len(members) - len(visible)
    if being_made and visible:
        show(
            f'<p class="cv-aside">{being_made} more {"is" if being_made == 1 else "are"} being made, and will be here once signed off.</p>'
        )
    if faulty:
        show(f'<p class="cv-aside">{faulty} more cannot be shown at the moment: the registry has a mistake, and its team is told.</p>')
    with st.container(key="cv_onward"):
        link("browse", "Search within this course", course=code)


def _step(number: int, item: Item, note: str) -> None:
    """One step of the path: its number, its picture, what is learnt, and who made it."""
    with st.container(key=f"cv_step_{item.id}", horizontal=True, gap="medium"):
        show(f'<p class="cv-number"><span class="cv-hidden">Step </span>{number}</p>')
        if parts.broken(item):
            show('<div class="cv-picture cv-picture-broken"><span>Cannot be shown</span></div>')
        elif item.pending:
            show('<div class="cv-picture cv-picture-pending"><span>Being prepared</span></div>')
        else:
            show(parts.picture(item))
        with st.container(key=f"cv_step_words_{item.id}", gap=None):
            link("browse", parts.title(item), v=item.id)
            show(f'<p class="cv-summary">{escape(parts.summary(item))}</p>')
            if note:
                show(f'<p class="cv-note">{escape(note)}</p>')
            show(f'<div class="cv-card-foot">{parts.credit_lines(item)}{parts.badge(item.standing.status)}</div>')


def _missing(code: str, registry: Registry) -> None:
    parts.notice("There is no such course", f"<p>Nothing here is called <code>{escape(code[:80])}</code>.</p>", level=1)
    near = difflib.get_close_matches(code.upper(), list(registry.courses), 1, 0.6)
    with st.container(key="cv_empty_ways", gap="small"):
        if near:
            link("course", f"Perhaps: {near[0]} {registry.courses[near[0]].title}", c=near[0])
        link("course", "All courses")
        link("browse", "Browse the gallery")
