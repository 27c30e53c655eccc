"""The program of an ensemble: a function (c, s) -> {y: the states of all members along the sweep, d: their rates}.

What no member moves, such as a sum over all of them, is computed once for all, and so is a function of a member's states that the
rules of others need too; what neither a state nor the sweep moves, such as a
member's own random number, is computed once for all steps.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Recurrence, Trajectory
from covis.authoring.outputs import closure
from covis.authoring.sources.members import in_common
from covis.authoring.symbols import Index
from covis.compiler.program.graph import Graph
from covis.compiler.program.javascript import Block, Printer, number
from covis.compiler.program.nodes import Node


def ensemble(name: str, source: Recurrence, index: Index, starts: Sequence[Node], graph: Graph, helpers: set[str]) -> str:
    """The function as JavaScript, with this name. It is run again only where a control that the source depends on has changed."""
    over, each = source.over.name, index.name
    kind = "ensemble" if isinstance(source, Trajectory) else "ensembleIterates"
    helpers |= {kind, "remembered", "living"}
    opening, first = Printer(starts, helpers), Block(frozenset({each}))
    opening.stack = [opening.function, first]
    first.lines += [f"start[{k}][i_{each}] = {opening.expression(node)};" for k, node in enumerate(starts)]

    common, put = in_common(source.rules, source.states, index)
    graph.stand_for(put[function] for function in common)
    shared = [graph.build(function) for function in common]
    rules = [graph.build(rule.xreplace(put)) for rule in source.rules]
    printer = Printer([*shared, *rules], helpers)
    printer.function.lines += _tables(printer, [*shared, *rules], each)
    body = Block(frozenset({over, "state"}))
    body.lines.append(f"const ${over} = t;")
    body.lines += [f"const y${k} = y[{k}], d${k} = d[{k}];" for k in range(len(rules))]
    steps = [] if isinstance(source, Trajectory) else _calls([*shared, *rules], {over, each})
    if steps:  # a number of chance for every step of every member
        printer.function.bound |= {id(node): f"chance[{k}][r$ + i_{each}]" for k, node in enumerate(steps)}
        printer.function.lines.append(f"const chance = {name}chance(c, s);")
        body.lines.append("const r$ = row * m$.length;")

    def for_each(nodes: Sequence[Node], target: str, start: int) -> None:
        """Work nodes out for every member; what no member moves comes before the loop."""
        inner = Block(body.loops | {each}, bound=dict(printer.function.bound))
        printer.stack = [printer.function, body, inner]
        inner.lines += [f"{target}${k}[i_{each}] = {text};" for k, text in enumerate(map(printer.expression, nodes), start)]
        body.lines.extend(_for_each(each, inner.lines))

    if shared:
        printer.function.lines += [f"const y${k} = new Float64Array(m$.length);" for k in range(len(rules), len(rules) + len(shared))]
        for_each(shared, "y", len(rules))
    for_each(rules, "d", 0)
    step = f", {number(source.step or 0.0)}" if isinstance(source, Trajectory) else ""
    lines = [
        f"const ${over} = s[{json.dumps(over)}][0], m$ = s[{json.dumps(each)}], n$ = living(m$);",
        f"const start = [{', '.join(['new Float64Array(m$.length).fill(NaN)'] * len(starts))}];",
        *opening.function.lines,
        *_for_each(each, first.lines),
        "{",
        *(f"  {line}" for line in printer.function.lines),
        f"  return {kind}(s[{json.dumps(over)}], m$.length, start{step}, (t, y, d, row) => {{",
        *(f"    {line}" for line in body.lines),
        "  });",
        "}",
    ]
    made = _remembered(name, closure(source.rests_on), lines)
    return "\n".join([*([_chance(f"{name}chance", source, index, steps, helpers)] if steps else []), made])


def member_of(source: Recurrence) -> frozenset[str]:
    """The loop in which the run of one member is worked out by itself."""
    return frozenset() if source.each is None else frozenset({source.each.name})


def each_apart(name: str, source: Recurrence, index: Index, lines: Sequence[str], helpers: set[str]) -> str:
    """The function of an ensemble whose members have events: `lines` are those of the run of one of them, the member `$index`."""
    helpers |= {"membersApart", "remembered"}
    counted, along = (f"s[{json.dumps(sweep.name)}]" for sweep in (index, source.over))
    opening = f"return membersApart({counted}, {along}.length, {len(source.states)}, (${index.name}) => {{"
    return _remembered(name, closure(source.rests_on), [opening, *(f"  {line}" for line in lines), "});"])


def _remembered(name: str, symbols: Iterable[sympy.Symbol] | Iterable[str], lines: Sequence[str]) -> str:
    """A function (c, s) that is run again only where one of these controls has changed."""
    controls = sorted(symbol if isinstance(symbol, str) else symbol.name for symbol in symbols if isinstance(symbol, Control | str))
    return f"const {name} = remembered({json.dumps(controls)}, (c, s) => {{\n" + "\n".join(f"  {line}" for line in lines) + "\n});"


def _calls(nodes: Sequence[Node], loops: set[str]) -> list[Node]:
    """The largest functions in nodes that these loops move together, and no state."""
    waiting, found = list(nodes), dict[int, Node]()
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node.op == "call" and node.loops == loops:
            found[id(node)] = node
        elif id(node) not in seen:
            seen.add(id(node))
            waiting += node.args
    return list(found.values())


def _chance(name: str, source: Recurrence, index: Index, steps: Sequence[Node], helpers: set[str]) -> str:
    """A function (c, s) that gives tables of what is worked out for every step of every member, a row a step."""
    over, each = source.over.name, index.name
    printer = Printer(steps, helpers)
    row, inner = Block(frozenset({over})), Block(frozenset({over, each}))
    printer.stack = [printer.function, row, inner]
    row.lines.append(f"const ${over} = t$[i_{over}];")
    inner.lines += [f"tables[{k}][i_{over} * m$.length + i_{each}] = {text};" for k, text in enumerate(map(printer.expression, steps))]
    controls, waiting = {symbol.name for symbol in closure([source.over, index]) if isinstance(symbol, Control)}, list(steps)
    while waiting:
        node = waiting.pop()
        controls |= {str(node.value)} if node.op == "control" else set()
        waiting += node.args
    lines = [
        f"const t$ = s[{json.dumps(over)}], m$ = s[{json.dumps(each)}], n$ = living(m$);",
        f"const tables = [{', '.join(['new Float64Array(t$.length * m$.length)'] * len(steps))}];",
        *printer.function.lines,
        f"for (let i_{over} = 0; i_{over} < t$.length; i_{over}++) {{",
        *(f"  {line}" for line in [*row.lines, *_for_each(each, inner.lines)]),
        "}",
        "return tables;",
    ]
    return _remembered(name, controls, lines)


def _for_each(each: str, lines: Sequence[str]) -> list[str]:
    opening = [f"for (let i_{each} = 0; i_{each} < n$; i_{each}++) {{", f"  const ${each} = m$[i_{each}];"]
    return [*opening, *(f"  {line}" for line in lines), "}"]


def _tables(printer: Printer, rules: Sequence[Node], each: str) -> list[str]:
    """Tables of the largest parts of the rules that the member alone moves; the parts are bound to their entries."""
    waiting, seen, parts = list(rules), set[int](), list[Node]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.loops == {each} and node.op != "axis":
            parts.append(node)
        elif each in node.loops:
            waiting += node.args
    if not parts:
        return []
    inside = Block(frozenset({each}))
    printer.stack = [printer.function, inside]
    tables = {id(node): printer.fresh() for node in parts}
    inside.lines += [f"{tables[id(node)]}[i_{each}] = {text};" for node, text in [(node, printer.expression(node)) for node in parts]]
    printer.function.bound |= {key: f"{table}[i_{each}]" for key, table in tables.items()}
    return [*(f"const {table} = new Float64Array(m$.length);" for table in tables.values()), *_for_each(each, inside.lines)]
