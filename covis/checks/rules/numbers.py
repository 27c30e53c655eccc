"""Rules about numbers: what is drawn and read out is finite, and unbroken, in the states that a student can reach."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.breaks import Break, between, breaks, total
from covis.authoring.evaluate.dynamics.work import affordable
from covis.authoring.evaluate.evaluator import Evaluator, points, scalar
from covis.authoring.grid.cost import affordable_states
from covis.authoring.marks.mark import Mark
from covis.authoring.numerical.roots import BINDERS, Root
from covis.authoring.outputs import Output, closure
from covis.authoring.runs.run import Run
from covis.authoring.states import CORNERS, at_stops, corners, in_words, scattered
from covis.authoring.symbols import Index, Sweep
from covis.checks.rule import Problem, Subject, rule
from covis.compiler.preconditions import FORMULA, named
from covis.compiler.program.functions import limits
from covis.compiler.worker import progress
from covis.finding import Severity

STATES = 48  # at random, beside the named ones
# Rules whose errors leave nothing that could be evaluated.
MODEL = ("symbol-known", "symbol-unique", "axis-swept", "axis-bounds", "readout-controls")
# Numbers that one array of a mark may be evaluated to, and the states that are looked at in any case.
BUDGET, DEAR = 400_000, 64
GRIDS = 80e6  # values that the runs of a grid may compute in all states
# Who writes one of these means the jump.
MEANT = (sympy.sign, sympy.Heaviside, sympy.floor, sympy.ceiling, sympy.frac, sympy.Mod)


def named_states(subject: Subject) -> list[dict[str, Any]]:
    """The start, the presets that can be, and the corners of the control ranges: all of them up to 64, an even choice beyond."""
    v = subject.visualisation
    return [v.state(), *v.legal_presets(), *corners(v.controls, affordable(expressions(subject), CORNERS))]


def _at_random(subject: Subject) -> list[dict[str, Any]]:
    return scattered(subject.visualisation.controls, affordable(expressions(subject), STATES), seed=1)


def point_words(output: Output, index: int, numbers: Mapping[str, float]) -> str:
    """The point of the axes at place `index` of an output: t=0.3."""
    if not output.over:
        return ""
    places = np.unravel_index(index, output.lengths)
    return ", ".join(f"{sweep.name}={points(sweep, numbers)[place]:.6g}" for sweep, place in zip(output.over, places, strict=True))


@rule("axis-order", "error", after=MODEL)
def order(subject: Subject) -> Iterator[Problem]:
    """The low bound of an axis is not above its high bound in any state, and an index has no more members than its arrays."""
    for axis in subject.visualisation.symbols():
        if not isinstance(axis, Sweep):
            continue
        for state in named_states(subject):
            numbers = subject.visualisation.numbers(state)
            low, high = (scalar(bound, numbers) for bound in axis.bounds)
            # An index may have no members, an axis no length.
            if not low <= high + isinstance(axis, Index) or not np.isfinite([low, high]).all() or (axis.log and low <= 0):
                name = f'{type(axis).__name__} "{axis.name}"'
                yield Problem(
                    axis.place,
                    f"{name} runs from {low:g} to {high:g} where {in_words(state)}; correct its bounds or the controls' ranges",
                )
                break
            if isinstance(axis, Index) and high - low >= axis.points:
                yield Problem(
                    axis.place,
                    f'Index "{axis.name}" has {high - low + 1:g} members where {in_words(state)}, and room for {axis.points}; '
                    "give its bounds a form that changes less between two states, or the controls in them a step=",
                )
                break


@rule("finite-mark", "warning", after=[*MODEL, "axis-order", FORMULA])
def marks(subject: Subject) -> Iterator[Problem]:
    """Every mark has a value at each of its points: a gap is a warning, and an empty mark at a corner or preset an error."""
    for plot in subject.visualisation.plots:
        for mark in plot.marks:
            progress.on(named(mark))
            states, evaluator, sure = looked_at(subject, list(mark.stated.values()))
            empty: list[int] = []
            gaps: list[tuple[int, str, Any]] = []
            below = False
            for k in range(len(states)):
                if mark.show is not None and not evaluator.evaluate(mark.show, k).all():
                    continue
                for name, output in mark.stated.items():
                    there = expected(output, evaluator.states[k]) & remembered(output, evaluator, k)
                    values = evaluator.evaluate(output, k)
                    shown = np.isfinite(values)
                    if {"x": plot.log_x, "y": plot.log_y}.get(mark.measured.get(name, ""), False):
                        below = below or bool((there & (values <= 0)).any())
                        shown &= values > 0
                    missing = there & ~shown
                    missing[-1] &= not mark.ends_at_last
                    if there.any() and (missing == there).all():
                        empty.append(k)
                        break
                    if missing.any():
                        gaps.append((k, name, missing))
                        break
            lacks = "no value above zero, which a logarithmic axis needs," if below else "no finite value"
            if empty:
                more = f" (and in {len(empty) - 1} more of {len(states)} states)" if len(empty) > 1 else ""
                way = "change the range of a control, state what holds there with a Piecewise, or leave the mark out there with show="
                severity: Severity | None = "error" if empty[0] < sure else None
                yield Problem(mark.place, f"{named(mark)} has {lacks} at all where {in_words(states[empty[0]])}{more}; {way}", severity)
            if gaps:
                k, name, missing = gaps[0]
                output = mark.stated[name]
                first = point_words(output, int(np.argmax(missing)) // len(output.expressions), evaluator.states[k])
                where = f"at {int(missing.sum())} of {missing.size} points where {in_words(states[k])}"
                if first:
                    where += f" (the first at {first})"
                way = "take log= out, or plot Abs(...)" if below else _way_over(output)
                yield Problem(mark.place, f"{named(mark)} has {lacks} {where}; the page shows a gap there: {way}")


@rule("broken-line", "warning", after=[*MODEL, "axis-order", FORMULA])
def lines(subject: Subject) -> Iterator[Problem]:
    """A line has no pole and no jump between two of its points, but for those of sign, floor and the like: the page draws a gap there."""
    for plot in subject.visualisation.plots:
        for mark in plot.marks:
            outputs = [output for output in mark.stated.values() if between(output) is not None] if mark.broken else []
            found = next(_broken(subject, mark, outputs), None) if outputs else None
            if found:
                state, axis, one = found
                what = {"gap": "no value", "pole": "a pole", "jump": f"a jump from {one.low:.3g} to {one.high:.3g}"}[one.kind]
                where = f"near {axis.name}={one.at:.6g} where {in_words(state)}"
                way = "correct the model if the line should be whole"
                yield Problem(mark.place, f"{named(mark)} has {what} {where}; the page draws a gap there: {way}")


def _broken(subject: Subject, mark: Mark, outputs: Sequence[Output]) -> Iterator[tuple[dict[str, Any], Sweep, Break]]:
    """The breaks of a mark's lines that nobody wrote, with the state and the axis."""
    states, evaluator, _ = looked_at(subject, outputs)
    for k, state in enumerate(states):
        if mark.show is not None and not evaluator.evaluate(mark.show, k).all():
            continue
        for output in outputs:
            for one in breaks(evaluator, output, k):
                if one.kind != "jump" or not (output.expressions[0].has(*MEANT) or _jumping(output)):
                    yield state, output.over[0], one


