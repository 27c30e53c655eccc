"""What the page shows at the points of a fact: its numbers are doubles, and at a jump they decide on which side a state is.

0.29 is a little less than 29/100 as a double, so floor(100 * 0.29) is 28 on the page: a fact means that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import sympy

from covis.checks.facts.points.edges import Edge, rounding_decides, values_at
from covis.checks.facts.precise import number
from covis.checks.states import Point, decimals

JUMP = 1e-9  # of the size of the terms: a larger difference is no rounding
TERMS = 64
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

    @property
    def largest(self) -> float:
        """The largest number of any side, in size."""
        return float(max((np.abs(values[np.isfinite(values)]).max(initial=0.0) for values in self._values), default=0.0))

    def at(self, k: int) -> Shown | None:
        """The page's numbers for two sides at point k; None where a side has none."""
        left, right = self.numbers(k)
        return Shown(left, right) if np.isfinite([left, right]).all() else None

    def decides(self, k: int, exact: Sequence[Any]) -> bool:
        """Whether rounding decides at point k on which side of a jump it is, and the page so has another number than `exact`."""
        if not self._steps or not rounding_decides(self.edges, self.points[k]):
            return False
        pairs = [(shown, float(value)) for shown, value in zip(self.numbers(k), exact, strict=True) if value is not None]
        # What cancels leaves rounding of the size of its terms, which is no jump.
        terms = {term for side in self.stated for node in side.atoms(sympy.Add) for term in node.args}
        known = sorted((term for term in terms if term.free_symbols <= set(self.points[k])), key=str)[:TERMS]
        values = values_at(known, {symbol: float(value) for symbol, value in self.points[k].items()}) if known else []
        sizes = [abs(value[0]) for value in values if np.isfinite(value[0])]
        size = max([*sizes, *(abs(number) for pair in pairs for number in pair if np.isfinite(number))], default=0.0)
        return any(abs(shown - value) > JUMP * size for shown, value in pairs)

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
