"""Straight lines from point to point: Polyline, and Arrow from a tail to a tip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from covis.authoring.marks.mark import GAP, Drawn, Mark, MarkOptions, Number, Words, pair, point, sweeps
from covis.authoring.outputs import Output
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Axis, Index


class Polyline(Mark):
    """Straight lines from point to point.

    points: a list of two points (x, y) or more; expressions or numbers in the units of the plot's axes.
    over: None, or an Index or Axis: then there is such a line for each of its members.

    It takes name, dash, color, opacity and show as every mark.

    >>> Polyline([(0, 0), (1, gamma), (2, 0)])
    """

    placed = True

    def __init__(self, points: Sequence[Any], *, over: Index | Axis | None = None, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        if not isinstance(points, list | tuple) or len(points) < 2:
            raise AuthoringError(f"{self.kind}: give a list of two points or more, such as [(0, 0), (x, y)]")
        self.points = [pair(f"{self.kind}: point {k}", each) for k, each in enumerate(points, 1)]
        self.over = sweeps(self.kind, over, Index, Axis)

    @property
    def stated(self) -> dict[str, Output]:
        gap = ((GAP, GAP),) if self.over else ()
        return {way: Output(tuple(each[k] for each in (*self.points, *gap)), self.over) for k, way in enumerate("xy")}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [(self.line(color), self.stated)]

    def describe(self, number: Number) -> Words:
        if self.over:
            return super().describe(number)
        return [self.called + "from ", *point("first", number), " to ", *point("last", number), "."]


class Arrow(Polyline):
    """An arrow from its tail to its tip.

    tail, tip: points (x, y); expressions or numbers in the units of the plot's axes.
    over: None, or an Index or Axis: then there is an arrow for each of its members.

    It takes name, dash, color, opacity and show as every mark.

    >>> Arrow((0, 0), (1, gamma))
    """

    def __init__(self, tail: Any, tip: Any, *, over: Index | Axis | None = None, **options: Unpack[MarkOptions]) -> None:
        super().__init__([pair(f"{self.kind}: tail", tail), pair(f"{self.kind}: tip", tip)], over=over, **options)

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        members = self.over[0].points if self.over else 1
        return [(arrows(self.line(color), color, members, 12, bool(self.over)), self.stated)]


def arrows(line: dict[str, Any], color: str, members: int, size: float, gaps: bool) -> dict[str, Any]:
    """A line template with a head at the end of every segment (tail, tip, gap)."""
    head = {"symbol": "arrow", "angleref": "previous", "color": color, "size": [0, size, *([0] if gaps else [])] * members, "opacity": 1}
    return {**line, "mode": "lines+markers", "marker": head}
