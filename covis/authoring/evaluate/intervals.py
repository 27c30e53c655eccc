"""Between which numbers an expression lies while controls and axes move: can a root become complex, or an exponential overflow?

Interval arithmetic in doubles, without outward rounding: an answer that is too wide costs time, and nothing is proved with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.numerical.roots import Root
from covis.authoring.symbols import Constant, Sweep

Interval = tuple[float, float]
EVERYTHING: Interval = (-math.inf, math.inf)

# Functions that rise everywhere, with the ends of where they are real.
_RISING = {
    "sinh": (math.sinh, EVERYTHING),
    "tanh": (math.tanh, EVERYTHING),
    "asinh": (math.asinh, EVERYTHING),
    "atan": (math.atan, EVERYTHING),
    "erf": (math.erf, EVERYTHING),
    "asin": (math.asin, (-1.0, 1.0)),
    "log": (math.log, (0.0, math.inf)),
    "acosh": (math.acosh, (1.0, math.inf)),
}
_BOUNDED = {"sin": (-1.0, 1.0), "cos": (-1.0, 1.0), "sign": (-1.0, 1.0), "Heaviside": (0.0, 1.0), "acos": (0.0, math.pi),
            "atan2": (-math.pi, math.pi), "arg": (-math.pi, math.pi), "frac": (0.0, 1.0), "sech": (0.0, 1.0),
            "Draw": (0.0, 1.0)}  # fmt: skip


class Intervals:
    """Remembers what it has worked out. `bound`: what the symbols that a sum counts with lie between."""

    def __init__(self) -> None:
        self.bound: dict[sympy.Symbol, Interval] = {}
        self._known: dict[sympy.Basic, Interval] = {}

    def of(self, e: sympy.Basic) -> Interval:
        """(low, high); infinite where nothing is known."""
        if e in self.bound:
            return self.bound[e]
        if e not in self._known:
            try:
                low, high = self._of(e)
            except (OverflowError, ValueError, ZeroDivisionError, TypeError):
                low, high = EVERYTHING
            self._known[e] = (-math.inf if math.isnan(low) else low, math.inf if math.isnan(high) else high)
        return self._known[e]

    def counted(self, index: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> None:
        """Say that a sum counts `index` from low to high, or downwards where the range is reversed."""
        (a, b), (c, d) = self.of(low), self.of(high)
        self.lies(index, (min(a, c + 1), max(d, b - 1)))

    def lies(self, symbol: sympy.Symbol, within: Interval) -> None:
        """Say between which numbers a symbol lies that a sum, an integral or a root binds."""
        if self.bound.get(symbol, within) != within:
            self._known = {e: interval for e, interval in self._known.items() if symbol not in e.free_symbols}
        self.bound[symbol] = within

    def across(self, *ends: sympy.Expr) -> Interval:
        """Between which numbers everything from one end to the other lies."""
        return _hull(map(self.of, ends))

    def inside(self, e: sympy.Expr, low: float, high: float = math.inf) -> bool:
        """Whether an expression always lies from low to high, by its interval or by SymPy's assumptions."""
        first, last = self.of(e)
        if first >= low and last <= high:
            return True
        return low == 0 and high == math.inf and bool(e.is_nonnegative)

    def _of(self, e: sympy.Basic) -> Interval:
        if isinstance(e, sympy.Symbol):
            return self._symbol(e)
        if isinstance(e, sympy.Expr) and e.is_number and e.is_comparable:
            return float(e), float(e)
        if isinstance(e, sympy.Add):
            parts = [self.of(arg) for arg in e.args]
            return sum(low for low, _ in parts), sum(high for _, high in parts)
        if isinstance(e, sympy.Mul):
            found: Interval = (1.0, 1.0)
            for arg in e.args:
                found = _product(found, self.of(arg))
            return found
        if isinstance(e, sympy.exp):
            return _exponential(self.of(e.args[0]))
        if isinstance(e, sympy.Pow):
            return self._power(e)
        if isinstance(e, sympy.Piecewise):
            return _hull(self.of(value) for value, _ in e.args)
        if isinstance(e, sympy.Function):
            return self._function(e)
        if isinstance(e, Root):
            return self.across(*e.ends)
        return EVERYTHING

    def _symbol(self, symbol: sympy.Symbol) -> Interval:
        if isinstance(symbol, Constant):
            return symbol.value, symbol.value
        if isinstance(symbol, Control):
            return symbol.interval
        if isinstance(symbol, Sweep):
            first, last = (self.of(bound) for bound in symbol.bounds)
            return min(first[0], last[0]), max(first[1], last[1])
        return (0.0, math.inf) if symbol.is_nonnegative else EVERYTHING

    def _power(self, e: sympy.Pow) -> Interval:
        base, exponent = self.of(e.base), self.of(e.exp)
        if e.exp.is_Integer and e.exp > 0:
            return _whole_power(base, int(e.exp))
        if e.exp.is_Integer:
            low, high = _whole_power(base, -int(e.exp))
            return _reciprocal(low, high)
        if base[0] > 0:
            logs = (math.log(base[0]), math.log(base[1]) if base[1] < math.inf else math.inf)
            return _exponential(_product(exponent, logs))
        if base[0] >= 0 and exponent[0] > 0:
            top = base[1]
            return 0.0, max(_power_of(top, exponent[0]), _power_of(top, exponent[1]))
        return (0.0, math.inf) if base[0] >= 0 else EVERYTHING

    def _function(self, e: sympy.Function) -> Interval:
        name, args = type(e).__name__, [self.of(arg) for arg in e.args]
        if name in _RISING:
            function, (low, high) = _RISING[name]
            first, last = max(args[0][0], low), min(args[0][1], high)
            if first > last:
                return EVERYTHING
            return _at(function, first, -math.inf), _at(function, last, math.inf)
        if name == "Abs":
            low, high = args[0]
            return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
        if name == "cosh":
            size = max(abs(args[0][0]), abs(args[0][1]))
            return 1.0, _at(math.cosh, size, math.inf)
        if name in ("Min", "Max"):
            join = min if name == "Min" else max
            return join(low for low, _ in args), join(high for _, high in args)
        if name in ("floor", "ceiling"):
            whole = math.floor if name == "floor" else math.ceil
            return _at(whole, args[0][0], -math.inf), _at(whole, args[0][1], math.inf)
        if name in ("factorial", "gamma") and args[0][0] >= (1 if name == "factorial" else 2):
            shift = 1 if name == "factorial" else 0
            return _at(math.gamma, args[0][0] + shift, math.inf), _at(math.gamma, args[0][1] + shift, math.inf)
        if name == "factorial" and args[0][0] >= 0:
            return 0.88, _at(math.gamma, args[0][1] + 1, math.inf)
        if name == "binomial" and args[0][0] >= 0 and args[1][0] >= 0:
            return 0.0, _power_of(2.0, args[0][1])
        if name == "Mod":
            low, high = args[1]
            return min(low, 0.0), max(high, 0.0)
        if name == "Nth":
            return _hull(args[2:])
        if name in _BOUNDED:
            return _BOUNDED[name]
        return (0.0, math.inf) if e.is_nonnegative else EVERYTHING


