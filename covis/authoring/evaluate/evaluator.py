"""NumPy evaluation of what a visualisation states: the second, independent road beside the JavaScript program."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.chance.draws import Draw
from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Recurrence, Sourced, Trajectory
from covis.authoring.evaluate.arithmetic import compiled
from covis.authoring.evaluate.dynamics import integrate, kept, members
from covis.authoring.grid.history import History
from covis.authoring.grid.lattice import Gridded, Lattice
from covis.authoring.numerical.linear import Entry
from covis.authoring.numerical.readings import Reading
from covis.authoring.numerical.roots import BINDERS, bound
from covis.authoring.outputs import Output, free_symbols, parts
from covis.authoring.place import AuthoringError
from covis.authoring.runs.replay import Remembered, replay
from covis.authoring.runs.run import Run
from covis.authoring.symbols import Axis, Constant, Sweep
from covis.authoring.tables import Samples

Array = NDArray[np.float64]
Numbers = Mapping[str, float]
MOST = 1 << 23  # numbers that an evaluator keeps
# What takes long in itself, or is looked up or integrated for each state.
DEAR = (*BINDERS, Draw, Entry, Reading, Sourced, Samples)
TOGETHER = 1 << 14  # about how many numbers are computed at once in several states


class Evaluator:
    """Evaluates at a list of states. Trajectories are integrated for all of them at once, and once only.

    `runs` are those of sources that another method has integrated, by their content. `nudge` moves what is integrated or
    iterated by that share of itself, again and again, to see what becomes of an error.
    """

    def __init__(
        self,
        states: Sequence[Numbers],
        halvings: int = 0,
        runs: Mapping[tuple[Any, ...], integrate.Run] | None = None,
        nudge: float = 0.0,
    ) -> None:
        self.states, self.halvings, self.nudge = list(states), halvings, nudge
        self._runs = dict(runs or {})
        self._replays: dict[tuple[Any, ...], list[Remembered]] = {}
        self._grids: dict[tuple[Any, ...], History] = {}
        self._expected: set[tuple[Any, ...]] = set()
        self._evaluated: dict[tuple[Output, int], Array] = {}
        self._held = 0  # numbers in them
        self._worked_out: dict[tuple[object, Output], dict[int, Any]] = {}

    def evaluate(self, output: Output, k: int = 0) -> Array:
        """The output in state k as one flat float array, laid out as `Output` says; not-a-number where there is no value.

        It is not to be written to: several rules ask for it, and it is kept for the next one.
        """
        if (output, k) not in self._evaluated:
            states = [state for state in self.together(output, k) if (output, state) not in self._evaluated]
            made = self._evaluate(output, states)
            made.flags.writeable = False
            self._held += made.size
            if self._held > MOST:
                self._evaluated.clear()
                self._held = made.size
            self._evaluated |= {(output, state): row for state, row in zip(states, made, strict=True)}
        return self._evaluated[output, k]

    def together(self, output: Output, k: int) -> range:
        """State k and some after it, which are best looked at together: calling NumPy for each would cost more than its work."""
        many = TOGETHER // max(1, math.prod(output.shape)) if _plain(output.expressions) else 1
        return range(k, min(k + max(1, many), len(self.states)))

    def memory(self, what: object, output: Output) -> dict[int, Any]:
        """What somebody has worked out of an output, by state."""
        return self._worked_out.setdefault((what, output), {})

    def _evaluate(self, output: Output, states: Sequence[int]) -> NDArray[np.float64]:
        """The output in some states, shape (states, length)."""
        # One axis each, which broadcast: what one axis moves is computed along that axis only.
        axes = [np.stack([points(sweep, self.states[k]) for k in states]) for sweep in output.over]
        values: dict[Any, Array] = {
            sweep: axis.reshape(len(states), *(-1 if j == k else 1 for k in range(len(axes))))
            for j, (sweep, axis) in enumerate(zip(output.over, axes, strict=True))
        }
        if len(states) > 1:
            values |= self._numbers(output.expressions, states, (-1, *(1 for _ in axes)))
        shape = (len(states), *(sweep.points for sweep in output.over))
        given = self._values(output.expressions, values, output.over, states[0])
        columns = np.stack([np.broadcast_to(column, shape) for column in given], axis=-1)
        for known in (np.isfinite(values[sweep]) for sweep in output.over):
            if not known.all():  # beyond the last of an Index there is nothing
                columns = np.where(known[..., None], columns, np.nan)
        if output.parted:
            columns = np.concatenate([columns, np.full_like(columns[..., :1, :], np.nan)], axis=-2)
        return columns.astype(float).reshape(len(states), -1)

    def scalar(self, expression: sympy.Basic, k: int = 0) -> float:
        """An expression that nothing sweeps, as a number; not-a-number where it has no real value."""
        return float(self._values((expression,), {}, (), k)[0])

    def at(self, expressions: Sequence[sympy.Basic], values: Mapping[sympy.Symbol, Array]) -> list[Any]:
        """Expressions at points of one's own: every symbol but Constants has an array of numbers, one for each point."""
        return self._values(expressions, values, (), 0)

    def along(self, expression: sympy.Expr, axis: Sweep, where: Array, states: Sequence[int]) -> Array:
        """An expression of one axis at any places of it, shape (rows, places), the k-th row in the state `states[k]`.

        What is integrated is asked for by `at(axis)`.
        """
        if _plain((expression,)):
            given = {axis: where} | self._numbers((expression,), states, (-1, 1))
            return np.array(np.broadcast_to(self._values((expression,), given, (axis,), states[0])[0], where.shape), dtype=float)
        found = np.empty(where.shape)
        of = np.asarray(states)
        for k in dict.fromkeys(states):
            made = self._values((expression,), {axis: where[of == k].ravel()}, (axis,), k)[0]
            found[of == k] = np.broadcast_to(made, (np.count_nonzero(of == k) * where.shape[1],)).reshape(-1, where.shape[1])
        return found

    def _numbers(self, expressions: Sequence[sympy.Basic], states: Sequence[int], shape: Sequence[int]) -> dict[Any, Array]:
        """What the controls in expressions are in some states, as arrays of a shape."""
        found = [symbol for symbol in _symbols(tuple(expressions)) if isinstance(symbol, Control)]
        return {symbol: np.array([self.states[k][symbol.name] for k in states]).reshape(shape) for symbol in found}

    def _values(self, expressions: Sequence[sympy.Basic], grids: Mapping[Any, Array], over: tuple[Sweep, ...], k: int) -> list[Any]:
        symbols = _symbols(tuple(expressions))
        arguments = [self._argument(symbol, grids, over, k) for symbol in symbols]
        with np.errstate(all="ignore"):
            return compiled(tuple(expressions), symbols)(*arguments)

    def _argument(self, symbol: sympy.Symbol, grids: Mapping[Any, Array], over: tuple[Sweep, ...], k: int) -> Any:
        if symbol in grids:
            return grids[symbol]
        if isinstance(symbol, Constant):
            return np.float64(symbol.value)
        if isinstance(symbol, Sourced) and isinstance(symbol.source, Run):
            then = self.replayed(symbol.source)[k]
            return partial(integrate.hermite, then.times, then.values[symbol.state], then.slopes[symbol.state])
        if isinstance(symbol, Gridded):
            self._expect(symbol)
            return self.history(symbol.source).look(k, symbol.state, symbol.orders)
        if isinstance(symbol, Sourced):
            run = self.run(symbol.source)
            if symbol.member is not None:
                return self._member(symbol, k)
            row = run.values[k, symbol.state]
            if symbol.at is not None:
                along = points(symbol.source.over, self.states[k])
                if isinstance(symbol.source, Trajectory):
                    return run.at(k, symbol.state, along)
                return partial(integrate.member, along, row)
            return row.reshape([-1 if sweep == symbol.source.over else 1 for sweep in over])
        if isinstance(symbol, Samples):
            chosen = zip(symbol.controls, symbol.numbering, strict=True)
            table = symbol.table[tuple(math.floor((self.states[k][c.name] - first) / step + 0.5) for c, (first, step, _) in chosen)]
            order = sorted(range(len(symbol.axes)), key=lambda j: over.index(symbol.axes[j]))
            shape = [sweep.points if sweep in symbol.axes else 1 for sweep in over]
            return table.transpose(order).reshape(shape)
        if symbol.name not in self.states[k] or not isinstance(symbol, Control):
            raise AuthoringError(f"{symbol.name} has no value here: it is no control of the visualisation, and nothing sweeps it")
        return np.float64(self.states[k][symbol.name])

    def history(self, source: Lattice) -> History:
        """What has been computed of a grid in every state."""
        if source.content not in self._grids:
            fine = [2**self.halvings if isinstance(axis, Axis) else 1 for axis in source.space]
            along = [_refined(np.stack([points(axis, s) for s in self.states]), f) for axis, f in zip(source.axes, [*fine, 1], strict=True)]
            given = sorted(source.rests_on - {*source.axes}, key=lambda one: one.name)
            numbers = {one: np.array([integrate.value(one, state) for state in self.states]) for one in given}
            self._grids[source.content] = History(source, along, numbers, compiled, self.halvings)
        return self._grids[source.content]

    def _expect(self, symbol: Gridded) -> None:
        """Note the times at which a grid is read in all states, so that many of them are computed at once."""
        when = symbol.at[-1]
        key = (symbol.source.content, when)
        if key not in self._expected and all(isinstance(one, Control | Constant) for one in when.free_symbols):
            self._expected.add(key)
            self.history(symbol.source).expect([self.scalar(when, k) for k in range(len(self.states))])

    def _member(self, symbol: Sourced, k: int) -> Callable[[Any, Any], Any]:
        """A state of the members of an ensemble in state k: a function of the member's number and of the place."""
        run, source = self.run(symbol.source), symbol.source
        assert source.each is not None
        along, numbers = points(source.over, self.states[k]), points(source.each, self.states[k])
        if run.knots is not None and symbol.at is not None:
            own = run.knots[k * len(numbers) : (k + 1) * len(numbers)]
            return partial(integrate.between_events, numbers[0], own, symbol.state)
        rows = slice(symbol.state * len(numbers), (symbol.state + 1) * len(numbers))
        slopes = run.slopes[k, rows] if isinstance(source, Trajectory) and symbol.at is not None else None
        return partial(members.read, numbers[0], along, run.values[k, rows], slopes)

    def problem(self, source: Trajectory, k: int, member: int = 0) -> integrate.Problem:
        """What a trajectory integrates in state k: see `integrate.problem`. Of an ensemble with events it is the one at a place."""
        numbers = None if source.each is None else points(source.each, self.states[k])
        if source.events and numbers is not None:
            numbers = numbers[member]
        return integrate.problem(source, points(source.over, self.states[k])[0], numbers, self.states[k], compiled)

    def replayed(self, source: Run) -> list[Remembered]:
        """What a run remembers in every state."""
        if source.content not in self._replays:
            self._replays[source.content] = replay(source, self.states, compiled, self.halvings)
        return self._replays[source.content]

    def run(self, source: Recurrence) -> integrate.Run:
        """The values and rates of a source in every state."""
        if source.content not in self._runs:
            how = (self.halvings, self.nudge)
            self._runs[source.content] = kept.run(source, self.states, how, partial(_computed, source, *how))
        return self._runs[source.content]


