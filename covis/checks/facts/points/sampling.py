"""The points at which a fact is tried: those at which a claim that is nearly always true is false, and points at random.

Zero, the stops of a slider, options, presets, corners, and the places where an expression changes its form, on them and beside them.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from covis.authoring.controls.control import Control, evenly
from covis.authoring.dynamics import Sourced
from covis.authoring.outputs import free_symbols
from covis.authoring.states import corners
from covis.authoring.symbols import Index, Sweep
from covis.authoring.tables import Samples
from covis.checks.facts.points.edges import Edge, edges, places
from covis.checks.states import POINT_DIGITS, Point, constants_in, exact, ranges

ENOUGH, RANDOM = 160, 50  # points in all, where few of them are telling ones; points at random in any case
STOPS = 100  # stops of one slider; of more, an even choice and those beside an edge
CORNERS = 32
TOGETHER = 3  # symbols, and places of each, that meet edges at once
BESIDE_MOST = 90  # points on and beside the edges
BESIDE = sympy.Rational(1, 10**6)  # of the range: how far from an edge the points beside it are
GENERIC = 0.37  # the share of an axis at which it stands while another symbol takes its telling values


@dataclass(frozen=True)
class Sampling:
    """What decides the points beside the ranges of the symbols: the states of the presets, and the seed of the random points."""

    presets: Sequence[Mapping[str, Any]] = ()
    seed: int = 0


@dataclass(frozen=True)
class Sample:
    """Points, the telling ones first, and in words what is among them: "0, every stop of n and the presets"."""

    points: list[Point]
    among: str
    edges: list[Edge]

    def __iter__(self) -> Iterator[Point]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)


def sample(expressions: Iterable[sympy.Basic], sampling: Sampling, *, apart: Iterable[sympy.Symbol] = (), few: int | None = None) -> Sample:
    """Points over the ranges of the symbols in `expressions`: the telling ones, then some at random. `few`: only so many of them.

    A point gives each symbol the number that the page writes: 0.29 is 29/100. `apart` are symbols that the caller sets itself.
    Raises ValueError when a symbol has no range.
    """
    expressions, apart = [constants_in(expression) for expression in expressions], set(apart)
    free = set().union(*(free_symbols(expression) for expression in expressions)) - apart
    controls, sweeps, bare = ranges(free)
    controls, sweeps = [c for c in controls if c not in apart], [s for s in sweeps if s not in apart]
    sourced = sorted(symbol.name for symbol in free if isinstance(symbol, Sourced | Samples))
    if sourced:
        raise ValueError(f"{', '.join(sourced)} is integrated or tabulated and has no value to {POINT_DIGITS} digits; state a Check of it")
    if bare:
        names = ", ".join(symbol.name for symbol in bare)
        raise ValueError(f"{names} has no range; state it with the plugin's own controls and axes")
    if not controls and not sweeps:
        return Sample([{}], "", [])
    return _Sampler(controls, sweeps, edges(expressions, free), sampling).sample(free, few)


def named(controls: Sequence[Control], sampling: Sampling) -> list[dict[str, Any]]:
    """The start, the presets, and the state in which every control that can be 0 is."""
    start = {control.name: control.start for control in controls}
    presets = [{name: preset.get(name, start[name]) for name in start} for preset in sampling.presets]
    zeros = {control.name: _zero(control) for control in controls}
    return [start, *presets, {name: start[name] if state is None else state for name, state in zeros.items()}] if controls else []


class _Sampler:
    """Points as a state of every control (by name) and a place on every axis: a share of the way, or the number itself."""

    def __init__(self, controls: list[Control], sweeps: list[Sweep], found: list[Edge], sampling: Sampling) -> None:
        self.controls, self.parts = ([c for c in controls if (c.whole is not None) is part] for part in (False, True))
        self.sweeps, self.edges, self.sampling = sweeps, found, sampling
        self.bounds = {sweep: tuple(constants_in(bound) for bound in sweep.bounds) for sweep in sweeps}
        self.dice = random.Random(f"{sampling.seed}")
        self.met = False

    def sample(self, free: set[sympy.Symbol], few: int | None) -> Sample:
        points: dict[tuple[sympy.Expr, ...], Point] = {}

        def add(point: Point) -> None:
            mine = {symbol: value for symbol, value in point.items() if symbol in free}
            if mine:
                points.setdefault(tuple(mine.values()), mine)

        for point in self._telling():
            add(point)
        for _ in range(max(ENOUGH - len(points), RANDOM)):
            add(self._point(self._random(), self._shares()))
        found = list(points.values())
        if few is not None and len(found) > few:  # the first are the most telling ones
            found = [*found[: few // 2], *evenly(found[few // 2 :], few - few // 2)]
        return Sample(found, self._among(), self.edges)

    def _telling(self) -> Iterator[Point]:
        start = {control.name: control.start for control in self.controls}
        generic = dict.fromkeys(self.sweeps, GENERIC)
        for state in named(self.controls, self.sampling) or [{}]:
            for share in (GENERIC, 0.0, 1.0) if self.sweeps else (GENERIC,):
                yield self._point(state, dict.fromkeys(self.sweeps, share))
            yield self._point(state, generic, dict.fromkeys(self.sweeps, sympy.S.Zero))
        bases = ((start, generic), (self._random(), self._shares()), (self._random(), self._shares()))
        beside = [point for base, shares in bases for point in self._along_edges(base, shares) if point]
        self.met = bool(beside)
        yield from evenly(beside, BESIDE_MOST)
        for control in self.controls:
            for number, state in enumerate(_states(control)):
                yield self._point({**(start if number % 2 else self._random()), control.name: state}, self._shares())
        for sweep in self.sweeps:
            if isinstance(sweep, Index) and sweep.points <= STOPS:
                for k in range(sweep.points):
                    yield self._point(self._random(), {**self._shares(), sweep: k / max(sweep.points - 1, 1)})
        for sweep in self.sweeps:
            for _ in range(3):
                yield self._point(self._random(), self._shares(), {sweep: sympy.S.Zero})
        for state in corners(self.controls, CORNERS):
            for share in (0.0, 1.0) if self.sweeps else (GENERIC,):
                yield self._point(state, dict.fromkeys(self.sweeps, share))

    def _along_edges(self, state: Mapping[str, Any], shares: Mapping[Sweep, float]) -> Iterator[Point]:
        """On the edges and beside them, one symbol moving at a time."""
        here = self._point(state, shares)
        if not self.edges or not here:
            return
        base = {symbol: float(value) for symbol, value in here.items()}
        met: dict[sympy.Symbol, list[sympy.Expr]] = {}
        for symbol in (*self.controls, *self.sweeps):
            low, high = self._reach(symbol, here)
            if not low < high or (isinstance(symbol, Control) and symbol.named):
                continue
            met[symbol] = places(self.edges, symbol, float(low), float(high), base)
            for place in met[symbol]:
                for number in _beside(symbol, place, low, high):
                    yield self._put(state, shares, {symbol: number})
        several = [[(symbol, place) for place in found[:TOGETHER]] for symbol, found in met.items() if found]
        if len(several) > 1:
            for together in itertools.product(*several[:TOGETHER]):
                yield self._put(state, shares, dict(together))

    def _put(self, state: Mapping[str, Any], shares: Mapping[Sweep, float], numbers: dict[sympy.Symbol, sympy.Expr]) -> Point:
        """The point with these numbers for some symbols; a slider with a step goes to its nearest stop."""
        states = dict(state)
        for symbol, number in list(numbers.items()):
            if isinstance(symbol, Control) and symbol.states:
                states[symbol.name] = symbol.nth(round(_steps(symbol, number)))
                del numbers[symbol]
        return self._point(states, shares, numbers)

    def _reach(self, symbol: sympy.Symbol, point: Point) -> tuple[sympy.Expr, sympy.Expr]:
        if isinstance(symbol, Sweep):
            low, high = (bound.xreplace(point) for bound in self.bounds[symbol])
            return low, high
        low, high = (exact(symbol.number(end)) for end in (symbol.extremes()[0], symbol.extremes()[-1]))
        return low, high

    def _random(self) -> dict[str, Any]:
        return {control.name: _short(control, control.between(self.dice.random())) for control in self.controls}

    def _shares(self) -> dict[Sweep, float]:
        return {sweep: self.dice.random() for sweep in self.sweeps}

    def _point(self, state: Mapping[str, Any], shares: Mapping[Sweep, float], numbers: Mapping[sympy.Symbol, sympy.Expr] = {}) -> Point:
        """The point; {} where a number lies outside its axis in this state, or an axis has no length."""
        point: Point = {
            control: numbers[control] if control in numbers else exact(control.number(state[control.name])) for control in self.controls
        }
        wholes = {part.whole for part in self.parts if part.whole is not None}
        placed = {name: number for whole in wholes for name, number in whole.numbers(state[whole.name]).items()}
        point |= {part: exact(placed[part.name]) for part in self.parts}
        for sweep in self.sweeps:
            low, high = (bound.xreplace(point) for bound in self.bounds[sweep])
            if not (low.is_number and high.is_number and low.is_finite and high.is_finite):
                return {}
            number = numbers.get(sweep, _between(low, high, shares[sweep], sweep))
            if not (_below(low, number) and _below(number, high)):
                return {}
            point[sweep] = number
        return point

    def _among(self) -> str:
        """What is among the telling points, in words."""
        stepped = [(c.name, c.states) for c in self.controls if c.states and not c.named]
        every = [f"every stop of {_listed([name for name, count in stepped if count <= STOPS])}"] if stepped else []
        every = [text for text in every if not text.endswith("of ")]
        some = [f"{STOPS} stops of {name}" for name, count in stepped if count > STOPS]
        options = [c.name for c in self.controls if c.named]
        zero = any(_zero(c) is not None for c in self.controls) or any(_holds_zero(s) for s in self.sweeps)
        parts = [
            *(["0"] if zero else []),
            *every,
            *some,
            *([f"every option of {_listed(options)}"] if options else []),
            *(["the presets"] if self.sampling.presets and self.controls else []),
            *(["the places where the formula changes its form"] if self.met else []),
        ]
        return _listed(parts)


def _below(a: sympy.Expr, b: sympy.Expr) -> bool:
    """Whether a <= b. SymPy's own comparison is slow, and thousands of fractions are compared."""
    return bool(a.p * b.q <= b.p * a.q if a.is_Rational and b.is_Rational else a <= b)


