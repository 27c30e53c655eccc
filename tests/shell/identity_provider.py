"""A real identity provider on loopback for the tests, the people that it knows, and a gallery that knows some of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from oidc_provider_mock import User, run_server_in_thread
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

SECRET = "a-cookie-secret-of-the-tests-0123456789"
LOGINS = {
    "example_student": "coder@example.org",
    "example_peer": "peer@example.org",
    "example_staff": "checker@example.org",
    "example_maintainer": "maintainer@example.org",
}
PEOPLE: dict[str, dict[str, object]] = {
    "coder": {"email": "coder@example.org", "email_verified": True},
    "peer": {"email": "Peer@Example.ORG", "email_verified": True},
    "checker": {"email": "checker@example.org", "email_verified": True},
    "maintainer": {"email": "maintainer@example.org", "email_verified": "true"},
    "stranger": {"email": "stranger@elsewhere.org", "email_verified": True},
    "unverified": {"email": "checker@example.org", "email_verified": False},
    "unsaid": {"email": "checker@example.org", "preferred_username": "checker@example.org"},
    "nameless": {"name": "No Address"},
}


@contextmanager
def provider() -> Iterator[str]:
    """The provider's address. It knows PEOPLE, and gives whoever asks for one of them."""
    with run_server_in_thread(user_claims=[User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]) as server:
        yield f"http://localhost:{server.server_port}"


def environment(address: str, logins: Path) -> dict[str, str]:
    """For a server on localhost that signs people in with this provider. Streamlit puts its own port in."""
    logins.write_text("".join(f"{id}: {login}\n" for id, login in LOGINS.items()), encoding="utf-8")
    return {
        "COVIS_OIDC_URL": f"{address}/.well-known/openid-configuration",
        "COVIS_OIDC_CLIENT_ID": "covis",
        "COVIS_OIDC_CLIENT_SECRET": "a-secret",
        "COVIS_COOKIE_SECRET": SECRET,
        "COVIS_PUBLIC_URL": "http://localhost:{port}",
        "COVIS_LOGINS": str(logins),
    }


def cookie(origin: str, **claims: Any) -> Any:
    """The cookie that Streamlit would have set after a sign-in with these claims."""
    value = json.dumps({**claims, "origin": origin, "is_logged_in": True, "provider": "default"})
    return {"name": "_streamlit_user", "value": create_signed_value(SECRET, "_streamlit_user", value).decode(), "url": origin}
