"""Arrays of a grid: the padding at the ends of an axis, and values at any place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.authoring.grid.lattice import Edge

Array = NDArray[np.float64]
PAD = 2
NEAR = 1e-9  # spacings: so near a place counts as a point of the grid, or as inside it


def line_up(y: Array, low: Edge, high: Edge, cells: bool) -> None:
    """Fill the two points before and after the axis, the first of the array."""
    n = len(y) - 2 * PAD
    if cells:
        for k in range(PAD):
            y[k], y[PAD + n + k] = (y[n + k], y[PAD + k]) if low == "periodic" else (0.0, 0.0)
    elif low == "periodic":  # the last point is the first one again
        y[PAD + n - 1] = y[PAD]
        y[1], y[0] = y[PAD + n - 2], y[PAD + n - 3]
        y[PAD + n], y[PAD + n + 1] = y[PAD + 1], y[PAD + 2]
    else:
        for place, way, end in ((PAD, 1, low), (PAD + n - 1, -1, high)):
            for k in (1, 2):  # outwards
                at = place - k * way
                if end == "free":
                    y[at] = y[place + k * way]
                else:  # the cubic through the four points before
                    y[at] = 4 * (y[at + way] + y[at + 3 * way]) - 6 * y[at + 2 * way] - y[at + 4 * way]


def read(values: Array, positions: Sequence[Any], padded: Sequence[int]) -> Array:
    """Values of one state at places, which broadcast: `values` of shape (frames, rows, columns), padded; `positions` are the number of the
    frame, then the places along x and y in spacings from the first point. Cubic between points; not-a-number outside."""
    frame, *places = positions
    weighted: Any = None
    corners = [_corners(np.asarray(place, dtype=float), n) for place, n in zip(places, padded, strict=True)]
    across, *down = corners
    for row, row_weight in down[0] if down else [(np.array(-PAD), np.array(1.0))]:
        for column, weight in across:
            part = values[frame, row + PAD, column + PAD] * (row_weight * weight)
            weighted = part if weighted is None else weighted + part
    return np.asarray(weighted)


def _corners(place: Array, n: int) -> list[tuple[NDArray[np.int64], Array]]:
    """The points of a grid of n that a place is between, with their weights: Lagrange's cubic through four of them."""
    with np.errstate(all="ignore"):
        near = np.round(place)
        outside = ~((place >= -NEAR) & (place <= n - 1 + NEAR))
        whole = np.abs(place - near) <= NEAR
    if (whole | outside).all():
        return [(np.where(outside, 0, near).astype(int), np.where(outside, np.nan, 1.0))]
    first = np.clip(np.floor(np.where(outside, 0, place)).astype(int) - 1, 0, n - 4)
    u = np.where(outside, np.nan, np.where(whole, near, place)) - first
    weights = [
        (u - 1) * (u - 2) * (u - 3) / -6,
        u * (u - 2) * (u - 3) / 2,
        u * (u - 1) * (u - 3) / -2,
        u * (u - 1) * (u - 2) / 6,
    ]
    return [(first + k, weight) for k, weight in enumerate(weights)]
