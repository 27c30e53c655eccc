"""A client of its own on the raw WebSocket of a real server: what no page offered it, it cannot do, whatever it sends."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.permissions.permissions_world import ID, World

SECRET = "a-cookie-secret-of-the-tests-0123456789"
Say = Callable[..., str]


@pytest.fixture(scope="module")
def address(world: World, serve: Callable[..., str]) -> str:
    provider = {
        "COVIS_OIDC_URL": "http://localhost:9/.well-known/openid-configuration",  # nobody signs in here: the cookies are made below
        "COVIS_OIDC_CLIENT_ID": "covis",
        "COVIS_OIDC_CLIENT_SECRET": "x",
        "COVIS_PUBLIC_URL": "http://localhost:{port}",
    }
    says = ("Origin mismatch", "Rejecting WebSocket connection with disallowed")
    return serve(world.root, says=says, COVIS_COOKIE_SECRET=SECRET, **provider)


def cookie(origin: str, column: str, secret: str = SECRET, **claims: Any) -> str:
    value = {
        "email": f"{column}@example.org",
        "email_verified": True,
        "sub": column,
        "iat": time.time(),
        "exp": time.time() + 600,
        **claims,
    }
    signed = create_signed_value(secret, "_streamlit_user", json.dumps({**value, "origin": origin, "is_logged_in": True}))
    return f"_streamlit_user={signed.decode()}"


def session(address: str, user: str = "", *, xsrf: bool = True) -> ClientConnection:
    """A session as a browser opens it, with this cookie."""
    token = generate_xsrf_token_string()
    return connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        origin=Origin(address),
        subprotocols=[Subprotocol("streamlit"), Subprotocol(token if xsrf else "x")],
        additional_headers={"Cookie": f"_streamlit_xsrf={token}; {user}"},
        max_size=None,
        proxy=None,
    )


def run(here: ClientConnection, *clicks: str) -> tuple[dict[str, str], str]:
    """Run the desk's page with these buttons clicked: the ids of its buttons by key, and all that it says."""
    message = BackMsg()
    message.rerun_script.query_string = f"v={ID}"
    message.rerun_script.page_name = "desk"
    message.rerun_script.widget_states.widgets.extend(WidgetState(id=id, trigger_value=True) for id in clicks)
    here.send(message.SerializeToString())
    buttons: dict[str, str] = {}
    words: list[str] = []
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(here.recv(timeout=60))
        element = answer.delta.new_element
        if element.WhichOneof("type") == "button":
            buttons[element.button.id.rsplit("-", 1)[-1]] = element.button.id
        elif element.WhichOneof("type") == "html":
            words.append(element.html.body)
        elif answer.WhichOneof("type") == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return buttons, " ".join(words)


def accepts(buttons: dict[str, str]) -> str:
    return next((id for key, id in buttons.items() if "cv_desk_button_accept_" in key), "")


def test_a_forged_click_on_the_raw_socket_does_nothing(world: World, address: str) -> None:
    world.stand("new", "")
    with session(address, cookie(address, "coder")) as here:
        buttons, _ = run(here)
    forged = accepts(buttons)
    assert forged, buttons
    now = time.time()
    for user, xsrf, words in (
        ("", True, "Sign in first"),
        (cookie(address, "student"), True, ""),
        (cookie(address, "stranger"), True, "Nobody in this gallery signs in as stranger@example.org"),
        (cookie(address, "coder", email_verified=False), True, "not verified"),
        (cookie(address, "coder", iat=now - 7200, exp=now - 1), True, "has ended"),
        (cookie(address, "coder", secret="another-secret-that-is-not-the-servers"), True, "Sign in first"),
        (cookie("http://evil.example", "coder"), True, "Sign in first"),
        (cookie(address, "coder"), False, "Sign in first"),  # without the page's own token a cookie says nothing
    ):
        with session(address, user, xsrf=xsrf) as here:
            seen, said = run(here)
            assert not accepts(seen)
            assert words in said
            run(here, forged)
        assert world.records() == b"", user
    with session(address, cookie(address, "coder")) as here:
        run(here)
        run(here, forged)
    assert world.records().count(b"\n") == 1


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost", "https://evil.example"),
        ("localhost", "http://localhost:9"),  # another program of this machine
        ("localhost", "null"),
        ("evil.example", "http://evil.example"),  # a foreign name that leads here (DNS rebinding)
        ("evil.example", None),
    ],
)
def test_another_origin_or_host_gets_no_session(address: str, host: str, origin: str | None) -> None:
    port = address.rsplit(":", 1)[1]
    given = f"{origin}:{port}" if origin == "http://evil.example" else origin
    with socket.create_connection(("localhost", int(port))) as line, pytest.raises(InvalidStatus, match="403"):
        connect(f"ws://{host}:{port}/_stcore/stream", origin=given, sock=line, proxy=None)  # type: ignore[arg-type]
