"""An Identity run: sampled over the ranges, and proved where SymPy can."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import mpmath
import sympy

from covis.authoring.facts import Identity
from covis.checks.facts import doubles
from covis.checks.facts.deadline import TooLongError, deadline
from covis.checks.facts.precise import evaluate
from covis.checks.facts.proof import proof_of_zero
from covis.checks.facts.result import DECIMALS, DIGITS, GUARD, POINTS, PROOF_SECONDS, SAMPLE_SECONDS, Result, counted, text
from covis.checks.states import Point, constants_in, decimals, plain, sample, worded


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
    evidence, detail = (sampled.evidence, sampled.detail) if isinstance(sampled, Result) else (f"not sampled: {sampled}", {})
    if step is None:
        if isinstance(sampled, Result):
            return sampled
        return Result("not established", f"not established: SymPy found no proof, and it is {evidence}", detail)
    exactly = "proved, with decimals read as exact numbers" if rounded else "proved"
    evidence = evidence.removeprefix("not established: ")
    return Result("proved", f"{exactly}; {evidence}", {**detail, "proof": step})


def _integrated(found: doubles.Agreement) -> Result:
    """An identity of what is integrated holds to what halving the step changes."""
    detail = {"points": found.points, "worst": found.worst, "halving": found.halving, "at": dict(found.numbers)}
    if not found.points:
        return Result("not established", "not established: at no point both sides have a finite value", detail)
    where = ", ".join(f"{name} = {number:.10g}" for name, number in found.numbers.items()) or "the only state"
    if found.holds:
        evidence = f"agrees at {counted(found.points)} within {found.worst:.2g} (worst where {where})"
        return Result("agrees", f"{evidence}; halving the step changes {found.halving:.2g}", detail)
    evidence = f"left {found.left:.10g}, right {found.right:.10g}; halving the step changes only {found.halving:.2g} of the size"
    return Result("fails", f"fails where {where}: {evidence}", {**detail, "left": found.left, "right": found.right})


def _sampled(left: sympy.Expr, right: sympy.Expr, seed: int, rounding: float) -> Result:
    """left = right at points over the ranges. Raises ValueError when a symbol has none."""
    terms = (*sympy.Add.make_args(left), *sympy.Add.make_args(right))
    together = (left, right, *terms)
    worst, at, agreed, singular, digits, one_sided = mpmath.mpf(0), None, 0, 0, DIGITS[0], 0
    end, cut = time.process_time() + SAMPLE_SECONDS, ""
    for point in sample((left, right), POINTS, seed):
        try:
            with deadline(max(0.01, end - time.process_time())):
                values, residual, used = _compared(together, point)
        except TooLongError:
            cut = f"; {SAMPLE_SECONDS:g} s were not enough for {POINTS}"
            break
        if residual is None:
            singular += 1
            one_sided += (values[0] is None) != (values[1] is None)
            continue
        if residual > max(mpmath.mpf(10) ** (GUARD - used), rounding):
            numbers = {"left": text(values[0], 17), "right": text(values[1], 17), "residual": text(residual, 3)}
            at_words = worded(point)
            evidence = f"fails at {at_words}: left {text(values[0])}, right {text(values[1])} (relative difference {text(residual, 2)})"
            return Result("fails", evidence, {"at": plain(point), **numbers, "digits": used})
        agreed += 1
        digits = max(digits, used)
        if at is None or residual > worst:
            worst, at = max(worst, residual), point
    detail: dict[str, Any] = {"points": agreed, "singular": singular, "digits": digits}
    undefined = cut
    if singular:
        undefined += f"; at {counted(singular)} a side has no finite value"
    if one_sided:
        undefined += f", at {one_sided} of them one side only"
    if at is None:
        none = f"at none of {counted(singular)} both sides have a finite value" if singular else "no point was computed"
        return Result("not established", f"not established: {none}{cut}", detail)
    detail |= {"worst": text(worst, 3), "at": plain(at)}
    where = f" (worst at {worded(at)})" if at else ""
    return Result("agrees", f"agrees at {counted(agreed)} within {text(worst, 2)}{where}{undefined}", detail)


def _compared(together: Sequence[sympy.Expr], point: Point) -> tuple[list[Any], Any, int]:
    """(values, residual or None where a side has no value, the digits used): with more digits until what should cancel does."""
    values: list[Any] = []
    residual, first = None, None
    used = DIGITS[0]
    for used in DIGITS:
        values = evaluate(together, point, used)
        if values[0] is None or values[1] is None:
            return values, None, used
        residual = _residual(values, used)
        difference = abs(values[0] - values[1])
        first = difference if first is None else first
        if residual <= mpmath.mpf(10) ** (GUARD - used):
            break
        if difference <= mpmath.mpf(10) ** -20 * first:
            # Both sides are zero, each by a cancellation inside: what is left shrinks as digits are added, as no discrepancy does.
            return values, mpmath.mpf(0), used
    return values, residual, used


def _residual(values: list[Any], digits: int) -> Any:
    """|left - right| relative to the largest of the terms that are to cancel."""
    with mpmath.workdps(digits):
        size = max((abs(value) for value in values if value is not None), default=mpmath.mpf(0))
        difference = abs(values[0] - values[1])
        return difference / size if size else difference
