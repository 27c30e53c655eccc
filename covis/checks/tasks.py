"""What a worker's child does for the checks. Imported by the worker only: it loads SymPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from covis.checks.facts.run import run_fact
from covis.checks.rule import RULES, Subject, run_rules
from covis.checks.units.unit import registry
from covis.compiler.plugin import Plugin, PluginError, load
from covis.compiler.preconditions import FORMULA
from covis.compiler.worker.fence import fenced
from covis.compiler.worker.tasks import Printed, guarded
from covis.document import Document
from covis.finding import Finding

registry()  # it reads its units from a file: here, before the worker forks, so that no child waits for it


def check(root: str, id: str, title: str, summary: str, *, printed: Printed) -> dict[str, Any]:
    """As `covis.compiler.worker.tasks.compile`, with what the rules find."""
    return guarded(root, id, title, summary, printed, _with_rules)


def _with_rules(plugin: Plugin, document: Document | None, findings: list[Finding]) -> list[Finding]:
    """A rule says better what the compiler stumbled over at the same line: that is said once."""
    found = run_rules(Subject(plugin, document), {finding.rule for finding in findings})
    findings = [finding for finding in findings if finding.rule not in RULES]  # the rule of that name says it
    if any(finding.rule == "symbol-known" for finding in found):
        findings = [finding for finding in findings if finding.rule != FORMULA]  # an unknown symbol has no program anywhere
    told = {(finding.file, finding.line) for finding in found if finding.severity == "error"}
    return [*(finding for finding in findings if (finding.file, finding.line) not in told), *found]


def fact(root: str, id: str, k: int, *, printed: Printed) -> dict[str, Any]:
    """The evidence of fact k (from 0). {"evidence": None} when the plugin cannot be loaded."""
    try:
        plugin = load(Path(root), id)
    except PluginError:
        return {"evidence": None}
    with fenced(plugin.folder):  # a Check is the author's own code
        evidence = run_fact(plugin, k)
    return {"evidence": evidence.model_dump(mode="json")}
