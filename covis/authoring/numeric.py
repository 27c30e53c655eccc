"""NumPy evaluation of what a visualisation states: the second, independent road beside the JavaScript program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.outputs import Output, free_symbols
from covis.authoring.symbols import Axis, Sweep

Array = NDArray[np.float64]


@lru_cache(maxsize=512)
def _compiled(expressions: tuple[sympy.Basic, ...], symbols: tuple[sympy.Symbol, ...]) -> Any:
    return sympy.lambdify(symbols, expressions, modules=["scipy", "numpy"], cse=True, dummify=True)


def points(sweep: Sweep, numbers: Mapping[str, float]) -> Array:
    """The points of an axis, shape (points,), where its bounds have the values that the controls give them."""
    low, high = (scalar(bound, numbers) for bound in sweep.bounds)
    if isinstance(sweep, Axis) and sweep.log:
        return np.asarray(np.exp(np.linspace(np.log(low), np.log(high), sweep.points)))
    return np.linspace(low, high, sweep.points)


def evaluate(output: Output, numbers: Mapping[str, float]) -> Array:
    """The output as one flat float array, laid out as `Output` says; not-a-number where the model has no finite value."""
    grids = np.meshgrid(*(points(sweep, numbers) for sweep in output.over), indexing="ij") if output.over else []
    values = dict(zip(output.over, grids, strict=True))
    shape = grids[0].shape if grids else ()
    columns = [np.broadcast_to(column, shape) for column in _run(output.expressions, values, numbers)]
    return np.stack(columns, axis=-1).astype(float).ravel()


def scalar(expression: sympy.Basic, numbers: Mapping[str, float]) -> float:
    """An expression of controls alone, as a number; not-a-number where it has no real value."""
    return float(_run((expression,), {}, numbers)[0])


def _run(expressions: tuple[sympy.Basic, ...], grids: Mapping[sympy.Symbol, Array], numbers: Mapping[str, float]) -> Sequence[Any]:
    wanted = set().union(*(free_symbols(expression) for expression in expressions))
    symbols = tuple(sorted(wanted, key=lambda symbol: symbol.name))
    arguments = [grids[symbol] if symbol in grids else np.float64(numbers[symbol.name]) for symbol in symbols]
    with np.errstate(all="ignore"):
        values = _compiled(expressions, symbols)(*arguments)
    return [real(value) for value in values]


def real(value: Any) -> Any:
    """A complex value is no point of a real plot: it is a gap."""
    array = np.asarray(value)
    if np.iscomplexobj(array):
        return np.where(np.abs(array.imag) <= 1e-12 * np.abs(array.real), array.real, np.nan)
    return array.astype(float)
