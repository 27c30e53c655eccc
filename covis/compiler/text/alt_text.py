"""The description of a plot for screen readers: made from its marks, with live numbers between the words."""

from __future__ import annotations

from covis.authoring.evaluate.figure import pretty, titled
from covis.authoring.marks.mark import Number, Words
from covis.authoring.plot import Plot
from covis.document import schema as doc


def generated(plot: Plot) -> Words:
    """Title and axes, then what each mark says of itself."""
    x, y = titled(plot, plot.x_label, "x") or "x", titled(plot, plot.y_label, "y") or "y"
    heading = f"{plot.title}. " if plot.title else ""
    made: Words = [f"{heading}{y} against {x}."]
    if all(mark.solid for mark in plot.marks):
        made = [f"{heading}In three dimensions: {x}, {y} and {titled(plot, plot.z, 'z') or 'z'}."]
    for k, mark in enumerate(plot.marks):
        made += mark.describe(_numbers(plot, k))
    return made


def _numbers(plot: Plot, k: int) -> Number:
    """The live numbers about mark k, in the units that the plot shows."""
    mark = plot.marks[k]

    def number(array: str, which: str) -> doc.Statistic:
        unit = plot.shown_in[mark.measured[array]] if array in mark.measured else ""
        return doc.Statistic(mark=k, array=array, stat=which, unit=pretty(unit), scale=plot.factor(mark, array))  # type: ignore[arg-type]

    return number
