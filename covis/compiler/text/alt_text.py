"""The description of a plot for screen readers: made from its marks, with live numbers between the words."""

from __future__ import annotations

from covis.authoring.evaluate.figure import labelled, pretty
from covis.authoring.marks.fields import Field
from covis.authoring.marks.mark import Arrow, Band, Handle, Label, Mark, Points, Polyline
from covis.authoring.plot import Plot
from covis.document import schema as doc

Parts = list[str | doc.Statistic | doc.LiveValue]


def generated(plot: Plot) -> Parts:
    """Title and axes, then each mark: where it begins and ends, its least and its greatest value."""
    x, y = labelled(plot.x_label, plot.x_unit) or "x", labelled(plot.y_label, plot.y_unit) or "y"
    made: Parts = [f"{plot.title + '. ' if plot.title else ''}{y} against {x}."]
    for k, mark in enumerate(plot.marks):
        made += _mark(plot, k, mark)
    return made


def _mark(plot: Plot, k: int, mark: Mark) -> Parts:
    name = f" {mark.name or mark.kind}: "

    def number(array: str, stat: str) -> doc.Statistic:
        unit = pretty(plot.unit_of(mark.measured.get(array, "")) or "")
        return doc.Statistic(mark=k, array=array, stat=stat, unit=unit)  # type: ignore[arg-type]

    def point(stat: str) -> Parts:
        return ["(", number("x", stat), ", ", number("y", stat), ")"]

    def extremes(array: str) -> Parts:
        return ["lowest ", number(array, "min"), ", highest ", number(array, "max"), "."]

    if isinstance(mark, Label):
        return [f" “{mark.text}” at ", *point("first"), "."]
    if isinstance(mark, Handle) or (isinstance(mark, Points) and not mark.over and len(mark.xs) == 1):
        return [name + "at ", *point("first"), "."]
    if isinstance(mark, Arrow | Polyline) and not mark.over:
        return [name + "from ", *point("first"), " to ", *point("last"), "."]
    if isinstance(mark, Band):
        return [name + "between ", number("low", "min"), " and ", number("high", "max"), "."]
    if isinstance(mark, Field):
        return [name + "arrows over the plane."]
    if "z" in mark.stated:
        return [name, *extremes("z")]
    if "y" in mark.stated:
        return [name + "begins at ", number("y", "first"), ", ends at ", number("y", "last"), "; ", *extremes("y")]
    return []
