"""Marks in three dimensions, for a Scene: Path3, Points3, Arrow3, and Surface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Unpack

import sympy

from covis.authoring.marks.grids import Grid
from covis.authoring.marks.mark import GAP, Drawn, Mark, MarkOptions, Number, PlainOptions, Way, Words, extremes, sweep, sweeps
from covis.authoring.marks.values import Color, Valued
from covis.authoring.outputs import Output, expression
from covis.authoring.palette import COLORSCALE
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Axis, Index, Sweep

WAYS = ("x", "y", "z")
Triple = tuple[sympy.Expr, sympy.Expr, sympy.Expr]


class _InSpace(Mark):
    """A line or points in space."""

    measured: ClassVar = {"x": "x", "y": "y", "z": "z"}
    spatial = True

    @property
    def solid(self) -> bool:
        return True

    def trace(self, color: str, mode: str, **more: Any) -> dict[str, Any]:
        """The template of a Plotly trace in space."""
        line = {"color": color, "width": 4, **({"dash": "dash"} if self.dash else {})}
        return {"type": "scatter3d", "mode": mode, "line": line, "opacity": self.opacity, "connectgaps": False, **more}


class Path3(_InSpace):
    """The line through the points (x, y, z) as the axis or index runs.

    x, y, z: expressions of the axis and controls, or numbers, in the units of the scene's axes.
    over: the Axis or Index that runs.

    It takes name, dash, color, opacity and show as every mark.

    >>> Path3(cos(t), sin(t), t / 5, over=t)
    """

    broken = True

    def __init__(self, x: Any, y: Any, z: Any, *, over: Axis | Index, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over: Sweep = sweep(self.kind, over, Axis, Index)
        self.at = _triple(self.kind, (x, y, z))

    @property
    def stated(self) -> dict[str, Output]:
        return {way: Output((value,), (self.over,)) for way, value in zip(WAYS, self.at, strict=True)}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [(self.trace(color, "lines"), self.stated)]

    def describe(self, number: Number) -> Words:
        return [self.called + "begins at ", *_spoken("first", number), ", ends at ", *_spoken("last", number), "."]


class Points3(_InSpace, Valued):
    """Dots at (x, y, z).

    x, y, z: three expressions or numbers; or three equally long lists of them, for a dot each. They are in the units of the scene's axes;
        a bare number is a place on the axis.
    over: None, or an Axis or Index: then there is a dot (or a list of dots) for each of its members.
    color: as of every mark; or an expression, or a list of one for each dot, whose value the colour shows, in the scene's `color_unit`.

    It takes name, dash, opacity and show as every mark.

    >>> Points3(0, 0, [0, 1], name="poles")
    """

    placed = True
    measured: ClassVar = {**_InSpace.measured, "color": "color"}

    def __init__(
        self, x: Any, y: Any, z: Any, *, over: Axis | Index | None = None, color: Color = None, **options: Unpack[PlainOptions]
    ) -> None:
        given = [list(value) if isinstance(value, list | tuple) else [value] for value in (x, y, z)]
        count = max(map(len, given))
        # One number stands for all the dots of a list: Points3(0, 0, [0, 1]).
        rows = [values * count if len(values) == 1 else values for values in given]
        if not count or any(len(values) != count for values in rows):
            lengths = ", ".join(f"{len(values)} of {way}" for way, values in zip(WAYS, given, strict=True))
            raise AuthoringError(f"{self.kind}: there are {lengths}; give as many of each")
        self.take(color, count, options)
        self.over = sweeps(self.kind, over, Axis, Index)
        self.at = [_triple(self.kind, each) for each in zip(*rows, strict=True)]

    @property
    def stated(self) -> dict[str, Output]:
        return self.with_values({way: Output(tuple(each[k] for each in self.at), self.over) for k, way in enumerate(WAYS)})

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        stated = self.stated
        marker, arrays = self.marker(color, {way: stated[way] for way in WAYS}, size=5)
        return [(self.trace(color, "markers", marker=marker), arrays)]

    def describe(self, number: Number) -> Words:
        if self.over or len(self.at) > 1:
            return self.told([self.called, *extremes("z", number)], number)
        return self.told([self.called + "at ", *_spoken("first", number), "."], number)


class Arrow3(_InSpace):
    """An arrow in space from its tail to its tip.

    tail, tip: points (x, y, z); expressions or numbers in the units of the scene's axes. A bare number is a place on the axis.
    over: None, or an Axis or Index: then there is an arrow for each of its members.

    It takes name, dash, color, opacity and show as every mark.

    >>> Arrow3((0, 0, 0), (1, 0, gamma))
    """

    placed = True

    def __init__(self, tail: Any, tip: Any, *, over: Axis | Index | None = None, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.ends = [_triple(f"{self.kind}: {which}", value) for which, value in (("tail", tail), ("tip", tip))]
        self.over = sweeps(self.kind, over, Axis, Index)

    @property
    def stated(self) -> dict[str, Output]:
        gap = (GAP,) if self.over else ()
        return {way: Output((*(end[k] for end in self.ends), *gap), self.over) for k, way in enumerate(WAYS)}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        members = self.over[0].points if self.over else 1
        # Plotly has no arrow in space; the page draws a head where a marker of a line has a size.
        size = [0, 5, *([0] if self.over else [])] * members
        return [(self.trace(color, "lines+markers", marker={"symbol": "diamond", "color": color, "size": size}), self.stated)]

    def describe(self, number: Number) -> Words:
        if self.over:
            return [self.called, *extremes("z", number)]
        return [self.called + "from ", *_spoken("first", number), " to ", *_spoken("last", number), "."]


class Surface(Grid):
    """A surface in space: z as height over two axes, or the points (x, y, z) as two axes run.

    values: one expression, z, over the first axis along x and the second along y; or three, x, y and z, of the two axes. They are
        expressions of the axes and controls, or numbers, in the units of the scene's axes.
    over: two Axes; about 40 points each.

    It takes name, color, opacity and show as every mark. Without a color it is coloured by its height.

    >>> Surface(cos(a) * cos(b), over=(a, b))
    >>> Surface(sin(b) * cos(a), sin(b) * sin(a), cos(b), over=(a, b))
    """

    measured: ClassVar = {"x": "x", "y": "y", "z": "z"}
    spatial = True
    has_height = True

    def __init__(self, *values: Any, over: tuple[Axis, Axis], **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        if len(values) not in (1, 3):
            raise AuthoringError(f"{self.kind}: {len(values)} expressions are given; give the height z, or the three of a point: x, y, z")
        self.colored = self.color is not None
        self.over, self.z = self.pair(over), expression(f"{self.kind}: z", values[-1])
        self.at = _triple(self.kind, values) if len(values) == 3 else None

    @property
    def solid(self) -> bool:
        return True

    @property
    def along(self) -> dict[Way, Sweep]:
        return {} if self.at else super().along

    @property
    def stated(self) -> dict[str, Output]:
        if self.at is None:
            return self.grid(z=self.z)
        ax, ay = self.over
        return {way: Output((value,), (ay, ax)) for way, value in zip(WAYS, self.at, strict=True)}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        colors = [[0, color], [1, color]] if self.colored else COLORSCALE
        return [({"type": "surface", "colorscale": colors, "opacity": self.opacity, "showscale": False}, self.stated)]

    def heights(self, low: float, high: float, title: str) -> dict[str, Any]:
        return {"cmin": low, "cmax": high}

    def describe(self, number: Number) -> Words:
        return [self.called, *extremes("z", number)]


def _triple(owner: str, value: Any) -> Triple:
    """A point (x, y, z) of expressions."""
    if not isinstance(value, Iterable) or isinstance(value, str) or len(point := tuple(value)) != 3:
        raise AuthoringError(f"{owner} is {shown(value)}; give a point as (x, y, z)")
    x, y, z = (expression(f"{owner}: {way}", each) for way, each in zip(WAYS, point, strict=True))
    return x, y, z


def _spoken(which: Any, number: Number) -> Words:
    """(x, y, z) in a description."""
    return ["(", number("x", which), ", ", number("y", which), ", ", number("z", which), ")"]
