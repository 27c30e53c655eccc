"""A Value run: one state, two numbers, a tolerance."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import sympy

from covis.authoring.facts import Value
from covis.checks.facts import doubles
from covis.checks.facts.points.edges import edges
from covis.checks.facts.points.pages import Pages, Shown, exactly_at
from covis.checks.facts.points.sampling import Sampling
from covis.checks.facts.precise import evaluate
from covis.checks.facts.result import DIGITS, Result, text
from covis.checks.states import Point, constants_in, decimals, fixed, open_symbols, outside, plain, worded


def run_value(fact: Value, sampling: Sampling) -> Result:
    """|value - expected| <= rtol |expected| + atol, at the state that `at` fixes."""
    names = [symbol.name for symbol in open_symbols(fact)]
    if names:
        way = f"add {', '.join(f'{name}: ...' for name in names)} to at="
        return Result("not established", f"not established: at= leaves {' and '.join(names)} open; {way}", {"open": names})
    at = {symbol: decimals(constants_in(value)) for symbol, value in fact.at.items()}
    point = {symbol: fixed(value, at) for symbol, value in at.items()}
    value, expected = (decimals(constants_in(side)) for side in (fact.value, fact.expected))
    beyond = outside(point)
    if doubles.sourced((fact.value, fact.expected)):
        return _integrated_value(fact, point, beyond)
    page = _on_page(fact, point)
    if page is not None:
        value, expected = (sympy.Rational(Fraction(number)) for number in (page.left, page.right))
    detail: dict[str, Any] = {"at": plain(point), "rtol": fact.rtol, "atol": fact.atol, **({"outside": beyond} if beyond else {})}
    got, want, digits, first = None, None, DIGITS[0], None
    for digits in DIGITS:
        lower = [got, want]
        got, want = evaluate((value, expected), point, digits)
        first = abs(got - want) if first is None and got is not None and want is not None else first
        if got is None or want is None or (lower[0] is not None and _settled(got - lower[0], got, want, fact)):
            break
    note = (f"; {beyond}" if beyond else "") + _page_note(page, fact, point)
    if got is None or want is None:
        which = "the value" if got is None else "expected="
        return Result(
            "fails",
            f"fails: {which} has no finite real value at {worded(point)}; for a value that is approached, state a Limit{note}",
            detail,
        )
    with mpmath.workdps(digits):
        assert first is not None
        distance, allowed = abs(got - want), fact.rtol * abs(want) + fact.atol
        detail |= {
            "left": text(got, 17),
            "right": text(want, 17),
            "distance": text(distance, 3),
            "allowed": text(allowed, 3),
            "digits": digits,
        }
        vanishing = distance <= mpmath.mpf(10) ** -20 * first  # with more digits it shrinks away: rounding, such as sin(pi)
        if distance <= allowed or vanishing:
            apart = "exactly" if distance == 0 else f"to {text(distance, 2)}"
            return Result("matches", f"matches: {text(got)} for {text(want)}, {apart}, where {text(allowed, 2)} is allowed{note}", detail)
        return Result(
            "fails",
            f"fails at {worded(point)}: it is {text(got)}, and {text(want)} is expected (allowed {text(allowed, 2)}){note}",
            detail,
        )


def _on_page(fact: Value, point: Point) -> Shown | None:
    """The page's numbers, where rounding decides on a side of a jump or exact arithmetic has no value; else None."""
    stated = [constants_in(side) for side in (fact.value, fact.expected)]
    pages = Pages(stated, edges(stated, set(point)), [point])
    shown = pages.at(0)
    if shown is None:
        return None
    exact_values = evaluate([decimals(side) for side in stated], point, DIGITS[0])
    if exact_values[0] is None and exact_values[1] is not None:
        return shown
    return shown if None not in exact_values and pages.decides(0, exact_values) else None


def _page_note(page: Shown | None, fact: Value, point: Point) -> str:
    if page is None:
        return ""
    exactly = exactly_at(constants_in(fact.value), point)
    return "; this is the page's number: rounding decides on which side of a step it is" + (f" (exactly: {exactly})" if exactly else "")


def _integrated_value(fact: Value, point: Point, beyond: str) -> Result:
    """A value of what is integrated, in doubles; the evidence shows what halving the step changes."""
    (got, step), (want, _) = (doubles.value(constants_in(side), point) for side in (fact.value, fact.expected))
    allowed, distance = fact.rtol * abs(want) + fact.atol, abs(got - want)
    note = f"; halving the step changes it by {step:.2g}" + (f"; {beyond}" if beyond else "")
    detail = {
        "at": plain(point),
        "left": repr(got),
        "right": repr(want),
        "distance": repr(distance),
        "allowed": repr(allowed),
        "halving": repr(step),
    }
    if distance <= allowed:
        return Result("matches", f"matches: {got:.10g} for {want:.10g}, to {distance:.2g}, where {allowed:.2g} is allowed{note}", detail)
    reason = f"it is {got:.10g}, and {want:.10g} is expected (allowed {allowed:.2g})"
    return Result("fails", f"fails at {worded(point)}: {reason}{note}", detail)


def _settled(change: Any, got: Any, want: Any, fact: Value) -> bool:
    """Whether more digits no longer change the verdict."""
    allowed = fact.rtol * abs(want) + fact.atol
    return bool(abs(change) <= max(allowed, abs(want) * 1e-15) * 1e-6)
