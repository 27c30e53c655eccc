"""Roots and integrals in NumPy, by the algorithms of `covis/compiler/program/library/numerical.js`, for whole arrays at once.

`run(x, *captured)` gives [the value at x]; what is captured are arrays that broadcast, and functions, which stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.authoring.evaluate.functions import real

Numeric = Any
Array = NDArray[np.float64]
Run = Callable[..., list[Numeric]]

CELLS, HALVINGS = 256, 60
# A change of sign is a root where the jump that is left is so much smaller than the values at the ends of the cell.
LEFT = 1e-3


# What has been found, by what was sought and the numbers that it depends on; at most FOUND of them, each of at most LARGEST numbers.
_found: dict[tuple[Any, ...], Numeric] = {}
FOUND, LARGEST = 4096, 1024


def once(what: Any, search: Callable[..., Numeric], *given: Numeric) -> Numeric:
    """What `search(*given)` finds, sought once: many curves and readouts of a state hold the same root."""
    if any(callable(one) or np.size(one) > LARGEST for one in given):
        return search(*given)
    key = (what, *((one.shape, one.dtype, one.tobytes()) for one in map(np.asarray, given)))
    if key not in _found:
        if len(_found) >= FOUND:
            _found.clear()
        _found[key] = search(*given)
    return _found[key]


class _Flat:
    """A function of one number for each element of what it captures, in one row."""

    def __init__(self, run: Run, shape: tuple[int, ...], captured: tuple[Numeric, ...]) -> None:
        self.run = run
        self.captured = [one if callable(one) else np.broadcast_to(one, shape).ravel() for one in captured]

    def __call__(self, x: Array, of: NDArray[np.intp]) -> Array:
        """Its values at x for the elements `of`, which broadcasts against x."""
        (value,) = self.run(x, *(one if callable(one) else one[of] for one in self.captured))
        return np.broadcast_to(np.asarray(real(value), dtype=float), np.broadcast_shapes(np.shape(x), np.shape(of)))


def _shape(*given: Numeric) -> tuple[int, ...]:
    return np.broadcast_shapes(*(np.shape(one) for one in given if not callable(one)))


def root(run: Run, chunk: int, low: Numeric, high: Numeric, number: Numeric, *captured: Numeric) -> Numeric:
    """The root with this number between low and high, element by element; not-a-number where there is none."""
    shape = _shape(low, high, number, *captured)
    a, b, n = (np.broadcast_to(real(one), shape).ravel() for one in (low, high, number))
    f = _Flat(run, shape, captured)
    found = np.full(a.size, np.nan)
    size = max(1, chunk // (CELLS + 1))
    for start in range(0, a.size, size):
        of = np.arange(start, min(start + size, a.size))
        found[of] = _roots(f, a[of], b[of], n[of], of)
    return found.reshape(shape)


def _roots(f: _Flat, a: Array, b: Array, n: Array, of: NDArray[np.intp]) -> Array:
    steps = np.arange(CELLS + 1.0)[:, None]
    x = a + (b - a) * steps / CELLS
    values = f(x, of)
    zero = values == 0
    crossed = ((values[:-1] > 0) & (values[1:] < 0)) | ((values[:-1] < 0) & (values[1:] > 0))
    # In the order of the places: at each of them a zero, then the crossing behind it.
    cell, column = np.nonzero(np.stack([zero, np.vstack([crossed, np.zeros_like(crossed[:1])])], axis=1).reshape(-1, a.size))
    hit, cell = cell % 2 == 0, cell // 2
    first, last = x[cell, column], np.where(hit, x[cell, column], x[np.minimum(cell + 1, CELLS), column])
    place, sure = _halved(f, first, last, values[cell, column], values[np.minimum(cell + 1, CELLS), column], of[column])
    place, sure = np.where(hit, first, place), hit | sure
    found = np.full(a.size, np.nan)
    count = np.zeros(a.size)
    for k in np.flatnonzero(sure):
        count[column[k]] += 1
        if count[column[k]] == n[column[k]]:
            found[column[k]] = place[k]
    return found


def _halved(f: _Flat, low: Array, high: Array, f_low: Array, f_high: Array, of: NDArray[np.intp]) -> tuple[Array, NDArray[np.bool_]]:
    """(where the sign changes, whether it is a root and no jump or pole) between low and high."""
    size = np.fmax(np.abs(f_low), np.abs(f_high))
    rising = f_high > 0
    for _ in range(HALVINGS):
        middle = low + (high - low) / 2
        if not low.size or bool(((middle == low) | (middle == high)).all()):
            break
        value = f(middle, of)
        up = (value > 0) == rising
        low, f_low = np.where(up, low, middle), np.where(up, f_low, value)
        high, f_high = np.where(up, middle, high), np.where(up, value, f_high)
    return np.where(np.abs(f_low) < np.abs(f_high), low, high), np.abs(f_high - f_low) <= LEFT * size


# The 21-point rule of Gauss and Kronrod, as QUADPACK has it: places, its weights, and those of the 10-point rule inside it.
_HALF = (0.99565716302580808, 0.97390652851717172, 0.93015749135570823, 0.86506336668898451, 0.78081772658641690, 0.67940956829902441,
         0.56275713466860468, 0.43339539412924719, 0.29439286270146020, 0.14887433898163121)  # fmt: skip
_FINE = (0.011694638867371874, 0.032558162307964727, 0.054755896574351996, 0.075039674810919953, 0.093125454583697606,
         0.10938715880229764, 0.12349197626206585, 0.13470921731147333, 0.14277593857706008, 0.14773910490133849)  # fmt: skip
_COARSE = (0.0, 0.066671344308688138, 0.0, 0.14945134915058059, 0.0, 0.21908636251598204, 0.0, 0.26926671930999636, 0.0,
           0.29552422471475287)  # fmt: skip
NODE = np.array([*(-x for x in _HALF), 0.0, *reversed(_HALF)])[:, None]
FINE = np.array([*_FINE, 0.14944555400291691, *reversed(_FINE)])[:, None]
COARSE = np.array([*_COARSE, 0.0, *reversed(_COARSE)])[:, None]
# An interval is halved until the two rules agree to CLOSE of the integral of |f|; at DEEPEST, NEARLY will do. Else there is no value.
CLOSE, NEARLY, DEEPEST, MOST = 1e-10, 1e-7, 40, 4000


def integral(run: Run, chunk: int, low: Numeric, high: Numeric, *captured: Numeric) -> Numeric:
    """The integral from low to high, element by element; not-a-number where halving does not end. One end at least is finite."""
    shape = _shape(low, high, *captured)
    a, b = (np.broadcast_to(real(one), shape).ravel() for one in (low, high))
    f = _Flat(run, shape, captured)
    total = np.full(a.size, np.nan)
    backwards = np.isinf(a)
    a, b = np.where(backwards, b, a), np.where(backwards, a, b)
    for far in (False, True):
        chosen = np.flatnonzero(~np.isnan(a) & ~np.isnan(b) & np.isfinite(a) & (np.isinf(b) == far))
        size = max(1, chunk // (21 * (28 if far else 4)))
        for start in range(0, chosen.size, size):
            of = chosen[start : start + size]
            total[of] = _integrals(f, a[of], b[of], far, of)
    return np.where(backwards, -total, total).reshape(shape)


def _integrals(f: _Flat, a: Array, b: Array, far: bool, of: NDArray[np.intp]) -> Array:
    first, width, panels = (-70.0, 5.0, 28) if far else (0.0, 0.25, 4)

    def rule(low: Array, high: Array, k: NDArray[np.intp]) -> tuple[Array, Array, Array]:
        middle, half = (low + high) / 2, (high - low) / 2
        u, begin, end = middle + half * NODE, a[k], b[k]
        if far:
            side, distance = np.sign(end), np.exp(u)
            x, weight = begin + side * distance, side * distance
        else:
            length = end - begin
            x = np.where(u < 0.5, begin + length * (u * u * (3 - 2 * u)), end - length * ((1 - u) * (1 - u) * (1 + 2 * u)))
            weight = length * (6 * u * (1 - u))
        value = weight * f(x, of[k])
        fine = (FINE * value).sum(axis=0)
        return half * fine, np.abs(half * (fine - (COARSE * value).sum(axis=0))), half * (FINE * np.abs(value)).sum(axis=0)

    k = np.repeat(np.arange(a.size), panels)
    low = np.tile(first + np.arange(panels) * width, a.size)
    high = low + width
    value, error, size = rule(low, high, k)
    scale = np.bincount(k, size, a.size)
    total, count = np.zeros(a.size), np.zeros(a.size)
    for depth in range(DEEPEST + 1):
        open_ = error > (NEARLY if depth == DEEPEST else CLOSE) * scale[k]
        total += np.bincount(k[~open_], value[~open_], a.size)
        low, high, k = low[open_], high[open_], k[open_]
        count += np.bincount(k, minlength=a.size)
        given_up = (count > MOST) | (depth == DEEPEST) & (np.bincount(k, minlength=a.size) > 0)
        total[given_up] = np.nan
        rest = ~given_up[k]
        low, high, k = low[rest], high[rest], k[rest]
        if not k.size:
            break
        middle = (low + high) / 2
        low, high, k = np.concatenate([low, middle]), np.concatenate([middle, high]), np.concatenate([k, k])
        value, error, _ = rule(low, high, k)
    return np.where(a == b, 0.0, total)
