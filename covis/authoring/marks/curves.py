"""Lines along an axis or an index: Curve, Path, and the area between two curves, Band."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import sympy

from covis.authoring.marks.mark import Drawn, Mark, MarkOptions, Number, Way, Words, extremes, sweep
from covis.authoring.outputs import Output, expression
from covis.authoring.palette import rgb
from covis.authoring.place import AuthoringError
from covis.authoring.sources.members import index_of
from covis.authoring.symbols import Axis, Index, Sweep

MOST = 50_000  # points of all lines together, which a page draws while a hand moves


class _Line(Mark):
    x: sympy.Expr
    y: sympy.Expr
    over: Sweep
    each: Index | None = None
    broken = True

    def _members(self, each: Any) -> None:
        """Take the Index of which each member has a line of its own."""
        self.each = index_of(self.kind, each, self.over)
        if self.each is None:
            return
        count = self.each.points * (self.over.points + 1)
        if count > MOST:
            lines = f"{self.each.points} lines of {self.over.points} points"
            raise AuthoringError(
                f"{self.kind}: {lines} are more than a page draws while a hand moves, {MOST}; give the axis fewer points=, or draw only "
                f"some of the members: an Index of its own, and {each} put in with .subs({each}, ...)"
            )

    @property
    def stated(self) -> dict[str, Output]:
        along = (self.over,) if self.each is None else (self.each, self.over)
        return {way: Output((value,), along, self.each is not None) for way, value in (("x", self.x), ("y", self.y))}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [(self.line(color) if self.each is None else self.line(color, width=1), self.stated)]

    def describe(self, number: Number) -> Words:
        if self.each is None:
            return super().describe(number)
        return [f"{self.called}a line for each {self.each.label}; ", *extremes("y", number)]


class Curve(_Line):
    """y against its axis: a line with a point for every point of the axis.

    y: an expression of the axis and controls, or a number; it is in the unit of the plot's y axis.
    over: the Axis. It is the plot's x axis, which takes its label and unit.
    each: None, or an Index: then there is a line for each of its members, and y may hold it.

    It takes name, dash, color, opacity and show as every mark. Where y has no real value, jumps or has a pole,
    there is a gap.

    >>> Curve(exp(-gamma * t), over=t, name="decay")
    """

    drawn_by_hand: ClassVar = True

    def __init__(self, y: Any, *, over: Axis, each: Index | None = None, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over = sweep(self.kind, over, Axis)
        self._members(each)
        self.x, self.y = over, expression(f"{self.kind}: y", y)

    @property
    def along(self) -> dict[Way, Sweep]:
        return {"x": self.over}


class Path(_Line):
    """The line through the points (x, y) as the axis or index runs.

    x, y: expressions of the axis and controls, or numbers, in the units of the plot's axes (give x_unit= and y_unit= to Plot).
    over: the Axis or Index that runs.
    each: None, or an Index: then there is a line for each of its members, and x and y may hold it.

    It takes name, dash, color, opacity and show as every mark.

    >>> Path(cos(t), sin(t), over=t)
    """

    def __init__(self, x: Any, y: Any, *, over: Axis | Index, each: Index | None = None, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over = sweep(self.kind, over, Axis, Index)
        self._members(each)
        self.x, self.y = expression(f"{self.kind}: x", x), expression(f"{self.kind}: y", y)


class Band(Mark):
    """The area between two curves.

    low, high: expressions of the axis and controls, or numbers, in the unit of the plot's y axis.
    over: the Axis, as for a Curve.

    It takes name, dash, color, opacity and show as every mark.

    >>> Band(-exp(-gamma * t), exp(-gamma * t), over=t, name="envelope")
    """

    measured: ClassVar = {"x": "x", "low": "y", "high": "y"}

    def __init__(self, low: Any, high: Any, *, over: Axis, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over = sweep(self.kind, over, Axis)
        self.low, self.high = expression(f"{self.kind}: low", low), expression(f"{self.kind}: high", high)

    @property
    def along(self) -> dict[Way, Sweep]:
        return {"x": self.over}

    @property
    def stated(self) -> dict[str, Output]:
        return {key: Output((value,), (self.over,)) for key, value in (("x", self.over), ("low", self.low), ("high", self.high))}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        stated = self.stated
        edge = self.line(color, width=0)
        red, green, blue = rgb(color)
        fill = {"fill": "tonexty", "fillcolor": f"rgba({red},{green},{blue},{0.25 * self.opacity:g})", "hoverinfo": "skip"}
        return [
            ({**edge, "hoverinfo": "skip"}, {"x": stated["x"], "y": stated["low"]}),
            ({**edge, **fill}, {"x": stated["x"], "y": stated["high"]}),
        ]

    def describe(self, number: Number) -> Words:
        return [self.called + "between ", number("low", "min"), " and ", number("high", "max"), "."]
