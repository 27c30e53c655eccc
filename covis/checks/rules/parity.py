"""The rule that JavaScript and NumPy agree: two roads from one model, compared at corners and at random states.

Where they part, mpmath at 50 digits decides which is right and how strongly the point amplifies rounding. A point that does so is
reported as a warning with that factor; anything else is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import sympy

from covis.authoring.controls.control import Control
from covis.authoring.dynamics import Sourced
from covis.authoring.evaluate.evaluator import Evaluator, points
from covis.authoring.evaluate.figure import traces
from covis.authoring.evaluate.noise import settled, size
from covis.authoring.outputs import Output
from covis.authoring.place import Place
from covis.authoring.states import in_words
from covis.checks.facts.precise import evaluate as precisely
from covis.checks.rule import Problem, Subject, rule
from covis.checks.rules.numbers import MODEL, everywhere, used
from covis.checks.states import constants_in
from covis.compiler.preconditions import named
from covis.compiler.program.functions import limits
from covis.compiler.worker import progress

RELATIVE = 1e-9
DIGITS = 50
JUDGED = 4  # states of one output that are looked at with mpmath: the worst ones
ULPS = 4  # units in the last place by which a number is moved to see what rounding does
SLACK = 100  # an error of so many times the point's own rounding is still rounding
NOISE = 1e-13  # of the largest value in any state: so much may be left of an integrated value that is 0
EPSILON = float(np.finfo(float).eps)


@dataclass(frozen=True)
class Compared:
    """One output that both roads evaluate. `pointwise`: each number by its own size, as a logarithmic axis shows it."""

    place: Place
    owner: str
    output: Output
    pointwise: bool = False


@dataclass(frozen=True)
class Parted:
    """Where the two parted most in one state: `index` into the output, and by how much relative to its size."""

    state: Mapping[str, Any]
    numbers: Mapping[str, float]
    index: int
    script: float
    numpy: float
    scale: float
    apart: float


@rule("javascript-numpy", "error", after=[*MODEL, "axis-order", "preset-state"], stage="document")
def agree(subject: Subject) -> Iterator[Problem]:
    """The browser's program gives the numbers that NumPy gives, to 1e-9, at corners and at random states."""
    assert subject.document is not None
    from covis.compiler.program.v8 import Program

    v = subject.visualisation
    program = Program(subject.document.program)
    plots, readouts, values = compared(subject)
    parted: dict[int, list[Parted]] = {}
    everything: list[Compared] = []
    states, evaluator = everywhere(subject)
    moved = [shaken(v.controls, numbers) for numbers in evaluator.states]
    rounded = (Evaluator(moved), Evaluator(evaluator.states, nudge=ULPS * EPSILON))
    for at, state in enumerate(states):
        numbers = evaluator.states[at]
        got = program.run(numbers)
        if len(got.readouts) != len(readouts) or len(got.values) != len(values):
            yield Problem(
                v.place, "the program gives another number of readouts or values than the plugin states; report it as a fault of Covis"
            )
            return
        pairs = [(what, got.plots[i][k]) for i, outputs in enumerate(plots) for k, what in sorted(outputs.items())]
        pairs += [(what, np.array([number])) for what, number in zip([*readouts, *values], [*got.readouts, *got.values], strict=True)]
        everything = [what for what, _ in pairs]
        first = len(pairs) - len(readouts) - len(values)
        for number, (what, script) in enumerate(pairs):
            progress.on(what.owner)
            expected = evaluator.evaluate(what.output, at)
            if number >= first:  # readouts and values: what is rounding noise reads as 0
                expected = _settled(what.output, expected, evaluator, at)
            if script.shape != expected.shape:
                yield Problem(
                    what.place,
                    f"{what.owner}: JavaScript gives {script.size} numbers, NumPy {expected.size}; report it as a fault of Covis",
                )
                return
            apart = part(script, expected, state, numbers, pointwise=what.pointwise)
            if apart:
                parted.setdefault(number, []).append(apart)
    chaos: list[tuple[Compared, str]] = []
    for number, ways in parted.items():
        what = everything[number]
        if any(expression.atoms(Sourced) for expression in what.output.expressions):
            if not (ways := _beyond_noise(what, ways, evaluator)):
                continue
            numbers_of_it, chaotic = _judge_sourced(what, ways, evaluator, rounded)
            if chaotic:
                chaos.append((what, numbers_of_it))
            else:
                yield Problem(
                    what.place, f"{what.owner}: {numbers_of_it}; rounding does not explain it; report it as a fault of Covis", "error"
                )
            continue
        found = [judge(what, way, len(ways)) for way in sorted(ways, key=lambda way: -way.apart)[:JUDGED]]
        yield next((one for one in found if one.severity == "error"), found[0])
    if chaos:
        what, numbers_of_it = chaos[0]
        also = f" (and {len(chaos) - 1} arrays more)" if chaos[1:] else ""
        note = "the motion amplifies rounding, as chaos does: no other machine repeats its path, and text.md has to explain that"
        yield Problem(what.place, f"{what.owner}{also}: {numbers_of_it}; {note}", "warning")


