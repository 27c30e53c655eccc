"""Tables: what no expression says, computed with NumPy when the plugin is compiled."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sympy

from covis.authoring.controls.clock import Clock
from covis.authoring.controls.slider import Slider
from covis.authoring.numerical.readings import Data, Reading
from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, Place, here, shown, text
from covis.authoring.symbols import Axis, Index


class Samples(sympy.Symbol):
    """A table that a NumPy function makes when the plugin is compiled, and that the browser looks up.

    Parameters
    ----------
    function: called as function(x, *control_values), or function(x, y, *control_values) for two axes. x and y are arrays with the
        points of the axes: shape (points,) for one axis, (points of x, points of y) each for two. It returns real numbers of that
        shape, or what broadcasts to it.
    over: an Axis or Index, or a pair of them, with bounds that no control moves.
    controls: at most two, each a Slider with a step or a Clock between whole numbers: there is a table for each state of a Slider, and
        for each whole number of a Clock, which shows it until it has reached the next: the frames of an animation.
    unit: the unit of the values.

    It is an expression along its axes; `.at(place)` reads it between the points of its one axis. The document holds 32-bit floats;
    `error` is the largest difference from what the function gave, relative to the largest value.

    Raises AuthoringError, with the plugin's line, for axes or controls that are not as described here, complex values, a wrong shape, or
    more than 1.5 MB.

    >>> smooth = Samples(lambda t, w: np.convolve(noise, np.ones(int(8 * w)) / (8 * w), "same"), over=t, controls=(width,))
    """

    axes: tuple[Axis | Index, ...]
    controls: tuple[Slider | Clock, ...]
    unit: str
    table: np.ndarray[Any, np.dtype[np.float64]]
    error: float
    place: Place
    digest: str

    MOST_BYTES = 1_500_000

    def __new__(
        cls,
        function: Callable[..., Any],
        *,
        over: Axis | Index | Sequence[Axis | Index],
        controls: Sequence[Slider | Clock] = (),
        unit: str = "",
    ) -> Samples:
        axes = tuple(over) if isinstance(over, tuple | list) else (over,)
        if not 1 <= len(axes) <= 2 or not all(isinstance(axis, Axis | Index) for axis in axes):
            raise AuthoringError("Samples: over= is an Axis or Index, or a pair of them")
        for axis in axes:
            if any(bound.free_symbols for bound in axis.bounds):
                raise AuthoringError(f"Samples: the axis {axis.name} has bounds that a control moves; a table needs fixed ones")
        if not callable(function):
            raise AuthoringError(f"Samples: {shown(function)} is not a function; give one of the points of the axes, such as np.sin")
        if not isinstance(controls, tuple | list):
            raise AuthoringError(f"Samples: controls={shown(controls)} is not a tuple of controls; write one such as controls=(width,)")
        text("Samples", unit=unit)
        controls = tuple(controls)
        if len(controls) > 2:
            raise AuthoringError("Samples: at most two controls; a table over more is too large for a page")
        for control in controls:
            if isinstance(control, Clock) and not (control.low.is_integer() and control.high.is_integer()):
                raise AuthoringError(
                    f"Samples: the Clock {control} does not run between whole numbers; each of them is a frame of the table"
                )
            if not isinstance(control, Clock) and (not isinstance(control, Slider) or control.step is None):
                raise AuthoringError(
                    f"Samples: the control {control} has no step; give its Slider a step=, which the table is made on. "
                    "For a Choice, pick one of several tables"
                )
        table = _table(function, axes, controls)
        stored = table.astype("<f4").astype(float)
        if stored.size * 4 > cls.MOST_BYTES:
            message = (
                f"Samples: {stored.size} numbers are {stored.size * 4 / 1e6:.1f} MB; the limit is 1.5 MB: use fewer points or coarser steps"
            )
            raise AuthoringError(message)
        self: Samples = sympy.Symbol.__xnew__(cls, getattr(function, "__name__", "samples").strip("<>"), real=True)
        self.axes, self.controls, self.unit, self.table, self.place = axes, controls, unit, stored, here()
        scale = np.nanmax(np.abs(np.where(np.isfinite(table), table, np.nan)), initial=0.0) or 1.0
        self.error = float(np.nanmax(np.abs(np.where(np.isfinite(table), stored - table, 0.0)), initial=0.0) / scale)
        self.digest = hashlib.sha256(stored.tobytes()).hexdigest()
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        content = (self.digest, [a.content for a in self.axes], [c.content for c in self.controls]) if hasattr(self, "digest") else ()
        return (self.name, repr(content), *super()._hashable_content()[1:])

    @property
    def free_symbols(self) -> set[Any]:
        return {self, *self.axes, *self.controls}

    @property
    def rests_on(self) -> set[sympy.Symbol]:
        """Its axes and controls."""
        return {*self.axes, *self.controls}

    def _eval_derivative(self, symbol: Any) -> Any:
        if symbol == self:
            return sympy.S.One
        if symbol in self.free_symbols:
            raise AuthoringError(f"Samples: a table has no derivative; tabulate the derivative by {symbol} as well")
        return sympy.S.Zero

    def _eval_derivative_n_times(self, symbol: Any, n: Any) -> Any:
        return self._eval_derivative(symbol)

    def _eval_subs(self, old: Any, new: Any) -> Any:
        if old in self.axes or old in self.controls:
            raise AuthoringError(f"Samples: a table has no value at {old} = {new} alone; use it along its axis, or .at(...)")
        return None

    def at(self, place: Any) -> Reading:
        """The value at any place of its one axis, by a straight line between two points of the axis; outside of it there is a gap.

        `place` is an expression in the axis's unit, of controls, constants and other axes. Raises AuthoringError for two axes.
        """
        if len(self.axes) != 1:
            raise AuthoringError("Samples: .at(...) reads a table along one axis, and this one has two; make one for each place")
        (axis,) = self.axes
        points = axis.spaced(*map(float, axis.bounds))
        values = self.table.reshape(-1, len(points))
        data = Data(points, values, controls=self.numbering, name=self.name, units=(axis.unit, self.unit), single=True)
        return Reading(data, expression("Samples.at", place), *self.controls)

    @property
    def numbering(self) -> tuple[tuple[float, float, int], ...]:
        """(first, step, count) of each control: (state - first) / step, rounded, is the number of its table."""
        # A Clock's table is that of the whole number below: half a step is what rounding adds.
        starts = [(c.low + 0.5, 1.0) if isinstance(c, Clock) else (c.low, float(c.step or 1)) for c in self.controls]
        return tuple((first, step, count) for (first, step), count in zip(starts, self.table.shape, strict=False))


def steps(control: Slider | Clock) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The values for which there is a table: those that a slider with a step can take, the whole numbers of a clock."""
    if isinstance(control, Clock):
        return np.arange(control.low, control.high + 1)
    return np.array([control.form.stop(k) for k in range(control.form.stops)])


