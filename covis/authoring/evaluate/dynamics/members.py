"""The members of an ensemble in NumPy: arrays whose last axis counts them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Others:
    """The states of all members, y of shape (..., members), as a function of the place, counted from 0; not-a-number beside them.

    `shape` is that of the value at one place.
    """

    def __init__(self, y: Any) -> None:
        self.y = np.asarray(y, dtype=float)
        self.shape = (*self.y.shape[:-1], 1)

    def __call__(self, place: Any) -> Array:
        place, count = np.asarray(place, dtype=float), self.y.shape[-1]
        known = (place == np.floor(place)) & (place >= 0) & (place < count)
        if place.ndim > self.y.ndim and place.size == len(place) and known.all():  # the terms of a sum
            return np.moveaxis(self.y[..., place.ravel().astype(int)], -1, 0)[..., None]
        shape = np.broadcast_shapes(place.shape, self.shape)
        place, known = np.broadcast_to(place, shape), np.broadcast_to(known, shape)
        y = np.broadcast_to(self.y, (*shape[:-1], count))
        return np.where(known, np.take_along_axis(y, np.where(known, place, 0).astype(int), axis=-1), np.nan)


def read(first: float, along: Array, values: Array, slopes: Array | None, member: Any, at: Any) -> Array:
    """The values of members, by number, at places `at` of the points `along`.

    `values` and `slopes`, shape (members, points), begin with the member `first`. Without slopes there is a value at the points only;
    with them, between two points, cubic Hermite interpolation as `integrate.hermite` has it. Elsewhere it is not-a-number.
    """
    row, at = np.broadcast_arrays(np.asarray(member, dtype=float) - first, np.asarray(at, dtype=float))
    known = (row == np.floor(row)) & (row >= 0) & (row < len(values))
    rows = np.where(known, row, 0).astype(int)
    last = int(np.isfinite(along).sum()) - 1  # beyond the last of an Index there is nothing
    if slopes is None:
        column = np.clip(np.searchsorted(along[: last + 1], at), 0, max(last, 0))
        return np.where(known & (along[column] == at), values[rows, column], np.nan)
    k = np.clip(np.searchsorted(along, at, side="right") - 1, 0, len(along) - 2)
    h = along[k + 1] - along[k]
    u = np.where(h == 0, 0, (at - along[k]) / np.where(h == 0, 1, h))
    with np.errstate(all="ignore"):
        inside = (
            (1 + 2 * u) * (1 - u) ** 2 * values[rows, k]
            + u * (1 - u) ** 2 * h * slopes[rows, k]
            + u**2 * (3 - 2 * u) * values[rows, k + 1]
            - u**2 * (1 - u) * h * slopes[rows, k + 1]
        )
    return np.where(known & (at >= along[0]) & (at <= along[-1]), inside, np.nan)
