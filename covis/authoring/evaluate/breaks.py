"""Where a line jumps, or has a pole, between two points of its axis: it is drawn with a gap there.

The points alone do not tell a jump from a steep stretch, so the line is evaluated between them: the interval is cut into parts, of which
the one over which the line changes most is cut again, and so on. What is left of the change when the interval is `PARTS**PASSES` times
shorter is a jump; what has grown without end is a pole. `covis/runtime/drawing/breaks.js` finds them in the same way, by the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.dynamics import Sourced, Trajectory
from covis.authoring.evaluate.evaluator import Evaluator, points
from covis.authoring.grid.lattice import Gridded
from covis.authoring.outputs import Output, closure, free_symbols
from covis.authoring.symbols import Axis
from covis.authoring.tables import Samples

Array = NDArray[np.float64]
Places = NDArray[np.intp]
# The values of some lines at places of their own: `where` has a row for each, `rows` says which line it is of.
Line = Callable[[Array, Places], Array]
NOWHERE: Places = np.zeros(0, dtype=np.intp)
PARTS, PASSES = 8, 10
KINK = 0.25  # of the largest change near it: an interval that stands out less is no jump that could be seen
SEEN = 1e-3  # of the spread of nearly all values: a smaller jump is not seen
PEAK = 10.0  # spreads: a value that is further out may be the edge of a pole
GROWN = 1e3  # times the values at the ends of the interval: what has grown by that much within it has a pole there
MOST = 64  # intervals of one line that are looked into

# Functions without a jump or a pole on the real line. What is not among them is looked at.
CONTINUOUS = (
    *(sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.sinh, sympy.cosh, sympy.tanh, sympy.sech, sympy.sinc),
    *(sympy.asin, sympy.acos, sympy.atan, sympy.asinh, sympy.acosh, sympy.atanh, sympy.erf, sympy.erfc, sympy.Abs),
    *(sympy.Max, sympy.Min, sympy.besselj, sympy.LambertW, sympy.Si, sympy.fresnels, sympy.fresnelc),
    *(sympy.legendre, sympy.hermite, sympy.laguerre, sympy.assoc_laguerre, sympy.chebyshevt, sympy.chebyshevu),
)


@dataclass(frozen=True)
class Break:
    """A line is broken between its points `index` and `index` + 1, near the place `at` of its axis.

    `kind`: "pole" where it runs away, "jump" where it has two values, "gap" where it has none. `up`, `down`: whether a pole leads there.
    """

    index: int
    kind: Literal["pole", "jump", "gap"]
    at: float
    low: float
    high: float

    @property
    def up(self) -> bool:
        return self.kind == "pole" and self.high > 0

    @property
    def down(self) -> bool:
        return self.kind == "pole" and self.low < 0


@lru_cache(maxsize=1024)
def between(output: Output) -> sympy.Expr | None:
    """The expression of a line that may be broken, such that it can be evaluated anywhere along its axis; None for any other output."""
    if len(output.expressions) != 1 or len(output.over) != 1 or not isinstance(output.over[0], Axis):
        return None
    (line,), (axis,) = output.expressions, output.over
    if not isinstance(line, sympy.Expr) or continuous(line, axis):
        return None
    there = {}
    for symbol in line.atoms(sympy.Symbol):
        if isinstance(symbol, Gridded) or (isinstance(symbol, Samples) and axis in symbol.axes):
            return None  # a table or a grid has no values of its own between its points
        if isinstance(symbol, Sourced) and symbol.at is None:
            if not isinstance(symbol.source, Trajectory):
                return None
            there[symbol] = Sourced.make(symbol.source, symbol.state, axis, symbol.member)
    found: sympy.Expr = line.xreplace(there)
    return found


@lru_cache(maxsize=4096)
def continuous(e: sympy.Basic, axis: sympy.Symbol) -> bool:
    """Whether an expression is known to have no jump and no pole along an axis, or as a control moves."""
    if not isinstance(e, sympy.Expr):
        return axis not in closure(free_symbols(e))
    if isinstance(e, Sourced) and e.source.jumps(e.state):
        return axis not in free_symbols(e)
    if e.is_Atom or axis not in closure(free_symbols(e)):
        return True
    if isinstance(e, sympy.Pow):
        base, exponent = e.as_base_exp()
        if not exponent.is_number:
            return bool(base.is_positive) and continuous(base, axis) and continuous(exponent, axis)
        return continuous(base, axis) and bool(exponent.is_nonnegative or base.is_nonzero)
    if isinstance(e, sympy.Sum | sympy.Product):
        bounds = [bound for limit in e.limits for bound in limit[1:]]
        return continuous(e.function, axis) and not any(axis in closure(free_symbols(bound)) for bound in bounds)
    return isinstance(e, (sympy.Add, sympy.Mul, *CONTINUOUS)) and all(continuous(arg, axis) for arg in e.args)


@lru_cache(maxsize=4096)
def total(e: sympy.Basic, symbol: sympy.Symbol) -> bool:
    """Whether an expression is known to have a value, without a break, whatever the value of a symbol."""
    partial = (sympy.log, sympy.asin, sympy.acos, sympy.acosh, sympy.atanh, sympy.LambertW)
    if not continuous(e, symbol) or any(symbol in closure(free_symbols(part)) for part in e.atoms(*partial)):
        return False
    powers = [power for power in e.atoms(sympy.Pow) if not power.exp.is_integer and not power.base.is_nonnegative]
    return not any(symbol in closure(free_symbols(power)) for power in powers)


def breaks(evaluator: Evaluator, output: Output, k: int = 0) -> list[Break]:
    """Where a line is broken in state k, in the order of its points; empty for an output that is no line, or is never broken."""
    line = between(output)
    if line is None:
        return []
    (axis,) = output.over
    known = evaluator.memory(breaks, output)
    if k not in known:
        states = [state for state in evaluator.together(output, k) if state not in known]
        t = np.stack([points(axis, evaluator.states[state]) for state in states])
        y = np.stack([evaluator.evaluate(output, state) for state in states])
        known |= zip(
            states, found(t, y, lambda where, rows: evaluator.along(line, axis, where, [states[row] for row in rows])), strict=True
        )
    return known[k]


def stands_out(output: Output, finite: Array) -> tuple[bool, bool]:
    """Whether some values of a grid that may have poles are far above nearly all the others, and far below."""
    if all(continuous(e, axis) for e in output.expressions for axis in output.over if isinstance(axis, Axis)):
        return False, False
    low, high = np.quantile(finite, [0.05, 0.95])
    return bool(finite.max() > high + PEAK * (high - low)), bool(finite.min() < low - PEAK * (high - low))


def runs_away(evaluator: Evaluator, output: Output, y: Array, k: int = 0) -> tuple[bool, bool]:
    """Whether a line runs away upwards, and downwards, to a point of its own that has no value, as 1/x does to a point at 0."""
    line = between(output)
    missing = np.flatnonzero(~np.isfinite(y)) if line is not None else NOWHERE
    if line is None or not len(missing) or len(missing) == len(y):
        return False, False
    (axis,) = output.over
    t = points(axis, evaluator.states[k])
    beside = np.concatenate([missing - 1, missing + 1])
    missing = np.concatenate([missing, missing])
    inside = (beside >= 0) & (beside < len(y))
    beside, missing = beside[inside], missing[inside]
    beside, missing = beside[np.isfinite(y[beside])], missing[np.isfinite(y[beside])]
    near = evaluator.along(line, axis, (t[missing] + (t[beside] - t[missing]) * float(PARTS) ** -PASSES)[None], [k])[0]
    gone = near[np.abs(near) > GROWN * np.abs(y[beside])]
    return bool((gone > 0).any()), bool((gone < 0).any())


def found(t: Array, y: Array, line: Line) -> list[list[Break]]:
    """The breaks of some lines with the points (t, y), shape (lines, points)."""
    with np.errstate(all="ignore"):
        suspects = [_suspects(values) for values in y]
        broken = [{one.index: one for one in poles} for poles in _poles(t, y, line, [peaks for *_, peaks in suspects])]
        for mine, jumps in zip(broken, _jumps(t, y, line, suspects), strict=True):
            mine |= {one.index: one for one in jumps}
    return [[mine[index] for index in sorted(mine)] for mine in broken]


def _suspects(y: Array) -> tuple[float, Array, Places, Places]:
    """The spread of nearly all values; by how much the line changes in each interval unlike beside it; the intervals in which it may
    jump, since that stands out; and those beside a value that is far out, where there may be a pole."""
    change = np.diff(y)
    before, after = np.append(np.nan, change[:-1]), np.append(change[1:], np.nan)
    beside = np.nan_to_num((np.where(np.isfinite(before), before, after) + np.where(np.isfinite(after), after, before)) / 2)
    kinks = np.where(np.isfinite(change), np.abs(change - beside), -np.inf)
    finite = y[np.isfinite(y)]
    if finite.size < 2:
        return 0.0, kinks, NOWHERE, NOWHERE
    spread = float(np.ptp(np.quantile(finite, [0.05, 0.95])))
    most = np.fmax(np.abs(change), np.fmax(np.abs(before), np.abs(after)))
    smallest = max(SEEN * spread, 1e-9 * float(np.median(np.abs(finite))))
    jumps = np.flatnonzero(_highest(kinks) & (kinks >= KINK * most) & (kinks > smallest))
    tall = np.where(np.isfinite(y), np.abs(y), np.inf)
    tops = np.flatnonzero(np.isfinite(y) & _highest(tall) & (tall > PEAK * spread)) if spread > 0 else NOWHERE
    tops = tops[np.argsort(-tall[tops], kind="stable")][: MOST // 2]
    sides = np.unique(np.concatenate([tops - 1, tops]))
    sides = sides[(sides >= 0) & (sides < len(change))]
    return spread, kinks, jumps[np.argsort(-kinks[jumps], kind="stable")][:MOST], sides[np.isfinite(change[sides])]


def _highest(values: Array) -> NDArray[np.bool_]:
    """Which values are not below the two beside them."""
    padded = np.concatenate([[-np.inf], values, [-np.inf]])
    return (values >= padded[:-2]) & (values >= padded[2:])


def _jumps(t: Array, y: Array, line: Line, suspects: Sequence[tuple[float, Array, Places, Places]]) -> list[list[Break]]:
    """The intervals in which much of the change is left, however short the part over which the line changes most."""

    def steepest(values: Array) -> tuple[Places, Places]:
        change = np.abs(np.diff(values, axis=1))
        first = np.argmax(np.where(np.isfinite(change), change, np.inf), axis=1)
        return first, first + 1

    broken: list[list[Break]] = [[] for _ in y]
    for row, index, at, low, high, empty in _narrowed(t, line, [jumps for _, _, jumps, _ in suspects], steepest):
        spread, kinks, *_ = suspects[row]
        size = max(abs(low), abs(high))
        if empty or high - low > 0.5 * kinks[index]:
            pole = size > GROWN * max(abs(y[row, index]), abs(y[row, index + 1])) or size > GROWN * PEAK * spread > 0
            broken[row].append(Break(index, "pole" if pole else "gap" if empty else "jump", at, low, high))
    return broken


def _poles(t: Array, y: Array, line: Line, intervals: Sequence[Places]) -> list[list[Break]]:
    """The intervals in which a line runs away without a change of sign, as 1/x**2 does."""

    def furthest(values: Array) -> tuple[Places, Places]:
        top = np.argmax(np.where(np.isfinite(values), np.abs(values), np.inf), axis=1)
        return np.maximum(top - 1, 0), np.minimum(top + 1, PARTS)

    broken: list[list[Break]] = [[] for _ in y]
    for row, index, at, low, high, _ in _narrowed(t, line, intervals, furthest):
        if max(abs(low), abs(high)) > GROWN * max(abs(y[row, index]), abs(y[row, index + 1])):
            broken[row].append(Break(index, "pole", at, low, high))
    return broken


def _narrowed(
    t: Array, line: Line, intervals: Sequence[Places], choose: Callable[[Array], tuple[Places, Places]]
) -> Iterator[tuple[int, int, float, float, float, bool]]:
    """Each interval of each line cut down to what `choose` takes of its parts, `PASSES` times: its line and index, where that is, the
    least and the greatest value there, and whether there was a place without a value on the way."""
    rows = np.repeat(np.arange(len(t)), [len(mine) for mine in intervals])
    if not len(rows):
        return
    index, every = np.concatenate(intervals), np.arange(len(rows))
    low, high = t[rows, index], t[rows, index + 1]
    empty = np.zeros(len(rows), dtype=bool)
    for _ in range(PASSES):
        where = low[:, None] + (high - low)[:, None] * (np.arange(PARTS + 1) / PARTS)
        where[:, -1] = high
        values = line(where, rows)
        empty |= ~np.isfinite(values).all(axis=1)
        first, last = choose(values)
        low, high = where[every, first], where[every, last]
    least, greatest = (np.nan_to_num(join.reduce(values, axis=1), posinf=np.inf, neginf=-np.inf) for join in (np.fmin, np.fmax))
    for k in every:
        yield int(rows[k]), int(index[k]), float(low[k]), float(least[k]), float(greatest[k]), bool(empty[k])
