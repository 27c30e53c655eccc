"""Marks over two axes, and the general mark that is any Plotly trace."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import sympy

from covis.authoring.marks.mark import GAP, Drawn, Mark, arrows, sweep
from covis.authoring.outputs import Output, expression
from covis.authoring.place import AuthoringError
from covis.authoring.symbols import Axis, Index, Sweep, finite

MOST_ARROWS = 2500
MOST_CELLS = 250_000
SEQUENTIAL = "Cividis"  # made for viewers with and without colour-vision deficiency


class _Grid(Mark):
    """Over a pair of axes: the first along x, the second along y."""

    over: tuple[Axis, Axis]
    most: ClassVar[int] = MOST_CELLS
    measured: ClassVar[dict[str, str]] = {"x": "x", "y": "y", "z": "z"}
    colored: ClassVar[bool] = False

    def pair(self, over: Any) -> tuple[Axis, Axis]:
        if not isinstance(over, tuple | list) or len(over) != 2 or over[0] == over[1]:
            raise AuthoringError(f"{self.kind}: over={over!r}; give two axes, as over=(ax, ay)")
        ax, ay = (sweep(self.kind, axis, Axis) for axis in over)
        if ax.points * ay.points > self.most:
            message = f"{self.kind}: {ax.points} x {ay.points} points are too many; give the axes points=, {self.most} in all at most"
            raise AuthoringError(message)
        return ax, ay

    def grid(self, **values: Any) -> dict[str, Output]:
        """x and y as the axes' points, and each value with a row for every point of y."""
        ax, ay = self.over
        return {"x": Output((ax,), (ax,)), "y": Output((ay,), (ay,)), **{key: Output((value,), (ay, ax)) for key, value in values.items()}}


class _Height(_Grid):
    type: ClassVar[str]

    def __init__(self, z: Any, *, over: Any, **options: Any) -> None:
        super().__init__(**options)
        self.over, self.z = self.pair(over), expression(f"{self.kind}: z", z)

    @property
    def stated(self) -> dict[str, Output]:
        return self.grid(z=self.z)

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [({"type": self.type, "colorscale": SEQUENTIAL, "opacity": self.opacity, **self.style(color)}, self.stated)]

    def style(self, color: str) -> dict[str, Any]:
        return {}


class Heatmap(_Height):
    """z as colour."""

    type = "heatmap"

    def style(self, color: str) -> dict[str, Any]:
        return {"zsmooth": "fast"}


class Surface(_Height):
    """z as height, in three dimensions."""

    type = "surface"

    def style(self, color: str) -> dict[str, Any]:
        return {"showscale": False}


class Contours(_Height):
    """Lines of equal z: about `levels` of them, or those of an evenly spaced list."""

    type = "contour"
    colored: ClassVar[bool] = True

    def __init__(self, z: Any, *, over: Any, levels: int | Sequence[float] | None = None, **options: Any) -> None:
        super().__init__(z, over=over, **options)
        self.levels = levels
        if isinstance(levels, list | tuple):
            finite("Contours", **{f"levels[{k}]": level for k, level in enumerate(levels)})
            gaps = [b - a for a, b in itertools.pairwise(levels)]
            if not levels or any(gap <= 0 or abs(gap - gaps[0]) > 1e-9 * abs(gaps[0]) for gap in gaps):
                raise AuthoringError(f"Contours: levels={levels!r} are not evenly spaced and rising; plot a function of z whose levels are")
        elif levels is not None and (isinstance(levels, bool) or not isinstance(levels, int) or levels < 1):
            raise AuthoringError(f"Contours: levels={levels!r}; give how many, or an evenly spaced list")

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


class Field(_Grid):
    """Arrows (u, v) at the points of two axes. One scale for all states, so that a stronger field is drawn longer."""

    most = MOST_ARROWS
    measured: ClassVar[dict[str, str]] = {"x": "x", "y": "y", "u": "u", "v": "v"}
    colored: ClassVar[bool] = True

    def __init__(self, u: Any, v: Any, *, over: Any, **options: Any) -> None:
        super().__init__(**options)
        self.over, self.u, self.v = self.pair(over), expression("Field: u", u), expression("Field: v", v)

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


class Trace(Mark):
    """The general mark: any Plotly trace type; each array is an expression, a Samples or a list of constants."""

    measured: ClassVar[dict[str, str]] = {"x": "x", "y": "y", "z": "z"}

    def __init__(self, type: str, *, over: Any = (), style: Mapping[str, Any] | None = None, **arrays: Any) -> None:
        options = {key: arrays.pop(key) for key in ("name", "dash", "color", "opacity", "show") if key in arrays}
        super().__init__(**options)
        if not isinstance(type, str) or not type.isidentifier():
            raise AuthoringError(f'Trace: the type is {type!r}; name a Plotly trace type such as "scatterpolar"')
        axes = tuple(over) if isinstance(over, tuple | list) else (over,)
        self.over: tuple[Sweep, ...] = tuple(sweep("Trace", axis, Axis, Index) for axis in axes)
        self.type, self.style = type, dict(style or {})
        if not arrays:
            raise AuthoringError("Trace: give its arrays by name, such as r=..., theta=...")
        self.arrays: dict[str, Output] = {}
        self.constants: dict[str, list[Any]] = {}
        for key, value in arrays.items():
            if isinstance(value, list | tuple) and any(isinstance(item, str) for item in value):
                self.constants[key] = list(value)
            elif isinstance(value, list | tuple):
                self.arrays[key] = Output(tuple(expression(f"Trace: {key}", item) for item in value), ())
            else:
                self.arrays[key] = Output((expression(f"Trace: {key}", value),), self._swept(value))

    def _swept(self, value: Any) -> tuple[Sweep, ...]:
        """The axes that an array has: all of them for a grid, its own where it is one of them."""
        if len(self.over) < 2:
            return self.over
        return (value,) if value in self.over else (self.over[1], self.over[0])

    @property
    def stated(self) -> dict[str, Output]:
        return self.arrays

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        look: dict[str, Any] = {}
        if self.type.startswith("scatter"):
            look = {"line": {"color": color}, "marker": {"color": color}}
        elif self.type in ("bar", "barpolar", "histogram"):
            look = {"marker": {"color": color}}
        return [({"type": self.type, "opacity": self.opacity, **look, **self.constants, **self.style}, self.stated)]
