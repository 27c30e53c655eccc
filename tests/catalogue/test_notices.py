"""Notices: who is told of what, by a real mail server on this machine and by a command. No action waits for them or fails with them."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from covis.catalogue import Catalogue
from tests.catalogue.catalogue_world import CHECKER, CODER, ID, PEER, Toolchain


class Mailbox:
    """What the mail server was given."""

    def __init__(self) -> None:
        self.messages: list[tuple[list[str], EmailMessage]] = []
        self.bodies: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        self.messages.append((list(envelope.rcpt_tos), message))
        self.bodies.append(message.get_content())
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, f"127.0.0.1:{port}"
    finally:
        server.stop()


@pytest.fixture
def addressed(gallery: Path) -> Path:
    """The gallery with an address for everybody."""
    for path in (gallery / "contributors").glob("*.yaml"):
        path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\nlogin: {path.stem}@example.org\n", encoding="utf-8")
    return gallery


def told(catalogue: Catalogue) -> None:
    """Both accept, the coder submits, a student reviews: the turn goes to and fro."""
    catalogue.actions.accept(ID, CODER, "cli")
    catalogue.actions.accept(ID, CHECKER, "cli")
    catalogue.actions.submit(ID, CODER, "cli")
    catalogue.actions.review(ID, PEER, "cli", note="A secret note.")
    catalogue.notices.finish()


def test_by_mail_everybody_is_told_when_it_becomes_their_turn(
    addressed: Path, toolchain: Toolchain, mail: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, server = mail
    monkeypatch.setenv("COVIS_NOTIFY", f"smtp://{server}?from=covis@example.org")
    monkeypatch.setenv("COVIS_PUBLIC_URL", "https://covis.example.org/")
    catalogue = Catalogue(addressed)
    told(catalogue)
    assert [to for to, _ in box.messages] == [["example_staff@example.org"]], "not who did it, and not those who merely may"
    message = box.messages[0][1]
    body = box.bodies[0]
    assert message["From"] == "covis@example.org" and message["Subject"].startswith("Your turn: ")
    assert "Review the submitted edition" in body and f"https://covis.example.org/desk?v={ID}" in body and "A secret note" not in body
    catalogue.actions.request_changes(ID, CHECKER, "cli", level="high", note="The sign.")
    catalogue.notices.finish()
    assert [to for to, _ in box.messages[1:]] == [["example_student@example.org"]]


def test_by_command_with_one_notice_as_json(addressed: Path, toolchain: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "notice.py"
    script.write_text(f"import sys\nopen({str(tmp_path / 'told')!r}, 'ab').write(sys.stdin.buffer.read() + b'\\n')\n", encoding="utf-8")
    monkeypatch.setenv("COVIS_NOTIFY", f"command:{sys.executable} {script}")
    told(Catalogue(addressed))
    (notice,) = [json.loads(line) for line in (tmp_path / "told").read_text(encoding="utf-8").splitlines()]
    assert (notice["person"], notice["visualisation"]) == (CHECKER, ID) and notice["turn"].startswith("Review the submitted edition")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("smtp://127.0.0.1:1?from=covis@example.org", "was not told"),
        (f"command:{sys.executable} -c 'raise SystemExit(3)'", "the command ended with 3"),
        ("smtp://127.0.0.1", "write smtp://host:port?from="),
        ("pigeon:home", "begins with none of"),
    ],
)
def test_a_notice_that_fails_is_in_the_log_and_the_action_is_recorded(
    addressed: Path, toolchain: Toolchain, setting: str, said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("COVIS_NOTIFY", setting)
    catalogue = Catalogue(addressed)
    told(catalogue)
    assert said in caplog.text and len(catalogue.log.read(ID)[0]) == 4


def test_no_password_is_sent_to_a_server_without_tls(
    addressed: Path, toolchain: Toolchain, mail: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    box, server = mail
    monkeypatch.setenv("COVIS_NOTIFY", f"smtp://covis:secret@{server}?from=covis@example.org")
    told(Catalogue(addressed))
    assert box.messages == [] and "offers no TLS" in caplog.text and "secret" not in caplog.text


def test_it_is_off_unless_somebody_turns_it_on(
    addressed: Path, toolchain: Toolchain, mail: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COVIS_NOTIFY", raising=False)
    told(Catalogue(addressed))
    assert mail[0].messages == []
