"""The program of a grid: its rates in a loop over the points, with differences in the place of derivatives in space."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.grid.cells import Cells
from covis.authoring.grid.derivatives import STENCILS, Orders
from covis.authoring.grid.evolution import MOST_STEPS, STABLE, Evolution, largest
from covis.authoring.grid.lattice import Gridded, Lattice
from covis.authoring.outputs import closure
from covis.compiler.program.graph import Graph
from covis.compiler.program.javascript import Block, Printer, number
from covis.compiler.program.nodes import Node

ENDS = {"fixed": 0, "free": 1, "periodic": 2, "open": 3}
CELLS = {"periodic": 4, "fixed": 5}
_COSTLY = frozenset("call div select sum product".split())


def looked(source: Lattice) -> Mapping[sympy.Symbol, tuple[int, Orders]]:
    """The symbols of its rules beside the states, each with the state's number and its derivative, or the offset of the cell."""
    return source.derivatives if isinstance(source, Evolution) else source.looked if isinstance(source, Cells) else {}


def graph(source: Lattice, names: Mapping[object, str]) -> Graph:
    """A graph in which the states and what is looked at have a node; each point of the grid moves it."""
    made = Graph(names)
    symbols = [*source.states, *looked(source)]
    made.bind({symbol: made.node("bound", value=f"g{k}", loops=["point"]) for k, symbol in enumerate(symbols)})
    return made


def rules(source: Lattice) -> tuple[sympy.Expr, ...]:
    """All that it is worked out from, as the program has it."""
    assert isinstance(source, Evolution | Cells)
    entries = tuple(entry for *_, entry in source.linearised) if isinstance(source, Evolution) else ()
    return (*source.expanded, *source.start, *entries)


def wide(source: Lattice) -> int:
    return source.space[0].points + 4


def rows(source: Lattice) -> int:
    return source.space[1].points if len(source.space) > 1 else 1


def size(source: Lattice) -> int:
    """How many numbers a state has, with the padding."""
    return wide(source) * (rows(source) + 4 if rows(source) > 1 else 1)


def difference(orders: Orders, array: str, stride: int) -> str:
    """A derivative at the point n of a padded array; q1 and q2 are one over the spacings."""
    terms = {0: 1}
    below = 1.0
    factors = []
    for k, times in enumerate(orders):
        if times:
            weights, divisor = STENCILS[times]
            step = stride if k else 1
            terms = {at + (m - 2) * step: a * w for at, a in terms.items() for m, w in enumerate(weights) if w}
            below *= divisor
            factors += [f"q{k + 1}"] * times
    text = ""
    for at, weight in sorted(terms.items()):
        value = f"{array}[n{f' {chr(43) if at > 0 else chr(45)} {abs(at)}' if at else ''}]"
        part = value if abs(weight) == 1 else f"{abs(weight)} * {value}"
        text += (f" {'-' if weight < 0 else '+'} " if text else "-" if weight < 0 else "") + part
    return f"({text}) * ({' * '.join(factors)}{f' / {number(below)}' if below != 1 else ''})"


def program(source: Lattice, names: Mapping[object, str], helpers: set[str]) -> str:
    """A function (c, s) -> the grid. It is kept while nothing changes that it rests on, so that a clock goes on from where it was."""
    helpers |= {"evolution"}
    name = names[source.content]
    controls = sorted((one for one in closure(source.rests_on) if isinstance(one, Control)), key=lambda one: one.name)
    key = ", ".join(f"c[{json.dumps(one.name)}]" for one in controls)
    ends = CELLS if isinstance(source, Cells) else ENDS
    shape = [
        f"t: s[{json.dumps(source.over.name)}]",
        f"nx: {source.space[0].points}",
        f"ny: {rows(source)}",
        f"states: {len(source.states)}",
        f"ends: [{', '.join(str(ends[end]) for pair in source.edges for end in pair)}]",
        f"cells: {'true' if isinstance(source, Cells) else 'false'}",
    ]
    lines = [
        f"const key = [{key}];",
        f"if ({name}_kept && key.every((value, k) => Object.is(value, {name}_kept.key[k]))) return {name}_kept;",
        *(
            f"const q{k + 1} = {axis.points - 1} / Math.abs(s[{json.dumps(axis.name)}][{axis.points - 1}] - s[{json.dumps(axis.name)}][0]);"
            for k, axis in enumerate(source.space)
        ),
    ]
    parts = [f"start: {_loop(source, names, helpers, source.start, '(u) =>', 'start')}"]
    assert isinstance(source, Evolution | Cells)
    parts.append(f"rates: {_loop(source, names, helpers, source.expanded, '(t, u, d) =>', 'rates')}")
    if isinstance(source, Evolution):
        parts += [f"step: {number(source.step or 0.0)}, stable: {number(STABLE)}, most: {MOST_STEPS}"]
        parts += [f"steady: {'true' if source.steady else 'false'}"]
        parts.append(f"linearised: {_linearised(source, names, helpers)}")
        parts.append(f"differences: {{ {', '.join(_read(source, names))} }}")
    lines.append(f"return {name}_kept = evolution({{ key, {', '.join(shape)},")
    body = "\n".join([*(f"  {line}" for line in lines), *(f"    {part}," for part in parts), "  });"])
    return f"let {name}_kept = null;\nconst {name} = (c, s) => {{\n{body}\n}};"


