"""Checking a visualisation from the server's side: the rules in one worker, each fact in one of its own, with its own time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from covis.compiler.worker.client import Limits, WorkerError, worker
from covis.document import Evidence
from covis.editions.cache import Compiled, cached
from covis.editions.fingerprint import Listed, rooms, toolchain
from covis.finding import Finding


def check_visualisation(root: Path, id: str, entry: Listed, *, limits: Limits | None = None) -> Compiled:
    """Compile, apply every rule, run every fact. The edition holds the evidence. A fact that fails is an error; one that is
    only not established is a warning.

    From the cache when source, toolchain and the checks themselves are the same.
    """
    limits = limits or Limits()
    chain = checks_toolchain()
    place = root.resolve()

    def make() -> dict[str, Any]:
        args = {"root": str(place), "id": id, "title": entry.title, "summary": entry.summary}
        made = worker.request(
            "covis.checks.tasks:check", args, place / "visualisations" / id, limits.check_seconds, limits.megabytes, background=True
        )
        if made.get("document"):
            _run_facts(place, id, made, limits)
        return made

    return cached(root, id, entry, "checked", chain, make)


def checks_toolchain() -> dict[str, str]:
    """What decides the outcome of a check beside the source: the toolchain, and the checks themselves (by digest)."""
    return toolchain() | {"checks": rooms(Path(__file__).parent)}


def _run_facts(root: Path, id: str, made: dict[str, Any], limits: Limits) -> None:
    """Adds to `made` the evidence of each fact, and a finding for each that is not established."""
    facts = made["document"]["facts"]
    with ThreadPoolExecutor(max(1, len(facts))) as pool:  # the worker runs as many at once as there are processors
        run = list(pool.map(lambda k: _run_fact(root, id, k, facts[k], limits), range(len(facts))))
    made["evidence"] = evidence = [one for one, _ in run]
    made["transient"] = made.get("transient", False) or any(transient for _, transient in run)
    for one, (file, line) in zip(evidence, made["fact_places"], strict=True):
        one["line"] = line  # also of a fact that ended without a result
        kept = Evidence.model_validate(one)
        if not kept.established:
            if any(known["rule"] == "fact-at" and known["line"] == line for known in made["findings"]):
                continue  # that finding names what at= leaves open
            way = "; correct the model or the claim" if one["outcome"] == "fails" else ""
            message = f"the fact {kept.statement!r} {kept.evidence}{way}"
            made["findings"].append(Finding(file, line, 0, message, "facts", "error" if kept.refused else "warning", id).as_json())


def _run_fact(root: Path, id: str, k: int, fact: dict[str, Any], limits: Limits) -> tuple[dict[str, Any], bool]:
    """The evidence, and whether another try may give other evidence: the worker failed, and not the fact."""
    try:
        args = {"root": str(root), "id": id, "k": k}
        folder = root / "visualisations" / id
        result = worker.request("covis.checks.tasks:fact", args, folder, limits.fact_seconds, limits.megabytes, background=True)
        found: dict[str, Any] | None = result["evidence"]
        reason, transient = "could not be loaded again: the plugin changed while it was checked", True
    except WorkerError as error:
        found, reason, transient = None, str(error), error.transient
    if found is not None:
        return found, False
    data = {"id": fact["id"], "statement": fact["statement"], "outcome": "not established", "evidence": f"not established: it {reason}"}
    return {**data, "detail": {"error": reason}, "versions": {}}, transient
