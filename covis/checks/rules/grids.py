"""Rules about grids: steps that are stable and not too many, and a spacing that is fine enough for what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from covis.authoring.controls.clock import Clock
from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.evaluator import Array, Evaluator
from covis.authoring.grid.evolution import MOST_STEPS, STABLE, Evolution
from covis.authoring.marks.mark import Mark
from covis.authoring.states import in_words
from covis.checks.rule import Problem, Subject, rule
from covis.checks.rules.numbers import MODEL, everywhere
from covis.compiler.preconditions import FORMULA, named
from covis.compiler.worker import progress

DEAR = 60e6  # values of states that a run may compute without a warning: about half a second in a browser
RATE = 100e6  # of them a second, about
TRIED = 3  # states in which a run is repeated on a finer grid
FINEST = 40e6  # values that such a run may compute
PIXEL, SHADE = 1 / 500, 1 / 100  # of the range of an axis, and of the colours


@dataclass
class Demand:
    """What the runs of a grid need at their start, for each state: the longest stable step, and the steps between two times."""

    source: Evolution
    stable: Array
    steps: Array

    @property
    def values(self) -> Array:
        """The values of states that a whole run computes."""
        numbers = len(self.source.states) * float(np.prod([axis.points for axis in self.source.space]))
        return np.asarray(self.steps * (self.source.over.points - 1) * numbers)


def demands(subject: Subject) -> list[Demand]:
    """Of every Evolution that is drawn or read out, in the order of writing."""
    if "grids" not in subject.memory:
        v = subject.visualisation
        expressions = [e for output in v.outputs() for e in output.expressions] + [readout.value for readout in v.readouts]
        sources = {symbol.source.content: symbol.source for e in expressions for symbol in e.atoms(Sourced)}
        found = [source for source in sources.values() if isinstance(source, Evolution)]
        subject.memory["grids"] = [_demand(source, everywhere(subject)[1]) for source in sorted(found, key=lambda one: one.place)]
    made: list[Demand] = subject.memory["grids"]
    return made


def _demand(source: Evolution, evaluator: Evaluator) -> Demand:
    stable, steps = [], []
    for k in range(len(evaluator.states)):
        stepper = evaluator.history(source).stepper([k])
        with np.errstate(all="ignore"):
            y, first = stepper.start(), stepper.times[:, 0]
            span = np.max(np.diff(stepper.times, axis=1), axis=1)
            radius = stepper.radius(first, y)
            stable.append(float((STABLE / radius)[0]))
            least = np.ceil(span / source.step) if source.step else 1.0
            steps.append(float(np.maximum(np.ceil(span * radius / STABLE), least)[0]))
    return Demand(source, np.array(stable), np.array(steps))


@rule("grid-steps", "error", after=[*MODEL, "axis-order", FORMULA])
def steps(subject: Subject) -> Iterator[Problem]:
    """An Evolution takes steps that are stable in every state: a step= that is longer is reported, and steps that are too many."""
    states, _ = everywhere(subject)
    for demand in demands(subject):
        source = demand.source
        unit = f" {source.over.unit}" if source.over.unit else ""
        most = int(np.nanargmax(demand.steps)) if np.isfinite(demand.steps).any() else 0
        where = f"where {in_words(states[most])}"
        limit = f"{demand.stable[most]:.3g}{unit}"
        if not demand.steps[most] <= MOST_STEPS:
            yield Problem(
                source.place,
                f"Evolution: {where} a step is stable up to {limit}, which takes {demand.steps[most]:.0f} of them from one time to the "
                f"next, and {MOST_STEPS} is the limit: nothing is drawn there; give the axes of space fewer points, the time more, "
                "or change the range of a control",
            )
            continue
        if source.step is not None and demand.stable[most] < source.step:
            yield Problem(
                source.place,
                f"Evolution: step={source.step:g}{unit} is not stable {where}, and up to {limit} is; the page takes the shorter one there, "
                "so leave step= out, or make it shorter for accuracy",
                "warning",
            )
        values = float(np.nanmax(demand.values))
        if values > DEAR:
            yield Problem(
                source.place,
                f"Evolution: a whole run computes {values / 1e6:.0f} million values {where}, about {values / RATE:.1f} s in a browser "
                f"each time a control moves it (steps of {limit} are stable); give the axes of space or the time axis fewer points",
                "warning",
            )


@rule("grid-spacing", "warning", after=[*MODEL, "axis-order", FORMULA, "grid-steps"])
def spacing(subject: Subject) -> Iterator[Problem]:
    """What is drawn of an Evolution changes by less than a pixel, or a hundredth of the colours, on a grid with half the spacing."""
    v = subject.visualisation
    states, page = everywhere(subject)
    for demand in demands(subject):
        finer = 2 ** (len(demand.source.space) + 3)  # at most: of second derivatives four times the steps, and twice as many again
        late = [sum(numbers[clock.name] / clock.high for clock in v.controls if isinstance(clock, Clock)) for numbers in page.states]
        able = [k for k in np.lexsort((-np.array(late), -demand.values)) if demand.values[k] * finer <= FINEST]
        chosen = [int(k) for k in dict.fromkeys([*able[:TRIED]])]
        if not chosen:
            continue
        fine = Evaluator([page.states[k] for k in chosen], halvings=1)
        worst: tuple[float, int, Mark] | None = None
        for plot, frame in zip(v.plots, v.frames, strict=True):
            ranges = {"x": frame.x, "y": frame.y, "z": frame.z}
            for mark in plot.marks:
                for key, way in mark.measured.items():
                    output = mark.stated.get(key)
                    if output is None or not any(_holds(e, demand.source) for e in output.expressions):
                        continue
                    progress.on(named(mark))
                    low, high = ranges[way]
                    allowed = (high - low) * (SHADE if way == "z" else PIXEL)
                    for at, k in enumerate(chosen):
                        apart = np.abs(page.evaluate(output, k) - fine.evaluate(output, at))
                        size = float(np.nanmax(apart, initial=0.0)) / allowed
                        if size > 1 and (worst is None or size > worst[0]):
                            worst = size, k, mark
        if worst is not None:
            size, k, mark = worst
            yield Problem(
                demand.source.place,
                f"Evolution: half the spacing moves {named(mark)} by {size:.2g} times what can be seen where {in_words(states[k])}; "
                "give the axes of space more points, or make the start smoother",
            )


def _holds(e: object, source: Evolution) -> bool:
    return any(symbol.source.content == source.content for symbol in e.atoms(Sourced))  # type: ignore[attr-defined]
