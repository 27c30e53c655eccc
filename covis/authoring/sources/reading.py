"""A source at one place: `orbit.at(clock)` waits for the state that is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy


class At:
    """A Trajectory, Iterates or Run at one place: `orbit.at(clock)[x]`. `read` takes the state, what an error calls it, and the place."""

    def __init__(self, read: Callable[[Any, str, sympy.Expr], sympy.Symbol], when: sympy.Expr) -> None:
        self.read, self.when = read, when

    def __getitem__(self, state: Any) -> sympy.Symbol:
        return self.read(state, "at(...)[...]", self.when)
