"""States of a visualisation: whole ones, the numbers that expressions see in them, those at the corners and those in between."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.stats import qmc

from covis.authoring.controls.control import Control

SCATTERED = 48
STOPS = 240  # a hand stops a slider without steps at 200 places or a few more
FEW = 20  # stops: controls with no more are looked at in all combinations
CORNERS = 64
State = dict[str, Any]


def whole(controls: Sequence[Control], changes: Mapping[str, Any]) -> State:
    """The start of every control, with the changes put in. Raises ValueError for a change that cannot be."""
    mine = {control.name: control for control in controls}
    state = {name: control.start for name, control in mine.items()}
    for name, value in changes.items():
        if name not in mine:
            raise ValueError(f"there is no control {name!r}; there are {', '.join(mine) or 'none'}")
        mine[name].number(value)
        state[name] = value if isinstance(value, bool | int | float | str) else mine[name].form.normal(value)
    return state


def wholes(symbols: Iterable[Any]) -> list[Control]:
    """The controls among symbols, by name; not the parts of one, which are in its state."""
    return sorted((one for one in symbols if isinstance(one, Control) and one.whole is None), key=lambda one: one.name)


def numbers(controls: Sequence[Control], state: Mapping[str, Any]) -> dict[str, float]:
    """The numbers that expressions see in a state."""
    return {name: number for control in controls for name, number in control.numbers(state[control.name]).items()}


def corners(controls: Sequence[Control], limit: int = CORNERS) -> list[State]:
    """States at the ends of every control: all of them, or an even choice of `limit` of them where there are more."""
    names = [control.name for control in controls]
    ends = [control.extremes() for control in controls]
    total = math.prod(len(end) for end in ends)
    chosen = range(total) if total <= limit else sorted({round(k * (total - 1) / (limit - 1)) for k in range(limit)})
    return [dict(zip(names, _combination(ends, k), strict=True)) for k in chosen]


def _combination(ends: list[list[Any]], k: int) -> list[Any]:
    """The k-th of all combinations, the last end turning fastest."""
    picked = []
    for end in reversed(ends):
        k, at = divmod(k, len(end))
        picked.append(end[at])
    return picked[::-1]


def scattered(controls: Sequence[Control], count: int = SCATTERED, seed: int = 0) -> list[State]:
    """`count` states spread evenly over the control ranges (a Halton sequence, so the same each time)."""
    if not controls:
        return []
    return [
        {control.name: control.between(share) for control, share in zip(controls, row, strict=True)}
        for row in qmc.Halton(len(controls), rng=np.random.default_rng(seed)).random(count).tolist()
    ]


def at_stops(controls: Sequence[Control], limit: int = STOPS) -> list[State]:
    """States with a control at each of its stops, the rest at the start; of controls with few stops, all combinations as well.

    A slider without steps stops at the multiples of its `nudge`, where a hand leaves it, and at 0.
    """
    every = {control.name: control.stops(limit) for control in controls}
    start = whole(controls, {})
    few = [name for name, values in every.items() if len(values) <= FEW]
    states = [{**start, name: value} for name, values in every.items() for value in values]
    if len(few) > 1 and math.prod(len(every[name]) for name in few) <= limit:
        states += [{**start, **dict(zip(few, values, strict=True))} for values in itertools.product(*(every[name] for name in few))]
    return states


def in_words(state: Mapping[str, Any]) -> str:
    """A state for a message: gamma=0.9, omega_0=1."""
    return (
        ", ".join(f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}" for name, value in state.items())
        or "the only state"
    )
