"""A Conserved run: the quantity along its Trajectory or Iterates, in doubles, at the states at which a drift would show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from covis.authoring.controls.control import Control, evenly
from covis.authoring.dynamics import Trajectory
from covis.authoring.evaluate.dynamics.work import affordable
from covis.authoring.evaluate.evaluator import Evaluator, points
from covis.authoring.facts import Conserved
from covis.authoring.outputs import Output, closure
from covis.authoring.states import corners, in_words, whole
from covis.checks.facts.result import Result

CORNERS = 16
STOPS = 8  # of one control, while the others are at their start
ROUNDING = 1e-12  # of the largest term: what adding terms up may leave
COARSE = 4  # half the step leaves less than a quarter of a drift that is the method's own


@dataclass(frozen=True)
class Drift:
    """The largest drift in one state, relative to the size of the quantity, and where; `allowed` is what the fact allows there."""

    state: dict[str, Any]
    drift: float
    allowed: float
    place: float
    first: float
    last: float

    @property
    def excess(self) -> float:
        return self.drift / self.allowed if self.allowed else (np.inf if self.drift else 0.0)


def run_conserved(fact: Conserved, seed: int, presets: Sequence[Mapping[str, Any]] = ()) -> Result:
    """The drift from the first value, at the start, the presets, 0, stops and corners."""
    controls = _controls(fact)
    tried = _states(controls, presets)
    tried = evenly(tried, affordable((fact.quantity,), len(tried)))
    numbers = [{control.name: control.number(state[control.name]) for control in controls} for state in tried]
    evaluator = Evaluator(numbers)
    found = [drift for k, state in enumerate(tried) if (drift := _drift(fact, evaluator, k, state))]
    if not found:
        return Result("not established", "not established: the quantity has no finite value in any state that was tried")
    worst = max(found, key=lambda each: each.excess)
    over = fact.along.over.name
    where = f"at {over} = {worst.place:.6g} where {in_words(worst.state)}"
    detail: dict[str, Any] = {"states": len(found), "worst": worst.drift, "place": worst.place, "at": numbers[tried.index(worst.state)]}
    if worst.excess <= 1:
        return Result("holds", f"holds in {len(found)} states: it drifts by {worst.drift:.2g} of its size at most, {where}", detail)
    detail |= {"first": worst.first, "last": worst.last}
    drifted = f"from {worst.first:.10g} to {worst.last:.10g}, by {worst.drift:.2g} of its size, {where} (allowed {worst.allowed:.2g})"
    if isinstance(fact.along, Trajectory):
        again = _drift(fact, Evaluator([detail["at"]], halvings=1), 0, worst.state)
        if again and again.drift * COARSE < worst.drift:
            way = f"give the {fact.stepped_by} a smaller step=, or the fact a larger rtol="
            half = f"half the step leaves {again.drift:.2g}, so it is the step that is too long: {way}"
            return Result("not established", f"not established: it drifts {drifted}; {half}", detail | {"halving": again.drift})
    return Result("fails", f"fails: it drifts {drifted}", detail)


def _drift(fact: Conserved, evaluator: Evaluator, k: int, state: dict[str, Any]) -> Drift | None:
    """The largest drift in state k; None where the quantity has no finite value."""
    terms = sympy.Add.make_args(fact.quantity)
    flat = evaluator.evaluate(Output((fact.quantity, *terms), (fact.along.over,)), k).reshape(-1, len(terms) + 1)
    finite = np.isfinite(flat).all(axis=1)
    if not finite.any():
        return None
    values, parts = flat[finite, 0], flat[finite, 1:]
    size = max(float(np.abs(values).max()), float(np.ptp(parts, axis=0).max())) or 1.0
    at = int(np.argmax(np.abs(values - values[0])))
    allowed = fact.rtol + ROUNDING * float(np.abs(parts).max()) / size
    place = float(points(fact.along.over, evaluator.states[k])[finite][at])
    return Drift(state, float(abs(values[at] - values[0]) / size), allowed, place, float(values[0]), float(values[at]))


def _controls(fact: Conserved) -> list[Control]:
    seen = closure({*fact.quantity.free_symbols, fact.along.over})
    return sorted((symbol for symbol in seen if isinstance(symbol, Control)), key=lambda control: control.name)


def _states(controls: Sequence[Control], presets: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The start, the presets, each control at 0 and at some of its stops while the others stay, and the corners; each once."""
    start = whole(controls, {})
    found = [start, *({name: preset.get(name, start[name]) for name in start} for preset in presets)]
    for control in controls:
        found += [{**start, control.name: state} for state in _telling(control)]
    found += corners(controls, CORNERS)
    return [state for k, state in enumerate(found) if state not in found[:k]]


def _telling(control: Control) -> list[Any]:
    """0, where it can be, and states from end to end: of a slider with a step some of its stops, of a choice every option."""
    zero = control.state_of(0.0)
    return [*([] if control.form.problem(zero) else [zero]), *control.samples(), *(control.between(k / (STOPS - 1)) for k in range(STOPS))]
