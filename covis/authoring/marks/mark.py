"""Marks: what is drawn in a plot. Each says which arrays it states and which Plotly traces draw them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import sympy
from sympy.logic.boolalg import Boolean

from covis.authoring.outputs import Output, expression
from covis.authoring.place import AuthoringError, here
from covis.authoring.symbols import Axis, Control, Index, Slider, Sweep

# Okabe and Ito's palette, told apart in every common form of colour blindness; by role, so that a theme may answer for its own shade.
PALETTE = {
    "a": "#0072B2",
    "b": "#D55E00",
    "c": "#009E73",
    "d": "#CC79A7",
    "e": "#E69F00",
    "f": "#56B4E9",
    "g": "#8C6BB1",
    "h": "#B8A300",
    "muted": "#7F8792",
    "accent": "#D55E00",
}

Drawn = tuple[dict[str, Any], dict[str, Output]]
GAP = sympy.nan


class Mark:
    """The options that every mark takes: name="", dash=False, color=None, opacity=1, show=True or a condition on controls."""

    # Which axis of the plot each stated array is measured on.
    measured: ClassVar[dict[str, str]] = {"x": "x", "y": "y"}
    colored: ClassVar[bool] = True

    def __init__(self, *, name: str = "", dash: bool = False, color: str | None = None, opacity: float = 1, show: Any = True) -> None:
        self.place = here()
        self.name, self.dash, self.color, self.opacity = name, dash, color, opacity
        if not isinstance(name, str):
            raise AuthoringError(f"{self.kind}: name={name!r} is not a text")
        if color is not None and color not in PALETTE:
            raise AuthoringError(f"{self.kind}: color={color!r} is not a role of the palette; choose one of {', '.join(PALETTE)}")
        if isinstance(opacity, bool) or not isinstance(opacity, int | float) or not 0 <= opacity <= 1:
            raise AuthoringError(f"{self.kind}: opacity={opacity!r}; give a number from 0 to 1")
        self.show = condition(f"{self.kind}: show", show)

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    def stated(self) -> dict[str, Output]:
        """The arrays as the author states them: what `snapshot()` reports and the checks compare."""
        raise NotImplementedError

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        """The Plotly traces that draw it: each a template and the outputs that fill its arrays. `scale` is a Field's."""
        raise NotImplementedError

    def line(self, color: str, **more: Any) -> dict[str, Any]:
        """The template of a line. Where the model has no value there is a gap, and every point is drawn."""
        line = {"color": color, "width": 2, "simplify": False, **({"dash": "dash"} if self.dash else {}), **more}
        return {"type": "scatter", "mode": "lines", "line": line, "opacity": self.opacity, "connectgaps": False}


def condition(owner: str, show: Any) -> Output | None:
    """None for always; else an output that is 1 where the mark is shown and 0 where it is not."""
    if show is True:
        return None
    if isinstance(show, Control):
        show = sympy.Ne(show, 0)
    if not isinstance(show, Boolean):
        raise AuthoringError(f"{owner}={show!r} is not a condition; write one such as show=n > 2, or show=toggle")
    return Output((sympy.Piecewise((1, show), (0, True)),), ())


def sweep(owner: str, over: Any, *kinds: type[Sweep]) -> Any:
    if not isinstance(over, kinds):
        wanted = " or ".join(("an " if kind is not Sweep else "a ") + kind.__name__ for kind in kinds)
        raise AuthoringError(f"{owner}: over={over!r} is not {wanted}; name the one that the mark is swept along")
    return over


