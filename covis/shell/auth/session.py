"""Who is looking at the page, and the actions in their name. Nothing here is remembered between two runs.

There are two ways to be identified: by an identity provider (`st.login`, `via` oidc) or, if none is configured and the
server listens on this machine alone, the environment variable COVIS_USER (`via` cli: a statement, not a proof).
"""

from __future__ import annotations

import logging
import math
import os
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st
from markupsafe import Markup

from covis.catalogue import Refused, StoreError, UnfinishedError
from covis.registry.models import Via
from covis.review.events import Event
from covis.review.rules import Refusal
from covis.shell.auth import identity, sign_in
from covis.shell.context import get_catalogue
from covis.shell.widgets.component import component
from covis.shell.widgets.html import base, sentence, show

log = logging.getLogger("covis.shell")
_SOON = 600.0  # seconds before a sign-in ends in which the page says so
_ENDED: set[tuple[str, ...]] = set()  # sign-ins that somebody has ended here, while other windows of the browser may still be open


@dataclass(frozen=True)
class Visitor:
    """The visitor. `person`: a contributor's id, or None; `why` explains why there is none, or how they are signed in.

    `address` is their address at the identity provider, even if no contributor has it as a login. `ends` are the seconds until they
    must sign in again.
    """

    person: str | None = None
    via: Via | None = None
    why: str = ""
    address: str = ""
    ends: float = math.inf


def current_visitor() -> Visitor:
    """The visitor, by contributors/ as it is now. Never keep the answer: somebody may be removed while their page is open."""
    if _signed_in():
        return _from_provider(st.user.to_dict())
    if sign_in.provider() is None:
        return _from_environment()
    if _wrong_origin():
        return Visitor(why=f"Signing in works at {sign_in.origin()}, and this page was opened at {_page_origin()}. Open it there.")
    return Visitor(why="Sign in first: the button is at the top of the page.")


def act(action: Callable[[str, Via], Event]) -> Event | None:
    """Run an action in the visitor's name and return its event. If it is refused or fails, say so on the page and return None.

    The visitor is identified again here, so that an open page, a fragment or a forged click cannot claim to be somebody.
    """
    now = current_visitor()
    if now.person is None or now.via is None:
        _refused(Refusal("Nothing was saved, because you are not signed in as somebody whom this gallery knows.", now.why))
        return None
    try:
        return action(now.person, now.via)
    except Refused as refused:
        _refused(refused.refusal)
    except StoreError as error:
        log.error("An action could not be recorded: %s", error)
        _not_saved(sentence(error.problem), sentence(error.way_out))
    except UnfinishedError as error:
        log.warning("An action could not be finished: %s", error)
        _not_saved(sentence(error.problem), sentence(error.way_out), title="Not finished")
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("An action failed (reference %s)", reference)
        _not_saved(
            Markup(
                "Something went wrong on our side. What you wrote is still here. Reload the page to see whether it was saved, then "
                "try again; if it happens again, give the people who run this gallery the reference <code>{}</code>."
            ).format(reference)
        )
    return None


def _not_saved(*paragraphs: str, title: str = "This could not be saved") -> None:
    """A failure of the store or of our own, not a refusal by the rules."""
    show(
        Markup('<section class="cv-notice cv-notice-problem" role="alert"><h2>{}</h2>{}</section>').format(
            title, Markup().join(Markup("<p>{}</p>").format(one) for one in paragraphs)
        )
    )


def _refused(refusal: Refusal) -> None:
    show(
        Markup('<section class="cv-notice cv-notice-problem" role="alert"><h2>Not done</h2><p>{}</p><p>{}</p></section>').format(
            sentence(refusal.rule), sentence(refusal.way_out)
        )
    )


# --- by the identity provider


def _signed_in() -> bool:
    """Only a cookie that this server signed makes this true."""
    return st.user.get("is_logged_in", False) is True


def _from_provider(claims: dict[str, Any]) -> Visitor:
    if st.get_option("server.trustedUserHeaders"):
        return Visitor(why="Nobody can sign in here: the server trusts user names in request headers, which anybody can forge.")
    now = time.time()
    claimed = identity.identify(claims, now, claim=sign_in.claim(), hours=sign_in.hours())
    if _sign_in_id(claims) in _ENDED:
        return Visitor(why="You have signed out in another window. Reload the page.", address=claimed.address)
    if claimed.problem:
        return Visitor(why=claimed.problem, address=claimed.address)
    registry = get_catalogue().registry
    person = registry.person_by_login(claimed.address)
    if person is None or person not in registry.people:
        why = f"Nobody in this gallery signs in as {claimed.address}. A maintainer can add that address to your file in contributors/."
        return Visitor(why=why, address=claimed.address)
    return Visitor(person, "oidc", f"{registry.people[person].name}, signed in as {claimed.address}.", claimed.address, claimed.until - now)


