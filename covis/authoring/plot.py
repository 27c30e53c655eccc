"""A plot: marks on one pair of axes, with the units that every array is checked against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from covis.authoring.marks import PALETTE, Curve, Mark
from covis.authoring.place import AuthoringError, here
from covis.authoring.symbols import finite


class Plot:
    """Marks on one pair of axes.

    `unit` is the unit of the y axis. `x_unit` is the swept axis's own for curves; otherwise give it; with `equal=True` it is
    `unit`. Ranges are fixed when the plugin is compiled, over the whole range of the controls, so that what a slider does to
    the size is seen; `x_range` and `y_range` override them. `layout` goes through to Plotly's layout.
    """

    def __init__(
        self,
        *marks: Mark,
        x: str = "",
        y: str = "",
        unit: str = "",
        x_unit: str | None = None,
        title: str = "",
        equal: bool = False,
        log: str = "",
        x_range: Sequence[float] | None = None,
        y_range: Sequence[float] | None = None,
        description: str | None = None,
        layout: Mapping[str, Any] | None = None,
    ) -> None:
        self.place = here()
        if not marks:
            raise AuthoringError("Plot: there is no mark in it; give at least one, such as Curve(y, over=t)")
        for mark in marks:
            if not isinstance(mark, Mark):
                raise AuthoringError(f"Plot: {mark!r} is not a mark; wrap an expression as Curve(expression, over=axis)")
        if log not in ("", "x", "y", "xy"):
            raise AuthoringError(f'Plot: log={log!r}; it is "x", "y" or "xy"')
        for key, pair in (("x_range", x_range), ("y_range", y_range)):
            if pair is not None:
                if len(pair) != 2 or not pair[0] < pair[1]:
                    raise AuthoringError(f"Plot: {key}={pair!r}; give (low, high) with low below high")
                finite("Plot", **{f"{key}[0]": pair[0], f"{key}[1]": pair[1]})
        swept = [mark.over for mark in marks if isinstance(mark, Curve)]
        self.marks = marks
        self.x, self.y, self.title, self.equal = x, y, title, equal
        self.unit = unit
        self.x_unit = x_unit if x_unit is not None else unit if equal else swept[0].unit if swept else ""
        self.x_label = x or (swept[0].label if swept else "")
        # A logarithmic axis is drawn logarithmically by the curves that are swept along it.
        self.log_x = "x" in log or any(getattr(axis, "log", False) for axis in swept)
        self.log_y = "y" in log
        self.x_range, self.y_range = x_range, y_range
        self.description, self.layout = description, dict(layout or {})

    def roles(self) -> list[str]:
        """The palette role of each mark: its own, or the next that no mark of the plot has claimed."""
        claimed = {mark.color for mark in self.marks}
        free = iter(
            [role for role in PALETTE if role not in claimed and len(role) == 1] * len(self.marks) or list(PALETTE) * len(self.marks)
        )
        return [mark.color or next(free) for mark in self.marks]
