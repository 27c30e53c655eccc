"""A second opinion on where a visualisation stands: slow, plain, and sharing no code with covis.

Written from DESIGN's table and from what covis.review.state says about people who have left ("then"). It works on lines of JSON and on a
registry as plain data, reads them itself, and answers every question by walking back through the lines that count. Nothing is kept
between two questions, so there is no state that could be wrong.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

CRITERIA = {"seen", "model", "facts", "picture", "words", "limits", "sources"}
NEEDS = {
    "offered": {"role"},
    "accepted": {"role"},
    "decided": {"note"},
    "agreed": {"re"},
    "submitted": {"edition"},
    "peer_reviewed": {"edition"},
    "changes_requested": {"edition", "level", "note"},
    "signed_off": {"edition", "criteria"},
    "disputed": {"edition", "note"},
    "resolved": {"re"},
    "retired": set(),
    "reinstated": set(),
}
ALLOWS = {
    "disputed": {"withdrawn"},
    "changes_requested": {"about"},
    "accepted": {"edition"},
    "decided": {"edition"},
    "agreed": {"edition"},
    "resolved": {"edition"},
}
ALWAYS = {"id", "kind", "by", "at", "via", "note", "re"}


@dataclass
class Gallery:
    """The registry's part, as plain data. `people`: id -> (role, example)."""

    people: dict[str, tuple[str, bool]]
    coders: list[str]
    fact_checkers: list[str]
    maintainers: list[str]
    demonstration: bool = False
    peer_reviews: int = 1
    fact_checks: int = 1
    accept_via: list[str] = field(default_factory=lambda: ["oidc", "cli", "git"])


@dataclass
class Answer:
    status: str
    shown: str | None  # the document digest of the release that is up
    withdrawn: bool
    ignored: set[str]


def read(line: str) -> dict[str, Any] | None:
    """The event of a line, None where the line is none."""
    try:
        e = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(e, dict) or e.get("kind") not in NEEDS:
        return None
    kind = e["kind"]
    if not (NEEDS[kind] | {"id", "by", "at", "via"} <= e.keys() <= NEEDS[kind] | ALLOWS.get(kind, set()) | ALWAYS):
        return None
    texts = [e[key] for key in ("id", "by", "at", "via", "note", "re", "level", "role") if key in e]
    if not all(isinstance(text, str) for text in texts):
        return None
    edition = e.get("edition", {"source": "0" * 64, "document": "0" * 64})
    if not isinstance(edition, dict) or edition.keys() != {"source", "document"}:
        return None
    good = (
        all(isinstance(one, str) and re.fullmatch("[0-9a-f]{64}", one) for one in edition.values())
        and all(re.fullmatch("[0-9a-f]{32}", e[key]) for key in ("id", "re") if key in e)
        and re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", e["at"])
        and re.fullmatch("[a-z][a-z0-9_]*", e["by"])
        and e["via"] in ("oidc", "cli", "git")
        and e.get("level", "high") in ("high", "low")
        and e.get("role", "coder") in ("coder", "fact_checker")
        and isinstance(e.get("withdrawn", True), bool)
        and ("note" not in NEEDS[kind] or e["note"].strip())
        and isinstance(e.get("criteria", {}), dict)
        and all(isinstance(met, bool) for met in e.get("criteria", {}).values())
        and about_is_good(e.get("about", {"state": "a=1"}))
    )
    return e if good else None


def about_is_good(about: Any) -> bool:
    """It names one thing: a fact, a line of a file, or a state."""
    forms = {"fact": "[A-Za-z0-9_.-]{1,200}", "line": r"[^:\s]+:[1-9][0-9]*", "state": r"[^=\s]+=\S*"}
    if not isinstance(about, dict) or len(about) != 1:
        return False
    ((key, value),) = about.items()
    return key in forms and isinstance(value, str) and bool(re.fullmatch(forms[key], value))


