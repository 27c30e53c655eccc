"""Who is there: by an identity provider's claims, by COVIS_USER, or nobody, and why. And the way back from signing in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from covis.shell.auth import identity, sign_in
from tests.shell.identity_provider import LOGINS

NOW = 1_800_000_000.0
CHECKED = {"email": "checker@example.org", "email_verified": True, "iat": NOW - 60, "exp": NOW + 3600}


# --- the claims


@pytest.mark.parametrize(
    ("changes", "settings", "counts"),
    [
        ({}, {}, True),
        ({"email_verified": "true"}, {}, True),
        ({"email_verified": False}, {}, False),
        ({"email_verified": "false"}, {}, False),
        ({"email_verified": 1.5}, {}, False),
        ({"email_verified": None}, {}, False),
        ({"email": ""}, {}, False),
        ({"email": ["checker@example.org"]}, {}, False),
        ({"email": "chec\u212aer@example.org"}, {}, False),  # a Kelvin sign
        ({"exp": NOW}, {}, False),
        ({"exp": "never"}, {}, False),
        ({"exp": True}, {}, False),
        ({"exp": NOW - 1}, {"hours": 8}, True),  # the gallery's own length counts instead
        ({"iat": NOW - 8 * 3600, "exp": NOW + 60}, {"hours": 8}, False),
        ({"iat": None}, {"hours": 8}, False),
        ({"email_verified": False, "upn": "checker@example.org"}, {"claim": "upn"}, True),
        ({}, {"claim": "upn"}, False),
    ],
)
def test_an_address_counts_only_verified_and_while_the_sign_in_lasts(
    changes: dict[str, Any], settings: dict[str, Any], counts: bool
) -> None:
    said = identity.identify({**CHECKED, **changes}, NOW, **settings)
    assert (said.problem == "") == counts
    assert counts is False or said.address == "checker@example.org"


def test_a_token_without_any_time_has_no_end() -> None:
    claims = {"email": "checker@example.org", "email_verified": True}
    assert identity.identify(claims, NOW).problem == ""
    assert identity.identify(claims, NOW, hours=8).problem == ""


# --- who is there


def script() -> None:
    import streamlit as st

    from covis.shell.auth import session

    st.session_state["who"] = session.current_visitor()
    session.badge()
    session.note()


@pytest.fixture
def ask(gallery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """`ask(claims, COVIS_USER=...)`: a page for somebody of whom a provider says these claims, on a server started like this."""
    logins = tmp_path / "logins.yaml"
    logins.write_text("".join(f"{id}: {login}\n" for id, login in LOGINS.items()), encoding="utf-8")
    monkeypatch.setenv("COVIS_LOGINS", str(logins))
    monkeypatch.delenv("COVIS_USER", raising=False)

    def asked(claims: dict[str, Any] | None = None, **environment: str) -> AppTest:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        app = AppTest.from_function(script, default_timeout=60)
        app.user = {"is_logged_in": True, **claims} if claims else {}
        app.run()
        assert not app.exception
        return app

    return asked


def said(app: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in app.get("html"))


def option(monkeypatch: pytest.MonkeyPatch, name: str, value: Any) -> None:
    given = st.get_option
    monkeypatch.setattr(st, "get_option", lambda asked: value if asked == name else given(asked))


def test_a_verified_address_is_its_contributor(ask: Callable[..., AppTest]) -> None:
    who = ask({"email": "Checker@example.org", "email_verified": True}).session_state["who"]
    assert (who.person, who.via, who.address) == ("example_staff", "oidc", "Checker@example.org")


def test_a_page_that_is_open_is_asked_again(ask: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    app = ask({**CHECKED, "exp": 2_000_000_000})
    assert app.session_state["who"].person == "example_staff"
    monkeypatch.setattr("covis.shell.auth.session.time.time", lambda: 2_000_000_000.0)
    app.run()
    assert app.session_state["who"].person is None
    assert "has ended" in said(app)


def test_a_sign_in_that_ends_soon_is_told_while_there_is_time(ask: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    app = ask({**CHECKED, "exp": 2_000_000_000})
    assert "ends in" not in said(app)
    monkeypatch.setattr("covis.shell.auth.session.time.time", lambda: 2_000_000_000.0 - 290)
    app.run()
    assert app.session_state["who"].person == "example_staff"
    assert "ends in 5 minutes" in said(app)


def test_who_says_to_be_signed_in_without_a_cookie_of_ours_is_nobody(ask: Callable[..., AppTest]) -> None:
    """Headers that a proxy is trusted for could say `is_logged_in`, as a text, and anybody's address."""
    for claims in ({"is_logged_in": "true"}, {"is_logged_in": 1}):
        assert ask({**CHECKED, "exp": 9e9, **claims}).session_state["who"].person is None


