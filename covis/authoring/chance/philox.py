"""Philox 4x32-10, a counter-based random number generator: the number at a place is worked out from the place, with nothing before it.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC '11 (2011),
doi:10.1145/2063384.2063405. The browser's program has the same generator (compiler/program/library/random.js), with the same bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]  # each below 2**32
ROUNDS = 10
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_MASK, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
# Seeds and places are whole numbers from -LIMIT to LIMIT - 1.
LIMIT = 2**31


def philox(counter: tuple[Any, Any, Any, Any], key: tuple[Any, Any]) -> tuple[Words, Words, Words, Words]:
    """The four random 32-bit words of a counter (four words) and a key (two); arrays broadcast."""
    a, b, c, d = (np.asarray(word, dtype=np.uint64) for word in counter)
    left, right = (np.asarray(word, dtype=np.uint64) for word in key)
    for _ in range(ROUNDS):
        first, second = _MULTIPLIERS[0] * a, _MULTIPLIERS[1] * c
        a, b, c, d = (second >> _HALF) ^ b ^ left, second & _MASK, (first >> _HALF) ^ d ^ right, first & _MASK
        left, right = (left + _WEYL[0]) & _MASK, (right + _WEYL[1]) & _MASK
    return a, b, c, d


def uniform(stream: Any, seed: Any, i: Any, j: Any, k: Any = 0) -> NDArray[np.float64]:
    """The random number of a stream at the place (i, j, k), uniform in (0, 1), for a seed; arrays broadcast.

    It is one of (m + 1/2) / 2**52, m from 0 to 2**52 - 1, each exactly a double. Not-a-number where seed or place is not a whole number
    from -2**31 to 2**31 - 1.
    """
    given = [np.asarray(value, dtype=float) for value in (seed, i, j, k)]
    known = np.logical_and.reduce(
        np.broadcast_arrays(*((np.floor(value) == value) & (value >= -LIMIT) & (value < LIMIT) for value in given))
    )
    words = [np.where(known, value, 0.0).astype(np.int64).astype(np.uint64) & _MASK for value in np.broadcast_arrays(*given)]
    zero = np.zeros((), dtype=np.uint64)
    high, low, *_ = philox((words[1], words[2], words[3], zero), (words[0], np.asarray(stream).astype(np.uint64)))
    whole = (high >> np.uint64(6)) * np.uint64(2**26) + (low >> np.uint64(6))
    return np.where(known, (whole.astype(float) + 0.5) / 2.0**52, np.nan)
