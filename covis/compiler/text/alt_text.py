"""The description of a plot for screen readers: made from its marks, with live numbers between the words."""

from __future__ import annotations

from covis.authoring.evaluate.figure import labelled, pretty
from covis.authoring.marks.mark import Number, Words
from covis.authoring.plot import Plot
from covis.document import schema as doc


def generated(plot: Plot) -> Words:
    """Title and axes, then what each mark says of itself."""
    x, y = labelled(plot.x_label, plot.x_unit) or "x", labelled(plot.y_label, plot.y_unit) or "y"
    made: Words = [f"{plot.title + '. ' if plot.title else ''}{y} against {x}."]
    for k, mark in enumerate(plot.marks):
        made += mark.describe(_numbers(plot, k))
    return made


def _numbers(plot: Plot, k: int) -> Number:
    """The live numbers about mark k, in the units of the plot."""
    measured = plot.marks[k].measured

    def number(array: str, which: str) -> doc.Statistic:
        unit = plot.unit_of(measured[array]) if array in measured else None
        return doc.Statistic(mark=k, array=array, stat=which, unit=pretty(unit or ""))  # type: ignore[arg-type]

    return number
