"""Checking a visualisation from the server's side: the rules in one child of the worker, the facts in another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from covis.compiler.worker.client import Limits, worker
from covis.compiler.worker.failures import WorkerError
from covis.document import Evidence
from covis.editions.cache import Compiled, cached, recall, remember
from covis.editions.fingerprint import FolderError, Listed, model_digest, rooms, toolchain
from covis.finding import Finding

# Called with what is being done, in words.
Report = Callable[[str], None]


@dataclass(frozen=True)
class _Ran:
    """What running a fact gave: its evidence, or why there is none."""

    evidence: dict[str, Any] | None
    reason: str = "could not be loaded again: the plugin changed while it was checked"
    transient: bool = True


def check_visualisation(root: Path, id: str, entry: Listed, *, limits: Limits | None = None, report: Report | None = None) -> Compiled:
    """Compile, apply every rule, run every fact. The edition holds the evidence. A fact that fails is an error; one that is
    only not established is a warning.

    From the cache when source, toolchain and the checks themselves are the same; the evidence when the model is the same.
    """
    limits = limits or Limits()
    checking = _Checking(root.resolve(), id, entry, limits, report or (lambda words: None))
    return cached(root, id, entry, "checked", checks_toolchain(), checking.make)


def checks_toolchain() -> dict[str, str]:
    """What decides the outcome of a check beside the source: the toolchain, and the checks themselves (by digest)."""
    return toolchain() | {"checks": rooms(Path(__file__).parent)}


@dataclass(frozen=True)
class _Checking:
    """One check of one visualisation."""

    root: Path
    id: str
    entry: Listed
    limits: Limits
    report: Report

    def make(self) -> dict[str, Any]:
        self.report("compiling")
        args = {"title": self.entry.title, "summary": self.entry.summary, "seconds": self.limits.check_seconds}
        made = self._request("check", args, self.limits.check_seconds, self._watch)
        if made.get("document"):
            self._add_facts(made)
        return made

    def _request(self, task: str, args: dict[str, Any], more_seconds: float, watcher: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        return worker.request(
            f"covis.checks.tasks:{task}",
            {"root": str(self.root), "id": self.id, **args},
            self.root / "visualisations" / self.id,
            self.limits.seconds,
            self.limits.megabytes,
            more_seconds=more_seconds,
            background=True,
            watcher=watcher,
        )

    def _watch(self, doing: dict[str, Any]) -> None:
        self.report(", ".join(str(doing[key]) for key in ("at", "on") if key in doing))

    # --- facts ----------------------------------------------------------------------------------------------------------

    def _add_facts(self, made: dict[str, Any]) -> None:
        """Adds to `made` the evidence of each fact, and a finding for each that is not established."""
        facts = made["document"]["facts"]
        ran = self._evidence([fact["statement"] for fact in facts])
        made["evidence"] = evidence = [
            ran[k].evidence or _unknown(fact["id"], fact["statement"], ran[k].reason) for k, fact in enumerate(facts)
        ]
        made["transient"] = made.get("transient", False) or any(one.evidence is None and one.transient for one in ran.values())
        for one, (file, line) in zip(evidence, made["fact_places"], strict=True):
            one["line"] = line  # also of a fact that ended without a result
            kept = Evidence.model_validate(one)
            if not kept.established:
                if any(known["rule"] == "fact-at" and known["line"] == line for known in made["findings"]):
                    continue  # that finding names what at= leaves open
                way = "; correct the model or the claim" if one["outcome"] == "fails" else ""
                message = f"the fact {kept.statement!r} {kept.evidence}{way}"
                made["findings"].append(Finding(file, line, 0, message, "facts", "error" if kept.refused else "warning", self.id).as_json())

    def _evidence(self, statements: Sequence[str]) -> dict[int, _Ran]:
        """What each fact comes to, by number: as it was kept for this very model, or run now. What gave no evidence is not kept."""
        model = self._model()
        kept = recall(self.root, "facts", model) if model is not None else None
        known = {int(k): _Ran(one) for k, one in (kept or {}).items() if int(k) < len(statements)}
        left = [k for k in range(len(statements)) if k not in known]
        if left:
            known |= self._run(left, statements)
            if model is not None and model == self._model():
                remember(self.root, "facts", model, {str(k): ran.evidence for k, ran in known.items() if ran.evidence is not None})
        return known

    def _model(self) -> list[Any] | None:
        """What decides the evidence: every file that the facts can read, and what runs them. None where the folder cannot be read."""
        try:
            return [self.id, model_digest(self.root, self.id), checks_toolchain()]
        except FolderError:
            return None

    def _run(self, which: list[int], statements: Sequence[str]) -> dict[int, _Ran]:
        """Run some facts in one child. When it dies, the fact that it died in is known, and the others are run without it."""

        def watch(doing: dict[str, Any]) -> None:
            k = doing.get("fact")
            if isinstance(k, int) and 0 <= k < len(statements):
                self.report(f"fact {k + 1} of {len(statements)}: {statements[k]}")

        try:
            args = {"which": which, "seconds": self.limits.fact_seconds}
            evidence = self._request("facts", args, self.limits.fact_seconds * len(which), watch)["evidence"]
        except WorkerError as error:
            failed = _Ran(None, str(error), error.transient)
            at = error.doing.get("fact")
            if len(which) == 1:
                return {which[0]: failed}
            if at not in which:  # before the first of them, or nobody knows
                return dict.fromkeys(which, failed) if error.timed_out else self._run_each([[k] for k in which], statements)
            before, after = [k for k in which if k < at], [k for k in which if k > at]
            # Its time is its own; its memory it shared with those before it.
            ran = {at: failed} if error.timed_out else self._run([at], statements)
            return ran | self._run_each([part for part in (before, after) if part], statements)
        return {k: _Ran(evidence[j] if evidence is not None else None) for j, k in enumerate(which)}

    def _run_each(self, parts: list[list[int]], statements: Sequence[str]) -> dict[int, _Ran]:
        return {k: ran for part in parts for k, ran in self._run(part, statements).items()}


def _unknown(id: str, statement: str, reason: str) -> dict[str, Any]:
    """The evidence of a fact that ended without a result."""
    data = {"id": id, "statement": statement, "outcome": "not established", "evidence": f"not established: it {reason}"}
    return {**data, "detail": {"error": reason}, "versions": {}}
