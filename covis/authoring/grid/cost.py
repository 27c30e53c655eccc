"""What the runs of a grid cost: the steps that they need, and the states of the controls that can be afforded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import sympy
from numpy.typing import NDArray

from covis.authoring.dynamics import Sourced
from covis.authoring.grid.evolution import STABLE, Evolution

if TYPE_CHECKING:
    from covis.authoring.evaluate.evaluator import Evaluator

Array = NDArray[np.float64]


@dataclass
class Demand:
    """What the runs of a grid need at their start, for each state of the controls: the longest stable step, and the steps from one time
    to the next."""

    source: Evolution
    stable: Array
    steps: Array

    @property
    def values(self) -> Array:
        """The values of states that a whole run computes."""
        numbers = len(self.source.states) * float(np.prod([axis.points for axis in self.source.space]))
        return np.asarray(self.steps * (self.source.over.points - 1) * numbers)


def evolutions(expressions: Iterable[sympy.Basic]) -> list[Evolution]:
    """Those that expressions read, each once, in the order of writing."""
    sources = {symbol.source.content: symbol.source for e in expressions for symbol in e.atoms(Sourced)}
    return sorted((source for source in sources.values() if isinstance(source, Evolution)), key=lambda one: one.place)


def demand(source: Evolution, evaluator: Evaluator) -> Demand:
    """What every state of an evaluator needs."""
    history = evaluator.history(source)
    stable, steps = [], []
    for first in history.first:
        stepper = history.stepper([first])
        with np.errstate(all="ignore"):
            span = np.max(np.diff(stepper.times, axis=1), axis=1)
            radius = stepper.radius(stepper.times[:, 0], stepper.start())
            stable.append(float((STABLE / radius)[0]))
            least = np.ceil(span / source.step) if source.step else 1.0
            steps.append(float(np.maximum(np.ceil(span * radius / STABLE), least)[0]))
    return Demand(source, np.array(stable)[history.run], np.array(steps)[history.run])


def affordable_states(expressions: Iterable[sympy.Basic], evaluator: Evaluator, most: float) -> list[int]:
    """The states, by their places, whose runs compute no more than so many values in all; the first in any case. States that share a
    run cost nothing more."""
    kept = set(range(len(evaluator.states)))
    for source in evolutions(expressions):
        values, spent, paid = demand(source, evaluator).values, 0.0, set()
        run = evaluator.history(source).run
        for k in range(len(values)):
            price = 0.0 if run[k] in paid or not np.isfinite(values[k]) else float(values[k])
            if k and spent + price > most:
                kept.discard(k)
            else:
                spent += price
                paid.add(run[k])
    return sorted(kept)
