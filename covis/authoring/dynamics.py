"""Sources beyond closed forms: what is integrated, iterated or tabulated. Indexed, they give expressions.

A sourced expression is a SymPy symbol that depends on its axis: `orbit[x]` can be differentiated along the axis (that is the rate),
and `orbit[x].subs(t, 2)` is `orbit.at(2)[x]`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import sympy

from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, Place, here
from covis.authoring.symbols import Axis, Constant, Control, Index, Slider, Sweep, _key, finite


class Sourced(sympy.Symbol):
    """One state of a source: along its axis, or at one place `at` on it."""

    source: Recurrence
    state: int
    at: sympy.Expr | None

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return super().__new__(cls, *args, **kwargs)

    @classmethod
    def make(cls, source: Recurrence, state: int, at: sympy.Expr | None) -> Sourced:
        name = source.states[state].name
        self = sympy.Symbol.__xnew__(cls, name, real=True)
        self.source, self.state, self.at = source, state, at
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        content = (self.source.content, self.state, _key(self.at)) if hasattr(self, "source") else ()
        return (self.name, repr(content), *super()._hashable_content()[1:])

    @property
    def free_symbols(self) -> set[Any]:
        return {self, self.source.over} if self.at is None else {self, *self.at.free_symbols}

    @property
    def rests_on(self) -> set[sympy.Symbol]:
        """The controls, constants and axes that its source depends on."""
        return self.source.rests_on

    def _eval_subs(self, old: Any, new: Any) -> Any:
        if self.at is None:
            return Sourced.make(self.source, self.state, sympy.sympify(new)) if old == self.source.over else None
        moved = self.at.subs(old, new)
        return Sourced.make(self.source, self.state, moved) if moved != self.at else None

    def _eval_derivative(self, symbol: Any) -> Any:
        if symbol == self:
            return sympy.S.One
        rate = self.source.rate(self.state, self.at)
        if self.at is None:
            return rate if symbol == self.source.over else sympy.S.Zero
        return rate * self.at.diff(symbol)

    def _eval_derivative_n_times(self, symbol: Any, n: Any) -> Any:
        value: Any = self
        for _ in range(int(n)):
            value = value.diff(symbol) if value is not self else self._eval_derivative(symbol)
        return value


class Recurrence:
    """What Trajectory and Iterates share: states that follow one another along a sweep from a start."""

    def __init__(
        self, rules: Mapping[Any, Any], start: Mapping[Any, Any], over: Sweep, units: Mapping[Any, str], kind: type[Sweep]
    ) -> None:
        self.place: Place = here()
        name = type(self).__name__
        if not isinstance(over, kind):
            raise AuthoringError(f"{name}: over={over!r} is not an {kind.__name__}; name the one that it runs along")
        for key, given in (("the rules", rules), ("start", start)):
            if not isinstance(given, Mapping) or not given:
                raise AuthoringError(f"{name}: {key} is a mapping from each state to its expression, such as {{x: ...}}")
            for state in given:
                if not isinstance(state, sympy.Symbol) or isinstance(state, Control | Sweep | Constant):
                    raise AuthoringError(f"{name}: the state {state!r} is not a plain symbol; make it with sympy.symbols")
        if set(rules) != set(start):
            odd = sorted(str(state) for state in set(rules) ^ set(start))
            raise AuthoringError(f"{name}: {', '.join(odd)} stands in one of the rules and start= but not in both")
        self.over = over
        self.states: tuple[sympy.Symbol, ...] = tuple(rules)
        self.rules = tuple(expression(f"{name}: the rule of {state}", rules[state]) for state in self.states)
        self.start = tuple(expression(f"{name}: the start of {state}", start[state]) for state in self.states)
        self.units = {self._state(state, "units"): str(unit) for state, unit in units.items()}
        self.content: tuple[Any, ...] = (name, *map(str, self.states), *map(_key, self.rules), *map(_key, self.start), repr(over.content))

    def _state(self, state: Any, where: str) -> sympy.Symbol:
        if state not in self.states:
            raise AuthoringError(f"{type(self).__name__}: {where} names {state!r}; its states are {', '.join(map(str, self.states))}")
        found: sympy.Symbol = state
        return found

    def __getitem__(self, state: Any) -> Sourced:
        return Sourced.make(self, self.states.index(self._state(state, "[...]")), None)

    def unit(self, state: int) -> str:
        return self.units.get(self.states[state], "")

    def rate(self, state: int, at: sympy.Expr | None) -> sympy.Expr:
        """The derivative of a state along the axis, as an expression of the states there."""
        raise AuthoringError(f"{type(self).__name__}: it has no derivative; only a Trajectory has")

    @property
    def rests_on(self) -> set[sympy.Symbol]:
        """The controls, constants and axes that it depends on."""
        free = set().union(*(rule.free_symbols for rule in (*self.rules, *self.start)))
        return (free - set(self.states)) | {self.over}


class Trajectory(Recurrence):
    """The solution of dx/dt = rate from `start` at the axis's first point, by the classical fourth-order Runge-Kutta method.

    `step` defaults to the spacing of the axis; one that does not divide it is shortened, so that it lands on every point.
    """

    def __init__(
        self,
        rates: Mapping[Any, Any],
        *,
        start: Mapping[Any, Any],
        over: Axis,
        step: float | None = None,
        units: Mapping[Any, str] | None = None,
    ) -> None:
        super().__init__(rates, start, over, units or {}, Axis)
        if step is not None:
            finite("Trajectory", step=step)
            if not step > 0:
                raise AuthoringError(f"Trajectory: step={step}; give a length along the axis, above zero")
        self.step = None if step is None else float(step)
        self.content += (self.step,)

    def at(self, when: Any) -> At:
        """The states at one place on the axis: between two points by cubic Hermite interpolation."""
        return At(self, expression("Trajectory.at", when))

    def rate(self, state: int, at: sympy.Expr | None) -> sympy.Expr:
        there = {symbol: Sourced.make(self, k, at) for k, symbol in enumerate(self.states)}
        return self.rules[state].xreplace(there if at is None else {**there, self.over: at})


class At:
    """A trajectory at one place: `orbit.at(clock)[x]`."""

    def __init__(self, source: Trajectory, when: sympy.Expr) -> None:
        self.source, self.when = source, when

    def __getitem__(self, state: Any) -> Sourced:
        return Sourced.make(self.source, self.source.states.index(self.source._state(state, "at(...)[...]")), self.when)


class Iterates(Recurrence):
    """The sequence x, step(x), step(step(x)), ... over an Index; `start` is its first member."""

    def __init__(self, step: Mapping[Any, Any], *, start: Mapping[Any, Any], over: Index, units: Mapping[Any, str] | None = None) -> None:
        super().__init__(step, start, over, units or {}, Index)


class Samples(sympy.Symbol):
    """A table computed with NumPy when the plugin is compiled, and looked up in the browser: `function(axis values..., *control values)`.

    At most two controls, each with a step; the state snaps to it. The document holds 32-bit floats; `error` is the largest
    relative difference to what the function gave.
    """

    axes: tuple[Axis, ...]
    controls: tuple[Slider, ...]
    unit: str
    table: np.ndarray[Any, np.dtype[np.float64]]
    error: float
    place: Place
    digest: str

    MOST_BYTES = 1_500_000

    def __new__(
        cls, function: Callable[..., Any], *, over: Axis | Sequence[Axis], controls: Sequence[Slider] = (), unit: str = ""
    ) -> Samples:
        axes = tuple(over) if isinstance(over, tuple | list) else (over,)
        if not 1 <= len(axes) <= 2 or not all(isinstance(axis, Axis) for axis in axes):
            raise AuthoringError("Samples: over= is an Axis or a pair of them")
        for axis in axes:
            if any(bound.free_symbols for bound in axis.bounds):
                raise AuthoringError(f"Samples: the axis {axis.name} has bounds that a control moves; a table needs fixed ones")
        controls = tuple(controls)
        if len(controls) > 2:
            raise AuthoringError("Samples: at most two controls; a table over more is too large for a page")
        for control in controls:
            if not isinstance(control, Slider) or control.step is None:
                raise AuthoringError(f"Samples: the control {control} has no step; give its Slider a step=, which the table is made on")
        table = _table(function, axes, controls)
        stored = table.astype("<f4").astype(float)
        if stored.size * 4 > cls.MOST_BYTES:
            message = (
                f"Samples: {stored.size} numbers are {stored.size * 4 / 1e6:.1f} MB; the limit is 1.5 MB: use fewer points or coarser steps"
            )
            raise AuthoringError(message)
        self = sympy.Symbol.__xnew__(cls, getattr(function, "__name__", "samples").strip("<>"), real=True)
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
            raise AuthoringError(f"Samples: a table has no value at {old} = {new} alone; use it along its axis")
        return None

    @property
    def grid(self) -> tuple[int, ...]:
        """How many values each control takes in the table."""
        return self.table.shape[: len(self.controls)]


def steps(control: Slider) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The values that a slider with a step can take."""
    assert control.step is not None
    low, high = control.extremes()
    return low + control.step * np.arange(round((high - low) / control.step) + 1)


def _table(function: Callable[..., Any], axes: tuple[Axis, ...], controls: tuple[Slider, ...]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The function at every state of the controls, shape (controls..., axes...)."""
    from covis.authoring.evaluate.evaluator import points

    values = [points(axis, {}) for axis in axes]
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
        try:
            table[at] = np.broadcast_to(given, shape)
        except (ValueError, TypeError) as error:
            raise AuthoringError(f"Samples: the function gives an array of shape {given.shape}; the axes have {shape}") from error
    return table
