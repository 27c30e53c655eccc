"""The controls of a document, one class a kind: each states which states are legal, as a number, in words and in a link.

This is Python's one statement of it: `authoring` checks what a plugin gives with it, and the server what a browser sends. The
JavaScript one is `runtime/controls/<kind>.js`; `tests/authoring/test_states.py` compares the two.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote, unquote

from pydantic import Field, TypeAdapter, ValidationError

from covis.document.base import BaseControl as BaseControl
from covis.document.base import State as State
from covis.document.numbers import DECIMAL, control_text, in_decimals, in_unit, script_text
from covis.document.placed import PlacedControl
from covis.document.stopwatch import StopwatchControl

NEAR = 1e-6  # of a step: what is nearer than this to a stop is that stop


class _Range(BaseControl):
    """A control whose state is a number in [low, high]; an arrow key moves it by `nudge`."""

    unit: str = Field(default="", description="the unit that the page shows")
    scale: float = Field(default=1, description="a state times this is a number of `unit`")
    symbol: str = Field(default="", description="MathML of the symbol as the equations print it")
    low: float
    high: float
    nudge: float
    start: float

    @property
    def increment(self) -> float:
        """What an arrow key moves by."""
        return self.nudge

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last state."""
        return self.low, self.high

    def normal(self, state: Any) -> State:
        return float(state) + 0.0  # -0 is 0

    def number(self, state: Any) -> float:
        return float(self.normal(state))

    def problem(self, state: Any) -> str:
        if isinstance(state, bool) or not isinstance(state, int | float) or not abs(state) <= sys.float_info.max:
            return f"{self.name}={state!r} is not a number"
        if not self.low <= state <= self.high:
            return f"{self.name}={state:g} lies outside {self.low:g} to {self.high:g}"
        return ""

    def _shown(self, state: float) -> str:
        """A state in the unit that the page shows."""
        return control_text(in_unit(state, self.scale), in_unit(self.increment, self.scale))

    def words(self, state: Any) -> str:
        return "\u00a0".join(part for part in (self._shown(float(state)), self.unit) if part)

    def reach(self) -> str:
        low, high = self.ends
        return f"{self._shown(low)} to {self.words(high)}"

    def read(self, text: str) -> State | None:
        return float(text) if DECIMAL.fullmatch(text) else None


class SliderControl(_Range):
    """A number in [low, high]. `step` null means continuous: any number may be typed, and a drag or an arrow key moves by `nudge`.

    With a step the states are its stops: low, low + step, ... up to the last that is not above high.
    """

    kind: Literal["slider"] = "slider"
    step: float | None = None

    @property
    def increment(self) -> float:
        return self.nudge if self.step is None else self.step

    @property
    def ends(self) -> tuple[float, float]:
        return (self.low, self.high) if self.step is None else (self.low, self.stop(self.stops - 1))

    @property
    def stops(self) -> int:
        """How many states a slider with a step has."""
        assert self.step is not None
        return math.floor((self.high - self.low) / self.step + NEAR) + 1

    def stop(self, k: int) -> float:
        """The state that is k steps above `low`."""
        assert self.step is not None
        return min(self.high, in_decimals(self.low + k * self.step, self.low, self.step)) if k else self.low + 0.0

    def problem(self, state: Any) -> str:
        wrong = super().problem(state)
        if not wrong and self.step is not None and self._nearest(state) is None:
            return f"{self.name}={state:g} is not a whole number of steps of {self.step:g} from {self.low:g}"
        return wrong

    def _nearest(self, state: float) -> float | None:
        """The stop that a number is, but for rounding."""
        assert self.step is not None
        steps = (state - self.low) / self.step
        k = round(steps)
        return self.stop(k) if abs(steps - k) < NEAR and k < self.stops else None

    def normal(self, state: Any) -> State:
        near = None if self.step is None else self._nearest(state)
        return float(state) + 0.0 if near is None else near


class ClockControl(_Range):
    """A slider that plays: `speed` units a real second."""

    kind: Literal["clock"] = "clock"
    speed: float = 1
    loop: bool = True


