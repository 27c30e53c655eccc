"""People: who works with whom, and what they own together. A login is never shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Item
from covis.registry import Registry
from covis.registry.models import Contributor
from covis.shell.context import get_catalogue, parameter
from covis.shell.widgets import layout
from covis.shell.widgets.cards import grid
from covis.shell.widgets.html import base, link, show
from covis.web import parts
from covis.web.search import plain


def people() -> None:
    catalogue = get_catalogue()
    registry = catalogue.registry
    items = catalogue.items.all()
    id = parameter("p")
    if not id:
        _overview(registry, items)
    elif id in registry.people:
        _detail(id, registry.people[id], registry, items)
    elif catalogue.unreadable:
        layout.unreadable()
    else:
        layout.notice("There is no such person here", Markup("<p>Nobody is listed as <code>{}</code>.</p>").format(id[:80]), level=1)
        link("people", "All people")


def _overview(registry: Registry, items: Sequence[Item]) -> None:
    layout.title_block(
        "People",
        "Every visualisation has two owners: a student who codes it, and a member of staff who is responsible for its facts.",
    )
    _partnerships(items)
    if not registry.people:
        layout.notice("Nobody is listed yet", Markup("<p>A person is a small file in <code>contributors/</code>.</p>"))
        return
    show(Markup('<h2 class="cv-small-title">All people</h2>'))
    with st.grid(min_column_width=260, gap="medium", key="cv_everybody"):
        for id, person in sorted(registry.people.items(), key=lambda pair: plain(pair[1].name)):
            owned = sum(id in item.entry.owners for item in items)
            with st.container(key=f"cv_person_card_{id}", gap=None):
                show(parts.avatar(person))
                link("people", person.name, p=id)
                facts = ", ".join(part for part in (person.role.capitalize(), person.department) if part)
                count = f"{owned} visualisation{'' if owned == 1 else 's'}" if owned else "None yet"
                show(
                    Markup('<p class="cv-person-notes">{}</p><p class="cv-person-notes">{}{}</p>').format(
                        facts, count, parts.example(person)
                    )
                )


def _partnerships(items: Sequence[Item]) -> None:
    """One card for each pair: both partners at the same size, and what they own below."""
    pairs: dict[tuple[str, str], tuple[Contributor, Contributor, list[Item]]] = {}
    for item in items:
        for coder, student in item.coders:
            for checker, staff in item.fact_checkers:
                pairs.setdefault((coder, checker), (student, staff, []))[2].append(item)
    if not pairs:
        return
    show(Markup('<h2 class="cv-small-title">Partnerships</h2>'))
    with st.grid(min_column_width=330, gap="medium", key="cv_pairs"):
        for (coder, checker), (student, staff, owned) in pairs.items():
            with st.container(key=f"cv_pair_{coder}_{checker}", gap=None):
                with st.container(key=f"cv_pair_names_{coder}_{checker}", horizontal=True, gap=None):
                    for id, person, role in ((coder, student, "Student coder"), (checker, staff, "Staff fact-checker")):
                        with st.container(key=f"cv_pair_name_{coder}_{checker}_{id}", gap=None):
                            show(Markup('{}<p class="cv-eyebrow">{}</p>').format(parts.avatar(person), role))
                            link("people", person.name, p=id)
                            show(Markup('<p class="cv-person-notes">{}{}</p>').format(person.department, parts.example(person)))
                number = f"{len(owned)} visualisation{'' if len(owned) == 1 else 's'}"
                show(Markup('<p class="cv-eyebrow">Made together: {}</p>').format(number))
                for item in owned:
                    with st.container(
                        key=f"cv_made_{coder}_{checker}_{item.id}", horizontal=True, gap="small", vertical_alignment="center"
                    ):
                        show(parts.picture(item, base()))
                        link("browse", parts.title(item), v=item.id)


def _detail(id: str, person: Contributor, registry: Registry, items: Sequence[Item]) -> None:
    with st.container(key="cv_breadcrumbs", horizontal=True, gap="medium"):
        link("people", "People")
    facts = (person.role.capitalize(), person.department, "maintainer of this gallery" if id in registry.gallery.maintainers else "")
    layout.title_block(person.name, " · ".join(part for part in facts if part), tag=parts.example(person))
    about = Markup("<p>{}</p>").format(person.about) if person.about else ""
    if person.example:
        about += Markup('<p class="cv-aside">An example person, invented to show what the gallery looks like with people in it.</p>')
    addresses = [f"https://orcid.org/{person.orcid}"] if person.orcid else []
    links = Markup().join(
        Markup('<li><a href="{}" rel="noopener noreferrer" target="_blank">{}</a></li>').format(url, _short(url))
        for url in (*addresses, *person.links)
    )
    show(Markup('<div class="cv-about">{}{}</div>').format(about, Markup("<ul>{}</ul>").format(links) if links else ""))
    owned = [item for item in items if id in item.entry.owners]
    show(Markup('<h2 class="cv-small-title">Co-owns</h2>'))
    if not owned:
        show(Markup('<p class="cv-aside">No visualisation yet.</p>'))
        return
    partners = Counter(other for item in owned for other in item.entry.owners if other != id and other in registry.people)
    if partners:
        with st.container(key="cv_chips_partners", horizontal=True, gap=None):
            show(Markup('<p class="cv-chips-name">Together with</p>'))
            for other, number in partners.most_common():
                link("people", registry.people[other].name, count=str(number), p=other)
    show(Markup('<ul class="cv-responsibilities">{}</ul>').format(Markup().join(parts.responsibilities(id, item) for item in owned)))
    grid([item for item in owned if not parts.hidden(item)])


def _short(url: str) -> str:
    return url.split("://", 1)[-1].rstrip("/")
