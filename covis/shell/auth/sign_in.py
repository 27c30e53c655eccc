"""The server's side of signing in: the identity provider's configuration, and the redirect back to the page where somebody was.

The provider is set up in `.streamlit/secrets.toml` or with environment variables (docs/deploying.md). Streamlit talks to it; what
Streamlit does not do is here. It always comes back to `/`: `SignInRedirect` leads on to the address that the browser noted on leaving.
"""

from __future__ import annotations

import ipaddress
import math
import os
import re
import warnings
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import streamlit as st
from authlib.deprecate import AuthlibDeprecationWarning  # type: ignore[import-untyped]
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_origin_from_redirect_uri, validate_auth_credentials
from streamlit.errors import StreamlitAuthError

from covis.shell.auth.identity import DEFAULT_CLAIM

CALLBACK = "/oauth2callback"
RETURN = "covis_return"  # a cookie: where to go after signing in or out, written by the page for a quarter of an hour
FAILED = "covis_sign_in_failed"  # a cookie: signing in did not work, for the next page to show

VARIABLES = {
    "server_metadata_url": "COVIS_OIDC_URL",
    "client_id": "COVIS_OIDC_CLIENT_ID",
    "client_secret": "COVIS_OIDC_CLIENT_SECRET",
    "cookie_secret": "COVIS_COOKIE_SECRET",
    "redirect_uri": "COVIS_PUBLIC_URL",
}
_PAGE = re.compile(r"/[a-z0-9-]*(\?[!-\"$-~]*)?(#[!-~]*)?")  # the shell's pages have one name, and an address is printable ASCII
_LONGEST = 4096  # characters of an address to come back to: browsers keep no longer cookie


# Authlib warns of a package that Streamlit chose for it: nothing that the people who run a gallery could change.
warnings.filterwarnings("ignore", category=AuthlibDeprecationWarning)


# --- what is set up


def secrets() -> dict[str, Any] | None:
    """For `st.App`: the provider as set in the environment; None if a variable is missing."""
    given = {name: os.environ.get(variable, "").strip() for name, variable in VARIABLES.items()}
    if not all(given.values()):
        return None
    return {"auth": {**given, "redirect_uri": given["redirect_uri"].rstrip("/") + CALLBACK}}


def provider() -> str | None:
    """The provider's name for `st.login`; None if there is none or its configuration is incomplete."""
    name = _name()
    return name if name is not None and not _missing(name) else None


def origin() -> str:
    """The one origin at which signing in works, such as https://covis.example.org."""
    return get_origin_from_redirect_uri() or ""


def claim() -> str:
    """Which of the provider's claims is matched to `login`."""
    return os.environ.get("COVIS_LOGIN_CLAIM", "").strip() or DEFAULT_CLAIM


def hours() -> float | None:
    """How long a sign-in lasts, in hours after it; None: as long as the provider's token says."""
    try:
        value = float(os.environ.get("COVIS_SIGN_IN_HOURS", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None


def on_loopback() -> bool:
    """Whether the server listens on this machine alone."""
    return _loopback(str(st.get_option("server.address") or ""))


def asked_from_this_machine(headers: Mapping[str, str]) -> bool:
    """Whether the request comes from a browser on this machine, directly and by a name of this machine.

    `headers` are the session's; none at all are a test's, which has no browser.
    """
    if any(name.lower() in ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip") for name in headers):
        return False
    return not headers or _loopback(urlsplit(f"//{headers.get('Host', '')}").hostname or "")


def _loopback(name: str) -> bool:
    name = name.strip().strip("[]").lower()
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def configuration_notes() -> list[str]:
    """What is configured and will not work, in sentences, for the person who starts the server."""
    notes = []
    missing = [variable for variable in VARIABLES.values() if not os.environ.get(variable, "").strip()]
    if missing and any(os.environ.get(variable) for variable in list(VARIABLES.values())[:3]):
        notes.append(f"Signing in is not set up by the environment: {', '.join(missing)} is missing.")
    complete, name = secrets(), _name()
    if complete is None and name is not None and (wrong := _missing(name)):
        notes.append(f"Signing in is switched off: {wrong}")
    signs = complete is not None or (name is not None and not _missing(name))
    if os.environ.get("COVIS_USER"):
        if signs:
            notes.append("COVIS_USER is ignored, because an identity provider is set up.")
        elif not on_loopback():
            notes.append("COVIS_USER is ignored: it works only on a server that listens on this machine alone (127.0.0.1).")
    if os.environ.get("COVIS_SIGN_IN_HOURS") and hours() is None:
        notes.append("COVIS_SIGN_IN_HOURS is ignored: it has to be a number of hours above 0.")
    if signs and st.get_option("server.trustedUserHeaders"):
        notes.append("Nobody can sign in, because server.trustedUserHeaders is set: anybody could forge such a header. Remove the setting.")
    return notes


def _section() -> Mapping[str, Any]:
    return st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}


def _name() -> str | None:
    section = _section()
    if not section:
        return None
    named = [name for name, value in section.items() if isinstance(value, Mapping) and "client_id" in value]
    return "default" if "client_id" in section or not named else named[0]


def _missing(name: str) -> str:
    """Why `st.login` does not work, "" if it does."""
    try:
        validate_auth_credentials(name)
    except StreamlitAuthError as error:
        return str(error)
    return "" if origin() else "redirect_uri is not an address."


# --- the redirect back


def return_address(given: str, base: str) -> str:
    """The address that a browser stored, if it is a page of this server; otherwise the first page. Nothing leads to another site."""
    path = given.removeprefix(base)
    inside = len(given) <= _LONGEST and given.startswith(f"{base}/") and _PAGE.fullmatch(path) is not None and not path.startswith(CALLBACK)
    return given if inside else f"{base}/"


class SignInRedirect:
    """ASGI middleware around Streamlit's sign-in routes: redirects to the stored page, and reports a failed sign-in."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self.app = app
        self.base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(self.base) if scope["type"] == "http" else ""
        if path not in (CALLBACK, "/auth/login", "/auth/logout"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        to = return_address(unquote(request.cookies.get(RETURN, "")), self.base)
        if path == CALLBACK and "code" not in request.query_params:
            # Back from signing out; or the provider refused, or the person cancelled.
            response = RedirectResponse(to, status_code=302)
            self._forget(response.headers, failed="error" in request.query_params)
            await response(scope, receive, send)
            return

        async def back(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                here = headers.get("location") == f"{self.base}/"
                if message["status"] == 400 or (path != "/auth/logout" and here):
                    message["status"] = 302  # a provider that does not answer is a plain 400 otherwise
                    self._forget(headers, failed=path != CALLBACK or not _signed_in(headers))
                    here = True
                elif here:
                    self._forget(headers)
                if here:
                    headers["location"] = to
            await send(message)

        await self.app(scope, receive, back)

    def _forget(self, headers: MutableHeaders, *, failed: bool = False) -> None:
        headers.append("set-cookie", f"{RETURN}=; Max-Age=0; Path={self.base}/; SameSite=Lax")
        if failed:
            headers.append("set-cookie", f"{FAILED}=yes; Max-Age=30; Path={self.base}/; SameSite=Lax; HttpOnly")


def _signed_in(headers: MutableHeaders) -> bool:
    return any(one.startswith("_streamlit_user=") and not one.startswith('_streamlit_user=""') for one in headers.getlist("set-cookie"))
