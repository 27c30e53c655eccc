"""SymPy -> a graph of numeric operations in which equal parts are one node, grouped by the loops that they depend on.

SymPy flattens products and sums: `x_0 * exp(-gamma*t) * cos(omega*t)` is one product of three. Here a product or sum is cut into
the part that no loop moves, the part that the outer loop moves and the part that the inner one moves, so that the printer can
compute each part once, in the outermost loop where it can be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Sourced
from covis.authoring.symbols import Constant, Sweep
from covis.authoring.tables import Samples
from covis.compiler.program import complex_parts
from covis.compiler.program.functions import ARGUMENTS, FUNCTIONS


class UnsupportedError(ValueError):
    """An expression holds something that has no JavaScript; the message names it and ends with what to do."""


@dataclass(frozen=True, eq=False)
class Node:
    """One operation. Nodes are interned by their graph, so identity is equality.

    `op`: num, control, axis, bound, state, sourced, hermite, table, add, mul, div, neg, call, compare, and, or, not, select, sum, product.
    `loops`: the axes (and what sums count with) that move it.
    """

    op: str
    args: tuple[Node, ...] = ()
    value: float | str = 0
    loops: frozenset[str] = frozenset()


_COMPARE = {"Eq": "===", "Ne": "!==", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
_COMPARE |= {"Equality": "===", "Unequality": "!==", "StrictLessThan": "<", "LessThan": "<=", "StrictGreaterThan": ">", "GreaterThan": ">="}


class Graph:
    """Interns nodes: building the same part twice gives the same node."""

    def __init__(self, names: Mapping[object, str] | None = None, states: Mapping[sympy.Symbol, int] | None = None) -> None:
        """`names`: what the program calls each source (by content) and table (by digest). `states`: the plain symbols that are the
        states of a source, while its rules are built."""
        self._nodes: dict[tuple[object, ...], Node] = {}
        self._built: dict[sympy.Basic, Node] = {}
        self._names, self._states = names or {}, states or {}
        self._bound: dict[sympy.Symbol, Node] = {}

    def node(self, op: str, args: Sequence[Node] = (), value: float | str = 0, loops: Iterable[str] = ()) -> Node:
        key = (op, tuple(map(id, args)), value, math.copysign(1, value) if isinstance(value, float) else 0)
        if key not in self._nodes:
            moved = frozenset(loops).union(*(arg.loops for arg in args))
            if op in ("sum", "product"):
                moved -= {str(value)}  # what it counts with is its own
            self._nodes[key] = Node(op, tuple(args), value, moved)
        return self._nodes[key]

    def number(self, value: float) -> Node:
        return self.node("num", value=float(value))

    def build(self, expression: sympy.Basic) -> Node:
        """The node of an expression. Raises UnsupportedError naming what has no JavaScript."""
        if expression not in self._built:
            self._built[expression] = self._build(expression)
        return self._built[expression]

    def _build(self, e: sympy.Basic) -> Node:
        if isinstance(e, sympy.Symbol):
            return self._symbol(e)
        if isinstance(e, sympy.Expr) and e.is_number and not e.has(sympy.Function) and e.is_comparable:
            return self.number(float(e))
        if isinstance(e, sympy.re | sympy.im | sympy.arg | sympy.Abs) and e.args[0].has(sympy.I):
            return self._complex(e)
        if e == sympy.I or (isinstance(e, sympy.Add | sympy.Mul | sympy.Pow | sympy.exp) and e.has(sympy.I) and complex_parts.bare(e)):
            return self._real(e)
        if isinstance(e, sympy.Sum | sympy.Product):
            return self._fold(e)
        if e == sympy.nan:
            return self.number(math.nan)  # a gap that somebody asked for
        if e in (sympy.oo, -sympy.oo, sympy.zoo):
            raise UnsupportedError(f"the expression holds {e}, which is not a number; look for a division by zero in the model")
        if isinstance(e, sympy.Add):
            return self.sum([self.build(arg) for arg in e.args])
        if isinstance(e, sympy.Mul):
            return self._product(e)
        if isinstance(e, sympy.Pow | sympy.exp):
            return self._power(e)
        if isinstance(e, sympy.Piecewise):
            return self._piecewise(e)
        if isinstance(e, BooleanAtom):
            return self.number(1.0 if e else 0.0)
        if isinstance(e, Relational):
            return self.node("compare", [self.build(e.lhs), self.build(e.rhs)], _COMPARE[type(e).__name__])
        if isinstance(e, sympy.ITE):
            return self.node("select", [self.build(arg) for arg in e.args])
        if isinstance(e, BooleanFunction):
            if type(e).__name__ in ("And", "Or", "Not"):
                return self.node(type(e).__name__.lower(), [self.build(arg) for arg in e.args])
            return self.build(e.to_nnf())
        name = type(e).__name__
        if name in FUNCTIONS and len(e.args) in ARGUMENTS.get(name, (len(e.args),)):
            args = e.args if name != "Heaviside" or len(e.args) > 1 else (*e.args, sympy.S.Half)
            return self.node("call", [self.build(arg) for arg in args], FUNCTIONS[name])
        raise UnsupportedError(
            f"{name} in {e} has no JavaScript here; write it with elementary functions, or evaluate it first (.doit(), .rewrite(...))"
        )

    def _symbol(self, symbol: sympy.Symbol) -> Node:
        if symbol in self._bound:
            return self._bound[symbol]
        if symbol in self._states:
            return self.node("state", value=str(self._states[symbol]), loops=["state"])
        if isinstance(symbol, Sourced):
            return self._sourced(symbol)
        if isinstance(symbol, Samples):
            if self._states:
                raise UnsupportedError("the rule of a source cannot look into a table; write the rule with functions")
            return self._table(symbol)
        if isinstance(symbol, Constant):
            return self.number(symbol.value)
        if isinstance(symbol, Sweep):
            return self.node("axis", value=symbol.name, loops=[symbol.name])
        if isinstance(symbol, Control):
            return self.node("control", value=symbol.name)
        raise UnsupportedError(f"{symbol.name} is not defined: it is no control, axis or constant of this plugin")

    def _sourced(self, symbol: Sourced) -> Node:
        if symbol.source.content not in self._names:
            raise UnsupportedError(f"{symbol.name}: the rules of a source cannot use another; join them into one")
        name, over = self._names[symbol.source.content], symbol.source.over.name
        if symbol.at is None:
            return self.node("sourced", value=f"{name} {symbol.state} {over}", loops=[over])
        return self.node("hermite", [self.build(symbol.at)], f"{name} {symbol.state} {over}")

    def _table(self, symbol: Samples) -> Node:
        """A look-up: the offset that the controls choose, then the axes' own places, the last one turning fastest."""
        stride = 1
        parts: list[str] = []
        for axis in reversed(symbol.axes):
            parts.insert(0, f"i_{axis.name}" if stride == 1 else f"i_{axis.name} * {stride}")
            stride *= axis.points
        offsets = []
        for control, count in zip(reversed(symbol.controls), reversed(symbol.grid), strict=True):
            assert control.step is not None
            steps = self.node("div", [self.sum([self.build(control), self.number(-control.low)]), self.number(control.step)])
            offsets.append(self.node("mul", [self.node("call", [steps], "Math.round"), self.number(stride)]))
            stride *= count
        text = f"{self._names[symbol.digest]} {' + '.join(parts)}"
        return self.node("table", [self.sum(offsets)] if offsets else [], text, [axis.name for axis in symbol.axes])

    def _complex(self, e: sympy.Expr) -> Node:
        """Real and imaginary parts are taken before anything is printed."""
        inner = e.args[0]
        try:
            if isinstance(e, sympy.Abs):
                return self.build(complex_parts.size(inner))
            if isinstance(e, sympy.arg):
                return self.build(complex_parts.angle(inner))
            return self.build(complex_parts.parts(inner)[0 if isinstance(e, sympy.re) else 1])
        except complex_parts.ComplexError as error:
            raise UnsupportedError(f"the real and imaginary parts of {error} cannot be taken; write them out") from error

    def _real(self, e: sympy.Expr) -> Node:
        """A real expression written with I: SymPy itself makes sqrt(z conj(z)) of Abs(z)."""
        try:
            real, imaginary = complex_parts.parts(e)
        except complex_parts.ComplexError:
            real, imaginary = e, e
        if not complex_parts.vanishes(imaginary, real):
            raise UnsupportedError("the expression is complex; plot re(...), im(...), Abs(...) or arg(...) of it")
        return self.build(real)

    def _fold(self, e: sympy.Sum | sympy.Product) -> Node:
        """A sum or product over whole numbers, one index inside another."""
        op = "sum" if isinstance(e, sympy.Sum) else "product"
        *outer, (index, low, high) = e.limits if len(e.limits) == 1 else reversed(e.limits)
        if low.is_infinite or high.is_infinite:
            raise UnsupportedError(f"{e} has no end; give it a last term, which may be a control, or evaluate it (.doit())")
        inner = type(e)(e.function, *reversed(outer)) if outer else e.function
        name = f"$k{len(self._bound)}"  # no name that an author can give
        dummy = sympy.Dummy(name, integer=True)
        self._bound[dummy] = self.node("bound", value=name, loops=[name])
        body = self.build(inner.xreplace({index: dummy}))
        return self.node(op, [self.build(low), self.build(high), body], name)

    def _grouped(self, nodes: Sequence[Node], join: Callable[[Sequence[Node]], Node]) -> list[Node]:
        """Nodes that the same loops move, joined into one, those that are moved least first."""
        groups: dict[frozenset[str], list[Node]] = {}
        for node in nodes:
            groups.setdefault(node.loops, []).append(node)
        order = sorted(groups, key=lambda loops: (len(loops), sorted(loops)))
        return [groups[loops][0] if len(groups[loops]) == 1 else join(groups[loops]) for loops in order]

    def sum(self, terms: Sequence[Node]) -> Node:
        parts = self._grouped(terms, lambda group: self.node("add", group))
        return parts[0] if len(parts) == 1 else self.node("add", parts)

    def _product(self, e: sympy.Mul) -> Node:
        coefficient, rest = e.as_coeff_Mul()
        above, below = [], []
        for factor in sympy.Mul.make_args(rest):
            base, exponent = factor.as_base_exp()
            if isinstance(factor, sympy.Pow) and exponent.is_number and exponent.is_negative:
                below.append(self.build(sympy.Pow(base, -exponent)))
            else:
                above.append(self.build(factor))
        negative = coefficient.is_negative
        size = abs(coefficient)
        if isinstance(size, sympy.Rational) and not isinstance(size, sympy.Integer):
            if size.p != 1 or not above:
                above.insert(0, self.number(size.p))
            below.insert(0, self.number(size.q))
        elif size != 1 or not above:
            above.insert(0, self.number(float(size)))
        parts: list[Node] = []
        for loops in sorted({node.loops for node in (*above, *below)}, key=lambda loops: (len(loops), sorted(loops))):
            top = [node for node in above if node.loops == loops]
            bottom = [node for node in below if node.loops == loops]
            part = self._times(top) if top else None
            if bottom:
                # x / y rather than x * (1 / y): one rounding, and a lone 1 / y divides what is before it.
                under = self._times(bottom)
                if part is None and parts:
                    parts[-1] = self.node("div", [parts[-1], under])
                    continue
                part = self.node("div", [part or self.number(1), under])
            assert part is not None
            parts.append(part)
        node = self._times(parts)
        return self.node("neg", [node]) if negative else node

    def _times(self, factors: Sequence[Node]) -> Node:
        return factors[0] if len(factors) == 1 else self.node("mul", factors)

    def _power(self, e: sympy.Expr) -> Node:
        base, exponent = e.as_base_exp()
        if base == sympy.E or isinstance(e, sympy.exp):
            return self.node("call", [self.build(exponent if base == sympy.E else e.args[0])], "Math.exp")
        if exponent.is_number and exponent.is_negative:
            return self.node("div", [self.number(1), self.build(sympy.Pow(base, -exponent))])
        built = self.build(base)
        if exponent == sympy.S.Half:
            return self.node("call", [built], "Math.sqrt")
        if exponent == sympy.Rational(3, 2):
            return self.node("mul", [built, self.node("call", [built], "Math.sqrt")])
        if exponent == 2:
            return self.node("call", [built], "square")
        if exponent == 3:
            return self.node("call", [built], "cube")
        if isinstance(exponent, sympy.Integer) and 4 <= exponent <= 64:
            return self.node("call", [built, self.number(int(exponent))], "power")
        return self.node("call", [built, self.build(exponent)], "Math.pow")

    def _piecewise(self, e: sympy.Piecewise) -> Node:
        """Nested choices; where no condition holds there is no value: a gap."""
        node = self.number(math.nan)
        for value, condition in reversed(e.args):
            node = self.build(value) if condition == sympy.true else self.node("select", [self.build(condition), self.build(value), node])
        return node
