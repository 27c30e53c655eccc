"""A document's program run in V8, without a browser: the default state's data, and the check that JavaScript agrees with NumPy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_RUN = """
const $real = (v) => (Number.isFinite(v) ? v : null);
globalThis.$run = (c) => {
  const s = prepare(c);
  return JSON.stringify({
    plots: plots.map((plot) => plot(c, s).map((array) => Array.from(array, $real))),
    readouts: readouts(c, s).map($real),
    values: values(c, s).map($real),
  });
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
        got: dict[str, Any] = json.loads(str(self._v8.eval(f"$run({json.dumps(dict(numbers))})")))
        return Evaluated([[_array(output) for output in plot] for plot in got["plots"]], _array(got["readouts"]), _array(got["values"]))


class Evaluated:
    """`plots[i][k]`: output k of plot i, flat; `readouts` and `values`: one number each."""

    def __init__(self, plots: list[list[Array]], readouts: Array, values: Array) -> None:
        self.plots, self.readouts, self.values = plots, readouts, values


def _array(values: list[float | None]) -> Array:
    return np.array([np.nan if value is None else value for value in values], dtype=float)
