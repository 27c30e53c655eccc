"""A scene: marks in three dimensions, which the reader turns."""

from __future__ import annotations

from collections.abc import Sequence

from covis.authoring.marks.mark import Mark
from covis.authoring.place import AuthoringError, shown, text
from covis.authoring.plot import VIEW, Height, Plot, checked_range
from covis.authoring.symbols import finite
from covis.authoring.units import UnitError, parse, shown_factor

# What a mark of a Plot is called in space.
IN_SPACE = {"Path": "Path3", "Curve": "Path3", "Points": "Points3", "Arrow": "Arrow3", "Heatmap": "Surface", "Contours": "Surface"}


class Scene(Plot):
    """Marks in three dimensions, in a box that the reader turns by dragging, by touch and with the arrow keys.

    Parameters
    ----------
    marks: one or more of cv.Path3, cv.Points3, cv.Arrow3 and cv.Surface. What is nearer hides what is farther away.
    x, y, z: the labels of the axes. x and y are those of the Axes for a Surface that is a height over them.
    x_unit, y_unit, z_unit: the units of the axes. None for x is that of the Axis for a Surface over it; with equal=True, None for x and z
        is `y_unit`.
    x_shown_in, y_shown_in, z_shown_in: units of the same dimension in which the page shows the axes, such as "mm" for a unit "m".
    color, color_unit, color_shown_in: the label and the unit of what the colours of Points3 show, and the unit in which the page shows it.
    title: the scene's title; without one it is named by its axes.
    height: how high it is on the page: "short", "tall", or a number from 0.4 to 2, the share of the usual height.
    equal: whether a length looks the same along x, y and z, which then have units of one dimension. If not, the box is a cube.
    x_range, y_range, z_range: (low, high) in the unit of the axis; what lies outside is cut off. None fixes the range when the plugin is
        compiled, as for a Plot.
    view: (azimuth, elevation), from where it is first seen, in degrees: the azimuth turns from the x axis to the y axis, the elevation is
        from -90, below, to 90, above.
    description: what a screen reader says, in place of what is made from the marks; {name} is the live value of a module-level name.

    Raises AuthoringError, with the plugin's line, for a mark that has two dimensions, for what is no range or view, and for units
    that cannot be compared with equal=True.

    >>> Scene(Path3(cos(t), sin(t), t, over=t), z="Time", z_unit="s")
    """

    example = "cv.Path3(x, y, z, over=t)"

    def __init__(
        self,
        *marks: Mark,
        x: str = "",
        y: str = "",
        z: str = "",
        x_unit: str | None = None,
        y_unit: str = "",
        z_unit: str | None = None,
        x_shown_in: str | None = None,
        y_shown_in: str | None = None,
        z_shown_in: str | None = None,
        color: str = "",
        color_unit: str = "",
        color_shown_in: str | None = None,
        title: str = "",
        height: Height = 1,
        equal: bool = False,
        x_range: Sequence[float] | None = None,
        y_range: Sequence[float] | None = None,
        z_range: Sequence[float] | None = None,
        view: Sequence[float] = VIEW,
        description: str | None = None,
    ) -> None:
        for mark in marks:
            if isinstance(mark, Mark) and not mark.spatial:
                way = f"cv.{IN_SPACE[mark.kind]}" if mark.kind in IN_SPACE else "cv.Path3, cv.Points3, cv.Arrow3 and cv.Surface"
                raise AuthoringError(f"Scene: {mark.kind} has two dimensions; a Scene takes {way}, or put it into a cv.Plot")
        text("Scene", z_unit="" if z_unit is None else z_unit, color=color, color_unit=color_unit)
        if equal and z_unit is None:
            z_unit, z_shown_in = y_unit, y_shown_in if z_shown_in is None else z_shown_in
        super().__init__(
            *marks,
            x=x,
            y=y,
            z=z,
            x_unit=x_unit,
            y_unit=y_unit,
            z_unit=z_unit or "",
            x_shown_in=x_shown_in,
            y_shown_in=y_shown_in,
            z_shown_in=z_shown_in,
            title=title,
            height=height,
            equal=equal,
            x_range=x_range,
            y_range=y_range,
            description=description,
        )
        self.color, self.color_unit = color, color_unit
        self.shown_in["color"] = color_unit if color_shown_in is None else color_shown_in
        self.factors["color"] = shown_factor("Scene: color_shown_in", color_unit, color_shown_in)
        checked_range("Scene", "z_range", z_range)
        self.z_range = z_range
        if not isinstance(view, list | tuple) or len(view) != 2:
            raise AuthoringError(f"Scene: view={shown(view)}; give (azimuth, elevation) in degrees")
        finite("Scene", **{"view[0]": view[0], "view[1]": view[1]})
        if not -90 <= view[1] <= 90:
            raise AuthoringError(f"Scene: view={shown(view)}; the elevation is from -90, seen from below, to 90, from above")
        self.view = ((float(view[0]) + 180) % 360 - 180, float(view[1]))
        if equal:
            self._refuse_unequal()

    def _refuse_unequal(self) -> None:
        """Lengths along axes of different dimensions cannot be compared."""
        units = {way: getattr(self, way) for way in ("x_unit", "y_unit", "z_unit")}
        try:
            first, *others = map(parse, units.values())
        except UnitError:
            return  # a rule names it
        if not all((other / first).dimensionless for other in others):
            stated = ", ".join(f'{way}="{unit}"' for way, unit in units.items())
            raise AuthoringError(f"Scene: equal=True compares lengths along the axes, but {stated}; leave equal= out")
