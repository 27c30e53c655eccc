"""A plugin that has run -> its document. Every problem is found before any is reported."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import sympy

from covis.authoring.controls.control import Control
from covis.authoring.evaluate.breaks import between
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.evaluate.figure import gapped, layout, pretty, traces
from covis.authoring.evaluate.ranges import Frame
from covis.authoring.marks.mark import Drawn
from covis.authoring.outputs import Output
from covis.authoring.place import Place
from covis.authoring.plot import Plot
from covis.authoring.symbols import Axis, Sweep
from covis.authoring.visualisation import Readout
from covis.compiler.addresses import outside
from covis.compiler.plugin import Plugin, PluginError
from covis.compiler.preconditions import preconditions
from covis.compiler.program.graph import UnsupportedError
from covis.compiler.program.module import Module, supported
from covis.compiler.program.v8 import Evaluated, Program
from covis.compiler.text.alt_text import generated
from covis.compiler.text.equations import Equations
from covis.compiler.text.formula_text import formula_text
from covis.compiler.text.labels import fill
from covis.compiler.text.latex import latex_name, mathml
from covis.compiler.text.markdown import field
from covis.compiler.text.prose import PageText, page_text
from covis.compiler.thumbnail import thumbnail
from covis.compiler.worker import progress
from covis.document import schema as doc
from covis.document.controls import BaseControl
from covis.finding import Finding, closest

# What is between the words of a description: {name}, {{value: name}} or {{name}}.
_FIELDS = re.compile(r"(\{\{[^{}\n]*\}\}|\{\w+\})")
# Digits of the default state's data inside the document: enough for a picture; the program computes the rest.
DATA_DIGITS = 7


def build(plugin: Plugin, title: str, summary: str) -> doc.Document:
    """Compile. Raises PluginError with every finding."""
    return _Build(plugin, title, summary).document()


class _Build:
    def __init__(self, plugin: Plugin, title: str, summary: str) -> None:
        self.plugin, self.title, self.summary = plugin, title, summary
        self.visualisation = plugin.visualisation
        self.findings: list[Finding] = []
        self.values: list[sympy.Expr] = []
        axes = [symbol for symbol in plugin.symbols.values() if isinstance(symbol, Axis)]
        self.equations = Equations(plugin.expressions, axes)
        self.known = [*plugin.expressions, *plugin.symbols]

    def fail(self, place: Place | int, message: str, rule: str = "compile", file: str = "__init__.py", column: int = 0) -> None:
        self.findings.append(self.plugin.finding(place, message, rule, file=file, column=column))

    def stop_if_failed(self) -> None:
        if self.findings:
            raise PluginError(self.findings)

    def document(self) -> doc.Document:
        v, plugin = self.visualisation, self.plugin
        self.findings = preconditions(plugin)
        self.stop_if_failed()
        # Everything that may ask for a live value comes before the program, which computes them.
        progress.at("the text and the equations")
        for place, problem in fill(plugin, self._words):
            self.fail(place, problem, "text")
        prose = self._prose()
        descriptions = [self._description(plot) for plot in v.plots]
        facts = [self._fact(k) for k in range(len(v.facts))]
        self.stop_if_failed()
        start = v.numbers(v.state())

        progress.at("the ranges of the axes")
        outputs = [_Outputs(plot, frame) for plot, frame in zip(v.plots, v.frames, strict=True)]
        sweeps = [symbol for symbol in v.symbols() if isinstance(symbol, Sweep)]
        progress.at("the program")
        lines = [o.lines for o in outputs]
        source = Module([o.all for o in outputs], [r.value for r in v.readouts], self.values, sweeps, lines).source
        evaluated = Program(source).run(start)
        progress.at("the figures")
        plots = [self._plot(k, plot, outputs[k], descriptions[k], evaluated) for k, plot in enumerate(v.plots)]
        self.stop_if_failed()
        return doc.Document(
            id=plugin.id,
            title=self.title,
            summary=self.summary,
            objectives=prose.objectives,
            prior_knowledge=prose.before,
            controls=[control(c) for c in v.controls],  # type: ignore[misc]  # the schema says which kinds there are
            plots=plots,
            readouts=[readout(each) for each in v.readouts],
            presets=[doc.Preset(name=p.name, controls=p.controls) for p in v.presets],
            questions=[doc.Question(ask=ask, answer=answer, preset=preset) for ask, answer, preset in prose.questions],
            text=prose.text,
            equations=[doc.Equation(name=name, mathematics=mathml(self.equations.definition(name)[0])) for name in plugin.expressions],
            facts=facts,
            program=source,
            thumbnail=thumbnail(plots[0].model_dump(mode="json"), self.title),
        )

    # --- text -----------------------------------------------------------------------------------------------------------

    def _prose(self) -> PageText:
        nothing = PageText([], "", "", [])
        file = self.plugin.folder / "text.md"
        try:
            source = file.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.fail(
                0, "text.md is missing; it holds what a student reads: ## Objectives, ## The idea, ## The model ...", "text", "text.md"
            )
            return nothing
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.fail(line, f"byte 0x{error.object[error.start]:02x} is not UTF-8; save text.md as UTF-8", "text", "text.md")
            return nothing
        except OSError as error:
            self.fail(0, f"text.md cannot be read: {error.strerror}", "text", "text.md")
            return nothing
        prose, errors = page_text(source, self._field, self.known)
        for wrong in errors:
            self.fail(wrong.line, str(wrong), "text", "text.md", wrong.column)
        return prose

    def _words(self, name: str, live: bool) -> str:
        """The equation of a name, or the symbol that it is, as plain text. Raises ValueError where there is none."""
        value = self.plugin.names.get(name)
        if not isinstance(value, sympy.Expr):
            near = closest(name, self.known, 1)
            way = f"did you mean {near[0]}?" if near else f"the names of the plugin are {', '.join(self.known)}"
            raise ValueError(f"the plugin has no module-level name {name!r}; {way}")
        if live:
            raise ValueError("a label does not change with the controls; use a Readout, or the text")
        return formula_text(
            latex_name(name) if isinstance(value, sympy.Symbol) else self.equations.definition(self._defined(name, value))[0]
        )

    def _defined(self, name: str, value: sympy.Expr) -> str:
        """The name by which an expression is known in equations: of two names for one the first. Raises ValueError for a number."""
        first = next((known for known, expression in self.plugin.expressions.items() if expression == value), None)
        if first is None:
            raise ValueError(f"{name} is a number; write it in the text")
        return first

    def _field(self, name: str, live: bool) -> str:
        value = self.plugin.names.get(name)
        if not isinstance(value, sympy.Expr):
            raise KeyError(name)
        if not live:
            return mathml(latex_name(name)) if isinstance(value, sympy.Symbol) else self.equations.block(self._defined(name, value))
        if isinstance(value, Control):
            return f'<output data-control="{value.name}"></output>'
        read = self.visualisation.as_read(value)
        return f'<output data-value="{self._live(name, read)}" data-digits="{0 if read.is_integer else 3}"></output>'

    def _live(self, name: str, value: sympy.Expr) -> int:
        """The place of an expression among the program's values."""
        swept = [symbol.name for symbol in value.free_symbols if isinstance(symbol, Sweep)]
        if swept:
            raise ValueError(f"{name} depends on {swept[0]}, which is swept, so it has no one value")
        try:
            supported([value])
        except UnsupportedError as error:
            raise ValueError(str(error)) from error
        if value not in self.values:
            self.values.append(value)
        return self.values.index(value)

    def _fact(self, k: int) -> doc.Fact:
        fact = self.visualisation.facts[k]
        try:
            mathematics = self.equations.fact(fact)
        except ValueError:
            mathematics = ""  # the statement in words is enough
        return doc.Fact(
            id=f"{self.plugin.id}.fact{k + 1}", kind=fact.kind, statement=fact.statement, mathematics=mathematics, source=fact.source
        )

    def _description(self, plot: Plot) -> list[str | doc.Statistic | doc.LiveValue]:
        """The author's own, with {name} and {{value: name}} live and {{name}} an equation; else made from the marks and their extremes."""
        if plot.description is None:
            return [*generated(plot)]
        parts: list[str | doc.Statistic | doc.LiveValue] = []
        for piece in filter(None, _FIELDS.split(plot.description)):
            try:
                parts.append(self._described(piece))
            except ValueError as error:
                self.fail(plot.place, f"description: {piece}: {error}")
        return parts

    def _described(self, piece: str) -> str | doc.LiveValue:
        """A piece of a description: a field or the words between two. Raises ValueError for a field that cannot be filled."""
        if not _FIELDS.fullmatch(piece):
            return piece
        live, name = (True, piece[1:-1]) if not piece.startswith("{{") else field(piece[2:-2])
        value = self.plugin.names.get(name)
        if not live or not isinstance(value, sympy.Expr):
            return self._words(name, live)
        if isinstance(value, Control):
            return doc.LiveValue(value=value.name, unit=pretty(value.shown_unit))
        return doc.LiveValue(value=self._live(name, self.visualisation.as_read(value)), unit=pretty(getattr(value, "unit", "")))

    # --- plots ----------------------------------------------------------------------------------------------------------

    def _plot(self, k: int, plot: Plot, outputs: _Outputs, description: Any, evaluated: Evaluated) -> doc.Plot:
        import plotly.graph_objects as go

        data, bindings = [], []
        start = Evaluator([self.visualisation.numbers(self.visualisation.state())])
        for trace, (template, arrays) in enumerate(outputs.traces):
            filled = dict(template)
            given = {array: evaluated.plots[k][outputs.all.index(output)] for array, output in arrays.items()}
            of_mark = next(mark for mark, own in zip(plot.marks, outputs.marks, strict=True) if own.trace <= trace < own.trace + own.traces)
            broken = gapped(of_mark, template, arrays, given, start)
            for array, output in arrays.items():
                place = outputs.all.index(output)
                values = broken.get(array, given[array])
                filled[array] = _rows([_rounded(value) for value in values], output.shape)
                bindings.append(doc.Binding(trace=trace, array=array, output=place, moves=output.moves))
            data.append(filled)
        for mark in outputs.marks:
            if mark.show is not None and not evaluated.plots[k][mark.show][0]:
                for trace in range(mark.trace, mark.trace + mark.traces):
                    data[trace]["visible"] = False
        try:
            figure = go.Figure(data=data, layout=layout(plot, self.visualisation.frames[k])).to_plotly_json()
        except ValueError as error:
            reason = " ".join(str(error).split()).partition(" Valid properties:")[0]
            self.fail(
                plot.place, f"Plotly refuses this plot: {reason[:300]}; see the Plotly reference for layout= and for the style of a Trace"
            )
            figure = {"data": [], "layout": {}}
        for number, message in outside(figure):
            at = next((k for k, m in enumerate(outputs.marks) if number is not None and m.trace <= number < m.trace + m.traces), None)
            self.fail(plot.place if at is None else plot.marks[at].place, message, "outside-address")
        figure["layout"].pop("template", None)  # the page brings its own look
        return doc.Plot(
            title=plot.title,
            figure=_plain(figure),
            shapes=[list(output.shape) for output in outputs.all],
            bindings=bindings,
            marks=outputs.marks,
            description=description,
        )


