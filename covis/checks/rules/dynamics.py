"""Rules about sources: the step of a trajectory is small enough for what is drawn, and a table keeps what it was given."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from covis.authoring.dynamics import Sourced, Trajectory
from covis.authoring.evaluate.evaluator import Evaluator
from covis.authoring.marks.mark import Mark
from covis.authoring.outputs import Output
from covis.authoring.states import in_words
from covis.authoring.tables import Samples
from covis.checks.rule import Problem, Subject, rule
from covis.checks.rules.numbers import MODEL, named_states
from covis.compiler.preconditions import FORMULA, named

PIXELS = 500  # across a plot, as a student sees it
STATES = 10
ROUNDING = 1e-6


@rule("path-converged", "warning", after=[*MODEL, "axis-order", FORMULA])
def converged(subject: Subject) -> Iterator[Problem]:
    """Halving the step of a Trajectory moves nothing that is drawn by as much as a pixel."""
    v = subject.visualisation
    states = named_states(subject)[:STATES]
    numbers = [v.numbers(state) for state in states]
    once, halved = Evaluator(numbers), Evaluator(numbers, halvings=1)
    moves: list[tuple[float, int, Mark]] = []
    for plot, frame in zip(v.plots, v.frames, strict=True):
        for mark in plot.marks:
            worst, where = 0.0, 0
            for key, output in mark.stated.items():
                way = mark.measured.get(key)
                if way not in ("x", "y") or not _integrated(output):
                    continue
                (low, high), log = (frame.x, plot.log_x) if way == "x" else (frame.y, plot.log_y)
                for k in range(len(states)):
                    first, second = once.evaluate(output, k), halved.evaluate(output, k)
                    if log:
                        with np.errstate(all="ignore"):
                            first, second = np.log10(first), np.log10(second)
                    moved = float(np.nanmax(np.abs(first - second), initial=0.0))
                    span = high - low
                    if math.isfinite(moved) and moved / span * PIXELS > worst:
                        worst, where = moved / span * PIXELS, k
            if worst > 1:
                moves.append((worst, where, mark))
    if moves:
        worst, where, mark = max(moves, key=lambda move: move[0])
        also = f" (and {len(moves) - 1} marks more)" if moves[1:] else ""
        problem = f"halving the step moves {named(mark)}{also} by {worst:.2g} pixels of {PIXELS} where {in_words(states[where])}"
        way_out = "give the Trajectory a smaller step=; where the motion is chaotic no step will do, and text.md has to explain that"
        yield Problem(mark.place, f"{problem}; {way_out}")


def _integrated(output: Output) -> bool:
    symbols = {symbol for expression in output.expressions for symbol in expression.atoms(Sourced)}
    return any(isinstance(symbol.source, Trajectory) for symbol in symbols)


@rule("table-rounding", "warning", after=MODEL)
def tables(subject: Subject) -> Iterator[Problem]:
    """The 32-bit floats of a Samples are right to a millionth of its largest value."""
    symbols = {s for output in subject.visualisation.outputs() for e in output.expressions for s in e.atoms(Samples)}
    for table in sorted(symbols, key=lambda symbol: symbol.place):
        if not table.error <= ROUNDING:
            problem = f"Samples: as 32-bit floats the table is off by {table.error:.2g} of its largest value"
            yield Problem(table.place, f"{problem}; tabulate numbers between 1e-37 and 1e38, in another unit if need be")
