"""What each action of the desk needs beside a note: the criteria, the priority and place of a request, whether to take it down."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from covis.review.events import About
from covis.shell.desk.criteria import criteria_form, meaning
from covis.shell.desk.reading.requests import about_field
from covis.shell.desk.review_view import ReviewView
from covis.shell.widgets.html import show


@dataclass(frozen=True)
class Particulars:
    """What was chosen. `missing`: what still has to be filled in before the action makes sense, in words; "" if nothing is."""

    criteria: dict[str, bool] | None = None
    level: str = "high"
    about: About | None = None
    withdrawn: bool = False
    missing: str = ""


def particulars(action: str, view: ReviewView, key: str) -> Particulars:
    """The part of the form that belongs to this action."""
    match action:
        case "accept":
            role = "fact-checker" if view.is_fact_checker else "coder"
            show(
                Markup(
                    '<p class="cv-aside">You are listed as its {}. To accept is to be named beside your partner, and to '
                    "answer for your part of it (see Partners). Nobody is an owner before they accepted.</p>"
                ).format(role)
            )
        case "join":
            show(
                Markup(
                    '<p class="cv-aside">Its partners read your offer here. When one of them accepts, the entry names you, and you accept '
                    "the role.</p>"
                )
            )
        case "sign_off" if view.seen is not None:
            show(Markup('<p class="cv-aside">Edition <code>{}</code>, the one that you see here.</p>').format(view.seen.digest[:12]))
            answers = criteria_form(view, view.seen, f"cv_desk_criteria_{key}")
            with st.expander("What a signature means, and what it does not"):
                meaning()
            return Particulars(criteria=answers)
        case "request_changes":
            return _request(view, key)
        case "dispute" if view.refused("disputed", withdrawn=True) is None:
            show(Markup('<p class="cv-aside">A banner with your note appears on the page at once.</p>'))
            return Particulars(withdrawn=st.checkbox("Also take it down until this is resolved", key=f"cv_desk_withdraw_{key}"))
        case "submit":
            show(Markup('<p class="cv-aside">All rules and facts are run first, which takes 10 to 30 seconds.</p>'))
    return Particulars()


def _request(view: ReviewView, key: str) -> Particulars:
    high = "High: it cannot be signed off until you resolve this"
    levels = {"high": high, "low": "Low: worth doing, but it does not hold up the sign-off"}
    level = st.radio(
        "How much does it matter?", list(levels), format_func=levels.__getitem__, key=f"cv_desk_level_{key}", persist_state="session"
    )
    try:
        return Particulars(level=level or "high", about=about_field(view, key))
    except ValueError as error:
        return Particulars(level=level or "high", missing=str(error))
