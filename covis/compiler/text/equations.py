"""Printed equations: a named expression or a source in terms of the plugin's named expressions, each defined after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain, count

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from covis.authoring.chance.draws import Draw
from covis.authoring.chance.expectation import Expectation
from covis.authoring.chance.running import is_running
from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Event, Iterates, Recurrence, Sourced, Trajectory
from covis.authoring.facts import Always, Conserved, Fact, Identity, Limit, Value
from covis.authoring.grid.lattice import Lattice
from covis.authoring.numerical.linear import Whole
from covis.authoring.numerical.roots import Root
from covis.authoring.place import AuthoringError
from covis.authoring.sources.members import Other, with_index
from covis.authoring.symbols import Axis
from covis.compiler.text.latex import Named, Runs, grid_lines, indexed, latex, latex_name, option_tex, symbol_tex
from covis.compiler.text.mathml import mathml
from covis.compiler.text.put import put
from covis.compiler.text.rows import bracketed, continued, displayed, rows, terms, width

# A side of a fact that is longer than this in LaTeX is printed in parts: what it holds several times gets a name.
LONGEST = 240
# Nobody writes the derivative of an expression of more operations than this as a part of another, and it takes SymPy long.
DIFFERENTIATED = 100
SHORT = 6  # a part that is about so many letters wide keeps its place
# Said of a claim in which SymPy leaves nothing to be seen: 0 = 0 for a(x) = 0, or True for x >= 0.
WORKED_OUT = "(as SymPy simplifies what the code states)"
SIMPLIFIED = rf"\quad \text{{{WORKED_OUT}}}"
# Which crossings of zero an event counts.
_HOW = {1: r"\text{, rising}", -1: r"\text{, falling}", 0: ""}
_RELATIONS = {"==": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}
_OPERATIONS = (sympy.Function, sympy.Pow)


class Equations:
    """Prints the named expressions of one plugin."""

    def __init__(
        self,
        names: Mapping[str, sympy.Expr],
        axes: Sequence[Axis],
        sources: Mapping[str, Recurrence] | None = None,
        symbols: Mapping[str, str] | None = None,
    ) -> None:
        """`sources`: each Trajectory, Iterates and grid by its name; `symbols`: the LaTeX of names that the author gave one."""
        self.names = dict(names)
        self.sources = dict(sources or {})
        self._symbols = dict(symbols or {})
        self._runs = _run_indices(self.sources)
        self._printed: set[str] = set()
        self._marks = {Named(self.symbol(name)): name for name in self.names}
        self._parts = {name: mark for mark, name in self._marks.items()}
        self._axes = axes
        self._definitions: dict[str, tuple[str, list[str]]] = {}

    def symbol(self, name: str) -> str:
        """The LaTeX of a named expression alone."""
        return self._symbols.get(name) or latex_name(name)

    def _latex(self, expression: sympy.Basic) -> str:
        return latex(expression, self._runs)

    @cached_property
    def _derivatives(self) -> dict[str, list[tuple[sympy.Expr, str]]]:
        """The first and second derivatives of the named expressions along the axes, with their LaTeX."""
        found: dict[str, list[tuple[sympy.Expr, str]]] = {}
        for name, expression in self.names.items():
            for axis in self._axes:
                # That of a root holds the equation's own derivatives again and again, and is printed nowhere.
                if expression.has(axis) and expression.count_ops() <= DIFFERENTIATED and not expression.has(Root):
                    above, below = self.symbol(name), self._latex(axis)
                    d = r"\partial" if sum(map(expression.has, self._axes)) > 1 else r"\mathrm{d}"
                    try:
                        first, second = expression.diff(axis), expression.diff(axis, 2)
                    except AuthoringError:  # a table or an eigenvalue, which has none
                        continue
                    made = [
                        (second, rf"\frac{{{d}^2 {above}}}{{{d} {below}^2}}"),
                        (first, rf"\frac{{{d} {above}}}{{{d} {below}}}"),
                    ]
                    # What does not change along the axis, such as 0 or a slope, is elsewhere what it is and no derivative.
                    found.setdefault(name, []).extend(each for each in made if each[0].has(axis))
        return found

    def definition(self, name: str) -> tuple[str, list[str]]:
        """The equation of a name as LaTeX, and the names that it uses, in the order in which they appear in it."""
        if name not in self._definitions:
            self._definitions[name] = self._definition(name)
        return self._definitions[name]

    def _definition(self, name: str) -> tuple[str, list[str]]:
        expression = self.names[name]
        if isinstance(expression, Draw):
            return rf"{latex(expression)} \sim \mathrm{{U}}(0, 1)", []
        before = list(self.names)[: list(self.names).index(name)]
        for other in reversed(before):
            for derivative, tex in self._derivatives.get(other, []):
                if derivative == expression:
                    return f"{self.symbol(name)} = {tex}", [other]
        short = self._named(self._summed(expression, before), before)
        return self._equation(self.symbol(name), short), self._used(short)

    def _equation(self, left: str, right: sympy.Expr) -> str:
        """`left` = `right`, in rows where it is long."""
        return rows([f"{left} =", *terms(right, self._latex)])

    def _named(self, expression: sympy.Expr, among: Sequence[str]) -> sympy.Expr:
        """Named parts put back; the last defined, which hold the others, first."""
        for name in reversed(among):
            part = self.names[name]
            # A random number is printed with its place, u_k, and so by itself.
            if part.free_symbols and part != expression and not isinstance(part, Draw):
                for each, mark in (*self._powers.get(name, []), (part, self._parts[name])):
                    expression = put(expression, each, mark)
        return expression

    @cached_property
    def _powers(self) -> dict[str, list[tuple[sympy.Expr, sympy.Expr]]]:
        """Powers in which SymPy leaves nothing of a named part: it takes the power of each case, and the root of each factor."""
        taken: set[sympy.Expr] = set()
        found: dict[str, list[tuple[sympy.Expr, sympy.Expr]]] = {}
        for name, part in self.names.items():
            taken.add(part)
            exponents = [-2, -1, 2, 3] if part.has(sympy.Piecewise, sympy.Sum, sympy.Integral) else []
            if isinstance(part, sympy.Mul) and len(part.free_symbols) > 1:
                exponents += [sympy.Rational(-1, 2), sympy.Rational(1, 2)]
            taken |= {-part} if exponents else set()
            for exponent in exponents:
                power = part**exponent
                seen = isinstance(power, sympy.Pow) and power.base == part
                # The first name that has a power keeps it: 1/p is q, and no power of p, where q is defined.
                if not seen and power not in taken and power.free_symbols == part.free_symbols:
                    taken |= {power, -power}
                    found.setdefault(name, []).append((power, self._parts[name] ** exponent))
        return found

    def _summed(self, expression: sympy.Expr, among: Sequence[str]) -> sympy.Expr:
        """Running sums by their names, or as the sums that they are, of named terms."""
        marks = {self.names[name]: self._parts[name] for name in among if not isinstance(self.names[name], Draw)}
        sums: dict[sympy.Basic, sympy.Basic] = {}
        for symbol in filter(is_running, expression.atoms(Sourced)):
            source = symbol.source
            term = marks.get(source.term) or self._named(source.term, among)
            index = sympy.Symbol("j" if source.over.name == "i" else "i", integer=True)
            last = source.over if symbol.at is None else symbol.at
            sums[symbol] = marks.get(symbol) or sympy.Sum(term.xreplace({source.over: index}), (index, source.over.first, last))
        made: sympy.Expr = expression.xreplace(sums)
        return made

    @cached_property
    def _by_size(self) -> list[tuple[int, sympy.Expr, sympy.Expr, set[sympy.Basic]]]:
        """(operations, part, its mark, its functions and powers) of the named parts and their derivatives, the largest first."""
        parts: list[tuple[sympy.Expr, sympy.Expr]] = [
            (part, self._parts[name]) for name, part in self.names.items() if not isinstance(part, Draw)
        ]
        parts += [(d, Named(tex)) for name in self.names for d, tex in self._derivatives.get(name, []) if d not in self.names.values()]
        sized = [(int(part.count_ops()), part, mark, part.atoms(*_OPERATIONS)) for part, mark in parts]
        # M**(3/2) has no root in it, and a choice between numbers no operation.
        sized += [(int(part.count_ops()) + 1, part, mark, set()) for part, mark in chain.from_iterable(self._powers.values())]
        return sorted(sized, key=lambda one: -one[0])

    def shortened(self, expression: sympy.Expr, *, whole: bool = True) -> sympy.Expr:
        """Named parts and their derivatives put back, the largest first, where that makes it shorter; `whole`: all of it, too."""
        own = next((mark for _, part, mark, _ in self._by_size if part == expression), None)
        if whole and own is not None:
            return own
        expression = self._summed(expression, list(self.names))
        size, operators = expression.count_ops(), expression.atoms(*_OPERATIONS)
        for operations, part, mark, needs in self._by_size:
            if part == expression:
                if whole:
                    return mark
                continue
            if own is not None and mark.has(own):
                continue  # a power of what is taken apart
            # A part can only be where all its functions and powers do; looking is far cheaper than SymPy's own search.
            if operations and part.free_symbols and needs <= operators:
                shorter = put(expression, part, mark)
                if shorter != expression and ((left := shorter.count_ops()) < size or isinstance(part, sympy.Piecewise)):
                    expression, size, operators = shorter, left, shorter.atoms(*_OPERATIONS)
        return expression

    def _used(self, expression: sympy.Basic) -> list[str]:
        drawn = {part.args[0]: name for name, part in self.names.items() if isinstance(part, Draw)}
        nodes = [node.args[0] if isinstance(node, Draw) else node for node in sympy.preorder_traversal(expression)]
        walk = [self._marks.get(node) or drawn[node] for node in nodes if node in self._marks or node in drawn]
        return list(dict.fromkeys(walk))

    def where(self, name: str) -> list[str]:
        """The definitions (LaTeX) that follow the equation of `name`: of every name used in it, and in those in turn."""
        return [self.definition(used)[0] for used in self._uses(self.definition(name)[1], name)]

    def _uses(self, waiting: Sequence[str], name: str = "") -> list[str]:
        """The names that are used, and those used in their definitions in turn; not `name` itself."""
        queue, found = list(waiting), []
        while queue:
            used = queue.pop(0)
            if used != name and used not in found:
                found.append(used)
                queue += self.definition(used)[1]
        return found

    def block(self, name: str) -> str:
        """HTML: the equation displayed, then "where ..." with what it uses; what the page has printed above is not repeated."""
        self._printed.add(name)
        return self._block(self.definition(name)[0], self._uses(self.definition(name)[1], name))

    def _block(self, equation: str, uses: Sequence[str]) -> str:
        parts = [mathml(self.definition(used)[0]) for used in uses if used not in self._printed]
        self._printed.update(uses)
        tail = f'<p class="where">where {", ".join(parts[:-1])}{" and " if parts[:-1] else ""}{parts[-1]}</p>' if parts else ""
        return f'<div class="equation">{mathml(equation, display=True)}</div>{tail}'

    # --- dynamics ---------------------------------------------------------------------------------------------------------

    def systems(self) -> dict[str, tuple[str, list[str]]]:
        """What every source computes: LaTeX and the names used in it, by the names of the sources; runs of one system as one."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for name, source in self.sources.items():
            groups.setdefault(_system(source), []).append(name)
        return {", ".join(names): self._system([self.sources[name] for name in names]) for names in groups.values()}

    def system(self, source: Recurrence) -> str:
        """HTML: the rules and the start of one source, then "where ..." with what they use."""
        return self._block(*self._system([source]))

    def _system(self, runs: Sequence[Recurrence]) -> tuple[str, list[str]]:
        source, lines, used = runs[0], [], []
        over = symbol_tex(source.over)
        if isinstance(source, Lattice):
            used = [name for e in source.expressions for name in self._used(self.shortened(e))]
            return rows(*grid_lines(source, lambda e: terms(self.shortened(e), self._latex))), self._uses(list(dict.fromkeys(used)))
        each = "" if source.each is None else symbol_tex(source.each)
        steps = isinstance(source, Iterates)
        for state, rule in zip(source.states, source.rules, strict=True):
            tex = indexed(symbol_tex(state), each)
            if steps:
                lines.append([f"{indexed(tex, f'{over}+1')} =", *terms(_stepped(rule, source), self._latex)])
            else:
                # Its rate as a whole may have a name, which says more than its parts.
                short = self.shortened(rule)
                if source.each is not None:
                    short = self.shortened(with_index(short, source.states, source.each))
                used += self._used(short)
                lines.append([rf"\frac{{\mathrm{{d}} {tex}}}{{\mathrm{{d}} {over}}} =", *terms(short, self._latex)])
        for event in source.events if isinstance(source, Trajectory) else ():
            crossing = self.shortened(event.crossing)
            used += self._used(crossing)
            lines.append([rf"{self._latex(crossing)} = 0{_HOW[event.direction]}:", *self._then(event)])
        if source.each is not None:
            low, high = (self._latex(bound) for bound in source.each.bounds)
            lines.append([f"{each} =", rf"{low}, \ldots, {high}"])
        first = latex(source.over.bounds[0])
        for run in runs:
            for state, start in zip(run.states, run.start, strict=True):
                index = self._runs.get(run.content, "")
                at = indexed(symbol_tex(state), ",".join(filter(None, (index, each, first if steps else ""))))
                short = self.shortened(start)
                used += self._used(short)
                lines.append([at if steps else rf"{at}\left({first}\right)", "= " + self._latex(short)])
        return rows(*lines), self._uses(list(dict.fromkeys(used)))

    def _then(self, event: Event) -> list[str]:
        """What happens at an event."""
        jumps = [rf"{symbol_tex(state)} \to {self._latex(value)}" for state, value in event.then.items()]
        stop = [r"\text{the run stops}" + (rf"\text{{ at number }} {event.terminal}" if event.terminal > 1 else "")] * bool(event.terminal)
        effects = [*jumps, *stop] or [r"\text{noted}"]
        return [f"{each}," for each in effects[:-1]] + effects[-1:]

    # --- facts ------------------------------------------------------------------------------------------------------------

    def fact(self, fact: Fact) -> str:
        """A fact as MathML, in rows or in parts where it is long; "" for a Check, which is a function of the author's."""
        parts: list[list[str]] = []

        def side(value: sympy.Basic, name: str) -> list[str]:
            return self._parted(value, name, parts)

        def printed(value: sympy.Expr) -> str:
            return self._latex(self.shortened(value))

        if isinstance(fact, Identity):
            left, right = self.shortened(fact.stated_left), self.shortened(fact.stated_right)
            if self._latex(left) == self._latex(right):  # one name means both: what is claimed is seen by the parts of one of them
                parts_of = [self.shortened(each, whole=False) for each in (fact.stated_left, fact.stated_right)]
                left, right = min(
                    ((left, parts_of[1]), (parts_of[0], right), (left, fact.stated_right), (fact.stated_left, right)),
                    key=lambda both: self._latex(both[0]) == self._latex(both[1]),
                )
            shown = [*side(left, "u"), *continued("=", side(right, "w")), *put_in(fact.at, printed)]
            shown += [SIMPLIFIED] * (left == right or bool(left.is_Number and right.is_Number))
        elif isinstance(fact, Value):
            value = self.shortened(fact.stated_value)
            shown = [*side(value, "u"), *continued("=", side(fact.stated_expected, "w")), *put_in(fact.at, printed)]
            shown += [SIMPLIFIED] * bool(value.is_Number)
        elif isinstance(fact, Limit):
            side_of = {"+": "^{+}", "-": "^{-}", "+-": ""}[fact.side]
            value = self.shortened(fact.stated_value)
            of = side(value, "u")
            of = [rf"\left({of[0]}\right)"] if value.is_Add and len(of) == 1 else bracketed(of) if value.is_Add else of
            to = rf"\lim_{{{self._latex(fact.symbol)} \to {self._latex(fact.to)}{side_of}}}"
            shown = [f"{to} {of[0]}", *of[1:], *continued("=", side(fact.stated_expected, "w"))]
        elif isinstance(fact, Expectation):
            first, *more = side(self.shortened(fact.stated_value), "u")
            of = [rf"\mathrm{{E}}\bigl[{first}", *more[:-1], rf"{more[-1]}\bigr]"] if more else [rf"\mathrm{{E}}\left[{first}\right]"]
            shown = [*of, *continued("=", side(self.shortened(fact.stated_expected), "w"))]
        elif isinstance(fact, Conserved):
            shown = [*side(self.shortened(fact.stated_quantity), "u"), r"= \text{constant}"]
        elif isinstance(fact, Always):
            condition = self._condition(fact.condition)
            if isinstance(condition, Relational):
                shown = [*side(condition.lhs, "u"), *continued(_RELATIONS[condition.rel_op], side(condition.rhs, "w"))]
            else:
                shown = [self._latex(condition), *[SIMPLIFIED] * (condition in (sympy.true, sympy.false))]
        else:
            return ""
        return mathml(displayed(rows(shown, *parts)))

    def _condition(self, condition: sympy.Basic) -> sympy.Basic:
        """A condition with named parts put back on both sides of every comparison that it is made of."""
        if isinstance(condition, Relational):
            left, right = self.shortened(condition.lhs), self.shortened(condition.rhs)
            return condition if left == right else condition.func(left, right, evaluate=False)
        if isinstance(condition, sympy.And | sympy.Or | sympy.Not):
            return condition.func(*map(self._condition, condition.args), evaluate=False)
        return condition

    def _parted(self, value: sympy.Basic, name: str, parts: list[list[str]]) -> list[str]:
        """The terms of one side; where it is long, what it holds several times becomes a part, added to `parts`."""
        tex = self._latex(value)
        if len(tex) <= LONGEST or value.is_Add is None or not isinstance(value, sympy.Expr):
            return [tex]
        taken = {symbol_tex(symbol, self._runs) for symbol in value.atoms(sympy.Symbol)}
        marks = (Named(mark) for k in count(1) if (mark := f"{name}_{{{k}}}") not in taken)
        repeated, (left,) = sympy.cse(value, symbols=sympy.numbered_symbols(cls=sympy.Dummy), order="none")
        written: dict[sympy.Basic, sympy.Basic] = {}
        for repeat, stated in repeated:
            part = stated.xreplace(written)
            # A condition is no quantity, nor are all eigenvalues together, and what is as short as its name needs none.
            if isinstance(part, Boolean | Whole) or width(self._latex(part)) <= SHORT:
                written[repeat] = part
            else:
                mark = written[repeat] = next(marks)
                parts.append([rf"\text{{where }} {mark.tex} =", *terms(part, self._latex)])
        left = left.xreplace(written)
        return terms(left, self._latex)


