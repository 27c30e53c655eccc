"""Numbers on the way to a limit: whether they arrive, stand still elsewhere, swing, or come near too slowly to tell."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any, Literal

import mpmath
import sympy

from covis.checks.facts.precise import evaluate, number
from covis.checks.states import Point, plain, worded

STEPS = 40  # the last point is 10^-40 away (or 10^40 out)
DIGITS = 160  # so that terms of size 10^80 may cancel
MOST_DIGITS = 4 * DIGITS
WHOLE_DIGITS = 80  # of a sum up to a whole number, which is not so near to its limit and has thousands of terms
NEAR = mpmath.mpf(10) ** -20  # a distance below this has arrived
FLOOR = mpmath.mpf(10) ** -36  # below it lies the noise of the numbers themselves
TINY = mpmath.mpf(10) ** -100  # reported as such: an exponential gets nearer than anybody can read
STALLED = 1e-3  # relative change of the distance from one step to the next below which it no longer shrinks
UNSETTLED = 1e-3  # relative distance above which numbers that come and go have no limit there
SHRINKING = 0.75  # the ratio of one distance to the one before that counts as shrinking to nothing
TAIL = 6  # the last steps, which decide
STILL = 1e-15
SURE = 200  # times the doubt of what the numbers settle at: so far away is another place for certain
SWING = 0.5  # of the swing before: a swing that goes on
FAR = (61, 83, 127, 163, 211, 307, 401, 509)  # powers of ten for a second look, where the first misses
WHOLE_STEPS = 12  # a whole number goes out to 2^12, since a sum must be added up


@dataclass(frozen=True)
class Approach:
    """One way towards the limit: the last distance |value - expected|, relative to the size of what is compared.

    `certain`: why it misses for certain, and does not only approach slowly: the numbers stand still elsewhere, or swing without settling.
    """

    verdict: Literal["arrives", "misses", "undecided", "undefined"]
    point: Point
    side: str
    last: Any = None
    value: Any = None
    expected: Any = None
    certain: Literal["", "still", "swings"] = ""

    @property
    def detail(self) -> dict[str, Any]:
        left, right = mpmath.nstr(self.value, 17), mpmath.nstr(self.expected, 17)
        return {"at": plain(self.point), "side": self.side, "left": left, "right": right, "distance": mpmath.nstr(self.last, 3)}

    @property
    def where(self) -> str:
        return f"where {worded(self.point)}{_from(self.side)}" if self.point else f"as it stands{_from(self.side)}"

    @property
    def numbers(self) -> str:
        comes, wanted = mpmath.nstr(self.value, 10), mpmath.nstr(self.expected, 10)
        return f"it comes to {comes}, and {wanted} is expected (relative difference {mpmath.nstr(self.last, 2)})"


def approach(
    value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, expected: sympy.Expr, side: str, point: Point, rounding: float = 0
) -> Approach:
    """Come nearer by tenths (for whole numbers: go out by doubling) and see whether the distance to the expected value goes to zero."""
    with mpmath.workdps(DIGITS):
        (goal,) = evaluate((expected,), point, DIGITS) if not expected.is_infinite else (expected,)
        if goal is None:
            return Approach("undefined", point, side)
        places = _places(symbol, to, side, point)
        digits = WHOLE_DIGITS if _counts(symbol, to) else DIGITS
        first, *tail = (_sure(value, {**point, symbol: place}, digits) for place in (places[0], *places[-TAIL:]))
        if any(got is None for got in tail):
            return Approach("undefined", point, side)
        if expected.is_infinite:
            return _runaway(tail, expected, point, side)
        size = max(abs(goal), abs(first or 0), TINY)
        distances = [abs(got - goal) / size for got in tail]
        last = distances[-1]
        at = {"last": last, "value": tail[-1], "expected": goal}
        ratios = [b / a if a else mpmath.mpf(0) for a, b in itertools.pairwise(distances)]
        if _counts(symbol, to) and last > max(rounding, FLOOR) and _elsewhere(tail, goal, size, SURE):
            return Approach("misses", point, side, **at, certain="still")
        stalled = all(abs(1 - ratio) < STALLED for ratio in ratios)
        if last <= max(rounding, FLOOR) or (not stalled and (last <= NEAR or all(ratio <= SHRINKING for ratio in ratios))):
            return Approach("arrives", point, side, **at)
        unsettled = last > UNSETTLED and not all(ratio < 1 for ratio in ratios)
        elsewhere = _elsewhere(tail, goal, size)
        if stalled or unsettled or elsewhere:
            far = [] if _counts(symbol, to) else _far(value, symbol, to, side, point)
            still = _stands_still([*tail, *far]) or (elsewhere and not far)
            certain: Literal["", "still", "swings"] = "still" if still else "swings" if _swings(tail, far, goal) else ""
            return Approach("misses", point, side, **at, certain=certain)
        return Approach("undecided", point, side, **at)


def _stands_still(values: list[Any]) -> bool:
    """Whether all numbers are one to 15 digits: no slow approach is as slow as that."""
    return all(abs(value - values[-1]) <= STILL * abs(values[-1]) for value in values)


def _swings(tail: list[Any], far: list[Any], goal: Any) -> bool:
    """Whether the numbers go up and down, and as far from the goal very far out as before."""
    if not far:
        return False
    turns = sum((b - a) * (c - b) < 0 for a, b, c in zip(far, far[1:], far[2:], strict=False))
    reach = [max(abs(value - goal) for value in values) for values in (tail, far)]
    return turns >= 2 and bool(reach[1] >= SWING * reach[0])


def _counts(symbol: sympy.Symbol, to: sympy.Expr) -> bool:
    return bool(symbol.is_integer and to.is_infinite)


def _far(value: sympy.Expr, symbol: sympy.Symbol, to: sympy.Expr, side: str, point: Point) -> list[Any]:
    """Numbers very much nearer to the limit, each with as many digits as the distance needs; none where one has no value."""
    values = []
    for power in FAR:
        digits = 2 * power + DIGITS
        with mpmath.workdps(digits):
            (got,) = evaluate((value,), {**point, symbol: _place(to, side, point, power, digits)}, digits)
            if got is None:
                return []
            values.append(got)
    return values


def _elsewhere(tail: list[Any], goal: Any, size: Any, times: float = 20) -> bool:
    """Whether the numbers, speeded up by Aitken's process, settle at another place than the expected one."""
    once, twice = _aitken(tail), _aitken(_aitken(tail))
    doubt = max(abs(twice[-1] - once[-1]), abs(once[-1] - once[-2]))
    return bool(doubt < STALLED * size and abs(twice[-1] - goal) > times * doubt)


