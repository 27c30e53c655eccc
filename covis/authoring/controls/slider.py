"""The slider, and what it shares with the clock: a number in a range."""

from __future__ import annotations

import math
from typing import Any

from covis.authoring.controls.control import Control, evenly
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Number, finite, round_up, sign_of
from covis.document.controls import ClockControl, SliderControl
from covis.document.numbers import tidy


class RangeControl(Control):
    """A control whose state is a number from `low` to `high`."""

    form: SliderControl | ClockControl
    low: float
    high: float

    @property
    def nudge(self) -> float:
        """What a drag rounds to and an arrow key moves by."""
        return self.form.nudge

    def tidy_nudge(self) -> float:
        """A 200th of the range, rounded to what is a tidy number in the unit that the page shows."""
        return round_up((self.high - self.low) * self.scale / 200) / self.scale

    def state_of(self, number: float) -> Any:
        return number

    def extremes(self) -> list[Any]:
        return list(self.form.ends)

    def between(self, share: float) -> Any:
        low, high = self.form.ends
        return low + share * (high - low)

    def stops(self, most: int) -> list[Any]:
        first, last = math.ceil(self.low / self.nudge), math.floor(self.high / self.nudge)
        chosen = {*evenly(range(first, last + 1), most), *([0] if first <= 0 <= last else [])}
        inside = [tidy(k * self.nudge) for k in chosen]
        return sorted({self.low, self.high, *(value for value in inside if self.low <= value <= self.high)})

    def allowed(self) -> str:
        low, high = self.form.ends
        return f"give a number from {low:g} to {high:g}"


class Slider(RangeControl):
    """A number that a student drags or types.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    low, high: the ends of the range, finite numbers with low < high, in `unit`.
    value: what the page opens with, from low to high.
    step: the distance between two allowed values, counted from `low`; the last is the last whole step that is not above `high`. None
        (the default) allows every number. With whole `low` and `step` the symbol is an integer.
    label: what the student reads, such as "Damping rate".
    unit: any text that pint understands, such as "m/s"; "" is a plain number.
    shown_in: a unit of the same dimension that the page shows and reads, such as "um" for a unit "m"; None is `unit`. The numbers in the
        code, in links, presets and set() stay in `unit`.
    symbol: the LaTeX that equations print for it, such as "T_c"; "" (the default) is made from the name.

    It is a SymPy symbol: build expressions with it. A range above zero makes it positive, and SymPy simplifies accordingly.
    Raises AuthoringError, with the plugin's line, for an empty range, a value outside it or off the steps, a number that is not finite,
    or a unit in `shown_in` of another dimension.

    >>> gamma = Slider("gamma", 0.1, 2, value=0.5, label="Damping rate", unit="1/s")
    """

    form: SliderControl
    step: float | None

    def __new__(
        cls,
        name: str,
        low: Number,
        high: Number,
        *,
        value: Number,
        step: Number | None = None,
        label: str,
        unit: str = "",
        shown_in: str | None = None,
        symbol: str = "",
    ) -> Slider:
        owner = f'{cls.__name__}("{name}")'
        finite(owner, low=low, high=high, value=value)
        if not low < high:
            raise AuthoringError(f"{owner}: low={low} is not below high={high}; swap them")
        if not low <= value <= high:
            raise AuthoringError(f"{owner}: value={value} lies outside {low} to {high}; choose a value between them")
        if step is not None:
            finite(owner, step=step)
            if not 0 < step <= high - low:
                raise AuthoringError(f"{owner}: step={step} does not fit between {low} and {high}")
        whole = step is not None and all(float(number).is_integer() for number in (low, step))
        assumptions = {**sign_of(low, high), **({"integer": True} if whole else {})}
        self: Slider = cls._make(name, (low, high, step, value), assumptions, label=label, unit=unit, shown_in=shown_in, symbol=symbol)
        self.low, self.high, self.step, self.start = float(low), float(high), None if step is None else float(step), float(value)
        self.form = SliderControl(
            name=self.name,
            label=label,
            unit=self.shown_unit,
            scale=self.scale,
            low=self.low,
            high=self.high,
            step=self.step,
            nudge=self.step if self.step is not None else self.tidy_nudge(),
            start=self.start,
        )
        if self.form.problem(self.start):
            raise AuthoringError(f"{owner}: value={value} is not a whole number of steps of {step} from {low}")
        return self

    @property
    def states(self) -> int | None:
        return None if self.step is None else self.form.stops

    def nth(self, k: int) -> Any:
        return self.form.stop(k)

    def stops(self, most: int) -> list[Any]:
        if self.step is None:
            return super().stops(most)
        zero = [-round(self.low / self.step)] if self.low <= 0 <= self.high else []
        found = [self.form.stop(k) for k in {*evenly(range(self.form.stops), most), *zero} if 0 <= k < self.form.stops]
        return sorted(found)

    def between(self, share: float) -> Any:
        return super().between(share) if self.step is None else self.form.stop(round(share * (self.form.stops - 1)))

    def allowed(self) -> str:
        return super().allowed() + (f" in steps of {self.step:g}" if self.step else "")
