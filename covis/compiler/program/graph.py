"""SymPy -> a graph of numeric operations in which equal parts are one node, grouped by the loops that they depend on: see nodes.py."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from covis.authoring.chance.draws import Draw
from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Iterates, Recurrence, Sourced, Trajectory
from covis.authoring.evaluate.arithmetic import always_complex
from covis.authoring.evaluate.intervals import Intervals
from covis.authoring.evaluate.quotients import quotient
from covis.authoring.numerical.linear import Entry
from covis.authoring.numerical.nth import Nth
from covis.authoring.numerical.readings import Reading
from covis.authoring.numerical.roots import NUMERICAL
from covis.authoring.runs.run import Run
from covis.authoring.sources.members import Other
from covis.authoring.symbols import Constant, Sweep
from covis.authoring.tables import Samples
from covis.compiler.program.complex_parts import ComplexError, ComplexParts
from covis.compiler.program.domains import COMPLEX_OF_REAL, Domains, Kind
from covis.compiler.program.functions import ARGUMENTS, FUNCTIONS
from covis.compiler.program.nodes import Node, Parts
from covis.compiler.program.nodes import UnsupportedError as UnsupportedError
from covis.compiler.program.searches import Searches

_COMPARE = {"Eq": "===", "Ne": "!==", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
_COMPARE |= {"Equality": "===", "Unequality": "!==", "StrictLessThan": "<", "LessThan": "<=", "StrictGreaterThan": ">", "GreaterThan": ">="}
# Functions that jump: what they are given must be the same number, to the last bit, in the browser and in NumPy.
_DECIDE = frozenset("floor ceiling frac Mod sign Heaviside Draw".split())


class Graph(Searches):
    """Builds the nodes of expressions."""

    def __init__(self, names: Mapping[object, str] | None = None, rules_of: Recurrence | None = None, *, alone: bool = False) -> None:
        """`names`: what the program calls each source (by content) and table (by digest). `rules_of`: the source whose rules are built,
        in which plain symbols are its states; `alone`: of one member of an ensemble."""
        super().__init__()
        self._built: dict[tuple[sympy.Basic, bool], Node] = {}
        self.intervals = Intervals()
        self.domains = Domains(self.intervals)
        self.complex = ComplexParts(self)
        self._names = self.tables = names or {}
        self._states: dict[sympy.Basic, int | None] = {} if rules_of is None else {state: k for k, state in enumerate(rules_of.states)}
        if isinstance(rules_of, Run):
            self._states[rules_of.over] = None  # the time, which is no state
        self._each = None if rules_of is None or alone else rules_of.each
        self._bound: dict[sympy.Symbol, Node] = {}

    def stand_for(self, symbols: Iterable[sympy.Basic]) -> None:
        """Symbols in the rules that stand for what is worked out beside the states, in this order."""
        for symbol in symbols:
            self._states[symbol] = len(self._states)

    def build(self, expression: sympy.Basic) -> Node:
        """The node of an expression's real value. Raises UnsupportedError naming what has no JavaScript."""
        key = (expression, self.plain)
        if key not in self._built:
            self._built[key] = self._build(expression)
        return self._built[key]

    @contextmanager
    def _deciding(self, deciding: bool = True) -> Iterator[None]:
        before, self.plain = self.plain, self.plain or deciding
        yield
        self.plain = before

    def condition(self, e: sympy.Basic) -> Node:
        with self._deciding():
            return self.build(e)

    def _build(self, e: sympy.Basic) -> Node:
        if isinstance(e, sympy.Symbol):
            return self._symbol(e)
        if isinstance(e, sympy.Expr) and e.is_number and not e.has(sympy.Function, *NUMERICAL) and self._comparable(e):
            return self._number(e)
        if isinstance(e, sympy.Expr) and self.domains.of(e) is Kind.MIXED:
            return self._complex(e)
        if isinstance(e, sympy.re | sympy.im | sympy.arg | sympy.Abs) and self.domains.of(e.args[0]):
            return self._complex(e)
        if isinstance(e, sympy.re | sympy.conjugate):
            return self.build(e.args[0])
        if isinstance(e, sympy.im):
            return self.number(0)
        if isinstance(e, sympy.arg):
            return self.angle(self.number(0), self.build(e.args[0]))
        if isinstance(e, sympy.Sum | sympy.Product):
            return self._fold(e)
        if isinstance(e, Other):
            return self.node("other", [self.build(e.place)], str(self._states[e.args[0]]), loops=["state"])
        if isinstance(e, Entry):
            return self._entry(e)
        if isinstance(e, Reading):
            return self._reading(e)
        if isinstance(e, NUMERICAL):
            return self._search(e)
        if isinstance(e, Nth):
            k, n, *values = map(self.build, e.args)
            return self.node("call", [k, n, self.node("list", values)], "nth")
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
            with self._deciding():
                return self.node("compare", [self.build(e.lhs), self.build(e.rhs)], _COMPARE[type(e).__name__])
        if isinstance(e, sympy.ITE):
            return self.node("select", [self.build(arg) for arg in e.args])
        if isinstance(e, BooleanFunction):
            if type(e).__name__ in ("And", "Or", "Not"):
                return self.node(type(e).__name__.lower(), [self.build(arg) for arg in e.args])
            return self.build(e.to_nnf())
        return self._function(e)

    def _function(self, e: sympy.Basic) -> Node:
        name = type(e).__name__
        if name not in FUNCTIONS or len(e.args) not in ARGUMENTS.get(name, (len(e.args),)):
            raise UnsupportedError(
                f"{name} in {e} has no JavaScript here; write it with elementary functions, or evaluate it first (.doit(), .rewrite(...))"
            )
        with self._deciding(name in _DECIDE):
            args = [self.build(arg) for arg in (e.numbers if isinstance(e, Draw) else e.args)]
        if name == "atan2":
            return self.angle(*args)
        if name == "Heaviside" and len(args) == 1:
            args.append(self.number(0.5))
        return self.node("call", args, FUNCTIONS[name])

    def _comparable(self, e: sympy.Expr) -> bool:
        try:
            return bool(e.is_comparable)
        except ValueError as error:  # a series that diverges
            raise UnsupportedError(f"{e} has no value ({error}); give the sum a last term, which may be a control") from error

    def _number(self, e: sympy.Expr) -> Node:
        try:
            return self.number(float(e))
        except OverflowError:
            digits = str(e)[:20] + ("..." if len(str(e)) > 20 else "")
            raise UnsupportedError(
                f"{digits} is beyond the largest number of a page, 1.8e308; bring it into a factor, or take the logarithm"
            ) from None

    def _symbol(self, symbol: sympy.Symbol) -> Node:
        if symbol in self._bound:
            return self._bound[symbol]
        if symbol in self._states:
            place = self._states[symbol]
            if place is None:
                return self.node("axis", value=symbol.name, loops=["state"])
            own = "" if self._each is None else f" {self._each.name}"
            return self.node("state", value=f"{place}{own}", loops=["state", *own.split()])
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
        if grid := self._gridded(symbol, name):
            return grid
        if symbol.source.each is not None:
            return self._member(symbol, f"{name} {symbol.state} {over} {symbol.source.each.points}")
        if symbol.at is None:
            return self.node("sourced", value=f"{name} {symbol.state} {over}", loops=[over])
        op = "member" if isinstance(symbol.source, Iterates) else "piecewise hermite" if getattr(symbol.source, "events", ()) else "hermite"
        return self.node(op, [self.build(symbol.at)], f"{name} {symbol.state} {over}")

    def _member(self, symbol: Sourced, text: str) -> Node:
        """A state of one member of an ensemble: `place` is that of the member, counted from 0."""
        assert symbol.source.each is not None and symbol.member is not None
        place = self.build(symbol.member - symbol.source.each.first)
        if symbol.at is None:
            return self.node("memberAlong", [place], text, loops=[symbol.source.over.name])
        op = "memberBetween" if isinstance(symbol.source, Trajectory) else "memberAt"
        op = "memberEvents" if getattr(symbol.source, "events", ()) else op
        return self.node(op, [place, self.build(symbol.at)], text)

    def _table(self, symbol: Samples) -> Node:
        """A look-up: the offset that the controls choose, then the axes' own places, the last one turning fastest."""
        stride = 1
        parts: list[str] = []
        for axis in reversed(symbol.axes):
            parts.insert(0, f"i_{axis.name}" if stride == 1 else f"i_{axis.name} * {stride}")
            stride *= axis.points
        offsets = []
        for control, (first, step, count) in zip(reversed(symbol.controls), reversed(symbol.numbering), strict=True):
            steps = self.node("div", [self.sum([self.build(control), self.number(-first)]), self.number(step)])
            offsets.append(self.node("mul", [self.node("call", [steps], "Math.round"), self.number(stride)]))
            stride *= count
        text = f"{self._names[symbol.digest]} {' + '.join(parts)}"
        return self.node("table", [self.sum(offsets)] if offsets else [], text, [axis.name for axis in symbol.axes])

    def _complex(self, e: sympy.Expr) -> Node:
        """The real value of what is made of complex numbers: of re, im, Abs and arg of one, or where they come together to a real one."""
        try:
            if isinstance(e, sympy.Abs):
                return self.complex.size(e.args[0])
            if isinstance(e, sympy.arg):
                return self.complex.angle(e.args[0])
            if isinstance(e, sympy.re | sympy.im):
                return self.complex.whole(e.args[0])[0 if isinstance(e, sympy.re) else 1]
            if e.has(sympy.I, *(getattr(sympy, name) for name in COMPLEX_OF_REAL)) and always_complex(e):
                raise UnsupportedError("the expression is complex; plot re(...), im(...), Abs(...) or arg(...) of it")
            return self.complex.as_real(e)
        except ComplexError as error:
            raise UnsupportedError(f"the real and imaginary parts of {error} cannot be taken; write them out") from error

    @contextmanager
    def _terms(self, e: sympy.Sum | sympy.Product) -> Iterator[tuple[str, Node, Node, sympy.Expr]]:
        """(what it counts with, first, last, term): inside, the index has a node. The last pair of limits is the outermost."""
        *inner, (index, low, high) = e.limits
        if low.is_infinite or high.is_infinite:
            raise UnsupportedError(f"{e} has no end; give it a last term, which may be a control, or evaluate it (.doit())")
        with self._deciding():
            first = self.build(low) if low.is_integer else self.node("call", [self.build(low)], "Math.ceil")
            last = self.build(high) if high.is_integer else self.node("call", [self.build(high)], "Math.floor")
        self.intervals.counted(index, low, high)
        with self._within(index) as name:
            yield name, first, last, type(e)(e.function, *inner) if inner else e.function

    @contextmanager
    def _within(self, symbol: sympy.Symbol) -> Iterator[str]:
        """Inside, a symbol that an expression binds has a node, with the name that is given."""
        name, before = f"$k{len(self._bound)}", self._bound  # no name that an author can give
        scope = self._built, self.domains, self.complex
        self._built, self.domains, self.complex = {}, Domains(self.intervals), ComplexParts(self)
        self._bound = {**before, symbol: self.node("bound", value=name, loops=[name])}
        yield name
        self._bound = before
        self._built, self.domains, self.complex = scope

    def _fold(self, e: sympy.Sum | sympy.Product) -> Node:
        """A sum or product over whole numbers, one index inside another."""
        op = "sum" if isinstance(e, sympy.Sum) else "product"
        with self._terms(e) as (name, first, last, term):
            body = self.build(term)
        return self._counted(e, first, last, lambda a, b: self.node(op, [a, b, body], name))

    def fold_parts(self, e: sympy.Sum | sympy.Product) -> Parts:
        with self._terms(e) as (name, first, last, term):
            real, imaginary = self.complex.whole(term)
        if isinstance(e, sympy.Sum):
            return self._sum(e, first, last, real, name), self._sum(e, first, last, imaginary, name)
        product = self.node("complexProduct", [first, last, real, imaginary], name)
        return self.node("part", [product], 0), self.node("part", [product], 1)

    def _sum(self, e: sympy.Sum, first: Node, last: Node, term: Node, name: str) -> Node:
        return self._counted(e, first, last, lambda a, b: self.node("sum", [a, b, term], name))

    def _counted(self, e: sympy.Sum | sympy.Product, first: Node, last: Node, fold: Callable[[Node, Node], Node]) -> Node:
        """The loop from first to last. Where the range can run backwards it has Karr's meaning, as SymPy's; an endless one has no value."""
        _, low, high = e.limits[-1]
        (start, most), (least, end) = self.intervals.of(low), self.intervals.of(high)
        known = all(map(math.isfinite, (start, most, least, end)))
        if not known:
            length = self.node("call", [self.sum([last, self.node("neg", [first])])], "Math.abs")
            last = self.node("select", [self.node("compare", [length, self.number(1e9)], "<"), last, self.number(math.nan)])
        if least >= most - 1:
            total = fold(first, last)
        else:
            before = self.sum([first, self.number(-1)])
            backwards = self.node("compare", [last, before], "<")
            a = self.node("select", [backwards, self.sum([last, self.number(1)]), first])
            b = self.node("select", [backwards, before, last])
            total = fold(a, b)
            turned = self.node("neg", [total]) if isinstance(e, sympy.Sum) else self.node("div", [self.number(1), total])
            total = self.node("select", [backwards, turned, total])
        if known:
            return total
        return self.node("select", [self.node("compare", [last, last], "==="), total, self.number(math.nan)])

    def _product(self, e: sympy.Mul) -> Node:
        try:
            factors = quotient(e, self.intervals)
        except OverflowError:
            return self._number(sympy.Integer(10) ** 400)
        above, below = ([self.build(factor) for factor in side] for side in (factors.above, factors.below))
        parts: list[Node] = []
        moved = {node.loops for node in (*above, *below)}
        for loops in [None] if self.plain else sorted(moved, key=lambda loops: (len(loops), sorted(loops))):
            top, bottom = ([node for node in side if loops is None or node.loops == loops] for side in (above, below))
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
        return self.node("neg", [node]) if factors.negative else node

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
            node = (
                self.build(value) if condition == sympy.true else self.node("select", [self.condition(condition), self.build(value), node])
            )
        return node
