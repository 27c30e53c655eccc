"""A plugin that has run -> its document. Every problem is found before any is reported."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy

from covis import document as doc
from covis.authoring.figure import labelled, layout, pretty, traces
from covis.authoring.marks import Mark
from covis.authoring.outputs import Output, closure
from covis.authoring.place import Place
from covis.authoring.plot import Plot
from covis.authoring.symbols import Axis, Control, Slider, Sweep
from covis.compiler.equations import Equations
from covis.compiler.graph import Graph, UnsupportedError
from covis.compiler.latex import latex_name, mathml
from covis.compiler.plugin import Plugin, PluginError
from covis.compiler.program import program
from covis.compiler.text import TextError, inline, render
from covis.compiler.thumbnail import thumbnail
from covis.compiler.v8 import Evaluated, Program
from covis.finding import Finding

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

    def fail(self, place: Place | int, message: str, rule: str = "compile", file: str = "__init__.py") -> None:
        self.findings.append(self.plugin.finding(place, message, rule, file=file))

    def stop_if_failed(self) -> None:
        if self.findings:
            raise PluginError(self.findings)

    def document(self) -> doc.Document:
        v, plugin = self.visualisation, self.plugin
        self._supported()
        # Everything that may ask for a live value comes before the program, which computes them.
        text = self._text()
        questions = [
            doc.Question(ask=self._inline(q.ask, q.place), answer=self._inline(q.answer, q.place), preset=q.preset) for q in v.questions
        ]
        objectives = [self._inline(objective, v.place) for objective in v.objectives]
        prior = self._inline(v.prior_knowledge, v.place) if v.prior_knowledge else ""
        descriptions = [self._description(plot) for plot in v.plots]
        facts = [self._fact(k) for k in range(len(v.facts))]
        try:
            start = v.numbers(v.state())
        except ValueError as error:
            self.fail(v.place, str(error))
        self.stop_if_failed()

        outputs = [_Outputs(plot) for plot in v.plots]
        sweeps = [symbol for symbol in v.symbols() if isinstance(symbol, Sweep)]
        source = program([o.all for o in outputs], [r.value for r in v.readouts], self.values, sweeps)
        evaluated = Program(source).run(start)
        plots = [self._plot(k, plot, outputs[k], descriptions[k], evaluated) for k, plot in enumerate(v.plots)]
        self.stop_if_failed()
        return doc.Document(
            id=plugin.id,
            title=self.title,
            summary=self.summary,
            objectives=objectives,
            prior_knowledge=prior,
            controls=[control(c) for c in v.controls],
            plots=plots,
            readouts=[doc.Readout(label=r.label, unit=pretty(r.unit), digits=r.digits) for r in v.readouts],
            presets=[doc.Preset(name=p.name, controls=p.controls) for p in v.presets],
            questions=questions,
            text=text,
            equations=[doc.Equation(name=name, mathematics=mathml(self.equations.definition(name)[0])) for name in plugin.expressions],
            facts=facts,
            program=source,
            thumbnail=thumbnail(plots[0].figure, self.title),
        )

    # --- what can be said in JavaScript ---------------------------------------------------------------------------------

    def _supported(self) -> None:
        """Every expression of every mark and readout has a JavaScript; say of each one that has not where it stands."""
        for plot in self.visualisation.plots:
            for mark in plot.marks:
                for name, output in mark.stated.items():
                    self._try(output.expressions, mark.place, f"{mark.kind}{f' {mark.name!r}' if mark.name else ''}: {name}")
        for readout in self.visualisation.readouts:
            if self._try((readout.value,), readout.place, f"Readout {readout.label!r}"):
                swept = [s.name for s in closure(readout.value.free_symbols) if isinstance(s, Sweep)]
                if swept:
                    self.fail(readout.place, f"Readout {readout.label!r} depends on {swept[0]}, which is swept; put a value in for it")
        for symbol in self.visualisation.symbols():
            if isinstance(symbol, Sweep):
                self._try(symbol.bounds, symbol.place, f"{type(symbol).__name__} {symbol.name!r}")

    def _try(self, expressions: tuple[sympy.Basic, ...], place: Place, where: str) -> bool:
        try:
            for expression in expressions:
                Graph().build(expression)
        except UnsupportedError as error:
            self.fail(place, f"{where}: {error}")
            return False
        return True

    # --- text -----------------------------------------------------------------------------------------------------------

    def _text(self) -> str:
        file = self.plugin.folder / "text.md"
        try:
            source = file.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.fail(0, "text.md is missing; it holds ## The idea, ## The model, ## Assumptions and limits, ## Sources", "text", "text.md")
            return ""
        except (OSError, UnicodeDecodeError) as error:
            self.fail(0, f"text.md cannot be read: {error}; save it as UTF-8", "text", "text.md")
            return ""
        known = [*self.plugin.expressions, *self.plugin.symbols]
        html, errors = render(source, self._field, known)
        for wrong in errors:
            self.fail(wrong.line, str(wrong), "text", "text.md")
        return html

    def _field(self, name: str, live: bool) -> str:
        value = self.plugin.names.get(name)
        if not isinstance(value, sympy.Expr):
            raise KeyError(name)
        if not live:
            if isinstance(value, sympy.Symbol):
                return mathml(latex_name(name))
            first = next((known for known, expression in self.plugin.expressions.items() if expression == value), None)
            if first is None:
                raise ValueError(f"{name} is a number; write it in the text")
            return self.equations.block(first)
        if isinstance(value, Control):
            return f'<output data-control="{value.name}"></output>'
        return f'<output data-value="{self._live(name, value)}" data-digits="3"></output>'

    def _live(self, name: str, value: sympy.Expr) -> int:
        """The place of an expression among the program's values."""
        swept = [symbol.name for symbol in closure(value.free_symbols) if isinstance(symbol, Sweep)]
        if swept:
            raise ValueError(f"{name} depends on {swept[0]}, which is swept, so it has no one value")
        try:
            Graph().build(value)
        except UnsupportedError as error:
            raise ValueError(str(error)) from error
        if value not in self.values:
            self.values.append(value)
        return self.values.index(value)

    def _inline(self, text: str, place: Place) -> str:
        try:
            return inline(text)
        except TextError as error:
            self.fail(place, str(error), "text")
            return ""

    def _fact(self, k: int) -> doc.Fact:
        fact = self.visualisation.facts[k]
        try:
            mathematics = self.equations.fact(fact)
        except ValueError:
            mathematics = ""  # the statement in words stands alone
        return doc.Fact(
            id=f"{self.plugin.id}.fact{k + 1}", kind=fact.kind, statement=fact.statement, mathematics=mathematics, source=fact.source
        )

    def _description(self, plot: Plot) -> list[str | doc.Statistic | doc.LiveValue]:
        """The author's own, with its {expression} fields live; else made from the marks and their extremes."""
        if plot.description is not None:
            parts: list[str | doc.Statistic | doc.LiveValue] = []
            for k, piece in enumerate(re.split(r"\{(\w+)\}", plot.description)):
                if k % 2 == 0:
                    parts += [piece] if piece else []
                    continue
                value = self.plugin.names.get(piece)
                if isinstance(value, Control):
                    parts.append(doc.LiveValue(value=value.name, unit=pretty(value.unit)))
                elif isinstance(value, sympy.Expr):
                    try:
                        parts.append(doc.LiveValue(value=self._live(piece, value)))
                    except ValueError as error:
                        self.fail(plot.place, f"description: {{{piece}}}: {error}")
                else:
                    self.fail(plot.place, f"description: {{{piece}}}: the plugin has no module-level name {piece!r}")
            return parts
        x = labelled(plot.x_label, pretty(plot.x_unit)) or "x"
        y = labelled(plot.y, pretty(plot.unit)) or "y"
        made: list[str | doc.Statistic | doc.LiveValue] = [f"{plot.title + '. ' if plot.title else ''}{y} against {x}."]
        for k, mark in enumerate(plot.marks):
            if "y" in mark.stated:
                unit = pretty(plot.unit)
                made += [
                    f" {mark.name or mark.kind}: begins at ",
                    doc.Statistic(mark=k, array="y", stat="first", unit=unit),
                    ", ends at ",
                    doc.Statistic(mark=k, array="y", stat="last", unit=unit),
                    "; lowest ",
                    doc.Statistic(mark=k, array="y", stat="min", unit=unit),
                    ", highest ",
                    doc.Statistic(mark=k, array="y", stat="max", unit=unit),
                    ".",
                ]
        return made

    # --- plots ----------------------------------------------------------------------------------------------------------

    def _plot(self, k: int, plot: Plot, outputs: _Outputs, description: Any, evaluated: Evaluated) -> doc.Plot:
        import plotly.graph_objects as go

        data, bindings = [], []
        for trace, (template, arrays) in enumerate(outputs.traces):
            filled = dict(template)
            for array, output in arrays.items():
                place = outputs.all.index(output)
                filled[array] = [_rounded(value) for value in evaluated.plots[k][place]]
                bindings.append(doc.Binding(trace=trace, array=array, output=place, moves=output.moves))
            data.append(filled)
        try:
            figure = go.Figure(data=data, layout=layout(self.visualisation, plot)).to_plotly_json()
        except ValueError as error:
            said = " ".join(str(error).split())
            self.fail(plot.place, f"Plotly refuses this layout: {said[:300]}; see the Plotly reference for layout=")
            figure = {"data": [], "layout": {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}}}
        figure["layout"].pop("template", None)  # the page brings its own look
        return doc.Plot(
            title=plot.title,
            figure=_plain(figure),
            bindings=bindings,
            marks=[self._mark(plot, k, mark, outputs) for k, mark in enumerate(plot.marks)],
            description=description,
        )

    def _mark(self, plot: Plot, k: int, mark: Mark, outputs: _Outputs) -> doc.Mark:
        arrays = {name: outputs.all.index(output) for name, output in mark.stated.items()}
        return doc.Mark(kind=mark.kind.lower(), name=mark.name, trace=outputs.first[k], color=plot.roles()[k], arrays=arrays)