def pair(owner: str, value: Any) -> tuple[sympy.Expr, sympy.Expr]:
    """A point (x, y) of expressions."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise AuthoringError(f"{owner} is {value!r}; give a point as (x, y)")
    return expression(f"{owner}: x", value[0]), expression(f"{owner}: y", value[1])


class _Line(Mark):
    x: sympy.Expr
    y: sympy.Expr
    over: Sweep

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output((self.x,), (self.over,)), "y": Output((self.y,), (self.over,))}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [(self.line(color), self.stated)]


class Curve(_Line):
    """y against its axis."""

    def __init__(self, y: Any, *, over: Axis, **options: Any) -> None:
        super().__init__(**options)
        self.over = sweep("Curve", over, Axis)
        self.x, self.y = over, expression("Curve: y", y)


class Path(_Line):
    """The line through the points (x, y) as the axis or index runs."""

    def __init__(self, x: Any, y: Any, *, over: Axis | Index, **options: Any) -> None:
        super().__init__(**options)
        self.over = sweep("Path", over, Axis, Index)
        self.x, self.y = expression("Path: x", x), expression("Path: y", y)


class Points(Mark):
    """Dots at (x, y): one, one for each of two equally long lists, or one for each member of `over`."""

    def __init__(self, x: Any, y: Any, *, over: Axis | Index | None = None, **options: Any) -> None:
        super().__init__(**options)
        xs, ys = (list(value) if isinstance(value, list | tuple) else [value] for value in (x, y))
        if len(xs) != len(ys):
            raise AuthoringError(f"Points: {len(xs)} values of x and {len(ys)} of y; give as many of each")
        self.over: tuple[Sweep, ...] = () if over is None else (sweep("Points", over, Axis, Index),)
        self.xs = tuple(expression("Points: x", value) for value in xs)
        self.ys = tuple(expression("Points: y", value) for value in ys)

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output(self.xs, self.over), "y": Output(self.ys, self.over)}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [({"type": "scatter", "mode": "markers", "marker": {"color": color, "size": 8}, "opacity": self.opacity}, self.stated)]


class Bars(Mark):
    """One bar for each member of an index."""

    def __init__(self, y: Any, *, over: Index, **options: Any) -> None:
        super().__init__(**options)
        self.over, self.y = sweep("Bars", over, Index), expression("Bars: y", y)

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output((self.over,), (self.over,)), "y": Output((self.y,), (self.over,))}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [({"type": "bar", "marker": {"color": color}, "opacity": self.opacity}, self.stated)]


class Polyline(Mark):
    """Straight lines from point to point; with `over`, one such line for each member."""

    def __init__(self, points: Sequence[Any], *, over: Index | Axis | None = None, **options: Any) -> None:
        super().__init__(**options)
        if not isinstance(points, list | tuple) or len(points) < 2:
            raise AuthoringError("Polyline: give a list of two points or more, such as [(0, 0), (x, y)]")
        self.points = [pair(f"Polyline: point {k}", point) for k, point in enumerate(points, 1)]
        self.over: tuple[Sweep, ...] = () if over is None else (sweep(self.kind, over, Index, Axis),)

    @property
    def stated(self) -> dict[str, Output]:
        gap = ((GAP, GAP),) if self.over else ()
        return {way: Output(tuple(point[k] for point in (*self.points, *gap)), self.over) for k, way in enumerate("xy")}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        return [(self.line(color), self.stated)]


class Arrow(Polyline):
    """From tail to tip; with `over`, one arrow for each member."""

    def __init__(self, tail: Any, tip: Any, *, over: Index | Axis | None = None, **options: Any) -> None:
        super().__init__([pair("Arrow: tail", tail), pair("Arrow: tip", tip)], over=over, **options)

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        members = self.over[0].points if self.over else 1
        return [(arrows(self.line(color), color, members, 12, bool(self.over)), self.stated)]


def arrows(line: dict[str, Any], color: str, members: int, size: float, gaps: bool) -> dict[str, Any]:
    """A line template with a head at the end of every segment (tail, tip, gap)."""
    head = {"symbol": "arrow", "angleref": "previous", "color": color, "size": [0, size, *([0] if gaps else [])] * members, "opacity": 1}
    return {**line, "mode": "lines+markers", "marker": head}


class Band(Mark):
    """The area between two curves."""

    measured: ClassVar[dict[str, str]] = {"x": "x", "low": "y", "high": "y"}

    def __init__(self, low: Any, high: Any, *, over: Axis, **options: Any) -> None:
        super().__init__(**options)
        self.over = sweep("Band", over, Axis)
        self.low, self.high = expression("Band: low", low), expression("Band: high", high)

    @property
    def stated(self) -> dict[str, Output]:
        return {key: Output((value,), (self.over,)) for key, value in (("x", self.over), ("low", self.low), ("high", self.high))}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        stated = self.stated
        edge = self.line(color, width=0)
        red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
        fill = {"fill": "tonexty", "fillcolor": f"rgba({red},{green},{blue},{0.25 * self.opacity:g})", "hoverinfo": "skip"}
        return [
            ({**edge, "hoverinfo": "skip"}, {"x": stated["x"], "y": stated["low"]}),
            ({**edge, **fill}, {"x": stated["x"], "y": stated["high"]}),
        ]


class Label(Mark):
    """A word in the plot."""

    def __init__(self, text: str, *, at: Any, **options: Any) -> None:
        super().__init__(**options)
        if not isinstance(text, str) or not text.strip():
            raise AuthoringError(f"Label: the text is {text!r}; give a word")
        self.text, self.at = text, pair("Label: at", at)

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output((self.at[0],), ()), "y": Output((self.at[1],), ())}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        style = {
            "text": [self.text],
            "textposition": "top center",
            "textfont": {"color": color},
            "hoverinfo": "skip",
            "opacity": self.opacity,
        }
        return [({"type": "scatter", "mode": "text", **style}, self.stated)]


class Handle(Mark):
    """A point to drag: a Slider as x or y moves with it; a number or an expression stays."""

    def __init__(self, *, x: Any, y: Any, **options: Any) -> None:
        super().__init__(**options)
        self.x, self.y = expression("Handle: x", x), expression("Handle: y", y)
        if not self.moves:
            raise AuthoringError("Handle: neither x nor y is a Slider; use Points for a point that nobody drags")

    @property
    def moves(self) -> dict[str, str]:
        """The slider that each direction moves, by name."""
        return {way: value.name for way, value in (("x", self.x), ("y", self.y)) if isinstance(value, Slider)}

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output((self.x,), ()), "y": Output((self.y,), ())}

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        marker = {"color": color, "size": 16, "line": {"color": "#FFFFFF", "width": 2}}
        return [({"type": "scatter", "mode": "markers", "marker": marker, "opacity": self.opacity, "cliponaxis": False}, self.stated)]
