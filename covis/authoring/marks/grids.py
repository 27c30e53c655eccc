"""Marks over a pair of axes: colour (Heatmap), lines of equal z (Contours) and arrows (Field)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Unpack

import numpy as np
import sympy

from covis.authoring.marks.mark import GAP, Array, Drawn, Mark, MarkOptions, Number, Way, Words, extremes, sweep
from covis.authoring.marks.segments import arrows
from covis.authoring.outputs import Output, expression
from covis.authoring.palette import COLORSCALE, scale
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Axis, Index, Sweep, finite, round_up
from covis.document.schema import Form

MOST_ARROWS = 2500
MOST_CELLS = 250_000
# How much of the spacing of its grid the longest arrow of a field takes, in all but a twentieth of the states.
ARROW = 0.9
LARGE = 0.05
# Above the plot: beside it, it would take from the width, and two plots over one axis would no longer be in line.
COLORBAR = {
    "orientation": "h",
    "x": 1,
    "xanchor": "right",
    "y": 1.02,
    "yanchor": "bottom",
    "len": 0.45,
    "thickness": 10,
    "outlinewidth": 0,
    "ypad": 4,
}


def colorbar(title: str) -> dict[str, Any]:
    """The bar that says what the colours of a plot mean."""
    return {**COLORBAR, "title": {"text": f"{title}\u2002"}}


class Grid(Mark):
    """A mark over a pair of axes: the first along x, the second along y."""

    over: tuple[Sweep, Sweep]
    most: ClassVar[int] = MOST_CELLS
    kinds: ClassVar[tuple[type[Sweep], ...]] = (Axis,)

    def pair(self, over: Any) -> tuple[Sweep, Sweep]:
        """The two axes, which must differ and have few enough points."""
        if not isinstance(over, tuple | list) or len(over) != 2 or over[0] == over[1]:
            raise AuthoringError(f"{self.kind}: over={shown(over)}; give two axes, as over=(ax, ay)")
        ax, ay = (sweep(self.kind, axis, *self.kinds) for axis in over)
        if ax.points * ay.points > self.most:
            message = f"{self.kind}: {ax.points} x {ay.points} points are too many; give the axes points=, {self.most} in all at most"
            raise AuthoringError(message)
        return ax, ay

    @property
    def along(self) -> dict[Way, Sweep]:
        ax, ay = self.over
        return {"x": ax, "y": ay}

    @property
    def form(self) -> Form:
        return "plane"

    def grid(self, **values: Any) -> dict[str, Output]:
        """x and y as the axes' points, and each value with a row for every point of y."""
        ax, ay = self.over
        return {"x": Output((ax,), (ax,)), "y": Output((ay,), (ay,)), **{key: Output((value,), (ay, ax)) for key, value in values.items()}}


