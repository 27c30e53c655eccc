"""The program of a document: one ES module that evaluates every output of a visualisation in the browser."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import sympy

from covis.authoring.outputs import Output
from covis.authoring.symbols import Axis, Sweep
from covis.compiler.graph import Graph, Node
from covis.compiler.javascript import HELPERS, Block, Printer, number

NEEDS = {"logspace": {"linspace"}}


def program(
    plots: Sequence[Sequence[Output]], readouts: Sequence[sympy.Expr], values: Sequence[sympy.Expr], sweeps: Sequence[Sweep]
) -> str:
    """The module's source: `prepare`, one function a plot, `readouts` and `values`, as `covis.document.Document` describes."""
    helpers: set[str] = set()
    parts = [_prepare(sweeps, helpers)]
    functions = ",\n".join(_plot(outputs, helpers) for outputs in plots)
    parts.append(f"export const plots = [\n{functions}\n];")
    parts.append(_numbers("readouts", readouts, helpers))
    parts.append(_numbers("values", values, helpers))
    needed = helpers.union(*(NEEDS.get(name, set()) for name in helpers))
    head = [HELPERS[name] for name in HELPERS if name in needed]
    return "\n".join(["export const format = 1;", *head, *parts, ""])


def _prepare(sweeps: Sequence[Sweep], helpers: set[str]) -> str:
    """The points of every axis: once for all where its bounds are numbers, else for each state."""
    fixed, lines, names = [], Block(frozenset()), []
    for sweep in sweeps:
        graph = Graph()
        bounds = [graph.build(bound) for bound in sweep.bounds]
        name = f"$axis_{sweep.name}"
        space = "logspace" if isinstance(sweep, Axis) and sweep.log else "linspace"
        helpers.add(space)
        if all(bound.op == "num" for bound in bounds):
            low, high = (number(float(bound.value)) for bound in bounds)
            fixed.append(f"const {name} = {space}({low}, {high}, {sweep.points});")
        else:
            printer = Printer(bounds, helpers)
            low, high = (printer.expression(bound) for bound in bounds)
            body = " ".join([*printer.function.lines, f"return {space}({low}, {high}, {sweep.points});"])
            lines.lines.append(f"const {name} = ((c) => {{ {body} }})(c);")
        names.append(f"{json.dumps(sweep.name)}: {name}")
    body = "\n".join(f"  {line}" for line in [*lines.lines, f"return {{ {', '.join(names)} }};"])
    return "\n".join([*fixed, f"export function prepare(c) {{\n{body}\n}}"])


def _plot(outputs: Sequence[Output], helpers: set[str]) -> str:
    """A function (c, s) -> arrays. Outputs over the same axes share one loop."""
    graph = Graph()
    built: list[list[Node]] = [[graph.build(expression) for expression in output.expressions] for output in outputs]
    printer = Printer([node for nodes in built for node in nodes], helpers)
    body = printer.function
    nests: dict[tuple[Sweep, ...], list[int]] = {}
    results: dict[int, str] = {}
    for k, (output, nodes) in enumerate(zip(outputs, built, strict=True)):
        if not output.over:
            results[k] = f"Float64Array.of({', '.join(printer.expression(node) for node in nodes)})"
        elif len(output.over) == len(nodes) == 1 and nodes[0].op == "axis" and nodes[0].value == output.over[0].name:
            results[k] = f"s[{json.dumps(output.over[0].name)}]"  # the axis itself
        else:
            nests.setdefault(output.over, []).append(k)
    for over, members in nests.items():
        size = " * ".join(str(sweep.points) for sweep in over)
        for k in members:
            results[k] = f"o{k}"
            wide = len(built[k])
            body.lines.append(f"const o{k} = new Float64Array({size}{f' * {wide}' if wide > 1 else ''});")
        body.lines += _loop(printer, over, {k: built[k] for k in members})
    lines = [*body.lines, f"return [{', '.join(results[k] for k in range(len(outputs)))}];"]
    return "  (c, s) => {\n" + "\n".join(f"    {line}" for line in lines) + "\n  }"


def _loop(printer: Printer, over: tuple[Sweep, ...], members: Mapping[int, Sequence[Node]]) -> list[str]:
    """Nested loops over the axes, the last innermost. Whatever an outer axis alone moves stands in its loop."""
    blocks = []
    for depth, sweep in enumerate(over):
        block = Block(frozenset(outer.name for outer in over[: depth + 1]))
        block.lines.append(f"const ${sweep.name} = s[{json.dumps(sweep.name)}][i{depth}];")
        blocks.append(block)
    printer.stack = [printer.function, *blocks]
    place = "i0"
    for depth, sweep in enumerate(over[1:], 1):
        place = f"({place}) * {sweep.points} + i{depth}"
    for k, nodes in members.items():
        for j, node in enumerate(nodes):
            at = place if len(nodes) == 1 else f"({place}) * {len(nodes)} + {j}"
            blocks[-1].lines.append(f"o{k}[{at}] = {printer.expression(node)};")
    printer.stack = [printer.function]
    lines: list[str] = []
    for depth in reversed(range(len(over))):
        inner = [*blocks[depth].lines, *lines]
        lines = [f"for (let i{depth} = 0; i{depth} < {over[depth].points}; i{depth}++) {{", *(f"  {line}" for line in inner), "}"]
    return lines


def _numbers(name: str, expressions: Sequence[sympy.Expr], helpers: set[str]) -> str:
    graph = Graph()
    nodes = [graph.build(expression) for expression in expressions]
    printer = Printer(nodes, helpers)
    texts = [printer.expression(node) for node in nodes]
    lines = [*printer.function.lines, f"return [{', '.join(texts)}];"]
    return f"export function {name}(c, s) {{\n" + "\n".join(f"  {line}" for line in lines) + "\n}"
