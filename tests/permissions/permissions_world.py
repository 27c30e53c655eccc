"""A gallery with somebody in every column of the table, the ways in which it can stand, and each row's action."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from covis.catalogue import Catalogue, Refused
from covis.editions.releases import release_ids
from covis.registry.models import Via
from covis.review.criteria import CRITERIA
from covis.review.events import Event

REPOSITORY = Path(__file__).resolve().parents[2]
ID = "damped_oscillator"
ALL = {criterion.id: True for criterion in CRITERIA}

# Beside everybody in a column there is another of their kind: what is in the log already comes from them.
PEOPLE = {
    "coder": "student",
    "coder_two": "student",
    "student": "student",
    "reviewer": "student",
    "checker": "staff",
    "checker_two": "staff",
    "staff": "staff",
    "maintainer": "staff",
    "keeper": "staff",
}
REGISTRY = """\
gallery:
  title: Permissions
  maintainers: [maintainer, keeper]
  policy: {{visibility: {visibility}, accept_via: [{via}]}}
visualisations:
  damped_oscillator:
    title: What friction does to a swing
    coders: [coder, coder_two]
    fact_checkers: [checker, checker_two]
"""


def write_registry(root: Path, visibility: str = "all", via: str = "oidc, cli, git") -> None:
    (root / "registry.yaml").write_text(REGISTRY.format(visibility=visibility, via=via), encoding="utf-8")


def write_gallery(root: Path) -> Path:
    (root / "contributors").mkdir(parents=True)
    for id, role in PEOPLE.items():
        text = f"name: {id.replace('_', ' ').title()}\nrole: {role}\nlogin: {id}@example.org\n"
        (root / "contributors" / f"{id}.yaml").write_text(text, encoding="utf-8")
    shutil.copytree(
        REPOSITORY / "tests" / "gallery" / "visualisations" / ID,
        root / "visualisations" / ID,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    write_registry(root)
    return root


@dataclass
class World:
    """The gallery; `stand` puts it into a stage, quickly: the log of each stage is made once, with the real actions, and kept."""

    root: Path

    def __post_init__(self) -> None:
        self.catalogue = Catalogue(self.root)
        self._log = self.root / "records" / f"{ID}.jsonl"
        self._kept: dict[str, bytes] = {}

    def records(self) -> bytes:
        """The whole log, byte for byte."""
        return self._log.read_bytes() if self._log.exists() else b""

    def stand(self, stage: str, actor: str) -> None:
        """As the row says, for whoever is about to act; `by themselves` is in the actor's own name."""
        if "keeper]" in (self.root / "registry.yaml").read_text(encoding="utf-8").partition("fact_checkers")[2]:
            write_registry(self.root)  # an offer was accepted meanwhile
        key = f"{stage} {actor}" if stage.endswith("themselves") else stage
        if key not in self._kept:
            getattr(self, "_" + stage.replace(" ", "_"))(actor)
            self._kept[key] = self.records()
        self.write(self._kept[key])

    def write(self, content: bytes) -> None:
        """The log as if somebody had written these bytes."""
        self._log.parent.mkdir(exist_ok=True)
        fresh = self._log.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.replace(self._log)

    def say(self, action: str, by: str, **more: Any) -> Event:
        event: Event = getattr(self.catalogue.actions, action)(ID, by, "git", **more)
        return event

    # --- the stages, each on top of another

    def _new(self, actor: str) -> None:
        self.write(b"")

    def _accepted(self, actor: str) -> None:
        self.stand("new", actor)
        for person in ("coder", "coder_two", "checker", "checker_two"):
            self.say("accept", person)

    def _offered_by_another(self, actor: str) -> None:
        self.stand("accepted", actor)
        self.say("offer", "keeper")

    def _decided(self, actor: str) -> None:
        self.stand("accepted", actor)
        self.say("decide", "coder_two", note="We leave air resistance out.")

    def _submitted(self, actor: str) -> None:
        self.stand("accepted", actor)
        self.say("submit", "coder_two")

    def _reviewed(self, actor: str) -> None:
        self.stand("submitted", actor)
        self.say("review", "reviewer", note="Clear.")

    def _requested_by_another(self, actor: str) -> None:
        self.stand("reviewed", actor)
        self.say("request_changes", "checker_two", level="high", note="The sign of the second term.")

    def _requested_by_themselves(self, actor: str) -> None:
        self.stand("reviewed", actor)
        self._if_they_may("request_changes", actor, level="high", note="The sign of the second term.")

    def _released(self, actor: str) -> None:
        self.stand("reviewed", actor)
        edition = self.catalogue.editions.submitted(ID)
        self.say("sign_off", "checker_two", edition=edition.digest, criteria=ALL)
        assert edition.digest in release_ids(self.root, ID)

    def _disputed_by_another(self, actor: str) -> None:
        self.stand("released", actor)
        self.say("dispute", "keeper", note="It gains energy.")

    def _disputed_by_themselves(self, actor: str) -> None:
        self.stand("released", actor)
        self._if_they_may("dispute", actor, note="It gains energy.")

    def _asked_to_retire(self, actor: str) -> None:
        self.stand("released", actor)
        self.say("retire", "coder_two")

    def _retired(self, actor: str) -> None:
        self.stand("released", actor)
        self.say("retire", "keeper")

    def _asked_to_reinstate(self, actor: str) -> None:
        self.stand("retired", actor)
        self.say("reinstate", "coder_two")

    def _if_they_may(self, action: str, actor: str, **more: Any) -> None:
        """Who may not raise something has nothing of their own to resolve."""
        with suppress(Refused):
            self.say(action, actor, **more)


