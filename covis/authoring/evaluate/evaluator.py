"""NumPy evaluation of what a visualisation states: the second, independent road beside the JavaScript program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray
from sympy.printing.numpy import SciPyPrinter

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Recurrence, Sourced
from covis.authoring.evaluate import integrate
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Constant, Sweep
from covis.authoring.tables import Samples, steps

Array = NDArray[np.float64]
Numbers = Mapping[str, float]


class Evaluator:
    """Evaluates at a list of states. Trajectories are integrated for all of them at once, and once only."""

    def __init__(self, states: Sequence[Numbers], halvings: int = 0) -> None:
        self.states, self.halvings = list(states), halvings
        self._runs: dict[tuple[Any, ...], tuple[Array, Array]] = {}

    def evaluate(self, output: Output, k: int = 0) -> Array:
        """The output in state k as one flat float array, laid out as `Output` says; not-a-number where there is no value."""
        grids = np.meshgrid(*(points(sweep, self.states[k]) for sweep in output.over), indexing="ij") if output.over else []
        shape = grids[0].shape if grids else ()
        values = dict(zip(output.over, grids, strict=True))
        columns = np.stack([np.broadcast_to(c, shape) for c in self._values(output.expressions, values, output.over, k)], axis=-1)
        for grid in values.values():  # beyond the last of an Index there is nothing
            columns = np.where(np.isfinite(grid)[..., None], columns, np.nan)
        return columns.astype(float).ravel()

    def scalar(self, expression: sympy.Basic, k: int = 0) -> float:
        """An expression that nothing sweeps, as a number; not-a-number where it has no real value."""
        return float(self._values((expression,), {}, (), k)[0])

    def along(self, expression: sympy.Expr, axis: Sweep, where: Array, k: int = 0) -> Array:
        """An expression of one axis at any places `where` of it, shape of `where`; what is integrated is asked for by `at(axis)`."""
        return np.array(np.broadcast_to(self._values((expression,), {axis: where}, (axis,), k)[0], where.shape), dtype=float)

    def _values(self, expressions: Sequence[sympy.Basic], grids: Mapping[Any, Array], over: tuple[Sweep, ...], k: int) -> list[Any]:
        symbols = tuple(
            sorted(set().union(*(e.atoms(sympy.Symbol) - _bound(e) for e in expressions)), key=lambda s: (s.name, str(type(s))))
        )
        arguments = [self._argument(symbol, grids, over, k) for symbol in symbols]
        with np.errstate(all="ignore"):
            return [real(value) for value in _compiled(tuple(expressions), symbols)(*arguments)]

    def _argument(self, symbol: sympy.Symbol, grids: Mapping[Any, Array], over: tuple[Sweep, ...], k: int) -> Any:
        if symbol in grids:
            return grids[symbol]
        if isinstance(symbol, Constant):
            return np.float64(symbol.value)
        if isinstance(symbol, Sourced):
            values, slopes = self._run(symbol.source)
            row = values[k, symbol.state]
            if symbol.at is not None:
                when = self._values((symbol.at,), grids, over, k)[0]
                return integrate.hermite(points(symbol.source.over, self.states[k]), row, slopes[k, symbol.state], when)
            return row.reshape([-1 if sweep == symbol.source.over else 1 for sweep in over])
        if isinstance(symbol, Samples):
            at = tuple(int(np.argmin(np.abs(steps(c) - self.states[k][c.name]))) for c in symbol.controls)
            table = symbol.table[at]
            order = sorted(range(len(symbol.axes)), key=lambda j: over.index(symbol.axes[j]))
            shape = [sweep.points if sweep in symbol.axes else 1 for sweep in over]
            return table.transpose(order).reshape(shape)
        if symbol.name not in self.states[k] or not isinstance(symbol, Control):
            raise AuthoringError(f"{symbol.name} has no value here: it is no control of the visualisation, and nothing sweeps it")
        return np.float64(self.states[k][symbol.name])

    def _run(self, source: Recurrence) -> tuple[Array, Array]:
        if source.content not in self._runs:
            along = np.stack([points(source.over, state) for state in self.states])
            self._runs[source.content] = integrate.run(source, along, self.states, _compiled, self.halvings)
        return self._runs[source.content]


def evaluate(output: Output, numbers: Numbers) -> Array:
    """The output in one state: see `Evaluator.evaluate`."""
    return Evaluator([numbers]).evaluate(output)


def scalar(expression: sympy.Basic, numbers: Numbers) -> float:
    """An expression that nothing sweeps, in one state."""
    return Evaluator([numbers]).scalar(expression)


def points(sweep: Sweep, numbers: Numbers) -> Array:
    """The points of a sweep, shape (points,), where its bounds have the values that the controls give them."""
    low, high = (Evaluator([numbers]).scalar(bound) if bound.free_symbols else float(bound) for bound in sweep.bounds)
    return sweep.spaced(low, high)


def real(value: Any) -> Any:
    """A complex value is no point of a real plot: it is a gap."""
    array = np.asarray(value)
    if np.iscomplexobj(array):
        return np.where(np.abs(array.imag) <= 1e-12 * np.abs(array.real), array.real, np.nan)
    return array.astype(float)


def _bound(expression: sympy.Basic) -> set[Any]:
    """The symbols that sums and products of an expression count with."""
    return {limit[0] for node in expression.atoms(sympy.Sum, sympy.Product) for limit in node.limits}


class _Printer(SciPyPrinter):
    """NumPy source; a Sum or a Product runs over whole numbers up to bounds that may be arrays."""

    def _folded(self, expr: Any, name: str) -> str:
        text: str = self._print(expr.function)
        for index, low, high in expr.limits:
            text = f"{name}(lambda {self._print(index)}: {text}, {self._print(low)}, {self._print(high)})"
        return text

    def _joined(self, expr: Any, name: str) -> str:
        """One by one: NumPy's reduce takes no mixture of numbers and arrays."""
        texts: list[str] = [self._print(arg) for arg in expr.args]
        first, *rest = texts
        for text in rest:
            first = f"{self._module_format('numpy.' + name)}({first}, {text})"
        return first

    def _print_And(self, expr: Any) -> str:
        return self._joined(expr, "logical_and")

    def _print_Or(self, expr: Any) -> str:
        return self._joined(expr, "logical_or")

    def _print_Min(self, expr: Any) -> str:
        return self._joined(expr, "minimum")

    def _print_Max(self, expr: Any) -> str:
        return self._joined(expr, "maximum")

    def _print_binomial(self, expr: Any) -> str:
        # SymPy prints a quotient of gammas, which runs over.
        return f"{self._module_format('scipy.special.binom')}({self._print(expr.args[0])}, {self._print(expr.args[1])})"

    def _print_Sum(self, expr: Any) -> str:
        return self._folded(expr, "_sum")

    def _print_Product(self, expr: Any) -> str:
        return self._folded(expr, "_product")