class Height(Grid):
    """A mark whose z is seen as colour or lines."""

    type: ClassVar[str]
    measured: ClassVar = {"x": "x", "y": "y", "z": "z"}
    colored = False
    has_height = True

    def __init__(self, z: Any, *, over: tuple[Sweep, Sweep], **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over, self.z = self.pair(over), expression(f"{self.kind}: z", z)

    @property
    def stated(self) -> dict[str, Output]:
        return self.grid(z=self.z)

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [({"type": self.type, "colorscale": self.colorscale, "opacity": self.opacity, **self.style(color)}, self.stated)]

    @property
    def colorscale(self) -> Any:
        """The colours of its values, dark to light: the palette's, or up to a colour of its own."""
        return scale(self.color) if self.color is not None and self.own_colors else COLORSCALE

    def style(self, color: str) -> dict[str, Any]:
        """What the trace has besides its colours."""
        return {}

    def describe(self, number: Number) -> Words:
        return [self.called, *extremes("z", number)]


class Heatmap(Height):
    """z as colour.

    z: an expression of the two axes and controls, or a number, in the plot's `z_unit`.
    over: two Axes, the first along x, the second along y; 250,000 points in all at most. Colours run smoothly from point to point; over
        an Index they fill cells.

    It takes name, opacity and show as every mark; its colours are those of its values, or go from darkness to a color="#rrggbb".

    >>> Heatmap(exp(-(a**2 + b**2)), over=(a, b))
    """

    type = "heatmap"
    barred = True
    kinds = (Axis, Index)

    @property
    def form(self) -> Form:
        return "strip" if self.over[1].points <= 2 else "wide"

    def style(self, color: str) -> dict[str, Any]:
        return {"zsmooth": False if any(isinstance(axis, Index) for axis in self.over) else "fast"}

    def heights(self, low: float, high: float, title: str) -> dict[str, Any]:
        return {"zmin": low, "zmax": high, "colorbar": colorbar(title)}


class Contours(Height):
    """Lines of equal z.

    z: an expression of the two axes and controls, or a number, in the plot's `z_unit`.
    over: two Axes, the first along x, the second along y; 250,000 points in all at most.
    levels: how many lines, about; or an evenly spaced, rising list of levels; None is about twelve.

    It takes name, dash, color, opacity and show as every mark.

    >>> Contours(a**2 + b**2, over=(a, b), levels=[1, 2, 3, 4])
    """

    type = "contour"
    colored = True

    def __init__(
        self, z: Any, *, over: tuple[Axis, Axis], levels: int | Sequence[float] | None = None, **options: Unpack[MarkOptions]
    ) -> None:
        super().__init__(z, over=over, **options)
        self.levels = levels
        if isinstance(levels, list | tuple):
            finite(self.kind, **{f"levels[{k}]": level for k, level in enumerate(levels)})
            gaps = [b - a for a, b in itertools.pairwise(levels)]
            if not levels or any(gap <= 0 or abs(gap - gaps[0]) > 1e-9 * abs(gaps[0]) for gap in gaps):
                way = "plot a function of z whose levels are"
                raise AuthoringError(f"{self.kind}: levels={shown(levels)} are not evenly spaced and rising; {way}")
        elif levels is not None and (isinstance(levels, bool) or not isinstance(levels, int) or levels < 1):
            raise AuthoringError(f"{self.kind}: levels={shown(levels)}; give how many, or an evenly spaced list")

    def style(self, color: str) -> dict[str, Any]:
        line = {"color": color, "width": 1.5, **({"dash": "dash"} if self.dash else {})}
        style: dict[str, Any] = {"contours": {"coloring": "none"}, "showscale": False, "line": line}
        if isinstance(self.levels, int):
            style["ncontours"] = self.levels
        elif self.levels:
            first, last = float(self.levels[0]), float(self.levels[-1])
            size = (last - first) / (len(self.levels) - 1) if len(self.levels) > 1 else 1.0
            style["contours"] |= {"start": first, "end": last, "size": size}
            style["autocontour"] = False
        return style

    def heights(self, low: float, high: float, title: str) -> dict[str, Any]:
        if self.levels is not None and not isinstance(self.levels, int):
            return {}
        size = round_up((high - low) / ((self.levels or 12) + 1))
        return {"autocontour": False, "contours": {"coloring": "none", "start": low, "end": high, "size": size}}


class Field(Grid):
    """Arrows (u, v) at the points of two axes, at one scale for all states, so that a stronger field is drawn longer.

    u, v: the components along x and y: expressions of the two axes and controls, or numbers, in one unit, whichever it is.
    over: two Axes, the first along x, the second along y; about 15 to 25 points each, 2,500 in all at most.

    It takes name, dash, color, opacity and show as every mark.

    >>> Field(-b, a, over=(a, b))
    """

    most = MOST_ARROWS
    alike = ("u", "v")

    def __init__(self, u: Any, v: Any, *, over: tuple[Axis, Axis], **options: Unpack[MarkOptions]) -> None:
        super().__init__(**options)
        self.over, self.u, self.v = self.pair(over), expression(f"{self.kind}: u", u), expression(f"{self.kind}: v", v)

    @property
    def stated(self) -> dict[str, Output]:
        return self.grid(u=self.u, v=self.v)

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        ax, ay = self.over
        s = sympy.Float(scale)
        drawn = {
            "x": Output((ax, ax + s * self.u, GAP), (ay, ax)),
            "y": Output((ay, ay + s * self.v, GAP), (ay, ax)),
        }
        return [(arrows(self.line(color, width=1.5), color, ax.points * ay.points, 8, True), drawn)]

    def scaling(self, states: Iterable[Mapping[str, Array]]) -> float:
        """How long an arrow is drawn for each unit of the field, in units of the axes."""
        longest = []
        for arrays in states:
            x, y, u, v = (arrays[key] for key in ("x", "y", "u", "v"))
            dx, dy = ((float(np.ptp(axis)) or 1.0) / max(len(axis) - 1, 1) for axis in (x, y))
            with np.errstate(all="ignore"):
                length = np.hypot(u / dx, v / dy)
            length = length[np.isfinite(length)]
            if length.size:
                longest.append(float(length.max()))
        typical = float(np.quantile(longest, 1 - LARGE)) if longest else 0.0
        return float(f"{ARROW / typical:.3g}") if typical > 0 else 1.0

    def describe(self, number: Number) -> Words:
        return [self.called + "arrows over the plane."]
