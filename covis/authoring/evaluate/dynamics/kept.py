"""Runs that have been computed, kept with their source: ranges, rules and facts ask for a run in the same states again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Recurrence
from covis.authoring.evaluate.dynamics.events import Knots
from covis.authoring.evaluate.dynamics.integrate import Run
from covis.authoring.outputs import closure

MOST = 1 << 23  # numbers that are kept of one source
Numbers = Mapping[str, float]


def run(source: Recurrence, states: Sequence[Numbers], how: tuple[float, ...], made: Callable[[list[Numbers]], Run]) -> Run:
    """The run of a source in every state; `made` computes it where it is not known, once for states that it cannot tell apart, and with
    them the states that are awaited. `how` is what else the numbers depend on."""
    names = sorted(symbol.name for symbol in closure(source.rests_on) if isinstance(symbol, Control))

    def key(state: Numbers) -> tuple[Any, ...]:
        return (*how, *(state.get(name) for name in names))

    keys = [key(state) for state in states]
    known = dict(source.kept)
    new = {key: state for key, state in zip(keys, states, strict=True) if key not in known}
    if new and not any(how):
        new = {key(state): state for state in source.awaited if key(state) not in known} | new
        source.awaited = []
    if new:
        more = made(list(new.values()))
        known |= {key: (more, row) for row, key in enumerate(new)}
        fits = sum(one.values.size for one in {id(one): one for one, _ in known.values()}.values()) <= MOST
        source.kept = known if fits else {key: known[key] for key in new}
    found = [known[key] for key in keys]
    first = found[0][0]
    if all(one is first for one, _ in found) and [row for _, row in found] == list(range(len(first.values))):
        return first
    values, slopes = np.stack([one.values[row] for one, row in found]), np.stack([one.slopes[row] for one, row in found])
    return Run(values, slopes, None if first.knots is None else [knots for one, row in found for knots in _knots(one, row)])


def await_states(source: Recurrence, states: Sequence[Numbers]) -> None:
    """Say in which states a source will be asked for: to integrate many at once costs little more than one."""
    if source.each is None:  # the members of an ensemble are many already
        source.awaited = list(states)


def _knots(run: Run, row: int) -> list[Knots]:
    """Those of one state of the controls: of an ensemble as many as it has members."""
    assert run.knots is not None
    each = len(run.knots) // len(run.values)
    return run.knots[row * each : (row + 1) * each]
