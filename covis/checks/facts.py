"""Facts run: what each claim comes to, as evidence that a fact-checker reads.

One function a kind of fact, in `RUNNERS`; a new kind adds its own. Every number is computed with mpmath, so that "agrees"
is said to the working precision and a discrepancy of one part in 10^20 is a failure.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import mpmath
import numpy
import sympy
from sympy.core.relational import Relational

from covis.authoring.facts import Always, Check, Identity, Limit, Value
from covis.checks import doubles
from covis.checks.deadline import TooLongError, deadline
from covis.checks.limits import limit
from covis.checks.precise import evaluate
from covis.checks.proof import proof_of_zero
from covis.checks.states import Point, constants_in, decimals, fixed, open_symbols, outside, plain, sample, worded
from covis.compiler.plugin import Plugin
from covis.document import Evidence

POINTS = 200
DIGITS = (40, 90, 180)  # working precisions: the next is tried where terms cancel
GUARD = 12  # digits of the working precision that rounding may use up
DECIMALS = 1e-12  # what a model with decimals that arithmetic has rounded to 15 digits can promise
SAMPLE_SECONDS, PROOF_SECONDS = 10.0, 12.0

Outcome = Literal["proved", "agrees", "matches", "holds", "fails", "not established"]


@dataclass(frozen=True)
class Result:
    """What running a fact showed, before it is given its id, line and versions."""

    outcome: Outcome
    evidence: str
    detail: dict[str, Any] = field(default_factory=dict)


def run_fact(plugin: Plugin, k: int, seed: int = 0) -> Evidence:
    """Run fact `k` (from 0). Never raises for what the fact says: an exception in it is `not established`, with the reason."""
    fact = plugin.visualisation.facts[k]
    run = RUNNERS.get(fact.kind)
    try:
        result = run(fact, seed) if run else Result("not established", f"not established: Covis cannot run a {fact.kind}")
    except Exception as error:
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
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


# --- Identity -----------------------------------------------------------------------------------------------------------


def run_identity(fact: Identity, seed: int) -> Result:
    """Sampled first, so that what is false fails at once; then proved, if SymPy can."""
    if doubles.sourced((fact.left, fact.right)):
        return _integrated(doubles.compare(fact.left, fact.right, seed))
    left, right = (decimals(constants_in(side)) for side in (fact.left, fact.right))
    rounded = bool(constants_in(fact.left).atoms(sympy.Float) | constants_in(fact.right).atoms(sympy.Float))
    sampled: Result | str
    try:
        sampled = _sampled(left, right, seed, DECIMALS if rounded else 0.0)
    except ValueError as error:
        sampled = str(error)
    if isinstance(sampled, Result) and sampled.outcome == "fails":
        return sampled
    step = proof_of_zero(left - right, PROOF_SECONDS)
    said, detail = (sampled.evidence, sampled.detail) if isinstance(sampled, Result) else (f"not sampled: {sampled}", {})
    if step is None:
        if isinstance(sampled, Result):
            return sampled
        return Result("not established", f"not established: SymPy found no proof, and it is {said}", detail)
    exactly = "proved, with decimals read as exact numbers" if rounded else "proved"
    said = said.removeprefix("not established: ")
    return Result("proved", f"{exactly}; {said}", {**detail, "proof": step})


def _integrated(found: doubles.Agreement) -> Result:
    """An identity of what is integrated holds to what halving the step changes."""
    detail = {"points": found.points, "worst": found.worst, "halving": found.halving, "at": dict(found.numbers)}
    if not found.points:
        return Result("not established", "not established: at no point both sides have a finite value", detail)
    where = ", ".join(f"{name} = {number:.10g}" for name, number in found.numbers.items()) or "the only state"
    if found.holds:
        said = f"agrees at {_counted(found.points)} within {found.worst:.2g} (worst where {where})"
        return Result("agrees", f"{said}; halving the step changes {found.halving:.2g}", detail)
    said = f"left {found.left:.10g}, right {found.right:.10g}; halving the step changes only {found.halving:.2g} of the size"
    return Result("fails", f"fails where {where}: {said}", {**detail, "left": found.left, "right": found.right})


def _sampled(left: sympy.Expr, right: sympy.Expr, seed: int, rounding: float) -> Result:
    """left = right at points over the ranges. Raises ValueError when a symbol has none."""
    terms = (*sympy.Add.make_args(left), *sympy.Add.make_args(right))
    together = (left, right, *terms)
    worst, at, agreed, singular, digits, one_sided = mpmath.mpf(0), None, 0, 0, DIGITS[0], 0
    end, cut = time.monotonic() + SAMPLE_SECONDS, ""
    for point in sample((left, right), POINTS, seed):
        try:
            with deadline(max(0.01, end - time.monotonic())):
                values, residual, used = _compared(together, point)
        except TooLongError:
            cut = f"; {SAMPLE_SECONDS:g} s were not enough for {POINTS}"
            break
        if residual is None:
            singular += 1
            one_sided += (values[0] is None) != (values[1] is None)
            continue
        if residual > max(mpmath.mpf(10) ** (GUARD - used), rounding):
            numbers = {"left": _text(values[0], 17), "right": _text(values[1], 17), "residual": _text(residual, 3)}
            at_words = worded(point)
            said = f"fails at {at_words}: left {_text(values[0])}, right {_text(values[1])} (relative difference {_text(residual, 2)})"
            return Result("fails", said, {"at": plain(point), **numbers, "digits": used})
        agreed += 1
        digits = max(digits, used)
        if at is None or residual > worst:
            worst, at = max(worst, residual), point
    detail: dict[str, Any] = {"points": agreed, "singular": singular, "digits": digits}
    undefined = cut
    if singular:
        undefined += f"; at {_counted(singular)} a side has no finite value"
    if one_sided:
        undefined += f", at {one_sided} of them one side only"
    if at is None:
        none = f"at none of {_counted(singular)} both sides have a finite value" if singular else "no point was computed"
        return Result("not established", f"not established: {none}{cut}", detail)
    detail |= {"worst": _text(worst, 3), "at": plain(at)}
    where = f" (worst at {worded(at)})" if at else ""
    return Result("agrees", f"agrees at {_counted(agreed)} within {_text(worst, 2)}{where}{undefined}", detail)


def _compared(together: Sequence[sympy.Expr], point: Point) -> tuple[list[Any], Any, int]:
    """(values, residual or None where a side has no value, the digits used): with more digits until what should cancel does."""
    values: list[Any] = []
    residual = None
    used = DIGITS[0]
    for used in DIGITS:
        values = evaluate(together, point, used)
        if values[0] is None or values[1] is None:
            return values, None, used
        residual = _residual(values, used)
        if residual <= mpmath.mpf(10) ** (GUARD - used):
            break
    return values, residual, used


def _counted(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def _residual(values: list[Any], digits: int) -> Any:
    """|left - right| relative to the largest of the terms that are to cancel."""
    with mpmath.workdps(digits):
        size = max((abs(value) for value in values if value is not None), default=mpmath.mpf(0))
        difference = abs(values[0] - values[1])
        return difference / size if size else difference


def _text(value: Any, digits: int = 10) -> str:
    return str(mpmath.nstr(value, digits, min_fixed=-5, max_fixed=12)) if value != 0 else "0"


# --- Value --------------------------------------------------------------------------------------------------------------


def run_value(fact: Value, seed: int) -> Result:
    """|value - expected| <= rtol |expected| + atol, at the state that `at` fixes."""
    names = [symbol.name for symbol in open_symbols(fact)]
    if names:
        way = f"add {', '.join(f'{name}: ...' for name in names)} to at="
        return Result("not established", f"not established: at= leaves {' and '.join(names)} open; {way}", {"open": names})
    at = {symbol: decimals(constants_in(value)) for symbol, value in fact.at.items()}
    point = {symbol: fixed(value, at) for symbol, value in at.items()}
    value, expected = (decimals(constants_in(side)) for side in (fact.value, fact.expected))
    beyond = outside(point)
    if doubles.sourced((fact.value, fact.expected)):
        return _integrated_value(fact, point, beyond)
    detail: dict[str, Any] = {"at": plain(point), "rtol": fact.rtol, "atol": fact.atol, **({"outside": beyond} if beyond else {})}
    got, want, digits, first = None, None, DIGITS[0], None
    for digits in DIGITS:
        lower = [got, want]
        got, want = evaluate((value, expected), point, digits)
        first = abs(got - want) if first is None and got is not None and want is not None else first
        if got is None or want is None or (lower[0] is not None and _settled(got - lower[0], got, want, fact)):
            break
    note = f"; {beyond}" if beyond else ""
    if got is None or want is None:
        which = "the value" if got is None else "expected="
        return Result(
            "fails",
            f"fails: {which} has no finite real value at {worded(point)}; for a value that is approached, state a Limit{note}",
            detail,
        )
    with mpmath.workdps(digits):
        assert first is not None
        distance, allowed = abs(got - want), fact.rtol * abs(want) + fact.atol
        detail |= {
            "left": _text(got, 17),
            "right": _text(want, 17),
            "distance": _text(distance, 3),
            "allowed": _text(allowed, 3),
            "digits": digits,
        }
        vanishing = distance <= mpmath.mpf(10) ** -20 * first  # with more digits it shrinks away: rounding, such as sin(pi)
        if distance <= allowed or vanishing:
            apart = "exactly" if distance == 0 else f"to {_text(distance, 2)}"
            return Result(
                "matches", f"matches: {_text(got)} for {_text(want)}, {apart}, where {_text(allowed, 2)} is allowed{note}", detail
            )
        return Result(
            "fails",
            f"fails at {worded(point)}: it is {_text(got)}, and {_text(want)} is expected (allowed {_text(allowed, 2)}){note}",
            detail,
        )


def _integrated_value(fact: Value, point: Point, beyond: str) -> Result:
    """A value of what is integrated, in doubles; the evidence says what halving the step changes."""
    (got, step), (want, _) = (doubles.value(constants_in(side), point) for side in (fact.value, fact.expected))
    allowed, distance = fact.rtol * abs(want) + fact.atol, abs(got - want)
    note = f"; halving the step changes it by {step:.2g}" + (f"; {beyond}" if beyond else "")
    detail = {
        "at": plain(point),
        "left": repr(got),
        "right": repr(want),
        "distance": repr(distance),
        "allowed": repr(allowed),
        "halving": step,
    }
    if distance <= allowed:
        return Result("matches", f"matches: {got:.10g} for {want:.10g}, to {distance:.2g}, where {allowed:.2g} is allowed{note}", detail)
    said = f"it is {got:.10g}, and {want:.10g} is expected (allowed {allowed:.2g})"
    return Result("fails", f"fails at {worded(point)}: {said}{note}", detail)


def _settled(change: Any, got: Any, want: Any, fact: Value) -> bool:
    """Whether more digits no longer change the verdict."""
    allowed = fact.rtol * abs(want) + fact.atol
    return bool(abs(change) <= max(allowed, abs(want) * 1e-15) * 1e-6)


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
    """The relation at points over the ranges: one point where it is false is a failure, and says by how much."""
    if fact.condition in (sympy.true, sympy.false):
        decided = bool(fact.condition)
        said = (
            "proved: it follows from the ranges of the symbols" if decided else "fails: SymPy finds it false from the ranges of the symbols"
        )
        return Result("proved" if decided else "fails", said)
    relations = sorted(fact.condition.atoms(Relational), key=str)
    sides = [decimals(constants_in(side)) for relation in relations for side in relation.args]
    held, singular = 0, 0
    end, cut = time.monotonic() + SAMPLE_SECONDS, ""
    for point in sample(sides, POINTS, seed):
        try:
            with deadline(max(0.01, end - time.monotonic())):
                values = evaluate(sides, point, DIGITS[1])
        except TooLongError:
            cut = f"; {SAMPLE_SECONDS:g} s were not enough for {POINTS}"
            break
        if any(value is None for value in values):
            singular += 1
            continue
        truth = {relation: _true(relation, values[2 * k], values[2 * k + 1]) for k, relation in enumerate(relations)}
        if fact.condition.xreplace(truth) != sympy.true:
            false = next((k for k, relation in enumerate(relations) if not truth[relation]), 0)
            left, right = values[2 * false], values[2 * false + 1]
            said = f"fails at {worded(point)}: {_text(left)} {relations[false].rel_op} {_text(right)} is false"
            return Result("fails", said, {"at": plain(point), "left": _text(left, 17), "right": _text(right, 17)})
        held += 1
    if not held:
        return Result("not established", f"not established: at none of {_counted(singular)} both sides have a finite value{cut}")
    undefined = f"; at {_counted(singular)} a side has no finite value" if singular else ""
    return Result("holds", f"holds at {_counted(held)}{undefined}{cut}", {"points": held, "singular": singular})


def _true(relation: Relational, left: Any, right: Any) -> Any:
    """The relation between two numbers that are known to 90 digits: equal to 60 is equal, so that >= holds where both sides meet."""
    equal = abs(left - right) <= mpmath.mpf(10) ** -60 * max(abs(left), abs(right))
    holds = {"==": equal, "!=": not equal, "<": left < right and not equal, ">": left > right and not equal}
    holds |= {"<=": left < right or equal, ">=": left > right or equal}
    return sympy.true if holds[relation.rel_op] else sympy.false


# --- Check --------------------------------------------------------------------------------------------------------------


def run_check(fact: Check, seed: int) -> Result:
    """The author's own function: True or False, or that with a detail in words."""
    numpy.random.seed(seed)
    got = fact.function()
    verdict, said = (got[0], str(got[1])) if isinstance(got, tuple) and len(got) == 2 else (got, "")
    if not isinstance(verdict, bool | numpy.bool_ | sympy.logic.boolalg.BooleanAtom):
        return Result("not established", f"not established: the function gave {got!r}; let it return True or False, or (True, detail)")
    note = f": {said[:500]}" if said else ""
    outcome: Outcome = "holds" if bool(verdict) else "fails"
    return Result(outcome, f"{outcome}{note}", {"said": said} if said else {})


RUNNERS: dict[str, Callable[[Any, int], Result]] = {
    "Identity": run_identity,
    "Value": run_value,
    "Limit": run_limit,
    "Always": run_always,
    "Check": run_check,
}