def put_in(at: Mapping[sympy.Symbol, sympy.Expr], tex: Callable[[sympy.Expr], str]) -> list[str]:
    """`at` of a fact as LaTeX, in pieces between which a line may break. `tex` prints the values that are not options of a choice."""
    places = []
    for symbol, value in at.items():
        told = symbol.at_point(float(value), at) if isinstance(symbol, Control) and value.is_number else None
        if told is not None:
            places.append(rf"{latex_name(symbol.name)}\text{{: {told}}}")
        elif getattr(symbol, "whole", None) not in at:
            places.append(f"{latex(symbol)} = {option_tex(symbol, value) or tex(value)}")
    pieces = [rf"{place},\;" for place in places[:-1]] + places[-1:]
    return [rf"\quad \text{{at }} {pieces[0]}", *pieces[1:]] if pieces else []


def _run_indices(sources: Mapping[str, Recurrence]) -> Runs:
    """The index that tells a source's states from those of another one; none for a source whose states no other one has."""
    return Runs(
        {
            source.content: rf"\text{{{name.replace('_', ' ')}}}"
            for name, source in sources.items()
            if any(other.content != source.content and set(other.states) & set(source.states) for other in sources.values())
        }
    )


def _stepped(rule: sympy.Expr, source: Recurrence) -> sympy.Expr:
    """The rule of Iterates with the states, those of other members too, at the present step."""
    over, each = symbol_tex(source.over), "" if source.each is None else symbol_tex(source.each)
    put: dict[sympy.Basic, sympy.Basic] = {state: Named(indexed(indexed(symbol_tex(state), each), over)) for state in source.states}
    put |= {other: Named(indexed(latex(other), over)) for other in rule.atoms(Other)}
    made: sympy.Expr = rule.xreplace(put)
    return made


def _system(source: Recurrence) -> tuple[str, ...]:
    """What runs of one system share: everything but the start and the step."""
    events = [repr(event.content) for event in source.events] if isinstance(source, Trajectory) else []
    sweeps = [repr(sweep.content) for sweep in (source.over, source.each) if sweep is not None]
    return (type(source).__name__, *sweeps, *map(str, source.states), *map(sympy.srepr, source.rules), *events)
