"""Notices to those whose turn it has become: by e-mail, or by a command of the people who run the gallery. Off unless COVIS_NOTIFY is set.

    COVIS_NOTIFY=smtp://user:password@mail.example.org:587?from=covis@example.org       (smtps:// where TLS begins at once)
    COVIS_NOTIFY=command:/usr/local/bin/covis-notice                                    (gets one notice as JSON on its standard input)

Only the environment names it: a command in registry.yaml would let anyone who may edit that file run programs on the server.
"""

from __future__ import annotations

import json
import logging
import os
import shlex
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from covis.catalogue.files import GalleryFiles
from covis.catalogue.items import Items
from covis.review import wording
from covis.review.events import Event
from covis.review.turns import PEER, Turn

log = logging.getLogger("covis.catalogue")
SETTING = "COVIS_NOTIFY"
SECONDS = 30.0  # for a mail server or a command to answer


@dataclass(frozen=True)
class Notice:
    """The notice for one person. `address` is their e-mail address, "" if the gallery knows none; `link` is "" without COVIS_PUBLIC_URL."""

    person: str
    address: str
    visualisation: str
    title: str
    happened: str
    turn: str
    link: str

    def message(self, sender: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"] = sender, self.address
        message["Subject"] = f"Your turn: {self.title}"
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2] or None)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n\n".join(part for part in (self.happened, f"Your turn: {self.turn}", self.link) if part) + "\n")
        return message


Send = Callable[[Notice], None]


class Notices:
    """Sends notices in the background: no action waits for one, or fails because of one. A failure goes to the server's log."""

    def __init__(self, gallery: GalleryFiles, items: Items) -> None:
        """`items` give a title only where the recipient may read it."""
        self._files = gallery
        self._items = items
        self._send = sender(os.environ.get(SETTING, ""))
        self._pool = ThreadPoolExecutor(1, "covis-notices")  # it is waited for when the process ends, so that a command line sends too

    def after(self, id: str, event: Event) -> None:
        """Tell everybody for whom this event, which was just appended, brought a turn; not the person who did it."""
        if self._send is None:
            return
        try:
            notices = list(self._notices(id, event))
        except Exception:
            log.exception("Nobody could be told of the event %s of %s", event.id, id)
            return
        for notice in notices:
            self._pool.submit(self._deliver, notice)

    def finish(self) -> None:
        """Wait until all notices are sent."""
        self._pool.submit(lambda: None).result()

    def _notices(self, id: str, event: Event) -> Iterable[Notice]:
        registry, entry = self._files.registry, self._files.entry(id)
        source, events = self._files.source(id, entry)[0], self._files.log.read(id)[0]
        before = self._files.standing_after(entry, [one for one in events if one.id != event.id], source, registry)
        now = self._files.standing_after(entry, events, source, registry)
        had = {(person, turn.what) for turn in before.turn for person in turn.people}
        addresses = {person: login for login, person in registry.logins.items() if "@" in login}
        told: set[str] = set()
        for turn in now.turn:
            for person in self._new(turn, had, event.by):
                if person not in told:
                    told.add(person)
                    happened, item = wording.event_sentence(event, registry.people), self._items.get(id, viewer=person)
                    title = item.entry.title if item is not None else id
                    yield Notice(person, addresses.get(person, ""), id, title, happened, turn.what, desk_link(id))

    def _new(self, turn: Turn, had: set[tuple[str, str]], actor: str) -> Iterable[str]:
        if turn.role != PEER:  # what is open to many people is nobody's task
            yield from (person for person in turn.people if person != actor and (person, turn.what) not in had)

    def _deliver(self, notice: Notice) -> None:
        try:
            assert self._send is not None
            self._send(notice)
        except Exception as error:
            log.warning("%s was not told that it is their turn on %s: %s", notice.person, notice.visualisation, error)


def desk_link(id: str) -> str:
    """The address of the desk's page, "" if the gallery's own address is not set."""
    public = os.environ.get("COVIS_PUBLIC_URL", "").rstrip("/")
    return f"{public}/desk?{urlencode({'v': id})}" if public else ""


def sender(setting: str) -> Send | None:
    """What sends a notice; None where nothing is set. A setting that cannot be read is reported in the log, and nothing is sent."""
    setting = setting.strip()
    if not setting:
        return None
    scheme, _, rest = setting.partition(":")
    if scheme == "command" and (command := shlex.split(rest)):
        return lambda notice: _run(command, notice)
    try:
        if scheme in ("smtp", "smtps"):
            return _mail(setting)
        problem = "it begins with none of smtp:, smtps: and command:"
    except ValueError as error:
        problem = str(error)
    log.error("%s cannot be used, so no notices are sent: %s.", SETTING, problem)
    return None


def _run(command: list[str], notice: Notice) -> None:
    done = subprocess.run(command, input=json.dumps(asdict(notice)).encode(), capture_output=True, timeout=SECONDS)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise OSError(f"the command ended with {done.returncode}{': ' if last else ''}{''.join(last)}")


def _mail(setting: str) -> Send:
    """By a mail server. A password is sent only inside TLS. Raises ValueError where the address of the server says too little."""
    url = urlsplit(setting)
    from_ = parse_qs(url.query).get("from", [""])[0]
    if not url.hostname or "@" not in from_:
        raise ValueError("write smtp://host:port?from=covis@example.org")
    host, secure = url.hostname, url.scheme == "smtps"
    port = url.port or (465 if secure else 587)

    def send(notice: Notice) -> None:
        if not notice.address:
            return  # no address is known: the desk and the feed say the same
        message = notice.message(from_)
        context = ssl.create_default_context()
        with (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
            if secure
            else smtplib.SMTP(host, port, timeout=SECONDS) as server
        ):
            server.ehlo_or_helo_if_needed()
            encrypted = secure
            if not secure and server.has_extn("starttls"):
                server.starttls(context=context)
                encrypted = True
            if url.username:
                if not encrypted:
                    raise OSError("the mail server offers no TLS, so the password was not sent")
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message)

    return send
