"""Facts run: what each claim comes to, as evidence that a fact-checker reads.

One function a kind of fact, in `RUNNERS`; a new kind adds its own. Every number is computed with mpmath, so that "agrees"
holds to the working precision and a discrepancy of one part in 10^20 is a failure.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from typing import Any

import mpmath
import numpy
import sympy
from sympy.core.relational import Relational

from covis.authoring.facts import Always, Check, Conserved, Limit
from covis.checks.facts.conserved import run_conserved
from covis.checks.facts.deadline import TooLongError, deadline
from covis.checks.facts.identities import run_identity
from covis.checks.facts.limits import limit
from covis.checks.facts.precise import evaluate
from covis.checks.facts.result import DECIMALS, DIGITS, GUARD, POINTS, PROOF_SECONDS, SAMPLE_SECONDS, Outcome, Result, counted, text
from covis.checks.facts.values import run_value
from covis.checks.states import Point, constants_in, decimals, plain, sample, worded
from covis.compiler.plugin import Plugin
from covis.compiler.plugin_errors import exception_text
from covis.compiler.worker.tasks import scarce
from covis.document import Evidence
from covis.finding import printable


def run_fact(plugin: Plugin, k: int, seed: int = 0) -> Evidence:
    """Run fact `k` (from 0). Never raises for what is in the fact: an exception in it is `not established`, with the reason."""
    fact = plugin.visualisation.facts[k]
    run = RUNNERS.get(fact.kind)
    try:
        if isinstance(fact, Conserved):
            result = run_conserved(fact, seed, plugin.visualisation.legal_presets())
        else:
            result = run(fact, seed) if run else Result("not established", f"not established: Covis cannot run a {fact.kind}")
    except (Exception, SystemExit) as error:
        if scarce(error):
            raise  # the system is the cause, and not the fact
        reason = f"{type(error).__name__}: {printable(exception_text(error), 300)}"
        result = Result("not established", f"not established: it could not be computed ({reason})", {"error": reason})
    return Evidence(
        id=f"{plugin.id}.fact{k + 1}",
        statement=fact.statement,
        outcome=result.outcome,
        evidence=result.evidence,
        detail=result.detail,
        line=fact.place.line,
        versions=versions(),
    )


def versions() -> dict[str, str]:
    """What the evidence was made with."""
    return {
        "python": platform.python_version(),
        "sympy": sympy.__version__,
        "mpmath": mpmath.__version__,
        "numpy": numpy.__version__,
    }


# --- Limit --------------------------------------------------------------------------------------------------------------


def run_limit(fact: Limit, seed: int) -> Result:
    """SymPy's limit where it can decide, and in any case the numbers on the way there."""
    value, expected = (decimals(constants_in(side)) for side in (fact.value, fact.expected))
    to = decimals(constants_in(fact.to))
    if fact.symbol in expected.free_symbols:
        return Result("not established", f"not established: expected= still holds {fact.symbol}, which has gone to its limit; take it out")
    if fact.symbol in to.free_symbols:
        return Result("not established", f"not established: to= holds {fact.symbol} itself; give the number that it tends to")
    if fact.symbol not in value.free_symbols:
        return Result("not established", f"not established: the value does not hold {fact.symbol}; name the symbol that moves")
    rounding = DECIMALS if any(constants_in(side).has(sympy.Float) for side in (fact.value, fact.expected)) else 0.0
    found = limit(value, fact.symbol, to, expected, fact.side, seed, PROOF_SECONDS, rounding)
    return Result(found.outcome, found.evidence, found.detail)


# --- Always -------------------------------------------------------------------------------------------------------------


def run_always(fact: Always, seed: int) -> Result:
    """The relation at points over the ranges: one point where it is false is a failure, and the evidence shows by how much."""
    if fact.condition in (sympy.true, sympy.false):
        decided = bool(fact.condition)
        evidence = (
            "proved: it follows from the ranges of the symbols" if decided else "fails: SymPy finds it false from the ranges of the symbols"
        )
        return Result("proved" if decided else "fails", evidence)
    relations = sorted(fact.condition.atoms(Relational), key=str)
    sides = [decimals(constants_in(side)) for relation in relations for side in relation.args]
    held, singular = 0, 0
    end, cut = time.process_time() + SAMPLE_SECONDS, ""
    for point in sample(sides, POINTS, seed):
        try:
            with deadline(max(0.01, end - time.process_time())):
                values = evaluate(sides, point, DIGITS[1])
        except TooLongError:
            cut = f"; {SAMPLE_SECONDS:g} s were not enough for {POINTS}"
            break
        if any(value is None for value in values):
            singular += 1
            continue
        values = _cleared(sides, values, point)
        truth = {relation: _true(relation, values[2 * k], values[2 * k + 1]) for k, relation in enumerate(relations)}
        if fact.condition.xreplace(truth) != sympy.true:
            false = next((k for k, relation in enumerate(relations) if not truth[relation]), 0)
            left, right = values[2 * false], values[2 * false + 1]
            evidence = f"fails at {worded(point)}: {text(left)} {relations[false].rel_op} {text(right)} is false"
            return Result("fails", evidence, {"at": plain(point), "left": text(left, 17), "right": text(right, 17)})
        held += 1
    if not held:
        return Result("not established", f"not established: at none of {counted(singular)} both sides have a finite value{cut}")
    undefined = f"; at {counted(singular)} a side has no finite value" if singular else ""
    return Result("holds", f"holds at {counted(held)}{undefined}{cut}", {"points": held, "singular": singular})


def _cleared(sides: list[sympy.Expr], values: list[Any], point: Point) -> list[Any]:
    """The values, with an exact 0 for one that is zero but for rounding: it shrinks as digits are added."""
    if not any(value and abs(value) < mpmath.mpf(10) ** (GUARD - DIGITS[1]) for value in values):
        return values
    finer = evaluate(sides, point, DIGITS[2])
    return [mpmath.mpf(0) if b is not None and abs(b) <= mpmath.mpf(10) ** -20 * abs(a) else a for a, b in zip(values, finer, strict=True)]


def _true(relation: Relational, left: Any, right: Any) -> Any:
    """The relation between two numbers that are known to 90 digits: equal to 60 is equal, so that >= holds where both sides meet."""
    equal = abs(left - right) <= mpmath.mpf(10) ** -60 * max(abs(left), abs(right))
    holds = {"==": equal, "!=": not equal, "<": left < right and not equal, ">": left > right and not equal}
    holds |= {"<=": left < right or equal, ">=": left > right or equal}
    return sympy.true if holds[relation.rel_op] else sympy.false


# --- Check --------------------------------------------------------------------------------------------------------------


def run_check(fact: Check, seed: int) -> Result:
    """The author's own function: True or False, or that with a detail as text."""
    numpy.random.seed(seed)
    got = fact.function()
    verdict, words = (got[0], printable(str(got[1]), 500)) if isinstance(got, tuple) and len(got) == 2 else (got, "")
    if not isinstance(verdict, bool | numpy.bool_ | sympy.logic.boolalg.BooleanAtom):
        return Result(
            "not established",
            f"not established: the function gave {printable(repr(got), 200)}; let it return True or False, or (True, detail)",
        )
    note = f": {words}" if words else ""
    outcome: Outcome = "holds" if bool(verdict) else "fails"
    return Result(outcome, f"{outcome}{note}", {"said": words} if words else {})


RUNNERS: dict[str, Callable[[Any, int], Result]] = {
    "Identity": run_identity,
    "Value": run_value,
    "Limit": run_limit,
    "Always": run_always,
    "Check": run_check,
}
