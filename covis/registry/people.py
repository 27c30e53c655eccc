"""contributors/*.yaml and the private file of logins -> people, and whose login is whose. A login is never part of a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from covis.finding import UNREADABLE, Finding
from covis.registry.files import read_text
from covis.registry.messages import PATTERNS, quoted, suggestion, wanted
from covis.registry.models import ID_PATTERN, LOGIN_PATTERN, Contributor
from covis.registry.nodes import Node
from covis.registry.parser import read
from covis.registry.registry import folded
from covis.registry.rules import no_duplicates
from covis.registry.validation import Location, Place, Report, repaired

FOLDER = "contributors"


@dataclass(frozen=True)
class Claim:
    """Somebody says that a login is theirs."""

    id: str
    login: str
    report: Report
    place: Place
    private: bool = False


@dataclass
class People:
    """`known` by id; `unread` are those among them whose role could not be read; `logins` are ids by folded login."""

    known: dict[str, Contributor] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    logins: dict[str, str] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)


def read_people(root: Path, private: Path | None, named: Mapping[str, str]) -> tuple[People, list[Finding], list[Finding]]:
    """Everybody with a file of their own, and the private logins; what is wrong; and what is wrong with the private file, or names it.

    `named` says for everybody whom registry.yaml names the role that they have there. A broken file does not take a person's
    visualisations away: what can be read of it counts, and the id and that role stand in for its name and role.
    """
    people, reports = People(), [Report(FOLDER)]
    for path in _files(root / FOLDER, reports[0]):
        report = Report(f"{FOLDER}/{quoted(path.name, '')}")
        reports.append(report)
        if path.suffix == ".yml":
            report.add((0, 0), (), f"only .yaml is read; name this file {quoted(path.stem, '')}.yaml", "registry-file")
        elif not re.fullmatch(ID_PATTERN, path.stem) or len(path.stem) > 64:
            report.add((0, 0), (), f"{quoted(path.stem)} {PATTERNS[ID_PATTERN]}; rename the file", "registry-file")
        else:
            _read_person(path, people, report, named.get(path.stem))
    secret: list[Finding] = []
    if private is not None:
        _read_private(private, people, Report(str(private), secret))
    _settle(people, secret)
    return people, [finding for report in reports for finding in report.findings], secret


def _files(folder: Path, report: Report) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != ".")
    except FileNotFoundError:
        return []
    except OSError as error:
        report.add(
            (0, 0),
            (),
            f"this folder cannot be read ({(error.strerror or 'no reason given').lower()}); one file a person belongs in it",
            UNREADABLE,
        )
        return []


def _mapping(path: Path, report: Report, empty: str, *, private: bool = False) -> Node | None:
    """The mapping that a file holds, or None with the reason reported. `private`: its keys are not named, one could be an address."""
    text = read_text(path, report.file, "there is no such file; write it, or change what names it")
    if isinstance(text, Finding):
        report.findings.append(text)
        return None
    node, problems = read(text)
    for problem in problems:
        report.add((problem.line, problem.column), () if private else problem.path, problem.message, "registry-yaml")
    if node is None or (node.kind == "scalar" and node.value is None):
        if not problems:
            report.add((1, 1), (), f"this file is empty; {empty}", "registry-value")
        return None
    if node.kind != "mapping":
        report.add(node.place(), (), f"a mapping (lines of `key: value`) is wanted here, not a {node.kind}; {empty}", "registry-value")
        return None
    return node


def _read_person(path: Path, people: People, report: Report, named: str | None) -> None:
    """`named`: the role in which registry.yaml names them, None where it does not."""
    id = path.stem
    node = _mapping(path, report, "begin with `name:` and `role:`")
    stand_in = {"name": id, "role": named or "student"}
    if node is None:
        person, taken = Contributor.model_validate(stand_in), set[Location]([("role",)])
    else:
        person, taken = repaired(Contributor, node, report, (), (1, 1), stand_in)
        no_duplicates(node, report, (), ["links"])
    if ("example",) in taken:
        person = person.model_copy(update={"example": True})
    if ("role",) in taken or () in taken:
        if named is None:
            return
        people.unread.add(id)
    people.known[id] = person
    if node is not None and person.login:
        people.claims.append(Claim(id, folded(person.login), report, node.entries["login"].place()))


def _read_private(path: Path, people: People, report: Report) -> None:
    """The file that COVIS_LOGINS names: one `id: address` a line."""
    node = _mapping(path, report, "write `id: address`, one person a line", private=True)
    for key, value in node.entries.items() if node else ():
        is_id = re.fullmatch(ID_PATTERN, key) is not None
        if key not in people.known:
            near = (suggestion(key, people.known) or "; write their file, or take the line out") if is_id else "; write `id: address`"
            words = f"nobody has the id {quoted(key)}" if is_id else "this key is nobody's id"
            report.add(node.place(key) if node else (0, 0), (), words + near, "registry-people")
        elif not isinstance(value.value, str):
            report.add(value.place(), (key,), wanted(value, "a text", secret=True), "registry-value")
        elif not re.fullmatch(LOGIN_PATTERN, value.value) or len(value.value) > 254:
            report.add(value.place(), (key,), f"{PATTERNS[LOGIN_PATTERN]}, of at most 254 characters", "registry-value")
        else:
            people.claims.append(Claim(key, folded(value.value), report, value.place(), private=True))


def _settle(people: People, secret: list[Finding]) -> None:
    """A login is one person's, and a person has one. What two claim is neither's: nobody signs in as somebody else by a slip.

    Where one of the two claims is in the private file, what is wrong goes to `secret`: it names that file.
    """
    owners: dict[str, Claim] = {}
    own: dict[str, Claim] = {}
    for claim in people.claims:
        first = owners.setdefault(claim.login, claim)
        if first.id != claim.id:
            where = f"{first.report.file}, line {first.place[0]}"
            words = f"{claim.id} has the same login as {first.id} ({where}); one of the two is wrong"
            _report(claim, first, secret).add(claim.place, (), words, "registry-login")
            people.logins[claim.login] = ""
        else:
            people.logins.setdefault(claim.login, claim.id)
        mine = own.setdefault(claim.id, claim)
        if mine.login != claim.login:
            where = f"{mine.report.file}, line {mine.place[0]}"
            words = f"{claim.id} has another login in {where}; keep one of the two"
            _report(claim, mine, secret).add(claim.place, (), words, "registry-login")
            people.logins[claim.login] = people.logins[mine.login] = ""
    people.logins = {login: id for login, id in people.logins.items() if id}


def _report(claim: Claim, other: Claim, secret: list[Finding]) -> Report:
    return Report(claim.report.file, secret) if claim.private or other.private else claim.report
