"""Who is looking at the page, and what they do under their name. Asked anew each time: nothing here is remembered between two runs.

There are two ways to be somebody: an identity provider's word (`st.login`, `via` oidc), or, where none is configured and the
server listens on this machine alone, the environment variable COVIS_USER (`via` cli: a statement, not a proof).
"""

from __future__ import annotations

import ipaddress
import logging
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from covis.catalogue import Refused
from covis.registry.models import Via
from covis.review.events import Event
from covis.review.rules import Refusal
from covis.shell.html import escape, show
from covis.shell.state import catalogue

log = logging.getLogger("covis.shell")


@dataclass(frozen=True)
class Visitor:
    """Who is there. `person`: a contributor's id, or None; `why` says in words why it is nobody, or as whom they are signed in."""

    person: str | None = None
    via: Via | None = None
    why: str = ""
    address: str = ""


def visitor() -> Visitor:
    """Who is there now, by contributors/ as it is now. Never keep the answer: somebody may be removed while their page is open."""
    return _stated()


def act(action: Callable[[str, Via], Event]) -> Event | None:
    """Do something in the name of whoever is there, and give the event; where it is refused, say so on the page and give None.

    Who is there is asked here again, so that a page that is still open, a fragment or a forged click cannot say it.
    """
    now = visitor()
    if now.person is None or now.via is None:
        _refused(Refusal("Nothing was written, because nobody is signed in.", now.why))
        return None
    try:
        return action(now.person, now.via)
    except Refused as refused:
        _refused(refused.refusal)
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("An action failed (reference %s)", reference)
        show(
            '<section class="cv-notice cv-notice-problem" role="alert"><h2>This could not be saved</h2><p>Something went wrong on our '
            "side. What you wrote is still here. Reload the page to see whether it was saved, then try again; if it happens once more, "
            f"give the people who run this gallery the reference <code>{reference}</code>.</p></section>"
        )
    return None


def _refused(refusal: Refusal) -> None:
    show(
        '<section class="cv-notice cv-notice-problem" role="alert"><h2>Not done</h2>'
        f"<p>{escape(refusal.rule)}</p><p>{escape(refusal.way_out)}</p></section>"
    )


def badge() -> None:
    """In the head of every page: who is signed in."""
    now = visitor()
    if now.person is not None:
        show(f'<p class="cv-who">{escape(catalogue().registry.people[now.person].name)}</p>')


# --- COVIS_USER


def _stated() -> Visitor:
    """The person whom COVIS_USER names, where the server listens on this machine alone."""
    name = os.environ.get("COVIS_USER", "").strip()
    if not name:
        return Visitor(why="Signing in is not set up here, so everything can be read and nothing signed.")
    if not on_loopback():
        return Visitor(why="COVIS_USER is ignored: it counts only on a server that listens on this machine alone (127.0.0.1).")
    person = catalogue().registry.people.get(name)
    if person is None:
        return Visitor(why=f"COVIS_USER names {name}, and nobody in contributors/ has that id.")
    return Visitor(name, "cli", f"{person.name}, because this server was started with COVIS_USER={name}. A statement, not a proof.")


def on_loopback() -> bool:
    """Whether the server listens on this machine alone."""
    address = str(st.get_option("server.address") or "").strip().lower()
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
