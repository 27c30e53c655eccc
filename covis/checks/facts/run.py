"""Facts run: what each claim comes to, as evidence that a fact-checker reads.

One function a kind of fact, in `RUNNERS`; a new kind adds its own. Every number is computed with mpmath, so that "agrees"
holds to the working precision and a discrepancy of one part in 10^20 is a failure.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import mpmath
import numpy
import sympy

from covis.authoring.facts import Check, Limit
from covis.checks.facts.conserved import run_conserved
from covis.checks.facts.expectations import run_expectation
from covis.checks.facts.identities import run_identity
from covis.checks.facts.inequalities import run_always
from covis.checks.facts.limits.limit import limit
from covis.checks.facts.points.sampling import Sampling
from covis.checks.facts.result import DECIMALS, Outcome, Result, unstated
from covis.checks.facts.values import run_value
from covis.checks.states import constants_in, decimals
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
        sampling = Sampling(plugin.visualisation.legal_presets(), seed)
        result = run(fact, sampling) if run else unstated(f"Covis cannot run a {fact.kind}")
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


def run_limit(fact: Limit, sampling: Sampling) -> Result:
    """SymPy's limit where it can decide, and in any case the numbers on the way there."""
    value, expected = (decimals(constants_in(side)) for side in (fact.value, fact.expected))
    to = decimals(constants_in(fact.to))
    if fact.symbol in expected.free_symbols:
        return unstated(f"expected= still holds {fact.symbol}, which has gone to its limit; take it out")
    if fact.symbol in to.free_symbols:
        return unstated(f"to= holds {fact.symbol} itself; give the number that it tends to")
    if fact.symbol not in value.free_symbols:
        return unstated(f"the value does not hold {fact.symbol}; name the symbol that moves")
    rounding = DECIMALS if any(constants_in(side).has(sympy.Float) for side in (fact.value, fact.expected)) else 0.0
    return limit(value, fact.symbol, to, expected, fact.side, sampling, rounding)


# --- Check --------------------------------------------------------------------------------------------------------------


def run_check(fact: Check, sampling: Sampling) -> Result:
    """The author's own function: True or False, or that with a detail as text."""
    numpy.random.seed(sampling.seed)
    got = fact.function()
    verdict, words = (got[0], printable(str(got[1]), 500)) if isinstance(got, tuple) and len(got) == 2 else (got, "")
    if not isinstance(verdict, bool | numpy.bool_ | sympy.logic.boolalg.BooleanAtom):
        return unstated(f"the function gave {printable(repr(got), 200)}; let it return True or False, or (True, detail)")
    note = f": {words}" if words else ""
    outcome: Outcome = "holds" if bool(verdict) else "fails"
    return Result(outcome, f"{outcome}{note}", {"said": words} if words else {})


RUNNERS: dict[str, Callable[[Any, Sampling], Result]] = {
    "Identity": run_identity,
    "Value": run_value,
    "Limit": run_limit,
    "Always": run_always,
    "Conserved": lambda fact, sampling: run_conserved(fact, sampling.seed, sampling.presets),
    "Expectation": run_expectation,
    "Check": run_check,
}