def _computed(source: Recurrence, halvings: int, nudge: float, states: Sequence[Numbers]) -> integrate.Run:
    along = np.stack([points(source.over, state) for state in states])
    numbers = None if source.each is None else np.stack([points(source.each, state) for state in states])
    return integrate.run(source, along, numbers, states, compiled, halvings, nudge)


def _refined(along: Array, times: int) -> Array:
    """The points of an axis in many states with so many times the spacings."""
    return along if times == 1 else np.linspace(along[:, 0], along[:, -1], (along.shape[1] - 1) * times + 1, axis=1)


def evaluate(output: Output, numbers: Numbers) -> Array:
    """The output in one state: see `Evaluator.evaluate`."""
    return Evaluator([numbers]).evaluate(output)


def scalar(expression: sympy.Basic, numbers: Numbers) -> float:
    """An expression that nothing sweeps, in one state."""
    return Evaluator([numbers]).scalar(expression)


def points(sweep: Sweep, numbers: Numbers) -> Array:
    """The points of a sweep, shape (points,), where its bounds have the values that the controls give them."""
    low, high = (scalar(bound, numbers) if free_symbols(bound) else float(bound) for bound in sweep.bounds)
    return _spaced(sweep, low, high)


@lru_cache(maxsize=256)
def _spaced(sweep: Sweep, low: float, high: float) -> Array:
    made = sweep.spaced(low, high)
    made.flags.writeable = False
    return made


