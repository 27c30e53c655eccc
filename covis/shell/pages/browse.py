"""Browse: the introduction, the search, the filters and the cards. Its whole state is in the address."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Catalogue, Item
from covis.registry import Registry
from covis.shell.auth.session import current_visitor
from covis.shell.context import get_catalogue, parameter, set_address
from covis.shell.widgets import layout
from covis.shell.widgets.cards import grid
from covis.shell.widgets.error_boundary import fragment
from covis.shell.widgets.html import has_page, link, show
from covis.shell.widgets.preview import featured, hero
from covis.web import parts
from covis.web.search import (
    AS_LISTED,
    CLEAR,
    COUNT,
    COUNT_FOUND,
    COUNT_ONE,
    EVERYTHING,
    FILTERS,
    HEADING,
    HINT,
    INSTEAD,
    KEEP,
    LABEL,
    LEAD,
    LONGEST,
    MOST_CHIPS,
    NOTHING,
    PER_PAGE,
    SORT,
    SORTS,
    WITHOUT,
    Choices,
    Query,
    chips,
    choices,
    find,
    in_progress,
    suggestion,
)

_WIDGET = "covis.ask."
_KNOWN = "covis_known"  # the cookie that hero.js sets: this browser has seen what this is


def browse() -> None:
    catalogue = get_catalogue()
    registry = catalogue.registry
    every = catalogue.items.all()
    items = [item for item in every if not parts.hidden(item)]
    query = Query.read(st.query_params)
    _head(query, items, registry)
    if not items:
        _nothing_yet(registry, len(every))
        _registry_panel()
        watch(catalogue, every)
        return
    _search_form(query, items, registry)
    if query.empty:
        _chips(items, registry)
    found = find(items, query, registry)
    _count(found, items, query, registry)
    if found:
        pages = -(-len(found) // PER_PAGE)
        number = min(query.page_number, pages)
        grid(found[(number - 1) * PER_PAGE : number * PER_PAGE])
        if pages > 1:
            _pages(number, pages, query)
    else:
        _nothing_found(items, query, registry)
    being_made = len(every) - len(items)
    if being_made:
        show(Markup('<p class="cv-aside">{}</p>').format(in_progress(being_made)))
    watch(catalogue, items)


# --- what this is


def _head(query: Query, items: list[Item], registry: Registry) -> None:
    """The introduction, on a first visit; for those who know it, or who asked for something, a line."""
    if not query.empty or query.page:
        show(Markup('<h1 class="cv-quiet-title">Visualisations</h1>'))
    elif st.context.cookies.get(_KNOWN) == "1" and not parameter("intro"):
        with st.container(key="cv_strip", horizontal=True, vertical_alignment="bottom", gap="medium"):
            show(Markup('<h1 class="cv-quiet-title">{}</h1>').format(HEADING))
            link("browse", "What is this?", intro="1")
    else:
        _introduction(items, registry)


def _introduction(items: list[Item], registry: Registry) -> None:
    """What this is, a way in for each of the three kinds of people, and one visualisation that moves under the hand at once."""
    shown = featured(items)
    with st.container(key="cv_hero" if shown else "cv_hero_plain", gap=None):
        with st.container(key="cv_hero_text", gap=None):
            show(Markup('<h1>{}</h1><p class="cv-lead">{}</p>').format(HEADING, LEAD))
        if shown:
            with st.container(key="cv_hero_demo", gap=None):
                with st.container(key="cv_hero_title", horizontal=True, gap="small", vertical_alignment="bottom"):
                    link("browse", parts.title(shown), v=shown.id)
                    show(Markup('<p class="cv-eyebrow">Try it: drag a slider</p>'))
                hero(shown)
        with st.container(key="cv_entrances", gap=None):
            for whom, to, label, text in _ENTRANCES:
                _entrance(whom, to, label, text)


_ENTRANCES = (
    ("Students", "course", "Find your course", "Move a slider and see what changes, and why."),
    ("Module teams", "take_part", "Make one for your module", "A student writes it in an afternoon, with some Python and no JavaScript."),
    ("Staff", "desk", "Check and sign off", "Read what each one claims, look at the evidence, and sign off what is right."),
)


def _entrance(whom: str, to: str, label: str, text: str) -> None:
    with st.container(key=f"cv_entrance_{to}", gap=None):
        show(Markup('<p class="cv-eyebrow">{}</p>').format(whom))
        if has_page(to):
            link(to, label)
        else:
            show(Markup('<p class="cv-entrance-soon">{}</p>').format(label))
        show(Markup('<p class="cv-summary">{}</p>').format(text))


def _chips(items: list[Item], registry: Registry) -> None:
    """Subjects and courses as ways in, with how many each has."""
    subjects, courses = chips(items, registry)
    with st.container(key="cv_chips", gap=None):
        if subjects:
            with st.container(key="cv_chips_subjects", horizontal=True, gap=None):
                show(Markup('<p class="cv-chips-name">Subjects</p>'))
                for subject, number in subjects:
                    link("browse", subject, count=str(number), subject=subject)
        if courses:
            with st.container(key="cv_chips_courses", horizontal=True, gap=None):
                show(Markup('<p class="cv-chips-name">Courses</p>'))
                for code, number in courses[:MOST_CHIPS]:
                    link("course", registry.courses[code].title, count=str(number), c=code)
                if len(courses) > MOST_CHIPS:
                    link("course", f"All {len(courses)} courses")


# --- asking


def _search_form(query: Query, items: list[Item], registry: Registry) -> None:
    """The search and the filters. The widgets are set from the address before they are drawn."""
    offered = choices(items, registry)
    _set_widget("q", query.q)
    with st.container(key="cv_search", horizontal=True, gap="small"):
        st.text_input(
            LABEL,
            key=_WIDGET + "q",
            type="search",
            live="350ms",
            icon=":material/search:",
            placeholder=HINT,
            label_visibility="collapsed",
            max_chars=LONGEST,
            on_change=_changed,
        )
        with st.container(key="cv_filters", horizontal=True, gap="small"):
            for name in FILTERS:
                if offered[name] or getattr(query, name):
                    _select(name, *FILTERS[name], getattr(query, name), offered[name])


def _select(name: str, label: str, anything: str, chosen: str, offered: Choices) -> None:
    """A filter, or the order. A value from the address that no visualisation has is kept and marked “not here”."""
    values = list(offered) if not chosen or chosen in offered else [*offered, chosen]
    _set_widget(name, chosen or None)
    st.selectbox(
        label,
        values,
        index=None,
        format_func=lambda value: offered.get(value, f"{value} (not here)"),
        key=_WIDGET + name,
        placeholder=anything,
        label_visibility="collapsed",
        on_change=_changed,
    )


def _set_widget(name: str, value: str | int | None) -> None:
    """Set a widget to the value in the address. If it has that value already, leave it alone: somebody may still be typing in it."""
    now = st.session_state.get(_WIDGET + name)
    if (now.strip()[:LONGEST] if isinstance(now, str) else now) != value:
        st.session_state[_WIDGET + name] = value


def _changed() -> None:
    """A widget was used: write its state into the address, and go back to the first page."""
    asked = {name: st.session_state.get(_WIDGET + name) or "" for name in ("q", *FILTERS, "sort")}
    set_address(**{name: str(value).strip() for name, value in asked.items()})


def _pages(number: int, pages: int, query: Query) -> None:
    """Links to the pages near this one, the first and the last."""
    asked = {**query.filters, "q": query.q, "sort": query.sort}
    near = sorted({1, pages, *range(max(1, number - 1), min(pages, number + 1) + 1)})
    with st.container(key="cv_pages", horizontal=True, gap=None, vertical_alignment="center"):
        if number > 1:
            link("browse", "Previous", **asked, page=str(number - 1))
        for before, page in zip([0, *near], near, strict=False):
            if page > before + 1:
                show(Markup('<p class="cv-count" aria-hidden="true">…</p>'))
            if page == number:
                show(Markup('<p class="cv-page-here"><span class="cv-hidden">This is page </span>{}</p>').format(page))
            else:
                link("browse", str(page), **asked, page=str(page))
        if number < pages:
            link("browse", "Next", **asked, page=str(number + 1))


def _count(found: list[Item], items: list[Item], query: Query, registry: Registry) -> None:
    with st.container(horizontal=True, key="cv_count", vertical_alignment="center", gap="small"):
        if query.empty:
            show(
                Markup('<h2 class="cv-count"><span role="status">{}</span></h2>').format(
                    (COUNT_ONE if len(items) == 1 else COUNT).format(all=len(items))
                )
            )
        else:
            words = COUNT_FOUND.format(found=len(found), all=len(items))
            show(Markup('<h2 class="cv-count"><span role="status">{}</span></h2>').format(words))
            link("browse", CLEAR)
        if len(items) > 1:
            _select("sort", SORT, AS_LISTED, query.sort, SORTS)
        _registry_panel()


# --- when there is little to show


def _nothing_found(items: list[Item], query: Query, registry: Registry) -> None:
    what = f" for “{query.q}”" if query.q else ""
    with st.container(key="cv_empty", gap="small"):
        show(Markup('<div class="cv-empty-text"><h2>{}{}</h2></div>').format(NOTHING, what))
        nearest = suggestion(items, query, registry) if query.q else ""
        if nearest:
            link("browse", INSTEAD.format(q=nearest), **{**query.filters, "q": nearest}, sort=query.sort)
        if query.q and query.filters and find(items, Query(q=query.q), registry):
            link("browse", WITHOUT.format(q=query.q), q=query.q, sort=query.sort)
        if query.filters and query.q and find(items, Query(**query.filters), registry):
            link("browse", KEEP, **query.filters, sort=query.sort)
        link("browse", EVERYTHING)
        if has_page("take_part"):
            link("take_part", "Something missing? Suggest it, or make it with a partner")
    _chips(items, registry)


def _nothing_yet(registry: Registry, being_made: int) -> None:
    if being_made:
        layout.notice(
            "Nothing is signed off yet",
            Markup(
                "<p>This gallery shows a visualisation once both partners have approved it. "
                "{} {} in progress, and will appear here then.</p>"
            ).format(being_made, "is" if being_made == 1 else "are"),
        )
        if has_page("take_part"):
            link("take_part", "See how you can take part")
    elif registry.findings:
        layout.unreadable()
    else:
        layout.notice(
            "No visualisations yet",
            Markup(
                "<p>A visualisation is a folder in <code>visualisations/</code> and a few lines in "
                "<code>registry.yaml</code>. <code>covis new</code> creates one, and <code>covis "
                "check</code> says what is still missing.</p>"
            ),
        )


def _registry_panel() -> None:
    """What is wrong with the registry, for its team; opened at once if nothing else can be shown."""
    catalogue = get_catalogue()
    registry, findings = catalogue.registry, catalogue.items.registry_findings(current_visitor().person)
    if not findings:
        return
    number = len(findings)
    label = f"For the team: {number} thing{'s' if number > 1 else ''} to fix"
    text = (
        Markup("<p>The registry has {}; the rest of the gallery works.</p>").format("mistakes" if number > 1 else "a mistake")
        if registry.entries
        else ""
    )
    with st.container(key="cv_registry", width="stretch"):
        body = (
            st.popover(label, icon=":material/build:") if registry.entries else st.expander(label, icon=":material/build:", expanded=True)
        )
        with body:
            show(text + layout.finding_list(findings, most=20))


# --- what is being prepared


def watch(catalogue: Catalogue, items: list[Item]) -> None:
    """While something is being prepared, look again every two seconds, and redraw the page when it is ready."""
    waiting = {(item.id, item.retry > 0) for item in items if item.pending}
    if not waiting:
        return

    def look() -> None:
        if not waiting <= {(item.id, item.retry > 0) for item in catalogue.items.all() if item.pending}:
            st.rerun()

    fragment(look, every=2)
