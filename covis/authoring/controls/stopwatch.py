"""The stopwatch: the time of runs, which plays without end."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import sympy

from covis.authoring.controls.control import Control, evenly
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Number, finite
from covis.document.history import History, Part
from covis.document.stopwatch import StopwatchControl

STEPS_A_SECOND = 250
MEMORY = 1000  # steps, where the author says nothing
MOST_MEMORY = 5000
SAMPLED = 500  # steps at least, of which checks look at states
STOPS = 9
_NUMBERS = itertools.count()


class Stopwatch(Control):
    """The time since a Run began: it plays in real time without end, and the student pauses it, makes one step, or starts again.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    speed: how many units pass in a second of real time, above zero.
    step: the length of a step of integration, in `unit`, above zero. None (the default) is speed / 250. It does not depend on the machine.
    memory: how much of the past it remembers, in `unit`, for what reads a Run at an earlier time. None (the default) is 1000 steps, or what
        the trails and `run.at` need; at most 5000 steps.
    label, unit, shown_in, symbol: as for a Slider.

    It is a SymPy symbol, and its value is the time, from 0. Its state on the page, in a link, a Preset and set() is the history of the
    runs: `t.after(steps, log)` makes one. Raises AuthoringError, with the plugin's line, for a speed, a step or a memory that cannot be.

    >>> t = Stopwatch("t", label="Time", unit="s")
    """

    endless = True
    step: float
    speed: float
    runs: list[Any]  # each a Run, which names itself here
    _stated: int | None
    _needed: int

    def __new__(
        cls,
        name: str,
        *,
        speed: Number = 1,
        step: Number | None = None,
        memory: Number | None = None,
        label: str = "Time",
        unit: str = "",
        shown_in: str | None = None,
        symbol: str = "",
    ) -> Stopwatch:
        owner = f'{cls.__name__}("{name}")'
        for key, value in (("speed", speed), ("step", step), ("memory", memory)):
            if value is not None:
                finite(owner, **{key: value})
                if not value > 0:
                    raise AuthoringError(f"{owner}: {key}={shown(value)}; give a number above zero")
        own_step = float(speed / STEPS_A_SECOND if step is None else step)
        # Two plugins may have equal stopwatches with other runs, which SymPy's cache must not exchange.
        runs: list[Any] = []
        content = (speed, own_step, memory, next(_NUMBERS))
        self: Stopwatch = cls._make(name, content, {"nonnegative": True}, label=label, unit=unit, shown_in=shown_in, symbol=symbol)
        self.step, self.speed, self.runs, self.start = own_step, float(speed), runs, "0"
        self._stated, self._needed = None if memory is None else math.ceil(memory / own_step - 1e-6), MEMORY
        if self._stated is not None and self._stated > MOST_MEMORY:
            longest = MOST_MEMORY * own_step
            raise AuthoringError(
                f"{owner}: memory={shown(memory)} is {self._stated} steps; the most are {MOST_MEMORY}, which is memory={longest:g}"
            )
        return self

    @property
    def memory(self) -> int:
        """How many of the last steps are remembered."""
        return self._needed if self._stated is None else self._stated

    def remember(self, steps: int, owner: str) -> None:
        """Have so many steps remembered. Raises AuthoringError where memory= says less, or they are too many."""
        if steps > (MOST_MEMORY if self._stated is None else self._stated):
            most = f"{MOST_MEMORY} at most" if self._stated is None else f"{self._stated}: memory= says so"
            raise AuthoringError(
                f'{owner} goes back {steps} steps, and Stopwatch("{self.name}") remembers {most}; go back less, or make step= longer'
            )
        self._needed = max(self._needed, steps)

    @property
    def form(self) -> StopwatchControl:  # type: ignore[override]  # known when the runs are
        return StopwatchControl(
            name=self.name,
            label=self.label,
            unit=self.shown_unit,
            scale=self.scale,
            step=self.step,
            speed=self.speed,
            memory=self.memory,
            states=sum(len(run.states) for run in self.runs),
            inputs=[control.name for control in self.inputs],
            pushes=list({push.name: push.form for run in self.runs for push in run.pushes}.values()),
        )

    @property
    def inputs(self) -> list[Control]:
        """The controls that its runs depend on, by name."""
        rests = set().union(*(run.rests_on for run in self.runs)) - {self}
        return sorted((symbol for symbol in rests if isinstance(symbol, Control)), key=lambda control: control.name)

    def after(self, steps: int, log: Sequence[tuple[Any, ...]] = ()) -> str:
        """The state after so many steps, with what was done on the way: (step, control, state) or (step, button), in order.

        A control that is not named keeps the value that it has beside this state. Raises AuthoringError for what the runs do not know.

        >>> cv.evaluate(run[x], t=t.after(500, [(100, gamma, 0.3), (200, "kick")]), gamma=0.1)
        """
        owner = f'Stopwatch("{self.name}").after'
        if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
            raise AuthoringError(f"{owner}: steps={shown(steps)}; give a whole number, 0 or above")
        inputs = {control.name: control for control in self.inputs}
        parts = []
        for entry in log:
            if not isinstance(entry, tuple) or len(entry) not in (2, 3) or not isinstance(entry[0], int):
                raise AuthoringError(f"{owner}: {shown(entry)} is neither (step, control, state) nor (step, button)")
            name = str(getattr(entry[1], "name", entry[1]))
            if len(entry) == 3 and name not in inputs:
                raise AuthoringError(f"{owner}: no run depends on a control {name!r}; they depend on {', '.join(inputs) or 'none'}")
            try:
                moved = inputs[name].numbers(entry[2]) if len(entry) == 3 else {name: None}
                parts += [Part(entry[0], one, number) for one, number in moved.items() if one in inputs or number is None]
            except ValueError as error:
                raise AuthoringError(f"{owner}: {error}; {inputs[name].allowed()}") from error
        state = History(steps, tuple(parts)).text
        wrong = self.form.problem(state)
        if wrong:
            raise AuthoringError(f"{owner}: {wrong}")
        return state

    @property
    def sampled_steps(self) -> int:
        """How far checks go."""
        return max(self.memory, SAMPLED)

    def state_of(self, number: float) -> Any:
        return str(max(0, round(number / self.step)))

    def extremes(self) -> list[Any]:
        return ["0", str(self.sampled_steps)]

    def between(self, share: float) -> Any:
        return str(round(share * self.sampled_steps))

    def stops(self, most: int) -> list[Any]:
        return [str(steps) for steps in evenly(range(self.sampled_steps + 1), min(most, STOPS))]

    @property
    def bounds(self) -> tuple[sympy.Expr, sympy.Expr]:
        """Where it begins, and that it does not end."""
        return sympy.S.Zero, sympy.oo

    @property
    def interval(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def pictured(self) -> Any:
        return self.between(0.5)

    def allowed(self) -> str:
        return f"give {self.name}.after(steps, log)"
