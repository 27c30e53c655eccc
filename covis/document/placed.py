"""Points that a student places in a plot. Their state is a list; the JavaScript side is `runtime/controls/placed.js`."""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import Field

from covis.document.base import BaseControl, State
from covis.document.model import Model
from covis.document.numbers import DECIMAL, control_text, in_unit, script_text

LONGEST = 8192  # characters of a state as text, as of a link
Pairs = tuple[tuple[float, float], ...]


class Direction(Model):
    """Where points may be in one direction: from `low` to `high`. A drag rounds to `nudge`, and an arrow key moves by it."""

    label: str
    unit: str = Field(default="", description="the unit that the page shows")
    scale: float = Field(default=1, description="a number times this is one of `unit`")
    low: float
    high: float
    nudge: float

    def words(self, value: float) -> str:
        return control_text(in_unit(value, self.scale), in_unit(self.nudge, self.scale))

    def holds(self, value: Any) -> bool:
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return number and self.low <= value <= self.high


class PlacedControl(BaseControl):
    """Points that are added, moved and removed: from `fewest` to `most` of them, each inside x and y.

    The state is a text: 1*2~3*4 is the points (1, 2) and (3, 4), and "" is none; a list of pairs is read too. The program sees how many
    there are as `c[name]`, and as many places as there may be points: `c[name_x_1]`, `c[name_y_1]`, ... Those of points that are not
    there are at the low ends.
    """

    kind: Literal["placed"] = "placed"
    x: Direction
    y: Direction
    fewest: int
    most: int
    start: str

    def problem(self, state: Any) -> str:
        found = pairs(state)
        if found is None:
            return f"{self.name}={str(state)[:40]!r} is not a list of points; give one such as [(1, 2), (3, 4)]"
        if not self.fewest <= len(found) <= self.most:
            return f"{self.name} has {count(len(found))}, and takes from {self.fewest} to {self.most}"
        for x, y in found:
            for name, way, value in (("x", self.x, x), ("y", self.y, y)):
                if not way.holds(value):
                    return f"{self.name}: the point ({x:g}, {y:g}) lies outside: {name} goes from {way.low:g} to {way.high:g}"
        return ""

    def number(self, state: Any) -> float:
        return float(len(_pairs(state)))

    def numbers(self, state: Any) -> dict[str, float]:
        found = _pairs(state)
        places = [*found, *[(self.x.low, self.y.low)] * (self.most - len(found))]
        spread = {f"{self.name}_{way}_{k}": place[way == "y"] for k, place in enumerate(places, 1) for way in ("x", "y")}
        return {self.name: float(len(found)), **spread}

    def normal(self, state: Any) -> State:
        return "~".join(f"{script_text(x)}*{script_text(y)}" for x, y in _pairs(state))

    def words(self, state: Any) -> str:
        found = _pairs(state)
        places = ", ".join(f"({self.x.words(x)}, {self.y.words(y)})" for x, y in found)
        return f"{count(len(found))}: {places}" if found else count(0)

    def reach(self) -> str:
        return f"{self.fewest} to {self.most} points"


def count(points: int) -> str:
    """How many points, for a reader."""
    return "no point" if points == 0 else "1 point" if points == 1 else f"{points} points"


def pairs(state: Any) -> Pairs | None:
    """The points of a state, a text or a list of pairs of finite numbers; None where it is neither. -0 is 0."""
    if isinstance(state, str):
        parts = [part.split("*") for part in state.split("~")] if state and len(state) <= LONGEST else []
        if (state and not parts) or not all(len(part) == 2 and all(map(DECIMAL.fullmatch, part)) for part in parts):
            return None
        state = [tuple(map(float, part)) for part in parts]
    if not isinstance(state, list | tuple) or not all(isinstance(point, list | tuple) and len(point) == 2 for point in state):
        return None
    numbers = [value for point in state for value in point]
    if not all(isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf for value in numbers):
        return None
    return tuple((float(x) + 0.0, float(y) + 0.0) for x, y in state)


def _pairs(state: Any) -> Pairs:
    found = pairs(state)
    assert found is not None
    return found
