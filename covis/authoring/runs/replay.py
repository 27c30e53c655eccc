"""A run computed from its history in NumPy, many states of the controls at once: the second road beside the browser's program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.evaluate.dynamics.integrate import rk4, value
from covis.authoring.runs.run import Run
from covis.document.history import History, Part
from covis.document.stopwatch import Elapsed

Array = NDArray[np.float64]


class Remembered(NamedTuple):
    """What a run remembers in one state: the times, shape (points,), and its states and their rates there, (states, points)."""

    times: Array
    values: Array
    slopes: Array


def replay(run: Run, numbers: Sequence[Mapping[str, float]], compiled: Callable[..., Any], halvings: int = 0) -> list[Remembered]:
    """What the run remembers in every state. `compiled(expressions, symbols)` gives a NumPy function."""
    return _Replay(run, numbers, compiled, halvings).remembered()


class _Replay:
    def __init__(self, run: Run, numbers: Sequence[Mapping[str, float]], compiled: Callable[..., Any], halvings: int) -> None:
        self.run, self.h, self.parts = run, run.over.step, 2**halvings
        self.histories = [_history(each[run.over.name], self.h) for each in numbers]
        symbols = sorted(run.rests_on - {run.over}, key=lambda symbol: symbol.name)
        # What every control has at the step that is computed; constants too.
        self.held = {symbol.name: np.array([value(symbol, each) for each in numbers]) for symbol in symbols}
        arguments = (*run.states, run.over, *symbols)
        self.rules, self.starts = compiled(run.rules, arguments), compiled(run.start, arguments)
        self.pushes = {
            push.name: compiled(tuple(state + push.adds.get(state, sympy.S.Zero) for state in run.states), arguments) for push in run.pushes
        }
        # The values in a history are those of all runs of the stopwatch, one after the other.
        before = run.over.runs[: next(k for k, other in enumerate(run.over.runs) if other.content == run.content)]
        self.place = sum(len(other.states) for other in before)

    def _made(self, function: Callable[..., Any], t: Any, y: Array) -> Array:
        made = np.empty_like(y)
        for k, each in enumerate(function(*y, t, *self.held.values())):
            made[k] = each
        return made

    def rates(self, t: Any, y: Array) -> Array:
        return self._made(self.rules, t, y)

    def remembered(self) -> list[Remembered]:
        begins = [history.begins.step for history in self.histories]
        ends = [history.steps for history in self.histories]
        kept = [max(first, last - self.run.over.memory) for first, last in zip(begins, ends, strict=True)]
        events: dict[int, list[tuple[int, Part]]] = {}
        for k, history in enumerate(self.histories):
            for part in history.parts:
                if not part.values:
                    events.setdefault(part.step, []).append((k, part))
        y = np.full((len(self.run.states), len(self.histories)), np.nan)
        values: dict[int, Array] = {}
        slopes: dict[int, Array] = {}
        first, last = min(begins), max(ends)
        with np.errstate(all="ignore"):
            for step in range(first, last + 1):
                t = np.float64(step * self.h)
                if step > first:
                    y = self._advance(step - 1, y)
                y = self._begun(step, begins, events.get(step, []), y)
                for k, part in events.get(step, []):
                    if part.number is not None:
                        self.held[part.name][k] = part.number
                    elif part.name in self.pushes:
                        y[:, k] = self._made(self.pushes[part.name], t, y)[:, k]
                if step >= min(kept):
                    values[step], slopes[step] = y, self.rates(t, y)
                    y = y.copy()
        return [self._window(kept[k], ends[k], k, values, slopes) for k in range(len(self.histories))]

    def _advance(self, step: int, y: Array) -> Array:
        """The states a step later: in so many parts as the halvings ask for."""
        t = np.float64(step * self.h)
        length = (np.float64((step + 1) * self.h) - t) / self.parts
        for j in range(self.parts):
            y = rk4(self.rates, t + j * length, length, y)
        return y

    def _begun(self, step: int, begins: Sequence[int], events: Sequence[tuple[int, Part]], y: Array) -> Array:
        """The states with those put in that begin at this step. What a control has from there on counts for the start already."""
        new = [k for k, first in enumerate(begins) if first == step]
        if not new:
            return y
        for k, history in enumerate(self.histories):
            if k in new:
                for part in history.parts:
                    if part.number is None and not part.values:
                        break
                    if part.step == step and part.number is not None:
                        self.held[part.name][k] = part.number
        started = self._made(self.starts, np.float64(step * self.h), y)
        for k in new:
            given = self.histories[k].begins.values
            y[:, k] = given[self.place : self.place + len(y)] if given else started[:, k]
        return y

    def _window(self, first: int, last: int, k: int, values: Mapping[int, Array], slopes: Mapping[int, Array]) -> Remembered:
        steps = [first, *range(first + 1, last + 1)] if last > first else [last, last]  # two points, so that there is a line
        y, d = (np.stack([rows[step][:, k] for step in steps], axis=-1) for rows in (values, slopes))
        return Remembered(np.array(steps) * self.h, y, d)


def _history(given: float, step: float) -> History:
    """The history behind a time; of a bare number that of a run whose controls were left alone."""
    return given.history if isinstance(given, Elapsed) else History(max(0, round(given / step)))
