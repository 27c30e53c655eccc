"""A run that remembers: states that are integrated in real time, with the controls as they were at every step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import sympy

from covis.authoring.controls.clock import Clock
from covis.authoring.controls.stopwatch import Stopwatch
from covis.authoring.dynamics import Recurrence, Sourced, Trajectory
from covis.authoring.evaluate.intervals import Intervals
from covis.authoring.marks.curves import Path
from covis.authoring.marks.mark import MarkOptions
from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, here, shown
from covis.authoring.sources.reading import At
from covis.authoring.symbols import Axis, Index
from covis.document import stopwatch as doc


class Push:
    """A button that adds to the states of a Run, whenever the student pushes it.

    Parameters
    ----------
    name: a Python identifier, by which links and `t.after` name it.
    adds: a mapping from states to what is added to each: numbers, or expressions of states, controls and constants.
    label: what the button says.

    Raises AuthoringError, with the plugin's line, for a name that is none or a mapping that is empty.

    >>> kick = Push("kick", {v: 1}, label="Kick")
    """

    def __init__(self, name: str, adds: Mapping[Any, Any], *, label: str) -> None:
        self.place = here()
        owner = f"Push({shown(name)})"
        if not isinstance(name, str) or not name.isidentifier():
            raise AuthoringError(f"{owner}: the name is a Python identifier, such as kick")
        if not isinstance(label, str) or not label.strip():
            raise AuthoringError(f"{owner}: label= is what the button says; give it a word or two")
        if not isinstance(adds, Mapping) or not adds:
            raise AuthoringError(f"{owner}: adds= is a mapping from each state to what is added to it, such as {{v: 1}}")
        self.name, self.label = name, label
        self.adds = {state: expression(f"{owner}: what is added to {state}", added) for state, added in adds.items()}

    @property
    def form(self) -> doc.Push:
        return doc.Push(name=self.name, label=self.label)


class Run(Recurrence):
    """States that are integrated in real time with the controls as they are now: what a student moves changes what comes, not what was.

    Parameters
    ----------
    rates: a mapping from each state, a plain SymPy symbol, to its rate: an expression of states, the stopwatch and controls.
    start: a mapping from each state to its value at the start: numbers or expressions of controls.
    over: the Stopwatch, whose time it runs in; several runs may share one.
    units: a mapping from states to their units, such as {x: "m"}; a state that is not named is a plain number.
    pushes: buttons that add to the states: a list of Push.

    `run[x]` is the present value, `run.at(t - 2)[x]` that of two units of time ago (a gap where there is none, or where it is no longer
    remembered), and `run.trail(x, y, 500)` a mark, the line through the last 500 steps. The method is the classical Runge-Kutta one of
    fourth order, in steps of the stopwatch, from its first step on; it does not depend on how fast the page is drawn. Raises
    AuthoringError, with the plugin's line, as a Trajectory does.

    >>> run = Run({x: v, v: -x - gamma * v}, start={x: 1, v: 0}, over=t, pushes=[Push("kick", {v: 1}, label="Kick")])
    """

    over: Stopwatch  # what the others sweep is what a stopwatch remembers

    def __init__(
        self,
        rates: Mapping[Any, Any],
        *,
        start: Mapping[Any, Any],
        over: Stopwatch,
        units: Mapping[Any, str] | None = None,
        pushes: Sequence[Push] = (),
    ) -> None:
        if isinstance(over, Clock):
            way = f'{over.name} = cv.Stopwatch("{over.name}", speed={over.speed:g}, label=...)'
            raise AuthoringError(f"Run: over={over.name} is a Clock, which ends and can be dragged back; a run goes on: {way}")
        super().__init__(rates, start, over, {} if units is None else units, Stopwatch)
        for state, first in zip(self.states, self.start, strict=True):
            if over in first.free_symbols:
                raise AuthoringError(f"Run: the start of {state} holds {over.name}, which is 0 there; leave it out")
        self.pushes = self._pushes(pushes)
        for symbol in sorted(self.rests_on, key=str):
            if isinstance(symbol, Stopwatch) and symbol != over:
                raise AuthoringError(f"Run: it holds {symbol.name}, another Stopwatch; a run has one time, over={over.name}")
        self.content += (*((push.name, *map(str, push.adds), *map(sympy.srepr, push.adds.values())) for push in self.pushes),)
        over.runs.append(self)

    def _pushes(self, pushes: Sequence[Push]) -> tuple[Push, ...]:
        if not isinstance(pushes, list | tuple) or not all(isinstance(push, Push) for push in pushes):
            raise AuthoringError("Run: pushes= is a list of cv.Push")
        known: dict[str, Push] = {push.name: push for run in self.over.runs for push in run.pushes}
        for push in pushes:
            if known.setdefault(push.name, push) is not push:
                raise AuthoringError(f'Run: two buttons of the stopwatch have the name "{push.name}"; give each its own')
            for state, added in push.adds.items():
                self._state(state, f'Push "{push.name}"')
                may = f"it may hold the states, {self.over.name}, controls and constants"
                self._refuse_others(f'what Push "{push.name}" adds to {state}', added, {*self.states}, may)
        return tuple(pushes)

    @property
    def expressions(self) -> tuple[sympy.Expr, ...]:
        return (*super().expressions, *(added for push in getattr(self, "pushes", ()) for added in push.adds.values()))

    def __getitem__(self, state: Any) -> Sourced:
        return Sourced.make(self, self.states.index(self._state(state, "[...]")), self.over)

    def at(self, when: Any) -> At:
        """The states at an earlier time: between two steps by cubic Hermite interpolation, a gap where nothing is remembered."""
        at = expression("Run.at", when)
        back = Intervals().of(self.over - at)[1] / self.over.step
        if math.isfinite(back):
            self.over.remember(math.ceil(back - 1e-6), f"Run.at({at})")
        return At(self.read, at)

    def trail(self, x: Any, y: Any, points: int = 500, *, every: int = 1, **options: Unpack[MarkOptions]) -> Path:
        """The line through the last points, as a mark.

        Parameters
        ----------
        x, y: states, or expressions of them, in the units of the plot's axes.
        points: how many there are; fewer while the run is young.
        every: how many steps lie from one to the next.

        It takes name, dash, color, opacity and show as every mark.
        """
        for key, value in (("points", points), ("every", every)):
            if isinstance(value, bool) or not isinstance(value, int) or value < (2 if key == "points" else 1):
                raise AuthoringError(f"Run.trail: {key}={shown(value)}; give a whole number, {2 if key == 'points' else 1} or above")
        self.over.remember((points - 1) * every, "Run.trail")
        back = Index(f"back_{points}", 1 - points, 0, label="Steps")
        there = {state: At(self.read, self.over + back * every * sympy.Float(self.over.step, 17))[state] for state in self.states}
        return Path(*(expression(f"Run.trail: {key}", e).xreplace(there) for key, e in (("x", x), ("y", y))), over=back, **options)

    def rate(self, state: int, at: sympy.Expr | None, member: sympy.Expr | None = None) -> sympy.Expr:
        return self.put(self.rules[state], self.over if at is None else at)

    def steady(self, steps: int, points: int) -> Trajectory:
        """The run with the controls left alone, as a Trajectory of so many steps: `points` of them, evenly chosen, and the start."""
        over = self.over
        axis = Axis(over.name, 0, steps * over.step, points=points + 1, label=over.label, unit=over.unit)
        rates = {state: rule.xreplace({over: axis}) for state, rule in zip(self.states, self.rules, strict=True)}
        start = dict(zip(self.states, self.start, strict=True))
        made = Trajectory(rates, start=start, over=axis, step=over.step, units=self.units)
        made.place = self.place
        return made
