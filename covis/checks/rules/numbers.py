"""Rules about numbers: what is drawn and read out is finite at the corners of the control ranges, the start and the presets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import sympy

from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.evaluator import Evaluator, points, scalar
from covis.authoring.outputs import Output
from covis.authoring.states import corners, in_words, scattered
from covis.authoring.symbols import Index, Sweep
from covis.checks.rule import Problem, Subject, rule
from covis.compiler.preconditions import FORMULA, named
from covis.compiler.program.functions import limits
from covis.compiler.worker import progress

STATES = 48  # at random, beside the named ones
# Rules whose errors leave nothing that could be evaluated.
MODEL = ("symbol-known", "symbol-unique", "axis-swept", "axis-bounds", "readout-controls")


def named_states(subject: Subject) -> list[dict[str, Any]]:
    """The start, the presets that can be, and the corners of the control ranges: all of them up to 64, an even choice beyond."""
    v = subject.visualisation
    return [v.state(), *v.legal_presets(), *corners(v.controls)]


def point_words(output: Output, index: int, numbers: Mapping[str, float]) -> str:
    """The point of the axes at place `index` of an output: t=0.3."""
    if not output.over:
        return ""
    places = np.unravel_index(index, [sweep.points for sweep in output.over])
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
    """Every mark is drawn at the corners of the control ranges: a gap at some points is a warning, an empty mark an error."""
    states, evaluator = evaluated_states(subject)
    for plot in subject.visualisation.plots:
        for mark in plot.marks:
            progress.on(named(mark))
            empty: list[int] = []
            gaps: list[tuple[int, str, Any]] = []
            below = False
            for k in range(len(states)):
                if mark.show is not None and not evaluator.evaluate(mark.show, k).all():
                    continue
                for name, output in mark.stated.items():
                    there = expected(output, evaluator.states[k])
                    values = evaluator.evaluate(output, k)
                    shown = np.isfinite(values)
                    if {"x": plot.log_x, "y": plot.log_y}.get(mark.measured.get(name, ""), False):
                        below = below or bool((there & (values <= 0)).any())
                        shown &= values > 0
                    missing = there & ~shown
                    if there.any() and (missing == there).all():
                        empty.append(k)
                        break
                    if missing.any():
                        gaps.append((k, name, missing))
                        break
            lacks = "no value above zero, which a logarithmic axis needs," if below else "no finite value"
            if empty:
                more = f" (and in {len(empty) - 1} more of {len(states)} states)" if len(empty) > 1 else ""
                way = "change the range of a control, or state what holds there with a Piecewise"
                yield Problem(mark.place, f"{named(mark)} has {lacks} at all where {in_words(states[empty[0]])}{more}; {way}", "error")
            if gaps:
                k, name, missing = gaps[0]
                output = mark.stated[name]
                first = point_words(output, int(np.argmax(missing)) // len(output.expressions), evaluator.states[k])
                where = f"at {int(missing.sum())} of {missing.size} points where {in_words(states[k])}"
                if first:
                    where += f" (the first at {first})"
                way = "take log= out, or plot Abs(...)" if below else _way_over(output)
                yield Problem(mark.place, f"{named(mark)} has {lacks} {where}; the page shows a gap there: {way}")


def _way_over(output: Output) -> str:
    """What to do about a gap. What is integrated has no limit to put in: it has run away."""
    if any(expression.atoms(Sourced) for expression in output.expressions):
        return "what is integrated runs to infinity: shorten its axis, or change the range of a control"
    return limits(used(output)) or "put the limit in if there is one"


def used(output: Output) -> set[str]:
    """The names of the functions in an output."""
    return {type(function).__name__ for expression in output.expressions for function in expression.atoms(sympy.Function)}


def evaluated_states(subject: Subject) -> tuple[list[dict[str, Any]], Evaluator]:
    """The named states and what evaluates them, so that a trajectory is integrated once for all rules."""
    states, evaluator = everywhere(subject)
    return states[: len(states) - len(scattered(subject.visualisation.controls, STATES, seed=1))], evaluator


def everywhere(subject: Subject) -> tuple[list[dict[str, Any]], Evaluator]:
    """The named states, then states at random, and what evaluates them."""
    if "states" not in subject.memory:
        states = [*named_states(subject), *scattered(subject.visualisation.controls, STATES, seed=1)]
        subject.memory["states"] = states, Evaluator([subject.visualisation.numbers(state) for state in states])
    found: tuple[list[dict[str, Any]], Evaluator] = subject.memory["states"]
    return found


def expected(output: Output, numbers: Mapping[str, float]) -> Any:
    """Which entries of an output should hold a number: not the gaps between arrows, and nothing beyond an Index's last."""
    there = np.ones(1, dtype=bool)
    for sweep in output.over:
        there = np.logical_and.outer(there, np.isfinite(points(sweep, numbers))).ravel()
    stated = np.array([expression is not sympy.nan for expression in output.expressions])
    return np.logical_and.outer(there, stated).ravel()


@rule("finite-readout", "warning", after=[*MODEL, "axis-order", FORMULA])
def readouts(subject: Subject) -> Iterator[Problem]:
    """Every readout is finite at the corners of the control ranges."""
    states, evaluator = evaluated_states(subject)
    for readout in subject.visualisation.readouts:
        progress.on(f'Readout "{readout.label}"')
        values = [evaluator.scalar(readout.value, k) for k in range(len(states))]
        wrong = [k for k, value in enumerate(values) if not np.isfinite(value)]
        if wrong:
            word = "undefined" if np.isnan(values[wrong[0]]) else "infinite"
            more = f" (and not finite in {len(wrong) - 1} more of {len(states)} states)" if len(wrong) > 1 else ""
            where = in_words(states[wrong[0]])
            way = "change a range, or state what holds there with a Piecewise"
            yield Problem(readout.place, f'Readout "{readout.label}" is {word} where {where}{more}; {way}')
