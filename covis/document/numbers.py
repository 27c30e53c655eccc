"""Numbers as the page writes them: the same text as JavaScript and `runtime/state/format.js` make, so that a state reads the same
wherever it is shown. `tests/authoring/test_states.py` compares them."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

_EXACT = Context(prec=800)  # enough for every digit of a double
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
THIN, MINUS = "\u202f", "\u2212"
# A number as a link writes it.
DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
WRITTEN = 15  # digits of a number that a person writes; one with more comes from arithmetic


def tidy(value: float) -> float:
    """The nearest number of 12 significant digits, half away from zero as JavaScript's toPrecision: 0.1 * 3 is 0.3."""
    return float(Context(prec=12, rounding=ROUND_HALF_UP).create_decimal_from_float(value))


def in_unit(value: float, scale: float) -> float:
    """A number times the scale of the unit that it is shown in, without the noise of the multiplication."""
    return value if scale == 1 else tidy(value * scale)


@lru_cache(maxsize=4096)  # checks go over the stops of a slider many times
def in_decimals(value: float, low: float, step: float) -> float:
    """A number near the decimal that people expect, as a multiple of `step` above `low`: 3 * 0.1 as 0.3, -0.3 + 3 * 0.1 as 0."""
    written = [_digits(number) for number in (low, step)]
    decimals = max(count for _, count in written)
    if any(digits > WRITTEN for digits, _ in written) or decimals > 100 or not abs(value) < 1e21:
        return tidy(value) + 0.0
    return float(_EXACT.create_decimal_from_float(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)) + 0.0


def _digits(number: float) -> tuple[int, int]:
    """How many digits, and how many of them decimals, the shortest way to write a number has."""
    mantissa, _, exponent = script_text(abs(number)).partition("e")
    fraction = mantissa.partition(".")[2]
    return len(mantissa.replace(".", "").lstrip("0")), max(0, len(fraction) - int(exponent or 0))


def script_text(value: Any) -> str:
    """A value as JavaScript's String() writes it: true, 1 and not 1.0, 1e-7 and not 1e-07."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int | float):
        return str(value)
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(float(value))
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(text), "f")
    mantissa, _, exponent = format(Decimal(text), "e").partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}e{int(exponent):+d}"


def control_text(value: float, step: float) -> str:
    """A control's value for a reader: with the decimals of its increment, or all of its own when it has more."""
    exact = script_text(tidy(value))
    if "e" in exact:
        return _dressed(exact)
    decimals = max(_decimals(step), len(exact.partition(".")[2]))
    fixed = _EXACT.create_decimal_from_float(abs(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    return _dressed(("-" if math.copysign(1, value) < 0 else "") + format(fixed, "f"))


def _decimals(step: float) -> int:
    """How many decimals an increment needs: 0.05 needs 2, 2.5e-4 needs 5."""
    mantissa, _, exponent = script_text(tidy(step)).partition("e")
    return min(12, max(0, len(mantissa.partition(".")[2]) - int(exponent or 0)))


def _dressed(plain: str) -> str:
    """With groups of three, a true minus, and a power of ten in place of an e."""
    mantissa, _, exponent = plain.partition("e")
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", THIN) if len(whole) > 4 else whole
    minus = MINUS if mantissa.startswith("-") and re.search("[1-9]", mantissa) else ""
    body = minus + grouped + (f".{fraction}" if fraction else "")
    return f"{body} × 10{str(int(exponent)).translate(_RAISED)}" if exponent else body