def _fold(function: Callable[[float], Any], low: Any, high: Any, start: float, join: Callable[[Any, Any], Any]) -> Any:
    """start joined with function(k) for every whole k from low to high, element by element; not-a-number for bounds that are."""
    low, high = np.broadcast_arrays(np.asarray(low, dtype=float), np.asarray(high, dtype=float))
    total: Any = np.where(np.isfinite(low + high), start, np.nan)
    finite = np.isfinite(low + high)
    if finite.any():
        for k in range(int(np.ceil(low[finite].min())), int(np.floor(high[finite].max())) + 1):
            inside = (low <= k) & (k <= high)
            total = np.where(inside, join(total, function(np.float64(k))), total)
    return total


_MODULES = [
    {
        "_sum": lambda f, a, b: _fold(f, a, b, 0.0, np.add),
        "_product": lambda f, a, b: _fold(f, a, b, 1.0, np.multiply),
    },
    "scipy",
    "numpy",
]


@lru_cache(maxsize=1024)
def _compiled(expressions: tuple[sympy.Basic, ...], symbols: tuple[sympy.Symbol, ...]) -> Any:
    # Every symbol gets a name of its own: two that are called alike (a state and an axis) stay apart.
    plain = {symbol: sympy.Dummy(f"a{k}", **symbol._assumptions_orig) for k, symbol in enumerate(symbols)}
    replaced = [expression.xreplace(plain) for expression in expressions]
    printer = _Printer({"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True, "user_functions": {}})
    cse = not any(expression.has(sympy.Sum, sympy.Product) for expression in expressions)
    return sympy.lambdify(list(plain.values()), replaced, modules=_MODULES, printer=printer, cse=cse, dummify=True)
