"""An Identity run: tried at points over the ranges, and proved where SymPy can."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
import sympy

from covis.authoring.controls.control import Control
from covis.authoring.facts import Identity
from covis.checks.facts import doubles
from covis.checks.facts.deadline import TooLongError, deadline
from covis.checks.facts.points.pages import Pages, Shown
from covis.checks.facts.points.sampling import Sampling, sample
from covis.checks.facts.points.search import worst
from covis.checks.facts.precise import evaluate, evaluate_complex, real
from covis.checks.facts.proof import proof_of_zero
from covis.checks.facts.result import DIGITS, GUARD, PROOF_SECONDS, SAMPLE_SECONDS, Result, counted, text, unstated
from covis.checks.states import Point, constants_in, decimals, exact, plain, worded

ULP = sympy.Rational(1, 2**51)  # by how much arithmetic may have rounded a decimal of the model
ROUNDED = 1e-15  # of the largest term: as much as the rounding of one decimal always explains
ROUNDED_MOST = 1e-9  # of the largest number of a side: what rounded decimals may explain at most
GROSS = 1e-3  # a relative difference that ends the search for a worse one
SUSPECT = 1e-13  # a difference in doubles below this is not worth a look


def run_identity(fact: Identity, sampling: Sampling) -> Result:
    """Tried at points first, so that what is false fails at once; then proved, if SymPy can."""
    if doubles.sourced((fact.left, fact.right)):
        return _integrated(doubles.compare(fact.left, fact.right, sampling))
    stated = [constants_in(side) for side in (fact.left, fact.right)]
    left, right = map(decimals, stated)
    rounded = any(side.atoms(sympy.Float) for side in stated)
    trial: _Trial | None = None
    try:
        trial = _Trial(stated).run(sampling)
        tried = trial.result()
    except ValueError as error:
        tried = Result("not established", f"not tried at points: {error}")
    if tried.outcome == "fails":
        return tried
    # Where rounded decimals explain a difference, the two sides with exact numbers differ: there is nothing to prove.
    step = None if trial is not None and trial.nearly else proof_of_zero(left - right, PROOF_SECONDS)
    if step is None:
        if trial is None:
            return unstated(f"SymPy found no proof, and it is {tried.evidence}")
        return tried
    proved = f"proved by SymPy ({step})" + (", with decimals read as exact numbers" if rounded else "")
    detail = {**tried.detail, "proof": step}
    if trial is not None and trial.exceptions:
        return Result("not established", f"{tried.evidence}; elsewhere it is {proved}", detail)
    return Result("proved", f"{proved}; {tried.evidence.removeprefix('not established: ')}", detail)


def _integrated(found: doubles.Agreement) -> Result:
    """An identity of what is integrated holds to what halving the step changes."""
    detail = {"points": found.points, "worst": found.worst, "halving": found.halving, "at": dict(found.numbers)}
    if not found.points:
        return Result("not established", "not established: at no point both sides have a finite value", detail)
    where = ", ".join(f"{name} = {number:.10g}" for name, number in found.numbers.items()) or "the only state"
    if found.holds:
        evidence = f"agrees at {counted(found.points)} within {found.worst:.2g} (worst where {where})"
        return Result("agrees", f"{evidence}; halving the step changes {found.halving:.2g}", detail)
    evidence = f"left {found.left:.10g}, right {found.right:.10g}; halving the step changes only {found.halving:.2g} of the size"
    return Result("fails", f"fails where {where}: {evidence}", {**detail, "left": found.left, "right": found.right})


@dataclass
class _Trial:
    """left = right at points: what was seen. `stated` are the two sides with their decimals as the model has them."""

    stated: Sequence[sympy.Expr]
    agreed: int = 0
    nearly: int = 0  # those of them at which rounded decimals explain a difference
    singular: int = 0
    decided: int = 0  # points at which rounding decides on a side of a jump, and the page's numbers agree
    digits: int = DIGITS[0]
    worst: Any = None
    at: Point | None = None
    cut: str = ""
    among: str = ""
    failure: Result | None = None
    gross: Any = 0
    exceptions: list[str] = field(default_factory=list)  # points at which it is not so, although it need not be false

    def run(self, sampling: Sampling) -> _Trial:
        """Raises ValueError when a symbol has no range."""
        sides = self.left, self.right = tuple(map(decimals, self.stated))
        together = (*sides, *sympy.Add.make_args(self.left), *sympy.Add.make_args(self.right))
        found = sample(sides, sampling)
        points = [*found.points, *worst(self.stated, sampling, _apart)]
        pages, self.among = Pages(self.stated, found.edges, points), found.among
        end = time.process_time() + SAMPLE_SECONDS
        for k, point in enumerate(points):
            try:
                with deadline(max(0.01, end - time.process_time())):
                    self._look(together, pages, k, point)
            except TooLongError:
                self.cut = f"; {SAMPLE_SECONDS:g} s were not enough for all of {counted(len(points))}"
                break
            if self.failure and self.gross >= GROSS:
                break
        return self

    def _look(self, together: Sequence[sympy.Expr], pages: Pages, k: int, point: Point) -> None:
        values, residual, used = _compared(together, point)
        alike = residual is not None and residual <= mpmath.mpf(10) ** (GUARD - used)
        shown = pages.at(k)
        sides = [None if value is None else real(value, used) for value in values[:2]]
        if sides == [None, None] and residual is not None:
            self._complex(alike, values, residual, used, point)
            return
        if shown is not None and (shown.agree is not alike) and pages.decides(k, sides):
            if shown.agree:
                self.decided += 1
                self.agreed += 1
                return
            exactly = " and ".join(pages.exactly(k))
            apart = f"on the page left is {shown.left:.10g} and right {shown.right:.10g}; exactly it is {exactly}"
            evidence = f"fails at {worded(point)}: {apart}: rounding decides on which side of a step the page is"
            self._fail(Result("fails", evidence, {"at": plain(point), "left": repr(shown.left), "right": repr(shown.right)}), 1)
            return
        if residual is None:
            self._undefined(values, sides, point, shown)
            return
        tiny = residual <= ROUNDED and self._moved
        if not alike and not tiny and abs(values[0] - values[1]) > self._allowance(point, used, pages.largest):
            self._differs(values, residual, used, point)
            return
        self.agreed += 1
        self.nearly += not alike
        self.digits = max(self.digits, used)
        if self.at is None or residual > self.worst:
            self.worst, self.at = max(self.worst or 0, residual), point

    def _complex(self, alike: bool, values: Sequence[Any], residual: Any, used: int, point: Point) -> None:
        """Two complex numbers: the page shows a gap for both, so that they count in a claim about complex numbers only."""
        about_complex = any(side.has(sympy.I) for side in self.stated)
        if about_complex and not alike:
            self._differs(values, residual, used, point)
        elif about_complex:
            self.agreed += 1
        else:
            self.singular += 1
            if not alike:
                self.exceptions.append(f"at {worded(point)} both sides are complex numbers, and differ")

    def _undefined(self, values: Sequence[Any], numbers: Sequence[Any], point: Point, shown: Shown | None) -> None:
        """A side without a real value: a real number is not a complex one, and a gap on one side only is an exception."""
        if None in values[:2] or numbers == [None, None]:
            if numbers != [None, None] and not (shown is not None and shown.agree):
                which, other = ("left", "right") if numbers[0] is None else ("right", "left")
                number = next(number for number in numbers if number is not None)
                self.exceptions.append(f"at {worded(point)} {which} has no value, where {other} is {text(number)}")
            self.singular += 1
            return
        self._differs(values, mpmath.mpf(1), DIGITS[0], point)

    def _differs(self, values: Sequence[Any], residual: Any, used: int, point: Point) -> None:
        apart = f"left {text(values[0])}, right {text(values[1])} (relative difference {text(residual, 2)})"
        loose = [s.name for s in self._counted() if not point[s].is_integer and not (isinstance(s, Control) and s.states)]
        if loose:
            name = loose[0]
            self.exceptions.append(
                f"at {worded(point)}: {apart}; {name} counts terms and is not whole there: give it whole values (step=1)"
            )
            return
        numbers = {"left": text(values[0], 17), "right": text(values[1], 17), "residual": text(residual, 3)}
        self._fail(Result("fails", f"fails at {worded(point)}: {apart}", {"at": plain(point), **numbers, "digits": used}), residual)

    def _fail(self, failure: Result, residual: Any) -> None:
        """The grossest failure is reported: a reader sees it with the naked eye."""
        if self.failure is None or residual > self.gross:
            self.failure, self.gross = failure, residual

    def _counted(self) -> list[sympy.Symbol]:
        """The symbols in the bounds of sums and products."""
        totals = {total for side in (self.left, self.right) for total in side.atoms(sympy.Sum, sympy.Product)}
        bounds = {symbol for total in totals for limit in total.limits for bound in limit[1:] for symbol in bound.free_symbols}
        return sorted((s for s in bounds & (self.left.free_symbols | self.right.free_symbols)), key=lambda symbol: symbol.name)

    @cached_property
    def _moved(self) -> list[list[sympy.Expr]]:
        """The sides with one decimal moved by what arithmetic may have rounded it, for each of them."""
        floats = sorted(set().union(*(side.atoms(sympy.Float) for side in self.stated)), key=str)[:8]
        return [[decimals(side.xreplace({number: exact(number) * (1 + ULP)})) for side in self.stated] for number in floats]

    def _allowance(self, point: Point, used: int, largest: float) -> float:
        """By how much the sides may differ because arithmetic rounded the decimals of the model before they reached the fact."""
        allowed = 0.0
        for moved in self._moved:
            before, after = evaluate((self.left, self.right), point, used), evaluate(moved, point, used)
            if None not in before and None not in after:
                allowed += float(4 * sum(abs(b - a) for a, b in zip(before, after, strict=True)))
        return min(allowed, ROUNDED_MOST * largest)

    def result(self) -> Result:
        if self.failure:
            return self.failure
        detail: dict[str, Any] = {"points": self.agreed, "singular": self.singular, "digits": self.digits}
        if not self.agreed:
            none = f"at none of {counted(self.singular)} both sides have a finite value" if self.singular else "no point was computed"
            return Result("not established", f"not established: {none}{self.cut}", detail)
        if self.at is not None:
            detail |= {"worst": text(self.worst, 3), "at": plain(self.at)}
        among = f", among them {self.among}," if self.among else ""
        where = f" (worst at {worded(self.at)})" if self.at else ""
        evidence = f"agrees at {counted(self.agreed)}{among} within {text(self.worst or 0, 2)}{where}"
        if self.decided:
            evidence += (
                f"; at {counted(self.decided)} of them rounding decides on which side of a step it is, and there the page's numbers agree"
            )
        if self.singular > len(self.exceptions):
            evidence += f"; at {counted(self.singular - len(self.exceptions))} neither side has a finite value"
        if self.exceptions:
            more = f" (and at {counted(len(self.exceptions) - 1)} more)" if self.exceptions[1:] else ""
            return Result("not established", f"not established: it {evidence}{self.cut}, but {self.exceptions[0]}{more}", detail)
        return Result("agrees", evidence + self.cut, detail)


def _apart(values: list[Any]) -> Any:
    left, right = values
    apart = np.abs(left - right) / np.maximum(np.maximum(np.abs(left), np.abs(right)), 1e-300)
    return np.where(apart > SUSPECT, apart, np.nan)


def _compared(together: Sequence[sympy.Expr], point: Point) -> tuple[list[Any], Any, int]:
    """(values, residual or None where a side has no real value, the digits used): with more digits until what should cancel does."""
    values: list[Any] = []
    residual, first = None, None
    used = DIGITS[0]
    for used in DIGITS:
        raw = evaluate_complex(together, point, used)
        values = [None if value is None else real(value, used) for value in raw]
        if (values[0] is None) is not (values[1] is None) or None in raw[:2]:
            return raw, None, used
        if values[0] is None:
            values = raw
        residual = _residual(values, used)
        difference = abs(values[0] - values[1])
        first = difference if first is None else first
        if residual <= mpmath.mpf(10) ** (GUARD - used):
            break
        if difference <= mpmath.mpf(10) ** -20 * first:
            # Both sides are zero, each by a cancellation inside: what is left shrinks as digits are added, as no discrepancy does.
            return values, mpmath.mpf(0), used
    return values, residual, used


def _residual(values: list[Any], digits: int) -> Any:
    """|left - right| relative to the largest of the terms that are to cancel."""
    with mpmath.workdps(digits):
        size = max((abs(value) for value in values if value is not None), default=mpmath.mpf(0))
        difference = abs(values[0] - values[1])
        return difference / size if size else difference
