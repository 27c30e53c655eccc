"""Marks: what is drawn in a plot. Each says which arrays it states and which Plotly trace draws them."""

from __future__ import annotations

from typing import Any

import sympy

from covis.authoring.outputs import Output, expression
from covis.authoring.place import AuthoringError, here
from covis.authoring.symbols import Axis, Sweep

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


class Mark:
    """The options that every mark takes: name="", dash=False, color=None, opacity=1."""

    def __init__(self, *, name: str = "", dash: bool = False, color: str | None = None, opacity: float = 1) -> None:
        self.place = here()
        self.name, self.dash, self.color, self.opacity = name, dash, color, opacity
        if not isinstance(name, str):
            raise AuthoringError(f"{self.kind}: name={name!r} is not a text")
        if color is not None and color not in PALETTE:
            raise AuthoringError(f"{self.kind}: color={color!r} is not a role of the palette; choose one of {', '.join(PALETTE)}")
        if not isinstance(opacity, int | float) or not 0 <= opacity <= 1:
            raise AuthoringError(f"{self.kind}: opacity={opacity!r}; give a number from 0 to 1")

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    def stated(self) -> dict[str, Output]:
        """The arrays as the author states them: what `snapshot()` reports and the checks compare."""
        raise NotImplementedError

    def traces(self, color: str) -> list[tuple[dict[str, Any], dict[str, Output]]]:
        """The Plotly traces that draw it: each a template and the outputs that fill its arrays."""
        raise NotImplementedError


def sweep(owner: str, over: Any, *kinds: type[Sweep]) -> Sweep:
    if not isinstance(over, kinds):
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise AuthoringError(f"{owner}: over={over!r} is not an {wanted}; name the one that the mark is swept along")
    return over


class _Line(Mark):
    x: sympy.Expr
    y: sympy.Expr
    over: Sweep

    @property
    def stated(self) -> dict[str, Output]:
        return {"x": Output((self.x,), (self.over,)), "y": Output((self.y,), (self.over,))}

    def traces(self, color: str) -> list[tuple[dict[str, Any], dict[str, Output]]]:
        line = {"color": color, "width": 2, "simplify": False, **({"dash": "dash"} if self.dash else {})}
        # Gaps stay gaps: where the model has no value, nothing is drawn.
        template = {"type": "scatter", "mode": "lines", "line": line, "opacity": self.opacity, "connectgaps": False}
        return [(template, self.stated)]


class Curve(_Line):
    """y against its axis."""

    def __init__(self, y: Any, *, over: Axis, **options: Any) -> None:
        super().__init__(**options)
        self.over = sweep("Curve", over, Axis)
        self.x, self.y = over, expression("Curve: y", y)


class Path(_Line):
    """The line through the points (x, y) as the axis runs."""

    def __init__(self, x: Any, y: Any, *, over: Axis, **options: Any) -> None:
        super().__init__(**options)
        self.over = sweep("Path", over, Axis)
        self.x, self.y = expression("Path: x", x), expression("Path: y", y)