def _sign_in_id(claims: dict[str, Any]) -> tuple[str, ...]:
    """What distinguishes one sign-in from another of the same person; () if nothing does."""
    parts = tuple(str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce"))
    return parts if parts[2] or parts[3] else ()


def _page_origin() -> str:
    return str(st.context.headers.get("Origin") or "")


def _wrong_origin() -> bool:
    """Whether the page was opened at another origin than the configured one, where signing in would not work."""
    return _page_origin() not in ("", sign_in.origin())


def _address_at_origin() -> str:
    """The address of this page at the configured origin."""
    asked = urlencode(st.query_params.to_dict())
    path = urlsplit(st.context.url or "").path or f"{base()}/"
    return f"{sign_in.origin()}{path}{'?' if asked else ''}{asked}"


# --- by COVIS_USER


def _from_environment() -> Visitor:
    """The person named by COVIS_USER, if the server listens on this machine only and the request comes from it."""
    name = os.environ.get("COVIS_USER", "").strip()
    if not name:
        return Visitor(why="Signing in is not set up here, so you can read everything and sign nothing.")
    if not sign_in.on_loopback():
        return Visitor(why="COVIS_USER is ignored: it works only on a server that listens on this machine alone (127.0.0.1).")
    if not sign_in.asked_from_this_machine(st.context.headers.to_dict()):
        return Visitor(why="COVIS_USER is ignored: this page was not requested from this machine. Open it at localhost, without a proxy.")
    person = get_catalogue().registry.people.get(name)
    if person is None:
        return Visitor(why=f"COVIS_USER names {name}, but contributors/ has nobody with that id.")
    return Visitor(name, "cli", f"{person.name}, because the server was started with COVIS_USER={name}. This is a statement, not a proof.")


# --- in the head of every page

_mount = component("sign-in", '<button type="button" class="cv-sign-button"></button>', Path(__file__).parent / "sign_in_button.js")


def button(label: str, *, key: str) -> bool:
    """A button that leaves the page for the identity provider: True in the run after it was pressed."""
    data = {"label": label, "cookie": sign_in.RETURN, "path": f"{base()}/"}
    return bool(_mount(data=data, key=key, on_pressed_change=lambda: None).pressed)


def badge() -> None:
    """In the header of every page: a button to sign in, or who is signed in and a button to sign out."""
    now, signed_in = current_visitor(), _signed_in()
    offered = sign_in.provider() is not None and (now.person is None or now.ends < _SOON) and not _wrong_origin()
    if now.person is None and not signed_in and not offered:
        return
    with st.container(key="cv_visitor", horizontal=True, width="content", vertical_alignment="center", gap="small"):
        name = get_catalogue().registry.people[now.person].name if now.person else now.address
        if name:
            show(Markup('<p class="cv-visitor{}" title="{}">{}</p>').format("" if now.person else " cv-visitor-nobody", now.why, name))
        if offered and button("Sign in again" if signed_in else "Sign in", key="cv_sign_in"):
            st.login(sign_in.provider())
        if signed_in and button("Sign out", key="cv_sign_out"):
            _ENDED.update({_sign_in_id(st.user.to_dict())} - {()})
            st.logout()


def note() -> None:
    """Below the header of every page: why signing in did not work, or that a sign-in ends soon."""
    now = current_visitor()
    if now.person is not None:
        if now.ends < _SOON:
            left = max(1, round(now.ends / 60))
            _show_note(
                f"Your sign-in ends in {left} minute{'' if left == 1 else 's'}. Finish what you are writing, or sign in again first."
            )
        return
    text = now.why
    if not _signed_in() and sign_in.provider() is not None:
        if _wrong_origin():
            text = Markup('{} <a href="{}" target="_self">Open it there</a>.').format(
                now.why.removesuffix(" Open it there."), _address_at_origin()
            )
        elif st.context.cookies.get(sign_in.FAILED):
            text = "Signing in did not work. Try again; if it fails again, tell the people who run this gallery."
        else:
            return
    elif not _signed_in() and not os.environ.get("COVIS_USER"):
        return
    _show_note(text)


def _show_note(text: str) -> None:
    show(Markup('<p class="cv-visitor-note" role="status">{}</p>').format(text))