def _short(control: Control, state: Any) -> Any:
    """A state of a range with few digits, so that a message shows it whole."""
    if control.states:
        return state
    short = float(f"{state:.9g}")
    return state if control.form.problem(short) else short


def _states(control: Control) -> list[Any]:
    """Every state of a control that has few, an even choice of the stops of one that has many, and those of a range that are round."""
    if control.states:
        return [control.nth(k) for k in evenly(range(control.states), STOPS)]
    low, high = control.extremes()
    whole = range(math.ceil(low), math.floor(high) + 1) if high - low < 1e9 else range(0)
    return [low, high, *(float(k) for k in evenly(whole, 12))]


def _steps(control: Control, number: sympy.Expr) -> float:
    """How many steps a number is above the first state of a control whose states are evenly spaced."""
    assert control.states
    low, high = (control.number(control.nth(k)) for k in (0, control.states - 1))
    return (float(number) - low) / (high - low) * (control.states - 1)


def _zero(control: Control) -> Any:
    """The state in which expressions see 0, None where there is none."""
    state = control.state_of(0.0)
    return None if control.form.problem(state) else state


def _holds_zero(sweep: Sweep) -> bool:
    low, high = sweep.bounds
    return bool(not low.is_positive and not high.is_negative and (low.is_zero or high.is_zero or (low.is_negative and high.is_positive)))