def last(catalogue: Catalogue) -> str:
    """The id of the last event: what the row's action answers."""
    return catalogue.log.read(ID)[0][-1].id


def sign_off(catalogue: Catalogue, by: str, via: Via) -> Event:
    return catalogue.actions.sign_off(ID, by, via, edition=catalogue.editions.submitted(ID).digest, criteria=ALL)


def resolve(catalogue: Catalogue, by: str, via: Via) -> Event:
    return catalogue.actions.resolve(ID, by, via, re=last(catalogue), note="Settled.")


def request(level: str) -> Callable[[Catalogue, str, Via], Event]:
    return lambda catalogue, by, via: catalogue.actions.request_changes(ID, by, via, level=level, note="The sign of the second term.")


def dispute(catalogue: Catalogue, by: str, via: Via) -> Event:
    return catalogue.actions.dispute(ID, by, via, note="It gains energy.")


DO: dict[str, Callable[[Catalogue, str, Via], Event]] = {
    "join": lambda catalogue, by, via: catalogue.actions.offer(ID, by, via),
    "accept_offer": lambda catalogue, by, via: catalogue.actions.agree(ID, by, via, re=last(catalogue)),
    "decline_offer": resolve,
    "accept": lambda catalogue, by, via: catalogue.actions.accept(ID, by, via),
    "decide": lambda catalogue, by, via: catalogue.actions.decide(ID, by, via, note="We leave air resistance out."),
    "agree": lambda catalogue, by, via: catalogue.actions.agree(ID, by, via, re=last(catalogue)),
    "submit": lambda catalogue, by, via: catalogue.actions.submit(ID, by, via),
    "review": lambda catalogue, by, via: catalogue.actions.review(ID, by, via, note="Clear."),
    "request_high": request("high"),
    "request_low": request("low"),
    "resolve_own_request": resolve,
    "resolve_request": resolve,
    "sign_off": sign_off,
    "dispute": dispute,
    "withdraw": lambda catalogue, by, via: catalogue.actions.dispute(ID, by, via, note="It gains energy.", withdrawn=True),
    "feedback_dispute": dispute,
    "resolve_own_dispute": resolve,
    "resolve_dispute": resolve,
    "propose_retire": lambda catalogue, by, via: catalogue.actions.retire(ID, by, via),
    "retire": lambda catalogue, by, via: catalogue.actions.retire(ID, by, via),
    "propose_reinstate": lambda catalogue, by, via: catalogue.actions.reinstate(ID, by, via),
    "reinstate": lambda catalogue, by, via: catalogue.actions.reinstate(ID, by, via),
}


def command(row: str, catalogue: Catalogue) -> list[str]:
    """The row's action on the command line, without `--as`."""
    note, answers = ["--note", "It is noted."], ["--re", last(catalogue)] if catalogue.log.read(ID)[0] else []
    if row == "sign_off":
        return ["sign-off", ID, "--edition", catalogue.editions.submitted(ID).digest, "--criteria", "all", "--yes"]
    return {
        "join": ["join", ID],
        "accept_offer": ["agree", ID, *answers],
        "decline_offer": ["resolve", ID, *answers, *note],
        "accept": ["accept", ID],
        "decide": ["decide", ID, *note],
        "agree": ["agree", ID, *answers],
        "submit": ["submit", ID],
        "review": ["review", ID, *note],
        "request_high": ["request-changes", ID, "--level", "high", *note],
        "request_low": ["request-changes", ID, "--level", "low", *note],
        "resolve_own_request": ["resolve", ID, *answers, *note],
        "resolve_request": ["resolve", ID, *answers, *note],
        "dispute": ["dispute", ID, *note],
        "withdraw": ["dispute", ID, "--withdraw", *note],
        "feedback_dispute": ["dispute", ID, *note],
        "resolve_own_dispute": ["resolve", ID, *answers, *note],
        "resolve_dispute": ["resolve", ID, *answers, *note],
        "propose_retire": ["retire", ID],
        "retire": ["retire", ID],
        "propose_reinstate": ["reinstate", ID],
        "reinstate": ["reinstate", ID],
    }[row]


def claims(column: str) -> dict[str, Any]:
    """What an identity provider says of somebody in this column; nothing of a visitor."""
    if column == "visitor":
        return {}
    return {"is_logged_in": True, "email": f"{column}@example.org", "email_verified": True, "sub": column}
