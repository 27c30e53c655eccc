"""The graph printed as JavaScript: every shared part a constant, in the outermost loop where it can be."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from covis.compiler.program.nodes import FOLDS, SEARCHES, Node

# Operations that cost more than to look them up.
_WORTH_A_TABLE = frozenset(["piecewise hermite", *"call part div select sum product hermite reading memberBetween memberEvents".split()])

_ATOM, _PRODUCT, _SUM, _TERNARY = 4, 3, 2, 0


@dataclass
class Block:
    """Statements of one loop body (or of the function itself, when `loops` is empty)."""

    loops: frozenset[str]
    lines: list[str] = field(default_factory=list)
    bound: dict[int, str] = field(default_factory=dict)


class Printer:
    """Prints nodes into a stack of blocks, outermost first.

    A part is given a name where it is used twice, or where it is in an outer block than the one that uses it. `names`
    counts on over the whole function.
    """

    def __init__(self, roots: Sequence[Node], helpers: set[str]) -> None:
        self.helpers = helpers
        self.function = Block(frozenset())
        self.stack = [self.function]
        self.count = 0
        # How many places use a node: what is used twice is computed once.
        self.uses: Counter[int] = Counter()
        seen: set[int] = set()
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            self.uses[id(node)] += 1
            if id(node) not in seen:
                seen.add(id(node))
                waiting += node.args

    def fresh(self) -> str:
        self.count += 1
        return f"_{self.count}"

    def expression(self, node: Node) -> str:
        """The node as JavaScript, for a statement of the innermost block."""
        return self._print(node)[0]

    def _block(self, node: Node) -> Block:
        return next(block for block in self.stack if node.loops <= block.loops)

    def _print(self, node: Node) -> tuple[str, int]:
        if node.op == "num":
            return number(float(node.value)), _ATOM if float(node.value) >= 0 else _SUM
        if node.op == "control":
            return self._bind(node, f"c[{json.dumps(node.value)}]", self.function), _ATOM
        if node.op in ("axis", "bound"):
            return f"${node.value}", _ATOM
        if node.op == "state":
            state, *each = str(node.value).split()
            return (f"y${state}[i_{each[0]}]" if each else f"y[{state}]"), _ATOM
        if node.op == "sourced":
            name, state, over = str(node.value).split()
            return f's["~{name}"].y[{state}][i_{over}]', _ATOM
        home = self._block(node)
        if id(node) in home.bound:
            return home.bound[id(node)], _ATOM
        if self.uses[id(node)] > 1 or home is not self.stack[-1] or node.op in (*FOLDS, *SEARCHES):
            outer = self.stack
            self.stack = outer[: outer.index(home) + 1]
            text = self._operation(node)[0]
            self.stack = outer
            return self._bind(node, text, home), _ATOM
        return self._operation(node)

    def _bind(self, node: Node, text: str, home: Block) -> str:
        if id(node) not in home.bound:
            name = f"${node.value}" if node.op == "control" else self.fresh()
            home.lines.append(f"const {name} = {text};")
            home.bound[id(node)] = name
        return home.bound[id(node)]

    def _at(self, node: Node, level: int) -> str:
        text, precedence = self._print(node)
        return text if precedence >= level else f"({text})"

    def _operation(self, node: Node) -> tuple[str, int]:
        op, args = node.op, node.args
        if op == "add":
            text = self._at(args[0], _SUM)
            for arg in args[1:]:
                text += f" - {self._at(arg.args[0], _PRODUCT)}" if self._inline_negative(arg) else f" + {self._at(arg, _SUM + 1)}"
            return text, _SUM
        if op == "mul":
            return " * ".join(self._at(arg, _PRODUCT if k == 0 else _ATOM) for k, arg in enumerate(args)), _PRODUCT
        if op == "div":
            return f"{self._at(args[0], _PRODUCT)} / {self._at(args[1], _ATOM)}", _PRODUCT
        if op == "neg":
            return f"-{self._at(args[0], _ATOM)}", _SUM
        if op == "call":
            name = str(node.value)
            if "." not in name:
                self.helpers.add(name)
            return f"{name}({', '.join(self._print(arg)[0] for arg in args)})", _ATOM
        if op == "list":
            return f"[{', '.join(self._print(arg)[0] for arg in args)}]", _ATOM
        if op == "other":
            return f"y${node.value}[{self._print(args[0])[0]}]", _ATOM
        if op == "hermite":
            self.helpers.add("interpolate")
            name, state, over = str(node.value).split()
            source = f's["~{name}"]'
            return f"interpolate(s[{json.dumps(over)}], {source}.y[{state}], {source}.d[{state}], {self._print(args[0])[0]})", _ATOM
        if op == "piecewise hermite":  # with both sides of every event among its points
            self.helpers.add("interpolate")
            name, state, _ = str(node.value).split()
            source = f's["~{name}"]'
            return f"interpolate({source}.T, {source}.Y[{state}], {source}.D[{state}], {self._print(args[0])[0]})", _ATOM
        if op == "member":
            self.helpers.add("member")
            name, state, over = str(node.value).split()
            return f's["~{name}"].y[{state}]'.join((f"member(s[{json.dumps(over)}], ", f", {self._print(args[0])[0]})")), _ATOM
        if op == "grid":
            name, state, *which = str(node.value).split()
            method = f'derivative({{}}, {state}, "d{which[0]}")' if which else f"state({{}}, {state})"
            return f's["~{name}"].{method.format(self._print(args[0])[0])}', _ATOM
        if op == "gridded":
            return self._gridded(node), _ATOM
        if op == "reading":
            self.helpers.add("readTable")
            return f"readTable({node.value}, {self._print(args[0])[0]}, {self._print(args[1])[0]})", _ATOM
        if op in ("memberAlong", "memberBetween", "memberEvents", "memberAt"):
            return self._member(node), _ATOM
        if op == "table":
            name, place = str(node.value).split(" ", 1)
            return f"{name}[{f'{self._at(args[0], _SUM)} + ' if args else ''}{place}]", _ATOM
        if op == "part":
            return f"{self._at(args[0], _ATOM)}[{node.value}]", _ATOM
        if op in FOLDS:
            return self._fold(node), _ATOM
        if op in SEARCHES:
            return self._search(node), _ATOM
        if op == "compare":
            return f"{self._at(args[0], _SUM)} {node.value} {self._at(args[1], _SUM)}", 1
        if op in ("and", "or"):
            return (" && " if op == "and" else " || ").join(self._at(arg, _ATOM) for arg in args), 1
        if op == "not":
            return f"!{self._at(args[0], _ATOM)}", _SUM
        assert op == "select", op
        condition, yes, no = (self._at(arg, 1) for arg in args)
        return f"{condition} ? {yes} : {no}", _TERNARY

    def _gridded(self, node: Node) -> str:
        """A value of a grid: at a point where it is swept along the grid's own axes, else between points."""
        name, wide, *axes = str(node.value).split()
        grid, *places = node.args
        values = self._print(grid)[0]
        own = [place.op == "axis" and place.value == axis for place, axis in zip(places, axes, strict=True)]
        if all(own):
            row = f"(i_{axes[1]} + 2) * {wide} + " if len(axes) > 1 else ""
            return f"{values}[{row}i_{axes[0]} + 2]"
        self.helpers.add("gridRead")
        found = []
        for place, axis, mine in zip(places, axes, own, strict=True):
            s = f"s[{json.dumps(axis)}]"
            spot = f"({self._at(place, _SUM + 1)} - {s}[0]) * ({s}.length - 1) / ({s}[{s}.length - 1] - {s}[0])"
            found.append(f"i_{axis}" if mine else spot)
        return f's["~{name}"]'.join(("gridRead(", f", {values}, {', '.join(found)})"))

    def _member(self, node: Node) -> str:
        """A state of a member of an ensemble: along its sweep, between two points, or at one of a sequence."""
        name, state, over, count = str(node.value).split()
        source, along = f's["~{name}"]', f"s[{json.dumps(over)}]"
        place = self._print(node.args[0])[0]
        self.helpers.add("memberAt" if node.op == "memberAlong" else node.op)
        if node.op == "memberAlong":
            return f"memberAt({source}.y[{state}], i_{over}, {count}, {place})"
        at = self._at(node.args[1], _SUM)
        if node.op == "memberAt":
            return f"memberAt({source}.y[{state}], {at} - {along}[0], {count}, {place})"
        if node.op == "memberEvents":
            self.helpers.add("interpolate")
            return f"memberEvents({source}.runs, {state}, {place}, {at})"
        return f"memberBetween({along}, {source}.y[{state}], {source}.d[{state}], {count}, {place}, {at})"

    def _fold(self, node: Node) -> str:
        """A loop that adds or multiplies, as statements of the innermost block; gives the name of the total."""
        low, high, *parts = node.args
        name, first, last = str(node.value), self._at(low, _SUM), self._at(high, _SUM)
        home, total, k = self.stack[-1], self.fresh(), f"${name}"
        if not re.fullmatch(r"[\w$.]+", last):  # not again for every term
            bound, last = last, self.fresh()
            home.lines.append(f"const {last} = {bound};")
        block = Block(home.loops | {name})
        self._tabulate(node, block)
        self.stack = [*self.stack, block]
        texts = [self._at(part, _SUM + 1) for part in parts]
        self.stack = self.stack[:-1]
        if node.op == "complexProduct":
            start, join = "[1, 0]", "{0} = [{0}[0] * {1} - {0}[1] * {2}, {0}[0] * {2} + {0}[1] * {1}];"
        else:
            start, join = ("0", "{0} += {1};") if node.op == "sum" else ("1", "{0} *= {1};")
        home.lines += [
            f"let {total} = {start};",
            f"for (let {k} = {first}; {k} <= {last}; {k}++) {{",
            *(f"  {line}" for line in block.lines),
            f"  {join.format(total, *texts)}",
            "}",
        ]
        return total

    def _search(self, node: Node) -> str:
        """A root or an integral: a function of the library that is given the body as a function; gives the name of the value."""
        self.helpers.add(node.op)
        *given, body = node.args
        texts = [self._print(arg)[0] for arg in given]
        home, found = self.stack[-1], self.fresh()
        block = Block(home.loops | {str(node.value)})
        self.stack = [*self.stack, block]
        value = self.expression(body)
        self.stack = self.stack[:-1]
        lines = [*(f"  {line}" for line in block.lines), f"  return {value};"]
        home.lines += [f"const {found} = {node.op}({', '.join(texts)}, (${node.value}) => {{", *lines, "});"]
        return found

    def _tabulate(self, node: Node, block: Block) -> None:
        """What the index moves and the loop around the sum does not: once for every index, in front of that loop."""
        low, high, *parts = node.args
        name = str(node.value)
        waiting = list(parts)
        while waiting:
            part = waiting.pop()
            if name not in part.loops or id(part) in block.bound:
                continue
            around = (part.loops | low.loops | high.loops) - {name}
            outer = next((k for k, one in enumerate(self.stack) if around <= one.loops), None)
            if outer is None or outer == len(self.stack) - 1 or part.op not in _WORTH_A_TABLE:
                waiting += part.args
                continue
            stack, self.stack = self.stack, self.stack[: outer + 1]
            first, last = self._at(low, _SUM), self._at(high, _SUM)
            home, inside, table = self.stack[-1], Block(self.stack[-1].loops | {name}), self.fresh()
            self.stack = [*self.stack, inside]
            text = self.expression(part)
            self.stack = stack
            home.lines += [
                f"const {table} = new Float64Array(Math.max(0, {last} - {first} + 1) || 0);",
                f"for (let ${name} = {first}; ${name} <= {last}; ${name}++) {{",
                *(f"  {line}" for line in inside.lines),
                f"  {table}[${name} - {first}] = {text};",
                "}",
            ]
            block.bound[id(part)] = f"{table}[${name} - {first}]"

    def _inline_negative(self, node: Node) -> bool:
        return node.op == "neg" and self.uses[id(node)] == 1 and self._block(node) is self.stack[-1]


def number(value: float) -> str:
    """A double as JavaScript reads it back to the same bits."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 and (value or math.copysign(1, value) > 0) else repr(value)