def _jumping(output: Output) -> bool:
    """Whether it holds a state that an Event sets."""
    return any(symbol.source.jumps(symbol.state) for expression in output.expressions for symbol in expression.atoms(Sourced))


def looked_at(subject: Subject, outputs: Sequence[Output]) -> tuple[list[dict[str, Any]], Evaluator, int]:
    """States for the outputs of one mark or readout, what evaluates them, and how many of them are named ones, which come first.

    Beside the named states: states at random, and every stop of the controls that can lead to a place without a value. What is
    dear to evaluate is looked at in fewer states.
    """
    v = subject.visualisation
    states, evaluator = evaluated_states(subject)
    expressions = [expression for output in outputs for expression in output.expressions]
    reached = closure(set().union(*(output.symbols for output in outputs)))
    mine = [control for control in v.controls if control in reached]
    partial = [control for control in mine if not all(total(expression, control) for expression in expressions)]
    if not partial:
        return states, evaluator, len(states)
    dear = any(expression.has(*BINDERS) or expression.atoms(Sourced) for expression in expressions)
    most = affordable(expressions, DEAR) if dear else max(DEAR, BUDGET // max(1, *(math.prod(output.shape) for output in outputs)))
    start = v.state()
    more = [{**start, **state} for state in (*at_stops(partial), *scattered(partial))]
    more = [more[k] for k in sorted({round(k * (len(more) - 1) / (most - 1)) for k in range(most)})] if len(more) > most else more
    known = {repr(sorted(state.items())) for state in states}
    more = [state for key, state in {repr(sorted(state.items())): state for state in more}.items() if key not in known]
    key = f"looked at {most} {[control.name for control in partial]}"
    if key not in subject.memory:
        every = [*states, *more]
        subject.memory[key] = every, Evaluator([v.numbers(state) for state in every])
    every, evaluator = subject.memory[key]
    return every, evaluator, len(states)


def _way_over(output: Output) -> str:
    """What to do about a gap. What is integrated has no limit to put in: it has run away."""
    if any(expression.atoms(Sourced) for expression in output.expressions):
        return "what is integrated runs to infinity, or has no value so early or late: change its axis, or the range of a control"
    return searched(output) or limits(used(output)) or "put the limit in if there is one"


def searched(output: Output) -> str:
    """Why a root or an integral has no value, and what to do; "" where there is none in an output."""
    words = {Root: "there may be no root, or fewer than its number: widen between=, or change the range of a control",
              sympy.Integral: "the integral may have no finite value: change its bounds or the range of a control"}  # fmt: skip
    return "; ".join(text for kind, text in words.items() if any(expression.has(kind) for expression in output.expressions))


def used(output: Output) -> set[str]:
    """The names of the functions in an output."""
    return {type(function).__name__ for expression in output.expressions for function in expression.atoms(sympy.Function)}


def evaluated_states(subject: Subject) -> tuple[list[dict[str, Any]], Evaluator]:
    """The named states and what evaluates them, so that a trajectory is integrated once for all rules."""
    states, evaluator = everywhere(subject)
    return states[: subject.memory["named"]], evaluator


def everywhere(subject: Subject) -> tuple[list[dict[str, Any]], Evaluator]:
    """The named states, then states at random, and what evaluates them."""
    if "states" not in subject.memory:
        named = named_states(subject)
        states = [*named, *_at_random(subject)]
        evaluator = Evaluator([subject.visualisation.numbers(state) for state in states])
        subject.memory["all"] = states, evaluator
        subject.memory["kept"] = kept = affordable_states(expressions(subject), evaluator, GRIDS)
        if len(kept) < len(states):  # the runs of a grid are dear
            states = [states[k] for k in kept]
            evaluator = Evaluator([evaluator.states[k] for k in kept])
        subject.memory["named"] = sum(k < len(named) for k in kept)
        subject.memory["states"] = states, evaluator
    found: tuple[list[dict[str, Any]], Evaluator] = subject.memory["states"]
    return found


def expressions(subject: Subject) -> list[sympy.Basic]:
    """All that is drawn or read out."""
    v = subject.visualisation
    return [*(e for output in v.outputs() for e in output.expressions), *(readout.value for readout in v.readouts)]


def expected(output: Output, numbers: Mapping[str, float]) -> Any:
    """Which entries of an output should hold a number: not the gaps between arrows, and nothing beyond an Index's last."""
    there = np.ones(1, dtype=bool)
    for sweep, length in zip(output.over, output.lengths, strict=True):
        known = np.isfinite(points(sweep, numbers))
        there = np.logical_and.outer(there, np.append(known, [False] * (length - len(known)))).ravel()
    stated = np.array([expression is not sympy.nan for expression in output.expressions])
    return np.logical_and.outer(there, stated).ravel()


def remembered(output: Output, evaluator: Evaluator, k: int) -> Any:
    """Which entries look at no time of a run before its start, or so long ago that it is forgotten."""
    there: Any = np.ones(1, dtype=bool)
    for run, at in _looking_back(output.expressions):
        when = evaluator.evaluate(Output((at,), output.over), k)
        there = there & (when >= evaluator.replayed(run)[k].times[0])
    return np.repeat(there, len(output.expressions)) if there.size > 1 else there


@lru_cache(maxsize=256)
def _looking_back(expressions: tuple[sympy.Basic, ...]) -> list[tuple[Run, sympy.Expr]]:
    """The runs whose states expressions read at times of their own, and those times."""
    found = {(symbol.source, symbol.at) for expression in expressions for symbol in expression.atoms(Sourced)}
    return [(run, at) for run, at in found if isinstance(run, Run) and at is not None and at != run.over]


@rule("finite-readout", "warning", after=[*MODEL, "axis-order", FORMULA])
def readouts(subject: Subject) -> Iterator[Problem]:
    """Every readout is finite at corners, presets, stops and between."""
    for readout in subject.visualisation.readouts:
        progress.on(f'Readout "{readout.label}"')
        output = Output((readout.value,), ())
        states, evaluator, _ = looked_at(subject, [output])
        values = [evaluator.evaluate(output, k)[0] for k in range(len(states))]
        wrong = [k for k, value in enumerate(values) if not np.isfinite(value)]
        if wrong:
            word = "undefined" if np.isnan(values[wrong[0]]) else "infinite"
            more = f" (and not finite in {len(wrong) - 1} more of {len(states)} states)" if len(wrong) > 1 else ""
            where = in_words(states[wrong[0]])
            way = searched(output) or "change a range, or state what holds there with a Piecewise"
            yield Problem(readout.place, f'Readout "{readout.label}" is {word} where {where}{more}; {way}')