def _settled(output: Output, values: Any, evaluator: Evaluator, k: int) -> Any:
    (value,) = output.expressions
    terms = size(value) if isinstance(value, sympy.Expr) else None
    return values if terms is None else np.array([settled(float(values[0]), evaluator.scalar(terms, k))])


def compared(subject: Subject) -> tuple[list[dict[int, Compared]], list[Compared], list[Compared]]:
    """What the document's program computes, as the plugin states it: outputs of each plot by number, readouts, values."""
    assert subject.document is not None
    v, plots = subject.visualisation, []
    for plot, frame, compiled in zip(v.plots, v.frames, subject.document.plots, strict=True):
        outputs: dict[int, Compared] = {}
        for place, (mark, drawn) in enumerate(zip(plot.marks, compiled.marks, strict=True)):
            for trace, (_, arrays) in enumerate(traces(plot, frame, place), drawn.trace):
                for binding in compiled.bindings:
                    if binding.trace == trace and binding.array in arrays:
                        outputs[binding.output] = Compared(mark.place, f"{named(mark)}: {binding.array} as drawn", arrays[binding.array])
            if mark.show is not None and drawn.show is not None:
                outputs[drawn.show] = Compared(mark.place, f"{named(mark)}: show", mark.show)
            for way, k in drawn.path.items():
                outputs[k] = Compared(mark.place, f"{named(mark)}: the path of {way}", mark.path[way])
            for name, k in drawn.arrays.items():
                log = {"x": plot.log_x, "y": plot.log_y}.get(mark.measured.get(name, ""), False)
                outputs[k] = Compared(mark.place, f"{named(mark)}: {name}", mark.stated[name], log)
        plots.append(outputs)
    readouts = [Compared(r.place, f'Readout "{r.label}"', Output((r.value,), ()), True) for r in v.readouts]
    return (
        plots,
        readouts,
        [Compared(v.place, f"{{{{value: {name}}}}}", Output((value,), ()), True) for name, value in subject.plugin.live.items()],
    )


def part(script: Any, expected: Any, state: Mapping[str, Any], numbers: Mapping[str, float], *, pointwise: bool) -> Parted | None:
    """Where the two part most beyond the tolerance, or None."""
    both = np.isfinite(script) & np.isfinite(expected)
    size = np.maximum(np.abs(np.where(both, script, 0)), np.abs(np.where(both, expected, 0)))
    scale = size if pointwise else np.full_like(size, size.max(initial=0.0))
    with np.errstate(all="ignore"):
        apart = np.where(both, np.abs(np.where(both, script - expected, 0)) / np.where(scale > 0, scale, 1), 0.0)
    apart[np.isfinite(script) != np.isfinite(expected)] = np.inf
    index = int(np.argmax(apart)) if apart.size else 0
    if not apart.size or apart[index] <= RELATIVE:
        return None
    return Parted(state, numbers, index, float(script[index]), float(expected[index]), float(scale[index]), float(apart[index]))


def judge(what: Compared, way: Parted, states: int) -> Problem:
    """Which of the two is right, by mpmath; a warning when the point amplifies rounding by as much as the two differ."""
    truth, spread = exact(what.output, way)
    script, numpy = (_error(value, truth) for value in (way.script, way.numpy))
    axes = _axes(what.output, way)
    where = in_words(way.state) + "".join(f", {symbol.name}={value:.17g}" for symbol, value in axes.items())
    shown = "no finite value" if truth is None else mpmath.nstr(truth, 17)
    numbers = f"JavaScript gives {way.script!r} and NumPy {way.numpy!r} where {where} ({DIGITS} digits: {shown}); so in {states} states"
    rounding = max(spread, numpy)
    if script <= max(RELATIVE * way.scale, SLACK * rounding):
        size = float(abs(truth)) if truth else way.scale
        factor = "without bound" if not size or not np.isfinite(rounding) else f"{max(1.0, rounding / (EPSILON * size)):.2g} times"
        note = f"the formula amplifies rounding {factor} here, so both are as good as doubles allow; rewrite it without the cancellation"
        return Problem(what.place, f"{what.owner}: {numbers}; {note}", "warning")
    documented = "" if np.isfinite(way.script) else limits(used(what.output))
    way_out = documented or "write the expression in another form, or report it as a fault of Covis"
    return Problem(what.place, f"{what.owner}: {numbers}; {way_out}", "error")


