"""The general mark: any trace that Plotly can draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import sympy
from sympy.logic.boolalg import Boolean

from covis.authoring.controls.control import Control
from covis.authoring.marks.mark import OPTIONS, Drawn, Mark, Number, Words, extremes, sweep
from covis.authoring.outputs import Output, expression
from covis.authoring.palette import Role
from covis.authoring.place import AuthoringError, mapping, shown
from covis.authoring.symbols import Axis, Index, Sweep
from covis.document.schema import Form
from covis.finding import closest


class Trace(Mark):
    """The general mark: any Plotly trace type, for what no other mark draws.

    type: the name of a Plotly trace type, such as "scatterpolar" or "histogram".
    over: the Axis or Index that its arrays are swept along, or a pair of them for a grid.
    style: anything else that the trace takes, such as {"mode": "lines"}; colours in it stay as they are.
    arrays: Plotly's arrays by name, such as r=..., theta=...: each an expression of `over` and controls, a Samples, or a list of
        constants. With two axes in `over`, one that is an axis itself has its points, any other a row for each point of the second.

    It takes name, dash, color, opacity and show as every mark. Plotly itself draws most types, 20 to 250 ms a state.

    >>> Trace("scatterpolar", over=t, r=y, theta=t * 36, style={"mode": "lines"})
    """

    measured: ClassVar = {"x": "x", "y": "y", "z": "z"}
    broken = True

    def __init__(
        self,
        type: str,
        *,
        over: Sweep | tuple[Sweep, ...] = (),
        style: Mapping[str, Any] | None = None,
        name: str = "",
        dash: bool = False,
        color: Role | str | None = None,
        opacity: float = 1,
        show: bool | Boolean | Control = True,
        **arrays: sympy.Expr | float | Sequence[Any],
    ) -> None:
        super().__init__(name=name, dash=dash, color=color, opacity=opacity, show=show)
        if not isinstance(type, str) or not type.isidentifier():
            raise AuthoringError(f'{self.kind}: the type is {shown(type)}; name a Plotly trace type such as "scatterpolar"')
        axes = tuple(over) if isinstance(over, tuple | list) else (over,)
        self.over: tuple[Sweep, ...] = tuple(sweep(self.kind, axis, Axis, Index) for axis in axes)
        mapping(self.kind, style={} if style is None else style)
        self.type, self.style = type, dict(style or {})
        if not arrays:
            raise AuthoringError(f"{self.kind}: give its arrays by name, such as r=..., theta=...")
        self.arrays: dict[str, Output] = {}
        self.constants: dict[str, list[Any]] = {}
        for key, value in arrays.items():
            self._refuse_slip(key)
            if isinstance(value, list | tuple) and any(isinstance(item, str) for item in value):
                self.constants[key] = list(value)
            elif isinstance(value, list | tuple):
                self.arrays[key] = Output(tuple(expression(f"{self.kind}: {key}", item) for item in value), ())
            else:
                self.arrays[key] = Output((expression(f"{self.kind}: {key}", value),), self._swept(value))

    def _refuse_slip(self, key: str) -> None:
        """An array that Plotly does not have and that is nearly the name of an option is a slip of the pen."""
        near = closest(key, ["over", "style", *(option.name for option in OPTIONS)], 1, cutoff=0.7)
        if near and key not in _arrays_of(self.type):
            raise AuthoringError(f"{self.kind} has no option {key}=; did you mean {near[0]}=?")

    def _swept(self, value: Any) -> tuple[Sweep, ...]:
        """The axes that an array has: all of them for a grid, its own where it is one of them."""
        if len(self.over) < 2:
            return self.over
        return (value,) if value in self.over else (self.over[1], self.over[0])

    @property
    def stated(self) -> dict[str, Output]:
        return self.arrays

    @property
    def solid(self) -> bool:
        return self.type.endswith("3d")

    @property
    def form(self) -> Form:
        return "wide"

    @property
    def own_colors(self) -> bool:
        parts = [part for part in (self.style.get("line"), self.style.get("marker")) if isinstance(part, Mapping)]
        return super().own_colors or (self.color is None and ("colorscale" in self.style or any("color" in part for part in parts)))

    def traces(self, color: str, scale: float = 1) -> list[Drawn]:
        look: dict[str, Any] = {}
        if self.type.startswith("scatter"):
            look = {"line": {"color": color}, "marker": {"color": color}}
        elif self.type in ("bar", "barpolar", "histogram"):
            look = {"marker": {"color": color}}
        return [({"type": self.type, "opacity": self.opacity, **look, **self.constants, **self.style}, self.stated)]

    def describe(self, number: Number) -> Words:
        return [self.called, *extremes("z", number)] if "z" in self.stated else super().describe(number)


def _arrays_of(type: str) -> frozenset[str]:
    """The properties of a Plotly trace type; none for a type that Plotly does not have, which it refuses itself."""
    import plotly.graph_objects as go

    kind = getattr(go, type.capitalize(), None)
    return frozenset(getattr(kind(), "_valid_props", ())) if kind is not None else frozenset()
