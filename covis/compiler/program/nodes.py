"""The nodes of a program: numeric operations in which equal parts are one node, grouped by the loops that they depend on.

SymPy flattens products and sums: `x_0 * exp(-gamma*t) * cos(omega*t)` is one product of three. Here a product or sum is cut into
the part that no loop moves, the part that the outer loop moves and the part that the inner one moves, so that the printer can
compute each part once, in the outermost loop where it can be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import sympy

from covis.compiler.program.domains import Domains


class UnsupportedError(ValueError):
    """An expression holds something that has no JavaScript; the message names it and ends with what to do."""


@dataclass(frozen=True, eq=False)
class Node:
    """One operation. Nodes are interned by their graph, so identity is equality.

    `op`: num, control, axis, bound, state, other, sourced, hermite, piecewise hermite, member, memberAlong, memberBetween, memberEvents,
    memberAt, grid (all values of one time), gridded (one of them), table, add, mul, div, neg, call, part (of what a call gives), compare,
    and, or, not, select, sum, product, complexProduct, findRoot, integrate, reading, list.
    `loops`: the axes (and what sums count with) that move it.
    """

    op: str
    args: tuple[Node, ...] = ()
    value: float | str = 0
    loops: frozenset[str] = frozenset()


# What has a body with a symbol of its own: loops that add or multiply, and functions of the library that are given the body.
FOLDS = ("sum", "product", "complexProduct")
SEARCHES = ("findRoot", "integrate")

# Two nodes, the real and the imaginary part of a complex expression. None: the part is zero, whatever the state.
Parts = tuple[Node | None, Node | None]


class Nodes:
    """Interns nodes: making the same part twice gives the same node. `Graph` builds expressions of them."""

    domains: Domains

    def __init__(self) -> None:
        self._nodes: dict[tuple[object, ...], Node] = {}
        # Inside of what decides (a floor, a comparison) sums and products are taken as NumPy takes them, whatever loops move their parts.
        self.plain = False

    def build(self, expression: sympy.Basic) -> Node:
        """The node of an expression's real value."""
        raise NotImplementedError

    def condition(self, e: sympy.Basic) -> Node:
        """The node of a condition."""
        raise NotImplementedError

    def fold_parts(self, e: sympy.Sum | sympy.Product) -> Parts:
        """The real and the imaginary part of a sum or product of complex numbers."""
        raise NotImplementedError

    def node(self, op: str, args: Sequence[Node] = (), value: float | str = 0, loops: Iterable[str] = ()) -> Node:
        key = (op, tuple(map(id, args)), value, math.copysign(1, value) if isinstance(value, float) else 0)
        if key not in self._nodes:
            moved = frozenset(loops).union(*(arg.loops for arg in args))
            if op in (*FOLDS, *SEARCHES):
                moved -= {str(value)}  # what it counts with is its own
            self._nodes[key] = Node(op, tuple(args), value, moved)
        return self._nodes[key]

    def number(self, value: float) -> Node:
        return self.node("num", value=float(value))

    def angle(self, y: Node, x: Node) -> Node:
        """atan2 in which a zero has no sign."""
        return self.node("call", [self.node("add", [part, self.number(0)]) for part in (y, x)], "Math.atan2")

    def _grouped(self, nodes: Sequence[Node], join: Callable[[Sequence[Node]], Node]) -> list[Node]:
        """Nodes that the same loops move, joined into one, those that are moved least first."""
        groups: dict[frozenset[str], list[Node]] = {}
        for node in nodes:
            groups.setdefault(node.loops, []).append(node)
        order = sorted(groups, key=lambda loops: (len(loops), sorted(loops)))
        return [groups[loops][0] if len(groups[loops]) == 1 else join(groups[loops]) for loops in order]

    def sum(self, terms: Sequence[Node]) -> Node:
        if self.plain:
            return terms[0] if len(terms) == 1 else self.node("add", terms)
        parts = self._grouped(terms, lambda group: self.node("add", group))
        return parts[0] if len(parts) == 1 else self.node("add", parts)

    def product(self, factors: Sequence[Node]) -> Node:
        return self._times(list(factors) if self.plain else self._grouped(factors, self._times))

    def _times(self, factors: Sequence[Node]) -> Node:
        return factors[0] if len(factors) == 1 else self.node("mul", factors)