@lru_cache(maxsize=1024)
def _plain(expressions: tuple[sympy.Basic, ...]) -> bool:
    """Whether a few operations on whole arrays compute them: nothing is added up, looked for, integrated or looked up."""
    return not any(isinstance(part, DEAR) for e in expressions for part in parts(e))


@lru_cache(maxsize=1024)
def _symbols(expressions: tuple[sympy.Basic, ...]) -> tuple[sympy.Symbol, ...]:
    """What the expressions need the values of: every symbol that no Sum, Integral or root binds."""
    everything = (*expressions, *read_at(expressions))
    nodes = frozenset[sympy.Basic]().union(*map(parts, everything))
    counted = {symbol for node in nodes for symbol in bound(node)}
    found = {node for node in nodes if isinstance(node, sympy.Symbol)}
    free: set[sympy.Symbol] = set().union(*(free_symbols(e) for e in expressions)) if found & counted else found
    return tuple(sorted((found - counted) | (free & counted), key=lambda s: (s.name, str(type(s)))))


def read_at(expressions: Sequence[sympy.Basic]) -> list[sympy.Expr]:
    """Where the expressions read sources, and where these in turn do."""
    found = [read for e in expressions for symbol in parts(e) if isinstance(symbol, Sourced) for read in symbol.reads]
    return [*found, *read_at(found)] if found else []
