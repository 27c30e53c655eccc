"""A document's program run in V8, without a browser: the default state's data, and the check that JavaScript agrees with NumPy."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from covis.document.stopwatch import Elapsed

Array = NDArray[np.float64]

_RUN = """
// Doubles, a character for each byte, so that no number is written and read as digits: how many arrays, their lengths, the arrays.
// A buffer of V8's own would need ctypes, which the fence keeps from plugins.
globalThis.$run = (c) => {
  const s = prepare(c);
  const outputs = plots.map((plot) => plot(c, s));
  const arrays = [outputs.map((plot) => plot.length), ...outputs.flat(), readouts(c, s), values(c, s)];
  const head = [arrays.length, ...arrays.map((array) => array.length)];
  const all = new Float64Array(arrays.reduce((sum, array) => sum + array.length, head.length));
  all.set(head);
  let at = head.length;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  const bytes = new Uint8Array(all.buffer);
  let text = "";
  for (let k = 0; k < bytes.length; k += 8192) {
    text += String.fromCharCode.apply(null, bytes.subarray(k, k + 8192));
  }
  return text;
};
"""


class Program:
    """`run(numbers)` gives the outputs of every plot, the readouts and the values; what is not finite comes as not-a-number."""

    def __init__(self, source: str) -> None:
        from py_mini_racer import MiniRacer

        self._v8 = MiniRacer()
        # A script has no exports: the same text without the word.
        self._v8.eval("(() => {" + re.sub(r"^export (?=const|function)", "", source, flags=re.M) + _RUN + "})()")

    def run(self, numbers: Mapping[str, float]) -> Evaluated:
        text = str(self._v8.eval(f"$run({json.dumps(_given(numbers))})"))
        got = np.frombuffer(text.encode("latin-1"), dtype=float)
        many = int(got[0])
        *ends, last = (1 + many + np.cumsum(got[1 : 1 + many], dtype=int)).tolist()
        found = np.where(np.isfinite(got), got, np.nan)[1 + many : last]
        counts, *arrays = np.split(found, np.array(ends, dtype=int) - 1 - many)
        *outputs, readouts, values = arrays
        rest = iter(outputs)
        return Evaluated([list(itertools.islice(rest, int(count))) for count in counts], readouts, values)


def _given(numbers: Mapping[str, float]) -> dict[str, float | str]:
    """What the program takes: the numbers, and beside the time of a run its history."""
    return {**numbers, **{f"~{name}": time.history.text for name, time in numbers.items() if isinstance(time, Elapsed)}}


class Evaluated:
    """`plots[i][k]`: output k of plot i, flat; `readouts` and `values`: one number each."""

    def __init__(self, plots: list[list[Array]], readouts: Array, values: Array) -> None:
        self.plots, self.readouts, self.values = plots, readouts, values
