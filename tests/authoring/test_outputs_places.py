"""Two plugins may have symbols that are equal; each is asked for its own, with its own place."""

from __future__ import annotations

import sympy

from covis import Slider
from covis.authoring.outputs import free_symbols, parts


def made() -> tuple[Slider, sympy.Expr]:
    rate = Slider("rate", 0, 1, value=0.5, label="Rate")
    return rate, sympy.exp(-rate) * rate**2


def test_an_equal_expression_of_another_plugin_is_not_mistaken_for_it() -> None:
    for _ in range(2):
        sympy.core.cache.clear_cache()
        rate, expression = made()
        assert all(symbol is rate for symbol in free_symbols(expression)) and len(free_symbols(expression)) == 1
        assert next(part for part in parts(expression) if isinstance(part, sympy.Symbol)) is rate
