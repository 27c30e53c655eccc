"""Limits: by SymPy where it can decide, and by numbers that come nearer and nearer, at states over the ranges of the rest."""

from __future__ import annotations

import time
from typing import Any

import mpmath
import sympy

from covis.checks.facts.deadline import TooLongError, deadline
from covis.checks.facts.limits.approach import NEAR, TINY, Approach, approach
from covis.checks.facts.points.sampling import Sample, Sampling, sample
from covis.checks.facts.precise import evaluate
from covis.checks.facts.proof import proof_of_zero
from covis.checks.facts.result import PROOF_SECONDS, SAMPLE_SECONDS, Result
from covis.checks.states import worded

STATES = 16
SUM_SECONDS = 1.0  # for working out a sum up to a symbol, which SymPy knows at once or hardly ever


def limit(
    value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, expected: sympy.Expr, side: str, sampling: Sampling, rounding: float = 0
) -> Result:
    """The evidence for value -> expected as symbol -> to, from the side or sides.

    What SymPy proves holds: numbers that approach slowly do not outvote it. Where they clearly contradict it, neither is believed.
    """
    sides = [""] if to.is_infinite else list(side)
    decided, found = symbolic(value, symbol, to, expected, sides, PROOF_SECONDS, rounding)
    try:
        points = sample((value, expected, to), sampling, apart=[symbol], few=STATES)
    except ValueError as error:
        unsampled = f"not tried at points: {error}"
        if decided:
            return Result("proved", f"proved by SymPy's limit; {unsampled}", {})
        if found is not None:
            return Result("fails", f"fails: SymPy finds the limit {found}; {unsampled}", {"sympy": str(found)})
        return Result("not established", f"not established: SymPy does not decide it, and it is {unsampled}", {})
    ways, cut = _ways(value, symbol, to, expected, sides, points, rounding)
    arrived = [way for way in ways if way.verdict == "arrives"]
    defined = [way for way in ways if way.verdict != "undefined"]
    detail: dict[str, Any] = {"states": len({worded(way.point) for way in ways}), "approaches": len(ways), "arrived": len(arrived)}
    if found is not None:
        detail["sympy"] = str(found)
    among = f", at states among them {points.among}" if points.among and points.points != [{}] else ""
    numbers = "the numbers do not decide"
    if arrived:
        detail["distance"] = _size(max(way.last for way in arrived))
        numbers = f"the numbers come within {detail['distance']} of it on {len(arrived)} of {len(ways)} approaches{among}{cut}"
    missed = sorted((way for way in ways if way.verdict == "misses"), key=lambda way: not way.certain)
    if decided:
        for way in missed:
            contradicted = _contradicted(way, value, symbol, to, expected, detail, rounding)
            if contradicted:
                return contradicted
        slow = f"; {missed[0].where} the approach is too slow for numbers to show it" if missed else ""
        return Result("proved", f"proved by SymPy's limit; {numbers}{slow}", detail)
    if missed and (found is not None or missed[0].certain):
        also = f"; SymPy finds the limit {found}" if found is not None else ""
        return Result("fails", f"fails {missed[0].where}: {missed[0].numbers}{also}", {**detail, **missed[0].detail})
    if found is not None and not arrived:
        return Result("fails", f"fails: SymPy finds the limit {found}; {numbers}", detail)
    if missed:
        way = missed[0]
        reason = f"SymPy does not decide it, and the numbers do not arrive {way.where}: {way.numbers}"
        return Result("not established", f"not established: {reason}", {**detail, **way.detail})
    if defined and len(arrived) == len(defined) and 2 * len(defined) >= len(ways):
        if found is not None:
            near, _ = _ways(value, symbol, to, found, sides, points, rounding)
            if all(way.verdict != "misses" for way in near):  # the numbers cannot tell the two apart
                return Result("fails", f"fails: SymPy finds the limit {found}, which the numbers do not contradict", detail)
            return Result("not established", f"not established: {numbers}; SymPy, though, gives {found}: look at it again", detail)
        return Result("agrees", f"agrees: {numbers}", detail)
    return Result("not established", f"not established: SymPy does not decide it, and {numbers}", detail)


