"""Courses: all of them, or one with its visualisations in teaching order."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from covis.catalogue import CourseStep, Item
from covis.registry import Registry
from covis.registry.models import Course
from covis.shell.context import get_catalogue, parameter
from covis.shell.pages.browse import watch
from covis.shell.widgets import layout
from covis.shell.widgets.html import base, has_page, link, show
from covis.web import parts


def course() -> None:
    catalogue = get_catalogue()
    registry = catalogue.registry
    code = parameter("c")
    if not code:
        _overview(registry, {item.id: item for item in catalogue.items.all()})
        return
    known = registry.courses.get(code)
    if known is None:
        layout.no_such_course(code, registry, "course")
        return
    steps = catalogue.items.of_course(code)
    _detail(code, known, steps, faulty=sum(member.id in registry.broken for member in known.visualisations))
    watch(catalogue, [step.item for step in steps])


def _facts(course: Course) -> str:
    return " · ".join(part for part in (course.department, f"Year {course.year}" if course.year is not None else "") if part)


def _overview(registry: Registry, items: dict[str, Item]) -> None:
    layout.title_block("Courses", "The visualisations of each course, in teaching order.")
    if not registry.courses:
        layout.notice("No courses yet", Markup("<p>A course is a few lines under <code>courses:</code> in <code>registry.yaml</code>.</p>"))
        return
    with st.grid(min_column_width=300, gap="medium", key="cv_courses"):
        for code, known in registry.courses.items():
            members = [items[member.id] for member in known.visualisations if member.id in items]
            with st.container(key=f"cv_course_{code}", gap=None):
                pictures = Markup().join(parts.picture(item, base()) for item in members[:3] if not parts.broken(item))
                show(Markup('<div class="cv-strip" aria-hidden="true">{}</div><p class="cv-eyebrow">{}</p>').format(pictures, code))
                link("course", known.title, c=code)
                number = f"{len(members)} visualisation{'' if len(members) == 1 else 's'}"
                signed = sum(item.is_release for item in members)
                show(
                    Markup('<p class="cv-summary">{}</p><p class="cv-count">{}{}</p>').format(
                        _facts(known), number, f", {signed} signed off" if signed else ""
                    )
                )


def _detail(code: str, known: Course, steps: list[CourseStep], faulty: int) -> None:
    with st.container(key="cv_breadcrumbs", horizontal=True, gap="medium"):
        link("course", "Courses")
    visible = [step for step in steps if not parts.hidden(step.item)]
    number = f"{len(visible)} step{'' if len(visible) == 1 else 's'}, in teaching order" if visible else ""
    layout.title_block(known.title, " · ".join(part for part in (_facts(known), number) if part), over=code)
    if not visible:
        layout.notice("Nothing to see here yet", Markup("<p>The visualisations of this course are still in progress.</p>"))
    with st.container(key="cv_path", gap=None):
        for place, step in enumerate(visible, 1):
            _step(place, step)
    being_made = len(steps) - len(visible)
    if being_made and visible:
        show(
            Markup('<p class="cv-aside">{} more {} in progress, and will appear here once signed off.</p>').format(
                being_made, "is" if being_made == 1 else "are"
            )
        )
    if faulty:
        show(
            Markup('<p class="cv-aside">{} more cannot be shown at the moment: their entries in the registry have mistakes.</p>').format(
                faulty
            )
        )
    with st.container(key="cv_onward", horizontal=True, gap="medium"):
        link("browse", "Search within this course", course=code)
        if has_page("cohort"):
            link("cohort", "For the course team: work in progress, and whose turn it is", c=code)
    if visible:
        show(
            Markup(
                '<p class="cv-aside"><a href="{}/c/{}" target="_blank" rel="noopener">Open this course on a plain page</a> '
                "to teach with it, or for a course site. It works without this app.</p>"
            ).format(base(), code)
        )


def _step(number: int, step: CourseStep) -> None:
    """One step of the course: its number, its picture, its objectives, and who made it."""
    item = step.item
    with st.container(key=f"cv_step_{item.id}", horizontal=True, gap="medium"):
        show(Markup('<p class="cv-number"><span class="cv-hidden">Step </span>{}</p>').format(number))
        show(parts.status_picture(item, base()))
        with st.container(key=f"cv_step_text_{item.id}", gap=None):
            above = [part for part in ("Start here" if number == 1 else "", step.note) if part]
            if above:
                show(Markup('<p class="cv-note">{}</p>').format(" · ".join(above)))
            link("browse", parts.title(item), **step.address)
            objectives = Markup().join(Markup("<li>{}</li>").format(objective) for objective in parts.objectives(item))
            learnt = (
                Markup('<p class="cv-hidden">You will learn to</p><ul class="cv-objectives">{}</ul>').format(objectives)
                if objectives
                else ""
            )
            show(Markup('<p class="cv-summary">{}</p>{}{}').format(parts.summary(item), learnt, parts.credit_lines(item)))
