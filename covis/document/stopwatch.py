"""The stopwatch of a document: the time of runs. Its state is what has been done to them (history.py)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from covis.document.base import BaseControl, State
from covis.document.history import IN_A_LINK, LONGEST, History, problem, read
from covis.document.model import Model
from covis.document.numbers import control_text, in_unit, tidy


class Elapsed(float):
    """A time, for expressions, that knows how the runs got there."""

    history: History

    @classmethod
    def after(cls, history: History, step: float) -> Elapsed:
        self = cls(history.steps * step)
        self.history = history
        return self

    def __hash__(self) -> int:
        return hash((float(self), self.history))

    def __eq__(self, other: object) -> bool:
        return float(self) == other and (not isinstance(other, Elapsed) or self.history == other.history)


class Push(Model):
    """A button that adds to the states of the runs."""

    name: str
    label: str


class StopwatchControl(BaseControl):
    """The time that runs have gone: it plays without end, `speed` units a real second, in whole steps. It remembers `memory` of them.

    The state is a text, the history of the runs. The program sees the time as `c[name]` and the text as `c["~" + name]`.
    """

    kind: Literal["stopwatch"] = "stopwatch"
    unit: str = Field(default="", description="the unit that the page shows")
    scale: float = Field(default=1, description="a time times this is a number of `unit`")
    step: float
    speed: float
    memory: int = Field(description="how many of the last steps the program gives")
    states: int = Field(description="how many states the runs have")
    inputs: list[str] = Field(description="the controls that the runs depend on")
    pushes: list[Push] = Field(default=[])
    start: str = "0"

    def problem(self, state: Any) -> str:
        history = read(state) if isinstance(state, str) and len(state) <= LONGEST else None
        if history is None:
            return f"{self.name}={str(state)[:40]!r} is not the history of a run"
        wrong = problem(history, self.inputs, [push.name for push in self.pushes], self.states)
        return f"{self.name}: {wrong}" if wrong else ""

    def number(self, state: Any) -> float:
        return Elapsed.after(_history(state), self.step)

    def normal(self, state: Any) -> State:
        return _history(state).text

    def words(self, state: Any) -> str:
        time = control_text(in_unit(tidy(_history(state).steps * self.step), self.scale), in_unit(self.step, self.scale))
        return "\u00a0".join(part for part in (time, self.unit) if part)

    def reach(self) -> str:
        return f"0{f' {self.unit}' if self.unit else ''} and later"

    def text(self, state: Any) -> str:
        return _history(state).shortened(IN_A_LINK).text


def _history(state: str) -> History:
    found = read(state)
    assert found is not None
    return found