def _table(
    function: Callable[..., Any], axes: tuple[Axis | Index, ...], controls: tuple[Slider | Clock, ...]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The function at every state of the controls, shape (controls..., axes...)."""
    values = [axis.spaced(*map(float, axis.bounds)) for axis in axes]
    grids = np.meshgrid(*values, indexing="ij")
    shape = grids[0].shape
    settings = [steps(control) for control in controls]
    table = np.empty((*map(len, settings), *shape))
    if table.size * 4 > Samples.MOST_BYTES:
        message = f"Samples: {table.size} numbers are {table.size * 4 / 1e6:.1f} MB; the limit is 1.5 MB: use fewer points or coarser steps"
        raise AuthoringError(message)
    for at in np.ndindex(*map(len, settings)):
        numbers = [float(setting[k]) for setting, k in zip(settings, at, strict=True)]
        with np.errstate(all="ignore"):
            given = np.asarray(function(*(grids if len(axes) > 1 else values), *numbers))
        if np.iscomplexobj(given):
            raise AuthoringError(
                "Samples: the function gives complex numbers; tabulate their real part, their imaginary part or their size"
            )
        if given.dtype.kind not in "iufb":
            raise AuthoringError(
                f"Samples: the function gives {shown(given.ravel()[0])}, which is not a number; return an array of numbers"
            )
        try:
            table[at] = np.broadcast_to(given, shape)
        except (ValueError, TypeError) as error:
            raise AuthoringError(f"Samples: the function gives an array of shape {given.shape}; the axes have {shape}") from error
    return table
