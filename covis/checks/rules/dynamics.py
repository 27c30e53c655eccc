"""Rules about sources: what a trajectory draws is what SciPy gives, and a table keeps what it was given."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from covis.authoring.dynamics import MOST, Sourced, Trajectory
from covis.authoring.evaluate.dynamics.integrate import Run
from covis.authoring.evaluate.dynamics.work import milliseconds, steps, terms
from covis.authoring.evaluate.evaluator import Array, Evaluator, points
from covis.authoring.evaluate.ranges import Frame
from covis.authoring.marks.mark import Mark, Way
from covis.authoring.outputs import Output
from covis.authoring.place import Place
from covis.authoring.plot import Plot
from covis.authoring.states import in_words
from covis.authoring.symbols import Axis
from covis.authoring.tables import Samples
from covis.checks.rule import Problem, Subject, rule
from covis.checks.rules.numbers import MODEL, everywhere
from covis.checks.scipy_reference import Reference, reference, runs_in_a_state, sure_until, telling
from covis.compiler.preconditions import FORMULA, named
from covis.compiler.worker import progress

STEPS = 1000  # of a run
FRAME = 16  # milliseconds between two pictures of a screen
PIXELS = 500  # across a plot, as a student sees it
ROUNDING = 1e-6
NEAR = 8  # points: a line is compared with the pieces of the other line that are so near


@rule("trajectory-scipy", "error", after=[*MODEL, "axis-order", FORMULA])
def agree_with_scipy(subject: Subject) -> Iterator[Problem]:
    """What is drawn of a Trajectory is within a pixel of what SciPy's DOP853 gives, or its Radau where that is stiff."""
    sources = _trajectories(subject)
    if not sources:
        return
    states, page = everywhere(subject)
    chosen = telling(sources, page)
    made = [reference(source, page, chosen) for source in sources]
    for each in made:
        if each.without:
            where = in_words(states[chosen[each.without[0]]])
            way = "nothing was compared there: shorten its axis, or change the range of a control"
            yield Problem(each.source.place, f"Trajectory: SciPy finds no solution where {where}; {way}", "warning")
    worst = _worst(subject, page, made, chosen)
    if worst is None:
        return
    # Small errors may have grown so large that no two methods agree, whatever the step. What lies before that is compared alone.
    ends = [sure_until(each, page, chosen) for each in made]
    sure = _worst(subject, page, [_before(each, page, chosen, end) for each, end in zip(made, ends, strict=True)], chosen)
    if sure is not None:
        yield Problem(sure[0], f"Trajectory: {sure[1]}; give it a smaller step=", "error")
        return
    end, axis = min((value, each.source.over.name) for each, row in zip(made, ends, strict=True) for value in row)
    reason = f"from {axis} = {end:.3g} on it amplifies small errors a thousandfold, as chaos does"
    yield Problem(worst[0], f"Trajectory: {worst[1]}; {reason}: no step will do, and text.md has to explain that", "warning")


