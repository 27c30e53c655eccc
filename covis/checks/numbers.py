"""Rules about numbers: what is drawn and read out is finite at the corners of the control ranges, the start and the presets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from covis.authoring.numeric import evaluate, points, scalar
from covis.authoring.outputs import Output
from covis.authoring.ranges import corners
from covis.authoring.symbols import Axis, Sweep
from covis.checks.rules import Said, Subject, rule
from covis.checks.symbols import named

# Rules whose errors leave nothing that could be evaluated.
MODEL = ("symbol-known", "symbol-unique", "axis-swept", "axis-bounds", "readout-controls")


def named_states(subject: Subject) -> list[dict[str, Any]]:
    """The start, the presets that can be, and the corners of the control ranges: all of them up to 64, an even choice beyond."""
    v = subject.visualisation
    states = [v.state()]
    for preset in v.presets:
        try:
            states.append(v.state(**preset.controls))
        except ValueError:
            continue  # the rule preset-state says so
    return [*states, *corners(v.controls)]


def state_words(state: Mapping[str, Any]) -> str:
    """A state for a person: gamma=0.9, omega_0=1."""
    return (
        ", ".join(f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}" for name, value in state.items())
        or "the only state"
    )


def point_words(output: Output, index: int, numbers: Mapping[str, float]) -> str:
    """The point of the axes at place `index` of an output: t=0.3."""
    if not output.over:
        return ""
    places = np.unravel_index(index, [sweep.points for sweep in output.over])
    return ", ".join(f"{sweep.name}={points(sweep, numbers)[place]:.6g}" for sweep, place in zip(output.over, places, strict=True))


@rule("axis-order", "error", after=MODEL)
def order(subject: Subject) -> Iterator[Said]:
    """The low bound of an axis is below its high bound in every state."""
    for axis in subject.visualisation.symbols():
        if not isinstance(axis, Sweep):
            continue
        for state in named_states(subject):
            numbers = subject.visualisation.numbers(state)
            low, high = (scalar(bound, numbers) for bound in axis.bounds)
            counted = not isinstance(axis, Axis) and low <= high
            if not (low < high or counted) or not np.isfinite([low, high]).all() or (getattr(axis, "log", False) and low <= 0):
                name = f'{type(axis).__name__} "{axis.name}"'
                yield Said(
                    axis.place,
                    f"{name} runs from {low:g} to {high:g} where {state_words(state)}; correct its bounds or the controls' ranges",
                )
                break


@rule("finite-mark", "warning", after=[*MODEL, "axis-order"])
def marks(subject: Subject) -> Iterator[Said]:
    """Every mark is drawn at the corners of the control ranges: a gap at some points is a warning, an empty mark an error."""
    states = named_states(subject)
    for plot in subject.visualisation.plots:
        for mark in plot.marks:
            empty, gaps = [], []
            for state in states:
                numbers = subject.visualisation.numbers(state)
                arrays = {name: evaluate(output, numbers) for name, output in mark.stated.items()}
                drawn = np.logical_and.reduce([np.isfinite(_by_point(array, mark.stated[name])) for name, array in arrays.items()])
                there = _there(next(iter(mark.stated.values())), numbers)
                drawn |= ~there
                if not (drawn & there).any():
                    empty.append(state)
                elif not drawn.all():
                    gaps.append((state, drawn))
            if empty:
                more = f" (and in {len(empty) - 1} more of {len(states)} states)" if len(empty) > 1 else ""
                way = "change the range of a control, or let the mark say what holds there with a Piecewise"
                yield Said(mark.place, f"{named(mark)} has no finite value at all where {state_words(empty[0])}{more}; {way}", "error")
            if gaps:
                state, drawn = gaps[0]
                output = next(iter(mark.stated.values()))
                first = point_words(output, int(np.argmin(drawn)), subject.visualisation.numbers(state))
                where = f"at {int((~drawn).sum())} of {drawn.size} points where {state_words(state)}" + (
                    f" (the first at {first})" if first else ""
                )
                yield Said(
                    mark.place, f"{named(mark)} has no finite value {where}; the page shows a gap there: put the limit in if there is one"
                )


def _there(output: Output, numbers: Mapping[str, float]) -> Any:
    """Which points the sweeps have in this state, shape (points,): an Index that ends early has none beyond its last."""
    there = np.ones(1, dtype=bool)
    for sweep in output.over:
        there = np.logical_and.outer(there, np.isfinite(points(sweep, numbers))).ravel()
    return there


def _by_point(array: Any, output: Output) -> Any:
    """Whether all expressions of a point are finite, for outputs that hold several: shape (points,)."""
    return array.reshape(-1, len(output.expressions)).sum(axis=1)


@rule("finite-readout", "warning", after=[*MODEL, "axis-order"])
def readouts(subject: Subject) -> Iterator[Said]:
    """Every readout is finite at the corners of the control ranges."""
    states = named_states(subject)
    for readout in subject.visualisation.readouts:
        wrong = [state for state in states if not np.isfinite(scalar(readout.value, subject.visualisation.numbers(state)))]
        if wrong:
            value = scalar(readout.value, subject.visualisation.numbers(wrong[0]))
            word = "undefined" if np.isnan(value) else "infinite"
            more = f" (and not finite in {len(wrong) - 1} more of {len(states)} states)" if len(wrong) > 1 else ""
            yield Said(
                readout.place,
                f'Readout "{readout.label}" is {word} where {state_words(wrong[0])}{more}; change a range, or say what holds there',
            )