def _between(low: sympy.Expr, high: sympy.Expr, share: float, sweep: Sweep) -> sympy.Expr:
    """The point that lies `share` of the way; the ends are exact, and the others have few digits, so that a message shows them whole."""
    if share in (0.0, 1.0):
        return high if share else low
    first, last = float(low), float(high)
    if isinstance(sweep, Index):
        return sympy.Integer(round(first + share * (last - first)))
    number = first * (last / first) ** share if sweep.log else first + share * (last - first)
    short = float(f"{number:.9g}")
    return exact(short if first <= short <= last else number)


def _beside(symbol: sympy.Symbol, place: sympy.Expr, low: sympy.Expr, high: sympy.Expr) -> Iterator[sympy.Expr]:
    """A place and what lies on both sides of it, as far as the symbol can be there."""
    if isinstance(symbol, Control) and symbol.states:
        if symbol.states > STOPS:
            near = math.floor(_steps(symbol, place))
            yield from (exact(symbol.nth(k)) for k in (near - 1, near, near + 1, near + 2) if 0 <= k < symbol.states)
        return
    away = BESIDE * (high - low)
    if symbol.is_integer:
        place, away = sympy.floor(place), sympy.S.One
    yield from (number for number in (place, place - away, place + away) if _below(low, number) and _below(number, high))


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
