"""A Check of the shipped gallery fails where what it evaluates is not a number. `max(0.0, nan)` is 0, which is below any bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import covis as cv
from tests.visualisations.conftest import SHIPPED

EVALUATING = sorted(
    code.parent.name
    for code in SHIPPED.glob("*/__init__.py")
    if "cv.Check(" in (said := code.read_text(encoding="utf-8")) and "cv.evaluate(" in said
)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("id", EVALUATING)
def test_a_check_of_what_is_not_a_number_does_not_hold(id: str, plugin: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate = cv.evaluate
    asked: list[Any] = []

    def nothing(*args: Any, **states: Any) -> Any:
        asked.append(args)
        return evaluate(*args, **states) * np.nan

    made, evaluated = plugin(id), False
    monkeypatch.setattr(cv, "evaluate", nothing)
    for check in made.visualisation.facts:
        if isinstance(check, cv.Check):
            asked.clear()
            try:
                said = check.function()
            except (ValueError, IndexError):
                said = False
            evaluated |= bool(asked)
            assert not asked or not (said[0] if isinstance(said, tuple) else said), check.statement
    assert evaluated, "no Check evaluates anything"