class ChoiceControl(BaseControl):
    """The state is the key; the program sees the number."""

    kind: Literal["choice"] = "choice"
    options: list[tuple[str, float]] = Field(description="names and their numbers, in the author's order")
    start: str

    def problem(self, state: Any) -> str:
        keys = [key for key, _ in self.options]
        return "" if state in keys else f"{self.name}={state!r} is not an option; choose one of {', '.join(keys)}"

    def number(self, state: Any) -> float:
        return dict(self.options)[state]

    def reach(self) -> str:
        return ", ".join(key for key, _ in self.options)

    def normal(self, state: Any) -> State:
        return str(state)


class ToggleControl(BaseControl):
    """The state is true or false; the program sees 1 or 0."""

    kind: Literal["toggle"] = "toggle"
    start: bool = False

    def problem(self, state: Any) -> str:
        return "" if isinstance(state, bool) else f"{self.name}={state!r}; it is true or false"

    def normal(self, state: Any) -> State:
        return bool(state)

    def words(self, state: Any) -> str:
        return "on" if state else "off"

    def reach(self) -> str:
        return "on or off"

    def read(self, text: str) -> State | None:
        return {"true": True, "1": True, "false": False, "0": False}.get(text)


class AgainControl(BaseControl):
    """A button that throws again. The state is a whole number, the seed; each press is the next one, and after the last comes 0."""

    SEEDS: ClassVar = 10_000  # from 0

    kind: Literal["again"] = "again"
    start: float = 1

    def problem(self, state: Any) -> str:
        number = isinstance(state, int | float) and not isinstance(state, bool)
        if not (number and 0 <= state < self.SEEDS and state == int(state)):
            return f"{self.name}={state!r} is not a whole number from 0 to {self.SEEDS - 1}"
        return ""

    def normal(self, state: Any) -> State:
        return float(state) + 0.0  # -0 is 0

    def number(self, state: Any) -> float:
        return float(self.normal(state))

    def words(self, state: Any) -> str:
        return f"throw {int(state)}"

    def reach(self) -> str:
        return f"throw 0 to {self.SEEDS - 1}"

    def read(self, text: str) -> State | None:
        return float(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


Control = Annotated[
    SliderControl | ChoiceControl | ToggleControl | ClockControl | AgainControl | StopwatchControl | PlacedControl,
    Field(discriminator="kind"),
]
_CONTROL: TypeAdapter[BaseControl] = TypeAdapter(Control)


def controls_of(document: Mapping[str, Any] | None) -> dict[str, BaseControl]:
    """The controls of a document that is plain data, by name. One that this version of Covis does not know is left out."""
    found: dict[str, BaseControl] = {}
    for plain in (document or {}).get("controls", []):
        try:
            control = _CONTROL.validate_python(plain)
        except ValidationError:
            continue
        found[control.name] = control
    return found


def legal(controls: Mapping[str, BaseControl], given: Any) -> dict[str, State]:
    """What of `given`, which may be anything, is a legal state of one of the controls."""
    given = given if isinstance(given, Mapping) else {}
    return {name: control.normal(given[name]) for name, control in controls.items() if name in given and not control.problem(given[name])}


def to_fragment(controls: Mapping[str, BaseControl], state: Mapping[str, State]) -> str:
    """The part of a state that differs from the start, as the text after # in a link: gamma=0.3&colour=red.

    What names none of the controls, since the document has changed or gone, is written whole.
    """
    parts = []
    for name, value in state.items():
        control = controls.get(name)
        if control is None or value != control.start:
            parts.append(f"{_encoded(name)}={_encoded(script_text(value) if control is None else control.text(value))}")
    return "&".join(parts)


def from_fragment(controls: Mapping[str, BaseControl], fragment: str) -> dict[str, State]:
    """The states that the text after # names; what is none of these controls' states is left out."""
    given: dict[str, State | None] = {}
    for part in fragment.split("&"):
        name, equals, text = part.partition("=")
        control = controls.get(unquote(name))
        if equals and control is not None:
            given[control.name] = control.read(unquote(text))
    return legal(controls, given)


def _encoded(text: str) -> str:
    """As encodeURIComponent of JavaScript."""
    return quote(text, safe="!'()*-._~")
