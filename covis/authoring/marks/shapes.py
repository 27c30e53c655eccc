"""Filled shapes: Polygon, through its corners, and Region, inside a closed curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Unpack

from covis.authoring.marks.curves import Path
from covis.authoring.marks.mark import GAP, Drawn, MarkOptions, Number, Words
from covis.authoring.marks.segments import Polyline
from covis.authoring.outputs import Output
from covis.authoring.palette import rgb
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Axis, Index
from covis.authoring.tables import Samples


def solidity(owner: str, fill: Any) -> float:
    """How solid the inside of a shape is, which must be from 0 to 1."""
    if isinstance(fill, bool) or not isinstance(fill, int | float) or not 0 <= fill <= 1:
        raise AuthoringError(f"{owner}: fill={shown(fill)}; give a number from 0 (an outline only) to 1 (solid)")
    return fill


def filled(outline: dict[str, Any], color: str, fill: float) -> dict[str, Any]:
    """The template of a line with its inside filled."""
    red, green, blue = rgb(color)
    inside = {"fill": "toself", "fillcolor": f"rgba({red},{green},{blue},{fill:g})", "hoveron": "points"} if fill else {}
    return {**outline, **inside}


class Polygon(Polyline):
    """The area inside straight lines from corner to corner and back to the first one.

    points: a list of three corners (x, y) or more; expressions or numbers in the units of the plot's axes.
    over: None, or an Index or Axis: then there is such a shape for each of its members.
    fill: how solid its inside is, from 0 (an outline only) to 1 (nothing under it is seen). In a plot with shapes the
        first mark lies on top.

    It takes name, dash, color, opacity and show as every mark.

    >>> Polygon([(0, 0), (b, 0), (0, h)], name="triangle")
    """

    covers: ClassVar = True

    def __init__(
        self, points: Sequence[Any], *, over: Index | Axis | None = None, fill: float = 0.25, **options: Unpack[MarkOptions]
    ) -> None:
        super().__init__(points, over=over, **options)
        if len(self.points) < 3:
            raise AuthoringError(f"{self.kind}: a shape has three corners or more; for one straight line use Polyline")
        self.fill = solidity(self.kind, fill)

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        corners = [*self.points, self.points[0], *([(GAP, GAP)] if self.over else [])]
        around = {way: Output(tuple(corner[k] for corner in corners), self.over) for k, way in enumerate("xy")}
        return [(filled(self.line(color), color, self.fill), around)]

    def describe(self, number: Number) -> Words:
        return _described(self.called, "a shape for each member" if self.over else f"a shape of {len(self.points)} corners", number)


class Region(Path):
    """The area inside the closed curve through the points (x, y) as the axis or index runs, such as a circle.

    x, y: expressions of the axis and controls, or numbers, in the units of the plot's axes (give x_unit= and y_unit= to Plot).
    over: the Axis or Index that runs. A straight line leads from the last point back to the first.
    each: None, or an Index: then there is a region for each of its members, and x and y may hold it.
    fill: how solid its inside is, from 0 (an outline only) to 1 (nothing under it is seen). In a plot with shapes the
        first mark lies on top.

    It takes name, dash, color, opacity and show as every mark.

    >>> Region(r * cos(a), r * sin(a), over=a)
    """

    covers: ClassVar = True
    broken = False

    def __init__(
        self,
        x: Any,
        y: Any,
        *,
        over: Axis | Index,
        each: Index | None = None,
        fill: float = 0.25,
        **options: Unpack[MarkOptions],
    ) -> None:
        super().__init__(x, y, over=over, each=each, **options)
        self.fill = solidity(self.kind, fill)

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        ((outline, arrays),) = super().traces(color)
        return [*self._closing(outline), (filled(outline, color, self.fill), arrays)]

    def _closing(self, outline: dict[str, Any]) -> list[Drawn]:
        """The line from the last point to the first, unless they are the same. It lies below the inside, of one colour with it."""
        if self.x.has(Samples) or self.y.has(Samples):  # a table is read at the points of its axis only
            return []
        first, last = self.over.bounds
        ends = {way: (value.subs(self.over, last), value.subs(self.over, first)) for way, value in (("x", self.x), ("y", self.y))}
        if all(one == other for one, other in ends.values()):
            return []
        along, gap = ((), ()) if self.each is None else ((self.each,), (GAP,))
        return [({**outline, "hoverinfo": "skip"}, {way: Output((*pair, *gap), along) for way, pair in ends.items()})]

    def describe(self, number: Number) -> Words:
        what = "a closed shape" if self.each is None else f"a closed shape for each {self.each.label}"
        return _described(self.called, what, number)


def _described(called: str, what: str, number: Number) -> Words:
    return [
        *(f"{called}{what}, x from ", number("x", "min"), " to ", number("x", "max")),
        *(", y from ", number("y", "min"), " to ", number("y", "max"), "."),
    ]
