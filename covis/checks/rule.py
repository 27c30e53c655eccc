"""All rules, those of the compiler and those of `covis.checks.rules`, in one registry (`covis.compiler.rule`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib import import_module

from covis.compiler.rule import RULES, STAGES, Problem, Rule, Stage, Subject, apply, rule
from covis.finding import Finding

__all__ = ["MODULES", "RULES", "Problem", "Rule", "Subject", "all_rules", "rule", "run_rules"]

# The modules that state the rules, in the order in which the rules are applied.
MODULES = (
    "compiler.preconditions",
    *(f"checks.rules.{name}" for name in "text formulas symbols content units numbers roots digits dynamics grids parity".split()),
)


def all_rules() -> dict[str, Rule]:
    """Every rule by name, in the order in which they are applied."""
    modules = [import_module(f"covis.{module}").__name__ for module in MODULES]

    def place(rule: Rule) -> int:
        home = rule.run.__module__
        return modules.index(home) if home in modules else len(modules)

    # Not in the order of the imports, which is another one where a module was imported earlier for something else.
    return dict(sorted(RULES.items(), key=lambda item: place(item[1])))


def run_rules(subject: Subject, failed: Iterable[str] = (), stages: Collection[Stage] = STAGES) -> list[Finding]:
    """Apply the rules of some stages; by default all of them. `failed` are the rules that have failed already."""
    return apply([each for each in all_rules().values() if each.stage in stages], subject, failed)
