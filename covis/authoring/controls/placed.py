"""Points that a student places: a control whose state is a list."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

import sympy

from covis.authoring.controls.control import Control, evenly
from covis.authoring.controls.slider import RangeControl
from covis.authoring.numerical.nth import Nth
from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Axis, round_up, sign_of
from covis.document.controls import SliderControl
from covis.document.numbers import tidy
from covis.document.placed import Direction, PlacedControl, pairs

MOST = 40
_SPREAD = (0.7548776662466927, 0.5698402909980532)  # shares of a range that spread any number of points evenly: the R2 sequence


class Coordinate(RangeControl):
    """One coordinate of one of the points: a number like that of a Slider. The page has it in the state of `whole`."""

    whole: Placed

    def __new__(cls, whole: Placed, way: str, number: int, axis: Axis, start: float) -> Coordinate:
        low, high = map(float, axis.bounds)
        name, label = f"{whole.name}_{way}_{number}", f"{axis.label} of point {number}"
        content = (low, high, start, axis.content, whole.content)
        self: Coordinate = cls._make(name, content, sign_of(low, high), label=label, unit=axis.unit, shown_in=axis.shown_in)
        self.whole, self.numbered, self.place = whole, (axis, number), whole.place
        self.low, self.high, self.start = low, high, start
        nudge = self.tidy_nudge()
        self.form = SliderControl(
            name=name, label=label, unit=axis.shown_unit, scale=axis.scale, low=low, high=high, nudge=nudge, start=start
        )
        return self

    @property
    def rests_on(self) -> set[sympy.Symbol]:
        return {self.whole}


class Placed(Control):
    """Points that a student adds with a click in the plot, moves, and removes with a click on them.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    over: a pair of Axis objects with bounds that no control moves: where points may be, and in which units.
    start: the points that the page opens with: a list of pairs (x, y), in the units of the axes.
    fewest, most: how many points there may be: whole numbers with 0 <= fewest < most <= 40.
    label: what the student reads, such as "Readings".
    symbol: the LaTeX that equations print for the number of points, such as "N"; "" (the default) is made from the name.

    It is a SymPy symbol, and its value is how many points there are: `k = Index("k", 1, dots, label="Reading")` counts them.
    `x_k, y_k = dots.at(k)` are the coordinates of point number k, expressions like any other, and a gap where there is no such point.
    `Points(*dots.at(k), over=k)` draws them and is where the student clicks. A state, in a Preset, set() and figures(), is a list as in
    `start`. Raises AuthoringError, with the plugin's line, for axes that are not as described here, or points that cannot be.

    >>> dots = Placed("dots", over=(x, y), start=[(1, 2), (3, 5)], label="Readings")
    """

    form: PlacedControl
    fewest: int
    most: int
    named = False
    in_plot = True
    coordinates: tuple[tuple[Coordinate, ...], tuple[Coordinate, ...]]

    def __new__(
        cls,
        name: str,
        *,
        over: tuple[Axis, Axis],
        start: Sequence[tuple[float, float]],
        fewest: int = 0,
        most: int = 12,
        label: str,
        symbol: str = "",
    ) -> Placed:
        owner = f'{cls.__name__}("{name}")'
        axes = tuple(over) if isinstance(over, tuple | list) else (over,)
        if len(axes) != 2 or not all(isinstance(axis, Axis) for axis in axes):
            raise AuthoringError(f"{owner}: over={shown(over)}; give a pair of Axis objects, over=(x, y)")
        for axis in axes:
            if any(bound.free_symbols for bound in axis.bounds):
                raise AuthoringError(f"{owner}: the axis {axis.name} has bounds that a control moves; points need fixed ones")
            if axis.log:
                raise AuthoringError(f"{owner}: the axis {axis.name} is logarithmic; place points on evenly spaced axes")
        whole = all(isinstance(bound, int) and not isinstance(bound, bool) for bound in (fewest, most))
        if not whole or not 0 <= fewest < most <= MOST:
            raise AuthoringError(
                f"{owner}: fewest={shown(fewest)}, most={shown(most)}; give whole numbers with 0 <= fewest < most <= {MOST}"
            )
        assumptions = {"integer": True, **({"positive": True} if fewest else {"nonnegative": True})}
        stated = (fewest, most, str(start), *(axis.content for axis in axes))
        self: Placed = cls._make(name, stated, assumptions, label=label, unit="", symbol=symbol)
        self.fewest, self.most, self.axes = fewest, most, axes
        x, y = (_direction(axis) for axis in axes)
        self.form = PlacedControl(name=self.name, label=label, x=x, y=y, fewest=fewest, most=most, start="")
        problem = self.form.problem(start)
        if problem:
            raise AuthoringError(f"{owner}: start: {problem}")
        self.start = self.form.normal(start)
        self.form = self.form.model_copy(update={"start": self.start})
        first = self.form.numbers(start)
        self.coordinates = tuple(  # type: ignore[assignment]  # a pair, as there are two axes
            tuple(Coordinate(self, way, k, axis, first[f"{self.name}_{way}_{k}"]) for k in range(1, most + 1))
            for way, axis in zip("xy", axes, strict=True)
        )
        return self

    def at(self, k: Any) -> tuple[sympy.Expr, sympy.Expr]:
        """(x, y) of point number k, counted from 1, in the units of the axes; a gap where there is no such point.

        k: an Index, the number that a Sum runs over, or a whole number. Raises AuthoringError for a number that no point has.
        """
        number = expression(f"{self.name}.at", k)
        if number.is_number and not (number.is_integer and 1 <= number <= self.most):
            raise AuthoringError(f"{self.name}.at({shown(k)}): the points are numbered from 1 to {self.most}")
        x, y = (Nth(number, self, *values) for values in self.coordinates)
        return x, y

    def layout(self, points: int, seed: float | None = None) -> str:
        """A state with this number of points: spread evenly over the ranges, or at random where a seed is given."""
        dice = random.Random(repr(seed))
        parts = list(zip((self.form.x, self.form.y), _SPREAD, strict=True))
        places = [
            tuple(_spread(part, 0.5 + k * by) if seed is None else _short(part, dice.random()) for part, by in parts) for k in range(points)
        ]
        return str(self.form.normal(places))

    def state_of(self, number: float) -> Any:
        return self.layout(int(number)) if number >= 0 and float(number).is_integer() and number <= self.most else number

    def extremes(self) -> list[Any]:
        """The fewest points; and the most, of which two are at the ends of the ranges."""
        x, y = self.form.x, self.form.y
        ends = [(x.low, y.low), (x.high, y.high)][: self.most]
        return [self.layout(self.fewest), self.form.normal([*ends, *(pairs(self.layout(self.most)) or ())[len(ends) :]])]

    def between(self, share: float) -> Any:
        return self.layout(min(self.most, self.fewest + math.floor(share * (self.most - self.fewest + 1))), share)

    @property
    def states(self) -> int | None:
        return self.most - self.fewest + 1

    def nth(self, k: int) -> Any:
        return self.layout(self.fewest + k)

    def stops(self, most: int) -> list[Any]:
        return [self.layout(k) for k in evenly(range(self.fewest, self.most + 1), most)]

    def samples(self, most: int = 5) -> list[Any]:
        return self.stops(most)

    def at_point(self, number: float, point: Mapping[Any, Any]) -> str | None:
        """The points as a list, where a fact holds coordinates of theirs; "any" for one that it does not."""
        if not any(getattr(symbol, "whole", None) == self for symbol in point):
            return None
        places = [[f"{float(point[way]):.10g}" if way in point else "any" for way in pair] for pair in zip(*self.coordinates, strict=True)]
        return "[" + ", ".join(f"({x}, {y})" for x, y in places[: int(number)]) + "]"

    def put(self, given: Any) -> dict[Any, Any]:
        if not isinstance(given, list | tuple | str):
            return {self: given}
        numbers = self.numbers(given)
        places = {symbol: numbers[symbol.name] for symbol in (*self.coordinates[0], *self.coordinates[1])}
        return {self: int(numbers[self.name]), **places}

    def allowed(self) -> str:
        return f"give {self.form.reach()}"


def _direction(axis: Axis) -> Direction:
    low, high = map(float, axis.bounds)
    nudge = round_up((high - low) * axis.scale / 200) / axis.scale
    return Direction(label=axis.label, unit=axis.shown_unit, scale=axis.scale, low=low, high=high, nudge=nudge)


def _short(part: Direction, share: float) -> float:
    """The place at a share of the way, with few digits, so that a message shows it whole."""
    return min(part.high, max(part.low, float(f"{part.low + share * (part.high - part.low):.9g}")))


def _spread(part: Direction, share: float) -> float:
    """The place at a share of the way, past the end again from the beginning, where a hand can leave a point."""
    value = part.low + share % 1 * (part.high - part.low)
    return min(part.high, max(part.low, tidy(round(value / part.nudge) * part.nudge)))
