"""Dynamics: what is integrated or iterated. Indexed by a state, a Trajectory or Iterates gives an expression.

A sourced expression is a SymPy symbol that depends on its axis: `orbit[x]` can be differentiated along the axis (that is the rate),
and `orbit[x].subs(t, 2)` is `orbit.at(2)[x]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy.core.relational import Relational

from covis.authoring.controls.control import Control
from covis.authoring.grid.derivatives import Laplacian, Partial
from covis.authoring.outputs import expression, free_symbols
from covis.authoring.place import AuthoringError, Place, here, shown, text, yes_or_no
from covis.authoring.symbols import Axis, Constant, Index, ModelSymbol, Sweep, content_key, finite

MOST = 500  # events of a run: what follows more of them is not computed


class Sourced(sympy.Symbol):
    """One state of a source: along its axis, or at one place `at` on it."""

    source: Recurrence
    state: int
    at: sympy.Expr | None

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return super().__new__(cls, *args, **kwargs)

    @classmethod
    def make(cls, source: Recurrence, state: int, at: sympy.Expr | None) -> Sourced:
        name = source.states[state].name
        self: Sourced = sympy.Symbol.__xnew__(cls, name, real=True)
        self.source, self.state, self.at = source, state, at
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        content = (self.source.content, self.state, content_key(self.at)) if hasattr(self, "source") else ()
        return (self.name, repr(content), *super()._hashable_content()[1:])

    @property
    def free_symbols(self) -> set[Any]:
        return {self, self.source.over} if self.at is None else {self, *self.at.free_symbols}

    @property
    def rests_on(self) -> set[sympy.Symbol]:
        """The controls, constants and axes that its source depends on."""
        return self.source.rests_on

    def _eval_subs(self, old: Any, new: Any) -> Any:
        if self.at is None:
            return Sourced.make(self.source, self.state, sympy.sympify(new)) if old == self.source.over else None
        moved = self.at.subs(old, new)
        return Sourced.make(self.source, self.state, moved) if moved != self.at else None

    def _eval_derivative(self, symbol: Any) -> Any:
        if symbol == self:
            return sympy.S.One
        rate = self.source.rate(self.state, self.at)
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
        space: tuple[Sweep, ...] = (),
    ) -> None:
        self.place: Place = here()
        name = type(self).__name__
        if not isinstance(over, kind):
            one = f"{'an' if kind.__name__[0] in 'AI' else 'a'} {kind.__name__}"
            raise AuthoringError(f"{name}: over={shown(over)} is not {one}; name the one that it runs along")
        for key, given in (("the rules", rules), ("start", start)):
            if not isinstance(given, Mapping) or not given:
                raise AuthoringError(f"{name}: {key} is a mapping from each state to its expression, such as {{x: ...}}")
            for state in given:
                if not isinstance(state, sympy.Symbol) or isinstance(state, Control | Sweep | Constant):
                    raise AuthoringError(f"{name}: the state {shown(state)} is not a plain symbol; make it with sympy.symbols")
        if set(rules) != set(start):
            odd = sorted(str(state) for state in set(rules) ^ set(start))
            raise AuthoringError(f"{name}: {', '.join(odd)} is in one of the rules and start= but not in both")
        self.over: Sweep = over
        self.space = space  # the axes of a grid; none where the states are numbers
        self.states: tuple[sympy.Symbol, ...] = tuple(rules)
        self.rules = tuple(expression(f"{name}: the rule of {state}", rules[state]) for state in self.states)
        if not space and any(rule.has(Partial, Laplacian) for rule in self.rules):
            raise AuthoringError(
                f"{name}: its states have no place, so nothing is differentiated in space; only an Evolution can hold that"
            )
        self.start = tuple(expression(f"{name}: the start of {state}", start[state]) for state in self.states)
        if not isinstance(units, Mapping):
            raise AuthoringError(f'{name}: units={shown(units)} is not a mapping; write one from states to units, such as {{x: "m"}}')
        for state, unit in units.items():
            text(f"{name}: units", **{str(state): unit})
        self.units = {self._state(state, "units"): unit for state, unit in units.items()}
        for state, rule, first in zip(self.states, self.rules, self.start, strict=True):
            along = "".join(f"{axis.name}, " for axis in space)
            may = f"it may hold the states, {along}{over.name}, controls and constants"
            self._refuse_others(f"the rule of {state}", rule, {*self.states, over, *space}, may)
            self._refuse_others(f"the start of {state}", first, {*space}, f"it may hold {along}numbers, controls and constants")
        self.content: tuple[Any, ...] = (
            name,
            *map(str, self.states),
            *map(content_key, self.rules),
            *map(content_key, self.start),
            repr(over.content),
        )

    def _refuse_others(self, what: str, given: sympy.Expr, mine: set[sympy.Symbol], may: str) -> None:
        """A rule or a start is worked out by itself: no other axis, source or table is at hand there."""
        for symbol in sorted(free_symbols(given) - mine, key=str):
            if isinstance(symbol, Sourced):
                why = "a state of another source; join the two into one source, with the states and the rules of both"
            elif isinstance(symbol, Sweep):
                why = f"an {type(symbol).__name__}; {may}. For several runs at once, give each a source of its own"
            elif symbol in self.states:
                why = f"a state; {may}"
            else:
                continue
            raise AuthoringError(f"{type(self).__name__}: {what} holds {symbol}, {why}")

    def _state(self, state: Any, where: str) -> sympy.Symbol:
        if not isinstance(state, sympy.Symbol) or state not in self.states:
            raise AuthoringError(f"{type(self).__name__}: {where} names {shown(state)}; its states are {', '.join(map(str, self.states))}")
        found: sympy.Symbol = state
        return found

    def __getitem__(self, state: Any) -> Sourced:
        return Sourced.make(self, self.states.index(self._state(state, "[...]")), None)

    def unit(self, state: int) -> str:
        return self.units.get(self.states[state], "")

    def rate(self, state: int, at: sympy.Expr | None) -> sympy.Expr:
        """The derivative of a state along the axis, as an expression of the states there."""
        raise AuthoringError(f"{type(self).__name__}: it has no derivative; only a Trajectory has")

    @property
    def rests_on(self) -> set[sympy.Symbol]:
        """The controls, constants and axes that it depends on."""
        free = set().union(*(each.free_symbols for each in self.expressions))
        return (free - set(self.states)) | {self.over, *self.space}

    @property
    def expressions(self) -> tuple[sympy.Expr, ...]:
        """All that it is worked out from."""
        return (*self.rules, *self.start)

    def jumps(self, state: int) -> bool:
        """Whether a state may jump between two points of the axis."""
        return False


class Event:
    """Something that happens where an expression crosses zero: for the `events=` of a Trajectory.

    Parameters
    ----------
    crossing: the expression that crosses zero, of states, axis, controls and constants, in any unit.
    rising, falling: which crossings count: those from below zero, those from above; both where neither is given or both are.
    then: a mapping from states to their values just after the event: expressions of the states just before it, axis and controls, all
        taken at once. A state that is not named goes on as it is. Rates change with a state of rate 0 that an event sets.
    terminal: True stops the run at the first such event, a whole number n at the n-th: from there on the states stay as they are.

    The crossing is found to 1e-9 of a step or better. At the start, an expression that leaves zero has not crossed it. Raises
    AuthoringError, with the plugin's line, for a condition in place of an expression, and for what is neither expression nor mapping.

    >>> Event(height, falling=True, then={v: -e * v})
    """

    def __init__(
        self,
        crossing: Any,
        *,
        rising: bool = False,
        falling: bool = False,
        then: Mapping[Any, Any] | None = None,
        terminal: bool | int = False,
    ) -> None:
        self.place: Place = here()
        if isinstance(crossing, Relational):
            raise AuthoringError(f"Event: {crossing} is a condition; give the expression that crosses zero, {crossing.lhs - crossing.rhs}")
        self.crossing = expression("Event: the expression that crosses zero", crossing)
        yes_or_no("Event", rising=rising, falling=falling)
        self.direction = int(rising) - int(falling)
        then = {} if then is None else then
        if not isinstance(then, Mapping):
            raise AuthoringError(f"Event: then={shown(then)} is not a mapping from states to their next values, such as {{v: -v}}")
        self.then = {state: expression(f"Event: the next value of {shown(state)}", value) for state, value in then.items()}
        if not isinstance(terminal, int | sympy.Integer) or terminal < 0:
            raise AuthoringError(f"Event: terminal={shown(terminal)}; it is True, or the number of the event at which the run stops")
        self.terminal = int(terminal)  # 0: never
        self.content: tuple[Any, ...] = (
            content_key(self.crossing),
            *((str(state), content_key(value)) for state, value in self.then.items()),
            self.direction,
            self.terminal,
        )


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

    `orbit[x]` is an expression over the axis, `orbit.at(clock)[x]` its value at one place; where a state jumps it is the value after
    the jump. Raises AuthoringError, with the plugin's line, where rates and start name different states or a state is no plain symbol.

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
    ) -> None:
        super().__init__(rates, start, over, {} if units is None else units, Axis)
        if step is not None:
            finite("Trajectory", step=step)
            if not step > 0:
                raise AuthoringError(f"Trajectory: step={step}; give a length along the axis, above zero")
        self.step = None if step is None else float(step)
        if not isinstance(events, list | tuple) or not all(isinstance(event, Event) for event in events):
            raise AuthoringError(f"Trajectory: events={shown(events)} is not a list of events, such as [cv.Event(x, falling=True)]")
        self.events = tuple(events)
        for event in self.events:
            self._check(event)
        self.content += (self.step, *(event.content for event in self.events))

    def _check(self, event: Event) -> None:
        may = f"it may hold the states, {self.over.name}, controls and constants"
        mine = {*self.states, self.over}
        self._refuse_others("the crossing of an Event", event.crossing, mine, may)
        if not mine & free_symbols(event.crossing):
            raise AuthoringError(
                f"Trajectory: {event.crossing} never crosses zero: it holds no state and not {self.over.name}", event.place
            )
        for state, value in event.then.items():
            self._refuse_others(f"the next value of {self._state(state, 'then= of an Event')}", value, mine, may)

    @property
    def expressions(self) -> tuple[sympy.Expr, ...]:
        stated = (each for event in self.events for each in (event.crossing, *event.then.values()))
        return (*super().expressions, *stated)

    def jumps(self, state: int) -> bool:
        return any(self.states[state] in event.then for event in self.events)

    def after(self, event: Event) -> tuple[sympy.Expr, ...]:
        """The states just after an event."""
        return tuple(event.then.get(state, state) for state in self.states)

    def at(self, when: Any) -> At:
        """The states at one place on the axis: between two points by cubic Hermite interpolation."""
        return At(self, expression("Trajectory.at", when))

    def rate(self, state: int, at: sympy.Expr | None) -> sympy.Expr:
        there = {symbol: Sourced.make(self, k, at) for k, symbol in enumerate(self.states)}
        return self.rules[state].xreplace(there if at is None else {**there, self.over: at})


class At:
    """A trajectory at one place: `orbit.at(clock)[x]`."""

    def __init__(self, source: Trajectory, when: sympy.Expr) -> None:
        self.source, self.when = source, when

    def __getitem__(self, state: Any) -> Sourced:
        return Sourced.make(self.source, self.source.states.index(self.source._state(state, "at(...)[...]")), self.when)


class Iterates(Recurrence):
    """The sequence x, step(x), step(step(x)), ... over an Index.

    Parameters
    ----------
    step: a mapping from each state, a plain SymPy symbol, to the expression of its next value.
    start: a mapping from each state to its first value: numbers or expressions of controls.
    over: the Index that counts the members.
    units: a mapping from states to their units; a state that is not named is a plain number.

    `orbit[x]` is an expression over the index. Raises AuthoringError, with the plugin's line, as a Trajectory does.

    >>> orbit = Iterates({x: r * x * (1 - x)}, start={x: 0.2}, over=n)
    """

    def __init__(self, step: Mapping[Any, Any], *, start: Mapping[Any, Any], over: Index, units: Mapping[Any, str] | None = None) -> None:
        super().__init__(step, start, over, {} if units is None else units, Index)