class _Outputs:
    """The outputs of one plot, each once: those that marks state and those that traces draw."""

    def __init__(self, plot: Plot) -> None:
        self.traces = traces(plot)
        drawn = [output for _, arrays in self.traces for output in arrays.values()]
        stated = [output for mark in plot.marks for output in mark.stated.values()]
        self.all: list[Output] = list(dict.fromkeys([*stated, *drawn]))
        self.first, at = [], 0
        for mark in plot.marks:
            self.first.append(at)
            at += len(mark.traces("#000000"))


def control(symbol: Control) -> doc.Control:
    """The document's form of a control."""
    said: Mapping[str, Any] = {"name": symbol.name, "label": symbol.label, "symbol": mathml(latex_name(symbol.name))}
    assert isinstance(symbol, Slider)
    return doc.SliderControl(
        **said, unit=pretty(symbol.unit), low=symbol.low, high=symbol.high, step=symbol.step, nudge=symbol.nudge, start=symbol.start
    )


def _rounded(value: float) -> float | None:
    return float(f"{value:.{DATA_DIGITS}g}") if np.isfinite(value) else None


def _plain(value: Any) -> Any:
    """Plain JSON: no tuple, no NumPy number, no not-a-number."""
    return json.loads(json.dumps(value, default=lambda item: item.tolist() if hasattr(item, "tolist") else str(item)))
