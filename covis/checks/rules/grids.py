"""Rules about grids: steps that are stable and not too many, and a spacing that is fine enough for what is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy

from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.grid.cost import Demand, demand, evolutions
from covis.authoring.grid.evolution import MOST_STEPS, Evolution
from covis.authoring.grid.lattice import Gridded
from covis.authoring.marks.mark import Mark
from covis.authoring.states import in_words
from covis.authoring.symbols import Sweep
from covis.checks.rule import Problem, Subject, rule
from covis.checks.rules.numbers import MODEL, everywhere, expressions
from covis.compiler.preconditions import FORMULA, named
from covis.compiler.worker import progress

DEAR = 60e6  # values of states that a run may compute without a warning: about half a second in a browser
RATE = 100e6  # of them a second, about
SHARES = (1.0, 0.4, 0.1)  # of the latest time: the states in which a run is repeated on a finer grid
FINEST = 40e6  # values that such a run may compute
PIXEL, SHADE = 1 / 500, 1 / 100  # of the range of an axis, and of the colours


def demands(subject: Subject) -> list[Demand]:
    """Of every Evolution that is drawn or read out, in the order of writing; also in states that are too dear to be run."""
    if "grids" not in subject.memory:
        everywhere(subject)
        _, evaluator = subject.memory["all"]
        subject.memory["grids"] = [demand(source, evaluator) for source in evolutions(expressions(subject))]
    made: list[Demand] = subject.memory["grids"]
    return made


@rule("grid-steps", "error", after=[*MODEL, "axis-order", FORMULA])
def steps(subject: Subject) -> Iterator[Problem]:
    """An Evolution takes steps that are stable in every state: a step= that is longer is reported, and steps that are too many."""
    for need in demands(subject):
        states, _ = subject.memory["all"]
        source = need.source
        unit = f" {source.over.unit}" if source.over.unit else ""
        most = int(np.nanargmax(need.steps)) if np.isfinite(need.steps).any() else 0
        where = f"where {in_words(states[most])}"
        limit = f"{need.stable[most]:.3g}{unit}"
        if not need.steps[most] <= MOST_STEPS:
            yield Problem(
                source.place,
                f"Evolution: {where} a step is stable up to {limit}, which takes {need.steps[most]:.0f} of them from one time to the "
                f"next, and {MOST_STEPS} is the limit: nothing is drawn there; give the axes of space fewer points, the time more, "
                "or change the range of a control",
            )
            continue
        if source.step is not None and need.stable[most] < source.step:
            yield Problem(
                source.place,
                f"Evolution: step={source.step:g}{unit} is not stable {where}, and up to {limit} is; the page takes the shorter one there, "
                "so leave step= out, or make it shorter for accuracy",
                "warning",
            )
        values = float(np.nanmax(need.values))
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
    for need in demands(subject):
        finer = 2 ** (len(need.source.space) + 3)  # at most: of second derivatives four times the steps, and twice as many again
        values = need.values[subject.memory["kept"]]
        late = np.array([sum(page.scalar(when, k) for when in _times(subject, need.source)) for k in range(len(states))])
        able = [k for k in range(len(states)) if values[k] * finer <= FINEST]
        chosen = list(dict.fromkeys(min(able, key=lambda k: abs(late[k] - share * max(late[able]))) for share in SHARES if able))
        if not chosen:
            continue
        fine = Evaluator([page.states[k] for k in chosen], halvings=1)
        worst: tuple[float, int, Mark] | None = None
        for plot, frame in zip(v.plots, v.frames, strict=True):
            ranges = {"x": frame.x, "y": frame.y, "z": frame.z, "color": frame.color}
            for mark in plot.marks:
                for key, way in mark.measured.items():
                    output = mark.stated.get(key)
                    if output is None or not any(_holds(e, need.source) for e in output.expressions):
                        continue
                    progress.on(named(mark))
                    low, high = ranges[way]
                    allowed = (high - low) * (SHADE if way in ("z", "color") else PIXEL)
                    for at, k in enumerate(chosen):
                        apart = np.abs(page.evaluate(output, k) - fine.evaluate(output, at))
                        size = float(np.nanmax(apart, initial=0.0)) / allowed
                        if size > 1 and (worst is None or size > worst[0]):
                            worst = size, k, mark
        if worst is not None:
            size, k, mark = worst
            yield Problem(
                need.source.place,
                f"Evolution: half the spacing moves {named(mark)} by {size:.2g} times what can be seen where {in_words(states[k])}; "
                "give the axes of space more points, or make the start smoother",
            )


def _times(subject: Subject, source: Evolution) -> list[sympy.Expr]:
    """The times at which a grid is read, as far as they depend on controls alone."""
    symbols = {symbol for e in expressions(subject) for symbol in e.atoms(Gridded) if symbol.source.content == source.content}
    return sorted({symbol.at[-1] for symbol in symbols if not any(isinstance(one, Sweep) for one in symbol.at[-1].free_symbols)}, key=str)


def _holds(e: object, source: Evolution) -> bool:
    return any(symbol.source.content == source.content for symbol in e.atoms(Sourced))  # type: ignore[attr-defined]