@rule("trajectory-events", "error", after=[*MODEL, "axis-order", FORMULA])
def events_end(subject: Subject) -> Iterator[Problem]:
    """No run of a Trajectory has more events than can be followed, as the bounces of a ball that comes to rest."""
    for source in _trajectories(subject):
        if not source.events:
            continue
        states, page = everywhere(subject)
        runs = page.run(source).knots or []
        members = max(1, len(runs) // len(states))
        cut = list({run // members: run for run in range(len(runs) - 1, -1, -1) if np.isfinite(runs[run].cut)}.items())[::-1]
        if cut:
            k, run = cut[0]
            knots = runs[run]
            which = source.events[knots.events[-1][1]]
            more = f" (and in {len(cut) - 1} more of {len(states)} states)" if cut[1:] else ""
            of = "" if source.each is None else f" of {source.each}={points(source.each, page.states[k])[run % members]:g}"
            yield Problem(
                which.place,
                f"Event{of}: {which.crossing} crosses zero ever faster, or more than {MOST} times: near {source.over.name}={knots.cut:.6g} "
                f"where {in_words(states[k])}{more}; nothing is drawn from there on. Let an event end the motion when little is left "
                "of it: by a state of rate 0 that it sets and that holds the rates, or with terminal=True; or shorten the axis",
            )


@rule("run-scipy", "error", after=[*MODEL, "axis-order", FORMULA])
def runs_agree_with_scipy(subject: Subject) -> Iterator[Problem]:
    """A Run whose controls are left alone is as near to what SciPy gives as a Trajectory has to be, a pixel of its own range."""
    runs = {run.content: run for control in subject.visualisation.controls for run in getattr(control, "runs", ())}
    if not runs:
        return
    states, page = everywhere(subject)
    for run in sorted(runs.values(), key=lambda each: each.place):
        steps = min(run.over.sampled_steps, STEPS)
        source = run.steady(steps, steps)
        chosen = telling([source], page)
        made = reference(source, page, chosen)
        theirs, ours = made.run[0], page.run(source)[0][list(chosen)]
        with np.errstate(all="ignore"):
            # At an equilibrium the range is nothing but rounding.
            range_of = np.maximum(np.ptp(theirs, axis=-1, keepdims=True), 1e-3 * np.abs(theirs).max(axis=-1, keepdims=True))
            apart = np.where(range_of > 0, np.abs(theirs - ours) / range_of, 0) * PIXELS
        if not np.nanmax(apart, initial=0.0) > 1:
            continue
        along, ends = points(source.over, page.states[0]), np.array(sure_until(made, page, chosen))
        sure = np.where(along < ends[:, None, None], apart, 0)
        certain = np.nanmax(sure, initial=0.0) > 1
        row, state, step = np.unravel_index(int(np.nanargmax(sure if certain else apart)), apart.shape)
        far = f"{apart[row, state, step] / PIXELS:.2g} of its range away from what SciPy gives after {step} steps"
        message = f"Run: {source.states[state]} is {far} where {in_words(states[chosen[row]])}"
        if certain:
            yield Problem(run.place, f"{message}; give Stopwatch a smaller step=, or a lower speed=", "error")
        else:
            reason = f"from {source.over.name} = {min(ends):.3g} on it amplifies small errors a thousandfold, as chaos does"
            yield Problem(run.place, f"{message}; {reason}: no step will do, and text.md has to explain that", "warning")


def _trajectories(subject: Subject) -> list[Trajectory]:
    """Those that are drawn, each once, in the order of writing."""
    outputs = [output for plot in subject.visualisation.plots for mark in plot.marks for output in mark.stated.values()]
    found = {source.content: source for output in outputs for source in _integrated(output)}
    return sorted(found.values(), key=lambda source: source.place)


def _integrated(output: Output) -> list[Trajectory]:
    """The trajectories whose states an output holds, in the order of writing."""
    sources = (symbol.source for expression in output.expressions for symbol in expression.atoms(Sourced))
    return sorted((source for source in sources if isinstance(source, Trajectory)), key=lambda source: source.place)


def _before(whole: Reference, page: Evaluator, chosen: Sequence[int], ends: Sequence[float]) -> Reference:
    """The reference with the page's own numbers beyond a place on the axis in each state."""
    own = page.run(whole.source)
    along = np.stack([points(whole.source.over, page.states[k]) for k in chosen])[:, None]
    kept = along < np.array(ends)[:, None, None]
    pairs = (whole.run.values, own.values), (whole.run.slopes, own.slopes)
    values, slopes = (np.where(kept, theirs, ours[list(chosen)]) for theirs, ours in pairs)
    knots = None
    if whole.run.knots and own.knots:
        many = runs_in_a_state(whole.source)
        runs = [(k * many + member, end) for k, end in zip(chosen, ends, strict=True) for member in range(many)]
        knots = [theirs.until(own.knots[run], end) for theirs, (run, end) in zip(whole.run.knots, runs, strict=True)]
    return Reference(whole.source, Run(values, slopes, knots), whole.without, whole.methods)


def _worst(subject: Subject, page: Evaluator, made: Sequence[Reference], chosen: Sequence[int]) -> tuple[Place, str] | None:
    """The trajectory that is drawn farthest from its reference, by more than a pixel, and where; None where all is well."""
    v = subject.visualisation
    theirs = Evaluator([page.states[k] for k in chosen], runs={each.source.content: each.run for each in made})
    found: list[tuple[float, int, Mark, Trajectory]] = []
    for plot, frame in zip(v.plots, v.frames, strict=True):
        for mark in plot.marks:
            sources = [source for output in mark.stated.values() for source in _integrated(output)]
            if sources:
                progress.on(named(mark))
                pixels_apart = [_apart(plot, frame, mark, (page, k), (theirs, at)) for at, k in enumerate(chosen)]
                at = int(np.argmax(pixels_apart))
                if pixels_apart[at] > 1:
                    found.append((pixels_apart[at], chosen[at], mark, sources[0]))
    if not found:
        return None
    pixels, k, mark, source = max(found, key=lambda one: one[0])
    also = f" (and {len(found) - 1} marks more)" if found[1:] else ""
    where = in_words(everywhere(subject)[0][k])
    far = f"{pixels:.2g}" if pixels < PIXELS else f"more than {PIXELS}"
    return source.place, f"{named(mark)}{also} is drawn {far} pixels of {PIXELS} away from what SciPy gives where {where}"


def _apart(plot: Plot, frame: Frame, mark: Mark, one: tuple[Evaluator, int], other: tuple[Evaluator, int]) -> float:
    """How many pixels two evaluations of a mark are apart, at most. Lines are compared as lines."""
    ours, theirs = ({key: _pixels(plot, frame, way, *at, mark.stated[key]) for key, way in _drawn(mark)} for at in (one, other))
    lined = {"x", "y"} <= ours.keys() and all(_one_line(mark.stated[key]) for key in ours)
    if any((np.isfinite(theirs[key]) & ~np.isfinite(ours[key])).any() for key in ours):
        return math.inf  # a gap in the page's drawing alone
    with np.errstate(all="ignore"):
        apart = max((float(np.nanmax(np.abs(ours[key] - theirs[key]), initial=0.0)) for key in ours), default=0.0)
        if apart <= 1 or not lined:
            return apart
        lines = [np.stack([drawn[key] for key in ours]) for drawn in (ours, theirs)]
        return max(float(np.nanmax(_to_line(one, other), initial=0.0)) for one, other in (lines, lines[::-1]))


def _drawn(mark: Mark) -> list[tuple[str, Way]]:
    """The arrays of a mark that lie along the axes of the plot."""
    return [(key, way) for key, way in mark.measured.items() if way != "color" and (way != "z" or mark.spatial) and key in mark.stated]


def _one_line(output: Output) -> bool:
    return len(output.expressions) == len(output.over) == 1 and isinstance(output.over[0], Axis)


def _pixels(plot: Plot, frame: Frame, way: Way, evaluator: Evaluator, k: int, output: Output) -> Array:
    """An array in pixels along its axis."""
    values = evaluator.evaluate(output, k)
    (low, high), log = {"x": (frame.x, plot.log_x), "y": (frame.y, plot.log_y), "z": (frame.z, False)}[way]
    with np.errstate(all="ignore"):
        return np.asarray((np.log10(values) if log else values) / (high - low)) * PIXELS


def _to_line(points: Array, line: Array) -> Array:
    """How far each point is from the pieces of a line that are near it in number; both of shape (ways, points)."""
    count = points.shape[1]
    nearest = np.full(count, np.nan)
    for shift in range(-NEAR, NEAR):
        at = np.arange(count) + shift
        start, end = np.clip(at, 0, count - 1), np.clip(at + 1, 0, count - 1)
        piece, way = line[:, end] - line[:, start], points - line[:, start]
        along = np.clip((way * piece).sum(axis=0) / np.maximum((piece**2).sum(axis=0), 1e-300), 0, 1)
        nearest = np.fmin(nearest, np.linalg.norm(way - along * piece, axis=0))
    return nearest


@rule("ensemble-cost", "warning", after=[*MODEL, "axis-order", FORMULA])
def cost(subject: Subject) -> Iterator[Problem]:
    """What every member of an ensemble does is worked out between two pictures of a screen, for a hand that moves a slider."""
    outputs = subject.visualisation.outputs()
    symbols = {symbol for output in outputs for expression in output.expressions for symbol in expression.atoms(Sourced)}
    sources = {symbol.source.content: symbol.source for symbol in symbols if symbol.source.each is not None}
    for source in sorted(sources.values(), key=lambda source: source.place):
        assert source.each is not None
        took = milliseconds(source)
        if took > FRAME:
            name, count = type(source).__name__, source.each.points
            work = f"{count} members, {count * steps(source):,} times a rule and {terms(source):,} terms in all"
            way = "take fewer members or points, or write what all have in common as sums that hold no state of the member's own"
            yield Problem(
                source.place, f"{name}: a state of the controls takes about {took:.2g} ms ({work}), a screen shows one in {FRAME} ms; {way}"
            )


@rule("table-rounding", "warning", after=MODEL)
def tables(subject: Subject) -> Iterator[Problem]:
    """The 32-bit floats of a Samples are right to a millionth of its largest value."""
    symbols = {s for output in subject.visualisation.outputs() for e in output.expressions for s in e.atoms(Samples)}
    for table in sorted(symbols, key=lambda symbol: symbol.place):
        if not table.error <= ROUNDING:
            problem = f"Samples: as 32-bit floats the table is off by {table.error:.2g} of its largest value"
            yield Problem(table.place, f"{problem}; tabulate numbers between 1e-37 and 1e38, in another unit if need be")
