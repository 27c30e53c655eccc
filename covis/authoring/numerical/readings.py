"""Tables read at a moving place: numbers that somebody measured, and Samples away from their axis."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import sympy
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, shown, text

Numbers = NDArray[np.float64]
MOST_POINTS = 20_000


class Data(sympy.Atom):
    """The numbers of a table: `x` rising, shape (points,); `y`, shape (tables, points), one table for each state of its controls.

    `slopes` of the same shape are those of a cubic spline at the points; None is a straight line from point to point. `firsts`, `steps`
    and `counts` say which values the controls take. `single`: the page holds `y` as 32-bit floats, those of Samples.
    """

    x: Numbers
    y: Numbers
    slopes: Numbers | None
    controls: tuple[tuple[float, float, int], ...]
    name: str
    units: tuple[str, str]
    digest: str
    single: bool

    def __new__(
        cls,
        x: Numbers,
        y: Numbers,
        *,
        slopes: Numbers | None = None,
        controls: tuple[tuple[float, float, int], ...] = (),
        name: str,
        units: tuple[str, str],
        single: bool = False,
    ) -> Data:
        self: Data = super().__new__(cls)
        self.x, self.y, self.slopes, self.controls, self.name, self.units, self.single = x, y, slopes, controls, name, units, single
        parts = (x.tobytes(), y.tobytes(), b"" if slopes is None else slopes.tobytes(), repr((controls, name, units)).encode())
        self.digest = hashlib.sha256(b"".join(parts)).hexdigest()
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.digest,)

    def sort_key(self, order: Any = None) -> Any:
        return self.class_key(), (1, (self.digest,)), sympy.S.One.sort_key(), sympy.S.One

    def _sympystr(self, printer: Any) -> str:
        return self.name

    _latex = _sympystr

    def row(self, *states: Any) -> Any:
        """Which table holds in a state of the controls; numbers or arrays."""
        found: Any = 0
        for (first, step, count), state in zip(self.controls, states, strict=True):
            found = found * count + np.clip(np.floor((state - first) / step + 0.5), 0, count - 1)
        return np.asarray(found, dtype=int)

    def read(self, place: Any, *states: Any) -> Any:
        """The value at any places; not-a-number outside of the table. What the page does, for arrays."""
        at, row = np.broadcast_arrays(np.asarray(place, dtype=float), self.row(*states))
        x, y = self.x, self.y
        inside = (at >= x[0]) & (at <= x[-1])
        low = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
        slopes = self.slopes
        value = _between(
            at, x[low], x[low + 1], y[row, low], y[row, low + 1], *(() if slopes is None else (slopes[row, low], slopes[row, low + 1]))
        )
        return np.where(inside, value, np.nan)

    def exactly(self, place: Any, *states: Any) -> Any:
        """As `read`, for one mpmath number."""
        x, row = self.x, int(self.row(*map(float, states)))
        if not x[0] <= place <= x[-1]:
            return float("nan")
        low = min(bisect_right(x, place) - 1, len(x) - 2)
        kind = type(place)
        ends = [kind(float(one)) for one in (x[low], x[low + 1], self.y[row, low], self.y[row, low + 1])]
        slopes = [] if self.slopes is None else [kind(float(one)) for one in self.slopes[row, low : low + 2]]
        return _between(place, *ends, *slopes)


def _between(at: Any, x0: Any, x1: Any, y0: Any, y1: Any, *slopes: Any) -> Any:
    """Between two points: straight, or where slopes are given by Hermite's cubic."""
    h = x1 - x0
    u = (at - x0) / h
    v = 1 - u
    if not slopes:
        return v * y0 + u * y1
    return (1 + 2 * u) * v * v * y0 + u * v * v * h * slopes[0] + u * u * (3 - 2 * u) * y1 - u * u * v * h * slopes[1]


class Reading(sympy.Expr):
    """What a table holds at a place: `Reading(data, place, *controls)`."""

    is_commutative = True
    is_extended_real = True

    def __new__(cls, data: Data, *args: Any) -> Reading:
        self: Reading = super().__new__(cls, data, *map(sympy.sympify, args))
        return self

    @property
    def data(self) -> Data:
        found: Data = self.args[0]
        return found

    @property
    def given(self) -> tuple[sympy.Expr, ...]:
        """The place, then the controls that choose the table."""
        return tuple(self.args[1:])

    def _eval_derivative(self, symbol: Any) -> Any:
        if symbol not in self.free_symbols:
            return sympy.S.Zero
        raise AuthoringError(f"{self.data.name}: a table has no derivative; tabulate the derivative as well")

    def _sympystr(self, printer: Any) -> str:
        return f"{self.data.name}.at({printer.doprint(self.args[1])})"

    def _latex(self, printer: Any) -> str:
        name = printer.doprint(sympy.Symbol(self.data.name))
        return rf"{name}\left({printer.doprint(self.args[1])}\right)"


class Table:
    """Measured numbers, read at any place by `table.at(...)`.

    Parameters
    ----------
    x: the places, rising: at least 2 and at most 20,000 finite numbers, in `x_unit`.
    y: the values there, as many, in `unit`.
    kind: "linear" is a straight line from point to point, "cubic" the cubic spline through all points (not-a-knot, SciPy's CubicSpline).
    name: what printed equations call it.
    x_unit, unit: the units of the places and of the values.

    Outside of the table there is no value: a gap. Raises AuthoringError, at the plugin's line, for what is no such list.

    >>> density = Table([0, 10, 20], [999.8, 999.7, 998.2], x_unit="degC", unit="kg/m**3")
    >>> density.at(temperature)
    """

    def __init__(
        self,
        x: Sequence[float] | Numbers,
        y: Sequence[float] | Numbers,
        *,
        kind: Literal["linear", "cubic"] = "linear",
        name: str = "table",
        x_unit: str = "",
        unit: str = "",
    ) -> None:
        text("Table", name=name, x_unit=x_unit, unit=unit)
        places, values = (_numbers(key, one) for key, one in (("x", x), ("y", y)))
        if len(places) != len(values):
            raise AuthoringError(f"Table: x has {len(places)} numbers and y has {len(values)}; give a value for every place")
        if not (np.diff(places) > 0).all():
            first = int(np.argmin(np.diff(places) > 0))
            raise AuthoringError(
                f"Table: x does not rise: {places[first]:g} comes before {places[first + 1]:g}; sort the places, and give each once"
            )
        if kind not in ("linear", "cubic"):
            raise AuthoringError(f'Table: kind={shown(kind)}; it is "linear" or "cubic"')
        slopes = CubicSpline(places, values)(places, 1)[None] if kind == "cubic" else None
        self.data = Data(places, values[None], slopes=slopes, name=name, units=(x_unit, unit))

    def at(self, place: Any) -> Reading:
        """The value at a place, an expression in `x_unit`."""
        return Reading(self.data, expression("Table.at", place))


def _numbers(key: str, given: Any) -> Numbers:
    try:
        found = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise AuthoringError(f"Table: {key}={shown(given)} is not a list of numbers; write one such as [0, 1, 2.5]") from None
    if found.ndim != 1 or not 2 <= found.size <= MOST_POINTS:
        raise AuthoringError(f"Table: {key} has the shape {found.shape}; give a list of 2 to {MOST_POINTS} numbers")
    if not np.isfinite(found).all():
        raise AuthoringError(f"Table: {key} holds {found[~np.isfinite(found)][0]}; leave out the points without a number")
    return found
