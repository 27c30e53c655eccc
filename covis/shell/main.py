"""The app: `run()` draws one page. `app.py` calls it under a script context."""

from __future__ import annotations

import streamlit as st

from covis.shell.context import follow_address, get_catalogue, parameter
from covis.shell.desk.overview import desk
from covis.shell.page_paths import PAGES
from covis.shell.pages.browse import browse
from covis.shell.pages.cohort import cohort
from covis.shell.pages.course import course
from covis.shell.pages.people import people
from covis.shell.pages.take_part import take_part
from covis.shell.pages.visualisation import visualisation
from covis.shell.widgets import layout
from covis.shell.widgets.error_boundary import guarded
from covis.shell.widgets.html import keep_pages
from covis.web.about.titles import title_of
from covis.web.assets import ICON


def home() -> None:
    """`/` is the gallery, and `/?v=<id>` one visualisation of it."""
    id = parameter("v")
    if id:
        visualisation(id)
    else:
        browse()


def run() -> None:
    """Draw the page that the address names."""
    pages = {
        "browse": st.Page(home, title="Browse", default=True),
        "course": st.Page(course, title="Courses", url_path=PAGES["course"]),
        "people": st.Page(people, title="People", url_path=PAGES["people"]),
        "take_part": st.Page(take_part, title="Take part", url_path=PAGES["take_part"]),
        "cohort": st.Page(cohort, title="In progress", url_path=PAGES["cohort"]),
        "desk": st.Page(desk, title="Review desk", url_path=PAGES["desk"]),
    }
    keep_pages(pages)
    page = st.navigation(list(pages.values()), position="hidden")
    guarded(lambda: _page(page, next(name for name, known in pages.items() if known.url_path == page.url_path)))


def _page(page: st.Page, name: str) -> None:
    follow_address(name)
    registry = get_catalogue().registry
    st.set_page_config(page_title=_title(name), page_icon=str(ICON), layout="wide")
    layout.masthead(registry, name)
    with st.container(key=f"cv_page_{name}", gap="small"):
        guarded(page.run)
    layout.footer(registry)


def _title(name: str) -> str:
    """The title of the browser's tab."""
    catalogue = get_catalogue()
    return title_of(name, catalogue.registry, catalogue.items.get(parameter("v")), {key: parameter(key) for key in "cp"})
