"""A plugin that has run -> its document. Every problem is found before any is reported."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import sympy

from covis.authoring.chance.running import is_running
from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Recurrence
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.evaluate.figure import gapped, layout, pretty
from covis.authoring.numerical.nth import Nth
from covis.authoring.place import Place
from covis.authoring.plot import Plot
from covis.authoring.symbols import Axis, Sweep
from covis.compiler.addresses import outside
from covis.compiler.outputs import PlotOutputs, control, filled_in, question, readout, scene, whole
from covis.compiler.plugin import Plugin, PluginError
from covis.compiler.preconditions import preconditions
from covis.compiler.program.graph import UnsupportedError
from covis.compiler.program.module import Module
from covis.compiler.program.needs import Supported
from covis.compiler.program.v8 import Evaluated, Program
from covis.compiler.text.alt_text import generated
from covis.compiler.text.equations import Equations
from covis.compiler.text.labels import fill
from covis.compiler.text.latex import symbol_tex
from covis.compiler.text.markdown import PRINTED, field, kind_of
from covis.compiler.text.mathml import FormulaError, mathml, prepare
from covis.compiler.text.prose import PageText, page_text
from covis.compiler.text.rows import displayed
from covis.compiler.text.short_texts import line, spoken, typeset
from covis.compiler.thumbnail import thumbnail
from covis.compiler.worker import progress
from covis.document import schema as doc
from covis.document.controls import BaseControl
from covis.finding import Finding, closest, unsound

# What is between the words of a description: {name}, {{value: name}} or {{name}}.
_FIELDS = re.compile(r"(\{\{[^{}\n]*\}\}|\{\w+\})")


def build(plugin: Plugin, title: str, summary: str) -> doc.Document:
    """Compile. Raises PluginError with every finding."""
    return _Build(plugin, title, summary).document()


class _Build:
    def __init__(self, plugin: Plugin, title: str, summary: str) -> None:
        self.plugin, self.title, self.summary = plugin, title, summary
        self.visualisation = plugin.visualisation
        self.findings: list[Finding] = []
        plugin.live.clear()
        axes = [symbol for symbol in plugin.symbols.values() if isinstance(symbol, Axis)]
        self.equations = Equations(plugin.expressions, axes, plugin.sources, self.visualisation.tex)
        self.known = [*plugin.expressions, *plugin.symbols]

    def fail(self, place: Place | int, message: str, rule: str = "compile", file: str = "__init__.py", column: int = 0) -> None:
        self.findings.append(self.plugin.finding(place, message, rule, file=file, column=column))

    def stop_if_failed(self) -> None:
        if self.findings:
            raise PluginError(self.findings)

    def document(self) -> doc.Document:
        v, plugin = self.visualisation, self.plugin
        self.findings = preconditions(plugin)
        self._check_symbols()
        self.stop_if_failed()
        progress.at("the text and the equations")
        definitions = [self.equations.definition(name)[0] for name in plugin.expressions]
        inline = [*definitions, *map(displayed, definitions), *map(symbol_tex, plugin.symbols.values())]
        prepare([*((tex, False) for tex in inline), *((tex, True) for tex in definitions)])
        # Everything that may ask for a live value comes before the program, which computes them.
        for place, problem in fill(plugin, self._words):
            self.fail(place, problem, "text")
        prose = self._prose()
        descriptions = [self._description(plot) for plot in v.plots]
        facts = [self._fact(k) for k in range(len(v.facts))]
        controls = [self._control(c) for c in v.controls]
        readouts = [readout(each, self._label(each.label, each.place)) for each in v.readouts]
        self.stop_if_failed()
        start = v.numbers(v.state())

        progress.at("the ranges of the axes")
        outputs = [PlotOutputs(plot, frame) for plot, frame in zip(v.plots, v.frames, strict=True)]
        sweeps = [symbol for symbol in v.symbols() if isinstance(symbol, Sweep)]
        progress.at("the program")
        lines = [o.lines for o in outputs]
        source = Module([o.all for o in outputs], [r.value for r in v.readouts], list(self.plugin.live.values()), sweeps, lines).source
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
            controls=controls,  # type: ignore[arg-type]  # the schema says which kinds there are
            plots=plots,
            readouts=readouts,
            presets=[doc.Preset(name=p.name, controls=v.stated(p.controls)) for p in v.presets],
            questions=[question(asked, v.drawn_by_hand()) for asked in prose.questions],
            text=prose.text,
            equations=self._equations(),
            facts=facts,
            program=source,
            thumbnail=thumbnail(self._pictured(plots[0], outputs[0], descriptions[0], source).model_dump(mode="json"), self.title),
        )

    def _pictured(self, plot: doc.Plot, outputs: PlotOutputs, description: Any, source: str) -> doc.Plot:
        """The first plot as a still picture shows it: at the start, or where that shows nothing yet, later."""
        v, state = self.visualisation, {control.name: control.pictured for control in self.visualisation.controls}
        return plot if state == v.state() else self._plot(0, v.plots[0], outputs, description, Program(source).run(v.numbers(state)), state)

    def _check_symbols(self) -> None:
        """Every symbol that an author gave is LaTeX, and is given to a name that equations print."""
        given = [(symbol.tex, symbol.place) for symbol in self.plugin.symbols.values() if symbol.tex]
        for name, tex in self.visualisation.tex.items():
            given.append((tex, self.visualisation.place))
            if name not in self.plugin.expressions:
                near = closest(name, list(self.plugin.expressions), 1)
                way = f"did you mean {near[0]}?" if near else "its keys are the names of module-level expressions"
                self.fail(self.visualisation.place, f"symbols= names {name!r}, which is no module-level expression; {way}", "text")
        for tex, place in given:
            try:
                mathml(tex)
            except FormulaError as error:
                self.fail(place, f"symbol={tex!r}: {error}", "text")

    def _equations(self) -> list[doc.Equation]:
        """Everything that the program computes: what is integrated or iterated first, then the named expressions."""
        systems = [(name, tex) for name, (tex, _) in self.equations.systems().items()]
        named = [(name, self.equations.definition(name)[0]) for name in self.plugin.expressions]
        return [doc.Equation(name=name, mathematics=mathml(displayed(tex))) for name, tex in systems + named]

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
        if unsafe := unsound(source):
            self.fail(unsafe[0], unsafe[2], "text", "text.md", unsafe[1])
            return nothing
        prose, errors = page_text(source, self._field, self.known)
        for wrong in errors:
            self.fail(wrong.line, str(wrong), "text", "text.md", wrong.column)
        return prose

    def _words(self, name: str, live: bool) -> str:
        """The equation of a name, or the symbol that it is, as LaTeX between dollars. Raises ValueError where there is none."""
        value = self.plugin.names.get(name)
        if name in self.plugin.names and not isinstance(value, sympy.Expr):
            raise ValueError(f"{name} is {kind_of(value)}; {PRINTED}")
        if not isinstance(value, sympy.Expr):
            near = closest(name, self.known, 1)
            way = f"did you mean {near[0]}?" if near else f"the names of the plugin are {', '.join(self.known)}"
            raise ValueError(f"the plugin has no module-level name {name!r}; {way}")
        if live:
            raise ValueError("a label does not change with the controls; use a Readout, or the text")
        tex = symbol_tex(value) if self._is_symbol(value) else self.equations.definition(self._defined(name, value))[0]
        return f"${tex}$"

    def _is_symbol(self, value: sympy.Expr) -> bool:
        """Whether it is printed as its name, and not by what it is made of."""
        return isinstance(value, sympy.Symbol | Nth) and not is_running(value)

    def _defined(self, name: str, value: sympy.Expr) -> str:
        """The name by which an expression is known in equations: of two names for one the first. Raises ValueError for a number."""
        first = next((known for known, expression in self.plugin.expressions.items() if expression == value), None)
        if first is None:
            raise ValueError(f"{name} is a number; write it in the text")
        return first

    def _field(self, name: str, live: bool) -> str:
        value = self.plugin.names.get(name)
        if name not in self.plugin.names:
            raise KeyError(name)
        if isinstance(value, Recurrence) and not live:
            return self.equations.system(value)
        if not isinstance(value, sympy.Expr):
            raise ValueError(f"{name} is {kind_of(value)}; {PRINTED}")
        if not live:
            return mathml(symbol_tex(value)) if self._is_symbol(value) else self.equations.block(self._defined(name, value))
        if isinstance(value, Control):
            return f'<output data-control="{value.name}"></output>'
        read = self.visualisation.as_read(value)
        return f'<output data-value="{self._live(name, read)}" data-digits="{0 if whole(read) else 3}"></output>'

    def _live(self, name: str, value: sympy.Expr) -> int:
        """The place of an expression among the program's values."""
        swept = [symbol.name for symbol in value.free_symbols if isinstance(symbol, Sweep)]
        if swept:
            raise ValueError(f"{name} depends on {swept[0]}, which is swept, so it has no one value")
        try:
            Supported([value]).check(value)
        except UnsupportedError as error:
            raise ValueError(str(error)) from error
        live = self.plugin.live
        if value not in live.values():
            live[name] = value
        return list(live.values()).index(value)

    def _control(self, symbol: Control) -> BaseControl:
        return control(symbol).model_copy(update={"label": self._label(symbol.label, symbol.place)})

    def _label(self, text: str, place: Place, shown: Callable[[str], str] = line) -> str:
        """A label, title or name as it is shown."""
        try:
            return shown(text)
        except FormulaError as error:
            self.fail(place, f"{text!r}: {error}", "text")
            return text

    def _fact(self, k: int) -> doc.Fact:
        fact = self.visualisation.facts[k]
        try:
            mathematics = self.equations.fact(fact)
        except ValueError:
            mathematics = ""  # the statement in words is enough
        return doc.Fact(
            id=f"{self.plugin.id}.fact{k + 1}",
            kind=fact.kind,
            statement=self._label(fact.statement, fact.place),
            mathematics=mathematics,
            source=fact.source,
        )

    def _description(self, plot: Plot) -> list[str | doc.Statistic | doc.LiveValue]:
        """The author's own, with {name} and {{value: name}} live and {{name}} an equation; else made from the marks and their extremes."""
        if plot.description is None:
            return [self._label(part, plot.place, spoken) if isinstance(part, str) else part for part in generated(plot)]
        parts: list[str | doc.Statistic | doc.LiveValue] = []
        for piece in filter(None, _FIELDS.split(plot.description)):
            try:
                part = self._described(piece)
                parts.append(self._label(part, plot.place, spoken) if isinstance(part, str) else part)
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

    def _plot(
        self, k: int, plot: Plot, outputs: PlotOutputs, description: Any, evaluated: Evaluated, state: dict[str, Any] | None = None
    ) -> doc.Plot:
        import plotly.graph_objects as go

        data, bindings = [], []
        start = Evaluator([self.visualisation.numbers(state or self.visualisation.state())])
        for trace, (template, arrays) in enumerate(outputs.traces):
            filled = dict(template)
            given = {array: evaluated.plots[k][outputs.all.index(output)] for array, output in arrays.items()}
            of_mark = next(mark for mark, own in zip(plot.marks, outputs.marks, strict=True) if own.trace <= trace < own.trace + own.traces)
            broken = gapped(of_mark, template, arrays, given, start)
            for array, output in arrays.items():
                place = outputs.all.index(output)
                values = broken.get(array, given[array])
                filled[array] = filled_in(array, values, output.shape)
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
        typeset(figure, lambda text, shown: self._label(text, plot.place, shown))
        return doc.Plot(
            title=self._label(plot.title, plot.place),
            figure=_plain(figure),
            shapes=[list(output.shape) for output in outputs.all],
            bindings=bindings,
            marks=[mark.model_copy(update={"name": self._label(mark.name, plot.place)}) if mark.name else mark for mark in outputs.marks],
            description=description,
            scene=scene(plot, self.visualisation.frames[k]),
            height=None if plot.height == 1 else plot.height,
        )


def _plain(value: Any) -> Any:
    """Plain JSON: no tuple, no NumPy number, no not-a-number."""
    return json.loads(json.dumps(value, default=lambda item: item.tolist() if hasattr(item, "tolist") else str(item)))
