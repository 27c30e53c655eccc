"""A plot: marks on one pair of axes, with the units that every array is checked against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from covis.authoring.marks.mark import Mark, Way
from covis.authoring.palette import IN_TURN
from covis.authoring.place import AuthoringError, here, mapping, shown, text, yes_or_no
from covis.authoring.symbols import Sweep, finite
from covis.authoring.units import shown_factor

VIEW = (-60.0, 25.0)
Height = float | Literal["short", "tall"]
HEIGHTS: dict[Any, float] = {"short": 0.6, "tall": 1.5}
LOWEST, HIGHEST = 0.4, 2


class Plot:
    """Marks on one pair of axes.

    Parameters
    ----------
    marks: one or more, such as cv.Curve(y, over=t); the first is drawn on top.
    x, y, z: the labels of the axes, and of colour or height. x is the label of the Axis for marks drawn against one.
    x_unit: the unit of the x axis; None is that of the Axis for marks drawn against one, else `y_unit` with equal=True, else none.
    y_unit: the unit of the y axis; "" is that of the Axis for marks drawn over one (the second of a Heatmap's), else none.
    z_unit: the unit of colour or height: what a Heatmap or Contours shows, or Points and Bars with an expression in color=.
    x_shown_in, y_shown_in, z_shown_in: units of the same dimension in which the page shows the axes, such as "mm" for a unit "m"; None is
        that of the Axis for marks drawn against one, else the axis's own unit. Ranges here stay in the unit of the axis; layout= speaks
        of what is shown.
    title: the plot's title; without one it is named by its axes.
    height: how high it is on the page: "short", "tall", or a number from 0.4 to 2, the share of the usual height.
    equal: whether a length along x looks as long as along y.
    log: which axes are logarithmic: "", "x", "y" or "xy".
    x_range, y_range: (low, high) in the unit of the axis. None fixes the range when the plugin is compiled, so that it shows nearly every
        state of the controls, and what a slider does to the size is seen.
    description: what a screen reader says, in place of what is made from the marks; {name} is the live value of a module-level name.
    layout: more for Plotly's layout, as a mapping.

    Every array of a mark is checked against the unit of the axis that it is drawn on. Raises AuthoringError, with the plugin's line, for
    what is no mark or no range, or a unit in x_shown_in, y_shown_in or z_shown_in of another dimension.

    >>> Plot(Curve(y, over=t), y="Displacement", y_unit="m")
    """

    example = "cv.Curve(y, over=t)"
    # From where what has three dimensions is first seen, in degrees.
    view: tuple[float, float] = VIEW

    def __init__(
        self,
        *marks: Mark,
        x: str = "",
        y: str = "",
        z: str = "",
        x_unit: str | None = None,
        y_unit: str = "",
        z_unit: str = "",
        x_shown_in: str | None = None,
        y_shown_in: str | None = None,
        z_shown_in: str | None = None,
        title: str = "",
        height: Height = 1,
        equal: bool = False,
        log: str = "",
        x_range: Sequence[float] | None = None,
        y_range: Sequence[float] | None = None,
        description: str | None = None,
        layout: Mapping[str, Any] | None = None,
    ) -> None:
        self.place = here()
        kind = type(self).__name__
        if not marks:
            raise AuthoringError(f"{kind}: there is no mark in it; give at least one, such as {self.example}")
        for mark in marks:
            if not isinstance(mark, Mark):
                raise AuthoringError(f"{kind}: {shown(mark)} is not a mark; wrap an expression as {self.example}")
        deep, flat = (next((mark for mark in marks if mark.solid is solid), None) for solid in (True, False))
        if deep and flat and deep.spatial:
            way = f"put {deep.kind} into a cv.Scene and {flat.kind} into a cv.Plot beside it"
            raise AuthoringError(f"{kind}: {deep.kind} has three dimensions and {flat.kind} two; {way}")
        if not isinstance(log, str) or log not in ("", "x", "y", "xy"):
            raise AuthoringError(f'Plot: log={shown(log)}; it is "x", "y" or "xy"')
        text(kind, x=x, y=y, z=z, y_unit=y_unit, z_unit=z_unit, title=title)
        text(kind, x_unit="" if x_unit is None else x_unit, description="" if description is None else description)
        yes_or_no(kind, equal=equal)
        self.height = share_of(kind, height)
        mapping(kind, layout={} if layout is None else layout)
        for key, pair in (("x_range", x_range), ("y_range", y_range)):
            checked_range(kind, key, pair, log=key[0] in log)
        self.marks = marks
        self.title, self.equal, self.z, self.z_unit = title, equal, z, z_unit
        self.x_range, self.y_range = x_range, y_range
        self.z_range: Sequence[float] | None = None
        self.color, self.color_unit = "", ""  # of a Scene, whose z is an axis
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

        self.shown_in: dict[Way, str] = {}
        self.factors: dict[Way, float] = {}
        stated: list[tuple[Way, str | None, list[Sweep]]] = [
            ("x", x_shown_in, along),
            ("y", y_shown_in, upward),
            ("z", z_shown_in, []),
            ("color", None, []),
        ]
        for way, given, swept in stated:
            own = self.unit_of(way)
            if given is None and swept and swept[0].unit == own:
                given = swept[0].shown_in
            if given is None and way == "x" and equal and not along and own == self.unit_of("y"):
                given = y_shown_in
            self.shown_in[way] = own if given is None else given
            self.factors[way] = shown_factor(f"{kind}: {way}_shown_in", own, given)

    def _swept(self, way: Way) -> list[Sweep]:
        """What the marks lay out along an axis of the plot; those that lie in the plane after the others."""
        found = [mark.along for mark in sorted(self.marks, key=lambda mark: "y" in mark.along) if way in mark.along]
        return [along[way] for along in found]

    @property
    def projected(self) -> bool:
        """Whether the page projects it itself: everything in it lies in space, and no option is for Plotly's layout."""
        return all(mark.spatial for mark in self.marks) and not self.layout

    @property
    def layers(self) -> Sequence[int]:
        """The places of its marks in the order in which Plotly draws them. What may hide others makes the first mark the last drawn."""
        places = range(len(self.marks))
        return places[::-1] if any(mark.covers for mark in self.marks) else places

    def unit_of(self, way: Way) -> str:
        """The unit of what is measured on "x", "y", "z" or "color"."""
        return {"x": self.x_unit, "y": self.y_unit, "z": self.z_unit, "color": self.color_unit}[way]

    def factor(self, mark: Mark, array: str) -> float:
        """By what an array of a mark is multiplied to be in the unit in which its axis is shown; 1 for one that no axis measures."""
        return self.factors[mark.measured[array]] if array in mark.measured else 1.0

    def roles(self) -> list[str]:
        """The palette role of each mark: its own, or the next that no mark of the plot has claimed; or its own colour #rrggbb."""
        claimed = {mark.color for mark in self.marks}
        free = [role for role in IN_TURN if role not in claimed] or list(IN_TURN)
        roles: list[str] = []
        taken = 0
        for mark in self.marks:
            if mark.color or not mark.colored:
                roles.append(mark.color or "muted")
            else:
                roles.append(free[taken % len(free)])
                taken += 1
        return roles


def share_of(owner: str, height: Any) -> float:
    """A height as a share of the usual one."""
    share = HEIGHTS.get(height, height) if isinstance(height, str) else height
    if isinstance(share, bool) or not isinstance(share, int | float) or not LOWEST <= share <= HIGHEST:
        way = f'choose "short", "tall", or a share of the usual height from {LOWEST} to {HIGHEST}'
        raise AuthoringError(f"{owner}: height={shown(height)}; {way}")
    return float(share)


def checked_range(owner: str, key: str, pair: Any, *, log: bool = False) -> None:
    """A range is None or (low, high), else an AuthoringError that names it."""
    if pair is None:
        return
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise AuthoringError(f"{owner}: {key}={shown(pair)}; give (low, high)")
    finite(owner, **{f"{key}[0]": pair[0], f"{key}[1]": pair[1]})
    if not pair[0] < pair[1] or (log and pair[0] <= 0):
        raise AuthoringError(f"{owner}: {key}={shown(pair)}; give (low, high) with low below high, above zero on a logarithmic axis")
