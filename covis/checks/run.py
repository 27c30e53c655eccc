"""Checking a visualisation from the server's side: the rules in one worker, each fact in one of its own, with its own time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from covis.compiler.worker.client import Limits, WorkerError, worker
from covis.editions.cache import Compiled, cached
from covis.editions.fingerprint import Listed, rooms, toolchain
from covis.finding import Finding

Progress = Callable[[int, int], None]
"""Told (facts that were run, facts of this visualisation), in the thread that asked; (0, 0) while the rules are applied."""


def check_visualisation(
    root: Path, id: str, entry: Listed, *, limits: Limits | None = None, progress: Progress = lambda done, all: None
) -> Compiled:
    """Compile, apply every rule, run every fact. The edition holds the evidence; a fact that is not established is an error.

    From the cache when source, toolchain and the checks themselves are the same.
    """
    limits = limits or Limits()
    chain = checks_toolchain()
    place = root.resolve()

    def make() -> dict[str, Any]:
        progress(0, 0)
        args = {"root": str(place), "id": id, "title": entry.title, "summary": entry.summary}
        made = worker.request(
            "covis.checks.tasks:check", args, place / "visualisations" / id, limits.check_seconds, limits.megabytes, background=True
        )
        if made.get("document"):
            _run_facts(place, id, made, limits, progress)
        return made

    return cached(root, id, entry, "checked", chain, make)


def checks_toolchain() -> dict[str, str]:
    """What decides the outcome of a check beside the source: the toolchain, and the checks themselves (by digest)."""
    return toolchain() | {"checks": rooms(Path(__file__).parent)}


def _run_facts(root: Path, id: str, made: dict[str, Any], limits: Limits, progress: Progress) -> None:
    """Adds to `made` the evidence of each fact, and a finding for each that is not established."""
    facts = made["document"]["facts"]
    with ThreadPoolExecutor(max(1, len(facts))) as pool:  # the worker runs as many at once as there are processors
        jobs = [pool.submit(_run_fact, root, id, k, fact, limits) for k, fact in enumerate(facts)]
        for done, _ in enumerate(as_completed(jobs), 1):
            progress(done, len(facts))
        run = [job.result() for job in jobs]
    made["evidence"] = evidence = [one for one, _ in run]
    made["transient"] = made.get("transient", False) or any(transient for _, transient in run)
    for one, (file, line) in zip(evidence, made["fact_places"], strict=True):
        one["line"] = line  # also of a fact that ended without a result
        if one["outcome"] in ("fails", "not established"):
            if any(known["rule"] == "fact-at" and known["line"] == line for known in made["findings"]):
                continue  # that finding names what at= leaves open
            way = "; correct the model or the claim" if one["outcome"] == "fails" else ""
            message = f"the fact {one['statement']!r} {one['evidence']}{way}"
            made["findings"].append(Finding(file, line, 0, message, "facts", "error", id).as_json())


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
