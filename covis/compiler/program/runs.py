"""Runs that remember, in a program: what each gives from its history, and the present states of those of a stopwatch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import sympy

from covis.authoring.dynamics import Recurrence
from covis.authoring.runs.run import Run
from covis.compiler.program.graph import Graph
from covis.compiler.program.javascript import Block, Printer, number


def pushed(run: Run) -> dict[str, list[sympy.Expr]]:
    """For each button the states after a push."""
    return {push.name: [state + push.adds.get(state, sympy.S.Zero) for state in run.states] for push in run.pushes}


def source(run: Run, names: Mapping[object, str], helpers: set[str]) -> str:
    """A function (c, s) -> {t, y, d, now}: what the run remembers, from its history."""
    helpers |= {"trajectory", "replay"}
    over, states = run.over, run.states

    def function(expressions: Sequence[sympy.Expr], rates: bool) -> str:
        """(c) -> (t, y, d) => the rates put into d; else (c, t, y) -> the states. What no state moves is computed once, outside."""
        graph = Graph(names, run)
        nodes = [graph.build(expression) for expression in expressions]
        printer = Printer(nodes, helpers)
        body = Block(frozenset({over.name, "state"}))
        printer.stack = [printer.function, body]
        texts = [printer.expression(node) for node in nodes]
        outside, inside = printer.function.lines, [f"const ${over.name} = t;", *body.lines]
        if rates:
            inside += [f"d[{k}] = {text};" for k, text in enumerate(texts)]
            return "(c) => {\n" + _set_in([*outside, "return (t, y, d) => {", *_set_in(inside).split("\n"), "};"]) + "\n}"
        return "(c, t, y) => {\n" + _set_in([*outside, *inside, f"return [{', '.join(texts)}];"]) + "\n}"

    place = sum(len(other.states) for other in over.runs[: over.runs.index(run)])
    buttons = ", ".join(f"{json.dumps(name)}: {function(after, False)}" for name, after in pushed(run).items())
    arguments = [
        f"trajectory, c[{json.dumps('~' + over.name)}], c, {number(over.step)}, {over.memory}, {place}, {len(states)}",
        function(run.start, False),
        function(run.rules, True),
        f"{{ {buttons} }}",
    ]
    return f"const {names[run.content]} = (c, s) => replay(\n" + _set_in(",\n".join(arguments).split("\n")) + "\n);"


def present(sources: Iterable[Recurrence], names: Mapping[object, str]) -> list[str]:
    """For each stopwatch a function s -> the present states of its runs, in the order in which a history has them."""
    watches = {run.over.name: run.over for run in sources if isinstance(run, Run)}
    texts = []
    for name, over in sorted(watches.items()):
        states = ", ".join(f'...s["~{names[run.content]}"].now' for run in over.runs)
        texts.append(f"  {json.dumps(name)}: (s) => [{states}]")
    return ["export const runs = {\n" + ",\n".join(texts) + "\n};"] if texts else []


def _set_in(lines: Sequence[str]) -> str:
    return "\n".join(f"  {line}" for line in lines)
