"""Random galleries and logs for the properties of the fold: plain data, plausible enough to reach every status, and often wrong."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from covis.registry.models import Contributor, Entry, Policy
from covis.review.events import Event, parse_line
from covis.review.fold import Standing, fold
from covis.review.state import Context, context
from tests.review.slow_model import CRITERIA, Gallery

STUDENTS, STAFF = ["ada", "ben", "cem", "dua"], ["eli", "fay", "gus", "mo"]
ACTORS = [*STUDENTS, *STAFF, "ex", "nobody"]
SOURCES = {name: {"source": name[0] * 64, "document": name[1] * 64} for name in ("aa", "bb", "ac")}
MET = dict.fromkeys(sorted(CRITERIA), True)
T0 = datetime(2026, 11, 22, 10, tzinfo=UTC)


class World:
    """A gallery, a log in lines, and the folder's digest now. Everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.rng = rng = random.Random(seed)
        people = dict.fromkeys(STUDENTS, ("student", False)) | dict.fromkeys(STAFF, ("staff", False)) | {"ex": ("staff", True)}
        if rng.random() < 0.1:
            p = rng.choice(list(people))
            people[p] = (rng.choice(["student", "staff"]), rng.random() < 0.3)
        self.gallery = Gallery(people, ["ada"], ["eli"], ["mo"], demonstration=rng.random() < 0.3)
        self.gallery.peer_reviews = rng.choice([0, 1, 1, 1, 2])
        self.gallery.fact_checks = rng.choice([1, 1, 1, 2])
        self.gallery.accept_via = rng.choice([["oidc", "cli", "git"]] * 4 + [["cli"]])
        self.partners()
        self.lines: list[str] = []
        self.number = 0
        self.source: str | None = "a" * 64

    def partners(self) -> None:
        """An edit of registry.yaml: who is on the entry."""
        self.gallery.coders = self.rng.choice([["ada"]] * 5 + [["ada", "ben"], ["ben"], ["ada", "cem"], [], ["ada", "ex"]])
        two = [["eli", "fay"]] if self.gallery.fact_checks == 1 else [["eli", "fay"]] * 8
        self.gallery.fact_checkers = self.rng.choice([["eli"]] * 5 + two + [["fay"], ["fay", "ex"], [], ["eli", "ada"], ["cem"]])

    def folder(self) -> None:
        self.source = self.rng.choice(["a" * 64, "a" * 64, "b" * 64, None])

    # --- what is said

    def way(self) -> list[dict[str, Any]]:
        """The steps to a release, by whoever is on the entry."""
        coder = self.gallery.coders[0] if self.gallery.coders else "ada"
        checkers = self.gallery.fact_checkers or ["eli"]
        edition = SOURCES["bb" if self.source == "b" * 64 else "aa"]
        return [
            {"kind": "accepted", "by": coder, "role": "coder"},
            *({"kind": "accepted", "by": checker, "role": "fact_checker"} for checker in checkers),
            {"kind": "submitted", "by": coder, "edition": edition},
            *({"kind": "peer_reviewed", "by": peer, "edition": edition} for peer in ("dua", "cem")[: max(1, self.gallery.peer_reviews)]),
            *({"kind": "signed_off", "by": checker, "edition": edition, "criteria": MET} for checker in checkers),
        ]

    def stray(self) -> dict[str, Any]:
        """Anything, by anybody; well formed."""
        rng = self.rng
        kinds = ["accepted", "submitted", "peer_reviewed", "changes_requested", "signed_off", "disputed", "resolved", "resolved"]
        kind = rng.choice([*kinds, "retired", "reinstated", "decided", "agreed", "agreed", "offered"])
        owners = [*self.gallery.coders, *self.gallery.fact_checkers]
        e: dict[str, Any] = {"kind": kind, "by": rng.choice([*ACTORS, *owners, *owners])}
        if kind in ("submitted", "peer_reviewed", "changes_requested", "signed_off", "disputed"):
            e["edition"] = SOURCES[rng.choice(["aa"] * 5 + ["bb", "ac"])]
        if kind in ("accepted", "offered"):
            e["role"] = rng.choice(["coder", "fact_checker"])
        elif kind == "changes_requested":
            e |= {"level": rng.choice(["high", "low"]), "note": "x"}
        elif kind == "signed_off":
            e["criteria"] = MET | rng.choice([{}, {}, {"model": False}, {"invented": True}])
        elif kind == "disputed":
            e |= {"note": "x"} | rng.choice([{}, {"withdrawn": True}])
        elif kind in ("resolved", "agreed"):
            wanted = ("decided", "offered") if kind == "agreed" else ("changes_requested", "disputed", "decided", "offered")
            raised = [one for one in map(json.loads, self.lines) if one["kind"] in wanted]
            if raised and rng.random() < 0.8:
                about = rng.choice(raised)
                e |= {"re": about["id"], "by": rng.choice([about["by"], e["by"], "mo", *owners])}
            else:
                e["re"] = f"{rng.randrange(1, self.number + 2):032x}"
            e["note"] = rng.choice(["", "why"])
        elif kind == "decided":
            e["note"] = "x"
        return e

    def event(self, fields: dict[str, Any]) -> str:
        """The next line: its own id, a minute later (now and then at the same time as the one before)."""
        self.number += 1
        at = T0 + timedelta(minutes=self.number - (self.rng.random() < 0.05))
        via = self.rng.choice(["cli"] * 15 + ["oidc"])
        return json.dumps({"id": f"{self.number:032x}", "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "via": via} | fields)

    def story(self) -> World:
        """A log: the way, once or twice, with strays between, steps left out, and the registry and folder edited at the end."""
        for _ in range(self.rng.choice([1, 1, 2])):
            for step in self.way():
                for _ in range(self.rng.choice([0, 0, 0, 1, 2])):
                    self.lines.append(self.event(self.stray()))
                if self.rng.random() < 0.95:
                    self.lines.append(self.event(step))
            if self.rng.random() < 0.3:
                self.folder()
        for _ in range(self.rng.choice([0, 0, 1, 3])):
            self.lines.append(self.event(self.stray()))
        if self.rng.random() < 0.3:
            self.partners()
        if self.rng.random() < 0.2:
            self.folder()
        return self

    def spoil(self) -> list[str]:
        """Lines that are no events, made of those that are; a second event of the same id; lines twice; all in any order."""
        rng, lines = self.rng, list(self.lines)
        for _ in range(rng.choice([1, 3])):
            e = json.loads(rng.choice(self.lines))
            spoilt: list[Any] = [
                {key: value for key, value in e.items() if key != rng.choice(list(e))},
                e | {"extra": 1},
                e | {"id": "f" * 31},
                e | {"at": e["at"][:-1]},
                e | {"kind": "signed"},
                e | {"via": "mail"},
                e | {"by": 7},
                e | {"edition": {"source": "a" * 64}},
                e | {"withdrawn": "yes"},
                e | {"criteria": {"model": 1}},
                e | {"level": "urgent"},
                e | {"role": "maintainer"},
                [e],
                None,
            ]
            lines.append(json.dumps(rng.choice(spoilt)))
            lines.append(rng.choice(["", "{", "<<<<<<< HEAD", lines[0][:-9], "[" * 500]))
        other = json.loads(rng.choice(self.lines))
        late = datetime.fromisoformat(other["at"]) + timedelta(days=1)
        lines.append(json.dumps(other | {"by": rng.choice(ACTORS), "at": late.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}))
        lines += rng.choices(self.lines, k=4)
        rng.shuffle(lines)
        return lines

    # --- the same, for covis

    @property
    def entry(self) -> Entry:
        return Entry(title="T", coders=self.gallery.coders, fact_checkers=self.gallery.fact_checkers)

    @property
    def policy(self) -> Policy:
        g = self.gallery
        return Policy(peer_reviews=g.peer_reviews, fact_checks=g.fact_checks, accept_via=g.accept_via)  # type: ignore[arg-type]

    @property
    def people(self) -> dict[str, Contributor]:
        return {p: Contributor(name=p, role=role, example=example) for p, (role, example) in self.gallery.people.items()}  # type: ignore[arg-type]

    @property
    def context(self) -> Context:
        return context(self.entry, self.policy, self.people, self.gallery.maintainers, self.gallery.demonstration)

    def standing(self, lines: list[str] | None = None) -> Standing:
        g = self.gallery
        events = events_of(self.lines if lines is None else lines)
        return fold(self.entry, events, self.source, self.policy, self.people, maintainers=g.maintainers, demonstration=g.demonstration)


def events_of(lines: list[str]) -> list[Event]:
    found = []
    for line in lines:
        try:
            found.append(parse_line(line))
        except ValueError:
            continue
    return found
