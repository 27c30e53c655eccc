"""Histogram: how often values fall into each of many bins."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Unpack

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.marks.mark import GAP, Drawn, Mark, MarkOptions, Number, Way, Words, measure, sweep
from covis.authoring.outputs import Output, closure, expression
from covis.authoring.place import AuthoringError, yes_or_no
from covis.authoring.symbols import Axis, Constant, Index, Sweep


class Histogram(Mark):
    """How many of the values of an Index fall into each bin, as bars.

    values: an expression of the index `over` and of controls, in the unit of the bins.
    over: the Index of the values; where a control moves its last member, only those that are there count.
    bins: an Axis, evenly spaced and with bounds that no control moves: each two neighbouring points are the ends of a bin, which holds
        its lower end and not its upper one. Or an Index, for values that are whole numbers: one bin a member. It is the plot's x axis.
    density: whether the bars show the share of the values divided by the width of a bin, so that their area is 1 and a probability
        density lies over them, in one over the unit of the bins. If not, they show how many values there are.

    Values outside of the bins are not shown; they count in the density. It takes name, dash, color, opacity and show as every mark.

    >>> Histogram(normal(u), over=k, bins=x, density=True)
    """

    from_zero = True
    layout: ClassVar = {"barmode": "overlay", "bargap": 0.04}

    def __init__(self, values: Any, *, over: Index, bins: Axis | Index, density: bool = False, **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over: Index = sweep(self.kind, over, Index)
        if not isinstance(bins, Axis | Index):
            raise AuthoringError(f"{self.kind}: bins={bins!r} is not an Axis or an Index; the points of an Axis are the ends of the bins")
        moved = sorted(symbol.name for symbol in closure([bins]) if isinstance(symbol, Control))
        if moved or bins.log:
            why = f"moves with {moved[0]}" if moved else "is logarithmic"
            raise AuthoringError(f"{self.kind}: bins={bins.name} {why}; its bins would not be equally wide. Give bounds that are numbers")
        if bins == over:
            raise AuthoringError(f"{self.kind}: bins={bins.name} is the Index of the values; give the bins an Axis or Index of their own")
        yes_or_no(self.kind, density=density)
        self.ends_at_last = isinstance(bins, Axis)
        self.bins, self.density, self.values = bins, density, expression(f"{self.kind}: values", values)

    @property
    def along(self) -> dict[Way, Sweep]:
        return {"x": self.bins}

    @cached_property
    def stated(self) -> dict[str, Output]:
        wide: sympy.Expr = sympy.S.One
        middle: sympy.Expr = self.bins
        inside = sympy.Eq(self.values, self.bins)
        if isinstance(self.bins, Axis):
            low, high = (float(bound.xreplace({c: c.value for c in bound.atoms(Constant)})) for bound in self.bins.bounds)
            start, wide = measure("start", low, self.bins.unit), measure("width", (high - low) / (self.bins.points - 1), self.bins.unit)
            # Each value is in the one bin whose number it has, whatever is rounded where; the last point begins no bin.
            number, here = sympy.floor((self.values - start) / wide), sympy.floor((self.bins - start) / wide + sympy.S.Half)
            middle = sympy.Piecewise((self.bins + wide / 2, here < self.bins.points - 1), (GAP, True))
            inside = sympy.Eq(number, here) & (here < self.bins.points - 1)
        first, end = self.over.bounds
        count = sympy.Sum(sympy.Piecewise((1, inside), (0, True)), (self.over, first, end))
        height = count / ((end - first + 1) * wide) if self.density else count
        return {"x": Output((middle,), (self.bins,)), "y": Output((height,), (self.bins,))}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [({"type": "bar", "marker": {"color": color}, "opacity": self.opacity}, self.stated)]

    def describe(self, number: Number) -> Words:
        what = "density" if self.density else "count"
        return [
            self.called + f"a histogram of {self.bins.points - isinstance(self.bins, Axis)} bins, highest {what} ",
            number("y", "max"),
            ".",
        ]