def _read(source: Evolution, names: Mapping[object, str]) -> list[str]:
    """The differences that the outputs may ask for."""
    wanted = [key for key in names if isinstance(key, tuple) and key and key[0] == ("derivative", source.content)]
    return [f"{code(orders)}: (u, n) => {difference(orders, 'u', wide(source))}" for _, orders in sorted(wanted, key=str)]


def code(orders: Orders) -> str:
    return "d" + "_".join(map(str, orders))


def derivatives(symbols: Sequence[Gridded]) -> dict[object, str]:
    """What the program has to know of the derivatives that are read."""
    return {(("derivative", symbol.source.content), symbol.orders): "" for symbol in symbols if any(symbol.orders)}


def _loop(
    source: Lattice, names: Mapping[object, str], helpers: set[str], expressions: Sequence[sympy.Expr], head: str, purpose: str
) -> str:
    """A function that takes expressions at every point. What the place alone moves is tabulated once; a fixed end has no rate."""
    made = graph(source, names)
    nodes = [made.build(expression) for expression in expressions]
    printer = Printer(nodes, helpers)
    time = source.over.name
    space = [axis.name for axis in source.space]
    opening = Block(frozenset({time}))
    row = Block(frozenset({time, *space[1:]}))
    point = Block(frozenset({time, *space, "point"}))
    tables = _tables(source, printer, nodes, point) if purpose == "rates" else []
    printer.stack = [printer.function, opening, row, point]
    texts = [printer.expression(node) for node in nodes]
    target = "u" if purpose == "start" else "d"
    assign = [f"{target}[{f'n + {k * size(source)}' if k else 'n'}] = {text};" for k, text in enumerate(texts)]
    before = [] if purpose == "start" else _points(source, nodes, made)
    first = f"const ${time} = {'s[' + json.dumps(time) + '][0]' if purpose == 'start' else 't'};"
    inside = [first, *opening.lines, *_nest(source, row.lines, [*before, *point.lines, *assign], skip=purpose == "rates")]
    return _function(head, [*printer.function.lines, *tables], inside)


def _function(head: str, outside: Sequence[str], inside: Sequence[str]) -> str:
    return "\n".join(
        [
            "(() => {",
            *(f"      {line}" for line in outside),
            f"      return {head} {{",
            *(f"        {line}" for line in inside),
            "      };",
            "    })()",
        ]
    )


def _points(source: Lattice, nodes: Sequence[Node], made: Graph) -> list[str]:
    """The states and what is looked at, of the point n, as far as the rules use them."""
    used, waiting = set(), list(nodes)
    while waiting:
        node = waiting.pop()
        if id(node) not in used:
            used.add(id(node))
            waiting += node.args
    lines = []
    for k, symbol in enumerate([*source.states, *looked(source)]):
        if id(made.build(symbol)) not in used:
            continue
        state, orders = looked(source).get(symbol, (k, (0,) * len(source.space)))
        lines.append(f"const $g{k} = {_at(source, state, orders, derivative=symbol in looked(source))};")
    return lines


