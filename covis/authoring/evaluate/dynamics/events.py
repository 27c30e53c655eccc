"""A trajectory with events in NumPy, many states of the controls at once. `hybrid` in the program's library does the same in JavaScript.

Between events it is the classical Runge-Kutta method. Each step looks whether an expression changes its side of zero at one of `PARTS`
places, read from the cubic through both ends. Then it is the length of the Runge-Kutta step itself that is sought, by regula falsi
(Illinois) with a bisection every third time, until the crossing is bracketed by 1e-14 of the step. The states jump there, and the
rest of the step goes on from them. So the crossing is that of the motion, with no error of interpolation.

On which side of zero an expression is, is remembered: just after a bounce it is zero but for rounding, and where the motion goes decides.
An expression that rests on zero crosses it where it leaves. A crossing made by a jump does not count. A run that has more than `MOST`
events, or in which one event comes again and again within 1e-9 of a step, as the bounces of a ball that comes to rest do, is cut off:
it has no values from there on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from covis.authoring.dynamics import MOST

Array = NDArray[np.float64]
Lanes = NDArray[np.intp]
# Expressions at places and states, of shapes (lanes) and (states, lanes), in these states of the controls: shape (expressions, lanes).
Function = Callable[[Array, Array, Lanes], Array]
PARTS = 8
AHEAD = 1 / 1024  # of a step: how far is looked to see where an expression that is zero goes
ZERO = 1e-6  # of what it changes by in that time: nearer to zero it counts as zero
TOGETHER = 1e-12  # of a step: two events that are nearer happen in the order of writing
AGAIN, OFTEN = 1e-9, 3  # of a step: one event that comes more than so often again within it has no end
SHORTER, SHORTENINGS, TRIES = 16, 10, 80


class Knots(NamedTuple):
    """One run between whose places cubic Hermite interpolation holds: the points of the axis and both sides of each event."""

    places: Array  # shape (places,)
    values: Array  # shape (states, places)
    slopes: Array
    events: list[tuple[float, int]]  # the place and the number of each
    cut: float  # from where on there are no values, as it has more events than can be followed; infinite for nowhere

    def until(self, other: Knots, end: float) -> Knots:
        """This up to a place on the axis, and the other from there on."""
        mine, theirs = self.places < end, other.places >= end
        places = np.concatenate([self.places[mine], other.places[theirs]])
        pairs = (self.values, other.values), (self.slopes, other.slopes)
        values, slopes = (np.hstack([one[:, mine], two[:, theirs]]) for one, two in pairs)
        return Knots(places, values, slopes, other.events, other.cut)


@dataclass
class Hybrid:
    """What is known of each run: `directions` and `terminals` are those of the events, `jumps` the states after each of them."""

    rates: Function
    crossings: Function
    jumps: Sequence[Function]
    directions: Sequence[int]
    terminals: Sequence[int]
    y: Array  # the states now, shape (states, lanes)
    side: Array = field(init=False)
    last: Array = field(init=False)
    notes: list[tuple[Lanes, Array, Array, Array]] = field(init=False)  # at each place: of which runs, then place, states and rates
    fired: list[list[tuple[float, int]]] = field(init=False)

    def __post_init__(self) -> None:
        lanes, many = self.y.shape[1], len(self.jumps)
        self.side = np.zeros((many, lanes))
        self.last = np.full((many, lanes), -np.inf)
        self.times, self.again = np.zeros((many, lanes), dtype=int), np.zeros((many, lanes), dtype=int)
        self.ended = np.zeros(lanes, dtype=int)  # 1: by a terminal event, 2: cut off
        self.cut = np.full(lanes, np.inf)
        self.notes, self.fired = [], [[] for _ in range(lanes)]

    def sides(self, event: int, lanes: Lanes, now: Array, y: Array, h: Array) -> None:
        """On which side of zero the expression of an event is, or goes to."""
        here = self.crossings(now, y, lanes)[event]
        ahead = h * AHEAD
        change = self.crossings(now + ahead, y + ahead * self.rates(now, y, lanes), lanes)[event] - here
        self.side[event, lanes] = np.nan_to_num(np.sign(np.where(np.abs(here) <= ZERO * np.abs(change), change, here)))

    def advance(self, now: Array, y: Array, k1: Array, h: Array, lanes: Lanes) -> Array:
        """One Runge-Kutta step of length h."""
        k2 = self.rates(now + h / 2, y + h / 2 * k1, lanes)
        k3 = self.rates(now + h / 2, y + h / 2 * k2, lanes)
        k4 = self.rates(now + h, y + h * k3, lanes)
        made: Array = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        return made

    def start(self, now: Array, h: Array) -> None:
        lanes = np.arange(self.y.shape[1])
        for event in range(len(self.jumps)):
            self.sides(event, lanes, now, self.y, h)

    def take(self, lanes: Lanes, start: Array, h: Array) -> None:
        """A step of length h from `start` in these runs, with the events on the way."""
        now, left, stop = start, h, start + h
        while lanes.size:
            y = self.y[:, lanes]
            k1 = self.rates(now, y, lanes)
            full = self.advance(now, y, k1, left, lanes)
            which, share = self._first(lanes, now, left, y, k1, full, self.rates(stop, full, lanes))
            self.y[:, lanes[which < 0]] = full[:, which < 0]
            hit = which >= 0
            if not hit.any():
                return
            lanes, which = lanes[hit], which[hit]
            now, left, stop, h, y, k1, share = (each[..., hit] for each in (now, left, stop, h, y, k1, share))
            landed = self.advance(now, y, k1, share * left, lanes)
            now = now + share * left
            self._fire(lanes, now, landed, which, h)
            going = self.ended[lanes] == 0
            lanes, now, stop, h = lanes[going], now[going], stop[going], h[going]
            left = stop - now

    def _first(
        self, lanes: Lanes, now: Array, left: Array, y: Array, k1: Array, full: Array, slope: Array
    ) -> tuple[NDArray[np.intp], Array]:
        """In each run the first event of the step, -1 for none, and at which share of the step it is."""
        which, best = np.full(lanes.size, -1), np.full(lanes.size, np.inf)
        u = (np.arange(1, PARTS + 1) / PARTS)[:, None]
        v = 1 - u
        between = (
            (1 + 2 * u) * v * v * y[:, None]
            + u * v * v * left * k1[:, None]
            + u * u * (3 - 2 * u) * full[:, None]
            - u * u * v * left * slope[:, None]
        )
        between[:, -1] = full
        signs = np.nan_to_num(np.sign(self.crossings(now + u * left, between, lanes)))
        if (signs == self.side[:, None, lanes]).all():
            return which, best
        direction = np.array(self.directions)[:, None]
        for part in range(PARTS):
            sign, side = signs[:, part], self.side[:, lanes]
            turned = (sign != 0) & (sign != side) & (which < 0)
            counts = turned & (direction * sign >= 0)
            self.side[:, lanes] = np.where(counts & (side == 0), -sign, side)
            for event in map(int, np.flatnonzero(counts.any(axis=1))):
                some = np.flatnonzero(counts[event])
                where = lanes[some], now[some], left[some], y[:, some], k1[:, some]
                found = self._crossed(event, *where, part / PARTS, (part + 1) / PARTS)
                sooner = found < best[some] - TOGETHER
                best[some[sooner]], which[some[sooner]] = found[sooner], event
            passed = turned & (which < 0) & (direction * sign < 0)
            self.side[:, lanes] = np.where(passed, sign, self.side[:, lanes])
        return which, best

    def _crossed(self, event: int, lanes: Lanes, now: Array, left: Array, y: Array, k1: Array, low: float, high: float) -> Array:
        """The share of the step at which the expression has crossed zero; infinite where the motion itself does not cross it."""
        side = self.side[event, lanes]

        def height(share: Array) -> Array:
            there = self.advance(now, y, k1, share * left, lanes)
            value: Array = side * self.crossings(now + share * left, there, lanes)[event]
            return value

        a, b = np.full(lanes.size, low), np.full(lanes.size, high)
        fa, fb = height(a), height(b)
        crosses = fb <= 0
        early = crosses & (fa <= 0) & (a > 0)
        b, fb = np.where(early, a, b), np.where(early, fa, fb)
        for _ in range(SHORTENINGS):
            on = crosses & ~(fa > 0)
            if not on.any():
                break
            a = np.where(on, b / SHORTER, a)
            fa = np.where(on, height(a), fa)
            below = on & (fa <= 0)
            b, fb = np.where(below, a, b), np.where(below, fa, fb)
        kept, sought = np.zeros(lanes.size), crosses & (fa > 0)
        for k in range(TRIES):
            on = sought & (fb != 0) & (b - a > 1e-14 * b)
            if not on.any():
                break
            c = (a * fb - b * fa) / (fb - fa)
            c = np.where((c > a) & (c < b) & (k % 3 != 2), c, a + (b - a) / 2)
            fc = height(c)
            up, down = on & (fc > 0), on & ~(fc > 0)
            a, fa, b, fb = np.where(up, c, a), np.where(up, fc, fa), np.where(down, c, b), np.where(down, fc, fb)
            fb = np.where(up & (kept > 0), fb / 2, fb)
            fa = np.where(down & (kept < 0), fa / 2, fa)
            kept = np.where(up, 1, np.where(down, -1, kept))
        return np.where(crosses, b, np.inf)

    def _fire(self, lanes: Lanes, now: Array, landed: Array, which: NDArray[np.intp], h: Array) -> None:
        """The event `which` of each run, at `now`."""
        self._note(lanes, now, landed, self.rates(now, landed, lanes))
        before = self.crossings(now, landed, lanes)
        y = landed.copy()
        for event in np.unique(which):
            some = which == event
            y[:, some] = self.jumps[event](now[some], landed[:, some], lanes[some])
        for lane, event, place in zip(lanes, which, now, strict=True):
            self.fired[lane].append((float(place), int(event)))
        self.times[which, lanes] += 1
        self.again[which, lanes] = np.where(now - self.last[which, lanes] < AGAIN * h, self.again[which, lanes] + 1, 0)
        self.last[which, lanes] = now
        over = self.times[which, lanes] == np.array(self.terminals)[which]
        total = np.array([len(self.fired[lane]) for lane in lanes])
        cut = ~over & ((total > MOST) | (self.again[which, lanes] > OFTEN))
        self.ended[lanes] = np.where(over, 1, np.where(cut, 2, 0))
        self.cut[lanes] = np.where(cut, now, np.inf)
        y[:, cut] = np.nan
        self.y[:, lanes] = y
        after = self.crossings(now, y, lanes)
        for event, direction in enumerate(self.directions):
            moved = ((which == event) | (after[event] != before[event])) & ~(over | cut)
            sign, side = np.nan_to_num(np.sign(before[event])), self.side[event, lanes]
            self.side[event, lanes] = np.where(~moved & (direction * sign < 0), sign, side)
            if moved.any():
                self.sides(event, lanes[moved], now[moved], y[:, moved], h[moved])
        self._note(lanes, now, y, np.where(over | cut, 0.0, self.rates(now, y, lanes)))

    def point(self, now: Array) -> Array:
        """Notes a point of the axis; the rates there."""
        lanes = np.arange(self.y.shape[1])
        slopes = np.where(self.ended == 0, self.rates(now, self.y, lanes), 0.0)
        self._note(lanes, now, self.y, slopes)
        return slopes

    def _note(self, lanes: Lanes, now: Array, y: Array, slopes: Array) -> None:
        self.notes.append((lanes.copy(), now.copy(), y.copy(), slopes.copy()))

    def knots(self) -> list[Knots]:
        """Those of every run."""
        lanes, now, y, slopes = (np.concatenate(parts, axis=-1) for parts in zip(*self.notes, strict=True))
        order = np.argsort(lanes, kind="stable")
        ends = np.cumsum(np.bincount(lanes, minlength=len(self.fired)))[:-1]
        places, values, rates = (np.split(each[..., order], ends, axis=-1) for each in (now, y, slopes))
        return list(map(Knots, places, values, rates, self.fired, self.cut.tolist()))
