"""A course without a Streamlit session: its page, for a course site or a projector, and its steps as data, for the keys of teach mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from covis.catalogue import CourseStep
from covis.registry import Registry
from covis.registry.models import Course
from covis.review import wording
from covis.web import pages
from covis.web.assets import thumbnail_url
from covis.web.sanitised import sanitised

Address = Callable[[CourseStep, str, str], str]


def shown(steps: list[CourseStep]) -> list[CourseStep]:
    """The steps that may be seen."""
    return [step for step in steps if step.edition is not None]


def address(step: CourseStep, code: str, base: str) -> str:
    """The page of a step of the course `code`."""
    return f"{base}/v/{step.item.id}?course={code}"


def page(code: str, course: Course, steps: list[CourseStep], registry: Registry, base: str, place: Address = address) -> str:
    """/c/<course>: the visualisations in teaching order. `place` gives the address of a step's page."""
    seen = shown(steps)
    facts = " · ".join(part for part in (code, course.department, f"Year {course.year}" if course.year is not None else "") if part)
    rows = Markup().join(_step(step, place(step, code, base), registry, base) for step in seen)
    waiting = len(steps) - len(seen)
    later = f"{waiting} more {'is' if waiting == 1 else 'are'} in progress." if waiting else ""
    teach = (
        Markup('<p><a class="site-teach" href="{}&amp;teach">Teach this course</a> The keys of teach mode lead from one to the next.</p>')
        if seen
        else Markup("<p>Nothing to see here yet.</p>")
    )
    body = Markup("""<div class="site-lead"><h1>{title}</h1><p class="site-summary">{facts}</p></div>
{teach}
<ol class="site-steps">{rows}</ol>
<p>{later}</p>
""").format(title=course.title, facts=facts, teach=teach.format(place(seen[0], code, base)) if seen else teach, rows=rows, later=later)
    return pages.page(registry, base, course.title, body, sheet="course.css")


def steps_data(code: str, course: Course, steps: list[CourseStep], place: Address = address) -> dict[str, Any]:
    """/c/<course>/steps.json. The addresses are relative to it."""
    listed = [{"id": step.item.id, "title": pages.title_of(step.item)[0], "address": place(step, code, "../..")} for step in shown(steps)]
    return {"course": code, "title": course.title, "steps": listed}


def _step(step: CourseStep, to: str, registry: Registry, base: str) -> Markup:
    title, summary = pages.title_of(step.item)
    document = step.edition.document if step.edition is not None else {}
    objectives = Markup().join(Markup("<li>{}</li>").format(sanitised(each)) for each in document.get("objectives", ()))
    return Markup("""<li><img src="{still}" alt="" width="160" height="100" loading="lazy">
<div>{note}<h2><a href="{address}">{title}</a></h2><p>{summary}</p>{objectives}<p class="site-step-state">{state}</p></div></li>
""").format(
        still=thumbnail_url(step.digest, base),
        note=Markup('<p class="site-step-state">{}</p>').format(step.note) if step.note else "",
        address=to,
        title=title,
        summary=summary,
        objectives=Markup("<ul>{}</ul>").format(objectives) if objectives else "",
        state=wording.fact_check_sentence(step.item.standing, registry.people),
    )
