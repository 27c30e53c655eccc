"""An Always run: a condition tried at points over the ranges, those at which it is nearest to being false among them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from typing import Any

import mpmath
import numpy as np
import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFunction

from covis.authoring.facts import Always
from covis.checks.facts import doubles
from covis.checks.facts.deadline import TooLongError, deadline
from covis.checks.facts.points.pages import Pages
from covis.checks.facts.points.sampling import Sampling, sample
from covis.checks.facts.points.search import worst
from covis.checks.facts.precise import evaluate
from covis.checks.facts.result import DIGITS, GUARD, SAMPLE_SECONDS, Result, counted, text
from covis.checks.states import Point, constants_in, decimals, plain, worded

EQUAL = mpmath.mpf(10) ** -60  # of numbers known to 90 digits
EQUAL_DOUBLES = 1e-12  # of the page's numbers
UNKNOWN_MOST = 6  # relations without a value for which both answers are tried


def run_always(fact: Always, sampling: Sampling) -> Result:
    """The condition at points over the ranges: one point where it is false is a failure, and the evidence shows by how much."""
    if fact.condition in (sympy.true, sympy.false):
        decided = bool(fact.condition)
        evidence = "proved by SymPy: it follows from the ranges" if decided else "fails: SymPy finds it false from the ranges"
        return Result("proved" if decided else "fails", f"{evidence} of the symbols")
    relations = list(dict.fromkeys(_relations(fact.condition)))
    if doubles.sourced(relations):
        return _integrated(doubles.hold(fact.condition, relations, sampling))
    stated = [constants_in(side) for relation in relations for side in relation.args]
    sides = [decimals(side) for side in stated]
    found = sample(sides, sampling)
    points = [*found.points, *_nearest(relations, stated, sampling)]
    held, singular, first, cut = 0, 0, "", ""
    end = time.process_time() + SAMPLE_SECONDS
    pages = Pages(stated, found.edges, points)
    for number, point in enumerate(points):
        try:
            with deadline(max(0.01, end - time.process_time())):
                values = _cleared(sides, evaluate(sides, point, DIGITS[1]), point)
                truth = _truth(relations, values, EQUAL)
                verdict = _verdict(fact.condition, relations, truth)
                shown = [mpmath.mpf(value) if np.isfinite(value) else None for value in pages.numbers(number)]
                there = _truth(relations, shown, EQUAL_DOUBLES)
                on_page = _verdict(fact.condition, relations, there)
                decides = None not in (verdict, on_page) and verdict is not on_page and pages.decides(number, values)
        except TooLongError:
            cut = f"; {SAMPLE_SECONDS:g} s were not enough for all of {counted(len(points))}"
            break
        if decides and on_page is False:
            return _failure(relations, there, shown, point, f" on the page (exactly: {' and '.join(pages.exactly(number))})")
        if verdict is False and not decides:
            return _failure(relations, truth, values, point)
        if verdict is None:
            singular, first = singular + 1, first or worded(point)
        else:
            held += 1
    if not held:
        return Result("not established", f"not established: at none of {counted(singular)} both sides have a finite value{cut}")
    among = f", among them {found.among}" if found.among else ""
    undefined = f"; at {counted(singular)} a side has no finite value (the first at {first})" if singular else ""
    return Result("holds", f"holds at {counted(held)}{among}{undefined}{cut}", {"points": held, "singular": singular})


def _integrated(found: doubles.Held) -> Result:
    """A condition on what is integrated holds to what halving the step changes."""
    detail = {"points": found.held, "singular": found.undefined, "halving": found.halving}
    where = {kind: worded(place) for kind, place in found.places.items()}
    step = f"halving the step changes {found.halving:.2g}"
    if found.wrong:
        evidence = f"fails at {where['wrong']}: {found.false} is false; {step}"
        return Result("fails", evidence, {**detail, "at": plain(found.places["wrong"])})
    if found.close:
        reason = f"at {counted(found.close)} (the first at {where['close']}) the two sides are equal as far as the step can tell"
        return Result("not established", f"not established: {reason}; {step}; say >= or <= where they may meet", detail)
    if not found.held:
        return Result("not established", "not established: at no point both sides have a finite value", detail)
    undefined = f"; at {counted(found.undefined)} a side has no finite value (the first at {where['undefined']})" if found.undefined else ""
    return Result("holds", f"holds at {counted(found.held)}, among them 0, the corners and the presets{undefined}; {step}", detail)


def _relations(condition: sympy.Basic) -> Iterator[Relational]:
    """The relations that the condition joins; those inside a Piecewise belong to its sides."""
    if isinstance(condition, Relational):
        yield condition
    elif isinstance(condition, BooleanFunction):
        for part in condition.args:
            yield from _relations(part)


def _nearest(relations: Sequence[Relational], stated: Sequence[sympy.Expr], sampling: Sampling) -> list[Point]:
    """Points at which each relation is nearest to being false, in doubles."""
    points = []
    for k, relation in enumerate(relations):
        sign = {"<": 1, "<=": 1, ">": -1, ">=": -1}.get(relation.rel_op)

        def score(values: list[Any], sign: int | None = sign) -> Any:
            apart = values[0] - values[1]
            return -np.abs(apart) if sign is None else sign * apart

        points += worst(stated[2 * k : 2 * k + 2], sampling, score)
    whole = {symbol for side in stated for symbol in side.free_symbols}
    return [point for point in points if set(point) == whole]


def _verdict(condition: sympy.Basic, relations: Sequence[Relational], truth: Sequence[bool | None]) -> bool | None:
    """Whether the condition holds; None where that depends on a relation without a value."""
    unknown = [k for k, known in enumerate(truth) if known is None]
    if len(unknown) > UNKNOWN_MOST:
        return None
    answers = set()
    for guess in itertools.product((True, False), repeat=len(unknown)):
        filled = list(truth)
        for k, known in zip(unknown, guess, strict=True):
            filled[k] = known
        put = {relation: sympy.true if known else sympy.false for relation, known in zip(relations, filled, strict=True)}
        answers.add(condition.xreplace(put) == sympy.true)
    return answers.pop() if len(answers) == 1 else None


def _failure(relations: Sequence[Relational], truth: Sequence[bool | None], values: Sequence[Any], point: Point, note: str = "") -> Result:
    """The first relation that is false, with its two numbers."""
    k = next((k for k, known in enumerate(truth) if known is False), 0)
    left, right = (text(value) if value is not None else "no value" for value in values[2 * k : 2 * k + 2])
    evidence = f"fails at {worded(point)}: {left} {relations[k].rel_op} {right} is false{note}"
    detail: dict[str, Any] = {"at": plain(point)}
    if None not in values[2 * k : 2 * k + 2]:
        detail |= {"left": text(values[2 * k], 17), "right": text(values[2 * k + 1], 17)}
    return Result("fails", evidence, detail)


def _truth(relations: Sequence[Relational], values: Sequence[Any], equal: Any) -> list[bool | None]:
    return [_true(relation, values[2 * k], values[2 * k + 1], equal) for k, relation in enumerate(relations)]


def _cleared(sides: Sequence[sympy.Expr], values: list[Any], point: Point) -> list[Any]:
    """The values, with an exact 0 for one that is zero but for rounding: it shrinks as digits are added. Beside a larger one it is left."""
    tiny = mpmath.mpf(10) ** (GUARD - DIGITS[1])
    if not any(any(pair) and None not in pair and max(map(abs, pair)) < tiny for pair in zip(values[::2], values[1::2], strict=True)):
        return values
    finer = evaluate(sides, point, DIGITS[2])
    small = mpmath.mpf(10) ** -20
    return [
        mpmath.mpf(0) if a is not None and b is not None and abs(b) <= small * abs(a) else a for a, b in zip(values, finer, strict=True)
    ]


def _true(relation: Relational, left: Any, right: Any, near: Any) -> bool | None:
    """The relation between two numbers, equal where they are this near, so that >= holds where both meet. None: no value."""
    if left is None or right is None:
        return None
    equal = abs(left - right) <= near * max(abs(left), abs(right))
    holds = {"==": equal, "!=": not equal, "<": left < right and not equal, ">": left > right and not equal}
    holds |= {"<=": left < right or equal, ">=": left > right or equal}
    return bool(holds[relation.rel_op])