def _aitken(values: list[Any]) -> list[Any]:
    """Aitken's delta-squared process: two values fewer, and the error of a geometric approach taken out."""
    out = []
    for a, b, c in zip(values, values[1:], values[2:], strict=False):
        bend = (c - b) - (b - a)
        out.append(c - (c - b) ** 2 / bend if bend else c)
    return out


def _sure(value: sympy.Expr, point: Point, digits: int) -> Any:
    """The value with so many digits that twice as many no longer change it: terms of an expansion may cancel to any depth."""
    got = None
    while digits <= MOST_DIGITS:
        before = got
        (got,) = evaluate((value,), point, digits)
        if got is None or (before is not None and abs(got - before) <= NEAR**2 * abs(got)):
            return got
        digits *= 2
    return None


def _places(symbol: sympy.Symbol, to: sympy.Expr, side: str, point: Point) -> list[Any]:
    """The values that the symbol takes on its way."""
    if _counts(symbol, to):
        sign = -1 if to is sympy.S.NegativeInfinity else 1
        return [sign * mpmath.mpf(2) ** k for k in range(1, WHOLE_STEPS + 1)]
    return [_place(to, side, point, k, DIGITS) for k in range(1, STEPS + 1)]


def _place(to: sympy.Expr, side: str, point: Point, power: int, digits: int) -> Any:
    """10^power out, or 10^-power of its size away from a finite place."""
    if to.is_infinite:
        return (-1 if to is sympy.S.NegativeInfinity else 1) * mpmath.mpf(10) ** power
    goal = number(to.xreplace(point), digits)
    scale = abs(goal) if goal else mpmath.mpf(1)
    return goal + (-1 if side == "-" else 1) * scale * mpmath.mpf(10) ** -power


def _runaway(tail: list[Any], expected: sympy.Expr, point: Point, side: str) -> Approach:
    """An infinite limit: the numbers have the sign and grow without slowing down."""
    sign = -1 if expected is sympy.S.NegativeInfinity else 1
    growing = all(sign * b > sign * a > 0 for a, b in itertools.pairwise(tail))
    at = {"last": 1 / abs(tail[-1]) if tail[-1] else mpmath.inf, "value": tail[-1], "expected": sign * mpmath.inf}
    stalled = all(abs(b - a) <= STALLED * abs(a) for a, b in itertools.pairwise(tail))
    verdict: Literal["arrives", "misses", "undecided"] = (
        "misses" if stalled or not growing else "undecided" if tail[-1] < 10 * abs(tail[0]) else "arrives"
    )
    return Approach(verdict, point, side, **at, certain="still" if verdict == "misses" and _stands_still(tail) else "")


def _from(side: str) -> str:
    return {"+": " from above", "-": " from below"}.get(side, "")
