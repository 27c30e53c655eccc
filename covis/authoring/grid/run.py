"""Grids in NumPy: the second road beside the browser's program. Many states of the controls are taken at once.

An array of a grid has two points more at each end of each axis of space, filled from what the boundary says, so that every difference is
taken in one way. Its shape is (runs, states, points of y or 1, points of x), with the padding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.grid.cells import Cells
from covis.authoring.grid.derivatives import STENCILS, Orders
from covis.authoring.grid.evolution import MOST_STEPS, STABLE, Evolution, largest
from covis.authoring.grid.lattice import Lattice
from covis.authoring.grid.place import line_up

Array = NDArray[np.float64]
PAD = 2
FIRST = ((3, 0, 1, 2), (2, 0, 1, 3))  # the order of the axes of an array with x, or y, brought to the front
SLACK = 1e-6  # as for a Trajectory
SQUARINGS = 8  # of the matrix whose spectral radius is bounded: its 256th power
Compiled = Callable[..., Any]


class Stepper:
    """One lattice in some states of the controls. `along`: the points of each axis of space and of the time, shape (runs, points)."""

    def __init__(self, source: Lattice, along: Sequence[Array], numbers: Mapping[sympy.Symbol, Array], compiled: Compiled, halvings: int):
        self.source, self.halvings = source, halvings
        *space, self.times = along
        self.runs = len(self.times)
        self.spacings = [np.abs(each[:, -1] - each[:, 0]) / (each.shape[1] - 1) for each in space]
        # x runs innermost; a line has one row.
        self.shape = tuple(each.shape[1] for each in reversed(space)) if len(space) > 1 else (1, space[0].shape[1])
        places = [space[0][:, None, :], *(each[:, :, None] for each in space[1:])]
        controls = sorted(numbers, key=lambda symbol: symbol.name)
        self._given = [numbers[symbol][:, None, None] for symbol in controls]
        self._places = places
        symbols = (*source.space, source.over, *controls)
        self._start = compiled(source.start, symbols)
        looked = getattr(source, "derivatives", None) or getattr(source, "looked", {})
        self._looked: list[tuple[int, Orders]] = list(looked.values())
        self._rule = compiled(source.expanded, (*source.states, *looked, *symbols))  # type: ignore[attr-defined]
        if isinstance(source, Evolution):
            self._entries = source.linearised
            self._bound = compiled(tuple(entry for *_, entry in self._entries), (*source.states, *looked, *symbols))
            self._radius: Array | None = None

    def start(self) -> Array:
        y = np.zeros((self.runs, len(self.source.states), *(n + 2 * PAD if n > 1 else 1 for n in self.shape)))
        values = self._start(*self._places, self.times[:, :1, None], *self._given)
        for k, each in enumerate(values):
            self.inside(y)[:, k] = each
        return self.fill(y)

    def inside(self, y: Array) -> Array:
        rows = slice(PAD, -PAD) if self.shape[0] > 1 else slice(None)
        return y[..., rows, PAD:-PAD]

    def fill(self, y: Array) -> Array:
        """The padding, from what the boundary says."""
        cells = isinstance(self.source, Cells)
        for axis, ends in enumerate(self.source.edges):
            line_up(y.transpose(FIRST[axis]), *ends, cells)
        return y

    def _shifted(self, y: Array, offset: Orders) -> Array:
        rows, columns = (offset[1] if len(offset) > 1 else 0), offset[0]
        height, width = self.shape
        down = slice(PAD + rows, PAD + rows + height) if height > 1 else slice(None)
        return y[:, down, PAD + columns : PAD + columns + width]

    def _arguments(self, t: Array, y: Array) -> list[Any]:
        if isinstance(self.source, Cells):
            looked = [self._shifted(y[:, state], offset) for state, offset in self._looked]
        else:
            looked = [difference(y[:, state], orders, self.spacings) for state, orders in self._looked]
        within = self.inside(y)
        states = [within[:, k] for k in range(within.shape[1])]
        return [*states, *looked, *self._places, t[:, None, None], *self._given]

    def rates(self, t: Array, y: Array) -> Array:
        """The rates in a padded array, 0 where an end is fixed; for Cells the next states."""
        out = np.zeros_like(y)
        within = self.inside(out)
        for k, each in enumerate(self._rule(*self._arguments(t, self.fill(y)))):
            within[:, k] = each
        if isinstance(self.source, Evolution):
            for axis, ends in enumerate(self.source.edges):
                turned = within.transpose(FIRST[axis])
                for place, end in zip((0, -1), ends, strict=True):
                    if end == "fixed":
                        turned[place] = 0
        return out

    def radius(self, t: Array, y: Array) -> Array:
        """A bound of the largest eigenvalue of the linearised rates, one for each run."""
        assert isinstance(self.source, Evolution)
        if self._radius is not None and self.source.steady:
            return self._radius
        count = len(self.source.states)
        matrix = np.zeros((self.runs, count, count))
        for (i, j, orders, _), value in zip(self._entries, self._bound(*self._arguments(t, y)), strict=True):
            most = np.abs(value) + np.zeros((self.runs, 1, 1))
            matrix[:, i, j] += most.max(axis=(1, 2)) * largest(orders, self.spacings)
        self._radius = spectral(matrix)
        return self._radius

    def steps(self, t: Array, y: Array, span: Array) -> Array:
        """How many steps lead over `span`; not-a-number where they would be too many."""
        assert isinstance(self.source, Evolution)
        parts = np.maximum(1, np.ceil(span * self.radius(t, y) / STABLE - SLACK))
        if self.source.step is not None:
            parts = np.maximum(parts, np.ceil(span / self.source.step - SLACK))
        return np.where(parts <= MOST_STEPS * 8**self.halvings, parts, np.nan) * 2**self.halvings

    def advance(self, k: int, y: Array) -> Array:
        """From the time number k to the next."""
        t0, span = self.times[:, k], self.times[:, k + 1] - self.times[:, k]
        if isinstance(self.source, Cells):
            return self.fill(self.rates(t0, y))
        parts = self.steps(t0, y, span)
        many = np.where(np.isfinite(parts), parts, 1)
        h = span / many
        for j in range(int(many.max(initial=1))):
            t, wide = t0 + j * h, h[:, None, None, None]
            k1 = self.rates(t, y)
            k2 = self.rates(t + h / 2, y + wide / 2 * k1)
            k3 = self.rates(t + h / 2, y + wide / 2 * k2)
            k4 = self.rates(t + h, y + wide * k3)
            after = y + wide / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            going = j < many
            y = after if going.all() else np.where(going[:, None, None, None], after, y)
        return self.fill(np.where(np.isfinite(parts)[:, None, None, None], y, np.nan))


def difference(y: Array, orders: Orders, spacings: Sequence[Array]) -> Array:
    """A derivative in space, inside, of one state: `y` of shape (runs, rows, columns), padded; `spacings` one for each axis and run."""
    for axis, (times, spacing) in enumerate(zip(orders, spacings, strict=True)):
        n, rest = y.shape[-1 - axis] - 2 * PAD, [slice(None)] * axis
        if times:
            weights, below = STENCILS[times]
            parts = [weight * _cut(y, shift, n + shift, rest) for shift, weight in enumerate(weights) if weight]
            total = parts[0]
            for part in parts[1:]:
                total += part
            y = total / (below * spacing**times)[:, None, None]
        else:
            y = _cut(y, PAD, -PAD, rest)
    return np.asarray(y)


def _cut(y: Array, first: int, last: int, rest: Sequence[slice]) -> Array:
    """Points `first` to `last` along an axis, with all along those after it."""
    where: Any = (..., slice(first, last), *rest)
    return np.asarray(y[where])


def spectral(matrix: Array) -> Array:
    """A bound of the spectral radius of matrices without negative entries: the root of the norm of a high power of each."""
    power, log = np.array(matrix), np.zeros(len(matrix))
    for _ in range(SQUARINGS):
        size = power.sum(axis=2).max(axis=1)
        size = np.where(size > 0, size, 1.0)
        power = power / size[:, None, None]
        log = 2 * (log + np.log(size))
        power = power @ power
    with np.errstate(divide="ignore"):
        return np.asarray(np.exp((log + np.log(power.sum(axis=2).max(axis=1))) / 2**SQUARINGS))
