"""The registry of rules: what a rule is, and when it is applied. A rule is one small function; its docstring is its line in docs/checks.md.

@rule("preset-count", "warning")
def preset_count(subject):
    '''There are at least three presets.'''
    if len(subject.visualisation.presets) < 3:
        yield Problem(subject.visualisation.place, "...")

The rules without which no document can be made are in `covis.compiler.preconditions`, all others in `covis.checks.rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from covis.authoring.place import NOWHERE, Place
from covis.authoring.visualisation import Visualisation
from covis.compiler.plugin import Plugin
from covis.compiler.plugin_errors import exception_text
from covis.compiler.worker import progress
from covis.document import Document
from covis.finding import Finding, Severity

Stage = Literal["before", "plugin", "document"]
"""When a rule is applied. before: to the plugin; an error keeps the document from being made. plugin: to the plugin, whether there is a
document or not. document: to the document, where there is one."""
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass
class Subject:
    """What the rules look at. `document` is None where there is none, or none yet: the rules of the stage "document" are then left out.

    `memory` keeps what several rules need, such as the arrays at the corners, so that it is computed once.
    """

    plugin: Plugin
    document: Document | None = None
    memory: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def visualisation(self) -> Visualisation:
        return self.plugin.visualisation


@dataclass(frozen=True)
class Problem:
    """What a rule found: a place in the plugin, or a line and column of `file` in its folder; and a message that ends with what to do.

    `severity` None is the rule's own.
    """

    place: Place | int
    message: str
    severity: Severity | None = None
    file: str = "__init__.py"
    column: int = 0


@dataclass(frozen=True)
class Rule:
    """A rule. It is left out where one of the rules in `after` found an error: its own finding would only echo theirs."""

    name: str
    severity: Severity
    says: str
    run: Callable[[Subject], Iterable[Problem]]
    after: tuple[str, ...] = ()
    stage: Stage = "plugin"

    def __call__(self, subject: Subject) -> Iterator[Finding]:
        """The findings. An exception inside the rule is a finding of it, never a traceback."""
        progress.at(f"the rule {self.name}")
        try:
            for found in self.run(subject):
                yield subject.plugin.finding(
                    found.place, found.message, self.name, found.severity or self.severity, found.file, found.column
                )
        except Exception as error:
            reason = exception_text(error)[:300]
            place = getattr(error, "place", NOWHERE)
            message = (
                f"this rule could not be carried out: {type(error).__name__}: {reason}; if the line is right, report it as a fault of Covis"
            )
            yield subject.plugin.finding(place, message, self.name, "error")


RULES: dict[str, Rule] = {}


def rule(
    name: str, severity: Severity, *, after: Iterable[str] = (), stage: Stage = "plugin"
) -> Callable[[Callable[[Subject], Iterable[Problem]]], Rule]:
    """Register a rule. The first line of its docstring says what holds when it passes.

    Args:
        name: its id in findings.
        severity: of its findings, where they do not state their own.
        after: rules whose errors make this one superfluous.
        stage: when it is applied.
    """

    def register(function: Callable[[Subject], Iterable[Problem]]) -> Rule:
        assert name not in RULES and function.__doc__, name
        RULES[name] = Rule(name, severity, function.__doc__.strip().splitlines()[0], function, tuple(after), stage)
        return RULES[name]

    return register


def apply(rules: Iterable[Rule], subject: Subject, failed: Iterable[str] = ()) -> list[Finding]:
    """The findings of some rules, in the order of the rules, each once.

    Args:
        rules: in the order in which they are applied.
        subject: what they look at.
        failed: the rules that have failed already; those that come `after` one of them are left out.
    """
    findings: dict[Finding, None] = {}
    wrong = set(failed)
    for each in rules:
        if wrong & set(each.after) or (each.stage == "document" and subject.document is None):
            continue
        found = list(each(subject))
        if any(finding.severity == "error" for finding in found):
            wrong.add(each.name)
        findings |= dict.fromkeys(found)
    return list(findings)