def _ways(
    value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, expected: sympy.Expr, sides: list[str], points: Sample, rounding: float
) -> tuple[list[Approach], str]:
    """The approaches at each point from each side, and a note where time ran out."""
    ways: list[Approach] = []
    end = time.process_time() + SAMPLE_SECONDS
    for point in points:
        for each in sides:
            try:
                with deadline(max(0.01, end - time.process_time())):
                    ways.append(approach(value, symbol, to, expected, each, point, rounding))
            except TooLongError:
                return ways, f"; {SAMPLE_SECONDS:g} s were not enough for all of {len(points) * len(sides)}"
    return ways, ""


def _contradicted(
    way: Approach, value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, expected: sympy.Expr, detail: dict[str, Any], rounding: float
) -> Result | None:
    """What numbers that miss come to beside a proof: SymPy is asked again at that state, where the general proof may not hold."""
    if way.point:
        put = {other: number for other, number in way.point.items() if other != symbol}
        sides = [way.side] if way.side else [""]
        there = (value.xreplace(put), symbol, to.xreplace(put), expected.xreplace(put))
        _, other = symbolic(*there, sides, PROOF_SECONDS / 4, rounding)
        if other is not None:
            return Result("fails", f"fails {way.where}: SymPy finds the limit {other} there; {way.numbers}", {**detail, **way.detail})
    if way.certain != "still":
        return None
    doubt = f"SymPy proves it, but {way.where} {way.numbers}: look at it again"
    return Result("not established", f"not established: {doubt}", {**detail, **way.detail})


def symbolic(
    value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, expected: sympy.Expr, sides: list[str], seconds: float, rounding: float = 0
) -> tuple[bool, sympy.Expr | None]:
    """(whether SymPy's limit is the expected one from every side, the other limit that it found or None).

    One that differs by no more than `rounding`, relatively, is no other: arithmetic has rounded the decimals of the model.
    """
    moving = (
        sympy.Dummy(symbol.name, integer=True, positive=True)
        if symbol.is_integer and to is sympy.oo
        else sympy.Dummy(symbol.name, real=True)
    )
    put = value.xreplace({symbol: moving})
    proved = True
    for side in sides:
        result = _limit_of(put, moving, to, side, seconds / len(sides))
        if result is None and put.has(sympy.Sum, sympy.Product):
            result = _limit_of(put, moving, to, side, SUM_SECONDS, summed=True)
        if result is None:
            return False, None
        if result == expected:
            continue
        if result.is_infinite or expected.is_infinite or proof_of_zero(result - expected, seconds / 2) is None:
            proved = False
            if _differ(result, expected, max(NEAR, rounding)):
                return False, result
    return proved, None


def _limit_of(
    value: sympy.Expr, moving: sympy.Symbol, to: sympy.Expr, side: str, seconds: float, *, summed: bool = False
) -> sympy.Expr | None:
    """SymPy's limit; None where it finds none in time. `summed`: sums are worked out first."""
    try:
        with deadline(seconds):
            result = sympy.limit(value.doit() if summed else value, moving, to, side or "+")
    except TooLongError:
        return None
    except Exception:  # SymPy's limit gives up in many ways; that decides nothing
        return None
    known = isinstance(result, sympy.Expr) and not result.has(sympy.Limit, sympy.AccumBounds, moving, sympy.nan)
    return result if known else None


def _differ(one: sympy.Expr, other: sympy.Expr, near: Any) -> bool:
    """Whether two expressions have values somewhere that are farther apart than `near`, relatively: then they are not the same limit."""
    if one.is_infinite or other.is_infinite:
        return bool(one != other)
    try:
        for point in sample((one, other), Sampling(seed=1), few=8):
            first, second = evaluate((one, other), point, 60)
            if first is not None and second is not None and abs(first - second) > near * max(abs(first), abs(second)):
                return True
    except ValueError:
        return False
    return False


def _size(distance: Any) -> str:
    return mpmath.nstr(distance, 2) if distance == 0 or distance > TINY else "1e-100"