def shaken(controls: Sequence[Control], numbers: Mapping[str, float]) -> dict[str, float]:
    """The numbers of a state, each moved by a few units in the last place towards the middle of its range; whole numbers stay."""
    moved = dict(numbers)
    for control in controls:
        low, high = (control.number(end) for end in (control.extremes()[0], control.extremes()[-1]))
        sign = -1 if numbers[control.name] > (low + high) / 2 else 1
        moved[control.name] += 0 if control.is_integer else sign * ULPS * EPSILON * max(abs(low), abs(high))
    return moved


def _beyond_noise(what: Compared, ways: Sequence[Parted], evaluator: Evaluator) -> list[Parted]:
    """Without the states in which both are only rounding beside what it is elsewhere, such as the height of a ball that has landed."""
    if what.pointwise:
        return list(ways)
    sizes = np.abs(np.concatenate([evaluator.evaluate(what.output, k) for k in range(len(evaluator.states))]))
    largest = float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))
    return [way for way in ways if way.apart == np.inf or abs(way.script - way.numpy) > NOISE * largest]


def _judge_sourced(what: Compared, ways: Sequence[Parted], evaluator: Evaluator, rounded: Sequence[Evaluator]) -> tuple[str, bool]:
    """The two values where they part most, and whether rounding explains it.

    What is integrated has no 50 digits: the yardstick is by how much NumPy's own value moves when the controls, or the states on the
    way, move by rounding. Another yardstick is another integration, so it is asked for only where those before do not explain all.
    """
    spreads = [0.0] * len(ways)
    for other in rounded:
        for n, way in enumerate(ways):
            k = evaluator.states.index(way.numbers)
            apart = np.abs(other.evaluate(what.output, k) - evaluator.evaluate(what.output, k))
            spreads[n] = max(spreads[n], float(np.max(apart, initial=0.0, where=np.isfinite(apart))))
        least = float(np.median(spreads))  # in one state chaos may amplify little by chance
        allowed = [SLACK * max(spread, least) for spread in spreads]
        excess = [abs(way.script - way.numpy) / most if most else np.inf for way, most in zip(ways, allowed, strict=True)]
        if max(excess) <= 1:
            break
    worst = ways[excess.index(max(excess))]
    numbers = f"JavaScript gives {worst.script!r} and NumPy {worst.numpy!r} where {in_words(worst.state)}; so in {len(ways)} states"
    return numbers, max(excess) <= 1


def exact(output: Output, way: Parted) -> tuple[Any, float]:
    """The value at 50 digits (None: none), and how far it moves when every input moves by a few units in the last place."""
    expression = constants_in(output.expressions[way.index % len(output.expressions)])
    axes = _axes(output, way)
    by_name = {**way.numbers, **{symbol.name: value for symbol, value in axes.items()}}
    free = sorted(expression.free_symbols, key=lambda symbol: symbol.name)
    point = {symbol: mpmath.mpf(by_name[symbol.name]) for symbol in free}
    (truth,) = precisely((expression,), point, DIGITS)
    spread = 0.0
    for symbol in free:
        if symbol.is_integer:
            continue  # a whole number has no rounding to be amplified
        reach = max(abs(by_name[symbol.name]), float(np.ptp(points(symbol, way.numbers))) if symbol in axes else 0.0)
        for sign in (-ULPS, ULPS):
            with mpmath.workdps(DIGITS):
                moved = {**point, symbol: point[symbol] + sign * mpmath.mpf(EPSILON) * reach}
            (near,) = precisely((expression,), moved, DIGITS)
            if (near is None) != (truth is None):
                return truth, np.inf  # the edge of where the model has a value
            if near is not None:
                spread = max(spread, float(abs(near - truth)))
    return truth, spread


def _axes(output: Output, way: Parted) -> dict[Any, float]:
    if not output.over:
        return {}
    place = np.unravel_index(way.index // len(output.expressions), output.lengths)
    return {sweep: float(points(sweep, way.numbers)[k]) for sweep, k in zip(output.over, place, strict=True)}


def _error(value: float, truth: Any) -> float:
    """How far a double is from the truth; infinite when one of the two has no value."""
    if truth is None or not np.isfinite(value):
        return 0.0 if truth is None and not np.isfinite(value) else np.inf
    return float(abs(mpmath.mpf(value) - truth))
