"""Linear algebra in NumPy, for arrays of matrices: what `solveLinear` and the eigenvalues of the program's library compute."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.authoring.evaluate.functions import real

Numeric = Any
Array = NDArray[np.float64]
# A pivot that is smaller than so much of its column is rounding: the matrix is singular. Real parts that are so near count as the same.
SINGULAR, SAME = 1e-15, 1e-9


def _entries(given: tuple[Numeric, ...]) -> Array:
    """The entries, shape (entries, *shape)."""
    return np.stack(np.broadcast_arrays(*map(real, given))).astype(float)


def solution(n: int, *given: Numeric) -> Array:
    """x with A x = b, shape (n, *shape), by elimination with pivots, in the order of the page."""
    entries = _entries(given)
    shape = entries.shape[1:]
    a = np.concatenate([entries[: n * n].reshape(n, n, -1), entries[n * n :].reshape(n, 1, -1)], axis=1)
    largest = np.abs(a[:, :n]).max(axis=0)
    all_of = np.arange(a.shape[2])
    for c in range(n):
        pivot = c + np.argmax(np.abs(a[c:, c]), axis=0)
        a[c, :, all_of], a[pivot, :, all_of] = a[pivot, :, all_of].copy(), a[c, :, all_of].copy()
        a[c] = np.where(np.abs(a[c, c]) > SINGULAR * largest[c], a[c], np.nan)
        for r in range(c + 1, n):
            a[r, c + 1 :] -= a[r, c] / a[c, c] * a[c, c + 1 :]
    x = np.zeros((n, a.shape[2]))
    for r in reversed(range(n)):
        total = a[r, n].copy()
        for c in range(r + 1, n):
            total -= a[r, c] * x[c]
        x[r] = total / a[r, r]
    x[:, np.isnan(x).any(axis=0)] = np.nan
    return x.reshape(n, *shape)


def _stacked(n: int, given: tuple[Numeric, ...]) -> tuple[Array, NDArray[np.bool_], tuple[int, ...]]:
    entries = _entries(given)
    matrices = np.moveaxis(entries.reshape(n, n, -1), -1, 0)
    known: NDArray[np.bool_] = np.asarray(np.isfinite(matrices).all(axis=(1, 2)))
    return np.where(known[:, None, None], matrices, 0.0), known, entries.shape[1:]


def symmetric(n: int, *given: Numeric) -> Array:
    """The eigenvalues of symmetric matrices, rising, shape (n, *shape)."""
    matrices, known, shape = _stacked(n, given)
    return np.where(known, np.linalg.eigvalsh(matrices).T, np.nan).reshape(n, *shape)


def eigenvalues(n: int, *given: Numeric) -> Array:
    """The real and imaginary parts of eigenvalues by turns, in the order that `eigenvalues` states, shape (2 n, *shape)."""
    matrices, known, shape = _stacked(n, given)
    values = np.linalg.eigvals(matrices).astype(complex)
    values = np.take_along_axis(values, np.argsort(values.real, axis=1, kind="stable"), axis=1)
    near = SAME * np.abs(values).max(axis=1, keepdims=True)
    group = np.cumsum(np.diff(values.real, axis=1, prepend=values.real[:, :1]) > near, axis=1)
    values = np.take_along_axis(values, np.lexsort((values.imag, group), axis=1), axis=1)
    parts = np.stack([values.real, values.imag], axis=2).reshape(-1, 2 * n).T
    return np.where(known, parts, np.nan).reshape(2 * n, *shape)
