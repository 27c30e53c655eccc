"""Checking a visualisation from the server's side: the rules in one worker, each fact in one of its own, with its own time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from covis.compiler.worker.client import Limits, WorkerError, worker
from covis.editions.cache import Compiled, cached
from covis.editions.fingerprint import Titled, rooms, toolchain
from covis.finding import Finding


def check_visualisation(root: Path, id: str, entry: Titled, *, limits: Limits | None = None) -> Compiled:
    """Compile, apply every rule, run every fact. The edition holds the evidence; a fact that is not established is an error.

    From the cache when source, toolchain and the checks themselves are the same.
    """
    limits = limits or Limits()
    chain = checks_toolchain()
    place = root.resolve()

    def make() -> dict[str, Any]:
        args = {"root": str(place), "id": id, "title": entry.title, "summary": entry.summary}
        made = worker.request("covis.checks.tasks:check", args, place / "visualisations" / id, limits.check_seconds, limits.megabytes)
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
        evidence = list(pool.map(lambda k: _run_fact(root, id, k, facts[k], limits), range(len(facts))))
    made["evidence"] = evidence
    # What only time cut short may come out otherwise on another day: it is not kept in the cache.
    made["keep"] = not any(one["detail"].get("timed_out") for one in evidence)
    for one in evidence:
        if one["outcome"] in ("fails", "not established"):
            if any(said["rule"] == "fact-at" and said["line"] == one["line"] for said in made["findings"]):
                continue  # what at= leaves open is said there, with the way out
            way = "; mend the model or the claim" if one["outcome"] == "fails" else ""
            message = f"the fact {one['statement']!r} {one['evidence']}{way}"
            file = f"visualisations/{id}/__init__.py"
            made["findings"].append(Finding(file, one["line"], 0, message, "facts", "error", id).as_json())


def _run_fact(root: Path, id: str, k: int, fact: dict[str, Any], limits: Limits) -> dict[str, Any]:
    try:
        args = {"root": str(root), "id": id, "k": k}
        folder = root / "visualisations" / id
        result = worker.request("covis.checks.tasks:fact", args, folder, limits.fact_seconds, limits.megabytes)
        found: dict[str, Any] | None = result["evidence"]
        reason, late, line = "the plugin changed while it was checked", False, 0
    except WorkerError as error:
        found, reason, late, line = None, str(error), error.timed_out, error.line
    if found is not None:
        return found
    detail = {"error": reason, **({"timed_out": True} if late else {})}
    said = {"id": fact["id"], "statement": fact["statement"], "outcome": "not established", "evidence": f"not established: it {reason}"}
    return {**said, "detail": detail, "line": line, "versions": {}}
