"""The graph printed as JavaScript: every shared part a constant, in the outermost loop where it can stand."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from covis.compiler.graph import Node

# Small helpers, written into the program only when it uses them, so that an old document runs for ever.
HELPERS: dict[str, str] = {
    "square": "const square = (x) => x * x;",
    "cube": "const cube = (x) => x * x * x;",
    "power": "const power = (x, n) => { let p = 1; for (; n > 0; n >>= 1, x *= x) if (n & 1) p *= x; return p; };",
    "sec": "const sec = (x) => 1 / Math.cos(x);",
    "csc": "const csc = (x) => 1 / Math.sin(x);",
    "cot": "const cot = (x) => 1 / Math.tan(x);",
    "sinc": "const sinc = (x) => (x === 0 ? 1 : Math.sin(x) / x);",
    "mod": "const mod = (x, y) => { const r = x % y; return r !== 0 && r < 0 !== y < 0 ? r + y : r; };",
    "heaviside": "const heaviside = (x, half) => (x > 0 ? 1 : x < 0 ? 0 : x === 0 ? half : NaN);",
    "linspace": (
        "const linspace = (low, high, n) => { const x = new Float64Array(n), step = (high - low) / (n - 1); "
        "for (let i = 0; i < n; i++) x[i] = low + i * step; x[n - 1] = high; return x; };"
    ),
    "logspace": (
        "const logspace = (low, high, n) => { const x = linspace(Math.log(low), Math.log(high), n); "
        "for (let i = 0; i < n; i++) x[i] = Math.exp(x[i]); return x; };"
    ),
}

_ATOM, _PRODUCT, _SUM, _TERNARY = 4, 3, 2, 0


@dataclass
class Block:
    """Statements of one loop body (or of the function itself, when `loops` is empty)."""

    loops: frozenset[str]
    lines: list[str] = field(default_factory=list)
    bound: dict[int, str] = field(default_factory=dict)


class Printer:
    """Prints nodes into a stack of blocks, outermost first.

    A part is given a name where it is used twice, or where it stands in an outer block than the one that uses it. `names`
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
        if node.op == "axis":
            return f"${node.value}", _ATOM
        home = self._block(node)
        if id(node) in home.bound:
            return home.bound[id(node)], _ATOM
        if self.uses[id(node)] > 1 or home is not self.stack[-1]:
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
            if name in HELPERS:
                self.helpers.add(name)
            return f"{name}({', '.join(self._print(arg)[0] for arg in args)})", _ATOM
        if op == "compare":
            return f"{self._at(args[0], _SUM)} {node.value} {self._at(args[1], _SUM)}", 1
        if op in ("and", "or"):
            return (" && " if op == "and" else " || ").join(self._at(arg, _ATOM) for arg in args), 1
        if op == "not":
            return f"!{self._at(args[0], _ATOM)}", _SUM
        assert op == "select", op
        condition, yes, no = (self._at(arg, 1) for arg in args)
        return f"{condition} ? {yes} : {no}", _TERNARY

    def _inline_negative(self, node: Node) -> bool:
        return node.op == "neg" and self.uses[id(node)] == 1 and self._block(node) is self.stack[-1]


def number(value: float) -> str:
    """A double as JavaScript reads it back to the same bits."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 and (value or math.copysign(1, value) > 0) else repr(value)
