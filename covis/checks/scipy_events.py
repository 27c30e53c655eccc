"""A trajectory by SciPy's solve_ivp from one event to the next: each is terminal there, and the run begins again after its jump."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from covis.authoring.dynamics import MOST, Event
from covis.authoring.evaluate.dynamics.events import Knots
from covis.authoring.evaluate.dynamics.integrate import Problem
from covis.authoring.evaluate.evaluator import Array

AHEAD = 1e-3  # of the largest step: how far is looked to see where an expression that is zero goes
NEAR = 1e-3  # of what it changes by in that time: nearer to zero it counts as zero
TINY = 1e-200  # a number that has a sign


@dataclass
class Jump:
    """An event as SciPy finds it: the states just before it and just after it."""

    place: float
    event: int
    before: Array
    after: Array


@dataclass
class Solved:
    """The states at the points of the axis, shape (states, points), not-a-number beyond where SciPy stopped; and the events."""

    values: Array
    events: list[Jump]
    stopped: float = math.inf  # where a terminal event ended the run

    def slopes(self, problem: Problem, along: Array) -> Array:
        """The rates at the points of the axis."""
        return np.where(along < self.stopped, problem.rates(along, self.values), 0.0)

    def knots(self, problem: Problem, along: Array) -> Knots:
        """With both sides of each event among the points of the axis."""
        places = np.concatenate([along, *([jump.place, jump.place] for jump in self.events)])
        values = np.concatenate([self.values, *(np.stack([jump.before, jump.after], axis=1) for jump in self.events)], axis=1)
        slopes = problem.rates(places, values)
        slopes[:, places > self.stopped] = 0.0
        if self.stopped < math.inf:
            slopes[:, -1] = 0.0
        order = np.argsort(places, kind="stable")
        return Knots(places[order], values[:, order], slopes[:, order], [(jump.place, jump.event) for jump in self.events], math.inf)


def followed(problem: Problem, events: Sequence[Event], along: Array, options: dict[str, Any]) -> tuple[Solved, bool]:
    """From event to event, as far as SciPy comes, and whether that is the whole axis. `options` are those of solve_ivp."""
    made = Solved(np.full((len(problem.start), len(along)), np.nan), [])
    now, y, first, times = float(along[0]), problem.start, 0, [0] * len(events)
    step = float(np.diff(along).max(initial=0.0))
    if events and step:
        options = {**options, "max_step": step}  # so that what crosses zero and comes back is seen
    sides = [_side(problem, k, now, y, step) for k in range(len(events))]
    while True:
        watched = [_watched(problem, k, event.direction, now, side) for k, (event, side) in enumerate(zip(events, sides, strict=True))]
        got = solve_ivp(problem.rates, (now, along[-1]), y, t_eval=along[first:], events=watched or None, **options)
        reached = np.reshape(got.y, (len(y), -1))
        made.values[:, first : first + reached.shape[1]] = reached
        first += reached.shape[1]
        if got.status != 1:
            return made, bool(got.success)
        now, which = min((float(places[0]), k) for k, places in enumerate(got.t_events) if len(places))
        before = got.y_events[which][0]
        y = problem.jumps[which](now, before)
        made.events.append(Jump(now, which, before, y))
        times[which] += 1
        if times[which] == events[which].terminal:
            made.values[:, first:], made.stopped = y[:, None], now
            return made, True
        if len(made.events) > MOST or now >= along[-1]:
            return made, True
        unmoved = problem.crossings(now, before) == problem.crossings(now, y)
        sides = [side if unmoved[k] and k != which else _side(problem, k, now, y, step) for k, side in enumerate(sides)]


def _side(problem: Problem, event: int, now: float, y: Array, step: float) -> float:
    """On which side of zero the expression of an event is, or goes to where it is zero but for rounding."""
    here, ahead = problem.crossings(now, y)[event], step * AHEAD
    change = problem.crossings(now + ahead, y + ahead * problem.rates(now, y))[event] - here
    return float(np.sign(change if abs(here) <= NEAR * abs(change) else here))


def _watched(problem: Problem, event: int, direction: int, start: float, side: float) -> Any:
    """The expression of an event as SciPy asks for it. Zero has no side for SciPy: where a run begins, and on zero, it is the known one."""
    rest = side * TINY or -direction * TINY or math.nan

    def crossing(t: float, y: Array) -> float:
        return rest if t <= start else float(problem.crossings(t, y)[event]) or rest

    crossing.terminal, crossing.direction = True, direction  # type: ignore[attr-defined]
    return crossing
