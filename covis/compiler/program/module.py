"""The program of a document: one ES module that evaluates every output of a visualisation in the browser."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence

import numpy as np
import sympy

from covis.authoring.dynamics import MOST, Recurrence, Trajectory
from covis.authoring.evaluate.noise import size
from covis.authoring.grid.lattice import Lattice
from covis.authoring.outputs import Output, free_symbols
from covis.authoring.runs.run import Run
from covis.authoring.symbols import Index, Sweep
from covis.compiler.program import grids, runs
from covis.compiler.program.functions import INTEGRATORS, SOURCE, closure
from covis.compiler.program.graph import Graph, UnsupportedError
from covis.compiler.program.javascript import Block, Printer, number
from covis.compiler.program.members import each_apart, ensemble, member_of
from covis.compiler.program.needs import given, gridded, tables_read
from covis.compiler.program.nodes import Node


class Module:
    """Collects the parts of one program: `source` is the whole, as `covis.document.Document` describes it."""

    def __init__(
        self,
        plots: Sequence[Sequence[Output]],
        readouts: Sequence[sympy.Expr],
        values: Sequence[sympy.Expr],
        sweeps: Sequence[Sweep],
        lines: Sequence[Mapping[int, sympy.Expr]] = (),
    ) -> None:
        self.helpers: set[str] = set()
        stated = [*(e for outputs in plots for output in outputs for e in output.expressions), *readouts, *values]
        self.sources, self.tables = given(stated)
        self.names: dict[object, str] = {source.content: f"source{k}" for k, source in enumerate(self.sources)}
        self.names |= {table.digest: f"table{k}" for k, table in enumerate(self.tables)}
        self.names |= grids.derivatives(gridded(stated))
        self.readings = tables_read(stated)
        self.names |= {data.digest: f"reading{k}" for k, data in enumerate(self.readings)}
        parts = [*self._tables(), *self._readings(), *(self._source(source) for source in self.sources), self._prepare(sweeps)]
        functions = ",\n".join(self._plot(outputs) for outputs in plots)
        parts += [f"export const plots = [\n{functions}\n];", self._numbers("readouts", readouts), self._numbers("values", values)]
        parts += [*self._between(plots, lines), *runs.present(self.sources, self.names)]
        # A program holds only what it uses, so that it runs for ever and stays small.
        functions_used = [SOURCE[name] for name in closure(self.helpers)]
        head = [*functions_used, *(INTEGRATORS[name] for name in INTEGRATORS if name in self.helpers)]
        self.source = "\n".join(["export const format = 1;", *head, *parts, ""])

    def graph(self, rules_of: Recurrence | None = None) -> Graph:
        return Graph(self.names, rules_of)

    def _tables(self) -> list[str]:
        """What Samples tabulated, as 32-bit floats."""
        if self.tables:
            self.helpers.add("floats")
        return [
            f'const {self.names[table.digest]} = floats("{base64.b64encode(np.asarray(table.table, dtype="<f4").tobytes()).decode()}");'
            for table in self.tables
        ]

    def _readings(self) -> list[str]:
        """Tables that are read at a place: their places, values and slopes."""
        lines = []
        for data in self.readings:
            values = "[" + ", ".join(map(number, data.y.ravel().tolist())) + "]"
            if data.single:
                self.helpers.add("floats")
                values = f'floats("{base64.b64encode(data.y.astype("<f4").tobytes()).decode()}")'
            slopes = "null" if data.slopes is None else "[" + ", ".join(map(number, data.slopes.ravel().tolist())) + "]"
            lines.append(
                f"const {self.names[data.digest]} = {{ x: [{', '.join(map(number, data.x.tolist()))}], y: {values}, d: {slopes} }};"
            )
        return lines

    def _source(self, source: Recurrence) -> str:
        """A function (c, s) -> {y: the states along the sweep, d: their rates}. What no state moves is computed once, outside the rule."""
        if isinstance(source, Run):
            return runs.source(source, self.names, self.helpers)
        if isinstance(source, Lattice):
            return grids.program(source, self.names, self.helpers)
        apart = isinstance(source, Trajectory) and bool(source.events)
        graph, opening_graph = Graph(self.names, source, alone=apart), self.graph()
        starts = [opening_graph.build(start) for start in source.start]
        if source.each is not None and not apart:
            return ensemble(self.names[source.content], source, source.each, starts, graph, self.helpers)
        rules = [graph.build(rule) for rule in source.rules]
        over = source.over.name
        opening, printer = Printer(starts, self.helpers), Printer(rules, self.helpers)
        opening.function.loops = printer.function.loops = member_of(source)
        first = [opening.expression(start) for start in starts]
        body = Block(frozenset({over, "state"}) | member_of(source), [f"const ${over} = t;"])
        printer.stack = [printer.function, body]
        body.lines += [f"d[{k}] = {text};" for k, text in enumerate([printer.expression(rule) for rule in rules])]
        if isinstance(source, Trajectory):
            kind, more = ("hybrid", f", {MOST}") if source.events else ("trajectory", "")
            more = f", {number(source.step or 0.0)}{more}"
        else:
            kind, more = "iterates", ""
        self.helpers.add(kind)
        lines = [f"const ${over} = s[{json.dumps(over)}][0];", *opening.function.lines, f"const start = [{', '.join(first)}];", "{"]
        rule = [*printer.function.lines, f"return {kind}(s[{json.dumps(over)}], start{more}, (t, y, d) => {{"]
        end = self._events(source, graph) if isinstance(source, Trajectory) and source.events else ["  });"]
        lines += [*(f"  {line}" for line in rule), *(f"    {line}" for line in body.lines), *end, "}"]
        if source.each is not None:
            return each_apart(self.names[source.content], source, source.each, lines, self.helpers)
        return f"const {self.names[source.content]} = (c, s) => {{\n" + "\n".join(f"  {line}" for line in lines) + "\n};"

    def _events(self, source: Trajectory, graph: Graph) -> list[str]:
        """The end of the call of `hybrid`: the expressions that cross zero, and of each event its direction, its last and its jump."""

        def function(expressions: Sequence[sympy.Expr]) -> str:
            nodes = [graph.build(expression) for expression in expressions]
            printer, body = Printer(nodes, self.helpers), Block(frozenset({source.over.name, "state"}) | member_of(source))
            printer.function.loops = member_of(source)
            printer.stack = [printer.function, body]
            texts = [f"z[{k}] = {printer.expression(node)};" for k, node in enumerate(nodes)]
            inner = " ".join([f"const ${source.over.name} = t;", *body.lines, *texts])
            return f"(() => {{ {' '.join(printer.function.lines)} return (t, y, z) => {{ {inner} }}; }})()"

        crossings = function([event.crossing for event in source.events])
        events = [f"    [{event.direction}, {event.terminal}, {function(source.after(event))}]," for event in source.events]
        return [f"  }}, {crossings}, [", *events, "  ]);"]

    def _prepare(self, sweeps: Sequence[Sweep]) -> str:
        """The points of every axis: once for all where its bounds are numbers, else for each state; then what is integrated."""
        fixed, lines = [], []
        for sweep in sweeps:
            graph = self.graph()
            bounds = [graph.build(bound) for bound in sweep.bounds]
            space = sweep.space
            self.helpers.add(space)
            printer = Printer(bounds, self.helpers)
            call = f"{space}({', '.join(printer.expression(bound) for bound in bounds)}, {sweep.points})"
            if all(bound.op == "num" for bound in bounds):
                fixed.append(f"const $axis_{sweep.name} = {call};")
                value = f"$axis_{sweep.name}"
            else:
                value = f"(() => {{ {' '.join([*printer.function.lines, f'return {call};'])} }})()"
            lines.append(f"s[{json.dumps(sweep.name)}] = {value};")
        for source in self.sources:
            name = self.names[source.content]
            lines.append(f's["~{name}"] = {name}(c, s);')
            if isinstance(source, Run):
                lines.append(f's[{json.dumps(source.over.name)}] = s["~{name}"].t;')
        body = "\n".join(f"  {line}" for line in ["const s = {};", *lines, "return s;"])
        return "\n".join([*fixed, f"export function prepare(c) {{\n{body}\n}}"])

    def _plot(self, outputs: Sequence[Output]) -> str:
        """A function (c, s) -> arrays. Outputs over the same axes share one loop."""
        graph = self.graph()
        built: list[list[Node]] = [[graph.build(expression) for expression in output.expressions] for output in outputs]
        printer = Printer([node for nodes in built for node in nodes], self.helpers)
        body = printer.function
        nests: dict[tuple[tuple[Sweep, ...], bool], list[int]] = {}
        results: dict[int, str] = {}
        for k, (output, nodes) in enumerate(zip(outputs, built, strict=True)):
            if not output.over:
                results[k] = f"Float64Array.of({', '.join(printer.expression(node) for node in nodes)})"
            elif len(output.over) == len(nodes) == 1 and nodes[0].op == "axis" and nodes[0].value == output.over[0].name:
                results[k] = f"s[{json.dumps(output.over[0].name)}]"  # the axis itself
            else:
                nests.setdefault((output.over, output.parted), []).append(k)
        for (over, parted), members in nests.items():
            for k in members:
                results[k] = f"o{k}"
                body.lines.append(
                    f"const o{k} = new Float64Array({len(built[k]) * math.prod(outputs[k].lengths)}){'.fill(NaN)' if parted else ''};"
                )
            body.lines += _loop(printer, over, parted, {k: built[k] for k in members})
        lines = [*body.lines, f"return [{', '.join(results[k] for k in range(len(outputs)))}];"]
        return "  (c, s) => {\n" + "\n".join(f"    {line}" for line in lines) + "\n  }"

    def _between(self, plots: Sequence[Sequence[Output]], lines: Sequence[Mapping[int, sympy.Expr]]) -> list[str]:
        """For each plot, by output: a function (c, s) -> [the points, a function that gives the line's value anywhere]. None: nothing."""
        functions = []
        for outputs, found in zip(plots, lines, strict=False):
            texts = []
            for place, line in found.items():
                over = outputs[place].over[0].name
                node = self.graph().build(line)
                printer = Printer([node], self.helpers)
                body = Block(frozenset({over}))
                printer.stack = [printer.function, body]
                value = printer.expression(node)
                inner = [
                    f"return [s[{json.dumps(over)}], (${over}) => {{",
                    *(f"  {text}" for text in body.lines),
                    f"  return {value};",
                    "}];",
                ]
                texts.append(
                    f"    {place}: (c, s) => {{\n" + "\n".join(f"      {text}" for text in [*printer.function.lines, *inner]) + "\n    },"
                )
            functions.append("  {\n" + "\n".join(texts) + "\n  }" if texts else "  {}")
        return ["export const between = [\n" + ",\n".join(functions) + "\n];"] if any(lines) else []

    def _size_node(self, graph: Graph, value: sympy.Expr) -> Node | None:
        found = size(value)
        try:
            return None if found is None else graph.build(found)
        except UnsupportedError:
            return None  # a derivative that has no JavaScript

    def _numbers(self, name: str, expressions: Sequence[sympy.Expr]) -> str:
        graph = self.graph()
        nodes = [graph.build(expression) for expression in expressions]
        sizes = [self._size_node(graph, expression) for expression in expressions]
        printer = Printer([*nodes, *(found for found in sizes if found is not None)], self.helpers)
        texts = [printer.expression(node) for node in nodes]
        for k, found in enumerate(sizes):
            if found is not None:
                self.helpers.add("settled")
                texts[k] = f"settled({texts[k]}, {printer.expression(found)})"
        lines = [*printer.function.lines, f"return [{', '.join(texts)}];"]
        return f"export function {name}(c, s) {{\n" + "\n".join(f"  {line}" for line in lines) + "\n}"


def program(
    plots: Sequence[Sequence[Output]], readouts: Sequence[sympy.Expr], values: Sequence[sympy.Expr], sweeps: Sequence[Sweep]
) -> str:
    """The module's source."""
    return Module(plots, readouts, values, sweeps).source


def _loop(printer: Printer, over: tuple[Sweep, ...], parted: bool, members: Mapping[int, Sequence[Node]]) -> list[str]:
    """Nested loops over the axes, the last innermost. Whatever an outer axis alone moves is in its loop."""
    blocks = []
    for depth, sweep in enumerate(over):
        block = Block(frozenset(outer.name for outer in over[: depth + 1]))
        block.lines.append(f"const ${sweep.name} = s[{json.dumps(sweep.name)}][i_{sweep.name}];")
        blocks.append(block)
    printer.stack = [printer.function, *blocks]
    place = f"i_{over[0].name}"
    for depth, sweep in enumerate(over[1:], 2):
        place = f"({place}) * {sweep.points + (parted and depth == len(over))} + i_{sweep.name}"
    # Beyond the last member of an index there is nothing.
    beyond = [f"${sweep.name} !== ${sweep.name}" for sweep in over if isinstance(sweep, Index) and any(map(free_symbols, sweep.bounds))]
    guard = f"{' || '.join(beyond)} ? NaN : " if beyond else ""
    for k, nodes in members.items():
        for j, node in enumerate(nodes):
            at = place if len(nodes) == 1 else f"({place}) * {len(nodes)} + {j}"
            blocks[-1].lines.append(f"o{k}[{at}] = {guard}{printer.expression(node)};")
    printer.stack = [printer.function]
    lines: list[str] = []
    for depth in reversed(range(len(over))):
        i, inner = f"i_{over[depth].name}", [*blocks[depth].lines, *lines]
        lines = [f"for (let {i} = 0; {i} < {over[depth].points}; {i}++) {{", *(f"  {line}" for line in inner), "}"]
    return lines
