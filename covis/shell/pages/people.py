"""People: who works with whom, and what they own together. A login is never shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from covis.catalogue import Item
from covis.registry import Registry
from covis.registry.models import Contributor
from covis.review import wording
from covis.shell.context import catalogue, parameter
from covis.shell.search import plain
from covis.shell.widgets import layout
from covis.shell.widgets.cards import grid
from covis.shell.widgets.html import escape, link, show

_FIELDS = (("code", "the code"), ("design", "the design"), ("text", "the text"), ("facts", "the facts"))


def people() -> None:
    shelf = catalogue()
    registry = shelf.registry
    items = shelf.items()
    id = parameter("p")
    if not id:
        _all(registry, items)
    elif id in registry.people:
        _one(id, registry.people[id], registry, items)
    elif shelf.unreadable:
        layout.unreadable()
    else:
        layout.notice("There is nobody of that name here", f"<p>Nobody is listed as <code>{escape(id[:80])}</code>.</p>", level=1)
        link("people", "Everybody")


def _all(registry: Registry, items: Sequence[Item]) -> None:
    layout.title_block(
        "People",
        "Every visualisation is owned by two: a student who codes it and a member of staff who answers for its facts. Both decide.",
    )
    _partnerships(items)
    if not registry.people:
        layout.notice("Nobody is listed yet", "<p>A person is a small file in <code>contributors/</code>.</p>")
        return
    show('<h2 class="cv-small-title">Everybody</h2>')
    with st.grid(min_column_width=260, gap="medium", key="cv_everybody"):
        for id, person in sorted(registry.people.items(), key=lambda pair: plain(pair[1].name)):
            owned = sum(id in item.entry.owners for item in items)
            with st.container(key=f"cv_face_{id}", gap=None):
                show(layout.face(person))
                link("people", person.name, p=id)
                facts = ", ".join(escape(part) for part in (person.role.capitalize(), person.department) if part)
                count = f"{owned} visualisation{'' if owned == 1 else 's'}" if owned else "None yet"
                show(f'<p class="cv-person-notes">{facts}</p><p class="cv-person-notes">{count}{layout.example(person)}</p>')


def _partnerships(items: Sequence[Item]) -> None:
    """Each pair in one card: the student on one side, the staff member as large on the other, and what they own below."""
    pairs: dict[tuple[str, str], tuple[Contributor, Contributor, list[Item]]] = {}
    for item in items:
        for coder, student in item.coders:
            for checker, staff in item.fact_checkers:
                pairs.setdefault((coder, checker), (student, staff, []))[2].append(item)
    if not pairs:
        return
    show('<h2 class="cv-small-title">Partnerships</h2>')
    with st.grid(min_column_width=330, gap="medium", key="cv_pairs"):
        for (coder, checker), (student, staff, owned) in pairs.items():
            with st.container(key=f"cv_pair_{coder}_{checker}", gap=None):
                with st.container(key=f"cv_pair_names_{coder}_{checker}", horizontal=True, gap=None):
                    for id, person, role in ((coder, student, "Student coder"), (checker, staff, "Staff fact-checker")):
                        with st.container(key=f"cv_pair_name_{coder}_{checker}_{id}", gap=None):
                            show(f'{layout.face(person)}<p class="cv-over">{role}</p>')
                            link("people", person.name, p=id)
                            show(f'<p class="cv-person-notes">{escape(person.department)}{layout.example(person)}</p>')
                number = f"{len(owned)} visualisation{'' if len(owned) == 1 else 's'}"
                show(f'<p class="cv-over">Made together: {number}</p>')
                for item in owned:
                    with st.container(
                        key=f"cv_made_{coder}_{checker}_{item.id}", horizontal=True, gap="small", vertical_alignment="center"
                    ):
                        show(layout.picture(item))
                        link("browse", layout.title(item), v=item.id)


def _one(id: str, person: Contributor, registry: Registry, items: Sequence[Item]) -> None:
    with st.container(key="cv_crumbs", horizontal=True, gap="medium"):
        link("people", "People")
    facts = (person.role.capitalize(), person.department, "maintains this gallery" if id in registry.gallery.maintainers else "")
    layout.title_block(person.name, " · ".join(part for part in facts if part), tag=layout.example(person))
    about = f"<p>{escape(person.about)}</p>" if person.about else ""
    if person.example:
        about += '<p class="cv-aside">An example person: invented, to show how the gallery looks with people in it.</p>'
    addresses = [f"https://orcid.org/{person.orcid}"] if person.orcid else []
    links = "".join(
        f'<li><a href="{escape(url)}" rel="noopener noreferrer" target="_blank">{escape(_short(url))}</a></li>'
        for url in (*addresses, *person.links)
    )
    show(f'<div class="cv-about">{about}{f"<ul>{links}</ul>" if links else ""}</div>')
    owned = [item for item in items if id in item.entry.owners]
    show('<h2 class="cv-small-title">Co-owns</h2>')
    if not owned:
        show('<p class="cv-aside">No visualisation yet.</p>')
        return
    partners = Counter(other for item in owned for other in item.entry.owners if other != id and other in registry.people)
    if partners:
        with st.container(key="cv_chips_partners", horizontal=True, gap=None):
            show('<p class="cv-chips-name">Together with</p>')
            for other, number in partners.most_common():
                link("people", registry.people[other].name, count=str(number), p=other)
    show(f'<ul class="cv-answers">{"".join(_answers(id, item) for item in owned)}</ul>')
    grid([item for item in owned if not layout.hidden(item)])


def _answers(id: str, item: Item) -> str:
    """What this person answers for in one visualisation, and with whom."""
    coder = id in item.entry.coders
    mine = [
        said for field, said in _FIELDS if getattr(item.entry.responsibilities, field) in ("both", "coders" if coder else "fact_checkers")
    ]
    partners = [other.name for key, other in (*item.coders, *item.fact_checkers) if key != id]
    role = "codes" if coder else "fact-checks"
    together = f" with {escape(wording.listed(partners))}" if partners else ", looking for a partner"
    accepted = "" if id in item.standing.accepted or layout.unknown(item) else " (invited, has not accepted yet)"
    answers = f"; answers for {escape(wording.listed(mine))}" if mine else ""
    return f"<li><strong>{escape(layout.title(item))}</strong>: {role}{together}{answers}{accepted}</li>"


def _short(url: str) -> str:
    return url.split("://", 1)[-1].rstrip("/")
