"""What a worker's child does for the checks. Imported by the worker only: it loads SymPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sympy
from latex2sympy2_extended import latex2sympy
from sympy.core.cache import clear_cache

from covis.checks.facts.run import run_fact
from covis.checks.foresight import foresee
from covis.checks.rule import RULES, Subject, all_rules, run_rules
from covis.compiler.plugin import Plugin, PluginError, load
from covis.compiler.worker import fence, progress
from covis.compiler.worker.tasks import Printed, guarded
from covis.document import Document
from covis.editions.fingerprint import TEXT
from covis.finding import Finding


def _warm_up() -> None:
    """What is slow the first time, done here, before the worker forks: the modules of the rules, SymPy's tables, a parser's."""
    all_rules()
    x = sympy.Symbol("x")
    sympy.simplify(sympy.sin(x) ** 2 + sympy.cos(x) ** 2)
    latex2sympy(r"\sqrt{\frac{1}{2} z_{10}^{2} + 1} \cdot \sin\left(z_{11} z_{12}\right) e^{-z_{13}}")
    clear_cache()


_warm_up()


def check(root: str, id: str, title: str, summary: str, seconds: float, *, printed: Printed) -> dict[str, Any]:
    """As `covis.compiler.worker.tasks.compile`, with what the rules find, and the file and line of each fact as "fact_places".

    It is compiled within the limit of every compilation; the rules have `seconds` of their own after that.
    """
    places: list[tuple[str, int]] = []

    def then(plugin: Plugin, document: Document | None, findings: list[Finding]) -> list[Finding]:
        progress.stage(seconds)
        progress.at("the rules")
        places.extend(plugin.located(fact.place) for fact in plugin.visualisation.facts)
        return _with_rules(plugin, document, findings)

    return guarded(root, id, title, summary, printed, then) | {"fact_places": places, "spent": progress.spent()}


def _with_rules(plugin: Plugin, document: Document | None, findings: list[Finding]) -> list[Finding]:
    """The findings of the compiler, which has applied its own rules, and those of the other rules.

    Of two errors in one line, one of the compiler outside the rules and one of a rule, only the better message stays: that of the rule.
    """
    subject = Subject(plugin, document)
    if document is not None:
        foresee(subject)
    found = run_rules(subject, {finding.rule for finding in findings}, ("plugin", "document"))
    errors = {(finding.file, finding.line) for finding in found if finding.severity == "error"}
    return [*(finding for finding in findings if finding.rule in RULES or (finding.file, finding.line) not in errors), *found]


def facts(root: str, id: str, which: list[int], seconds: float, *, printed: Printed) -> dict[str, Any]:
    """The evidence of some facts (from 0), each of which has `seconds`. {"evidence": None} when the plugin cannot be loaded.

    It rests on every file of the folder but text.md, and is kept when that changes.
    """
    fence.hide(Path(root) / "visualisations" / id / TEXT)
    try:
        progress.at("the plugin's module")
        plugin = load(Path(root), id)
    except PluginError:
        return {"evidence": None}
    evidence = []
    for k in which:
        progress.stage(seconds, fact=k)
        progress.at(f"fact {k + 1}")
        evidence.append(run_fact(plugin, k).model_dump(mode="json"))
    return {"evidence": evidence, "spent": progress.spent()}
