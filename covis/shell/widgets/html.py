"""HTML and links for every page. HTML is `Markup("...").format(...)`, which escapes whatever is put into the template."""

from __future__ import annotations

import re

import streamlit as st
from markupsafe import Markup

_PAGES = "covis.pages"
NONE = Markup()


def show(html: Markup) -> None:
    """Put a piece of HTML on the page. Streamlit sanitises it again and runs no script in it.

    Raises TypeError for a plain string: nobody has escaped it.
    """
    st.html(checked(html))


def checked(html: Markup) -> str:
    """The HTML as a plain string, for Streamlit. Raises TypeError for anything but Markup."""
    if not isinstance(html, Markup):
        raise TypeError(f"HTML has to be markupsafe.Markup, and this is {type(html).__name__}: {html!r}")
    return str(html)


def base() -> str:
    """The path under which the server answers: "" or "/something"."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def sentence(text: str) -> Markup:
    """A sentence of the rules as HTML: the text between backticks is a command."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # the last backtick has no partner
        parts[-2:] = [f"{parts[-2]}`{parts[-1]}"]
    return NONE.join(Markup("<code>{}</code>").format(part) if place % 2 and part else part for place, part in enumerate(parts))


def markdown(text: str) -> str:
    """A person's words as a Markdown label: every character is shown as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text.replace("\n", " "))


def keep_pages(pages: dict[str, st.Page]) -> None:
    """Remember this run's pages, which links name."""
    st.session_state[_PAGES] = pages


def page(name: str) -> st.Page:
    found: st.Page = st.session_state[_PAGES][name]
    return found


def has_page(name: str) -> bool:
    return name in st.session_state[_PAGES]


def link(to: str, label: str, *, icon: str | None = None, count: str = "", **parameters: str) -> None:
    """A real link inside the app: a middle click opens a tab, a plain click does not reload the page. `count` follows the label."""
    given = {name: value for name, value in parameters.items() if value}
    text = f"{markdown(label)} **{count}**" if count else markdown(label)
    st.page_link(page(to), label=text, icon=icon, query_params=given)
