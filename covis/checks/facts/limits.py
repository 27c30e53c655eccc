"""Limits: by SymPy where it can decide, and by numbers that come nearer and nearer, at states over the ranges of the rest."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any, Literal

import mpmath
import sympy

from covis.checks.facts.deadline import TooLongError, deadline
from covis.checks.facts.precise import evaluate, number
from covis.checks.facts.proof import proof_of_zero
from covis.checks.states import Point, plain, sample, worded

STATES = 8
STEPS = 40  # the last point is 10^-40 away (or 10^40 out)
DIGITS = 160  # so that terms of size 10^80 may cancel
NEAR = mpmath.mpf(10) ** -20  # a distance below this has arrived
FLOOR = mpmath.mpf(10) ** -36  # below it lies the noise of the numbers themselves
TINY = mpmath.mpf(10) ** -100  # reported as such: an exponential gets nearer than anybody can read
STALLED = 1e-3  # relative change of the distance from one step to the next below which it no longer shrinks
UNSETTLED = 1e-3  # relative distance above which numbers that come and go have no limit there
SHRINKING = 0.75  # the ratio of one distance to the one before that counts as shrinking to nothing
TAIL = 6  # the last steps, which decide
WHOLE_STEPS = 12  # a whole number goes out to 2^12, since a sum must be added up


@dataclass(frozen=True)
class Found:
    outcome: Literal["proved", "agrees", "fails", "not established"]
    evidence: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Approach:
    """One way towards the limit: the distances |value - expected|, relative to the size of what is compared."""

    verdict: Literal["arrives", "misses", "undecided", "undefined"]
    point: Point
    side: str
    last: Any = None
    value: Any = None
    expected: Any = None


def limit(
    value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, expected: sympy.Expr, side: str, seed: int, seconds: float, rounding: float = 0
) -> Found:
    """The evidence for value -> expected as symbol -> to, from the side or sides."""
    sides = [""] if to.is_infinite else list(side)
    detail: dict[str, Any] = {}
    try:
        ways = [
            approach(value, symbol, to, expected, each, point, rounding)
            for point in sample((value, expected, to), STATES, seed, apart=[symbol])
            for each in sides
        ]
        reason = ""
    except ValueError as error:
        ways, reason = [], str(error)
    missed = next((way for way in ways if way.verdict == "misses"), None)
    if missed:
        detail = {
            "at": plain(missed.point),
            "side": missed.side,
            "left": mpmath.nstr(missed.value, 17),
            "right": mpmath.nstr(missed.expected, 17),
        }
        where = f"where {worded(missed.point)}{_from(missed.side)}" if missed.point else f"as it stands{_from(missed.side)}"
        comes, wanted = mpmath.nstr(missed.value, 10), mpmath.nstr(missed.expected, 10)
        reason = f"it comes to {comes}, and {wanted} is expected (relative difference {mpmath.nstr(missed.last, 2)})"
        return Found("fails", f"fails {where}: {reason}", {**detail, "distance": mpmath.nstr(missed.last, 3)})
    arrived = [way for way in ways if way.verdict == "arrives"]
    decided, found = symbolic(value, symbol, to, expected, sides, seconds)
    last = max((way.last for way in arrived), default=None)
    detail = {"states": len({worded(way.point) for way in ways}), "approaches": len(ways), "arrived": len(arrived)}
    if last is not None:
        detail["distance"] = _size(last)
    if found is not None:
        detail["sympy"] = found
    numbers = (
        f"the numbers come within {_size(last)} of it on {len(arrived)} of {len(ways)} approaches"
        if arrived
        else "the numbers do not decide"
    )
    if reason:
        numbers = f"not sampled: {reason}"
    if decided:
        return Found("proved", f"proved (by SymPy's limit); {numbers}", detail)
    if found is not None and not arrived:
        return Found("fails", f"fails: SymPy finds the limit {found}; {numbers}", detail)
    if ways and len(arrived) == len(ways):
        doubt = f"; SymPy, though, gives {found}: look at it again" if found is not None else ""
        return Found("not established" if doubt else "agrees", f"{'not established' if doubt else 'agrees'}: {numbers}{doubt}", detail)
    return Found("not established", f"not established: SymPy does not decide it, and {numbers}", detail)


def symbolic(
    value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, expected: sympy.Expr, sides: list[str], seconds: float
) -> tuple[bool, str | None]:
    """(whether SymPy's limit is the expected one from every side, the other limit that it found or None)."""
    moving = (
        sympy.Dummy(symbol.name, integer=True, positive=True)
        if symbol.is_integer and to is sympy.oo
        else sympy.Dummy(symbol.name, real=True)
    )
    put = value.xreplace({symbol: moving})
    proved = True
    for side in sides:
        try:
            with deadline(seconds / len(sides)):
                result = sympy.limit(put, moving, to, side or "+")
        except TooLongError:
            return False, None
        except Exception:  # SymPy's limit gives up in many ways; that decides nothing
            return False, None
        if result.has(sympy.Limit, sympy.AccumBounds, moving, sympy.nan) or not isinstance(result, sympy.Expr):
            return False, None
        if result == expected:
            continue
        if result.is_infinite or expected.is_infinite or proof_of_zero(result - expected, seconds / 2) is None:
            proved = False
            if _differ(result, expected):
                return False, str(result)
    return proved, None


def _differ(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Whether two expressions have different values somewhere: then they are not the same limit."""
    if one.is_infinite or other.is_infinite:
        return bool(one != other)
    try:
        for point in sample((one, other), STATES, 1):
            first, second = evaluate((one, other), point, 60)
            if first is not None and second is not None and abs(first - second) > NEAR * max(abs(first), abs(second)):
                return True
    except ValueError:
        return False
    return False


def approach(
    value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, expected: sympy.Expr, side: str, point: Point, rounding: float = 0
) -> Approach:
    """Come nearer by tenths (for whole numbers: go out by doubling) and see whether the distance to the expected value goes to zero."""
    with mpmath.workdps(DIGITS):
        (goal,) = evaluate((expected,), point, DIGITS) if not expected.is_infinite else (expected,)
        if goal is None:
            return Approach("undefined", point, side)
        places = _places(symbol, to, side, point)
        first, *tail = (_sure(value, {**point, symbol: place}) for place in (places[0], *places[-TAIL:]))
        if any(got is None for got in tail):
            return Approach("undefined", point, side)
        if expected.is_infinite:
            return _runaway(tail, expected, point, side)
        size = max(abs(goal), abs(first or 0), TINY)
        distances = [abs(got - goal) / size for got in tail]
        last = distances[-1]
        at = {"last": last, "value": tail[-1], "expected": goal}
        ratios = [b / a if a else mpmath.mpf(0) for a, b in itertools.pairwise(distances)]
        stalled = all(abs(1 - ratio) < STALLED for ratio in ratios)
        if last <= max(rounding, FLOOR) or (not stalled and (last <= NEAR or all(ratio <= SHRINKING for ratio in ratios))):
            return Approach("arrives", point, side, **at)
        unsettled = last > UNSETTLED and not all(ratio < 1 for ratio in ratios)
        if stalled or unsettled or _elsewhere(tail, goal, size):
            return Approach("misses", point, side, **at)
        return Approach("undecided", point, side, **at)


def _elsewhere(tail: list[Any], goal: Any, size: Any) -> bool:
    """Whether the numbers, speeded up by Aitken's process, settle at another place than the expected one."""
    once, twice = _aitken(tail), _aitken(_aitken(tail))
    doubt = max(abs(twice[-1] - once[-1]), abs(once[-1] - once[-2]))
    return bool(doubt < STALLED * size and abs(twice[-1] - goal) > 20 * doubt)


def _aitken(values: list[Any]) -> list[Any]:
    """Aitken's delta-squared process: two values fewer, and the error of a geometric approach taken out."""
    out = []
    for a, b, c in zip(values, values[1:], values[2:], strict=False):
        bend = (c - b) - (b - a)
        out.append(c - (c - b) ** 2 / bend if bend else c)
    return out


def _sure(value: sympy.Expr, point: Point) -> Any:
    """The value with so many digits that more of them no longer change it: terms of an expansion may cancel to any depth."""
    got = None
    for digits in (DIGITS, 2 * DIGITS, 4 * DIGITS):
        before = got
        (got,) = evaluate((value,), point, digits)
        if got is None or (before is not None and abs(got - before) <= NEAR**2 * abs(got)):
            return got
    return None


def _places(symbol: sympy.Symbol, to: sympy.Expr, side: str, point: Point) -> list[Any]:
    """The values that the symbol takes on its way."""
    if to.is_infinite:
        sign = -1 if to is sympy.S.NegativeInfinity else 1
        if symbol.is_integer:
            return [sign * mpmath.mpf(2) ** k for k in range(1, WHOLE_STEPS + 1)]
        return [sign * mpmath.mpf(10) ** k for k in range(1, STEPS + 1)]
    goal = number(to.xreplace(point), DIGITS)
    scale = abs(goal) if goal else mpmath.mpf(1)
    return [goal + (-1 if side == "-" else 1) * scale * mpmath.mpf(10) ** -k for k in range(1, STEPS + 1)]


def _runaway(tail: list[Any], expected: sympy.Expr, point: Point, side: str) -> Approach:
    """An infinite limit: the numbers have the sign and grow without slowing down."""
    sign = -1 if expected is sympy.S.NegativeInfinity else 1
    growing = all(sign * b > sign * a > 0 for a, b in itertools.pairwise(tail))
    at = {"last": 1 / abs(tail[-1]) if tail[-1] else mpmath.inf, "value": tail[-1], "expected": sign * mpmath.inf}
    stalled = all(abs(b - a) <= STALLED * abs(a) for a, b in itertools.pairwise(tail))
    verdict: Literal["arrives", "misses", "undecided"] = (
        "misses" if stalled or not growing else "undecided" if tail[-1] < 10 * abs(tail[0]) else "arrives"
    )
    return Approach(verdict, point, side, **at)


def _size(distance: Any) -> str:
    return mpmath.nstr(distance, 2) if distance == 0 or distance > TINY else "1e-100"


def _from(side: str) -> str:
    return {"+": " from above", "-": " from below"}.get(side, "")