def replayed(gallery: Gallery, lines: list[str]) -> tuple[Problem, set[str]]:
    """The lines that count, one after the other, and the ids of those that do not."""
    events = sorted((e for e in map(read, lines) if e is not None), key=lambda e: (e["at"], e["id"], json.dumps(e)))
    said, ignored = Problem(gallery), set()
    for k, e in enumerate(events):
        if e["id"] in {other["id"] for other in events[:k]}:
            continue
        if said.counts(e, today=True):
            said.lines.append((e, True))
        elif said.counts(e, today=False):
            said.lines.append((e, False))
        else:
            ignored.add(e["id"])
            if e["kind"] == "resolved" and said.acts(e["by"]) and e.get("note", "").strip():
                said.closed_in_vain.add(e["re"])
    return said, ignored


def answer(gallery: Gallery, lines: list[str], source: str | None) -> Answer:
    """Where it stands: the first word of the table that holds after the lines that count."""
    said, ignored = replayed(gallery, lines)
    shown = said.shown()
    withdrawn = any(d.get("withdrawn") for d in said.open("disputed"))
    return Answer(said.status(source), shown["document"] if shown else None, withdrawn and shown is None, ignored)


class Problem:
    """The lines that count so far, each with whether it does with the people of today."""

    def __init__(self, gallery: Gallery) -> None:
        self.gallery = gallery
        self.lines: list[tuple[dict[str, Any], bool]] = []
        self.closed_in_vain: set[str] = set()

    # --- who: every question walks through the lines

    def acts(self, p: str) -> bool:
        return p in self.gallery.people and (self.gallery.demonstration or not self.gallery.people[p][1])

    def is_a(self, role: str, p: str) -> bool:
        return self.acts(p) and self.gallery.people[p][0] == role

    def maintains(self, p: str) -> bool:
        return self.acts(p) and p in self.gallery.maintainers

    def has_accepted(self, p: str, role: str) -> bool:
        return any(e["kind"] == "accepted" and e["by"] == p and e["role"] == role for e, _ in self.lines)

    def is_coder(self, p: str, today: bool) -> bool:
        return self.acts(p) and (p in self.gallery.coders or (not today and self.has_accepted(p, "coder")))

    def is_checker(self, p: str, today: bool) -> bool:
        """On staff, on the entry as fact-checker (or once accepted as one), and nobody who codes or has coded it."""
        if not self.is_a("staff", p) or p in self.gallery.coders or self.has_accepted(p, "coder"):
            return False
        return p in self.gallery.fact_checkers or (not today and self.has_accepted(p, "fact_checker"))

    def owns(self, p: str, today: bool) -> bool:
        return self.is_coder(p, today) or self.is_checker(p, today)

    def is_peer(self, p: str, today: bool) -> bool:
        if not self.is_a("student", p) or self.has_accepted(p, "coder") or self.has_accepted(p, "fact_checker"):
            return False
        return not (today and (p in self.gallery.coders or p in self.gallery.fact_checkers))

    def side(self, p: str, today: bool) -> str | None:
        if self.is_coder(p, today) and self.has_accepted(p, "coder"):
            return "coder"
        if self.is_checker(p, today) and self.has_accepted(p, "fact_checker"):
            return "fact_checker"
        return None

    # --- the table, a row a branch

    def counts(self, e: dict[str, Any], *, today: bool) -> bool:
        by, kind = e["by"], e["kind"]
        if not self.acts(by) or e["via"] not in self.gallery.accept_via:
            return False
        answered = next((other for other, _ in self.lines if other["id"] == e.get("re")), None)
        if "re" in e and answered is None:
            return False
        listed = by in self.gallery.coders or by in self.gallery.fact_checkers
        if kind == "offered":
            waits = any(offer["by"] == by for offer in self.offers())
            fits = self.is_a("student" if e["role"] == "coder" else "staff", by)
            accepted = self.has_accepted(by, "coder") or self.has_accepted(by, "fact_checker")
            return fits and not waits and not (listed and (today or accepted))
        answers_offer = answered is not None and answered["id"] in {offer["id"] for offer in self.offers()}
        may_answer = self.owns(by, today) or self.maintains(by)
        if kind == "accepted":
            if e["role"] == "coder" and by in self.gallery.coders:
                return True
            if e["role"] == "fact_checker" and by in self.gallery.fact_checkers:
                return self.is_checker(by, today=True)
            return not today and not listed and (e["role"] == "coder" or self.is_a("staff", by))
        if kind == "decided":
            return self.owns(by, today)
        if kind == "agreed" and answers_offer:
            assert answered is not None
            return may_answer and answered["by"] != by
        if kind == "agreed":
            return self.owns(by, today) and answered is not None and answered["kind"] == "decided" and answered["by"] != by
        if kind == "submitted":
            return self.is_coder(by, today)
        if kind == "peer_reviewed":
            return self.is_peer(by, today) and self.was_submitted(e["edition"]["source"])
        if kind == "changes_requested":
            return (self.is_checker(by, today) or self.is_peer(by, today)) and self.was_submitted(e["edition"]["source"])
        if kind == "signed_off":
            return self.may_sign(e, today)
        if kind == "disputed":
            up = self.release(len(self.lines))
            if up is None or e["edition"] not in (up[0], self.shown()):
                return False
            if e.get("withdrawn") and not (self.is_checker(by, today) or self.maintains(by)):
                return False
            return self.owns(by, today) or self.is_a("staff", by) or self.maintains(by)
        if kind == "resolved" and answers_offer:
            assert answered is not None
            return may_answer or answered["by"] == by
        if kind == "resolved":
            if e["re"] not in {one["id"] for one in self.open("changes_requested") + self.open("disputed")}:
                return False
            assert answered is not None
            return bool(answered["by"] == by or (self.maintains(by) and e.get("note", "").strip()))
        away, asked = self.retirement()
        mine = self.side(by, today)
        if mine is None and not self.maintains(by):
            return False
        if (kind == "retired") == away:
            return bool(asked)
        return self.maintains(by) or mine not in asked

    def may_sign(self, e: dict[str, Any], today: bool) -> bool:
        by, edition = e["by"], e["edition"]
        current_fact_checker = self.is_checker(by, today)
        the_fact_checker_accepted = self.has_accepted(by, "fact_checker")
        a_coder_accepted = any(a["kind"] == "accepted" and a["role"] == "coder" and self.is_coder(a["by"], today) for a, _ in self.lines)
        submitted = any(latest["edition"] == edition for latest in self.latest_submissions(today, len(self.lines)))
        reviewers = {
            r["by"]
            for r, by_today in self.lines
            if r["kind"] == "peer_reviewed" and r["edition"]["source"] == edition["source"] and (by_today or not today)
        }
        reviewed = len(reviewers) >= self.gallery.peer_reviews or self.release(len(self.lines)) is not None
        nothing_high = not any(q["level"] == "high" for q in self.open("changes_requested") if today or q["id"] not in self.closed_in_vain)
        every_criterion = set(e["criteria"]) == CRITERIA and all(e["criteria"].values())
        return (
            current_fact_checker
            and the_fact_checker_accepted
            and a_coder_accepted
            and submitted
            and reviewed
            and nothing_high
            and every_criterion
        )

    # --- what follows

    def was_submitted(self, source: str) -> bool:
        return any(s["kind"] == "submitted" and s["edition"]["source"] == source for s, _ in self.lines)

    def latest_submissions(self, today: bool, before: int) -> list[dict[str, Any]]:
        """What is up for review: today what today's coders submitted last; then what any one coder had submitted last."""
        found = [s for s, by_today in self.lines[:before] if s["kind"] == "submitted" and (by_today or not today)]
        return found[-1:] if today else list({s["by"]: s for s in found}.values())

    def signers(self, edition: dict[str, str], today: bool, upto: int) -> list[set[str]]:
        """For each submission that is up for review and of this edition: who has signed it since it took the place of another."""
        found = []
        for latest in self.latest_submissions(today, upto):
            if latest["edition"] != edition:
                continue
            begun = upto
            for k in range(upto - 1, -1, -1):
                line, by_today = self.lines[k]
                if line["kind"] == "submitted" and (by_today if today else line["by"] == latest["by"]):
                    if line["edition"] != edition:
                        break
                    begun = k
            found.append(
                {
                    s["by"]
                    for s, by_today in self.lines[begun : upto + 1]
                    if s["kind"] == "signed_off" and s["edition"] == edition and (by_today or not today)
                }
            )
        return found

    def release(self, before: int) -> tuple[dict[str, str], bool] | None:
        """The edition that is the release before this line, and whether those of today stand behind it."""
        for k in range(before - 1, -1, -1):
            line = self.lines[k][0]
            if line["kind"] == "signed_off":
                for today in (True, False):
                    if any(len(signers) >= self.gallery.fact_checks for signers in self.signers(line["edition"], today, k)):
                        return line["edition"], today
        return None

    def shown(self) -> dict[str, str] | None:
        """What students see: the release; while a dispute has taken it down, what was signed before that dispute and is not down itself."""
        down = [d for d in self.open("disputed") if d.get("withdrawn")]
        upto = len(self.lines)
        if down:
            upto = next(k for k, (line, _) in enumerate(self.lines) if line is down[0])
        for k in range(upto, 0, -1):
            up = self.release(k)
            if up is not None and up[0]["document"] not in {d["edition"]["document"] for d in down}:
                return up[0]
        return None

    def offers(self) -> list[dict[str, Any]]:
        answered = {r["re"] for r, _ in self.lines if r["kind"] in ("agreed", "resolved")}
        return [offer for offer, _ in self.lines if offer["kind"] == "offered" and offer["id"] not in answered]

    def open(self, kind: str) -> list[dict[str, Any]]:
        answered = {r["re"] for r, _ in self.lines if r["kind"] == "resolved"}
        return [q for q, _ in self.lines if q["kind"] == kind and q["id"] not in answered]

    def retirement(self) -> tuple[bool, set[str]]:
        """Whether it is retired, and which side has proposed the opposite."""
        away, asked = False, set[str]()
        for k, (r, _) in enumerate(self.lines):
            if r["kind"] not in ("retired", "reinstated"):
                continue
            before = Problem(self.gallery)
            before.lines = self.lines[:k]
            if (r["kind"] == "retired") == away:
                asked = set()  # the proposal is declined
                continue
            asked |= {before.side(r["by"], today=False) or "nobody's"}
            if self.maintains(r["by"]) or {"coder", "fact_checker"} <= asked:
                away, asked = not away, set()
        return away, asked

    def status(self, source: str | None) -> str:
        """The first that holds."""
        if self.retirement()[0]:
            return "retired"
        if self.open("disputed"):
            return "disputed"
        coders = [p for p in self.gallery.coders if self.acts(p)]
        checkers = [p for p in self.gallery.fact_checkers if self.is_a("staff", p) and p not in self.gallery.coders]
        if not coders or not checkers:
            return "seeking_partners"
        up = self.release(len(self.lines))
        high = [q for q in self.open("changes_requested") if q["level"] == "high"]
        if high and (up is None or any(q["edition"] == up[0] for q in high)):
            return "changes_requested"
        if up is not None:
            return "signed_off" if up[1] and up[0]["source"] == source and not high else "update_in_review"
        if source is None or not any(latest["edition"]["source"] == source for latest in self.latest_submissions(True, len(self.lines))):
            return "in_development"
        reviewers = {r["by"] for r, today in self.lines if today and r["kind"] == "peer_reviewed" and r["edition"]["source"] == source}
        return "in_peer_review" if len(reviewers) < self.gallery.peer_reviews else "in_staff_review"
