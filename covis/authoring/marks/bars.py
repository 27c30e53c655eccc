"""Bars: one for each member of an index."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

from covis.authoring.marks.mark import Drawn, Mark, MarkOptions, Way, sweep
from covis.authoring.outputs import Output, expression
from covis.authoring.symbols import Index, Sweep


class Bars(Mark):
    """One bar for each member of an index, from zero.

    y: the height: an expression of the index and controls, or a number, in the unit of the plot's y axis.
    over: the Index. It is the plot's x axis, which takes its label.

    It takes name, dash, color, opacity and show as every mark.

    >>> Bars(m**k * exp(-m) / factorial(k), over=k)
    """

    from_zero = True
    layout: ClassVar = {"barmode": "group", "bargap": 0.35}

    def __init__(self, y: Any, *, over: Index, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over, self.y = sweep(self.kind, over, Index), expression(f"{self.kind}: y", y)

    @property
    def along(self) -> dict[Way, Sweep]:
        return {"x": self.over}

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output((self.over,), (self.over,)), "y": Output((self.y,), (self.over,))}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [({"type": "bar", "marker": {"color": color}, "opacity": self.opacity}, self.stated)]
