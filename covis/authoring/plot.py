"""A plot: marks on one pair of axes, with the units that every array is checked against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from covis.authoring.marks.mark import Mark, Way
from covis.authoring.palette import IN_TURN, Role
from covis.authoring.place import AuthoringError, here
from covis.authoring.symbols import Sweep, finite


class Plot:
    """Marks on one pair of axes.

    Parameters
    ----------
    marks: one or more, such as cv.Curve(y, over=t); the first is drawn on top.
    x, y, z: the labels of the axes, and of colour or height. x is the label of the Axis for marks drawn against one.
    x_unit: the unit of the x axis; None is that of the Axis for marks drawn against one, else `y_unit` with equal=True, else none.
    y_unit: the unit of the y axis; "" is that of the Axis for marks drawn over one (the second of a Heatmap's), else none.
    z_unit: the unit of colour or height: what a Heatmap, Contours or Surface shows.
    title: the plot's title; without one it is named by its axes.
    equal: whether a length along x looks as long as along y.
    log: which axes are logarithmic: "", "x", "y" or "xy".
    x_range, y_range: (low, high) in the unit of the axis. None fixes the range when the plugin is compiled, so that it shows nearly every
        state of the controls, and what a slider does to the size is seen.
    description: what a screen reader says, in place of what is made from the marks; {name} is the live value of a module-level name.
    layout: more for Plotly's layout, as a mapping.

    Every array of a mark is checked against the unit of the axis that it is drawn on. Raises AuthoringError, with the plugin's line, for
    what is no mark or no range.

    >>> Plot(Curve(y, over=t), y="Displacement", y_unit="m")
    """

    def __init__(
        self,
        *marks: Mark,
        x: str = "",
        y: str = "",
        z: str = "",
        x_unit: str | None = None,
        y_unit: str = "",
        z_unit: str = "",
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
            raise AuthoringError("Plot: there is no mark in it; give at least one, such as cv.Curve(y, over=t)")
        for mark in marks:
            if not isinstance(mark, Mark):
                raise AuthoringError(f"Plot: {mark!r} is not a mark; wrap an expression as cv.Curve(expression, over=axis)")
        if log not in ("", "x", "y", "xy"):
            raise AuthoringError(f'Plot: log={log!r}; it is "x", "y" or "xy"')
        for key, text in (("x", x), ("y", y), ("z", z), ("x_unit", x_unit or ""), ("y_unit", y_unit), ("z_unit", z_unit), ("title", title)):
            if not isinstance(text, str):
                raise AuthoringError(f"Plot: {key}={text!r} is not a text")
        for key, pair in (("x_range", x_range), ("y_range", y_range)):
            if pair is not None:
                if not isinstance(pair, list | tuple) or len(pair) != 2:
                    raise AuthoringError(f"Plot: {key}={pair!r}; give (low, high)")
                finite("Plot", **{f"{key}[0]": pair[0], f"{key}[1]": pair[1]})
                if not pair[0] < pair[1] or (key[0] in log and pair[0] <= 0):
                    raise AuthoringError(f"Plot: {key}={pair!r}; give (low, high) with low below high, above zero on a logarithmic axis")
        self.marks = marks
        self.title, self.equal, self.z, self.z_unit = title, equal, z, z_unit
        self.x_range, self.y_range = x_range, y_range
        self.description, self.layout = description, dict(layout or {})

        along, upward = self._swept("x"), self._swept("y")
        self.has_height = any(mark.has_height for mark in marks)
        own_x, own_y = (swept[0].unit if swept else "" for swept in (along, upward))
        self.y_unit = y_unit or own_y
        self.x_unit = x_unit if x_unit is not None else own_x if along else self.y_unit if equal else ""
        self.x_label = x or (along[0].label if along else "")
        self.y_label = y or (upward[0].label if upward and self.has_height else "")
        # A logarithmic axis is drawn logarithmically by the marks that are swept along it.
        self.log_x = "x" in log or any(axis.log for axis in along)
        self.log_y = "y" in log or (self.has_height and any(axis.log for axis in upward))

    def _swept(self, way: Way) -> list[Sweep]:
        """What the marks lay out along an axis of the plot; those that lie in the plane after the others."""
        found = [mark.along for mark in sorted(self.marks, key=lambda mark: "y" in mark.along) if way in mark.along]
        return [along[way] for along in found]

    def unit_of(self, measured: str) -> str | None:
        """The unit of what is measured on "x", "y" or "z"; None for what has none of its own."""
        return {"x": self.x_unit, "y": self.y_unit, "z": self.z_unit}.get(measured)

    def roles(self) -> list[Role]:
        """The palette role of each mark: its own, or the next that no mark of the plot has claimed."""
        claimed = {mark.color for mark in self.marks}
        free = [role for role in IN_TURN if role not in claimed] or list(IN_TURN)
        roles: list[Role] = []
        taken = 0
        for mark in self.marks:
            if mark.color or not mark.colored:
                roles.append(mark.color or "muted")
            else:
                roles.append(free[taken % len(free)])
                taken += 1
        return roles