class _Outputs:
    """The outputs of one plot, each once: those that marks state, those that traces draw, and the conditions."""

    def __init__(self, plot: Plot, frame: Frame) -> None:
        drawn = [traces(plot, frame, place) for place in range(len(plot.marks))]
        self.traces = [trace for of_mark in drawn for trace in of_mark]
        stated = [output for mark in plot.marks for output in mark.stated.values()]
        shown = [mark.show for mark in plot.marks if mark.show is not None]
        filled = [output for _, arrays in self.traces for output in arrays.values()]
        self.all: list[Output] = list(dict.fromkeys([*stated, *shown, *filled]))
        self.lines = _lines(plot, drawn, self.all)
        self.marks, first = [], 0
        for mark, role, of_mark in zip(plot.marks, plot.roles(), drawn, strict=True):
            self.marks.append(
                doc.Mark(
                    kind=mark.kind.lower(),
                    name=mark.name,
                    trace=first,
                    traces=len(of_mark),
                    color=role if mark.colored else None,
                    arrays={name: self.all.index(output) for name, output in mark.stated.items()},
                    scales={name: factor for name in mark.stated if (factor := plot.factor(mark, name)) != 1},
                    show=None if mark.show is None else self.all.index(mark.show),
                    handle=mark.moves,
                    form=mark.form,
                    own_colors=mark.own_colors,
                )
            )
            first += len(of_mark)


