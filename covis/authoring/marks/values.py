"""Marks whose colour may be a value: `color=` is then an expression, and the plot has a bar with the scale of colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import sympy

from covis.authoring.marks.grids import colorbar
from covis.authoring.marks.mark import Mark, Number, PlainOptions, Words, extremes
from covis.authoring.outputs import Output, expression
from covis.authoring.palette import COLORSCALE, Role, shade
from covis.authoring.place import AuthoringError, shown

Color = Role | str | sympy.Expr | Sequence[sympy.Expr | float] | None


class Valued(Mark):
    """A mark that is drawn in the colour of a role, or in that of a value for each of its members."""

    drawn_as: ClassVar[Mapping[str, str]] = {"marker.color": "color"}
    values: tuple[sympy.Expr, ...] = ()

    def take(self, color: Any, count: int, options: PlainOptions) -> None:
        """Take the options, and `color`: a role, a colour of its own, an expression, or a list of as many expressions as there are dots."""
        named = color is None or isinstance(color, str)
        Mark.__init__(self, color=color if named else None, **options)
        if named:
            return
        if not isinstance(color, sympy.Expr | list | tuple):
            raise AuthoringError(f'{self.kind}: color={shown(color)}; give a role such as "a", or an expression whose value it shows')
        self.colored, self.barred = False, True
        given = list(color) if isinstance(color, list | tuple) else [color] * count
        if len(given) != count:
            raise AuthoringError(f"{self.kind}: color has {len(given)} values for {count} dots; give as many")
        self.values = tuple(expression(f"{self.kind}: color", value) for value in given)

    def with_values(self, stated: dict[str, Output]) -> dict[str, Output]:
        """What it states, with the values of its colours."""
        return {**stated, "color": Output(self.values, stated["x"].over)} if self.values else stated

    def marker(self, color: str, arrays: dict[str, Output], **more: Any) -> tuple[dict[str, Any], dict[str, Output]]:
        """The template of its markers, and the arrays of its trace by Plotly's names."""
        if not self.values:
            return {"color": color, **more}, arrays
        rim = {"width": 0.75, "color": shade("muted")}  # the lightest colours are seen by it on a light ground
        return {"colorscale": COLORSCALE, "line": rim, **more}, {**arrays, "marker.color": self.stated["color"]}

    def heights(self, low: float, high: float, title: str) -> dict[str, Any]:
        if not self.values:
            return {}
        return {"marker.cmin": low, "marker.cmax": high, "marker.colorbar": colorbar(title)}

    def told(self, words: Words, number: Number) -> Words:
        """A description with what the colours show."""
        return [*words, " Colour: ", *extremes("color", number)] if self.values else words
