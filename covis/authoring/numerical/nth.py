"""One number of a list, by its place."""

from __future__ import annotations

from typing import Any

import sympy


class Nth(sympy.Function):
    """Nth(k, n, a, b, ...): number k of a list, counted from 1, of which the first n are there; not-a-number beyond them."""

    is_extended_real = True

    @classmethod
    def eval(cls, k: sympy.Expr, n: sympy.Expr, *values: sympy.Expr) -> Any:
        if not k.is_number or not n.is_number:
            return None
        return values[int(k) - 1] if 1 <= k <= min(n, len(values)) and k == int(k) else sympy.nan

    def _eval_derivative(self, symbol: Any) -> sympy.Expr:
        k, n, *values = self.args
        return Nth(k, n, *(value.diff(symbol) for value in values))