def test_headers_that_could_name_anybody_switch_signing_in_off(ask: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    option(monkeypatch, "server.trustedUserHeaders", {"X-Mail": "email"})
    who = ask({**CHECKED, "exp": 9e9}).session_state["who"]
    assert who.person is None
    assert "headers" in who.why


def test_nobody_is_there_where_nothing_is_set_up(ask: Callable[..., AppTest]) -> None:
    app = ask()
    assert app.session_state["who"].person is None
    assert "not set up" in app.session_state["who"].why
    assert said(app).strip() == ""


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST"])
def test_covis_user_counts_on_this_machine(ask: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    option(monkeypatch, "server.address", address)
    who = ask(COVIS_USER="example_staff").session_state["who"]
    assert (who.person, who.via) == ("example_staff", "cli")
    assert "a statement, not a proof" in who.why


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.5", "covis.example.org", "127.0.0.1.example.org"])
def test_covis_user_is_ignored_elsewhere_and_says_so(
    ask: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    option(monkeypatch, "server.address", address)
    app = ask(COVIS_USER="example_staff")
    assert app.session_state["who"].person is None
    assert "COVIS_USER is ignored" in said(app)
    assert any("COVIS_USER is ignored" in note for note in sign_in.configuration_notes())


def test_covis_user_who_is_nobody_is_told(ask: Callable[..., AppTest]) -> None:
    assert "contributors/ has nobody with that id" in said(ask(COVIS_USER="example_staf"))


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        ({}, True),
        ({"Host": "localhost:8501"}, True),
        ({"Host": "127.0.0.1"}, True),
        ({"Host": "[::1]:8501"}, True),
        ({"Host": "covis.example.org"}, False),
        ({"Host": "localhost.example.org"}, False),
        ({"Accept": "*/*"}, False),
        ({"Host": "localhost", "X-Forwarded-For": "203.0.113.7"}, False),
        ({"host": "localhost", "forwarded": "for=203.0.113.7"}, False),
    ],
)
def test_a_proxy_or_a_foreign_name_is_not_this_machine(headers: dict[str, str], here: bool) -> None:
    assert sign_in.asked_from_this_machine(headers) == here


# --- what is set up

ALL = {
    "COVIS_OIDC_URL": "https://id.example.org/.well-known/openid-configuration",
    "COVIS_OIDC_CLIENT_ID": "covis",
    "COVIS_OIDC_CLIENT_SECRET": "x",
    "COVIS_COOKIE_SECRET": "y" * 32,
    "COVIS_PUBLIC_URL": "https://covis.example.org/",
}


def test_the_environment_sets_up_a_provider_only_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALL.items():
        monkeypatch.setenv(name, value)
    secrets = sign_in.secrets()
    assert secrets is not None
    assert secrets["auth"]["redirect_uri"] == "https://covis.example.org/oauth2callback"
    assert sign_in.configuration_notes() == []
    monkeypatch.setenv("COVIS_USER", "example_staff")
    assert sign_in.configuration_notes() == ["COVIS_USER is ignored, because an identity provider is set up."]
    monkeypatch.delenv("COVIS_COOKIE_SECRET")
    assert sign_in.secrets() is None
    assert "COVIS_COOKIE_SECRET is missing" in sign_in.configuration_notes()[0]


def test_a_length_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("x", "-1", "0", "nan", "inf"):
        monkeypatch.setenv("COVIS_SIGN_IN_HOURS", wrong)
        assert sign_in.hours() is None
        assert any("COVIS_SIGN_IN_HOURS" in note for note in sign_in.configuration_notes())
    monkeypatch.setenv("COVIS_SIGN_IN_HOURS", "8")
    assert sign_in.hours() == 8


# --- the redirect back


@pytest.mark.parametrize("good", ["/", "/?v=swing#gamma=0.3", "/course?c=PHYS1", "/take-part", "/people?p=%C3%A4", "/?q=a//b"])
def test_a_page_of_this_server_is_a_way_back(good: str) -> None:
    assert sign_in.return_address(good, "") == good
    assert sign_in.return_address(f"/covis{good}", "/covis") == f"/covis{good}"


@pytest.mark.parametrize(
    "evil",
    [
        "",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example/",
        "javascript:alert(1)",
        "/x/../..//evil.example",
        "/?a=\r\nSet-Cookie: x=y",
        "/?a=\u2028",
        "/auth/login",
        "/oauth2callback?code=x",
        "evil",
    ],
)
def test_anything_else_leads_to_the_first_page(evil: str) -> None:
    assert sign_in.return_address(evil, "") == "/"
    assert sign_in.return_address(evil, "/covis") == "/covis/"


class Streamlits:
    """Stands in for Streamlit's routes: answers as they do."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.answer(scope, receive, send)


def back(answer: Response, path: str, noted: str = "/course?c=PHYS1") -> Any:
    client = TestClient(sign_in.SignInRedirect(Streamlits(answer)), follow_redirects=False, cookies={"covis_return": noted})
    return client.get(path)


def test_after_signing_in_the_noted_page_and_no_sign_of_failure() -> None:
    answer = RedirectResponse("/", 302)
    answer.set_cookie("_streamlit_user", "signed")
    response = back(answer, "/oauth2callback?code=x&state=y", "%2Fcourse%3Fc%3DPHYS1%23x")
    assert response.headers["location"] == "/course?c=PHYS1#x"
    assert "covis_return=;" in response.headers["set-cookie"]
    assert "covis_sign_in_failed" not in response.headers["set-cookie"]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/oauth2callback?code=x&state=y", RedirectResponse("/", 302)),
        ("/oauth2callback?error=access_denied", PlainTextResponse("not asked")),
        ("/auth/login?provider=x", PlainTextResponse("Authentication error", 400)),
        ("/auth/login?provider=expired", RedirectResponse("/", 302)),
    ],
)
def test_what_fails_comes_back_and_says_so(path: str, answer: Response) -> None:
    response = back(answer, path)
    assert (response.status_code, response.headers["location"]) == (302, "/course?c=PHYS1")
    assert "covis_sign_in_failed=yes" in response.headers["set-cookie"]


def test_signing_out_comes_back_and_is_no_failure() -> None:
    for path, answer in (("/oauth2callback", PlainTextResponse("not asked")), ("/auth/logout", RedirectResponse("/", 302))):
        response = back(answer, path)
        assert response.headers["location"] == "/course?c=PHYS1"
        assert "covis_sign_in_failed" not in response.headers["set-cookie"]


def test_the_way_to_the_provider_and_every_other_answer_are_let_alone() -> None:
    away = back(RedirectResponse("https://id.example.org/authorize", 302), "/auth/login?provider=x")
    assert away.headers["location"] == "https://id.example.org/authorize"
    assert "set-cookie" not in away.headers
    assert back(PlainTextResponse("x"), "/v/swing").text == "x"