def overflows(intervals: Intervals, exponent: sympy.Expr) -> bool:
    """Whether exp(exponent) can leave the range of doubles."""
    return intervals.of(exponent)[1] > 700


def _hull(intervals: Iterable[Interval]) -> Interval:
    lows, highs = zip(*intervals, strict=True)
    return min(lows), max(highs)


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _product(first: Interval, second: Interval) -> Interval:
    ends = [_times(a, b) for a in first for b in second]
    return min(ends), max(ends)


def _reciprocal(low: float, high: float) -> Interval:
    if low > 0 or high < 0:
        return 1 / high, 1 / low
    if low == 0:
        return (1 / high if high else math.inf), math.inf
    return (-math.inf, 1 / low) if high == 0 else EVERYTHING


def _power_of(value: float, exponent: float) -> float:
    try:
        return float(value**exponent)
    except OverflowError:
        return math.inf


def _whole_power(base: Interval, n: int) -> Interval:
    low, high = (math.copysign(1, end) ** n * _power_of(abs(end), n) for end in base)
    if n % 2:
        return low, high
    return (0.0 if base[0] <= 0 <= base[1] else min(low, high)), max(low, high)


def _exponential(interval: Interval) -> Interval:
    low, high = (math.exp(end) if end < 709 else math.inf for end in interval)
    return low, high


def _at(function: Callable[[float], float], value: float, otherwise: float) -> float:
    """The function there; `otherwise` where it has run out of the doubles or has no value."""
    try:
        return float(function(value))
    except (ValueError, OverflowError):
        return otherwise
