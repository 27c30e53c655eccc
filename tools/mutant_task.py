"""What a child of the worker does with a mutant: what it draws, and the first fact that it fails. Imported by the worker only."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import sympy

from covis.checks.facts.run import run_fact
from covis.compiler.plugin import Plugin, PluginError, load
from covis.compiler.worker import progress
from covis.compiler.worker.tasks import Printed


def first_failing(root: str, id: str, drawn: list[str], order: list[int], seconds: float, *, printed: Printed) -> dict[str, Any]:
    """{"draws": digest, "fact": number or None, "statement": text} of a mutant; no fact is run if its digest is among `drawn`.

    {"draws": None} where it cannot be loaded.
    """
    try:
        plugin = load(Path(root), id)
    except PluginError:
        return {"draws": None}
    draws = _digest(plugin)
    for k in order if draws not in drawn else []:
        progress.stage(seconds, fact=k)
        evidence = run_fact(plugin, k)
        if evidence.refused:
            return {"draws": draws, "fact": k, "statement": evidence.statement}
    return {"draws": draws, "fact": None}


def _digest(plugin: Plugin) -> str:
    """Of everything that is drawn or read out, and of what it is computed from."""
    shown = [expression for output in plugin.visualisation.outputs() for expression in output.expressions]
    shown += [readout.value for readout in plugin.visualisation.readouts]
    atoms = {atom for expression in shown for atom in expression.atoms(sympy.Symbol)}
    words = [repr(expression) for expression in shown]
    words += sorted(repr(atom._hashable_content()) for atom in atoms)  # what a Trajectory or a table is made of
    words += [repr(symbol.content) for symbol in plugin.visualisation.symbols()]  # the bounds of axes among it
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
