"""Something that happens on the way of a Trajectory."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

import sympy
from sympy.core.relational import Relational

from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, Place, here, shown, yes_or_no
from covis.authoring.sources.members import own, state_of
from covis.authoring.symbols import Index, content_key


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

    @property
    def content(self) -> tuple[Any, ...]:
        """What tells two events apart."""
        then = ((str(state), content_key(value)) for state, value in self.then.items())
        return (content_key(self.crossing), *then, self.direction, self.terminal)

    def of_members(self, states: tuple[sympy.Symbol, ...], each: Index) -> Event:
        """The event of every member of an ensemble, with plain symbols for its states. Raises AuthoringError where it reads another one."""
        made = copy(self)
        made.crossing = own("Trajectory: the crossing of an Event", self.crossing, states, each)
        made.then = {
            state_of(state, each): own(f"Trajectory: the next value of {state}", value, states, each) for state, value in self.then.items()
        }
        return made
