"""A guard around a page: an error of ours becomes a calm message with a reference, and the log has the details.

A fragment runs without the script around it, so it needs a guard of its own.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from covis.shell.widgets.html import show

log = logging.getLogger("covis.shell")


def guarded(body: Callable[[], None]) -> None:
    """Run a page's body. Streamlit's own rerun and stop are no `Exception`s and pass through."""
    try:
        body()
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("A page failed (reference %s, address %s)", reference, st.query_params.to_dict())
        show(
            Markup("""<section class="cv-notice cv-notice-problem" role="alert"><h2>Something went wrong on our side</h2>
            <p>This part of the page could not be shown. Nothing that you did is lost. Reload the page to try again; if it happens
            again, give the people who run this gallery the reference <code>{}</code>.</p></section>""").format(reference)
        )


def fragment(body: Callable[[], None], *, every: float | None = None) -> None:
    """Draw `body` as a fragment that runs alone when something in it is used, and every `every` seconds if given."""

    @st.fragment(run_every=every)
    def alone() -> None:
        guarded(body)

    alone()
