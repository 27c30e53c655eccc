"""Controls beside the slider: a choice among named numbers, a toggle, and a clock that plays."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Control, Number, finite, sign_of, tidy


class Choice(Control):
    """One of several named numbers: the state is the name, expressions see the number."""

    options: dict[str, float]

    def __new__(cls, name: str, options: Mapping[str, Number], *, start: str, label: str) -> Choice:
        owner = f'Choice("{name}")'
        if not isinstance(options, Mapping) or len(options) < 2:
            raise AuthoringError(f'{owner}: options= is a mapping of two names or more to numbers, such as {{"red": 1.331, "blue": 1.343}}')
        for key, value in options.items():
            if not isinstance(key, str) or not key.strip():
                raise AuthoringError(f"{owner}: the option {key!r} is not a text")
            finite(owner, **{key: value})
        if start not in options:
            raise AuthoringError(f"{owner}: start={start!r} is not an option; choose one of {', '.join(options)}")
        low, high = min(options.values()), max(options.values())
        whole = {"integer": True} if all(float(value).is_integer() for value in options.values()) else {}
        self = cls._make(name, (tuple(options.items()), start), {**sign_of(low, high), **whole}, label=label, unit="")
        self.options, self.start = {key: float(value) for key, value in options.items()}, start
        return self

    def number(self, state: Any) -> float:
        if state not in self.options:
            raise ValueError(f"{self.name}={state!r} is not an option; choose one of {', '.join(self.options)}")
        return self.options[state]

    def extremes(self) -> list[Any]:
        return list(self.options)

    def between(self, share: float) -> Any:
        keys = list(self.options)
        return keys[min(int(share * len(keys)), len(keys) - 1)]

    def samples(self) -> list[Any]:
        return list(self.options)


class Toggle(Control):
    """On or off: the state is true or false, expressions see 1 or 0."""

    def __new__(cls, name: str, *, start: bool = False, label: str) -> Toggle:
        if not isinstance(start, bool):
            raise AuthoringError(f'Toggle("{name}"): start={start!r}; it is True or False')
        self = cls._make(name, (start,), {"nonnegative": True, "integer": True}, label=label, unit="")
        self.start = start
        return self

    def number(self, state: Any) -> float:
        if not isinstance(state, bool):
            raise ValueError(f"{self.name}={state!r}; it is true or false")
        return float(state)

    def extremes(self) -> list[Any]:
        return [False, True]

    def between(self, share: float) -> Any:
        return share >= 0.5

    def samples(self) -> list[Any]:
        return [False, True]


class Clock(Control):
    """Runs from `low` to `high` at `speed` units a real second; the student plays, pauses, steps and scrubs it."""

    low: float
    high: float
    speed: float
    loop: bool

    def __new__(cls, name: str, low: Number, high: Number, *, speed: Number = 1, loop: bool = True, label: str, unit: str = "") -> Clock:
        owner = f'Clock("{name}")'
        finite(owner, low=low, high=high, speed=speed)
        if not low < high:
            raise AuthoringError(f"{owner}: low={low} is not below high={high}; swap them")
        if not speed > 0:
            raise AuthoringError(f"{owner}: speed={speed}; give the units that pass in a real second, above zero")
        self = cls._make(name, (low, high, speed, loop), sign_of(low, high), label=label, unit=unit)
        self.low, self.high, self.speed, self.loop = float(low), float(high), float(speed), bool(loop)
        self.start = self.low
        return self

    def number(self, state: Any) -> float:
        if isinstance(state, bool) or not isinstance(state, int | float) or not math.isfinite(state):
            raise ValueError(f"{self.name}={state!r} is not a number")
        if not self.low <= state <= self.high:
            raise ValueError(f"{self.name}={state:g} lies outside {self.low:g} to {self.high:g}")
        return float(state)

    def extremes(self) -> list[Any]:
        return [self.low, self.high]

    def between(self, share: float) -> Any:
        return self.low + share * (self.high - self.low)

    @property
    def nudge(self) -> float:
        """What an arrow key or a step moves by."""
        return tidy((self.high - self.low) / 200)
