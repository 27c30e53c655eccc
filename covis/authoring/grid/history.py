"""What has been computed of a grid in NumPy: the times that were asked for, for each state of the controls, in batches and once only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.grid.cells import Cells
from covis.authoring.grid.derivatives import Orders
from covis.authoring.grid.lattice import Lattice
from covis.authoring.grid.place import NEAR, PAD, read
from covis.authoring.grid.run import Stepper, difference

Array = NDArray[np.float64]
Times = dict[float, NDArray[Any]]  # the whole grid by the time, padded
BATCH = 1 << 17  # numbers of the runs that are taken together
MOST = 128  # such runs
KEPT = 192_000_000  # bytes that are kept for later


class History:
    """A lattice in many states of the controls. `along`: the points of each axis, shape (number of states, points), the time last;
    `numbers`: what stands for each control and constant, shape (number of states,)."""

    def __init__(
        self,
        source: Lattice,
        along: Sequence[Array],
        numbers: Mapping[sympy.Symbol, Array],
        compiled: Callable[..., Any],
        halvings: int,
    ) -> None:
        self.source = source
        self._along, self._numbers, self._compiled, self._halvings = list(along), numbers, compiled, halvings
        ends = [each[:, at] for each in along for at in (0, -1)]
        table = np.stack([*numbers.values(), *ends], axis=1)
        # States that differ in nothing that the grid rests on share a run.
        _, self.first, run = np.unique(table, axis=0, return_index=True, return_inverse=True)
        self.run = run.ravel()  # which run each state has
        self._kept: OrderedDict[int, Times] = OrderedDict()
        self._size = len(source.states) * int(np.prod([each.shape[1] + 2 * PAD for each in along[:-1]]))
        self._expected: list[dict[int, set[float]]] = []
        self._each = 8 * self._size  # bytes that one time of a run takes

    def expect(self, times: Sequence[float]) -> None:
        """The time that will be asked for in each state: runs that are taken together then keep it."""
        wanted: dict[int, set[float]] = {}
        for run, time in zip(self.run, times, strict=True):
            wanted.setdefault(int(run), set()).add(float(time))
        self._expected.append(wanted)

    def stepper(self, rows: Any) -> Stepper:
        """What takes the steps in some of the states of the controls."""
        numbers = {symbol: each[rows] for symbol, each in self._numbers.items()}
        return Stepper(self.source, [each[rows] for each in self._along], numbers, self._compiled, self._halvings)

    def look(self, k: int, state: int, orders: Orders) -> Callable[..., Array]:
        """The value of a state of the grid, or of its derivative, as a function of place and time, in state k of the controls."""
        return partial(self._look, k, state, orders)

    def _look(self, k: int, state: int, orders: Orders, *coordinates: Any) -> Array:
        *places, when = coordinates
        times, which = np.unique(np.asarray(when, dtype=float), return_inverse=True)
        grids = self._at(int(self.run[k]), times)
        starts = [each[k, 0] for each in self._along[:-1]]
        spacings = [(each[k, -1] - each[k, 0]) / (each.shape[1] - 1) for each in self._along[:-1]]
        values = grids[:, state]
        if any(orders):
            inside = difference(values, orders, [np.full(len(times), spacing) for spacing in spacings])
            rows = PAD if len(places) > 1 else 0
            values = np.pad(inside, ((0, 0), (rows, rows), (PAD, PAD)))
        with np.errstate(all="ignore"):
            positions = [
                (np.asarray(place, dtype=float) - low) / spacing for place, low, spacing in zip(places, starts, spacings, strict=True)
            ]
        if isinstance(self.source, Cells):  # there is nothing between two cells
            positions = [np.where(np.abs(place - np.round(place)) <= NEAR, place, np.nan) for place in positions]
        shape = [each.shape[1] for each in self._along[:-1]]
        return read(values, (which.reshape(np.shape(when)), *positions), shape)

    def _at(self, run: int, times: Array) -> Array:
        """The whole grid at some times of a run, padded: shape (times, states, rows, columns)."""
        kept = self._kept.setdefault(run, {})
        if any(time not in kept for time in times.tolist() if time == time):
            self._compute(run, times)
            kept = self._kept[run]
        self._kept.move_to_end(run)
        blank = np.full(next((each.shape for each in kept.values()), self._blank()), np.nan)
        return np.stack([kept.get(time, blank) for time in times.tolist()], dtype=float)

    def _blank(self) -> tuple[int, ...]:
        columns, *rows = (each.shape[1] + 2 * PAD for each in self._along[:-1])
        return (len(self.source.states), rows[0] if rows else 1, columns)

    def _compute(self, run: int, times: Array) -> None:
        """These times of a run, and of those after it what is likely to be asked for next and is not kept yet."""
        asked = {time for time in times.tolist() if time == time}
        own = self._along[-1][self.first]
        # Where there is room for all runs, each is kept whole: another of its times then needs no more steps.
        room = len(self.first) > 1 and self._each * own.size <= KEPT
        whole = room or np.array_equal(times, own[run])
        expected = [each for each in self._expected if room or (not whole and asked <= each.get(run, set()))]

        def likely(other: int) -> set[float]:
            all_times = {time for time in own[other].tolist() if time == time} if whole else set()
            return all_times.union(*(each.get(other, ()) for each in expected)).difference(self._kept.get(other, ()))

        wanted = {run: asked | likely(run)}
        most = max(1, min(MOST, BATCH // self._size, KEPT // (4 * self._each * (own.shape[1] if whole else 1))))
        for other in ((np.arange(1, len(self.first)) + run) % len(self.first)).tolist():
            if len(wanted) >= most:
                break
            if missing := likely(other):
                wanted[other] = missing
        self._march(wanted)
        self._kept.move_to_end(run)  # what is asked for now is let go last, however long ago its first times were computed
        while len(self._kept) > 1 and sum(grid.nbytes for times in self._kept.values() for grid in times.values()) > KEPT:
            self._kept.popitem(last=False)

    def _march(self, wanted: Mapping[int, set[float]]) -> None:
        runs = sorted(wanted)
        rows = self.first[runs]
        stepper = self.stepper(rows)
        times = stepper.times
        found: list[Times] = [self._kept.setdefault(run, {}) for run in runs]
        between: list[list[float]] = [[] for _ in runs]
        last = max((max(w, default=-np.inf) for w in wanted.values()), default=-np.inf)
        with np.errstate(all="ignore"):
            y = stepper.start()
            for k in range(times.shape[1]):
                slopes: Array | None = None
                for row, run in enumerate(runs):
                    here = float(times[row, k])
                    if here in wanted[run]:
                        found[row][here] = _packed(y[row])
                    after = float(times[row, k + 1]) if k + 1 < times.shape[1] else here
                    between[row] = [time for time in wanted[run] if here < time < after]
                if k + 1 == times.shape[1] or not (times[:, k] <= last).any():
                    break
                evolves = not isinstance(self.source, Cells)
                if any(between) and evolves:
                    slopes = stepper.rates(times[:, k], y)
                following = stepper.advance(k, y)
                if any(between):
                    ahead = stepper.rates(times[:, k + 1], following) if evolves else following
                    for row, inside in enumerate(between):
                        for time in inside:
                            if slopes is None:  # a generation lasts until the next
                                found[row][time] = _packed(y[row])
                                continue
                            h = times[row, k + 1] - times[row, k]
                            u = (time - times[row, k]) / h
                            v = 1 - u
                            made = (1 + 2 * u) * v * v * y[row] + u * v * v * h * slopes[row]
                            made = made + u * u * (3 - 2 * u) * following[row] - u * u * v * h * ahead[row]
                            found[row][time] = stepper.fill(made[None])[0]
                y = following
        self._each = max((grid.nbytes for times in found for grid in times.values()), default=self._each)
        # Times that the axis does not reach have no grid.
        for row, run in enumerate(runs):
            for time in wanted[run]:
                found[row].setdefault(time, np.full(y.shape[1:], np.nan))


def _packed(grid: Array) -> NDArray[Any]:
    """A copy, in a byte a number where that holds them all: the cells of an automaton are small whole numbers."""
    with np.errstate(invalid="ignore"):
        small = grid.astype(np.int8)
    return small if np.array_equal(small, grid) else grid.copy()
