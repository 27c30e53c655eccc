"""Where an expression changes its form: the breakpoints of Piecewise, floor, Mod and the like, zeros of denominators, branch points.

A claim that is true nearly everywhere is false there, if anywhere, and random points never meet them.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import mpmath
import numpy as np
import sympy
from sympy.core.relational import Relational

from covis.authoring.evaluate.evaluator import Evaluator
from covis.checks.facts.precise import evaluate
from covis.checks.facts.result import DIGITS
from covis.checks.states import decimals

MOST = 24  # edges of one fact that are looked for
PLACES = 8  # places of one edge along one symbol: the outermost, those nearest to 0, and some between
GRID = 129
TURNS, SPLIT = 14, 16  # each turn narrows a bracket to an eighth
FOUND = 1e-8  # of the size of the expression: nearer to zero than this is an edge


@dataclass(frozen=True)
class Edge:
    """Where `value` is zero, or a whole number. `steps`: the expression may jump there, so that rounding decides on which side it is."""

    value: sympy.Expr
    at: Literal["zero", "whole"]
    steps: bool


def edges(expressions: Iterable[sympy.Basic], symbols: Iterable[sympy.Symbol]) -> list[Edge]:
    """The edges of expressions in these symbols, each once; what a sum binds has none. Constants must have been put in."""
    known, found = set(symbols), dict[tuple[sympy.Expr, str], Edge]()
    for node in itertools.chain.from_iterable(map(sympy.preorder_traversal, expressions)):
        for edge in _edges_of(node):
            if edge.value.free_symbols and edge.value.free_symbols <= known:
                key = (edge.value, edge.at)
                if key not in found or (edge.steps and not found[key].steps):
                    found[key] = edge
    return sorted(found.values(), key=lambda edge: not edge.steps)[:MOST]


def _edges_of(node: sympy.Basic) -> Iterable[Edge]:
    if isinstance(node, Relational):
        left, right = node.args
        if isinstance(left, sympy.Expr) and isinstance(right, sympy.Expr):
            yield Edge(left - right, "zero", True)
    elif isinstance(node, sympy.Heaviside | sympy.sign | sympy.DiracDelta):
        yield Edge(node.args[0], "zero", True)
    elif isinstance(node, sympy.Abs | sympy.log | sympy.atan2 | sympy.arg):
        yield Edge(node.args[0], "zero", False)
    elif isinstance(node, sympy.floor | sympy.ceiling | sympy.frac):
        yield Edge(node.args[0], "whole", True)
    elif isinstance(node, sympy.Mod):
        yield Edge(node.args[0] / node.args[1], "whole", True)
    elif isinstance(node, sympy.KroneckerDelta):
        yield Edge(node.args[0] - node.args[1], "zero", True)
    elif isinstance(node, sympy.Min | sympy.Max):
        yield from (Edge(one - other, "zero", False) for one, other in itertools.combinations(node.args[:4], 2))
    elif isinstance(node, sympy.Pow) and not (node.exp.is_integer and node.exp.is_nonnegative):
        yield Edge(node.base, "zero", False)
    elif isinstance(node, sympy.asin | sympy.acos | sympy.acosh | sympy.atanh):
        yield from (Edge(node.args[0] - end, "zero", False) for end in (-1, 1))
    elif isinstance(node, sympy.tan | sympy.sec):
        yield Edge(node.args[0] / sympy.pi + sympy.Rational(1, 2), "whole", False)
    elif isinstance(node, sympy.cot | sympy.csc):
        yield Edge(node.args[0] / sympy.pi, "whole", False)
    elif isinstance(node, sympy.Sum | sympy.Product):
        yield from (Edge(bound, "whole", True) for limit in node.limits for bound in limit[1:] if not bound.is_integer)


def places(found: Sequence[Edge], symbol: sympy.Symbol, low: float, high: float, base: Mapping[sympy.Symbol, float]) -> list[sympy.Expr]:
    """Where between low and high a symbol meets an edge, the other symbols being at `base`: exact where it is a simple fraction."""
    here = [edge for edge in found if symbol in edge.value.free_symbols]
    return sorted({place for edge in here for place in _places(edge, symbol, low, high, base)}, key=float)


@np.errstate(all="ignore")
def _places(edge: Edge, symbol: sympy.Symbol, low: float, high: float, base: Mapping[sympy.Symbol, float]) -> list[sympy.Expr]:
    def distance(values: Any) -> Any:
        """How far the edge is, by size; not-a-number where it has no value."""
        got = values_at((edge.value,), {**base, symbol: values})[0]
        return np.abs(got - np.round(got)) if edge.at == "whole" else np.abs(got)

    grid = np.linspace(low, high, GRID)
    raw = values_at((edge.value,), {**base, symbol: grid})[0]
    if not np.isfinite(raw).any():
        return []
    if edge.at == "whole":
        # A bracket is a cell in which the whole number below changes; a line through 100 of them has some in every cell.
        crossed = np.flatnonzero(np.floor(raw[1:]) != np.floor(raw[:-1]))
        size = 1.0
    else:
        near = np.abs(raw)
        inner = np.flatnonzero((near[1:-1] <= near[:-2]) & (near[1:-1] <= near[2:]))
        crossed = np.unique(np.concatenate([np.flatnonzero(np.signbit(raw[1:]) != np.signbit(raw[:-1])), inner, inner + 1]))
        size = float(np.nanmax(near)) or 1.0
    if len(crossed) > 3 * PLACES:
        nearest = np.argsort(np.abs(grid[crossed]), kind="stable")[:PLACES]
        crossed = np.unique(np.concatenate([crossed[:PLACES], crossed[-PLACES:], crossed[nearest]]))
    if not len(crossed):
        return []
    a, b = grid[crossed], grid[crossed + 1]
    for _ in range(TURNS):
        inside = np.linspace(a, b, SPLIT + 1, axis=1)
        apart = distance(inside.ravel()).reshape(inside.shape)
        best = np.argmin(np.where(np.isfinite(apart), apart, np.inf), axis=1)
        rows = np.arange(len(a))
        a, b = inside[rows, np.maximum(best - 1, 0)], inside[rows, np.minimum(best + 1, SPLIT)]
    middle = (a + b) / 2
    good = [float(m) for m, d in zip(middle, distance(middle), strict=True) if d <= FOUND * size]
    return sorted({_simple(m, high - low) for m in good}, key=float)[: 3 * PLACES]


def _simple(number: float, span: float) -> sympy.Expr:
    """The simple fraction that a number is within rounding, such as 99/20; else the number itself."""
    near = Fraction(number).limit_denominator(10_000)
    return sympy.Rational(near if abs(float(near) - number) <= 1e-9 * span else Fraction(number))


def values_at(expressions: Sequence[sympy.Basic], values: Mapping[sympy.Symbol, Any]) -> list[Any]:
    """What NumPy, and so the page, makes of expressions at doubles for every symbol: arrays of one length; not-a-number is no value."""
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=float) for value in values.values())) if values else []
    length = max((array.size for array in arrays), default=1)
    given = {symbol: array.ravel() for symbol, array in zip(values, arrays, strict=True)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            got = Evaluator([{}]).at(expressions, given)
        except Exception:  # no NumPy form, or one that takes no arrays: then nothing is known here
            return [np.full(length, np.nan) for _ in expressions]
    return [np.broadcast_to(value, (length,)) for value in got]


def rounding_decides(found: Iterable[Edge], point: Mapping[sympy.Symbol, sympy.Expr]) -> bool:
    """Whether rounding decides at a point on which side of a jump an expression is: the page's doubles and many digits differ in that."""
    stepped = [edge for edge in found if edge.steps]
    if not stepped:
        return False
    shown = values_at([edge.value for edge in stepped], {symbol: float(value) for symbol, value in point.items()})
    exactly = evaluate([decimals(edge.value) for edge in stepped], point, DIGITS[0])
    for edge, double, many in zip(stepped, shown, exactly, strict=True):
        if many is None or not np.isfinite(double[0]):
            continue
        if edge.at == "zero" and np.sign(double[0]) != mpmath.sign(many):
            return True
        if edge.at == "whole" and (np.floor(double[0]) != mpmath.floor(many) or np.ceil(double[0]) != mpmath.ceil(many)):
            return True
    return False
