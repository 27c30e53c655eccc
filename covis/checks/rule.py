"""The rules: what each is, and how they are run. A rule is one small function over a `Subject`; its docstring is what docs/checks.md says.

@rule("preset-count", "warning")
def preset_count(subject):
    '''There are at least three presets.'''
    if len(subject.visualisation.presets) < 3:
        yield Said(subject.visualisation.place, "...")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from covis.authoring.place import NOWHERE, Place
from covis.authoring.visualisation import Visualisation
from covis.compiler.plugin import Plugin
from covis.compiler.plugin_errors import said_by
from covis.document import Document
from covis.finding import Finding, Severity

# The modules that state the rules, in the order in which the rules run.
MODULES = ("text", "symbols", "content", "units", "numbers", "dynamics", "parity")


@dataclass
class Subject:
    """What the rules look at. `document` is None where compiling failed: the rules that need it are then left out.

    `memory` keeps what several rules need, such as the arrays at the corners, so that it is computed once.
    """

    plugin: Plugin
    document: Document | None = None
    memory: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def visualisation(self) -> Visualisation:
        return self.plugin.visualisation


@dataclass(frozen=True)
class Said:
    """What a rule found: a place in the plugin (or a line of `file`, a name in its folder), and a message with the way out.

    `severity` None is the rule's own.
    """

    place: Place | int
    message: str
    severity: Severity | None = None
    file: str = "__init__.py"


@dataclass(frozen=True)
class Rule:
    """A rule. It is left out where one of the rules in `after` found an error: its own finding would only echo theirs."""

    name: str
    severity: Severity
    says: str
    run: Callable[[Subject], Iterable[Said]]
    after: tuple[str, ...] = ()
    needs_document: bool = False

    def __call__(self, subject: Subject) -> Iterator[Finding]:
        """The findings. An exception inside the rule is a finding of it, never a traceback."""
        try:
            for said in self.run(subject):
                yield subject.plugin.finding(said.place, said.message, self.name, said.severity or self.severity, said.file)
        except Exception as error:
            reason = said_by(error)[:300]
            place = getattr(error, "place", NOWHERE)
            message = (
                f"this rule could not be carried out: {type(error).__name__}: {reason}; if the line is right, report it as a fault of Covis"
            )
            yield subject.plugin.finding(place, message, self.name, "error")


RULES: dict[str, Rule] = {}


def rule(
    name: str, severity: Severity, *, after: Iterable[str] = (), needs_document: bool = False
) -> Callable[[Callable[[Subject], Iterable[Said]]], Rule]:
    """Register a rule. Its docstring's first line says what holds when it passes."""

    def register(function: Callable[[Subject], Iterable[Said]]) -> Rule:
        assert name not in RULES and function.__doc__, name
        RULES[name] = Rule(name, severity, function.__doc__.strip().splitlines()[0], function, tuple(after), needs_document)
        return RULES[name]

    return register


def all_rules() -> dict[str, Rule]:
    """Every rule by name, in the order in which they run."""
    for module in MODULES:
        import_module(f"covis.checks.rules.{module}")
    return RULES


def run_rules(subject: Subject, before: Iterable[str] = ()) -> list[Finding]:
    """Run them all. Findings come in the order of the rules, each said once. `before` names what the compiler found wrong."""
    findings: dict[Finding, None] = {}
    failed = set(before)
    for name, each in all_rules().items():
        if failed & set(each.after) or (each.needs_document and subject.document is None):
            continue
        found = list(each(subject))
        if any(finding.severity == "error" for finding in found):
            failed.add(name)
        findings |= dict.fromkeys(found)
    return list(findings)
