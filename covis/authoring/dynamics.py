"""Dynamics: what is integrated or iterated. Indexed by a state, a Trajectory or Iterates gives an expression.

A sourced expression is a SymPy symbol that depends on its axis: `orbit[x]` can be differentiated along the axis (that is the rate),
and `orbit[x].subs(t, 2)` is `orbit.at(2)[x]`. Of an ensemble, which has a run for each member of an Index k, it depends on k as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import sympy

from covis.authoring.grid.derivatives import Laplacian, Partial
from covis.authoring.outputs import expression, free_symbols
from covis.authoring.place import AuthoringError, Place, here, shown, text
from covis.authoring.sources.event import Event as Event
from covis.authoring.sources.members import Other, index_of, of_member, own, refuse_counting, state_of, stated
from covis.authoring.sources.reading import At
from covis.authoring.symbols import Axis, Index, ModelSymbol, Sweep, content_key, finite

MOST = 500  # events of a run: what follows more of them is not computed


class Sourced(sympy.Symbol):
    """One state of a source: along its axis, or at one place `at` on it. `member` is which one of an ensemble; None for a single run."""

    source: Recurrence
    state: int
    at: sympy.Expr | None
    member: sympy.Expr | None
    _free: frozenset[Any]

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return super().__new__(cls, *args, **kwargs)

    @classmethod
    def make(cls, source: Recurrence, state: int, at: sympy.Expr | None, member: sympy.Expr | None = None) -> Sourced:
        """`member` left out is the one that the Index of an ensemble says."""
        self: Sourced = sympy.Symbol.__xnew__(cls, source.states[state].name, real=True)
        self.source, self.state, self.at = source, state, at
        self.member = source.each if member is None else member
        self._told = repr((source.content, state, content_key(at), content_key(self.member)))  # asked for whenever two are compared
        self._free = frozenset({self}.union(*(part.free_symbols for part in self.reads or (source.over,))))  # asked for often
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self._told, *super()._hashable_content()[1:])

    @property
    def reads(self) -> tuple[sympy.Expr, ...]:
        """What is worked out first to read it: (member, place) of an ensemble, (place,) at a place, () along the axis."""
        if self.member is not None:
            return self.member, self.source.over if self.at is None else self.at
        return () if self.at is None else (self.at,)

    @property
    def free_symbols(self) -> set[Any]:
        return set(self._free)

    @property
    def rests_on(self) -> frozenset[sympy.Symbol]:
        """The controls, constants and axes that its source depends on."""
        return self.source.rests_on

    def _eval_subs(self, old: Any, new: Any) -> Any:
        member = self.member if self.member is None else self.member.subs(old, new)
        along = sympy.sympify(new) if old == self.source.over else None
        at = along if self.at is None else self.at.subs(old, new)
        return Sourced.make(self.source, self.state, at, member) if (at, member) != (self.at, self.member) else None

    def _eval_derivative(self, symbol: Any) -> Any:
        if symbol == self:
            return sympy.S.One
        rate = self.source.rate(self.state, self.at, self.member)
        if self.at is None:
            return rate if symbol == self.source.over else sympy.S.Zero
        return rate * self.at.diff(symbol)

    def _eval_derivative_n_times(self, symbol: Any, n: Any) -> Any:
        value: Any = self
        for _ in range(int(n)):
            value = value.diff(symbol) if value is not self else self._eval_derivative(symbol)
        return value


class Recurrence:
    """What Trajectory and Iterates share: states that follow one another along a sweep from a start."""

    def __init__(
        self,
        rules: Mapping[Any, Any],
        start: Mapping[Any, Any],
        over: Any,
        units: Mapping[Any, str],
        kind: type[ModelSymbol],
        *,
        space: tuple[Sweep, ...] = (),
        each: Any = None,
    ) -> None:
        self.place: Place = here()
        name = type(self).__name__
        if not isinstance(over, kind):
            one = f"{'an' if kind.__name__[0] in 'AI' else 'a'} {kind.__name__}"
            raise AuthoringError(f"{name}: over={shown(over)} is not {one}; name the one that it runs along")
        self.each = index_of(name, each, over)
        rules, start = stated(name, "the rules", rules, each), stated(name, "start", start, each)
        if set(rules) != set(start):
            odd = sorted(str(state) for state in set(rules) ^ set(start))
            raise AuthoringError(f"{name}: {', '.join(odd)} is in one of the rules and start= but not in both")
        self.over: Sweep = over
        self.kept: dict[Any, Any] = {}  # runs that have been computed (`evaluate/dynamics/kept.py`)
        self.awaited: list[Mapping[str, float]] = []  # states in which one will be asked for
        self.space = space  # the axes of a grid; none where the states are numbers
        self.states: tuple[sympy.Symbol, ...] = tuple(rules)
        self.rules = tuple(own(f"{name}: the rule of {state}", rules[state], self.states, self.each) for state in self.states)
        if not space and any(rule.has(Partial, Laplacian) for rule in self.rules):
            raise AuthoringError(
                f"{name}: its states have no place, so nothing is differentiated in space; only an Evolution can hold that"
            )
        self.start = tuple(own(f"{name}: the start of {state}", start[state], self.states, self.each) for state in self.states)
        if not isinstance(units, Mapping):
            raise AuthoringError(f'{name}: units={shown(units)} is not a mapping; write one from states to units, such as {{x: "m"}}')
        for state, unit in units.items():
            text(f"{name}: units", **{str(state): unit})
        self.units = {self._state(state, "units"): unit for state, unit in units.items()}
        beside = self.sweeps - {over}
        along = "".join(f"{sweep}, " for sweep in (*space, self.each) if sweep is not None)
        for state, rule, first in zip(self.states, self.rules, self.start, strict=True):
            refuse_counting(f"{name}: the rule of {state}", rule, self.each)
            may = f"it may hold the states, {along}{over.name}, controls and constants"
            self._refuse_others(f"the rule of {state}", rule, {*self.states, over, *beside}, may)
            self._refuse_others(f"the start of {state}", first, beside, f"it may hold {along}numbers, controls and constants")
        self.content: tuple[Any, ...] = (
            name,
            *map(str, self.states),
            *map(content_key, self.rules),
            *map(content_key, self.start),
            repr(over.content),
            None if self.each is None else repr(self.each.content),
        )

    def _refuse_others(self, what: str, given: sympy.Expr, mine: set[sympy.Symbol], may: str) -> None:
        """A rule or a start is computed by itself: it cannot read another axis, source or table."""
        for symbol in sorted(free_symbols(given) - mine, key=str):
            if isinstance(symbol, Sourced):
                why = "a state of another source; join the two into one source, with the states and the rules of both"
            elif isinstance(symbol, Index) and self.each is None and symbol != self.over:
                why = f"an Index; {may}. For a run for each member of {symbol}, write each={symbol} in a Trajectory or Iterates"
            elif isinstance(symbol, Sweep):
                why = f"an {type(symbol).__name__}; {may}"
            elif symbol in self.states:
                why = f"a state; {may}"
            else:
                continue
            raise AuthoringError(f"{type(self).__name__}: {what} holds {symbol}, {why}")

    def _state(self, state: Any, where: str) -> sympy.Symbol:
        state = state_of(state, self.each)
        if not isinstance(state, sympy.Symbol) or state not in self.states:
            raise AuthoringError(f"{type(self).__name__}: {where} names {shown(state)}; its states are {', '.join(map(str, self.states))}")
        return state

    def __getitem__(self, state: Any) -> Sourced:
        return self.read(state, "[...]", None)

    def read(self, state: Any, where: str, at: sympy.Expr | None) -> Sourced:
        """A state as an author names it, along the axis or at a place on it; `where` is how an error calls it."""
        plain, member = of_member(state, self.each)
        return Sourced.make(self, self.states.index(self._state(plain, where)), at, member)

    def unit(self, state: int) -> str:
        return self.units.get(self.states[state], "")

    def put(self, value: sympy.Expr, at: sympy.Expr | None = None, member: sympy.Expr | None = None) -> sympy.Expr:
        """An expression of plain states with the states of this source in their place: along the axis, or at a place on it."""
        made = own(type(self).__name__, value, self.states, self.each)
        put: dict[sympy.Basic, sympy.Basic] = {symbol: Sourced.make(self, k, at, member) for k, symbol in enumerate(self.states)}
        moved = {} if member is None else {self.each: member}
        for other in made.atoms(Other):
            put[other] = Sourced.make(self, self.states.index(other.args[0]), at, other.args[1].xreplace(moved))
        return made.xreplace({**put, **moved, **({} if at is None else {self.over: at})})

    def rate(self, state: int, at: sympy.Expr | None, member: sympy.Expr | None = None) -> sympy.Expr:
        """The derivative of a state along the axis, as an expression of the states there."""
        raise AuthoringError(f"{type(self).__name__}: it has no derivative; only a Trajectory has")

    @cached_property
    def rests_on(self) -> frozenset[sympy.Symbol]:
        """The controls, constants and axes that it depends on."""
        return frozenset().union(*(each.free_symbols for each in self.expressions)).difference(self.states) | self.sweeps

    @property
    def sweeps(self) -> set[sympy.Symbol]:
        """What it runs along, the axes of a grid, and the Index that counts its members."""
        return {self.over, *self.space} if self.each is None else {self.over, self.each}

    @property
    def expressions(self) -> tuple[sympy.Expr, ...]:
        """All that it is worked out from."""
        return (*self.rules, *self.start)

    def jumps(self, state: int) -> bool:
        """Whether a state may jump between two points of the axis."""
        return False


class Trajectory(Recurrence):
    """The solution of ordinary differential equations, by the classical fourth-order Runge-Kutta method.

    Parameters
    ----------
    rates: a mapping from each state, a plain SymPy symbol, to its rate along the axis: an expression of states, axis and controls.
    start: a mapping from each state to its value at the axis's first point: numbers or expressions of controls.
    over: the Axis that it runs along.
    step: the length of a step, above zero, in the axis's unit. None (the default) is the spacing of the axis; one that does not
        divide the spacing is shortened, so that it lands on every point.
    units: a mapping from states to their units, such as {x: "m"}; a state that is not named is a plain number.
    events: what happens where an expression crosses zero, each an Event; of two at the same place the one that is written first.
    each: an Index: then there is a run for each of its members, and rates, start and events may hold it. Without events, the
        rate of one member may depend on the others: the states are then `x[k]` of an IndexedBase, and `x[j]` in a Sum that of member j.

    `orbit[x]` is an expression over the axis (and over `each`), `orbit.at(clock)[x]` its value at one place; where a state jumps it is
    the value after the jump. Raises AuthoringError, with the plugin's line, where rates and start name different states or a state is no
    plain symbol.

    >>> x, v = sympy.symbols("x v")
    >>> orbit = Trajectory({x: v, v: -x}, start={x: 1, v: 0}, over=t)
    """

    def __init__(
        self,
        rates: Mapping[Any, Any],
        *,
        start: Mapping[Any, Any],
        over: Axis,
        step: float | None = None,
        units: Mapping[Any, str] | None = None,
        events: Sequence[Event] = (),
        each: Index | None = None,
    ) -> None:
        super().__init__(rates, start, over, {} if units is None else units, Axis, each=each)
        if step is not None:
            finite("Trajectory", step=step)
            if not step > 0:
                raise AuthoringError(f"Trajectory: step={step}; give a length along the axis, above zero")
        self.step = None if step is None else float(step)
        if not isinstance(events, list | tuple) or not all(isinstance(event, Event) for event in events):
            raise AuthoringError(f"Trajectory: events={shown(events)} is not a list of events, such as [cv.Event(x, falling=True)]")
        self.events = tuple(events if self.each is None else (event.of_members(self.states, self.each) for event in events))
        if self.events and any(stated.has(Other) for stated in self.expressions):
            raise AuthoringError(
                "Trajectory: with events= no member can depend on another; leave out events=, or what one member reads of another"
            )
        for event in self.events:
            self._check(event)
        self.content += (self.step, *(event.content for event in self.events))

    def _check(self, event: Event) -> None:
        may = f"it may hold the states, {', '.join(sorted(map(str, self.sweeps)))}, controls and constants"
        mine = {*self.states, *self.sweeps}
        self._refuse_others("the crossing of an Event", event.crossing, mine, may)
        if not {*self.states, self.over} & free_symbols(event.crossing):
            raise AuthoringError(
                f"Trajectory: {event.crossing} never crosses zero: it holds no state and not {self.over.name}", event.place
            )
        for state, value in event.then.items():
            self._refuse_others(f"the next value of {self._state(state, 'then= of an Event')}", value, mine, may)

    @property
    def expressions(self) -> tuple[sympy.Expr, ...]:
        return (*super().expressions, *(each for event in self.events for each in (event.crossing, *event.then.values())))

    def jumps(self, state: int) -> bool:
        return any(self.states[state] in event.then for event in self.events)

    def after(self, event: Event) -> tuple[sympy.Expr, ...]:
        """The states just after an event."""
        return tuple(event.then.get(state, state) for state in self.states)

    def at(self, when: Any) -> At:
        """The states at one place on the axis: between two points by cubic Hermite interpolation."""
        return At(self.read, expression("Trajectory.at", when))

    def rate(self, state: int, at: sympy.Expr | None, member: sympy.Expr | None = None) -> sympy.Expr:
        return self.put(self.rules[state], at, member)


class Iterates(Recurrence):
    """The sequence x, step(x), step(step(x)), ... over an Index.

    Parameters
    ----------
    step: a mapping from each state, a plain SymPy symbol, to the expression of its next value.
    start: a mapping from each state to its first value: numbers or expressions of controls.
    over: the Index that counts the members of the sequence.
    units: a mapping from states to their units; a state that is not named is a plain number.
    each: an Index: then there is a sequence for each of its members, as there is a run of a Trajectory.

    `orbit[x]` is an expression over the index (and over `each`), and `orbit.at(clock)[x]` its value at the member that a clock has reached.
    Raises AuthoringError, with the plugin's line, as a Trajectory does.

    >>> orbit = Iterates({x: r * x * (1 - x)}, start={x: 0.2}, over=n)
    """

    def __init__(
        self,
        step: Mapping[Any, Any],
        *,
        start: Mapping[Any, Any],
        over: Index,
        units: Mapping[Any, str] | None = None,
        each: Index | None = None,
    ) -> None:
        super().__init__(step, start, over, {} if units is None else units, Index, each=each)

    def at(self, when: Any) -> At:
        """The states at one place: a member of the sequence lasts until the next."""
        return At(self.read, sympy.floor(expression("Iterates.at", when)))
