"""The choice: one of several named numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from covis.authoring.controls.control import Control
from covis.authoring.outputs import expression
from covis.authoring.place import AuthoringError, shown
from covis.authoring.symbols import Number, finite, sign_of
from covis.document.controls import ChoiceControl


def _exactly(number: float) -> sympy.Number:
    """The number with as many digits as it takes to be read back as it is, on every side that evaluates it."""
    if number.is_integer():
        return sympy.Integer(int(number))
    return sympy.Float(number, 15 if float(f"{number:.15g}") == number else 17)


class Choice(Control):
    """One of several named numbers: the state is the name, expressions see the number.

    Parameters
    ----------
    name: the symbol's name, a Python identifier that is unique in the plugin; bind it to the same Python name.
    options: a mapping of two names or more to finite numbers, such as {"crown": 1.52, "flint": 1.62}. The page shows the names in this
        order. The numbers have no unit.
    value: the name that the page opens with.
    label: what the student reads.
    symbol: the LaTeX that equations print for it, such as "T_c"; "" (the default) is made from the name.

    `glass.pick({"crown": ..., "flint": ...})` is the expression for the option that is chosen. Raises AuthoringError, with the plugin's
    line, for fewer than two options or a value that is none of them.

    >>> glass = Choice("glass", {"crown": 1.52, "flint": 1.62}, value="crown", label="Glass")
    """

    form: ChoiceControl
    options: dict[str, float]

    def __new__(cls, name: str, options: Mapping[str, Number], *, value: str, label: str, symbol: str = "") -> Choice:
        owner = f'{cls.__name__}("{name}")'
        if not isinstance(options, Mapping) or len(options) < 2:
            raise AuthoringError(f'{owner}: options= is a mapping of two names or more to numbers, such as {{"red": 1.331, "blue": 1.343}}')
        for key, number in options.items():
            if not isinstance(key, str) or not key.strip():
                raise AuthoringError(f"{owner}: the option {shown(key)} is not a text")
            finite(owner, **{key: number})
        if not isinstance(value, str) or value not in options:
            raise AuthoringError(f"{owner}: value={shown(value)} is not an option; choose one of {', '.join(options)}")
        low, high = min(options.values()), max(options.values())
        whole = {"integer": True} if all(float(number).is_integer() for number in options.values()) else {}
        self: Choice = cls._make(
            name, (tuple(options.items()), value), {**sign_of(low, high), **whole}, label=label, unit="", symbol=symbol
        )
        self.options, self.start = {key: float(number) for key, number in options.items()}, value
        self.form = ChoiceControl(name=self.name, label=label, options=list(self.options.items()), start=value)
        return self

    def pick(self, expressions: Mapping[str, Any]) -> sympy.Expr:
        """The expression for the option that is chosen: one for each option, by its name.

        Raises AuthoringError for options that are missing or unknown, and for two options of one number with different expressions.

        >>> glass.pick({"crown": 1.5 + 4200 / w**2, "flint": 1.6 + 8500 / w**2})
        """
        owner = f'Choice("{self.name}").pick'
        if not isinstance(expressions, Mapping):
            raise AuthoringError(f"{owner}: {expressions!r} is not a mapping; give an expression for each of {', '.join(self.options)}")
        missing = [key for key in self.options if key not in expressions]
        unknown = [str(key) for key in expressions if key not in self.options]
        if missing or unknown:
            wrong = [f"there is no expression for {', '.join(missing)}"] if missing else []
            wrong += [f"{', '.join(unknown)} is not an option"] if unknown else []
            raise AuthoringError(f"{owner}: {' and '.join(wrong)}; give one for each of {', '.join(self.options)}")
        picked = {key: expression(f"{owner}: {key}", expressions[key]) for key in self.options}
        by_number: dict[float, str] = {}
        for key, number in self.options.items():
            other = by_number.setdefault(number, key)
            if picked[other] != picked[key]:
                raise AuthoringError(
                    f"{owner}: {other} and {key} have the same number {number:g}, by which expressions tell options apart; "
                    "give each option a number of its own"
                )
        *cases, last = by_number.values()
        return sympy.Piecewise(*((picked[key], sympy.Eq(self, _exactly(self.options[key]))) for key in cases), (picked[last], True))

    def extremes(self) -> list[Any]:
        return list(self.options)

    def between(self, share: float) -> Any:
        keys = list(self.options)
        return keys[min(int(share * len(keys)), len(keys) - 1)]

    @property
    def states(self) -> int | None:
        return len(self.options)

    def nth(self, k: int) -> Any:
        return list(self.options)[k]

    def samples(self, most: int = 5) -> list[Any]:
        return list(self.options)
