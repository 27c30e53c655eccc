"""What the page shows at the points of a fact: its numbers are doubles, and at a jump they decide on which side a state is.

0.29 is a little less than 29/100 as a double, so floor(100 * 0.29) is 28 on the page: a fact means that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath
import numpy as np
import sympy

from covis.checks.facts.edges import Edge, steps_here, values_at
from covis.checks.facts.precise import number
from covis.checks.states import Point, decimals

ALIKE = 1e-6  # relative difference beyond which two numbers of the page are two sides of a jump


@dataclass(frozen=True)
class Shown:
    """The numbers of the page for the two sides."""

    left: float
    right: float

    @property
    def agree(self) -> bool:
        return alike(self.left, self.right)


class Pages:
    """The sides of a fact in doubles at its points."""

    def __init__(self, stated: Sequence[sympy.Expr], edges: Sequence[Edge], points: Sequence[Point]) -> None:
        self.stated, self.edges, self.points = stated, edges, points
        arrays = {symbol: np.array([float(point[symbol]) for point in points]) for symbol in (points[0] if points else ())}
        self._values = values_at(stated, arrays)
        self._steps = any(edge.steps for edge in edges)

    def numbers(self, k: int) -> list[float]:
        """The page's number for each side at point k; not-a-number where there is none."""
        return [float(values[min(k, len(values) - 1)]) for values in self._values]

    def at(self, k: int) -> Shown | None:
        """The page's numbers for two sides at point k; None where a side has none."""
        left, right = self.numbers(k)
        return Shown(left, right) if np.isfinite([left, right]).all() else None

    def decides(self, k: int) -> bool:
        """Whether rounding decides at point k on which side of a jump it is."""
        return self._steps and steps_here(self.edges, self.points[k])

    def exactly(self, k: int) -> list[str]:
        """Each side by exact arithmetic at point k, for a message."""
        return [exactly_at(side, self.points[k]) or "no value" for side in self.stated]


def alike(one: float, other: float) -> bool:
    return abs(one - other) <= ALIKE * max(abs(one), abs(other))


def exactly_at(expression: sympy.Expr, point: Point) -> str | None:
    """The value at the state as it is written, by SymPy's exact arithmetic, for a message."""
    try:
        value = decimals(expression).xreplace(point).doit()
        return str(mpmath.nstr(number(value, 30), 10)) if value.is_number and value.is_finite else None
    except Exception:  # a message without it is complete
        return None
