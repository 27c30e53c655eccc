"""What a plugin states as the document has it: the outputs of a plot, the controls, the readouts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.evaluate.breaks import between
from covis.authoring.evaluate.figure import GAPLESS, pretty, traces
from covis.authoring.evaluate.ranges import Frame
from covis.authoring.marks.mark import Drawn
from covis.authoring.outputs import Output
from covis.authoring.palette import PALETTE
from covis.authoring.plot import Plot
from covis.authoring.space.projection import proportions
from covis.authoring.visualisation import Readout
from covis.compiler.text.latex import symbol_tex
from covis.compiler.text.mathml import mathml
from covis.document import schema as doc
from covis.document.controls import BaseControl
from covis.document.placed import PlacedControl

# Digits of the default state's data inside the document: enough for a picture; the program computes the rest.
DATA_DIGITS = 7


def filled_in(array: str, values: Iterable[float], shape: tuple[int, ...]) -> list[Any]:
    """An array as the figure of the document has it: rounded, rows of a grid apart, nothing for not-a-number."""
    gap = 0.0 if array in (*GAPLESS, "marker.color") else None  # where there is no dot, it has no colour
    rounded = [float(f"{value:.{DATA_DIGITS}g}") if math.isfinite(value) else gap for value in values]
    return rounded if len(shape) == 1 else [rounded[k : k + shape[1]] for k in range(0, len(rounded), shape[1])]


class PlotOutputs:
    """The outputs of one plot, each once: those that marks state, those that traces draw, and the conditions."""

    def __init__(self, plot: Plot, frame: Frame) -> None:
        drawn = [traces(plot, frame, place) for place in range(len(plot.marks))]
        self.traces = [trace for place in plot.layers for trace in drawn[place]]
        before = {place: sum(len(drawn[other]) for other in plot.layers[:k]) for k, place in enumerate(plot.layers)}
        stated = [output for mark in plot.marks for output in (*mark.stated.values(), *mark.path.values())]
        shown = [mark.show for mark in plot.marks if mark.show is not None]
        filled = [output for _, arrays in self.traces for output in arrays.values()]
        self.all: list[Output] = list(dict.fromkeys([*stated, *shown, *filled]))
        self.lines = _lines(plot, drawn, self.all)
        self.marks = []
        for place, (mark, role) in enumerate(zip(plot.marks, plot.roles(), strict=True)):
            self.marks.append(
                doc.Mark(
                    kind=mark.kind.lower(),
                    name=mark.name,
                    trace=before[place],
                    traces=len(drawn[place]),
                    color=role if mark.colored and role in PALETTE else None,
                    arrays={name: self.all.index(output) for name, output in mark.stated.items()},
                    scales={name: factor for name in mark.stated if (factor := plot.factor(mark, name)) != 1},
                    show=None if mark.show is None else self.all.index(mark.show),
                    handle=mark.moves,
                    path={way: self.all.index(output) for way, output in mark.path.items()},
                    form=mark.form,
                    own_colors=mark.own_colors,
                )
            )


def _lines(plot: Plot, drawn: list[list[Drawn]], outputs: list[Output]) -> dict[int, sympy.Expr]:
    """The outputs that are drawn as lines which may be broken, by their number, as expressions that have a value between the points."""
    arrays = [given for mark, traces in zip(plot.marks, drawn, strict=True) if mark.broken for _, given in traces]
    found = {outputs.index(output): between(output) for given in arrays for output in given.values()}
    return {number: line for number, line in sorted(found.items()) if line is not None}


def scene(plot: Plot, frame: Frame) -> doc.Scene | None:
    """How a plot in three dimensions is seen; None for one in the plane, or that Plotly draws."""
    return doc.Scene(view=plot.view, edges=proportions(plot, frame)) if plot.projected else None


def control(symbol: Control) -> BaseControl:
    """The document's form of a control: its own, with the symbol and the unit as they are printed."""
    printed: dict[str, Any] = {"symbol": mathml(symbol_tex(symbol))}
    if hasattr(symbol.form, "unit"):
        printed["unit"] = pretty(symbol.shown_unit)
    if isinstance(symbol.form, PlacedControl):
        printed |= {way: part.model_copy(update={"unit": pretty(part.unit)}) for way, part in (("x", symbol.form.x), ("y", symbol.form.y))}
    return symbol.form.model_copy(update=printed)


def whole(value: sympy.Expr) -> bool:
    """Whether a number is always whole, such as a count: SymPy does not see it of every sum, Piecewise, Min or Max of whole numbers."""
    if value.is_integer or isinstance(value, sympy.floor | sympy.ceiling):
        return True
    if isinstance(value, sympy.Sum):
        return whole(value.function)
    if isinstance(value, sympy.Piecewise):
        return all(whole(branch) for branch, _ in value.args)
    return isinstance(value, sympy.Add | sympy.Mul | sympy.Min | sympy.Max) and all(whole(part) for part in value.args)


def readout(stated: Readout, label: str) -> doc.Readout:
    """The document's form of a readout, in the unit that the page shows; `label` as it is set."""
    digits = 0 if whole(stated.value) and stated.scale == 1 else stated.digits
    return doc.Readout(label=label, unit=pretty(stated.shown_unit), scale=stated.scale, digits=digits)


def question(asked: tuple[str, str, str | None, str | None], by_hand: Iterable[tuple[str, list[int]]]) -> doc.Question:
    """The document's form of a question. `by_hand`: what may be sketched; the rule `question-sketch` reports a name that is not there."""
    ask, answer, preset, sketch = asked
    place = next((place for name, place in by_hand if name == sketch), None)
    return doc.Question(ask=ask, answer=answer, preset=preset, sketch=place)
