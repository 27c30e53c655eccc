"""Bars: one for each member of an index, or at places of an axis."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import sympy

from covis.authoring.marks.mark import Drawn, Number, PlainOptions, Way, Words, measure, sweep
from covis.authoring.marks.values import Color, Valued
from covis.authoring.outputs import Output, expression
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Axis, Index, Sweep
from covis.document.schema import Form


class Bars(Valued):
    """Bars from zero: one for each member of an index, or at real places.

    y: the height: an expression of what `over` names and controls, or a number, in the unit of the plot's y axis.
    over: an Index, or an Axis whose points are the middles of the bars. It is the plot's x axis, which takes its label and unit.
    x: None, or the middle of each bar as an expression of `over` and controls, in the plot's `x_unit`; then give the plot a label for x.
    width: how wide each bar is, in the unit of x: an expression or a number. None is the spacing of an Axis, so that bars touch; over an
        Index, bars without a width stand apart, side by side with those of other marks.
    color: as of every mark; or an expression whose value the colour of each bar shows, in the plot's `z_unit`.

    It takes name, dash, opacity and show as every mark.

    >>> Bars(m**k * exp(-m) / factorial(k), over=k)
    >>> Bars(a**n, over=n, x=n * f_0, width=f_0 / 4)
    """

    from_zero = True
    measured: ClassVar = {"x": "x", "y": "y", "left": "x", "right": "x", "color": "z"}
    drawn_as: ClassVar = {**Valued.drawn_as, "width": "left", "offset": "left"}
    layout: ClassVar = {"barmode": "group", "bargap": 0.35}

    def __init__(
        self, y: Any, *, over: Index | Axis, x: Any = None, width: Any = None, color: Color = None, **options: Unpack[PlainOptions]
    ) -> None:
        self.take(color, 1, options)
        self.over, self.y = sweep(self.kind, over, Index, Axis), expression(f"{self.kind}: y", y)
        self.x: sympy.Expr = over if x is None else expression(f"{self.kind}: x", x)
        self.free = x is not None
        self.width = self._wide(width)

    def _wide(self, width: Any) -> sympy.Expr | None:
        """How wide the bars are; None leaves it to the plot."""
        if width is not None:
            wide = expression(f"{self.kind}: width", width)
            if wide.is_nonpositive:
                raise AuthoringError(f"{self.kind}: width={width}; give a width above zero")
            bare = wide.is_number and not self.free and self.over.unit  # a bare number is a width along the axis, in its unit
            return measure("width_of_a_bar", float(wide), self.over.unit) if bare else wide
        if self.free and isinstance(self.over, Axis):
            raise AuthoringError(f"{self.kind}: with x= along an Axis say how wide the bars are, with width=")
        if isinstance(self.over, Index):
            return None
        if self.over.log:
            raise AuthoringError(f"{self.kind}: along a logarithmic axis bars are not equally wide; say how wide they are, with width=")
        # An end of an axis that is a bare number is in its unit.
        low, high = (measure(f"end_{k}", float(end), self.over.unit) if end.is_number else end for k, end in enumerate(self.over.bounds))
        return (high - low) / (self.over.points - 1)

    @property
    def along(self) -> dict[Way, Sweep]:
        return {} if self.free else {"x": self.over}

    @property
    def form(self) -> Form:
        return "wide"

    @property
    def stated(self) -> dict[str, Output]:
        ends = {} if self.width is None else {"left": self.x - self.width / 2, "right": self.x + self.width / 2}
        return self.with_values({key: Output((value,), (self.over,)) for key, value in {"x": self.x, "y": self.y, **ends}.items()})

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        stated = self.stated
        marker, arrays = self.marker(color, {"x": stated["x"], "y": stated["y"]})
        if self.width is not None:  # with an offset of its own, a bar stays where it is when other marks have bars too
            arrays |= {"width": Output((self.width,), (self.over,)), "offset": Output((-self.width / 2,), (self.over,))}
        return [({"type": "bar", "marker": marker, "opacity": self.opacity}, arrays)]

    def describe(self, number: Number) -> Words:
        return self.told(super().describe(number), number)
