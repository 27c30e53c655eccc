"""The rule about lost digits: JavaScript and NumPy share their rounding, so where terms cancel, both are compared with many digits.

An error estimate in doubles finds where: every operation is moved by a few units in the last place. mpmath judges only the worst points.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import sympy
from sympy.logic.boolalg import Boolean

from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.evaluator import Evaluator, points
from covis.authoring.numerical.linear import Entry
from covis.authoring.numerical.readings import Reading
from covis.authoring.numerical.roots import NUMERICAL
from covis.authoring.outputs import Output
from covis.authoring.place import Place
from covis.authoring.states import in_words
from covis.authoring.tables import Samples
from covis.checks.facts.precise import evaluate as precisely
from covis.checks.rule import Problem, Subject, rule
from covis.checks.rules.numbers import MODEL, evaluated_states
from covis.checks.states import constants_in
from covis.compiler.preconditions import FORMULA, named

DIGITS = 50
CORNERS = 4  # beside the start and the presets
BIG, FEW = 5_000, 3  # of an output with more points than this, so many states are looked at
PIXELS = 500  # a plot is about so many pixels high and wide
JUDGED = 3  # points of one output that mpmath looks at: those with the largest estimate
DRAWS, MOVES = 3, 8
SHAKE = 2.0**-52  # the largest move of an operation, relative
STEPS = (sympy.floor, sympy.ceiling, sympy.frac, sympy.Mod, sympy.sign, sympy.Heaviside)
_MOVES = [sympy.Dummy(f"move{k}", real=True) for k in range(MOVES)]
_REWRITINGS = (  # a sum that cancels near u = 0, how it looks, and what to write instead
    (sympy.cos, "1 - cos(u)", "2*sin(u/2)**2"),
    (sympy.cosh, "cosh(u) - 1", "2*sinh(u/2)**2"),
    (sympy.exp, "exp(u) - 1", "2*exp(u/2)*sinh(u/2)"),
    (sympy.sqrt, "sqrt(1 + u) - 1", "u/(sqrt(1 + u) + 1)"),
)


@dataclass(frozen=True)
class Seen:
    """One array or number of the page. `tolerance` gives how far off each number may be, by its value, before somebody sees it."""

    place: Place
    owner: str
    output: Output
    axis: tuple[float, float, bool] | None = None  # low, high, logarithmic: what is drawn
    digits: int | None = None  # what is read out

    def visible(self, shown: Any, right: Any) -> Any:
        """Whether a reader sees the difference between two values: a pixel of the plot, or a shown digit."""
        with np.errstate(all="ignore"):
            if self.axis is None:
                assert self.digits is not None
                unit = 10.0 ** (np.floor(np.log10(np.abs(shown))) - self.digits + 1)
                return np.abs(shown - right) > 0.6 * unit
            low, high, log = self.axis
            if log:
                shown, right = (np.log10(np.maximum(value, 1e-320)) for value in (shown, right))
                low, high = np.log10(low), np.log10(high)
            away = (high - low) / PIXELS
            inside = (np.maximum(shown, right) > low - away) & (np.minimum(shown, right) < high + away)
            return inside & (np.abs(np.clip(shown, low, high) - np.clip(right, low, high)) > away)


@rule("lost-digits", "warning", after=[*MODEL, "axis-order", FORMULA])
def lost(subject: Subject) -> Iterator[Problem]:
    """Where terms cancel in doubles, no pixel and no shown digit is off: compared with 50 digits at the start, presets and corners."""
    states, evaluator = evaluated_states(subject)
    first = 1 + len(subject.visualisation.legal_presets())
    corners = range(first, len(states), max(1, (len(states) - first) // CORNERS))
    known: set[tuple[Any, ...]] = set()
    for seen in _seen(subject):
        key = (seen.output, seen.axis, seen.digits)
        if key not in known and _cancels(seen.output):
            known.add(key)
            problem = _look(seen, [*range(first), *corners], states, evaluator)
            if problem:
                yield problem


def _seen(subject: Subject) -> Iterator[Seen]:
    v = subject.visualisation
    for plot, frame in zip(v.plots, v.frames, strict=True):
        for mark in plot.marks:
            for name, output in mark.stated.items():
                way = mark.measured.get(name, "")
                if way in ("x", "y", "z"):
                    low, high = getattr(frame, way)
                    log = {"x": plot.log_x, "y": plot.log_y}.get(way, False)
                    yield Seen(mark.place, f"{named(mark)}: {name}", output.joined, (low, high, log))
    for readout in v.readouts:
        yield Seen(readout.place, f'Readout "{readout.label}"', Output((readout.value,), ()), digits=readout.digits)


def _cancels(output: Output) -> bool:
    """Whether digits can be lost at all: in a sum, and not in what is integrated or tabulated, which has rules of its own."""
    sums = any(expression.has(sympy.Add, sympy.Sum) for expression in output.expressions)
    return sums and not any(expression.atoms(Sourced, Samples, Reading, Entry, *NUMERICAL) for expression in output.expressions)


@np.errstate(all="ignore")  # where a number is infinite there is nothing to compare
def _look(seen: Seen, chosen: list[int], states: list[dict[str, Any]], evaluator: Evaluator) -> Problem | None:
    """The first state in which a reader sees that digits are lost, with its worst point."""
    output = seen.output
    shaken = _Shaking().shake
    expressions = tuple(shaken(expression) if isinstance(expression, sympy.Expr) else expression for expression in output.expressions)
    size = int(np.prod(output.shape))
    for k in chosen if size <= BIG else chosen[:FEW]:
        shown = evaluator.evaluate(output, k)
        error = _estimate(expressions, output, evaluator, k, shown)
        doubtful = np.isfinite(shown) & np.isfinite(error) & (seen.visible(shown, shown + error) | seen.visible(shown, shown - error))
        for index in np.argsort(-np.where(doubtful, error, 0), kind="stable")[: JUDGED if doubtful.any() else 0]:
            if not doubtful[index]:
                break
            axes, right = _right(output, int(index), evaluator.states[k])
            if right is None or (seen.axis is None and abs(right) < 1e-25 * error[index]):
                continue  # no value to compare with; or a zero that rounding misses, which the page shows as 0
            if bool(seen.visible(shown[index], float(right))):
                where = in_words(states[k]) + "".join(f", {sweep.name}={value:.6g}" for sweep, value in axes.items())
                many = f" (the error estimate doubts {int(doubtful.sum())} of {size} points)" if size > 1 else ""
                numbers = f"the page shows {shown[index]:.6g} where {where}, and {mpmath.nstr(right, 6)} is right by {DIGITS} digits{many}"
                return Problem(seen.place, f"{seen.owner}: {numbers}; terms cancel there: {_way_out(output)}")
    return None


def _estimate(expressions: tuple[Any, ...], output: Output, evaluator: Evaluator, k: int, shown: Any) -> Any:
    """How far rounding may have moved each number: the largest change over a few draws of moves, with a margin."""
    numbers = evaluator.states[k]
    grids = np.meshgrid(*(points(sweep, numbers) for sweep in output.over), indexing="ij") if output.over else []
    symbols = set().union(*(expression.free_symbols for expression in expressions))
    given: dict[Any, Any] = {symbol: np.float64(numbers[symbol.name]) for symbol in symbols if symbol.name in numbers}
    given |= {sweep: grid.ravel() for sweep, grid in zip(output.over, grids, strict=True)}
    dice, worst = np.random.default_rng(0), np.zeros_like(shown)
    for _ in range(DRAWS):
        moves = dict(zip(_MOVES, (SHAKE * dice.uniform(-1, 1, MOVES)).tolist(), strict=True))
        columns = evaluator.at(expressions, given | moves)
        moved = np.stack([np.broadcast_to(column, (shown.size // len(expressions),)) for column in columns], axis=-1).ravel()
        with np.errstate(all="ignore"):
            worst = np.fmax(worst, np.abs(moved - shown))
    return 4 * worst


class _Shaking:
    """An expression with every operation moved by a small relative amount: equal parts move alike, as they are computed once."""

    def __init__(self) -> None:
        self.memory: dict[sympy.Expr, sympy.Expr] = {}
        self.moves = itertools.cycle(_MOVES)

    def shake(self, expression: sympy.Expr) -> sympy.Expr:
        if expression not in self.memory:
            self.memory[expression] = self._shaken(expression)
        return self.memory[expression]

    def _shaken(self, expression: sympy.Expr) -> sympy.Expr:
        if isinstance(expression, sympy.NumberSymbol):
            return expression * (1 + next(self.moves))
        if expression.is_Atom or isinstance(expression, (Boolean, *STEPS)):
            return expression
        if isinstance(expression, sympy.Piecewise):
            return sympy.Piecewise(*((self.shake(value), condition) for value, condition in expression.args), evaluate=False)
        if isinstance(expression, sympy.Sum | sympy.Product):
            # The terms move each by itself, as those of an alternating series do.
            count = sympy.Add(*(limit[0] for limit in expression.limits))
            return expression.func(self.shake(expression.function) * (1 + next(self.moves) * sympy.cos(7 * count)), *expression.limits)
        moved = expression.func(*(self.shake(arg) if isinstance(arg, sympy.Expr) else arg for arg in expression.args), evaluate=False)
        if expression.could_extract_minus_sign() and -expression in self.memory:
            return moved
        return sympy.Mul(moved, 1 + next(self.moves), evaluate=False)


def _right(output: Output, index: int, numbers: Mapping[str, float]) -> tuple[dict[Any, float], Any]:
    """The numbers of the axes at an index, and the value there by many digits; None where there is none."""
    expression = constants_in(output.expressions[index % len(output.expressions)])
    axes: dict[Any, float] = {}
    if output.over:
        place = np.unravel_index(index // len(output.expressions), [sweep.points for sweep in output.over])
        axes = {sweep: float(points(sweep, numbers)[k]) for sweep, k in zip(output.over, place, strict=True)}
    point = {symbol: mpmath.mpf(axes.get(symbol, numbers.get(symbol.name, 0.0))) for symbol in expression.free_symbols}
    return axes, precisely((expression,), point, DIGITS)[0]


def _way_out(output: Output) -> str:
    """A form without the cancellation where one is known."""
    for function, form, instead in _REWRITINGS:
        for total in set().union(*(expression.atoms(sympy.Add) for expression in output.expressions)):
            parts = {type(part) for term in total.args for part in sympy.Mul.make_args(term)}
            root = any(part.is_Pow and part.exp is sympy.S.Half for term in total.args for part in sympy.Mul.make_args(term))
            if function in parts or (function is sympy.sqrt and root):
                return f"write {form} as {instead}, or state the limit with a Piecewise"
    return "write the formula without the difference of nearly equal terms, or state the series there with a Piecewise"
