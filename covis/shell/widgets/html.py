"""Small HTML and links, safely: what people wrote is escaped here and nowhere else."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

__all__ = ["base", "escape", "has_page", "keep_pages", "link", "markdown", "page", "sentence", "show"]
_PAGES = "covis.pages"


def show(html: str) -> None:
    """Put a piece of HTML on the page. Streamlit sanitises it once more and runs no script in it."""
    st.html(html)


def base() -> str:
    """The path under which the server answers: "" or "/something"."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def sentence(text: str) -> str:
    """A sentence of the rules as HTML: what stands between backticks is a command."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def markdown(text: str) -> str:
    """A person's words as a Markdown label: every sign stands for itself."""
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
    wanted = {name: value for name, value in parameters.items() if value}
    said = f"{markdown(label)} **{count}**" if count else markdown(label)
    st.page_link(page(to), label=said, icon=icon, query_params=wanted)