def _at(source: Lattice, state: int, orders: Orders, *, derivative: bool) -> str:
    base = state * size(source)
    if isinstance(source, Cells) or not derivative:
        shift = base + (orders[0] + (orders[1] * wide(source) if len(orders) > 1 else 0) if derivative else 0)
        return f"u[n{f' + {shift}' if shift > 0 else f' - {-shift}' if shift < 0 else ''}]"
    text = difference(orders, "u", wide(source))
    return text.replace("[n", f"[n + {base}") if base else text


def _nest(source: Lattice, row: Sequence[str], point: Sequence[str], *, skip: bool) -> list[str]:
    """Loops over the points, without fixed ends where they are skipped."""
    evolves = isinstance(source, Evolution)
    bounds = []
    for axis, (low, high) in zip(source.space, source.edges, strict=True):
        bounds.append((int(skip and evolves and low == "fixed"), axis.points - int(skip and evolves and high == "fixed")))
    x, (first, last) = source.space[0].name, bounds[0]
    offset = f"{'(i_' + source.space[1].name + f' + 2) * {wide(source)} + ' if len(source.space) > 1 else ''}{first + 2}"
    lines = [
        f"for (let i_{x} = {first}, n = {offset}; i_{x} < {last}; i_{x}++, n++) {{",
        *([f"  const ${x} = s[{json.dumps(x)}][i_{x}];"] if any(f"${x}" in line for line in point) else []),
        *(f"  {line}" for line in point),
        "}",
    ]
    if len(source.space) == 1:
        return [*row, *lines]
    y, (first, last) = source.space[1].name, bounds[1]
    head = f"for (let i_{y} = {first}; i_{y} < {last}; i_{y}++) {{"
    return [head, f"  const ${y} = s[{json.dumps(y)}][i_{y}];", *(f"  {line}" for line in [*row, *lines]), "}"]


def _tables(source: Lattice, printer: Printer, nodes: Sequence[Node], point: Block) -> list[str]:
    """Parts that the place alone moves and that cost more than to look them up, such as a potential: once for all times."""
    space = frozenset(axis.name for axis in source.space)
    found: list[Node] = []
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if source.space[0].name in node.loops and node.loops <= space and node.op in _COSTLY:
            if node not in found:
                found.append(node)
        else:
            waiting += node.args
    if not found:
        return []
    row, inner = Block(frozenset({*(axis.name for axis in source.space[1:])})), Block(space)
    printer.stack = [printer.function, row, inner]
    names = [printer.fresh() for _ in found]
    texts = [f"{name}[n] = {printer.expression(node)};" for name, node in zip(names, found, strict=True)]
    lines = [f"const {name} = new Float64Array({size(source)});" for name in names]
    lines += _nest(source, row.lines, [*inner.lines, *texts], skip=False)
    for name, node in zip(names, found, strict=True):
        point.bound[id(node)] = f"{name}[n]"
    return lines


def _linearised(source: Evolution, names: Mapping[object, str], helpers: set[str]) -> str:
    """A function (t, u) -> the matrix whose spectral radius bounds the eigenvalues of the linearised rates."""
    made = graph(source, names)
    nodes = [made.build(entry) for *_, entry in source.linearised]
    printer = Printer(nodes, helpers)
    time = source.over.name
    opening, row = Block(frozenset({time})), Block(frozenset({time, *(axis.name for axis in source.space[1:])}))
    point = Block(frozenset({time, *(axis.name for axis in source.space), "point"}))
    printer.stack = [printer.function, opening, row, point]
    texts = [f"m[{k}] = Math.max(m[{k}], Math.abs({printer.expression(node)}));" for k, node in enumerate(nodes)]
    count = len(source.states)
    lines = [f"const ${time} = t, m = new Float64Array({len(nodes)}), matrix = new Float64Array({count * count});", *opening.lines]
    lines += _nest(source, row.lines, [*_points(source, nodes, made), *point.lines, *texts], skip=False)
    for k, (i, j, orders, _) in enumerate(source.linearised):
        factors = "".join(f" * q{axis + 1}" * times for axis, times in enumerate(orders))
        lines.append(f"matrix[{i * count + j}] += m[{k}] * {number(float(largest(orders, [1.0] * len(orders))))}{factors};")
    return _function("(t, u) =>", printer.function.lines, [*lines, "return matrix;"])
