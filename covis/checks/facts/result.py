"""What running a fact gives, and how finely facts are run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import mpmath

DIGITS = (40, 90, 180)  # working precisions: the next is tried where terms cancel
GUARD = 12  # digits of the working precision that rounding may use up
DECIMALS = 1e-12  # what a model with decimals that arithmetic has rounded to 15 digits can promise
SAMPLE_SECONDS, PROOF_SECONDS = 10.0, 12.0

Outcome = Literal["proved", "agrees", "matches", "holds", "fails", "not established"]


@dataclass(frozen=True)
class Result:
    """What running a fact showed, before it is given its id, line and versions."""

    outcome: Outcome
    evidence: str
    detail: dict[str, Any] = field(default_factory=dict)


def unstated(reason: str) -> Result:
    """A claim that cannot be run as it is stated: the author has to correct it, so it is an error and no warning."""
    return Result("not established", f"not established: {reason}", {"error": reason})


def counted(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def text(value: Any, digits: int = 10) -> str:
    return str(mpmath.nstr(value, digits, min_fixed=-5, max_fixed=12)) if value != 0 else "0"