def _lines(plot: Plot, drawn: list[list[Drawn]], outputs: list[Output]) -> dict[int, sympy.Expr]:
    """The outputs that are drawn as lines which may be broken, by their number, as expressions that have a value between the points."""
    arrays = [given for mark, traces in zip(plot.marks, drawn, strict=True) if mark.broken for _, given in traces]
    found = {outputs.index(output): between(output) for given in arrays for output in given.values()}
    return {number: line for number, line in sorted(found.items()) if line is not None}


def control(symbol: Control) -> BaseControl:
    """The document's form of a control: its own, with the symbol and the unit as they are printed."""
    printed = {"symbol": mathml(latex_name(symbol.name)), **({"unit": pretty(symbol.shown_unit)} if hasattr(symbol.form, "unit") else {})}
    return symbol.form.model_copy(update=printed)


def readout(stated: Readout) -> doc.Readout:
    """The document's form of a readout, in the unit that the page shows."""
    digits = 0 if stated.value.is_integer and stated.factor == 1 else stated.digits
    return doc.Readout(label=stated.label, unit=pretty(stated.shown_unit), scale=stated.factor, digits=digits)


def _rows(values: list[float | None], shape: tuple[int, ...]) -> list[Any]:
    return values if len(shape) == 1 else [values[k : k + shape[1]] for k in range(0, len(values), shape[1])]


def _rounded(value: float) -> float | None:
    return float(f"{value:.{DATA_DIGITS}g}") if np.isfinite(value) else None


def _plain(value: Any) -> Any:
    """Plain JSON: no tuple, no NumPy number, no not-a-number."""
    return json.loads(json.dumps(value, default=lambda item: item.tolist() if hasattr(item, "tolist") else str(item)))
